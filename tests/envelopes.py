"""Requests as Alexa sends them, by intent: for tests of what the skill does once it has been understood."""

from collections.abc import Mapping
from typing import Any

from coach.alexa.api_client import DeadlineApiClient
from coach.alexa.ssml import plain
from coach.content.catalog import Catalog
from coach.deadline import DEFAULT_BUDGETS, Budgets
from coach.profile.store import Store
from coach.profile.stores.memory import InMemoryStore
from coach.settings import ScreeningStyle, Settings
from coach.skill import build_skill

NINE_O_CLOCK = "2026-11-21T09:00:00Z"
MATCH = "ER_SUCCESS_MATCH"
FLAGS = Catalog().interview.flags


def slot(name: str, value: str, resolved: str = "") -> dict[str, Any]:
    """One filled slot, resolved to an id or matching nothing."""
    authority: dict[str, Any] = {"authority": "amzn1.er-authority", "status": {"code": "ER_SUCCESS_NO_MATCH"}}
    if resolved:
        authority = {**authority, "status": {"code": MATCH}, "values": [{"value": {"name": value, "id": resolved}}]}
    return {
        "name": name,
        "value": value,
        "confirmationStatus": "NONE",
        "resolutions": {"resolutionsPerAuthority": [authority]},
    }


class Talker:
    """Somebody whose every word is understood: intents go straight to the skill, the session is kept."""

    def __init__(
        self,
        store: Store | None = None,
        locale: str = "en-US",
        style: str = "ask",
        budgets: Budgets = DEFAULT_BUDGETS,
    ) -> None:
        self.store = store or InMemoryStore()
        self.skill = build_skill(
            self.store, DeadlineApiClient(), Settings(screening_style=ScreeningStyle(style)), budgets
        )
        self.locale = locale
        self.attributes: dict[str, Any] = {}
        self.answer: dict[str, Any] = {}

    def send(self, request: dict[str, Any], **context: Any) -> dict[str, Any]:
        """Send a request of any kind; keeps the session as Alexa would."""
        event = {
            "version": "1.0",
            "session": {
                "new": not self.attributes,
                "sessionId": "session",
                "application": {"applicationId": "skill"},
                "user": {"userId": "somebody"},
                "attributes": self.attributes,
            },
            "context": {
                "System": {
                    "application": {"applicationId": "skill"},
                    "user": {"userId": "somebody"},
                    "device": {"deviceId": "echo", "supportedInterfaces": {}},
                    "apiEndpoint": "https://127.0.0.1:9",
                    "apiAccessToken": "token",
                    **context,
                }
            },
            "request": {"requestId": "r", "timestamp": NINE_O_CLOCK, "locale": self.locale, **request},
        }
        self.answer = self.skill.respond(event)
        self.attributes = self.answer.get("sessionAttributes") or {}
        return self.answer

    def say(self, intent: str, *slots: dict[str, Any]) -> "Talker":
        """Send an intent."""
        filled = {row["name"]: row for row in slots}
        self.send({"type": "IntentRequest", "intent": {"name": intent, "confirmationStatus": "NONE", "slots": filled}})
        return self

    def names(self, *symptoms: str, intent: str = "ReportSymptomIntent", value: str = "") -> "Talker":
        """Name up to three symptoms by id."""
        slots = ("symptom", "symptom_two", "symptom_three")
        return self.say(
            intent, *(slot(name, value or "x", found) for name, found in zip(slots, symptoms, strict=False))
        )

    def yes(self) -> "Talker":
        """Say yes."""
        return self.say("AMAZON.YesIntent")

    def no(self) -> "Talker":
        """Say no."""
        return self.say("AMAZON.NoIntent")

    @property
    def speech(self) -> str:
        """What was said last, as plain text."""
        return plain(self.answer["response"].get("outputSpeech", {}).get("ssml", ""))

    @property
    def asking(self) -> str:
        """The open question."""
        return str(self.attributes.get("asking", ""))

    @property
    def outcome(self) -> str:
        """The outcome of this very turn."""
        return str(self.attributes.get("outcome", ""))

    @property
    def ended(self) -> bool:
        """Whether the session is over."""
        return self.answer["response"].get("shouldEndSession") is True

    def aged(self, years: int) -> "Talker":
        """Tell an age; where it is read back, say yes."""
        self.say("MinutesIntent", slot("minutes", str(years)))
        return self.yes() if self.asking == "safety_check.confirm" else self

    def answers(self, said: Mapping[str, str] | None = None) -> "Talker":
        """Answer the open question of a check as somebody well of 42, in pain for days, unless given otherwise.

        ``said``: by question, "yes", "no", "not_tried", "skip", or for age and onset these. Yes always means
        that the sign is there, however the question is put.
        """
        said = said or {}
        asked = self.asking
        flag = FLAGS.get(asked.removeprefix("red_flag."))
        if said.get(asked) == "skip":
            return self.say("AMAZON.NextIntent")
        if asked == "red_flag.age":
            return self.aged(int(said.get(asked, "42")))
        if asked == "red_flag.onset":
            return self.say("OnsetIntent", slot("onset", "x", said.get(asked, "days")))
        if said.get(asked) == "not_tried":
            return self.say("NotTriedIntent")
        sign_is_there = said.get(asked, "yes" if asked.startswith("safety_check.") else "no") == "yes"
        return self.yes() if sign_is_there is not (flag is not None and flag.yes_is_well) else self.no()

    def at(self, question: str, said: Mapping[str, str] | None = None) -> "Talker":
        """Put the check at a red flag, everything before it answered as by somebody well unless given otherwise."""
        self.say("SafetyCheckIntent")
        while self.asking != question:
            assert self.asking, f"the check never reached {question}"
            assert self.asking != "launch.choose", f"the check ended before {question}"
            self.answers(said)
        return self

    def to_the_end(self, said: Mapping[str, str] | None = None) -> "Talker":
        """Answer all that is asked, until there is an outcome."""
        while not self.outcome:
            self.answers(said)
        return self

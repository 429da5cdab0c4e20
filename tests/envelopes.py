"""Requests as Alexa sends them, by intent: for tests of what the skill does once it has been understood."""

from typing import Any

from coach.alexa.api_client import DeadlineApiClient
from coach.alexa.ssml import plain
from coach.deadline import DEFAULT_BUDGETS, Budgets
from coach.profile.store import Store
from coach.profile.stores.memory import InMemoryStore
from coach.settings import ScreeningStyle, Settings
from coach.skill import build_skill

NINE_O_CLOCK = "2026-11-21T09:00:00Z"
MATCH = "ER_SUCCESS_MATCH"


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

    def at(self, question: str, answers: dict[str, str] | None = None) -> "Talker":
        """Put the check at a red flag, everything before it answered no unless given otherwise."""
        self.say("SafetyCheckIntent")
        while self.asking != question:
            assert self.asking, f"the check never reached {question}"
            if (answers or {}).get(self.asking) == "yes" or self.asking == "safety_check.go_on":
                self.yes()
            elif (answers or {}).get(self.asking) == "not_tried":
                self.say("NotTriedIntent")
            else:
                self.no()
        return self

"""Envelopes, session attributes, stored profiles and calls of the Timers API, each made of choices."""

import json
import sys
from collections.abc import Iterator
from typing import Any

from coach.care.answers import Answer, Onset
from coach.care.cautions import Caution
from coach.care.limits import TimerKind
from coach.care.triage import Outcome
from coach.content.catalog import Catalog
from coach.conversation.meanings import Intent, Verb
from coach.conversation.questions import ROWS
from coach.conversation.session import Session
from coach.profile.model import Profile
from coach.profile.serialization import SCHEMA_VERSION, to_data
from tests.envelopes import slot
from tests.fuzz.choices import Choices

CATALOG = Catalog()
FLAGS = tuple(CATALOG.interview.flags)
REMEDIES = tuple(CATALOG.remedies)
KINDS = tuple(kind.value for kind in TimerKind)
INTENTS = tuple(intent.value for intent in Intent)
QUESTIONS = (*(str(one) for one in ROWS), *(f"red_flag.{flag}" for flag in FLAGS), "red_flag.", "red_flag.nobody", "x")
NOW = 1_795_251_600_000
NOW_TEXT = "2026-11-21T09:00:00Z"
MINUTE = 60_000
LOCALES = ("en-US", "en-GB", "en-IN", "en-AU", "en-CA", "de-DE", "", "x" * 99)
_TYPES = (
    "IntentRequest", "IntentRequest", "IntentRequest", "LaunchRequest", "SessionEndedRequest", "Connections.Response",
    "SessionResumedRequest", "AlexaSkillEvent.SkillDisabled", "System.ExceptionEncountered", "Some.New", "",
    "Alexa.Presentation.APL.UserEvent",
)  # fmt: skip
_SLOTS: dict[str, tuple[str, ...]] = {
    "symptom": FLAGS, "symptom_two": FLAGS, "symptom_three": FLAGS, "remedy": REMEDIES, "movement": REMEDIES,
    "category": tuple(CATALOG.categories), "timer": (*KINDS, "both", "x"), "pace": ("slower", "normal", "faster"),
    "onset": tuple(Onset), "whom": ("wife", "me"), "minutes": ("0", "1", "5", "15", "30", "99999", "?"),
    "duration": ("PT5M", "PT0S", "P1W", "PT20M", "PT99H", "junk"), "age": ("0", "8", "42", "72", "999", "?"),
    "words": (
        "my bottom is numb", "it burns", "no", "stop the ice", "she is eight", "five more", "both", "how long",
        "i can't pee", "not really", "three weeks", "done", "ow that hurts", "skip", "what", "call 911", "my husband",
    ),
}  # fmt: skip
_TOUCHED = ("yes", "no", "not_sure", "ice", "again", "stop", "x", "")
_SLOT_NAMES = tuple(_SLOTS)


def a_slot(choices: Choices) -> dict[str, Any]:
    """Return a slot of the model, filled with something that it may hold, or with junk."""
    name = choices.pick(_SLOT_NAMES)
    value = choices.pick(_SLOTS[name])
    if choices.one_in(8):
        return slot(name, choices.text(), choices.text())
    return slot(name, value, "" if choices.one_in(4) else value)


def attributes(choices: Choices) -> dict[str, Any]:
    """Return session attributes: mostly of the right kind, as a client could forge them."""
    made: dict[str, Any] = {"asking": choices.pick(QUESTIONS)}
    for _ in range(choices.number(8)):
        name = choices.pick(Session._fields)
        if name != "asking":
            made[name] = choices.junk() if choices.one_in(6) else _attribute(choices, name)
    if choices.one_in(10):
        made[choices.text()] = choices.junk()
    return made


def _attribute(choices: Choices, name: str) -> Any:
    likely: dict[str, Any] = {
        "answers": lambda: choices.many(6, lambda: [choices.pick((*FLAGS, "age", "onset")), _answer(choices)]),
        "cautions": lambda: choices.many(5, lambda: choices.pick(tuple(Caution)).value),
        "against": lambda: choices.many(2, lambda: choices.pick(KINDS)),
        "not_me": lambda: choices.pick(KINDS),
        "refused": lambda: choices.pick(KINDS),
        "kind": lambda: choices.pick(KINDS),
        "verb": lambda: choices.pick(tuple(Verb)).value,
        "concluded": lambda: choices.pick(tuple(Outcome)).value,
        "remedy": lambda: choices.pick(REMEDIES),
        "category": lambda: choices.pick(tuple(CATALOG.categories)),
        "first": lambda: choices.pick(FLAGS),
        "interrupted": lambda: choices.pick(QUESTIONS),
        "age_heard": lambda: [choices.number(130), choices.number(130)],
    }
    if name in likely:
        return likely[name]()
    return choices.pick((True, 1, 2, 3, 7, 60, 900, 1200, 99999, "Is it on now?", "heat", REMEDIES[0]))


def _answer(choices: Choices) -> Any:
    if choices.one_in(3):
        return [choices.number(130), choices.number(130)]
    return choices.pick((*(one.value for one in Answer), *(one.value for one in Onset)))


def envelope(choices: Choices) -> Any:
    """Return a request envelope: one as Alexa sends it, with something put in the place of something else."""
    intent = {"name": choices.pick(INTENTS), "confirmationStatus": "NONE"}
    intent["slots"] = {row["name"]: row for row in choices.many(3, lambda: a_slot(choices))}  # type: ignore[assignment]
    application, user = {"applicationId": "skill"}, {"userId": "somebody"}
    request: dict[str, Any] = {
        "type": choices.pick(_TYPES), "requestId": "r", "timestamp": NOW_TEXT, "locale": choices.pick(LOCALES),
        "intent": intent, "status": {"code": choices.pick(("200", "400", 200, "x"))},
        "token": choices.pick(("ice:900", "heat:60", "walk:180", "tea:9", "ice:99999", "")),
        "payload": {"status": choices.pick(("ACCEPTED", "DENIED", "NOT_ANSWERED", "x")), "isCardThrown": True},
        "body": {"userInformationPersistenceStatus": choices.pick(("PERSISTED", "NOT_PERSISTED", ""))},
        "arguments": ["answer", choices.pick(_TOUCHED), choices.pick(QUESTIONS)],
    }  # fmt: skip
    interfaces: dict[str, Any] = {"Alexa.Presentation.APL": {"runtime": {}}} if choices.one_in(2) else {}
    system = {
        "application": application, "user": user, "device": {"deviceId": "echo", "supportedInterfaces": interfaces},
        "apiEndpoint": "https://api.amazonalexa.com", "apiAccessToken": "token",
    }  # fmt: skip
    session = {"new": choices.one_in(3), "sessionId": "s", "application": application, "user": user}
    event = {
        "version": "1.0",
        "session": {**session, "attributes": attributes(choices) if choices.one_in(2) else {}},
        "context": {"System": system},
        "request": request,
    }
    for _ in range(choices.number(4)):
        _spoil(choices, event)
    return choices.junk() if choices.one_in(40) else event


def _spoil(choices: Choices, whole: dict[str, Any]) -> None:
    """Put junk somewhere into a value, beside what is there or in its place."""
    part, name = choices.pick(list(_places(whole)))
    part[choices.text() if choices.one_in(6) else name] = choices.junk()


def _places(part: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield each field of a value: what it stands in, and its name."""
    for name, below in part.items():
        yield part, name
        if isinstance(below, dict):
            yield from _places(below)


def beside_a_sign(choices: Choices) -> dict[str, Any]:
    """Return "I can't pee" with junk in fields that nobody reads, and session attributes of any kind."""
    rows = {"symptom": slot("symptom", "can't pee", "bladder_trouble")}
    intent = {"name": "ReportSymptomIntent", "slots": rows}
    event: dict[str, Any] = {
        "session": {"attributes": {choices.text(): choices.junk()}, "user": {"userId": "somebody"}},
        "context": {"System": {"user": {"userId": "somebody"}}},
        "request": {"type": "IntentRequest", "timestamp": NOW_TEXT, "locale": "en-US", "intent": intent},
    }
    for part in (event, event["context"], event["context"]["System"], event["request"], intent, rows["symptom"]):
        part.setdefault(f"x{choices.text()}", choices.junk())
    return event


def stored(choices: Choices) -> str:
    """Return what a store may hold of somebody: a profile as it is written, with something of it spoiled."""

    def moment() -> int:
        return NOW + (choices.number(65_536) - 32_768) * choices.pick((1_000, MINUTE, 3_600_000))

    def application() -> list[int]:
        started = moment()
        return [started, started + choices.number(1_300) * 1_000, choices.pick((0, 0, 60, 9_999))]

    def record() -> list[Any]:
        kind, started, seconds = choices.pick(KINDS), moment(), choices.pick((60, 180, 900, 1200, 7200, 0))
        left = choices.pick((0, 0, 60, 9_999))
        return [choices.pick(("timer-1", "", "x")), started, started + seconds * 1000, seconds, left, kind, kind, False]

    data: dict[str, Any] = to_data(Profile()) | {
        "version": choices.pick((SCHEMA_VERSION, SCHEMA_VERSION, SCHEMA_VERSION, 1, 2, 0, SCHEMA_VERSION + 1)),
        "ice_log": choices.many(3, application), "heat_log": choices.many(3, application),
        "timers": choices.many(3, record), "place": choices.pick((*REMEDIES, "", "x")),
        "ice_clear_at": max(0, moment()), "heat_clear_at": max(0, moment()),
        "not_me_at": choices.pick((0, max(0, moment()))),
    }  # fmt: skip
    for _ in range(choices.number(3)):
        name = choices.pick(tuple(data))
        rows = data[name]
        if isinstance(rows, list) and rows and isinstance(rows[0], list) and not choices.one_in(3):
            at = choices.number(len(rows[0]))
            rows[0][at : at + 1] = choices.many(1, choices.junk)
        else:
            data[name] = choices.junk()
    text = written(data)
    return text[: choices.number(65_536)] if choices.one_in(12) else text


def written(data: Any) -> str:
    """Return data as JSON, numbers of thousands of digits, too."""
    limit = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        return json.dumps(data)
    finally:
        sys.set_int_max_str_digits(limit)


def call(choices: Choices) -> tuple[str, str, str, bytes]:
    """Return a call of the Timers API: method, path, token and body."""
    path = choices.pick((
        "/v1/alerts/timers", "/v1/alerts/timers/timer-000001", "/v1/alerts/timers/timer-000001/pause",
        "/v1/alerts/timers/timer-000001/resume", "/v1/alerts/timers/x", "/v2/devices/echo/settings/System.timeZone",
        "/v2/devices/%00/settings/System.timeZone", "/v1/alerts/timers?nextToken=x", "/", "",
    ))  # fmt: skip
    if choices.one_in(6):
        path += choices.text()
    body: Any = {
        "duration": choices.pick(("PT15M", "PT2H", "PT2H1S", "PT0S", "P1D", "junk", "PT1S")),
        "timerLabel": choices.pick(("ice", "ice two", "", "x" * 300)),
        "creationBehavior": {"displayExperience": {"visibility": choices.pick(("VISIBLE", "HIDDEN", "x"))}},
        "triggeringBehavior": {
            "operation": {"type": choices.pick(("ANNOUNCE", "NOTIFY_ONLY", "LAUNCH_TASK")),
                          "textToAnnounce": [{"locale": "en-US", "text": "Ice off."}]},
            "notificationConfig": {"playAudible": True},
        },
    }  # fmt: skip
    for _ in range(choices.number(4)):
        _spoil(choices, body)
    text = written(choices.junk() if choices.one_in(8) else body).encode()
    method = choices.pick(("GET", "POST", "DELETE", "PUT", "PATCH"))
    return method, path, choices.pick(("token", "token", "x", "")), choices.raw(40) if choices.one_in(8) else text

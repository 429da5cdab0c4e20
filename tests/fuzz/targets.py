"""What must hold of each input. A target takes bytes, and raises AssertionError where something does not."""

import json
import logging
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from typing import Any

from coach.care import limits
from coach.deadline import Budgets
from coach.profile.model import Profile
from coach.profile.serialization import read, write
from coach.profile.store import NOTHING, StoreConflictError, Stored, StoreError, new_revision
from coach.profile.stores.memory import InMemoryStore
from coach.settings import ScreeningStyle, Settings
from coach.skill import build_skill
from coach.speech.numbers import parse_duration
from local.clock import Clock
from local.timers_api.person_timers import PersonTimers
from local.timers_api.service import TimersService
from tests.envelopes import slot
from tests.fuzz import inputs
from tests.fuzz.choices import Choices
from tests.in_process import DirectApiClient

_EXPECTED_FAILURES = frozenset({"Unreadable"})
"""What is told, and is an input's own doing; what fails at the store or at Alexa's is told apart."""
_LARGEST_RESPONSE = 24_000
_LONGEST = {"ice": 20 * 60, "heat": 20 * 60, "walk": 5 * 60}
NUMBERS = frozenset({"911", "999", "000", "112"})


class Failures(logging.Handler):
    """Notes what the skill swallows: a fuzzer must see it."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Note one."""
        row = json.loads(record.getMessage())
        if not {"timers", "settings", "store"} & set(row):
            self.seen.append(row["result"])


_LOG = logging.getLogger("coach")
_FAILURES = Failures()


def _watched() -> Failures:
    if _FAILURES not in _LOG.handlers:
        _LOG.addHandler(_FAILURES)
        _LOG.setLevel(logging.ERROR)
        _LOG.propagate = False
    _FAILURES.seen.clear()
    return _FAILURES


class World:
    """The skill over a store, and Alexa's timers for one person."""

    def __init__(self, store: Any, style: str = "ask") -> None:
        self.service = TimersService()
        self.clock = Clock(inputs.NOW)
        self.timers = PersonTimers(self.clock)
        self.timers.granted = True
        self.service.add_person("token", self.timers, "echo")
        settings = Settings(screening_style=ScreeningStyle(style))
        client = DirectApiClient(self.service)
        self.skill = build_skill(store, client, settings, Budgets(turn=4), catalog=inputs.CATALOG)

    def answer(self, event: Any) -> dict[str, Any]:
        """Return the answer to an event, once what holds of every answer held."""
        failures = _watched()
        answer = self.skill.respond(event)
        assert set(failures.seen) <= _EXPECTED_FAILURES, failures.seen
        check_answer(answer)
        check_timers(self.timers)
        return answer


def check_answer(answer: Any) -> None:
    """Check that Alexa would take it, and somebody on the floor could do with it."""
    text = json.dumps(answer, ensure_ascii=False, allow_nan=False)
    assert len(text.encode()) <= _LARGEST_RESPONSE, "too large"
    assert answer["version"] == "1.0"
    response, attributes = answer["response"], answer.get("sessionAttributes") or {}
    if response:
        speech = "".join(ET.fromstring(response["outputSpeech"]["ssml"]).itertext())  # noqa: S314  our own answer
        assert speech.strip(), "silence"
        if attributes.get("outcome") == "emergency":
            assert response["shouldEndSession"] is True, "an emergency goes on"
            assert any(number in speech for number in NUMBERS) or "emergency number" in speech, "no number"
        if response.get("shouldEndSession") is False:
            ET.fromstring(response["reprompt"]["outputSpeech"]["ssml"])  # noqa: S314
            assert attributes["asking"], "a microphone without a question"


def check_timers(timers: PersonTimers) -> None:
    """Check that no timer runs for longer than it may."""
    for row in timers.skills():
        kind = row["timerLabel"].removesuffix(" two").removesuffix(" three")
        seconds = row["duration"]
        assert (parse_duration(seconds) or 0) <= _LONGEST.get(kind, limits.MOST_TIMER_SECONDS), (kind, seconds)


def turn_of(choices: Choices, held: Any, intent: str = "") -> dict[str, Any]:
    """Return a request with an intent, of somebody who granted the permission for timers."""
    rows = {row["name"]: row for row in choices.many(3, lambda: inputs.a_slot(choices))}
    scopes = {"scopes": {"alexa::alerts:timers:skill:readwrite": {"status": "GRANTED"}}}
    user = {"userId": "somebody", "permissions": scopes}
    return {
        "session": {"attributes": held, "user": user},
        "context": {"System": {
            "user": user, "device": {"deviceId": "echo"}, "apiEndpoint": "https://api.amazonalexa.com",
            "apiAccessToken": "token",
        }},
        "request": {
            "type": "IntentRequest", "timestamp": inputs.NOW_TEXT, "locale": choices.pick(inputs.LOCALES),
            "intent": {"name": intent or choices.pick(inputs.INTENTS), "slots": rows},
        },
    }  # fmt: skip


def envelopes(data: bytes) -> None:
    """Whatever is sent gets a valid answer, by the handler and as text; a sign among junk is heard."""
    choices = Choices(data)
    is_sign = choices.one_in(4)
    event = inputs.beside_a_sign(choices) if is_sign else inputs.envelope(choices)
    world = World(InMemoryStore())
    answer = world.answer(event)
    assert not is_sign or answer["sessionAttributes"]["outcome"] == "emergency", "the sign was lost"


def attributes(data: bytes) -> None:
    """Whatever a session claims: three turns of it are answered, and a sign named then is an emergency."""
    choices = Choices(data)
    world = World(InMemoryStore(), choices.pick(("ask", "ask", "list")))
    held: Any = inputs.attributes(choices)
    for _ in range(choices.number(3) + 1):
        held = world.answer(turn_of(choices, held)).get("sessionAttributes") or {}
    sign = slot("symptom", "can't pee", "bladder_trouble")
    event = turn_of(Choices(b""), held, "ReportSymptomIntent")
    event["request"]["intent"]["slots"] = {"symptom": sign}
    answer = world.answer(event)
    assert answer["sessionAttributes"].get("outcome") == "emergency", "the sign was lost"


class TextStore:
    """One person's profile as text, as it would be in a file or a table."""

    def __init__(self, text: str) -> None:
        self.text: str | None = text
        self.revision = new_revision()
        self.deleted = False

    def load(self, _user_id: str) -> Stored:
        """See Store."""
        return NOTHING if self.text is None else Stored(read(self.text), self.revision)

    def save(self, _user_id: str, profile: Profile, revision: str = "") -> str:
        """See Store."""
        if revision != ("" if self.text is None else self.revision):
            raise StoreConflictError("save")
        self.text, self.revision = write(profile), new_revision()
        return self.revision

    def void_clearance(self, user_id: str) -> None:
        """See Store."""
        stored = self.load(user_id)
        if stored.revision:
            self.save(user_id, stored.profile.without_clearance(), stored.revision)

    def delete(self, _user_id: str) -> None:
        """See Store."""
        self.text, self.deleted = None, True


def profiles(data: bytes) -> None:
    """Whatever is stored: it is answered from, or left as it is; it is never overwritten unread."""
    choices = Choices(data)
    text = inputs.stored(choices)
    store = TextStore(text)
    try:
        known: Profile | None = read(text)
    except StoreError:
        known = None
    world = World(store)
    held: Any = {}
    for _ in range(choices.number(4) + 1):
        held = world.answer(turn_of(choices, held)).get("sessionAttributes") or {}
        if known is None:
            assert store.deleted or store.text == text, "overwritten unread"
    if store.text is not None and not store.deleted and known is not None:
        read(store.text)


def http(data: bytes) -> None:
    """Whatever is called of the Timers API: an answer of its own, in JSON or none, and never more than ten timers."""
    choices = Choices(data)
    service = TimersService()
    timers = PersonTimers(Clock(inputs.NOW))
    timers.granted = not choices.one_in(4)
    service.add_person("token", timers, "echo")
    for _ in range(choices.number(12) + 1):
        status, answer = service.answer(*inputs.call(choices))
        assert status in {200, 201, 204, 400, 401, 403, 404, 405, 429, 500, 504}, status
        assert status < 500, "it broke"
        if answer:
            json.loads(answer)
        assert len(timers.skills()) <= 10


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "envelopes": envelopes,
    "attributes": attributes,
    "profiles": profiles,
    "http": http,
}

"""The direct way between plain data and the SDK's objects, held against the SDK's own serialiser."""

import datetime as dt
import decimal
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model import IntentConfirmationStatus, RequestEnvelope, Response, ResponseEnvelope
from ask_sdk_model.dialog import DelegateDirective
from ask_sdk_model.interfaces.connections import SendRequestDirective
from ask_sdk_model.ui import (
    AskForPermissionsConsentCard,
    Image,
    Reprompt,
    SimpleCard,
    SsmlOutputSpeech,
    StandardCard,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.alexa.sanitizing import sanitize
from coach.alexa.serializer import TolerantSerializer, to_envelope
from coach.conversation.meanings import Intent
from coach.skill import CoachSkill
from tests.envelopes import NINE_O_CLOCK, Talker, slot
from tests.in_process import Stage

ROOT = Path(__file__).resolve().parents[2]
EVENTS = sorted((ROOT / "tests" / "events").glob("*.json"))
TYPES = (
    "LaunchRequest", "SessionEndedRequest", "IntentRequest", "Connections.Response", "SessionResumedRequest",
    "AlexaSkillEvent.SkillDisabled", "AlexaSkillEvent.SkillEnabled", "AlexaSkillEvent.SkillPermissionAccepted",
    "AudioPlayer.PlaybackStarted", "System.ExceptionEncountered", "Some.NewRequest", "",
)  # fmt: skip
TIMES = (NINE_O_CLOCK, "2026-11-21T09:00:00.125+05:30", "2026-11-21", "junk", None, 7, "1969-01-01T00:00:00Z")
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
DIALOGUES = ("first_time_ice.txt", "consent_first_time.txt", "send_to_phone.txt", "check_to_soon.txt", "heat.txt")


def assert_same_request(event: object) -> None:
    """Check that the direct way makes of an event what the SDK's serialiser makes of it."""
    sanitized = sanitize(event)
    expected = DefaultSerializer().deserialize(json.dumps(sanitized), RequestEnvelope)
    made = to_envelope(sanitized)
    assert made == expected
    assert made.request is not None
    assert type(made.request) is type(expected.request)
    assert made.to_dict() == expected.to_dict()


def assert_same_response(envelope: Any) -> None:
    """Check that the direct way makes of a response what the SDK's serialiser makes of it, in the same order."""
    made, expected = TolerantSerializer().serialize(envelope), DefaultSerializer().serialize(envelope)
    assert made == expected
    assert json.dumps(made) == json.dumps(expected)


@pytest.mark.parametrize("event", EVENTS, ids=lambda path: path.stem)
def test_each_recorded_event(event: Path) -> None:
    assert_same_request(json.loads(event.read_text(encoding="utf-8")))


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("moment", TIMES)
def test_each_type_of_request(kind: str, moment: object) -> None:
    slots = {
        "symptom": slot("symptom", "can't pee", "bladder_trouble"),
        "duration": slot("duration", "PT15M"),
        "empty": {"name": "empty"},
    }
    request = {"type": kind, "timestamp": moment, "locale": "en-GB", "requestId": "r", "token": "ice:900"}
    request |= {"intent": {"name": "ReportSymptomIntent", "slots": slots}}
    request |= {"status": {"code": "200"}, "payload": {"status": "ACCEPTED", "isCardThrown": True}}
    session = {"new": True, "sessionId": "s", "user": {"userId": "u"}, "attributes": {"asking": "ice.body", "n": [1]}}
    system = {"apiEndpoint": "https://api", "apiAccessToken": "token", "user": {"userId": "u"}}
    for event in ({"request": request}, {"request": request, "session": session, "context": {"System": system}}):
        assert_same_request(event)


@pytest.mark.parametrize("intent", Intent)
def test_each_intent(intent: Intent) -> None:
    assert_same_request({"request": {"type": "IntentRequest", "intent": {"name": intent.value}}})


@given(
    part=ANYTHING,
    where=st.sampled_from(["event", "request", "session", "context", "slots", "slot", "attributes", "intent"]),
)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_any_part_of_a_request_holds(part: object, where: str) -> None:
    slots: Any = part if where == "slots" else {"symptom": part if where == "slot" else slot("symptom", "a", "b")}
    intent = part if where == "intent" else {"name": "ReportSymptomIntent", "slots": slots}
    request: Any = {"type": "IntentRequest", "timestamp": NINE_O_CLOCK, "intent": intent}
    event: Any = {"request": request, "session": {"attributes": part if where == "attributes" else {}}}
    if where in {"request", "session", "context"}:
        event[where] = part
    assert_same_request(part if where == "event" else event)


def test_text_goes_through_the_serialiser_as_before() -> None:
    event = {"request": {"type": "LaunchRequest", "timestamp": NINE_O_CLOCK}}
    serializer = TolerantSerializer()
    assert serializer.deserialize(json.dumps(event), RequestEnvelope) == to_envelope(sanitize(event))
    for junk in ("", "{", None, "[" * 100_000, "[]"):
        assert serializer.deserialize(junk, RequestEnvelope).request.object_type == "IntentRequest"
    assert serializer.deserialize('{"version": "1.0"}', ResponseEnvelope) == ResponseEnvelope(version="1.0")


@pytest.fixture(scope="module")
def envelopes() -> Iterator[list[ResponseEnvelope]]:
    """Every response envelope of a few conversations, and of every event."""
    kept: list[ResponseEnvelope] = []
    with pytest.MonkeyPatch.context() as patch:
        invoke = CoachSkill.invoke

        def keep(self: CoachSkill, request_envelope: RequestEnvelope, context: Any) -> ResponseEnvelope:
            kept.append(invoke(self, request_envelope, context))
            return kept[-1]

        patch.setattr(CoachSkill, "invoke", keep)
        for name in DIALOGUES:
            lines = (ROOT / "tests" / "dialogues" / name).read_text(encoding="utf-8").splitlines()
            with Stage(granted=False) as stage:
                stage.play(*(line for line in lines if not line.startswith("  ")))
        for event in EVENTS:
            Talker().skill.respond(json.loads(event.read_text(encoding="utf-8")))
        yield kept


def test_each_response(envelopes: list[ResponseEnvelope]) -> None:
    assert len(envelopes) > 60
    responses = [envelope.response for envelope in envelopes if envelope.response]
    for part in ("card", "directives", "reprompt", "output_speech", "should_end_session"):
        assert any(getattr(response, part) is not None for response in responses), part
    for envelope in envelopes:
        assert_same_response(envelope)


def test_a_response_with_whatever_the_sdk_knows() -> None:
    response = Response(
        output_speech=SsmlOutputSpeech(ssml="<speak>a</speak>"),
        reprompt=Reprompt(output_speech=SsmlOutputSpeech(ssml="<speak>b</speak>"), directives=[]),
        card=StandardCard(title="t", text="", image=Image(small_image_url="u")),
        directives=[
            SendRequestDirective(name="AskFor", payload={"@type": "x", "n": None}),
            DelegateDirective(),
        ],
        should_end_session=False,
    )
    assert_same_response(ResponseEnvelope(version="1.0", response=response, session_attributes={"a": {"b": [1, None]}}))
    for card in (SimpleCard(title="t", content="c"), AskForPermissionsConsentCard(permissions=["p"])):
        assert_same_response(Response(card=card))


@pytest.mark.parametrize(
    "value",
    [
        None, True, 3, 2.5, "text", b"bytes", [], (1, "two"), {"a": (1,)}, IntentConfirmationStatus.NONE,
        [IntentConfirmationStatus.DENIED], dt.date(2026, 11, 21), decimal.Decimal("2.50"), decimal.Decimal(3),
        {"when": dt.datetime(2026, 11, 21, tzinfo=dt.UTC)}, Intent.start_ice,
    ],
)  # fmt: skip
def test_other_values_go_the_way_of_the_sdk(value: object) -> None:
    made, expected = TolerantSerializer().serialize(value), DefaultSerializer().serialize(value)
    assert made == expected
    assert type(made) is type(expected)

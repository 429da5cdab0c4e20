"""Amazon's envelope to a Turn: typed, and deaf to whatever the skill does not know."""

import json
from typing import Any

import pytest
from ask_sdk_model import RequestEnvelope

from coach.alexa.envelope import to_turn
from coach.alexa.sanitizing import sanitize
from coach.alexa.serializer import TolerantSerializer
from coach.alexa.timers_client import SCOPE
from coach.content.catalog import Catalog
from coach.conversation.meanings import Intent
from coach.conversation.turn import Consent, ConsentStatus, Slot, Turn, TurnKind
from coach.settings import ScreeningStyle

CATALOG = Catalog()
NOON = "2026-11-21T12:00:00Z"
NOON_MS = 1_795_262_400_000


class Factory:
    """In place of the SDK's service client factory."""

    def get_timer_management_service(self) -> None:
        """Is never called here."""

    def get_reminder_management_service(self) -> None:
        """Is never called here."""

    def get_ups_service(self) -> None:
        """Is never called here."""


class Input:
    """In place of the SDK's handler input."""

    def __init__(self, event: object, factory: Factory | None) -> None:
        self.service_client_factory = factory
        self.request_envelope = TolerantSerializer().deserialize(json.dumps(event), RequestEnvelope)


def turn_of(
    request: dict[str, Any], system: dict[str, Any] | None = None, factory: Factory | None = None, **more: Any
) -> Turn:
    event = {"request": {"timestamp": NOON, "locale": "en-GB", **request}, "context": {"System": system or {}}, **more}
    handler_input: Any = Input(event, factory)
    return to_turn(handler_input, CATALOG, ScreeningStyle.list)


def test_an_intent_is_typed() -> None:
    slots = {
        "symptom": {
            "value": "my bottom is numb",
            "resolutions": {
                "resolutionsPerAuthority": [
                    {"status": {"code": "ER_SUCCESS_NO_MATCH"}},
                    {"status": {"code": "ER_SUCCESS_MATCH"}, "values": [{"value": {"name": "x", "id": "saddle"}}]},
                ]
            },
        },
        "symptom_two": {"value": "tea"},
        "symptom_three": {},
    }
    turn = turn_of({"type": "IntentRequest", "intent": {"name": "ReportSymptomIntent", "slots": slots}})
    assert (turn.kind, turn.intent) == (TurnKind.intent, Intent.report_symptom)
    assert turn.slots == {"symptom": Slot("my bottom is numb", "saddle"), "symptom_two": Slot("tea")}
    assert (turn.locale, turn.now, turn.screening_style) == ("en-GB", NOON_MS, ScreeningStyle.list)
    assert (turn.profile_lost, turn.changes, turn.consent, turn.keeps_profile) == (False, (), None, True)


@pytest.mark.parametrize(
    ("request_type", "kind"),
    [
        ("LaunchRequest", TurnKind.launch),
        ("SessionEndedRequest", TurnKind.ended),
        ("Connections.Response", TurnKind.consent),
        ("SessionResumedRequest", TurnKind.consent),
        ("AlexaSkillEvent.SkillDisabled", TurnKind.disabled),
        ("AlexaSkillEvent.SkillEnabled", TurnKind.event),
        ("AudioPlayer.PlaybackStarted", TurnKind.event),
        ("Some.NewRequest", TurnKind.unknown),
    ],
)
def test_the_kind_goes_by_the_type_of_the_request(request_type: str, kind: TurnKind) -> None:
    turn = turn_of({"type": request_type})
    assert (turn.kind, turn.intent) == (kind, Intent.unknown)


@pytest.mark.parametrize("name", ["NobodyKnowsThisIntent", "Connections.Response", "AlexaSkillEvent.SkillDisabled"])
def test_an_intent_that_is_none_of_the_models_is_unknown_and_its_name_goes_no_further(name: str) -> None:
    event = {"request": {"type": "IntentRequest", "intent": {"name": name}}}
    assert name not in str(sanitize(event))
    turn = turn_of(event["request"])
    assert (turn.kind, turn.intent) == (TurnKind.intent, Intent.unknown)


@pytest.mark.parametrize(
    ("code", "payload", "status"),
    [
        ("200", {"status": "ACCEPTED"}, ConsentStatus.accepted),
        (200, {"status": "DENIED", "isCardThrown": True}, ConsentStatus.denied),
        ("204", {"status": "NOT_ANSWERED"}, ConsentStatus.not_answered),
        ("200", {"status": "NEW"}, ConsentStatus.failed),
        ("200", {"status": ["ACCEPTED"]}, ConsentStatus.failed),
        ("500", {"status": "ACCEPTED"}, ConsentStatus.failed),
        ("400", {"status": "ACCEPTED"}, ConsentStatus.refused),
        (None, {}, ConsentStatus.failed),
        ({"2": 2}, None, ConsentStatus.failed),
    ],
)
def test_both_forms_of_an_answer_to_the_question_for_permission(
    code: object, payload: object, status: ConsentStatus
) -> None:
    card = isinstance(payload, dict) and payload.get("isCardThrown") is True
    answer = {"status": {"code": code}, "token": "ice:900"}
    connections = turn_of({"type": "Connections.Response", "payload": payload, **answer})
    resumed = turn_of({"type": "SessionResumedRequest", "cause": {"result": payload, **answer}})
    assert connections.consent == resumed.consent == Consent(status, "ice:900", card_thrown=card)


@pytest.mark.parametrize("status", ["PERSISTED", "NOT_PERSISTED", "", None, 7])
def test_after_a_skill_is_disabled_only_what_is_to_persist_is_kept(status: object) -> None:
    body = {"userInformationPersistenceStatus": status}
    turn = turn_of({"type": "AlexaSkillEvent.SkillDisabled", "body": body})
    assert turn.keeps_profile is (status == "PERSISTED")


@pytest.mark.parametrize(("status", "may"), [("GRANTED", True), ("DENIED", False), ("NEW", False), (None, False)])
def test_the_permission_for_timers(status: object, may: bool) -> None:
    user = {"userId": "u", "permissions": {"scopes": {SCOPE: {"status": status}}}}
    assert turn_of({"type": "LaunchRequest"}, {"user": user}).may_use_timers is may
    # Older requests name the user in the session alone.
    assert turn_of({"type": "LaunchRequest"}, session={"user": user}).may_use_timers is may


def test_timers_are_reachable_with_an_endpoint_a_token_and_a_client() -> None:
    access = {"apiEndpoint": "https://api", "apiAccessToken": "token"}
    launch = {"type": "LaunchRequest"}
    assert turn_of(launch, access, Factory()).timers.reachable
    assert not turn_of(launch, access).timers.reachable
    for missing in access:
        turn = turn_of(launch, {**access, missing: ""}, Factory())
        assert not turn.timers.reachable
        assert turn.device.time_zone() == ""


def test_an_unknown_locale_stays_as_it_came_and_without_one_it_is_the_default() -> None:
    assert turn_of({"type": "LaunchRequest", "locale": "en-XX"}).locale == "en-XX"
    assert turn_of({"type": "LaunchRequest", "locale": None}).locale == "en-US"


def test_only_silent_events_have_no_session() -> None:
    for kind, has_session in (("LaunchRequest", True), ("Some.New", True), ("System.ExceptionEncountered", False)):
        assert ("session" in sanitize({"request": {"type": kind}})) is has_session
    assert "session" in sanitize({"request": {"type": "System.ExceptionEncountered"}, "session": {"new": True}})

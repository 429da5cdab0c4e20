"""Amazon's request envelope to a Turn, and the reduction that keeps an unknown value from costing a turn."""

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from coach.alexa.time_zone import time_zone
from coach.alexa.timer import epoch_ms
from coach.alexa.timers import SCOPE, Timers
from coach.conversation.knowledge import DEFAULT_LOCALE, Knowledge
from coach.conversation.session import from_attributes
from coach.conversation.turn import Consent, Slot, Turn
from coach.profile.model import Profile

if TYPE_CHECKING:
    from ask_sdk_core.handler_input import HandlerInput

CONSENT = "Connections.Response"
SKILL_DISABLED = "AlexaSkillEvent.SkillDisabled"
UNKNOWN_REQUEST = "UnknownRequest"
"""The intent name under which a request of an unknown type reaches the router."""
EVENT = "SkillEvent"
"""The intent name for a request that gets an empty response and is no business of the conversation."""

_SPOKEN = {
    "LaunchRequest",
    "IntentRequest",
    "Connections.Response",
    "SessionResumedRequest",
    "SessionEndedRequest",
}
_SILENT_PREFIXES = (
    "AlexaSkillEvent.", "AlexaHouseholdListEvent.", "AudioPlayer.", "PlaybackController.", "System.", "Messaging.",
    "Reminders.", "Alexa.Presentation.", "GameEngine.", "GadgetController.", "CanFulfill", "Alexa.Authorization.",
)  # fmt: skip
_YEAR_2100_MS = 4_102_444_800_000
_MOST_TEXT = 500
"""Characters of any one text that are read; nobody says more in a slot."""


def _text(value: object, most: int = _MOST_TEXT) -> str:
    return value[:most] if isinstance(value, str) else ""


def _dict(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def reduce(event: object) -> dict[str, Any]:
    """The event with only the fields that the skill reads, each of the kind that the SDK's deserialiser accepts.

    It raises on any enum value it does not know; an unknown value in a field that nobody reads must not cost
    somebody their "I can't pee". A request of an unknown type becomes an intent named UnknownRequest.
    """
    event = _dict(event)
    session = _dict(event.get("session"))
    system = _dict(_dict(event.get("context")).get("System"))
    application = _text(_dict(system.get("application")).get("applicationId"))
    application = application or _text(_dict(session.get("application")).get("applicationId"))
    user = _dict(system.get("user")) or _dict(session.get("user"))
    interfaces = _dict(_dict(system.get("device")).get("supportedInterfaces"))
    status = _text(_dict(_dict(_dict(user.get("permissions")).get("scopes")).get(SCOPE)).get("status"))
    reduced: dict[str, Any] = {
        "version": "1.0",
        "context": {
            "System": {
                "application": {"applicationId": application},
                "user": {
                    "userId": _text(user.get("userId")),
                    "permissions": {"scopes": {SCOPE: {"status": "GRANTED" if status == "GRANTED" else "DENIED"}}},
                },
                "device": {
                    "deviceId": _text(_dict(system.get("device")).get("deviceId"), 300) or "device",
                    "supportedInterfaces": {"Alexa.Presentation.APL": {}}
                    if "Alexa.Presentation.APL" in interfaces
                    else {},
                },
                "apiEndpoint": _text(system.get("apiEndpoint")),
                "apiAccessToken": _text(system.get("apiAccessToken"), 20_000),
            }
        },
        "request": _reduce_request(_dict(event.get("request")), has_session=bool(session)),
    }
    silent = _dict(reduced["request"].get("intent")).get("name") in {EVENT, SKILL_DISABLED}
    if session or not silent:
        # A spoken answer needs somewhere to keep its question, even where Alexa named no session.
        reduced["session"] = {
            "new": session.get("new") is True,
            "sessionId": _text(session.get("sessionId")) or "session",
            "application": {"applicationId": application},
            "user": {"userId": _text(user.get("userId"))},
            "attributes": dict(_dict(session.get("attributes"))),
        }
    return reduced


def _reduce_request(request: Mapping[str, Any], *, has_session: bool) -> dict[str, Any]:
    kind = _text(request.get("type"))
    base: dict[str, Any] = {
        "requestId": _text(request.get("requestId")) or "request",
        "timestamp": _timestamp(request.get("timestamp")),
        "locale": _text(request.get("locale"), 20) or DEFAULT_LOCALE,
    }
    if kind == "IntentRequest":
        return {**base, "type": kind, "intent": _reduce_intent(_dict(request.get("intent")))}
    if kind == "SessionEndedRequest":
        # The reason is an enum that nobody here reads.
        return {**base, "type": kind, "reason": "USER_INITIATED"}
    if kind == "LaunchRequest":
        return {**base, "type": kind}
    if kind in {"Connections.Response", "SessionResumedRequest"}:
        return {**base, "type": "IntentRequest", "intent": _consent_intent(request)}
    if kind == SKILL_DISABLED:
        persistence = _text(_dict(request.get("body")).get("userInformationPersistenceStatus"))
        slots = {"keep": _slot("keep", "yes" if persistence == "PERSISTED" else "no")}
        return {**base, "type": "IntentRequest", "intent": {"name": kind, "slots": slots}}
    silent = kind.startswith(_SILENT_PREFIXES) or not (has_session or kind)
    return {**base, "type": "IntentRequest", "intent": {"name": EVENT if silent else UNKNOWN_REQUEST}}


def _timestamp(value: object) -> str:
    """The request's own time in ISO 8601; missing or junk: the system clock."""
    from datetime import UTC, datetime

    try:
        moment = epoch_ms(value) if isinstance(value, str) and value else 0
    except (ValueError, OverflowError):
        moment = 0
    if not 0 < moment < _YEAR_2100_MS:
        moment = round(time.time() * 1000)
    return datetime.fromtimestamp(moment / 1000, UTC).isoformat()


def _reduce_intent(intent: Mapping[str, Any]) -> dict[str, Any]:
    slots = {
        name: reduced
        for name, slot in _dict(intent.get("slots")).items()
        if isinstance(name, str) and (reduced := _reduce_slot(name, _dict(slot)))
    }
    return {"name": _text(intent.get("name")) or UNKNOWN_REQUEST, "slots": slots}


def _reduce_slot(name: str, slot: Mapping[str, Any]) -> dict[str, Any] | None:
    value = _text(slot.get("value"))
    authorities = _dict(slot.get("resolutions")).get("resolutionsPerAuthority")
    for authority in authorities if isinstance(authorities, list) else []:
        values = _dict(authority).get("values")
        if (
            _dict(_dict(authority).get("status")).get("code") == "ER_SUCCESS_MATCH"
            and isinstance(values, list)
            and values
        ):
            found = _dict(_dict(values[0]).get("value"))
            if _text(found.get("id")):
                return _slot(name, value or _text(found.get("name")), _text(found.get("id")))
    return _slot(name, value) if value else None


def _slot(name: str, value: str, resolved: str = "") -> dict[str, Any]:
    slot: dict[str, Any] = {"name": name, "value": value, "confirmationStatus": "NONE"}
    if resolved:
        match = {"value": {"name": value, "id": resolved}}
        authority = {"authority": "content", "status": {"code": "ER_SUCCESS_MATCH"}, "values": [match]}
        slot["resolutions"] = {"resolutionsPerAuthority": [authority]}
    return slot


def _consent_intent(request: Mapping[str, Any]) -> dict[str, Any]:
    """Both forms of Alexa's answer, as one: Connections.Response and SessionResumedRequest."""
    cause = _dict(request.get("cause"))
    source = cause or request
    payload = _dict(source.get("result")) if cause else _dict(source.get("payload"))
    status = _text(payload.get("status"))
    code = _text(_dict(source.get("status")).get("code")) or str(_dict(source.get("status")).get("code") or "")
    if not code.startswith("2") or status not in {"ACCEPTED", "DENIED", "NOT_ANSWERED"}:
        status = "REFUSED" if code.startswith("4") else "ERROR"
    card = "yes" if payload.get("isCardThrown") is True else "no"
    slots = {"status": _slot("status", status), "card": _slot("card", card)}
    token = _text(source.get("token"))
    if token:
        slots["token"] = _slot("token", token)
    return {"name": CONSENT, "slots": slots}


def user_id_of(handler_input: "HandlerInput") -> str:
    """The person's id for this skill; empty where the request names none."""
    envelope: Any = handler_input.request_envelope
    return str(envelope.context.system.user.user_id or "")


def to_turn(
    handler_input: "HandlerInput",
    knowledge: Knowledge,
    load_profile: Callable[[], Profile | None],
    screening_style: str,
) -> Turn:
    """The Turn of a (reduced) request."""
    # The SDK types every field as optional; after `reduce` all of these are there.
    envelope: Any = handler_input.request_envelope
    request = envelope.request
    system = envelope.context.system
    intent = request.intent if request.object_type == "IntentRequest" else None
    slots = {name: _turn_slot(slot) for name, slot in ((intent.slots if intent else None) or {}).items()}
    name = intent.name if intent else ""
    factory = handler_input.service_client_factory
    reachable = factory is not None and system.api_endpoint and system.api_access_token
    locale = request.locale or DEFAULT_LOCALE
    permission = (system.user.permissions.scopes or {}).get(SCOPE)
    turn = Turn(
        kind=_kind(request.object_type, name),
        intent=name,
        slots=slots,
        locale=locale,
        now=epoch_ms(request.timestamp),
        session=from_attributes(envelope.session.attributes if envelope.session else None),
        knowledge=knowledge,
        timers=Timers(factory.get_timer_management_service if reachable else None, locale),
        may_use_timers=permission is not None
        and permission.status is not None
        and permission.status.value == "GRANTED",
        load_profile=load_profile,
        load_time_zone=lambda: time_zone(factory, system.device.device_id) if reachable else "",
        screening_style=screening_style,
        has_screen=system.device.supported_interfaces.alexa_presentation_apl is not None,
    )
    if turn.kind == "consent":
        token = slots.get("token", Slot("")).value
        status = slots["status"].value
        refused = status == "REFUSED"
        card = slots["card"].value == "yes"
        turn.consent = Consent("ERROR" if refused else status, token, card_thrown=card, refused=refused)
    if turn.kind == "disabled":
        turn.forgets = slots["keep"].value != "yes"
    return turn


def _kind(request_type: str, intent: str) -> str:
    if request_type == "LaunchRequest":
        return "launch"
    if request_type == "SessionEndedRequest":
        return "ended"
    special = {
        CONSENT: "consent",
        SKILL_DISABLED: "disabled",
        EVENT: "event",
        UNKNOWN_REQUEST: "unknown",
    }
    return special.get(intent, "intent")


def _turn_slot(slot: Any) -> Slot:
    authorities = slot.resolutions.resolutions_per_authority if slot.resolutions else None
    resolved = authorities[0].values[0].value.id if authorities else ""
    return Slot(slot.value or "", resolved)

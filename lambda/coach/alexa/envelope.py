"""Amazon's request envelope to a Turn, after a sanitizing that keeps an unknown value from costing a turn."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from coach.alexa.time_zone import AlexaSettings
from coach.alexa.timers_client import SCOPE, AlexaTimers
from coach.alexa.timestamps import epoch_ms
from coach.content.catalog import DEFAULT_LOCALE, Catalog
from coach.conversation.meanings import Intent
from coach.conversation.session import from_attributes
from coach.conversation.turn import Consent, ConsentStatus, Slot, Turn, TurnKind
from coach.settings import ScreeningStyle
from coach.speech.numbers import parse_duration

if TYPE_CHECKING:
    from ask_sdk_core.handler_input import HandlerInput

CONSENT = "Connections.Response"
SKILL_DISABLED = "AlexaSkillEvent.SkillDisabled"
UNKNOWN_REQUEST = Intent.unknown.value
"""The intent name under which a request of an unknown type goes on."""
EVENT = "SkillEvent"
"""The intent name of a request that gets an empty response and is no business of the conversation."""
SPECIAL = {
    CONSENT: TurnKind.consent,
    SKILL_DISABLED: TurnKind.disabled,
    EVENT: TurnKind.event,
    UNKNOWN_REQUEST: TurnKind.unknown,
}
"""The intent names of what was sent as a request of another type."""
SILENT = frozenset({EVENT, SKILL_DISABLED})
"""The intent names of what nobody hears an answer to."""
INTENT_NAMES: Mapping[str, Intent] = {intent.value: intent for intent in Intent}

_UNKNOWN_INTENT = "UnknownIntent"
"""The name that any intent goes by which is none of the model's: its own may be anything."""
_SILENT_PREFIXES = (
    "AlexaSkillEvent.", "AlexaHouseholdListEvent.", "AudioPlayer.", "PlaybackController.", "System.", "Messaging.",
    "Reminders.", "Alexa.Presentation.", "GameEngine.", "GadgetController.", "CanFulfill", "Alexa.Authorization.",
)  # fmt: skip
_YEAR_2100_MS = 4_102_444_800_000
_MOST_TEXT = 500
"""Characters of any one text that are read; nobody says more in a slot."""
_CARD_THROWN = "yes"
_KEEP = "yes"


def sanitize(event: object) -> dict[str, Any]:
    """Return the event with only the fields that the skill reads, each as the SDK's deserialiser accepts it.

    It raises on any enum value it does not know; an unknown value in a field that nobody reads must not cost
    somebody their "I can't pee". A request of an unknown type becomes an intent named UnknownRequest.
    """
    session = _dict(_at(event, "session"))
    system = _at(event, "context", "System")
    application = _application_id(system) or _application_id(session)
    user = _dict(_at(system, "user")) or _dict(_at(session, "user"))
    user_id = _text(user.get("userId"))
    granted = _at(user, "permissions", "scopes", SCOPE, "status") == "GRANTED"
    request = _sanitize_request(_dict(_at(event, "request")), has_session=bool(session))
    sanitized: dict[str, Any] = {
        "version": "1.0",
        "context": {
            "System": {
                "application": {"applicationId": application},
                "user": {
                    "userId": user_id,
                    "permissions": {"scopes": {SCOPE: {"status": "GRANTED" if granted else "DENIED"}}},
                },
                "device": {
                    "deviceId": _text(_at(system, "device", "deviceId"), 300) or "device",
                    "supportedInterfaces": {},
                },
                "apiEndpoint": _text(_at(system, "apiEndpoint")),
                "apiAccessToken": _text(_at(system, "apiAccessToken"), 20_000),
            }
        },
        "request": request,
    }
    if session or _at(request, "intent", "name") not in SILENT:
        # A spoken answer needs somewhere to keep its question, even where Alexa named no session.
        sanitized["session"] = {
            "new": session.get("new") is True,
            "sessionId": _text(session.get("sessionId")) or "session",
            "application": {"applicationId": application},
            "user": {"userId": user_id},
            "attributes": dict(_dict(session.get("attributes"))),
        }
    return sanitized


def _text(value: object, most: int = _MOST_TEXT) -> str:
    return value[:most] if isinstance(value, str) else ""


def _dict(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _at(value: object, *path: str) -> Any:
    """Return what is found along a path of names; None if the path ends before."""
    for name in path:
        value = _dict(value).get(name)
    return value


def _application_id(value: object) -> str:
    return _text(_at(value, "application", "applicationId"))


def _sanitize_request(request: Mapping[str, Any], *, has_session: bool) -> dict[str, Any]:
    kind = _text(request.get("type"))
    base: dict[str, Any] = {
        "requestId": _text(request.get("requestId")) or "request",
        "timestamp": _timestamp(request.get("timestamp")),
        "locale": _text(request.get("locale"), 20) or DEFAULT_LOCALE,
    }
    if kind == "LaunchRequest":
        return {**base, "type": kind}
    if kind == "SessionEndedRequest":
        # The reason is an enum that nobody here reads.
        return {**base, "type": kind, "reason": "USER_INITIATED"}
    return {**base, "type": "IntentRequest", "intent": _intent_of(kind, request, has_session=has_session)}


def _intent_of(kind: str, request: Mapping[str, Any], *, has_session: bool) -> dict[str, Any]:
    """Return the intent of a request, or the one under which a request of another type goes on."""
    if kind == "IntentRequest":
        return _sanitize_intent(_dict(request.get("intent")))
    if kind in {"Connections.Response", "SessionResumedRequest"}:
        return _consent_intent(request)
    if kind == SKILL_DISABLED:
        kept = _at(request, "body", "userInformationPersistenceStatus") == "PERSISTED"
        return {"name": kind, "slots": {"keep": _slot("keep", _KEEP if kept else "no")}}
    silent = kind.startswith(_SILENT_PREFIXES) or not (has_session or kind)
    return {"name": EVENT if silent else UNKNOWN_REQUEST}


def _timestamp(value: object) -> str:
    """Return the request's own time in ISO 8601; missing or junk: the system clock's."""
    try:
        moment = epoch_ms(value) if isinstance(value, str) and value else 0
    except (ValueError, OverflowError):
        moment = 0
    if not 0 < moment < _YEAR_2100_MS:
        moment = round(time.time() * 1000)
    return datetime.fromtimestamp(moment / 1000, UTC).isoformat()


def _sanitize_intent(intent: Mapping[str, Any]) -> dict[str, Any]:
    name = _text(intent.get("name")) or UNKNOWN_REQUEST
    slots = {
        name: sanitized
        for name, slot in _dict(intent.get("slots")).items()
        if isinstance(name, str) and (sanitized := _sanitize_slot(name, _dict(slot)))
    }
    return {"name": name if name in INTENT_NAMES else _UNKNOWN_INTENT, "slots": slots}


def _sanitize_slot(name: str, slot: Mapping[str, Any]) -> dict[str, Any] | None:
    value = _text(slot.get("value"))
    authorities = _at(slot, "resolutions", "resolutionsPerAuthority")
    for authority in authorities if isinstance(authorities, list) else []:
        found = _match(authority)
        if resolved := _text(_at(found, "id")):
            return _slot(name, value or _text(_at(found, "name")), resolved)
    return _slot(name, value) if value else None


def _match(authority: object) -> Any:
    """Return the first value that a slot's words resolved to with one authority; None if there is none."""
    values = _at(authority, "values")
    matched = _at(authority, "status", "code") == "ER_SUCCESS_MATCH"
    return _at(values[0], "value") if matched and isinstance(values, list) and values else None


def _slot(name: str, value: str, resolved: str = "") -> dict[str, Any]:
    slot: dict[str, Any] = {"name": name, "value": value, "confirmationStatus": "NONE"}
    if resolved:
        match = {"value": {"name": value, "id": resolved}}
        authority = {"authority": "content", "status": {"code": "ER_SUCCESS_MATCH"}, "values": [match]}
        slot["resolutions"] = {"resolutionsPerAuthority": [authority]}
    return slot


def _consent_intent(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return both forms of Alexa's answer as one: Connections.Response and SessionResumedRequest."""
    cause = _dict(request.get("cause"))
    source, payload = (cause, cause.get("result")) if cause else (request, request.get("payload"))
    status = _consent_status(_at(source, "status", "code"), _text(_at(payload, "status")))
    card = _CARD_THROWN if _at(payload, "isCardThrown") is True else "no"
    slots = {"status": _slot("status", status.value), "card": _slot("card", card)}
    token = _text(source.get("token"))
    if token:
        slots["token"] = _slot("token", token)
    return {"name": CONSENT, "slots": slots}


def _consent_status(code: object, status: str) -> ConsentStatus:
    """Return how the request went, by its HTTP status and the person's answer."""
    text = str(code) if isinstance(code, (str, int, float)) else ""
    if text.startswith("2") and status in {"ACCEPTED", "DENIED", "NOT_ANSWERED"}:
        return ConsentStatus(status)
    return ConsentStatus.refused if text.startswith("4") else ConsentStatus.failed


def user_id_of(handler_input: "HandlerInput") -> str:
    """Return the person's id for this skill; empty if the request names none."""
    envelope: Any = handler_input.request_envelope
    return str(envelope.context.system.user.user_id or "")


def to_turn(handler_input: "HandlerInput", catalog: Catalog, screening_style: ScreeningStyle) -> Turn:
    """Return the Turn of a sanitized request, without the profile."""
    # The SDK types every field as optional; after `sanitize` all of these are there.
    envelope: Any = handler_input.request_envelope
    request = envelope.request
    system = envelope.context.system
    name, slots = _name_and_slots(request)
    kind = _kind(request.object_type, name)
    # Without an endpoint and a token there is nothing to call.
    factory: Any = handler_input.service_client_factory if system.api_endpoint and system.api_access_token else None
    return Turn(
        kind=kind,
        intent=INTENT_NAMES.get(name, Intent.unknown),
        slots=slots,
        locale=request.locale,
        now=epoch_ms(request.timestamp),
        session=from_attributes(envelope.session.attributes if envelope.session else None),
        catalog=catalog,
        words=catalog.words(request.locale),
        timers=AlexaTimers(factory and factory.get_timer_management_service, request.locale),
        device=AlexaSettings(factory and factory.get_ups_service, system.device.device_id),
        may_use_timers=system.user.permissions.scopes[SCOPE].status.value == "GRANTED",
        screening_style=screening_style,
        asked_seconds=_asked_seconds(slots),
        consent=_consent(slots) if kind is TurnKind.consent else None,
        keeps_profile=kind is not TurnKind.disabled or slots["keep"].value == _KEEP,
    )


def _name_and_slots(request: Any) -> tuple[str, dict[str, Slot]]:
    """Return the name of a request's intent, and what was heard for its slots; empty if it has no intent."""
    if request.object_type != "IntentRequest":
        return "", {}
    return request.intent.name, {name: _turn_slot(slot) for name, slot in (request.intent.slots or {}).items()}


def _asked_seconds(slots: Mapping[str, Slot]) -> int | None:
    """Return the length that was said, in seconds; None if none was; 0 for one that makes no sense."""
    if (duration := slots.get("duration")) and duration.value:
        return parse_duration(duration.value) or 0
    if (minutes := slots.get("minutes")) and minutes.value:
        text = minutes.value
        return int(text) * 60 if text.isascii() and text.isdigit() and len(text) <= 4 else 0
    return None


def _kind(request_type: str, intent: str) -> TurnKind:
    if request_type == "LaunchRequest":
        return TurnKind.launch
    if request_type == "SessionEndedRequest":
        return TurnKind.ended
    return SPECIAL.get(intent, TurnKind.intent)


def _turn_slot(slot: Any) -> Slot:
    authorities = slot.resolutions.resolutions_per_authority if slot.resolutions else None
    resolved = authorities[0].values[0].value.id if authorities else ""
    return Slot(slot.value or "", resolved)


def _consent(slots: Mapping[str, Slot]) -> Consent:
    token = slots.get("token", Slot("")).value
    return Consent(ConsentStatus(slots["status"].value), token, card_thrown=slots["card"].value == _CARD_THROWN)

"""Amazon's request envelope reduced to what the skill reads, so that an unknown value does not cost a turn."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from coach.alexa.reminders_client import REMINDERS_SCOPE
from coach.alexa.timers_client import SCOPE
from coach.alexa.timestamps import epoch_ms
from coach.content.catalog import DEFAULT_LOCALE
from coach.conversation.meanings import Intent
from coach.conversation.session import Session
from coach.conversation.turn import ConsentStatus, Permission, TurnKind

CONSENT = "Connections.Response"
SKILL_DISABLED = "AlexaSkillEvent.SkillDisabled"
SCREEN = "Alexa.Presentation.APL"
"""The interface of a device with a screen."""
TOUCH = "Alexa.Presentation.APL.UserEvent"
"""The type of the request that a touch sends."""
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
SCOPES: Mapping[Permission, str] = {Permission.timers: SCOPE, Permission.reminders: REMINDERS_SCOPE}
"""The permissions, as Amazon names them."""
UNREADABLE: Mapping[str, Any] = {"request": {"type": UNKNOWN_REQUEST}}
"""In place of an event that says nothing at all: whoever sent it hears words."""
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
_MOST_ATTRIBUTE_TEXT = 2_000
"""The same of a session attribute: what was said last is one."""
_MOST_ITEMS = 100
_MOST_DEPTH = 3
"""How deep a session attribute goes: answers, one of them, an age in it."""
_LARGEST_NUMBER = 2**53
"""JSON's whole numbers are exact up to here."""
CARD_THROWN = "yes"
KEEP = "yes"


def is_readable(event: object) -> bool:
    """Return whether an event has a request at all."""
    return bool(_dict(_at(event, "request")))


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
    scopes = _at(user, "permissions", "scopes")
    attributes = _attributes(_dict(session.get("attributes")))
    request = _sanitize_request(_dict(_at(event, "request")), attributes, has_session=bool(session))
    sanitized: dict[str, Any] = {
        "version": "1.0",
        "context": {
            "System": {
                "application": {"applicationId": application},
                "user": {
                    "userId": user_id,
                    "permissions": {
                        "scopes": {scope: {"status": _granted(scopes, scope)} for scope in SCOPES.values()}
                    },
                },
                "device": {
                    "deviceId": _text(_at(system, "device", "deviceId"), 300) or "device",
                    "supportedInterfaces": _interfaces(_at(system, "device", "supportedInterfaces")),
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
            "attributes": attributes,
        }
    return sanitized


def _granted(scopes: object, scope: str) -> str:
    return "GRANTED" if _at(scopes, scope, "status") == "GRANTED" else "DENIED"


def _text(value: object, most: int = _MOST_TEXT) -> str:
    """Return a text cut to so many characters; half a character, which no encoding can write, becomes a "?"."""
    text = value[:most] if isinstance(value, str) else ""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _attributes(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the session attributes that a session has, as plain data of a bounded size."""
    return {name: _plain(attributes[name], _MOST_DEPTH) for name in Session._fields if name in attributes}


def _plain(value: object, depth: int) -> Any:
    """Return a value of JSON that anything can handle; None in place of what is too deep, too large or no JSON."""
    if isinstance(value, str):
        return _text(value, _MOST_ATTRIBUTE_TEXT)
    if isinstance(value, (bool, int, float)):
        return value if -_LARGEST_NUMBER <= value <= _LARGEST_NUMBER else None
    if isinstance(value, list) and depth:
        return [_plain(item, depth - 1) for item in value[:_MOST_ITEMS]]
    return None


def _dict(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _at(value: object, *path: str) -> Any:
    """Return what is found along a path of names; None if the path ends before."""
    for name in path:
        value = _dict(value).get(name)
    return value


def _application_id(value: object) -> str:
    return _text(_at(value, "application", "applicationId"))


def _interfaces(value: object) -> dict[str, Any]:
    """Return the screen, where there is one; what it can do besides is an enum or more that nobody here reads."""
    return {SCREEN: {}} if isinstance(_dict(value).get(SCREEN), dict) else {}


def _sanitize_request(
    request: Mapping[str, Any], attributes: Mapping[str, Any], *, has_session: bool
) -> dict[str, Any]:
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
    if kind == TOUCH:
        # Loaded where there is a screen to touch.
        from coach.alexa.screens.touch import intent_touched

        name, slots = intent_touched(request.get("arguments"), attributes.get("asking"))
        filled = {slot: _slot(slot, value, value) for slot, value in slots.items()}
        return {**base, "type": "IntentRequest", "intent": {"name": name.value, "slots": filled}}
    return {**base, "type": "IntentRequest", "intent": _intent_of(kind, request, has_session=has_session)}


def _intent_of(kind: str, request: Mapping[str, Any], *, has_session: bool) -> dict[str, Any]:
    """Return the intent of a request, or the one under which a request of another type goes on."""
    if kind == "IntentRequest":
        return _sanitize_intent(_dict(request.get("intent")))
    if kind in {"Connections.Response", "SessionResumedRequest"}:
        return _consent_intent(request)
    if kind == SKILL_DISABLED:
        kept = _at(request, "body", "userInformationPersistenceStatus") == "PERSISTED"
        return {"name": kind, "slots": {"keep": _slot("keep", KEEP if kept else "no")}}
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
    slots = [_sanitize_slot(_text(key), _dict(slot)) for key, slot in _dict(intent.get("slots")).items()]
    return {
        "name": name if name in INTENT_NAMES else _UNKNOWN_INTENT,
        "slots": {slot["name"]: slot for slot in slots if slot},
    }


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
    card = CARD_THROWN if _at(payload, "isCardThrown") is True else "no"
    slots = {"status": _slot("status", status.value), "card": _slot("card", card)}
    scope = _text(_at(payload, "permissionScope"))
    if scope:
        slots["scope"] = _slot("scope", scope)
    token = _text(source.get("token"))
    if token:
        slots["token"] = _slot("token", token)
    return {"name": CONSENT, "slots": slots}


def _consent_status(code: object, status: str) -> ConsentStatus:
    """Return how the request went, by its HTTP status and the person's answer."""
    text = str(code) if isinstance(code, (str, float)) or (isinstance(code, int) and 0 <= code < 1000) else ""
    if text.startswith("2") and status in {"ACCEPTED", "DENIED", "NOT_ANSWERED"}:
        return ConsentStatus(status)
    return ConsentStatus.refused if text.startswith("4") else ConsentStatus.failed

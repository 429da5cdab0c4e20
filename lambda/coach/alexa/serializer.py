"""The SDK's serialiser, by the direct way: from plain data to the SDK's objects, and back.

The SDK's own goes through text, finds each class by its name and reads times with dateutil. That is most of a warm
turn and a good part of a first one. What it would have made is what is made here; the tests hold the one against the
other.
"""

import json
import logging
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model import Application, Context, Device, RequestEnvelope, Session, SupportedInterfaces, User
from ask_sdk_model.interfaces.system import SystemState
from ask_sdk_model.permission_status import PermissionStatus
from ask_sdk_model.permissions import Permissions
from ask_sdk_model.scope import Scope

from coach.alexa.sanitizing import UNREADABLE, is_readable, sanitize
from coach.alexa.timestamps import moment_of

if TYPE_CHECKING:
    from ask_sdk_model import Request, Slot


log = logging.getLogger("coach")

_MOST_DIGITS = 18
"""Of a whole number that is read: Python refuses to read thousands of them."""
_MOST_DEPTH = 60
"""How deep a request is read; Alexa's go to about fifteen."""
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]')


def envelope_of(event: object) -> RequestEnvelope:
    """Return an event, whatever it is, as the SDK's objects. One without a request is logged, and answered in words."""
    if not is_readable(event):
        log.error(json.dumps({"request": None, "result": "Unreadable"}))
        event = UNREADABLE
    return to_envelope(sanitize(event))


def read_event(payload: str) -> object:
    """Return the event in a text of JSON; None if it is none.

    A number too long to read, or something nested too deep, is read as nothing: nobody looks at either, and they must
    not cost somebody their "I can't pee".
    """
    try:
        return json.loads(payload, parse_int=_whole_number)
    except RecursionError:
        return _read_flattened(payload)
    except ValueError:
        return None


def _whole_number(digits: str) -> int | None:
    return int(digits) if len(digits) <= _MOST_DIGITS else None


def _read_flattened(payload: str) -> object:
    """Read a text with null in place of what is nested too deep."""
    kept: list[str] = []
    depth = since = 0
    for found in _BRACKETS.finditer(payload):
        if found[0] in "[{":
            depth += 1
            if depth == _MOST_DEPTH:
                kept += [payload[since : found.start()], "null"]
        elif found[0] in "]}":
            depth -= 1
            if depth == _MOST_DEPTH - 1:
                since = found.end()
    try:
        return json.loads("".join([*kept, payload[since:]]), parse_int=_whole_number)
    except (ValueError, RecursionError):
        return None


class TolerantSerializer(DefaultSerializer):
    """The SDK's serialiser, with every request first sanitized to what the skill reads."""

    def deserialize(self, payload: str | None, obj_type: Any) -> Any:
        """See DefaultSerializer. A request envelope never raises, whatever it holds."""
        if obj_type is not RequestEnvelope:
            return super().deserialize(payload, obj_type)
        return envelope_of(read_event(payload or ""))

    def serialize(self, obj: Any) -> Any:
        """See DefaultSerializer. What is neither plain data nor one of Amazon's models goes its way."""
        if obj is None or isinstance(obj, (str, int, float)):
            return obj
        if isinstance(obj, dict):
            return {name: self.serialize(value) for name, value in obj.items()}
        if type(obj) is list:
            return [self.serialize(value) for value in obj]
        names = getattr(type(obj), "attribute_map", None)
        if names is None or names.keys() != obj.deserialized_types.keys():
            return super().serialize(obj)
        values = ((names[field], getattr(obj, field)) for field in obj.deserialized_types)
        return {name: self.serialize(value) for name, value in values if value is not None}


def to_envelope(sanitized: Mapping[str, Any]) -> RequestEnvelope:
    """Return a sanitized event as the SDK's objects."""
    system, session = sanitized["context"]["System"], sanitized.get("session")
    scopes = {
        name: Scope(status=PermissionStatus(scope["status"]))
        for name, scope in system["user"]["permissions"]["scopes"].items()
    }
    state = SystemState(
        application=Application(system["application"]["applicationId"]),
        user=User(user_id=system["user"]["userId"], permissions=Permissions(scopes=scopes)),
        device=Device(device_id=system["device"]["deviceId"], supported_interfaces=_interfaces(system["device"])),
        api_endpoint=system["apiEndpoint"],
        api_access_token=system["apiAccessToken"],
    )
    return RequestEnvelope(
        version=sanitized["version"],
        session=session and _session(session),
        context=Context(system=state),
        request=_request(sanitized["request"]),
    )


def _interfaces(device: Mapping[str, Any]) -> SupportedInterfaces:
    if not device["supportedInterfaces"]:
        return SupportedInterfaces()
    from ask_sdk_model.interfaces.alexa.presentation.apl import AlexaPresentationAplInterface

    return SupportedInterfaces(alexa_presentation_apl=AlexaPresentationAplInterface())


def _session(session: Mapping[str, Any]) -> Session:
    return Session(
        new=session["new"],
        session_id=session["sessionId"],
        application=Application(session["application"]["applicationId"]),
        user=User(user_id=session["user"]["userId"]),
        attributes=session["attributes"],
    )


def _request(request: Mapping[str, Any]) -> "Request":
    """Return the request as the SDK's; each of its classes is loaded when a request of that type comes."""
    common = {
        "request_id": request["requestId"],
        "timestamp": moment_of(request["timestamp"]),
        "locale": request["locale"],
    }
    if request["type"] == "LaunchRequest":
        from ask_sdk_model import LaunchRequest

        return LaunchRequest(**common)
    if request["type"] == "SessionEndedRequest":
        from ask_sdk_model import SessionEndedReason, SessionEndedRequest

        return SessionEndedRequest(**common, reason=SessionEndedReason(request["reason"]))
    from ask_sdk_model import Intent, IntentRequest

    intent = request["intent"]
    slots = {name: _slot(slot) for name, slot in intent["slots"].items()} if "slots" in intent else None
    return IntentRequest(**common, intent=Intent(name=intent["name"], slots=slots))


def _slot(slot: Mapping[str, Any]) -> "Slot":
    from ask_sdk_model import Slot, SlotConfirmationStatus

    return Slot(
        name=slot["name"],
        value=slot["value"],
        confirmation_status=SlotConfirmationStatus(slot["confirmationStatus"]),
        resolutions=_resolutions(slot["resolutions"]) if "resolutions" in slot else None,
    )


def _resolutions(resolutions: Mapping[str, Any]) -> Any:
    from ask_sdk_model.slu.entityresolution import (
        Resolution,
        Resolutions,
        Status,
        StatusCode,
        Value,
        ValueWrapper,
    )

    return Resolutions(
        resolutions_per_authority=[
            Resolution(
                authority=one["authority"],
                status=Status(code=StatusCode(one["status"]["code"])),
                values=[
                    ValueWrapper(value=Value(name=found["value"]["name"], id=found["value"]["id"]))
                    for found in one["values"]
                ],
            )
            for one in resolutions["resolutionsPerAuthority"]
        ]
    )

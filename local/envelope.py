"""Request envelopes as Amazon's cloud writes them."""

import uuid
from itertools import count
from typing import Any, NamedTuple

from local.hearing import Heard
from local.timers import SCOPE, Timers

SKILL_ID = "amzn1.ask.skill.00000000-0000-4000-8000-000000000000"
"""The local skill's id."""
CONSENT_CODES = {"200": "OK", "400": "Bad Request", "500": "Internal Server Error"}
"""How a request for a permission can end, with each code's message."""
_VIEWPORT = {
    "experiences": [{"arcMinuteWidth": 246, "arcMinuteHeight": 144, "canRotate": False, "canResize": False}],
    "mode": "HUB",
    "shape": "RECTANGLE",
    "pixelWidth": 1024,
    "pixelHeight": 600,
    "dpi": 160,
    "currentPixelWidth": 1024,
    "currentPixelHeight": 600,
    "touch": ["SINGLE"],
}


class Person(NamedTuple):
    """Somebody with an Echo: their ids, their token, their timers."""

    user_id: str
    device_id: str
    token: str
    """What the skill shows the Timers API as its right to this person's timers."""
    timers: Timers


class Session:
    """An open session."""

    def __init__(self, number: int) -> None:
        self.id = f"amzn1.echo-api.session.{uuid.UUID(int=number)}"
        self.new = True
        self.attributes: dict[str, Any] = {}
        self.reprompt: str | None = None
        """What is said once more after a silence."""
        self.consent: dict[str, Any] | None = None
        """The directive whose question Alexa herself is asking."""
        self.consent_code = "200"
        """The status code that will answer it; with any but "200" Alexa asks nothing."""


class Envelopes:
    """Writes envelopes: one counter of ids for a whole conversation, so that transcripts repeat."""

    def __init__(self, skill_id: str, endpoint: str) -> None:
        self._skill_id = skill_id or SKILL_ID
        self._endpoint = endpoint
        self._ids = count(1)

    def write(
        self,
        body: dict[str, Any],
        session: Session,
        person: Person,
        *,
        locale: str,
        timestamp: str,
        screen: bool,
        with_apis: bool = True,
    ) -> dict[str, Any]:
        """Put a request's own fields into an envelope; `with_apis`: whether it says where Amazon's APIs are."""
        status = "GRANTED" if person.timers.granted else "DENIED"
        user = {"userId": person.user_id, "permissions": {"scopes": {SCOPE: {"status": status}}}}
        interfaces = {"Alexa.Presentation.APL": {"runtime": {"maxVersion": "2024.3"}}} if screen else {}
        context: dict[str, Any] = {
            "System": {
                "application": {"applicationId": self._skill_id},
                "user": user,
                "device": {"deviceId": person.device_id, "supportedInterfaces": interfaces},
            }
        }
        if with_apis:
            context["System"] |= {"apiEndpoint": self._endpoint, "apiAccessToken": person.token}
        if screen:
            context["Viewport"] = _VIEWPORT
        request = {
            "type": body["type"],
            "requestId": f"amzn1.echo-api.request.{uuid.UUID(int=next(self._ids))}",
            "timestamp": timestamp,
            "locale": locale,
            **body,
        }
        return {
            "version": "1.0",
            "session": {
                "new": session.new,
                "sessionId": session.id,
                "application": {"applicationId": self._skill_id},
                "attributes": dict(session.attributes),
                "user": user,
            },
            "context": context,
            "request": request,
        }

    def intent(self, heard: Heard, declared: dict[str, str]) -> dict[str, Any]:
        """An IntentRequest: every slot of the intent, the unfilled ones without a value."""
        slots: dict[str, Any] = {}
        for name, kind in declared.items():
            slot: dict[str, Any] = {"name": name, "confirmationStatus": "NONE"}
            filled = heard.slots.get(name)
            if filled is not None:
                slot |= {"value": filled.value, "source": "USER"}
                if filled.custom:
                    values = [{"value": {"name": match.name, "id": match.id}} for match in filled.matches]
                    resolution: dict[str, Any] = {
                        "authority": f"amzn1.er-authority.echo-sdk.{self._skill_id}.{kind}",
                        "status": {"code": "ER_SUCCESS_MATCH" if values else "ER_SUCCESS_NO_MATCH"},
                    }
                    if values:
                        resolution["values"] = values
                    slot["resolutions"] = {"resolutionsPerAuthority": [resolution]}
            slots[name] = slot
        intent = {"name": heard.intent, "confirmationStatus": "NONE", "slots": slots}
        return {"type": "IntentRequest", "intent": intent}


def consent_answer(
    directive: dict[str, Any], status: str, *, code: str = "200", card_thrown: bool = False
) -> dict[str, Any]:
    """What the skill is told when Alexa has asked for a permission: ACCEPTED, DENIED or NOT_ANSWERED.

    `code`: a key of CONSENT_CODES; with any but "200" nobody was asked, and there is no status. `card_thrown`: whether
    Alexa sent a card of her own to the app.
    """
    payload: dict[str, Any] = {}
    if code == "200":
        payload = {"permissionScope": SCOPE, "status": status, "isCardThrown": card_thrown}
    token = directive.get("token")
    done = {"code": code, "message": CONSENT_CODES[code]}
    if directive["type"] == "Connections.SendRequest":
        answer: dict[str, Any] = {"type": "Connections.Response", "name": "AskFor", "status": done}
        return answer | {"token": token, "payload": payload}
    cause = {"type": "ConnectionCompleted", "token": token, "status": done, "result": payload}
    return {"type": "SessionResumedRequest", "cause": cause}

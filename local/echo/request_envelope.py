"""Request envelopes as Amazon's cloud writes them."""

import uuid
from itertools import count
from typing import Any, NamedTuple, Self

from local.echo.response_rules import consent_directive
from local.echo.transcript import plain_text
from local.nlu.hearing import FilledSlot, Interpretation
from local.timers_api.person_reminders import REMINDERS_PERMISSION
from local.timers_api.person_timers import TIMERS_PERMISSION, PersonTimers

SKILL_ID = "amzn1.ask.skill.00000000-0000-4000-8000-000000000000"
"""The local skill's id."""
CONSENT_PROMPT = "Back Spasm Coach would like to use your timers. You can say I approve, or no."
"""What Alexa asks when a skill asks for the permission for timers by voice."""
CONSENT_CODES = {"200": "OK", "400": "Bad Request", "500": "Internal Server Error"}
"""The status codes of an answer to a request for a permission, with their messages."""


class Viewport(NamedTuple):
    """A screen."""

    width: int
    """In pixels, as the height."""
    height: int
    dpi: int = 160
    shape: str = "RECTANGLE"
    mode: str = "HUB"

    def as_json(self) -> dict[str, Any]:
        """Return it as requests have it."""
        arc_minutes = {"arcMinuteWidth": 246, "arcMinuteHeight": 144, "canRotate": False, "canResize": False}
        return {
            "experiences": [arc_minutes],
            "mode": self.mode,
            "shape": self.shape,
            "pixelWidth": self.width,
            "pixelHeight": self.height,
            "dpi": self.dpi,
            "currentPixelWidth": self.width,
            "currentPixelHeight": self.height,
            "touch": [] if self.mode == "TV" else ["SINGLE"],
        }


VIEWPORTS = {
    "hub": Viewport(1024, 600),
    "hubLarge": Viewport(1280, 800),
    "small": Viewport(960, 480),
    "round": Viewport(480, 480, shape="ROUND"),
    "tv": Viewport(1920, 1080, dpi=320, mode="TV"),
}
"""The screens that Amazon names, by the names that `@screen` takes and the page draws."""

_APPROVES = frozenset(
    {"i approve", "approve", "yes", "yeah", "yep", "sure", "ok", "okay", "yes i approve", "yes please"}
)
_DECLINES = frozenset({"no", "nope", "nah", "no thanks", "no thank you", "i don't approve", "don't approve", "deny"})


class Person(NamedTuple):
    """A person with an Echo: their ids, token and timers."""

    name: str
    """What their ids are made of."""
    timers: PersonTimers

    @property
    def user_id(self) -> str:
        """Return the id that the skill knows them by."""
        return f"amzn1.ask.account.{self.name}"

    @property
    def device_id(self) -> str:
        """Return the id of their Echo."""
        return f"amzn1.ask.device.{self.name}"

    @property
    def token(self) -> str:
        """Return the Bearer token by which the skill may reach this person's timers."""
        return f"token-{self.name}"


class OpenSession:
    """An open session."""

    def __init__(self, number: int) -> None:
        self.id = f"amzn1.echo-api.session.{uuid.UUID(int=number)}"
        self.new = True
        self.attributes: dict[str, Any] = {}
        self.reprompt: str | None = None
        """What is said after a silence."""
        self.reprompted = False
        """Whether it was said, and nothing has been heard since."""
        self.consent: dict[str, Any] | None = None
        """The directive for which Alexa is asking for a permission."""
        self.consent_code = "200"
        """The status code that will answer the directive; with any but "200" Alexa does not ask."""

    @property
    def is_asked_for_consent(self) -> bool:
        """Return whether Alexa asks for a permission just now."""
        return self.consent is not None and self.consent_code == "200"

    def go_on(self, response: dict[str, Any], attributes: dict[str, Any]) -> None:
        """Take over what a response leaves open."""
        self.new = False
        self.attributes = attributes
        self.consent = consent_directive(response)
        self.reprompt = plain_text((response.get("reprompt") or {}).get("outputSpeech")) or None

    @classmethod
    def of(cls, state: dict[str, Any]) -> Self:
        """Return the session that these attributes are of. Raises KeyError or TypeError if they are of none."""
        session = cls(0)
        session.__dict__ |= {name: state[name] for name in session.__dict__}
        return session


class EnvelopeWriter:
    """Writes envelopes, with one counter of ids for a whole conversation, so that transcripts repeat."""

    def __init__(self, skill_id: str, endpoint: str) -> None:
        """Take the skill's id (empty: SKILL_ID) and Amazon's API endpoint."""
        self._skill_id = skill_id or SKILL_ID
        self._endpoint = endpoint
        self._ids = count(1)

    def write(
        self,
        body: dict[str, Any],
        session: OpenSession,
        person: Person,
        *,
        locale: str,
        timestamp: str,
        screen: bool,
        viewport: str = "hub",
        with_apis: bool = True,
    ) -> dict[str, Any]:
        """Return a request's own fields in an envelope; `with_apis`: whether it has an API endpoint and token."""
        granted = {
            TIMERS_PERMISSION: person.timers.granted,
            REMINDERS_PERMISSION: person.timers.reminders.granted,
        }
        scopes = {scope: {"status": "GRANTED" if given else "DENIED"} for scope, given in granted.items()}
        user = {"userId": person.user_id, "permissions": {"scopes": scopes}}
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
            context["Viewport"] = VIEWPORTS[viewport].as_json()
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

    def intent(self, interpretation: Interpretation, declared: dict[str, str]) -> dict[str, Any]:
        """Return an IntentRequest with every slot that the intent declares, unfilled ones without a value."""
        slots = {name: self._slot(name, kind, interpretation.slots.get(name)) for name, kind in declared.items()}
        intent = {"name": interpretation.intent, "confirmationStatus": "NONE", "slots": slots}
        return {"type": "IntentRequest", "intent": intent}

    def _slot(self, name: str, kind: str, filled: FilledSlot | None) -> dict[str, Any]:
        slot: dict[str, Any] = {"name": name, "confirmationStatus": "NONE"}
        if filled is None:
            return slot
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
        return slot


def scope_of(directive: dict[str, Any]) -> str:
    """Return the permission that a directive asks for; the one for timers, where it names none that is known."""
    asked = directive.get("payload") or directive.get("input") or {}
    return REMINDERS_PERMISSION if REMINDERS_PERMISSION in str(asked) else TIMERS_PERMISSION


def consent_status(words: str) -> str:
    """Return what Alexa makes of an answer to her question for a permission."""
    return "ACCEPTED" if words in _APPROVES else "DENIED" if words in _DECLINES else "NOT_ANSWERED"


def consent_answer(
    directive: dict[str, Any], status: str, *, code: str = "200", card_thrown: bool = False
) -> dict[str, Any]:
    """Return the request that answers a request for a permission; `status`: ACCEPTED, DENIED or NOT_ANSWERED.

    `code`: a key of CONSENT_CODES; with any but "200" nobody was asked, and there is no status. `card_thrown`: whether
    Alexa sent a card of her own to the app.
    """
    payload: dict[str, Any] = {}
    if code == "200":
        payload = {"permissionScope": scope_of(directive), "status": status, "isCardThrown": card_thrown}
    token = directive.get("token")
    result = {"code": code, "message": CONSENT_CODES[code]}
    if directive["type"] == "Connections.SendRequest":
        answer: dict[str, Any] = {"type": "Connections.Response", "name": "AskFor", "status": result}
        return answer | {"token": token, "payload": payload}
    cause = {"type": "ConnectionCompleted", "token": token, "status": result, "result": payload}
    return {"type": "SessionResumedRequest", "cause": cause}


def user_event(arguments: list[Any], shown: dict[str, Any] | None) -> dict[str, Any]:
    """Return the request that a touch sends; `shown`: the directive that is on the screen."""
    source = {"type": "TouchWrapper", "handler": "Press", "id": "", "value": False}
    event: dict[str, Any] = {"type": "Alexa.Presentation.APL.UserEvent", "arguments": arguments, "source": source}
    return event | {"token": (shown or {}).get("token", ""), "components": {}}


def prompt_of(directive: dict[str, Any] | None) -> str:
    """Return what Alexa asks, by voice, for the permission that a directive names."""
    is_timers = scope_of(directive or {}) == TIMERS_PERMISSION
    return CONSENT_PROMPT if is_timers else CONSENT_PROMPT.replace("timers", "reminders")

"""Composition root: the skill that Lambda and the laptop share."""

import json
import logging
import time
from typing import TYPE_CHECKING, Any

from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_core.skill import CustomSkill
from ask_sdk_core.skill_builder import CustomSkillBuilder
from ask_sdk_model import RequestEnvelope, Response, ResponseEnvelope
from ask_sdk_model.ui import SsmlOutputSpeech

from coach.alexa.api_client import turn_budget
from coach.alexa.envelope import CONSENT, EVENT, SKILL_DISABLED, UNKNOWN_REQUEST, reduce, to_turn, user_id_of
from coach.alexa.response import attributes, to_response
from coach.alexa.ssml import speak
from coach.conversation.knowledge import Knowledge
from coach.conversation.routes import route
from coach.profile.keeping import Memory

if TYPE_CHECKING:
    from ask_sdk_core.handler_input import HandlerInput
    from ask_sdk_model.services.api_client import ApiClient

    from coach.conversation.turn import Reply, Turn
    from coach.profile.model import Profile
    from coach.profile.store import Store
    from coach.settings import Settings

log = logging.getLogger("coach")

_LAST_WORDS = (
    "Sorry, something went wrong on my side. If it's serious, call {number}. Else say: Alexa, open back spasm coach."
)
"""Said where even the content cannot be read; the one spoken line in code, for it must not fail."""


class TolerantSerializer(DefaultSerializer):
    """The SDK's serialiser, with every request first reduced to what the skill reads."""

    def deserialize(self, payload: str | None, obj_type: Any) -> Any:
        """See DefaultSerializer. A request envelope never raises, whatever it holds."""
        if obj_type is not RequestEnvelope:
            return super().deserialize(payload, obj_type)
        try:
            event = json.loads(payload or "")
        except (ValueError, RecursionError):
            event = {}
        return super().deserialize(json.dumps(reduce(event)), RequestEnvelope)


class CoachSkill(CustomSkill):
    """The SDK's skill, tolerant of what it is sent and never silent about what failed."""

    def __init__(self, configuration: Any, knowledge: Knowledge) -> None:
        super().__init__(configuration)
        self.serializer = TolerantSerializer()
        self._knowledge = knowledge

    def invoke(self, request_envelope: RequestEnvelope, context: Any) -> ResponseEnvelope:
        """Answer one request. Never raises: what fails is logged, and spoken of in plain words."""
        began = time.monotonic()
        result = "ok"
        try:
            with turn_budget():
                envelope = super().invoke(request_envelope, context)
        except Exception as error:  # noqa: BLE001  the last line of defence: a person on the floor hears words
            result = type(error).__name__
            envelope = self._sorry(request_envelope)
        _log_turn(request_envelope, result, time.monotonic() - began)
        return envelope

    def respond(self, event: object, context: object = None) -> dict[str, Any]:
        """Answer one request given as plain data, with plain data."""
        try:
            text = json.dumps(event)
        except (TypeError, ValueError, RecursionError):
            text = "{}"
        request = self.serializer.deserialize(text, RequestEnvelope)
        response: Any = self.serializer.serialize(self.invoke(request, context))
        return {"response": {}, **response}

    def _sorry(self, request_envelope: RequestEnvelope) -> ResponseEnvelope:
        try:
            request: Any = request_envelope.request
            quiet = request.object_type == "SessionEndedRequest" or (
                request.object_type == "IntentRequest" and request.intent.name in {EVENT, SKILL_DISABLED}
            )
            if quiet:
                return ResponseEnvelope(version="1.0", response=Response())
            number = self._knowledge.contact(request.locale or "")["number"]
        except Exception:  # noqa: BLE001
            number = "911"
        words = speak(_LAST_WORDS.format(number=number), [number])
        response = Response(output_speech=SsmlOutputSpeech(ssml=words), should_end_session=True)
        return ResponseEnvelope(version="1.0", response=response)


def _log_turn(request_envelope: RequestEnvelope, result: str, seconds: float) -> None:
    """One line a turn: type, intent, latency, result. No identifiers, no slot values, no text of an error."""
    request: Any = request_envelope.request
    intent = getattr(getattr(request, "intent", None), "name", None)
    kind = request.object_type
    if intent in {CONSENT, EVENT, SKILL_DISABLED, UNKNOWN_REQUEST}:
        kind, intent = intent, None
    line = {
        "request": kind,
        "intent": intent if intent and len(intent) < 64 and intent.replace(".", "").isalnum() else None,
        "ms": round(seconds * 1000),
        "result": result,
    }
    log.log(logging.INFO if result == "ok" else logging.ERROR, json.dumps(line))


def _log_store(act: str, error: Exception) -> None:
    """What kind of failure it was, by the name of its cause's class: no text, which may hold anything."""
    log.error(json.dumps({"store": act, "result": type(error.__cause__ or error).__name__}))


def _refresh(memory: Memory) -> None:
    """Nothing of this turn is lost where it fails, so nothing is said."""
    try:
        memory.refresh()
    except Exception as error:  # noqa: BLE001
        _log_store("refresh", error)


class _Everything(AbstractRequestHandler):
    """The one handler: event to Turn, conversation, Reply to response."""

    def __init__(self, store: "Store", knowledge: Knowledge, settings: "Settings") -> None:
        self._store = store
        self._knowledge = knowledge
        self._settings = settings

    def can_handle(self, handler_input: "HandlerInput") -> bool:  # noqa: ARG002  the SDK calls it by keyword
        """Every request."""
        return True

    def handle(self, handler_input: "HandlerInput") -> Response:
        """Answer, write the profile once, hand the session back."""
        memory = Memory(self._store, user_id_of(handler_input))
        turn = to_turn(handler_input, self._knowledge, lambda: self._load(memory), self._settings.screening_style)
        reply = route(turn)
        self._keep(memory, turn, reply)
        if handler_input.request_envelope.session is not None:
            handler_input.attributes_manager.session_attributes = attributes(reply)
        return to_response(reply, self._knowledge.numbers)

    def _load(self, memory: Memory) -> "Profile | None":
        try:
            return memory.load()
        except Exception as error:  # noqa: BLE001  whatever is wrong with the store must not hide a warning
            _log_store("load", error)
            return None

    def _keep(self, memory: Memory, turn: "Turn", reply: "Reply") -> None:
        """Forget or write, once. A failure is said, and never hides what was to be said."""
        writes = reply.profile is not None and turn.kind != "disabled" and not turn.profile_lost
        try:
            if reply.forget:
                memory.forget()
            elif writes and reply.profile is not None:
                memory.keep(reply.profile)
            elif not reply.outcome:
                _refresh(memory)
        except Exception as error:  # noqa: BLE001  see _load
            _log_store("write", error)
            if reply.forget and not reply.silent:
                reply.speech = f"{turn.words('memory.not_forgotten')} {reply.reprompt}"
            elif not reply.silent and not reply.outcome:
                reply.speech = f"{turn.words('memory.not_kept')} {reply.speech}"


def build_skill(store: "Store", api_client: "ApiClient", settings: "Settings") -> CoachSkill:
    """The skill over a store and an HTTP client."""
    knowledge = Knowledge()
    builder = CustomSkillBuilder(api_client=api_client)
    if settings.skill_id:
        builder.skill_id = settings.skill_id  # type: ignore[assignment]  # the SDK declares it None
    builder.add_request_handler(_Everything(store, knowledge, settings))
    return CoachSkill(builder.skill_configuration, knowledge)

"""Composition root: the skill that Lambda and the laptop share."""

import json
import logging
import time
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.skill import CustomSkill
from ask_sdk_core.skill_builder import CustomSkillBuilder
from ask_sdk_model import RequestEnvelope, Response, ResponseEnvelope
from ask_sdk_model.ui import SsmlOutputSpeech

from coach.alexa.envelope import to_turn, user_id_of
from coach.alexa.response import render
from coach.alexa.sanitizing import INTENT_NAMES, SILENT, SPECIAL
from coach.alexa.serializer import TolerantSerializer, envelope_of
from coach.alexa.ssml import speak
from coach.care.triage import Outcome
from coach.content.catalog import Catalog
from coach.conversation.router import CONVERSATION, Conversation
from coach.conversation.safety_check.outcomes import is_emergency
from coach.conversation.turn import TurnKind
from coach.deadline import DEFAULT_BUDGETS, Budgets, at_most, seconds_left, turn_budget
from coach.profile.unit_of_work import UnitOfWork
from coach.speech.parts import parts_of

if TYPE_CHECKING:
    from ask_sdk_core.handler_input import HandlerInput
    from ask_sdk_model.services.api_client import ApiClient

    from coach.conversation.reply import Reply
    from coach.conversation.router import Understood
    from coach.conversation.turn import Turn
    from coach.profile.store import Store
    from coach.settings import Settings

log = logging.getLogger("coach")

OPENING_LOAD_SECONDS = 1.0
"""All that an opening waits for the store: who is new must hear what this is, and the emergency signs, at once."""
EMERGENCY_COMMIT_SECONDS = 0.3
"""All that an emergency's words wait for the store, which then gets one update that reads nothing."""
_LAST_WORDS = (
    "Sorry, something went wrong on my side. If it's serious, call {number}. Else say: Alexa, open back spasm coach."
)
"""Said where even the content cannot be read; the one spoken line in code, for it must not fail."""


class CoachSkill(CustomSkill):
    """The SDK's skill, tolerant of what it is sent and never silent about what failed."""

    def __init__(self, configuration: Any, catalog: Catalog, budgets: Budgets) -> None:
        super().__init__(configuration)
        self.serializer = TolerantSerializer()
        self._catalog = catalog
        self._budgets = budgets

    def invoke(self, request_envelope: RequestEnvelope, context: Any) -> ResponseEnvelope:
        """Answer one request. Never raises: what fails is logged, and spoken of in plain words."""
        began = time.monotonic()
        result = "ok"
        try:
            with turn_budget(self._budgets):
                envelope = super().invoke(request_envelope, context)
        except Exception as error:  # noqa: BLE001  the last line of defence: a person on the floor hears words
            result = type(error).__name__
            envelope = self._sorry(request_envelope)
        _log_turn(request_envelope, result, time.monotonic() - began)
        return envelope

    def respond(self, event: object, context: object = None) -> dict[str, Any]:
        """Answer one request given as plain data, with plain data."""
        response: Any = self.serializer.serialize(self.invoke(envelope_of(event), context))
        return {"response": {}, **response}

    def _sorry(self, request_envelope: RequestEnvelope) -> ResponseEnvelope:
        try:
            request: Any = request_envelope.request
            quiet = request.object_type == "SessionEndedRequest" or (
                request.object_type == "IntentRequest" and request.intent.name in SILENT
            )
            if quiet:
                return ResponseEnvelope(version="1.0", response=Response())
            number = self._catalog.contact(request.locale or "").number
        except Exception:  # noqa: BLE001
            number = "911"
        words = speak(_LAST_WORDS.format(number=number), [number])
        response = Response(output_speech=SsmlOutputSpeech(ssml=words), should_end_session=True)
        return ResponseEnvelope(version="1.0", response=response)


def _log_turn(request_envelope: RequestEnvelope, result: str, seconds: float) -> None:
    """One line a turn: type, intent, latency, result. No identifiers, no slot values, no text of an error."""
    request: Any = request_envelope.request
    kind, intent = request.object_type, getattr(getattr(request, "intent", None), "name", None)
    if intent in SPECIAL:
        kind, intent = intent, None
    line = {
        "request": kind,
        # A name that is none of the model's may be anything.
        "intent": intent if intent in INTENT_NAMES else None,
        "ms": round(seconds * 1000),
        "result": result,
    }
    log.log(logging.INFO if result == "ok" else logging.ERROR, json.dumps(line))


def _log_store(act: str, error: Exception) -> None:
    """What kind of failure it was, by the name of its cause's class: no text, which may hold anything."""
    log.error(json.dumps({"store": act, "result": type(error.__cause__ or error).__name__}))


class CoachRequestHandler(AbstractRequestHandler):
    """The one handler: event to Turn, conversation, Reply to response."""

    def __init__(self, store: "Store", catalog: Catalog, settings: "Settings", conversation: Conversation) -> None:
        self._store = store
        self._catalog = catalog
        self._settings = settings
        self._conversation = conversation

    def can_handle(self, handler_input: "HandlerInput") -> bool:  # noqa: ARG002  the SDK calls it by keyword
        """Return True: it answers every request."""
        return True

    def handle(self, handler_input: "HandlerInput") -> Response:
        """Answer, write the profile once, hand the session back."""
        unit = UnitOfWork(self._store, user_id_of(handler_input))
        turn = to_turn(handler_input, self._catalog, self._settings.screening_style)
        understood = self._conversation.understand(turn)
        if understood.reads_profile:
            with at_most(OPENING_LOAD_SECONDS) if turn.kind is TurnKind.launch else nullcontext():
                understood = understood._replace(turn=_with_profile(understood.turn, unit))
        reply = _kept(unit, understood, self._conversation.answer(understood))
        if turn.has_screen:
            reply = _shown(understood, reply)
        rendered = render(reply, self._catalog.numbers)
        if handler_input.request_envelope.session is not None:
            handler_input.attributes_manager.session_attributes = rendered.attributes
        return rendered.response


def _shown(understood: "Understood", reply: "Reply") -> "Reply":
    """Return the reply with its screen; without one where that fails, for the words must go out."""
    try:
        # Loaded where there is a screen.
        from coach.conversation.screens.choosing import screen_of

        return reply._replace(screen=screen_of(understood, reply))
    except Exception as error:  # noqa: BLE001  see above
        log.error(json.dumps({"screen": "choose", "result": type(error).__name__}))  # noqa: TRY400  no text of an error
        return reply


def _with_profile(turn: "Turn", unit: UnitOfWork) -> "Turn":
    """Return the turn with what is remembered, or with the news that it could not be read."""
    try:
        # What is answered next may be the emergency that the answers already amount to.
        with at_most(EMERGENCY_COMMIT_SECONDS if is_emergency(turn) else seconds_left()):
            profile = unit.load(turn.now)
    except Exception as error:  # noqa: BLE001  whatever is wrong with the store must not hide a warning
        _log_store("load", error)
        profile = None
    if profile is None:
        return turn._replace(profile_lost=True)
    return turn._replace(profile=profile)


def _kept(unit: UnitOfWork, understood: "Understood", reply: "Reply") -> "Reply":
    """Delete or write, once, and return the reply. A failure is said, and never hides what was to be said."""
    try:
        if reply.outcome is Outcome.emergency:
            with at_most(EMERGENCY_COMMIT_SECONDS):
                _write(unit, understood.turn, reply)
        else:
            _write(unit, understood.turn, reply)
    except Exception as error:  # noqa: BLE001  see _with_profile
        _log_store("write", error)
        return _with_failure(understood, reply)
    return reply


def _write(unit: UnitOfWork, turn: "Turn", reply: "Reply") -> None:
    if reply.forget:
        unit.delete()
    elif turn.kind is TurnKind.disabled or turn.profile_lost or unit.commit(reply.changes, turn.now):
        return
    elif unit.refresh_due and not reply.outcome:
        try:
            unit.refresh()
        except Exception as error:  # noqa: BLE001  nothing of this turn is lost, so nothing is said
            _log_store("refresh", error)


def _with_failure(understood: "Understood", reply: "Reply") -> "Reply":
    """Return the reply with the news that nothing was deleted or written, where that is worth a word.

    Where the answer needed nothing that is remembered, all that was lost is that an older clear no is void.
    """
    words = understood.turn.words
    if reply.silent:
        return reply
    if reply.forget:
        return reply._replace(parts=parts_of(words("memory.not_forgotten"), reply.reprompt))
    is_worth_a_word = understood.reads_profile and not reply.outcome
    return reply.led_by(words("memory.not_kept")) if is_worth_a_word else reply


def build_skill(
    store: "Store",
    api_client: "ApiClient",
    settings: "Settings",
    budgets: Budgets = DEFAULT_BUDGETS,
    conversation: Conversation = CONVERSATION,
    *,
    catalog: Catalog | None = None,
) -> CoachSkill:
    """Return the skill over a store and an HTTP client.

    ``budgets``: not the usual ones, for each of its turns. ``catalog``: content that may have been read already.
    """
    catalog = catalog or Catalog()
    builder = CustomSkillBuilder(api_client=api_client)
    if settings.skill_id:
        builder.skill_id = settings.skill_id  # type: ignore[assignment]  # the SDK declares it None
    builder.add_request_handler(CoachRequestHandler(store, catalog, settings, conversation))
    return CoachSkill(builder.skill_configuration, catalog, budgets)

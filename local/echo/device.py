"""A virtual Echo with Amazon's cloud behind it: speech in, requests to the skill, speech out."""

import re
import uuid
from collections.abc import Callable
from itertools import count
from typing import Any, cast

from local.clock import MILLISECONDS, Clock
from local.echo.native_reminders import native_reminder_answer
from local.echo.native_timers import native_timer_answer
from local.echo.request_envelope import (
    EnvelopeWriter,
    OpenSession,
    Person,
    consent_answer,
    consent_status,
    scope_of,
    user_event,
)
from local.echo.response_rules import START_CONNECTION, EchoError, check_response, consent_directive, shown_by
from local.echo.transcript import TranscriptTurn, plain_text
from local.nlu.builtin_intents import LEAVING
from local.nlu.hearing import Hearing, Interpretation, Mode
from local.nlu.wording import normal, without_wake_word
from local.timers_api.person_timers import TIMERS_PERMISSION, PersonTimers
from local.timers_api.service import ENDPOINT, TimersService

Handler = Callable[[dict[str, Any], object], dict[str, Any]]
"""The skill: a request envelope and a context in, a response envelope out."""
MICROPHONE_MS = 16 * MILLISECONDS
"""How long a session stays open without a word: twice about eight seconds."""
CONSENT_PROMPT = "Back Spasm Coach would like to use your timers. You can say I approve, or no."
"""What Alexa asks when a skill asks for the permission for timers by voice."""
_STOPS = frozenset({"stop", "stop it", "stop the timer", "stop the alarm", "off", "turn it off", "dismiss"})
_OPEN = "open|start|launch|begin|run|play|load|use|resume|talk to"


class Echo:
    """One device, and the person in front of it. Not for several threads, but for `rang`."""

    def __init__(
        self,
        handler: Handler,
        hearing: Hearing,
        *,
        timers_api: TimersService | None = None,
        clock: Clock | None = None,
        locale: str = "en-US",
        skill_id: str = "",
        hearing_for: Callable[[str], Hearing] | None = None,
    ) -> None:
        """Set up the device; `hearing_for` returns the hearing of another locale (default: the same)."""
        self.clock = clock or Clock()
        self.hears = Mode.default
        """How words that the interaction model does not list are taken."""
        self.screen = False
        """Whether the device has a screen."""
        self.shown: dict[str, Any] | None = None
        """What is on the screen: the directive that came last; None: Alexa's own."""
        self.has_apis = True
        """Whether requests give an API endpoint and token: a device without timers gives none."""
        self.drop_attributes = False
        """Whether the session is lost while Alexa asks for a permission."""
        self.card_thrown = False
        """Whether Alexa sends a card of her own after asking for a permission."""
        self.consent_code = "200"
        """A key of CONSENT_CODES: what answers the next request for a permission; any but "200" only once."""
        self.handler = handler
        """The skill; may be wrapped, to watch it."""
        self._hearing = hearing
        self._hearing_for = hearing_for or (lambda _locale: hearing)
        self._api = timers_api
        self._locale = locale
        endpoint = timers_api.url if timers_api else ENDPOINT
        self._envelopes = EnvelopeWriter(skill_id, endpoint)
        self._session: OpenSession | None = None
        self._sessions = count(1)
        self.person = self._new_person("LOCAL")

    @property
    def in_session(self) -> bool:
        """Return whether a session is open."""
        return self._session is not None

    @property
    def locale(self) -> str:
        """Return the device's locale."""
        return self._locale

    def set_locale(self, locale: str) -> None:
        """Change the device's locale. Raises ModelError if there is no interaction model for it."""
        self._hearing = self._hearing_for(locale)
        self._locale = locale
        self.person.timers.locale = locale

    def new_person(self) -> None:
        """Go on as another person with another Echo: no session, no consent, no timers."""
        self._session = None
        self.person = self._new_person(uuid.uuid4().hex.upper())

    def open_session(self, attributes: dict[str, Any]) -> None:
        """Go on in an open session that holds these attributes, whatever was said before."""
        self._session = OpenSession(next(self._sessions))
        self._session.new = False
        self._session.attributes = dict(attributes)

    def withdraw(self) -> None:
        """Withdraw the permissions, as in the app; existing timers and reminders stay."""
        self.person.timers.granted = self.person.timers.reminders.granted = False

    def say(self, utterance: str) -> TranscriptTurn:
        """Say something. Return what came of it. Raises EchoError if the skill's response breaks Amazon's rules."""
        addressed, words = without_wake_word(normal(utterance))
        session = self._session
        if session and session.consent:
            return self._answer_consent(session, consent_status(words), utterance)
        readings = self._invoked(words)
        if readings is not None:
            return self._invoke(readings, utterance)
        answer = self._native_answer(words) if addressed or session is None else None
        if answer is not None:
            return TranscriptTurn(utterance, speech=answer, ended=session is None)
        if session is None or not words:
            return TranscriptTurn(utterance, ended=session is None)
        if words in LEAVING:
            return self._end("USER_INITIATED", utterance)
        return self._hear(session, [words], utterance)

    def touch(self, arguments: list[Any], utterance: str = "@touch") -> TranscriptTurn:
        """Touch what sends these arguments; outside a session that opens one. Raises EchoError."""
        self._session = self._session or OpenSession(next(self._sessions))
        return self._send(user_event(arguments, self.shown), self._session, utterance, None)

    def silence(self) -> TranscriptTurn:
        """Say nothing: the reprompt comes, and then the session ends. Raises EchoError."""
        session = self._session
        if session is None:
            return TranscriptTurn("@silence")
        self.clock.advance(MICROPHONE_MS)
        if session.consent:
            return self._answer_consent(session, "NOT_ANSWERED", "@silence")
        return self._end("EXCEEDED_MAX_REPROMPTS", "@silence")._replace(reprompt=session.reprompt)

    def failed_consent(self) -> TranscriptTurn | None:
        """Send the answer to a request for a permission that failed. Return the turn; None if there is none."""
        session = self._session
        if session is None or not session.consent or session.consent_code == "200":
            return None
        return self._answer_consent(session, "", f"@consent {session.consent_code}")

    def wait(self, milliseconds: int, utterance: str = "@wait") -> TranscriptTurn:
        """Let time pass; over 16 s an open session ends. Return the turn, with what rang. Raises EchoError."""
        turn = TranscriptTurn(utterance, ended=self._session is None)
        left = milliseconds
        if self._session and milliseconds > MICROPHONE_MS:
            self.clock.advance(MICROPHONE_MS)
            left -= MICROPHONE_MS
            if self._session.consent:
                answered = self._answer_consent(self._session, "NOT_ANSWERED", utterance)
                turn = turn._replace(speech=answered.speech)
            if self._session:
                self._end("EXCEEDED_MAX_REPROMPTS", utterance)
        self.clock.advance(left)
        return turn._replace(rings=self.rang(), ended=self._session is None)

    def rang(self) -> tuple[str, ...]:
        """Return what timers and reminders said since the last call. May be called from another thread."""
        rings = self.person.timers.rings()
        given = self.person.timers.reminders.given()
        return (
            *(ring.announcement or f"Your {ring.label} timer is done." for ring in rings),
            *(f"Here's your reminder: {text}" for text in given),
        )

    def _native_answer(self, words: str) -> str | None:
        """Return what Alexa answers without a skill, which may be nothing aloud; None if it is not for her."""
        if words in _STOPS and self.person.timers.silence():
            return ""
        answer = native_reminder_answer(words, self.person.timers.reminders)
        answer = answer or native_timer_answer(words, self.person.timers)
        return answer and answer[:1].upper() + answer[1:]

    def _new_person(self, name: str) -> Person:
        timers = PersonTimers(self.clock)
        timers.locale = self._locale
        person = Person(f"amzn1.ask.account.{name}", f"amzn1.ask.device.{name}", f"token-{name}", timers)
        if self._api:
            self._api.add_person(person.token, timers, person.device_id)
        return person

    def _invoked(self, words: str) -> list[str] | None:
        """Return what the skill is asked by name, in each reading; an empty list if it is only opened; else None."""
        name = re.escape(self._hearing.model.invocation)
        if re.match(rf"^(?:(?:{_OPEN}) )?{name}$", words) or re.match(rf"^(?:ask|tell) {name}$", words):
            return []
        if match := re.match(rf"^(?:ask|tell|{_OPEN}) {name}(?: and)? (?P<rest>.+)$", words):
            rest = match["rest"]
            return [
                rest,
                *(rest.removeprefix(lead) for lead in ("to ", "for ", "about ", "that ", "if ", "whether ")),
            ]
        if match := re.match(rf"^(?P<rest>.+) (?:with|using|from|in|on) {name}$", words):
            return [match["rest"]]
        return None

    def _invoke(self, readings: list[str], utterance: str) -> TranscriptTurn:
        if self._session:
            self._end("USER_INITIATED", utterance)
        self._session = OpenSession(next(self._sessions))
        if not readings:
            return self._send({"type": "LaunchRequest"}, self._session, utterance, None)
        return self._hear(self._session, readings, utterance)

    def _hear(self, session: OpenSession, readings: list[str], utterance: str) -> TranscriptTurn:
        interpretation = self._hearing.hear(*readings, mode=self.hears)
        body = self._envelopes.intent(interpretation, self._hearing.model.intents.get(interpretation.intent, {}))
        return self._send(body, session, utterance, interpretation)

    def _end(self, reason: str, utterance: str) -> TranscriptTurn:
        session = cast("OpenSession", self._session)
        self._session = None
        return self._send({"type": "SessionEndedRequest", "reason": reason}, session, utterance, None, may_speak=False)

    def _answer_consent(self, session: OpenSession, status: str, utterance: str) -> TranscriptTurn:
        directive, code = cast("dict[str, Any]", session.consent), session.consent_code
        session.consent = None
        if status == "ACCEPTED" and code == "200":
            asked = self.person.timers if scope_of(directive) == TIMERS_PERMISSION else self.person.timers.reminders
            asked.granted = True
        if directive["type"] == START_CONNECTION and directive.get("onCompletion") != "RESUME_SESSION":
            self._session = None
            return TranscriptTurn(utterance)
        if self.drop_attributes:
            session.attributes = {}
            session.new = True
        answer = consent_answer(directive, status, code=code, card_thrown=self.card_thrown)
        return self._send(answer, session, utterance, None)

    def _send(
        self,
        body: dict[str, Any],
        session: OpenSession,
        utterance: str,
        interpretation: Interpretation | None,
        *,
        may_speak: bool = True,
    ) -> TranscriptTurn:
        event = self._envelopes.write(
            body,
            session,
            self.person,
            locale=self._locale,
            timestamp=self.clock.timestamp(),
            screen=self.screen,
            with_apis=self.has_apis,
        )
        try:
            envelope = self.handler(event, None)
            response = check_response(envelope, screen=self.screen, may_speak=may_speak)
        except EchoError:
            self._session = None
            raise
        except Exception as error:
            self._session = None
            raise EchoError(f"the skill raised {type(error).__name__}: {error}") from error
        attributes = envelope.get("sessionAttributes") or {}
        if may_speak:
            self._keep(session, response, attributes)
            self.shown = shown_by(response) or self.shown
        return self._turn(event, envelope, utterance, interpretation)

    def _keep(self, session: OpenSession, response: dict[str, Any], attributes: dict[str, Any]) -> None:
        """Keep or end the session, as the response says."""
        session.new = False
        session.attributes = attributes
        session.consent = consent_directive(response)
        if session.consent:
            session.consent_code, self.consent_code = self.consent_code, "200"
        session.reprompt = plain_text((response.get("reprompt") or {}).get("outputSpeech")) or None
        end = response.get("shouldEndSession")
        # Without a word about it only a device with something on its screen keeps the session.
        shown = end is None and self.screen and shown_by(response) is not None
        self._session = session if end is False or session.consent or shown else None

    def _turn(
        self, event: dict[str, Any], envelope: dict[str, Any], utterance: str, interpretation: Interpretation | None
    ) -> TranscriptTurn:
        response = envelope["response"]
        attributes = envelope.get("sessionAttributes") or {}
        speech = plain_text(response.get("outputSpeech"))
        if consent_directive(response) and self._session and self._session.consent_code == "200":
            is_timers = scope_of(consent_directive(response) or {}) == TIMERS_PERMISSION
            prompt = CONSENT_PROMPT if is_timers else CONSENT_PROMPT.replace("timers", "reminders")
            speech = f"{speech} {prompt}".strip()
        slots = interpretation.slots if interpretation else {}
        return TranscriptTurn(
            utterance,
            request=event["request"]["type"],
            intent=interpretation.intent if interpretation else None,
            slots={name: slot.matches[0].id if slot.matches else slot.value for name, slot in slots.items()},
            speech=speech,
            reprompt=plain_text((response.get("reprompt") or {}).get("outputSpeech")) or None,
            card=response.get("card"),
            asking=attributes.get("asking"),
            outcome=attributes.get("outcome"),
            ended=self._session is None,
            envelope=event,
            response=envelope,
        )

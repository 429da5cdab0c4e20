"""A virtual Echo with Amazon's cloud behind it: speech in, requests to the skill, speech out."""

import uuid
from collections.abc import Callable
from itertools import count
from time import perf_counter
from typing import Any, cast

from local.clock import MILLISECONDS, Clock
from local.echo.native_answers import native_answer
from local.echo.request_envelope import (
    EnvelopeWriter,
    OpenSession,
    Person,
    consent_answer,
    consent_status,
    prompt_of,
    scope_of,
    user_event,
)
from local.echo.response_rules import START_CONNECTION, EchoError, check_response, shown_by
from local.echo.settings import DeviceSettings
from local.echo.transcript import TranscriptTurn, turn_of
from local.echo.utterances import BY_ALEXA, CLOSED, LISTENS, NOT_HEARD, invoked
from local.nlu.builtin_intents import LEAVING
from local.nlu.hearing import Hearing, Interpretation, Mode
from local.nlu.wording import normal, without_wake_word
from local.timers_api.person_timers import TIMERS_PERMISSION, PersonTimers
from local.timers_api.service import ENDPOINT, TimersService

Handler = Callable[[dict[str, Any], object], dict[str, Any]]
"""The skill: a request envelope and a context in, a response envelope out."""
QUIET_MS = 8 * MILLISECONDS
"""How long the microphone is open for a word, and once more after the reprompt."""
MICROPHONE_MS = 2 * QUIET_MS
"""How long a session stays open without a word."""


class Echo(DeviceSettings):
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
        name: str = "LOCAL",
    ) -> None:
        """Set up the device; `hearing_for` returns the hearing of another locale (default: the same).

        `name` tells its person and itself from others.
        """
        super().__init__()
        self.clock = clock or Clock()
        self.hears = Mode.default
        """How words that the interaction model does not list are taken."""
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
        self.person = self._new_person(name)

    @property
    def in_session(self) -> bool:
        """Return whether a session is open."""
        return self._session is not None

    @property
    def locale(self) -> str:
        """Return the device's locale."""
        return self._locale

    @property
    def session(self) -> OpenSession | None:
        """Return the open session, to look at; None where none is open."""
        return self._session

    def state(self) -> dict[str, Any]:
        """Return everything that makes it this device, at this moment, as JSON can keep it."""
        return {
            **self.settings(),
            "hears": self.hears.value,
            "locale": self._locale,
            "person": {"name": self.person.name, "timers": self.person.timers.state()},
            "session": dict(vars(self._session)) if self._session else None,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Be the device that it was. Raises KeyError, TypeError, ValueError or ModelError if `state` is none."""
        session = OpenSession.of(state["session"]) if state["session"] else None
        hears = Mode(state["hears"])
        self.set_locale(state["locale"])
        self.person = self._new_person(state["person"]["name"])
        self.person.timers.restore(state["person"]["timers"])
        self.hears, self._session = hears, session
        self.restore_settings(state)

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

    def close_session(self) -> None:
        """Let the open session go, as if it had ended long ago: nobody is told."""
        self._session = None

    def grant(self) -> None:
        """Grant the permissions, as in the app."""
        self.person.timers.granted = self.person.timers.reminders.granted = True

    def withdraw(self) -> None:
        """Withdraw the permissions, as in the app; existing timers and reminders stay."""
        self.person.timers.granted = self.person.timers.reminders.granted = False

    def say(self, utterance: str) -> TranscriptTurn:
        """Say something. Return what came of it. Raises EchoError if the skill's response breaks Amazon's rules."""
        addressed, words = without_wake_word(normal(utterance))
        session = self._session
        if session:
            session.reprompted = False
        if session and session.consent:
            return self._answer_consent(session, consent_status(words), utterance)
        readings = invoked(words, self._hearing.model.invocation)
        if readings is not None:
            return self._invoke(readings, utterance)
        answer = native_answer(words, self.person.timers) if addressed or session is None else None
        if answer is not None:
            return TranscriptTurn(utterance, speech=answer, ended=session is None, note=BY_ALEXA)
        if session is None or not words:
            return TranscriptTurn(utterance, ended=session is None, note=LISTENS if not words else NOT_HEARD)
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
        return self._unheard(session, reprompt=session.reprompt)

    def quiet(self) -> TranscriptTurn:
        """Hear nothing for QUIET_MS that have passed: first the reprompt comes, then the session ends.

        Raises EchoError.
        """
        session = self._session
        if session is None:
            return TranscriptTurn("@silence")
        if not session.reprompted and session.reprompt and not session.consent:
            session.reprompted = True
            return TranscriptTurn("@silence", reprompt=session.reprompt, ended=False)
        return self._unheard(session, note=CLOSED)

    def _unheard(self, session: OpenSession, **told: Any) -> TranscriptTurn:
        """Close the microphone, which nobody spoke into. Return the turn, with what is `told` of it."""
        if session.consent:
            return self._answer_consent(session, "NOT_ANSWERED", "@silence")
        return self._end("EXCEEDED_MAX_REPROMPTS", "@silence")._replace(**told)

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

    def _new_person(self, name: str) -> Person:
        timers = PersonTimers(self.clock)
        timers.locale = self._locale
        person = Person(name, timers)
        if self._api:
            self._api.add_person(person.token, timers, person.device_id)
        return person

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
            viewport=self.viewport,
            with_apis=self.has_apis,
        )
        began = perf_counter()
        try:
            envelope = self.handler(event, None)
            took_ms = (perf_counter() - began) * MILLISECONDS
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
        prompt = prompt_of(self._session.consent) if self._session and self._session.is_asked_for_consent else ""
        turn = turn_of(event, envelope, utterance, interpretation, prompt=prompt)
        return turn._replace(took_ms=round(took_ms, 2), ended=self._session is None)

    def _keep(self, session: OpenSession, response: dict[str, Any], attributes: dict[str, Any]) -> None:
        """Keep or end the session, as the response says."""
        session.go_on(response, attributes)
        if session.consent:
            session.consent_code, self.consent_code = self.consent_code, "200"
        end = response.get("shouldEndSession")
        # Without a word about it only a device with something on its screen keeps the session.
        shown = end is None and self.screen and shown_by(response) is not None
        self._session = session if end is False or session.consent or shown else None

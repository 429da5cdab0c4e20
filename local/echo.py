"""A virtual Echo with Amazon's cloud behind it: speech in, requests to the skill, speech out."""

import re
import uuid
from collections.abc import Callable
from itertools import count
from typing import Any, cast

from local.builtins import LEAVING
from local.clock import MILLISECONDS, Clock
from local.envelope import SKILL_ID, Envelopes, Person, Session, consent_answer
from local.hearing import Heard, Hearing
from local.native import native_timer_answer
from local.rules import START_CONNECTION, EchoError, check_response, consent_directive
from local.timers import Timers
from local.timers_service import ENDPOINT, TimersService
from local.turn import Turn, plain
from local.wording import normal

Handler = Callable[[dict[str, Any], object], dict[str, Any]]
"""The skill: a request envelope and a context in, a response envelope out."""
MICROPHONE_MS = 16 * MILLISECONDS
"""How long a session stays open without a word: twice about eight seconds."""
CONSENT_PROMPT = "Back Spasm Coach would like to use your timers. You can say I approve, or no."
"""What Alexa herself asks when a skill asks for the permission."""
_APPROVES = frozenset(
    {"i approve", "approve", "yes", "yeah", "yep", "sure", "ok", "okay", "yes i approve", "yes please"}
)
_DECLINES = frozenset({"no", "nope", "nah", "no thanks", "no thank you", "i don't approve", "don't approve", "deny"})
_STOPS = frozenset({"stop", "stop it", "stop the timer", "stop the alarm", "off", "turn it off", "dismiss"})
_OPEN = "open|start|launch|begin|run|play|load|use|resume|talk to"


class Echo:
    """One device, and whoever is in front of it. Not for several threads, but for `rang`."""

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
        """Set up the device; `hearing_for` gives the hearing of another locale (default: the same)."""
        self.clock = clock or Clock()
        self.loose = False
        """Whether speech that matches nothing goes to the nearest intent."""
        self.screen = False
        """Whether the device has a screen."""
        self.has_apis = True
        """Whether requests say where Amazon's APIs are: not from a device without timers."""
        self.drop_attributes = False
        """Whether the session is lost while Alexa asks for a permission."""
        self.card_thrown = False
        """Whether Alexa sends a card of her own when she has asked for a permission."""
        self.consent_code = "200"
        """A key of CONSENT_CODES: what answers the next request for a permission. Any but "200" serves once."""
        self.handler = handler
        """The skill; may be put inside another, to watch it."""
        self._hearing = hearing
        self._hearing_for = hearing_for or (lambda _locale: hearing)
        self._api = timers_api
        self._locale = locale
        endpoint = timers_api.url if timers_api else ENDPOINT
        self._envelopes = Envelopes(skill_id or SKILL_ID, endpoint)
        self._session: Session | None = None
        self._sessions = count(1)
        self.person = self._somebody("LOCAL")

    @property
    def in_session(self) -> bool:
        """Whether a session is open."""
        return self._session is not None

    @property
    def locale(self) -> str:
        """The device's language."""
        return self._locale

    def set_locale(self, locale: str) -> None:
        """Let the device speak another language. Raises ModelError where there is no model for it."""
        self._hearing = self._hearing_for(locale)
        self._locale = locale
        self.person.timers.locale = locale

    def new_person(self) -> None:
        """Somebody else with an Echo of their own: no session, no consent, no timers."""
        self._session = None
        self.person = self._somebody(uuid.uuid4().hex.upper())

    def withdraw(self) -> None:
        """Take the permission for timers back, as in the app; timers that exist stay."""
        self.person.timers.granted = False

    def say(self, utterance: str) -> Turn:
        """Say something. Raises EchoError where the skill's response breaks Amazon's rules."""
        words = normal(utterance)
        addressed = words == "alexa" or words.startswith("alexa ")
        words = words.removeprefix("alexa").strip() if addressed else words
        session = self._session
        if session and session.consent:
            status = "ACCEPTED" if words in _APPROVES else "DENIED" if words in _DECLINES else "NOT_ANSWERED"
            return self._answer_consent(session, status, utterance)
        by_name = addressed or session is None
        if by_name and words in _STOPS and self.person.timers.silence():
            return Turn(utterance, ended=session is None)
        readings = self._invoked(words)
        if readings is not None:
            return self._invoke(readings, utterance)
        answer = native_timer_answer(words, self.person.timers) if by_name else None
        if answer is not None:
            return Turn(utterance, speech=answer[:1].upper() + answer[1:], ended=session is None)
        if session is None or not words:
            return Turn(utterance, ended=session is None)
        if words in LEAVING:
            return self._end("USER_INITIATED", utterance)
        return self._hear(session, [words], utterance)

    def silence(self) -> Turn:
        """Say nothing: the reprompt, and then the session ends."""
        session = self._session
        if session is None:
            return Turn("@silence")
        self.clock.advance(MICROPHONE_MS)
        if session.consent:
            return self._answer_consent(session, "NOT_ANSWERED", "@silence")
        return self._end("EXCEEDED_MAX_REPROMPTS", "@silence")._replace(reprompt=session.reprompt)

    def unasked(self) -> Turn | None:
        """What comes by itself after a turn: the answer to a request for a permission that failed. None: nothing."""
        session = self._session
        if session is None or not session.consent or session.consent_code == "200":
            return None
        return self._answer_consent(session, "", f"@consent {session.consent_code}")

    def wait(self, milliseconds: int, utterance: str = "@wait") -> Turn:
        """Let time pass; over 16 s an open session ends. What rings in between is in the turn."""
        turn = Turn(utterance, ended=self._session is None)
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
        """What timers that ended announced since this was last asked. May be asked from another thread."""
        rings = self.person.timers.rings()
        return tuple(ring.announcement or f"Your {ring.label} timer is done." for ring in rings)

    def skill_event(self, request: dict[str, Any]) -> Turn:
        """Send a skill event, such as AlexaSkillEvent.SkillDisabled; nothing can be said then."""
        return self._send(request, Session(0), request["type"], None, may_speak=False)

    def _somebody(self, name: str) -> Person:
        timers = Timers(self.clock)
        timers.locale = self._locale
        person = Person(f"amzn1.ask.account.{name}", f"amzn1.ask.device.{name}", f"token-{name}", timers)
        if self._api:
            self._api.add_person(person.token, timers, person.device_id)
        return person

    def _invoked(self, words: str) -> list[str] | None:
        """What the skill was asked for by name, in its readings; none: only opened; None: not named."""
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

    def _invoke(self, readings: list[str], utterance: str) -> Turn:
        if self._session:
            self._end("USER_INITIATED", utterance)
        self._session = Session(next(self._sessions))
        if not readings:
            return self._send({"type": "LaunchRequest"}, self._session, utterance, None)
        return self._hear(self._session, readings, utterance)

    def _hear(self, session: Session, readings: list[str], utterance: str) -> Turn:
        heard = self._hearing.hear(*readings, loose=self.loose)
        body = self._envelopes.intent(heard, self._hearing.model.intents.get(heard.intent, {}))
        return self._send(body, session, utterance, heard)

    def _end(self, reason: str, utterance: str) -> Turn:
        session = cast("Session", self._session)
        self._session = None
        return self._send({"type": "SessionEndedRequest", "reason": reason}, session, utterance, None, may_speak=False)

    def _answer_consent(self, session: Session, status: str, utterance: str) -> Turn:
        directive, code = cast("dict[str, Any]", session.consent), session.consent_code
        session.consent = None
        if status == "ACCEPTED" and code == "200":
            self.person.timers.granted = True
        if directive["type"] == START_CONNECTION and directive.get("onCompletion") != "RESUME_SESSION":
            self._session = None
            return Turn(utterance)
        if self.drop_attributes:
            session.attributes = {}
            session.new = True
        answer = consent_answer(directive, status, code=code, card_thrown=self.card_thrown)
        return self._send(answer, session, utterance, None)

    def _send(
        self,
        body: dict[str, Any],
        session: Session,
        utterance: str,
        heard: Heard | None,
        *,
        may_speak: bool = True,
    ) -> Turn:
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
        return self._turn(event, envelope, utterance, heard)

    def _keep(self, session: Session, response: dict[str, Any], attributes: dict[str, Any]) -> None:
        """Leave the session as the response wants it."""
        session.new = False
        session.attributes = attributes
        session.consent = consent_directive(response)
        if session.consent:
            session.consent_code, self.consent_code = self.consent_code, "200"
        session.reprompt = plain((response.get("reprompt") or {}).get("outputSpeech")) or None
        end = response.get("shouldEndSession")
        # Without a word about it only a device with something on its screen keeps the session.
        shown = end is None and self.screen and bool(response.get("directives"))
        self._session = session if end is False or session.consent or shown else None

    def _turn(self, event: dict[str, Any], envelope: dict[str, Any], utterance: str, heard: Heard | None) -> Turn:
        response = envelope["response"]
        attributes = envelope.get("sessionAttributes") or {}
        speech = plain(response.get("outputSpeech"))
        if consent_directive(response) and self._session and self._session.consent_code == "200":
            speech = f"{speech} {CONSENT_PROMPT}".strip()
        slots = heard.slots if heard else {}
        return Turn(
            utterance,
            request=event["request"]["type"],
            intent=heard.intent if heard else None,
            slots={name: slot.matches[0].id if slot.matches else slot.value for name, slot in slots.items()},
            speech=speech,
            reprompt=plain((response.get("reprompt") or {}).get("outputSpeech")) or None,
            card=response.get("card"),
            asking=attributes.get("asking"),
            outcome=attributes.get("outcome"),
            ended=self._session is None,
            envelope=event,
            response=envelope,
        )

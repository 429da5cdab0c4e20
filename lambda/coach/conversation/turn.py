"""Turn and Reply: everything a conversation function is given, and everything it returns."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from coach.conversation.session import Session
from coach.conversation.spoken import parse_duration, sentences
from coach.profile.model import Profile

if TYPE_CHECKING:
    from coach.alexa.timers import Timers
    from coach.conversation.knowledge import Knowledge


class Slot(NamedTuple):
    """What was heard for one slot."""

    value: str
    """The words, or Alexa's reading of them."""
    id: str = ""
    """The id of the value that they resolved to; empty: none."""


class Consent(NamedTuple):
    """Alexa's answer to a request for permission."""

    status: str
    """ACCEPTED, DENIED, NOT_ANSWERED or ERROR."""
    token: str
    card_thrown: bool = False
    refused: bool = False
    """An ERROR that will not pass by itself: Alexa would not ask (4xx), rather than could not (5xx)."""


@dataclass
class Turn:
    """One thing that happened, with all that is needed to answer it."""

    kind: str
    """``launch``, ``intent``, ``consent``, ``ended``, ``disabled``, ``event`` or ``unknown``."""
    intent: str
    slots: Mapping[str, Slot]
    locale: str
    now: int
    """Epoch milliseconds."""
    session: Session
    knowledge: "Knowledge"
    timers: "Timers"
    may_use_timers: bool
    load_profile: Callable[[], Profile | None]
    """Reads the profile; None where the store did not answer."""
    load_time_zone: Callable[[], str] = str
    """Asks Alexa for the device's time zone ("Europe/London"); empty where it cannot be had."""
    screening_style: str = "ask"
    has_screen: bool = False
    consent: Consent | None = None
    forgets: bool = False
    """A ``disabled`` turn after which nothing may be kept."""

    _changed: Profile | None = None

    @cached_property
    def _loaded(self) -> Profile | None:
        return self.load_profile()

    @property
    def profile(self) -> Profile:
        """What is remembered, read at most once a turn, and only where a topic looks; empty if it cannot be read."""
        return (self._changed or self._loaded or Profile()).trimmed(self.now)

    @property
    def profile_lost(self) -> bool:
        """Whether what is remembered could not be read this time. Then nothing is written either."""
        return self._loaded is None

    def use_profile(self, profile: Profile) -> None:
        """Go on with this profile for the rest of the turn; it is written, unless the reply has one of its own."""
        self._changed = profile

    @property
    def changed_profile(self) -> Profile | None:
        """The profile that a step of this turn went on with; None where none did, or where none could be read."""
        return self._changed if self._changed is not None and not self.profile_lost else None

    @cached_property
    def time_zone(self) -> str:
        """The person's time zone, asked for at most once a turn; empty: unknown."""
        return self.load_time_zone()

    @property
    def asked_seconds(self) -> int | None:
        """The length that was said, in seconds; None: none was; 0: one that makes no sense."""
        duration, minutes = self.slots.get("duration"), self.slots.get("minutes")
        if duration and duration.value:
            return parse_duration(duration.value) or 0
        if minutes and minutes.value:
            text = minutes.value
            return int(text) * 60 if text.isascii() and text.isdigit() and len(text) <= 4 else 0
        return None

    @property
    def change_lost(self) -> bool:
        """Whether a step of this turn changed what is remembered, and it cannot be written."""
        return self._changed is not None and self.profile_lost

    def words(self, key: str, **values: object) -> str:
        """A line of the content by its dotted key, filled in for this locale."""
        return self.knowledge.words(key, self.locale, **values)


class AskConsent(NamedTuple):
    """Have Alexa ask for the timers permission; the token comes back with the answer."""

    token: str


@dataclass
class Reply:
    """What to say and keep. With ``asking`` the microphone stays open; without, the session ends."""

    speech: str
    session: Session
    reprompt: str = ""
    outcome: str = ""
    profile: Profile | None = None
    """If set, written once, by the caller."""
    forget: bool = False
    consent: AskConsent | None = None
    card: Mapping[str, str] | None = None
    """``title`` and ``text`` of a simple card."""
    consent_card: bool = False
    """Leave Alexa's own card that asks for the timers permission in the app."""
    silent: bool = False
    """Say nothing at all."""

    @property
    def ends(self) -> bool:
        """Whether the session ends with this reply."""
        return not self.session.asking and self.consent is None


MOST_WORDS = 75
"""In one reply."""


def ask(turn: Turn, speech: str, asking: str, reprompt: str, session: Session | None = None, **more: Any) -> Reply:
    """A reply that leaves the question ``asking`` open."""
    kept = (session or turn.session)._replace(asking=asking)
    return Reply(speech=speech, session=kept, reprompt=reprompt, **more)


def tell(turn: Turn, speech: str, session: Session | None = None, **more: Any) -> Reply:
    """A reply that ends the session."""
    return Reply(speech=speech, session=(session or turn.session)._replace(asking=""), **more)


def aside(turn: Turn, speech: str, profile: Profile | None = None) -> Reply:
    """An answer on the side: the open question, if there is one, is put again; else the session ends."""
    session = turn.session
    if not session.asking:
        return tell(turn, speech, profile=profile)
    said = sentences(speech)
    while len(said) > 1 and len(f"{' '.join(said)} {session.reprompt}".split()) > MOST_WORDS:
        # Too much for one breath together with a long question.
        said.pop()
    speech = f"{' '.join(said)} {session.reprompt}"
    return ask(turn, speech, session.asking, session.reprompt, profile=profile)


def back_to_menu(turn: Turn, speech: str, session: Session | None = None, **more: Any) -> Reply:
    """A reply that ends with the ways on, and leaves that choice open."""
    return ask(turn, speech, asking="launch.choose", reprompt=turn.words("launch.reprompt"), session=session, **more)


MOST_MISSES = 3
"""How often in a row a question may get no answer."""


def ask_again(turn: Turn, lead: str, given_up: Reply) -> Reply:
    """The open question once more, after a few words; the third time in a row the way out instead."""
    misses = turn.session.misses + 1
    if misses >= MOST_MISSES:
        return given_up
    session = turn.session._replace(misses=misses)
    return ask(turn, f"{lead} {session.reprompt}", session.asking, session.reprompt, session)


def with_lead(lead: str, reply: Reply) -> Reply:
    """The reply with a few words before it, where that is not too much for one breath."""
    speech = f"{lead} {reply.speech}"
    if len(speech.split()) <= MOST_WORDS:
        reply.speech = speech
    return reply

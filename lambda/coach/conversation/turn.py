"""Turn and Reply: everything a conversation function is given, and everything it returns."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from coach.conversation.session import Session
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
    screening_style: str = "ask"
    has_screen: bool = False
    consent: Consent | None = None
    forgets: bool = False
    """A ``disabled`` turn after which nothing may be kept."""

    @cached_property
    def _loaded(self) -> Profile | None:
        return self.load_profile()

    @property
    def profile(self) -> Profile:
        """What is remembered, read at most once a turn, and only where a topic looks; empty if it cannot be read."""
        return (self._loaded or Profile()).trimmed(self.now)

    @property
    def profile_lost(self) -> bool:
        """Whether what is remembered could not be read this time. Then nothing is written either."""
        return self._loaded is None

    def use_profile(self, profile: Profile) -> None:
        """Go on with this profile for the rest of the turn: an earlier step of the same turn has changed it."""
        self.__dict__["_loaded"] = profile

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


def ask(turn: Turn, speech: str, asking: str, reprompt: str, session: Session | None = None, **more: Any) -> Reply:
    """A reply that leaves the question ``asking`` open."""
    kept = (session or turn.session)._replace(asking=asking)
    return Reply(speech=speech, session=kept, reprompt=reprompt, **more)


def tell(turn: Turn, speech: str, session: Session | None = None, **more: Any) -> Reply:
    """A reply that ends the session."""
    return Reply(speech=speech, session=(session or turn.session)._replace(asking=""), **more)

"""Turn: everything a conversation function is given. Frozen, and nothing on it reads or writes when touched."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from coach.content.catalog import Catalog
from coach.content.words import Words
from coach.conversation.meanings import Intent
from coach.conversation.session import Session
from coach.profile.changes import Change, fold
from coach.profile.model import Profile
from coach.settings import ScreeningStyle

if TYPE_CHECKING:
    from coach.conversation.reminders.port import Reminders
    from coach.conversation.timers.port import DeviceSettings, Timers


class TurnKind(StrEnum):
    """What happened."""

    launch = "launch"
    intent = "intent"
    consent = "consent"
    """Alexa's answer to a request for permission."""
    ended = "ended"
    disabled = "disabled"
    event = "event"
    """Gets an empty response, and is no business of the conversation."""
    unknown = "unknown"


class Slot(NamedTuple):
    """What was heard for one slot."""

    value: str
    """The words, or Alexa's reading of them."""
    id: str = ""
    """The id of the value that they resolved to; empty: none."""

    @property
    def whole_number(self) -> int | None:
        """The number that was said; None: none was."""
        return int(self.value[:4]) if self.value.isascii() and self.value.isdigit() else None


class ConsentStatus(StrEnum):
    """How a request for permission went."""

    accepted = "ACCEPTED"
    denied = "DENIED"
    not_answered = "NOT_ANSWERED"
    failed = "ERROR"
    """Alexa could not ask just now."""
    refused = "REFUSED"
    """Alexa would not ask, and that will not pass by itself."""


class Permission(StrEnum):
    """What the person may permit, by voice, once; each is asked for by itself."""

    timers = "timers"
    reminders = "reminders"


class Consent(NamedTuple):
    """Alexa's answer to a request for permission."""

    status: ConsentStatus
    token: str
    card_thrown: bool = False
    is_ours: bool = True
    """Whether it is about a permission that this skill asks for, as far as it says which."""


class Turn(NamedTuple):
    """One thing that happened, with all that is needed to answer it."""

    kind: TurnKind
    intent: Intent
    slots: Mapping[str, Slot]
    locale: str
    now: int
    """Epoch milliseconds."""
    session: Session
    catalog: Catalog
    words: Words
    """The spoken lines for this locale."""
    timers: "Timers"
    device: "DeviceSettings"
    reminders: "Reminders"
    may_use_timers: bool
    may_use_reminders: bool = False
    has_screen: bool = False
    profile: Profile = Profile()
    """What is remembered, as this turn has it by now; empty where it was not read."""
    profile_lost: bool = False
    """What is remembered could not be read this time. Then nothing is written either."""
    changes: tuple[Change, ...] = ()
    """What this turn has changed of the profile so far, in order."""
    screening_style: ScreeningStyle = ScreeningStyle.ask
    asked_seconds: int | None = None
    """The length that was said, in seconds; None: none was; 0: one that makes no sense."""
    consent: Consent | None = None
    keeps_profile: bool = True
    """False on a ``disabled`` turn after which nothing may be kept."""

    def after(self, *changes: Change) -> "Turn":
        """Return the turn as it goes on after these changes to the profile."""
        return self._replace(profile=fold(self.profile, changes), changes=(*self.changes, *changes))

    def said_of(self, *, them: bool) -> "Turn":
        """Return the turn as it goes on about the speaker, or about somebody else: its content in that wording."""
        catalog = self.catalog.about_them if them else self.catalog.about_me
        words = catalog.words(self.locale)
        return self._replace(catalog=catalog, words=words, session=self.session._replace(about_them=them))

    def slot_id(self, name: str) -> str:
        """Return the id that a slot resolved to; empty if there is none."""
        slot = self.slots.get(name)
        return slot.id if slot else ""

    @property
    def change_lost(self) -> bool:
        """Whether a step of this turn changed what is remembered, and it cannot be written."""
        return bool(self.changes) and self.profile_lost

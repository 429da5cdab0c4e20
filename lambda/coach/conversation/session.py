"""What an open session holds: the question that is asked, and what was answered. Gone when the session ends."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

from coach.care.answers import OLDEST, Age, Answer, FlagId, Given, Onset
from coach.care.cautions import Caution
from coach.care.limits import TimerKind
from coach.care.triage import Outcome
from coach.conversation.meanings import Verb
from coach.conversation.questions import Asking, parse
from coach.profile.model import Pace


class Session(NamedTuple):
    """The session attributes, typed. Anything in them that is not understood is dropped, never trusted."""

    asking: Asking | None = None
    """The id of the open question; None: none."""
    answers: Mapping[str, Given] = MappingProxyType({})
    """Red flags answered or volunteered, the age and the onset, in the order in which it happened."""
    age_heard: Age | None = None
    """An age that is being read back: it sounds like another."""
    said_again: bool = False
    """The open red flag was already asked in other words."""
    misses: int = 0
    """How often in a row the open question got no answer."""
    single: bool = False
    """The open red flag stands alone: a sign was named in doubt, no check is under way."""
    first: str = ""
    """A red flag to ask before the others: a sign was named, but not clearly."""
    interrupted: Asking | None = None
    """The question that "start over?", or a wish asked back, interrupted, by its id."""
    interrupted_words: str = ""
    """The same question in words."""
    wish: str = ""
    """What was asked back, by its name: words that fitted nothing may have wished for it."""
    seconds: int = 0
    """The length of what is being started; 0: not said."""
    misheard: int = 0
    """The length that was heard, in seconds, where it is asked whether it was a teen: thirty for thirteen."""
    cautions: tuple[Caution, ...] = ()
    """The cautions that are asked before it."""
    both_rings: bool = False
    """The question before the start named the skin check, too."""
    not_me: TimerKind | None = None
    """What is logged of this was somebody else's, said on a shared Echo; for one start."""
    no_swelling: bool = False
    """No fresh swelling, bruise or blow, said in this session; kept nowhere else."""
    refused: TimerKind | None = None
    """What was refused last because of the log."""
    against: tuple[TimerKind, ...] = ()
    """What something named in this session speaks against."""
    cautioned: tuple[TimerKind, ...] = ()
    """What a caution speaks against by its answer; it may be asked again, and nothing like it is offered till then."""
    verb: Verb | None = None
    """What to do once it is clear with which timer."""
    kind: TimerKind | None = None
    """Which timer is being extended."""
    more_seconds: int = 0
    """By how much to extend it; 0: not said."""
    ring_offered: bool = False
    """It was offered to ring when ice may go on again."""
    remedy: str = ""
    stage: int = 0
    """How far the remedy was read: 0 summary, 1 steps, 2 cautions."""
    category: str = ""
    step: int = 0
    """How far the way up off the floor, a movement or the breathing has come: 0 the first step."""
    movement: str = ""
    """The movement that is guided."""
    repetitions: int = 0
    """How many of it, of each side; 0: as many as it has."""
    longer: bool = False
    """It was done once already, so its holds are the longer ones."""
    left_first: bool = False
    """The left side comes first."""
    signs_clear: bool = False
    """The warning signs before a movement got a clear no; kept nowhere else."""
    warned: bool = False
    """When to stop, and how to interrupt, was said before a movement."""
    pace: Pace | None = None
    """How fast to speak; None: not known, so as usual."""
    paced: bool = False
    """What was said last has its silences counted."""
    concluded: Outcome | None = None
    """The outcome of a check in this session."""
    consent_asked: bool = False
    reminders_asked: bool = False
    """The permission for reminders was asked for."""
    loss_told: bool = False
    """It was said that nothing can be remembered just now."""
    list_at: int = 0
    """How far the warning signs were read out."""
    about_them: bool = False
    """It is about somebody other than the speaker; held in the session only."""
    speech: str = ""
    reprompt: str = ""

    def without_start(self) -> "Session":
        """Return the session once a start is over, one way or another: nothing of it is carried into the next."""
        return self._replace(seconds=0, misheard=0, cautions=(), both_rings=False, not_me=None, misses=0)

    def with_answer(self, flag_id: str, answer: Given) -> "Session":
        """Return the session with one more answer; an older one to the same question is replaced."""
        others = {key: said for key, said in self.answers.items() if key != flag_id}
        return self._replace(answers={**others, flag_id: answer}, age_heard=None, said_again=False, misses=0, first="")


_MOST_TEXT = 2_000
_MOST_ANSWERS = 100


def from_attributes(attributes: object) -> Session:
    """Return the session in Alexa's session attributes, whatever they hold."""
    if not isinstance(attributes, Mapping) or not attributes:
        return Session()
    known = {name: _READ[name](value) for name, value in attributes.items() if name in _READ}
    return Session(**{name: value for name, value in known.items() if value})


def _text(value: object) -> str:
    return value[:_MOST_TEXT] if isinstance(value, str) else ""


def _is_true(value: object) -> bool:
    return value is True


def _count(value: object) -> int:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return int(value) if is_number and 0 <= value < 1_000_000 else 0  # type: ignore[operator, call-overload]


def _member(kind: type[StrEnum], value: object) -> StrEnum | None:
    return kind._value2member_map_.get(value) if isinstance(value, str) else None  # type: ignore[return-value]


def _members(kind: type[StrEnum], value: object) -> tuple[StrEnum, ...]:
    rows = value[:_MOST_ANSWERS] if isinstance(value, list) else []
    return tuple(member for row in rows if (member := _member(kind, row)))


def _answers(value: object) -> dict[str, Given]:
    rows = value[:_MOST_ANSWERS] if isinstance(value, list) else []
    pairs = (row for row in rows if isinstance(row, list) and len(row) == 2 and isinstance(row[0], str))
    read = ((flag, _given(flag, said)) for flag, said in pairs)
    return {flag: said for flag, said in read if said}


def _given(flag: str, value: object) -> Given | None:
    if flag == FlagId.age and (age := _age(value)):
        return age
    kind = Onset if flag == FlagId.onset and _member(Onset, value) else Answer
    return _member(kind, value)  # type: ignore[return-value]


def _age(value: object) -> Age | None:
    years = value if isinstance(value, list) and len(value) == 2 else []
    return Age(*years) if years and all(type(one) is int and 0 <= one <= OLDEST for one in years) else None


_READ: Mapping[str, Callable[[object], Any]] = {
    "asking": parse,
    "answers": _answers,
    "age_heard": _age,
    "said_again": _is_true,
    "misses": _count,
    "single": _is_true,
    "first": _text,
    "interrupted": parse,
    "interrupted_words": _text,
    "wish": _text,
    "seconds": _count,
    "misheard": _count,
    "cautions": partial(_members, Caution),
    "both_rings": _is_true,
    "not_me": partial(_member, TimerKind),
    "no_swelling": _is_true,
    "refused": partial(_member, TimerKind),
    "against": partial(_members, TimerKind),
    "cautioned": partial(_members, TimerKind),
    "verb": partial(_member, Verb),
    "kind": partial(_member, TimerKind),
    "more_seconds": _count,
    "ring_offered": _is_true,
    "remedy": _text,
    "stage": _count,
    "category": _text,
    "step": _count,
    "movement": _text,
    "repetitions": _count,
    "longer": _is_true,
    "left_first": _is_true,
    "signs_clear": _is_true,
    "warned": _is_true,
    "pace": partial(_member, Pace),
    "paced": _is_true,
    "concluded": partial(_member, Outcome),
    "consent_asked": _is_true,
    "reminders_asked": _is_true,
    "loss_told": _is_true,
    "list_at": _count,
    "about_them": _is_true,
    "speech": _text,
    "reprompt": _text,
}
"""How each field is read: what is not understood is empty. A test holds it against the fields."""


def to_attributes(session: Session) -> dict[str, Any]:
    """Return the session as Alexa's session attributes, without what is empty."""
    return {name: _plain(value) for name, value in zip(session._fields, session, strict=True) if value}


def _plain(value: Any) -> Any:
    """Return a value as a JSON writer takes it: the SDK's would look for a model's fields in an enum."""
    if isinstance(value, Mapping):
        # As pairs: their order counts, and is not everywhere kept in an object.
        return [[key, _plain(item)] for key, item in value.items()]
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.value if isinstance(value, StrEnum) else value

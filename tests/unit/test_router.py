"""Which turns wait for the store: only those whose answer depends on what is remembered; never an emergency."""

from collections.abc import Iterable, Iterator
from itertools import islice
from zlib import crc32

import pytest

from coach.care.answers import Answer
from coach.care.limits import TimerKind
from coach.care.triage import Outcome
from coach.content.catalog import Catalog
from coach.conversation.meanings import Intent
from coach.conversation.questions import ROWS, Asking, flag_question, parse
from coach.conversation.reminders.port import Reminder, When
from coach.conversation.router import route, understand
from coach.conversation.session import Session
from coach.conversation.timers.port import Timer, TimerStatus
from coach.conversation.turn import Slot, Turn, TurnKind
from coach.profile.model import Application, Pace, Profile, TimerRecord
from coach.settings import ScreeningStyle

CATALOG = Catalog()
NOW = 1_795_251_600_000
MINUTE = 60_000
REMEMBERED = Profile(
    ice_log=(Application(NOW - 5 * MINUTE, NOW + 10 * MINUTE),),
    heat_log=(Application(NOW - 300 * MINUTE, NOW - 285 * MINUTE),),
    timers=(
        TimerRecord("one", NOW - 5 * MINUTE, NOW + 10 * MINUTE, 15 * 60),
        TimerRecord("two", NOW - MINUTE, NOW + 2 * MINUTE, 180, 0, TimerKind.walk, "walk"),
    ),
    place="heat",
    pace=Pace.slower,
    ice_cleared_at=NOW - 60 * MINUTE,
    heat_cleared_at=NOW - 60 * MINUTE,
    not_me_at=NOW - 30 * MINUTE,
)
FLAGS = ["fever", "fever.diabetes", "bladder_trouble", "cannot_get_up", "leg_pain_below_knee", "other_emergency"]
QUESTIONS: list[Asking | None] = [None, *ROWS, *(flag_question(flag) for flag in FLAGS)]
SLOTS: list[dict[str, Slot]] = [
    {},
    {"symptom": Slot("can't pee", "bladder_trouble")},
    {"symptom": Slot("raynaud's", "cold_condition")},
    {"symptom": Slot("raynaud's", "cold_condition"), "symptom_two": Slot("can't pee", "bladder_trouble")},
    {"duration": Slot("PT10M"), "timer": Slot("both", "both"), "remedy": Slot("heat", "heat")},
]


class NoDevice:
    """A device that says nothing of itself."""

    def time_zone(self) -> str:
        """Return nothing."""
        return ""


class TwoTimers:
    """Alexa holds an ice timer and a walk, and does what she is asked."""

    reachable = True

    def start(self, labels: tuple[str, ...], seconds: int, _announcement: str, *, beside: str = "") -> Timer:
        """Return a new timer."""
        return Timer(f"new{beside}", labels[0], TimerStatus.on, NOW + seconds * 1000, 0, seconds, NOW)

    def list(self, _within: float | None = None) -> list[Timer]:
        """Return both."""
        return [
            Timer("one", "ice", TimerStatus.on, NOW + 10 * MINUTE, 0, 15 * 60, NOW - 5 * MINUTE),
            Timer("two", "walk", TimerStatus.on, NOW + 2 * MINUTE, 0, 180, NOW - MINUTE),
        ]

    def delete(self, _timer_id: str) -> bool:
        """Return that it was there."""
        return True

    pause = resume = delete


class NoReminders:
    """Alexa holds none, and takes every one."""

    reachable = True

    def set(self, now: int, when: When, text: str) -> Reminder:
        """Return a new one."""
        return Reminder(f"new{when.seconds}", text, now)

    def list(self) -> list[Reminder]:
        """Return none."""
        return []

    def delete(self, _reminder_id: str) -> None:
        """Do nothing: it is gone already."""


def turn_of(intent: Intent, slots: dict[str, Slot], session: Session) -> Turn:
    """Return a turn before anything of what is remembered was read."""
    return Turn(
        kind=TurnKind.intent,
        intent=intent,
        slots=slots,
        locale="en-US",
        now=NOW,
        session=session,
        catalog=CATALOG,
        words=CATALOG.words("en-US"),
        timers=TwoTimers(),
        reminders=NoReminders(),
        device=NoDevice(),
        may_use_timers=True,
    )


def turns(asking: Asking | None, intents: Iterable[Intent] = Intent) -> Iterator[Turn]:
    """Every intent, with every set of slots, while a question is open."""
    answers = {"fever": Answer.yes, "go_on": Answer.yes}
    for style in ScreeningStyle:
        for intent in intents:
            for slots in SLOTS:
                for single in (False, True):
                    session = Session(asking=asking, answers=answers, reprompt="Again?", single=single, misses=2)
                    yield turn_of(intent, slots, session)._replace(screening_style=style)


EVERY = 31
"""`make test` looks at one turn in so many, at others for each question; `make e2e` at all of them."""
SOME_OR_ALL = pytest.mark.parametrize("every", [EVERY, pytest.param(1, marks=pytest.mark.e2e)])


def some_turns(asking: Asking | None, every: int) -> Iterator[Turn]:
    return islice(turns(asking), crc32(str(asking).encode()) % every, None, every)


@SOME_OR_ALL
@pytest.mark.parametrize("asking", QUESTIONS, ids=str)
def test_a_turn_that_does_not_read_is_answered_the_same_whatever_is_remembered(
    asking: Asking | None, every: int
) -> None:
    unread = 0
    for turn in some_turns(asking, every):
        if not understand(turn).reads_profile:
            unread += 1
            assert route(turn) == route(turn._replace(profile=REMEMBERED)), (turn.intent, turn.slots)
    assert unread


@SOME_OR_ALL
@pytest.mark.parametrize("asking", QUESTIONS, ids=str)
def test_an_emergency_never_waits_for_the_store(asking: Asking | None, every: int) -> None:
    emergencies = 0
    for turn in some_turns(asking, every):
        if route(turn).outcome is Outcome.emergency:
            emergencies += 1
            assert not understand(turn).reads_profile, (turn.intent, turn.slots)
    assert emergencies


@pytest.mark.parametrize(
    "flag_id", [flag for flag in CATALOG.interview.flags if CATALOG.interview.flags[flag].question]
)
def test_an_answer_to_a_red_flag_never_waits_for_the_store(flag_id: str) -> None:
    answers = (Intent.yes, Intent.no, Intent.not_sure, Intent.soft_no, Intent.not_tried, Intent.next, Intent.previous)
    for turn in turns(parse(f"red_flag.{flag_id}"), answers):
        if not turn.slots:
            assert not understand(turn).reads_profile, turn.intent

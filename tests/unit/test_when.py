"""When something was, as it is said: in the person's own day, or in hours ago."""

from typing import NamedTuple

import pytest

from coach.content.catalog import Catalog
from coach.conversation.meanings import Intent
from coach.conversation.session import Session
from coach.conversation.timers.history import how_often, last_ended
from coach.conversation.turn import Turn, TurnKind
from coach.profile.model import Application

CATALOG = Catalog()
MINUTE = 60_000
HOUR = 60 * MINUTE
SATURDAY_MS = 1_795_251_600_000
"""2026-11-21T09:00:00Z: one in the morning in Los Angeles, half past two in the afternoon in Kolkata."""


class Device(NamedTuple):
    """A device that is set to a time zone."""

    zone: str

    def time_zone(self) -> str:
        """Return it."""
        return self.zone


def turn(zone: str, now: int = SATURDAY_MS) -> Turn:
    return Turn(
        kind=TurnKind.intent, intent=Intent.ice_history, slots={}, locale="en-US", now=now, session=Session(),
        catalog=CATALOG, words=CATALOG.words("en-US"), device=Device(zone), may_use_timers=True,
        timers=None, reminders=None,  # type: ignore[arg-type]
    )  # fmt: skip


def application(minutes_ago: int, minutes: int = 15) -> Application:
    off = SATURDAY_MS - minutes_ago * MINUTE
    return Application(off - minutes * MINUTE, off)


def test_today_is_the_persons_own_day() -> None:
    log = [application(30), application(90), application(4 * 60), application(30 * 60)]
    assert how_often(turn("America/Los_Angeles"), log) == "once today"
    assert how_often(turn("Asia/Kolkata"), log) == "three times today"
    assert how_often(turn(""), log) == "three times in the last day"


@pytest.mark.parametrize("zone", ["", "Nowhere/Land", "../../etc/passwd", "\x00", "x" * 64])
def test_without_a_time_zone_that_is_one_it_is_hours_ago(zone: str) -> None:
    assert last_ended(turn(zone), [application(130)]) == "about two hours and ten minutes ago"


@pytest.mark.parametrize(
    ("minutes_ago", "said"),
    [
        (0, "a few seconds ago, at half past two in the afternoon"),
        (14, "about fourteen minutes ago, at quarter past two in the afternoon"),
        (45, "about forty-five minutes ago, at quarter to two in the afternoon"),
        (150, "about two hours and thirty minutes ago, at twelve in the afternoon"),
        (24 * 60 + 150 + 10, "yesterday at ten to twelve in the morning"),
        (3 * 24 * 60 - 4 * 60, "on Wednesday at half past six in the evening"),
        (14 * 60 + 26, "about fourteen hours and thirty minutes ago, at five past twelve at night"),
    ],
)
def test_the_time_of_day_is_said_as_people_say_it(minutes_ago: int, said: str) -> None:
    assert last_ended(turn("Asia/Kolkata"), [application(minutes_ago)]) == said

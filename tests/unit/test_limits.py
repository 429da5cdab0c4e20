"""How long, how often, when not."""

import pytest

from coach.care import limits
from coach.care.cautions import clearance_expired
from coach.care.limits import Verdict
from coach.profile.model import Application

MINUTE = 60_000
HOUR = 60 * MINUTE
NOW = 1_800_000_000_000


@pytest.mark.parametrize(
    ("minutes", "verdict", "use"),
    [
        (None, Verdict.fine, 15), (15, Verdict.fine, 15), (1, Verdict.fine, 1), (20, Verdict.fine, 20),
        (21, Verdict.too_long, 20), (25, Verdict.too_long, 20), (99 * 60, Verdict.too_long, 20),
        (30, Verdict.misheard, 15), (40, Verdict.misheard, 15), (50, Verdict.misheard, 15),
        (0.5, Verdict.nonsense, 0), (0, Verdict.nonsense, 0), (-5, Verdict.nonsense, 0),
    ],
)  # fmt: skip
def test_the_length_of_a_go(minutes: float | None, verdict: Verdict, use: int) -> None:
    asked = None if minutes is None else int(minutes * 60)
    assert limits.length(limits.ICE, asked) == (verdict, use * 60)


def test_two_hours_from_ice_off() -> None:
    log = [Application(NOW - 3 * HOUR, NOW - HOUR), Application(NOW - 9 * HOUR, NOW - 8 * HOUR)]
    assert limits.next_ice_at(log, NOW) == NOW + HOUR
    assert limits.next_ice_at([], NOW) == 0


def test_a_go_of_three_minutes_does_not_open_the_gap_but_uses_up_minutes() -> None:
    short, longer = Application(NOW - 3 * MINUTE, NOW), Application(NOW - 3 * MINUTE - 1000, NOW)
    assert limits.next_ice_at([short], NOW) == 0
    assert limits.next_ice_at([longer], NOW) == NOW + 2 * HOUR
    assert limits.most_ice_now([short], NOW) == 17 * 60
    assert limits.most_ice_now([short] * 9, NOW) == 0
    assert limits.most_ice_now([short], NOW + 2 * HOUR) == 20 * 60


def test_short_goes_that_used_up_the_twenty_minutes_open_the_gap_after_all() -> None:
    applications = [Application(NOW - at * MINUTE, NOW - (at - 3) * MINUTE) for at in (60, 50, 40, 30, 20, 10)]
    assert limits.most_ice_now(applications, NOW) == 2 * 60
    assert limits.next_ice_at(applications, NOW) == 0
    applications.append(Application(NOW - 3 * MINUTE, NOW))
    assert limits.most_ice_now(applications, NOW) == 0
    assert limits.next_ice_at(applications, NOW) == NOW - 57 * MINUTE + 2 * HOUR
    assert limits.most_ice_now(applications, NOW - 57 * MINUTE + 2 * HOUR) == 2 * 60


def test_a_pause_is_no_ice_but_the_parts_of_a_go_are_one() -> None:
    paused = Application(NOW - 40 * MINUTE, NOW, 36 * 60)
    assert paused.elapsed_seconds == 4 * 60
    assert limits.next_ice_at([paused], NOW) == NOW + 2 * HOUR


def test_three_goes_of_heat_a_day() -> None:
    applications = [Application(NOW - at * HOUR, NOW - at * HOUR + 15 * MINUTE) for at in (20, 10, 3)]
    assert limits.next_heat_at(applications, NOW) == NOW + 4 * HOUR
    assert limits.next_heat_at(applications[1:], NOW) == 0
    assert limits.next_heat_at(applications, NOW + 4 * HOUR) == 0
    short = [Application(NOW - at * HOUR, NOW - at * HOUR + 3 * MINUTE) for at in (20, 10, 3)]
    assert limits.next_heat_at(short, NOW) == 0


def test_heat_within_an_hour_shares_the_twenty_minutes() -> None:
    quarter = [Application(NOW - 15 * MINUTE, NOW)]
    assert limits.most_heat_now(quarter, NOW) == 5 * 60
    assert limits.next_heat_at(quarter, NOW) == 0
    full = [Application(NOW - 20 * MINUTE, NOW)]
    assert limits.next_heat_at(full, NOW) == NOW + HOUR
    assert limits.most_heat_now(full, NOW + HOUR) == 20 * 60


@pytest.mark.parametrize(
    ("minutes", "verdict", "use"),
    [(None, Verdict.fine, 3), (5, Verdict.fine, 5), (6, Verdict.too_long, 5), (30, Verdict.too_long, 5)],
)
def test_a_walk_is_three_minutes_and_at_most_five(minutes: int | None, verdict: Verdict, use: int) -> None:
    assert limits.length(limits.WALK, minutes and minutes * 60) == (verdict, use * 60)


def test_with_less_than_fifteen_minutes_left_thirty_is_too_long_rather_than_misheard() -> None:
    assert limits.length(limits.ICE, 30 * 60, 14 * 60) == (Verdict.too_long, 14 * 60)


@pytest.mark.parametrize(
    ("clear_at", "due"),
    [(0, True), (NOW, False), (NOW - 12 * HOUR + 1, False), (NOW - 12 * HOUR, True), (NOW + 1, True)],
)
def test_cautions_are_due_after_twelve_hours(clear_at: int, due: bool) -> None:
    assert clearance_expired(clear_at, NOW) is due

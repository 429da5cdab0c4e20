"""How long, how often, when not."""

import pytest

from coach.care import limits
from coach.care.limits import Verdict
from coach.profile.model import Go

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
    assert limits.ice_length(asked) == (verdict, use * 60)


def test_two_hours_from_ice_off() -> None:
    log = [Go(NOW - 3 * HOUR, NOW - HOUR), Go(NOW - 9 * HOUR, NOW - 8 * HOUR)]
    assert limits.next_ice_at(log) == NOW + HOUR
    assert limits.next_ice_at([]) == 0


def test_a_go_of_three_minutes_does_not_open_the_gap_but_uses_up_minutes() -> None:
    short, longer = Go(NOW - 3 * MINUTE, NOW), Go(NOW - 3 * MINUTE - 1000, NOW)
    assert limits.next_ice_at([short]) == 0
    assert limits.next_ice_at([longer]) == NOW + 2 * HOUR
    assert limits.most_ice_now([short], NOW) == 17 * 60
    assert limits.most_ice_now([short] * 9, NOW) == 0
    assert limits.most_ice_now([short], NOW + 2 * HOUR) == 20 * 60


@pytest.mark.parametrize(
    ("clear_at", "due"),
    [(0, True), (NOW, False), (NOW - 12 * HOUR + 1, False), (NOW - 12 * HOUR, True), (NOW + 1, True)],
)
def test_cautions_are_due_after_twelve_hours(clear_at: int, due: bool) -> None:
    assert limits.cautions_due(clear_at, NOW) is due

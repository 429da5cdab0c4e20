"""Our record of a timer, brought into step with what Alexa has by now; in doubt the longer time counts."""

import pytest

from coach.alexa.timer import Timer
from coach.conversation.timer_truth import ended, had_seconds, in_step, paused, resumed, with_record
from coach.profile.model import Go, Profile, RunningTimer

NOW = 1_795_251_600_000
MINUTE = 60_000
RUNNING = RunningTimer("one", NOW - 4 * MINUTE, NOW + 6 * MINUTE, 10 * 60)
"""Ten minutes of ice, four minutes in."""
HELD = paused(RUNNING, 6 * 60, NOW)


def alexas(status: str, minutes: float) -> Timer:
    left = round(minutes * 60)
    return Timer("one", "ice", status, NOW + left * 1000, left if status == "PAUSED" else 0, 10 * 60)


@pytest.mark.parametrize(
    ("record", "timer", "had", "whole"),
    [
        (RUNNING, alexas("ON", 6), 4, 10),
        # Made longer without us by ten minutes: what was had is what has gone by.
        (RUNNING, alexas("ON", 16), 4, 20),
        # Held for a while and let go on, or made longer: which of the two cannot be told, so it was on all the time.
        (RUNNING, alexas("ON", 9), 4, 13),
        # Held without us: what is left tells what was had.
        (RUNNING, alexas("PAUSED", 8), 2, 10),
        (HELD, alexas("PAUSED", 6), 4, 10),
        # Let go on without us, a minute ago.
        (HELD, alexas("ON", 5), 5, 10),
        # Let go on and made longer without us.
        (HELD, alexas("ON", 15), 4, 19),
        # Let go on and held again.
        (HELD, alexas("PAUSED", 3), 7, 10),
    ],
)
def test_in_step(record: RunningTimer, timer: Timer, had: int, whole: int) -> None:
    found = in_step(record, timer, NOW)
    assert (had_seconds(found, NOW), found.seconds) == (had * 60, whole * 60)
    assert bool(found.left_when_paused) is (timer.status == "PAUSED")


def test_a_go_with_two_pauses_is_one_go_of_what_was_really_had() -> None:
    profile = with_record(Profile(), RUNNING)
    assert profile.ice_log == (Go(NOW - 4 * MINUTE, NOW + 6 * MINUTE),)
    profile = with_record(profile, HELD)
    assert profile.ice_log == (Go(NOW - 4 * MINUTE, NOW),)
    later = NOW + 30 * MINUTE
    on_again = resumed(HELD, 6 * 60, later)
    profile = with_record(profile, on_again)
    assert profile.ice_log == (Go(NOW - 4 * MINUTE, later + 6 * MINUTE, 30 * 60),)
    assert profile.ice_log[0].seconds == 10 * 60
    profile = ended(profile, on_again, later + 2 * MINUTE)
    assert profile.timers == ()
    assert profile.ice_log == (Go(NOW - 4 * MINUTE, later + 2 * MINUTE, 30 * 60),)
    assert profile.ice_log[0].seconds == 6 * 60


def test_a_timer_that_was_held_and_is_gone_was_off_since_it_was_held() -> None:
    profile = ended(with_record(Profile(), HELD), HELD, NOW + 90 * MINUTE)
    assert profile.ice_log == (Go(NOW - 4 * MINUTE, NOW),)


def test_a_walk_is_not_logged() -> None:
    walk = RUNNING._replace(kind="walk", label="walk")
    assert with_record(Profile(), walk) == Profile(timers=(walk,))
    assert ended(Profile(timers=(walk,)), walk, NOW) == Profile()

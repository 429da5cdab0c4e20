"""Our record of a timer, brought into step with what Alexa has by now; in doubt the longer time counts."""

import pytest

from coach.care.limits import TimerKind
from coach.conversation.timers.port import Timer, TimerStatus
from coach.conversation.timers.reconciliation import in_step
from coach.profile.changes import EndTimer, KeepTimer
from coach.profile.model import Application, Profile, TimerRecord

NOW = 1_795_251_600_000
MINUTE = 60_000
RUNNING = TimerRecord("one", NOW - 4 * MINUTE, NOW + 6 * MINUTE, 10 * 60)
"""Ten minutes of ice, four minutes in."""
PAUSED = RUNNING.paused(6 * 60, NOW)


def alexas(status: str, minutes: float) -> Timer:
    left = round(minutes * 60)
    return Timer("one", "ice", TimerStatus(status), NOW + left * 1000, left if status == "PAUSED" else 0, 10 * 60)


@pytest.mark.parametrize(
    ("record", "timer", "elapsed", "whole"),
    [
        (RUNNING, alexas("ON", 6), 4, 10),
        # Extended without us by ten minutes: what elapsed is what has gone by.
        (RUNNING, alexas("ON", 16), 4, 20),
        # Paused for a while and resumed, or extended: which of the two cannot be told, so it was on all the time.
        (RUNNING, alexas("ON", 9), 4, 13),
        # Paused without us: what is left tells what elapsed.
        (RUNNING, alexas("PAUSED", 8), 2, 10),
        (PAUSED, alexas("PAUSED", 6), 4, 10),
        # Resumed without us, a minute ago.
        (PAUSED, alexas("ON", 5), 5, 10),
        # Resumed and extended without us.
        (PAUSED, alexas("ON", 15), 4, 19),
        # Resumed and paused again.
        (PAUSED, alexas("PAUSED", 3), 7, 10),
    ],
)
def test_in_step(record: TimerRecord, timer: Timer, elapsed: int, whole: int) -> None:
    found = in_step(record, timer, NOW)
    assert (found.elapsed_seconds(NOW), found.duration_seconds) == (elapsed * 60, whole * 60)
    assert bool(found.remaining_when_paused) is (timer.status == "PAUSED")


def test_an_application_with_two_pauses_is_one_of_what_really_elapsed() -> None:
    profile = KeepTimer(RUNNING).apply(Profile())
    assert profile.ice_log == (Application(NOW - 4 * MINUTE, NOW + 6 * MINUTE),)
    profile = KeepTimer(PAUSED).apply(profile)
    assert profile.ice_log == (Application(NOW - 4 * MINUTE, NOW),)
    later = NOW + 30 * MINUTE
    on_again = PAUSED.resumed(6 * 60, later)
    profile = KeepTimer(on_again).apply(profile)
    assert profile.ice_log == (Application(NOW - 4 * MINUTE, later + 6 * MINUTE, 30 * 60),)
    assert profile.ice_log[0].elapsed_seconds == 10 * 60
    profile = EndTimer(on_again, later + 2 * MINUTE).apply(profile)
    assert profile.timers == ()
    assert profile.ice_log == (Application(NOW - 4 * MINUTE, later + 2 * MINUTE, 30 * 60),)
    assert profile.ice_log[0].elapsed_seconds == 6 * 60


def test_a_timer_that_was_paused_and_is_gone_was_off_since_it_was_paused() -> None:
    profile = EndTimer(PAUSED, NOW + 90 * MINUTE).apply(KeepTimer(PAUSED).apply(Profile()))
    assert profile.ice_log == (Application(NOW - 4 * MINUTE, NOW),)


def test_a_walk_is_not_logged() -> None:
    walk = RUNNING._replace(kind=TimerKind.walk, label="walk")
    assert KeepTimer(walk).apply(Profile()) == Profile(timers=(walk,))
    assert EndTimer(walk, NOW).apply(Profile(timers=(walk,))) == Profile()

"""What a turn changes of a profile: each change, and that their order counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.care.limits import TimerKind
from coach.profile.changes import (
    Change,
    DropTimer,
    EndTimer,
    GrantClearance,
    KeepNotMe,
    KeepPace,
    KeepPlace,
    KeepSkinCheck,
    KeepTimer,
    VoidClearance,
    fold,
)
from coach.profile.model import Application, Pace, Profile, SkinCheck, TimerRecord

NOW = 1_795_251_600_000
MINUTE = 60_000
RUNNING = TimerRecord("one", NOW - 4 * MINUTE, NOW + 6 * MINUTE, 10 * 60)
"""Ten minutes of ice, four minutes in."""
PAUSED = RUNNING.paused(6 * 60, NOW)
HEAT = RUNNING._replace(id="two", kind=TimerKind.heat, label="heat")
WALK = RUNNING._replace(id="three", kind=TimerKind.walk, label="walk")
EARLIER = Application(NOW - 600 * MINUTE, NOW - 590 * MINUTE)
CLEARED = Profile(ice_cleared_at=5, heat_cleared_at=6)

changes: st.SearchStrategy[Change] = st.sampled_from(
    [
        KeepTimer(RUNNING), KeepTimer(PAUSED), KeepTimer(HEAT), KeepTimer(WALK), EndTimer(RUNNING, NOW + MINUTE),
        EndTimer(WALK, NOW), DropTimer(TimerKind.ice), DropTimer(TimerKind.walk), GrantClearance(TimerKind.ice, NOW),
        VoidClearance(), KeepPlace("heat"), KeepPace(Pace.slower), KeepNotMe(NOW),
        KeepSkinCheck(SkinCheck.wanted),
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (GrantClearance(TimerKind.ice, 9), CLEARED._replace(ice_cleared_at=9)),
        (GrantClearance(TimerKind.heat, 9), CLEARED._replace(heat_cleared_at=9)),
        (VoidClearance(), Profile()),
        (KeepPlace("massage"), CLEARED._replace(place="massage")),
        (KeepPace(Pace.faster), CLEARED._replace(pace=Pace.faster)),
        (KeepNotMe(9), CLEARED._replace(not_me_at=9)),
        (KeepSkinCheck(SkinCheck.offered), CLEARED._replace(skin_check=SkinCheck.offered)),
        (DropTimer(TimerKind.ice), CLEARED),
        (KeepTimer(WALK), CLEARED._replace(timers=(WALK,))),
        (EndTimer(WALK, NOW), CLEARED),
    ],
)
def test_a_change_changes_what_it_says_and_nothing_else(change: Change, expected: Profile) -> None:
    assert fold(CLEARED, [change]) == expected


def test_without_changes_it_is_the_same_profile() -> None:
    assert fold(CLEARED, ()) is CLEARED


def test_a_clearance_that_is_granted_and_then_void_is_void_and_the_other_way_round_it_stands() -> None:
    granted, void = GrantClearance(TimerKind.ice, NOW), VoidClearance()
    assert fold(Profile(), [granted, void]).ice_cleared_at == 0
    assert fold(Profile(), [void, granted]).ice_cleared_at == NOW


def test_a_timer_that_is_kept_and_then_ended_is_gone_and_the_other_way_round_it_runs() -> None:
    kept, ended = KeepTimer(RUNNING), EndTimer(RUNNING, NOW)
    assert fold(Profile(), [kept, ended]).timers == ()
    assert fold(Profile(), [ended, kept]).timers == (RUNNING,)
    assert fold(Profile(), [ended, kept]).ice_log == (Application(RUNNING.started, RUNNING.triggers_at),)


def test_the_last_place_and_pace_count() -> None:
    found = fold(Profile(), [KeepPlace("heat"), KeepPace(Pace.slower), KeepPlace("rest"), KeepPace(Pace.normal)])
    assert found == Profile(place="rest")


@pytest.mark.parametrize("record", [RUNNING, HEAT])
def test_a_kept_timer_of_ice_or_heat_is_in_the_log_until_its_end(record: TimerRecord) -> None:
    found = fold(Profile(), [KeepTimer(record)])
    assert found.timers == (record,)
    assert found.log(record.kind) == (Application(NOW - 4 * MINUTE, NOW + 6 * MINUTE),)
    assert len((*found.ice_log, *found.heat_log)) == 1


def test_one_of_a_kind_is_kept_and_the_others_stay() -> None:
    other = RUNNING._replace(id="four")
    assert fold(Profile(), [KeepTimer(RUNNING), KeepTimer(WALK), KeepTimer(other)]).timers == (WALK, other)
    assert fold(Profile(timers=(RUNNING, WALK)), [DropTimer(TimerKind.ice)]).timers == (WALK,)


def test_a_timer_that_may_not_have_started_is_not_logged_before_its_end() -> None:
    unknown = RUNNING._replace(id="")
    kept = fold(Profile(ice_log=(EARLIER,)), [KeepTimer(unknown)])
    assert (kept.timers, kept.ice_log) == ((unknown,), (EARLIER,))
    assert fold(kept, [DropTimer(TimerKind.ice)]) == Profile(ice_log=(EARLIER,))
    over = fold(kept, [EndTimer(unknown, NOW + 20 * MINUTE)])
    assert over == Profile(ice_log=(EARLIER, Application(NOW - 4 * MINUTE, NOW + 6 * MINUTE)))


def test_an_application_with_two_pauses_is_one_of_what_really_elapsed() -> None:
    profile = fold(Profile(), [KeepTimer(RUNNING)])
    profile = fold(profile, [KeepTimer(PAUSED)])
    assert profile.ice_log == (Application(NOW - 4 * MINUTE, NOW),)
    later = NOW + 30 * MINUTE
    resumed = PAUSED.resumed(6 * 60, later)
    profile = fold(profile, [KeepTimer(resumed)])
    assert profile.ice_log == (Application(NOW - 4 * MINUTE, later + 6 * MINUTE, 30 * 60),)
    assert profile.ice_log[0].elapsed_seconds == 10 * 60
    profile = fold(profile, [EndTimer(resumed, later + 2 * MINUTE)])
    assert profile.timers == ()
    assert profile.ice_log == (Application(NOW - 4 * MINUTE, later + 2 * MINUTE, 30 * 60),)
    assert profile.ice_log[0].elapsed_seconds == 6 * 60


@pytest.mark.parametrize(
    ("record", "now", "ended", "elapsed"),
    [
        (RUNNING, NOW, NOW, 4),
        # It rang before it was found gone.
        (RUNNING, NOW + 60 * MINUTE, NOW + 6 * MINUTE, 10),
        # It was paused before it was found gone.
        (PAUSED, NOW + 90 * MINUTE, NOW, 4),
    ],
)
def test_a_timer_is_off_since_it_ended_rang_or_was_paused(
    record: TimerRecord, now: int, ended: int, elapsed: int
) -> None:
    (one,) = fold(fold(Profile(), [KeepTimer(record)]), [EndTimer(record, now)]).ice_log
    assert (one.ended, one.elapsed_seconds) == (ended, elapsed * 60)


def test_the_log_stays_in_order_and_keeps_what_was_there() -> None:
    later = Application(NOW + 600 * MINUTE, NOW + 610 * MINUTE)
    found = fold(Profile(ice_log=(EARLIER, later)), [KeepTimer(RUNNING), EndTimer(RUNNING, NOW)])
    assert found.ice_log == (EARLIER, Application(NOW - 4 * MINUTE, NOW), later)


@given(st.lists(changes, max_size=6), st.lists(changes, max_size=6))
def test_folding_in_two_steps_is_folding_in_one(first: list[Change], second: list[Change]) -> None:
    assert fold(fold(Profile(), first), second) == fold(Profile(), [*first, *second])
    kinds = [record.kind for record in fold(Profile(), first).timers]
    assert len(kinds) == len(set(kinds))

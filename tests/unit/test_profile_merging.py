"""Two devices changed one profile: nothing that either did is lost."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.care.limits import TimerKind
from coach.profile.merge import merge
from coach.profile.model import Application, Pace, Profile, SkinCheck, TimerRecord

TIMER = TimerRecord("one", 10, 20, 10)
OTHER = TimerRecord("two", 30, 40, 10)
WALK = TimerRecord("three", 30, 40, 10, 0, TimerKind.walk, "walk")

applications = st.builds(Application, st.integers(0, 9), st.integers(0, 99))
logs = st.lists(applications, max_size=5, unique_by=lambda one: one.started).map(lambda log: tuple(sorted(log)))
profiles = st.builds(
    Profile,
    ice_log=logs,
    heat_log=logs,
    timers=st.sampled_from([(), (TIMER,), (OTHER,), (OTHER, WALK)]),
    place=st.sampled_from(["", "heat", "rest"]),
    pace=st.sampled_from([Pace.normal, Pace.slower]),
    ice_cleared_at=st.sampled_from([0, 5, 6]),
    skin_check=st.sampled_from(list(SkinCheck)),
)


def log(
    base: list[tuple[int, int]], ours: list[tuple[int, int]], theirs: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    made = [Profile(ice_log=tuple(Application(*one) for one in log)) for log in (base, ours, theirs)]
    return [(one.started, one.ended) for one in merge(*made).ice_log]


def test_what_either_added_is_kept() -> None:
    assert log([(1, 2)], [(1, 2), (5, 6)], [(1, 2), (3, 4)]) == [(1, 2), (3, 4), (5, 6)]


def test_two_applications_of_one_moment_are_both_kept_and_the_same_is_kept_once() -> None:
    assert log([], [(1, 2)], [(1, 9)]) == [(1, 2), (1, 9)]
    assert log([], [(1, 2)], [(1, 2)]) == [(1, 2)]


def test_what_either_changed_stays_changed() -> None:
    assert log([(1, 9), (11, 19)], [(1, 4), (11, 19)], [(1, 9), (11, 13)]) == [(1, 4), (11, 13)]


def test_where_both_changed_one_the_later_end_counts() -> None:
    assert log([(1, 9)], [(1, 4)], [(1, 6)]) == [(1, 6)]
    assert log([(1, 9)], [(1, 6)], [(1, 4)]) == [(1, 6)]


def test_what_either_took_out_is_gone_unless_the_other_changed_it() -> None:
    assert log([(1, 2), (3, 4)], [(3, 4)], [(1, 2), (3, 4), (5, 6)]) == [(3, 4), (5, 6)]
    assert log([(1, 2)], [(1, 2), (3, 4)], []) == [(3, 4)]
    assert log([(1, 2)], [], [(1, 9)]) == [(1, 9)]
    assert log([(1, 2)], [], []) == []


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "merged"),
    [(0, 7, 0, 7), (0, 0, 8, 8), (5, 0, 5, 0), (5, 5, 0, 0), (5, 9, 0, 0), (5, 0, 9, 0), (5, 7, 9, 9), (5, 5, 5, 5)],
)
def test_a_clear_no_taken_back_stays_taken_back(base: int, ours: int, theirs: int, merged: int) -> None:
    profiles = [Profile(ice_cleared_at=value) for value in (base, ours, theirs)]
    assert merge(*profiles).ice_cleared_at == merged


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "merged"),
    [(None, TIMER, None, TIMER), (None, None, TIMER, TIMER), (TIMER, None, TIMER, None), (TIMER, TIMER, None, None),
     (TIMER, None, OTHER, OTHER), (TIMER, None, TIMER._replace(remaining_when_paused=5), None),
     (None, TIMER, OTHER, TIMER)],
)  # fmt: skip
def test_the_timer_is_ours_if_we_changed_it_and_another_is_not_forgotten(
    base: TimerRecord | None, ours: TimerRecord | None, theirs: TimerRecord | None, merged: TimerRecord | None
) -> None:
    profiles = [Profile(timers=(value,) if value else ()) for value in (base, ours, theirs)]
    assert merge(*profiles).timer(TimerKind.ice) == merged


def test_timers_of_two_kinds_do_not_touch_each_other() -> None:
    both = merge(Profile(), Profile(timers=(TIMER,)), Profile(timers=(WALK,)))
    assert both.timers == (WALK, TIMER)
    assert merge(both, both.with_timer(TimerKind.ice, None), both._replace(place="heat")).timers == (WALK,)


UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""However busy the machine is."""


@UNHURRIED
@given(profiles, profiles)
def test_where_only_one_changed_anything_it_is_as_that_one_has_it(base: Profile, changed: Profile) -> None:
    assert merge(base, changed, base) == changed
    assert merge(base, base, changed) == changed
    assert merge(base, changed, changed) == changed


@UNHURRIED
@given(profiles, profiles, profiles)
def test_merging_again_with_the_result_changes_nothing(base: Profile, ours: Profile, theirs: Profile) -> None:
    """A write that arrived though its answer was lost is recognised when it is read again."""
    merged = merge(base, ours, theirs)
    assert merge(theirs, merged, merged) == merged
    added = {one.started for one in (*ours.ice_log, *theirs.ice_log)} - {one.started for one in base.ice_log}
    assert added <= {one.started for one in merged.ice_log}

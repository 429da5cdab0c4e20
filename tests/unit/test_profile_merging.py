"""Two devices changed one profile: nothing that either did is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.profile.in_memory import InMemoryStore
from coach.profile.keeping import Memory
from coach.profile.merging import merge
from coach.profile.model import Go, Profile, RunningTimer
from coach.profile.store import StoreConflictError, Stored, StoreError

TIMER = RunningTimer("one", 10, 20, 10)
OTHER = RunningTimer("two", 30, 40, 10)
WALK = RunningTimer("three", 30, 40, 10, 0, "walk", "walk")

logs = st.lists(st.builds(Go, st.integers(0, 9), st.integers(0, 99)), max_size=5, unique_by=lambda go: go.on).map(
    lambda goes: tuple(sorted(goes))
)
profiles = st.builds(
    Profile,
    ice_log=logs,
    heat_log=logs,
    timers=st.sampled_from([(), (TIMER,), (OTHER,), (OTHER, WALK)]),
    place=st.sampled_from(["", "heat", "rest"]),
    pace=st.sampled_from(["normal", "slower"]),
    ice_clear_at=st.sampled_from([0, 5, 6]),
)


def log(
    base: list[tuple[int, int]], ours: list[tuple[int, int]], theirs: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    made = [Profile(ice_log=tuple(Go(*go) for go in goes)) for goes in (base, ours, theirs)]
    return [(go.on, go.off) for go in merge(*made).ice_log]


def test_what_either_added_is_kept() -> None:
    assert log([(1, 2)], [(1, 2), (5, 6)], [(1, 2), (3, 4)]) == [(1, 2), (3, 4), (5, 6)]


def test_two_goes_of_one_moment_are_both_kept_and_the_same_go_is_kept_once() -> None:
    assert log([], [(1, 2)], [(1, 9)]) == [(1, 2), (1, 9)]
    assert log([], [(1, 2)], [(1, 2)]) == [(1, 2)]


def test_what_either_changed_stays_changed() -> None:
    assert log([(1, 9), (11, 19)], [(1, 4), (11, 19)], [(1, 9), (11, 13)]) == [(1, 4), (11, 13)]


def test_where_both_changed_a_go_the_later_end_counts() -> None:
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
    profiles = [Profile(ice_clear_at=value) for value in (base, ours, theirs)]
    assert merge(*profiles).ice_clear_at == merged


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "merged"),
    [(None, TIMER, None, TIMER), (None, None, TIMER, TIMER), (TIMER, None, TIMER, None), (TIMER, TIMER, None, None),
     (TIMER, None, OTHER, OTHER), (TIMER, None, TIMER._replace(left_when_paused=5), None), (None, TIMER, OTHER, TIMER)],
)  # fmt: skip
def test_the_timer_is_ours_if_we_changed_it_and_another_is_not_forgotten(
    base: RunningTimer | None, ours: RunningTimer | None, theirs: RunningTimer | None, merged: RunningTimer | None
) -> None:
    profiles = [Profile(timers=(value,) if value else ()) for value in (base, ours, theirs)]
    assert merge(*profiles).timer("ice") == merged


def test_timers_of_two_kinds_do_not_touch_each_other() -> None:
    both = merge(Profile(), Profile(timers=(TIMER,)), Profile(timers=(WALK,)))
    assert both.timers == (WALK, TIMER)
    assert merge(both, both.with_timer("ice", None), both._replace(place="heat")).timers == (WALK,)


@given(profiles, profiles)
def test_where_only_one_changed_anything_it_is_as_that_one_has_it(base: Profile, changed: Profile) -> None:
    assert merge(base, changed, base) == changed
    assert merge(base, base, changed) == changed
    assert merge(base, changed, changed) == changed


@given(profiles, profiles, profiles)
def test_merging_again_with_the_result_changes_nothing(base: Profile, ours: Profile, theirs: Profile) -> None:
    """A write that arrived though its answer was lost is recognised when it is read again."""
    merged = merge(base, ours, theirs)
    assert merge(theirs, merged, merged) == merged
    added = {go.on for go in (*ours.ice_log, *theirs.ice_log)} - {go.on for go in base.ice_log}
    assert added <= {go.on for go in merged.ice_log}


class Rival(InMemoryStore):
    """Another device writes between each of our reads and our next write, as often as told."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times
        self.calls: list[str] = []

    def load(self, user_id: str) -> Stored:
        """See Store."""
        self.calls.append("load")
        return super().load(user_id)

    def save(self, user_id: str, profile: Profile, revision: str = "") -> str:
        """See Store."""
        self.calls.append("save")
        if self.times:
            self.times -= 1
            held = super().load(user_id)
            go = Go(self.times * 10 + 1, self.times * 10 + 2)
            super().save(user_id, held.profile._replace(ice_log=(go, *held.profile.ice_log)), held.revision)
        return super().save(user_id, profile, revision)


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.profile.keeping.time.sleep", lambda _: None)


def kept(store: Rival) -> Memory:
    memory = Memory(store, "a")
    assert memory.load() is not None
    memory.keep(Profile(ice_log=(Go(1000, 1001),), place="heat"))
    return memory


def test_without_another_device_it_is_one_read_and_one_write() -> None:
    store = Rival(0)
    kept(store)
    assert store.calls == ["load", "save"]


def test_what_is_not_changed_is_not_written() -> None:
    store = Rival(0)
    memory = Memory(store, "a")
    memory.keep(Profile())
    memory.refresh()
    assert store.calls == ["load"]


@pytest.mark.usefixtures("no_pauses")
def test_after_another_device_it_is_read_and_merged_and_written_again() -> None:
    store = Rival(3)
    kept(store)
    assert store.calls == ["load", "save", *(["load", "save"] * 3)]
    found = store.load("a").profile
    assert found == Profile(ice_log=(Go(1, 2), Go(11, 12), Go(21, 22), Go(1000, 1001)), place="heat")


@pytest.mark.usefixtures("no_pauses")
def test_it_gives_up_and_says_so() -> None:
    store = Rival(10_000)
    with pytest.raises(StoreError):
        kept(store)
    assert not isinstance(StoreError(), StoreConflictError)
    assert Go(1000, 1001) not in store.load("a").profile.ice_log


@pytest.mark.usefixtures("no_pauses")
def test_it_gives_up_when_the_turn_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.profile.keeping.seconds_left", lambda: 0.0)
    store = Rival(10_000)
    with pytest.raises(StoreError, match="no time"):
        kept(store)
    assert store.calls == ["load", "save"]


@pytest.mark.usefixtures("no_pauses")
def test_what_a_newer_version_wrote_in_between_is_not_overwritten() -> None:
    store = Rival(0)
    memory = Memory(store, "a")
    memory.load()
    store._rows["a"] = '{"version": 99}'
    with pytest.raises(StoreError):
        memory.keep(Profile(place="heat"))
    assert store._rows["a"] == '{"version": 99}'


def test_nobody_has_no_profile_and_nothing_is_written_for_them() -> None:
    store = Rival(0)
    memory = Memory(store, "")
    assert memory.load() is None
    memory.keep(Profile(place="heat"))
    memory.forget()
    assert store.calls == []

"""One person's profile through one turn: read once, changed in order, written once; others are merged with."""

import json
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from coach.care.limits import TimerKind
from coach.deadline import Budgets, at_most, seconds_left, turn_budget
from coach.profile.changes import Change, EndTimer, GrantClearance, KeepPlace, VoidClearance
from coach.profile.model import Application, Profile, TimerRecord
from coach.profile.store import StoreConflictError, StoreError
from coach.profile.stores.memory import InMemoryStore
from coach.profile.stores.sqlite import SqliteStore
from coach.profile.unit_of_work import UnitOfWork
from tests.recording_store import RecordingStore

NOW = 2_000
ICE = EndTimer(TimerRecord("", 1000, 1001, 0), NOW)
CHANGES: tuple[Change, ...] = (ICE, KeepPlace("heat"))
CHANGED = Profile(ice_log=(Application(1000, 1001),), place="heat")
DAY_MS = 24 * 60 * 60 * 1000


class Rival(RecordingStore):
    """Another device writes between each of our reads and our next write, as often as told."""

    def __init__(self, times: int = 0) -> None:
        super().__init__()
        self.times = times

    def save(self, user_id: str, profile: Profile, revision: str = "") -> str:
        """See Store."""
        self.called("save")
        if self.times:
            self.times -= 1
            one = Application(self.times * 10 + 1, self.times * 10 + 2)
            theirs = self.kept(user_id)
            InMemoryStore.save(
                self,
                user_id,
                theirs._replace(ice_log=(one, *theirs.ice_log)),
                InMemoryStore.load(self, user_id).revision,
            )
        return InMemoryStore.save(self, user_id, profile, revision)


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.profile.unit_of_work.time.sleep", lambda _: None)


@pytest.mark.parametrize("read_before", [True, False])
def test_without_another_device_it_is_one_read_and_one_write(read_before: bool) -> None:
    store = Rival()
    unit = UnitOfWork(store, "a")
    if read_before:
        assert unit.load(NOW) == unit.load(NOW) == Profile()
    assert unit.commit(CHANGES, NOW)
    assert store.calls == ["load", "save"]
    assert store.kept("a") == CHANGED


@pytest.mark.parametrize(
    ("changes", "cleared_at"),
    [
        ([GrantClearance(TimerKind.ice, NOW), VoidClearance()], 0),
        ([VoidClearance(), GrantClearance(TimerKind.ice, NOW)], NOW),
    ],
)
def test_changes_are_folded_in_their_order(changes: list[Change], cleared_at: int) -> None:
    store = InMemoryStore()
    store.save("a", Profile(ice_cleared_at=1, place="heat"))
    assert UnitOfWork(store, "a").commit(changes, NOW)
    assert store.load("a").profile == Profile(ice_cleared_at=cleared_at, place="heat")


def test_what_changes_nothing_is_not_written_and_no_change_is_not_even_read() -> None:
    store = Rival()
    unit = UnitOfWork(store, "a")
    assert not unit.commit((), NOW)
    unit.refresh()
    assert store.calls == []
    assert not unit.commit([VoidClearance(), KeepPlace("heat"), KeepPlace("")], NOW)
    unit.refresh()
    assert store.calls == ["load"]


def test_what_is_written_is_trimmed() -> None:
    store = InMemoryStore()
    store.save("a", Profile(ice_log=(Application(1, 2), Application(DAY_MS, DAY_MS + 1))))
    assert not UnitOfWork(store, "a").commit([VoidClearance(), KeepPlace("")], 7 * DAY_MS + 2)
    assert UnitOfWork(store, "a").commit([KeepPlace("heat")], 7 * DAY_MS + 2)
    assert store.load("a").profile == Profile(ice_log=(Application(DAY_MS, DAY_MS + 1),), place="heat")


def test_a_clearance_is_taken_back_unread_in_one_step() -> None:
    store = Rival(0)
    assert UnitOfWork(store, "a").commit([VoidClearance()], NOW)
    assert not UnitOfWork(store, "").commit([VoidClearance()], NOW)
    assert store.calls == ["void"]
    unit = UnitOfWork(store, "a")
    unit.load(NOW)
    store.calls.clear()
    unit.commit([VoidClearance()], NOW)
    assert "void" not in store.calls, "what was read is written by its revision"


@pytest.mark.usefixtures("no_pauses")
@pytest.mark.parametrize("read_before", [True, False])
def test_after_another_device_it_is_read_and_merged_and_written_again(read_before: bool) -> None:
    store = Rival(3)
    unit = UnitOfWork(store, "a")
    if read_before:
        unit.load(NOW)
    assert unit.commit(CHANGES, NOW)
    assert store.calls == ["load", "save", *(["load", "save"] * 3)]
    others = (Application(1, 2), Application(11, 12), Application(21, 22))
    assert store.kept("a") == CHANGED._replace(ice_log=(*others, *CHANGED.ice_log))


@pytest.mark.usefixtures("no_pauses")
def test_what_the_other_device_wrote_just_so_is_not_written_again() -> None:
    store = Rival()
    unit = UnitOfWork(store, "a")
    unit.load(NOW)
    UnitOfWork(store, "a").commit(CHANGES, NOW)
    store.calls.clear()
    assert unit.commit(CHANGES, NOW)
    assert store.calls == ["save", "load"]
    assert store.kept("a") == CHANGED


@pytest.mark.usefixtures("no_pauses")
def test_it_gives_up_and_says_so() -> None:
    store = Rival(10_000)
    with pytest.raises(StoreError) as raised:
        UnitOfWork(store, "a").commit(CHANGES, NOW)
    assert not isinstance(raised.value, StoreConflictError)
    assert Application(1000, 1001) not in store.kept("a").ice_log


@pytest.mark.usefixtures("no_pauses")
def test_it_gives_up_when_the_turn_is_over() -> None:
    store = Rival(10_000)
    with turn_budget(Budgets(turn=0)), pytest.raises(StoreError, match="no time"):
        UnitOfWork(store, "a").commit(CHANGES, NOW)
    assert store.calls == ["load", "save"]


def test_it_gives_up_when_less_than_the_turn_is_over() -> None:
    store = Rival(10_000)
    with turn_budget(), at_most(0), pytest.raises(StoreError, match="no time"):
        UnitOfWork(store, "a").commit(CHANGES, NOW)
    assert store.calls == ["load", "save"]


def test_at_most_takes_from_the_turn_and_never_adds_to_it() -> None:
    with turn_budget(Budgets(turn=2)):
        with at_most(1):
            assert 0.5 < seconds_left() <= 1
        with at_most(9):
            assert 1.5 < seconds_left() <= 2
        assert seconds_left() > 1.5


@pytest.mark.parametrize("read_before", [True, False])
def test_after_a_failed_load_nothing_is_ever_written(read_before: bool) -> None:
    store = Rival()
    store.failing = {"load"}
    unit = UnitOfWork(store, "a")
    if read_before:
        with pytest.raises(StoreError):
            unit.load(NOW)
        store.failing = set()
    for _ in range(2):
        with pytest.raises(StoreError):
            unit.commit(CHANGES, NOW)
        store.failing = set()
        unit.refresh()
    assert store.calls == ["load"]
    assert store.kept("a") == Profile()


def test_a_write_that_fails_is_an_error() -> None:
    store = Rival()
    store.failing = {"save"}
    with pytest.raises(StoreError, match="save"):
        UnitOfWork(store, "a").commit(CHANGES, NOW)


def test_what_a_newer_version_wrote_in_between_is_not_overwritten(tmp_path: Path) -> None:
    path = str(tmp_path / "p.sqlite3")
    store = SqliteStore(path)
    store.save("a", Profile(place="rest"))
    unit = UnitOfWork(store, "a")
    unit.load(NOW)
    newer = json.dumps({"version": 99})
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("UPDATE profile SET data = ?, revision = 'newer'", (newer,))
    with turn_budget(Budgets(turn=30)), pytest.raises(StoreError):
        unit.commit(CHANGES, NOW)
    with closing(sqlite3.connect(path)) as after:
        assert after.execute("SELECT data FROM profile").fetchall() == [(newer,)]


def test_a_locked_file_is_waited_for_no_longer_than_is_left(tmp_path: Path) -> None:
    path = str(tmp_path / "p.sqlite3")
    store = SqliteStore(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        began = time.monotonic()
        with turn_budget(), at_most(0.1), pytest.raises(StoreError):
            UnitOfWork(store, "a").commit(CHANGES, NOW)
        # Two seconds is what a write waits for by itself.
        assert time.monotonic() - began < 1.5


def test_a_profile_is_written_again_before_it_expires_and_a_conflict_is_none() -> None:
    store = Rival()
    store.save("a", Profile(place="rest"))
    store.refresh_due = True
    for times in (0, 1):
        store.calls.clear()
        store.times = times
        unit = UnitOfWork(store, "a")
        unit.load(NOW)
        unit.refresh()
        assert store.calls == ["load", "save"]
    assert store.kept("a").place == "rest"
    store.failing = {"save"}
    unit = UnitOfWork(store, "a")
    unit.load(NOW)
    with pytest.raises(StoreError):
        unit.refresh()


def test_delete_forgets_read_or_not() -> None:
    for read_before in (True, False):
        store = Rival()
        store.save("a", CHANGED)
        unit = UnitOfWork(store, "a")
        if read_before:
            unit.load(NOW)
        unit.delete()
        assert store.kept("a") == Profile()


def test_nobody_has_no_profile_and_nothing_is_written_for_them() -> None:
    store = Rival()
    unit = UnitOfWork(store, "")
    assert unit.load(NOW) is None
    assert not unit.commit(CHANGES, NOW)
    unit.refresh()
    unit.delete()
    assert store.calls == []

"""What every store promises."""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from coach.care.limits import TimerKind
from coach.deadline import Budgets, turn_budget
from coach.profile import serialization
from coach.profile.changes import EndTimer, KeepPlace
from coach.profile.model import Application, Pace, Profile, SkinCheck, TimerRecord
from coach.profile.serialization import SCHEMA_VERSION, ProfileError, from_data, to_data
from coach.profile.store import Store, StoreConflictError, StoreError, key_of
from coach.profile.stores.memory import InMemoryStore
from coach.profile.stores.sqlite import SqliteStore
from coach.profile.unit_of_work import UnitOfWork
from coach.settings import SettingsError
from tests import dynamodb_local

WRITERS = 50
TRIES = 3
MOST_SECONDS = 30
"""For a turn of one of the fifty: all of them share this machine's processors."""

NOW = 30_000_000
FULL = Profile(
    ice_log=(Application(1_000, 901_000), Application(9_000_000, 9_600_000)),
    heat_log=(Application(20_000_000, 20_900_000, 60),),
    timers=(
        TimerRecord("id", 9_000_000, 9_600_000, 600, 30),
        TimerRecord("w", 1, 2, 3, 0, TimerKind.walk, "walk two", True),
    ),
    place="heat",
    pace=Pace.slower,
    ice_cleared_at=1_790_000_000_000,
    skin_check=SkinCheck.wanted,
)


def application(started: int, ended: int) -> EndTimer:
    """A change that logs ice."""
    return EndTimer(TimerRecord("", started, ended, (ended - started) // 1000), ended)


@pytest.fixture(params=["memory", "sqlite", pytest.param("dynamodb", marks=dynamodb_local.MARKS)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    kinds: dict[str, Callable[[], Store]] = {
        "memory": InMemoryStore,
        "sqlite": lambda: SqliteStore(str(tmp_path / "new folder" / "profiles.sqlite3")),
        "dynamodb": dynamodb_local.new_store,
    }
    with turn_budget(Budgets(turn=MOST_SECONDS)):
        yield kinds[request.param]()


def test_somebody_unknown_has_an_empty_profile(store: Store) -> None:
    assert store.load("nobody") == (Profile(), "", False)
    assert store.load("nobody").profile.is_empty


def test_what_is_saved_is_loaded_by_its_owner_alone(store: Store) -> None:
    revision = store.save("a", FULL)
    assert store.load("a") == (FULL, revision, False)
    assert store.load("b").profile == Profile()
    second = store.save("a", Profile(place="rest"), revision)
    assert store.load("a") == (Profile(place="rest"), second, False)


def test_delete_forgets_and_may_be_repeated(store: Store) -> None:
    store.save("a", FULL)
    store.delete("a")
    store.delete("a")
    assert store.load("a") == (Profile(), "", False)


def test_a_clearance_is_taken_back_and_who_read_before_is_told(store: Store) -> None:
    store.void_clearance("nobody")
    assert store.load("nobody") == (Profile(), "", False)
    revision = store.save("a", FULL._replace(heat_cleared_at=7))
    unit = UnitOfWork(store, "a")
    assert unit.load(NOW)
    store.void_clearance("a")
    voided, second, _ = store.load("a")
    assert voided == FULL._replace(ice_cleared_at=0, heat_cleared_at=0)
    assert second != revision
    with pytest.raises(StoreConflictError):
        store.save("a", FULL, revision)
    assert unit.commit([KeepPlace("rest")], NOW)
    assert store.load("a").profile == voided._replace(place="rest")
    third = store.save("a", FULL, store.load("a").revision)
    assert store.load("a") == (FULL, third, False), "a later clear no counts again"


@pytest.mark.parametrize("user_id", ["", "amzn1.ask.account.ÄÖ'; DROP TABLE profile; --", "x" * 500])
def test_any_user_id_will_do(store: Store, user_id: str) -> None:
    store.save(user_id, FULL)
    assert store.load(user_id).profile == FULL


def test_who_read_an_earlier_state_overwrites_nothing(store: Store) -> None:
    first = store.save("a", FULL)
    store.save("a", Profile(place="rest"), first)
    for stale in (first, "", "never"):
        with pytest.raises(StoreConflictError):
            store.save("a", Profile(place="heat"), stale)
    assert store.load("a").profile == Profile(place="rest")


def test_a_state_of_before_a_deletion_is_no_state_of_after_it(store: Store) -> None:
    first = store.save("a", FULL)
    store.delete("a")
    with pytest.raises(StoreConflictError):
        store.save("a", Profile(place="heat"), first)
    assert store.load("a").profile == Profile()
    store.save("a", Profile(place="rest"))
    with pytest.raises(StoreConflictError):
        store.save("a", Profile(place="heat"), first)
    assert store.load("a").profile == Profile(place="rest")


def test_two_devices_at_once_lose_nothing(store: Store) -> None:
    store.save("a", Profile(ice_log=(Application(1, 2),), place="heat"))
    kitchen, bedroom = UnitOfWork(store, "a"), UnitOfWork(store, "a")
    for unit in (kitchen, bedroom):
        assert unit.load(0)
    assert kitchen.commit([application(3, 4)], 5)
    assert bedroom.commit([application(5, 6), KeepPlace("rest")], 7)
    assert store.load("a").profile == Profile(
        ice_log=(Application(1, 2), Application(3, 4), Application(5, 6)), place="rest"
    )


@pytest.mark.parametrize("known", [False, True])
def test_fifty_writers_at_once_lose_no_entry(store: Store, known: bool) -> None:
    if known:
        store.save("a", Profile(ice_log=(Application(1, 2),), ice_cleared_at=5))
    together = threading.Barrier(WRITERS)
    failed: list[str] = []

    def write(number: int) -> None:
        change = application(number * 1000, number * 1000 + 7)
        try:
            together.wait(MOST_SECONDS)
        except threading.BrokenBarrierError as error:
            failed.append(repr(error))
            return
        why = ""
        # An engine that has just started may be too slow for one call: whoever is told so tries again.
        for _ in range(TRIES):
            try:
                with turn_budget(Budgets(turn=MOST_SECONDS)):
                    UnitOfWork(store, "a").commit([change], 10_000_000)
            except StoreError as error:
                why = f"{error} {error.__cause__!r}"
            else:
                return
        failed.append(why)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(1, WRITERS + 1)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert not failed
    found = store.load("a").profile
    before = [Application(1, 2)] if known else []
    assert sorted(found.ice_log) == [
        *before,
        *(Application(number * 1000, number * 1000 + 7) for number in range(1, WRITERS + 1)),
    ]
    assert found.ice_cleared_at == (5 if known else 0)


def test_a_sqlite_profile_outlives_the_process(tmp_path: Path) -> None:
    path = str(tmp_path / "p.sqlite3")
    SqliteStore(path).save("a", FULL)
    assert SqliteStore(path).load("a").profile == FULL


def test_a_sqlite_file_of_before_revisions_is_brought_up_to_date_in_place(tmp_path: Path) -> None:
    path = str(tmp_path / "p.sqlite3")
    with closing(sqlite3.connect(path)) as old, old:
        old.execute("CREATE TABLE profile (user_id TEXT PRIMARY KEY, data TEXT NOT NULL, written_at INTEGER NOT NULL)")
        old.execute("INSERT INTO profile VALUES ('a', ?, 1)", (json.dumps(to_data(FULL)),))
        old.execute("INSERT INTO profile VALUES ('b', '{\"version\": 99}', 1)")
    for _ in range(2):
        store = SqliteStore(path)
        held = store.load("a")
        assert held.profile == FULL
        with pytest.raises(StoreError):
            store.load("b")
    with pytest.raises(StoreConflictError):
        store.save("a", Profile())
    revision = store.save("a", Profile(place="rest"), held.revision)
    assert SqliteStore(path).load("a") == (Profile(place="rest"), revision, False)
    with closing(sqlite3.connect(path)) as after:
        assert after.execute("SELECT data FROM profile WHERE user_id = ?", (key_of("b"),)).fetchone() == (
            '{"version": 99}',
        )
        assert {len(key) for (key,) in after.execute("SELECT user_id FROM profile")} == {64}


def test_a_clearance_in_a_sqlite_file_of_an_older_version_is_taken_back_too(tmp_path: Path) -> None:
    path = str(tmp_path / "p.sqlite3")
    store = SqliteStore(path)
    rows = {"one": {"version": 1, "ice_clear_at": 7}, "two": {"version": 2, "ice_clear_at": 7, "heat_clear_at": 7}}
    newer = {"version": SCHEMA_VERSION + 1, "ice_clear_at": 7}
    with closing(sqlite3.connect(path)) as old, old:
        for name, row in {**rows, "newer": newer}.items():
            old.execute("INSERT INTO profile VALUES (?, ?, 1, 'r')", (key_of(name), json.dumps(row)))
    for name in (*rows, "newer"):
        store.void_clearance(name)
    assert {store.load(name).profile for name in rows} == {Profile()}
    with closing(sqlite3.connect(path)) as after:
        ((left,),) = after.execute("SELECT data FROM profile WHERE user_id = ?", (key_of("newer"),)).fetchall()
    assert json.loads(left) == newer


def test_another_table_of_that_name_is_left_alone(tmp_path: Path) -> None:
    path = str(tmp_path / "p.sqlite3")
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("CREATE TABLE profile (name TEXT)")
        schema = other.execute("SELECT sql FROM sqlite_master").fetchall()
    with pytest.raises(SettingsError, match="STORE_URL"):
        SqliteStore(path)
    with closing(sqlite3.connect(path)) as after:
        assert after.execute("SELECT sql FROM sqlite_master").fetchall() == schema


def test_a_sqlite_file_broken_later_is_an_error_not_an_empty_profile(tmp_path: Path) -> None:
    path = tmp_path / "p.sqlite3"
    store = SqliteStore(str(path))
    store.save("a", FULL)
    path.write_bytes(b"garbage" * 1000)
    with pytest.raises(StoreError):
        store.load("a")
    with pytest.raises(StoreError):
        store.save("a", Profile())
    with pytest.raises(SettingsError, match="STORE_URL"):
        SqliteStore(str(path))


@pytest.mark.parametrize("text", [None, b"{}", 7, "", "not json", "[]", '{"version": 99}', "[" * 100_000, "NaN"])
def test_a_text_that_cannot_be_read_is_an_error_not_an_empty_profile(text: object) -> None:
    with pytest.raises(StoreError):
        serialization.read(text)


def test_an_older_version_is_brought_up_to_date_a_step_at_a_time() -> None:
    steps = {
        1: lambda data: {**data, "place": data["place"] + "!"},
        2: lambda data: {"moved": data["place"]},
    }
    assert serialization.migrate({"version": 1, "place": "heat"}, steps, 3) == {"version": 3, "moved": "heat!"}
    assert serialization.migrate({"version": 3, "moved": "rest"}, steps, 3) == {"version": 3, "moved": "rest"}
    assert serialization.migrate({"version": 4, "moved": "rest"}, steps, 3) == {"version": 4, "moved": "rest"}
    assert serialization.migrate({"version": 0}, steps, 3) == {"version": 0}
    assert set(serialization.MIGRATIONS) == set(range(1, SCHEMA_VERSION))


def test_what_version_one_wrote_is_read() -> None:
    data = {
        "version": 1, "ice_log": [[1_000, 901_000]], "timer": ["id", 9_000, 69_000, 60, 30], "place": "heat",
        "pace": "slower", "ice_clear_at": 7,
    }  # fmt: skip
    assert serialization.read(json.dumps(data)) == Profile(
        ice_log=(Application(1_000, 901_000),),
        timers=(TimerRecord("id", 9_000, 69_000, 60, 30, TimerKind.ice, "ice"),),
        place="heat",
        pace=Pace.slower,
        ice_cleared_at=7,
    )
    assert serialization.read(json.dumps({**data, "timer": None})).timers == ()
    assert serialization.read(serialization.write(FULL)) == FULL


@pytest.mark.parametrize("data", [None, [], {}, {"version": 0}, {"version": SCHEMA_VERSION + 1}, {"version": "2"}])
def test_a_profile_of_no_version_or_another_is_refused(data: object) -> None:
    with pytest.raises(ProfileError, match=r"version|object"):
        from_data(data)


@pytest.mark.parametrize(
    "broken",
    [{"ice_log": [[1]]}, {"ice_log": 3}, {"heat_log": [[1, -2]]}, {"timers": [[]]}, {"ice_clear_at": "soon"},
     {"timers": [["id", 1, 2, 3, 0, "tea", "tea", False]]}, {"place": 7}, {"pace": None},
     {"skin_check": 1}, {"not_me_at": 10**13}],
)  # fmt: skip
def test_a_profile_that_is_broken_is_refused(broken: dict[str, object]) -> None:
    assert from_data({**to_data(FULL), "place": "rest"}) == FULL._replace(place="rest")
    with pytest.raises(ProfileError, match="broken"):
        from_data({**to_data(FULL), **broken})


def test_what_version_two_wrote_is_read() -> None:
    """It knew nothing of the skin check; nor could it read one."""
    data = {**to_data(FULL), "version": 2}
    del data["skin_check"]
    assert serialization.read(json.dumps(data)) == FULL._replace(skin_check=SkinCheck.unknown)


def test_an_unknown_wish_for_the_skin_check_is_none() -> None:
    assert from_data({**to_data(FULL), "skin_check": "perhaps"}).skin_check is SkinCheck.unknown


def test_an_unknown_pace_is_the_normal_one() -> None:
    assert from_data({**to_data(FULL), "pace": "sideways"}).pace is Pace.normal


def test_what_is_stored_keeps_its_names() -> None:
    text = (
        '{"version":4,"ice_log":[[1000,901000,0],[9000000,9600000,0]],"heat_log":[[20000000,20900000,60]],'
        '"timers":[["id",9000000,9600000,600,30,"ice","ice",false],["w",1,2,3,0,"walk","walk two",true]],'
        '"place":"heat","pace":"slower","ice_clear_at":1790000000000,"heat_clear_at":0,"not_me_at":0,'
        '"skin_check":"wanted"}'
    )
    assert serialization.write(FULL) == text
    assert serialization.read(text) == FULL


def test_to_and_from_data_is_the_same_profile() -> None:
    assert from_data(to_data(FULL)) == FULL
    assert from_data(to_data(Profile())) == Profile()


def test_applications_older_than_seven_days_are_trimmed() -> None:
    day = 24 * 60 * 60 * 1000
    profile = Profile(ice_log=(Application(0, day), Application(2 * day, 2 * day + 1)))
    assert profile.trimmed(9 * day).ice_log == (Application(2 * day, 2 * day + 1),)

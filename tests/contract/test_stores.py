"""What every store promises."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coach.profile.in_memory import InMemoryStore
from coach.profile.model import SCHEMA_VERSION, Go, Profile, ProfileError, RunningTimer, from_data, to_data
from coach.profile.sqlite import SqliteStore
from coach.profile.store import Store, StoreError
from coach.settings import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable

FULL = Profile(
    ice_log=(Go(1_000, 901_000), Go(9_000_000, 9_600_000)),
    timer=RunningTimer("id", 9_000_000, 9_600_000, 600, 30),
    place="heat",
    pace="slower",
    ice_clear_at=1_790_000_000_000,
)


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    kinds: dict[str, Callable[[], Store]] = {
        "memory": InMemoryStore,
        "sqlite": lambda: SqliteStore(str(tmp_path / "new folder" / "profiles.sqlite3")),
    }
    return kinds[request.param]()


def test_somebody_unknown_has_an_empty_profile(store: Store) -> None:
    assert store.load("nobody") == Profile()
    assert store.load("nobody").is_empty


def test_what_is_saved_is_loaded_by_its_owner_alone(store: Store) -> None:
    store.save("a", FULL)
    assert store.load("a") == FULL
    assert store.load("b") == Profile()
    store.save("a", Profile(place="rest"))
    assert store.load("a") == Profile(place="rest")


def test_delete_forgets_and_may_be_repeated(store: Store) -> None:
    store.save("a", FULL)
    store.delete("a")
    store.delete("a")
    assert store.load("a") == Profile()


@pytest.mark.parametrize("user_id", ["", "amzn1.ask.account.ÄÖ'; DROP TABLE profile; --", "x" * 500])
def test_any_user_id_will_do(store: Store, user_id: str) -> None:
    store.save(user_id, FULL)
    assert store.load(user_id) == FULL


def test_a_sqlite_profile_outlives_the_process(tmp_path: Path) -> None:
    path = str(tmp_path / "p.sqlite3")
    SqliteStore(path).save("a", FULL)
    assert SqliteStore(path).load("a") == FULL


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


@pytest.mark.parametrize(
    "data",
    [None, [], {}, {"version": 0}, {"version": SCHEMA_VERSION + 1}, {"version": "1"}, {"version": 1, "ice_log": [[1]]},
     {"version": 1, "timer": []}, {"version": 1, "ice_clear_at": "soon"}, {"version": 1, "ice_log": 3}],
)  # fmt: skip
def test_a_profile_that_cannot_be_read_is_refused(data: object) -> None:
    with pytest.raises(ProfileError):
        from_data(data)


def test_to_and_from_data_is_the_same_profile() -> None:
    assert from_data(to_data(FULL)) == FULL
    assert from_data(to_data(Profile())) == Profile()


def test_goes_older_than_seven_days_are_trimmed() -> None:
    day = 24 * 60 * 60 * 1000
    profile = Profile(ice_log=(Go(0, day), Go(2 * day, 2 * day + 1)))
    assert profile.trimmed(9 * day).ice_log == (Go(2 * day, 2 * day + 1),)

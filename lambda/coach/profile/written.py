"""The profile as text, the same in every store, and how text of an older version becomes today's."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from coach.profile.model import SCHEMA_VERSION, Profile, from_data, to_data
from coach.profile.store import StoreError

Migration = Callable[[dict[str, Any]], dict[str, Any]]


def _to_two(data: dict[str, Any]) -> dict[str, Any]:
    """Version 1 had one timer, of ice; version 2 has one of each kind."""
    timer = data.get("timer")
    others = {key: value for key, value in data.items() if key != "timer"}
    return {**others, "timers": [] if timer is None else [[*timer, "ice", "ice", False]]}


MIGRATIONS: Mapping[int, Migration] = {1: _to_two}
"""By the version that each reads; what it returns is the next version."""


def write(profile: Profile) -> str:
    """The profile as text of today's version."""
    return json.dumps(to_data(profile), separators=(",", ":"))


def read(text: object) -> Profile:
    """The profile in a stored text, of today's version or older.

    Raises StoreError where it is broken or newer than this skill: then it must not be overwritten.
    """
    try:
        return from_data(migrate(json.loads(text if isinstance(text, str) else "")))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise StoreError("the stored profile cannot be read") from error


def migrate(data: Any, migrations: Mapping[int, Migration] = MIGRATIONS, today: int = SCHEMA_VERSION) -> Any:
    """Stored data brought up to today's version, a step a version. What is not understood is left as it is."""
    while isinstance(data, dict) and type(version := data.get("version")) is int and version < today:
        if version not in migrations:
            break
        data = {**migrations[version](data), "version": version + 1}
    return data

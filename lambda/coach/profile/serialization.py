"""The profile as text, the same in every store, and how text of an older version becomes today's."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from coach.care.limits import TimerKind
from coach.profile.model import Application, Pace, Profile, SkinCheck, TimerRecord
from coach.profile.store import StoreError

SCHEMA_VERSION = 4
_YEAR_2100_MS = 4_102_444_800_000

Migration = Callable[[dict[str, Any]], dict[str, Any]]


def _to_two(data: dict[str, Any]) -> dict[str, Any]:
    """Version 1 had one timer, of ice; version 2 has one of each kind."""
    timer = data.get("timer")
    others = {key: value for key, value in data.items() if key != "timer"}
    return {**others, "timers": [] if timer is None else [[*timer, "ice", "ice", False]]}


def _to_three(data: dict[str, Any]) -> dict[str, Any]:
    """Version 3 has the wish for the skin check, and its timer, which older versions cannot read."""
    return data


def _to_four(data: dict[str, Any]) -> dict[str, Any]:
    """Version 4 has the ring for the next walk, which older versions cannot read."""
    return data


MIGRATIONS: Mapping[int, Migration] = {1: _to_two, 2: _to_three, 3: _to_four}
"""By the version that each reads; what it returns is the next version."""


class ProfileError(ValueError):
    """A stored profile cannot be read: broken, or written by a newer version. It must not be overwritten."""


def write(profile: Profile) -> str:
    """Return the profile as text of today's version."""
    return json.dumps(to_data(profile), separators=(",", ":"))


def read(text: object) -> Profile:
    """Return the profile in a stored text, of today's version or older.

    Raises StoreError if it is broken or newer than this skill: then it must not be overwritten.
    """
    try:
        return from_data(migrate(json.loads(text if isinstance(text, str) else "")))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise StoreError("the stored profile cannot be read") from error


def migrate(data: Any, migrations: Mapping[int, Migration] = MIGRATIONS, today: int = SCHEMA_VERSION) -> Any:
    """Return stored data brought up to today's version, a step a version; what is not understood as it is."""
    while isinstance(data, dict) and type(version := data.get("version")) is int and version < today:
        if version not in migrations:
            break
        data = {**migrations[version](data), "version": version + 1}
    return data


def to_data(profile: Profile) -> dict[str, Any]:
    """Return the profile as plain data. The names are those of what is stored, whatever the model calls them."""
    return {
        "version": SCHEMA_VERSION,
        "ice_log": [list(one) for one in profile.ice_log],
        "heat_log": [list(one) for one in profile.heat_log],
        "timers": [_row(record) for record in profile.timers],
        "place": profile.place,
        "pace": profile.pace.value,
        "ice_clear_at": profile.ice_cleared_at,
        "heat_clear_at": profile.heat_cleared_at,
        "not_me_at": profile.not_me_at,
        "skin_check": profile.skin_check.value,
    }


def from_data(data: object) -> Profile:
    """Return the profile from what a store read, of today's version.

    Raises ProfileError if the data is broken or was written by a newer version.
    """
    if not isinstance(data, dict):
        raise ProfileError("the stored profile is not an object")
    version = data.get("version")
    if type(version) is not int or version != SCHEMA_VERSION:
        raise ProfileError(f"the stored profile has version {version!r}, this skill reads up to {SCHEMA_VERSION}")
    try:
        return Profile(
            ice_log=tuple(_application(*one) for one in data.get("ice_log", [])),
            heat_log=tuple(_application(*one) for one in data.get("heat_log", [])),
            timers=tuple(_timer(*record) for record in data.get("timers", [])),
            place=_name(data.get("place", "")),
            pace=_pace(_name(data.get("pace", ""))),
            ice_cleared_at=_time(data.get("ice_clear_at", 0)),
            heat_cleared_at=_time(data.get("heat_clear_at", 0)),
            not_me_at=_time(data.get("not_me_at", 0)),
            skin_check=_skin_check(_name(data.get("skin_check", ""))),
        )
    except (TypeError, ValueError, IndexError, KeyError, OverflowError) as error:
        raise ProfileError(f"the stored profile is broken: {type(error).__name__}") from error


def _row(record: TimerRecord) -> list[str | int]:
    return [text.value if isinstance(text, TimerKind) else text for text in record]


def _name(value: Any) -> str:
    """Return a name. Raises TypeError for what is no text."""
    if not isinstance(value, str):
        raise TypeError("a name is no text")
    return value


def _pace(name: str) -> Pace:
    """Return the pace of this name. One that is unknown does no harm: then it is the normal one."""
    return Pace(name) if name in set(Pace) else Pace.normal


def _skin_check(name: str) -> SkinCheck:
    """Return the wish of this name. One that is unknown is none: the skin check is offered once more."""
    return SkinCheck(name) if name in set(SkinCheck) else SkinCheck.unknown


def _time(value: Any) -> int:
    """Return epoch milliseconds. Raises ValueError for what is no time."""
    time = int(value)
    if not 0 <= time < _YEAR_2100_MS:
        raise ValueError("no time")
    return time


def _application(started: Any, ended: Any, paused_seconds: Any = 0) -> Application:
    return Application(_time(started), _time(ended), int(paused_seconds))


def _timer(id_: Any, started: Any, triggers_at: Any, duration: Any, remaining: Any, *more: Any) -> TimerRecord:
    kind, label, adopted = more
    times = _time(started), _time(triggers_at)
    return TimerRecord(str(id_), *times, int(duration), int(remaining), TimerKind(str(kind)), str(label), bool(adopted))

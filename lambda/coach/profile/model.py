"""The profile: all that the skill remembers about one person. No answers, no symptoms.

Times are epoch milliseconds, lengths are seconds.
"""

from typing import Any, NamedTuple

SCHEMA_VERSION = 2
LOG_DAYS = 7
_DAY_MS = 24 * 60 * 60 * 1000
_YEAR_2100_MS = 4_102_444_800_000


class ProfileError(ValueError):
    """A stored profile cannot be read: broken, or written by a newer version. It must not be overwritten."""


class Go(NamedTuple):
    """One go of ice or heat: when it went on, when it came (or will come) off, and the pauses in between."""

    on: int
    off: int
    rest: int = 0
    """Seconds of pause in between."""

    @property
    def seconds(self) -> int:
        """How long it was on in all; pauses do not count."""
        return max(0, (self.off - self.on) // 1000 - self.rest)


class RunningTimer(NamedTuple):
    """Our record of a timer that Alexa runs. A hint only: where the two disagree, Alexa is right."""

    id: str
    started: int
    """When it began (the ice went on), epoch milliseconds."""
    trigger: int
    """When it will ring, epoch milliseconds; at a pause, when it was paused."""
    seconds: int
    """The whole length, pauses left out."""
    left_when_paused: int = 0
    """Seconds left at a pause; 0: not paused."""
    kind: str = "ice"
    """``ice``, ``heat``, ``walk`` or ``next_ice``."""
    label: str = "ice"
    """Its name at Alexa's: "Alexa, cancel the ice timer"."""
    adopted: bool = False
    """Found at Alexa's without a record: how long it has been on in all is not known."""


class Profile(NamedTuple):
    """What is remembered between sessions."""

    ice_log: tuple[Go, ...] = ()
    """The goes of the last seven days, oldest first, finished or running."""
    heat_log: tuple[Go, ...] = ()
    """The same for heat."""
    timers: tuple[RunningTimer, ...] = ()
    """At most one of a kind."""
    place: str = ""
    """The remedy last read, by its id."""
    pace: str = "normal"
    ice_clear_at: int = 0
    """When the ice cautions last got a clear no; 0: never, or taken back."""
    heat_clear_at: int = 0
    """The same for heat."""
    not_me_at: int = 0
    """When a go was last begun that the log did not speak against: "that wasn't me"; 0: never."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is remembered."""
        return self == Profile()

    def timer(self, kind: str) -> RunningTimer | None:
        """The record of the timer of a kind; None where none runs, as far as we know."""
        return next((timer for timer in self.timers if timer.kind == kind), None)

    def with_timer(self, kind: str, timer: RunningTimer | None) -> "Profile":
        """The profile with this record in place of the one of its kind; None: without one."""
        others = tuple(kept for kept in self.timers if kept.kind != kind)
        return self._replace(timers=(*others, timer) if timer else others)

    def log(self, kind: str) -> tuple[Go, ...]:
        """The goes of ice or heat; nothing for what is not logged."""
        return {"ice": self.ice_log, "heat": self.heat_log}.get(kind, ())

    def with_log(self, kind: str, log: tuple[Go, ...]) -> "Profile":
        """The profile with these goes of ice or heat."""
        return self._replace(heat_log=log) if kind == "heat" else self._replace(ice_log=log)

    def with_clear_no(self, kind: str, now: int) -> "Profile":
        """The profile with a clear no to the cautions of ice or heat."""
        return self._replace(heat_clear_at=now) if kind == "heat" else self._replace(ice_clear_at=now)

    def trimmed(self, now: int) -> "Profile":
        """The profile without goes that ended more than seven days before ``now``."""
        since = now - LOG_DAYS * _DAY_MS
        ice, heat = (tuple(go for go in log if go.off > since) for log in (self.ice_log, self.heat_log))
        unchanged = len(ice) == len(self.ice_log) and len(heat) == len(self.heat_log)
        return self if unchanged else self._replace(ice_log=ice, heat_log=heat)


def to_data(profile: Profile) -> dict[str, Any]:
    """The profile as plain data, for a store to write."""
    return {
        "version": SCHEMA_VERSION,
        "ice_log": [list(go) for go in profile.ice_log],
        "heat_log": [list(go) for go in profile.heat_log],
        "timers": [list(timer) for timer in profile.timers],
        "place": profile.place,
        "pace": profile.pace,
        "ice_clear_at": profile.ice_clear_at,
        "heat_clear_at": profile.heat_clear_at,
        "not_me_at": profile.not_me_at,
    }


def from_data(data: object) -> Profile:
    """The profile from what a store read, of today's version.

    Raises ProfileError where the data is broken or was written by a newer version.
    """
    if not isinstance(data, dict):
        raise ProfileError("the stored profile is not an object")
    version = data.get("version")
    if type(version) is not int or version != SCHEMA_VERSION:
        raise ProfileError(f"the stored profile has version {version!r}, this skill reads up to {SCHEMA_VERSION}")
    if not isinstance(data.get("place", ""), str) or not isinstance(data.get("pace", ""), str):
        raise ProfileError("the stored profile is broken: a name is no text")
    try:
        return Profile(
            ice_log=tuple(_go(*go) for go in data.get("ice_log", [])),
            heat_log=tuple(_go(*go) for go in data.get("heat_log", [])),
            timers=tuple(_timer(*timer) for timer in data.get("timers", [])),
            place=data.get("place", ""),
            pace=data.get("pace", "normal"),
            ice_clear_at=_time(data.get("ice_clear_at", 0)),
            heat_clear_at=_time(data.get("heat_clear_at", 0)),
            not_me_at=_time(data.get("not_me_at", 0)),
        )
    except (TypeError, ValueError, IndexError, KeyError, OverflowError) as error:
        raise ProfileError(f"the stored profile is broken: {type(error).__name__}") from error


def _time(value: Any) -> int:
    """Epoch milliseconds. Raises ValueError for what is no time."""
    time = int(value)
    if not 0 <= time < _YEAR_2100_MS:
        raise ValueError("no time")
    return time


def _go(on: Any, off: Any, rest: Any = 0) -> Go:
    return Go(_time(on), _time(off), int(rest))


def _timer(id_: Any, started: Any, trigger: Any, seconds: Any, left: Any, *more: Any) -> RunningTimer:
    kind, label, adopted = more
    times = _time(started), _time(trigger)
    return RunningTimer(str(id_), *times, int(seconds), int(left), str(kind), str(label), bool(adopted))

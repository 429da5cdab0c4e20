"""The profile: all that the skill remembers about one person. No answers, no symptoms.

Times are epoch milliseconds, lengths of ice are seconds.
"""

from typing import Any, NamedTuple

SCHEMA_VERSION = 1
LOG_DAYS = 7
_DAY_MS = 24 * 60 * 60 * 1000


class ProfileError(ValueError):
    """A stored profile cannot be read: broken, or written by a newer version. It must not be overwritten."""


class Go(NamedTuple):
    """One go of ice: when it went on, and when it came (or will come) off."""

    on: int
    off: int

    @property
    def seconds(self) -> int:
        """How long the ice was on, in seconds."""
        return max(0, self.off - self.on) // 1000


class RunningTimer(NamedTuple):
    """Our record of the timer that Alexa runs. A hint only: where the two disagree, Alexa is right."""

    id: str
    started: int
    """When the ice went on, epoch milliseconds."""
    trigger: int
    """When it will ring, epoch milliseconds; at a pause, when it was paused."""
    seconds: int
    """The whole length asked for."""
    left_when_paused: int = 0
    """Seconds left at a pause; 0: not paused."""


class Profile(NamedTuple):
    """What is remembered between sessions."""

    ice_log: tuple[Go, ...] = ()
    """The goes of the last seven days, oldest first, finished or running."""
    timer: RunningTimer | None = None
    place: str = ""
    """The remedy last read, by its id."""
    pace: str = "normal"
    ice_clear_at: int = 0
    """When the ice cautions last got a clear no; 0: never, or taken back."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is remembered."""
        return self == Profile()

    def trimmed(self, now: int) -> "Profile":
        """The profile without goes that ended more than seven days before ``now``."""
        kept = tuple(go for go in self.ice_log if go.off > now - LOG_DAYS * _DAY_MS)
        return self if len(kept) == len(self.ice_log) else self._replace(ice_log=kept)


def to_data(profile: Profile) -> dict[str, Any]:
    """The profile as plain data, for a store to write."""
    return {
        "version": SCHEMA_VERSION,
        "ice_log": [list(go) for go in profile.ice_log],
        "timer": list(profile.timer) if profile.timer else None,
        "place": profile.place,
        "pace": profile.pace,
        "ice_clear_at": profile.ice_clear_at,
    }


def from_data(data: object) -> Profile:
    """The profile from what a store read.

    Raises ProfileError where the data is broken or was written by a newer version.
    """
    if not isinstance(data, dict):
        raise ProfileError("the stored profile is not an object")
    version = data.get("version")
    if type(version) is not int or not 1 <= version <= SCHEMA_VERSION:
        raise ProfileError(f"the stored profile has version {version!r}, this skill reads up to {SCHEMA_VERSION}")
    if not isinstance(data.get("place", ""), str) or not isinstance(data.get("pace", ""), str):
        raise ProfileError("the stored profile is broken: a name is no text")
    try:
        timer = data.get("timer")
        return Profile(
            ice_log=tuple(Go(int(on), int(off)) for on, off in data.get("ice_log", [])),
            timer=None
            if timer is None
            else RunningTimer(str(timer[0]), int(timer[1]), int(timer[2]), int(timer[3]), int(timer[4])),
            place=data.get("place", ""),
            pace=data.get("pace", "normal"),
            ice_clear_at=int(data.get("ice_clear_at", 0)),
        )
    except (TypeError, ValueError, IndexError, KeyError, OverflowError) as error:
        raise ProfileError(f"the stored profile is broken: {type(error).__name__}") from error

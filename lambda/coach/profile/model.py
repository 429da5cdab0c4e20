"""The profile: all that the skill remembers about one person. No answers, no symptoms.

Times are epoch milliseconds, lengths are seconds.
"""

from enum import StrEnum
from typing import NamedTuple

from coach.care.limits import TimerKind

LOG_DAYS = 7
_DAY_MS = 24 * 60 * 60 * 1000


class Pace(StrEnum):
    """How fast movements are paced."""

    slower = "slower"
    normal = "normal"
    faster = "faster"


class SkinCheck(StrEnum):
    """The wish for a first ring, at five minutes of ice or heat, that says what to feel for."""

    unknown = ""
    """Never offered."""
    offered = "offered"
    """Offered, and neither wanted nor declined: it is not offered again."""
    wanted = "wanted"
    unwanted = "unwanted"


class Application(NamedTuple):
    """One application of ice or heat: when it went on, when it came (or will come) off, and the pauses in between."""

    started: int
    ended: int
    paused_seconds: int = 0

    @property
    def elapsed_seconds(self) -> int:
        """How long it was on in all; pauses do not count."""
        return max(0, (self.ended - self.started) // 1000 - self.paused_seconds)


class TimerRecord(NamedTuple):
    """Our record of a timer that Alexa runs. A hint only: where the two disagree, Alexa is right."""

    id: str
    """Empty: whether it started could not be told."""
    started: int
    """When it began (the ice went on)."""
    triggers_at: int
    """When it will ring; at a pause, when it was paused."""
    duration_seconds: int
    """The whole length, pauses left out."""
    remaining_when_paused: int = 0
    """Seconds left at a pause; 0: not paused."""
    kind: TimerKind = TimerKind.ice
    label: str = "ice"
    """Its name at Alexa's: "Alexa, cancel the ice timer"."""
    adopted: bool = False
    """Found at Alexa's without a record: how long it has been on in all is not known."""

    def elapsed_seconds(self, now: int) -> int:
        """Return how long it has been on under this timer, in seconds; pauses do not count."""
        remaining = self.remaining_when_paused or max(0, self.triggers_at - now + 999) // 1000
        return max(0, self.duration_seconds - remaining)

    def paused(self, remaining_seconds: int, now: int) -> "TimerRecord":
        """Return the record of the timer paused at ``now``, so many seconds before its end."""
        return self._replace(triggers_at=now, remaining_when_paused=remaining_seconds)

    def resumed(self, remaining_seconds: int, now: int) -> "TimerRecord":
        """Return the record of the timer running again since ``now``."""
        return self._replace(triggers_at=now + remaining_seconds * 1000, remaining_when_paused=0)


class Profile(NamedTuple):
    """What is remembered between sessions."""

    ice_log: tuple[Application, ...] = ()
    """The applications of the last seven days, oldest first, finished or running."""
    heat_log: tuple[Application, ...] = ()
    """The same for heat."""
    timers: tuple[TimerRecord, ...] = ()
    """At most one of a kind."""
    place: str = ""
    """The remedy last read, by its id."""
    pace: Pace = Pace.normal
    ice_cleared_at: int = 0
    """When the ice cautions last got a clear no; 0: never, or taken back."""
    heat_cleared_at: int = 0
    """The same for heat."""
    not_me_at: int = 0
    """When a start was last made that the log did not speak against: "that wasn't me"; 0: never."""
    skin_check: SkinCheck = SkinCheck.unknown

    @property
    def is_empty(self) -> bool:
        """Whether nothing is remembered."""
        return self == Profile()

    def timer(self, kind: TimerKind) -> TimerRecord | None:
        """Return the record of the timer of a kind; None if none runs, as far as we know."""
        for timer in self.timers:
            if timer.kind is kind:
                return timer
        return None

    def with_timer(self, kind: TimerKind, timer: TimerRecord | None) -> "Profile":
        """Return the profile with this record in place of the one of its kind; None: without one."""
        others = tuple(kept for kept in self.timers if kept.kind is not kind)
        return self._replace(timers=(*others, timer) if timer else others)

    def log(self, kind: TimerKind) -> tuple[Application, ...]:
        """Return the applications of ice or heat; nothing for what is not logged."""
        return {TimerKind.ice: self.ice_log, TimerKind.heat: self.heat_log}.get(kind, ())

    def with_log(self, kind: TimerKind, log: tuple[Application, ...]) -> "Profile":
        """Return the profile with these applications of ice or heat."""
        return self._replace(heat_log=log) if kind is TimerKind.heat else self._replace(ice_log=log)

    def without_clearance(self) -> "Profile":
        """Return the profile with the clear no to the cautions taken back, for ice and heat alike."""
        return self._replace(ice_cleared_at=0, heat_cleared_at=0)

    def trimmed(self, now: int) -> "Profile":
        """Return the profile without applications that ended more than seven days before ``now``."""
        since = now - LOG_DAYS * _DAY_MS
        ice, heat = (tuple(one for one in log if one.ended > since) for log in (self.ice_log, self.heat_log))
        unchanged = len(ice) == len(self.ice_log) and len(heat) == len(self.heat_log)
        return self if unchanged else self._replace(ice_log=ice, heat_log=heat)

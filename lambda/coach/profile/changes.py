"""What a turn changes of a profile: small changes, folded in the order in which they happened, and written once."""

from collections.abc import Iterable
from functools import reduce
from typing import NamedTuple

from coach.care.limits import ON_SKIN, TimerKind
from coach.profile.model import Application, Pace, Profile, SkinCheck, TimerRecord


class KeepTimer(NamedTuple):
    """Keep a timer that runs, is paused, or may have started; its ice or heat is in the log.

    One that may not have started comes into the log when its time is over, unless it is known by then.
    """

    record: TimerRecord

    def apply(self, profile: Profile) -> Profile:
        """Return the profile with the change made."""
        record = self.record
        profile = profile.with_timer(record.kind, record)
        if not record.id:
            return profile
        return _logged(profile, record, record.triggers_at, record.duration_seconds - record.remaining_when_paused)


class EndTimer(NamedTuple):
    """End a timer that is gone: off since ``now``, or since it rang or was paused, if that was before."""

    record: TimerRecord
    now: int

    def apply(self, profile: Profile) -> Profile:
        """Return the profile with the change made."""
        record = self.record
        ended = min(self.now, record.triggers_at)
        return _logged(profile.with_timer(record.kind, None), record, ended, record.elapsed_seconds(ended))


class DropTimer(NamedTuple):
    """Drop a timer that never started: its record goes, and nothing was logged of it."""

    kind: TimerKind

    def apply(self, profile: Profile) -> Profile:
        """Return the profile with the change made."""
        return profile.with_timer(self.kind, None)


class KeepIce(NamedTuple):
    """Keep ice that was had without a timer of ours, as somebody told: the gap to the next counts from it, too."""

    ended: int
    seconds: int

    def apply(self, profile: Profile) -> Profile:
        """Return the profile with the change made."""
        one = Application(self.ended - self.seconds * 1000, self.ended)
        return profile.with_log(TimerKind.ice, tuple(sorted((*profile.ice_log, one))))


class GrantClearance(NamedTuple):
    """Keep the time of a clear no to the cautions of ice or heat."""

    kind: TimerKind
    now: int

    def apply(self, profile: Profile) -> Profile:
        """Return the profile with the change made."""
        if self.kind is TimerKind.heat:
            return profile._replace(heat_cleared_at=self.now)
        return profile._replace(ice_cleared_at=self.now)


class VoidClearance(NamedTuple):
    """Take the clear no to the cautions back, for ice and heat alike."""

    def apply(self, profile: Profile) -> Profile:
        """Return the profile with the change made."""
        return profile.without_clearance()


class KeepPlace(NamedTuple):
    """Keep the remedy last read."""

    remedy_id: str

    def apply(self, profile: Profile) -> Profile:
        """Return the profile with the change made."""
        return profile._replace(place=self.remedy_id)


class KeepPace(NamedTuple):
    """Keep the pace for movements."""

    pace: Pace

    def apply(self, profile: Profile) -> Profile:
        """Return the profile with the change made."""
        return profile._replace(pace=self.pace)


class KeepNotMe(NamedTuple):
    """Keep the time of a start that the log did not speak against: "that wasn't me"."""

    now: int

    def apply(self, profile: Profile) -> Profile:
        """Return the profile with the change made."""
        return profile._replace(not_me_at=self.now)


class KeepSkinCheck(NamedTuple):
    """Keep the wish for the skin check, or that there is none."""

    wish: SkinCheck

    def apply(self, profile: Profile) -> Profile:
        """Return the profile with the change made."""
        return profile._replace(skin_check=self.wish)


Change = (
    KeepTimer
    | EndTimer
    | DropTimer
    | KeepIce
    | GrantClearance
    | VoidClearance
    | KeepPlace
    | KeepPace
    | KeepNotMe
    | KeepSkinCheck
)


def fold(profile: Profile, changes: Iterable[Change]) -> Profile:
    """Return the profile after these changes, one after another."""
    return reduce(lambda so_far, change: change.apply(so_far), changes, profile)


def _logged(profile: Profile, record: TimerRecord, ended: int, elapsed: int) -> Profile:
    if record.kind not in ON_SKIN:
        return profile
    one = Application(record.started, ended, max(0, (ended - record.started) // 1000 - elapsed))
    others = (kept for kept in profile.log(record.kind) if kept.started != one.started)
    return profile.with_log(record.kind, tuple(sorted((*others, one))))

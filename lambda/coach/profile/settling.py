"""A stored profile as it counts now: what a clock that was moved has dated in the future ends now. Pure.

A log dated a year ahead would else forbid ice for a year, and a clear no would come to count in a year's time.
"""

from coach.care.limits import OF_KIND, ON_SKIN, TimerKind
from coach.profile.model import Application, Profile, TimerRecord

_SLACK_MS = 60 * 1000
"""Lengths are rounded to seconds, and two devices a moment apart are no moved clock."""


def settled(profile: Profile, now: int) -> Profile:
    """Return the profile with nothing in it later than it can be at ``now``; itself where nothing is.

    What can be: a timer has no more left than its length, its entry in the log ends with it, any other within the
    longest application. A clear no of the future is none: when it was said cannot be told.
    """
    timers = tuple(_timer(record, now) for record in profile.timers)
    changed = profile._replace(
        timers=timers,
        not_me_at=profile.not_me_at if profile.not_me_at <= now + _SLACK_MS else now,
        ice_cleared_at=profile.ice_cleared_at if profile.ice_cleared_at <= now + _SLACK_MS else 0,
        heat_cleared_at=profile.heat_cleared_at if profile.heat_cleared_at <= now + _SLACK_MS else 0,
    )
    for kind in ON_SKIN:
        # A timer and its entry in the log are known as the same by when they began.
        running = profile.timer(kind)
        moved = {running.started: _ahead(running, now)} if running else {}
        log = tuple(sorted(_application(one, kind, moved.get(one.started), now) for one in profile.log(kind)))
        changed = changed.with_log(kind, log)
    return profile if changed == profile else changed


def _ahead(record: TimerRecord, now: int) -> int:
    """Return by how much a timer would end later than it can, in milliseconds."""
    left = 0 if record.remaining_when_paused else record.duration_seconds
    ahead = record.triggers_at - now - left * 1000
    return ahead if ahead > _SLACK_MS else 0


def _timer(record: TimerRecord, now: int) -> TimerRecord:
    ahead = _ahead(record, now)
    return record._replace(started=max(0, record.started - ahead), triggers_at=record.triggers_at - ahead)


def _application(one: Application, kind: TimerKind, with_timer: int | None, now: int) -> Application:
    """Return an application moved with its timer; without one (None), by what it ends too late."""
    ahead = with_timer
    if ahead is None:
        ahead = one.ended - now if one.ended > now + OF_KIND[kind].most_seconds * 1000 else 0
    return one._replace(started=max(0, one.started - ahead), ended=one.ended - ahead) if ahead else one

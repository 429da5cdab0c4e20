"""Two devices changed one profile at the same time: the profile that holds what both did. Pure."""

from coach.profile.model import Application, Profile, TimerRecord

_Log = tuple[Application, ...]


def merge(base: Profile, ours: Profile, theirs: Profile) -> Profile:
    """Return the three-way merge: ``base`` as we read it, ``ours`` as we want it, ``theirs`` as it is stored by now."""
    return Profile(
        ice_log=_merge_log(base.ice_log, ours.ice_log, theirs.ice_log),
        heat_log=_merge_log(base.heat_log, ours.heat_log, theirs.heat_log),
        timers=_merge_timers(base, ours, theirs),
        place=theirs.place if ours.place == base.place else ours.place,
        pace=theirs.pace if ours.pace == base.pace else ours.pace,
        ice_cleared_at=_merge_clearance(base.ice_cleared_at, ours.ice_cleared_at, theirs.ice_cleared_at),
        heat_cleared_at=_merge_clearance(base.heat_cleared_at, ours.heat_cleared_at, theirs.heat_cleared_at),
        not_me_at=_merge_latest(base.not_me_at, ours.not_me_at, theirs.not_me_at),
        skin_check=theirs.skin_check if ours.skin_check == base.skin_check else ours.skin_check,
    )


def _merge_log(base: _Log, ours: _Log, theirs: _Log) -> _Log:
    """Return every application that either added, as either changed it, without those that either took out."""
    was, here, there = _by_start(base), _by_start(ours), _by_start(theirs)
    kept: set[Application] = set()
    for key in {**was, **here, **there}:
        kept.update(_merge_application(was.get(key), here.get(key), there.get(key)))
    return tuple(sorted(kept))


def _by_start(log: _Log) -> dict[tuple[int, int], Application]:
    """Return applications by when they began, which is how one is known again; those of one moment also by order."""
    found: dict[tuple[int, int], Application] = {}
    for one in sorted(log):
        nth = 0
        while (one.started, nth) in found:
            nth += 1
        found[one.started, nth] = one
    return found


def _merge_application(
    was: Application | None, ours: Application | None, theirs: Application | None
) -> list[Application]:
    if ours == was:
        return [theirs] if theirs else []
    if theirs == was:
        return [ours] if ours else []
    both = [one for one in (ours, theirs) if one]
    # Both changed it: the later end is the careful one, since the skin's rest is counted from it. Both added one at
    # the same moment: both are kept. One took it out and the other changed it: it is kept.
    return [max(both, key=lambda one: one.ended)] if was and both else both


def _merge_timers(base: Profile, ours: Profile, theirs: Profile) -> tuple[TimerRecord, ...]:
    """Return one record of a kind, in the order in which they are stored."""
    kinds = dict.fromkeys(timer.kind for profile in (theirs, ours) for timer in profile.timers)
    merged = (_merge_timer(base.timer(kind), ours.timer(kind), theirs.timer(kind)) for kind in kinds)
    return tuple(timer for timer in merged if timer)


def _merge_timer(base: TimerRecord | None, ours: TimerRecord | None, theirs: TimerRecord | None) -> TimerRecord | None:
    if ours == base:
        return theirs
    if ours is None and theirs is not None and base is not None and theirs.id != base.id:
        # We stopped the timer that we knew; this is another one, and it still runs.
        return theirs
    return ours


def _merge_clearance(base: int, ours: int, theirs: int) -> int:
    """Return the time of a clearance; one that was taken back on either device stays taken back."""
    if ours == base:
        return theirs
    if theirs == base:
        return ours
    return max(ours, theirs) if ours and theirs else 0


def _merge_latest(base: int, ours: int, theirs: int) -> int:
    if ours == base:
        return theirs
    return ours if theirs == base else max(ours, theirs)

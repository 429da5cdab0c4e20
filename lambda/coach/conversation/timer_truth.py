"""What Alexa holds, and what our record makes of it: the one place where the two are reconciled."""

from typing import NamedTuple

from coach.alexa.timers import Timer, TimersError, Trouble
from coach.conversation.turn import Turn
from coach.profile.model import Go, Profile, RunningTimer

LABEL = "ice"
"""So that "Alexa, how long is left on the ice timer" works without the skill."""
SPARE_LABEL = "ice two"
"""For when the person has a timer of their own under the label."""


class Found(NamedTuple):
    """The ice timer, as far as it can be known."""

    record: RunningTimer | None = None
    timer: Timer | None = None
    """As Alexa has it; by our record, where she did not answer; None: none runs."""
    trouble: Trouble | None = None
    """Why Alexa could not be asked; None: she answered, or there was nothing to ask about."""


def find(turn: Turn, *, without_record: bool = False) -> Found:
    """Ask Alexa for the timer in our record, by its id.

    ``without_record``: where we have no record (a start whose answer was lost, a profile forgotten or out of reach),
    ask for any timer under our labels.
    """
    record = turn.profile.timer
    if record is None:
        if not without_record or not turn.may_use_timers:
            return Found()
        return _any(turn)
    try:
        timer = turn.timers.get(record.id)
    except TimersError as error:
        return Found(record, _by_record(record, turn.now), error.trouble)
    return Found(record, timer if timer and _runs(timer, turn.now) else None)


def _any(turn: Turn) -> Found:
    try:
        held = [timer for timer in turn.timers.list() if timer.label in {LABEL, SPARE_LABEL} and _runs(timer, turn.now)]
    except TimersError as error:
        return Found(trouble=error.trouble)
    return Found(record_of(held[0], turn.now), held[0]) if held else Found()


def _runs(timer: Timer, now: int) -> bool:
    return timer.status == "PAUSED" or (timer.status == "ON" and timer.trigger > now)


def _by_record(record: RunningTimer, now: int) -> Timer | None:
    if record.left_when_paused:
        return Timer(record.id, LABEL, "PAUSED", record.trigger, record.left_when_paused, record.seconds)
    return Timer(record.id, LABEL, "ON", record.trigger, 0, record.seconds) if record.trigger > now else None


def record_of(timer: Timer, now: int, seconds: int = 0) -> RunningTimer:
    """A record of a timer that Alexa holds; ``seconds``: its whole length, where Alexa does not say."""
    whole = timer.seconds or seconds or timer.seconds_left(now)
    left = timer.seconds_left(now)
    trigger = timer.trigger if timer.status != "PAUSED" else now
    return RunningTimer(
        timer.id, now - max(0, whole - left) * 1000, trigger, whole, left if timer.status == "PAUSED" else 0
    )


def had_seconds(record: RunningTimer, now: int) -> int:
    """How long the ice was on under this timer so far, in seconds; pauses do not count."""
    left = record.left_when_paused or max(0, record.trigger - now) // 1000
    return max(0, record.seconds - left)


def with_timer(profile: Profile, record: RunningTimer) -> Profile:
    """The profile with this timer running, and its ice in the log."""
    go = Go(record.started, record.trigger)
    return profile._replace(timer=record, ice_log=(*(kept for kept in profile.ice_log if kept.on != go.on), go))


def paused(profile: Profile, record: RunningTimer, left: int, now: int) -> Profile:
    """The profile with the timer held, ``left`` seconds before its end: the ice is off since ``now``."""
    log = tuple(Go(go.on, min(go.off, now)) if go.off == record.trigger else go for go in profile.ice_log)
    return profile._replace(timer=record._replace(trigger=now, left_when_paused=left), ice_log=log)


def resumed(profile: Profile, record: RunningTimer, left: int, now: int) -> Profile:
    """The profile with the timer running on: ice is on again, which the log has as a part of its own."""
    trigger = now + left * 1000
    kept = record._replace(trigger=trigger, left_when_paused=0)
    return profile._replace(timer=kept, ice_log=(*profile.ice_log, Go(now, trigger)))


def ended(profile: Profile, record: RunningTimer, now: int) -> Profile:
    """The profile with the timer gone: ice is off since ``now``, or since it rang or was held, if that was before."""
    off = min(now, record.trigger)
    log = tuple(Go(go.on, min(go.off, off)) if go.off == record.trigger else go for go in profile.ice_log)
    return profile._replace(timer=None, ice_log=log)


def reconcile(turn: Turn) -> Found:
    """Find the timer; where Alexa has it no more, go on this turn with a profile that says so."""
    found = find(turn)
    if found.record and not found.timer and not found.trouble:
        turn.use_profile(ended(turn.profile, found.record, turn.now))
    return found

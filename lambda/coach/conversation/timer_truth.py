"""What Alexa holds, and what our records make of it: the one place where the two are reconciled."""

from collections.abc import Iterable
from contextlib import suppress
from typing import NamedTuple

from coach.alexa.timer import Timer, TimersError, Trouble
from coach.conversation.kinds import KINDS, Kind
from coach.conversation.turn import Turn
from coach.profile.model import Go, Profile, RunningTimer


class Found(NamedTuple):
    """The timer of one kind, as far as it can be known."""

    kind: Kind
    record: RunningTimer | None = None
    """Ours, brought into step with Alexa's; of a timer that is gone, as it was."""
    timer: Timer | None = None
    """As Alexa has it; by our record, where she did not answer; None: none runs."""
    trouble: Trouble | None = None
    """Why Alexa could not be asked; None: she answered, or there was nothing to ask about."""
    rang: bool = False
    """It is gone because its time was up."""
    others: tuple[Timer, ...] = ()
    """Left over at Alexa's: a timer that was replaced and could not be taken away."""
    ringing: tuple[Timer, ...] = ()
    """Those of the kind that ring at this moment."""

    @property
    def runs(self) -> bool:
        """Whether one is there and not held."""
        return self.timer is not None and self.timer.status != "PAUSED"

    @property
    def has_news(self) -> bool:
        """Whether there is anything to say about it."""
        return self.record is not None or self.timer is not None or self.trouble is not None


_LOOK_SECONDS = 1.0
"""For a look at what we have no record of."""


def find(turn: Turn, kind: Kind) -> Found:
    """Ask Alexa for the timer of a kind; the profile of the turn goes on in step with her answer.

    Ours is known by its id; where there is no record of it (a start whose answer was lost, a profile forgotten or out
    of reach), or it was replaced by a turn whose record was lost, by the kind's labels.
    """
    record = turn.profile.timer(kind.name)
    if record is None and not (turn.may_use_timers and turn.timers.reachable):
        return Found(kind)
    try:
        listed = turn.timers.list() if record else turn.timers.list(within=_LOOK_SECONDS)
    except TimersError as error:
        return Found(kind, record, _by_record(record, turn.now) if record else None, error.trouble)
    ours = [timer for timer in listed if timer.label in kind.labels or (record and timer.id == record.id)]
    ringing = tuple(timer for timer in ours if not _is_on(timer, turn.now))
    held = sorted((timer for timer in ours if _is_on(timer, turn.now)), key=lambda one: one.seconds_left(turn.now))
    found = _reconciled(turn, kind, record, held, ringing)
    others = tuple(timer for timer in held if found.timer and timer.id != found.timer.id)
    return found._replace(others=others, ringing=ringing)


def survey(turn: Turn, kinds: Iterable[Kind] = KINDS.values()) -> list[Found]:
    """Every timer of these kinds that we or Alexa know of; never empty. She is asked once for all of them."""
    found = [find(turn, kind) for kind in kinds]
    known = [one for one in found if one.record or one.timer]
    return known or [one for one in found if one.has_news][:1] or found[:1]


def tidied(turn: Turn, found: Found) -> Found:
    """What was found, without the timers that were left over, as far as they can be taken away by now."""
    kept = []
    for left_over in found.others:
        try:
            turn.timers.delete(left_over.id)
        except TimersError:
            kept.append(left_over)
    return found._replace(others=tuple(kept))


def silence(turn: Turn, found: Found) -> None:
    """Stop what rings, as far as that works; till then it holds the label by which Alexa knows the timer."""
    for ringing in found.ringing:
        with suppress(TimersError):
            turn.timers.delete(ringing.id)


def _reconciled(
    turn: Turn, kind: Kind, record: RunningTimer | None, held: list[Timer], ringing: tuple[Timer, ...]
) -> Found:
    """Our record and what Alexa holds of the kind, made one: the profile of the turn goes on with it."""
    if record is None:
        return _adopted(turn, kind, held[0]) if held else Found(kind)
    timer = next((one for one in held if one.id == record.id), None) or next(
        (one for one in held if _replaces(one, record)), None
    )
    if timer:
        record = in_step(record, timer, turn.now)
        if record != turn.profile.timer(kind.name):
            turn.use_profile(with_record(turn.profile, record))
        return Found(kind, record, timer)
    if not record.id and turn.now < record.trigger and not any(_replaces(one, record) for one in ringing):
        # Whether it had started could not be told then: it had not.
        turn.use_profile(turn.profile.with_timer(kind.name, None))
        return _adopted(turn, kind, held[0]) if held else Found(kind)
    if held:
        # Another go, whose record was lost: ours was over when that began.
        turn.use_profile(ended(turn.profile, record, min(turn.now, held[0].created or turn.now)))
        return _adopted(turn, kind, held[0])
    rung = next((one for one in ringing if one.id == record.id or _replaces(one, record)), None)
    if rung and abs(rung.trigger - record.trigger) >= _SAME_MS:
        # Held or made longer without us before it rang: where that leaves it open, it was on all the time.
        record = record._replace(
            trigger=rung.trigger, left_when_paused=0, seconds=max(record.seconds, _most_had(record, rung.trigger))
        )
    turn.use_profile(ended(turn.profile, record, turn.now))
    return Found(kind, record, rang=bool(rung) or (turn.now >= record.trigger and not record.left_when_paused))


def _adopted(turn: Turn, kind: Kind, timer: Timer) -> Found:
    """A timer of ours without a record gets one. Of several, the one that rings first counts."""
    record = record_of(timer, turn.now, kind)._replace(adopted=True)
    turn.use_profile(with_record(turn.profile, record))
    return Found(kind, record, timer)


def _replaces(other: Timer, record: RunningTimer) -> bool:
    """Whether a timer of ours is the one on record, made longer, or begun by a start whose answer was lost."""
    if not record.id:
        return abs(other.created - record.started) < _JUST_THEN_MS
    return other.label != record.label and (bool(record.left_when_paused) or other.created < record.trigger)


_SAME_MS = 3000
"""Alexa's clock and ours differ by less."""
_JUST_THEN_MS = 60_000


def _is_on(timer: Timer, now: int) -> bool:
    return timer.status == "PAUSED" or (timer.status == "ON" and timer.trigger > now)


def _by_record(record: RunningTimer, now: int) -> Timer | None:
    if not record.id:
        # Whether it ever started is not known.
        return None
    if record.left_when_paused:
        return Timer(record.id, record.label, "PAUSED", record.trigger, record.left_when_paused, record.seconds)
    return Timer(record.id, record.label, "ON", record.trigger, 0, record.seconds) if record.trigger > now else None


def in_step(record: RunningTimer, timer: Timer, now: int) -> RunningTimer:
    """Our record, as Alexa has the timer by now: it may have been held, let go on or made longer without the skill.

    Where that leaves open how long the ice was on, the longer time counts.
    """
    record = record._replace(id=timer.id, label=timer.label or record.label)
    left = timer.seconds_left(now)
    changed_at = timer.updated if record.started < timer.updated <= now else 0
    had_at_pause = record.seconds - record.left_when_paused
    if timer.status != "PAUSED" and not record.left_when_paused:
        if abs(timer.trigger - record.trigger) < 1000:
            return record
        return record._replace(trigger=timer.trigger, seconds=_most_had(record, now) + left)
    if timer.status != "PAUSED":
        # Let go on without us: since it was changed last, as far as Alexa says.
        since = (now - changed_at) // 1000 if changed_at > record.trigger else 0
        resumed_for = max(0, record.left_when_paused - left, since)
        return record._replace(trigger=timer.trigger, left_when_paused=0, seconds=had_at_pause + resumed_for + left)
    if record.left_when_paused:
        if left >= record.left_when_paused - _SAME_MS // 1000:
            # Still held; made longer meanwhile, perhaps.
            return record._replace(left_when_paused=left, seconds=had_at_pause + left)
        on_again = record.left_when_paused - left
        return record._replace(trigger=changed_at or now, left_when_paused=left, seconds=had_at_pause + on_again + left)
    off = changed_at or min(now, record.trigger)
    had = max(record.seconds - left, _most_had(record, changed_at) if changed_at else 0)
    if left > record.seconds and not changed_at:
        had = _most_had(record, now)
    return record._replace(trigger=off, left_when_paused=left, seconds=had + left)


def _most_had(record: RunningTimer, now: int) -> int:
    """The longest that it can have been on so far: since it began, without the pauses that we know of."""
    known_rest = max(0, (record.trigger - record.started) // 1000 - record.seconds)
    return max(0, (now - record.started) // 1000 - known_rest)


def record_of(timer: Timer, now: int, kind: Kind, seconds: int = 0) -> RunningTimer:
    """A record of a timer that Alexa holds; ``seconds``: its whole length, where Alexa does not say."""
    left = timer.seconds_left(now)
    whole = max(timer.seconds or seconds, left)
    started = now - max(0, whole - left) * 1000
    if timer.status == "PAUSED":
        return RunningTimer(timer.id, started, now, whole, left, kind.name, timer.label)
    return RunningTimer(timer.id, started, timer.trigger, whole, 0, kind.name, timer.label)


def had_seconds(record: RunningTimer, now: int) -> int:
    """How long it was on under this timer so far, in seconds; pauses do not count."""
    left = record.left_when_paused or max(0, record.trigger - now + 999) // 1000
    return max(0, record.seconds - left)


def with_record(profile: Profile, record: RunningTimer) -> Profile:
    """The profile with this timer running or held, and its ice or heat in the log.

    One that may not have started comes into the log when its time is over, unless it is known by then.
    """
    if not record.id:
        return profile.with_timer(record.kind, record)
    had = record.seconds - record.left_when_paused
    return _logged(profile.with_timer(record.kind, record), record, record.trigger, had)


def ended(profile: Profile, record: RunningTimer, now: int) -> Profile:
    """The profile with the timer gone: off since ``now``, or since it rang or was held, if that was before."""
    off = min(now, record.trigger)
    return _logged(profile.with_timer(record.kind, None), record, off, had_seconds(record, off))


def _logged(profile: Profile, record: RunningTimer, off: int, had: int) -> Profile:
    if not KINDS[record.kind].on_skin:
        return profile
    go = Go(record.started, off, max(0, (off - record.started) // 1000 - had))
    others = (kept for kept in profile.log(record.kind) if kept.on != go.on)
    return profile.with_log(record.kind, tuple(sorted((*others, go))))


def paused(record: RunningTimer, left: int, now: int) -> RunningTimer:
    """The record of a timer that is held since ``now``, ``left`` seconds before its end."""
    return record._replace(trigger=now, left_when_paused=left)


def resumed(record: RunningTimer, left: int, now: int) -> RunningTimer:
    """The record of a timer that runs on since ``now``."""
    return record._replace(trigger=now + left * 1000, left_when_paused=0)

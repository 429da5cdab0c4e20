"""What Alexa holds, and what our records make of it: the one place where the two are reconciled.

A look-up changes nothing: it returns the turn as it goes on with what was learned.
"""

from collections.abc import Iterable
from contextlib import suppress
from typing import NamedTuple

from coach.conversation.timers.kinds import SURVEYED, Kind
from coach.conversation.timers.port import Timer, TimerFailure, TimersError, TimerStatus
from coach.conversation.turn import Turn
from coach.profile.changes import DropTimer, EndTimer, KeepTimer
from coach.profile.model import TimerRecord

_LOOK_SECONDS = 1.0
"""For a look at what we have no record of."""
_SAME_MS = 3000
"""Alexa's clock and ours differ by less."""
_JUST_THEN_MS = 60_000


class Found(NamedTuple):
    """The timer of one kind, as far as it can be known."""

    kind: Kind
    record: TimerRecord | None = None
    """Ours, brought into step with Alexa's; of a timer that is gone, as it was."""
    timer: Timer | None = None
    """As Alexa has it; by our record, where she did not answer; None: none runs."""
    failure: TimerFailure | None = None
    """Why Alexa could not be asked; None: she answered, or there was nothing to ask about."""
    rang: bool = False
    """It is gone because its time was up."""
    others: tuple[Timer, ...] = ()
    """Left over at Alexa's: a timer that was replaced and could not be deleted."""
    ringing: tuple[Timer, ...] = ()
    """Those of the kind that ring at this moment."""

    @property
    def runs(self) -> bool:
        """Whether one is there and not paused."""
        return self.timer is not None and self.timer.status is not TimerStatus.paused

    @property
    def has_news(self) -> bool:
        """Whether there is anything to say about it."""
        return self.record is not None or self.timer is not None or self.failure is not None


def find(turn: Turn, kind: Kind) -> tuple[Turn, Found]:
    """Ask Alexa for the timer of a kind. Return the turn in step with her answer, and what was found.

    Ours is known by its id; where there is no record of it (a start whose answer was lost, a profile forgotten or out
    of reach), or it was replaced by a turn whose record was lost, by the kind's labels.
    """
    record = turn.profile.timer(kind.id)
    if record is None and not (turn.may_use_timers and turn.timers.reachable):
        return turn, Found(kind)
    try:
        listed = turn.timers.list(None if record else _LOOK_SECONDS)
    except TimersError as error:
        return turn, Found(kind, record, _by_record(record, turn.now) if record else None, error.failure)
    return _among(turn, kind, record, listed)


def _among(turn: Turn, kind: Kind, record: TimerRecord | None, listed: list[Timer]) -> tuple[Turn, Found]:
    """Return what Alexa holds of the kind, among the timers of this skill."""
    ours = [timer for timer in listed if timer.label in kind.labels or (record and timer.id == record.id)]
    ringing = tuple(timer for timer in ours if not _is_on(timer, turn.now))
    live = sorted((one for one in ours if _is_on(one, turn.now)), key=lambda one: one.remaining_seconds(turn.now))
    turn, found = _reconciled(turn, kind, record, live, ringing)
    others = tuple(timer for timer in live if found.timer and timer.id != found.timer.id)
    return turn, found._replace(others=others, ringing=ringing)


def survey(turn: Turn, kinds: Iterable[Kind] = SURVEYED) -> tuple[Turn, list[Found]]:
    """Return every timer of these kinds that we or Alexa know of; never empty. She is asked once for all of them."""
    found = []
    for kind in kinds:
        turn, one = find(turn, kind)
        found.append(one)
    known = [one for one in found if one.record or one.timer]
    return turn, known or [one for one in found if one.has_news][:1] or found[:1]


def delete_leftovers(turn: Turn, found: Found) -> Found:
    """Delete the timers that were left over, as far as that works by now. Return what was found, without them."""
    kept = []
    for leftover in found.others:
        try:
            turn.timers.delete(leftover.id)
        except TimersError:
            kept.append(leftover)
    return found._replace(others=tuple(kept))


def silence(turn: Turn, found: Found) -> None:
    """Stop what rings, as far as that works; till then it holds the label by which Alexa knows the timer."""
    for ringing in found.ringing:
        with suppress(TimersError):
            turn.timers.delete(ringing.id)


def _reconciled(
    turn: Turn, kind: Kind, record: TimerRecord | None, live: list[Timer], ringing: tuple[Timer, ...]
) -> tuple[Turn, Found]:
    """Our record and what Alexa holds of the kind, made one."""
    if record is None:
        return _adopted(turn, kind, live)
    timer = _ours(live, record)
    if timer:
        updated = in_step(record, timer, turn.now)
        turn = turn if updated == record else turn.after(KeepTimer(updated))
        return turn, Found(kind, updated, timer)
    rung = _ours(ringing, record)
    if not record.id and turn.now < record.triggers_at and not rung:
        # Whether it had started could not be told then: it had not.
        return _adopted(turn.after(DropTimer(kind.id)), kind, live)
    if live:
        # Another start, whose record was lost: ours was over when that began.
        over_at = min(turn.now, live[0].created_at or turn.now)
        return _adopted(turn.after(EndTimer(record, over_at)), kind, live)
    return _gone(turn, kind, record, rung)


def _gone(turn: Turn, kind: Kind, record: TimerRecord, rung: Timer | None) -> tuple[Turn, Found]:
    """Alexa has it no more, or it rings."""
    if rung and abs(rung.triggers_at - record.triggers_at) >= _SAME_MS:
        # Paused or extended without us before it rang: where that leaves it open, it was on all the time.
        longest = max(record.duration_seconds, _longest_elapsed(record, rung.triggers_at))
        record = record._replace(triggers_at=rung.triggers_at, remaining_when_paused=0, duration_seconds=longest)
    rang = bool(rung) or (turn.now >= record.triggers_at and not record.remaining_when_paused)
    return turn.after(EndTimer(record, turn.now)), Found(kind, record, rang=rang)


def _adopted(turn: Turn, kind: Kind, live: list[Timer]) -> tuple[Turn, Found]:
    """A timer of ours without a record gets one. Of several, the one that rings first counts."""
    if not live:
        return turn, Found(kind)
    record = record_of(live[0], turn.now, kind)._replace(adopted=True)
    return turn.after(KeepTimer(record)), Found(kind, record, live[0])


def _ours(timers: Iterable[Timer], record: TimerRecord) -> Timer | None:
    """Return the timer on record, by its id; else the one that replaced it; None if neither is there."""
    by_id = (one for one in timers if one.id == record.id)
    return next(by_id, None) or next((one for one in timers if _replaces(one, record)), None)


def _replaces(other: Timer, record: TimerRecord) -> bool:
    """Return whether a timer of ours is the one on record, extended, or begun by a start whose answer was lost."""
    if not record.id:
        return abs(other.created_at - record.started) < _JUST_THEN_MS
    return other.label != record.label and (bool(record.remaining_when_paused) or other.created_at < record.triggers_at)


def _is_on(timer: Timer, now: int) -> bool:
    return timer.status is TimerStatus.paused or (timer.status is TimerStatus.on and timer.triggers_at > now)


def _by_record(record: TimerRecord, now: int) -> Timer | None:
    if not record.id:
        # Whether it ever started is not known.
        return None
    if record.remaining_when_paused:
        left = record.remaining_when_paused
        return Timer(record.id, record.label, TimerStatus.paused, record.triggers_at, left, record.duration_seconds)
    running = Timer(record.id, record.label, TimerStatus.on, record.triggers_at, 0, record.duration_seconds)
    return running if record.triggers_at > now else None


def in_step(record: TimerRecord, timer: Timer, now: int) -> TimerRecord:
    """Return our record as Alexa has the timer by now: it may have been paused, resumed or extended without the skill.

    Where that leaves open how long the ice was on, the longer time counts.
    """
    record = record._replace(id=timer.id, label=timer.label or record.label)
    changed_at = timer.updated_at if record.started < timer.updated_at <= now else 0
    was_paused = bool(record.remaining_when_paused)
    if timer.status is TimerStatus.paused:
        step = _still_paused if was_paused else _paused_elsewhere
        return step(record, timer, now, changed_at)
    return _resumed_elsewhere(record, timer, now, changed_at) if was_paused else _still_runs(record, timer, now)


def _still_runs(record: TimerRecord, timer: Timer, now: int) -> TimerRecord:
    if abs(timer.triggers_at - record.triggers_at) < 1000:
        return record
    duration = _longest_elapsed(record, now) + timer.remaining_seconds(now)
    return record._replace(triggers_at=timer.triggers_at, duration_seconds=duration)


def _resumed_elsewhere(record: TimerRecord, timer: Timer, now: int, changed_at: int) -> TimerRecord:
    """Resumed without us: since it was changed last, as far as Alexa says."""
    remaining = timer.remaining_seconds(now)
    since = (now - changed_at) // 1000 if changed_at > record.triggers_at else 0
    resumed_for = max(0, record.remaining_when_paused - remaining, since)
    duration = record.duration_seconds - record.remaining_when_paused + resumed_for + remaining
    return record._replace(triggers_at=timer.triggers_at, remaining_when_paused=0, duration_seconds=duration)


def _still_paused(record: TimerRecord, timer: Timer, now: int, changed_at: int) -> TimerRecord:
    remaining = timer.remaining_seconds(now)
    elapsed_at_pause = record.duration_seconds - record.remaining_when_paused
    if remaining >= record.remaining_when_paused - _SAME_MS // 1000:
        # Still paused; extended meanwhile, perhaps.
        return record._replace(remaining_when_paused=remaining, duration_seconds=elapsed_at_pause + remaining)
    # On again for a while, and paused again.
    duration = elapsed_at_pause + (record.remaining_when_paused - remaining) + remaining
    return record._replace(triggers_at=changed_at or now, remaining_when_paused=remaining, duration_seconds=duration)


def _paused_elsewhere(record: TimerRecord, timer: Timer, now: int, changed_at: int) -> TimerRecord:
    remaining = timer.remaining_seconds(now)
    elapsed = max(record.duration_seconds - remaining, _longest_elapsed(record, changed_at) if changed_at else 0)
    if remaining > record.duration_seconds and not changed_at:
        elapsed = _longest_elapsed(record, now)
    return record._replace(
        triggers_at=changed_at or min(now, record.triggers_at),
        remaining_when_paused=remaining,
        duration_seconds=elapsed + remaining,
    )


def _longest_elapsed(record: TimerRecord, now: int) -> int:
    """Return the longest that it can have been on so far: since it began, without the pauses that we know of."""
    known_pauses = max(0, (record.triggers_at - record.started) // 1000 - record.duration_seconds)
    return max(0, (now - record.started) // 1000 - known_pauses)


def record_of(timer: Timer, now: int, kind: Kind, seconds: int = 0) -> TimerRecord:
    """Return a record of a timer that Alexa holds; ``seconds``: its whole length, where Alexa does not say."""
    remaining = timer.remaining_seconds(now)
    duration = max(timer.duration_seconds or seconds, remaining)
    started = now - max(0, duration - remaining) * 1000
    if timer.status is TimerStatus.paused:
        return TimerRecord(timer.id, started, now, duration, remaining, kind.id, timer.label)
    if started > timer.triggers_at:
        # Our clock is ahead of Alexa's by more than the whole length: hers counts.
        started = timer.triggers_at - duration * 1000
    return TimerRecord(timer.id, started, timer.triggers_at, duration, 0, kind.id, timer.label)

"""The skin check: the first of two rings, at five minutes of ice or heat. It follows these, whatever becomes of them.

Made only after a yes to a question that names it, or where it was asked for by name; what is in its place already may
be moved. A skin check too few is said; ice and heat never depend on it.
"""

from typing import NamedTuple

from coach.care import limits
from coach.conversation.timers.kinds import HEAT, ICE, SKIN_CHECK, Kind
from coach.conversation.timers.port import TimerFailure, TimersError, TimerStatus
from coach.conversation.timers.reconciliation import Found, delete_leftovers, find, record_of, silence
from coach.conversation.turn import Turn
from coach.profile.changes import EndTimer, KeepTimer
from coach.profile.model import SkinCheck, TimerRecord
from coach.speech.numbers import roughly

_NEAR_SECONDS = 10
"""So much earlier or later it is left as it is: each touch of two timers may cost the one a second or two."""


class _Due(NamedTuple):
    """When it is to ring, by the ice or heat that is on."""

    seconds: int
    is_paused: bool


def is_part_of(turn: Turn, kind: Kind, seconds: int) -> bool:
    """Return whether the question before a start of so many seconds names the skin check, too."""
    wanted = turn.profile.skin_check is SkinCheck.wanted
    return wanted and kind.on_skin and limits.skin_check_in(0, seconds or kind.limit.default_seconds) > 0


def may_offer(turn: Turn, kind: Kind, elapsed: int, remaining: int) -> bool:
    """Return whether to ask, once it is on, if it shall ring: never yet offered, or wanted and not asked for so far."""
    to_ask = turn.profile.skin_check in {SkinCheck.unknown, SkinCheck.wanted} and not turn.profile_lost
    return to_ask and kind.on_skin and limits.skin_check_in(elapsed, remaining) > 0


def look(turn: Turn) -> tuple[Turn, Found]:
    """Return the skin check as Alexa holds it. Before a change: afterwards she would have to be asked again."""
    return find(turn, SKIN_CHECK)


def make(turn: Turn, seconds: int, replaced: TimerRecord | None = None) -> tuple[Turn, TimerFailure | None]:
    """Have it ring in so many seconds; ``replaced``: in the place of this one. Return what went wrong, or None."""
    labels = tuple(label for label in SKIN_CHECK.labels if replaced is None or label != replaced.label)
    announcement = turn.words.of_kind(SKIN_CHECK.id, "announcement")
    try:
        timer = turn.timers.start(labels, seconds, announcement, beside=replaced.id if replaced else "")
    except TimersError as error:
        return turn, error.failure
    turn = turn.after(KeepTimer(record_of(timer, turn.now, SKIN_CHECK, seconds)))
    is_ours = timer.status is TimerStatus.on and abs(timer.remaining_seconds(turn.now) - seconds) <= _NEAR_SECONDS
    return turn, None if is_ours else TimerFailure.refused


def clear(turn: Turn, ring: Found) -> tuple[Turn, TimerFailure | None]:
    """Delete it, and silence what rings. Return what went wrong, or None."""
    silence(turn, ring)
    ring = delete_leftovers(turn, ring)
    if ring.timer is None or ring.record is None:
        return turn, None
    try:
        turn.timers.delete(ring.record.id)
    except TimersError as error:
        return turn, error.failure
    return turn.after(EndTimer(ring.record, turn.now)), None


def follow(turn: Turn, ring: Found) -> tuple[Turn, str]:
    """Bring it into step with what is on by now: gone, paused, on again, or moved. Return what went wrong, in words.

    Where Alexa could not list her timers, by its record, as the ice itself.
    """
    if not (ring.timer or ring.ringing):
        return turn, ""
    due = _due(turn)
    if due is None:
        if ring.ringing and not ring.timer and _on_skin(turn):
            # Its five minutes are over: it rings as it should.
            return turn, ""
        turn, failure = clear(turn, ring)
        label = ring.record.label if ring.record else SKIN_CHECK.label
        return turn, turn.words("skin_check.stays", label=label) if failure else ""
    turn, failure = _paused(turn, ring) if due.is_paused else _running(turn, ring, due.seconds)
    return turn, turn.words("skin_check.not_in_step") if failure else ""


def in_words(turn: Turn) -> str:
    """Return when it rings, by its record, which is in step with Alexa's; empty where it does not, or is paused."""
    record = turn.profile.timer(SKIN_CHECK.id)
    if record is None or record.remaining_when_paused or record.triggers_at <= turn.now:
        return ""
    left = roughly((record.triggers_at - turn.now + 999) // 1000)
    return turn.words.of_kind(SKIN_CHECK.id, "left", left=left)


def _on_skin(turn: Turn) -> TimerRecord | None:
    records = (turn.profile.timer(kind.id) for kind in (ICE, HEAT))
    return next((record for record in records if record and record.id), None)


def _due(turn: Turn) -> _Due | None:
    """Return when it is to ring; None: not, or no more."""
    record = _on_skin(turn)
    if record is None:
        return None
    elapsed = record.elapsed_seconds(turn.now)
    seconds = limits.skin_check_in(elapsed, max(0, record.duration_seconds - elapsed))
    return _Due(seconds, bool(record.remaining_when_paused)) if seconds else None


def _paused(turn: Turn, ring: Found) -> tuple[Turn, TimerFailure | None]:
    record, timer = ring.record, ring.timer
    if record is None or timer is None or timer.status is TimerStatus.paused:
        return turn, None
    try:
        was_there = turn.timers.pause(record.id)
    except TimersError as error:
        return turn, error.failure
    left = max(1, timer.remaining_seconds(turn.now))
    return turn.after(KeepTimer(record.paused(left, turn.now)) if was_there else EndTimer(record, turn.now)), None


def _running(turn: Turn, ring: Found, seconds: int) -> tuple[Turn, TimerFailure | None]:
    record, timer = ring.record, ring.timer
    if record is None or timer is None:
        return turn, None
    if abs(timer.remaining_seconds(turn.now) - seconds) > _NEAR_SECONDS:
        # Paused or let go on by itself, or the ice was, without us.
        return _moved(turn, record, seconds)
    return (
        _resumed(turn, record, timer.remaining_seconds(turn.now))
        if timer.status is TimerStatus.paused
        else (turn, None)
    )


def _resumed(turn: Turn, record: TimerRecord, left: int) -> tuple[Turn, TimerFailure | None]:
    try:
        was_there = turn.timers.resume(record.id)
    except TimersError as error:
        return turn, error.failure
    return turn.after(KeepTimer(record.resumed(left, turn.now)) if was_there else EndTimer(record, turn.now)), None


def _moved(turn: Turn, record: TimerRecord, seconds: int) -> tuple[Turn, TimerFailure | None]:
    """Make it anew under another label, and only then delete the old one: in doubt it rings twice."""
    turn, failure = make(turn, seconds, record)
    if failure:
        return turn, failure
    try:
        turn.timers.delete(record.id)
    except TimersError as error:
        return turn, error.failure
    return turn, None

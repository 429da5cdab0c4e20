"""A timer is created, and every way in which that may fail."""

from contextlib import suppress
from typing import TYPE_CHECKING

from coach.care import limits
from coach.conversation.reply import Reply, tell
from coach.conversation.timers import consent
from coach.conversation.timers.kinds import ICE, NEXT_ICE, Kind
from coach.conversation.timers.phrases import left_of, too_long
from coach.conversation.timers.port import Timer, TimerFailure, TimersError, TimerStatus
from coach.conversation.timers.reconciliation import Found, find, record_of
from coach.conversation.turn import Turn
from coach.profile.changes import EndTimer, KeepNotMe, KeepTimer
from coach.profile.model import TimerRecord
from coach.speech.numbers import exactly, roughly

if TYPE_CHECKING:
    from coach.content.line_keys import LineKey

_JUST_NOW_SECONDS = 30
"""A timer with so much more or less to run than was asked for is not the one asked for."""

_FAILED: "dict[TimerFailure, LineKey]" = {
    TimerFailure.no_permission: "timer.start_no_permission",
    TimerFailure.too_many: "timer.start_too_many",
    TimerFailure.busy: "timer.start_busy",
    TimerFailure.offline: "timer.start_offline",
    TimerFailure.down: "timer.start_down",
    TimerFailure.unsupported: "timer.start_unsupported",
    TimerFailure.locale: "timer.start_locale",
    TimerFailure.refused: "timer.start_refused",
}


def start(turn: Turn, kind: Kind, seconds: int) -> Reply:
    """Start the timer; where the permission is missing, ask for it first, by voice, once."""
    most = kind.limit.most_seconds
    seconds = min(max(seconds, limits.LEAST_SECONDS), most) if seconds else kind.limit.default_seconds
    if not turn.timers.reachable:
        # No permission would help.
        return _failed(turn, kind, TimerFailure.unsupported, seconds)
    if not turn.may_use_timers:
        return consent.request(turn, kind, seconds)
    try:
        timer = turn.timers.start(kind.labels, seconds, turn.words.of_kind(kind.id, "announcement"))
    except TimersError as error:
        if error.failure is TimerFailure.no_permission and not turn.session.consent_asked:
            return consent.request(turn, kind, seconds)
        return _failed(turn, kind, error.failure, seconds)
    return _started(turn, kind, seconds, timer)


def _started(turn: Turn, kind: Kind, seconds: int, timer: Timer) -> Reply:
    """Return what to say and keep of a timer that Alexa has made, or has had already."""
    was_on_before = kind.on_skin and bool(turn.profile.log(kind.id))
    record = record_of(timer, turn.now, kind, seconds)
    turn = turn.after(KeepTimer(record))
    is_paused = timer.status is TimerStatus.paused
    if is_paused or abs(timer.remaining_seconds(turn.now) - seconds) > _JUST_NOW_SECONDS:
        # Not the one just asked for: it was running before, and no second one was made.
        return already_running(turn, Found(kind, record, timer))
    if turn.session.not_me:
        turn = turn.after(KeepNotMe(turn.now))
    # In one turn, within hours of a clear no: the same in few words.
    briefly = was_on_before and not turn.session.cautions and not turn.session.not_me
    again = turn.words.of_kind(kind.id, "again") if was_on_before and not briefly else ""
    turn = _drop_ring(turn) if kind is ICE else turn
    lost = turn.words("memory.not_kept") if turn.profile_lost else ""
    started = turn.words.of_kind(kind.id, "started_again" if briefly else "started", length=exactly(seconds))
    return tell(turn._replace(session=turn.session.without_start()), started, again, lost)


def _drop_ring(turn: Turn) -> Turn:
    """Delete the ring that says "you can ice again", if that works: after this ice it would come too early."""
    if not turn.profile.timer(NEXT_ICE.id):
        return turn
    turn, ring = find(turn, NEXT_ICE)
    if ring.timer and ring.record and not ring.failure:
        with suppress(TimersError):
            turn.timers.delete(ring.record.id)
            return turn.after(EndTimer(ring.record, turn.now))
    return turn


def _failed(turn: Turn, kind: Kind, failure: TimerFailure, seconds: int) -> Reply:
    if failure is not TimerFailure.unknown:
        return consent.native_words(turn, kind, _FAILED[failure], seconds)
    # It may have started: until Alexa says that it has not, it counts.
    maybe = TimerRecord("", turn.now, turn.now + seconds * 1000, seconds, 0, kind.id, kind.label)
    turn = turn.after(KeepTimer(maybe))._replace(session=turn.session.without_start())
    return tell(turn, turn.words("timer.start_unknown"), turn.words.of_kind(kind.id, "until_known"))


def already_running(turn: Turn, found: Found) -> Reply:
    """Return what to say to a second start while one runs, as far as can be told."""
    done = turn._replace(session=turn.session.without_start())
    if found.timer is None or found.failure:
        return tell(done, left_of(turn, found), turn.words("timer.no_other"))
    left = roughly(found.timer.remaining_seconds(turn.now))
    key: LineKey = "timer.already" if found.runs else "timer.paused_already"
    return tell(done, turn.words(key, timer=found.kind.label, left=left), too_long(turn, found))

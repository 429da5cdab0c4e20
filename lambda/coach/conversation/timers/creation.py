"""A timer is created, and every way in which that may fail."""

from contextlib import suppress
from typing import TYPE_CHECKING

from coach.care import limits
from coach.conversation.questions import QuestionId
from coach.conversation.reply import Reply, ask, tell
from coach.conversation.timers import against, consent, skin_check
from coach.conversation.timers.kinds import ICE, NEXT_ICE, SKIN_CHECK, Kind
from coach.conversation.timers.port import Timer, TimerFailure, TimersError, TimerStatus
from coach.conversation.timers.reconciliation import Found, find, record_of
from coach.conversation.turn import Turn
from coach.profile.changes import EndTimer, KeepNotMe, KeepSkinCheck, KeepTimer
from coach.profile.model import SkinCheck, TimerRecord
from coach.settings import ScreeningStyle
from coach.speech.numbers import exactly

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
    """Start the timer, if nothing speaks against it; where the permission is missing, ask for it first, by voice, once.

    What was asked and answered before is not trusted: what speaks against it is looked at once more.
    """
    turn, reason = against.of_the_timer(turn, kind)
    if reason:
        return reason
    most = against.most_now(turn, kind)
    seconds = min(max(seconds or kind.limit.default_seconds, limits.LEAST_SECONDS), most)
    if not turn.timers.reachable:
        # No permission would help.
        return _failed(turn, kind, TimerFailure.unsupported, seconds)
    if not turn.may_use_timers:
        return consent.request(turn, kind, seconds)
    turn, ring = skin_check.look(turn) if kind.on_skin else (turn, Found(SKIN_CHECK))
    try:
        timer = turn.timers.start(kind.labels, seconds, turn.words.of_kind(kind.id, "announcement"))
    except TimersError as error:
        if error.failure is TimerFailure.no_permission and not turn.session.consent_asked:
            return consent.request(turn, kind, seconds)
        return _failed(turn, kind, error.failure, seconds)
    return _started(turn, kind, seconds, timer, ring)


def _started(turn: Turn, kind: Kind, seconds: int, timer: Timer, ring: Found) -> Reply:
    """Return what to say and keep of a timer that Alexa has made, or has had already."""
    was_on_before = kind.on_skin and bool(turn.profile.log(kind.id))
    record = record_of(timer, turn.now, kind, seconds)
    turn = turn.after(KeepTimer(record))
    is_paused = timer.status is TimerStatus.paused
    if is_paused or abs(timer.remaining_seconds(turn.now) - seconds) > _JUST_NOW_SECONDS:
        # Not the one just asked for: it was running before, and no second one was made.
        return against.already_running(turn, Found(kind, record, timer))
    if turn.session.not_me:
        turn = turn.after(KeepNotMe(turn.now))
    # What must be heed was said before "is it on now?"; in one turn, within hours of a clear no, it is said here.
    told = bool(turn.session.cautions) or turn.screening_style is ScreeningStyle.list or not kind.on_skin
    again = turn.words.of_kind(kind.id, "again") if was_on_before and told else ""
    turn = _drop_ring(turn) if kind is ICE else turn
    lost = turn.words("memory.not_kept") if turn.profile_lost else ""
    started = turn.words.of_kind(kind.id, "started" if told else "started_again", length=exactly(seconds))
    turn, too, asks = _skin_check(turn, kind, seconds, ring)
    turn = turn._replace(session=turn.session.without_start())
    if asks:
        return ask(turn, QuestionId.skin_check_offer, started, again, lost, turn.words("skin_check.offer"))
    return tell(turn, started, again, too, lost)


def _skin_check(turn: Turn, kind: Kind, seconds: int, ring: Found) -> tuple[Turn, str, bool]:
    """Set the skin check, where the yes was for both. Return what to say of it, and whether to ask for it now."""
    if not kind.on_skin:
        return turn, "", False
    # One that was left over by another start.
    turn, _ = skin_check.clear(turn, ring)
    if turn.session.both_rings and limits.skin_check_in(0, seconds):
        turn, failure = skin_check.make(turn, limits.skin_check_in(0, seconds))
        return turn, turn.words("skin_check.only_one" if failure else "skin_check.set_too"), False
    asks = skin_check.may_offer(turn, kind, 0, seconds)
    if asks and turn.profile.skin_check is SkinCheck.unknown:
        turn = turn.after(KeepSkinCheck(SkinCheck.offered))
    return turn, "", asks


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

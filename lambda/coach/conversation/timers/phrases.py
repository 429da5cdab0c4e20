"""What is said of a timer: what is left, that it is too long, that it is gone, or that it cannot be told."""

from contextlib import suppress
from typing import TYPE_CHECKING

from coach.care import limits
from coach.conversation.timers.kinds import HEAT, ICE, WALK
from coach.conversation.timers.port import TimerFailure, TimersError, TimerStatus
from coach.conversation.timers.reconciliation import Found, survey
from coach.conversation.turn import Turn
from coach.speech.numbers import roughly
from coach.speech.parts import once_each

if TYPE_CHECKING:
    from coach.content.line_keys import LineKey

_BRIEFLY_SECONDS = 1.0
_SLACK_SECONDS = 5
"""Alexa's clock and ours may differ by so much."""

_WHY: "dict[TimerFailure, LineKey]" = {
    TimerFailure.no_permission: "failure.no_permission",
    TimerFailure.too_many: "failure.too_many",
    TimerFailure.busy: "failure.busy",
    TimerFailure.offline: "failure.offline",
    TimerFailure.down: "failure.down",
    TimerFailure.unknown: "failure.unknown",
    TimerFailure.unsupported: "failure.unsupported",
    TimerFailure.locale: "failure.locale",
    TimerFailure.refused: "failure.refused",
}


def why(turn: Turn, failure: TimerFailure) -> str:
    """Return why a call to Alexa's timers did not work, in a sentence."""
    return turn.words(_WHY[failure])


def left_of(turn: Turn, found: Found) -> str:
    """Return how long one timer has left; where Alexa could not be asked, by our notes, and saying so."""
    if found.timer is None or found.record is None:
        return say_none(turn, found)
    name, left = found.kind.label, roughly(found.timer.remaining_seconds(turn.now))
    is_paused = found.timer.status is TimerStatus.paused
    if found.failure:
        return _left_by_record(turn, found, found.failure, left, is_paused=is_paused)
    if not found.kind.can_pause and not is_paused:
        return turn.words.of_kind(found.kind.id, "left", left=left)
    if is_paused:
        return turn.words("timer.left_paused", timer=name, left=left)
    said = [turn.words("timer.left", timer=name, left=left), leftover(turn, found), heed(turn, found)]
    return " ".join(part for part in said if part)


def _left_by_record(turn: Turn, found: Found, failure: TimerFailure, left: str, *, is_paused: bool) -> str:
    name = found.kind.label
    if not found.kind.can_pause:
        by_record = turn.words.of_kind(found.kind.id, "left_by_record", left=left)
    elif is_paused:
        by_record = turn.words("timer.paused_by_record", timer=name, left=left)
    else:
        by_record = turn.words("timer.left_by_record", timer=name, left=left)
    if_none = turn.words.of_kind(found.kind.id, "if_none") if found.kind.on_skin and not is_paused else ""
    return f"{why(turn, failure)} {by_record} {if_none}".strip()


def leftover(turn: Turn, found: Found) -> str:
    """Return that a timer which was replaced is still set, and rings first; empty if none does."""
    timer = found.timer
    if timer is None:
        return ""
    left = timer.remaining_seconds(turn.now)
    for one in found.others:
        if one.remaining_seconds(turn.now) < left:
            ring_in = roughly(one.remaining_seconds(turn.now))
            return turn.words("timer.old_stays", label=one.label, left=ring_in)
    return ""


def heed(turn: Turn, found: Found) -> str:
    """Return what to look out for while it is on; where somebody made it too long without the skill, that above all."""
    return too_long(turn, found) or turn.words.of_kind(found.kind.id, "heed")


def too_long(turn: Turn, found: Found) -> str:
    """Return that it would be on for too long, and until when it may be; empty if it would not."""
    record, timer = found.record, found.timer
    if not found.kind.on_skin or record is None or timer is None:
        return ""
    elapsed = record.elapsed_seconds(turn.now)
    most = found.kind.limit.most_seconds
    if elapsed >= most:
        return turn.words("timer.off_now", timer=found.kind.label)
    if elapsed + timer.remaining_seconds(turn.now) > most + _SLACK_SECONDS:
        return turn.words("timer.off_before", timer=found.kind.label, most=roughly(most - elapsed))
    return ""


def say_none(turn: Turn, found: Found) -> str:
    """Return that no timer runs, as far as can be told: never was, has rung, or was cancelled elsewhere."""
    record, kind = found.record, found.kind.id
    if not turn.timers.reachable and record is None:
        return f"{why(turn, TimerFailure.unsupported)} {turn.words('timer.ask_alexa')}"
    if found.failure:
        return _cannot_tell(turn, found, found.failure)
    if record is None:
        return turn.words("timer.none_and_lost") if turn.profile_lost else turn.words.of_kind(kind, "none")
    if found.rang:
        ago = roughly(max(0, turn.now - record.triggers_at) // 1000)
        return turn.words.of_kind(kind, "has_rung", ago=ago)
    return turn.words.of_kind(kind, "cancelled_elsewhere")


def _cannot_tell(turn: Turn, found: Found, failure: TimerFailure) -> str:
    record, kind = found.record, found.kind.id
    if record is None:
        return f"{why(turn, failure)} {turn.words('timer.cannot_tell')}"
    if not record.id and turn.now < record.triggers_at:
        return f"{turn.words('timer.start_unknown')} {turn.words.of_kind(kind, 'until_known')}"
    # By our record its time is over.
    return f"{why(turn, failure)} {turn.words.of_kind(kind, 'up_by_record')}"


def may_still_be_on(turn: Turn, found: Found) -> bool:
    """Return whether what is gone at Alexa's may still be on the skin: not once the gap to the next is over, too."""
    record = found.record
    return record is not None and found.kind.on_skin and turn.now - record.triggers_at < limits.ICE_GAP_MS


def look_briefly(turn: Turn) -> None:
    """Ask Alexa for the timers, for a second at most: an opening or a goodbye is not worth a long silence."""
    if turn.profile.timers or (turn.may_use_timers and turn.timers.reachable):
        with suppress(TimersError):
            turn.timers.list(_BRIEFLY_SECONDS)


def still_running(turn: Turn) -> tuple[Turn, str]:
    """Return one sentence on what still runs when the session ends; empty if nothing does."""
    if not turn.profile.timers:
        return turn, ""
    look_briefly(turn)
    said = []
    turn, surveyed = survey(turn, [ICE, HEAT, WALK])
    for found in surveyed:
        if found.timer and found.failure:
            said.append(left_of(turn, found))
        elif found.timer:
            left = roughly(found.timer.remaining_seconds(turn.now))
            key: LineKey = "timer.still_runs" if found.runs else "timer.still_paused"
            said += [turn.words(key, timer=found.kind.label, left=left), too_long(turn, found)]
        elif found.rang and may_still_be_on(turn, found):
            # The look-up ends the record: it must not be the only one to know.
            said.append(say_none(turn, found))
    return turn, once_each(said)

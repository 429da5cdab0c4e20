"""What is done to a running timer: how long is left, stop, pause, resume."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from coach.care import limits
from coach.care.triage import is_for_child
from coach.conversation.meanings import Intent, Verb
from coach.conversation.questions import QuestionId
from coach.conversation.reply import Reply, aside, ask_again
from coach.conversation.timers import requests, skin_check, two_rings
from coach.conversation.timers.kinds import BOTH, HEAT, REMINDER, RINGS, SKIN_CHECK
from coach.conversation.timers.phrases import heed, left_of, leftover, say_none, too_long, why
from coach.conversation.timers.port import TimerFailure, TimersError, TimerStatus
from coach.conversation.timers.reconciliation import Found, delete_leftovers, find, silence
from coach.conversation.timers.selection import chosen, may_ask
from coach.conversation.turn import Turn
from coach.profile.changes import EndTimer, KeepTimer
from coach.profile.model import TimerRecord
from coach.speech.numbers import roughly
from coach.speech.parts import may_drop, once_each

if TYPE_CHECKING:
    from coach.content.line_keys import KindLine, LineKey

Command = Callable[[Turn, Found], tuple[Turn, str]]
"""Does something to one timer. Returns the turn as it goes on, and what came of it in words."""

_FAILED: "dict[tuple[Verb, bool], LineKey]" = {
    (Verb.stop, False): "timer.stop_failed",
    (Verb.stop, True): "timer.stop_unknown",
    (Verb.pause, False): "timer.pause_failed",
    (Verb.pause, True): "timer.pause_unknown",
    (Verb.resume, False): "timer.resume_failed",
    (Verb.resume, True): "timer.resume_unknown",
}
"""By verb, and whether it cannot be told if it was done."""
_YOURSELF: "dict[Verb, KindLine]" = {
    Verb.stop: "stop_yourself", Verb.pause: "pause_yourself", Verb.resume: "resume_yourself",
}  # fmt: skip


def time_left(turn: Turn) -> Reply:
    """TimeLeftIntent, from what Alexa holds: of every timer that runs, or of the one that was named."""
    choice = chosen(turn, Verb.time_left)
    if isinstance(choice, Reply):
        return choice
    turn, found = choice
    turn, ring = skin_check.look(turn)
    said = [left_of(turn, delete_leftovers(turn, one)) for one in found]
    turn, failed = skin_check.follow(turn, ring)
    of_ring = (
        skin_check.in_words(turn) if not ring.failure and any(one.kind.on_skin and one.runs for one in found) else ""
    )
    return aside(turn, once_each([*said, failed or of_ring]))


def stop(turn: Turn) -> Reply:
    """StopTimerIntent, "I took it off": the timer is deleted, and the time that really elapsed is kept."""
    if turn.slot_id("timer") == SKIN_CHECK.id:
        return two_rings.turn_off(turn)
    return _each(turn, Verb.stop, stop_one)


def pause(turn: Turn) -> Reply:
    """PauseTimerIntent and AMAZON.PauseIntent: ice off for a while."""
    choice = chosen(turn, Verb.pause)
    if isinstance(choice, Reply):
        return choice
    waits = turn.intent is Intent.pause and turn.session.asking not in {None, QuestionId.menu}
    if waits and not any(found.timer or found.record for found in choice.found):
        # "Hang on", and nothing runs: it is the question that is to wait.
        return ask_again(choice.turn, turn.words("fallback.take_your_time"))
    return _all_of(*choice, _pause)


def resume(turn: Turn) -> Reply:
    """ResumeTimerIntent and AMAZON.ResumeIntent: ice back on; after a long pause, a new start with its questions."""
    choice = chosen(turn, Verb.resume)
    if isinstance(choice, Reply):
        return choice
    turn, found = choice
    if len(found) == 1 and _was_paused_long(turn, found[0]) and may_ask(turn):
        return _start_afresh(turn, found[0])
    return _all_of(turn, found, _resume)


def _each(turn: Turn, verb: Verb, command: Command) -> Reply:
    choice = chosen(turn, verb)
    return choice if isinstance(choice, Reply) else _all_of(*choice, command)


def _all_of(turn: Turn, found: list[Found], command: Command) -> Reply:
    said = []
    turn, ring = skin_check.look(turn)
    for one in found:
        turn, text = command(turn, delete_leftovers(turn, one))
        said.append(text)
    turn, failed = skin_check.follow(turn, ring)
    said.append(failed)
    return aside(turn, once_each([*said, *([turn.words("memory.not_kept")] if turn.change_lost else [])]))


def stop_one(turn: Turn, found: Found, *, did_harm: bool = False) -> tuple[Turn, str]:
    """Delete one timer, and silence what rings. After harm to the skin no new start is offered."""
    record = found.record
    silence(turn, found)
    if found.timer is None or record is None:
        return turn, _nothing_to_stop(turn, found)
    if found.kind in RINGS and turn.slot_id("timer") not in {found.kind.id, BOTH, REMINDER}:
        # "I took it off" is no wish to lose the ring.
        return turn, f"{left_of(turn, found)} {turn.words('reminder.to_lose')}"
    turn, failure = _delete(turn, found, record)
    if failure:
        return turn, _failed(turn, found, record, Verb.stop, failure)
    elapsed = record.elapsed_seconds(turn.now)
    words = "stopped" if did_harm else _stopped(turn, found, elapsed)
    return turn, turn.words.of_kind(found.kind.id, words, elapsed=roughly(elapsed))


def _nothing_to_stop(turn: Turn, found: Found) -> str:
    if found.record and not found.rang and not found.failure:
        return turn.words("timer.gone_already", timer=found.kind.label)
    if not found.has_news and turn.timers.reachable and not turn.profile_lost:
        return turn.words("timer.none_to_stop", timer=found.kind.label)
    return say_none(turn, found)


def _stopped(turn: Turn, found: Found, elapsed: int) -> "KindLine":
    """Return which words end it: after a short one, or one that came off long ago, the next may follow."""
    if not found.kind.on_skin:
        return "stopped"
    is_short = elapsed <= limits.SHORT_APPLICATION_SECONDS
    may_follow = found.kind is HEAT or limits.next_ice_at(turn.profile.ice_log, turn.now) <= turn.now
    if is_short and may_follow:
        return "stopped_short"
    return "stopped_free" if may_follow and found.kind is not HEAT else "stopped"


def _delete(turn: Turn, found: Found, record: TimerRecord) -> tuple[Turn, TimerFailure | None]:
    """Delete the timer, and our record with it. Return what went wrong; None if it is gone."""
    try:
        was_there = turn.timers.delete(record.id)
    except TimersError as error:
        return turn, error.failure
    if not was_there:
        return _missing(turn, found)
    return turn.after(EndTimer(record, turn.now)), None


def _missing(turn: Turn, found: Found) -> tuple[Turn, TimerFailure | None]:
    """Not found, though it was there. Return None if the list says so, too."""
    turn, again = find(turn, found.kind)
    return turn, again.failure or (TimerFailure.unknown if again.timer else None)


def _failed(turn: Turn, found: Found, record: TimerRecord, verb: Verb, failure: TimerFailure) -> str:
    """Return that it was not done, or that this cannot be told: why, and how to do it without the skill."""
    what = turn.words(_FAILED[verb, failure is TimerFailure.unknown], timer=found.kind.label)
    how = turn.words.of_kind(found.kind.id, _YOURSELF[verb], label=record.label)
    return f"{why(turn, failure)} {what} {how}"


def _change(turn: Turn, found: Found, record: TimerRecord, verb: Verb) -> tuple[Turn, str]:
    """Pause or resume the timer. Return empty words if that was done, else what to say instead."""
    try:
        was_there = turn.timers.pause(record.id) if verb is Verb.pause else turn.timers.resume(record.id)
    except TimersError as error:
        return turn, _failed(turn, found, record, verb, error.failure)
    if was_there:
        return turn, ""
    turn, failure = _missing(turn, found)
    if failure:
        return turn, _failed(turn, found, record, verb, failure)
    return turn, say_none(turn, found._replace(timer=None, rang=turn.now >= record.triggers_at))


def _pause(turn: Turn, found: Found) -> tuple[Turn, str]:
    record, name = found.record, found.kind.label
    if not found.has_news and not turn.profile_lost:
        return turn, turn.words("timer.nothing_to_pause", timer=name)
    if found.timer is None or record is None:
        return turn, say_none(turn, found)
    if found.timer.status is TimerStatus.paused:
        return turn, left_of(turn, found) if found.failure else turn.words("timer.is_paused", timer=name)
    turn, failed = _change(turn, found, record, Verb.pause)
    if failed:
        return turn, failed
    left = max(1, found.timer.remaining_seconds(turn.now))
    turn = turn.after(KeepTimer(record.paused(left, turn.now)))
    said = turn.words.of_kind(found.kind.id, "paused", left=roughly(left))
    return turn, f"{said} {leftover(turn, found)}".strip()


def _resume(turn: Turn, found: Found) -> tuple[Turn, str]:
    record, timer = found.record, found.timer
    if timer is None or record is None:
        return turn, say_none(turn, found)
    if found.kind.on_skin and found.runs is False and record.elapsed_seconds(turn.now) >= found.kind.limit.most_seconds:
        # Extended without us: it has been on for the most already.
        turn, said = stop_one(turn, found)
        return turn, f"{turn.words('timer.most_elapsed', timer=found.kind.label)} {said}"
    against = _not_to_resume(turn, found, record)
    if against:
        return turn, against
    turn, failed = _change(turn, found, record, Verb.resume)
    if failed:
        return turn, failed
    left = timer.remaining_seconds(turn.now)
    record = record.resumed(left, turn.now)
    turn = turn.after(KeepTimer(record))
    said = turn.words("timer.resumed", timer=found.kind.label, left=roughly(left))
    return turn, f"{said} {heed(turn, found._replace(record=record))}"


def _not_to_resume(turn: Turn, found: Found, record: TimerRecord) -> str:
    """Return why there is nothing to resume, or why it may not be; empty if it may."""
    name = found.kind.label
    if found.runs:
        if found.failure or found.timer is None:
            return left_of(turn, found)
        left = roughly(found.timer.remaining_seconds(turn.now))
        return f"{turn.words('timer.is_running', timer=name, left=left)} {too_long(turn, found)}".strip()
    if found.kind.on_skin and is_for_child(turn.session.answers):
        return turn.words("timer.not_for_a_child")
    if _was_paused_long(turn, found):
        ago = roughly((turn.now - record.triggers_at) // 1000)
        return turn.words("timer.paused_long_ago", timer=name, ago=ago)
    return ""


def _was_paused_long(turn: Turn, found: Found) -> bool:
    """Return whether it was off for so long that putting it on is a new start, with its questions."""
    if not found.kind.on_skin or found.timer is None or found.record is None or found.runs:
        return False
    return turn.now - found.record.triggers_at >= limits.NEW_APPLICATION_MS


def _start_afresh(turn: Turn, found: Found) -> Reply:
    record = found.record
    if record is None:
        return aside(turn, say_none(turn, found))
    turn, ring = skin_check.look(turn)
    turn, failure = _delete(turn, found, record)
    if failure:
        return aside(turn, _failed(turn, found, record, Verb.stop, failure))
    turn, _ = skin_check.follow(turn, ring)
    lead = turn.words("timer.afresh", ago=roughly((turn.now - record.triggers_at) // 1000))
    return requests.start(turn, found.kind, None).led_by(may_drop(lead))

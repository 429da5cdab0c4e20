"""What is said of a timer: what is left, that it is too long, that it is gone, or that it cannot be told."""

from contextlib import suppress

from coach.alexa.timer import TimersError, Trouble
from coach.conversation.kinds import HEAT, ICE, NEXT_ICE, WALK
from coach.conversation.spoken import roughly, sentences
from coach.conversation.timer_truth import Found, had_seconds, survey
from coach.conversation.turn import Turn

_BRIEFLY_SECONDS = 1.0
_SLACK_SECONDS = 5
"""Alexa's clock and ours may differ by so much."""


def why(turn: Turn, trouble: Trouble) -> str:
    """Why a call to Alexa's timers did not work, in a sentence."""
    return turn.words(f"trouble.{trouble.value}")


def left_of(turn: Turn, found: Found) -> str:
    """How long one timer has left; where Alexa could not be asked, by our notes, and saying so."""
    timer, record = found.timer, found.record
    if timer is None or record is None:
        return say_none(turn, found)
    name = found.kind.labels[0]
    left = roughly(timer.seconds_left(turn.now))
    held = timer.status == "PAUSED"
    if found.trouble:
        key = "timer.paused_by_record" if held else "timer.left_by_record"
        key = "next_ice.left_by_record" if found.kind is NEXT_ICE else key
        if_none = turn.words(f"{found.kind.name}.if_none") if found.kind.on_skin and not held else ""
        return f"{why(turn, found.trouble)} {turn.words(key, timer=name, left=left)} {if_none}".strip()
    if found.kind is NEXT_ICE:
        return turn.words("next_ice.left", left=left)
    if held:
        return turn.words("timer.left_paused", timer=name, left=left)
    said = [turn.words("timer.left", timer=name, left=left), leftover(turn, found), heed(turn, found)]
    return " ".join(part for part in said if part)


def leftover(turn: Turn, found: Found) -> str:
    """That a timer which was replaced is still set, and rings first; empty: none does."""
    timer = found.timer
    first = [one for one in found.others if timer and one.seconds_left(turn.now) < timer.seconds_left(turn.now)]
    if not first:
        return ""
    return turn.words("timer.old_stays", label=first[0].label, left=roughly(first[0].seconds_left(turn.now)))


def heed(turn: Turn, found: Found) -> str:
    """What to look out for while it is on; where somebody made it too long without the skill, that above all."""
    return too_long(turn, found) or turn.words(f"{found.kind.name}.heed")


def too_long(turn: Turn, found: Found) -> str:
    """That it would be on for too long, and until when it may be; empty: it would not."""
    record, timer = found.record, found.timer
    if not found.kind.on_skin or record is None or timer is None:
        return ""
    had = had_seconds(record, turn.now)
    most = found.kind.limit.most_seconds
    if had >= most:
        return turn.words("timer.off_now", timer=found.kind.labels[0])
    if had + timer.seconds_left(turn.now) > most + _SLACK_SECONDS:
        return turn.words("timer.off_before", timer=found.kind.labels[0], most=roughly(most - had))
    return ""


def say_none(turn: Turn, found: Found) -> str:
    """No timer runs, as far as can be told: never was, has rung, or was cancelled elsewhere."""
    record = found.record
    name = found.kind.name
    if not turn.timers.reachable and record is None:
        return f"{why(turn, Trouble.unsupported)} {turn.words('timer.ask_alexa')}"
    if found.trouble:
        if record is None:
            return f"{why(turn, found.trouble)} {turn.words('timer.cannot_tell')}"
        if not record.id and turn.now < record.trigger:
            return f"{turn.words('timer.start_unknown')} {turn.words(f'{name}.until_known')}"
        # By our record its time is over.
        return f"{why(turn, found.trouble)} {turn.words(f'{name}.up_by_record')}"
    if record is None:
        return turn.words("timer.none_and_lost" if turn.profile_lost else f"{name}.none")
    if found.rang:
        return turn.words(f"{name}.has_rung", ago=roughly(max(0, turn.now - record.trigger) // 1000))
    return turn.words(f"{name}.cancelled_elsewhere")


def once_each(said: list[str]) -> str:
    """Several answers as one, without a sentence that was already said."""
    return " ".join(dict.fromkeys(sentence for text in said for sentence in sentences(text)))


def still_running(turn: Turn) -> str:
    """One sentence on what still runs when the session ends; empty: nothing."""
    said = []
    if turn.profile.timers:
        with suppress(TimersError):
            # Goodbye is not worth a long silence.
            turn.timers.list(within=_BRIEFLY_SECONDS)
    for found in survey(turn, [ICE, HEAT, WALK]) if turn.profile.timers else []:
        if found.timer and found.trouble:
            said.append(left_of(turn, found))
        elif found.timer:
            key = "timer.still_paused" if found.timer.status == "PAUSED" else "timer.still_runs"
            left = roughly(found.timer.seconds_left(turn.now))
            said += [turn.words(key, timer=found.kind.labels[0], left=left), too_long(turn, found)]
    return once_each(said)

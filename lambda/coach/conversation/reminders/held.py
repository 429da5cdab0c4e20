"""The reminders that are set: told, and taken away by voice."""

from coach.conversation.reminders.port import Reminder
from coach.conversation.reply import Reply, aside
from coach.conversation.timers import commands
from coach.conversation.timers.kinds import REMINDER, RINGS
from coach.conversation.timers.phrases import left_of
from coach.conversation.timers.port import TimersError
from coach.conversation.timers.reconciliation import Found, find
from coach.conversation.turn import Turn
from coach.speech.parts import once_each


def stop(turn: Turn) -> Reply:
    """StopTimerIntent: "the reminder" is whatever rings or reminds for later; anything else is a timer."""
    if turn.slot_id("timer") != REMINDER:
        return commands.stop(turn)
    turn, rings = _rings(turn)
    said = []
    for ring in rings:
        turn, text = commands.stop_one(turn, ring)
        said.append(text)
    return aside(turn, once_each([*said, _deleted(turn)]) or turn.words("reminder.none"))


def time_left(turn: Turn) -> Reply:
    """TimeLeftIntent: likewise."""
    if turn.slot_id("timer") != REMINDER:
        return commands.time_left(turn)
    turn, rings = _rings(turn)
    said = [left_of(turn, ring) for ring in rings]
    try:
        said += [turn.words("reminder.is_set", said=one.text.rstrip(".?")) for one in _listed(turn)]
    except TimersError:
        said.append(turn.words("reminder.cannot_look"))
    return aside(turn, once_each(said) or turn.words("reminder.none"))


def _rings(turn: Turn) -> tuple[Turn, list[Found]]:
    """Return the rings for the next ice and the next walk, as far as there are any."""
    found = []
    for kind in RINGS:
        turn, ring = find(turn, kind)
        if ring.timer or ring.failure:
            found.append(ring)
    return turn, found


def _listed(turn: Turn) -> list[Reminder]:
    """Return the reminders that Alexa holds for this skill. Raises TimersError."""
    return turn.reminders.list() if turn.may_use_reminders and turn.reminders.reachable else []


def _deleted(turn: Turn) -> str:
    """Delete every reminder. Return what came of it; empty where there was none."""
    try:
        listed = _listed(turn)
        for one in listed:
            turn.reminders.delete(one.id)
    except TimersError:
        return turn.words("reminder.may_still_come")
    return turn.words("reminder.cancelled") if listed else ""


def forgotten(turn: Turn) -> str:
    """Delete every reminder, where everything is to be forgotten. Return what is left to say; empty: nothing is."""
    said = _deleted(turn)
    return said if said == turn.words("reminder.may_still_come") else ""

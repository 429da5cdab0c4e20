"""What Alexa took for another wish in the middle of a check, and is only half heard."""

from coach.conversation.meanings import Intent
from coach.conversation.turn import Turn
from coach.speech.numbers import parse_duration

_LONGEST_WISH_SECONDS = 60 * 60
_STARTS = frozenset({Intent.start_ice, Intent.start_heat, Intent.start_walk})
_OTHER_ANSWERS = frozenset(
    {Intent.length, Intent.minutes, Intent.not_me, Intent.it_is_on, Intent.age, Intent.rough_age, Intent.onset}
)
"""Answers to some other question: "it's for someone else", "not me"."""


def no_real_wish(turn: Turn) -> bool:
    """Return whether what would open another topic is only half heard: it must not cost somebody the check."""
    if turn.intent in _OTHER_ANSWERS:
        return True
    if turn.intent in _STARTS:
        seconds = parse_duration(turn.slots["duration"].value) if "duration" in turn.slots else None
        # "Six weeks" answers how long it has hurt; nobody asks for an hour of ice.
        return seconds is not None and seconds > _LONGEST_WISH_SECONDS
    slots = [turn.slots[name] for name in ("remedy", "movement", "category") if name in turn.slots]
    return bool(slots) and not any(slot.id for slot in slots)

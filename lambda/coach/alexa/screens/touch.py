"""What a touch sends, as the intent that says the same."""

from collections.abc import Mapping

from coach.conversation.meanings import Intent
from coach.conversation.screens.touches import SAID, Touch

ANSWER = "answer"
"""The first of the arguments that a target of ours sends; then come its id and the question that it answers."""


def arguments_of(touch: Touch, asking: str) -> list[str]:
    """Return the arguments that a target sends; ``asking``: the id of the question it answers, empty for none."""
    return [ANSWER, touch.value, asking]


def intent_touched(arguments: object, asking: object) -> tuple[Intent, Mapping[str, str]]:
    """Return the intent that a touch says, and its slots by the ids they resolve to, whatever its arguments are.

    ``asking``: the question that is open by now. A touch answers the question on its screen and no other: one that
    comes too late has the open question put again, and what no target of ours sends is not understood.
    """
    sent = arguments if isinstance(arguments, list) and len(arguments) == 3 else [None] * 3
    if sent[0] != ANSWER or not all(isinstance(one, str) for one in sent) or sent[1] not in set(Touch):
        return Intent.fallback, {}
    if sent[2] != (asking if isinstance(asking, str) else ""):
        return Intent.repeat, {}
    said = SAID[Touch(sent[1])]
    return said.intent, said.slots

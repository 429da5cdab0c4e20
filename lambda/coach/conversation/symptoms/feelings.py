"""What is said to how somebody says they are, where that is no sign."""

from coach.conversation.meanings import Intent
from coach.conversation.turn import Turn

_BETTER = frozenset({"feel_better"})
_IN_NEED = frozenset({"frightened", "great_pain"})


def kindly(turn: Turn) -> str:
    """Return a word for how somebody says they are, that is no sign: better, or scared; empty for anything else."""
    named = {slot.id for slot in turn.slots.values() if slot.id}
    if turn.intent is Intent.deny_symptom or not named:
        return ""
    if named <= _BETTER:
        return turn.words("symptoms.glad")
    return turn.words("symptoms.here") if named <= _IN_NEED else ""

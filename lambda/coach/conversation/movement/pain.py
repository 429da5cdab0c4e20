"""It hurts: a movement ends kindly, and the check is offered; elsewhere somebody stays."""

from coach.conversation.movement import breathing
from coach.conversation.questions import QuestionId, Topic, row_of
from coach.conversation.reply import Reply, ask, ask_again
from coach.conversation.safety_check import outcomes
from coach.conversation.turn import Turn

_AT_REST = frozenset({Topic.menu, Topic.remedies})


def hurts(turn: Turn) -> Reply:
    """HurtsIntent, at any moment: "ow", "that made it worse"."""
    if outcomes.is_emergency(turn):
        return outcomes.emergency(turn)
    asking = turn.session.asking
    if asking and row_of(asking).screening:
        # Safety needs its answer first.
        return ask_again(turn, turn.words("symptoms.harmless"))
    topic = row_of(asking).topic if asking else Topic.menu
    if topic is Topic.movement:
        return _ends(turn, turn.words("movement.hurts"))
    if asking is QuestionId.get_up_step:
        return _ends(turn, turn.words("cannot_move.hurts"))
    if topic is Topic.calm:
        return breathing.hurts(turn)
    return breathing.stay(turn) if topic in _AT_REST else ask_again(turn, turn.words("symptoms.harmless"))


def _ends(turn: Turn, said: str) -> Reply:
    turn = turn._replace(session=turn.session._replace(movement="", step=0, misses=0, paced=False))
    return ask(turn, QuestionId.check_offer, said)

"""It hurts: a movement ends kindly, and the check is offered; elsewhere somebody stays."""

from coach.conversation.movement import breathing
from coach.conversation.questions import QuestionId, Topic, row_of
from coach.conversation.reply import Reply, ask, ask_again
from coach.conversation.safety_check import outcomes
from coach.conversation.symptoms.free_words import at_rest
from coach.conversation.turn import Turn


def hurts(turn: Turn) -> Reply:
    """HurtsIntent, at any moment: "ow", "that made it worse"."""
    if outcomes.is_emergency(turn):
        return outcomes.emergency(turn)
    asking = turn.session.asking
    question = row_of(asking) if asking else None
    if asking is QuestionId.get_up_step:
        return _ends(turn, turn.words("cannot_move.hurts"))
    if question and not at_rest(question):
        # Its answer comes first.
        return ask_again(turn, turn.words("symptoms.harmless"))
    if question and question.topic is Topic.movement:
        return _ends(turn, turn.words("movement.hurts"))
    return breathing.hurts(turn) if question and question.topic is Topic.calm else breathing.stay(turn)


def _ends(turn: Turn, said: str) -> Reply:
    turn = turn._replace(session=turn.session._replace(movement="", step=0, misses=0, paced=False))
    return ask(turn, QuestionId.check_offer, said)

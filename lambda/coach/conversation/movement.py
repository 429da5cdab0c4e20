"""Moving: a movement to be guided, and somebody who cannot move at all."""

from coach.conversation import menu, remedies
from coach.conversation.fallback import not_understood
from coach.conversation.meanings import Intent, Meaning
from coach.conversation.questions import QuestionId
from coach.conversation.reply import Reply, ask
from coach.conversation.turn import Turn
from coach.speech.numbers import joined
from coach.speech.parts import may_drop


def guide(turn: Turn) -> Reply:
    """GuideMovementIntent: the movement's steps, read out; it is not yet paced breath by breath."""
    remedy = turn.catalog.remedies.get(turn.slot_id("movement"))
    if remedy is None:
        titles = [row.title for row in turn.catalog.remedies.values() if row.movement]
        listed = joined(titles, "or", most=5)
        return ask(turn, QuestionId.choose_remedy, turn.words("remedies.which_movement", titles=listed))
    lead = "" if remedies.not_now(turn, remedy) else turn.words("remedies.not_paced")
    return remedies.read(turn, remedy.id, 0, may_drop(lead))


def cannot_move(turn: Turn) -> Reply:
    """CannotMoveIntent outside the check: calm, the stop signs, and the way up offered."""
    turn = turn._replace(session=turn.session._replace(misses=0))
    return ask(turn, QuestionId.get_up, turn.words("cannot_move.kind"))


def answer(turn: Turn, meaning: Meaning | None) -> Reply | None:
    """Answer "a way to get up?" with how, or how to lie and whom to call; return None if it opens another topic."""
    if meaning is Meaning.yes:
        return remedies.read_steps(turn, "get_up")
    if meaning in {Meaning.no, Meaning.not_sure} or turn.intent is Intent.cannot_move:
        return remedies.read_steps(turn, "cannot_get_up")
    if meaning in {Meaning.drop, Meaning.back}:
        return menu.menu(turn)
    return not_understood(turn) if meaning else None

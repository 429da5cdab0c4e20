"""The set: one try, stretches of counted repetitions, and what changes it on the way."""

from coach.care import movements as care
from coach.care.movements import Kind, Movement
from coach.conversation.meanings import Meaning
from coach.conversation.movement.pacing import practice_text, stretch_text
from coach.conversation.questions import QuestionId
from coach.conversation.reply import Reply, ask, ask_again
from coach.conversation.turn import Turn
from coach.speech.numbers import exactly, number


def paced(reply: Reply) -> Reply:
    """Return a reply with the mark that its silences are counted."""
    return reply._replace(paced=True)


def plan(turn: Turn, movement: Movement) -> tuple[care.Stretch, ...]:
    """Return the stretches of the set, as it is wanted in this session."""
    return care.plan(movement, turn.session.repetitions, left_first=turn.session.left_first)


def practice(turn: Turn, movement: Movement) -> Reply:
    """One try, then the offer of the set."""
    stretches = plan(turn, movement)
    turn = turn._replace(session=turn.session._replace(step=0, misses=0))
    text = practice_text(turn.catalog, movement, stretches[0].side, turn.session.pace)
    return paced(ask(turn, QuestionId.movement_go_on, turn.words("movement.practice"), text, _offer(turn, movement)))


def _offer(turn: Turn, movement: Movement) -> str:
    """Return what is still to come, and the question whether to go on."""
    stretches, step = plan(turn, movement), turn.session.step
    following = stretches[step]
    count = number(care.left(tuple(one for one in stretches if one.side == following.side), 0))
    if step == 0:
        said = [turn.words("movement.set", count=count, held=exactly(_hold(turn, movement)))]
        said += [turn.words("movement.side_first", side=following.side)] if following.side else []
    elif following.side != stretches[step - 1].side:
        said = [turn.words("movement.now_side", side=following.side)]
    else:
        said = [turn.words("movement.more", left=number(care.left(stretches, step)).capitalize())]
    return " ".join([*said, turn.words("movement.go_on")])


def _hold(turn: Turn, movement: Movement) -> int:
    return movement.longer_seconds if turn.session.longer else movement.hold_seconds


def stretch(turn: Turn, movement: Movement, at: int) -> Reply:
    """Tell one stretch of the set, then offer the next, or say that it is done."""
    stretches = plan(turn, movement)
    if at >= len(stretches):
        return over(turn, movement)
    text = stretch_text(turn.catalog, movement, stretches[at], _hold(turn, movement), turn.session.pace)
    turn = turn._replace(session=turn.session._replace(step=at + 1, misses=0))
    if at + 1 == len(stretches):
        done = turn.words("movement.done")
        return paced(ask(turn, QuestionId.movement_done, text, turn.words("movement.well_done"), done))
    return paced(ask(turn, QuestionId.movement_go_on, text, _offer(turn, movement)))


def over(turn: Turn, movement: Movement) -> Reply:
    """The set is over, whatever is left of it."""
    turn = turn._replace(session=turn.session._replace(step=len(plan(turn, movement)), misses=0))
    return ask(turn, QuestionId.movement_done, turn.words("movement.enough"), turn.words("movement.done"))


def _how_many(turn: Turn, movement: Movement) -> Reply:
    stretches = plan(turn, movement)
    left = care.left(stretches, turn.session.step)
    if not left:
        return ask_again(turn, turn.words("movement.none_left"))
    return ask_again(turn, turn.words("movement.more", left=number(left).capitalize()))


def _fewer(turn: Turn, movement: Movement) -> Reply:
    """Two fewer, but never less than one; where that was done already, the set is over."""
    if movement.kind is not Kind.repeated or turn.session.asking is QuestionId.movement_done:
        return ask_again(turn, turn.words("movement.none_left"))
    many = care.repetitions(turn.session.repetitions, movement)
    if many == care.FEWEST_REPETITIONS:
        return ask_again(turn, turn.words("movement.fewest"))
    session = turn.session._replace(repetitions=max(many - 2, care.FEWEST_REPETITIONS))
    turn = turn._replace(session=session)
    left = care.left(plan(turn, movement), turn.session.step)
    if not left:
        return over(turn, movement)
    return ask_again(turn, turn.words("movement.fewer", left=number(left)))


def _other_side(turn: Turn, movement: Movement) -> Reply:
    """Change sides: before the set the other comes first, in it the other is next, after it the other once more."""
    if not movement.sides:
        return ask_again(turn, turn.words("movement.no_sides"))
    step, session = turn.session.step, turn.session
    if 0 < step < len(plan(turn, movement)):
        return stretch(turn, movement, step)
    turn = turn._replace(session=session._replace(left_first=not session.left_first))
    if step:
        return stretch(turn, movement, step - 1)
    return ask_again(turn, turn.words("movement.side_first", side=plan(turn, movement)[0].side))


CHANGES = {
    Meaning.how_many_more: _how_many,
    Meaning.fewer: _fewer,
    Meaning.other_side: _other_side,
    Meaning.the_rest: over,
}
"""What changes the set, whichever of its questions is open."""

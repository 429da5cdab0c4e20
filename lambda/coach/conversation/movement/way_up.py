"""The way up off the floor, a step a turn."""

from typing import TYPE_CHECKING

from coach.conversation import menu
from coach.conversation.fallback import not_understood, retry
from coach.conversation.meanings import Intent, Meaning
from coach.conversation.questions import QuestionId
from coach.conversation.reply import Reply, ask, ask_again, back_to_menu
from coach.conversation.safety_check import interview, outcomes
from coach.conversation.turn import Turn
from coach.settings import ScreeningStyle
from coach.speech.parts import Said

if TYPE_CHECKING:
    from coach.content.line_keys import LineKey

GET_UP = "get_up"
"""The remedy that it is."""
_STUCK = "cannot_get_up"


def cannot_move(turn: Turn) -> Reply:
    """CannotMoveIntent outside the check: the signs that may mean harm, then the way up.

    Refused with an emergency sign only: to get off the floor is no exercise.
    """
    if outcomes.is_emergency(turn):
        return outcomes.emergency(turn)
    turn = turn._replace(session=turn.session._replace(misses=0, said_again=False))
    if turn.screening_style is ScreeningStyle.list:
        return ask(turn, QuestionId.get_up, turn.words("cannot_move.kind"))
    return ask(turn, QuestionId.get_up_signs, turn.words("cannot_move.signs"))


def answer(turn: Turn, meaning: Meaning | None) -> Reply | None:
    """Answer a question on the way up; return None if it opens another topic."""
    if meaning is Meaning.drop:
        return menu.menu(turn)
    if turn.session.asking is QuestionId.get_up_signs:
        return _answer_signs(turn, meaning)
    if turn.session.asking is QuestionId.get_up_step:
        return _answer_step(turn, meaning)
    return _answer_offer(turn, meaning)


_ASIDES: "dict[Meaning, LineKey]" = {
    Meaning.why: "cannot_move.signs_why",
    Meaning.next: "timer.cannot_skip",
    Meaning.hang_on: "fallback.take_your_time",
}


def _answer_signs(turn: Turn, meaning: Meaning | None) -> Reply | None:
    """Answer "numb, can't pee, weak legs, or chest pain?"; a yes is never the wish to get up."""
    if meaning in {Meaning.yes, Meaning.not_sure, Meaning.not_tried}:
        return interview.start(turn).led_by(turn.words("cannot_move.signs_first"))
    if turn.intent is Intent.soft_no and not turn.session.said_again:
        # An emergency sign: "not really" is asked once more, in other words.
        turn = turn._replace(session=turn.session._replace(said_again=True))
        return ask_again(turn, turn.words("safety_check.yes_or_no"))
    if meaning is Meaning.no:
        return _step(turn, 0, turn.words("cannot_move.first"))
    if meaning is Meaning.back:
        return menu.menu(turn)
    if meaning is Meaning.why:
        return ask(turn, QuestionId.get_up_signs, turn.words("cannot_move.signs_why"))
    if meaning in _ASIDES:
        return ask_again(turn, turn.words(_ASIDES[meaning]))
    is_answer = meaning is not None or turn.intent is Intent.cannot_move
    return retry(turn, turn.words("safety_check.yes_or_no")) if is_answer else None


def _answer_offer(turn: Turn, meaning: Meaning | None) -> Reply | None:
    """Answer "a way to get up?", asked where the warning signs are read out."""
    if meaning is Meaning.yes:
        return _step(turn, 0, turn.words("cannot_move.first"))
    if meaning in {Meaning.no, Meaning.not_sure} or turn.intent is Intent.cannot_move:
        return _stuck(turn)
    if meaning is Meaning.back:
        return menu.menu(turn)
    return not_understood(turn) if meaning else None


def _step(turn: Turn, at: int, *lead: Said) -> Reply:
    """Say one step of the way up; past the last, that it is done."""
    steps = turn.catalog.remedies[GET_UP].steps
    turn = turn._replace(session=turn.session._replace(step=at, misses=0, said_again=False))
    if at >= len(steps):
        return back_to_menu(turn._replace(session=turn.session._replace(step=0)), turn.words("cannot_move.up"))
    return ask(turn, QuestionId.get_up_step, *lead, steps[at], turn.words("cannot_move.next"))


_GOES_ON = frozenset({Meaning.next, Meaning.yes})


def _answer_step(turn: Turn, meaning: Meaning | None) -> Reply | None:
    """Answer "next?", asked after a step."""
    at = turn.session.step
    # "Done" is said of ice, too, but then of the ice.
    is_done = turn.intent is Intent.it_is_on and not turn.slot_id("timer")
    if meaning in _GOES_ON or is_done:
        return _step(turn, at + 1)
    if meaning is Meaning.back:
        return _step(turn, at - 1) if at else _step(turn, 0, turn.words("cannot_move.first_step"))
    if turn.intent is Intent.cannot_move:
        return _stuck(turn)
    if meaning in {Meaning.no, Meaning.not_sure, Meaning.hang_on}:
        return ask_again(turn, turn.words("cannot_move.no_hurry"))
    if meaning is Meaning.why:
        return ask(turn, QuestionId.get_up_step, turn.catalog.remedies[GET_UP].cautions, turn.words("cannot_move.next"))
    return retry(turn, turn.words("launch.not_understood")) if meaning else None


def _stuck(turn: Turn) -> Reply:
    """Say whom to call, then offer how to lie."""
    turn = turn._replace(session=turn.session._replace(remedy=_STUCK, stage=0, misses=0))
    keys: list[LineKey] = ["outcome.cannot_get_up", "cannot_move.no_phone", "cannot_move.how_to_lie"]
    said = [turn.words(key) for key in keys]
    return ask(turn, QuestionId.more_of_remedy, *said, reprompt=turn.words("remedies.want_steps_again"))

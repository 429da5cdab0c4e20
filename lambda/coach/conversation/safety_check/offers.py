"""The safety check's own questions: go on, is that right, shall I check, start over, read on."""

from collections.abc import Callable

from coach.care import triage
from coach.care.answers import Answer, FlagId
from coach.care.interview import GO_ON
from coach.conversation.meanings import Intent, Meaning
from coach.conversation.questions import QuestionId
from coach.conversation.reply import Reply, ask, back_to_menu
from coach.conversation.safety_check import frame, interview, outcomes, signs_list
from coach.conversation.safety_check.interview import back, missed, proceed, start, stop_here
from coach.conversation.turn import Turn

_OF_A_LEG = frozenset({FlagId.leg_weakness.value, "leg_pain_below_knee"})
"""Signs of one leg: "both of them" makes them another."""


def answer(turn: Turn, meaning: Meaning | None) -> Reply | None:
    """Answer one of the check's own questions; return None if it opens another topic."""
    asking = turn.session.asking
    return _ANSWERS[asking](turn, meaning) if isinstance(asking, QuestionId) else None


def _go_on(turn: Turn, meaning: Meaning | None) -> Reply | None:
    if meaning in {Meaning.yes, Meaning.no}:
        return proceed(turn._replace(session=turn.session.with_answer(GO_ON, Answer(meaning))))
    if meaning is Meaning.drop:
        return stop_here(turn)
    if meaning is Meaning.back:
        return back(turn)
    return _no_answer(turn, meaning)


def _confirm(turn: Turn, meaning: Meaning | None) -> Reply | None:
    if turn.session.age_heard:
        return frame.confirm(turn, meaning)
    if meaning is Meaning.yes:
        if triage.next_question(turn.catalog.interview, turn.session.answers) is not None:
            return proceed(turn, turn.words("safety_check.lost_place"))
        return outcomes.finish(turn)
    if meaning in {Meaning.no, Meaning.not_sure}:
        return _not_right(turn)
    if meaning is Meaning.back:
        return back(turn)
    if meaning is Meaning.drop:
        return stop_here(turn)
    return _no_answer(turn, meaning)


def _not_right(turn: Turn) -> Reply:
    """What was read back is wrong: the signs are asked about again."""
    answers = turn.session.answers
    signs = triage.signs(turn.catalog.interview, answers)
    if not signs:
        question = turn.words("safety_check.which_is_wrong")
        return ask(turn, QuestionId.check_confirm, question, reprompt=turn.session.reprompt)
    kept = triage.forget_answers(answers, signs)
    return proceed(turn._replace(session=turn.session._replace(answers=kept)), turn.words("safety_check.again"))


def _both_legs(turn: Turn, meaning: Meaning | None) -> bool:
    """Return whether "both of them" is said of a leg that was just named."""
    last = next(reversed([*turn.session.answers]), "")
    both = meaning is Meaning.both or (turn.intent is Intent.which_timer and turn.slot_id("timer") == Meaning.both)
    return both and last in _OF_A_LEG


def _offer(turn: Turn, meaning: Meaning | None) -> Reply | None:
    if _both_legs(turn, meaning):
        return interview.ask_single(turn, FlagId.both_legs, turn.words("safety_check.if_serious"))
    if meaning in {Meaning.yes, Meaning.not_sure}:
        return start(turn)
    if meaning in {Meaning.no, Meaning.drop, Meaning.back, Meaning.next}:
        # Nobody under eighteen is offered ice.
        if triage.is_for_child(turn.session.answers):
            said = [outcomes.to_a_child(turn), turn.words("safety_check.if_serious"), outcomes.what_next(turn)]
            return back_to_menu(turn, *said)
        return back_to_menu(turn, turn.words("safety_check.declined"))
    return _no_answer(turn, meaning)


def ask_start_over(turn: Turn) -> Reply:
    """StartOver within a check: it costs the answers, so it is asked first."""
    return ask(turn, QuestionId.check_start_over, turn.words("safety_check.start_over"))


def _start_over(turn: Turn, meaning: Meaning | None) -> Reply | None:
    if meaning is Meaning.yes:
        fresh = turn.session._replace(answers={}, first="", misses=0, said_again=False)
        return proceed(turn._replace(session=fresh), turn.words("safety_check.starting_over"))
    if meaning in {Meaning.no, Meaning.drop, Meaning.back}:
        return proceed(turn, turn.words("safety_check.carry_on"))
    return _no_answer(turn, meaning)


def _list(turn: Turn, meaning: Meaning | None) -> Reply | None:
    if meaning is Meaning.yes:
        return signs_list.read(turn, turn.session.list_at + 1)
    if meaning is Meaning.back:
        return signs_list.read(turn, max(0, turn.session.list_at - 1))
    if meaning in {Meaning.no, Meaning.drop}:
        return back_to_menu(turn, turn.words("launch.menu"))
    return _no_answer(turn, meaning)


def _no_answer(turn: Turn, meaning: Meaning | None) -> Reply | None:
    return missed(turn) if meaning else None


_ANSWERS: dict[QuestionId, Callable[[Turn, Meaning | None], Reply | None]] = {
    QuestionId.check_go_on: _go_on,
    QuestionId.check_confirm: _confirm,
    QuestionId.check_offer: _offer,
    QuestionId.check_start_over: _start_over,
    QuestionId.signs_list: _list,
}

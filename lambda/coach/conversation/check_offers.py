"""The safety check's own questions: go on, is that right, shall I check, start over, read on."""

from coach.care import triage
from coach.care.triage import Answer
from coach.conversation import outcomes, signs_list
from coach.conversation.safety_check import back, missed, proceed, start, stop_here
from coach.conversation.turn import Reply, Turn, ask, back_to_menu


def answer(turn: Turn, meaning: str) -> Reply | None:
    """Something said while one of the check's own questions is open."""
    return _OFFERS[turn.session.asking](turn, meaning)


def _go_on(turn: Turn, meaning: str) -> Reply | None:
    offer = triage.next_question(turn.knowledge.interview, turn.session.answered()) or ""
    if meaning in {"yes", "no"} and offer.startswith(triage.GO_ON):
        return proceed(turn, turn.session.with_answer(offer, Answer(meaning)))
    if meaning == "drop":
        return stop_here(turn, turn.session)
    if meaning == "back":
        return back(turn)
    if meaning in {"yes", "no"}:
        return proceed(turn, turn.session)
    return _other(turn, meaning)


def _confirm(turn: Turn, meaning: str) -> Reply | None:
    session = turn.session
    interview = turn.knowledge.interview
    if meaning == "yes":
        if triage.next_question(interview, session.answered()) is not None:
            return proceed(turn, session, turn.words("safety_check.lost_place"))
        return outcomes.finish(turn, session)
    if meaning in {"no", "not_sure"}:
        signs = triage.signs(interview, session.answered())
        if not signs:
            speech = turn.words("safety_check.which_is_wrong")
            return ask(turn, speech, "safety_check.confirm", session.reprompt)
        answers = triage.forget_answers(session.answered(), signs)
        return proceed(turn, session._replace(answers=tuple(answers.items())), turn.words("safety_check.again"))
    if meaning == "back":
        return back(turn)
    if meaning == "drop":
        return stop_here(turn, session)
    return _other(turn, meaning)


def _offer(turn: Turn, meaning: str) -> Reply | None:
    if meaning == "yes":
        return start(turn)
    if meaning in {"no", "drop", "back", "next"}:
        return back_to_menu(turn, turn.words("safety_check.declined"))
    if meaning == "not_sure":
        return start(turn)
    return _other(turn, meaning)


def _other(turn: Turn, meaning: str) -> Reply | None:
    return missed(turn) if meaning else None


def ask_start_over(turn: Turn) -> Reply:
    """StartOver within a check: it costs the answers, so it is asked first."""
    key = "safety_check.start_over"
    return ask(turn, turn.words(key), key, turn.words("safety_check.start_over_reprompt"))


def _start_over(turn: Turn, meaning: str) -> Reply | None:
    if meaning == "yes":
        fresh = turn.session._replace(answers=(), first="", all_misses=0, misses=0, said_again=False)
        return proceed(turn, fresh, turn.words("safety_check.starting_over"))
    if meaning in {"no", "drop", "back"}:
        return proceed(turn, turn.session, turn.words("safety_check.carry_on"))
    return _other(turn, meaning)


def _list(turn: Turn, meaning: str) -> Reply | None:
    if meaning == "yes":
        return signs_list.read(turn, turn.session.list_at + 1)
    if meaning == "back":
        return signs_list.read(turn, max(0, turn.session.list_at - 1))
    if meaning in {"no", "drop"}:
        return back_to_menu(turn, turn.words("launch.menu"))
    return _other(turn, meaning)


_OFFERS = {
    "safety_check.go_on": _go_on,
    "safety_check.confirm": _confirm,
    "safety_check.offer": _offer,
    "safety_check.start_over": _start_over,
    "safety_check.list": _list,
}

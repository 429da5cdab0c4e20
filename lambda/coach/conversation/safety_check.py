"""The safety check, spoken: one red flag at a time, and every way to answer or not to answer."""

from coach.care import triage
from coach.care.triage import Answer, Tier
from coach.conversation import outcomes
from coach.conversation.session import Session
from coach.conversation.spoken import joined, number
from coach.conversation.turn import Reply, Turn, ask

PREFIX = "red_flag."
MOST_MISSES = 3
"""A question not answered is asked at most twice more; the third miss stops the check."""


def start(turn: Turn) -> Reply:
    """SafetyCheckIntent, or a yes to its offer: the opening and the first question."""
    if turn.screening_style == "list":
        return read_signs(turn, 0)
    known = triage.signs(turn.knowledge.interview, turn.session.answered())
    kept = tuple(pair for pair in turn.session.answers if pair[1] in triage.COUNTS_AS_YES)
    session = turn.session._replace(answers=kept, tier="", all_misses=0, misses=0, said_again=False)
    _, total = triage.position(turn.knowledge.interview, session.answered(), "under_eighteen")
    opening = turn.words("safety_check.opening", questions=number(total - len(known)))
    return proceed(turn, session, opening)


def proceed(turn: Turn, session: Session, lead: str = "") -> Reply:
    """Whatever comes after an answer: the emergency, the next question, the offer to go on, or the read-back."""
    interview = turn.knowledge.interview
    answers = session.answered()
    if triage.tier(interview, answers) is Tier.emergency:
        return outcomes.emergency(turn, session)
    upcoming = session.first if session.first in interview.flags else triage.next_question(interview, answers)
    if upcoming is None:
        if any(key.startswith(triage.GO_ON) and answer is Answer.no for key, answer in answers.items()):
            return stop_here(turn, session, lead)
        return _read_back(turn, session, lead)
    if upcoming.startswith(f"{triage.GO_ON}."):
        left = sum(1 for item in triage.unasked(interview, answers) if item not in answers)
        key = (
            "safety_check.go_on_again"
            if any(said.startswith(triage.GO_ON) for said in answers)
            else "safety_check.go_on"
        )
        speech = _after(lead, turn.words(key, left=number(left)))
        return ask(turn, speech, "safety_check.go_on", turn.words("safety_check.go_on_reprompt"), session)
    return put(turn, session, upcoming, lead)


def put(turn: Turn, session: Session, flag_id: str, lead: str = "") -> Reply:
    """Ask one red flag."""
    interview = turn.knowledge.interview
    flag = interview.flags[flag_id]
    place, total = triage.position(interview, session.answered(), flag_id)
    cue = ""
    if not flag.parent and place == total // 2 + 1:
        cue = turn.words("safety_check.half")
    elif not flag.parent and place == total:
        cue = turn.words("safety_check.last")
    question = flag.other_words if session.said_again else flag.question
    reprompt = turn.words("safety_check.reprompt", question=flag.question)
    return ask(turn, _after(lead, cue, question), PREFIX + flag_id, reprompt, session)


def answer(turn: Turn, meaning: str) -> Reply | None:
    """Something said while a red flag is open. None: it opens another topic."""
    interview = turn.knowledge.interview
    flag_id = turn.session.asking.removeprefix(PREFIX)
    flag = interview.flags.get(flag_id)
    if flag is None or flag_id in interview.volunteered_only:
        return proceed(turn, turn.session, turn.words("safety_check.lost_place"))
    session = turn.session
    said = _answer_meant(turn, meaning, flag)
    if said is Answer.unsure:
        return record(turn, flag_id, said, turn.words("safety_check.count_as_yes"))
    if said is Answer.skipped:
        return record(turn, flag_id, said, turn.words("safety_check.skipped"))
    if said:
        return record(turn, flag_id, said)
    if meaning == "not_sure":
        return put(turn, session._replace(said_again=True, misses=0), flag_id)
    if meaning == "why":
        return put(turn, session._replace(misses=0), flag_id, flag.why)
    if meaning == "back":
        return back(turn)
    if meaning == "drop":
        return stop_here(turn, session)
    if meaning in {"not_understood", "not_tried", "more"} or turn.intent == "CannotMoveIntent":
        return missed(turn)
    return None


def _answer_meant(turn: Turn, meaning: str, flag: triage.Flag) -> Answer | None:
    """The answer that this is to this question; None: it is none."""
    if turn.intent == "CannotMoveIntent" and flag.id == "cannot_get_up":
        return Answer.yes
    if meaning == "not_tried":
        if flag.not_tried == "no":
            return Answer.no
        return Answer.not_tried if flag.not_tried == "follow_up" or flag.after_not_tried else None
    if meaning == "not_sure":
        return Answer.unsure if turn.session.said_again else None
    return {"yes": Answer.yes, "no": Answer.no, "skip": Answer.skipped}.get(meaning)


def record(turn: Turn, flag_id: str, said: Answer, lead: str = "") -> Reply:
    """Keep an answer and go on."""
    if flag_id == "under_eighteen" and said in triage.COUNTS_AS_YES:
        lead = _after(lead, turn.words("safety_check.for_the_child"))
    return proceed(turn, turn.session.with_answer(flag_id, said), lead)


def missed(turn: Turn, lead: str = "") -> Reply:
    """No answer to the open question: ask again, at most twice, then stop and say what was not asked."""
    session = turn.session._replace(misses=turn.session.misses + 1, all_misses=turn.session.all_misses + 1)
    if session.misses >= MOST_MISSES:
        return stop_here(turn, session, turn.words("safety_check.too_many_misses"))
    lead = lead or turn.words("safety_check.not_understood")
    if session.all_misses % 2 == 0:
        lead = _after(lead, turn.words("safety_check.if_serious"))
    if not session.asking.startswith(PREFIX):
        return ask(turn, _after(lead, session.reprompt), session.asking, session.reprompt, session)
    return put(turn, session, session.asking.removeprefix(PREFIX), lead)


def back(turn: Turn) -> Reply:
    """Take the last answer back and ask again."""
    interview = turn.knowledge.interview
    session = turn.session
    while session.answers:
        last = session.answers[-1][0]
        session = session._replace(answers=session.answers[:-1], said_again=False, misses=0, first="")
        if not last.startswith(triage.GO_ON) and last in interview.flags:
            return proceed(turn, session._replace(first=last if interview.flags[last].question else ""))
    return proceed(turn, session, turn.words("safety_check.no_way_back"))


def stop_here(turn: Turn, session: Session, lead: str = "") -> Reply:
    """The check stops: what was not asked, what is known so far, and a question that keeps the way open."""
    said, session, name, profile = outcomes.leave(turn, session)
    speech = _after(lead, said, turn.words("launch.after_check"))
    return ask(turn, speech, "launch.choose", turn.words("launch.reprompt"), session, outcome=name, profile=profile)


def answer_offer(turn: Turn, meaning: str) -> Reply | None:
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


def _read_back(turn: Turn, session: Session, lead: str) -> Reply:
    interview = turn.knowledge.interview
    signs = [interview.flags[sign].heard for sign in triage.signs(interview, session.answered())]
    if signs:
        said = turn.words("safety_check.read_back", signs=joined(signs))
    elif triage.unasked(interview, session.answered()):
        said = turn.words("safety_check.read_back_skipped")
    else:
        said = turn.words("safety_check.read_back_none")
    speech = _after(lead, said, turn.words("safety_check.confirm"))
    reprompt = turn.words("safety_check.reprompt", question=turn.words("safety_check.confirm_again"))
    return ask(turn, speech, "safety_check.confirm", reprompt, session._replace(misses=0))


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
    if meaning in {"no", "drop", "back"}:
        return ask(turn, turn.words("safety_check.declined"), "launch.choose", turn.words("launch.reprompt"))
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


def read_signs(turn: Turn, at: int) -> Reply:
    """SCREENING_STYLE=list: a group of warning signs read out. Nothing is asked but whether to read on."""
    groups = turn.knowledge.lines["signs_list"]["groups"]
    if at >= len(groups):
        speech = _after(turn.words("signs_list.end"), turn.words("launch.after_check"))
        return ask(turn, speech, "launch.choose", turn.words("launch.reprompt"), turn.session._replace(list_at=0))
    line = groups[at].format_map(turn.knowledge.contact(turn.locale))
    speech = _after(line, turn.words("signs_list.read_on"))
    session = turn.session._replace(list_at=at)
    return ask(turn, speech, "safety_check.list", turn.words("signs_list.reprompt"), session)


def _list(turn: Turn, meaning: str) -> Reply | None:
    if meaning == "yes":
        return read_signs(turn, turn.session.list_at + 1)
    if meaning == "back":
        return read_signs(turn, max(0, turn.session.list_at - 1))
    if meaning in {"no", "drop"}:
        return ask(turn, turn.words("launch.menu"), "launch.choose", turn.words("launch.reprompt"))
    return _other(turn, meaning)


_OFFERS = {
    "safety_check.go_on": _go_on,
    "safety_check.confirm": _confirm,
    "safety_check.offer": _offer,
    "safety_check.start_over": _start_over,
    "safety_check.list": _list,
}


def _after(*parts: str) -> str:
    return " ".join(part for part in parts if part)

"""The safety check, spoken: one red flag at a time, and every way to answer or not to answer."""

from typing import TYPE_CHECKING

from coach.care import triage
from coach.care.answers import Answer, FlagId, Given, Onset, Tier, facts_of
from coach.care.interview import GO_ON, Flag, IfNotTried, Kind
from coach.conversation.fallback import retry
from coach.conversation.meanings import Intent, Meaning
from coach.conversation.questions import AGE_QUESTIONS, OF_THE_FRAME, QuestionId, flag_of, flag_question
from coach.conversation.reply import Reply, ask, ask_again, back_to_menu
from coach.conversation.safety_check import half_heard, outcomes, signs_list
from coach.conversation.session import Session
from coach.conversation.turn import Turn
from coach.settings import ScreeningStyle
from coach.speech.numbers import joined, number
from coach.speech.parts import Part, Said

if TYPE_CHECKING:
    from coach.content.line_keys import LineKey


def start(turn: Turn) -> Reply:
    """SafetyCheckIntent, or a yes to its offer: the opening and the first question."""
    if turn.screening_style is ScreeningStyle.list:
        return signs_list.read(turn, 0)
    session = turn.session
    kept = triage.kept_after(turn.catalog.interview, session.answers)
    session = session._replace(answers=kept, age_heard=None, concluded=None, misses=0, said_again=False, single=False)
    return proceed(turn._replace(session=session), turn.words("safety_check.opening"))


def proceed(turn: Turn, *lead: Said) -> Reply:
    """Return what comes after an answer: the emergency, the next question, the offer to go on, or the read-back."""
    interview, session = turn.catalog.interview, turn.session
    answers = session.answers
    deciding = triage.deciding(interview, answers)
    if deciding is None and outcomes.is_emergency(turn):
        return outcomes.emergency(turn)
    if session.single and deciding is None:
        if _waits(session, session.first):
            return ask_single(turn._replace(session=session._replace(first="")), session.first, *lead)
        return _after_single(turn._replace(session=session._replace(single=False, first="")))
    first = session.first if session.first in interview.flags and deciding is None else None
    upcoming = first or triage.next_question(interview, answers)
    if upcoming is None:
        return stop_here(turn, *lead) if answers.get(GO_ON) is Answer.no else _at_the_end(turn, *lead)
    if upcoming == GO_ON:
        left = number(triage.still_to_ask(interview, answers))
        return ask(turn, QuestionId.check_go_on, *lead, turn.words("safety_check.go_on", left=left))
    return ask_flag(turn, upcoming, *lead)


def ask_single(turn: Turn, flag_id: str, *lead: Said) -> Reply:
    """Ask one red flag by itself: a sign was named in doubt, and no check is under way."""
    return ask_flag(
        turn._replace(session=turn.session._replace(single=True, misses=0, said_again=False)), flag_id, *lead
    )


def _waits(session: Session, flag_id: str) -> bool:
    """Return whether a red flag that was asked about by itself still has no answer, and another came between."""
    return bool(flag_id) and flag_id not in session.answers


def _after_single(turn: Turn) -> Reply:
    advice = outcomes.advice(turn, briefly=True)
    to_a_child = outcomes.to_a_child(turn)
    reply = ask(turn, QuestionId.check_offer, to_a_child, advice, turn.words("safety_check.check_the_others"))
    return reply._replace(advice=outcomes.advice_line(turn))


def ask_flag(turn: Turn, flag_id: str, *lead: Said) -> Reply:
    """Ask one red flag."""
    turn = turn._replace(session=turn.session._replace(age_heard=None))
    flag = turn.catalog.interview.flags[flag_id]
    question, other_words = triage.wording(turn.catalog.interview, flag_id, turn.session.answers)
    key: LineKey = "safety_check.reprompt_in_doubt" if flag.kind is Kind.decides else "safety_check.reprompt"
    reprompt = turn.words(key, question=question)
    return ask(
        turn, flag_question(flag_id), *lead, other_words if turn.session.said_again else question, reprompt=reprompt
    )


def repeat(turn: Turn, *lead: Said) -> Reply:
    """Ask the open red flag again, where whom it is about has changed."""
    return ask_flag(turn._replace(session=turn.session._replace(misses=0)), flag_of(turn.session.asking), *lead)


def answer(turn: Turn, meaning: Meaning | None) -> Reply | None:
    """Answer a red flag; return None if it opens another topic."""
    interview, session = turn.catalog.interview, turn.session
    flag = interview.flags.get(flag_of(session.asking))
    if flag is None or not flag.question:
        return proceed(turn, turn.words("safety_check.lost_place"))
    if meaning is Meaning.both and flag.both_means:
        return record_answer(turn, flag.both_means, Answer.yes)
    said = _answer_meant(turn, meaning, flag)
    if said:
        return record_answer(turn, flag.id, said)
    if meaning in {Meaning.not_sure, Meaning.soft_no}:
        # Once more, in other words: not sure, and "not really" to an emergency sign.
        return ask_flag(turn._replace(session=session._replace(said_again=True, misses=0)), flag.id)
    if meaning is Meaning.why:
        return ask_flag(turn._replace(session=session._replace(misses=0)), flag.id, flag.why)
    if meaning is Meaning.back:
        return back(turn)
    if meaning is Meaning.drop:
        return stop_here(turn)
    return _no_answer(turn, meaning, flag)


def _no_answer(turn: Turn, meaning: Meaning | None, flag: Flag) -> Reply | None:
    """Answer what is no answer to this question; return None if it opens another topic."""
    if meaning in {Meaning.hang_on, Meaning.always_been, Meaning.how_many_more}:
        return _wait(turn, meaning, flag)
    if turn.intent is Intent.cannot_move:
        noted = turn._replace(session=turn.session.with_answer(FlagId.cannot_get_up, Answer.yes))
        names = turn.catalog.interview.flags[FlagId.cannot_get_up].heard
        return ask_flag(noted, flag.id, turn.words("safety_check.noted_other", signs=names))
    if turn.intent is Intent.safety_check and not turn.session.single:
        return ask_flag(turn, flag.id, turn.words("safety_check.carry_on"))
    return missed(turn) if meaning in _NO_ANSWERS or half_heard.no_real_wish(turn) else None


def _wait(turn: Turn, meaning: Meaning | None, flag: Flag) -> Reply:
    """Answer what leaves the question open: time to think, how many are left, and what is not new."""
    if meaning is Meaning.hang_on:
        return ask_flag(turn, flag.id, turn.words("fallback.take_your_time"))
    if meaning is Meaning.how_many_more:
        left = triage.still_to_ask(turn.catalog.interview, turn.session.answers)
        return ask_flag(turn, flag.id, turn.words("safety_check.how_many", left=number(left)))
    if flag.yes_is_well:
        # "It always has been" says nothing of what is asked there.
        return missed(turn)
    if turn.session.said_again or not _is_emergency(turn, flag):
        return record_answer(turn, flag.id, Answer.no)
    session = turn.session._replace(said_again=True, misses=0)
    reprompt = turn.words("safety_check.reprompt", question=turn.words("safety_check.got_worse"))
    question = turn.words("safety_check.got_worse")
    return ask(turn._replace(session=session), flag_question(flag.id), question, reprompt=reprompt)


_NO_ANSWERS = frozenset({Meaning.not_understood, Meaning.not_tried, Meaning.more})


def is_urgent(turn: Turn, flag_id: str) -> bool:
    """Return whether a yes to a red flag's question would be an emergency."""
    return _is_emergency(turn, turn.catalog.interview.flags[flag_id])


def _is_emergency(turn: Turn, flag: Flag) -> bool:
    """Return whether a yes to a question would be an emergency, or leave one that is in doubt."""
    answers = {**turn.session.answers, flag.id: Answer.yes}
    return triage.tier(turn.catalog.interview, answers) is Tier.emergency


_ANSWERS = {Meaning.yes: Answer.yes, Meaning.both: Answer.yes, Meaning.no: Answer.no, Meaning.skip: Answer.skipped}
_OTHER_WAY = {Answer.yes: Answer.no, Answer.no: Answer.yes}


def _answer_meant(turn: Turn, meaning: Meaning | None, flag: Flag) -> Answer | None:
    """Return the answer that this is to this question, yes where the sign is there; None if it is none."""
    if turn.intent is Intent.cannot_move and flag.id == FlagId.cannot_get_up:
        return Answer.yes
    if meaning is Meaning.not_tried:
        return _not_tried(flag)
    if meaning is Meaning.not_sure:
        return Answer.unsure if turn.session.said_again else None
    said = _ANSWERS.get(meaning) if meaning else None
    if meaning is Meaning.soft_no:
        said = Answer.no if turn.session.said_again or not _is_emergency(turn, flag) else None
    return _OTHER_WAY.get(said, said) if said and flag.yes_is_well else said


def _not_tried(flag: Flag) -> Answer | None:
    if flag.if_not_tried is IfNotTried.no:
        return Answer.no
    follows_up = flag.if_not_tried is IfNotTried.follow_up or flag.after_not_tried
    return Answer.not_tried if follows_up else None


def record_answer(turn: Turn, flag_id: str, said: Given) -> Reply:
    """Keep an answer and go on."""
    flag = turn.catalog.interview.flags[flag_id]
    if flag.kind is Kind.frame and said is Answer.unsure:
        said = Answer.skipped
    was_for_child = triage.is_for_child(turn.session.answers)
    waiting = turn.session.first if turn.session.single else ""
    turn = turn._replace(session=turn.session.with_answer(flag_id, said)._replace(first=waiting))
    lead = []
    if said is Answer.unsure:
        lead.append(turn.words("safety_check.count_as_no" if flag.yes_is_well else "safety_check.count_as_yes"))
    elif said is Answer.skipped:
        lead.append(turn.words("safety_check.skipped"))
    if triage.is_for_child(turn.session.answers) and not was_for_child and not turn.session.single:
        lead.append(turn.words("safety_check.for_the_child"))
    return proceed(turn, *lead)


def leave_unknown(turn: Turn, *lead: Said, flag_id: str = "") -> Reply:
    """Do without an answer of the frame: then more is asked, never less."""
    asked = flag_id or flag_of(turn.session.asking)
    said: Given = Onset.unknown if asked == FlagId.onset else Answer.skipped
    return proceed(turn._replace(session=turn.session.with_answer(asked, said)), *lead)


def missed(turn: Turn, lead: str = "") -> Reply:
    """Ask the open question again where it got no answer, then in other words; the third time leave it open."""
    session = turn.session
    asked = flag_of(session.asking)
    if asked in OF_THE_FRAME:
        return _missed_in_frame(turn, asked)
    in_other_words = bool(asked) and session.misses == 1
    turn = turn._replace(session=session._replace(said_again=session.said_again or in_other_words))
    said = lead or turn.words("safety_check.not_understood")
    # Where the check was only offered, nothing stops: goodbye.
    way_out = None if session.asking is QuestionId.check_offer else _too_many_misses
    return retry(turn, said, way_out=way_out, again=_ask_open)


def _missed_in_frame(turn: Turn, asked: str) -> Reply:
    """Ask an age or a time again; the second time do without."""
    session = turn.session
    if session.said_again or session.misses:
        return leave_unknown(turn)
    key: LineKey = "safety_check.not_an_age" if asked in AGE_QUESTIONS else "safety_check.not_a_time"
    turn = turn._replace(session=session._replace(said_again=True, misses=1))
    return ask_flag(turn, asked, turn.words(key))


def _ask_open(turn: Turn, *said: Said) -> Reply:
    flag_id = flag_of(turn.session.asking)
    return ask_flag(turn, flag_id, *said) if flag_id else ask_again(turn, *said)


def _too_many_misses(turn: Turn) -> Reply:
    interview, session = turn.catalog.interview, turn.session
    flag = interview.flags.get(flag_of(session.asking))
    if flag and session.single and is_urgent(turn, flag.id):
        # Nobody is sent away over a sign that may be an emergency.
        left = turn._replace(session=session._replace(single=False, misses=0, said_again=False, first=""))
        said = turn.words("safety_check.left_open"), turn.words("safety_check.check_the_others")
        return ask(left, QuestionId.check_offer, *said)
    if flag is None or session.single:
        return stop_here(turn, turn.words("safety_check.too_many_misses"))
    turn = turn._replace(session=session.with_answer(flag.id, Answer.open))
    left_open = triage.left_open(interview, turn.session.answers)
    if len(left_open) >= triage.MOST_OPEN and triage.tier(interview, turn.session.answers) is not Tier.emergency:
        names = joined([interview.flags[flag_id].heard for flag_id in left_open])
        return stop_here(turn, turn.words("safety_check.stops", signs=names))
    key: LineKey = "safety_check.left_open" if _is_emergency(turn, flag) else "safety_check.left_open_mild"
    return proceed(turn, turn.words(key))


def back(turn: Turn) -> Reply:
    """Take the last answer back and ask again."""
    flags = turn.catalog.interview.flags
    session = turn.session
    while session.answers:
        *others, last = session.answers
        kept = {flag: session.answers[flag] for flag in others}
        session = session._replace(answers=kept, age_heard=None, said_again=False, misses=0, first="")
        if last in flags:
            first = last if flags[last].question else ""
            return proceed(turn._replace(session=session._replace(first=first)))
    return proceed(turn._replace(session=session), turn.words("safety_check.no_way_back"))


def stop_here(turn: Turn, *lead: Said) -> Reply:
    """Stop the check: what was not asked, what is known so far, and a question that keeps the way open."""
    if outcomes.is_emergency(turn):
        # What might have taken it away was not answered.
        return outcomes.emergency(turn)
    if turn.session.single:
        session = turn.session._replace(single=False, age_heard=None, misses=0, said_again=False, first="")
        return back_to_menu(turn._replace(session=session), turn.words("safety_check.declined"))
    question, left = outcomes.what_next(turn), outcomes.leave(turn)
    said = Part(left.said, left.briefly if lead else ())
    return back_to_menu(left.turn, *lead, said, question, outcome=left.outcome)._replace(advice=left.advice)


def _at_the_end(turn: Turn, *lead: Said) -> Reply:
    """Read back what was heard; where it was no to everything, the outcome says so itself."""
    interview, answers = turn.catalog.interview, turn.session.answers
    signs = triage.signs(interview, answers)
    turn = turn._replace(session=turn.session._replace(misses=0))
    if not signs and not triage.unasked(interview, answers):
        return outcomes.finish(turn).led_by(*lead)
    known = facts_of(answers).answers
    sure = [interview.flags[sign].heard for sign in signs if known.get(sign) is Answer.yes]
    unsure = [interview.flags[sign].heard for sign in signs if known.get(sign) is not Answer.yes]
    said = []
    if sure:
        said.append(turn.words("safety_check.read_back", signs=joined(sure)))
    if unsure:
        said.append(turn.words("safety_check.read_back_unsure", signs=joined(unsure)))
    if not signs:
        said.append(turn.words("safety_check.read_back_skipped"))
    return ask(turn, QuestionId.check_confirm, *lead, *said, turn.words("safety_check.confirm"))


_CHECK_QUESTIONS = frozenset({QuestionId.check_go_on, QuestionId.check_confirm, QuestionId.check_start_over})


def in_check(session: Session) -> bool:
    """Return whether a safety check is under way."""
    if session.single:
        return False
    return session.asking in _CHECK_QUESTIONS if isinstance(session.asking, QuestionId) else session.asking is not None

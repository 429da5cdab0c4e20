"""The safety check, spoken: one red flag at a time, and every way to answer or not to answer."""

from coach.care import triage
from coach.care.triage import YOUNGER_THAN, Answer, Flag, FlagId, IfNotTried, Tier
from coach.conversation.fallback import retry
from coach.conversation.meanings import Intent, Meaning
from coach.conversation.questions import QuestionId, flag_of, flag_question
from coach.conversation.reply import Reply, ask, ask_again, back_to_menu
from coach.conversation.safety_check import outcomes, signs_list
from coach.conversation.session import Session
from coach.conversation.turn import Slot, Turn
from coach.settings import ScreeningStyle
from coach.speech.numbers import joined, number, parse_duration
from coach.speech.parts import Said

_LONGEST_WISH_SECONDS = 60 * 60


def start(turn: Turn) -> Reply:
    """SafetyCheckIntent, or a yes to its offer: the opening and the first question."""
    if turn.screening_style is ScreeningStyle.list:
        return signs_list.read(turn, 0)
    interview, session = turn.catalog.interview, turn.session
    known = triage.signs(interview, session.answers)
    kept = {flag: said for flag, said in session.answers.items() if said in triage.COUNTS_AS_YES}
    session = session._replace(answers=kept, concluded=None, misses=0, said_again=False, single=False)
    _, total = triage.position(interview, session.answers, FlagId.under_eighteen)
    opening = turn.words("safety_check.opening", questions=number(total - len(known)))
    return proceed(turn._replace(session=session), opening)


def proceed(turn: Turn, *lead: Said) -> Reply:
    """Return what comes after an answer: the emergency, the next question, the offer to go on, or the read-back."""
    interview, session = turn.catalog.interview, turn.session
    answers = session.answers
    if triage.tier(interview, answers) is Tier.emergency:
        return outcomes.emergency(turn)
    if session.single:
        return _after_single(turn._replace(session=session._replace(single=False, first="")))
    upcoming = session.first if session.first in interview.flags else triage.next_question(interview, answers)
    if upcoming is None:
        declined = any(key.startswith(triage.GO_ON) and said is Answer.no for key, said in answers.items())
        return stop_here(turn, *lead) if declined else _read_back(turn, *lead)
    if upcoming.startswith(f"{triage.GO_ON}."):
        return _offer_to_go_on(turn, *lead)
    return ask_flag(turn, upcoming, *lead)


def _offer_to_go_on(turn: Turn, *lead: Said) -> Reply:
    answers = turn.session.answers
    left = sum(1 for item in triage.unasked(turn.catalog.interview, answers) if item not in answers)
    offered_before = any(said.startswith(triage.GO_ON) for said in answers)
    question = turn.words("safety_check.go_on_again" if offered_before else "safety_check.go_on", left=number(left))
    return ask(turn, QuestionId.check_go_on, *lead, question)


def ask_single(turn: Turn, flag_id: str, *lead: Said) -> Reply:
    """Ask one red flag by itself: a sign was named in doubt, and no check is under way."""
    return ask_flag(
        turn._replace(session=turn.session._replace(single=True, misses=0, said_again=False)), flag_id, *lead
    )


def _after_single(turn: Turn) -> Reply:
    advice = outcomes.advice(turn, briefly=True)
    return ask(turn, QuestionId.check_offer, advice, turn.words("safety_check.check_the_others"))


def ask_flag(turn: Turn, flag_id: str, *lead: Said) -> Reply:
    """Ask one red flag."""
    flag = turn.catalog.interview.flags[flag_id]
    question = flag.other_words if turn.session.said_again else flag.question
    reprompt = turn.words("safety_check.reprompt", question=flag.question)
    return ask(turn, flag_question(flag_id), *lead, _cue(turn, flag), question, reprompt=reprompt)


def _cue(turn: Turn, flag: Flag) -> str:
    """Return how far the check is, at its middle and its end; else nothing."""
    if turn.session.single or flag.parent:
        return ""
    place, total = triage.position(turn.catalog.interview, turn.session.answers, flag.id)
    if place == total // 2 + 1:
        return turn.words("safety_check.half")
    return turn.words("safety_check.last") if place == total else ""


def answer(turn: Turn, meaning: Meaning | None) -> Reply | None:
    """Answer a red flag; return None if it opens another topic."""
    interview, session = turn.catalog.interview, turn.session
    flag = interview.flags.get(flag_of(session.asking))
    if flag is None or not flag.question:
        return proceed(turn, turn.words("safety_check.lost_place"))
    said = _answer_meant(turn, meaning, flag)
    if said:
        return record_answer(turn, flag.id, said)
    if meaning is Meaning.not_sure:
        return ask_flag(turn._replace(session=session._replace(said_again=True, misses=0)), flag.id)
    if meaning is Meaning.soft_no:
        # "Not really", to an emergency sign: once more, in other words.
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
    if turn.intent is Intent.age or meaning in _NO_ANSWERS or _no_real_wish(turn):
        return missed(turn)
    return None


def _wait(turn: Turn, meaning: Meaning | None, flag: Flag) -> Reply:
    """Answer what leaves the question open: time to think, how many are left, and what is not new."""
    if meaning is Meaning.hang_on:
        return ask_flag(turn, flag.id, turn.words("fallback.take_your_time"))
    if meaning is Meaning.how_many_more:
        left = triage.unasked(turn.catalog.interview, turn.session.answers)
        return ask_flag(turn, flag.id, turn.words("safety_check.how_many", left=number(len(left))))
    if turn.session.said_again or flag.tier is not Tier.emergency:
        return record_answer(turn, flag.id, Answer.no)
    session = turn.session._replace(said_again=True, misses=0)
    reprompt = turn.words("safety_check.reprompt", question=turn.words("safety_check.got_worse"))
    question = turn.words("safety_check.got_worse")
    return ask(turn._replace(session=session), flag_question(flag.id), question, reprompt=reprompt)


_STARTS = frozenset({Intent.start_ice, Intent.start_heat, Intent.start_walk})
_NO_ANSWERS = frozenset({Meaning.not_understood, Meaning.not_tried, Meaning.more})
_OTHER_ANSWERS = frozenset({Intent.length, Intent.not_me, Intent.it_is_on})
"""Answers to some other question: "it's for someone else", "not me"."""


def _no_real_wish(turn: Turn) -> bool:
    """Return whether what would open another topic is only half heard: it must not cost somebody the check."""
    if turn.intent in _OTHER_ANSWERS:
        return True
    if turn.intent in _STARTS:
        seconds = parse_duration(turn.slots["duration"].value) if "duration" in turn.slots else None
        # "Six weeks" answers how long it has hurt; nobody asks for an hour of ice.
        return seconds is not None and seconds > _LONGEST_WISH_SECONDS
    slots = [turn.slots[name] for name in ("remedy", "movement", "category") if name in turn.slots]
    return bool(slots) and not any(slot.id for slot in slots)


_ANSWERS = {Meaning.yes: Answer.yes, Meaning.no: Answer.no, Meaning.skip: Answer.skipped}


def _answer_meant(turn: Turn, meaning: Meaning | None, flag: Flag) -> Answer | None:
    """Return the answer that this is to this question; None if it is none."""
    if turn.intent is Intent.cannot_move and flag.id == FlagId.cannot_get_up:
        return Answer.yes
    if turn.intent in {Intent.age, Intent.minutes}:
        return _by_age(turn, flag)
    if meaning is Meaning.not_tried:
        return _not_tried(flag)
    if meaning is Meaning.not_sure:
        return Answer.unsure if turn.session.said_again else None
    if meaning is Meaning.soft_no:
        return Answer.no if turn.session.said_again or flag.tier is not Tier.emergency else None
    return _ANSWERS.get(meaning) if meaning else None


def _by_age(turn: Turn, flag: Flag) -> Answer | None:
    """Return the answer that an age gives ("she's eight"); None if the question is about no age."""
    age = (turn.slots.get("age") or turn.slots.get("minutes") or Slot("")).whole_number
    if flag.id not in YOUNGER_THAN or age is None:
        return None
    asked_if_older = flag.id == FlagId.over_sixty_five
    return Answer.yes if (age < YOUNGER_THAN[flag.id]) is not asked_if_older else Answer.no


def _not_tried(flag: Flag) -> Answer | None:
    if flag.if_not_tried is IfNotTried.no:
        return Answer.no
    follows_up = flag.if_not_tried is IfNotTried.follow_up or flag.after_not_tried
    return Answer.not_tried if follows_up else None


def record_answer(turn: Turn, flag_id: str, said: Answer) -> Reply:
    """Keep an answer and go on."""
    lead = []
    if said is Answer.unsure:
        lead.append(turn.words("safety_check.count_as_yes"))
    elif said is Answer.skipped:
        lead.append(turn.words("safety_check.skipped"))
    if flag_id == FlagId.under_eighteen and said in triage.COUNTS_AS_YES:
        lead.append(turn.words("safety_check.for_the_child"))
    return proceed(turn._replace(session=turn.session.with_answer(flag_id, said)), *lead)


def missed(turn: Turn, lead: str = "") -> Reply:
    """Ask the open question again where it got no answer, then in other words, then stop and say what was not asked."""
    session = turn.session
    in_other_words = bool(flag_of(session.asking)) and session.misses == 1
    turn = turn._replace(session=session._replace(said_again=session.said_again or in_other_words))
    said = lead or turn.words("safety_check.not_understood")
    # Where the check was only offered, nothing stops: goodbye.
    way_out = None if session.asking is QuestionId.check_offer else _too_many_misses
    return retry(turn, said, way_out=way_out, again=_ask_open)


def _ask_open(turn: Turn, *said: Said) -> Reply:
    flag_id = flag_of(turn.session.asking)
    return ask_flag(turn, flag_id, *said) if flag_id else ask_again(turn, *said)


def _too_many_misses(turn: Turn) -> Reply:
    return stop_here(turn, turn.words("safety_check.too_many_misses"))


def back(turn: Turn) -> Reply:
    """Take the last answer back and ask again."""
    flags = turn.catalog.interview.flags
    session = turn.session
    while session.answers:
        *others, last = session.answers
        kept = {flag: session.answers[flag] for flag in others}
        session = session._replace(answers=kept, said_again=False, misses=0, first="")
        if not last.startswith(triage.GO_ON) and last in flags:
            first = last if flags[last].question else ""
            return proceed(turn._replace(session=session._replace(first=first)))
    return proceed(turn._replace(session=session), turn.words("safety_check.no_way_back"))


def stop_here(turn: Turn, *lead: Said) -> Reply:
    """Stop the check: what was not asked, what is known so far, and a question that keeps the way open."""
    if turn.session.single:
        session = turn.session._replace(single=False, misses=0, said_again=False, first="")
        return back_to_menu(turn._replace(session=session), turn.words("safety_check.declined"))
    question = outcomes.what_next(turn)
    left = outcomes.leave(turn)
    return back_to_menu(left.turn, *lead, left.said, question, outcome=left.outcome)


def _read_back(turn: Turn, *lead: Said) -> Reply:
    interview = turn.catalog.interview
    answers = turn.session.answers
    signs = triage.signs(interview, answers)
    sure = [interview.flags[sign].heard for sign in signs if answers.get(sign) is Answer.yes]
    unsure = [interview.flags[sign].heard for sign in signs if answers.get(sign) is not Answer.yes]
    said = []
    if sure:
        said.append(turn.words("safety_check.read_back", signs=joined(sure)))
    if unsure:
        said.append(turn.words("safety_check.read_back_unsure", signs=joined(unsure)))
    if not signs:
        skipped = triage.unasked(interview, answers)
        said.append(turn.words("safety_check.read_back_skipped" if skipped else "safety_check.read_back_none"))
    turn = turn._replace(session=turn.session._replace(misses=0))
    return ask(turn, QuestionId.check_confirm, *lead, *said, turn.words("safety_check.confirm"))


_CHECK_QUESTIONS = frozenset({QuestionId.check_go_on, QuestionId.check_confirm, QuestionId.check_start_over})


def in_check(session: Session) -> bool:
    """Return whether a safety check is under way."""
    if isinstance(session.asking, QuestionId):
        return session.asking in _CHECK_QUESTIONS
    return session.asking is not None and not session.single

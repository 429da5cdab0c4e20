"""The safety check, spoken: one red flag at a time, and every way to answer or not to answer."""

from coach.care import triage
from coach.care.triage import Answer, Tier
from coach.conversation import outcomes, signs_list
from coach.conversation.session import Session
from coach.conversation.spoken import joined, number, parse_duration
from coach.conversation.turn import Reply, Turn, ask, back_to_menu

PREFIX = "red_flag."
MOST_MISSES = 3
"""A question not answered is asked at most twice more; the third miss stops the check."""
_LONGEST_WISH_SECONDS = 60 * 60


def start(turn: Turn) -> Reply:
    """SafetyCheckIntent, or a yes to its offer: the opening and the first question."""
    if turn.screening_style == "list":
        return signs_list.read(turn, 0)
    known = triage.signs(turn.knowledge.interview, turn.session.answered())
    kept = tuple(pair for pair in turn.session.answers if pair[1] in triage.COUNTS_AS_YES)
    session = turn.session._replace(answers=kept, tier="", all_misses=0, misses=0, said_again=False, single=False)
    _, total = triage.position(turn.knowledge.interview, session.answered(), "under_eighteen")
    opening = turn.words("safety_check.opening", questions=number(total - len(known)))
    return proceed(turn, session, opening)


def proceed(turn: Turn, session: Session, lead: str = "") -> Reply:
    """Whatever comes after an answer: the emergency, the next question, the offer to go on, or the read-back."""
    interview = turn.knowledge.interview
    answers = session.answered()
    if triage.tier(interview, answers) is Tier.emergency:
        return outcomes.emergency(turn, session)
    if session.single:
        return _after_single(turn, session._replace(single=False, first=""))
    upcoming = session.first if session.first in interview.flags else triage.next_question(interview, answers)
    if upcoming is None:
        if any(key.startswith(triage.GO_ON) and answer is Answer.no for key, answer in answers.items()):
            return stop_here(turn, session, lead)
        return _read_back(turn, session, lead)
    if upcoming.startswith(f"{triage.GO_ON}."):
        left = sum(1 for item in triage.unasked(interview, answers) if item not in answers)
        offered_before = any(said.startswith(triage.GO_ON) for said in answers)
        key = "safety_check.go_on_again" if offered_before else "safety_check.go_on"
        speech = after(lead, turn.words(key, left=number(left)))
        return ask(turn, speech, "safety_check.go_on", turn.words("safety_check.go_on_reprompt"), session)
    return put(turn, session, upcoming, lead)


def ask_single(turn: Turn, session: Session, flag_id: str, lead: str = "") -> Reply:
    """One red flag by itself: a sign was named in doubt, and no check is under way."""
    return put(turn, session._replace(single=True, misses=0, said_again=False), flag_id, lead)


def _after_single(turn: Turn, session: Session) -> Reply:
    speech = after(outcomes.advice(turn, session, briefly=True), turn.words("safety_check.check_the_others"))
    return ask(turn, speech, "safety_check.offer", turn.words("symptoms.offer_reprompt"), session)


def put(turn: Turn, session: Session, flag_id: str, lead: str = "") -> Reply:
    """Ask one red flag."""
    interview = turn.knowledge.interview
    flag = interview.flags[flag_id]
    place, total = triage.position(interview, session.answered(), flag_id)
    cue = ""
    if not session.single and not flag.parent:
        if place == total // 2 + 1:
            cue = turn.words("safety_check.half")
        elif place == total:
            cue = turn.words("safety_check.last")
    question = flag.other_words if session.said_again else flag.question
    reprompt = turn.words("safety_check.reprompt", question=flag.question)
    return ask(turn, after(lead, cue, question), PREFIX + flag_id, reprompt, session)


def answer(turn: Turn, meaning: str) -> Reply | None:
    """Something said while a red flag is open. None: it opens another topic."""
    interview = turn.knowledge.interview
    flag_id = turn.session.asking.removeprefix(PREFIX)
    flag = interview.flags.get(flag_id)
    if flag is None or flag_id in interview.volunteered_only:
        return proceed(turn, turn.session, turn.words("safety_check.lost_place"))
    session = turn.session
    said = _answer_meant(turn, meaning, flag)
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
    if turn.intent == "CannotMoveIntent":
        noted = session.with_answer("cannot_get_up", Answer.yes)
        names = interview.flags["cannot_get_up"].heard
        return put(turn, noted, flag_id, turn.words("safety_check.noted_other", signs=names))
    if turn.intent == "SafetyCheckIntent" and not session.single:
        return put(turn, session, flag_id, turn.words("safety_check.carry_on"))
    if meaning in {"not_understood", "not_tried", "more"} or _no_real_wish(turn):
        return missed(turn)
    return None


def _no_real_wish(turn: Turn) -> bool:
    """Whether an intent that would open another topic is only half heard: it must not cost somebody the check."""
    if turn.intent in {"LengthIntent", "NotMeIntent", "ItIsOnIntent"}:
        # "It's for someone else", "not me": an answer to some other question, and no reason to leave this one.
        return True
    if turn.intent in {"StartIceIntent", "StartHeatIntent", "StartWalkIntent"}:
        seconds = parse_duration(turn.slots["duration"].value) if "duration" in turn.slots else None
        # "Six weeks" answers how long it has hurt; nobody asks for an hour of ice.
        return seconds is not None and seconds > _LONGEST_WISH_SECONDS
    slots = [turn.slots[name] for name in ("remedy", "movement", "category") if name in turn.slots]
    return bool(slots) and not any(slot.id for slot in slots)


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
    if said is Answer.unsure:
        lead = after(lead, turn.words("safety_check.count_as_yes"))
    elif said is Answer.skipped:
        lead = after(lead, turn.words("safety_check.skipped"))
    if flag_id == "under_eighteen" and said in triage.COUNTS_AS_YES:
        lead = after(lead, turn.words("safety_check.for_the_child"))
    return proceed(turn, turn.session.with_answer(flag_id, said), lead)


def missed(turn: Turn, lead: str = "") -> Reply:
    """No answer to the open question: ask again, at most twice, then stop and say what was not asked."""
    session = turn.session._replace(misses=turn.session.misses + 1, all_misses=turn.session.all_misses + 1)
    if session.misses >= MOST_MISSES:
        return stop_here(turn, session, turn.words("safety_check.too_many_misses"))
    lead = lead or turn.words("safety_check.not_understood")
    if session.all_misses % 2 == 0:
        lead = after(lead, turn.words("safety_check.if_serious"))
    if not session.asking.startswith(PREFIX):
        return ask(turn, after(lead, session.reprompt), session.asking, session.reprompt, session)
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
    if session.single:
        kept = session._replace(single=False, misses=0, all_misses=0, said_again=False, first="")
        return back_to_menu(turn, turn.words("safety_check.declined"), kept)
    question = outcomes.what_next(turn, session)
    said, session, name, profile = outcomes.leave(turn, session)
    speech = after(lead, said, question)
    return back_to_menu(turn, speech, session, outcome=name, profile=profile)


def _read_back(turn: Turn, session: Session, lead: str) -> Reply:
    interview = turn.knowledge.interview
    answers = session.answered()
    signs = triage.signs(interview, answers)
    sure = [interview.flags[sign].heard for sign in signs if answers.get(sign) is Answer.yes]
    unsure = [interview.flags[sign].heard for sign in signs if answers.get(sign) is not Answer.yes]
    if signs:
        said = after(
            turn.words("safety_check.read_back", signs=joined(sure)) if sure else "",
            turn.words("safety_check.read_back_unsure", signs=joined(unsure)) if unsure else "",
        )
    elif triage.unasked(interview, session.answered()):
        said = turn.words("safety_check.read_back_skipped")
    else:
        said = turn.words("safety_check.read_back_none")
    speech = after(lead, said, turn.words("safety_check.confirm"))
    reprompt = turn.words("safety_check.reprompt", question=turn.words("safety_check.confirm_again"))
    return ask(turn, speech, "safety_check.confirm", reprompt, session._replace(misses=0))


def after(*parts: str) -> str:
    """The parts that say something, one after another."""
    return " ".join(part for part in parts if part)

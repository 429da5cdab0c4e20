"""Which function answers which turn."""

from collections.abc import Callable

from coach.conversation import (
    built_ins,
    check_offers,
    heat,
    ice,
    launch,
    outcomes,
    privacy,
    questions,
    remedies,
    safety_check,
    skin_trouble,
    starts,
    symptoms,
    timer_more,
    timer_verbs,
)
from coach.conversation.turn import MOST_WORDS, Reply, Turn

INTENTS: dict[str, Callable[[Turn], Reply]] = {
    "SafetyCheckIntent": safety_check.start,
    "StartIceIntent": starts.start_ice,
    "StartHeatIntent": starts.start_heat,
    "StartWalkIntent": starts.start_walk,
    "LengthIntent": starts.bare_length,
    "NotMeIntent": starts.not_me,
    "ItIsOnIntent": starts.it_is_on,
    "SkinTroubleIntent": skin_trouble.named,
    "AlternateIntent": heat.alternate,
    "NoIceIntent": remedies.no_ice,
    "TimeLeftIntent": timer_verbs.time_left,
    "AddTimeIntent": timer_more.add_time,
    "StopTimerIntent": timer_verbs.stop,
    "IceHistoryIntent": ice.history,
    "HeatHistoryIntent": heat.history,
    "ListRemediesIntent": remedies.browse,
    "TellRemedyIntent": remedies.by_name,
    "WhereLeftOffIntent": remedies.where_left_off,
    "GuideMovementIntent": remedies.guide,
    "PaceIntent": launch.pace,
    "SendToPhoneIntent": launch.to_phone,
    "WhatYouKnowIntent": privacy.what_you_know,
    "ForgetMeIntent": privacy.ask_to_forget,
    "CannotMoveIntent": launch.cannot_move,
    "CallForHelpIntent": outcomes.call_for_help,
}
"""Intents that open a topic, or answer on the side."""

ASIDES = frozenset(
    {
        "TimeLeftIntent",
        "AddTimeIntent",
        "StopTimerIntent",
        "IceHistoryIntent",
        "HeatHistoryIntent",
        "PaceIntent",
        "SendToPhoneIntent",
        "WhatYouKnowIntent",
    }
)
"""Answered on the side: the open question stays open."""

EVERYWHERE: dict[str, Callable[[Turn], Reply]] = {
    "exit": launch.leave,
    "help": launch.help_here,
    "repeat": launch.repeat,
    "home": launch.menu,
    "start_over": launch.ask_start_over,
    "pause_timer": timer_verbs.pause,
    "resume_timer": timer_verbs.resume,
}
"""Meanings that are the same in every state."""

NO_QUESTION: dict[str, Callable[[Turn], Reply]] = {
    "more": remedies.more,
    "next": lambda turn: remedies.step(turn, 1),
    "back": lambda turn: remedies.step(turn, -1),
    "not_understood": launch.not_understood,
}
"""Meanings where no question is open, or the open one leaves them alone."""

_OWN_WAY = ASIDES | {"CallForHelpIntent", "SkinTroubleIntent"}
"""Neither answers an open question nor leaves a check for another topic."""

SYMPTOM_INTENTS = frozenset({"ReportSymptomIntent", "DenySymptomIntent", "MixedSymptomIntent"})

TOPICS: dict[str, Callable[[Turn, str], Reply | None]] = {
    "red_flag": safety_check.answer,
    "safety_check": check_offers.answer,
    "ice": starts.answer,
    "heat": starts.answer,
    "walk": starts.answer,
    "next_ice": ice.answer,
    "timer": timer_more.answer,
    "remedies": remedies.answer,
    "launch": launch.answer,
    "privacy": privacy.answer,
    "cannot_move": launch.cannot_move_answer,
}
"""Who answers an open question, by the first part of its id."""


def route(turn: Turn) -> Reply:
    """The reply to a turn, with the profile that a step of it went on with."""
    reply = _route(turn)
    if turn.kind != "disabled":
        reply.profile = reply.profile or turn.changed_profile
    return reply


def _route(turn: Turn) -> Reply:
    if turn.kind == "launch":
        return launch.opened(turn)
    if turn.kind == "consent":
        return starts.consent_answered(turn)
    if turn.kind == "disabled":
        return privacy.disabled(turn)
    if turn.kind in {"ended", "event"}:
        return Reply(speech="", session=turn.session, silent=True)
    _drop_unknown_question(turn)
    if turn.kind == "unknown":
        return launch.not_understood(turn)
    return _intent(turn)


def _intent(turn: Turn) -> Reply:
    asking = turn.session.asking
    if _all_of_them(turn):
        turn.intent = "AMAZON.YesIntent"
    meaning = built_ins.meaning_of(asking, turn.intent)
    if not meaning and turn.intent not in INTENTS and not _answers(turn.intent, asking):
        meaning = "not_understood"
    if turn.intent in SYMPTOM_INTENTS:
        return symptoms.named(turn)
    in_check = launch.in_check(turn.session)
    if in_check and meaning == "home":
        return _leaving_check(turn, launch.menu)
    if meaning == "start_over" and in_check:
        return check_offers.ask_start_over(turn)
    if meaning in EVERYWHERE:
        return EVERYWHERE[meaning](turn)
    reply = _open_question(turn, meaning)
    if reply:
        return reply
    topic = INTENTS.get(turn.intent)
    if topic and in_check and turn.intent not in _OWN_WAY:
        return _leaving_check(turn, topic)
    if topic and turn.session.single and turn.intent not in _OWN_WAY:
        turn.session = turn.session._replace(single=False, asking="")
        return _after(turn.words("safety_check.if_serious"), topic(turn))
    if topic:
        return topic(turn)
    if meaning in NO_QUESTION:
        return NO_QUESTION[meaning](turn)
    return launch.lost(turn) if meaning else launch.not_understood(turn)


def _all_of_them(turn: Turn) -> bool:
    """Whether "both" or "all of them" says yes to a sign or a caution: "pain going down both legs?"."""
    slot = turn.slots.get("timer")
    asking = turn.session.asking
    is_sign = asking.startswith("red_flag.") or asking.endswith((".stop_signs", ".skin", ".body", ".swelling"))
    return turn.intent == "WhichTimerIntent" and slot is not None and slot.id == "both" and is_sign


def _answers(intent: str, asking: str) -> bool:
    """Whether an intent that opens nothing by itself answers the open question."""
    if intent == "MinutesIntent":
        return asking.startswith(("ice.", "heat.", "walk.", "timer.")) and asking != "timer.which"
    return intent == "WhichTimerIntent" and asking == "timer.which"


def _answers_more(turn: Turn) -> bool:
    """Whether it is "five more", while it is asked how many more minutes."""
    return turn.intent == "AddTimeIntent" and turn.session.asking in {"timer.more", "timer.most_more"}


def _open_question(turn: Turn, meaning: str) -> Reply | None:
    if turn.intent in _OWN_WAY and not _answers_more(turn):
        return None
    topic = TOPICS.get(turn.session.asking.partition(".")[0])
    return topic(turn, meaning) if topic else None


def _leaving_check(turn: Turn, topic: Callable[[Turn], Reply]) -> Reply:
    """Another topic in the middle of a check: what was not asked is said, then the topic."""
    said, session, outcome, profile = outcomes.leave(turn, turn.session)
    briefly = outcomes.leave_briefly(turn, turn.session)
    turn.session = session
    if profile:
        turn.use_profile(profile)
    reply = topic(turn)
    for shorter in (briefly, turn.words("safety_check.left_unfinished")):
        if len(said.split()) + len(reply.speech.split()) > MOST_WORDS:
            said = shorter
    reply = _after(said, reply)
    reply.outcome = reply.outcome or outcome
    return reply


def _after(said: str, reply: Reply) -> Reply:
    reply.speech = f"{said} {reply.speech}".strip()
    return reply


def _drop_unknown_question(turn: Turn) -> None:
    """A question that does not exist is no question: nothing is resolved against it."""
    asking = turn.session.asking
    is_flag = asking.startswith("red_flag.") and asking.removeprefix("red_flag.") in turn.knowledge.interview.flags
    known = asking in built_ins.STATES or is_flag
    if asking and not known:
        turn.session = turn.session._replace(asking="", reprompt="", speech="")
    elif asking and not turn.session.reprompt:
        # Only the question's id is promised to be there: its words can be had from it.
        question, reprompt = questions.words_of(turn)
        turn.session = turn.session._replace(reprompt=reprompt, speech=turn.session.speech or question)

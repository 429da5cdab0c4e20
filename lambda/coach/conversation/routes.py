"""Which function answers which turn."""

from collections.abc import Callable

from coach.conversation import (
    built_ins,
    check_offers,
    ice,
    ice_timer,
    launch,
    outcomes,
    privacy,
    questions,
    remedies,
    safety_check,
    symptoms,
    timer_talk,
)
from coach.conversation.turn import Reply, Turn

INTENTS: dict[str, Callable[[Turn], Reply]] = {
    "SafetyCheckIntent": safety_check.start,
    "StartIceIntent": ice.start,
    "StartHeatIntent": remedies.heat,
    "NoIceIntent": remedies.no_ice,
    "TimeLeftIntent": timer_talk.time_left,
    "AddTimeIntent": timer_talk.add_time,
    "StopTimerIntent": timer_talk.stop,
    "IceHistoryIntent": timer_talk.history,
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
    "pause_timer": timer_talk.pause,
    "resume_timer": timer_talk.resume,
}
"""Meanings that are the same in every state."""

NO_QUESTION: dict[str, Callable[[Turn], Reply]] = {
    "more": remedies.more,
    "next": lambda turn: remedies.step(turn, 1),
    "back": lambda turn: remedies.step(turn, -1),
    "not_understood": launch.not_understood,
}
"""Meanings where no question is open, or the open one leaves them alone."""

_OWN_WAY = ASIDES | {"CallForHelpIntent"}
"""Neither answers an open question nor leaves a check for another topic."""

MOST_WORDS = 75
"""In one reply."""

SYMPTOM_INTENTS = frozenset({"ReportSymptomIntent", "DenySymptomIntent", "MixedSymptomIntent"})

TOPICS: dict[str, Callable[[Turn, str], Reply | None]] = {
    "red_flag": safety_check.answer,
    "safety_check": check_offers.answer,
    "ice": ice.answer,
    "remedies": remedies.answer,
    "launch": launch.answer,
    "privacy": privacy.answer,
    "cannot_move": launch.cannot_move_answer,
}
"""Who answers an open question, by the first part of its id."""


def route(turn: Turn) -> Reply:
    """The reply to a turn."""
    if turn.kind == "launch":
        return launch.opened(turn)
    if turn.kind == "consent":
        return ice_timer.consent_answered(turn)
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
    meaning = built_ins.meaning_of(asking, turn.intent)
    if (
        not meaning
        and turn.intent not in INTENTS
        and not (turn.intent == "MinutesIntent" and asking.startswith("ice."))
    ):
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


def _open_question(turn: Turn, meaning: str) -> Reply | None:
    if turn.intent in _OWN_WAY:
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
    if len(said.split()) + len(reply.speech.split()) > MOST_WORDS:
        said = briefly
    reply = _after(said, reply)
    reply.outcome = reply.outcome or outcome
    reply.profile = reply.profile or profile
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

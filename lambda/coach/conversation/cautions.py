"""The cautions before cold, heat or a walk: which are due, how they are asked, what each answer does."""

from coach.care import limits
from coach.conversation import outcomes, safety_check, timer_start
from coach.conversation.kinds import HEAT, WALK, Kind
from coach.conversation.session import Session
from coach.conversation.spoken import exactly, joined
from coach.conversation.turn import Reply, Turn, ask, ask_again, back_to_menu, tell


def begin(turn: Turn, kind: Kind, session: Session) -> Reply:
    """The cautions, as far as they are due; then the start."""
    questions = due(turn, kind, session)
    if not questions and session.cautions:
        # Whoever was in the middle of them is still asked whether it is on.
        questions = kind.cautions[-1:]
    if not questions:
        return timer_start.begin(turn, session, kind, session.seconds)
    if turn.screening_style == "list":
        return _listed(turn, kind, session)
    lead = turn.words("ice.memory_lost") if turn.profile_lost and kind.on_skin else ""
    return put(turn, session._replace(cautions=" ".join(questions), misses=0), questions[0], lead)


def _listed(turn: Turn, kind: Kind, session: Session) -> Reply:
    """The cautions as statements, and one question that asks for no answer about anybody's health."""
    speech = f"{turn.words(f'{kind.name}.cautions_listed')} {turn.words('timer.still_start')}"
    return ask(turn, speech, f"{kind.name}.still_start", turn.words("timer.still_start_again"), session)


def due(turn: Turn, kind: Kind, session: Session) -> tuple[str, ...]:
    """The questions to ask before this start, by id, in their order."""
    profile = turn.profile
    if kind is WALK:
        # The warning signs are the same for all three: a clear no to ice or heat has said no to them.
        cleared = max((at for at in (profile.ice_clear_at, profile.heat_clear_at) if at <= turn.now), default=0)
    else:
        cleared = profile.heat_clear_at if kind is HEAT else profile.ice_clear_at
    if session.not_me or outcomes.stop_signs_named(turn, session) or limits.cautions_due(cleared, turn.now):
        return kind.cautions
    asked = []
    if kind is HEAT and not session.no_swelling:
        # Of a blow only this session knows: it may have come since the last clear no.
        asked.append("heat.swelling")
    if kind.on_skin and limits.skin_asked_again(kind.name, profile.ice_log, profile.heat_log, turn.now):
        asked.append(f"{kind.name}.skin")
    return (*asked, f"{kind.name}.ready") if asked else ()


def put(turn: Turn, session: Session, question_id: str, lead: str = "") -> Reply:
    """Ask one of the cautions, or whatever question before a start is open."""
    name, _, question = question_id.partition(".")
    if question == "ready":
        speech, again = turn.words(f"{name}.ready"), turn.words(f"{name}.ready_again")
    elif question == "still_start":
        speech, again = turn.words("timer.still_start"), turn.words("timer.still_start_again")
    else:
        caution = turn.knowledge.caution(question_id)
        speech = f"{caution['statement']} {caution['question']}".strip()
        again = caution["other_words"]
    return ask(turn, f"{lead} {speech}".strip(), question_id, again, session)


def answer(turn: Turn, kind: Kind, meaning: str) -> Reply | None:
    """An answer to one of the cautions. None: it opens another topic."""
    question = turn.session.asking.partition(".")[2]
    if question == "ready":
        return _answer_ready(turn, kind, meaning)
    if question == "still_start":
        return _answer_listed(turn, kind, meaning)
    return _answer_caution(turn, kind, meaning)


def _answer_caution(turn: Turn, kind: Kind, meaning: str) -> Reply | None:
    session = turn.session
    question_id = session.asking
    asked = _asked(kind, session)
    at = asked.index(question_id)
    if meaning == "no":
        return _clear(turn, kind, asked, at)
    if meaning in {"yes", "not_sure"}:
        return _harmful(turn, kind, question_id)
    if meaning == "why":
        return put(turn, session, question_id, turn.knowledge.caution(question_id)["why"])
    if meaning == "back":
        return put(turn, session, asked[max(0, at - 1)])
    if meaning == "next":
        return put(turn, session, question_id, turn.words("timer.cannot_skip"))
    return other(turn, kind, meaning)


def _asked(kind: Kind, session: Session) -> tuple[str, ...]:
    """What is asked before this start; where the session does not say, or not this question: everything."""
    asked = tuple(session.cautions.split())
    return asked if session.asking in asked and set(asked) <= set(kind.cautions) else kind.cautions


def _clear(turn: Turn, kind: Kind, asked: tuple[str, ...], at: int) -> Reply:
    session = turn.session._replace(misses=0)
    signs = outcomes.stop_signs_named(turn, session)
    if signs and turn.session.asking.endswith(".stop_signs"):
        # Said no to now, and named before: in doubt it is there.
        names = joined([turn.knowledge.interview.flags[flag].heard for flag in signs])
        speech = turn.words("timer.sign_known", signs=names, timer=kind.labels[0])
        return back_to_menu(turn, speech, session.without_start(), profile=outcomes.without_mark(turn))
    if turn.session.asking == "heat.swelling":
        session = session._replace(no_swelling=True)
    following = asked[at + 1] if at + 1 < len(asked) else ""
    if not following:
        return timer_start.begin(turn, session, kind, session.seconds)
    reply = put(turn, session, following)
    everything = asked == kind.cautions and following.endswith(".ready")
    if everything and not session.not_me and not turn.profile_lost:
        # Only the time of a clear no is kept, never an answer; and never somebody else's.
        reply.profile = turn.profile.with_clear_no(kind.name, turn.now)
    return reply


def _harmful(turn: Turn, kind: Kind, question_id: str) -> Reply:
    """Yes or not sure to a caution: not now; whom to ask; something else offered."""
    question = question_id.partition(".")[2]
    session = turn.session.without_start()
    if question == "stop_signs":
        turn.session = session
        reply = safety_check.start(turn)
        reply.speech = f"{turn.words('timer.signs_first', timer=kind.labels[0])} {reply.speech}"
    else:
        key = {"skin": f"{kind.name}.not_on_that_skin", "swelling": "heat.not_on_swelling"}.get(
            question, f"{kind.name}.not_for_you"
        )
        reply = back_to_menu(turn, turn.words(key), session)
    reply.profile = reply.profile or outcomes.without_mark(turn)
    return reply


def _answer_ready(turn: Turn, kind: Kind, meaning: str) -> Reply | None:
    session = turn.session
    if meaning == "yes" or turn.intent in {"ItIsOnIntent", "ResumeTimerIntent"}:
        return timer_start.begin(turn, session, kind, session.seconds)
    if meaning in {"no", "not_sure", "not_tried"}:
        length = exactly(session.seconds or kind.limit.default_seconds)
        return tell(turn, turn.words(f"{kind.name}.not_on_yet", length=length))
    if meaning == "why":
        return put(turn, session, session.asking, turn.words("timer.ready_why"))
    if meaning == "back":
        asked = _asked(kind, session)
        return put(turn, session, asked[max(0, asked.index(session.asking) - 1)])
    return other(turn, kind, meaning)


def _answer_listed(turn: Turn, kind: Kind, meaning: str) -> Reply | None:
    if meaning == "yes" or turn.intent == "ItIsOnIntent":
        return timer_start.begin(turn, turn.session, kind, turn.session.seconds)
    if meaning in {"no", "not_sure", "not_tried"}:
        return _dropped(turn, kind)
    if meaning == "why":
        return _listed(turn, kind, turn.session)
    return other(turn, kind, meaning)


def other(turn: Turn, kind: Kind, meaning: str) -> Reply | None:
    """Dropped, or no answer: asked again at most twice, then the way out. None: it opens another topic."""
    if meaning == "drop":
        return _dropped(turn, kind)
    if not meaning:
        return None
    return ask_again(turn, turn.words("timer.not_understood"), tell(turn, turn.words("timer.given_up")))


def _dropped(turn: Turn, kind: Kind) -> Reply:
    speech = turn.words("timer.dropped", timer=kind.labels[0])
    return back_to_menu(turn, speech, turn.session.without_start())

"""Ice, from the wish to the ring: the length, the gap, the cautions. Starting and speaking of the timer: ice_timer."""

from coach.care import limits
from coach.care.limits import Verdict
from coach.care.triage import is_for_child
from coach.conversation import ice_timer, outcomes, safety_check
from coach.conversation.session import Session
from coach.conversation.spoken import exactly, parse_duration, roughly
from coach.conversation.timer_truth import reconcile
from coach.conversation.turn import Reply, Turn, ask, tell

CAUTIONS = ("ice.stop_signs", "ice.skin", "ice.body", "ice.ready")
_MOST_MISSES = 3


def start(turn: Turn) -> Reply:
    """StartIceIntent, with or without a duration."""
    if turn.session.asking in CAUTIONS and not _duration_heard(turn):
        return _put(turn, turn.session, turn.session.asking)
    return with_seconds(turn, _asked_seconds(turn), turn.session)


def with_seconds(turn: Turn, asked: int | None, session: Session) -> Reply:
    """Ice for so many seconds: the rules that come before the cautions."""
    if is_for_child(session.answered()):
        return ask(turn, turn.words("ice.not_for_children"), "launch.choose", turn.words("launch.reprompt"), session)
    found = reconcile(turn)
    if found.timer:
        return ice_timer.already_running(turn, found.timer)
    reply = _with_seconds(turn, asked, session)
    if found.record and not found.trouble and not turn.profile_lost:
        # Alexa has it no more: that is kept whatever comes of this start.
        reply.profile = reply.profile or turn.profile
    return reply


def _with_seconds(turn: Turn, asked: int | None, session: Session) -> Reply:
    refused = too_soon(turn, session)
    if refused:
        return refused
    length = limits.ice_length(asked, limits.most_ice_now(turn.profile.ice_log, turn.now))
    if length.seconds < limits.LEAST_SECONDS or length.verdict is Verdict.nonsense:
        return ask(turn, turn.words("ice.how_long"), "ice.minutes", turn.words("ice.how_long_again"), session)
    session = session._replace(ice_seconds=length.seconds, misses=0)
    if length.verdict is Verdict.misheard:
        question = turn.words("ice.did_you_say", length=exactly(length.seconds))
        return ask(turn, question, "ice.did_you_say", turn.words("ice.did_you_say_again"), session)
    if length.verdict is Verdict.too_long:
        return _offer_most(turn, session, length.seconds)
    return cautions(turn, session)


def too_soon(turn: Turn, session: Session) -> Reply | None:
    """The refusal within two hours of ice off, with the time left; None where ice may go on."""
    allowed_at = limits.next_ice_at(turn.profile.ice_log)
    if turn.now >= allowed_at:
        return None
    speech = turn.words("ice.too_soon", left=roughly((allowed_at - turn.now) // 1000))
    return ask(turn, speech, "launch.choose", turn.words("launch.reprompt"), session)


def cautions(turn: Turn, session: Session) -> Reply:
    """The cautions, when they are due; then the start."""
    if not limits.cautions_due(turn.profile.ice_clear_at, turn.now):
        return ice_timer.begin(turn, session, session.ice_seconds)
    if turn.screening_style == "list":
        speech = " ".join([turn.words("ice.cautions_listed"), turn.words("ice.still_start")])
        return ask(turn, speech, "ice.still_start", turn.words("ice.still_start_again"), session)
    lead = turn.words("ice.memory_lost") if turn.profile_lost else ""
    return _put(turn, session, "ice.stop_signs", lead)


def _put(turn: Turn, session: Session, question_id: str, lead: str = "") -> Reply:
    if question_id == "ice.ready":
        speech, again = turn.words("ice.ready"), turn.words("ice.ready_again")
    else:
        caution = _caution(turn, question_id)
        speech = f"{caution['statement']} {caution['question']}".strip()
        again = caution["other_words"]
    return ask(turn, f"{lead} {speech}".strip(), question_id, again, session)


def answer(turn: Turn, meaning: str) -> Reply | None:
    """Something said while one of the ice questions is open. None: it opens another topic."""
    if turn.intent == "NoIceIntent":
        return None
    return _ANSWERS[turn.session.asking](turn, meaning)


def _answer_caution(turn: Turn, meaning: str) -> Reply | None:
    session = turn.session
    question_id = session.asking
    if meaning == "no":
        following = CAUTIONS[CAUTIONS.index(question_id) + 1]
        if following == "ice.ready" and not turn.profile_lost:
            reply = _put(turn, session._replace(misses=0), following)
            # Only the time of a clear no is kept, never an answer.
            reply.profile = turn.profile._replace(ice_clear_at=turn.now)
            return reply
        return _put(turn, session._replace(misses=0), following)
    if meaning in {"yes", "not_sure"}:
        if question_id == "ice.stop_signs":
            reply = safety_check.start(turn)
        else:
            key = "ice.not_on_that_skin" if question_id == "ice.skin" else "ice.no_ice_for_you"
            reply = ask(
                turn,
                turn.words(key),
                "launch.choose",
                turn.words("launch.reprompt"),
                session._replace(ice_seconds=0),
            )
        reply.profile = reply.profile or outcomes.without_mark(turn)
        return reply
    if meaning == "why":
        return _put(turn, session, question_id, _caution(turn, question_id)["why"])
    if meaning == "back":
        return _put(turn, session, CAUTIONS[max(0, CAUTIONS.index(question_id) - 1)])
    if meaning == "next":
        return _put(turn, session, question_id, turn.words("ice.cannot_skip"))
    return _other(turn, meaning)


def _answer_ready(turn: Turn, meaning: str) -> Reply | None:
    if meaning == "yes":
        return ice_timer.begin(turn, turn.session, turn.session.ice_seconds)
    if meaning in {"no", "not_sure", "not_tried"}:
        return tell(turn, turn.words("ice.not_on_yet"))
    if meaning == "why":
        return _put(turn, turn.session, "ice.ready", turn.words("ice.ready_why"))
    if meaning == "back":
        return _put(turn, turn.session, "ice.body")
    return _other(turn, meaning)


def _answer_listed(turn: Turn, meaning: str) -> Reply | None:
    if meaning == "yes":
        return ice_timer.begin(turn, turn.session, turn.session.ice_seconds)
    if meaning in {"no", "not_sure"}:
        return _dropped(turn)
    return _other(turn, meaning)


def _answer_minutes(turn: Turn, meaning: str) -> Reply | None:
    if turn.intent == "MinutesIntent":
        return with_seconds(turn, _minutes(turn), turn.session)
    return _other(turn, meaning)


def _answer_did_you_say(turn: Turn, meaning: str) -> Reply | None:
    if turn.intent == "MinutesIntent":
        return with_seconds(turn, _minutes(turn), turn.session)
    if meaning == "yes":
        return cautions(turn, turn.session)
    if meaning == "no":
        return _offer_most(turn, turn.session, limits.most_ice_now(turn.profile.ice_log, turn.now))
    return _other(turn, meaning)


def _offer_most(turn: Turn, session: Session, seconds: int) -> Reply:
    question = turn.words("ice.most", length=exactly(seconds))
    return ask(
        turn,
        question,
        "ice.most",
        turn.words("ice.most_again", length=exactly(seconds)),
        session._replace(ice_seconds=seconds),
    )


def _answer_most(turn: Turn, meaning: str) -> Reply | None:
    if turn.intent == "MinutesIntent":
        return with_seconds(turn, _minutes(turn), turn.session)
    if meaning == "yes":
        return cautions(turn, turn.session)
    if meaning == "no":
        return ask(turn, turn.words("ice.how_long"), "ice.minutes", turn.words("ice.how_long_again"))
    if meaning == "why":
        return ask(turn, turn.words("ice.most_why"), "ice.most", turn.session.reprompt)
    return _other(turn, meaning)


def _other(turn: Turn, meaning: str) -> Reply | None:
    """Dropped, or no answer: asked again at most twice, then the way out."""
    if meaning == "drop":
        return _dropped(turn)
    if not meaning and turn.intent != "MinutesIntent":
        return None
    misses = turn.session.misses + 1
    if misses >= _MOST_MISSES:
        return tell(turn, turn.words("ice.given_up"))
    session = turn.session._replace(misses=misses)
    speech = f"{turn.words('ice.not_understood')} {session.reprompt}"
    return ask(turn, speech, session.asking, session.reprompt, session)


def _dropped(turn: Turn) -> Reply:
    speech = turn.words("ice.dropped")
    return ask(turn, speech, "launch.choose", turn.words("launch.reprompt"), turn.session._replace(ice_seconds=0))


_ANSWERS = {
    "ice.stop_signs": _answer_caution,
    "ice.skin": _answer_caution,
    "ice.body": _answer_caution,
    "ice.ready": _answer_ready,
    "ice.still_start": _answer_listed,
    "ice.minutes": _answer_minutes,
    "ice.did_you_say": _answer_did_you_say,
    "ice.most": _answer_most,
}


def _caution(turn: Turn, question_id: str) -> dict[str, str]:
    rows: list[dict[str, str]] = turn.knowledge.cautions["caution"]
    return next(row for row in rows if row["id"] == question_id)


def _duration_heard(turn: Turn) -> bool:
    slot = turn.slots.get("duration")
    return slot is not None and bool(slot.value)


def _asked_seconds(turn: Turn) -> int | None:
    if not _duration_heard(turn):
        return None
    seconds = parse_duration(turn.slots["duration"].value)
    return 0 if seconds is None else seconds


def _minutes(turn: Turn) -> int:
    slot = turn.slots.get("minutes")
    text = slot.value if slot else ""
    return int(text) * 60 if text.isascii() and text.isdigit() and len(text) <= 4 else 0

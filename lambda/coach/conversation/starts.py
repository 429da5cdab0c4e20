"""From the wish to the timer: how long, whether it may be now, the cautions. Ice, heat and walks alike."""

from coach.care import limits
from coach.care.limits import Verdict
from coach.care.triage import is_for_child
from coach.conversation import cautions, heat, ice, launch, timer_start, walk
from coach.conversation.kinds import HEAT, ICE, KINDS, NEXT_ICE, WALK, Kind, kind_of
from coach.conversation.session import Session
from coach.conversation.spoken import exactly, roughly
from coach.conversation.timer_truth import Found, find, silence
from coach.conversation.timer_words import left_of, say_none
from coach.conversation.turn import Reply, Turn, ask, back_to_menu, tell, with_lead

_LONGEST_WISH_SECONDS = 4 * 60 * 60
LENGTH_INTENTS = frozenset({"LengthIntent", "MinutesIntent"})
"""A bare length: it answers a question and opens nothing by itself."""


def start_ice(turn: Turn) -> Reply:
    """StartIceIntent, with or without a duration."""
    return _start(turn, ICE)


def start_heat(turn: Turn) -> Reply:
    """StartHeatIntent, with or without a duration."""
    return _start(turn, HEAT)


def start_walk(turn: Turn) -> Reply:
    """StartWalkIntent, with or without a duration."""
    return _start(turn, WALK)


def bare_length(turn: Turn) -> Reply:
    """LengthIntent where nothing asked for a length: ice, which is what most lengths here are about.

    Weeks are not: they are how long it has hurt.
    """
    if (turn.asked_seconds or 0) > _LONGEST_WISH_SECONDS:
        return launch.not_understood(turn)
    return _start(turn, ICE)


def not_me(turn: Turn) -> Reply:
    """NotMeIntent, on a shared Echo: what is logged was somebody else's. The cautions afresh, and one start.

    Only where the log stands in the way. One such start in two hours: of a third person the skill cannot tell.
    """
    session = turn.session
    topic = session.asking.partition(".")[0]
    name = session.refused or (topic if topic in KINDS else "")
    kind = ICE if name in {"", NEXT_ICE.name} else KINDS.get(name, ICE)
    if not name and session.asking not in {"", "launch.choose"}:
        return launch.not_understood(turn)
    if kind.on_skin and not name and not refusal(turn, kind, session):
        return back_to_menu(turn, turn.words("timer.not_in_the_way"))
    again_at = turn.profile.not_me_at + limits.ICE_GAP_MS
    if turn.profile.not_me_at and turn.now < again_at:
        return back_to_menu(turn, turn.words("timer.not_me_again", left=roughly((again_at - turn.now) // 1000)))
    session = session._replace(not_me=kind.name, no_swelling=False, refused="")
    reply = with_seconds(turn, kind, session.seconds or None, session)
    asked = reply.session.asking in {*kind.cautions, f"{kind.name}.still_start"}
    return with_lead(turn.words("timer.not_me"), reply) if asked else reply


def it_is_on(turn: Turn) -> Reply:
    """ItIsOnIntent, where nobody asked whether it is on: the wish to time it."""
    slot = turn.slots.get("timer")
    return _start(turn, HEAT if slot and slot.id == HEAT.name else ICE)


def _start(turn: Turn, kind: Kind) -> Reply:
    asked = turn.asked_seconds
    if turn.session.asking in kind.cautions and asked is None:
        return cautions.put(turn, turn.session, turn.session.asking)
    return with_seconds(turn, kind, asked, turn.session)


def with_seconds(turn: Turn, kind: Kind, asked: int | None, session: Session) -> Reply:
    """So many seconds of something: the rules that come before the cautions. ``asked`` None: not said; 0: nonsense."""
    if session.not_me != kind.name:
        session = session._replace(not_me="")
    found = _in_the_way(turn, kind, session)
    if isinstance(found, Reply):
        return found
    silence(turn, found)
    reply = _with_seconds(turn, kind, asked, session)
    over = found.record and turn.now < found.record.trigger + limits.FORGOTTEN_MS and found.record.id
    if found.record and over and not session.not_me:
        # What it was is over, and nobody has said so yet: it may still be on.
        return with_lead(say_none(turn, found), reply)
    return reply


def _in_the_way(turn: Turn, kind: Kind, session: Session) -> Reply | Found:
    """What speaks against any start just now, as a reply; else what was found of a timer that is over."""
    against = _not_at_all(turn, kind, session) or _other_running(turn, kind)
    if against:
        return against
    found = find(turn, kind)
    return timer_start.already_running(turn, session, found) if found.timer else found


def _not_at_all(turn: Turn, kind: Kind, session: Session) -> Reply | None:
    """Reasons that no waiting mends: a child, or a condition that was named in this session."""
    if not kind.on_skin:
        return None
    if is_for_child(session.answered()):
        return back_to_menu(turn, turn.words("ice.not_for_children"), session.without_start())
    if kind.name in session.against.split():
        return back_to_menu(turn, turn.words(f"{kind.name}.not_for_you"), session.without_start())
    return None


def _with_seconds(turn: Turn, kind: Kind, asked: int | None, session: Session) -> Reply:
    refused = refusal(turn, kind, session._replace(seconds=asked or 0))
    if refused:
        return refused
    length = limits.length(kind.limit, asked, _most_now(turn, kind, session))
    if length.verdict is Verdict.nonsense:
        return _ask_minutes(turn, kind, session)
    session = session._replace(seconds=length.seconds, misses=0, refused="")
    if length.verdict is Verdict.misheard:
        question = turn.words("timer.did_you_say", length=exactly(length.seconds))
        return ask(turn, question, f"{kind.name}.did_you_say", turn.words("timer.did_you_say_again"), session)
    if length.verdict is Verdict.too_long:
        return _offer_most(turn, kind, session, length.seconds)
    return cautions.begin(turn, kind, session)


def _other_running(turn: Turn, kind: Kind) -> Reply | None:
    """Cold and heat at once are refused: numb skin burns unfelt."""
    if not kind.on_skin:
        return None
    other = HEAT if kind is ICE else ICE
    found = find(turn, other)
    if found.timer is None:
        return None
    if found.runs or found.trouble:
        state, to_end = left_of(turn, found), ""
    else:
        # Held, it never ends by itself.
        left = roughly(found.timer.seconds_left(turn.now))
        state = turn.words("timer.still_paused", timer=other.labels[0], left=left)
        to_end = turn.words("timer.to_end", timer=other.labels[0])
    said = [state, turn.words("timer.not_both"), to_end, turn.words(f"{kind.name}.other_runs")]
    speech = " ".join(part for part in said if part)
    return tell(turn, speech, turn.session._replace(seconds=0))


def refusal(turn: Turn, kind: Kind, session: Session) -> Reply | None:
    """Why it may not be now, with the time left; None where it may."""
    if kind is WALK:
        return walk.refusal(turn, session)
    if session.not_me:
        return None
    return heat.refusal(turn, session) if kind is HEAT else ice.refusal(turn, session)


def _most_now(turn: Turn, kind: Kind, session: Session) -> int:
    if session.not_me or kind is WALK:
        return kind.limit.most_seconds
    return limits.most_now(kind.name, turn.profile.log(kind.name), turn.now)


def consent_answered(turn: Turn) -> Reply:
    """Alexa's answer to the request for permission: the start goes on by itself, from the token alone."""
    consent = turn.consent
    want = timer_start.wanted(consent.token if consent else "")
    session = turn.session._replace(consent_asked=True)
    if want:
        session = session._replace(seconds=want.seconds, not_me=want.kind.name if want.not_me else "")
    if consent is None or consent.status != "ACCEPTED":
        return timer_start.not_granted(turn, session, want)
    turn.may_use_timers = True
    if want is None:
        # Not a token of ours: whether the cautions were asked cannot be told, so they are.
        return with_seconds(turn, ICE, None, session)
    if want.kind is NEXT_ICE:
        return ice.ring_then(turn, session)
    found = _in_the_way(turn, want.kind, session)
    if isinstance(found, Reply):
        return found
    return refusal(turn, want.kind, session) or timer_start.begin(turn, session, want.kind, want.seconds)


def answer(turn: Turn, meaning: str) -> Reply | None:
    """Something said while a question before a start is open. None: it opens another topic."""
    if turn.intent == "NoIceIntent":
        return None
    asking = turn.session.asking
    kind, _, question = asking.partition(".")
    if turn.intent == "ItIsOnIntent" and question not in {"ready", "still_start"}:
        return cautions.other(turn, kind_of(kind), "not_understood")
    if question in {"minutes", "did_you_say", "most"}:
        return _answer_length(turn, kind_of(kind), question, meaning)
    if turn.intent in LENGTH_INTENTS:
        # "Just ten", in the middle of the cautions: the length is changed, the question stays.
        return _changed_length(turn, kind_of(kind))
    return cautions.answer(turn, kind_of(kind), meaning)


def _answer_length(turn: Turn, kind: Kind, question: str, meaning: str) -> Reply | None:
    session = turn.session
    if turn.intent in LENGTH_INTENTS:
        return with_seconds(turn, kind, turn.asked_seconds or 0, session)
    most = _most_now(turn, kind, session)
    if question == "minutes":
        return cautions.other(turn, kind, meaning)
    if meaning == "yes":
        return cautions.begin(turn, kind, session._replace(seconds=min(session.seconds, most) or most))
    if meaning == "no" and question == "did_you_say":
        return _offer_most(turn, kind, session, most)
    if meaning in {"no", "back"}:
        return _ask_minutes(turn, kind, session)
    if meaning == "why" and question == "most":
        return ask(turn, turn.words(f"{kind.name}.most_why"), session.asking, session.reprompt)
    return cautions.other(turn, kind, meaning)


def _changed_length(turn: Turn, kind: Kind) -> Reply | None:
    session = turn.session
    length = limits.length(kind.limit, turn.asked_seconds or 0, _most_now(turn, kind, session))
    if length.verdict is not Verdict.fine:
        return with_seconds(turn, kind, turn.asked_seconds or 0, session)
    lead = turn.words("timer.changed", length=exactly(length.seconds).capitalize())
    return cautions.put(turn, session._replace(seconds=length.seconds), session.asking, lead)


def _ask_minutes(turn: Turn, kind: Kind, session: Session) -> Reply:
    most = exactly(_most_now(turn, kind, session))
    question = turn.words("timer.how_long", most=most)
    again = turn.words("timer.how_long_again", most=most)
    return ask(turn, question, f"{kind.name}.minutes", again, session._replace(misses=0))


def _offer_most(turn: Turn, kind: Kind, session: Session, seconds: int) -> Reply:
    question = turn.words(f"{kind.name}.most", length=exactly(seconds))
    again = turn.words("timer.most_again", length=exactly(seconds))
    return ask(turn, question, f"{kind.name}.most", again, session._replace(seconds=seconds, misses=0))

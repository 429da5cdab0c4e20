"""The wish to start something: how long, and whether it may be now. Ice, heat and walks alike."""

from coach.care import limits
from coach.care.limits import Verdict
from coach.conversation import fallback
from coach.conversation.questions import ROWS, QuestionId, Step, before_start
from coach.conversation.reply import Reply, ask, back_to_menu
from coach.conversation.timers import against, cautions, consent, creation, ice
from coach.conversation.timers.kinds import HEAT, ICE, KINDS, NEXT_ICE, RINGS, SKIN_CHECK, WALK, Kind, kind_of
from coach.conversation.timers.phrases import say_none
from coach.conversation.timers.reconciliation import silence
from coach.conversation.turn import ConsentStatus, Turn
from coach.profile.model import TimerRecord
from coach.speech.numbers import exactly, roughly
from coach.speech.parts import MOST_WORDS, may_drop

_LONGEST_WISH_SECONDS = 4 * 60 * 60


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
        return fallback.not_understood(turn)
    return _start(turn, ICE)


def it_is_on(turn: Turn) -> Reply:
    """ItIsOnIntent, where nobody asked whether it is on: the wish to time it."""
    return _start(turn, HEAT if turn.slot_id("timer") == HEAT.id else ICE)


def not_me(turn: Turn) -> Reply:
    """NotMeIntent, on a shared Echo: what is logged was somebody else's. The cautions afresh, and one start.

    Only where the log stands in the way. One such start in two hours: of a third person the skill cannot tell.
    """
    session = turn.session
    named = _kind_in_question(turn)
    if named is None and session.asking not in {None, QuestionId.menu}:
        return fallback.not_understood(turn)
    kind = ICE if named in {None, *RINGS} else named or ICE
    if named is None and not against.refusal(turn, kind):
        return back_to_menu(turn, turn.words("timer.not_in_the_way"))
    again_at = turn.profile.not_me_at + limits.ICE_GAP_MS
    if turn.profile.not_me_at and turn.now < again_at:
        return back_to_menu(turn, turn.words("timer.not_me_again", left=roughly((again_at - turn.now) // 1000)))
    turn = turn._replace(session=session._replace(not_me=kind.id, no_swelling=False, refused=None))
    reply = start(turn, kind, session.seconds or None)
    return reply.led_by(may_drop(turn.words("timer.not_me"))) if _asks_afresh(reply, kind) else reply


def for_them(turn: Turn) -> Reply | None:
    """Answer "it's for my wife" where a start is asked for, or was refused: the cautions afresh; None elsewhere."""
    kind = _kind_in_question(turn)
    if kind is None:
        return None
    if turn.session.refused or against.refusal(turn, kind):
        return not_me(turn)
    return start(turn, kind, turn.session.seconds or None) if kind not in RINGS else None


def _asks_afresh(reply: Reply, kind: Kind) -> bool:
    """Return whether a reply asks the cautions of a kind."""
    asking = reply.session.asking
    if not isinstance(asking, QuestionId) or ROWS[asking].kind is not kind.id:
        return False
    return bool(ROWS[asking].caution) or ROWS[asking].step is Step.still_start


def _kind_in_question(turn: Turn) -> Kind | None:
    """Return the kind that was refused last, or that the open question is about; None if there is none."""
    refused = turn.session.refused
    kind = KINDS[refused] if refused else kind_of((turn.session.asking or "").partition(".")[0])
    return None if kind is SKIN_CHECK else kind


def _start(turn: Turn, kind: Kind) -> Reply:
    asked = turn.asked_seconds
    asking = turn.session.asking
    if turn.session.about_them and turn.session.not_me != kind.id and against.refusal(turn, kind) and kind.on_skin:
        # What is logged was the speaker's.
        return not_me(turn._replace(session=turn.session._replace(refused=kind.id, seconds=asked or 0)))
    if asked is None and isinstance(asking, QuestionId) and ROWS[asking].kind is kind.id and ROWS[asking].caution:
        return cautions.ask_caution(turn, asking)
    return start(turn, kind, asked)


def start(turn: Turn, kind: Kind, asked: int | None) -> Reply:
    """Return the answer to a wish for so many seconds of something: the rules that come before the cautions.

    ``asked`` None: not said; 0: nonsense.
    """
    not_me = turn.session.not_me if turn.session.not_me == kind.id else None
    turn = turn._replace(session=turn.session._replace(not_me=not_me, both_rings=False))
    turn, found = against.in_the_way(turn, kind)
    if isinstance(found, Reply):
        return found
    silence(turn, found)
    reply = _judge_length(turn, kind, asked)
    if not _may_still_be_on(turn, found.record):
        return reply
    # What it was is over, and nobody has said so yet.
    warned = reply.led_by(say_none(turn, found))
    if len(warned.speech.split()) <= MOST_WORDS or not kind.on_skin:
        return warned
    return ask(
        turn._replace(session=turn.session._replace(seconds=asked or 0, misses=0)),
        before_start(kind.id, Step.go_on),
        say_none(turn, found),
        turn.words("timer.go_on"),
    )


def _may_still_be_on(turn: Turn, record: TimerRecord | None) -> bool:
    if record is None or not record.id or turn.session.not_me:
        return False
    return turn.now < record.triggers_at + limits.FORGOTTEN_MS


def _judge_length(turn: Turn, kind: Kind, asked: int | None) -> Reply:
    asked_for = turn._replace(session=turn.session._replace(seconds=asked or 0))
    refused = against.refusal(asked_for, kind)
    if refused:
        return refused
    length = limits.length(kind.limit, asked, against.most_now(turn, kind))
    if length.verdict is Verdict.nonsense:
        return ask_minutes(turn, kind)
    turn = turn._replace(session=turn.session._replace(seconds=length.seconds, misses=0, refused=None))
    if length.verdict is Verdict.misheard:
        turn = turn._replace(session=turn.session._replace(misheard=asked or 0))
        return did_you_say(turn, kind, length.seconds)
    if length.verdict is Verdict.too_long:
        return offer_most(turn, kind, length.seconds)
    return cautions.ask_first(turn, kind)


def did_you_say(turn: Turn, kind: Kind, seconds: int) -> Reply:
    """Ask about a length that sounds like the one that was heard."""
    turn = turn._replace(session=turn.session._replace(seconds=seconds, misses=0))
    question = turn.words("timer.did_you_say", length=exactly(seconds))
    again = turn.words("timer.did_you_say_again", length=exactly(seconds))
    return ask(turn, before_start(kind.id, Step.did_you_say), question, reprompt=again)


def consent_answered(turn: Turn) -> Reply:
    """Go on after Alexa's answer to the request for permission: the start goes on by itself, from the token alone."""
    want = consent.wanted(turn.consent.token) if turn.consent else None
    session = turn.session._replace(consent_asked=True)
    if want:
        session = session._replace(
            seconds=want.seconds, not_me=want.kind.id if want.not_me else None, both_rings=want.both_rings
        )
    turn = turn._replace(session=session)
    if turn.consent is None or turn.consent.status is not ConsentStatus.accepted:
        return consent.not_granted(turn, want)
    turn = turn._replace(may_use_timers=True)
    # Not a token of ours: whether the cautions were asked cannot be told, so they are.
    return _start_permitted(turn, want.kind, want.seconds) if want else start(turn, ICE, None)


def _start_permitted(turn: Turn, kind: Kind, seconds: int) -> Reply:
    """What stands in the way of a start by now is looked at again."""
    if kind is NEXT_ICE:
        return ice.ring_then(turn)
    turn, found = against.in_the_way(turn, kind)
    if isinstance(found, Reply):
        return found
    return against.refusal(turn, kind) or creation.start(turn, kind, seconds)


def ask_minutes(turn: Turn, kind: Kind) -> Reply:
    """Ask for how many minutes."""
    most = exactly(against.most_now(turn, kind))
    turn = turn._replace(session=turn.session._replace(misses=0))
    question, again = turn.words("timer.how_long", most=most), turn.words("timer.how_long_again", most=most)
    return ask(turn, before_start(kind.id, Step.minutes), question, reprompt=again)


def offer_most(turn: Turn, kind: Kind, seconds: int) -> Reply:
    """Offer the most that may be."""
    turn = turn._replace(session=turn.session._replace(seconds=seconds, misses=0))
    length = exactly(seconds)
    question, again = turn.words.of_kind(kind.id, "most", length=length), turn.words("timer.most_again", length=length)
    return ask(turn, before_start(kind.id, Step.most), question, reprompt=again)

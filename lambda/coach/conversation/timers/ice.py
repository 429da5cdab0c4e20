"""Ice: when it may go on again, how often it was on, and the ring for the next time."""

from coach.care import limits
from coach.conversation.fallback import retry
from coach.conversation.meanings import Meaning
from coach.conversation.questions import QuestionId
from coach.conversation.reply import Reply, aside, ask, back_to_menu
from coach.conversation.timers import against, creation
from coach.conversation.timers.history import last_ended, look_back
from coach.conversation.timers.kinds import ICE, NEXT_ICE
from coach.conversation.timers.phrases import left_of, say_none
from coach.conversation.timers.reconciliation import find
from coach.conversation.turn import Turn
from coach.profile.changes import KeepIce
from coach.speech.numbers import roughly
from coach.speech.parts import may_drop


def history(turn: Turn) -> Reply:
    """IceHistoryIntent: how often, when last, when again; once, where it fits, the offer to ring then."""
    if turn.asked_seconds and (said := _had_it(turn, turn.asked_seconds)):
        return said
    back = look_back(turn, ICE, "memory.lost")
    if isinstance(back, Reply):
        return back
    turn, found, log, often = back
    if found.timer:
        after = turn.words("ice.history_running") if found.runs else ""
        return aside(turn, may_drop(often), left_of(turn, found), after)
    ended, wait = last_ended(turn, log), against.wait_seconds(turn)
    if not wait:
        return aside(turn, often, turn.words("ice.history_free", ended=ended))
    if found.record and not found.rang and not found.failure:
        # Cancelled without us: since when is not known, so it is not said.
        speech = f"{say_none(turn, found)} {turn.words('ice.wait', wait=roughly(wait))}"
    else:
        speech = f"{often} {turn.words('ice.history_wait', ended=ended, wait=roughly(wait))}"
    return _with_ring(turn, speech, wait)


def _had_it(turn: Turn, ago_seconds: int) -> Reply | None:
    """Answer "I had ice an hour ago", of which the log may know nothing; None: that is long enough ago."""
    if ago_seconds * 1000 >= limits.ICE_GAP_MS:
        return None
    turn = turn._replace(session=turn.session.without_start())
    if not against.wait_seconds(turn):
        turn = turn.after(KeepIce(turn.now - ago_seconds * 1000, limits.ICE.default_seconds))
    return against.refusal(turn, ICE)


def _with_ring(turn: Turn, speech: str, wait: int) -> Reply:
    """Return the wait, and the ring at its end: that it is set, or the offer to set it."""
    turn, ring = find(turn, NEXT_ICE)
    if ring.failure:
        # Whether it is set cannot be told just now, and none can be offered.
        return aside(turn, speech)
    if ring.timer:
        return aside(turn, speech, turn.words("next_ice.is_set"))
    session = turn.session
    fits = limits.LEAST_SECONDS <= wait <= NEXT_ICE.limit.most_seconds
    may_offer = turn.timers.reachable and not session.ring_offered and session.asking in {None, QuestionId.menu}
    if not (fits and may_offer):
        return aside(turn, speech)
    turn = turn._replace(session=session._replace(ring_offered=True, misses=0))
    return ask(turn, QuestionId.next_ice_ring, speech, turn.words("next_ice.offer"))


def answer(turn: Turn, meaning: Meaning | None) -> Reply | None:
    """Answer "shall I ring then?"; return None if it opens another topic."""
    if meaning is Meaning.yes:
        return ring_then(turn)
    if meaning in {Meaning.no, Meaning.drop, Meaning.back, Meaning.not_sure}:
        return _no_ring(turn)
    if meaning is Meaning.why:
        return ask(turn, QuestionId.next_ice_ring, turn.words("next_ice.why"))
    if not meaning:
        return None
    return retry(turn, turn.words("launch.not_understood"))


def _no_ring(turn: Turn) -> Reply:
    return back_to_menu(turn, turn.words("next_ice.no_ring"))


def ring_then(turn: Turn) -> Reply:
    """Set the ring for when ice may go on again, by the log of this very moment."""
    wait = turn.session.seconds if turn.profile_lost else against.wait_seconds(turn)
    if not wait:
        return back_to_menu(turn, turn.words("next_ice.now"))
    return creation.start(turn, NEXT_ICE, wait)

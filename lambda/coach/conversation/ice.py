"""Ice: when it may go on again, how often it was on, and the ring for the next time."""

from coach.care import limits
from coach.conversation import timer_start
from coach.conversation.kinds import ICE, NEXT_ICE
from coach.conversation.session import Session
from coach.conversation.spoken import roughly
from coach.conversation.timer_truth import find
from coach.conversation.timer_words import left_of, say_none
from coach.conversation.turn import Reply, Turn, aside, ask, ask_again, back_to_menu
from coach.conversation.when import last_ended, look_back


def _wait_seconds(turn: Turn) -> int:
    """How long until ice may go on again; 0: it may."""
    return max(0, limits.next_ice_at(turn.profile.ice_log, turn.now) - turn.now) // 1000


def refusal(turn: Turn, session: Session) -> Reply | None:
    """The refusal within two hours of ice off, with the time left; None where ice may go on."""
    wait = _wait_seconds(turn)
    if not wait:
        return None
    return back_to_menu(turn, turn.words("ice.too_soon", left=roughly(wait)), session._replace(refused=ICE.name))


def history(turn: Turn) -> Reply:
    """IceHistoryIntent: how often, when last, when again; once, where it fits, the offer to ring then."""
    back = look_back(turn, ICE, "memory.lost")
    if isinstance(back, Reply):
        return back
    found, log, often = back
    if found.timer:
        after = turn.words("ice.history_running") if found.runs else ""
        return aside(turn, f"{often} {left_of(turn, found)} {after}".strip())
    ended, wait = last_ended(turn, log), _wait_seconds(turn)
    if not wait:
        return aside(turn, f"{often} {turn.words('ice.history_free', ended=ended)}")
    if found.record and not found.rang and not found.trouble:
        # Cancelled without us: since when is not known, so it is not said.
        speech = f"{say_none(turn, found)} {turn.words('ice.wait', wait=roughly(wait))}"
    else:
        speech = f"{often} {turn.words('ice.history_wait', ended=ended, wait=roughly(wait))}"
    return _with_ring(turn, speech, wait)


def _with_ring(turn: Turn, speech: str, wait: int) -> Reply:
    """The wait, and the ring at its end: that it is set, or the offer to set it."""
    ring = find(turn, NEXT_ICE)
    if ring.trouble:
        # Whether it is set cannot be told just now, and none can be offered.
        return aside(turn, speech)
    if ring.timer:
        return aside(turn, f"{speech} {turn.words('next_ice.is_set')}")
    session = turn.session
    fits = limits.LEAST_SECONDS <= wait <= NEXT_ICE.limit.most_seconds
    if session.ring_offered or not fits or not turn.timers.reachable or session.asking not in {"", "launch.choose"}:
        return aside(turn, speech)
    session = session._replace(ring_offered=True, misses=0)
    again = turn.words("next_ice.offer_again")
    return ask(turn, f"{speech} {turn.words('next_ice.offer')}", "next_ice.ring", again, session)


def answer(turn: Turn, meaning: str) -> Reply | None:
    """An answer to "shall I ring then?". None: it opens another topic."""
    session = turn.session
    if meaning == "yes":
        return ring_then(turn, session)
    if meaning in {"no", "drop", "back", "not_sure"}:
        return back_to_menu(turn, turn.words("next_ice.no_ring"))
    if meaning == "why":
        return ask(turn, turn.words("next_ice.why"), session.asking, session.reprompt)
    if not meaning:
        return None
    return ask_again(turn, turn.words("launch.not_understood"), back_to_menu(turn, turn.words("next_ice.no_ring")))


def ring_then(turn: Turn, session: Session) -> Reply:
    """Set the ring for when ice may go on again, by the log of this very moment."""
    wait = session.seconds if turn.profile_lost else _wait_seconds(turn)
    if not wait:
        return back_to_menu(turn, turn.words("next_ice.now"))
    return timer_start.begin(turn, session, NEXT_ICE, wait)

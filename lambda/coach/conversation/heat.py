"""Heat: when not, how often, and why cold and heat are not mixed."""

from coach.care import limits
from coach.conversation.kinds import HEAT
from coach.conversation.session import Session
from coach.conversation.spoken import roughly
from coach.conversation.timer_words import left_of
from coach.conversation.turn import Reply, Turn, aside, back_to_menu
from coach.conversation.when import last_ended, look_back


def refusal(turn: Turn, session: Session) -> Reply | None:
    """Three goes a day, twenty minutes in one: the refusal with the time left; None where heat may go on."""
    log = turn.profile.heat_log
    wait = limits.next_heat_at(log, turn.now) - turn.now
    if wait <= 0:
        return None
    key = "heat.too_often" if limits.heat_day_full_until(log, turn.now) > turn.now else "heat.too_soon"
    speech = turn.words(key, left=roughly(wait // 1000))
    return back_to_menu(turn, speech, session._replace(refused=HEAT.name))


def alternate(turn: Turn) -> Reply:
    """AlternateIntent: cold and heat in turn, or which of the two."""
    return back_to_menu(turn, turn.words("heat.alternate"))


def history(turn: Turn) -> Reply:
    """HeatHistoryIntent: how often, when last, when again."""
    back = look_back(turn, HEAT, "memory.heat_lost")
    if isinstance(back, Reply):
        return back
    found, log, often = back
    if found.timer:
        return aside(turn, f"{often} {left_of(turn, found)}")
    wait = limits.next_heat_at(log, turn.now) - turn.now
    key = "heat.history_wait" if wait > 0 else "heat.history_free"
    rest = turn.words(key, ended=last_ended(turn, log), wait=roughly(max(0, wait) // 1000))
    return aside(turn, f"{often} {rest}")

"""Heat: when not, how often, and why cold and heat are not mixed."""

from typing import TYPE_CHECKING

from coach.care import limits
from coach.care.limits import TimerKind
from coach.conversation.reply import Reply, aside, back_to_menu
from coach.conversation.timers.history import last_ended, look_back
from coach.conversation.timers.kinds import HEAT
from coach.conversation.timers.phrases import left_of
from coach.conversation.turn import Turn
from coach.speech.numbers import roughly

if TYPE_CHECKING:
    from coach.content.line_keys import LineKey


def refusal(turn: Turn) -> Reply | None:
    """Return the refusal, three times a day or twenty minutes at once, with the time left; None if heat may go on."""
    log = turn.profile.heat_log
    wait = limits.next_heat_at(log, turn.now) - turn.now
    if wait <= 0:
        return None
    day_is_full = limits.heat_day_full_until(log, turn.now) > turn.now
    turn = turn._replace(session=turn.session._replace(refused=TimerKind.heat))
    key: LineKey = "heat.too_often" if day_is_full else "heat.too_soon"
    return back_to_menu(turn, turn.words(key, left=roughly(wait // 1000)))


def alternate(turn: Turn) -> Reply:
    """AlternateIntent: cold and heat in turn, or which of the two."""
    return back_to_menu(turn, turn.words("heat.alternate"))


def history(turn: Turn) -> Reply:
    """HeatHistoryIntent: how often, when last, when again."""
    back = look_back(turn, HEAT, "memory.heat_lost")
    if isinstance(back, Reply):
        return back
    turn, found, log, often = back
    if found.timer:
        return aside(turn, often, left_of(turn, found))
    wait = max(0, limits.next_heat_at(log, turn.now) - turn.now)
    ended = last_ended(turn, log)
    if wait:
        return aside(turn, often, turn.words("heat.history_wait", ended=ended, wait=roughly(wait // 1000)))
    return aside(turn, often, turn.words("heat.history_free", ended=ended))

"""What speaks against a start, whatever was asked and answered: looked at for the wish, and again for the timer."""

from typing import TYPE_CHECKING

from coach.care import limits
from coach.care.cautions import stop_signs_named
from coach.care.limits import OTHER_ON_SKIN, TimerKind
from coach.care.triage import is_for_child
from coach.conversation.reply import Reply, back_to_menu, tell
from coach.conversation.safety_check import outcomes
from coach.conversation.timers import heat, walk
from coach.conversation.timers.kinds import HEAT, ICE, KINDS, NEXT_ICE, NEXT_WALK, WALK, Kind
from coach.conversation.timers.phrases import left_of, too_long
from coach.conversation.timers.reconciliation import Found, find
from coach.conversation.turn import Turn
from coach.profile.changes import VoidClearance
from coach.speech.numbers import joined, roughly
from coach.speech.parts import may_drop

if TYPE_CHECKING:
    from coach.content.line_keys import LineKey


def in_the_way(turn: Turn, kind: Kind) -> tuple[Turn, Reply | Found]:
    """Return what speaks against any start just now, as a reply; else what was found of a timer that is over."""
    reason = _not_at_all(turn, kind)
    if reason:
        return turn, reason
    turn, reason = _other_running(turn, kind)
    if reason:
        return turn, reason
    turn, found = find(turn, kind)
    return turn, already_running(turn, found) if found.timer else found


def of_the_timer(turn: Turn, kind: Kind) -> tuple[Turn, Reply | None]:
    """Return what speaks against making the timer, as a reply; None: nothing.

    An emergency, a warning sign that was named, a child, a condition, a timer that runs, the time since the last.
    """
    if kind is NEXT_ICE:
        return turn, None
    if outcomes.is_emergency(turn):
        return turn, outcomes.emergency(turn)
    named = stop_signs_named(turn.catalog.stop_signs, turn.session.answers)
    if named:
        return turn, known_sign(turn, kind, named)
    turn, found = in_the_way(turn, kind)
    return turn, found if isinstance(found, Reply) else refusal(turn, kind)


def known_sign(turn: Turn, kind: Kind, named: list[str]) -> Reply:
    """Return that a warning sign was named before: whatever is said now, in doubt it is there."""
    return sign_known(turn._replace(session=turn.session.without_start()), kind.label, named)


def sign_known(turn: Turn, name: str, named: list[str]) -> Reply:
    """Return that a warning sign was named before, so that what goes by this name is not for now."""
    signs = joined([turn.catalog.interview.flags[flag].heard for flag in named])
    return back_to_menu(turn.after(VoidClearance()), turn.words("timer.sign_known", signs=signs, timer=name))


def refusal(turn: Turn, kind: Kind) -> Reply | None:
    """Return why it may not be now, with the time left; None if it may."""
    if kind in {WALK, NEXT_WALK}:
        return walk.refusal(turn)
    if turn.session.not_me:
        return None
    return heat.refusal(turn) if kind is HEAT else _too_soon(turn)


def most_now(turn: Turn, kind: Kind) -> int:
    """Return the most that may be just now, in seconds."""
    if turn.session.not_me or not kind.on_skin:
        return kind.limit.most_seconds
    return limits.most_now(kind.id, turn.profile.log(kind.id), turn.now)


def wait_seconds(turn: Turn, kind: Kind = ICE) -> int:
    """Return how long until ice or heat may go on again; 0 if it may."""
    again_at = limits.next_heat_at if kind is HEAT else limits.next_ice_at
    return max(0, again_at(turn.profile.log(kind.id), turn.now) - turn.now) // 1000


def _too_soon(turn: Turn) -> Reply | None:
    """Return the refusal within two hours of ice off, with the time left; None if ice may go on."""
    wait = wait_seconds(turn)
    if not wait:
        return None
    turn = turn._replace(session=turn.session._replace(refused=TimerKind.ice))
    return back_to_menu(turn, turn.words("ice.too_soon", left=roughly(wait)))


def _not_at_all(turn: Turn, kind: Kind) -> Reply | None:
    """Return reasons that no waiting mends: a child, or a condition that was named in this session."""
    if not kind.on_skin:
        return None
    if is_for_child(turn.session.answers):
        said = turn.words("ice.not_for_children")
    elif kind.id in turn.session.against:
        said = turn.words.of_kind(kind.id, "not_for_you")
    else:
        return None
    return back_to_menu(turn._replace(session=turn.session.without_start()), said)


def _other_running(turn: Turn, kind: Kind) -> tuple[Turn, Reply | None]:
    """Refuse cold and heat at once."""
    if kind.id not in OTHER_ON_SKIN:
        return turn, None
    other = KINDS[OTHER_ON_SKIN[kind.id]]
    turn, found = find(turn, other)
    if found.timer is None:
        return turn, None
    if found.runs or found.failure:
        state, to_end = left_of(turn, found), ""
    else:
        # Paused, it never ends by itself.
        left = roughly(found.timer.remaining_seconds(turn.now))
        state = turn.words("timer.still_paused", timer=other.label, left=left)
        to_end = turn.words("timer.to_end", timer=other.label)
    done = turn._replace(session=turn.session._replace(seconds=0))
    not_both, then = may_drop(turn.words("timer.not_both")), turn.words.of_kind(kind.id, "other_runs")
    return turn, tell(done, state, not_both, to_end, then)


def already_running(turn: Turn, found: Found) -> Reply:
    """Return what to say to a second start while one runs, as far as can be told."""
    done = turn._replace(session=turn.session.without_start())
    if found.timer is None or found.failure:
        return tell(done, left_of(turn, found), turn.words("timer.no_other"))
    left = roughly(found.timer.remaining_seconds(turn.now))
    key: LineKey = "timer.already" if found.runs else "timer.paused_already"
    return tell(done, turn.words(key, timer=found.kind.label, left=left), too_long(turn, found))

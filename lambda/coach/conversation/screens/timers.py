"""What is timed: the running or paused timer, and the day of ice or heat."""

from typing import Any

from coach.care import limits
from coach.care.limits import TimerKind
from coach.conversation.meanings import Intent
from coach.conversation.questions import QuestionId, Row
from coach.conversation.reply import Reply
from coach.conversation.screens.asked import asked, label
from coach.conversation.timers.kinds import HEAT, ICE, KINDS, Kind
from coach.conversation.turn import Turn
from coach.profile.model import TimerRecord
from coach.speech.parts import sentences

_DAY_MS = 24 * 60 * 60 * 1000

_OF_TIMERS = frozenset(
    {
        QuestionId.breathe_offer,
        QuestionId.resume,
        QuestionId.skin_check_offer,
        QuestionId.how_much_more,
        QuestionId.how_much_less,
        QuestionId.add_most,
    }
)
ABOUT_TIMERS = frozenset(
    {
        Intent.time_left,
        Intent.pause_timer,
        Intent.resume_timer,
        Intent.add_time,
        Intent.shorten_timer,
        Intent.skin_check,
    }
)
TIMED = (TimerKind.ice, TimerKind.heat, TimerKind.walk)


def timer(turn: Turn, reply: Reply, row: Row | None) -> dict[str, Any] | None:
    """Return the running or paused timer, where it is what the turn is about, or all that is left of the session."""
    record = next((one for kind in TIMED if (one := live(turn, kind))), None)
    if record is None or (row and row.screening):
        return None
    if row and row.id not in _OF_TIMERS and turn.intent not in ABOUT_TIMERS:
        return None
    kind = KINDS[record.kind]
    paused = bool(record.remaining_when_paused)
    return {
        **asked(turn, reply, row),
        "title": kind.label.capitalize(),
        "kind": kind.id.value,
        "paused": paused,
        "state": label(turn, "paused" if paused else "left"),
        "over": sentences(turn.words.of_kind(kind.id, "announcement"))[0],
        "lines": [label(turn, "stays_off")] if paused and kind.on_skin else _heed(turn, kind),
        "timer": {
            "end": record.triggers_at,
            "left": record.remaining_when_paused * 1000,
            "length": max(1, record.duration_seconds) * 1000,
        },
    }


def live(turn: Turn, kind: TimerKind) -> TimerRecord | None:
    """Return the timer of a kind that runs or is paused, as far as is known; None if there is none."""
    record = turn.profile.timer(kind)
    runs = record and record.id and (record.remaining_when_paused or record.triggers_at > turn.now)
    return record if runs else None


def _heed(turn: Turn, kind: Kind) -> list[str]:
    """Return the cautions that hold while it runs, as they are said at its start."""
    wrapped = sentences(turn.words.of_kind(kind.id, "ready"))[:-1] if kind.on_skin else []
    return [*wrapped, *sentences(turn.words.of_kind(kind.id, "started", length=""))[1:]]


_HISTORIES = {Intent.ice_history: ICE, Intent.heat_history: HEAT}


def day(turn: Turn, reply: Reply, row: Row | None) -> dict[str, Any] | None:
    """Return when ice or heat was on in the last day, where that was asked."""
    kind = _HISTORIES.get(turn.intent)
    if kind is None or (row and row.screening) or turn.profile_lost:
        return None
    since = turn.now - _DAY_MS
    log = [one for one in turn.profile.log(kind.id) if one.ended > since and one.elapsed_seconds > 0]
    again = limits.next_ice_at(turn.profile.ice_log, turn.now) if kind is ICE else 0
    name = kind.label.capitalize()
    return {
        **asked(turn, reply, row),
        "title": label(turn, "last_day", timer=name),
        "kind": kind.id.value,
        "often": label(turn, "once" if len(log) == 1 else "often", many=len(log)),
        "again": label(turn, "again_in", timer=name) if again > turn.now else "",
        "again_at": again,
        "minutes": label(turn, "minutes"),
        "hours": label(turn, "hours"),
        "labels": [label(turn, one) for one in ("day_ago", "half_day", "now")],
        "blocks": [_block(max(one.started, since), min(one.ended, turn.now), since) for one in log],
    }


def _block(started: int, ended: int, since: int) -> dict[str, float]:
    """Return where an application stands in the day, in hundredths of it."""
    return {
        "at": round(100 * (started - since) / _DAY_MS, 2),
        "wide": round(max(0.6, 100 * (ended - started) / _DAY_MS), 2),
    }

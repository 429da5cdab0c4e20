"""Looking back on ice and heat: how often, and when, in the person's own day where it is known, else in hours ago."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from coach.conversation.reply import Reply, aside
from coach.conversation.timers.kinds import Kind
from coach.conversation.timers.reconciliation import Found, find
from coach.conversation.turn import Turn
from coach.profile.model import Application
from coach.speech.numbers import DAYS, clock, often, roughly

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from coach.content.line_keys import LineKey

_DAY_MS = 24 * 60 * 60 * 1000
_AT_DAYS_AGO: "dict[int, LineKey]" = {0: "when.ago_at", 1: "when.yesterday", 7: "when.week"}


@cache
def _zone(name: str) -> "ZoneInfo | None":
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        # Junk, or a machine without a time zone database.
        return None


def local_time(turn: Turn, moment: int) -> datetime | None:
    """Return a moment, epoch milliseconds, in the person's own day; None where their zone is not known."""
    name = turn.device.time_zone()
    zone = _zone(name) if name else None
    try:
        return datetime.fromtimestamp(moment / 1000, zone) if zone else None
    except (ValueError, OverflowError, OSError):
        return None


def day_of(turn: Turn) -> str:
    """Return today, where the person's day is known; else the last twenty-four hours."""
    return turn.words("when.today" if local_time(turn, turn.now) else "when.lately")


class LookBack(NamedTuple):
    """What there is to say of ice or heat so far."""

    turn: Turn
    found: Found
    """What runs now."""
    log: list[Application]
    often: str
    """How often, in a sentence."""


def look_back(turn: Turn, kind: Kind, if_lost: "LineKey") -> LookBack | Reply:
    """Return the log of ice or heat, in step with Alexa; a reply if there is none, or it cannot be read."""
    if turn.profile_lost:
        return aside(turn, turn.words(if_lost))
    turn, found = find(turn, kind)
    log = [one for one in turn.profile.log(kind.id) if one.elapsed_seconds > 0]
    if not log:
        return aside(turn, turn.words.of_kind(kind.id, "never"))
    times = how_often(turn, log)
    if times:
        said = turn.words.of_kind(kind.id, "often", times=times)
    else:
        said = turn.words.of_kind(kind.id, "not_lately", day=day_of(turn))
    return LookBack(turn, found, log, said)


def how_often(turn: Turn, log: Sequence[Application]) -> str:
    """Return how many applications began today ("twice today"); without a time zone, in the last day; empty if none."""
    today = local_time(turn, turn.now)
    if today is None:
        times = sum(one.started > turn.now - _DAY_MS for one in log)
    else:
        started = (local_time(turn, one.started) for one in log)
        times = sum(one is not None and one.date() == today.date() for one in started)
    return f"{often(times)} {day_of(turn)}" if times else ""


def last_ended(turn: Turn, log: Sequence[Application]) -> str:
    """Return when the last application ended: "about one hour ago"; where the day is known, with the time."""
    ended = min(turn.now, max(one.ended for one in log))
    ago = roughly((turn.now - ended) // 1000)
    then, today = local_time(turn, ended), local_time(turn, turn.now)
    if then is None or today is None:
        return turn.words("when.ago", ago=ago)
    key = _AT_DAYS_AGO.get((today.date() - then.date()).days, "when.day")
    return turn.words(key, ago=ago, day=DAYS[then.weekday()], clock=clock(then.hour, then.minute))

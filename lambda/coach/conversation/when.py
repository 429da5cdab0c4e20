"""Looking back on ice and heat: how often, and when, in the person's own day where it is known, else in hours ago."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from coach.conversation.kinds import Kind
from coach.conversation.spoken import DAYS, clock, roughly
from coach.conversation.spoken import often as times_of
from coach.conversation.timer_truth import Found, find
from coach.conversation.turn import Reply, Turn, aside
from coach.profile.model import Go

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_DAY_MS = 24 * 60 * 60 * 1000


@cache
def _zone(name: str) -> "ZoneInfo | None":
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        # Junk, or a machine without a time zone database.
        return None


def _local(turn: Turn, moment: int) -> datetime | None:
    zone = _zone(turn.time_zone) if turn.time_zone else None
    try:
        return datetime.fromtimestamp(moment / 1000, zone) if zone else None
    except (ValueError, OverflowError, OSError):
        return None


def day_of(turn: Turn) -> str:
    """Today, where the person's day is known; else the last twenty-four hours."""
    return turn.words("when.today" if _local(turn, turn.now) else "when.lately")


class LookBack(NamedTuple):
    """What there is to say of ice or heat so far."""

    found: Found
    """What runs now."""
    log: list[Go]
    often: str
    """How often, in a sentence."""


def look_back(turn: Turn, kind: Kind, lost_key: str) -> LookBack | Reply:
    """The log of ice or heat, in step with Alexa; a reply where there is none, or where it cannot be read."""
    if turn.profile_lost:
        return aside(turn, turn.words(lost_key))
    found = find(turn, kind)
    log = [go for go in turn.profile.log(kind.name) if go.seconds > 0]
    if not log:
        return aside(turn, turn.words(f"{kind.name}.never"))
    times = how_often(turn, log)
    name = kind.name
    often = turn.words(f"{name}.often", times=times) if times else turn.words(f"{name}.not_lately", day=day_of(turn))
    return LookBack(found, log, often)


def how_often(turn: Turn, log: Sequence[Go]) -> str:
    """How many goes began today ("twice today"); without a time zone, in the last day; empty: none."""
    today = _local(turn, turn.now)
    if today is None:
        goes = sum(go.on > turn.now - _DAY_MS for go in log)
    else:
        started = (_local(turn, go.on) for go in log)
        goes = sum(one is not None and one.date() == today.date() for one in started)
    return f"{times_of(goes)} {day_of(turn)}" if goes else ""


def last_ended(turn: Turn, log: Sequence[Go]) -> str:
    """When the last go ended: "about one hour ago"; where the day is known also the time: "at five past nine"."""
    off = min(turn.now, max(go.off for go in log))
    ago = roughly((turn.now - off) // 1000)
    then, today = _local(turn, off), _local(turn, turn.now)
    if then is None or today is None:
        return turn.words("when.ago", ago=ago)
    days = (today.date() - then.date()).days
    key = {0: "when.ago_at", 1: "when.yesterday", 7: "when.week"}.get(days, "when.day")
    return turn.words(key, ago=ago, day=DAYS[then.weekday()], clock=clock(then.hour, then.minute))

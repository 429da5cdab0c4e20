"""When a reminder comes: at a time of the person's own day, where their Echo says its zone, else in so many hours."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from coach.conversation.reminders.port import When
from coach.conversation.timers.history import local_time
from coach.conversation.turn import Turn
from coach.speech.numbers import clock, exactly

if TYPE_CHECKING:
    from coach.content.line_keys import LineKey

_DAY_SECONDS = 24 * 60 * 60
_EARLIEST, _LATEST = 9, 20
"""The hours of the day between which somebody is asked how it is."""
_STILL_NIGHT = 5
"""Before this hour "tomorrow" is after the night that it still is."""
_STEP_SECONDS = 5 * 60
"""Times of day are said to five minutes, so they are set to five minutes."""


def tomorrow(turn: Turn) -> int:
    """Return in how many seconds it is tomorrow at this time of day, but not at night; without a zone, one day."""
    now = local_time(turn, turn.now)
    if now is None:
        return _DAY_SECONDS
    day = now if now.hour < _STILL_NIGHT else now + timedelta(days=1)
    hour = min(max(now.hour, _EARLIEST), _LATEST) if now.hour >= _STILL_NIGHT else _EARLIEST
    then = day.replace(hour=hour, minute=now.minute if hour == now.hour else 0, second=0, microsecond=0)
    return round(then.timestamp() - now.timestamp())


def when(turn: Turn, seconds: int, *, by_clock: bool) -> When:
    """Return when a reminder in so many seconds comes; ``by_clock``: at that time of the person's day, if known."""
    then = _to_five_minutes(turn, seconds) if by_clock else None
    if then is None:
        return When(seconds)
    return When(seconds, then.replace(tzinfo=None).isoformat(), turn.device.time_zone())


def in_words(turn: Turn, seconds: int, *, by_clock: bool) -> str:
    """Return when that is, as it is said: "tomorrow at nine in the morning", "in three hours"."""
    then, now = _to_five_minutes(turn, seconds) if by_clock else None, local_time(turn, turn.now) if by_clock else None
    if then is None or now is None:
        whole_minutes = max(1, round(seconds / 60))
        return turn.words("reminder.in", length=exactly(whole_minutes * 60))
    key: LineKey = "reminder.at_today" if then.date() == now.date() else "reminder.at_tomorrow"
    return turn.words(key, clock=clock(then.hour, then.minute))


def _to_five_minutes(turn: Turn, seconds: int) -> datetime | None:
    """Return the moment in the person's own day, to the nearest five minutes; None where that is not known."""
    nearest = round((turn.now / 1000 + seconds) / _STEP_SECONDS) * _STEP_SECONDS
    return local_time(turn, nearest * 1000)

"""Numbers, durations and lists as they are said aloud, and ISO 8601 durations as Alexa hands them over."""

import re
from collections.abc import Sequence

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
_TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety".split()
_ISO = re.compile(
    r"P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})(?:\.\d{1,9})?S)?)?",
    re.ASCII,
)


def parse_duration(text: str) -> int | None:
    """Return the seconds of an ISO 8601 duration such as ``PT15M``; None for anything else, months included."""
    found = _ISO.fullmatch(text) if len(text) <= 40 else None
    if found is None or not any(found.groups()):
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return (((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds


def number(value: int) -> str:
    """Return a whole number from 0 to 999 in words; larger ones as digits."""
    if value < 20:
        return _ONES[max(0, value)]
    if value < 100:
        tens, ones = divmod(value, 10)
        return _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")
    if value < 1000:
        hundreds, rest = divmod(value, 100)
        return f"{_ONES[hundreds]} hundred" + (f" {number(rest)}" if rest else "")
    return str(value)


def count(value: int, unit: str) -> str:
    """Return a number with its unit: "one minute", "fifteen minutes"."""
    return f"{number(value)} {unit}{'' if value == 1 else 's'}"


def often(value: int) -> str:
    """Return how many times: "once", "twice", "three times"."""
    return {1: "once", 2: "twice"}.get(value) or count(value, "time")


def exactly(seconds: int) -> str:
    """Return a length as it was asked for: "fifteen minutes", "twelve and a half minutes", "ninety seconds"."""
    minutes, rest = divmod(seconds, 60)
    if minutes >= 60 and not rest:
        hours, minutes = divmod(minutes, 60)
        return count(hours, "hour") + (f" and {count(minutes, 'minute')}" if minutes else "")
    if not rest:
        return count(minutes, "minute")
    if rest == 30 and minutes:
        return f"{number(minutes)} and a half minutes"
    return count(seconds, "second") if seconds < 120 else f"{count(minutes, 'minute')} {count(rest, 'second')}"


def roughly(seconds: int) -> str:
    """Return a time left or past, rounded as people say it: to a minute under an hour, above it rounded up."""
    if seconds < 15:
        return "a few seconds"
    if seconds < 45:
        return "about half a minute"
    minutes = (seconds + 30) // 60
    if minutes < 60:
        return f"about {count(minutes, 'minute')}"
    if minutes >= 48 * 60:
        return f"about {count(minutes // (24 * 60), 'day')}"
    hours, minutes = divmod((minutes + 4) // 5 * 5, 60)
    if hours >= 24:
        return f"about {count(hours, 'hour')}"
    return f"about {count(hours, 'hour')}" + (f" and {count(minutes, 'minute')}" if minutes else "")


DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def clock(hour: int, minute: int) -> str:
    """Return the time of day to five minutes, as people say it: "half past two in the afternoon"."""
    hour, minute = divmod(hour * 60 + minute + 2, 60)
    hour, minute = hour % 24, minute // 5 * 5
    said = number((hour if minute <= 30 else hour + 1) % 12 or 12)
    return " ".join(part for part in (_past_or_to(minute), said, _part_of_day(hour)) if part)


def _past_or_to(minute: int) -> str:
    named = {0: "", 15: "quarter past", 30: "half past", 45: "quarter to"}
    if minute in named:
        return named[minute]
    return f"{number(minute)} past" if minute < 30 else f"{number(60 - minute)} to"


def _part_of_day(hour: int) -> str:
    for until, name in ((5, "at night"), (12, "in the morning"), (18, "in the afternoon"), (22, "in the evening")):
        if hour < until:
            return name
    return "at night"


def joined(items: Sequence[str], conjunction: str = "and", most: int = 3) -> str:
    """Return a spoken list: "a, b and c"; past ``most`` items, "a, b, c, and two more"."""
    if len(items) > most:
        return f"{', '.join(items[:most])}, {conjunction} {number(len(items) - most)} more"
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {conjunction} {items[-1]}"

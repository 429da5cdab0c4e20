"""Durations in ISO 8601, as Alexa's slots and the Timers API have them."""

import re

from local.clock import MILLISECONDS

_DURATION = re.compile(
    r"^P(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?$"
)
_SECONDS_PER = {"weeks": 604_800, "days": 86_400, "hours": 3_600, "minutes": 60, "seconds": 1}


def seconds_of(duration: str) -> float | None:
    """Return an ISO 8601 duration in seconds; None if it is none, or counts months or years."""
    match = _DURATION.match(duration)
    if match is None or duration.endswith(("P", "T")):
        return None
    return sum(float(value) * _SECONDS_PER[unit] for unit, value in match.groupdict().items() if value)


def iso_duration(milliseconds: int) -> str:
    """Return milliseconds as an ISO 8601 duration in hours, minutes and whole seconds."""
    minutes, seconds = divmod(round(milliseconds / MILLISECONDS), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{count}{unit}" for count, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if count]
    return "PT" + ("".join(parts) or "0S")

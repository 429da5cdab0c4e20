"""Scripts of a conversation: utterances, comments and controls, one a line."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from local.clock import MILLISECONDS
from local.timers_api.service import CALLS, FAILURES, REMINDER_CALLS, can_fail

_TIME = re.compile(r"^(\d{1,6})([smh])$")
_SECONDS_PER = {"s": 1, "m": 60, "h": 3_600}
_MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", re.ASCII)
_LOCALE = re.compile(r"^[a-z]{2}-[A-Z]{2}$")
_CHOICES = {
    "@screen": ("on", "off", "hub", "hubLarge", "small", "round", "tv"),
    "@device": ("timers", "no-timers"),
    "@consent": ("drop-attributes", "keep-attributes", "card", "no-card", "400", "500", "grant", "withdraw"),
    "@nlu": ("default", "loose", "strict"),
    "@style": ("ask", "list"),
}
"""The controls that take one of a few words."""
_CONTROLS = {
    "@new": "",
    "@silence": "",
    "@heal": "",
    "@help": "",
    "@wait": "15m",
    "@clock": "2026-11-21T15:00:00Z",
    "@zone": "Europe/London or none",
    "@touch": "yes",
    "@locale": "en-GB",
    **{name: " or ".join(words) for name, words in _CHOICES.items()},
    "@fail": (
        f"store, or timers or reminders and one of {', '.join(FAILURES)}, and for one call alone one of"
        f" {', '.join(CALLS)}"
    ),
}


class ScriptError(ValueError):
    """A script cannot be played. The message is one line."""


class Step(NamedTuple):
    """One line of a script that does something."""

    line: int
    text: str
    control: str
    """The control's name with its "@"; empty for an utterance."""
    arguments: tuple[str, ...] = ()


def parse_script(lines: Iterable[str]) -> list[Step]:
    """Read a whole script. Raises ScriptError, with the line's number, for a bad control."""
    steps = (parse_line(text, number) for number, text in enumerate(lines, start=1))
    return [step for step in steps if step is not None]


def parse_line(text: str, number: int) -> Step | None:
    """Read a line. Return its step; None for a comment or an empty line. Raises ScriptError for a bad control."""
    text = text.strip().lstrip("\ufeff")
    if not text or text.startswith("#"):
        return None
    if not text.startswith("@"):
        return Step(number, text, "")
    name, *arguments = text.split()
    if name not in _CONTROLS:
        raise ScriptError(f"line {number}: there is no control {name}; there are {', '.join(_CONTROLS)}")
    if not _fits(name, arguments):
        form = f"{name} {_CONTROLS[name]}".strip()
        raise ScriptError(f"line {number}: {text!r} does not fit; it goes: {form}")
    return Step(number, text, name, tuple(arguments))


def milliseconds_of(time: str) -> int | None:
    """Return a script's time ("15m", "90s", "2h") in milliseconds; None if it is none."""
    match = _TIME.match(time)
    return int(match[1]) * _SECONDS_PER[match[2]] * MILLISECONDS if match else None


def moment_of(text: str) -> int | None:
    """Return a script's moment ("2026-11-21T15:00:00Z") in milliseconds since 1970; None if it is none."""
    if not _MOMENT.match(text):
        return None
    try:
        return round(datetime.fromisoformat(text).timestamp()) * MILLISECONDS
    except ValueError:
        return None


def usage() -> list[str]:
    """Return a line for each control, with its arguments."""
    return [f"{name} {arguments}".strip() for name, arguments in _CONTROLS.items()]


def is_locale(text: str) -> bool:
    """Return whether a text looks like a locale ("en-GB")."""
    return _LOCALE.match(text) is not None


def _fits(name: str, arguments: list[str]) -> bool:
    match name, arguments:
        case (("@new" | "@silence" | "@heal" | "@help"), []):
            return True
        case "@wait", [time]:
            return milliseconds_of(time) is not None
        case "@clock", [moment]:
            return moment_of(moment) is not None
        case "@zone", [zone]:
            return zone == "none" or _is_zone(zone)
        case "@locale", [locale]:
            return is_locale(locale)
        case ("@fail", ["store"]) | ("@touch", [_, *_]):
            return True
        case "@fail", ["timers", how, *call] if len(call) < 2:
            return can_fail(how, *call)
        case "@fail", ["reminders", how, *call] if len(call) < 2:
            return how in FAILURES and set(call) <= set(REMINDER_CALLS)
        case _, [word]:
            return word in _CHOICES.get(name, ())
        case _:
            return False


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        # Unknown; no name at all, such as "../x"; or, in the tzdata package, a folder of names, such as "America".
        return False
    return True

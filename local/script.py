"""Scripts of a conversation: utterances, comments and controls, one a line."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from local.clock import MILLISECONDS
from local.timers_api import FAILURES

_TIME = re.compile(r"^(\d{1,6})([smh])$")
_SECONDS_PER = {"s": 1, "m": 60, "h": 3_600}
_LOCALE = re.compile(r"^[a-z]{2}-[A-Z]{2}$")
_CONTROLS = {
    "@new": "",
    "@silence": "",
    "@heal": "",
    "@wait": "15m",
    "@locale": "en-GB",
    "@screen": "on or off",
    "@consent": "drop-attributes or keep-attributes",
    "@nlu": "loose or strict",
    "@fail": f"store, or timers and one of {', '.join(FAILURES)}",
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
    """Read one line; None for a comment or nothing. Raises ScriptError for a bad control."""
    text = text.strip().lstrip("\ufeff")
    if not text or text.startswith("#"):
        return None
    if not text.startswith("@"):
        return Step(number, text, "")
    name, *arguments = text.split()
    if name not in _CONTROLS:
        raise ScriptError(f"line {number}: there is no control {name}; there are {', '.join(_CONTROLS)}")
    if not _fits(name, arguments):
        usage = f"{name} {_CONTROLS[name]}".strip()
        raise ScriptError(f"line {number}: {text!r} does not fit; it goes: {usage}")
    return Step(number, text, name, tuple(arguments))


def milliseconds_of(time: str) -> int | None:
    """A script's time ("15m", "90s", "2h") in milliseconds; None where it is none."""
    match = _TIME.match(time)
    return int(match[1]) * _SECONDS_PER[match[2]] * MILLISECONDS if match else None


def is_locale(text: str) -> bool:
    """Whether a text looks like a locale ("en-GB")."""
    return _LOCALE.match(text) is not None


def _fits(name: str, arguments: list[str]) -> bool:
    match name, arguments:
        case (("@new" | "@silence" | "@heal"), []):
            return True
        case "@wait", [time]:
            return milliseconds_of(time) is not None
        case "@locale", [locale]:
            return is_locale(locale)
        case "@screen", ["on" | "off"]:
            return True
        case "@consent", ["drop-attributes" | "keep-attributes"]:
            return True
        case "@nlu", ["loose" | "strict"]:
            return True
        case "@fail", ["store"]:
            return True
        case "@fail", ["timers", how]:
            return how in FAILURES
        case _:
            return False

"""Lengths of time in free words, where Alexa has not read them: "make it ten, no, eight", "a quarter of an hour"."""

from typing import NamedTuple

from coach.speech.number_words import number_at

_UNITS = {"second": 1, "seconds": 1, "sec": 1, "secs": 1, "minute": 60, "minutes": 60, "min": 60, "mins": 60}
_UNITS |= {"hour": 3_600, "hours": 3_600}
_PARTS = {"quarter": 0.25, "half": 0.5}
_TAKES_BACK = frozenset({"not", "than", "of"})
"""Before a number: "eight, not nine", "rather than ten", "instead of nine"."""
_ONE_OF = frozenset({"hour", "minute"})
_MOST = 999
"""No longer length is meant, of whatever unit."""
_HALF_MORE = ["and", "a", "half"]


class HeardLength(NamedTuple):
    """A length that was said."""

    seconds: int
    has_unit: bool
    """Whether minutes or seconds were said; a bare number is taken for minutes."""


def heard_length(words: str) -> HeardLength | None:
    """Return the length that the words end on: in a correction the last one counts; None: none was said."""
    tokens = words.lower().replace("-", " ").replace("'ll", " ").split()
    found: HeardLength | None = None
    at = 0
    while at < len(tokens):
        size, one = _length_at(tokens, at)
        if one and not (found and at and tokens[at - 1] in _TAKES_BACK):
            rest = _rest(tokens, at, found, one) if found else 0
            found = HeardLength(found.seconds + rest, has_unit=True) if found and rest else one
        at += max(1, size)
    return found


def _rest(tokens: list[str], at: int, found: HeardLength, one: HeardLength) -> int:
    """Return the seconds of what is the rest of the length before it ("two minutes thirty"); 0: it is none."""
    before = tokens[at - 1] if tokens[at - 1] != "and" else tokens[at - 2]
    seconds = one.seconds if one.has_unit else one.seconds // 60
    return seconds if before in _UNITS and 0 < seconds < 60 <= found.seconds else 0


def _length_at(tokens: list[str], at: int) -> tuple[int, HeardLength | None]:
    """Return how many words from here are a length, and which."""
    part = _part_of_an_hour(tokens, at)
    if part:
        return part
    size, value = _number_at(tokens, at)
    if not size:
        return 0, None
    half = 0
    if tokens[at + size : at + size + 3] == _HALF_MORE:
        half, size = 1, size + 3
    unit = tokens[at + size] if at + size < len(tokens) else ""
    if unit in _UNITS:
        size += 1
        if not half and tokens[at + size : at + size + 3] == _HALF_MORE:
            half, size = 1, size + 3
    scale = _UNITS.get(unit, 60)
    return size, HeardLength(value * scale + half * scale // 2, has_unit=unit in _UNITS)


def _part_of_an_hour(tokens: list[str], at: int) -> tuple[int, HeardLength] | None:
    part = _PARTS.get(tokens[at])
    rest = tokens[at + 1 : at + 4]
    for words in (["of", "an", "hour"], ["an", "hour"], ["hour"], ["a", "minute"]):
        if part and rest[: len(words)] == words:
            whole = 3_600 if words[-1] == "hour" else 60
            return 1 + len(words), HeardLength(int(part * whole), has_unit=True)
    return None


def _number_at(tokens: list[str], at: int) -> tuple[int, int]:
    """Return how many words from here are how many minutes, hours or seconds, and how many."""
    following = tokens[at + 1] if at + 1 < len(tokens) else ""
    if tokens[at] in {"a", "an"} and following in _ONE_OF:
        return 1, 1
    if tokens[at] == "couple":
        return (2 if following == "of" else 1), 2
    size, value = number_at(tokens, at)
    # "That one", "one of them": a word like any other.
    is_word = size == 1 and tokens[at] == "one" and following not in _UNITS
    return (0, 0) if is_word or value > _MOST else (size, value)

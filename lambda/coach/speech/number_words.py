"""Whole numbers in free words: "forty two", "four teen", "one hundred and six", "1952"."""

import re
from collections.abc import Sequence

from coach.speech.numbers import number

_BELOW_TWENTY = {number(value): value for value in range(20)}
_TENS = {number(value): value for value in range(20, 100, 10)}
_ALONE = _BELOW_TWENTY | _TENS
_DIGITS = re.compile(r"[0-9]{1,4}")
_NOTHING = (0, 0)


def number_at(words: Sequence[str], at: int) -> tuple[int, int]:
    """Return how many words from here are a whole number below a thousand, or digits below ten thousand; and which.

    Words are in small letters, without hyphens. (0, 0): there is no number here.
    """
    if _DIGITS.fullmatch(words[at]):
        return 1, int(words[at])
    size, value = _below_a_hundred(words, at)
    if size != 1 or not 0 < value < 10 or words[at + 1 : at + 2] != ["hundred"]:
        return size, value
    rest = at + 3 if words[at + 2 : at + 3] == ["and"] else at + 2
    more, ones = _below_a_hundred(words, rest) if rest < len(words) else _NOTHING
    return (rest + more - at, value * 100 + ones) if more else (2, value * 100)


def _below_a_hundred(words: Sequence[str], at: int) -> tuple[int, int]:
    value = _ALONE.get(words[at])
    if value is None:
        return _NOTHING
    following = words[at + 1] if at + 1 < len(words) else ""
    teen = _BELOW_TWENTY.get(f"{words[at]}teen")
    if following == "teen" and teen:
        return 2, teen
    ones = _BELOW_TWENTY.get(following, 0) if value >= 20 else 0
    return (2, value + ones) if 0 < ones < 10 else (1, value)

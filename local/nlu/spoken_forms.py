"""Spoken numbers and durations, listed rather than parsed: what is not listed is none.

A bare number is no duration, as with Alexa.
"""

from collections.abc import Iterator
from functools import lru_cache

from unicode_rbnf import RbnfEngine

_NUMBERS = (*range(301), *range(350, 1_001, 50))
"""All up to five hours in minutes, then every fiftieth."""
_UNITS = (("second", "PT{}S", 1_000), ("minute", "PT{}M", 1_000), ("hour", "PT{}H", 72))
_LONG_UNITS = (("day", "P{}D", 120), ("week", "P{}W", 60), ("month", "P{}M", 60), ("year", "P{}Y", 110))


@lru_cache(maxsize=1)
def _english() -> RbnfEngine:
    return RbnfEngine.for_language("en")


@lru_cache(maxsize=4096)
def in_words(number: int) -> str:
    """Return a whole number as it is said, without hyphens: 25 is "twenty five"."""
    return str(_english().format_number(number).text).replace("-", " ")


@lru_cache(maxsize=1)
def spoken_numbers() -> dict[str, str]:
    """Return every way a whole number may be said or typed, with its digits."""
    forms: dict[str, str] = {}
    for number in _NUMBERS:
        for form in _number_forms(number):
            forms.setdefault(form, str(number))
    return forms


@lru_cache(maxsize=1)
def spoken_durations() -> dict[str, str]:
    """Return every way a duration may be said or typed, with its ISO 8601 form."""
    forms: dict[str, str] = {}
    for form, value in (*_fixed(), *_whole_units(), *_halves(), *_mixed()):
        forms.setdefault(form, value)
    return forms


def spoken_length(seconds: int) -> str:
    """Return seconds as Alexa says them: "fourteen minutes and thirty seconds"."""
    hours, rest = divmod(seconds, 3_600)
    minutes, left = divmod(rest, 60)
    counted = [(hours, "hour"), (minutes, "minute"), (left, "second")]
    parts = [f"{in_words(count)} {unit}{'' if count == 1 else 's'}" for count, unit in counted if count]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts) or "zero seconds"


def _number_forms(number: int) -> Iterator[str]:
    words = in_words(number)
    yield str(number)
    yield words
    if number > 100 and number % 100 and " hundred " in words:
        yield words.replace(" hundred ", " hundred and ", 1)
    if 100 <= number < 200:
        yield words.replace("one hundred", "a hundred", 1)
        if " hundred " in words:
            yield words.replace("one hundred ", "a hundred and ", 1)


def _unit_forms(number: int, unit: str) -> tuple[str, ...]:
    # "a fifteen minute timer" says the unit in the singular.
    return (unit,) if number == 1 else (f"{unit}s", unit)


def _fixed() -> Iterator[tuple[str, str]]:
    for quarter in ("a quarter of an hour", "quarter of an hour", "a quarter hour", "quarter hour"):
        yield quarter, "PT15M"
    for half in ("half an hour", "a half hour", "half hour", "a half an hour"):
        yield half, "PT30M"
    for most in ("three quarters of an hour", "three quarters of hour"):
        yield most, "PT45M"
    for half in ("half a minute", "half minute", "a half minute"):
        yield half, "PT30S"
    yield "an hour and a quarter", "PT1H15M"
    yield "an hour", "PT1H"
    for unit, pattern in (("second", "PT{}S"), ("minute", "PT{}M"), ("hour", "PT{}H"), ("day", "P{}D")):
        yield f"a {unit}", pattern.format(1)
        yield f"a couple of {unit}s", pattern.format(2)
        yield f"couple of {unit}s", pattern.format(2)
    for unit, pattern in (("week", "P{}W"), ("month", "P{}M"), ("year", "P{}Y")):
        yield f"a {unit}", pattern.format(1)
        yield f"a couple of {unit}s", pattern.format(2)


def _whole_units() -> Iterator[tuple[str, str]]:
    for unit, pattern, largest in _UNITS + _LONG_UNITS:
        for number in (number for number in _NUMBERS if number <= largest):
            for said in _number_forms(number):
                for form in _unit_forms(number, unit):
                    yield f"{said} {form}", pattern.format(number)


def _halves() -> Iterator[tuple[str, str]]:
    for unit, pattern, largest in (("minute", "PT{}M30S", 120), ("hour", "PT{}H30M", 12)):
        article = "an" if unit == "hour" else "a"
        yield f"{article} {unit} and a half", pattern.format(1)
        for number in range(1, largest + 1):
            for said in _number_forms(number):
                yield f"{said} and a half {unit}s", pattern.format(number)
                for form in _unit_forms(number, unit):
                    yield f"{said} {form} and a half", pattern.format(number)


def _mixed() -> Iterator[tuple[str, str]]:
    yield from _pairs("minute", "second", 60, 5, "PT{}M{}S")
    yield from _pairs("hour", "minute", 4, 1, "PT{}H{}M")


def _pairs(big: str, small: str, largest: int, step: int, pattern: str) -> Iterator[tuple[str, str]]:
    for first in range(1, largest + 1):
        heads = [f"{said} {_unit_forms(first, big)[0]}" for said in (str(first), in_words(first))]
        if first == 1:
            heads.append("an hour" if big == "hour" else f"a {big}")
        for second in range(step, 60, step):
            tails = [f"{said} {_unit_forms(second, small)[0]}" for said in (str(second), in_words(second))]
            for head in heads:
                for tail in tails:
                    value = pattern.format(first, second)
                    yield f"{head} and {tail}", value
                    yield f"{head} {tail}", value

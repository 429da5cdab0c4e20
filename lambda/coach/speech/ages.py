"""Ages and lengths of time as people say them, in words that no slot holds."""

import re

from coach.speech.number_words import number_at
from coach.speech.numbers import number

_ISO = re.compile(r"P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?", re.ASCII)
_FEW = re.compile(r"\b(?:a )?couple (?:of )?|\ban? ")
_UNITS = {"day": "D", "week": "W", "month": "M", "year": "Y"}
_NO_AGE = {"second", "minute", "hour", "day", "week", "month"}
_MOST = 120
_DECADES = {f"{number(tens)[:-1]}ies": tens for tens in range(20, 100, 10)} | {"teens": 13}
_CENTURIES = (19, 20)
_COMING = re.compile(
    r"\b(?:in (?:january|february|march|april|may|june|july|august|september|october|november|december)"
    r"|(?:on|come) (?:mon|tues|wednes|thurs|fri|satur|sun)day|next (?:week|month|birthday)|tomorrow)\b"
)
_BEEN = frozenset({"turned", "was", "became", "since", "been", "completed", "made"})
_TAKES_BACK = frozenset({"wait", "so", "sorry", "mean", "actually", "rather"})


def months_of(text: str) -> int | None:
    """Return the whole months of an ISO 8601 duration in years or months, such as ``P18M``; None for any other."""
    found = _ISO.fullmatch(text) if len(text) <= 12 else None
    if found is None or not any(found.groups()):
        return None
    years, months = (int(part or 0) for part in found.groups())
    return years * 12 + months


def years_in(words: str) -> tuple[int, int] | None:
    """Return the age or year of birth in free words, as a range: "forty two", "in my sixties", "nineteen fifty two".

    "Forty two in March" is forty one yet.
    None for none, and for numbers that are no one age.
    """
    said = words.lower().replace("-", " ").split()
    for word in said:
        if word in _DECADES:
            low = _DECADES[word]
            return low, (low + 9 if low % 10 == 0 else 19)
    found = [value for value, after in _numbers(said) if after >= len(said) or said[after].rstrip("s") not in _NO_AGE]
    if len(found) == 2 and found[0] in _CENTURIES:
        return (found[0] * 100 + found[1],) * 2
    if len(found) == 2:
        found = _corrected(found, said)
    elif len(found) == 1:
        found = [found[0] - _is_coming(found[0], said)]
    return (found[0], found[0]) if len(found) == 1 else None


def told_in(words: str) -> int | None:
    """Return the age that is told of a person in free words beside something else; None for none.

    "She's eighty and on warfarin", "fifteen and I fell": Alexa takes the "I'm" away. A number of anything else is none.
    """
    said = words.lower().replace("-", " ").replace("\u2019", "'").split()
    at = 0
    while at < len(said):
        size, years = number_at(said, at)
        if size and years and years <= _MOST and _is_age(said, at, at + size):
            return years
        at += size or 1
    return None


def _is_age(said: list[str], start: int, end: int) -> bool:
    """Return whether a number is somebody's age, by the words around it."""
    behind = said[end : end + 2]
    if behind[:1] == ["years"] or behind[:1] == ["year"]:
        return behind[1:] == ["old"]
    if behind and behind[0] not in _AFTER_AGE:
        return False
    if start == 0:
        return behind[:1] == ["and"] and bool(_PERSON.intersection(behind[1:]))
    before = said[:start]
    if before[-1] in _IS_SHORT or before[-1] == "aged":
        return True
    return before[-1] in {"is", "am"} and len(before) > 1 and before[-2] in _WHO


_AFTER_AGE = frozenset("and i i'm i've my but now so with on she he".split())
_PERSON = frozenset("i i've i'm my she he she's he's".split())
_IS_SHORT = frozenset("i'm she's he's".split())
_WHO = frozenset(
    "i she he mother mum mom mam father dad husband wife son daughter brother sister partner nan gran grandma granny"
    " grandad grandpa aunt uncle friend law".split()
)


def _is_coming(years: int, said: list[str]) -> bool:
    """Return whether an age is told that is not reached yet: "forty two in March"."""
    return years <= _MOST and bool(_COMING.search(" ".join(said))) and not _BEEN.intersection(said)


def _corrected(found: list[int], said: list[str]) -> list[int]:
    """Return the one of two numbers that is meant, where one is taken back: "forty six in May, so forty five"."""
    if _TAKES_BACK.intersection(said):
        return found[1:]
    return found[:1] if "not" in said else found


def length_in(words: str) -> str | None:
    """Return the ISO 8601 duration of a time in free words ("about three weeks now"); None for none."""
    spelled = _FEW.sub(lambda few: "two " if "couple" in few[0] else "one ", words.lower().replace("-", " "))
    said = spelled.split()
    for value, after in _numbers(said):
        unit = _UNITS.get(said[after].rstrip("s")) if after < len(said) else None
        if unit:
            return f"P{value}{unit}"
    return None


def _numbers(said: list[str]) -> list[tuple[int, int]]:
    """Return the numbers, each with where it ends."""
    found = []
    at = 0
    while at < len(said):
        size, value = number_at(said, at)
        if value and (value <= _MOST or said[at].isdigit()):
            found.append((value, at + size))
        at += size or 1
    return found

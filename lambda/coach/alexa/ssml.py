"""The one place where SSML is made. Whatever it is given is escaped."""

import re
from collections.abc import Iterable
from functools import lru_cache

from coach.speech.pace import PERCENT

MOST_CHARACTERS = 8000
"""Amazon's limit for one outputSpeech."""
_PAUSE = re.compile(r"\[pause (\d{1,2}(?:\.\d)?)\]")
_UNSPEAKABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_MOST_PAUSE_SECONDS = 10.0
"""Amazon's limit for one break."""
RATES = {pace: f"{percent}%" for pace, percent in PERCENT.items() if percent != 100}
"""How fast each pace is said, as prosody has it; the usual one needs none."""


def escape(text: str) -> str:
    """Return a text made safe inside SSML: markup escaped, characters that XML forbids taken out."""
    text = _UNSPEAKABLE.sub("", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def speak(text: str, numbers: Iterable[str] = (), pace: str = "") -> str:
    """Return a text as a whole SSML document.

    ``numbers`` are said digit by digit where they stand alone ("911", never "nine hundred eleven"); a
    ``[pause 2.5]`` in the text becomes a break of so many seconds, at most ten. ``pace``: one of ``RATES``; it changes
    the words alone: breaks stand outside of it, so that a hold lasts as long as it is said to. Too long a text is cut
    at the last whole sentence that fits.
    """
    rate = RATES.get(pace, "")
    body = _body(text, numbers, rate)
    while len(body) + len("<speak></speak>") > MOST_CHARACTERS:
        text = text[: len(text) * 9 // 10]
        text = text[: max(text.rfind(". ") + 1, 0)] or text[: MOST_CHARACTERS // 8]
        body = _body(text, numbers, rate)
    return f"<speak>{body}</speak>"


def _body(text: str, numbers: Iterable[str], rate: str) -> str:
    body = escape(text)
    wanted = _standing_alone(frozenset(numbers))
    if wanted:
        body = wanted.sub(r'<say-as interpret-as="digits">\1</say-as>', body)
    # What is split at its pauses: words, a pause, words, …
    words_and_pauses = _PAUSE.split(body)
    return "".join(
        _break(part) if at % 2 else _at_rate(part, rate) for at, part in enumerate(words_and_pauses) if part.strip()
    )


def _break(seconds: str) -> str:
    return f'<break time="{min(float(seconds), _MOST_PAUSE_SECONDS):g}s"/>'


def _at_rate(words: str, rate: str) -> str:
    return f'<prosody rate="{rate}">{words}</prosody>' if rate else words


@lru_cache(maxsize=8)
def _standing_alone(numbers: frozenset[str]) -> re.Pattern[str] | None:
    """Return what finds any of these numbers, whole; None without any. Made once: they are the same at every turn."""
    wanted = "|".join(re.escape(number) for number in sorted(numbers, key=len, reverse=True) if number)
    return re.compile(rf"(?<![\w.])({wanted})(?!\w)") if wanted else None


def plain(ssml: str) -> str:
    """Return the words of an SSML document, without its markup."""
    text = re.sub(r"<[^>]*>", " ", ssml)
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        text = text.replace(entity, character)
    return re.sub(r"\s+([.,?!;:])", r"\1", " ".join(text.split()))

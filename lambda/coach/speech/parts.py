"""A reply in parts: each part says whether it may be shortened or dropped, and one function fits them into a breath."""

import re
from collections.abc import Iterable
from typing import NamedTuple

MOST_WORDS = 75
"""In one reply, whatever is in it."""
AIM_WORDS = 45
"""In one reply, as far as its parts may be said shorter."""


class Part(NamedTuple):
    """Something to say. Without shorter forms it is for safety, or the answer itself, and is always said whole."""

    text: str
    shorter: tuple[str, ...] = ()
    """What may be said instead where the whole reply is too long, longest first; an empty one: it may be dropped."""


Said = str | Part
"""A plain text is always said."""


def may_drop(text: str) -> Part:
    """Return a politeness: said only where there is room for it."""
    return Part(text, ("",))


def parts_of(*said: Said) -> tuple[Part, ...]:
    """Return what is to be said as parts, without empty ones."""
    parts = (part if isinstance(part, Part) else Part(part) for part in said)
    return tuple(part for part in parts if part.text)


def fit(parts: Iterable[Part], most_words: int = AIM_WORDS) -> str:
    """Return the parts as one text of at most so many words, as far as the parts may be shortened.

    From the end, each part is shortened as far as it may be, until the whole fits. What is for safety is never
    shortened: a text that is still too long is said as it is.
    """
    texts = [[part.text, *part.shorter] for part in parts]
    for forms in reversed(texts):
        while len(forms) > 1 and _words(forms[0] for forms in texts) > most_words:
            del forms[0]
    return " ".join(forms[0] for forms in texts if forms[0])


def fits(*said: Said, most_words: int = AIM_WORDS) -> bool:
    """Return whether the parts, shortened as far as they may be, fit."""
    return len(fit(parts_of(*said), most_words).split()) <= most_words


def _words(texts: Iterable[str]) -> int:
    return sum(len(text.split()) for text in texts)


def sentences(text: str) -> list[str]:
    """Return the sentences of a spoken text."""
    return [sentence for sentence in re.split(r"(?<=[.?!]) ", text) if sentence]


def once_each(texts: Iterable[str]) -> str:
    """Return several answers as one, without a sentence that was already said."""
    return " ".join(dict.fromkeys(sentence for text in texts for sentence in sentences(text)))

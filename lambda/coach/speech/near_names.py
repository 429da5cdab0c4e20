"""Which of many names are nearest to what was said, by the likeness of difflib's SequenceMatcher.

Its figures, not its code: that takes a tenth of a millisecond a name, and there are hundreds. Bounds that are quickly
had leave few names to be compared at all.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

_LEAST = 0.6
"""The least likeness that counts as near."""
_NAMED = 0.5
"""What a name has in advance that is part of what was said."""
_MOST_CHARACTERS = 60


class _Name(NamedTuple):
    """One of the names that a row goes by."""

    row: int
    text: str
    letters: int
    """Which characters it has: a bit for each."""
    counts: tuple[tuple[str, int], ...]
    """How often it has which character."""


class NearNames:
    """The names of some rows, made ready for comparing once."""

    def __init__(self, rows: Iterable[Sequence[str]]) -> None:
        """``rows``: the names of each row; the first is its title."""
        self._rows = [tuple(row) for row in rows]
        self._names = [
            _Name(at, text, _letters(text), tuple((letter, text.count(letter)) for letter in set(text)))
            for at, row in enumerate(self._rows)
            for text in row
        ]

    def nearest(self, said: str, most: int = 3) -> list[str]:
        """Return the titles of the rows nearest to what was said, the nearest first; empty if none is near."""
        said = said.lower()[:_MOST_CHARACTERS]
        scores: dict[int, float] = {}
        for bound, name in self._by_bound(said):
            if len(scores) >= most and bound < sorted(scores.values())[-most]:
                # No name from here on can come among the first.
                break
            if bound > scores.get(name.row, 0.0):
                score = likeness(said, name.text) + (_NAMED if name.text in said else 0)
                scores[name.row] = max(score, scores.get(name.row, 0.0))
        near = [row for row in sorted(scores, key=lambda row: (-scores[row], row)) if scores[row] >= _LEAST]
        return [self._rows[row][0] for row in near[:most]]

    def _by_bound(self, said: str) -> list[tuple[float, _Name]]:
        """Return the names that may be near, each with a likeness that it cannot exceed, the highest first."""
        letters, counts = _letters(said), {letter: said.count(letter) for letter in set(said)}
        found = []
        for name in self._names:
            advance = _NAMED if name.text in said else 0
            length, together = len(name.text), len(said) + len(name.text)
            # Likeness is twice what matches, by both lengths; no more can match than there are same characters.
            needed = (_LEAST - advance) * together / 2 - 0.001
            only_here = (name.letters & ~letters).bit_count()
            only_there = (letters & ~name.letters).bit_count()
            if length - only_here < needed or len(said) - only_there < needed:
                continue
            same = 0
            for letter, many in name.counts:
                same += min(many, counts.get(letter, 0))
            if same >= needed:
                found.append((2.0 * same / together + advance, name))
        return sorted(found, key=lambda pair: -pair[0])


def _letters(text: str) -> int:
    """Return which characters a text has, as bits; characters that share a bit only make the bound less sharp."""
    bits = 0
    for letter in text:
        bits |= 1 << (ord(letter) & 63)
    return bits


def likeness(one: str, other: str) -> float:
    """Return how alike two short texts are, from 0 to 1: SequenceMatcher's ratio, where the other is under 200 long."""
    together = len(one) + len(other)
    return 2.0 * _matching(one, other) / together if together else 1.0


def _matching(one: str, other: str) -> int:
    """Return how many characters match: in the longest common part, the earliest of such, and on both its sides."""
    least, most, at = 0, min(len(one), len(other)), 0
    while least < most:
        # Where there is a common part of some length, there is one of every shorter length.
        length = (least + most + 1) // 2
        for start in range(len(one) - length + 1):
            if one[start : start + length] in other:
                least, at = length, start
                break
        else:
            most = length - 1
    if not least:
        return 0
    there = other.index(one[at : at + least])
    return _matching(one[:at], other[:there]) + least + _matching(one[at + least :], other[there + least :])

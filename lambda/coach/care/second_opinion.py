"""A second opinion on free words, where the ear's rules end: a bag of words and concepts, weighed.

It never acts. Where the rules heard nothing it may have one sign asked about; where they heard an emergency in a long
sentence that it takes for something else, it may have that asked about first; and where they made nothing of an
answer or a wish, it says what that may have been, and has it asked about. The weights are trained offline on the
labelled sentences (`make second-opinion`) and are tables of numbers here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from math import exp
from typing import NamedTuple

NONE = "none"
"""No emergency's sign; no answer and no wish."""
_MOST = 50.0
"""A score above this is as good as certain, and larger ones do not fit into a float."""


class Weights:
    """A trained table. Each feature's weights are read where it is first met, and kept."""

    def __init__(self, names: Sequence[str], bias: Sequence[float], of: Mapping[str, str]) -> None:
        """``names``: what it tells apart, but for none of them; ``of``: by feature, "place:weight" pairs."""
        self.names = tuple(names)
        self._bias = tuple(bias)
        self._of = of
        self._read: dict[str, tuple[tuple[int, float], ...]] = {}

    def shares(self, weighed: Iterable[tuple[str, float]]) -> list[float]:
        """Return how likely each name is beside none of them, which counts as one."""
        scores = list(self._bias)
        for feature, counts in weighed:
            for place, weight in self._read.get(feature) or self._weights(feature):
                scores[place] += counts * weight
        return [exp(min(score, _MOST)) for score in scores]

    def _weights(self, feature: str) -> tuple[tuple[int, float], ...]:
        text = self._of.get(feature)
        if text is None:
            # Kept by the table's own features, never by other words of a person.
            return ()
        pairs = (pair.partition(":") for pair in text.split())
        self._read[feature] = read = tuple((int(place), float(weight)) for place, _, weight in pairs)
        return read


class Opinion(NamedTuple):
    """What the words sound like."""

    name: str
    """The likeliest: of signs, of answers, or of commands."""
    likely: float
    """How likely it is, from 0 to 1; of signs: that some sign of an emergency is spoken of."""


def features(tokens: Sequence[str], concepts: Iterable[Iterable[str]]) -> Iterator[tuple[str, float]]:
    """Yield what is weighed: each word, each of the ear's concepts, and each two concepts, with how much it counts."""
    for token in dict.fromkeys(tokens):
        yield f"w {token}", 1.0
    named = sorted({concept for one in concepts for concept in one})
    for concept in named:
        yield f"c {concept}", 2.0
    for one, other in combinations(named, 2):
        yield f"c {one} {other}", 0.7


def opinion(weighed: Iterable[tuple[str, float]], weights: Weights) -> Opinion:
    """Return which sign words with these features sound like."""
    shares = weights.shares(weighed)
    top = max(range(len(shares)), key=shares.__getitem__)
    return Opinion(weights.names[top], 1 - 1 / (1 + sum(shares)))


def features_of_meaning(
    tokens: Sequence[str], concepts: Iterable[Iterable[str]], place: str
) -> Iterator[tuple[str, float]]:
    """Yield what is weighed of an answer or a wish: words, two in a row, what they name, and all that by the place.

    ``place``: the question that is open.
    """
    words = dict.fromkeys(tokens)
    yield f"p {place}", 1.0
    for token in words:
        yield f"w {token}", 1.0
        yield f"p {place} {token}", 1.0
    for one, other in dict.fromkeys(pairwise(("^", *tokens, "$"))):
        yield f"b {one} {other}", 1.0
    for concept in sorted({concept for one in concepts for concept in one}):
        yield f"c {concept}", 1.0


def likeliest(weighed: Iterable[tuple[str, float]], weights: Weights) -> Opinion:
    """Return which answer or wish words with these features most likely are, and how likely beside all else."""
    shares = weights.shares(weighed)
    top = max(range(len(shares)), key=shares.__getitem__)
    return Opinion(weights.names[top], shares[top] / (1 + sum(shares)))

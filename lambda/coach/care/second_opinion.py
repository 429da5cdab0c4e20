"""A second opinion on free words, where the ear's rules end: a bag of words and concepts, weighed.

It never acts. Where the rules heard nothing it may have one sign asked about; where they heard an emergency in a long
sentence that it takes for something else, it may have that asked about first. The weights are trained offline on the
labelled sentences (`make second-opinion`) and are a table of numbers here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from math import exp
from typing import NamedTuple

NONE = "none"
"""No emergency's sign."""


class Weights(NamedTuple):
    """The trained table."""

    signs: tuple[str, ...]
    """The check's ids of the signs that it knows."""
    bias: tuple[float, ...]
    """Of each sign, against none of them."""
    of: Mapping[str, str]
    """By feature: "sign's place:weight" pairs, read when they are needed."""


class Opinion(NamedTuple):
    """What the words sound like."""

    sign: str
    """The likeliest sign."""
    likely: float
    """How likely it is that some sign of an emergency is spoken of, from 0 to 1."""


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
    """Return what words with these features sound like."""
    scores = list(weights.bias)
    for feature, counts in weighed:
        for pair in weights.of.get(feature, "").split():
            place, _, weight = pair.partition(":")
            scores[int(place)] += counts * float(weight)
    shares = [exp(min(score, 50.0)) for score in scores]
    top = max(range(len(shares)), key=shares.__getitem__)
    return Opinion(weights.signs[top], 1 - 1 / (1 + sum(shares)))

"""A second opinion on words of which the rules make too little: which emergency they may speak of, by likeness. Pure.

A bag of words, with weights learnt from the labelled sentences (``python -m local learn``). It never acts: what it
finds likely is asked about by its own question, and where it may be an emergency at all, the number is said.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import exp
from typing import Any, NamedTuple

from coach.care.ear_lexicon import ARTICLES, Lexicon


class Opinion(NamedTuple):
    """What words may speak of."""

    sign: str
    """The likeliest emergency, by the ear's own name."""
    likely: float
    """How likely it is this one, from 0 to 1."""
    serious: float
    """How likely it is an emergency at all, from 0 to 1."""


class SecondOpinion:
    """One language's weights. Made once from the content; raises KeyError where a part is missing."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        """``data``: the signs, the first for none of them; their biases; and by feature, "sign:weight …"."""
        self._signs: Sequence[str] = data["signs"]
        self._bias: Sequence[float] = data["bias"]
        self._weights: Mapping[str, str] = data["weights"]

    def of(self, words: str, lexicon: Lexicon) -> Opinion:
        """Return what the words may speak of."""
        scores = list(self._bias)
        for feature in features(words, lexicon):
            if known := self._weights.get(feature):
                for pair in known.split():
                    at, _, weight = pair.partition(":")
                    scores[int(at)] += float(weight)
        most = max(scores)
        shares = [exp(score - most) for score in scores]
        whole = sum(shares)
        best = max(range(1, len(shares)), key=shares.__getitem__)
        return Opinion(self._signs[best], shares[best] / whole, 1 - shares[0] / whole)


def features(words: str, lexicon: Lexicon) -> Iterable[str]:
    """Return what is weighed: the words, the pairs that stand side by side, the concepts, and the pairs of these."""
    said = lexicon.said(words)
    tokens = [word for word in said if word not in ARTICLES]
    concepts = sorted(frozenset[str]().union(*(one.concepts for one in lexicon.mentions(said))))
    together = (f"~{one}+{other}" for at, one in enumerate(concepts) for other in concepts[at + 1 :])
    beside = (f"{one} {other}" for one, other in pairwise(tokens))
    return dict.fromkeys((*tokens, *beside, *(f"~{one}" for one in concepts), *together))

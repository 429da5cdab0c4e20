"""`python -m local learn`: learns the weights of the ear's second opinion from labelled sentences.

A multinomial logistic regression over what `coach.care.ear_opinion.features` weighs, with AdaGrad (Duchi, Hazan and
Singer 2011, J Mach Learn Res 12:2121) and a penalty on large weights; small weights are left out in the end. The same
sentences give the same weights, to the last digit.
"""

import json
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from math import exp, sqrt
from pathlib import Path
from typing import Any, NamedTuple

from coach.care.answers import Tier
from coach.care.ear_opinion import features
from coach.content.catalog import Catalog
from local.hear.labelled import Labelled, read_labelled
from local.paths import ROOT

READ = ROOT / "tests" / "hearing" / "read.jsonl"
"""What is learnt from: never the part that is only scored."""
WEIGHTS = ROOT / "lambda" / "coach" / "content" / "en" / "ear_opinion.json"
NONE = ""
_ROUNDS = 10
_RATE = 0.4
_DAMP = 1.0
_PENALTY = 0.5
_LEAST_WEIGHT = 0.08
_SEED = 9
_FEWEST = 8
"""A sign with fewer sentences is not learnt."""


class Example(NamedTuple):
    """A sentence, as it is learnt from."""

    features: tuple[str, ...]
    sign: str
    """By the ear's own name; empty: no emergency."""


def learn(path: Path = READ, to: Path = WEIGHTS) -> int:
    """Learn from a file of labelled sentences and write the weights. Return the exit status. Raises LabelError."""
    catalog = Catalog()
    data = learnt(examples(read_labelled(path), catalog))
    text = json.dumps(data, indent=0, ensure_ascii=False) + "\n"
    to.write_text(text, encoding="utf-8")
    print(f"{len(data['signs']) - 1} signs, {len(data['weights']):,} features, {len(text.encode()):,} bytes: {to.name}")
    return 0


def examples(rows: Iterable[Labelled], catalog: Catalog) -> list[Example]:
    """Return what can be learnt from labelled sentences: those of an emergency's own sign, and those of none."""
    found = []
    for row in rows:
        kind, _, sign = row.expect[0].partition(":")
        sign = sign.rpartition(".")[2] if kind == "emergency" else NONE
        flag = catalog.interview.flags.get(catalog.heard_as(sign)) if sign else None
        if not sign or (flag is not None and flag.tier is Tier.emergency):
            found.append(Example(tuple(features(row.say, catalog.lexicon)), sign))
    return found


def learnt(rows: Sequence[Example]) -> dict[str, Any]:
    """Return the weights as the ear reads them."""
    many = [row.sign for row in rows]
    signs = [NONE, *sorted(sign for sign in set(many) - {NONE} if many.count(sign) >= _FEWEST)]
    place = {sign: at for at, sign in enumerate(signs)}
    known = [(row.features, place[row.sign]) for row in rows if row.sign in place]
    bias, weights = _fitted(known, len(signs))
    kept = {name: _kept(row) for name, row in sorted(weights.items())}
    return {
        "signs": signs,
        "bias": [round(value, 3) for value in bias],
        "weights": {name: text for name, text in kept.items() if text},
    }


def _kept(row: list[float]) -> str:
    return " ".join(f"{at}:{value:.2f}" for at, value in enumerate(row) if abs(value) >= _LEAST_WEIGHT)


def _fitted(rows: Sequence[tuple[tuple[str, ...], int]], many: int) -> tuple[list[float], dict[str, list[float]]]:
    weights: dict[str, list[float]] = {}
    squares: dict[str, list[float]] = {}
    often = Counter(name for names, _ in rows for name in ("", *names))
    for names, _ in rows:
        for name in ("", *names):
            weights.setdefault(name, [0.0] * many)
            squares.setdefault(name, [_DAMP] * many)
    order = random.Random(_SEED)  # noqa: S311  no secret: the order of the sentences
    turns = list(rows)
    for _ in range(_ROUNDS):
        order.shuffle(turns)
        for names, right in turns:
            _step(weights, squares, often, ("", *names), right)
    bias = weights.pop("")
    return bias, weights


def _step(
    weights: dict[str, list[float]],
    squares: dict[str, list[float]],
    often: Counter[str],
    names: tuple[str, ...],
    right: int,
) -> None:
    """Move the weights of one sentence's features towards what is right."""
    rows = [weights[name] for name in names]
    scores = [sum(column) for column in zip(*rows, strict=True)]
    most = max(scores)
    shares = [exp(score - most) for score in scores]
    whole = sum(shares)
    slopes = [share / whole for share in shares]
    slopes[right] -= 1
    for name, row in zip(names, rows, strict=True):
        square = squares[name]
        penalty = _PENALTY / often[name]
        for at, slope in enumerate(slopes):
            step = slope + penalty * row[at]
            square[at] += step * step
            row[at] -= _RATE * step / sqrt(square[at])

"""A bounded choice of the sentences that a template can say, for Amazon's model, which cannot hold them all."""

from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import islice, product
from math import gcd, prod
from typing import TypeVar

from hassil.expression import Alternative, Expression, Group, ListReference, TextChunk

from local.nlu.sentences import Frame, IntentSentences

_T = TypeVar("_T")
_MOST_OF_A_WHOLE = 1_000
"""No everyday template says more than this."""


def samples_of(intent: IntentSentences, frame: Frame) -> list[str]:
    """Return the samples of an intent: all sentences with as much of their variety as fits, the frame in a few."""
    found: dict[str, None] = {}
    before, after = (list(islice(texts(part, 200), 1, None)) for part in frame)
    for block in intent.blocks:
        if block.whole:
            found |= dict.fromkeys(text for sentence in block.sentences for text in texts(sentence, _MOST_OF_A_WHOLE))
    sentences = [sentence for block in intent.blocks if not block.whole for sentence in block.sentences]
    for number, (sentence, share) in enumerate(zip(sentences, _shares(sentences, intent.samples), strict=True)):
        said = list(texts(sentence, share))
        found |= dict.fromkeys(said)
        if before:
            found[f"{before[number % len(before)]} {said[0]}"] = None
        if after:
            found[f"{said[-1]} {after[number % len(after)]}"] = None
    return list(found)


def _shares(sentences: list[Expression], most: int) -> list[int]:
    """Return how many samples each sentence gets: all that it has, or an equal part of what the others leave."""
    has = [_size(sentence) for sentence in sentences]
    shares = [0] * len(sentences)
    left = most
    for waiting, at in enumerate(sorted(range(len(sentences)), key=lambda at: has[at])):
        shares[at] = min(has[at], max(left // (len(sentences) - waiting), 1))
        left -= shares[at]
    return shares


def _size(expression: Expression) -> int:
    """Return how many ways there are through an expression."""
    items = expression.items if isinstance(expression, Group) else []
    sizes = map(_size, items)
    return sum(sizes) if isinstance(expression, Alternative) else prod(sizes)


def texts(expression: Expression, most: int) -> Iterator[str]:
    """Return sentences that an expression can say: all if there are no more than `most`, else that many.

    The choice is the same every time. What is optional is left out first, and the first alternatives, which are to be
    the usual ones, come first.
    """
    if isinstance(expression, TextChunk):
        yield expression.text.strip()
    elif isinstance(expression, ListReference):
        yield f"{{{expression.list_name}}}"
    elif isinstance(expression, Alternative):
        items = expression.items
        if expression.is_optional:
            items = [items[-1], *items[:-1]]
        yield from dict.fromkeys(_in_turn([texts(item, most) for item in items]))
    elif isinstance(expression, Group):
        parts = [list(texts(item, most)) for item in expression.items]
        said = dict.fromkeys(" ".join(" ".join(chosen).split()) for chosen in _chosen(parts, most))
        yield from islice(said, most)


def _in_turn(rows: list[Iterator[_T]]) -> Iterator[_T]:
    """Return the first of every row, then the second, and so on."""
    while rows:
        going_on = []
        for row in rows:
            for item in islice(row, 1):
                yield item
                going_on.append(row)
        rows = going_on


def _chosen(parts: list[list[str]], most: int) -> Iterator[tuple[str, ...]]:
    total = prod(len(part) for part in parts)
    if total <= most:
        yield from _deeper(parts)
        return
    # The plainest, both ways; then every alternative once, in all parts at a time; then what is left, evenly.
    yield from islice(_in_turn([_with_few_changes(parts), _deeper(parts)]), most * 4 // 5)
    for number in range(max(len(part) for part in parts)):
        yield tuple(part[number % len(part)] for part in parts)
    step = next(n for n in range(int(total * 0.618), 0, -1) if gcd(n, total) == 1)
    for number in range(1, most):
        rest = number * step % total
        row = []
        for part in parts:
            rest, at = divmod(rest, len(part))
            row.append(part[at])
        yield tuple(row)


def _deeper(parts: list[list[str]]) -> Iterator[tuple[str, ...]]:
    """Return all choices of the first alternatives, then those with the second ones too, and so on."""
    for depth in range(max((len(part) for part in parts), default=0)):
        for chosen in product(*(range(min(len(part), depth + 1)) for part in parts)):
            if max(chosen) == depth:
                yield tuple(part[at] for part, at in zip(parts, chosen, strict=True))


def _with_few_changes(parts: list[list[str]]) -> Iterator[tuple[str, ...]]:
    """Return the choice of all first alternatives, then those with one part changed, then with two."""
    first = tuple(0 for _ in parts)
    waiting = [(0.0, first)]
    seen = {first}
    while waiting:
        _far, chosen = heappop(waiting)
        yield tuple(part[at] for part, at in zip(parts, chosen, strict=True))
        for place, at in enumerate(chosen):
            further = (*chosen[:place], at + 1, *chosen[place + 1 :])
            if at + 1 < len(parts[place]) and further not in seen:
                seen.add(further)
                far = sum(1 + at / len(part) for part, at in zip(parts, further, strict=True) if at)
                heappush(waiting, (far, further))

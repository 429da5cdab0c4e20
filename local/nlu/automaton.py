"""Sentence templates as one automaton over words: every sentence that they can say, and its intent.

Compiled by the subset construction, so that hearing follows one path a word, and so that two intents which share a
sentence meet in one state.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from hassil.expression import Alternative, Expression, Group, ListReference, Sequence, TextChunk

from local.nlu.model_file import Model
from local.nlu.sentences import Frame, Grammar, IntentSentences, Takes

_MARKS = {Takes.any: "?", Takes.listed: "=", Takes.named: "!"}
_TAKES = {mark: takes for takes, mark in _MARKS.items()}


class SlotArc(NamedTuple):
    """The way on from a state over the words of a slot."""

    slot: str
    takes: Takes
    to: int


class State(NamedTuple):
    """Where hearing stands after some words."""

    words: dict[str, int]
    """The next state by the next word."""
    slots: tuple[SlotArc, ...]
    ends: tuple[str, ...]
    """The intents of which this is a whole sentence, in their order."""


Automaton = list[State]
"""The states; the first is the start."""


class _Nfa:
    """A nondeterministic automaton under construction."""

    def __init__(self) -> None:
        self.silent: list[list[int]] = []
        self.arcs: list[list[tuple[str, int]]] = []
        self.ends: dict[int, int] = {}
        """State to the rank of its intent."""

    def state(self) -> int:
        self.silent.append([])
        self.arcs.append([])
        return len(self.arcs) - 1

    def add(self, expression: Expression, start: int, takes: Takes) -> int:
        """Add an expression from a state on. Return the state after it."""
        if isinstance(expression, TextChunk):
            return self._words(expression.text.split(), start)
        if isinstance(expression, ListReference):
            return self._arc(start, f"{{{_MARKS[takes]}{expression.list_name}")
        if isinstance(expression, Alternative):
            end = self.state()
            for item in expression.items:
                self.silent[self.add(item, start, takes)].append(end)
            return end
        at = start
        for item in expression.items if isinstance(expression, Group) else ():
            at = self.add(item, at, takes)
        return at

    def _words(self, words: Iterable[str], at: int) -> int:
        for word in words:
            at = self._arc(at, word)
        return at

    def _arc(self, start: int, label: str) -> int:
        end = self.state()
        self.arcs[start].append((label, end))
        return end

    def closure(self, states: Iterable[int]) -> frozenset[int]:
        found = set(states)
        waiting = list(found)
        while waiting:
            for state in self.silent[waiting.pop()]:
                if state not in found:
                    found.add(state)
                    waiting.append(state)
        return frozenset(found)


def compile_grammar(grammar: Grammar) -> Automaton:
    """Return the automaton of a grammar."""
    nfa = _Nfa()
    start = nfa.state()
    framed = {name: nfa.add(frame.before, start, Takes.any) for name, frame in grammar.frames.items()}
    for rank, intent in enumerate(grammar.intents):
        _add_intent(nfa, intent, grammar.frames[intent.frame], framed[intent.frame], rank)
    names = [intent.name for intent in grammar.intents]
    return _smallest(_determined(nfa, start), names)


def _add_intent(nfa: _Nfa, intent: IntentSentences, frame: Frame, start: int, rank: int) -> None:
    said = nfa.state()
    for block in intent.blocks:
        for sentence in block.sentences:
            nfa.silent[nfa.add(sentence, start, block.takes)].append(said)
    nfa.ends[nfa.add(frame.after, said, Takes.any)] = rank


def _determined(nfa: _Nfa, start: int) -> list[tuple[dict[str, int], tuple[int, ...]]]:
    """Return the deterministic states: arcs by label, and the ranks of the intents that end there."""
    first = nfa.closure([start])
    numbers = {first: 0}
    waiting = [first]
    rows: list[tuple[dict[str, int], tuple[int, ...]]] = []
    for states in waiting:
        targets: dict[str, set[int]] = {}
        for state in states:
            for label, to in nfa.arcs[state]:
                targets.setdefault(label, set()).add(to)
        arcs = {}
        for label, reached in targets.items():
            closed = nfa.closure(reached)
            if closed not in numbers:
                numbers[closed] = len(waiting)
                waiting.append(closed)
            arcs[label] = numbers[closed]
        rows.append((arcs, tuple(sorted({nfa.ends[state] for state in states if state in nfa.ends}))))
    return rows


def _smallest(rows: list[tuple[dict[str, int], tuple[int, ...]]], names: list[str]) -> Automaton:
    """Return the states with those that go on alike made one. No state leads back to an earlier one's past."""
    merged: dict[int, int] = {}
    known: dict[tuple[frozenset[tuple[str, int]], tuple[int, ...]], int] = {}
    order: list[tuple[dict[str, int], tuple[int, ...]]] = []
    for at in _deepest_first(rows):
        arcs, ends = rows[at]
        moved = {label: merged[to] for label, to in arcs.items()}
        key = frozenset(moved.items()), ends
        if key not in known:
            known[key] = len(order)
            order.append((moved, ends))
        merged[at] = known[key]
    # The start is made last; hearing begins with the first.
    last = len(order) - 1
    return [
        State(
            {label: last - to for label, to in arcs.items() if label[0] != "{"},
            tuple(
                SlotArc(label[2:], _TAKES[label[1]], last - to) for label, to in sorted(arcs.items()) if label[0] == "{"
            ),
            tuple(names[rank] for rank in ends),
        )
        for arcs, ends in reversed(order)
    ]


def _deepest_first(rows: list[tuple[dict[str, int], tuple[int, ...]]]) -> Iterator[int]:
    done: set[int] = set()
    path = [(0, iter(rows[0][0].values()))]
    entered = {0}
    while path:
        at, rest = path[-1]
        following = next((to for to in rest if to not in entered), None)
        if following is not None:
            entered.add(following)
            path.append((following, iter(rows[following][0].values())))
            continue
        path.pop()
        if at not in done:
            done.add(at)
            yield at


def clashes(grammar: Grammar) -> list[str]:
    """Return a line for each sentence that two intents can say (one a pair of intents); catch-alls are exempt.

    Slots of one type are one word here: "{minutes} more" and "{age} more" clash.
    """
    kinds = {slot: kind for intent in grammar.intents for slot, kind in intent.slots.items()}
    own = tuple(_by_type(intent, kinds) for intent in grammar.intents if not intent.is_catch_all)
    automaton = compile_grammar(grammar._replace(intents=own))
    found: dict[tuple[str, ...], str] = {}
    reached: dict[int, tuple[str, ...]] = {0: ()}
    waiting = [0]
    for at in waiting:
        state = automaton[at]
        if len(state.ends) > 1:
            found.setdefault(state.ends, f"{' and '.join(state.ends)}: {' '.join(reached[at])!r}")
        for word, to in [*state.words.items(), *((f"{{{arc.slot}}}", arc.to) for arc in state.slots)]:
            if to not in reached:
                reached[to] = (*reached[at], word)
                waiting.append(to)
    return list(found.values())


def _by_type(intent: IntentSentences, kinds: dict[str, str]) -> IntentSentences:
    blocks = (
        block._replace(sentences=tuple(_typed(s, kinds) for s in block.sentences), takes=Takes.any)
        for block in intent.blocks
    )
    return intent._replace(blocks=tuple(blocks))


def _typed(expression: Expression, kinds: dict[str, str]) -> Expression:
    if isinstance(expression, ListReference):
        return ListReference(kinds[expression.list_name])
    if isinstance(expression, Alternative):
        return Alternative([_typed(item, kinds) for item in expression.items], is_optional=expression.is_optional)
    if isinstance(expression, Group):
        return type(expression)([_typed(item, kinds) for item in expression.items])
    return expression


def to_json(automaton: Automaton) -> list[Any]:
    """Return an automaton as plain values for JSON."""
    return [[state.words, state.slots, state.ends] for state in automaton]


def from_json(rows: list[Any]) -> Automaton:
    """Return the automaton of plain values made by `to_json`."""
    return [
        State(words, tuple(SlotArc(slot, Takes(takes), to) for slot, takes, to in slots), tuple(ends))
        for words, slots, ends in rows
    ]


def compile_samples(model: Model) -> Automaton:
    """Return the automaton of exactly a model's samples."""
    nfa = _Nfa()
    start = nfa.state()
    ranks = {intent: rank for rank, intent in enumerate(model.intents)}
    ends = {}
    for sample in model.samples:
        pieces = (ListReference(p) if at % 2 else TextChunk(p) for at, p in enumerate(sample.pieces))
        end = nfa.add(Sequence(list(pieces)), start, Takes.any)
        ends[end] = ranks[sample.intent]
    nfa.ends = ends
    return _smallest(_determined(nfa, start), list(model.intents))

"""Every way in which an automaton can say an utterance."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from local.nlu.automaton import Automaton, SlotArc
from local.nlu.sentences import Takes
from local.nlu.wording import TELLS_NOTHING


class Filled(NamedTuple):
    """The words of a slot, by their places in the utterance."""

    slot: str
    start: int
    end: int
    listed: bool
    named: bool
    """The words around it plainly name what it holds."""


class Parse(NamedTuple):
    """One way to say the utterance."""

    intent: str
    slots: tuple[Filled, ...]

    @property
    def captured(self) -> int:
        """Return how many words are in slots."""
        return sum(slot.end - slot.start for slot in self.slots)

    @property
    def unlisted(self) -> Filled | None:
        """Return the slot with words that are not listed; None if all are."""
        return next((slot for slot in self.slots if not slot.listed), None)


class Spans:
    """Where the words of an utterance are listed for a slot."""

    def __init__(self, words: list[str], kinds: dict[str, str], phrases: Callable[[str], Iterable[str]]) -> None:
        self._words = words
        self._kinds = kinds
        self._phrases = phrases
        self._found: dict[tuple[str, int], list[int]] = {}

    def ends(self, slot: str, start: int) -> list[int]:
        """Return the ends (exclusive) of all listed phrases for a slot that begin at a word."""
        kind = self._kinds[slot]
        if (kind, start) not in self._found:
            phrases = self._phrases(kind)
            said = ((end, " ".join(self._words[start:end])) for end in range(start + 1, len(self._words) + 1))
            self._found[kind, start] = [end for end, phrase in said if phrase in phrases]
        return self._found[kind, start]


class Parser:
    """The parses of one utterance."""

    def __init__(
        self, automaton: Automaton, words: list[str], spans: Spans, *, free: frozenset[str] = frozenset()
    ) -> None:
        """Set up the parser; a slot in `free` may hold words that are not listed, alone of them in its sentence.

        Beside a slot with such words, which may turn what is said ("what if"), nothing counts as said.
        """
        self._automaton = automaton
        self._words = words
        self._spans = spans
        self._free = free

    def parses(self) -> Iterator[Parse]:
        """Return all parses; each as often as it can be had."""
        return self._from(0, 0, ())

    def _from(self, number: int, at: int, slots: tuple[Filled, ...]) -> Iterator[Parse]:
        state = self._automaton[number]
        if at == len(self._words):
            for intent in state.ends:
                yield Parse(intent, slots)
            return
        following = state.words.get(self._words[at])
        if following is not None:
            yield from self._from(following, at + 1, slots)
        for arc in state.slots:
            for filled in self._fillings(arc, at, slots):
                yield from self._from(arc.to, filled.end, (*slots, filled))

    def _fillings(self, arc: SlotArc, at: int, slots: tuple[Filled, ...]) -> Iterator[Filled]:
        named = arc.takes is Takes.named
        free = arc.slot in self._free
        if free and any(slot.slot in self._free for slot in slots):
            return
        listed = self._spans.ends(arc.slot, at)
        for end in listed:
            yield Filled(arc.slot, at, end, listed=True, named=named)
        if not free or arc.takes is Takes.listed:
            return
        for end in range(at + 1, len(self._words) + 1):
            if end not in listed:
                yield Filled(arc.slot, at, end, listed=False, named=named)


def own_words(parse: Parse, words: list[str]) -> int:
    """Return how many words of the sentence itself tell something."""
    inside = {at for slot in parse.slots for at in range(slot.start, slot.end)}
    return sum(at not in inside and word not in TELLS_NOTHING for at, word in enumerate(words))

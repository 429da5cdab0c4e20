"""Commands in free words: which intent is meant where Alexa found no sentence that fits. Pure.

As with signs, words become concepts, and the rule that names the most of them wins. No rule is tried on what somebody
asks or denies where the command would end or change something: the rules say so themselves.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

from coach.care.ear_lexicon import ARTICLES, Lexicon

_LONGEST = 6
_NUMBER = "number"


class Command(NamedTuple):
    """What is meant."""

    intent: str
    slot: str
    """The slot that the rule fills; empty: none."""
    value: str
    """Its value's id."""
    concepts: frozenset[str]
    """All that was named."""
    telling: int
    """How many concepts together mean it."""


class _Rule(NamedTuple):
    meaning: str
    needed: tuple[frozenset[str], ...]
    without: frozenset[str]


class Commands:
    """One language's commands. Made once from the content; raises KeyError where a part is missing."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._words: Mapping[str, str] = data["words"]
        self._means: Mapping[str, list[str]] = data["means"]

    def heard(self, words: str, lexicon: Lexicon, *, number: bool) -> Command | None:
        """Return the command that the words are; None: none. ``number``: a number was said among them."""
        return self.meant_by(self.concepts(words, lexicon), number=number)

    def meant_by(self, concepts: frozenset[str], *, number: bool) -> Command | None:
        """Return the command that these concepts together mean; None: none."""
        concepts |= {_NUMBER} if number else frozenset()
        fitting = [rule for rule in self._rules if self._fits(rule, concepts)]
        if not fitting:
            return None
        best = max(fitting, key=lambda rule: len(rule.needed))
        intent, _, filled = best.meaning.partition("|")
        slot, _, value = filled.partition("|")
        return Command(intent, slot, value, concepts, len(best.needed))

    def concepts(self, words: str, lexicon: Lexicon) -> frozenset[str]:
        """Return what the words name; of overlapping phrases, all."""
        tokens = [word for word in lexicon.said(words) if word not in ARTICLES]
        phrases = (
            " ".join(tokens[start : start + size])
            for start in range(len(tokens))
            for size in range(1, min(_LONGEST, len(tokens) - start) + 1)
        )
        return frozenset().union(*(self._concepts_of.get(phrase, ()) for phrase in phrases))

    @staticmethod
    def _fits(rule: _Rule, concepts: frozenset[str]) -> bool:
        return not rule.without & concepts and all(part & concepts for part in rule.needed)

    @cached_property
    def _concepts_of(self) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for concept, phrases in self._words.items():
            for phrase in phrases.split(", "):
                found[phrase] = found.get(phrase, frozenset()) | {concept}
        return found

    @cached_property
    def _rules(self) -> list[_Rule]:
        return [_rule(meaning, line) for meaning, lines in self._means.items() for line in lines]


def _rule(meaning: str, line: str) -> _Rule:
    parts = line.split()
    needed = tuple(frozenset(part.split("|")) for part in parts if not part.startswith("~"))
    without = frozenset(name for part in parts if part.startswith("~") for name in part[1:].split("|"))
    return _Rule(meaning, needed, without)

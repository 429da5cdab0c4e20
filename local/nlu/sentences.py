"""What people say, as authored: sentence templates in hassil's syntax, one YAML file an intent.

The files hold ``intents`` (slots, frame, blocks of sentences) and ``expansion_rules`` of their own; ``_common.yaml``
holds the rules that all share, the frames around sentences, and the order of the intents.
"""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import yaml
from hassil import parse_sentence
from hassil.expression import Alternative, Expression, RuleReference, Sequence, TextChunk
from hassil.parser import ParseError

from local.nlu.model_file import BUILT_IN_TYPES, SEARCH_QUERY, ModelError
from local.nlu.wording import normal
from local.paths import ROOT

SENTENCES = ROOT / "lambda" / "coach" / "content" / "en" / "sentences"
"""Where the sentences are."""
SAMPLES = 500
"""About how many samples of an intent Amazon's model gets at most, where its file does not say."""
_COMMON = "_common.yaml"
_INSIDE_A_WORD = re.compile(r"[\w'][\[(<{]|[\])>}][\w']")
_NOTHING = Sequence()


class Takes(StrEnum):
    """Which words a slot takes from this sentence."""

    any = "any"
    """Listed ones and, unless the hearing is strict, others."""
    listed = "listed"
    """Only listed ones: what else may follow belongs to another intent."""
    named = "named"
    """Any; the words around it plainly name what it holds, so that it wins where its words are known to two types."""


class Block(NamedTuple):
    """Sentences of an intent whose slots take words alike."""

    sentences: tuple[Expression, ...]
    """The parsed templates, with all rules filled in."""
    takes: Takes
    whole: bool = False
    """Whether Amazon's model gets all that they say: these are the everyday ones."""


class Frame(NamedTuple):
    """What may be said around any sentence."""

    before: Expression
    after: Expression


class IntentSentences(NamedTuple):
    """An intent, and all that is said for it."""

    name: str
    slots: dict[str, str]
    """Slot name to slot type."""
    frame: str
    blocks: tuple[Block, ...]
    samples: int = SAMPLES
    """About how many samples Amazon's model gets at most."""

    @property
    def is_catch_all(self) -> bool:
        """Return whether it takes whatever nothing else does."""
        return SEARCH_QUERY in self.slots.values()


class Grammar(NamedTuple):
    """All that people say."""

    invocation: str
    intents: tuple[IntentSentences, ...]
    """In the order in which they win a tie."""
    frames: dict[str, Frame]
    skip_words: frozenset[str] = frozenset()
    """Words that may stand anywhere and change nothing."""
    spellings: Mapping[str, str] = MappingProxyType({})
    """How a word may be written, to how the sentences spell it."""


def sentence_files(folder: Path = SENTENCES) -> list[Path]:
    """Return the files of the sentences, in order of their names. Raises ModelError where there are none."""
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise ModelError(f"{folder}: there are no sentences")
    return files


def read_sentences(folder: Path = SENTENCES) -> Grammar:
    """Read the sentences. Raises ModelError, with the file's name, for what cannot be used."""
    documents = {path.name: _load(path) for path in sentence_files(folder)}
    common = documents.pop(_COMMON, {})
    shared: dict[str, str] = common.get("expansion_rules", {})
    frames = {
        name: Frame(_parse(row.get("before", ""), shared, _COMMON), _parse(row.get("after", ""), shared, _COMMON))
        for name, row in common.get("frames", {}).items()
    }
    intents = {
        intent.name: intent for file, document in documents.items() for intent in _intents(file, document, shared)
    }
    order: list[str] = common.get("order", [])
    if sorted(order) != sorted(intents):
        raise ModelError(f"{_COMMON}: the order is not that of {', '.join(sorted(set(order) ^ set(intents)))}")
    if unknown := {intent.frame for intent in intents.values()} - set(frames):
        raise ModelError(f"{_COMMON}: there is no frame {', '.join(sorted(unknown))}")
    return Grammar(
        common["invocation"],
        tuple(intents[name] for name in order),
        frames,
        frozenset(common.get("skip_words", "").split()),
        common.get("spellings", {}),
    )


def _intents(file: str, document: Mapping[str, Any], shared: Mapping[str, str]) -> Iterator[IntentSentences]:
    rules = {**shared, **document.get("expansion_rules", {})}
    for name, row in document.get("intents", {}).items():
        slots = dict(row.get("slots") or {})
        blocks = tuple(
            Block(
                tuple(_checked(text, slots, rules, file) for text in data["sentences"]),
                Takes(data.get("slots_take", Takes.any)),
                data.get("whole", False),
            )
            for data in row.get("data", [])
        )
        yield IntentSentences(name, slots, row.get("frame", "answer"), blocks, row.get("samples", SAMPLES))


def _checked(text: str, slots: Mapping[str, str], rules: Mapping[str, str], file: str) -> Expression:
    parsed = _parse(text, rules, file)
    unknown = set(slots_of(parsed)) - set(slots)
    if unknown:
        raise ModelError(f"{file}: {text!r} uses {', '.join(sorted(unknown))}")
    return parsed


def slots_of(expression: Expression) -> Iterator[str]:
    """Return the names of all slots in a parsed template."""
    for item in getattr(expression, "items", ()):
        yield from slots_of(item)
    if (name := getattr(expression, "list_name", None)) is not None:
        yield str(name)


def _parse(text: str, rules: Mapping[str, str], file: str, depth: int = 0) -> Expression:
    if not text:
        return _NOTHING
    if _INSIDE_A_WORD.search(text) or ";" in text or depth > 20:
        raise ModelError(f"{file}: {text!r}: templates are of whole words, and rules do not hold themselves")
    try:
        parsed = parse_sentence(text).expression
    except (ParseError, AssertionError) as error:
        raise ModelError(f"{file}: {text!r} cannot be read") from error
    return _filled(parsed, rules, file, depth)


def _filled(expression: Expression, rules: Mapping[str, str], file: str, depth: int) -> Expression:
    """Return an expression with its rules filled in."""
    if isinstance(expression, RuleReference):
        if expression.rule_name not in rules:
            raise ModelError(f"{file}: there is no rule <{expression.rule_name}>")
        return _parse(rules[expression.rule_name], rules, file, depth + 1)
    items = getattr(expression, "items", None)
    if items is None:
        return expression
    filled = [_filled(item, rules, file, depth) for item in items]
    if isinstance(expression, Alternative):
        return Alternative(filled, is_optional=expression.is_optional)
    return Sequence(list(_joined(filled)))


def _joined(items: list[Expression]) -> Iterator[Expression]:
    """Return the items with words that stand side by side made one, and spelled as hearing compares them."""
    for are_words, group in groupby(items, key=lambda item: isinstance(item, TextChunk)):
        if are_words:
            yield TextChunk(normal("".join(getattr(item, "text", "") for item in group)))
        else:
            yield from group


def check_types(grammar: Grammar, custom: frozenset[str]) -> None:
    """Check that every slot has a type, one and the same wherever it has that name. Raises ModelError."""
    kinds: dict[str, str] = {}
    for intent in grammar.intents:
        for slot, kind in intent.slots.items():
            if kind not in custom and kind not in BUILT_IN_TYPES:
                raise ModelError(f"{intent.name}: the slot type {kind} is not known here")
            if kinds.setdefault(slot, kind) != kind:
                raise ModelError(f"{intent.name}: the slot {slot} is {kinds[slot]} elsewhere")


def _load(path: Path) -> dict[str, Any]:
    try:
        return dict(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise ModelError(f"{path}: {' '.join(str(error).split())}") from error

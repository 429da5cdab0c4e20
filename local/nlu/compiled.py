"""What hearing needs, compiled once and kept by the hash of all that it was made of."""

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from local.nlu.automaton import Automaton, compile_grammar, compile_samples, from_json, to_json
from local.nlu.model_file import MODELS, Model, SlotValue, read_model
from local.nlu.sentences import SENTENCES, read_sentences, sentence_files
from local.paths import ROOT

CACHE = ROOT / "build" / "hearing"
"""Where compiled sentences are kept. They can be deleted at any time."""
OWN = MODELS / "en-US.json"
"""The model that is made of the sentences."""


class Compiled(NamedTuple):
    """An interaction model, ready to be heard."""

    invocation: str
    intents: dict[str, dict[str, str]]
    """Each intent's slots: name to slot type; in the order in which they win a tie."""
    types: dict[str, dict[str, tuple[SlotValue, ...]]]
    """Each custom slot type: phrase to the values that it means."""
    automaton: Automaton
    """All sentences."""
    skip_words: frozenset[str] = frozenset()
    """Words that may stand anywhere and change nothing."""
    spellings: Mapping[str, str] = MappingProxyType({})
    """How a word may be written, to how the sentences spell it."""

    @classmethod
    def of(cls, model: Model, automaton: Automaton) -> "Compiled":
        """Return a model with its automaton."""
        return cls(model.invocation, model.intents, model.types, automaton)


def compiled(model: Path) -> Compiled:
    """Return what is heard by default: for the model of the sentences, all that they can say. Raises ModelError."""
    files = [model, *sentence_files(SENTENCES)] if model == OWN else [model]
    row = _kept(f"said-{_place(model)}", files, lambda: _to_json(_compile(model)))
    types = {
        kind: {phrase: tuple(SlotValue(*value) for value in values) for phrase, values in phrases.items()}
        for kind, phrases in row["types"].items()
    }
    automaton = from_json(row["automaton"])
    skip_words = frozenset(row["skip_words"])
    return Compiled(row["invocation"], row["intents"], types, automaton, skip_words, row["spellings"])


@lru_cache(maxsize=4)
def listed_automaton(model: Path) -> Automaton:
    """Return what a model file lists, and nothing else. Raises ModelError."""
    return from_json(_kept(f"listed-{_place(model)}", [model], lambda: to_json(compile_samples(read_model(model)))))


def _compile(model: Path) -> Compiled:
    read = read_model(model)
    if model != OWN:
        return Compiled.of(read, compile_samples(read))
    grammar = read_sentences(SENTENCES)
    made = Compiled.of(read, compile_grammar(grammar))
    return made._replace(skip_words=grammar.skip_words, spellings=grammar.spellings)


def _to_json(made: Compiled) -> dict[str, Any]:
    return {
        **made._asdict(),
        "automaton": to_json(made.automaton),
        "skip_words": sorted(made.skip_words),
        "spellings": dict(made.spellings),
    }


def _place(model: Path) -> str:
    """Return a short name for where a model is: what is kept for one must not replace another's."""
    return hashlib.sha256(str(model.resolve()).encode()).hexdigest()[:8]


def _kept(name: str, files: list[Path], make: Callable[[], Any]) -> Any:
    """Return what is kept for files of just this content; else make it and keep it, if that can be."""
    content = hashlib.sha256()
    for path in [*sorted(Path(__file__).parent.glob("*.py")), *files]:
        content.update(path.read_bytes() if path.exists() else b"")
    place = CACHE / f"{name}-{content.hexdigest()[:24]}.json"
    try:
        return json.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        text = json.dumps(make(), separators=(",", ":"))
    try:
        CACHE.mkdir(parents=True, exist_ok=True)
        for old in CACHE.glob(f"{name}-*.json"):
            old.unlink(missing_ok=True)
        partly = place.with_suffix(f".{os.getpid()}.part")
        partly.write_text(text, encoding="utf-8")
        partly.replace(place)
    except OSError:
        # A folder that cannot be written costs a second at each start, and nothing else.
        pass
    return json.loads(text)

"""Amazon's interaction model, made of the sentences and the content, and kept in step with them."""

import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from local.nlu.automaton import clashes
from local.nlu.builtin_intents import AMAZONS_OWN_WORDS
from local.nlu.line_keys import line_keys
from local.nlu.model_file import MODELS, ModelError
from local.nlu.model_types import CONTENT, build_types
from local.nlu.samples import samples_of
from local.nlu.sentences import Grammar, check_types, read_sentences
from local.nlu.wording import normal

_SLOT = re.compile(r"{\w+}")
MODEL = MODELS / "en-US.json"
"""The model that is made."""
LINE_KEYS = CONTENT.parent / "line_keys.py"
"""The names of the spoken lines, made too."""
MOST_BYTES = 1_500_000
"""Amazon's limit for a model."""
MOST_INTENTS = 250
"""Amazon's limit, for one locale."""
MOST_SAMPLES = 3_000
"""Our own limit for an intent: recognition gains nothing from more, and building gets slow."""


class Made(NamedTuple):
    """A model as it should be."""

    text: str
    """The file."""
    problems: list[str]
    """What must not be: phrases with two meanings, sentences of two intents, a limit passed."""
    summary: str
    """Its size, in one line."""


def make_model(content: Path = CONTENT) -> Made:
    """Return the model for the sentences and the content in a folder. Raises ModelError for a file that is no good."""
    types, problems = build_types(content)
    grammar = read_sentences(content / "sentences")
    check_types(grammar, frozenset(kind["name"] for kind in types))
    problems = [*problems, *(f"two intents say the same: {clash}" for clash in clashes(grammar))]
    intents = _intents(grammar)
    text = _written(grammar, intents, types)
    return Made(text, [*problems, *_limits_passed(intents, text)], _summary(intents, types, text))


def model_text(content: Path = CONTENT) -> str:
    """Return the model's text alone, without looking for what must not be. Raises ModelError as `make_model` does."""
    types, _ = build_types(content)
    grammar = read_sentences(content / "sentences")
    return _written(grammar, _intents(grammar), types)


def _written(grammar: Grammar, intents: list[dict[str, Any]], types: list[dict[str, Any]]) -> str:
    language = {
        "invocationName": grammar.invocation,
        "modelConfiguration": {"fallbackIntentSensitivity": {"level": "MEDIUM"}},
        "intents": intents,
        "types": types,
    }
    return json.dumps({"interactionModel": {"languageModel": language}}, indent=1, ensure_ascii=False) + "\n"


def write_model(model: Path = MODEL, content: Path = CONTENT, keys: Path = LINE_KEYS) -> int:
    """Write the model and the names of the lines. Return the exit status: 1 for a problem, and nothing is written.

    Raises ModelError for a file that cannot be read.
    """
    made = make_model(content)
    if made.problems:
        return _told(made.problems)
    model.write_text(made.text, encoding="utf-8")
    keys.write_text(line_keys(content), encoding="utf-8")
    print(made.summary)
    return 0


def check_model(model: Path = MODEL, content: Path = CONTENT, keys: Path = LINE_KEYS) -> int:
    """Check that the model and the names of the lines are current. Return the exit status. Raises ModelError."""
    made = make_model(content)
    current = ((model, made.text), (keys, line_keys(content)))
    old = [
        f"{path.name} is not current: run python -m local model --write"
        for path, text in current
        if _read(path) != text
    ]
    print(made.summary)
    return _told([*made.problems, *old])


def _intents(grammar: Grammar) -> list[dict[str, Any]]:
    """Return the intents; a sample that two of them say goes to the one that is no catch-all, or comes first."""
    rows: list[dict[str, Any]] = []
    for intent in grammar.intents:
        row: dict[str, Any] = {"name": intent.name}
        if intent.slots:
            row["slots"] = [{"name": name, "type": kind} for name, kind in intent.slots.items()]
        own = samples_of(intent, grammar.frames[intent.frame])
        row["samples"] = [sample for sample in own if normal(sample) not in AMAZONS_OWN_WORDS]
        rows.append(row)
    return rows


def _limits_passed(intents: list[dict[str, Any]], text: str) -> list[str]:
    said = Counter(sample for row in intents for sample in row["samples"])
    problems = [f"{sample!r} is said by two intents" for sample, times in said.items() if times > 1]
    problems += [
        f"{row['name']} has {len(row['samples'])} samples" for row in intents if len(row["samples"]) > MOST_SAMPLES
    ]
    for row in intents:
        # One an intent says where to look.
        problems += [next(filter(None, map(_misspelled, row["samples"])), "")]
    problems = [problem for problem in problems if problem]
    if len(intents) > MOST_INTENTS:
        problems.append(f"there are {len(intents)} intents")
    if len(text.encode()) > MOST_BYTES:
        problems.append(f"the model has {len(text.encode())} bytes; Amazon takes {MOST_BYTES}")
    return problems


def _misspelled(sample: str) -> str:
    """Return what is wrong with the spelling of a sample; empty if nothing is."""
    said = _SLOT.sub("x", sample)
    slots = _SLOT.findall(sample)
    if len(slots) > len(set(slots)):
        return f"{sample!r} has a slot twice"
    return f"{sample!r} is heard as {normal(said)!r}: spell it so" if normal(said) != said else ""


def _summary(intents: list[dict[str, Any]], types: list[dict[str, Any]], text: str) -> str:
    samples = sum(len(row["samples"]) for row in intents)
    most = max(intents, key=lambda row: len(row["samples"]))
    values = [value for kind in types for value in kind["values"]]
    synonyms = sum(len(value["name"]["synonyms"]) for value in values)
    return (
        f"{len(text.encode()):,} bytes of {MOST_BYTES:,}; {len(intents)} intents of {MOST_INTENTS}; "
        f"{samples:,} samples, at most {len(most['samples']):,} in one ({most['name']}); "
        f"{len(values)} values with {synonyms:,} synonyms"
    )


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, ValueError) as error:
        raise ModelError(f"{path}: {' '.join(str(error).split())}") from error


def _told(problems: list[str]) -> int:
    for problem in problems:
        print(f"local: {problem}", file=sys.stderr)
    return 1 if problems else 0

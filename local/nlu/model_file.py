"""An Alexa interaction model, read from Amazon's own JSON."""

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

from local.nlu.wording import normal
from local.paths import ROOT

MODELS = ROOT / "interaction_models"
"""Where the interaction models are."""
DURATION = "AMAZON.DURATION"
NUMBER = "AMAZON.NUMBER"
SEARCH_QUERY = "AMAZON.SearchQuery"
BUILT_IN_TYPES = frozenset({DURATION, NUMBER, SEARCH_QUERY})
"""Amazon's own slot types that are understood here."""
_SLOT = re.compile(r"\{(\w+)\}")


class ModelError(ValueError):
    """An interaction model cannot be used. The message is one line."""


class SlotValue(NamedTuple):
    """One value of a custom slot type."""

    id: str
    name: str
    """The value as Alexa shows it in a resolution."""


class Sample(NamedTuple):
    """One sample of an intent, cut at its slots: literal, slot name, literal, ..., literal."""

    intent: str
    pieces: tuple[str, ...]

    @property
    def slots(self) -> tuple[str, ...]:
        """Return the names of its slots, in order."""
        return self.pieces[1::2]

    @property
    def literals(self) -> tuple[str, ...]:
        """Return the words around its slots, in order; always one more than there are slots."""
        return self.pieces[0::2]

    def filled(self, values: dict[str, str]) -> str:
        """Return the sample with words in its slots."""
        words = [values[piece] if at % 2 else piece for at, piece in enumerate(self.pieces)]
        return " ".join(word for word in words if word)


class Model(NamedTuple):
    """An interaction model."""

    invocation: str
    intents: dict[str, dict[str, str]]
    """Each intent's slots: name to slot type."""
    samples: tuple[Sample, ...]
    """All samples, in the model's order."""
    types: dict[str, dict[str, tuple[SlotValue, ...]]]
    """Each custom slot type: normal phrase to the values that it means (more than one only by mistake)."""


def path_for(locale: str, folder: Path = MODELS) -> Path:
    """Return the model file of a locale: its own, or en-US for another English. Raises ModelError for any other."""
    own = folder / f"{locale}.json"
    if own.exists():
        return own
    fallback = folder / "en-US.json"
    if locale.startswith("en-") and fallback.exists():
        return fallback
    raise ModelError(f"there is no interaction model for {locale} in {folder}")


def read_model(path: Path) -> Model:
    """Read a model's JSON file. Raises ModelError."""
    try:
        return parse_model(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise ModelError(f"{path}: {' '.join(str(error).split())}") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"{path}: no interaction model ({type(error).__name__}: {error})") from error


def parse_model(document: dict[str, Any]) -> Model:
    """Read a model's JSON. Raises ModelError if intents, slots and types do not fit together."""
    language = document["interactionModel"]["languageModel"]
    types = {kind["name"]: _phrases(kind) for kind in language.get("types", [])}
    intents: dict[str, dict[str, str]] = {}
    samples: list[Sample] = []
    for intent in language["intents"]:
        slots = {slot["name"]: slot["type"] for slot in intent.get("slots", [])}
        intents[intent["name"]] = slots
        for kind in slots.values():
            if kind not in types and kind not in BUILT_IN_TYPES:
                raise ModelError(f"{intent['name']}: the slot type {kind} is not known here")
        samples += [_sample(intent["name"], text, slots) for text in intent.get("samples", [])]
    return Model(normal(language["invocationName"]), intents, tuple(samples), types)


def _sample(intent: str, text: str, slots: dict[str, str]) -> Sample:
    parts = _SLOT.split(text)
    unknown = set(parts[1::2]) - set(slots)
    if unknown:
        raise ModelError(f"{intent}: the sample {text!r} uses {', '.join(sorted(unknown))}")
    return Sample(intent, tuple(part if at % 2 else normal(part) for at, part in enumerate(parts)))


def _phrases(kind: dict[str, Any]) -> dict[str, tuple[SlotValue, ...]]:
    phrases: dict[str, tuple[SlotValue, ...]] = {}
    for entry in kind.get("values", []):
        name = entry["name"]["value"]
        value = SlotValue(entry.get("id") or name, name)
        for text in (name, *entry["name"].get("synonyms", [])):
            phrase = normal(text)
            if phrase and value not in phrases.get(phrase, ()):
                phrases[phrase] = (*phrases.get(phrase, ()), value)
    return phrases

"""What a clinician reviews, as items: what it is called, what it says, what it rests on."""

import hashlib
import json
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple


class Section(StrEnum):
    """A part of the page."""

    questions = "questions"
    volunteered = "volunteered"
    rules = "rules"
    outcomes = "outcomes"
    words = "words"
    cautions = "cautions"
    limits = "limits"
    remedies = "remedies"
    movements = "movements"
    contacts = "contacts"
    sources = "sources"


class Part(NamedTuple):
    """One thing that an item says."""

    name: str
    text: str
    compared: bool = True
    """Whether a change of it is a change of the medicine: a later look at the same source is none."""


class Item(NamedTuple):
    """One thing to review."""

    id: str
    section: Section
    parts: tuple[Part, ...]
    cites: str = ""
    """What it rests on, as the content cites it."""

    def compared(self) -> dict[str, str]:
        """Return what a review of it has seen, by name."""
        return {part.name: part.text for part in self.parts if part.compared}


def fingerprint(items: Iterable[Item]) -> str:
    """Return what tells this content from any other: it changes with every item that is compared."""
    seen = json.dumps({item.id: item.compared() for item in items}, sort_keys=True)
    return hashlib.sha256(seen.encode()).hexdigest()[:12]

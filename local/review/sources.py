"""What the content cites, and how far each source was read. The list is `content/sources.toml`."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple


class Seen(StrEnum):
    """How far a source was read."""

    read = "read"
    in_part = "in_part"
    """Not the passage that it is cited for."""
    elsewhere = "elsewhere"
    """Its text, or a page that says the same, at another address."""
    not_opened = "not_opened"
    given = "given"
    """Handed over as a text, without an address."""
    own = "own"
    """Nothing to open: our own caution."""


class Source(NamedTuple):
    """One guideline, trial, leaflet or page."""

    names: tuple[str, ...]
    """How it is cited: a citation begins with one of these."""
    kind: str
    reference: str
    address: str
    seen: Seen
    read_at: tuple[str, ...]
    """Where it, or what stands for it, was read."""
    looked_at: str
    """The day of the last look."""
    note: str


class Citation(NamedTuple):
    """One source that a text cites."""

    text: str
    source: Source | None
    """None: the list has no such source."""


class Sources:
    """The list of sources, and which of them a text cites."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Raise KeyError or ValueError on a row that is not complete."""
        self.all = tuple(_source(row) for row in rows)
        names = [(name, source) for source in self.all for name in source.names]
        self._by_name = sorted(names, key=lambda named: -len(named[0]))

    def cited(self, text: str) -> tuple[Citation, ...]:
        """Return the sources that a text cites, separated by ";" each beginning with a name of the list."""
        return tuple(Citation(part, self._named(part)) for part in (one.strip() for one in text.split(";")) if part)

    def _named(self, text: str) -> Source | None:
        for name, source in self._by_name:
            if text.startswith(name) and not text[len(name) : len(name) + 1].isalnum():
                return source
        return None


def _source(row: Mapping[str, Any]) -> Source:
    return Source(
        names=tuple(row["names"]),
        kind=row["kind"],
        reference=row["reference"],
        address=row["address"],
        seen=Seen(row["seen"]),
        read_at=tuple(row.get("read_at", ())),
        looked_at=row["looked_at"],
        note=row["note"],
    )

"""What a text rests on, in full: the sources that it cites, each with its reference and its address."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple


class Source(NamedTuple):
    """One guideline, trial, leaflet, page or article."""

    reference: str
    """Who, what and when, as it is quoted."""
    address: str
    """Its page; empty: it has none."""


def sources_of(rows: Iterable[Mapping[str, Any]]) -> dict[str, Source]:
    """Return the sources by every name that they are cited by, the longest name first. Raises KeyError."""
    named = {name: _source(name, row) for row in rows for name in row["names"]}
    return {name: named[name] for name in sorted(named, key=len, reverse=True)}


def _source(name: str, row: Mapping[str, Any]) -> Source:
    """Return a source; where its reference does not say whose it is, or of which year, with the name it goes by."""
    whose, *more = (part.strip(":,") for part in name.split())
    must_be_said = [whose, *(part for part in more if part.isdigit())]
    is_said = not row["address"] or all(part in row["reference"] for part in must_be_said)
    return Source(row["reference"] if is_said else f"{name}: {row['reference']}", row["address"])


def in_full(citations: Iterable[str], sources: Mapping[str, Source]) -> list[str]:
    """Return each source that is cited, once, in full; a citation of none that is known as it stands.

    A text may cite several, between semicolons; each begins with a source's name.
    """
    parts = [part.strip() for text in citations for part in text.split(";")]
    return list(dict.fromkeys(_in_full(part, sources) for part in parts if part))


def _in_full(citation: str, sources: Mapping[str, Source]) -> str:
    for name, source in sources.items():
        if citation.startswith(name) and not citation[len(name) : len(name) + 1].isalnum():
            return f"{source.reference}. {source.address}".strip()
    return citation

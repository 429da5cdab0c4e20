"""What was reviewed: by whom, when, and every word of it, so that each later change can be shown.

A review is a file in `docs/care/reviews`, written once and never changed.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from local.paths import ROOT
from local.review.items import Item, fingerprint

FOLDER = ROOT / "docs" / "care" / "reviews"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")


class ReviewError(Exception):
    """A review that cannot be recorded or read: one line that says why."""


class Review(NamedTuple):
    """One review, as it was recorded."""

    edition: str
    reviewed_by: str
    date: str
    fingerprint: str
    items: Mapping[str, Mapping[str, str]]
    """What each item said, by its id."""
    refused: frozenset[str]
    """Ids of items to which the reviewer said no."""


class Mark(StrEnum):
    """How an item stands to the last review."""

    not_reviewed = "not reviewed"
    """There is no review at all."""
    as_reviewed = "as reviewed"
    new = "new since the review"
    changed = "changed since the review"
    refused = "refused in the review"


class Standing(NamedTuple):
    """An item's mark, and what it said when it was reviewed, where that was otherwise."""

    mark: Mark
    was: Mapping[str, str]


def latest(folder: Path = FOLDER) -> Review | None:
    """Return the last review by its date, or None. Raises ReviewError for a file that is no review."""
    reviews = [_read(path) for path in sorted(folder.glob("*.json"))]
    return max(reviews, key=lambda review: review.date, default=None)


def _read(path: Path) -> Review:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Review(**{**data, "refused": frozenset(data["refused"])})
    except (ValueError, TypeError, KeyError) as error:
        raise ReviewError(f"{path.name} is no recorded review: {error}") from error


def standing(item: Item, review: Review | None) -> Standing:
    """Return how an item stands to a review."""
    if review is None:
        return Standing(Mark.not_reviewed, {})
    if item.id not in review.items:
        return Standing(Mark.new, {})
    now, then = item.compared(), review.items[item.id]
    if now != then:
        return Standing(
            Mark.changed, {name: then.get(name, "") for name in {**then, **now} if then.get(name) != now.get(name)}
        )
    return Standing(Mark.refused if item.id in review.refused else Mark.as_reviewed, {})


def gone(items: Iterable[Item], review: Review | None) -> Mapping[str, Mapping[str, str]]:
    """Return what was reviewed and is there no more, with what it said."""
    there = {item.id for item in items}
    return {} if review is None else {item_id: said for item_id, said in review.items.items() if item_id not in there}


def record(
    items: Sequence[Item],
    *,
    reviewed_by: str,
    edition: str,
    of: str,
    on: str,
    refused: Sequence[str] = (),
    folder: Path = FOLDER,
) -> Path:
    """Write a review down and return its file.

    ``of``: the fingerprint on the page that was read, so that nothing is recorded that nobody read; ``on``: the day,
    as 2026-12-01; ``refused``: ids of the items to which the reviewer said no. Raises ReviewError.
    """
    known = {item.id for item in items}
    now = fingerprint(items)
    if not reviewed_by.strip():
        raise ReviewError("a review needs the name of the reviewer")
    if not _NAME.fullmatch(edition):
        raise ReviewError(f"an edition is small letters, digits and hyphens, not {edition!r}")
    if of != now:
        raise ReviewError(
            f"the page that was read is {of!r}, the content is {now!r} now: make the page again and read it"
        )
    if unknown := [one for one in refused if one not in known]:
        raise ReviewError(f"the page has no item {unknown[0]!r}")
    path = folder / f"{_day(on)}-{edition}.json"
    review = Review(
        edition, reviewed_by.strip(), on, now, {item.id: item.compared() for item in items}, frozenset(refused)
    )
    text = json.dumps({**review._asdict(), "refused": sorted(refused)}, ensure_ascii=False, indent=1) + "\n"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise ReviewError(f"{path.name} is there already: a recorded review is not changed") from error
    return path


def _day(on: str) -> str:
    try:
        return date.fromisoformat(on).isoformat()
    except ValueError as error:
        raise ReviewError(f"a day looks like 2026-12-01, not {on!r}") from error

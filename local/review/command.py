"""`make care-review` and `make care-reviewed`: write the page, and record that it was reviewed."""

from collections.abc import Sequence
from pathlib import Path

from local.paths import ROOT
from local.review import record
from local.review.gathering import Material, all_items
from local.review.items import fingerprint
from local.review.page import FileState, page
from local.review.sources import Sources

PAGE = ROOT / "build" / "care-review.html"
FILES = ("en/red_flags", "en/remedies", "en/cautions", "en/lines", "contacts", "limits", "sources")
"""The content files that a clinician reviews."""


def write_page(material: Material, output: Path = PAGE) -> int:
    """Write the page and say where; return the exit status. Raises record.ReviewError for a broken record."""
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(html(material), encoding="utf-8")
    print(f"{output}: content {fingerprint(all_items(material))}")
    return 0


def html(material: Material, folder: Path = record.FOLDER) -> str:
    """Return the page for the content as it stands, held against the last review in a folder."""
    files = [(name, material.load(name)) for name in FILES]
    states = [FileState(name, data["review_date"], data["reviewed_by"]) for name, data in files]
    sources = Sources(material.load("sources")["source"])
    return page(all_items(material), sources, record.latest(folder), states)


def write_record(
    material: Material, *, reviewed_by: str, edition: str, of: str, on: str, refused: Sequence[str] = ()
) -> int:
    """Record a review and say where; return the exit status. Raises record.ReviewError."""
    items = all_items(material)
    path = record.record(items, reviewed_by=reviewed_by, edition=edition, of=of, on=on, refused=refused)
    print(f"{path}: {len(items)} items, {len(refused)} refused")
    return 0

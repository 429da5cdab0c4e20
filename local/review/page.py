"""The page itself: one HTML file with nothing outside it, that prints well.

Well-formed as XML, too. Every mark is a word: colour says nothing that is not written beside it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import NamedTuple

from local.review.items import Item, Section, fingerprint
from local.review.layouts import (
    HIDDEN,
    ITEM,
    LABELS,
    LAYOUTS,
    NO_SOURCE_COLUMN,
    REST,
    RESTS_ON,
    REVIEWER,
    Column,
    Layout,
)
from local.review.record import Mark, Review, Standing, gone, standing
from local.review.sources import Citation, Seen, Source, Sources


class FileState(NamedTuple):
    """What a content file says of its own review."""

    name: str
    review_date: str
    reviewed_by: str


_SIGN_HERE = (
    "<p>Tick yes where a row may stand as it is, no where it may not, and write what it should say instead. Reviewed by"
    " (name, profession): ______________________________ on: ______________ Signed: ______________________</p>"
)
_STYLE = """
@page { size: A4 landscape; margin: 12mm; }
body { font: 10pt/1.35 sans-serif; color: #000; background: #fff; margin: 1em; }
table { border-collapse: collapse; table-layout: fixed; width: 100%; margin: 0 0 1.5em; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { border: 1px solid #666; padding: 3px 5px; text-align: left; vertical-align: top; overflow-wrap: break-word; }
.address { overflow-wrap: anywhere; font-size: 85%; }
th { background: #eee; }
h2 { break-after: avoid; }
.words { display: block; min-height: 3.2em; }
.label { font-style: italic; }
.mark { font-weight: bold; display: block; }
p.part { margin: 0 0 3px; }
@media print { body { margin: 0; font-size: 8.5pt; } a { color: #000; text-decoration: none; } }
"""


def page(items: Sequence[Item], sources: Sources, review: Review | None, files: Iterable[FileState]) -> str:
    """Return the whole page."""
    standings = {item.id: standing(item, review) for item in items}
    sections = [_section(section, items, standings, sources) for section in Section]
    body = [
        "<h1>Back Spasm Coach: the medicine, for review</h1>",
        _state(items, review, standings),
        _SIGN_HERE,
        _files(files),
        _first(items, sources),
        "<ul>",
        *(f'<li><a href="#{section}">{escape(LAYOUTS[section].title)}</a></li>' for section in Section),
        "</ul>",
        *sections,
        _gone(gone(items, review)),
    ]
    head = f'<meta charset="utf-8"/><title>Back Spasm Coach: review {fingerprint(items)}</title><style>{_STYLE}</style>'
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head>\n<body>\n' + "\n".join(body) + "\n</body></html>\n"


def _state(items: Sequence[Item], review: Review | None, standings: Mapping[str, Standing]) -> str:
    now = f"<p>This page shows content <b>{fingerprint(items)}</b>: {len(items)} items.</p>"
    if review is None:
        none = "No review is recorded, so nothing is marked as reviewed."
        return f"{now}<p><b>No clinician has reviewed any of this.</b> {none}</p>"
    counts = [(mark, sum(one.mark is mark for one in standings.values())) for mark in Mark]
    said = "; ".join(f"{count} {mark}" for mark, count in counts if count)
    taken = len(gone(items, review))
    return (
        f"{now}<p>Last review: <b>{escape(review.reviewed_by)}</b>, {escape(review.date)}, edition"
        f" {escape(review.edition)}, content {escape(review.fingerprint)}. Against it: {said}; {taken} taken away.</p>"
    )


def _files(files: Iterable[FileState]) -> str:
    rows = [(escape(one.name), escape(one.review_date), escape(one.reviewed_by or "nobody")) for one in files]
    return _table(
        [Column("Content file", 1), Column("Last worked over", 1), Column("Reviewed by", 1)], map(_cells, rows)
    )


def _cells(texts: Iterable[str]) -> str:
    return "<tr>" + "".join(f"<td>{text}</td>" for text in texts) + "</tr>"


def _table(columns: Sequence[Column], rows: Iterable[str]) -> str:
    """Return a table whose headings are repeated on every printed sheet."""
    shares = sum(column.share for column in columns)
    widths = "".join(f'<col style="width: {100 * column.share / shares:.1f}%"/>' for column in columns)
    head = "".join(f"<th>{escape(column.heading)}</th>" for column in columns)
    body = "\n".join(rows) or "<tr><td>none</td></tr>"
    return f"<table><colgroup>{widths}</colgroup><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table>"


def _first(items: Sequence[Item], sources: Sources) -> str:
    """Name what nothing stands behind, and what rests on something that nobody could open."""
    own, unread = [], []
    for item in items:
        seen = {citation.source.seen if citation.source else Seen.not_opened for citation in sources.cited(item.cites)}
        own += [item.id] if Seen.own in seen else []
        unread += [item.id] if seen and seen <= {Seen.not_opened, Seen.in_part} else []
    return (
        f"<p><b>To look at first.</b> Our own caution, no source asks for it: {_links(own)}."
        f" No source of it was read where it counts: {_links(unread)}.</p>"
    )


def _links(ids: Iterable[str]) -> str:
    return ", ".join(f'<a href="#{escape(one)}">{escape(_short(one))}</a>' for one in ids) or "none"


def _short(item_id: str) -> str:
    return item_id.partition(".")[2]


def _section(section: Section, items: Iterable[Item], standings: Mapping[str, Standing], sources: Sources) -> str:
    layout = LAYOUTS[section]
    rests_on = [] if section in NO_SOURCE_COLUMN else [RESTS_ON]
    columns = [ITEM, *layout.columns, *rests_on, REVIEWER]
    rows = [_row(item, layout, standings[item.id], sources) for item in items if item.section is section]
    about = f"<p>{escape(layout.about)}</p>" if layout.about else ""
    return f'<h2 id="{section}">{escape(layout.title)}</h2>{about}{_table(columns, rows)}'


def _row(item: Item, layout: Layout, stands: Standing, sources: Sources) -> str:
    cells = [f'<td class="id"><b>{_breakable(_short(item.id))}</b>{_mark(stands)}</td>']
    cells += [f"<td>{_parts_in(column, item, layout)}</td>" for column in layout.columns]
    if item.section not in NO_SOURCE_COLUMN:
        cells.append(f"<td>{_rests_on(sources.cited(item.cites))}</td>")
    cells.append('<td class="reviewer">☐ yes ☐ no<span class="words">words:</span></td>')
    return f'<tr id="{escape(item.id)}">{"".join(cells)}</tr>'


def _mark(stands: Standing) -> str:
    was = "".join(
        f'<p class="part"><span class="label">was, {_name(name)}:</span> {escape(text or "nothing")}</p>'
        for name, text in stands.was.items()
    )
    return "" if stands.mark is Mark.not_reviewed else f'<span class="mark">{stands.mark.upper()}</span>{was}'


def _parts_in(column: Column, item: Item, layout: Layout) -> str:
    placed = {name for one in layout.columns for name in one.parts} | HIDDEN
    rest = REST in column.parts
    shown = [part for part in item.parts if part.name in column.parts or (rest and part.name not in placed)]
    texts = (_address(part.text) if part.name == "address" else _lines(part.text) for part in shown)
    labels = (_label(part.name, column) for part in shown)
    return "".join(f'<p class="part">{label}{text}</p>' for label, text in zip(labels, texts, strict=True))


def _lines(text: str) -> str:
    """Return a text with each of several rows in it on a line of its own."""
    return escape(text).replace(" / ", "<br/>")


def _breakable(name: str) -> str:
    """Return a long name that may break behind its parts."""
    return re.sub(r"([._])", r"\1<wbr/>", escape(name))


def _label(name: str, column: Column) -> str:
    return "" if name == column.parts[0] else f'<span class="label">{_name(name)}:</span> '


def _name(name: str) -> str:
    return escape(LABELS.get(name, name.replace("_", " ")))


def _rests_on(citations: Iterable[Citation]) -> str:
    return "".join(f'<p class="part">{_citation(citation)}</p>' for citation in citations) or "our own wording"


def _citation(citation: Citation) -> str:
    text = escape(citation.text)
    source = citation.source
    if source is None:
        return f"{text} <b>(not in the list of sources)</b>"
    if source.seen in {Seen.own, Seen.given}:
        return text
    return f"{text}. {_seen(source)}. {_address(source.address)}"


def _seen(source: Source) -> str:
    how = {
        Seen.read: "Read",
        Seen.in_part: "Read in part, not the passage",
        Seen.elsewhere: "Read elsewhere",
        Seen.not_opened: "Could not be opened",
    }
    return f"{how[source.seen]} {escape(source.looked_at)}"


def _address(address: str) -> str:
    return f'<a class="address" href="{escape(address)}">{escape(address)}</a>' if address else "no address"


def _gone(taken: Mapping[str, Mapping[str, str]]) -> str:
    if not taken:
        return ""
    rows = (_cells((escape(item_id), escape("; ".join(said.values())))) for item_id, said in taken.items())
    return "<h2>Taken away since the last review</h2>" + _table([ITEM, Column("What it said", 80)], rows)

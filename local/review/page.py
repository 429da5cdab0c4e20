"""The page itself: one HTML file with nothing outside it, that prints well.

Well-formed as XML, too. Every mark is a word: colour says nothing that is not written beside it.
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import NamedTuple

from local.review.items import Item, Section, fingerprint
from local.review.record import Mark, Review, Standing, gone, standing
from local.review.sources import Citation, Seen, Source, Sources

REST = "*"
"""In a layout: every part that no other column has."""


class Column(NamedTuple):
    """One column of a table."""

    heading: str
    share: int
    """Its width, as a share of all the columns' shares."""
    parts: tuple[str, ...] = ()
    """The parts that stand in it, by name."""


class Layout(NamedTuple):
    """How a section is laid out."""

    title: str
    about: str
    columns: tuple[Column, ...]
    """Between the item's name at the left, and what it rests on and the reviewer's at the right."""


class FileState(NamedTuple):
    """What a content file says of its own review."""

    name: str
    review_date: str
    reviewed_by: str


_ITEM, _RESTS_ON, _REVIEWER = Column("Item", 13), Column("Rests on", 18), Column("Reviewer", 13)
_ASKED = (
    Column("Question", 22, ("question", "other_words", "heard", "listed")),
    Column("Why", 12, ("why",)),
    Column("If yes", 10, ("tier", "own_outcome", "lie_still", "weak_alone")),
    Column("When, and how it is asked", 14, (REST,)),
    Column("Together with", 14, ("together",)),
)
_BY_LOCALE = (Column("Words, by locale", 74, (REST,)),)
LAYOUTS: Mapping[Section, Layout] = {
    Section.questions: Layout(
        "The safety check, in the order in which it is asked",
        "One question at a time; a dot in the name marks a follow-up or a member. Yes always means that the sign is"
        " there. Not sure, twice, counts as yes. The first emergency ends the check.",
        _ASKED,
    ),
    Section.volunteered: Layout(
        "Signs that are never asked about, only heard",
        "The question is put by itself where such a sign was named in doubt.",
        _ASKED,
    ),
    Section.rules: Layout(
        "Combinations, offers to go on, and other rules",
        "Signs that weigh more together.",
        (Column("Rule", 56, (REST,)),),
    ),
    Section.outcomes: Layout("What each outcome says", "In brackets: what the conversation fills in.", _BY_LOCALE),
    Section.words: Layout("Other words in which a warning or advice may stand", "In brackets: as above.", _BY_LOCALE),
    Section.cautions: Layout(
        "Before cold, heat and walks",
        "Cautions are asked; conditions are recognised when named, and speak against cold, heat or both.",
        (
            Column("What is said and asked", 30, ("statement", "question", "other_words", "heard")),
            Column("Why", 12, ("why",)),
            Column("Also", 14, (REST,)),
        ),
    ),
    Section.limits: Layout(
        "Limits",
        "As the rule in care/limits.py has them.",
        (Column("Limit", 30, ("limit",)), Column("Value", 14, ("value",)), Column("Reasons", 14, (REST,))),
    ),
    Section.remedies: Layout(
        "Remedies",
        "As they are read aloud, with how sure we are, and the articles that name them.",
        (
            Column("What it is", 14, ("title", "summary")),
            Column("How", 14, ("steps",)),
            Column("When not", 14, ("cautions",)),
            Column("How sure", 14, ("how_sure", "guideline")),
            Column("Also", 8, (REST,)),
        ),
    ),
    Section.contacts: Layout(
        "Whom to call, by locale", "", (Column("Words and numbers, and where each number was found", 74, (REST,)),)
    ),
    Section.sources: Layout(
        "Sources",
        "A read is no review: somebody read it who is not a clinician. No page was opened live.",
        (
            Column("Reference", 22, ("reference",)),
            Column("Address", 16, ("address",)),
            Column("Seen", 24, ("seen", "looked at", "note")),
            Column("Used for", 12, ("used for",)),
        ),
    ),
}
_NO_SOURCE_COLUMN = frozenset({Section.outcomes, Section.words, Section.contacts, Section.sources})
_HIDDEN = frozenset({"source", "sources"})
"""Shown in the column of sources."""
_LABELS = {"heard": "read back as", "listed": "in the list style", "tier": "leads to", "guideline": "guidelines"}

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
    rests_on = [] if section in _NO_SOURCE_COLUMN else [_RESTS_ON]
    columns = [_ITEM, *layout.columns, *rests_on, _REVIEWER]
    rows = [_row(item, layout, standings[item.id], sources) for item in items if item.section is section]
    about = f"<p>{escape(layout.about)}</p>" if layout.about else ""
    return f'<h2 id="{section}">{escape(layout.title)}</h2>{about}{_table(columns, rows)}'


def _row(item: Item, layout: Layout, stands: Standing, sources: Sources) -> str:
    cells = [f'<td class="id"><b>{escape(_short(item.id))}</b>{_mark(stands)}</td>']
    cells += [f"<td>{_parts_in(column, item, layout)}</td>" for column in layout.columns]
    if item.section not in _NO_SOURCE_COLUMN:
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
    placed = {name for one in layout.columns for name in one.parts} | _HIDDEN
    rest = REST in column.parts
    shown = [part for part in item.parts if part.name in column.parts or (rest and part.name not in placed)]
    texts = (_address(part.text) if part.name == "address" else escape(part.text) for part in shown)
    labels = (_label(part.name, column) for part in shown)
    return "".join(f'<p class="part">{label}{text}</p>' for label, text in zip(labels, texts, strict=True))


def _label(name: str, column: Column) -> str:
    return "" if name == column.parts[0] else f'<span class="label">{_name(name)}:</span> '


def _name(name: str) -> str:
    return escape(_LABELS.get(name, name.replace("_", " ")))


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
    return "<h2>Taken away since the last review</h2>" + _table([_ITEM, Column("What it said", 80)], rows)

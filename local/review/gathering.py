"""Every item that a clinician reviews, gathered from the content as it stands.

A field or a table that is new in the content appears by itself, under its own name.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from string import Formatter
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from local.review.items import Item, Part, Section
from local.review.sources import Sources

if TYPE_CHECKING:
    from coach.content.catalog import Catalog

Row = Mapping[str, Any]


class Material(NamedTuple):
    """What the items are made of."""

    catalog: "Catalog"
    load: Callable[[str], Row]
    """Gives a file of the content, such as ``en/red_flags``."""
    limits: ModuleType
    """care/limits.py, whose constants are the limits."""


OUTCOMES = "outcome"
SPOKEN = ("launch", "cannot_move", "movement", "stay", "safety_check", "symptoms", "skin", "ice", "heat", "walk")
"""Topics of lines.toml in which a warning or advice may stand, outcomes left out."""
_OF_THE_EAR = frozenset({"harmless", "heard_as", "answered_by"})
"""Tables of the red flags about hearing alone."""
_HEARD_ONLY = "volunteered_only"
"""The table of signs that are never asked about."""
_NOT_SHOWN = frozenset({"id", "volunteered", "synonyms", "source_url", "looked_up"})
_EXAMPLES = 6


def all_items(material: Material) -> tuple[Item, ...]:
    """Return every item, section by section, each in the order of the content."""
    flags = material.load("en/red_flags")
    asked = list(_asked(material, flags))
    items = [
        *sorted((one for one in asked if one.section is Section.questions), key=_place_in(material, asked)),
        *(one for one in asked if one.section is not Section.questions),
        *_rules(flags),
        *_spoken(material, [OUTCOMES], Section.outcomes),
        *_spoken(material, SPOKEN, Section.words),
        *_cautions(material.load("en/cautions")),
        *_limits(material),
        *(_item(Section.remedies, row["id"], row) for row in material.load("en/remedies")["remedy"]),
        *_movements(material.load("en/movements")),
        *_contacts(material.load("contacts")["locale"]),
    ]
    return (*items, *_sources(Sources(material.load("sources")["source"]), items))


def _item(section: Section, item_id: str, row: Row, *extra: Part) -> Item:
    """Return a row of the content as an item: every field that it has, under the field's own name."""
    cites = row.get("sources") or row.get("source", "")
    shown = [
        Part(name, _said(value))
        for name, value in row.items()
        if name not in _NOT_SHOWN and not _is_table(value) and _said(value)
    ]
    examples = ", ".join(list(row.get("volunteered", ()))[:_EXAMPLES])
    if examples and section is not Section.questions:
        shown.append(Part("for example", f"{examples} …", compared=False))
    return Item(_id(section, item_id), section, (*shown, *extra), cites if isinstance(cites, str) else "; ".join(cites))


def _id(section: Section, name: str) -> str:
    """Return an item's id: one word, so that it can be typed after a command."""
    word = re.sub(r"[^\w.:-]+", "_", name).strip("_")
    return f"{section}.{word}"


def _is_table(value: object) -> bool:
    """Return whether this is a list of rows that stand by themselves, each under its own name."""
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) and "id" in one for one in value)


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return value.name if isinstance(value, int) else str(value.value)
    if fields := _fields(value):
        return "; ".join(f"{_plain(str(name))}: {_said(one)}" for name, one in fields.items())
    if isinstance(value, frozenset):
        return _said(sorted(map(_said, value)))
    if isinstance(value, list | tuple):
        text = [_said(one) for one in value]
        between = " / " if any(map(_fields, value)) else " " if all(one.endswith((".", "?")) for one in text) else ", "
        return between.join(text)
    return str(value)


def _fields(value: object) -> Row:
    """Return what a table or a named tuple holds, by name; nothing for anything else."""
    if isinstance(value, Mapping):
        return value
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: one for name, one in value._asdict().items() if one}
    return {}


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _asked(material: Material, flags: Row) -> Iterator[Item]:
    """Give each question of the safety check, and each sign that is only heard, wherever it stands in the file."""
    heard_only = {row_id for row_id, _ in _questions({_HEARD_ONLY: flags.get(_HEARD_ONLY, [])})}
    rows = dict(_questions(flags))
    missing = {flag.id: flag._asdict() for flag in material.catalog.interview.flags.values() if flag.id not in rows}
    for flag_id, row in {**rows, **missing}.items():
        own = flag_id.rpartition(".")[2]
        names = {flag_id} if own in rows else {flag_id, own}
        together = [_said(_bare(rule)) for _, rule in _rule_rows(flags) if names & _ids_in(rule)]
        extra = [Part("together", " / ".join(together))] if together else []
        parent = flag_id.rpartition(".")[0]
        if parent and "when" not in row:
            extra.append(Part("asked after", f"a yes or a not sure to {parent}"))
        yield _item(Section.volunteered if flag_id in heard_only else Section.questions, flag_id, row, *extra)


def _questions(table: Row, parent: str = "") -> Iterator[tuple[str, Row]]:
    """Give every row with a question, at any depth, by its full id: its parent's + "." + its own."""
    for name, value in table.items():
        rows = value if _is_table(value) else [value] if isinstance(value, dict) else []
        for row in rows if name not in _OF_THE_EAR else []:
            row_id = str(row.get("id", name))
            full_id = f"{parent}.{row_id}" if parent and "." not in row_id else row_id
            if "question" in row:
                yield full_id, row
            yield from _questions(row, full_id if "question" in row else parent)


def _place_in(material: Material, asked: list[Item]) -> Callable[[Item], tuple[int, int]]:
    """Return the key that puts questions into the order in which they are asked.

    One that the interview's order does not have stays behind the one that it follows in the file; one that it has
    twice stands at its later place.
    """
    ids = [getattr(place, "id", place) for place in material.catalog.interview.order]
    order = {f"{Section.questions}.{item}": place for place, item in enumerate(ids)}
    places: dict[str, tuple[int, int]] = {}
    last = -1
    for in_file, item in enumerate(asked):
        last = order.get(item.id, last)
        places[item.id] = (last, in_file)
    return lambda item: places[item.id]


def _rule_rows(flags: Row) -> Iterator[tuple[str, Row]]:
    """Give the rows of the red flags that are no questions: combinations, offers, and whatever else there is."""
    for name, value in flags.items():
        if name in _OF_THE_EAR:
            continue
        rows = value if isinstance(value, list) else [value]
        for row in rows:
            if isinstance(row, dict) and not dict(_questions({name: [row] if "id" in row else row})):
                yield name, row


def _bare(rule: Row) -> Row:
    return {name: value for name, value in rule.items() if name not in {"source", "listed", "note"}}


def _ids_in(value: object) -> set[str]:
    if isinstance(value, Mapping):
        return set().union(*(_ids_in(one) for one in value.values()))
    if isinstance(value, list):
        return set().union(*(_ids_in(one) for one in value))
    return {str(value)}


def _rules(flags: Row) -> Iterator[Item]:
    used: dict[str, int] = {}
    for table, row in _rule_rows(flags):
        name = str(row.get("id") or next(iter(_said(value) for value in row.values()), ""))
        used[f"{table}.{name}"] = again = used.get(f"{table}.{name}", 0) + 1
        yield _item(Section.rules, f"{table}.{name}" + (f".{again}" if again > 1 else ""), row)


def _spoken(material: Material, topics: Iterable[str], section: Section) -> Iterator[Item]:
    """Give each line as it is said, once for the locales that hear the same."""
    lines = material.load("en/lines")
    for topic in topics:
        for name, line in lines.get(topic, {}).items():
            by_text: dict[str, list[str]] = {}
            for locale in material.catalog.contacts:
                by_text.setdefault(_filled(material.catalog, line, locale), []).append(locale)
            parts = [
                Part("all" if len(by_text) == 1 else ", ".join(locales), text) for text, locales in by_text.items()
            ]
            yield Item(f"{section}.{topic}.{name}", section, tuple(parts))


def _filled(catalog: "Catalog", line: str, locale: str) -> str:
    """Return a line with a locale's contacts in it; what only the conversation knows stays in brackets."""
    values: dict[str, str] = {}
    for _ in [*Formatter().parse(line), None]:
        try:
            return catalog.words(locale).filled(line, **values)
        except KeyError as unknown:
            values[unknown.args[0]] = f"[{_plain(unknown.args[0])}]"
    return line


def _cautions(rows: Row) -> Iterator[Item]:
    for name, value in rows.items():
        if _is_table(value):
            yield from (_item(Section.cautions, f"{name}.{row['id']}", row) for row in value)
        elif isinstance(value, list):
            yield Item(f"{Section.cautions}.{name}", Section.cautions, (Part("red flags", _said(value)),))


def _limits(material: Material) -> Iterator[Item]:
    for row in material.load("limits")["limit"]:
        value = row.get("value") or "; ".join(amount(name, getattr(material.limits, name)) for name in row["constants"])
        parts = (
            Part("limit", row["title"]),
            Part("value", value),
            Part("reasons", f"docs/care/limits.md#{row['see']}"),
        )
        yield Item(f"{Section.limits}.{row['id']}", Section.limits, parts, row["source"])


def amount(name: str, value: object) -> str:
    """Return a constant of care/limits.py in words; its name has the unit."""
    if isinstance(value, tuple):
        return ", at most ".join(amount("_SECONDS", seconds) for seconds in value)
    seconds = int(str(value)) // (1000 if name.endswith("_MS") else 1)
    if not name.endswith(("_MS", "_SECONDS")):
        return str(value)
    for unit, size in (("hour", 3600), ("minute", 60), ("second", 1)):
        if seconds % size == 0:
            return f"{seconds // size} {unit}{'s' if seconds != size else ''}"
    return f"{seconds} seconds"


def _movements(rows: Row) -> Iterator[Item]:
    """Return the guided movements and the calm stretches, each with its phases in their order."""
    yield _item(Section.movements, "calm", rows["calm"])
    for table in ("movement", "stretch"):
        for row in rows[table]:
            phases = [Part(f"phase {at}", _phase(phase)) for at, phase in enumerate(row["phase"], start=1)]
            yield _item(Section.movements, f"{table}.{row['id']}", row, *phases)


def _phase(phase: Row) -> str:
    words = [f'"{phase[name]}"' for name in ("words", "again") if phase.get(name)]
    silence = "the hold" if phase.get("hold") else f"{phase['seconds']} seconds"
    return ", ".join([*words, _plain(phase["breath"]), silence])


def _contacts(locales: Row) -> Iterator[Item]:
    for locale, row in locales.items():
        found = [
            Part(f"{_plain(key)}: {row.get(key, 'none')}", _where(one), compared=False)
            for key, one in row["looked_up"].items()
        ]
        yield _item(Section.contacts, locale, row, *found)


def _where(found: Row) -> str:
    places = " ".join([found["address"], *found.get("read_at", ())])
    return f"{_plain(found['seen'])}, {found['looked_at']}: {places} {found['note']}"


def _sources(sources: Sources, items: Iterable[Item]) -> Iterator[Item]:
    used: dict[str, list[str]] = {}
    for item in items:
        for citation in sources.cited(item.cites):
            if citation.source:
                used.setdefault(citation.source.names[0], []).append(item.id.partition(".")[2])
    for source in sources.all:
        name = source.names[0]
        parts = (
            Part("reference", source.reference),
            Part("address", source.address),
            Part("seen", " ".join([_plain(source.seen), *source.read_at])),
            Part("looked at", source.looked_at, compared=False),
            Part("note", source.note),
            Part("used for", ", ".join(dict.fromkeys(used.get(name, []))) or "docs only", compared=False),
        )
        yield Item(_id(Section.sources, name), Section.sources, parts)

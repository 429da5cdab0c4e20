"""How each section of the page is laid out: its columns, their headings and widths, and what stands in them."""

from collections.abc import Mapping
from typing import NamedTuple

from local.review.items import Section

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


ITEM, RESTS_ON, REVIEWER = Column("Item", 13), Column("Rests on", 18), Column("Reviewer", 13)
_ASKED = (
    Column(
        "Question",
        22,
        ("question", "question_they", "other_words", "other_words_they", "heard", "heard_they", "listed"),
    ),
    Column("Why", 12, ("why", "why_they")),
    Column("If yes", 14, ("tier", "yes_is_well", "tier_where", "own_outcome", "lie_still", "weak_alone")),
    Column("When, and how it is asked", 12, (REST,)),
    Column("Together with", 12, ("together",)),
)
_BY_LOCALE = (Column("Words, by locale", 74, (REST,)),)
LAYOUTS: Mapping[Section, Layout] = {
    Section.questions: Layout(
        "The safety check, in the order in which it is asked",
        "One question at a time; a dot in the name marks a follow-up or a member. Yes means that the sign is there,"
        " unless the row says otherwise. Not sure, twice, counts as yes. The first emergency ends the check.",
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
            Column(
                "What is said and asked",
                30,
                (
                    *("statement", "statement_they", "question", "question_they"),
                    *("other_words", "other_words_they", "heard"),
                ),
            ),
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
    Section.movements: Layout(
        "Guided movements and calm breathing",
        "As they are paced: each phase's words, its breath, and the silence after it. What bounds them, and why: "
        "docs/care/movements.md.",
        (
            Column("When, and how to lie", 18, ("kind", "eased first", "eased_first", "heed", "lie")),
            Column("How sure", 12, ("why", "how_sure")),
            Column("How it goes", 34, (REST,)),
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
NO_SOURCE_COLUMN = frozenset({Section.outcomes, Section.words, Section.contacts, Section.sources})
HIDDEN = frozenset({"source", "sources"})
"""Shown in the column of sources."""
LABELS = {
    "question_they": "of somebody else",
    "other_words_they": "the same of somebody else",
    "why_they": "of somebody else",
    "heard_they": "of somebody else, read back as",
    "statement_they": "of somebody else",
    "heard": "read back as",
    "listed": "in the list style",
    "tier": "leads to",
    "tier_where": "instead, the first that fits",
    "yes_is_well": "a yes means that the sign is not there",
    "where": "asked only where",
    "guideline": "guidelines",
}

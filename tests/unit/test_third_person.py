"""What is said of somebody else: every sentence that speaks to "you" has a wording for "they", and none says "you"."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from coach import content
from coach.content.catalog import Catalog
from coach.content.third_person import said_of_them

CATALOG = Catalog()
YOU = re.compile(r"\b(you|your|yours|yourself|you're|you've|you'll|you'd)\b", re.IGNORECASE)
SPOKEN = ("question", "other_words", "why", "says", "heard", "statement")
"""Fields that are said of the person whom it is about."""
TOPICS = ("outcome", "safety_check", "symptoms", "cannot_move", "skin")
OF_A_KIND = (
    *("started", "started_again", "ready_both", "ready_both_again", "heed", "at_ring", "announcement", "why", "offer"),
    *(
        "stopped",
        "stopped_short",
        "stopped_free",
        "has_rung",
        "up_by_record",
        "too_soon",
        "too_often",
        "cancelled_elsewhere",
    ),
    *("not_for_you", "not_on_swelling", "not_on_that_skin", "cautions_listed", "ready", "ready_again"),
)
"""Lines of the kinds that are a caution's, or what follows from it, or are said of what runs."""
OF_A_REMEDY = ("cautions", "summary", "steps", "how_sure")
TO_THE_SPEAKER = {
    *("outcome.heard", "outcome.self_care", "outcome.self_care_but", "outcome.not_asked"),
    *("safety_check.reprompt", "safety_check.reprompt_in_doubt", "safety_check.go_on_reprompt"),
    *("safety_check.confirm_reprompt", "safety_check.start_over_reprompt", "safety_check.left_unfinished"),
    *("safety_check.read_back_unsure", "safety_check.read_back_skipped"),
    *("symptoms.noted", "symptoms.harmless", "symptoms.harmless_menu"),
}
"""Lines whose "you" is whoever speaks: what was said, whose check it is."""
SAYS_YOU = {"outcome.crisis"}
"""What begins with a word to the speaker in both wordings."""


def rows(table: object) -> Iterator[Mapping[str, Any]]:
    """Every row of a content file, at any depth."""
    if isinstance(table, Mapping):
        yield table
        for value in table.values():
            yield from rows(value)
    elif isinstance(table, list):
        for value in table:
            yield from rows(value)


def lines() -> Iterator[tuple[str, str, str]]:
    """Every line that may be said of somebody: its key, its words, and those of "they"; empty: the same."""
    topics = content.load("en/lines")
    for topic in (*TOPICS, "ice", "heat", "walk", "skin_check"):
        for name, line in topics[topic].items():
            if not name.endswith("_they") and (topic in TOPICS or name in OF_A_KIND):
                yield f"{topic}.{name}", line, topics[topic].get(f"{name}_they", "")


def _text(said: str | list[str]) -> str:
    return said if isinstance(said, str) else " ".join(said)


def fields() -> Iterator[tuple[str, str, str]]:
    """Every sentence of the check and the cautions: a name for it, its words, and those of "they"."""
    for file in ("en/red_flags", "en/cautions"):
        for row in rows(content.load(file)):
            for name in SPOKEN:
                if isinstance(row.get(name), str):
                    yield f"{row.get('id', '')}.{name}", row[name], row.get(f"{name}_they", "")
    for row in content.load("en/remedies")["remedy"]:
        for name in OF_A_REMEDY:
            yield f"{row['id']}.{name}", _text(row[name]), _text(row.get(f"{name}_they", ""))
    for locale, row in content.load("contacts")["locale"].items():
        for name in ("same_day", "maternity", "emergency_department"):
            yield f"{locale}.{name}", row[name], row.get(f"{name}_they", "")


EVERY = [*lines(), *fields()]


@pytest.mark.parametrize(("name", "said", "of_them"), EVERY, ids=[f"{at}-{row[0]}" for at, row in enumerate(EVERY)])
def test_what_speaks_to_you_has_a_wording_for_them_that_does_not(name: str, said: str, of_them: str) -> None:
    if YOU.search(said.replace("can't call for you", "")) and name not in TO_THE_SPEAKER:
        assert of_them, f"{name} has no wording for they"
    if name not in SAYS_YOU:
        assert not YOU.search(of_them), name
    if of_them:
        assert of_them != said
        assert said.endswith("?") == of_them.endswith("?")
        assert set(re.findall(r"{(\w+)}", said)) == set(re.findall(r"{(\w+)}", of_them)), "the same is filled in"
        for question in re.findall(r"[^.?!:]*\?", of_them):
            assert len(question.split()) <= 12, question


def test_every_exception_is_one() -> None:
    known = {name: (said, of_them) for name, said, of_them in lines()}
    assert {name for name in TO_THE_SPEAKER if not YOU.search(known[name][0]) or known[name][1]} == set()
    assert {name for name in SAYS_YOU if not YOU.search(known[name][1])} == set()


def test_no_wording_stands_alone() -> None:
    for file in ("en/red_flags", "en/cautions", "en/lines", "en/remedies", "contacts"):
        for row in rows(content.load(file)):
            alone = [name for name in row if name.endswith("_they") and name.removesuffix("_they") not in row]
            assert alone == []


def test_the_rules_are_the_same_for_both() -> None:
    mine, theirs = CATALOG.interview, CATALOG.about_them.interview
    words: dict[str, Any] = {"question": "", "other_words": "", "why": "", "heard": "", "says": "", "wordings": ()}
    assert {flag: row._replace(**words) for flag, row in mine.flags.items()} == {
        flag: row._replace(**words) for flag, row in theirs.flags.items()
    }
    assert mine._replace(flags={}) == theirs._replace(flags={})
    assert CATALOG.about_them.lexicon is CATALOG.lexicon
    assert CATALOG.about_them.about_me is CATALOG
    assert CATALOG.about_them.about_them is CATALOG.about_them


def test_the_wording_stands_in_the_place_of_the_one_beside_it() -> None:
    given = {"why": "You may.", "why_they": "They may.", "rows": [{"a": "b", "a_they": "c"}], "words": ["x"]}
    assert said_of_them(given) == {"why": "They may.", "rows": [{"a": "c"}], "words": ["x"]}

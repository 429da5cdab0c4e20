"""The page for the clinician holds everything that is reviewed, and marks what has changed since the last review."""

import json
import re
from collections.abc import Callable, Mapping
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from coach.care import limits
from local.__main__ import main
from local.assembly import material
from local.paths import ROOT
from local.review import record
from local.review.command import FILES, html
from local.review.gathering import Material, all_items, amount
from local.review.items import Item, Section, fingerprint
from local.review.record import Mark, ReviewError, gone, latest, standing
from local.review.sources import Seen, Sources

MATERIAL = material()
ITEMS = all_items(MATERIAL)
SOURCES = Sources(MATERIAL.load("sources")["source"])
BY_ID = {item.id: item for item in ITEMS}


def text_of(page: str) -> str:
    """Return what is read on a page, with single spaces."""
    body = page.partition("<body>")[2].replace("<wbr/>", "").replace("<br/>", " / ")
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


def changed(change: Callable[[dict[str, Any]], None], name: str = "en/red_flags") -> Material:
    """Return the material with one content file changed."""

    def load(wanted: str) -> Mapping[str, Any]:
        data = MATERIAL.load(wanted)
        if wanted != name:
            return data
        copy: dict[str, Any] = json.loads(json.dumps(data))
        change(copy)
        return copy

    return MATERIAL._replace(load=load)


def recorded(folder: Path, items: tuple[Item, ...] = ITEMS, **more: Any) -> Path:
    """Record a review of these items in a folder."""
    given = {"reviewed_by": "Dr. A. Example", "edition": "second", "of": fingerprint(items), "on": "2026-12-01"}
    return record.record(items, **{**given, "folder": folder, **more})


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return html(MATERIAL, tmp_path_factory.mktemp("none"))


# ---------------------------------------------------------------- what is on it


def test_it_is_one_well_formed_file_with_nothing_outside_it(page: str) -> None:
    root = ET.fromstring(page)  # noqa: S314 (our own page)
    assert {one.tag for one in root.iter()}.isdisjoint({"script", "link", "img", "iframe"})
    assert not re.search(r"@import|url\(|src=", page)
    ids = [one.attrib["id"] for one in root.iter() if "id" in one.attrib]
    assert len(ids) == len(set(ids))
    assert not [one for one in ids if re.search(r"\s", one)]
    assert [item.id for item in ITEMS if not re.fullmatch(r"[\w.:-]+", item.id)] == []
    links = [one.attrib["href"] for one in root.iter("a")]
    assert [link for link in links if link.startswith("#") and link[1:] not in ids] == []
    assert all(link.startswith(("#", "https://", "http://")) for link in links)


def test_it_prints_with_its_headings_on_every_sheet(page: str) -> None:
    assert "@page" in page
    assert "table-header-group" in page
    for table in ET.fromstring(page).iter("table"):  # noqa: S314
        assert table.find("thead") is not None


def test_it_holds_every_question_with_its_words_tier_and_source(page: str) -> None:
    text = text_of(page)
    asked = [item.id.partition(".")[2] for item in ITEMS if item.section is Section.questions]
    for flag in MATERIAL.catalog.interview.flags.values():
        item = BY_ID.get(f"questions.{flag.id}") or BY_ID[f"volunteered.{flag.id}"]
        for said in (flag.question, flag.other_words, flag.why):
            assert " ".join(said.split()) in text, flag.id
        theirs = MATERIAL.catalog.about_them.interview.flags[flag.id]
        for said in (theirs.question, theirs.other_words, theirs.why):
            assert " ".join(said.split()) in text, flag.id
        tier = item.compared().get("tier")
        assert tier in {None, flag.tier.name}, flag.id
        assert tier is None or SOURCES.cited(item.cites), flag.id
    places = [getattr(one, "id", one) for one in MATERIAL.catalog.interview.order]
    order = [one for place, one in enumerate(places) if one in asked and one not in places[place + 1 :]]
    assert order
    assert [one for one in asked if one in order] == order


def test_it_holds_every_outcome_in_every_locale(page: str) -> None:
    text = text_of(page)
    for name in MATERIAL.load("en/lines")["outcome"]:
        parts = BY_ID[f"outcomes.outcome.{name}"].parts
        locales = [locale for part in parts for locale in part.name.split(", ")]
        assert locales == ["all"] or sorted(locales) == sorted(MATERIAL.catalog.contacts)
        assert all(" ".join(part.text.split()) in text for part in parts), name
    for locale, row in MATERIAL.catalog.contacts.items():
        poison = [part.text for part in BY_ID["outcomes.outcome.poison"].parts if locale in part.name]
        assert len(poison) == 1
        assert f"Call {row.number} now" in poison[0]
        assert row.poison in poison[0]


def test_it_holds_every_remedy_caution_and_contact(page: str) -> None:
    text = text_of(page)
    for remedy in MATERIAL.catalog.remedies.values():
        for said in (remedy.title, remedy.summary, *remedy.steps, remedy.cautions, remedy.how_sure):
            assert said in text, remedy.id
        assert SOURCES.cited(BY_ID[f"remedies.{remedy.id}"].cites)
    for (kind, caution), row in MATERIAL.catalog.cautions.items():
        if row.question:
            assert row.question in text, (kind, caution)
    for condition in MATERIAL.catalog.conditions:
        assert f"cautions.condition.{condition}" in BY_ID
    for locale in MATERIAL.catalog.contacts:
        assert f"contacts.{locale}" in BY_ID


def test_it_holds_every_limit_of_the_rule_with_its_source() -> None:
    rows = MATERIAL.load("limits")
    named = {name for row in rows["limit"] for name in row.get("constants", [])}
    constants = {
        name for name, value in vars(limits).items() if name.isupper() and not name.startswith("_")
        if isinstance(value, int | limits.Limit)
    }  # fmt: skip
    assert constants == named | set(rows["not_medical"])
    assert BY_ID["limits.length_of_ice"].compared()["value"] == "15 minutes, at most 20 minutes"
    assert BY_ID["limits.gap_between_ice"].compared()["value"] == "2 hours"
    assert BY_ID["limits.heat_in_a_day"].compared()["value"] == "3"
    headings = (ROOT / "docs/care/limits.md").read_text(encoding="utf-8").lower()
    for row in rows["limit"]:
        assert f"\n## {row['see'].replace('-', ' ')}\n" in headings, row["id"]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [("A_MS", 1000, "1 second"), ("A_SECONDS", 90, "90 seconds"), ("A_MS", 43_200_000, "12 hours"), ("A_DAY", 3, "3")],
)
def test_a_constant_is_said_in_words(name: str, value: int, said: str) -> None:
    assert amount(name, value) == said


def test_a_row_of_a_kind_that_nobody_foresaw_is_shown() -> None:
    """The interview is about to get gates, bundles and a frame: what is in the data is on the page."""

    def change(flags: dict[str, Any]) -> None:
        flags["red_flag"][3]["gate"] = {"age_from": 50, "onset": ["today", "days"]}
        flags["red_flag"][3]["tier_where"] = [
            {"under_age": 18, "tier": "emergency"},
            {"onset": "today", "tier": "soon"},
        ]
        flags["red_flag"][3]["wording"] = [{"under_age": 18, "question": "Is this for a child?"}]
        member = {"id": "member", "question": "Is this a member?", "tier": "soon", "source": "our own"}
        flags["red_flag"][4]["member"] = [member]
        flags["frame"] = {"age": {"question": "How old is it?", "why": "It decides."}}
        flags["gate"] = [{"id": "fifty", "from": 50}]

    text = text_of(html(changed(change), Path("nowhere")))
    for said in (
        "under age: 18; tier: emergency / onset: today; tier: soon",
        "under age: 18; question: Is this for a child?",
    ):
        assert said in text
    for said in ("age from: 50; onset: today, days", "Is this a member?", "How old is it?", "gate.fifty"):
        assert said in text
    items = {item.id for item in all_items(changed(change))}
    parent = MATERIAL.load("en/red_flags")["red_flag"][4]["id"]
    assert {f"questions.{parent}.member", "questions.age", "rules.gate.fifty"} <= items


def test_a_question_that_only_the_interview_knows_is_shown() -> None:
    """Where the loader makes a question of rows that are laid out otherwise, it is not lost."""
    first = MATERIAL.load("en/red_flags")["red_flag"][1]["id"]
    flag = MATERIAL.catalog.interview.flags[first]
    items = {item.id: item for item in all_items(changed(lambda flags: flags["red_flag"].pop(1)))}
    said = items[f"questions.{first}"].compared()
    assert (said["question"], said["tier"]) == (flag.question, flag.tier.name)
    assert flag.question in text_of(html(changed(lambda flags: flags["red_flag"].pop(1)), Path("nowhere")))


# ---------------------------------------------------------------- sources


def test_every_source_says_where_it_is_and_how_far_it_was_read() -> None:
    names = [name for source in SOURCES.all for name in source.names]
    assert len(names) == len(set(names))
    for source in SOURCES.all:
        assert re.fullmatch(r"20\d\d-[01]\d-[0-3]\d", source.looked_at), source.names
        assert source.reference
        assert source.note.endswith("."), source.names
        assert source.address.startswith(("https://", "http://")) == (source.seen not in {Seen.own, Seen.given})
        assert source.seen is not Seen.elsewhere or source.read_at, source.names
        assert all(address.startswith(("https://", "http://")) for address in source.read_at)


@pytest.mark.parametrize("item", [one for one in ITEMS if one.cites], ids=lambda one: one.id)
def test_everything_cited_is_in_the_list_of_sources(item: Item) -> None:
    assert [citation.text for citation in SOURCES.cited(item.cites) if citation.source is None] == []


def test_nothing_medical_is_without_a_source() -> None:
    medical = {Section.questions, Section.volunteered, Section.limits, Section.remedies, Section.cautions}
    without = {item.id for item in ITEMS if item.section in medical and not SOURCES.cited(item.cites)}
    # Questions that only decide what is asked have no tier; the stop signs are red flags, with sources of their own.
    deciding = {item.id for item in ITEMS if item.section is Section.questions and "tier" not in item.compared()}
    assert without <= deciding | {"cautions.stop_signs"}
    combinations = [item for item in ITEMS if item.section is Section.rules and "combination" in item.id]
    assert combinations
    assert all(SOURCES.cited(item.cites) for item in combinations)


def test_an_address_beside_a_question_is_that_of_a_source_in_the_list() -> None:
    known = {address for source in SOURCES.all for address in (source.address, *source.read_at)}
    text = (ROOT / "lambda/coach/content/en/red_flags.toml").read_text(encoding="utf-8")
    assert sorted(set(re.findall(r'^source_url = "(.+)"$', text, re.MULTILINE)) - known) == []


def test_heat_rests_on_the_page_about_heat() -> None:
    addresses = {one.source.address for one in SOURCES.cited(BY_ID["remedies.heat"].cites) if one.source}
    assert "https://mpft.nhs.uk/services/msk/self-help/general-advice/safe-use-heat-treatment" in addresses
    assert not any("safe-use-cold" in address for address in addresses)


def test_what_cold_harms_rests_on_sources_that_name_it() -> None:
    notes = " ".join(
        one.source.note + one.source.reference
        for one in SOURCES.cited(BY_ID["cautions.caution.ice.body"].cites) if one.source
    )  # fmt: skip
    for named in ("Raynaud's", "cold hives", "sickle cell"):
        assert named.casefold() in notes.casefold()


def test_a_source_is_found_by_the_longest_name_that_begins_the_citation() -> None:
    named = [one.source.names[0] if one.source else "" for one in SOURCES.cited("NHS: Back pain in pregnancy; A1; A12")]
    assert named == ["NHS: Back pain in pregnancy", "A1", ""]


# ---------------------------------------------------------------- reviews


def test_with_no_review_it_says_so_and_marks_nothing(page: str) -> None:
    assert "No clinician has reviewed any of this." in page
    assert "No review is recorded" in page
    assert not [mark for mark in Mark if f">{mark.upper()}<" in page]


def test_no_content_file_names_a_reviewer_without_a_recorded_review() -> None:
    review = latest()
    named = {MATERIAL.load(name)["reviewed_by"] for name in FILES} - {""}
    assert named <= ({review.reviewed_by} if review else set())


def test_after_a_review_of_the_same_content_nothing_is_marked_as_changed(tmp_path: Path) -> None:
    recorded(tmp_path)
    review = latest(tmp_path)
    assert {standing(item, review).mark for item in ITEMS} == {Mark.as_reviewed}
    text = html(MATERIAL, tmp_path)
    assert "Dr. A. Example" in text
    assert f"{len(ITEMS)} as reviewed; 0 taken away" in text
    assert f">{Mark.changed.upper()}<" not in text
    assert f">{Mark.new.upper()}<" not in text


def test_a_changed_a_new_and_a_lost_item_are_marked(tmp_path: Path) -> None:
    recorded(tmp_path)
    first, second = (row["id"] for row in MATERIAL.load("en/red_flags")["red_flag"][1:3])

    def change(flags: dict[str, Any]) -> None:
        flags["red_flag"][1]["why"] = "Another reason & a <sign>."
        flags["red_flag"].append({**flags["red_flag"][2], "id": "brand_new", "follow_up": []})
        flags["combination"].pop()

    material_now = changed(change)
    review = latest(tmp_path)
    assert review
    marks = {item.id: standing(item, review).mark for item in all_items(material_now)}
    assert marks[f"questions.{first}"] is Mark.changed
    assert marks["questions.brand_new"] is Mark.new
    assert marks[f"questions.{second}"] is Mark.as_reviewed
    assert marks["limits.length_of_ice"] is Mark.as_reviewed
    assert [one for one in gone(all_items(material_now), review) if one.startswith("rules.combination")]
    text = text_of(html(material_now, tmp_path))
    assert f"was, why: {MATERIAL.load('en/red_flags')['red_flag'][1]['why']}" in text
    assert "Another reason & a <sign>." in text
    assert "Taken away since the last review" in text


def test_a_limit_that_the_rule_changes_is_marked(tmp_path: Path) -> None:
    recorded(tmp_path)
    module = type(limits)("limits")
    vars(module).update({**vars(limits), "ICE": limits.Limit(10 * 60, 20 * 60)})
    items = all_items(MATERIAL._replace(limits=module))
    marked = [item.id for item in items if standing(item, latest(tmp_path)).mark is not Mark.as_reviewed]
    assert marked == ["limits.length_of_ice"]
    assert standing({one.id: one for one in items}[marked[0]], latest(tmp_path)).was == {
        "value": "15 minutes, at most 20 minutes"
    }


def test_a_later_look_at_a_source_is_no_change_of_the_medicine(tmp_path: Path) -> None:
    recorded(tmp_path)

    def change(sources: dict[str, Any]) -> None:
        sources["source"][0]["looked_at"] = "2027-01-01"

    items = all_items(changed(change, "sources"))
    assert {standing(item, latest(tmp_path)).mark for item in items} == {Mark.as_reviewed}


def test_what_the_reviewer_refused_stays_marked_until_it_changes(tmp_path: Path) -> None:
    recorded(tmp_path, refused=["limits.length_of_heat"])
    assert standing(BY_ID["limits.length_of_heat"], latest(tmp_path)).mark is Mark.refused
    assert f">{Mark.refused.upper()}<" in html(MATERIAL, tmp_path)


def test_the_last_review_is_the_one_that_counts(tmp_path: Path) -> None:
    recorded(tmp_path, edition="third", on="2027-03-01", reviewed_by="B")
    recorded(tmp_path)
    review = latest(tmp_path)
    assert review
    assert (review.edition, review.reviewed_by) == ("third", "B")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"of": "0123456789ab"}, "make the page again"),
        ({"reviewed_by": "  "}, "name of the reviewer"),
        ({"edition": "../second"}, "small letters"),
        ({"on": "yesterday"}, "a day looks like"),
        ({"refused": ["limits.none"]}, "no item 'limits.none'"),
    ],
)
def test_a_review_that_cannot_be_is_not_recorded(tmp_path: Path, given: dict[str, Any], why: str) -> None:
    with pytest.raises(ReviewError, match=why):
        recorded(tmp_path, **given)
    assert list(tmp_path.iterdir()) == []


def test_a_recorded_review_is_never_changed(tmp_path: Path) -> None:
    text = recorded(tmp_path).read_text(encoding="utf-8")
    with pytest.raises(ReviewError, match="is there already"):
        recorded(tmp_path, reviewed_by="somebody else")
    assert recorded(tmp_path, edition="again").parent == tmp_path
    assert (tmp_path / "2026-12-01-second.json").read_text(encoding="utf-8") == text


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"edition": "x"}', '{"refused": 1}'])
def test_a_file_that_is_no_review_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "2026-12-01-broken.json").write_text(text, encoding="utf-8")
    with pytest.raises(ReviewError, match=r"2026-12-01-broken\.json"):
        latest(tmp_path)


# ---------------------------------------------------------------- the commands


def test_the_command_writes_the_page_and_says_what_it_shows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "deep" / "page.html"
    assert main(["care-review", "--output", str(output)]) == 0
    assert fingerprint(ITEMS) in capsys.readouterr().out
    assert fingerprint(ITEMS) in output.read_text(encoding="utf-8")


def test_the_command_records_nothing_that_was_not_read(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["care-reviewed", "--by", "A", "--edition", "x", "--of", "old", "--on", "2026-12-01"])
    assert status == 2
    error = capsys.readouterr().err
    assert error.startswith("local: the page that was read is 'old'")
    assert error.count("\n") == 1

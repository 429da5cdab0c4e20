"""What goes to the phone: every remedy and movement, complete, in plain text, with its sources; nothing else ever."""

import re

import pytest

from coach import content
from coach.care.limits import TimerKind
from coach.content.catalog import Catalog
from coach.speech.numbers import often
from tests.in_process import Stage

CATALOG = Catalog()
MOST_CHARACTERS = 8_000
MARKUP = re.compile(r"[<>{}\[\]]|&\w+;")


@pytest.fixture(scope="module")
def cards() -> dict[str, dict[str, str]]:
    """The card of every remedy, by its id."""
    found = {}
    with Stage() as stage:
        stage.play("open back spasm coach")
        for remedy in CATALOG.remedies.values():
            session = {"asking": "remedies.more", "remedy": remedy.id, "speech": "More?", "reprompt": "More, or next?"}
            stage.echo.open_session(session)
            found[remedy.id] = stage.echo.say("send it to my phone").card or {}
    return found


@pytest.mark.parametrize("remedy_id", list(CATALOG.remedies))
def test_a_card_is_complete_and_says_what_it_rests_on(cards: dict[str, dict[str, str]], remedy_id: str) -> None:
    remedy, card = CATALOG.remedies[remedy_id], cards[remedy_id]
    text = card["content"]
    assert card["type"] == "Simple"
    assert card["title"].casefold() == remedy.title.casefold()
    assert len(card["title"]) + len(text) <= MOST_CHARACTERS
    assert not MARKUP.search(text)
    movement = CATALOG.movements.by_id.get(remedy_id)
    steps = [movement.lie] if movement and movement.sides else remedy.steps if not movement else ()
    for part in (remedy.summary, *steps, remedy.cautions, remedy.how_sure, "Information, not medical advice."):
        assert part in text, part
    sources = text.partition("Where this comes from:\n")[2].partition("\n\n")[0].splitlines()
    assert sources
    assert len(set(sources)) == len(sources)
    # Each is one of the list, in full; what is said to be a guideline or a study has its year.
    known = {f"{one.reference}. {one.address}".strip() for one in CATALOG.sources.values()}
    assert set(sources) <= known
    assert all(re.search(r"\b(?:19|20)\d\d\b", one) for one in sources if "doi.org" in one or "NICE" in one)


def test_a_set_is_on_its_card_as_it_is_guided(cards: dict[str, dict[str, str]]) -> None:
    for movement in CATALOG.movements.by_id.values():
        text = cards[movement.id]["content"]
        if movement.repetitions:
            assert f"Do it {often(movement.repetitions)}, and rest" in text
        assert ("Then the other side." in text) == bool(movement.sides)


@pytest.mark.parametrize(
    ("asking", "more"),
    [
        ("red_flag.age", {}),
        ("red_flag.saddle_numbness", {"answers": [["age", [40, 40]]]}),
        ("safety_check.go_on", {}),
        ("safety_check.confirm", {"answers": [["fever", "yes"]]}),
    ],
)
def test_nothing_is_sent_from_the_check(asking: str, more: dict[str, object]) -> None:
    with Stage() as stage:
        stage.echo.open_session({"asking": asking, "remedy": "heat", "speech": "Is it?", "reprompt": "It?", **more})
        assert stage.echo.say("send it to my phone").card is None


def test_nothing_is_sent_to_whom_nothing_was_told() -> None:
    with Stage() as stage:
        stage.play("open back spasm coach")
        assert stage.echo.say("send it to my phone").card is None


def test_plain_text_is_plain_where_ssml_would_not_be_spoken() -> None:
    """Announcements and reminders are read out by Alexa as they are; the silences of what is paced are marks in it."""
    topics = content.load("en/lines")
    plain = [topics[kind][key] for kind in TimerKind for key in topics[kind] if key.startswith("announcement")]
    plain += [line for key, line in topics["reminder"].items() if key.endswith("_text")]
    assert len(plain) > 8
    for line in plain:
        assert not MARKUP.search(line), line
        assert not re.search(r"[&*_]", line), line

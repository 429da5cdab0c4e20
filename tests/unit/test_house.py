"""The rules of the house that a test can hold: wording, routes, and one truth a table."""

import ast
import json
import re
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from coach import content
from coach.care.limits import TimerKind
from coach.content.catalog import Catalog
from coach.content.line_keys import KindLine, LineKey
from coach.conversation import meanings, questions, routes
from coach.conversation.meanings import Intent, Meaning
from coach.conversation.questions import QuestionId, State

ROOT = Path(__file__).resolve().parents[2]
CATALOG = Catalog()
FILLED = {
    "signs": "chest pain, trouble peeing, numbness between the legs, and twelve more", "advice": "See a doctor soon.",
    "questions": "twenty-nine", "left": "about one hour and fifty-five minutes", "length": "fifteen minutes",
    "often": "three times", "ago": "about one hour and five minutes", "wait": "about fifty-five minutes",
    "elapsed": "about twelve minutes", "question": "Do you have chest pain or tightness?", "age": "Fifteen",
    "title": "a cold pack", "count": "five", "side": "right", "held": "fifteen seconds",
    "most": "twenty minutes", "more": "five minutes", "timer": "next ice", "other_timer": "heat",
    "timers": "the ice, the heat or the walk",
    "label": "next ice three", "clock": "twenty-five to eleven in the evening",
    "times": "three times in the last day", "day": "in the last day",
    "ended": "on Wednesday at twenty-five to eleven in the afternoon",
    "category": "moving", "titles": "getting up, a resting position and keeping moving", "near": "heat or warm water",
    "items": "ice three times this week; timers; last heard: a cold pack; that you want a skin check",
    "when": "tomorrow at twenty-five to eleven in the afternoon", "said": "Time for a short walk",
    "wish": "guide you through knee to chest",
    "heard": "You said: chest pain, trouble peeing, numbness between the legs, and twelve more.",
}  # fmt: skip
TOPICS: dict[str, dict[str, str]] = {
    topic: rows for topic, rows in content.load("en/lines").items() if isinstance(rows, dict)
}
LINES = [(f"{topic}.{name}", line) for topic, rows in TOPICS.items() for name, line in rows.items()]


def spoken(line: str, locale: str) -> str:
    return CATALOG.words(locale).filled(line, **FILLED)


@pytest.mark.parametrize(("key", "line"), LINES, ids=[key for key, _ in LINES])
def test_every_line_can_be_said_in_every_locale_and_is_short_enough(key: str, line: str) -> None:
    for locale in CATALOG.contacts:
        said = spoken(line, locale)
        assert len(said.split()) <= 75, key
        assert not re.search(r"[<>\[\]/%_]", said), key
        for question in re.findall(r"[^.?!:]*\?", said):
            assert len(question.split()) <= 12, (key, question)


def _literals() -> set[str]:
    """Return every text in the code, of the shipped package, that stands as a literal of its own."""
    found = set()
    for path in (ROOT / "lambda" / "coach").rglob("*.py"):
        if path.name != "line_keys.py":
            tree = ast.parse(path.read_text(encoding="utf-8"))
            found |= {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    return {text for text in found if isinstance(text, str)}


def test_the_type_checker_knows_every_line_and_no_other() -> None:
    assert set(get_args(LineKey)) == {key for key, _ in LINES if not key.endswith("_they")}
    assert set(get_args(KindLine)) == {
        name for kind in TimerKind for name in TOPICS[kind] if not name.endswith("_they")
    }


def test_every_line_is_asked_for() -> None:
    asked = _literals()
    of_kinds = {f"{kind}.{name}" for kind in TimerKind for name in TOPICS[kind] if not name.endswith("_they")}
    assert [key for key, _ in LINES if not key.endswith("_they") and key not in asked | of_kinds] == []
    assert [key for key in of_kinds if key not in asked and key.partition(".")[2] not in asked] == []


def test_each_kind_has_the_lines_that_it_is_asked_for() -> None:
    every = "announcement started has_rung cancelled_elsewhere none up_by_record stopped"
    can_pause = "heed no_more most_more paused most most_why cautions_listed at_ring pause_yourself resume_yourself"
    on_skin = (
        "ready ready_again not_on_yet not_on_that_skin not_for_you other_runs if_none again started_again never often"
        " not_lately stopped_short ready_both ready_both_again not_this"
    )
    by_itself = "native until_known stop_yourself"
    rings = "left left_by_record fixed"
    needed = {
        TimerKind.next_ice: f"{every} {by_itself} {rings}", TimerKind.next_walk: f"{every} {by_itself} {rings}",
        TimerKind.skin_check: f"{every} {rings}",
        TimerKind.walk: f"{every} {by_itself} {can_pause}",
        TimerKind.ice: f"{every} {by_itself} {can_pause} {on_skin} stopped_free",
        TimerKind.heat: f"{every} {by_itself} {can_pause} {on_skin}",
    }  # fmt: skip
    for kind, names in needed.items():
        assert set(names.split()) <= set(TOPICS[kind]), kind
    named = {name for names in needed.values() for name in names.split()}
    only_ices = set(get_args(KindLine)) - named
    # What is left is asked for by its whole key, for one kind.
    assert {f"{kind}.{name}" for kind in TimerKind for name in only_ices if name in TOPICS[kind]} <= _literals()


def test_placeholders_are_known() -> None:
    words = CATALOG.words("en-US")
    for _key, line in LINES:
        words.filled(line, **FILLED)


def test_no_line_states_a_limit_that_a_rule_has() -> None:
    """Two hours, twenty minutes of ice and the like are filled in from care/limits.py."""
    exempt = {"cautions_listed", "did_you_say_again", "say_how_much"}
    for key, line in LINES:
        if key.partition(".")[2] not in exempt:
            assert not re.search(r"\b(two hours|twenty minutes|three goes)\b", line, re.IGNORECASE), key


def test_every_intent_of_the_model_means_something() -> None:
    model = json.loads((ROOT / "interaction_models" / "en-US.json").read_text(encoding="utf-8"))
    names = {intent["name"] for intent in model["interactionModel"]["languageModel"]["intents"]}
    handled = set(routes.ROUTES) | meanings.SYMPTOMS | set(meanings.MEANINGS[State.nothing])
    of_the_frame = {Intent.age, Intent.rough_age, Intent.onset}
    by_itself = {Intent.minutes, Intent.which_timer, Intent.set_word}
    assert names == {*handled, *meanings.CARRIERS, *of_the_frame, *by_itself}
    assert names == set(Intent) - {Intent.unknown}


def test_every_state_gives_every_built_in_a_meaning_and_every_meaning_is_used() -> None:
    everything = set(meanings.MEANINGS[State.nothing])
    for state, row in meanings.MEANINGS.items():
        assert set(row) == everything, state
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "lambda/coach/conversation").rglob("*.py"))
    for meaning in meanings.Meaning:
        assert code.count(f"Meaning.{meaning.name}") >= 2, meaning


def test_every_question_has_one_row_and_every_row_can_be_put_again() -> None:
    assert set(questions.ROWS) == set(QuestionId)
    assert set(routes.ANSWERS) == set(questions.Topic)
    for row in questions.ROWS.values():
        assert row.reprompt or row.caution, row.id


@pytest.mark.parametrize(
    ("asking", "intent", "meaning"),
    [
        ("red_flag.fever", Intent.next, Meaning.skip),
        ("safety_check.go_on", Intent.next, Meaning.yes),
        ("remedies.more", Intent.next, Meaning.next_remedy),
        ("red_flag.fever", Intent.previous, Meaning.back),
        ("remedies.choose", Intent.previous, Meaning.previous_remedy),
        ("red_flag.fever", Intent.cancel, Meaning.drop),
        ("launch.choose", Intent.cancel, Meaning.exit),
        ("", Intent.cancel, Meaning.exit),
    ],
)
def test_what_a_built_in_means_in_a_state(asking: str, intent: Intent, meaning: Meaning) -> None:
    assert meanings.MEANINGS[questions.state_of(questions.parse(asking))][intent] is meaning


@pytest.mark.parametrize("asking", ["", "red_flag.fever", *questions.ROWS])
def test_pause_resume_stop_help_and_start_over_mean_the_same_everywhere(asking: str) -> None:
    state = questions.state_of(questions.parse(asking))
    said = [Intent.pause, Intent.resume, Intent.stop, Intent.help, Intent.start_over]
    # Where somebody moves or breathes along, "continue" is of that.
    resume = Meaning.next if state is State.guided else Meaning.resume_timer
    meant = [Meaning.pause_timer, resume, Meaning.exit, Meaning.help, Meaning.start_over]
    assert [meanings.MEANINGS[state][intent] for intent in said] == meant


def test_contacts_are_as_the_care_content_has_them() -> None:
    numbers = {locale: row.number for locale, row in CATALOG.contacts.items()}
    assert numbers == {"en-US": "911", "en-CA": "911", "en-GB": "999", "en-AU": "000", "en-IN": "112"}


@pytest.mark.parametrize("locale", CATALOG.contacts)
def test_every_number_was_looked_up_and_says_where_and_when(locale: str) -> None:
    row = content.load("contacts")["locale"][locale]
    numbers = {key for key in row if key.endswith("number")}
    assert numbers <= set(row["looked_up"])
    assert "poison_number" in numbers or row["poison"] == "your emergency number"
    for key, found in row["looked_up"].items():
        assert date.fromisoformat(found["looked_at"]), key
        assert found["note"], key
        if found["seen"] == "not_found":
            assert key not in numbers, "what was not found is not said"
            continue
        assert found["address"].startswith(("https://", "http://")), key
        assert found["seen"] == "read" or (found["seen"] == "elsewhere" and found["read_at"]), key


def test_a_number_is_said_as_it_stands_in_the_contacts() -> None:
    for locale, row in content.load("contacts")["locale"].items():
        said = " ".join(value for value in CATALOG.contacts[locale])
        assert [key for key in row if key.endswith("number") and row[key] not in said] == [], locale


def test_no_module_is_longer_than_about_three_hundred_lines() -> None:
    for folder in ("lambda", "local"):
        for path in (ROOT / folder).rglob("*.py"):
            if path.name == "line_keys.py":
                # A list of names.
                continue
            assert len(path.read_text(encoding="utf-8").splitlines()) <= 310, path


def _decisions(function: ast.AST) -> int:
    """Return how many branches a function has, and ands and ors, those of functions inside it included."""
    branches = (ast.If, ast.IfExp, ast.For, ast.While, ast.ExceptHandler, ast.match_case)
    found = 0
    for node in ast.walk(function):
        found += isinstance(node, branches)
        found += len(node.ifs) if isinstance(node, ast.comprehension) else 0
        found += len(node.values) - 1 if isinstance(node, ast.BoolOp) else 0
    return found


def test_no_function_takes_more_than_twelve_decisions() -> None:
    too_many = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for folder in ("lambda", "local")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and _decisions(node) > 12
    ]
    assert too_many == []


def test_the_conversation_has_few_rooms() -> None:
    rooms = {path.stem for path in (ROOT / "lambda/coach/conversation").iterdir() if not path.stem.startswith("_")}
    assert len(rooms) <= 17, sorted(rooms)


def test_each_package_says_what_belongs_in_it_and_what_does_not() -> None:
    for folder in ("lambda/coach", "local"):
        for path in (ROOT / folder).rglob("__init__.py"):
            words = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
            assert words, path

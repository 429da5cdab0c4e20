"""The interaction model's slot types come from the content; durations and numbers are listed."""

import json
from pathlib import Path

import pytest

from local.iso_duration import seconds_of
from local.nlu.line_keys import line_keys
from local.nlu.model_build import LINE_KEYS, MODEL, check_model, make_model, model_text, write_model
from local.nlu.model_file import ModelError, path_for, read_model
from local.nlu.model_types import CONTENT, build_types
from local.nlu.spoken_forms import spoken_durations, spoken_length, spoken_numbers
from local.nlu.wording import likeness, normal

FLAGS = """
[[red_flag]]
id = "chest_pain"
heard = "chest pain"
volunteered = ["My chest is tight!", "chest pain"]
[[red_flag]]
id = "fever"
heard = "a fever"
volunteered = ["fever"]
[[red_flag.follow_up]]
id = "diabetes"
heard = "diabetes"
volunteered = ["diabetic"]
[[red_flag.follow_up]]
id = "silent"
heard = "nothing"
volunteered = []
[[volunteered_only]]
id = "other_emergency"
heard = "another emergency"
volunteered = ["choking"]
[[harmless]]
id = "back_pain"
heard = "back pain"
volunteered = []
"""
REMEDIES = """
[[category]]
id = "cold"
title = "Cold"
synonyms = ["ice things"]
[[remedy]]
id = "cold_pack"
title = "Cold pack"
synonyms = ["ice pack"]
[[remedy]]
id = "pelvic_tilt"
title = "Pelvic tilt"
synonyms = ["tilt"]
movement = true
"""
CAUTIONS = """
[[condition]]
id = "cold_condition"
heard = "trouble with cold"
volunteered = ["raynaud's"]
"""


LINES = """
review_date = "2026-11-21"
[ice]
again = "Again."
started = "Started."
[launch]
menu = "Menu."
"""
COMMON = """
invocation: back spasm coach
frames:
  command: {before: "[um] [can you]", after: "[please]"}
  plain: {}
order: [StartIceIntent, TellRemedyIntent, SaidIntent]
expansion_rules:
  start: "(start|begin)"
"""
START_ICE = """
intents:
  StartIceIntent:
    slots: {duration: AMAZON.DURATION}
    frame: command
    data:
      - sentences: ["<start> [the] ice", "<start> ice for {duration}"]
"""
TELL_REMEDY = """
expansion_rules:
  about: "(about|of)"
intents:
  TellRemedyIntent:
    slots: {remedy: Remedy}
    frame: command
    data:
      - sentences: ["tell me <about> {remedy}"]
"""
SAID = """
intents:
  SaidIntent:
    slots: {words: AMAZON.SearchQuery}
    frame: plain
    data:
      - sentences: ["(i|tell) {words}"]
"""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    for name, text in (("red_flags", FLAGS), ("remedies", REMEDIES), ("cautions", CAUTIONS), ("lines", LINES)):
        (tmp_path / f"{name}.toml").write_text(text)
    sentences = tmp_path / "sentences"
    sentences.mkdir()
    for name, text in (("_common", COMMON), ("start_ice", START_ICE), ("tell_remedy", TELL_REMEDY), ("said", SAID)):
        (sentences / f"{name}.yaml").write_text(text)
    (sentences / "everyday.toml").write_text('words = "about after"\n')
    (tmp_path / "ear_answers.toml").write_text('[answers]\nno = "not at all"\n')
    return tmp_path


def samples(content: Path) -> dict[str, list[str]]:
    language = json.loads(make_model(content).text)["interactionModel"]["languageModel"]
    return {intent["name"]: intent["samples"] for intent in language["intents"]}


def test_types_come_from_the_content(content: Path) -> None:
    types, clashes = build_types(content)
    ids = {kind["name"]: [value["id"] for value in kind["values"]] for kind in types}
    assert clashes == []
    assert ids["Symptom"] == [
        *("chest_pain", "fever", "diabetes", "other_emergency", "back_pain", "cold_condition"),
    ]
    assert ids["Remedy"] == ["cold_pack", "pelvic_tilt"]
    assert ids["Movement"] == ["pelvic_tilt"]
    assert ids["RemedyCategory"] == ["cold"]
    assert ids["Speech"] == ["speech"]
    assert ids["Pace"] == ["slower", "faster", "normal"]
    chest = types[0]["values"][0]["name"]
    assert chest == {"value": "chest pain", "synonyms": ["my chest is tight"]}


def test_a_phrase_with_two_meanings_stops_the_build(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (content / "cautions.toml").write_text(CAUTIONS.replace("raynaud's", "fever"))
    _types, clashes = build_types(content)
    assert clashes == ["Symptom: 'fever' is both fever and cold_condition"]
    assert write_model(content / "model.json", content, content / "keys.py") == 1
    assert "fever" in capsys.readouterr().err
    assert not (content / "model.json").exists()


def test_samples_are_what_the_templates_say(content: Path) -> None:
    found = samples(content)
    said = {"start ice", "begin ice", "start the ice", "begin the ice", "start ice for {duration}"}
    assert said <= set(found["StartIceIntent"])
    assert set(found["TellRemedyIntent"]) >= {"tell me about {remedy}", "tell me of {remedy}"}
    assert set(found["SaidIntent"]) == {"i {words}", "tell {words}"}
    # Of what may be said around a sentence Amazon's model has a few.
    assert [sample for sample in found["StartIceIntent"] if sample.startswith("can you ")]
    assert [sample for sample in found["StartIceIntent"] if sample.endswith(" please")]


def test_two_intents_with_one_sentence_stop_the_build(content: Path) -> None:
    path = content / "sentences" / "tell_remedy.yaml"
    path.write_text(TELL_REMEDY.replace("tell me <about> {remedy}", "[please] begin [some] [the] ice"))
    (problem, *_rest) = make_model(content).problems
    assert problem == "two intents say the same: StartIceIntent and TellRemedyIntent: 'begin ice'"
    assert write_model(content / "model.json", content, content / "keys.py") == 1


def test_a_sentence_of_two_intents_is_found_where_the_model_would_not_list_it(content: Path) -> None:
    """The model holds a choice; what people say is held against all that the templates can say."""
    path = content / "sentences" / "tell_remedy.yaml"
    path.write_text(TELL_REMEDY.replace("tell me <about> {remedy}", "um can you begin the ice please"))
    assert [p for p in make_model(content).problems if "um can you begin the ice please" in p]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("tell me <about> {remedy}", "tell me <abuot> {remedy}", "no rule <abuot>"),
        ("tell me <about> {remedy}", "tell me about {remdy}", "remdy"),
        ("tell me <about> {remedy}", "tell me about{remedy}", "whole words"),
        ("tell me <about> {remedy}", "tell (me about {remedy}", "tell_remedy.yaml"),
        ("remedy: Remedy", "remedy: Remedies", "Remedies"),
        ("TellRemedyIntent", "TellRemedysIntent", "order"),
        ("frame: command", "frame: comand", "comand"),
    ],
)
def test_a_template_that_cannot_be_is_one_line(content: Path, old: str, new: str, problem: str) -> None:
    (content / "sentences" / "tell_remedy.yaml").write_text(TELL_REMEDY.replace(old, new))
    with pytest.raises(ModelError, match=problem) as raised:
        make_model(content)
    assert "\n" not in str(raised.value)


def test_a_spelling_that_is_never_heard_stops_the_build(content: Path) -> None:
    path = content / "sentences" / "tell_remedy.yaml"
    path.write_text(TELL_REMEDY.replace("tell me <about> {remedy}", "what (is|was) {remedy}"))
    assert [p for p in make_model(content).problems if "'what is {remedy}' is heard as \"what's x\"" in p]


def test_write_makes_check_content(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = (content / "model.json", content, content / "keys.py")
    assert check_model(*made) == 1
    assert "--write" in capsys.readouterr().err
    assert write_model(*made) == 0
    assert "3 intents of 250" in capsys.readouterr().out
    assert check_model(*made) == 0
    assert set(read_model(made[0]).types) >= {"Symptom", "Remedy"}
    keys = (content / "keys.py").read_text()
    assert '"ice.again",\n    "ice.started",\n    "launch.menu",\n]' in keys
    assert 'KindLine = Literal[\n    "again",\n    "started",\n]' in keys


@pytest.mark.parametrize("old", ["lines.toml", "sentences/start_ice.yaml"])
def test_a_change_is_seen(content: Path, old: str) -> None:
    made = (content / "model.json", content, content / "keys.py")
    assert write_model(*made) == 0
    text = (content / old).read_text()
    (content / old).write_text(text.replace("again", "anew").replace("[the] ice", "[some] ice"))
    assert check_model(*made) == 1


def test_the_model_and_the_names_of_the_lines_are_current() -> None:
    assert MODEL.read_text(encoding="utf-8") == model_text(), "run make model"
    assert LINE_KEYS.read_text(encoding="utf-8") == line_keys(CONTENT), "run make model"


@pytest.mark.e2e
def test_the_model_has_no_sentence_of_two_intents_and_is_within_its_limits() -> None:
    """`make model` says so, too; it takes twice as long as making the text."""
    assert check_model() == 0


def test_missing_content_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as raised:
        build_types(tmp_path)
    assert "\n" not in str(raised.value)


def test_another_english_uses_the_american_model(content: Path) -> None:
    model = content / "en-US.json"
    assert write_model(model, content, content / "keys.py") == 0
    assert path_for("en-GB", content) == model
    with pytest.raises(ModelError, match="de-DE"):
        path_for("de-DE", content)


@pytest.mark.parametrize(
    ("said", "iso"),
    [
        ("fifteen minutes", "PT15M"),
        ("15 minutes", "PT15M"),
        ("a quarter of an hour", "PT15M"),
        ("half an hour", "PT30M"),
        ("an hour", "PT1H"),
        ("an hour and a half", "PT1H30M"),
        ("twenty five minutes", "PT25M"),
        ("twelve and a half minutes", "PT12M30S"),
        ("ninety seconds", "PT90S"),
        ("two hours", "PT2H"),
        ("one hour and twenty minutes", "PT1H20M"),
        ("a hundred and twenty minutes", "PT120M"),
        ("zero minutes", "PT0M"),
        ("four weeks", "P4W"),
        ("fifteen", None),
        ("15", None),
        ("minutes", None),
    ],
)
def test_durations(said: str, iso: str | None) -> None:
    assert spoken_durations().get(said) == iso


def test_numbers_and_lengths() -> None:
    assert spoken_numbers()["twenty five"] == spoken_numbers()["25"] == "25"
    assert spoken_length(3_661) == "one hour, one minute and one second"
    assert (seconds_of("PT12M30S"), seconds_of("P1W"), seconds_of("P1M"), seconds_of("PT")) == (
        750,
        604_800,
        None,
        None,
    )


def test_one_spelling() -> None:
    assert normal("I CAN\u2019T pee -- ok?") == "i can't pee ok"
    assert normal("i cannot, I do not; dont") == "i can't i don't don't"


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("i can pee", "i can't pee"),
        ("i'm able to walk", "i'm unable to walk"),
        ("i feel my legs", "i never feel my legs"),
        ("fifteen minutes please", "fifty minutes please"),
        ("i can see fine", "i can pee fine"),
    ],
)
def test_what_means_something_else_is_not_alike(said: str, known: str) -> None:
    assert likeness(said, known) == 0.0

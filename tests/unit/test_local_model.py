"""The interaction model's slot types come from the content; durations and numbers are listed."""

import json
from pathlib import Path

import pytest

from local.iso_duration import seconds_of
from local.nlu.model_file import ModelError, path_for, read_model
from local.nlu.model_types import build_types, check_types, write_types
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


@pytest.fixture
def content(tmp_path: Path) -> Path:
    for name, text in (("red_flags", FLAGS), ("remedies", REMEDIES), ("cautions", CAUTIONS)):
        (tmp_path / f"{name}.toml").write_text(text)
    return tmp_path


@pytest.fixture
def model(tmp_path: Path) -> Path:
    language = {"invocationName": "back spasm coach", "intents": [], "types": [{"name": "Own", "values": []}]}
    path = tmp_path / "en-US.json"
    path.write_text(json.dumps({"interactionModel": {"languageModel": language}}))
    return path


def test_types_come_from_the_content(content: Path) -> None:
    types, clashes = build_types(content)
    ids = {kind["name"]: [value["id"] for value in kind["values"]] for kind in types}
    assert clashes == []
    assert ids["Symptom"] == [
        *("chest_pain", "fever", "fever.diabetes", "other_emergency", "back_pain", "cold_condition"),
    ]
    assert ids["Remedy"] == ["cold_pack", "pelvic_tilt"]
    assert ids["Movement"] == ["pelvic_tilt"]
    assert ids["RemedyCategory"] == ["cold"]
    assert ids["Pace"] == ["slower", "faster", "normal"]
    chest = types[0]["values"][0]["name"]
    assert chest == {"value": "chest pain", "synonyms": ["my chest is tight"]}


def test_a_phrase_with_two_meanings_is_reported(content: Path, model: Path) -> None:
    (content / "cautions.toml").write_text(CAUTIONS.replace("raynaud's", "fever"))
    _types, clashes = build_types(content)
    assert clashes == ["Symptom: 'fever' is both fever and cold_condition"]
    assert write_types(model, content) == 1


def test_write_makes_check_content(content: Path, model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check_types(model, content) == 1
    assert "--write" in capsys.readouterr().err
    assert write_types(model, content) == 0
    assert check_types(model, content) == 0
    assert "Own" in read_model(model).types


def test_missing_content_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as raised:
        build_types(tmp_path)
    assert "\n" not in str(raised.value)


def test_another_english_uses_the_american_model(model: Path) -> None:
    assert path_for("en-GB", model.parent) == model
    with pytest.raises(ModelError, match="de-DE"):
        path_for("de-DE", model.parent)


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

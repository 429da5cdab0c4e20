"""The skill package, against Amazon's own model of it."""

import copy
import json
import struct
from pathlib import Path
from typing import Any

import pytest

from local.__main__ import main
from local.nlu.model_file import path_for
from local.package.build_tools import BuildError
from local.package.skill_package import ICONS, LOCALES, check_manifest, check_model, icon_file, manifest, write_package

ARN = "arn:aws:lambda:us-east-1:123456789012:function:back-spasm-coach-CoachFunction-1AbC:live"


def whole(document: dict[str, Any]) -> Any:
    return document["manifest"]


@pytest.mark.parametrize("endpoint", [None, ARN])
def test_the_package_is_whole_and_amazon_s_model_knows_all_of_it(endpoint: str | None, tmp_path: Path) -> None:
    document = manifest(endpoint, "https://a.example.org/privacy", "https://a.example.org/terms")
    write_package(tmp_path / "package", document)
    check_manifest(json.loads((tmp_path / "package" / "skill.json").read_text()))
    names = {path.relative_to(tmp_path / "package").as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert names == {
        "skill.json",
        *(f"interactionModels/custom/{locale}.json" for locale in LOCALES),
        *(f"assets/images/{name}.png" for name in ICONS),
    }
    text = json.dumps(document)
    assert "example.com" not in text
    for uri in {row[key] for row in published(document) for key in ("smallIconUri", "largeIconUri")}:
        assert (tmp_path / "package" / uri.removeprefix("file://")).is_file()


def published(document: dict[str, Any]) -> list[dict[str, Any]]:
    rows = whole(document)["publishingInformation"]["locales"]
    assert tuple(rows) == LOCALES
    return list(rows.values())


def test_the_manifest_says_what_it_must() -> None:
    document = whole(manifest(ARN, None, None))
    assert [row["name"] for row in document["permissions"]] == [
        "alexa::alerts:timers:skill:readwrite",
        "alexa::alerts:reminders:skill:readwrite",
    ]
    events = {row["eventName"] for row in document["events"]["subscriptions"]}
    assert events == {"SKILL_DISABLED", "SKILL_PERMISSION_ACCEPTED", "SKILL_PERMISSION_CHANGED"}
    assert document["events"]["endpoint"] == document["apis"]["custom"]["endpoint"] == {"uri": ARN}
    (screens,) = document["apis"]["custom"]["interfaces"]
    assert screens["type"] == "ALEXA_PRESENTATION_APL"
    # An Echo Spot, Shows of five, of seven or eight, and of ten inches or more, a television.
    for mode, shape, width, height in (
        ("HUB", "ROUND", 480, 480),
        ("HUB", "RECTANGLE", 960, 480),
        ("HUB", "RECTANGLE", 1024, 600),
        ("HUB", "RECTANGLE", 1280, 800),
        ("TV", "RECTANGLE", 960, 540),
    ):
        assert [
            (row["mode"], row["shape"])
            for row in screens["supportedViewports"]
            if row["minWidth"] <= width <= row["maxWidth"] and row["minHeight"] <= height <= row["maxHeight"]
            if row["mode"] == mode
        ] == [(mode, shape)]
    privacy = document["privacyAndCompliance"]
    assert privacy["isChildDirected"] is privacy["allowsPurchases"] is privacy["containsAds"] is False
    assert tuple(privacy["locales"]) == LOCALES
    for row in published({"manifest": document}):
        described = row["description"].lower()
        assert "not a substitute for professional medical advice" in described
        assert "cannot call anybody" in described
        assert "for education" in described
        for claim in ("save", "cure", "diagnoses", "treats"):
            assert claim not in described.split()
        assert len(row["description"]) <= 4000
        assert len(row["summary"]) <= 160
        assert 1 <= len(row["examplePhrases"]) <= 3


def test_an_example_phrase_is_one_that_the_model_knows() -> None:
    model = json.loads(path_for("en-US").read_text(encoding="utf-8"))["interactionModel"]["languageModel"]
    samples = {sample for intent in model["intents"] for sample in intent.get("samples", [])}
    for phrase in published(manifest(None, None, None))[0]["examplePhrases"]:
        words = phrase.lower().removeprefix("alexa, ")
        assert words == "open back spasm coach" or words.removeprefix("ask back spasm coach ") in samples


def test_without_an_endpoint_nothing_is_sent_anywhere() -> None:
    document = whole(manifest(None, None, None))
    assert "events" not in document
    assert "endpoint" not in document["apis"]["custom"]


@pytest.mark.parametrize(
    "change",
    [
        {"permissions": [{"name": "alexa::alerts:kettles"}]},
        {"permission": []},
        {"privacyAndCompliance": {"isChildDirected": False, "isForChildren": False}},
        {"events": {"subscriptions": [{"eventName": "SKILL_FORGOTTEN"}]}},
        {"publishingInformation": {"locales": {"en-US": {"name": "x", "smallIcon": "y"}}}},
    ],
)
def test_what_amazon_does_not_know_is_found(change: dict[str, Any]) -> None:
    document = manifest(None, None, None)
    document["manifest"] |= change
    with pytest.raises(BuildError, match=r"^Amazon's model "):
        check_manifest(document)


def test_a_model_with_a_field_too_many_is_found() -> None:
    model = json.loads(path_for("en-US").read_text(encoding="utf-8"))
    check_model(model)
    wrong = copy.deepcopy(model)
    wrong["interactionModel"]["languageModel"]["intents"][0]["sample"] = []
    with pytest.raises(BuildError, match=r"intents\[0\]\.sample$"):
        check_model(wrong)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--endpoint", "back-spasm-coach"],
        ["--endpoint", ARN.replace("lambda", "s3")],
        ["--privacy-url", "http://a.example.org"],
        ["--terms-url", "https://[x"],
        ["--terms-url", ""],
    ],
)
def test_a_bad_value_is_one_line_and_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["skill-package", *arguments]) == 2
    shown = capsys.readouterr()
    assert (shown.out, len(shown.err.splitlines())) == ("", 1)


@pytest.mark.parametrize(("name", "size"), [("small", 108), ("large", 512)])
def test_an_icon_is_a_png_of_its_size(name: str, size: int) -> None:
    assert ICONS[name] == size
    picture = icon_file(name).read_bytes()
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert picture[12:16] == b"IHDR"
    assert struct.unpack(">II", picture[16:24]) == (size, size)
    assert picture[-8:-4] == b"IEND"

"""The events for `sam local invoke`: real requests, and every one answered."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from local.assembly import assemble
from local.echo.response_rules import EchoError
from local.nlu.model_file import path_for, read_model
from local.package.build_tools import measure
from local.sam.cli import EVENTS, MEMORY, check_answer, events

MODEL = read_model(path_for("en-US"))
MAIN = {
    *("SafetyCheckIntent", "ReportSymptomIntent", "DenySymptomIntent", "NotSureIntent", "WhyIntent"),
    *("StartIceIntent", "StartHeatIntent", "NoIceIntent", "TimeLeftIntent", "StopTimerIntent", "IceHistoryIntent"),
    *("ListRemediesIntent", "TellRemedyIntent", "CannotMoveIntent", "MoreIntent", "GuideMovementIntent", "PaceIntent"),
    *("WhatYouKnowIntent", "ForgetMeIntent", "AMAZON.YesIntent", "AMAZON.NoIntent", "AMAZON.HelpIntent"),
    *("AMAZON.StopIntent", "AMAZON.RepeatIntent", "AMAZON.FallbackIntent"),
}  # fmt: skip


def read(event: Path) -> Any:
    return json.loads(event.read_text(encoding="utf-8"))


def requests() -> list[dict[str, Any]]:
    return [event["request"] for event in map(read, events()) if isinstance(event, dict)]


@pytest.mark.parametrize("event", events(), ids=lambda event: event.stem)
def test_each_event_has_a_valid_answer(event: Path) -> None:
    skill = assemble("memory:", {})
    check_answer(event, skill.handle(read(event), None))


def test_every_main_intent_has_an_event_that_the_model_could_give() -> None:
    intents = [request["intent"] for request in requests() if request["type"] == "IntentRequest"]
    named = {intent["name"]: intent for intent in intents if intent["name"]}
    assert set(named) >= MAIN
    for name, intent in named.items():
        assert set(intent["slots"]) == set(MODEL.intents[name]), name


def test_there_is_every_kind_of_request() -> None:
    assert {request["type"] for request in requests()} >= {
        *("LaunchRequest", "IntentRequest", "SessionEndedRequest", "Connections.Response", "SessionResumedRequest"),
        *("AlexaSkillEvent.SkillDisabled", "AlexaSkillEvent.SkillPermissionAccepted", "Something.New"),
    }


def test_no_event_reaches_anybody() -> None:
    for event in events():
        assert set(re.findall(r"https?://[^\"]+", event.read_text(encoding="utf-8"))) <= {"https://timers.invalid"}


@pytest.mark.parametrize(
    "answer",
    [None, [], {"errorType": "KeyError", "errorMessage": "x"}, {"version": "1.0", "response": {}}],
)
def test_a_bad_answer_is_found(answer: Any) -> None:
    with pytest.raises(EchoError):
        check_answer(EVENTS / "launch.json", answer)


def test_the_container_without_a_database_takes_any_skill_id() -> None:
    assert read(MEMORY) == {"CoachFunction": {"SKILL_ID": "", "STORE_URL": "memory:"}}


def test_the_hash_is_of_paths_and_contents_alone(tmp_path: Path) -> None:
    one, other, third = tmp_path / "one", tmp_path / "other", tmp_path / "third"
    for folder, names in ((one, ("a", "b/c")), (other, ("b/c", "a")), (third, ("a", "b/d"))):
        for name in names:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text("same")
    assert measure(one) == measure(other)
    assert measure(one).sha256 != measure(third).sha256
    (other / "a").write_text("else")
    assert measure(one).sha256 != measure(other).sha256
    assert str(measure(one)).startswith("0.0 MB in 2 files, 0.0 MB zipped, sha256 ")
    with pytest.raises(FileNotFoundError):
        measure(tmp_path / "none")

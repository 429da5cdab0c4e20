"""The silent turns before a snapshot: they reach every topic, and leave nothing behind."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest
from ask_sdk_model.services.api_client import ApiClient
from ask_sdk_model.services.api_client_request import ApiClientRequest
from ask_sdk_model.services.api_client_response import ApiClientResponse

from coach import rehearsal
from coach.content.catalog import Catalog
from coach.conversation.meanings import Intent
from coach.settings import Settings
from coach.skill import CoachSkill, build_skill

LAMBDA = Path(__file__).resolve().parents[2] / "lambda"
_STARTED_FROM_A_SNAPSHOT = """
import sys, types
hooks = []
if sys.argv[1] == "with":
    module = types.ModuleType("snapshot_restore_py")
    module.register_before_snapshot = hooks.append
    sys.modules["snapshot_restore_py"] = module
import lambda_function
before = "coach.rehearsal" in sys.modules
for hook in hooks:
    hook()
assert "coach.rehearsal" in sys.modules
modules = set(sys.modules)
answer = lambda_function.handler({"request": {"type": "LaunchRequest", "locale": "en-US"}})
assert answer["response"]["outputSpeech"]
remedy = {"name": "TellRemedyIntent", "slots": {"remedy": {"name": "remedy", "value": "a walk on the moon"}}}
print(len(hooks), before, lambda_function.STORE._stored, sorted(set(sys.modules) - modules))
"""


class NoCalls(ApiClient):
    """Fails the test when it is called."""

    def invoke(self, request: ApiClientRequest) -> ApiClientResponse:
        """Never return."""
        raise AssertionError(request.url)


@pytest.mark.parametrize("skill_id", ["", "amzn1.ask.skill.1"])
def test_it_leaves_nothing_behind_and_nothing_goes_wrong(
    skill_id: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = []
    respond = CoachSkill.respond

    def noted(self: CoachSkill, event: object, context: object = None) -> dict[str, object]:
        answers.append(respond(self, event, context))
        return answers[-1]

    monkeypatch.setattr(CoachSkill, "respond", noted)
    with caplog.at_level(logging.DEBUG):
        played = rehearsal.rehearse(NoCalls(), Settings(skill_id=skill_id), Catalog())
    assert caplog.records == []
    assert not logging.getLogger("coach").disabled
    assert len(answers) == played
    assert all("something went wrong" not in str(answer) for answer in answers)
    assert [bool(answer["response"]) for answer in answers] == [True] * (played - 1) + [False]


def test_the_log_is_open_again_even_where_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CoachSkill, "respond", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        rehearsal.rehearse(NoCalls(), Settings(), Catalog())
    assert not logging.getLogger("coach").disabled


def test_each_turn_is_one_that_the_skill_knows() -> None:
    names = {name for name, _ in rehearsal._TURNS if not name.endswith("Request")}
    assert names <= {intent.value for intent in Intent}


@pytest.mark.parametrize(("runtime", "hooks", "at_once"), [("with", 1, False), ("without", 0, True)])
def test_a_start_from_a_snapshot_rehearses_before_it_and_nothing_is_left_to_load(
    runtime: str, hooks: int, at_once: bool
) -> None:
    command = [sys.executable, "-c", _STARTED_FROM_A_SNAPSHOT, runtime]
    env = {"PYTHONPATH": str(LAMBDA), "AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start", "STORE_URL": "memory:"}
    done = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == f"{hooks} {at_once} {{}} []"
    assert done.stderr == ""


def test_the_skill_answers_as_before_after_a_rehearsal() -> None:
    catalog = Catalog()
    event = {"request": {"type": "LaunchRequest", "locale": "en-GB"}}
    from coach.profile.stores.memory import InMemoryStore

    fresh = build_skill(InMemoryStore(), NoCalls(), Settings()).respond(event)
    rehearsal.rehearse(NoCalls(), Settings(), catalog)
    assert build_skill(InMemoryStore(), NoCalls(), Settings(), catalog=catalog).respond(event) == fresh

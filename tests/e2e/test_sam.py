"""The function as `sam build` makes it, in the SAM CLI's container."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from local.assembly import assemble
from local.clock import Clock
from local.echo.player import Player
from local.sam.cli import EVENTS, SCRIPT, StartLambda, build, check_answer, converse, events, invoke, missing, validate
from local.sam.container import MACHINE
from tests import dynamodb_local

pytestmark = pytest.mark.e2e
NINE_O_CLOCK_MS = 1_795_251_600_000
MOST_BYTES = 25_000_000


@pytest.fixture(scope="module", autouse=True)
def built() -> str:
    """The hash of a fresh build."""
    lacking = missing()
    if lacking:
        pytest.skip(lacking)
    tree = build()
    assert tree.bytes < MOST_BYTES
    return tree.sha256


def test_the_template_is_valid() -> None:
    validate()


def test_two_builds_are_the_same(built: str) -> None:
    assert build().sha256 == built


@pytest.mark.parametrize("event", events(), ids=lambda event: event.stem)
def test_each_event_is_answered(event: Path) -> None:
    check_answer(event, invoke(event).answer)


@pytest.fixture(scope="module")
def served(built: str) -> Iterator[StartLambda]:  # noqa: ARG001  what is served has been built
    """The function, served."""
    with StartLambda() as running:
        yield running


def test_the_conversation_is_word_for_word_the_one_without_a_container(served: StartLambda) -> None:
    turns, _ = converse(served.url, clock=Clock(NINE_O_CLOCK_MS))
    skill = assemble("memory:", {})
    with Player(skill.handle, clock=Clock(NINE_O_CLOCK_MS)) as player:
        expected = player.play(SCRIPT)
    assert [turn.as_json() for turn in turns] == [turn.as_json() for turn in expected]
    assert any(turn.rings for turn in turns)


@pytest.mark.parametrize("how", ["401", "403", "429", "504", "garbage", "timeout"])
def test_failing_timers_are_spoken_of(served: StartLambda, how: str) -> None:
    script = f"@new\nopen back spasm coach\nice\nno\nno\nyes\n@fail timers {how}\ni approve\n"
    turns, _ = converse(served.url, script)
    assert all(turn.speech for turn in turns)
    assert not turns[-1].speech.startswith("Started")


@pytest.mark.parametrize("_", [pytest.param("", marks=dynamodb_local.MARKS)])
def test_the_container_remembers_in_dynamodb(built: str, _: str, tmp_path: Path) -> None:  # noqa: ARG001
    port = urlsplit(dynamodb_local.ENDPOINT).port
    table = dynamodb_local.new_table()
    given = json.loads((EVENTS / "env" / "dynamodb.json").read_text(encoding="utf-8"))
    given["CoachFunction"] |= {
        "STORE_URL": f"dynamodb://{table}",
        "DYNAMODB_ENDPOINT_URL": f"http://{MACHINE}:{port}",
    }
    variables = tmp_path / "env.json"
    variables.write_text(json.dumps(given), encoding="utf-8")
    try:
        # Two containers, one after the other: what the second knows, the table has kept.
        for script, said in (
            ("open back spasm coach\nice\nno\nno\nyes\ni approve\n", "Started: fifteen minutes."),
            ("ask back spasm coach when can i ice again\n", "By my notes, the ice has about fifteen minutes left."),
        ):
            with StartLambda(variables) as served:
                turns, _times = converse(served.url, script, clock=Clock(NINE_O_CLOCK_MS))
            assert said in turns[-1].speech, turns[-1].speech
        assert dynamodb_local.client().scan(TableName=table)["Count"] == 1
    finally:
        dynamodb_local.client().delete_table(TableName=table)

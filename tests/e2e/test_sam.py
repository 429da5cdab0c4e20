"""The function as `sam build` makes it, in the SAM CLI's container."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from local.assembly import assemble
from local.clock import Clock
from local.player import Player
from local.sam import SCRIPT, StartLambda, build, check_answer, converse, events, invoke, missing, validate

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
    script = f"@new\nopen back spasm coach\nice\nno\nno\nno\nyes\n@fail timers {how}\ni approve\n"
    turns, _ = converse(served.url, script)
    assert all(turn.speech for turn in turns)
    assert not turns[-1].speech.startswith("Started")

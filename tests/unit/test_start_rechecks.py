"""A start checks itself: what a session says was asked and answered before counts for nothing where the timer is made.

Found from outside: ``ice.ready`` and a yes, in a session that never asked anything, started fifteen minutes.
"""

from typing import Any

import pytest

from coach.profile.model import Application, Profile
from local.clock import MILLISECONDS
from tests.in_process import Stage

MINUTE = 60 * MILLISECONDS
HOUR = 60 * MINUTE


def forged(stage: Stage, **attributes: Any) -> str:
    """A yes in a session that claims to hold this."""
    stage.echo.open_session({"asking": "ice.ready", **attributes})
    return stage.play("yes")


def remember(stage: Stage, **profile: Any) -> None:
    stage.memory.save(stage.echo.person.user_id, Profile(**profile))


def cleared(stage: Stage) -> dict[str, int]:
    """A clear no to the cautions, an hour ago."""
    at = stage.clock.now_ms() - HOUR
    return {"ice_cleared_at": at, "heat_cleared_at": at}


def iced(stage: Stage) -> tuple[Application, ...]:
    """Fifteen minutes, off ten minutes ago."""
    off = stage.clock.now_ms() - 10 * MINUTE
    return (Application(off - 15 * MINUTE, off),)


@pytest.mark.parametrize("asking", ["ice.ready", "heat.ready"])
def test_ready_in_a_session_that_never_asked_asks(asking: str) -> None:
    with Stage() as stage:
        said = forged(stage, asking=asking)
        assert said.startswith("Numb between the legs, trouble peeing")
        assert not stage.echo.person.timers.skills()


@pytest.mark.parametrize("cautions", [[], ["ready"], ["stop_signs", "body", "ready"]])
def test_ready_within_two_hours_of_ice_is_refused(cautions: list[str]) -> None:
    with Stage() as stage:
        remember(stage, ice_log=iced(stage), **cleared(stage))
        assert forged(stage, cautions=cautions).startswith("Not yet:")
        assert not stage.echo.person.timers.skills()


@pytest.mark.parametrize("style", ["ask", "list"])
@pytest.mark.parametrize("kind", ["ice", "heat", "walk"])
@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ([["chest_or_faint", "yes"]], "Call 911 now"),
        ([["saddle_numbness", "unsure"]], "Call 911 now"),
        ([["age", [9, 9]]], "under eighteen"),
        ([["under_eighteen", "yes"]], "under eighteen"),
        ([["fever", "yes"]], "You told me of a fever"),
    ],
)
def test_a_sign_or_a_child_in_the_same_session_is_no_start(
    answers: list[Any], said: str, kind: str, style: str
) -> None:
    with Stage(style=style) as stage:
        remember(stage, **cleared(stage))
        last = "still_start" if kind == "walk" or style == "list" else "ready"
        spoken = forged(stage, asking=f"{kind}.{last}", answers=answers, cautions=["stop_signs", "ready"], seconds=300)
        assert said in spoken
        assert not stage.echo.person.timers.skills()


def test_a_condition_named_in_the_same_session_is_no_start() -> None:
    with Stage() as stage:
        remember(stage, **cleared(stage))
        assert forged(stage, against=["ice"], cautions=["ready"]).startswith("Then no ice for now")
        assert not stage.echo.person.timers.skills()


def test_what_short_ones_have_used_up_is_not_given_again() -> None:
    with Stage() as stage:
        off = stage.clock.now_ms() - 10 * MINUTE
        remember(stage, ice_log=(Application(off - 3 * MINUTE, off),), **cleared(stage))
        assert forged(stage, cautions=["ready"], seconds=1200).startswith("Started: seventeen minutes.")


def test_a_second_one_is_never_started_beside_the_first() -> None:
    with Stage() as stage:
        stage.play("ask back spasm coach to start heat", "no", "no", "no", "no", "yes")
        stage.play("alexa, never mind")
        assert "I don't time cold and heat at once." in forged(stage, cautions=["ready"])
        assert "The heat timer is running" in forged(stage, asking="heat.ready", cautions=["ready"])
        assert len(stage.echo.person.timers.skills()) == 1


def test_who_was_asked_is_started_as_before() -> None:
    with Stage() as stage:
        remember(stage, **cleared(stage))
        assert forged(stage, cautions=["skin", "ready"]).startswith("Started: fifteen minutes.")

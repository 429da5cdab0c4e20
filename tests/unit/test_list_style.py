"""SCREENING_STYLE=list: the cautions are statements, and the one question is whether to start."""

import pytest

from tests.in_process import Stage


@pytest.mark.parametrize("kind", ["start ice", "start heat", "time a walk"])
def test_the_cautions_are_statements_before_any_start(kind: str) -> None:
    with Stage(style="list") as stage:
        asked = stage.play(f"ask back spasm coach to {kind}")
        assert "numbness between the legs" in asked
        assert asked.count("?") == 1
        assert asked.endswith("Still start?")
        assert stage.play("why") == asked
        assert stage.play("just ten" if "walk" not in kind else "just two").endswith("then. Still start?")
        started = stage.play("yes")
        assert started.startswith(("Started: ten minutes", "Started: two minutes"))
        assert len(stage.echo.person.timers.skills()) == 1
        # No answer about anybody's health was asked for, so none is remembered either.
        assert (stage.profile.ice_cleared_at, stage.profile.heat_cleared_at) == (0, 0)


def test_no_starts_nothing() -> None:
    with Stage(style="list") as stage:
        stage.play("ask back spasm coach to start heat")
        assert stage.play("no").startswith("All right, no heat now.")
        assert stage.echo.person.timers.skills() == []


@pytest.mark.parametrize("kind", ["ice", "heat"])
def test_what_may_still_be_on_is_warned_of_first_however_long_the_cautions_are(kind: str) -> None:
    with Stage(style="list") as stage:
        stage.play(f"ask back spasm coach to start {kind}", "yes", "@wait 40m", "stop")
        warned = stage.play(f"ask back spasm coach to start {kind}")
        assert f"Take the {kind} off, if it's still on." in warned
        if warned.endswith("Is it off now?"):
            asked = stage.play("yes")
            assert "numbness between the legs" in asked or "Not yet" in asked
            assert len(asked.split()) <= 75
        assert len(warned.split()) <= 75


def test_heat_that_may_still_be_on_comes_before_the_long_list_and_is_not_started_meanwhile() -> None:
    with Stage(style="list") as stage:
        stage.play("ask back spasm coach to start heat for ten minutes", "yes", "@wait 20m")
        warned = stage.play("ask back spasm coach to start heat for eight minutes")
        assert (
            warned == "Your heat time was up about ten minutes ago. Take the heat off, if it's still on. Is it off now?"
        )
        assert stage.play("no").startswith("Take it off now.")
        assert stage.play("yes").endswith("Still start?")
        assert stage.play("yes").startswith("Started: eight minutes")


def test_the_way_up_is_offered_after_the_signs_as_statements() -> None:
    with Stage(style="list") as stage:
        said = stage.play("ask back spasm coach i can't get up")
        assert "can't pee" in said
        assert said.endswith("Shall I tell you a way to get up?")
        assert stage.play("yes").endswith("Bend both knees, feet flat. Next?")
        assert "Alexa, call, then a name" in stage.play("i'm stuck")


def test_numb_under_a_pack_is_answered_without_a_question_about_health() -> None:
    with Stage(style="list") as stage:
        stage.play("ask back spasm coach to start ice", "yes", "@wait 5m")
        said = stage.play("ask back spasm coach my back is numb")
        assert said.startswith("Take it off now. The ice timer is off, after")
        assert "Numb between the legs: call 911." in said
        assert "?" not in said

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
        assert (stage.profile.ice_clear_at, stage.profile.heat_clear_at) == (0, 0)


def test_no_starts_nothing() -> None:
    with Stage(style="list") as stage:
        stage.play("ask back spasm coach to start heat")
        assert stage.play("no").startswith("All right, no heat now.")
        assert stage.echo.person.timers.skills() == []

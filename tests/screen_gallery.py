"""Every screen in every viewport as a picture, for a person to look at: `make screenshots` writes build/screens.

A state is a name and the lines of a script that lead to it; its screen is the last one shown.
"""

import sys
from collections.abc import Mapping
from typing import Any, NamedTuple

from local.assembly import find_coach
from local.paths import ROOT
from tests.screen_page import ScreenPage, chromium, missing

FOLDER = ROOT / "build" / "screens"
VIEWPORTS = ("hub", "hubLarge", "small", "round", "tv")
ICE = ("open back spasm coach", "ice", "no", "no", "yes")


AGAIN = ("open back spasm coach", "yes", "yes")
CHECK = ("open back spasm coach", "safety check")
WELL = {"red_flag.age": "42", "red_flag.onset": "a few days ago"}
_YES_IS_WELL = ("safety_check.go_on", "safety_check.confirm")


def said_in(dialogue: str) -> tuple[str, ...]:
    """Return the bare script of a transcript."""
    text = (ROOT / "tests" / "dialogues" / f"{dialogue}.txt").read_text("utf-8")
    return tuple(line for line in text.splitlines() if not line.startswith(" "))


class State(NamedTuple):
    """A moment of a conversation."""

    lines: tuple[str, ...]
    after_ms: int = 0
    """So long after the screen was drawn."""
    check: Mapping[str, str] | None = None
    """Then a safety check is answered to its end: no to everything, but as it stands here, by question."""


STATES = {
    "opening": State(("open back spasm coach",)),
    "menu": State(("open back spasm coach", "what helps", "no")),
    "categories": State(("open back spasm coach", "what helps")),
    "caution_signs": State(("open back spasm coach", "ice")),
    "caution_body": State(("open back spasm coach", "ice", "no")),
    "caution_ready": State(("open back spasm coach", "ice", "no", "no")),
    "ice_started": State(ICE),
    "ice_half": State((*ICE, "no"), 450_000),
    "ice_over": State((*ICE, "no"), 901_000),
    "ice_paused": State((*ICE, "ask back spasm coach to pause the ice")),
    "ice_breathe": State((*ICE, "no", "@wait 5m", "open back spasm coach")),
    "heat_running": State(("open back spasm coach", "start heat", "no", "no", "no", "no", "yes", "no")),
    "is_it_off": State((*ICE, "no", "@wait 16m", "open back spasm coach")),
    "day": State((*ICE, "no", "@wait 3h", *AGAIN, "no", "@wait 16m", *AGAIN[:2], "when can i ice again")),
    "remedy": State(("open back spasm coach", "tell me about heat")),
    "remedy_steps": State(("open back spasm coach", "tell me about heat", "yes")),
    "remedy_cautions": State(("open back spasm coach", "tell me about heat", "yes", "yes")),
    "remedy_long": State(("open back spasm coach", "tell me about anti-inflammatories", "yes")),
    "check_age": State(("open back spasm coach", "safety check")),
    "check": State(("open back spasm coach", "safety check", "42", "no", "no")),
    "check_long": State(("open back spasm coach", "safety check", "42", *["no"] * 6)),
    "outcome_emergency": State(("open back spasm coach", "i can't pee")),
    "outcome_lie_still": State(("open back spasm coach", "i had a fall and i can't feel my legs")),
    "outcome_crisis": State(("open back spasm coach", "i want to die")),
    "sign_named": State(("open back spasm coach", "i have a fever")),
    "outcome_same_day": State(CHECK, check={**WELL, "red_flag.fever": "yes"}),
    "outcome_soon": State(said_in("check_to_soon")),
    "outcome_self_care": State(CHECK, check=WELL),
    "outcome_unfinished": State((*CHECK, "42", "no", "stop")),
    "movement_ready": State(("open back spasm coach", "guide me through the pelvic tilt", "no")),
    "movement": State(("open back spasm coach", "guide me through the pelvic tilt", "no", "yes", "yes"), 12_000),
    "movement_done": State(("open back spasm coach", "guide me through the pelvic tilt", "no", "yes"), 60_000),
    "breathing": State(("open back spasm coach", "i'm scared"), 16_000),
    "way_up": State(("open back spasm coach", "i can't get up", "no", "no", "yes")),
    "goodbye": State(("open back spasm coach", "stop")),
}


def played(state: State) -> tuple[dict[str, Any], int]:
    """Return the last screen that a state's lines show, and the time then, in epoch milliseconds."""
    find_coach()
    from tests.in_process import Stage  # it needs the folder that ships

    with Stage() as stage:
        stage.echo.screen = True
        shown: list[dict[str, Any]] = []
        turns = stage.player.play(state.lines)
        shown += [turn.screen for turn in turns if turn.screen]
        asking = turns[-1].asking
        while state.check is not None and asking and asking != "launch.choose":
            said = state.check.get(asking, "yes" if asking in _YES_IS_WELL else "no")
            (turn,) = stage.player.play([said])
            shown += [turn.screen] if turn.screen else []
            asking = turn.asking
        return shown[-1], stage.clock.now_ms()


def main() -> int:
    """Write the pictures: all of them, or of the states that are named. Return the exit status."""
    if lacks := missing():
        sys.stderr.write(f"screenshots: {lacks}\n")
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    names = [name for name in STATES if not sys.argv[1:] or name in sys.argv[1:]]
    with chromium() as browser:
        page = ScreenPage(browser)
        for name in names:
            directive, now = played(STATES[name])
            for viewport in VIEWPORTS:
                page.show(directive, viewport, now=now, after_ms=STATES[name].after_ms)
                page.picture(FOLDER / f"{name}-{viewport}.png")
    sys.stdout.write(f"{len(names)} screens in {len(VIEWPORTS)} viewports are in {FOLDER.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

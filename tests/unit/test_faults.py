"""What a fault of the store, of Alexa's timers, of a clock, or a process killed in mid-turn may not lead to: a sample.

Every verb in every state is in tests/e2e/test_faults.py; what stays undone, and why, in docs/faults.md.
"""

import re

import pytest

from local.paths import ROOT
from tests.faults import CLOCKS, WAYS, Ended, faults_of, play, wrong_with

PAGE = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("verb", "state"), [("start", "none"), ("stop", "running")])
def test_the_next_turn_heals(verb: str, state: str) -> None:
    assert list(faults_of(verb, state)) == []


def test_the_check_finds_what_it_is_for() -> None:
    good = Ended(("load",), "Started", "The ice has nine minutes left.", (("ice", 540),), "Not yet", 600, False)
    assert list(wrong_with(good, "start", "x")) == []
    for bad in (
        good._replace(iced=1_201),
        good._replace(running=()),
        good._replace(running=(("ice", 540), ("ice two", 900))),
        good._replace(started_again=True),
        good._replace(said_next="I have set no ice timer."),
    ):
        assert list(wrong_with(bad, "start", "x")), bad


def test_killed_between_the_timer_and_the_store_it_is_adopted() -> None:
    ended = play("start", "none", "killed after", 2)
    assert ended.calls[-1] == "POST"
    assert ended.said_next.startswith("The ice has about nine minutes left.")
    assert not ended.started_again


def test_a_clock_that_was_an_hour_ahead_keeps_the_two_hours() -> None:
    """Once the record began after its end, and counted for nothing."""
    assert not play("start", "none", clock=CLOCKS["an hour ahead"]).started_again


def test_no_fault_without_its_row() -> None:
    rows = set(re.findall(r"^\| \*\*(.+?)\*\*", PAGE, re.MULTILINE))
    assert {*WAYS, *(f"clock {name}" for name in CLOCKS), "another device"} <= rows

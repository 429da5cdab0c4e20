"""Nothing of what somebody said of their health outlives the open session: a sample; all of it in tests/e2e."""

import re
import tempfile
from pathlib import Path

import pytest

from coach.profile.model import Application, Pace, Profile, SkinCheck, TimerRecord
from coach.profile.stores.memory import InMemoryStore
from coach.profile.stores.sqlite import SqliteStore
from local.paths import ROOT
from tests.envelopes import Talker
from tests.in_process import NINE_O_CLOCK_MS
from tests.left_behind import Left, Played, faults, files_in, mark, play

DIALOGUES = ROOT / "tests" / "dialogues"
SAMPLE = ("for_his_wife", "symptom_mid_ice", "send_to_phone", "fall_and_numb")


def script_of(path: Path) -> list[str]:
    """A transcript without what is expected of it."""
    return [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("  ")]


def all_left(path: Path, folder: Path, style: str = "ask") -> Played:
    """Play a transcript over a SQLite file in a folder, where temporary files go, too."""
    played = play(script_of(path), SqliteStore(str(folder / "profiles.sqlite3")), style=style)
    played.left.extend(files_in(folder))
    return played


@pytest.mark.parametrize("name", SAMPLE)
def test_what_was_said_is_in_the_open_session_and_nowhere_else(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    played = all_left(DIALOGUES / f"{name}.txt", tmp_path)
    printed = capfd.readouterr()
    played.left.extend([Left("print", printed.out), Left("print", printed.err)])
    assert played.said
    assert {"log", "file profiles.sqlite3"} <= {row.where for row in played.left}
    assert list(faults(played)) == []


@pytest.mark.parametrize(
    "left",
    [
        Left("log", "x " + mark(3)),
        Left("log", "trouble peeing"),
        Left("log", "red_flag.bladder_trouble"),
        Left("file x", '{"place":"fever"}'),
        Left("directive", "You said: trouble peeing."),
        Left("log", "amzn1.ask.account.LOCAL"),
    ],
)
def test_the_search_finds_what_it_is_for(left: Left) -> None:
    assert list(faults(Played([left], frozenset({mark(3)}), frozenset({"amzn1.ask.account.LOCAL"}))))


KEPT = {
    "ice_log": ((Application(1, 2),), "ice once this week"),
    "heat_log": ((Application(1, 2),), "heat once this week"),
    "timers": ((TimerRecord("id", 1, 2, 900),), "timers"),
    "place": ("heat", "Last heard: heat"),
    "pace": (Pace.slower, "How fast to speak"),
    "ice_cleared_at": (1, "when you last said a clear no"),
    "heat_cleared_at": (1, "when you last said a clear no"),
    "not_me_at": (1, "when somebody said: that wasn't me"),
    "skin_check": (SkinCheck.wanted, "That you want a skin check"),
}
"""Each field of the profile, and what is said of it."""


def test_what_is_kept_stands_in_the_page_on_privacy() -> None:
    page = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    kept = re.search(r"\n## Kept\n(.*?)\n\"What do you", page, re.DOTALL)
    assert kept
    assert set(re.findall(r"`(\w+)`", kept[1])) == set(Profile._fields) == set(KEPT)


@pytest.mark.parametrize("field", KEPT)
def test_the_voice_says_the_same(field: str) -> None:
    value, words = KEPT[field]
    if field in {"ice_log", "heat_log"}:
        value = (Application(NINE_O_CLOCK_MS - 900_000, NINE_O_CLOCK_MS),)
    store = InMemoryStore()
    store.save("somebody", Profile(**{field: value}))  # type: ignore[arg-type]
    speech = Talker(store).say("WhatYouKnowIntent").speech
    assert words.casefold() in speech.casefold()
    assert "No answers, no symptoms" in speech

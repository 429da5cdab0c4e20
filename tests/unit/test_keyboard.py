"""Somebody at the keyboard: what is speech, what controls say, rings in between, and the ways to leave."""

import io
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.__main__ import main
from local.assembly import assemble
from local.clock import Clock
from local.echo import aloud, keyboard
from local.echo.kept_device import KeptDevice
from local.echo.state_file import StateFile
from local.echo.terminal import Shown, play_step
from tests.in_process import NINE_O_CLOCK_MS

ICE = ("open back spasm coach", "ice", "no", "no", "yes", "i approve", "no")


@pytest.fixture
def device(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[KeptDevice]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr(keyboard, "_with_history", lambda: None)
    player = assemble("memory:", {}).named_player("LOCAL", clock=Clock(NINE_O_CLOCK_MS))
    with KeptDevice("LOCAL", player, StateFile()) as device:
        yield device


def typed(device: KeptDevice, monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    waiting = iter(lines)

    def read(_prompt: str) -> str:
        try:
            return next(waiting)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("builtins.input", read)
    assert keyboard.converse(device, lambda step: play_step(device, step, Shown(), echo_words=False), None) == 0


def test_help_is_speech_and_at_help_lists_the_controls(
    device: KeptDevice, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(
        device, monkeypatch, "open back spasm coach", "help", "@help", "@wait soon", "@nothing", "@fail store", "quit"
    )
    shown = capsys.readouterr()
    spoken = [line for line in shown.out.splitlines() if line.startswith("Alexa: ")]
    assert len(spoken) == 2
    assert "(What the skill remembers is out of reach, until @heal.)" in shown.out
    for part in ("@wait 15m", "@heal", "'@wait soon' does not fit", "there is no control @nothing"):
        assert part in shown.err
    assert "line 1" not in shown.err


def test_quit_leaves_and_what_runs_is_said_the_next_time(
    device: KeptDevice, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(device, monkeypatch, *ICE, "@wait 5m", "quit", "never said")
    typed(device, monkeypatch, "yes", "open back spasm coach")
    shown = capsys.readouterr()
    assert "(It is Saturday 09:05:00 UTC now.)" in shown.out
    assert "timers from before: ice 10:00" in shown.err
    assert "(No session is open, so the skill hears nothing of this" in shown.out
    assert "never said" not in shown.out
    assert "Welcome back. The ice has" in shown.out


def test_a_ring_comes_above_the_prompt_which_is_drawn_again(
    device: KeptDevice, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for line in ICE:
        device.say(line)
    device.player.echo.clock.advance(15 * 60_000)
    monkeypatch.setattr(keyboard, "_POLL_SECONDS", 0.001)
    monkeypatch.setattr(keyboard, "_typed_so_far", lambda: "what hel")
    stop = threading.Event()
    rang = device.rang

    def once() -> tuple[str, ...]:
        stop.set()
        return rang()

    monkeypatch.setattr(device, "rang", once)
    keyboard._ring(device, stop, None)
    assert capsys.readouterr().out.startswith("\r\033[K(rings) Ice off now.")
    device.player.echo.clock.advance(0)


def test_only_controls_are_kept_in_the_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readline = pytest.importorskip("readline")
    said = ["@wait 5m", "i can't feel my legs", "@heal"]
    monkeypatch.setattr(readline, "get_current_history_length", lambda: len(said))
    monkeypatch.setattr(readline, "get_history_item", lambda at: said[at - 1])
    keyboard._keep_history(tmp_path / "history")
    assert (tmp_path / "history").read_text() == "@wait 5m\n@heal\n"


def test_envelopes_are_printed_when_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "script"
    script.write_text("open back spasm coach\n")
    assert main(["talk", "--script", str(script), "--envelopes"]) == 0
    raw = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert raw["request"]["request"]["type"] == "LaunchRequest"
    assert raw["response"]["version"] == "1.0"


def test_without_a_voice_a_line_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert main(["talk", "--speak"]) == 0
    assert capsys.readouterr().err == f"{aloud.MISSING}\n"


def test_what_is_spoken_is_read_with_its_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    spoken: list[str] = []
    voice = aloud.Voice("espeak-ng")
    monkeypatch.setattr(voice, "words", spoken.append)
    with KeptDevice("LOCAL", assemble("memory:", {}).player(), StateFile()) as device:
        for turn in device.say("open back spasm coach"):
            voice.say(turn)
    assert spoken[0].startswith("<speak>")


def test_errors_that_the_skill_logs_are_no_part_of_the_talk(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("LOG_LEVEL", raising=False)
    script = tmp_path / "script"
    script.write_text("@fail store\nopen back spasm coach\n")
    assert main(["talk", "--script", str(script)]) == 0
    assert capfd.readouterr().err == ""

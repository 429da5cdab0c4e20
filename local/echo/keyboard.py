"""Somebody at the keyboard: line editing, history, rings in between, and help with the controls."""

import atexit
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from local.echo.aloud import Voice
from local.echo.kept_device import KeptDevice
from local.echo.notes import control_note
from local.echo.script import ScriptError, Step, parse_line

_PROMPT = "You: "
_POLL_SECONDS = 0.5
_MOST_LINES = 500
_GREETING = (
    'Say "open back spasm coach" to begin. What you type is what you say; "quit" leaves.\n'
    "Lines that start with @ are controls: @wait 15m moves the clock, @silence says nothing, @help lists them all.\n"
    "This is for education; in an emergency call your emergency number."
)


def converse(device: KeptDevice, play: Callable[[Step], bool], voice: Voice | None) -> int:
    """Hold a conversation until it is left. `play` plays a step and prints it. Return the exit status."""
    print(_GREETING, file=sys.stderr)
    # Who sits down at it speaks first: a conversation that was left is over, what it led to is not.
    device.player.echo.close_session()
    _say_what_runs(device)
    _with_history()
    stop = threading.Event()
    ringing = threading.Thread(target=_ring, args=(device, stop, voice), daemon=True, name="rings")
    ringing.start()
    number = 0
    try:
        while (line := input(_PROMPT).strip()) not in ("quit", "@quit"):
            number += 1
            _typed(device, line, number, play)
    except (EOFError, KeyboardInterrupt):
        print()
    finally:
        stop.set()
        ringing.join()
        if voice is not None:
            voice.stop()
    return 0


def _typed(device: KeptDevice, line: str, number: int, play: Callable[[Step], bool]) -> None:
    """Do what one line asks for."""
    try:
        step = parse_line(line, number)
        if step is None:
            return
        play(step)
        if step.control not in ("", "@help") and (note := control_note(step, device.player)):
            print(f"({note})", flush=True)
    except ScriptError as error:
        print(str(error).removeprefix(f"line {number}: "), file=sys.stderr)


def _say_what_runs(device: KeptDevice) -> None:
    timers = device.player.echo.person.timers.labelled(None)
    if timers:
        named = ", ".join(f"{label} {_minutes(left)}{' (paused)' if paused else ''}" for label, left, paused in timers)
        print(f"(timers from before: {named})", file=sys.stderr)


def _minutes(milliseconds: int) -> str:
    minutes, seconds = divmod(max(0, milliseconds) // 1_000, 60)
    return f"{minutes}:{seconds:02d}"


def _with_history() -> None:
    """Let lines be edited and found again, where the platform can."""
    with suppress(ImportError):
        import readline

        home = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
        path = home / "back-spasm-coach" / "history"
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            readline.read_history_file(path)
            readline.set_history_length(_MOST_LINES)
            atexit.register(_keep_history, path)


def _keep_history(path: Path) -> None:
    import readline

    # What is said about a body is nobody's to find later: only the controls are kept.
    lines = [readline.get_history_item(at + 1) for at in range(readline.get_current_history_length())]
    with suppress(OSError):
        path.write_text("".join(f"{line}\n" for line in lines if line and line.startswith("@")), encoding="utf-8")


def _ring(device: KeptDevice, stop: threading.Event, voice: Voice | None) -> None:
    """Print rings as they come, above the prompt and what has been typed so far."""
    while not stop.wait(_POLL_SECONDS):
        for announcement in device.rang():
            typed = _typed_so_far()
            print(f"\r\033[K(rings) {announcement}\n{_PROMPT}{typed}", end="", flush=True)
            if voice is not None:
                voice.words(announcement)


def _typed_so_far() -> str:
    with suppress(ImportError):
        import readline

        return readline.get_line_buffer()
    return ""

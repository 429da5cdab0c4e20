"""Conversations in a terminal: a script, piped lines, or somebody at the keyboard."""

import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from local.clock import Clock
from local.echo.player import Player
from local.echo.response_rules import EchoError
from local.echo.script import ScriptError, Step, parse_line, parse_script
from local.echo.transcript import TranscriptTurn
from local.nlu.model_file import ModelError

_GREETING = (
    'Say "open back spasm coach" to begin. Lines that start with @ are controls (@wait 15m, @silence;\n'
    "python -m local talk --help lists them).\n"
    "Leave with Ctrl+D. This is for education; in an emergency call your emergency number."
)
_POLL_SECONDS = 0.5


class UsageError(ValueError):
    """What was asked for cannot be done. The message is one line."""


def talk(script: str | None, open_player: Callable[[Clock], Player], *, as_json: bool) -> int:
    """Play the script of this path, or what is piped in, or hold a conversation at the keyboard.

    `open_player` returns what it is played on. Return the exit status: 1 if the skill broke Amazon's rules. Raises
    UsageError, ScriptError, and whatever `open_player` raises.
    """
    at_keyboard = script is None and sys.stdin.isatty()
    steps = parse_script(_read(script)) if script is not None else None
    with open_player(Clock(running=at_keyboard)) as player:
        if at_keyboard:
            return _at_keyboard(player, as_json=as_json)
        for step in steps or ():
            player.check(step)
        return _play(player, steps if steps is not None else _piped(), as_json=as_json)


def _read(script: str) -> list[str]:
    try:
        return Path(script).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(f"cannot read the script {script}: {reason}") from error


def _piped() -> Iterable[Step]:
    for number, line in enumerate(sys.stdin, start=1):
        step = parse_line(line, number)
        if step is not None:
            yield step


def _play(player: Player, steps: Iterable[Step], *, as_json: bool) -> int:
    status = 0
    for step in steps:
        if not _step(player, step, as_json=as_json, echo_words=True):
            status = 1
    return status


def _step(player: Player, step: Step, *, as_json: bool, echo_words: bool) -> bool:
    try:
        for turn in player.step(step):
            _show(turn, as_json=as_json, echo_words=echo_words)
    except EchoError as error:
        print(f"line {step.line}: Alexa would refuse this: {error}", file=sys.stderr, flush=True)
        return False
    except ModelError as error:
        raise ScriptError(f"line {step.line}: {error}") from error
    return True


def _show(turn: TranscriptTurn, *, as_json: bool, echo_words: bool) -> None:
    for line in [turn.as_json()] if as_json else turn.as_text(echo_words=echo_words):
        print(line, flush=True)


def _at_keyboard(player: Player, *, as_json: bool) -> int:
    print(_GREETING, file=sys.stderr)
    stop = threading.Event()
    threading.Thread(target=_ring, args=(player, stop), daemon=True, name="rings").start()
    number = 0
    try:
        while True:
            number += 1
            try:
                step = parse_line(input("You: "), number)
                if step is not None:
                    _step(player, step, as_json=as_json, echo_words=False)
            except ScriptError as error:
                print(error, file=sys.stderr)
    except (EOFError, KeyboardInterrupt):
        print()
    finally:
        stop.set()
    return 0


def _ring(player: Player, stop: threading.Event) -> None:
    while not stop.wait(_POLL_SECONDS):
        for announcement in player.echo.rang():
            print(f"\n(rings) {announcement}", flush=True)

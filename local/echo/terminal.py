"""Conversations in a terminal: a script, piped lines, or somebody at the keyboard."""

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from local.clock import Clock
from local.echo.aloud import Voice
from local.echo.kept_device import KeptDevice
from local.echo.response_rules import EchoError
from local.echo.script import ScriptError, Step, parse_line, parse_script, usage
from local.echo.transcript import TranscriptTurn
from local.nlu.model_file import ModelError


class UsageError(ValueError):
    """What was asked for cannot be done. The message is one line."""


class Shown(NamedTuple):
    """What is shown of each turn, and how."""

    as_json: bool = False
    """One JSON object a turn."""
    envelopes: bool = False
    """The whole request and response of each turn, as JSON, after it."""
    voice: Voice | None = None
    """What reads the replies aloud."""


def talk(script: str | None, open_device: Callable[[Clock], KeptDevice], shown: Shown) -> int:
    """Play the script of this path, or what is piped in, or hold a conversation at the keyboard.

    `open_device` returns what it is played on. Return the exit status: 1 if the skill broke Amazon's rules. Raises
    UsageError, ScriptError, and whatever `open_device` raises.
    """
    at_keyboard = script is None and sys.stdin.isatty()
    steps = parse_script(_read(script)) if script is not None else None
    with open_device(Clock(running=at_keyboard)) as device:
        if at_keyboard:
            from local.echo.keyboard import converse

            return converse(device, lambda step: play_step(device, step, shown, echo_words=False), shown.voice)
        for step in steps or ():
            device.player.check(step)
        return _play(device, steps if steps is not None else _piped(), shown)


def play_step(device: KeptDevice, step: Step, shown: Shown, *, echo_words: bool) -> bool:
    """Play one step and print its turns; `echo_words`: with what was said. Return whether Amazon's rules were kept.

    Raises ScriptError.
    """
    try:
        for turn in device.step(step):
            show(turn, shown, echo_words=echo_words)
    except EchoError as error:
        print(f"line {step.line}: Alexa would refuse this: {error}", file=sys.stderr, flush=True)
        return False
    except ModelError as error:
        raise ScriptError(f"line {step.line}: {error}") from error
    if step.control == "@help":
        print("\n".join(usage()), file=sys.stderr)
    return True


def show(turn: TranscriptTurn, shown: Shown, *, echo_words: bool) -> None:
    """Print a turn, and read it aloud."""
    for line in [turn.as_json()] if shown.as_json else turn.as_text(echo_words=echo_words):
        print(line, flush=True)
    if shown.envelopes and turn.envelope is not None:
        print(json.dumps({"request": turn.envelope, "response": turn.response}, ensure_ascii=False), flush=True)
    if shown.voice is not None:
        shown.voice.say(turn)


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


def _play(device: KeptDevice, steps: Iterable[Step], shown: Shown) -> int:
    status = 0
    for step in steps:
        if not play_step(device, step, shown, echo_words=True):
            status = 1
    return status

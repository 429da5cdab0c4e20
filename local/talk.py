"""Conversations in a terminal: a script, piped lines, or somebody at the keyboard."""

import os
import sys
import threading
from collections.abc import Iterable
from pathlib import Path

from local.assembly import assemble, own_store_url
from local.clock import Clock
from local.model_file import ModelError
from local.player import Player
from local.rules import EchoError
from local.script import ScriptError, Step, parse_line, parse_script
from local.turn import Turn

_GREETING = (
    'Say "open back spasm coach" to begin. Lines that start with @ are controls (@wait 15m, @silence;\n'
    "python -m local talk --help lists them).\n"
    "Leave with Ctrl+D. This is for education; in an emergency call your emergency number."
)
_POLL_SECONDS = 0.5


class UsageError(ValueError):
    """What was asked for cannot be done. The message is one line."""


def talk(
    script: str | None, *, as_json: bool, locale: str, store_url: str | None, lambda_url: str | None = None
) -> int:
    """Hold a conversation, with the skill here or in a container at `lambda_url`.

    The exit status: 1 where the skill broke Amazon's rules. Raises UsageError, or ContainerError.
    """
    at_keyboard = script is None and sys.stdin.isatty()
    steps = parse_script(_read(script)) if script is not None else None
    store_url = store_url or os.environ.get("STORE_URL") or (own_store_url() if script is None else "memory:")
    clock = Clock(running=at_keyboard)
    with _player(lambda_url, store_url, locale, clock) as player:
        if at_keyboard:
            return _at_keyboard(player, as_json=as_json)
        for step in steps or ():
            player.check(step)
        return _play(player, steps if steps is not None else _piped(), as_json=as_json)


def _player(lambda_url: str | None, store_url: str, locale: str, clock: Clock) -> Player:
    if lambda_url is not None:
        return container_player(lambda_url, locale=locale, clock=clock)
    skill = assemble(store_url)
    return Player(skill.handle, locale=locale, clock=clock, store=skill.store, skill_id=skill.settings.skill_id)


def container_player(lambda_url: str, *, locale: str = "en-US", clock: Clock | None = None) -> Player:
    """An Echo in front of `sam local start-lambda`. Raises ContainerError where it cannot be reached."""
    from local.container import LambdaApi, timers_for_container

    skill_id = os.environ.get("SKILL_ID", "").strip()
    handle = LambdaApi(lambda_url).handle
    return Player(handle, locale=locale, clock=clock, skill_id=skill_id, timers_api=timers_for_container())


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


def _show(turn: Turn, *, as_json: bool, echo_words: bool) -> None:
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

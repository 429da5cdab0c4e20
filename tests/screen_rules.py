"""What holds of the screen of every turn, held against transcripts that are played on an Echo with one."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from local.echo.response_rules import EchoError
from local.echo.script import parse_line
from local.echo.transcript import TranscriptTurn
from tests.in_process import Stage

MOST_BYTES = 24_000
"""Of a whole response: the smaller of the limits that are told of Alexa."""
_READ_BACK = re.compile(r"(?:You said:|I heard yes to:|You weren't sure about:|Not sure about:|I noted) ([^.]*)\.")
_OWN_QUESTIONS = {"check"}


def turns_of(path: Path, *, screen: bool) -> Iterator[TranscriptTurn]:
    """Play a transcript, and yield its turns; what Alexa refuses is left out, for that is tested elsewhere."""
    with Stage(granted=False) as stage:
        stage.echo.screen = screen
        for number, text in enumerate(path.read_text("utf-8").splitlines(), start=1):
            step = None if text.startswith("  ") else parse_line(text, number)
            if step is None or step.control == "@screen":
                continue
            try:
                yield from stage.player.step(step)
            except EchoError as error:
                yield TranscriptTurn(text, speech=f"refused: {error}")


def faults_in(path: Path) -> Iterator[str]:
    """Return what is wrong with the screens of a transcript, a line each."""
    shown = list(turns_of(path, screen=True))
    # Where something is touched there is no doing without a screen.
    unshown = shown if "@touch" in path.read_text("utf-8") else list(turns_of(path, screen=False))
    if [_said(turn) for turn in shown] != [_said(turn) for turn in unshown]:
        yield "the screen changes what is said"
    for turn in shown:
        if fault := _fault(turn):
            yield f"{turn.utterance}: {fault}"


def _said(turn: TranscriptTurn) -> tuple[Any, ...]:
    return turn.speech, turn.reprompt, turn.asking, turn.outcome, turn.ended, turn.rings


def _fault(turn: TranscriptTurn) -> str:
    response = (turn.response or {}).get("response") or {}
    if not response.get("outputSpeech"):
        return "a screen without words" if turn.screen else ""
    if any(one["type"].startswith("Connections.") for one in response.get("directives") or []):
        return "a screen while Alexa asks for the permission" if turn.screen else ""
    if turn.screen is None:
        return "no screen"
    if (size := len(json.dumps(turn.response).encode())) > MOST_BYTES:
        return f"{size} bytes"
    data = turn.screen["datasources"]
    if any(choice["arguments"][2] != (turn.asking or "") for choice in data["choices"]):
        return "a target answers another question than the open one"
    screen = turn.screen["token"]
    if (turn.outcome == "emergency") != (screen == "emergency"):
        return "the emergency has not its screen, or another has it"
    return _named(turn, data)


def _named(turn: TranscriptTurn, data: dict[str, Any]) -> str:
    """Return which sign that was heard stands on the screen; empty: none."""
    words = json.dumps({name: value for name, value in data.items() if name not in {"choices", "font"}})
    for signs in _READ_BACK.findall(turn.speech):
        for sign in re.split(r", | and ", signs):
            if sign in words and turn.screen and turn.screen["token"] not in _OWN_QUESTIONS:
                return f"the screen shows a sign that was heard: {sign}"
    return ""

"""What happened on a device, as a transcript for tests/dialogues, and as what `ask dialog --replay` takes."""

import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from local.clock import MILLISECONDS
from local.echo.kept_device import Event
from local.echo.transcript import TranscriptTurn

_WORTH_WAITING_MS = 20 * MILLISECONDS
"""A pause outside a session that is told in a transcript: shorter ones change nothing."""


class _Line(NamedTuple):
    """One line of a transcript, and the turns that came of it."""

    said: str
    turns: list[TranscriptTurn]
    rings: list[str]


def as_dialogue(events: Iterable[Event]) -> str:
    """Return a transcript: what was said, and below each line what came of it."""
    lines = ["# Saved from the page. Say here what it shows."]
    for line in _lines(events):
        lines.append(line.said)
        lines += [f"  {expected}" for expected in _expected(line)]
    return "\n".join(lines) + "\n"


def as_replay(events: Iterable[Event], skill_id: str, locale: str) -> str:
    """Return what `ask dialog --replay` takes, as JSON: what was said, without the controls, which only work here."""
    said = [line.said for line in _lines(events) if not line.said.startswith("@")]
    return json.dumps({"skillId": skill_id, "locale": locale, "type": "text", "userInput": [*said, ".quit"]}, indent=2)


def _lines(events: Iterable[Event]) -> list[_Line]:
    """Return the lines of a script that does the same again: time that passed outside a session is waited for."""
    lines: list[_Line] = []
    before: Event | None = None
    for event in events:
        passed = event.at_ms - before.at_ms if before and not before.in_session else 0
        before = event
        if event.note:
            _add_control(lines, event)
        elif event.turn is None or event.turn.utterance != "@silence" or event.turn.request:
            # The eight seconds of the first silence are a part of the second, in a script.
            _add(lines, event, passed)
    return lines


def _add_control(lines: list[_Line], event: Event) -> None:
    """Add a control that has no turn of its own."""
    if not (lines and lines[-1].said == event.line):
        lines.append(_Line(event.line, [], []))


def _add(lines: list[_Line], event: Event, passed_ms: int) -> None:
    """Add a turn, or a ring that came by itself."""
    said = event.turn.utterance if event.turn else ""
    moves = said.startswith(("@wait", "@clock"))
    if passed_ms >= _WORTH_WAITING_MS and not moves:
        lines.append(_Line(f"@wait {passed_ms // MILLISECONDS}s", [], []))
    if event.turn is None:
        if not lines:
            lines.append(_Line("@wait 1s", [], []))
        lines[-1].rings.append(event.ring)
        return
    if not (lines and _goes_on(lines[-1], event.turn)):
        lines.append(_Line(said, [], []))
    lines[-1].turns.append(event.turn)
    lines[-1].rings.extend(event.turn.rings)


def _goes_on(line: _Line, turn: TranscriptTurn) -> bool:
    """Return whether a turn came of the same line: a ring before the answer, or Alexa's failure to ask."""
    if not line.turns:
        return False
    only_rang = line.said == turn.utterance and not line.turns[-1].request and bool(line.turns[-1].rings)
    return only_rang or turn.utterance.startswith("@consent")


def _expected(line: _Line) -> Iterator[str]:
    for ring in line.rings:
        yield f"rings: {ring}"
    turn = line.turns[-1] if line.turns else None
    if turn is None or not turn.request:
        return
    yield f"intent: {turn.intent or turn.request}"
    for name, value in turn.slots.items():
        yield f"slot {name} = {value}"
    if turn.speech:
        yield f"says: {turn.speech}"
    if turn.outcome:
        yield f"outcome: {turn.outcome}"
    yield f"asking: {turn.asking}" if turn.asking else "asking: nothing"
    yield "ended" if turn.ended else "open"

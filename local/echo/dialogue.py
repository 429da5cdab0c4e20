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


def _lines(events: Iterable[Event]) -> Iterator[_Line]:
    """Give the lines of a script that does the same again: time that passed outside a session is waited for."""
    line: _Line | None = None
    before: Event | None = None
    for event in events:
        passed = event.at_ms - before.at_ms if before and not before.in_session else 0
        moved = event.turn is not None and event.turn.utterance.startswith(("@wait", "@clock"))
        before = event
        if event.note:
            # A control that says nothing by itself.
            if event.line.startswith("@") and not (line and line.said == event.line):
                yield from _whole(line)
                line = _Line(event.line, [], [])
            continue
        if passed >= _WORTH_WAITING_MS and not moved:
            yield from _whole(line)
            line = _Line(f"@wait {passed // MILLISECONDS}s", [], [])
        if event.ring:
            line = line or _Line("@wait 1s", [], [])
            line.rings.append(event.ring)
        elif event.turn is not None and event.turn.utterance:
            # The eight seconds of the first silence are a part of the second, in a script.
            if event.turn.utterance == "@silence" and not event.turn.request:
                continue
            if not (line and line.turns and _goes_on(line, event.turn)):
                yield from _whole(line)
                line = _Line(event.turn.utterance, [], [])
            line.turns.append(event.turn)
            line.rings.extend(event.turn.rings)
    yield from _whole(line)


def _goes_on(line: _Line, turn: TranscriptTurn) -> bool:
    """Return whether a turn came of the same line: a ring before the answer, or Alexa's failure to ask."""
    only_rang = line.said == turn.utterance and not line.turns[-1].request and bool(line.turns[-1].rings)
    return only_rang or turn.utterance.startswith("@consent")


def _whole(line: _Line | None) -> Iterator[_Line]:
    if line is not None:
        yield line


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

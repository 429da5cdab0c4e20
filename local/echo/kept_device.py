"""A virtual Echo that outlives its program, for several threads, and for whoever looks on."""

import json
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from time import time_ns
from types import TracebackType
from typing import Any, NamedTuple, Self

from local.echo.notes import control_note
from local.echo.player import Player
from local.echo.response_rules import targets_of
from local.echo.script import Step, parse_line
from local.echo.state_file import StateFile
from local.echo.transcript import TranscriptTurn
from local.nlu.model_file import ModelError

_MOST_EVENTS = 400
"""How many of the last events are there to look at again."""
_SESSION_OUTLIVES_MS = 10 * 60 * 1_000
"""How long an open session waits for its program to start again."""


class Event(NamedTuple):
    """Something that happened on the device, for everybody who looks on."""

    number: int
    """Grows; a program that starts anew goes on above all that were."""
    turn: TranscriptTurn | None = None
    note: str = ""
    """What a control did, where there is no turn."""
    line: str = ""
    """The control that the note is about."""
    ring: str = ""
    """What a timer announced that ended while nobody did anything."""
    at_ms: int = 0
    """By the device's clock, in milliseconds since 1970."""
    in_session: bool = False
    """Whether a session was open then."""


class KeptDevice:
    """One device: a player that is put back as it was, and kept again after each thing that happens.

    Use it in a `with` block, or close it.
    """

    def __init__(self, name: str, player: Player, file: StateFile) -> None:
        """Put the player into the state that is kept under this name, if one is."""
        self.name = name
        self.player = player
        self._file = file
        self._lock = threading.RLock()
        self._events: deque[Event] = deque(maxlen=_MOST_EVENTS)
        self._last = time_ns() // 1_000_000
        self._written = ""
        self._revision = 0
        self._read()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Keep the device, and stop its timers service."""
        with self._lock:
            self._keep()
            self.player.close()

    def step(self, step: Step) -> Iterator[TranscriptTurn]:
        """Play one step of a script, and yield its turns. Raises as `Player.step` does."""
        with self._lock:
            self._read()
            try:
                yield from self.player.step(step)
            finally:
                self._keep()

    def say(self, line: str) -> list[TranscriptTurn]:
        """Play one line of a script, for everybody who looks on. Return its turns.

        Raises as `parse_line` and `step` do.
        """
        step = parse_line(line, 1)
        turns: list[TranscriptTurn] = []
        if step is None:
            return turns
        with self._lock:
            for turn in self.step(step):
                self._happened(turn=turn)
                turns.append(turn)
            if step.control and (note := control_note(step, self.player)):
                self._happened(note=note, line=step.text)
        return turns

    def touch(self, arguments: list[Any]) -> None:
        """Touch what sends these arguments, as `onSendEvent` gives them. Raises EchoError."""
        with self._lock:
            self._read()
            try:
                targets = targets_of(self.player.echo.shown) if self.player.echo.shown else {}
                words = next((words for words, sent in targets.items() if sent == arguments), "")
                turn = self.player.echo.touch(arguments, f"@touch {words}".strip())
            finally:
                self._keep()
            self._happened(turn=turn)

    def quiet(self) -> TranscriptTurn | None:
        """Hear nothing for as long as the microphone is open. Return what came of it; None outside a session."""
        with self._lock:
            self._read()
            if not self.player.echo.in_session:
                return None
            try:
                turn = self.player.echo.quiet()
            finally:
                self._keep()
            self._happened(turn=turn)
            return turn

    def rang(self) -> tuple[str, ...]:
        """Return the announcements of timers that ended since the last call; who looks on sees them, too."""
        with self._lock:
            self._read()
            rings = self.player.echo.rang()
            for ring in rings:
                self._happened(ring=ring)
            self._keep()
            return rings

    def since(self, number: int) -> list[Event]:
        """Return what happened after the event of this number."""
        with self._lock:
            return [event for event in self._events if event.number > number]

    def _happened(self, **what: Any) -> None:
        self._last += 1
        echo = self.player.echo
        self._events.append(Event(self._last, at_ms=echo.clock.now_ms(), in_session=echo.in_session, **what))

    def _read(self) -> None:
        """Be as the file has it, where another program has written there, or nothing was read yet."""
        if self._written and self._file.revision(self.name) == self._revision:
            return
        kept = self._file.load(self.name)
        before = self.player.state()
        if kept is not None:
            self._revision = kept.revision
            try:
                self.player.restore(kept.state)
            except (KeyError, TypeError, ValueError, AttributeError, ModelError):
                # Of another version, or nobody's: the device starts anew, as it is out of the box.
                with suppress(ModelError):
                    self.player.restore(before)
            if not self._written:
                self._end_old_session(kept.state)
        self._written = json.dumps(self.player.state())

    def _end_old_session(self, state: dict[str, Any]) -> None:
        asleep = self.player.echo.clock.now_ms() - state.get("at_ms", 0)
        if asleep > _SESSION_OUTLIVES_MS:
            self.player.echo.close_session()

    def _keep(self) -> None:
        state = self.player.state()
        # What has not changed is not written: a device is looked at every second.
        if (text := json.dumps(state)) != self._written:
            self._written = text
            self._revision = self._file.save(self.name, json.dumps({**state, "at_ms": self.player.echo.clock.now_ms()}))

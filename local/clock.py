"""A clock that can be moved on, so that nothing has to wait for a timer."""

import time
from datetime import UTC, datetime

MILLISECONDS = 1000
"""Milliseconds in a second."""


class Clock:
    """The time in milliseconds since 1970 (UTC).

    A standing clock moves only when it is told to; a running one follows the machine's clock as well.
    """

    def __init__(self, start_ms: int | None = None, *, running: bool = False) -> None:
        """Start at `start_ms` (None: the machine's time)."""
        machine = time.time_ns() // 1_000_000
        self._running = running
        self._offset_ms = 0 if start_ms is None else start_ms - machine
        self._start_ms = machine
        self._moved_ms = 0

    def now_ms(self) -> int:
        """Return milliseconds since 1970, UTC."""
        base = time.time_ns() // 1_000_000 if self._running else self._start_ms
        return base + self._offset_ms + self._moved_ms

    def advance(self, milliseconds: int) -> None:
        """Move on. Raises ValueError for a negative number: a clock does not go back."""
        if milliseconds < 0:
            raise ValueError("a clock does not go back")
        self._moved_ms += milliseconds

    def set(self, moment_ms: int) -> None:
        """Move to any moment, earlier ones too: only before anything has happened."""
        self._moved_ms += moment_ms - self.now_ms()

    @property
    def moved_ms(self) -> int:
        """Return how far it was moved, in milliseconds: what is kept of it."""
        return self._moved_ms

    def restore(self, moved_ms: int) -> None:
        """Be as far from the machine's time as a clock was whose `moved_ms` this is."""
        self._moved_ms = moved_ms

    def timestamp(self) -> str:
        """Return the time as Alexa writes it in a request: ISO 8601, UTC, whole seconds."""
        return f"{iso_timestamp(self.now_ms()).partition('.')[0]}Z"


def iso_timestamp(milliseconds: int) -> str:
    """Return a moment as the Timers API writes it: ISO 8601, UTC, with milliseconds."""
    moment = datetime.fromtimestamp(milliseconds / MILLISECONDS, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{milliseconds % MILLISECONDS:03d}Z"

"""A clock that can be moved on, so that nothing has to wait for a timer."""

import time
from datetime import UTC, datetime

MILLISECONDS = 1000
"""Milliseconds in a second."""


class Clock:
    """Now, in milliseconds since 1970 (UTC).

    A standing clock moves only when it is told to; a running one follows the machine's clock as well.
    """

    def __init__(self, start_ms: int | None = None, *, running: bool = False) -> None:
        """Start at `start_ms`, or at the machine's own time."""
        machine = time.time_ns() // 1_000_000
        self._running = running
        self._offset_ms = 0 if start_ms is None else start_ms - machine
        self._start_ms = machine
        self._moved_ms = 0

    def now_ms(self) -> int:
        """Milliseconds since 1970, UTC."""
        base = time.time_ns() // 1_000_000 if self._running else self._start_ms
        return base + self._offset_ms + self._moved_ms

    def advance(self, milliseconds: int) -> None:
        """Move on. A clock never goes back."""
        if milliseconds < 0:
            raise ValueError("a clock does not go back")
        self._moved_ms += milliseconds

    def set(self, moment_ms: int) -> None:
        """Go to any moment, earlier ones too: for before anything has happened."""
        self._moved_ms += moment_ms - self.now_ms()

    def timestamp(self) -> str:
        """Now as Alexa writes it in a request: ISO 8601, UTC, whole seconds."""
        return iso(self.now_ms()).split(".", maxsplit=1)[0].rstrip("Z") + "Z"


def iso(milliseconds: int) -> str:
    """A moment as ISO 8601 in UTC with milliseconds, as the Timers API writes it."""
    moment = datetime.fromtimestamp(milliseconds / MILLISECONDS, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{milliseconds % MILLISECONDS:03d}Z"

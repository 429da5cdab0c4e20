"""Where virtual Echos are kept between two runs: one SQLite file, a row a device.

An open session is part of it, so what is deleted is overwritten.
"""

import json
import sqlite3
import threading
import time
from pathlib import Path
from typing import Any, NamedTuple

_BUSY_SECONDS = 2.0


class StateFileError(ValueError):
    """The file cannot be used. The message is one line."""


class Kept(NamedTuple):
    """What is kept of a device."""

    state: dict[str, Any]
    revision: int
    """Changes whenever anybody writes."""


class StateFile:
    """The file; or, without a path, the same in memory. May be used from several threads and programs."""

    def __init__(self, path: Path | None = None) -> None:
        """Open or make the file. Raises StateFileError if that cannot be done; the file is left as it is then."""
        self._lock = threading.Lock()
        try:
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(
                path or ":memory:", timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._prepare()
        except (sqlite3.Error, OSError, ValueError) as error:
            reason = " ".join(str(error).split())
            raise StateFileError(
                f"{path} cannot keep the virtual Echo ({reason}); it was left as it is: move it away"
            ) from error

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def load(self, name: str) -> Kept | None:
        """Return what is kept of a device; None if nothing is, or nothing that can be read."""
        with self._lock:
            row = self._connection.execute("SELECT state, revision FROM device WHERE name = ?", (name,)).fetchone()
        try:
            state = json.loads(row[0]) if row else None
        except ValueError:
            return None
        return Kept(state, row[1]) if isinstance(state, dict) else None

    def revision(self, name: str) -> int:
        """Return the revision of what is kept of a device; 0 if nothing is."""
        with self._lock:
            row = self._connection.execute("SELECT revision FROM device WHERE name = ?", (name,)).fetchone()
        return int(row[0]) if row else 0

    def save(self, name: str, state: str) -> int:
        """Keep a device, as JSON. Return its new revision."""
        act = (
            "INSERT INTO device (name, state, revision, used_at) VALUES (?, ?, 1, ?) ON CONFLICT (name) DO UPDATE"
            " SET state = excluded.state, revision = revision + 1, used_at = excluded.used_at RETURNING revision"
        )
        with self._lock:
            return int(self._connection.execute(act, (name, state, time.time_ns())).fetchone()[0])

    def names(self) -> list[str]:
        """Return the names of all devices, the one used last first."""
        with self._lock:
            return [row[0] for row in self._connection.execute("SELECT name FROM device ORDER BY used_at DESC")]

    def delete(self, name: str) -> None:
        """Forget a device."""
        with self._lock:
            self._connection.execute("DELETE FROM device WHERE name = ?", (name,))

    def _prepare(self) -> None:
        self._connection.execute("PRAGMA secure_delete = ON")
        # Nothing waits for the disk: after a power cut a virtual Echo may have forgotten its last seconds.
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS device (name TEXT PRIMARY KEY, state TEXT NOT NULL,"
            " revision INTEGER NOT NULL, used_at INTEGER NOT NULL)"
        )
        self._connection.execute("SELECT name, state, revision, used_at FROM device LIMIT 1")

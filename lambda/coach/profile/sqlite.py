"""Profiles in one SQLite file: for a laptop."""

import json
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from coach.profile.model import Profile, ProfileError, from_data, to_data
from coach.profile.store import StoreError
from coach.settings import SettingsError

_BUSY_SECONDS = 1.0
"""How long to wait for another process's write: well inside a turn's budget of 4 s."""


class SqliteStore:
    """One row a user, the profile as JSON. A file that is no database is refused, never overwritten."""

    def __init__(self, path: str) -> None:
        """Open or make the file. Raises SettingsError, in one line, where that cannot be done."""
        self._path = path
        try:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            with closing(self._connect()) as connection, connection:
                connection.execute(
                    "CREATE TABLE IF NOT EXISTS profile"
                    " (user_id TEXT PRIMARY KEY, data TEXT NOT NULL, written_at INTEGER NOT NULL)"
                )
                connection.execute("SELECT user_id, data, written_at FROM profile LIMIT 1")
        except (sqlite3.Error, OSError, ValueError) as error:
            reason = " ".join(str(error).split())
            raise SettingsError(
                f"STORE_URL: {path} cannot be used as a SQLite file ({reason}); it was left as it is:"
                " move it away or name another file"
            ) from error

    def load(self, user_id: str) -> Profile:
        """See Store. A profile that cannot be read is an error, so that nothing is written over it."""
        try:
            with closing(self._connect()) as connection:
                row = connection.execute("SELECT data FROM profile WHERE user_id = ?", (user_id,)).fetchone()
            return from_data(json.loads(row[0])) if row else Profile()
        except (sqlite3.Error, ProfileError, ValueError, TypeError) as error:
            raise StoreError(f"load: {type(error).__name__}") from error

    def save(self, user_id: str, profile: Profile) -> None:
        """See Store."""
        values = (user_id, json.dumps(to_data(profile)), int(time.time()))
        try:
            with closing(self._connect()) as connection, connection:
                connection.execute("INSERT OR REPLACE INTO profile VALUES (?, ?, ?)", values)
        except sqlite3.Error as error:
            raise StoreError(f"save: {type(error).__name__}") from error

    def delete(self, user_id: str) -> None:
        """See Store."""
        try:
            with closing(self._connect()) as connection, connection:
                connection.execute("DELETE FROM profile WHERE user_id = ?", (user_id,))
        except sqlite3.Error as error:
            raise StoreError(f"delete: {type(error).__name__}") from error

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=_BUSY_SECONDS)

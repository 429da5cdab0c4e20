"""Profiles in one SQLite file: for a laptop.

Who somebody is stands in it as a hash only, and what is deleted is overwritten.
"""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from coach.deadline import seconds_left
from coach.profile.model import Profile
from coach.profile.serialization import SCHEMA_VERSION, read, write
from coach.profile.store import NOTHING, StoreConflictError, Stored, StoreError, key_of, new_revision
from coach.settings import SettingsError

_BUSY_SECONDS = 2.0
"""How long to wait for another process's write: inside a turn's budget, and never longer than what is left of it."""
_VERSION = 1
"""Of the file: since then a row's ``user_id`` is a key that does not say who it is."""
_LOOK = "SELECT user_id, data, written_at, revision FROM profile LIMIT 1"
"""Fails where the table is somebody else's: then the connection closes before anything is committed."""


class SqliteStore:
    """One row a user, the profile as JSON. A file that is no database is refused, never overwritten."""

    def __init__(self, path: str) -> None:
        """Open or make the file. Raises SettingsError, in one line, where that cannot be done."""
        self._path = path
        try:
            self._connect().close()
        except (sqlite3.Error, OSError, ValueError) as error:
            reason = " ".join(str(error).split())
            raise SettingsError(
                f"STORE_URL: {path} cannot be used as a SQLite file ({reason}); it was left as it is:"
                " move it away or name another file"
            ) from error

    def load(self, user_id: str) -> Stored:
        """See Store. A profile that cannot be read is an error, so that nothing is written over it."""
        try:
            with closing(self._connect()) as connection:
                query = "SELECT data, revision FROM profile WHERE user_id = ?"
                row = connection.execute(query, (key_of(user_id),)).fetchone()
        except (sqlite3.Error, OSError, ValueError) as error:
            raise StoreError("load") from error
        return Stored(read(row[0]), str(row[1])) if row else NOTHING

    def save(self, user_id: str, profile: Profile, revision: str = "") -> str:
        """See Store."""
        new = new_revision()
        row = {"user": key_of(user_id), "data": write(profile), "at": int(time.time()), "new": new, "held": revision}
        if revision:
            act = (
                "UPDATE profile SET data = :data, written_at = :at, revision = :new"
                " WHERE user_id = :user AND revision = :held"
            )
        else:
            act = "INSERT OR IGNORE INTO profile (user_id, data, written_at, revision) VALUES (:user, :data, :at, :new)"
        try:
            with closing(self._connect()) as connection:
                written = connection.execute(act, row).rowcount
        except (sqlite3.Error, OSError, ValueError) as error:
            raise StoreError("save") from error
        if written != 1:
            raise StoreConflictError("save: written by another")
        return new

    def void_clearance(self, user_id: str) -> None:
        """See Store. A profile of a newer version is left as it is: it is not read, either."""
        act = (
            "UPDATE profile SET revision = :new, data = json_set(data, '$.ice_clear_at', 0, '$.heat_clear_at', 0)"
            " WHERE user_id = :user AND json_extract(data, '$.version') <= :version"
        )
        row = {"user": key_of(user_id), "new": new_revision(), "version": SCHEMA_VERSION}
        try:
            with closing(self._connect()) as connection:
                connection.execute(act, row)
        except (sqlite3.Error, OSError, ValueError) as error:
            raise StoreError("void") from error

    def delete(self, user_id: str) -> None:
        """See Store."""
        try:
            with closing(self._connect()) as connection:
                connection.execute("DELETE FROM profile WHERE user_id = ?", (key_of(user_id),))
        except (sqlite3.Error, OSError, ValueError) as error:
            raise StoreError("delete") from error

    def _connect(self) -> sqlite3.Connection:
        """Return a connection to the file; one that has gone meanwhile is made anew, as at the start."""
        Path(self._path).parent.mkdir(parents=True, exist_ok=True)
        busy = max(0.0, min(_BUSY_SECONDS, seconds_left()))
        # Without an isolation level every statement is its own transaction.
        connection = sqlite3.connect(self._path, timeout=busy, isolation_level=None)
        try:
            # What is deleted is overwritten, not only marked as free.
            connection.execute("PRAGMA secure_delete = ON")
            _prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection


def _prepare(connection: sqlite3.Connection) -> None:
    """Make the table, or bring one of an earlier version up to date in place. Nothing changes if any of it fails."""
    if _version(connection) < _VERSION:
        connection.execute("BEGIN IMMEDIATE")
        # Looked at again now that nobody else can write: another process may have come first.
        if _version(connection) < _VERSION:
            _make(connection)
        connection.execute("COMMIT")
    connection.execute(_LOOK)


def _make(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE IF NOT EXISTS profile (user_id TEXT PRIMARY KEY, data TEXT NOT NULL,"
        " written_at INTEGER NOT NULL, revision TEXT NOT NULL DEFAULT 'first')"
    )
    if "revision" not in _columns(connection):
        connection.execute("ALTER TABLE profile ADD COLUMN revision TEXT NOT NULL DEFAULT 'first'")
    connection.execute(_LOOK)
    connection.create_function("key_of", 1, key_of, deterministic=True)
    connection.execute("UPDATE profile SET user_id = key_of(user_id)")
    connection.execute(f"PRAGMA user_version = {_VERSION}")


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def _columns(connection: sqlite3.Connection) -> set[str]:
    return {row[1] for row in connection.execute("PRAGMA table_info(profile)")}

"""Profiles in this process's memory: for tests, and for a skill that should remember nothing for long."""

import threading

from coach.profile.model import Profile
from coach.profile.store import NOTHING, StoreConflictError, Stored, new_revision
from coach.profile.written import read, write


class InMemoryStore:
    """Keeps each profile as the text that another store would write, so that nothing is shared by reference."""

    def __init__(self) -> None:
        self._rows: dict[str, str] = {}
        self._revisions: dict[str, str] = {}
        self._lock = threading.Lock()

    def load(self, user_id: str) -> Stored:
        """See Store."""
        with self._lock:
            row = self._rows.get(user_id)
            revision = self._revisions.get(user_id, "first")
        return NOTHING if row is None else Stored(read(row), revision)

    def save(self, user_id: str, profile: Profile, revision: str = "") -> str:
        """See Store."""
        with self._lock:
            current = self._revisions.get(user_id, "first") if user_id in self._rows else ""
            if current != revision:
                raise StoreConflictError("save: written by another")
            self._rows[user_id] = write(profile)
            self._revisions[user_id] = new_revision()
            return self._revisions[user_id]

    def delete(self, user_id: str) -> None:
        """See Store."""
        with self._lock:
            self._rows.pop(user_id, None)
            self._revisions.pop(user_id, None)

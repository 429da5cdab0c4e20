"""Profiles in this process's memory: for tests, and for a skill that should remember nothing for long."""

import threading

from coach.profile.model import Profile
from coach.profile.store import NOTHING, StoreConflictError, Stored, new_revision


class InMemoryStore:
    """Keeps the profiles themselves: they cannot be changed, so nothing is shared that matters."""

    def __init__(self) -> None:
        self._stored: dict[str, Stored] = {}
        self._lock = threading.Lock()

    def load(self, user_id: str) -> Stored:
        """See Store."""
        return self._stored.get(user_id, NOTHING)

    def save(self, user_id: str, profile: Profile, revision: str = "") -> str:
        """See Store."""
        with self._lock:
            if self._stored.get(user_id, NOTHING).revision != revision:
                raise StoreConflictError("save: written by another")
            new = new_revision()
            self._stored[user_id] = Stored(profile, new)
            return new

    def void_clearance(self, user_id: str) -> None:
        """See Store."""
        with self._lock:
            if stored := self._stored.get(user_id):
                self._stored[user_id] = Stored(stored.profile.without_clearance(), new_revision())

    def delete(self, user_id: str) -> None:
        """See Store."""
        with self._lock:
            self._stored.pop(user_id, None)

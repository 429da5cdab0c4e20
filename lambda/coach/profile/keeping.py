"""One person's profile through one turn: read at most once, written at most once, unless another device came first."""

import os
import time
from typing import TYPE_CHECKING

from coach.alexa.api_client import seconds_left
from coach.profile.merging import merge
from coach.profile.store import StoreConflictError, Stored, StoreError

if TYPE_CHECKING:
    from coach.profile.model import Profile
    from coach.profile.store import Store

_MOST_TRIES = 40
"""A bound; the turn's budget is the tighter one."""
_FIRST_PAUSE_SECONDS = 0.05
_LONGEST_PAUSE_SECONDS = 0.5


class Memory:
    """What the store holds of one person, and what this turn makes of it."""

    def __init__(self, store: "Store", user_id: str) -> None:
        self._store = store
        self._user_id = user_id
        self._held: Stored | None = None

    def load(self) -> "Profile | None":
        """The profile; None where the request names nobody. Raises StoreError."""
        if not self._user_id:
            return None
        self._held = self._store.load(self._user_id)
        return self._held.profile

    def keep(self, profile: "Profile") -> None:
        """Write the profile, which was made from the one that was loaded. Raises StoreError."""
        if self._held is None:
            self.load()
        if self._held is not None and profile != self._held.profile:
            keep(self._store, self._user_id, self._held, profile)

    def refresh(self) -> None:
        """Where the turn has nothing to write: write what is stored again if it would else expire one day.

        Raises StoreError; a conflict is none, since then another device has just written.
        """
        if self._held is not None and self._held.refresh_due:
            try:
                self._store.save(self._user_id, self._held.profile, self._held.revision)
            except StoreConflictError:
                return

    def forget(self) -> None:
        """Delete all of it. Raises StoreError."""
        if self._user_id:
            self._store.delete(self._user_id)


def keep(store: "Store", user_id: str, held: Stored, ours: "Profile") -> None:
    """Write ``ours``, made from ``held``; where another device wrote in between, what both did.

    Raises StoreError where the turn's time is over first.
    """
    until = time.monotonic() + seconds_left()
    wanted, revision = ours, held.revision
    for tried in range(_MOST_TRIES):
        try:
            store.save(user_id, wanted, revision)
        except StoreConflictError:
            _pause(tried, until)
        else:
            return
        current = store.load(user_id)
        wanted, revision = merge(held.profile, ours, current.profile), current.revision
        if wanted == current.profile:
            return
    raise StoreError("too many others write at the same time")


def _pause(tried: int, until: float) -> None:
    """Wait a random while, longer each time, so that those who met once do not meet again."""
    most = min(_LONGEST_PAUSE_SECONDS, _FIRST_PAUSE_SECONDS * 2**tried)
    seconds = most * os.urandom(1)[0] / 255
    if time.monotonic() + seconds >= until:
        raise StoreError("no time left in this turn")
    time.sleep(seconds)

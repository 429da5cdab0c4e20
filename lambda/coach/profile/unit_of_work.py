"""One person's profile through one turn: read at most once, written at most once, unless another device came first."""

import os
import time
from typing import TYPE_CHECKING

from coach.deadline import seconds_left
from coach.profile.changes import VoidClearance, fold
from coach.profile.merge import merge
from coach.profile.settling import settled
from coach.profile.store import StoreConflictError, Stored, StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.profile.changes import Change
    from coach.profile.model import Profile
    from coach.profile.store import Store

_MOST_TRIES = 40
"""A bound; the turn's budget is the tighter one."""
_FIRST_PAUSE_SECONDS = 0.05
_LONGEST_PAUSE_SECONDS = 0.5


class UnitOfWork:
    """What the store holds of one person, and what this turn makes of it. After a failed load nothing is written."""

    def __init__(self, store: "Store", user_id: str) -> None:
        """``user_id``: empty if the request names nobody; then there is no profile."""
        self._store = store
        self._user_id = user_id
        self._stored: Stored | None = None
        self._is_lost = False
        self._settled: Profile | None = None
        """What was read, where some of it was dated in the future."""

    def load(self, now: int) -> "Profile | None":
        """Return the profile, read from the store once, settled and trimmed to ``now``; None for nobody.

        Raises StoreError.
        """
        stored = self._load()
        return self._known(stored, now) if stored else None

    def _known(self, stored: Stored, now: int) -> "Profile":
        profile = settled(stored.profile, now)
        self._settled = None if profile is stored.profile else profile
        return profile.trimmed(now)

    @property
    def refresh_due(self) -> bool:
        """Whether what was read should be written again, even unchanged.

        So that it does not expire while in use, and so that what was dated in the future ages from now on.
        """
        return self._stored is not None and (self._stored.refresh_due or self._settled is not None)

    def commit(self, changes: "Sequence[Change]", now: int) -> bool:
        """Write what the changes, folded in their order, make of the profile as it was read and trimmed to ``now``.

        A profile that this turn has not read is read first, but where no more is to be done than to take a clearance
        back. Where another device wrote in between, what both did is
        written. Return whether anything had to be written; nobody's profile and no difference are no reason.

        Raises StoreError, also where the turn's time is over first, and where the profile could not be read before.
        """
        if self._stored is None and not self._is_lost and changes and {*changes} == {VoidClearance()}:
            # All that there is to do can be done unread; an emergency's words wait for it.
            if self._user_id:
                self._store.void_clearance(self._user_id)
            return bool(self._user_id)
        stored = self._load() if changes else None
        if stored is None:
            return False
        known = self._known(stored, now)
        ours = fold(known, changes)
        if ours == known:
            return False
        _save(self._store, self._user_id, stored, ours)
        return True

    def refresh(self) -> None:
        """Where the turn has nothing to write: write what is stored again where that is due.

        Raises StoreError; a conflict is none, since then another device has just written.
        """
        if self._stored is not None and self.refresh_due:
            try:
                self._store.save(self._user_id, self._settled or self._stored.profile, self._stored.revision)
            except StoreConflictError:
                return

    def delete(self) -> None:
        """Delete the profile. Raises StoreError."""
        if self._user_id:
            self._store.delete(self._user_id)

    def _load(self) -> Stored | None:
        if self._is_lost:
            raise StoreError("the profile could not be read before")
        if self._stored is None and self._user_id:
            # Until it is read, whatever happens here.
            self._is_lost = True
            self._stored = self._store.load(self._user_id)
            self._is_lost = False
        return self._stored


def _save(store: "Store", user_id: str, stored: Stored, ours: "Profile") -> None:
    """Write ``ours``, made from ``stored``; where another device wrote in between, what both did.

    Raises StoreError where the turn's time is over first.
    """
    until = time.monotonic() + seconds_left()
    wanted, revision = ours, stored.revision
    for tried in range(_MOST_TRIES):
        try:
            store.save(user_id, wanted, revision)
        except StoreConflictError:
            _pause(tried, until)
        else:
            return
        current = store.load(user_id)
        wanted, revision = merge(stored.profile, ours, current.profile), current.revision
        if wanted == current.profile:
            return
    raise StoreError("too many others write at the same time")


def _pause(tried: int, until: float) -> None:
    """Wait a random while, longer each time, so that those who met once do not meet again. Raises StoreError."""
    most = min(_LONGEST_PAUSE_SECONDS, _FIRST_PAUSE_SECONDS * 2**tried)
    seconds = most * os.urandom(1)[0] / 255
    if time.monotonic() + seconds >= until:
        raise StoreError("no time left in this turn")
    time.sleep(seconds)

"""Where profiles are kept: one small interface. ``stores`` holds what implements it."""

import os
from typing import NamedTuple, Protocol

from coach.profile.model import Profile


class StoreError(Exception):
    """The store did not answer, or holds something that must not be overwritten. Nothing was changed."""


class StoreConflictError(StoreError):
    """Somebody else wrote after this profile was read. Nothing was changed: read again, merge, and try again."""


class Stored(NamedTuple):
    """A profile as it was read."""

    profile: Profile
    revision: str
    """Names this very state of the stored profile; empty: nothing is stored. Never used twice, deletions included."""
    refresh_due: bool = False
    """Whether it should be written again, even unchanged, so that it does not expire while it is in use."""


NOTHING = Stored(Profile(), "")
"""What is stored of somebody unknown."""


class Store(Protocol):
    """Keeps one profile a user. Of writers who read the same state one wins, and the others are told.

    Every call ends within what is left of the turn's budget (``coach.deadline.seconds_left``), one way or another.
    """

    def load(self, user_id: str) -> Stored:
        """Return the user's profile; an empty one for somebody unknown. Raises StoreError."""

    def save(self, user_id: str, profile: Profile, revision: str = "") -> str:
        """Keep the profile if what is stored is still at ``revision``, and return its new revision.

        Raises StoreConflictError if it is not, else StoreError.
        """

    def void_clearance(self, user_id: str) -> None:
        """Take the clear no to the cautions back, in one step that reads nothing; unknown is fine. Raises StoreError.

        An emergency's words wait for it: it has to be short.
        """

    def delete(self, user_id: str) -> None:
        """Forget the user, at whatever revision; unknown is fine. Raises StoreError."""


_SALT = b"back-spasm-coach/profile/1:"


def key_of(user_id: str) -> str:
    """Return the key under which somebody's profile is kept where it outlives the process: it does not say who."""
    import hashlib  # only a store that writes to a disk or a table needs it

    return hashlib.sha256(_SALT + user_id.encode("utf-8", "surrogatepass")).hexdigest()


def new_revision() -> str:
    """Return a revision that no state has had.

    A counter would begin again after a deletion, and look like the old one.
    """
    return os.urandom(8).hex()

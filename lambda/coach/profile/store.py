"""Where profiles are kept: one small interface, chosen by a URL."""

import os
from typing import NamedTuple, Protocol

from coach.profile.model import Profile
from coach.settings import Settings


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
    """Keeps one profile a user. Of writers who read the same state one wins, and the others are told."""

    def load(self, user_id: str) -> Stored:
        """The user's profile; an empty one for somebody unknown. Raises StoreError."""

    def save(self, user_id: str, profile: Profile, revision: str = "") -> str:
        """Keep the profile if what is stored is still at ``revision``, and return its new revision.

        Raises StoreConflictError where it is not, else StoreError.
        """

    def delete(self, user_id: str) -> None:
        """Forget the user, at whatever revision; unknown is fine. Raises StoreError."""


def new_revision() -> str:
    """A revision that no state has had: a counter would begin again after a deletion, and look like the old one."""
    return os.urandom(8).hex()


def open_store(settings: Settings, *, at_once: bool = False) -> Store:
    """The store that the settings name; ``at_once``: with everything that its first use needs already made.

    Raises SettingsError, in one line, where it cannot be opened.
    """
    url = settings.store_url
    if url.startswith("sqlite:///"):
        from coach.profile.sqlite import SqliteStore

        return SqliteStore(url.removeprefix("sqlite:///"))
    if url.startswith("dynamodb://"):
        from coach.profile.dynamodb import DynamoDbStore

        store = DynamoDbStore(
            url.removeprefix("dynamodb://"), endpoint_url=settings.dynamodb_endpoint_url, region=settings.aws_region
        )
        if at_once:
            store.connect()
        return store
    from coach.profile.in_memory import InMemoryStore

    return InMemoryStore()

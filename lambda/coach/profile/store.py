"""Where profiles are kept: one small interface, chosen by a URL."""

from typing import Protocol

from coach.profile.model import Profile
from coach.settings import Settings, SettingsError


class StoreError(Exception):
    """The store did not answer, or holds something that must not be overwritten. Nothing was changed."""


class Store(Protocol):
    """Keeps one profile a user."""

    def load(self, user_id: str) -> Profile:
        """The user's profile; an empty one for somebody unknown. Raises StoreError."""

    def save(self, user_id: str, profile: Profile) -> None:
        """Keep the profile. Raises StoreError."""

    def delete(self, user_id: str) -> None:
        """Forget the user; unknown is fine. Raises StoreError."""


def open_store(settings: Settings) -> Store:
    """The store that the settings name.

    Raises SettingsError, in one line, where it cannot be opened.
    """
    url = settings.store_url
    if url.startswith("sqlite:///"):
        from coach.profile.sqlite import SqliteStore

        return SqliteStore(url.removeprefix("sqlite:///"))
    if url.startswith("dynamodb://"):
        raise SettingsError("STORE_URL: dynamodb:// is not built yet; use memory: or sqlite:///PATH")
    from coach.profile.in_memory import InMemoryStore

    return InMemoryStore()

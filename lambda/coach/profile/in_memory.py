"""Profiles in this process's memory: for tests, and for a skill that should remember nothing for long."""

import json

from coach.profile.model import Profile, ProfileError, from_data, to_data
from coach.profile.store import StoreError


class InMemoryStore:
    """Keeps each profile as the JSON that another store would write, so that nothing is shared by reference."""

    def __init__(self) -> None:
        self._rows: dict[str, str] = {}

    def load(self, user_id: str) -> Profile:
        """See Store."""
        row = self._rows.get(user_id)
        if row is None:
            return Profile()
        try:
            return from_data(json.loads(row))
        except (ProfileError, ValueError) as error:
            raise StoreError(str(error)) from error

    def save(self, user_id: str, profile: Profile) -> None:
        """See Store."""
        self._rows[user_id] = json.dumps(to_data(profile))

    def delete(self, user_id: str) -> None:
        """See Store."""
        self._rows.pop(user_id, None)

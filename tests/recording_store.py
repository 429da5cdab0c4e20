"""A store that notes what is asked of it, and fails as told."""

from coach.profile.model import Profile
from coach.profile.store import Stored, StoreError
from coach.profile.stores.memory import InMemoryStore


class RecordingStore(InMemoryStore):
    """Notes what is called; fails as told."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[str] = []
        self.failing: set[str] = set()
        self.refresh_due = False

    def load(self, user_id: str) -> Stored:
        """See Store."""
        self.called("load")
        return super().load(user_id)._replace(refresh_due=self.refresh_due)

    def save(self, user_id: str, profile: Profile, revision: str = "") -> str:
        """See Store."""
        self.called("save")
        return super().save(user_id, profile, revision)

    def void_clearance(self, user_id: str) -> None:
        """See Store."""
        self.called("void")
        super().void_clearance(user_id)

    def delete(self, user_id: str) -> None:
        """See Store."""
        self.called("delete")
        super().delete(user_id)

    def kept(self, user_id: str) -> Profile:
        """Return what is stored by now; this is no call."""
        return super().load(user_id).profile

    def called(self, act: str) -> None:
        """Note a call. Raises StoreError where it is to fail."""
        self.calls.append(act)
        if act in self.failing:
            raise StoreError(act)

"""The skill itself, put together for a laptop: with a store that can be made to fail."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from local.model_file import ROOT

if TYPE_CHECKING:
    from coach.profile.model import Profile
    from coach.profile.store import Store, Stored
    from coach.settings import Settings
    from coach.skill import CoachSkill

_LAMBDA = ROOT / "lambda"


def find_coach() -> None:
    """Make the folder that ships to Lambda importable, as Lambda has it."""
    if str(_LAMBDA) not in sys.path:
        sys.path.insert(0, str(_LAMBDA))


def own_store_url() -> str:
    """The store for a conversation at the keyboard: a SQLite file among the person's own data."""
    home = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return f"sqlite:///{home / 'back-spasm-coach' / 'profiles.sqlite3'}"


class FailingStore:
    """A store that fails for as long as it is told to."""

    def __init__(self, store: "Store") -> None:
        self.failing = False
        self._store = store

    def load(self, user_id: str) -> "Stored":
        """See coach.profile.store.Store."""
        self._may_fail("load")
        return self._store.load(user_id)

    def save(self, user_id: str, profile: "Profile", revision: str = "") -> str:
        """See coach.profile.store.Store."""
        self._may_fail("save")
        return self._store.save(user_id, profile, revision)

    def delete(self, user_id: str) -> None:
        """See coach.profile.store.Store."""
        self._may_fail("delete")
        self._store.delete(user_id)

    def _may_fail(self, act: str) -> None:
        from coach.profile.store import StoreError

        if self.failing:
            raise StoreError(f"{act}: told to fail")


class LocalSkill(NamedTuple):
    """The skill and what can be done to it from outside."""

    skill: "CoachSkill"
    store: FailingStore
    settings: "Settings"

    def handle(self, event: dict[str, Any], _context: object) -> dict[str, Any]:
        """Answer a request envelope, as the Lambda function does."""
        return dict(self.skill.respond(event))


def assemble(store_url: str, env: Mapping[str, str] | None = None) -> LocalSkill:
    """Build the skill on a store. Raises coach.settings.SettingsError, in one line."""
    find_coach()
    from coach.alexa.api_client import DeadlineApiClient
    from coach.profile.store import open_store
    from coach.settings import Settings
    from coach.skill import build_skill

    settings = Settings.from_env({**(os.environ if env is None else env), "STORE_URL": store_url})
    store = FailingStore(open_store(settings))
    return LocalSkill(build_skill(store, DeadlineApiClient(allow_http=True), settings), store, settings)

"""The skill itself, built for a laptop, with a store that can be made to fail; its content, for the review.

The one module here, beside the command line's errors, that imports from `coach`.
"""

import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from local.echo.player import Player
from local.echo.state_file import StateFile
from local.paths import ROOT
from local.timers_api.http_server import TimersApi

if TYPE_CHECKING:
    from coach.profile.model import Profile
    from coach.profile.store import Store, Stored
    from coach.settings import Settings
    from coach.skill import CoachSkill
    from local.clock import Clock
    from local.echo.device import Handler
    from local.review.gathering import Material

_LAMBDA = ROOT / "lambda"


def find_coach() -> None:
    """Make the folder that ships to Lambda importable, as it is there."""
    if str(_LAMBDA) not in sys.path:
        sys.path.insert(0, str(_LAMBDA))


def own_store_url() -> str:
    """Return the STORE_URL of a conversation at the keyboard: a SQLite file in the user's data folder."""
    home = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return f"sqlite:///{home / 'back-spasm-coach' / 'profiles.sqlite3'}"


def container_state_url() -> str:
    """Return what `state_file` takes for the virtual Echos in front of a container."""
    return own_store_url().replace("profiles.", "container.")


def state_file(store_url: str) -> StateFile:
    """Return where the virtual Echos are kept whose skill remembers in this store: beside it, or in memory like it.

    Raises StateFileError.
    """
    if store_url == "memory:":
        return StateFile()
    where = store_url if store_url.startswith("sqlite:///") else own_store_url()
    path = Path(where.removeprefix("sqlite:///"))
    return StateFile(path.with_name(f"{path.stem}.echo{path.suffix}"))


def material() -> "Material":
    """Return what the page for the clinician is made of: the content, and the rule that has the limits."""
    find_coach()
    from coach.care import limits
    from coach.content import load
    from coach.content.catalog import Catalog
    from local.review.gathering import Material

    return Material(Catalog(), load, limits)


class FailingStore:
    """A store that raises StoreError while `failing` is set."""

    def __init__(self, store: "Store") -> None:
        self.failing = False
        self.within = store

    def load(self, user_id: str) -> "Stored":
        """See coach.profile.store.Store."""
        self._may_fail("load")
        return self.within.load(user_id)

    def save(self, user_id: str, profile: "Profile", revision: str = "") -> str:
        """See coach.profile.store.Store."""
        self._may_fail("save")
        return self.within.save(user_id, profile, revision)

    def void_clearance(self, user_id: str) -> None:
        """See coach.profile.store.Store."""
        self._may_fail("void")
        self.within.void_clearance(user_id)

    def delete(self, user_id: str) -> None:
        """See coach.profile.store.Store."""
        self._may_fail("delete")
        self.within.delete(user_id)

    def _may_fail(self, operation: str) -> None:
        from coach.profile.store import StoreError

        if self.failing:
            raise StoreError(f"{operation}: told to fail")


class LocalSkill(NamedTuple):
    """The skill, its store, and the settings that it was built with."""

    skill: "CoachSkill"
    store: FailingStore
    settings: "Settings"

    def handle(self, event: dict[str, Any], _context: object) -> dict[str, Any]:
        """Return the response envelope for a request envelope, as the Lambda function does."""
        return dict(self.skill.respond(event))

    def remembered(self, user_id: str) -> dict[str, Any] | None:
        """Return what is remembered of somebody, as it is stored; None where it cannot be read."""
        from coach.profile.serialization import write
        from coach.profile.store import StoreError

        try:
            return dict(json.loads(write(self.store.within.load(user_id).profile)))
        except StoreError:
            return None

    def forget(self, user_id: str) -> None:
        """Forget somebody whom nobody can be any more; where that fails, what is kept of them expires."""
        from coach.profile.store import StoreError

        with suppress(StoreError):
            self.store.within.delete(user_id)

    def player(self, *, locale: str = "en-US", clock: "Clock | None" = None) -> Player:
        """Return a virtual Echo in front of this skill. Raises ModelError for a locale without a model."""
        return self.named_player("LOCAL", locale=locale, clock=clock)

    def named_player(self, name: str, *, locale: str = "en-US", clock: "Clock | None" = None) -> Player:
        """Return a virtual Echo with a person of this name, whose memory can be made to fail by itself."""
        store = self.store if name == "LOCAL" else FailingStore(self.store.within)
        own = self._replace(skill=_build(store, self.settings), store=store) if store is not self.store else self

        def in_style(style: str) -> "Handler":
            from coach.settings import ScreeningStyle

            wanted = ScreeningStyle(style) if style else own.settings.screening_style
            return own._replace(skill=_build(store, own.settings._replace(screening_style=wanted))).handle

        return Player(
            own.handle,
            locale=locale,
            clock=clock,
            store=store,
            in_style=in_style,
            skill_id=self.settings.skill_id,
            name=name,
        )


def assemble(store_url: str, env: Mapping[str, str] | None = None) -> LocalSkill:
    """Build the skill on a store, with settings from `env` (None: the environment).

    Raises coach.settings.SettingsError, whose message is one line.
    """
    find_coach()
    from coach.profile.stores import open_store
    from coach.settings import Settings

    settings = Settings.from_env({**(os.environ if env is None else env), "STORE_URL": store_url})
    store = FailingStore(open_store(settings))
    return LocalSkill(_build(store, settings), store, settings)


def _build(store: FailingStore, settings: "Settings") -> "CoachSkill":
    from coach.alexa.api_client import DeadlineApiClient
    from coach.skill import build_skill

    return build_skill(store, DeadlineApiClient(may_call_plainly=TimersApi.listens_at), settings)

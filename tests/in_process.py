"""A whole Alexa without a network: the skill, the virtual Echo, and the timers service called in process."""

import json
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from ask_sdk_model.services.api_client import ApiClient
from ask_sdk_model.services.api_client_request import ApiClientRequest
from ask_sdk_model.services.api_client_response import ApiClientResponse

from coach.alexa.api_client import ApiClientError
from coach.profile.model import Profile
from coach.profile.store import Store
from coach.profile.stores.memory import InMemoryStore
from coach.settings import ScreeningStyle, Settings
from coach.skill import build_skill
from local.assembly import FailingStore
from local.clock import Clock
from local.echo.device import Echo, Handler
from local.echo.player import Player
from local.timers_api.service import TimersService

NINE_O_CLOCK_MS = 1_795_251_600_000
"""2026-11-21T09:00:00Z."""


class DirectApiClient(ApiClient):
    """Hands each call straight to the service; what it does not answer fails at once, as the real one does in time."""

    def __init__(self, service: TimersService) -> None:
        self._service = service
        self.sent: list[str] = []
        """The address and the body of each call."""

    def invoke(self, request: ApiClientRequest) -> ApiClientResponse:
        """Make one call. Raises ApiClientError where no answer comes."""
        headers = {name.lower(): value for name, value in request.headers or []}
        _, _, token = headers.get("authorization", "").partition(" ")
        body = json.dumps(request.body).encode() if request.body else b""
        path = urlsplit(request.url or "").path
        self.sent.append(f"{request.url} {body.decode()}")
        status, answer = self._service.answer(request.method or "GET", path, token, body)
        if not status:
            raise ApiClientError("no answer", sent=True)
        return ApiClientResponse(headers=[], status_code=status, body=answer.decode())


class Stage:
    """One person with an Echo, everything in memory, and a clock that stands until it is moved."""

    def __init__(self, *, granted: bool = True, style: str = "ask", memory: Store | None = None) -> None:
        """``memory``: the store (None: one in memory)."""
        self.service = TimersService()
        self.memory = memory or InMemoryStore()
        self.store = FailingStore(self.memory)
        self.clock = Clock(NINE_O_CLOCK_MS)
        self.client = DirectApiClient(self.service)
        self.player = Player(
            self._in_style(style),
            store=self.store,
            in_style=self._in_style,
            timers_api=self.service,
            clock=self.clock,
        )
        self.echo.person.timers.granted = granted

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.player.close()

    def _in_style(self, style: str) -> Handler:
        settings = Settings(screening_style=ScreeningStyle(style or "ask"))
        skill = build_skill(self.store, self.client, settings)
        return lambda event, _: dict(skill.respond(event))

    @property
    def echo(self) -> Echo:
        """The person's Echo."""
        return self.player.echo

    @property
    def profile(self) -> Profile:
        """What the store holds of the person."""
        return self.memory.load(self.echo.person.user_id).profile

    def play(self, *lines: str) -> str:
        """Play lines of a script; everything that was spoken in answer."""
        return " ".join(turn.speech for turn in self.player.play(lines) if turn.speech)

"""The page and what it asks for: lines said to a device, what happened on it, and what is inside."""

import json
import time
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, abort, request, send_file, send_from_directory

from local.echo.devices import OWN, Devices, UnknownDeviceError
from local.echo.dialogue import as_dialogue, as_replay
from local.echo.kept_device import Event, KeptDevice
from local.echo.request_envelope import SKILL_ID
from local.echo.response_rules import EchoError
from local.echo.script import ScriptError
from local.nlu.model_file import ModelError
from local.paths import ROOT

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

Remembered = Callable[[str], dict[str, Any] | None]
"""What the skill remembers of a user id, as JSON; None where that cannot be seen."""

_PAGE = Path(__file__).parent / "page"
_RENDERER = ROOT / ".apl" / "node_modules" / "apl-viewhost-web" / "index.js"
_LONGEST_LINE = 500
_MOST_ARGUMENTS = 20
_STARTED = time.time_ns() // 1_000_000
_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'unsafe-eval'; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' data:; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)
"""Nothing on the page reaches beyond this server. The renderer makes functions as it goes."""


def add_simulator(app: Flask, devices: Devices, remembered: Remembered = lambda _user_id: None) -> None:
    """Add the page at `/`, its files under `/page/`, and what it calls: POST, JSON in and out."""
    _add_files(app)
    for error in (ScriptError, EchoError, ModelError, UnknownDeviceError):
        app.register_error_handler(error, _said_wrong)

    def device() -> KeptDevice:
        name = _body().get("device", OWN)
        if not isinstance(name, str):
            raise UnknownDeviceError("a device's name is text")
        return devices.named(name)

    @app.post("/talk")
    def talk() -> "ResponseReturnValue":
        line = _body().get("say")
        if not isinstance(line, str) or len(line) > _LONGEST_LINE:
            return {"error": 'send {"say": "..."}'}, HTTPStatus.BAD_REQUEST
        chosen = device()
        turns = chosen.say(line)
        return {"turns": [json.loads(turn.as_json()) for turn in turns], **_seen(chosen)}

    @app.post("/touch")
    def touch() -> "ResponseReturnValue":
        arguments = _body().get("arguments")
        if not isinstance(arguments, list) or len(arguments) > _MOST_ARGUMENTS:
            return {"error": 'send {"arguments": [...]}'}, HTTPStatus.BAD_REQUEST
        chosen = device()
        chosen.touch(arguments)
        return _seen(chosen)

    @app.post("/quiet")
    def quiet() -> dict[str, Any]:
        chosen = device()
        chosen.quiet()
        return _seen(chosen)

    _add_looks(app, device, remembered)


def _add_looks(app: Flask, device: Callable[[], KeptDevice], remembered: Remembered) -> None:
    """Add what only looks at a device."""

    @app.post("/rings")
    def rings() -> dict[str, Any]:
        chosen = device()
        return {"rings": list(chosen.rang()), **_seen(chosen)}

    @app.post("/inside")
    def inside() -> dict[str, Any]:
        echo = device().player.echo
        profile = remembered(echo.person.user_id)
        attributes = echo.session.attributes if echo.session else {}
        return {"attributes": attributes, "profile": profile, "shown": echo.shown}

    @app.post("/dialogue")
    def dialogue() -> dict[str, str]:
        chosen = device()
        events, locale = chosen.since(0), chosen.player.echo.locale
        return {"dialogue": as_dialogue(events), "replay": as_replay(events, SKILL_ID, locale)}


def _add_files(app: Flask) -> None:
    @app.get("/")
    def page() -> Response:
        answer = send_file(_PAGE / "index.html")
        answer.headers["Content-Security-Policy"] = _POLICY
        return answer

    @app.get("/page/<name>")
    def file(name: str) -> Response:
        if not name.endswith((".js", ".css")):
            abort(404)
        return send_from_directory(_PAGE, name)

    @app.get("/favicon.ico")
    def icon() -> Response:
        return send_file(ROOT / "skill-package" / "assets" / "images" / "small.png")

    @app.get("/apl-viewhost-web.js")
    def renderer() -> Response:
        if not _RENDERER.exists():
            abort(404)
        return send_file(_RENDERER, mimetype="text/javascript; charset=utf-8", max_age=86_400)


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    return body if isinstance(body, dict) else {}


def _said_wrong(error: Exception) -> tuple[dict[str, str], int]:
    return {"error": str(error).removeprefix("line 1: ")}, HTTPStatus.BAD_REQUEST


def _seen(device: KeptDevice) -> dict[str, Any]:
    """Return what happened since the page last looked, and how things are."""
    after = _body().get("after", 0)
    events = [_shown(event) for event in device.since(after if isinstance(after, int) else 0)]
    return {"events": events, "state": _state(device)}


def _shown(event: Event) -> dict[str, Any]:
    shown: dict[str, Any] = {"number": event.number}
    if event.turn is not None:
        turn = event.turn
        names = ("sureness", "note", "took_ms", "envelope", "response")
        shown["turn"] = json.loads(turn.as_json()) | {name: getattr(turn, name) for name in names}
    return shown | ({"note": event.note} if event.note else {}) | ({"ring": event.ring} if event.ring else {})


def _state(device: KeptDevice) -> dict[str, Any]:
    player, echo = device.player, device.player.echo
    timers = echo.person.timers
    return {
        "device": device.name,
        "started": _STARTED,
        "now": echo.clock.now_ms(),
        "moved": echo.clock.moved_ms,
        "session": echo.in_session,
        "asking": echo.session and echo.session.attributes.get("asking"),
        "consent": bool(echo.session and echo.session.consent),
        "locale": echo.locale,
        "screen": echo.screen,
        "viewport": echo.viewport,
        "zone": player.timers_api.time_zone,
        "granted": timers.granted,
        "timersAllowed": echo.has_apis,
        "hears": echo.hears.value,
        "style": player.style or "ask",
        "fails": player.fails,
        "ringing": timers.ringing(),
        "timers": [{"label": label, "left": left, "paused": paused} for label, left, paused in timers.labelled(None)],
        "nextRing": timers.next_ring_ms(),
        "renderer": _RENDERER.exists(),
    }

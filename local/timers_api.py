"""Amazon's Timers API as a real HTTP server, so that the SDK's own client talks to it."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self, cast

from local.timers import TimerRefused, Timers

FAILURES = ("401", "403", "404", "429", "500", "504", "timeout", "garbage")
"""The ways in which the service can be made to fail."""
_PATH = "/v1/alerts/timers"
_LONGEST_HANG_SECONDS = 30.0
"""How long a hanging call hangs at most, if nobody heals the service."""
_LONGEST_BODY = 64 * 1024
_MESSAGES = {
    401: ("UNAUTHORIZED", "The person has not granted the permission."),
    403: ("FORBIDDEN", "This is not allowed."),
    404: ("NOT_FOUND", "There is no such thing."),
    405: ("METHOD_NOT_ALLOWED", "This cannot be done here."),
    429: ("TOO_MANY_REQUESTS", "Too many requests."),
    500: ("INTERNAL_ERROR", "Something went wrong."),
    504: ("DEVICE_OFFLINE", "The device is offline."),
}


class TimersApi:
    """The service. Use it in a `with` block, or close it."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0, *, named: str | None = None) -> None:
        """Start listening; port 0 takes a free one. `named`: the host's name as the skill reaches it."""
        self.calls: list[tuple[str, str]] = []
        """Method and path of each call, for tests."""
        self._people: dict[str, Timers] = {}
        self._failure: str | None = None
        self._healed = threading.Event()
        self._healed.set()
        self._server = _Server((host, port), _Handler)
        self._server.api = self
        self.url = f"http://{named or host}:{self._server.server_address[1]}"
        """What requests give as context.System.apiEndpoint."""
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True, name="timers-api").start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop listening and let go of hanging calls."""
        self.heal()
        self._server.shutdown()
        self._server.server_close()

    def add_person(self, token: str, timers: Timers) -> None:
        """Whoever sends this Bearer token means these timers."""
        self._people[token] = timers

    def fail(self, how: str) -> None:
        """Fail every call until healed; `how` is one of FAILURES."""
        if how not in FAILURES:
            raise ValueError(f"the timers service cannot fail as {how!r}")
        self._failure = how
        self._healed.clear()

    def heal(self) -> None:
        """Work again."""
        self._failure = None
        self._healed.set()

    def answer(self, method: str, path: str, token: str, body: bytes) -> tuple[int, bytes]:
        """Answer one call: HTTP status and body. Status 0: hang up without an answer."""
        self.calls.append((method, path))
        failure = self._failure
        if failure == "timeout":
            self._healed.wait(_LONGEST_HANG_SECONDS)
            return 0, b""
        if failure == "garbage":
            return 200, b"<html>Something else altogether</html>"
        if failure is not None:
            return _refusal(int(failure))
        timers = self._people.get(token)
        if timers is None or not timers.granted:
            return _refusal(401)
        try:
            return _route(timers, method, path, body)
        except TimerRefused as refused:
            return _error(refused.status, refused.code, refused.message)


def _route(timers: Timers, method: str, path: str, body: bytes) -> tuple[int, bytes]:
    if path != _PATH and not path.startswith(f"{_PATH}/"):
        return _refusal(404)
    parts = [part for part in path.removeprefix(_PATH).split("/") if part]
    match (method, parts):
        case ("POST", []):
            return 200, _json(timers.create(_parsed(body)))
        case ("GET", []):
            found = timers.skills()
            return 200, _json({"totalCount": len(found), "timers": found, "nextToken": None})
        case ("DELETE", []):
            timers.delete_all()
        case ("GET", [timer_id]):
            return 200, _json(timers.get(timer_id))
        case ("DELETE", [timer_id]):
            timers.delete(timer_id)
        case ("POST", [timer_id, "pause"]):
            timers.pause(timer_id)
        case ("POST", [timer_id, "resume"]):
            timers.resume(timer_id)
        case _:
            return _refusal(405 if len(parts) < 2 else 404)
    return 200, b""


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError as error:
        raise TimerRefused(400, "INVALID_REQUEST", "The body is not JSON.") from error


def _refusal(status: int) -> tuple[int, bytes]:
    return _error(status, *_MESSAGES[status])


def _error(status: int, code: str, message: str) -> tuple[int, bytes]:
    return status, _json({"code": code, "message": message})


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # A hanging call must not hold up the end of a test.
    block_on_close = False
    api: TimersApi


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Idle connections of a client that went away.
    timeout = _LONGEST_HANG_SECONDS

    def _serve(self) -> None:
        try:
            length = int(self.headers.get("Content-Length") or 0)
        except ValueError:
            length = -1
        if not 0 <= length <= _LONGEST_BODY:
            self.close_connection = True
            return
        body = self.rfile.read(length) if length else b""
        scheme, _, token = (self.headers.get("Authorization") or "").partition(" ")
        api = cast("_Server", self.server).api
        path = self.path.partition("?")[0]
        status, answer = api.answer(self.command, path, token if scheme == "Bearer" else "", body)
        if not status:
            self.close_connection = True
            return
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_POST = do_DELETE = do_PUT = _serve  # noqa: N815 (the names that http.server calls)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (as inherited)
        """Say nothing: a transcript is being printed."""

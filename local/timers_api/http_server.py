"""The timers service as a real HTTP server, so that the SDK's own client talks to it."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic
from typing import ClassVar, Self, cast

from local.timers_api.service import TimersService

_LONGEST_HANG_SECONDS = 30.0
"""How long a hanging call hangs at most, if the service is not healed."""
_DRIP_SECONDS = 0.5
"""How long a dripping answer takes for each byte."""
_LONGEST_BODY = 64 * 1024
_DRIPPED = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 4096\r\n\r\n"
"""The start of an answer that never comes to its end."""


class TimersApi(TimersService):
    """The service as an HTTP server in a thread. Use it in a `with` block, or close it."""

    _addresses: ClassVar[set[str]] = set()
    """Where those of this process listen."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0, *, named: str | None = None) -> None:
        """Start listening; port 0 takes a free one. `named`: the host's name for the skill, if it has another there.

        Raises OSError if that is not possible.
        """
        super().__init__(hang=self._wait_for_heal)
        self._server = _Server((host, port), _Handler)
        self._server.api = self
        self._address = f"{named or host}:{self._server.server_address[1]}"
        self.url = f"http://{self._address}"
        self._addresses.add(self._address)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True, name="timers-api").start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop listening and end hanging calls."""
        super().close()
        self._addresses.discard(self._address)
        self._server.shutdown()
        self._server.server_close()

    @classmethod
    def listens_at(cls, address: str) -> bool:
        """Return whether one of this process listens at an address, such as "127.0.0.1:4001"."""
        return address in cls._addresses

    def _wait_for_heal(self) -> None:
        self.healed.wait(_LONGEST_HANG_SECONDS)


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
        body = self._body()
        if body is None:
            self.close_connection = True
            return
        scheme, _, token = (self.headers.get("Authorization") or "").partition(" ")
        api = cast("_Server", self.server).api
        if api.failure(self.command, self.path) == "drip":
            api.calls.append((self.command, self.path.partition("?")[0]))
            self._drip(api)
            return
        status, answer = api.answer(self.command, self.path, token if scheme == "Bearer" else "", body)
        if not status:
            self.close_connection = True
            return
        self.send_response(status)
        if answer or status != 204:
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def _body(self) -> bytes | None:
        """Return the request's body; None if its length is no number, or too large."""
        try:
            length = int(self.headers.get("Content-Length") or 0)
        except ValueError:
            return None
        if not 0 <= length <= _LONGEST_BODY:
            return None
        return self.rfile.read(length) if length else b""

    def _drip(self, api: TimersApi) -> None:
        self.close_connection = True
        ends = monotonic() + _LONGEST_HANG_SECONDS
        try:
            for byte in _DRIPPED:
                self.wfile.write(bytes([byte]))
                if api.healed.wait(_DRIP_SECONDS) or monotonic() > ends:
                    return
        except ConnectionError:
            # Whoever called has given up, as they should.
            return

    do_GET = do_POST = do_DELETE = do_PUT = _serve  # noqa: N815 (the names that http.server calls)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (as inherited)
        """Say nothing: a transcript is being printed."""

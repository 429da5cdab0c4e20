"""The HTTP client under the SDK's service clients: the standard library, with a deadline that holds.

The SDK's own DefaultApiClient sets no timeout, refuses plain HTTP even on this machine, and costs 150 ms to import.
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from ask_sdk_model.services.api_client import ApiClient
from ask_sdk_model.services.api_client_response import ApiClientResponse

if TYPE_CHECKING:
    from http.client import HTTPConnection

    from ask_sdk_model.services.api_client_request import ApiClientRequest

TURN_BUDGET_SECONDS = 4.0
"""What everything remote may take in one turn, together."""
CONNECT_SECONDS = 1.0
READ_SECONDS = 2.0
SAVE_SECONDS = 0.7
"""What no call to Amazon's APIs may take of a turn: what came of it is still to be written down."""
_MOST_BYTES = 256 * 1024

_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


class ApiClientError(Exception):
    """The call did not come back: refused, too slow, or not understood. ``sent`` tells whether it may have worked."""

    def __init__(self, message: str, *, sent: bool) -> None:
        super().__init__(message)
        self.sent = sent


@contextmanager
def turn_budget(seconds: float = TURN_BUDGET_SECONDS) -> Iterator[None]:
    """Everything remote inside shares these seconds of the monotonic clock."""
    token = _deadline.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _deadline.reset(token)


@contextmanager
def call_budget(seconds: float) -> Iterator[None]:
    """A call inside gets no more than these seconds of the turn's."""
    with turn_budget(min(seconds_left(), SAVE_SECONDS + seconds)):
        yield


def seconds_left() -> float:
    """What is left of this turn's budget, in seconds; outside a turn, the whole."""
    deadline = _deadline.get()
    return TURN_BUDGET_SECONDS if deadline is None else deadline - time.monotonic()


class DeadlineApiClient(ApiClient):
    """Calls Amazon's APIs inside the turn's budget. Plain HTTP only where asked for: the emulator on this machine."""

    def __init__(self, *, allow_http: bool = False) -> None:
        self._allow_http = allow_http

    def invoke(self, request: "ApiClientRequest") -> ApiClientResponse:
        """Make one call, once.

        Raises ApiClientError: ``sent`` is False while nothing can have happened, True where it may have.
        """
        from urllib.parse import urlsplit

        left = seconds_left() - SAVE_SECONDS
        if left <= 0:
            raise ApiClientError("no time left in this turn", sent=False)
        url = urlsplit(request.url or "")
        if url.scheme != "https" and not (self._allow_http and url.scheme == "http"):
            raise ApiClientError("only https endpoints are called", sent=False)
        sent = threading.Event()
        answers: list[ApiClientResponse] = []
        failures: list[Exception] = []

        def work() -> None:
            try:
                answers.append(_exchange(request, left, sent))
            except Exception as error:  # noqa: BLE001  whatever it is, the caller makes an ApiClientError of it
                failures.append(error)

        # A read timeout is no deadline: a server that drips a byte a second holds it open, as a name that does not
        # resolve does. So the call has a thread of its own, which is left behind when its time is over.
        worker = threading.Thread(target=work, name="api call", daemon=True)
        worker.start()
        worker.join(min(left, CONNECT_SECONDS + READ_SECONDS))
        if answers:
            return answers[0]
        failure = failures[0] if failures else TimeoutError()
        raise ApiClientError(type(failure).__name__, sent=sent.is_set()) from failure


def _exchange(request: "ApiClientRequest", left: float, sent: threading.Event) -> ApiClientResponse:
    from urllib.parse import urlsplit

    url = urlsplit(request.url or "")
    connection = _connection(url.scheme, url.hostname or "", url.port, min(CONNECT_SECONDS, left))
    try:
        connection.connect()
        connection.sock.settimeout(READ_SECONDS)
        sent.set()
        target = url.path + (f"?{url.query}" if url.query else "")
        body = json.dumps(request.body).encode() if request.body else None
        connection.request(request.method or "GET", target, body=body, headers=dict(request.headers or []))
        response = connection.getresponse()
        data = response.read(_MOST_BYTES)
        return ApiClientResponse(
            headers=list(response.getheaders()), status_code=response.status, body=data.decode("utf-8", "replace")
        )
    finally:
        connection.close()


def _connection(scheme: str, host: str, port: int | None, timeout: float) -> "HTTPConnection":
    from http.client import HTTPConnection, HTTPSConnection

    return (HTTPSConnection if scheme == "https" else HTTPConnection)(host, port, timeout=timeout)

"""The HTTP client under the SDK's service clients: the standard library, with a deadline that holds.

The SDK's own DefaultApiClient sets no timeout, refuses plain HTTP even on this machine, and costs 150 ms to import.
"""

import json
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from ask_sdk_model.services.api_client import ApiClient
from ask_sdk_model.services.api_client_response import ApiClientResponse

from coach.deadline import Budgets, current_budgets, run_within, seconds_left

if TYPE_CHECKING:
    from http.client import HTTPConnection

    from ask_sdk_model.services.api_client_request import ApiClientRequest

_MOST_BYTES = 256 * 1024


class ApiClientError(Exception):
    """The call did not come back: refused, too slow, or not understood. ``sent`` tells whether it may have worked."""

    def __init__(self, message: str, *, sent: bool) -> None:
        super().__init__(message)
        self.sent = sent


class DeadlineApiClient(ApiClient):
    """Calls Amazon's APIs inside the turn's budget, by HTTPS; plainly only where asked for: the timers' emulator."""

    def __init__(self, *, may_call_plainly: Callable[[str], bool] = lambda _address: False) -> None:
        """``may_call_plainly``: whether plain HTTP may go to an address, as it stands in a URL: "127.0.0.1:4001"."""
        self._may_call_plainly = may_call_plainly

    def invoke(self, request: "ApiClientRequest") -> ApiClientResponse:
        """Make one call, once, and return the answer.

        Raises ApiClientError: ``sent`` is False while nothing can have happened, True where it may have.
        """
        from urllib.parse import urlsplit

        budgets = current_budgets()
        left = seconds_left() - budgets.save
        if left <= 0:
            raise ApiClientError("no time left in this turn", sent=False)
        url = urlsplit(request.url or "")
        if url.scheme != "https" and not (url.scheme == "http" and self._may_call_plainly(url.netloc)):
            raise ApiClientError("only https endpoints are called", sent=False)
        sent = threading.Event()
        try:
            return run_within(min(left, budgets.call), lambda: _exchange(request, budgets, left, sent), "api call")
        except Exception as error:
            raise ApiClientError(type(error).__name__, sent=sent.is_set()) from error


def _exchange(request: "ApiClientRequest", budgets: Budgets, left: float, sent: threading.Event) -> ApiClientResponse:
    from urllib.parse import urlsplit

    url = urlsplit(request.url or "")
    connection = _connection(url.scheme, url.hostname or "", url.port, min(budgets.connect, left))
    try:
        connection.connect()
        connection.sock.settimeout(budgets.read)
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

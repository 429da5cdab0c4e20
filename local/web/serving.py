"""The server under the web service: it waits for no request for ever."""

import logging
import os
import socket
import threading
from typing import TYPE_CHECKING

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from flask import Flask

HOST = "127.0.0.1"
"""Where it listens unless told otherwise: on this machine alone."""
_READ_SECONDS = 10.0
"""A whole request has arrived by then, or nothing more of it is read."""


def server_for(app: "Flask", listener: socket.socket, read_seconds: float = _READ_SECONDS) -> BaseWSGIServer:
    """Return the server of an application on a listening socket, which it copies."""
    handler = type("Handler", (_Handler,), {"read_seconds": read_seconds})
    host, port = listener.getsockname()[:2]
    return make_server(host, port, app, threaded=True, request_handler=handler, fd=os.dup(listener.fileno()))


class _Handler(WSGIRequestHandler):
    read_seconds = _READ_SECONDS

    def setup(self) -> None:
        """Set the deadline. A socket's own would begin again with each byte that comes."""
        super().setup()
        self._deadline = threading.Timer(self.read_seconds, self._read_no_more)
        self._deadline.daemon = True
        self._deadline.start()

    def finish(self) -> None:
        """End the connection."""
        self._deadline.cancel()
        super().finish()

    def _read_no_more(self) -> None:
        try:
            self.connection.shutdown(socket.SHUT_RD)
        except OSError:
            # It is over already.
            return

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 (as inherited)
        """Log errors only: what people say is not for a log."""
        if type == "error":
            logging.getLogger(__name__).error(message, *args)

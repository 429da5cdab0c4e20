"""Lambda's own runtime client around the handler, and the runtime API that it asks for its next event: on loopback.

The client is Amazon's (awslambdaric), in a place of its own: `make .runtime/.ready`.
"""

import os
import queue
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from uuid import uuid4

from local.paths import ROOT

CLIENT = ROOT / ".runtime"
_API = "/2018-06-01/runtime/"
_SECONDS = 7
"""The function's timeout (template.yaml)."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a client that is gone: it is ended in the middle of its wait for an event."""


class LambdaRuntime:
    """The function in a process of its own. Use it in a `with` block."""

    def __init__(self, **env: str) -> None:
        """``env``: the function's variables."""
        self._events: queue.Queue[tuple[str, bytes]] = queue.Queue()
        self._answers: queue.Queue[tuple[str, bytes]] = queue.Queue()
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self._env = env
        self._function: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        host, port = self._server.server_address[:2]
        env = {
            "PATH": os.environ["PATH"], "PYTHONPATH": f"{CLIENT}:{ROOT / 'lambda'}",
            "AWS_LAMBDA_RUNTIME_API": f"{host!s}:{port}", "LAMBDA_TASK_ROOT": str(ROOT / "lambda"),
            "AWS_LAMBDA_FUNCTION_NAME": "coach", "STORE_URL": "memory:", **self._env,
        }  # fmt: skip
        self._function = subprocess.Popen(
            [sys.executable, "-m", "awslambdaric", "lambda_function.handler"],
            env=env, cwd=ROOT / "lambda", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._function:
            self._function.kill()
            self._function.wait()
        self._server.shutdown()
        self._server.server_close()

    @property
    def pid(self) -> int:
        """The function's process."""
        return self._function.pid if self._function else 0

    def invoke(self, event: bytes) -> tuple[str, bytes]:
        """Send an event. Return "response" or "error", and its body. Raises queue.Empty where no answer comes."""
        self._events.put((str(uuid4()), event))
        return self._answers.get(timeout=30)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        events, answers = self._events, self._answers

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = 1 << 16

            def do_GET(self) -> None:
                """Give the next event."""
                request, event = events.get()
                deadline = str(int(time.time() * 1000) + _SECONDS * 1000)
                self.send_response(200)
                self.send_header("Lambda-Runtime-Aws-Request-Id", request)
                self.send_header("Lambda-Runtime-Deadline-Ms", deadline)
                self.send_header("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:0:function:coach")
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(event)))
                self.end_headers()
                self.wfile.write(event)

            def do_POST(self) -> None:
                """Take an answer: .../ID/response, .../ID/error, init/error."""
                body = self._body()
                self.send_response(202)
                self.send_header("Content-Length", "0")
                self.end_headers()
                answers.put((self.path.removeprefix(_API).rpartition("/")[2], body))

            def _body(self) -> bytes:
                if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
                    return self.rfile.read(int(self.headers.get("Content-Length", 0)))
                whole = b""
                while size := int(self.rfile.readline().split(b";")[0], 16):
                    whole += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
                return whole

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (as inherited)
                """Say nothing."""

        return Handler

"""The skill in a container: called as Alexa calls it, with a Timers API that it can call back.

`sam local start-lambda` listens like the Lambda service; the function runs in a container of its own, from which this
machine has another name.
"""

import json
import os
import platform
import subprocess
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

from local.clock import Clock
from local.echo.player import Player
from local.echo.response_rules import EchoError
from local.timers_api.http_server import TimersApi

FUNCTION = "CoachFunction"
"""The function's name in template.yaml, which is its name for `sam local`."""
MACHINE = "host.docker.internal"
"""This machine's name inside the container."""
_PATH = f"/2015-03-31/functions/{FUNCTION}/invocations"
_ANSWERS_WITHIN_SECONDS = 60.0
"""The first turn may have to build an image and start a container."""
_LARGEST_ANSWER = 6 * 1024 * 1024


class ContainerError(ValueError):
    """The container cannot be reached. The message is one line."""


class LambdaApi:
    """A client of the Lambda service's Invoke API; its `handle` is the skill."""

    def __init__(self, url: str) -> None:
        """Take the address of `sam local start-lambda`. Raises ContainerError if nothing answers there."""
        self._host, self._port = _host_and_port(url)
        connection = HTTPConnection(self._host, self._port, timeout=5)
        try:
            connection.connect()
        except OSError as error:
            raise ContainerError(f"nothing answers at {url}: start it with sam local start-lambda") from error
        finally:
            connection.close()

    def handle(self, event: dict[str, Any], _context: object = None) -> dict[str, Any]:
        """Invoke the function with an event. Return its answer. Raises EchoError if it fails or answers no object."""
        answer = self.invoke(json.dumps(event).encode())
        if not isinstance(answer, dict):
            raise EchoError(f"the function answered {type(answer).__name__}, not an object")
        if "errorType" in answer:
            raise EchoError(f"the function failed: {answer['errorType']}: {answer.get('errorMessage')}")
        return answer

    def invoke(self, payload: bytes) -> Any:
        """Invoke the function with any payload. Return its answer. Raises EchoError if there is none."""
        connection = HTTPConnection(self._host, self._port, timeout=_ANSWERS_WITHIN_SECONDS)
        try:
            connection.request("POST", _PATH, body=payload, headers={"Content-Type": "application/json"})
            response = connection.getresponse()
            body = response.read(_LARGEST_ANSWER)
        except (OSError, HTTPException) as error:
            raise EchoError(f"the function did not answer ({type(error).__name__})") from error
        finally:
            connection.close()
        if response.status != 200:
            raise EchoError(
                f"the Lambda service answered {response.status} {' '.join(body.decode('utf-8', 'replace').split())}"
            )
        try:
            return json.loads(body)
        except ValueError as error:
            raise EchoError("the function's answer is not JSON") from error


def container_player(
    lambda_url: str, *, locale: str = "en-US", clock: Clock | None = None, name: str = "LOCAL"
) -> Player:
    """Return an Echo in front of `sam local start-lambda`. Raises ContainerError if it cannot be reached."""
    handle = LambdaApi(lambda_url).handle
    skill_id = os.environ.get("SKILL_ID", "").strip()
    timers_api = timers_for_container()
    return Player(handle, locale=locale, clock=clock, skill_id=skill_id, timers_api=timers_api, name=name)


def timers_for_container() -> TimersApi:
    """Return a Timers API that a container reaches. Raises ContainerError if it cannot listen there."""
    host = _machine_seen_from_containers()
    try:
        return TimersApi(host, named=MACHINE)
    except OSError as error:
        raise ContainerError(
            f"the timers cannot listen on {host}, where the container reaches them: {error}"
        ) from error


def _host_and_port(url: str) -> tuple[str, int]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ContainerError(f"{url!r} is no address: {error}") from error
    if parts.scheme != "http" or not parts.hostname or parts.path.rstrip("/") or parts.query:
        raise ContainerError(f"{url!r} is no address of sam local start-lambda: it looks like http://127.0.0.1:3001")
    return parts.hostname, port or 80


def _machine_seen_from_containers() -> str:
    """Return the address where containers reach this machine: on Linux the bridge's, elsewhere Docker forwards."""
    if platform.system() != "Linux":
        return "127.0.0.1"
    command = ["docker", "network", "inspect", "bridge", "--format", "{{(index .IPAM.Config 0).Gateway}}"]
    try:
        found = subprocess.run(command, check=True, capture_output=True, text=True, timeout=10).stdout.strip()
    except (OSError, subprocess.SubprocessError) as error:
        raise ContainerError("Docker Engine does not answer, so a container cannot reach the timers here") from error
    return found or "172.17.0.1"

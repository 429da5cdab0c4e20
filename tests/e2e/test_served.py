"""The skill as `make run` serves it: a process of its own, reached over HTTP."""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from socket import create_server
from typing import Any

import pytest

pytestmark = pytest.mark.e2e
ROOT = Path(__file__).resolve().parents[2]
MOST_SECONDS = 30


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the skill is served."""
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    store = tmp_path_factory.mktemp("store") / "profiles.sqlite3"
    command = [sys.executable, "-m", "local", "run", "--port", str(port), "--store", f"sqlite:///{store}"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as server:
        url = f"http://127.0.0.1:{port}"
        until = time.monotonic() + MOST_SECONDS
        while True:
            try:
                urllib.request.urlopen(url, timeout=1).close()
                break
            except OSError:
                assert server.poll() is None, server.stderr.read() if server.stderr else ""
                assert time.monotonic() < until, "the server does not answer"
        yield url
        server.terminate()


def post(url: str, body: bytes) -> tuple[int, Any]:
    """Status and JSON body (None where it is none) of a POST."""
    request = urllib.request.Request(url, data=body, headers={"Content-Type": "application/json"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, None


def launch() -> bytes:
    request = {"type": "LaunchRequest", "requestId": "r", "timestamp": "2026-01-01T00:00:00Z", "locale": "en-GB"}
    return json.dumps(
        {"version": "1.0", "session": {"new": True}, "context": {"System": {}}, "request": request}
    ).encode()


def test_it_answers_a_request_envelope(address: str) -> None:
    status, answer = post(f"{address}/skill", launch())
    assert status == 200
    assert "999" in answer["response"]["outputSpeech"]["ssml"]
    assert answer["sessionAttributes"]["asking"] == "launch.choose"


@pytest.mark.parametrize("body", [b"{}", b"[]", b"", b"\xff\xfe", b"not json", b'{"request": {"type": "New.Type"}}'])
def test_junk_is_never_a_server_error(address: str, body: bytes) -> None:
    status, _ = post(f"{address}/skill", body)
    assert status < 500


def test_there_is_a_page(address: str) -> None:
    with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310
        assert b"Back Spasm Coach" in answer.read()

"""The virtual Echo in front of a skill that is elsewhere: here a server with the Lambda service's manners."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from local.__main__ import main
from local.assembly import LocalSkill, assemble
from local.echo.response_rules import EchoError
from local.echo.script import ScriptError
from local.paths import ROOT
from local.sam import container
from local.sam.container import MACHINE, ContainerError, LambdaApi, container_player, timers_for_container
from local.timers_api.http_server import TimersApi
from local.web.webservice import create_front

ICE = "open back spasm coach\nice\nno\nno\nyes\ni approve\n@wait 15m\n"


class Service(ThreadingHTTPServer):
    """`sam local start-lambda`, as far as it is used."""

    daemon_threads = True
    skill: LocalSkill
    answer: tuple[int, bytes] | None = None
    paths: list[str]


class Handler(BaseHTTPRequestHandler):
    """Answers as the skill, or as told."""

    def do_POST(self) -> None:
        """Invoke."""
        server: Any = self.server
        server.paths.append(self.path)
        event = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status, body = server.answer or (200, json.dumps(server.skill.handle(event, None)).encode())
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (as inherited)
        """Say nothing."""


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """The service; its skill is in this process, and so reaches the timers at their own address."""
    monkeypatch.setattr(container, "timers_for_container", TimersApi)
    with Service(("127.0.0.1", 0), Handler) as server:
        server.skill = assemble("memory:", {})
        server.paths = []
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


def url(service: Service) -> str:
    return f"http://127.0.0.1:{service.server_address[1]}"


def test_a_whole_conversation_with_its_timer(service: Service) -> None:
    with container_player(url(service)) as player:
        turns = player.play(ICE)
    assert turns[-2].speech.startswith("Started: fifteen minutes.")
    assert turns[-1].rings
    assert set(service.paths) == {"/2015-03-31/functions/CoachFunction/invocations"}


def test_a_store_in_a_container_is_out_of_reach(
    service: Service, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with container_player(url(service)) as player:
        player.play("@fail timers 500\n@heal\n")
        with pytest.raises(ScriptError, match=r"^line 1: @fail store does not reach into the container$"):
            player.play("@fail store")
    script = tmp_path / "script"
    script.write_text("open back spasm coach\n@fail store\n")
    assert main(["talk", "--lambda", url(service), "--script", str(script)]) == 2
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", "local: line 2: @fail store does not reach into the container\n")


def test_the_browser_s_page_talks_to_it_too(service: Service) -> None:
    with container_player(url(service)) as player:
        client = create_front(LambdaApi(url(service)), player).test_client()
        local = {"Host": "localhost"}
        said = client.post("/talk", json={"say": "open back spasm coach"}, headers=local).get_json()
        assert "information, not medical advice" in said["turns"][0]["speech"]
        assert client.post("/talk", json={"say": "@fail store"}, headers=local).status_code == 400
        launch = {"request": {"type": "LaunchRequest", "locale": "en-GB"}}
        assert "999" in json.dumps(client.post("/skill", json=launch).get_json())
        assert client.post("/skill", data=b"junk", content_type="application/json").status_code == 400
        service.answer = (500, b"")
        assert client.post("/skill", json=launch).status_code == 502


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((200, b"not json"), "the function's answer is not JSON"),
        ((200, b"[]"), "the function answered list, not an object"),
        ((200, b'{"errorType": "Runtime.ExitError", "errorMessage": "it left"}'), "Runtime.ExitError: it left"),
        ((404, b'{"Message": "Function not found"}'), "the Lambda service answered 404 .*not found"),
    ],
)
def test_what_the_function_does_wrong_is_said(service: Service, answer: tuple[int, bytes], said: str) -> None:
    service.answer = answer
    with pytest.raises(EchoError, match=said):
        LambdaApi(url(service)).handle({})


def test_a_service_that_goes_away_is_said(service: Service) -> None:
    api = LambdaApi(url(service))
    service.shutdown()
    service.server_close()
    with pytest.raises(EchoError, match=r"^the function did not answer"):
        api.handle({})


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:1", "https://127.0.0.1:3001", "127.0.0.1:3001", "http://127.0.0.1:port", "http://x/y", ""],
)
def test_a_bad_address_is_one_line_and_two(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["talk", "--lambda", address, "--script", "/dev/null"]) == 2
    shown = capsys.readouterr()
    assert (shown.out, len(shown.err.splitlines())) == ("", 1)


@pytest.mark.parametrize(
    "arguments",
    [
        ["talk", "--lambda", "http://127.0.0.1:3001", "--store", "memory:"],
        ["run", "--lambda", "http://127.0.0.1:3001", "--verify"],
        ["hash", "/nowhere/at/all"],
    ],
)
def test_what_does_not_go_together_is_one_line_and_two(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        status = main(arguments)
    except SystemExit as left:
        status = int(left.code or 0)
    assert status == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_the_timers_listen_where_containers_reach_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.system", lambda: "Linux")
    found = subprocess.CompletedProcess(["docker"], 0, "127.0.0.1\n", "")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: found)
    with timers_for_container() as timers:
        assert timers.url.startswith(f"http://{MACHINE}:")
    found.stdout = "192.0.2.1\n"
    with pytest.raises(ContainerError, match=r"cannot listen on 192\.0\.2\.1"):
        timers_for_container()


def test_without_docker_one_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object, **__: object) -> None:
        raise FileNotFoundError("docker")

    monkeypatch.setattr("platform.system", lambda: "Linux")
    monkeypatch.setattr(subprocess, "run", none)
    with pytest.raises(ContainerError, match=r"^Docker Engine does not answer"):
        timers_for_container()


@pytest.mark.parametrize(("value", "allowed"), [("true", True), ("false", False), (None, False)])
def test_plain_http_is_called_in_sam_local_only(value: str | None, *, allowed: bool, tmp_path: Path) -> None:
    code = (
        "import lambda_function as f; may = f.API_CLIENT._may_call_plainly;"
        f"assert not may('127.0.0.1:80') and not may('{MACHINE}.example:80'); print(may('{MACHINE}:4001'))"
    )
    env = {"PATH": "", "HOME": str(tmp_path), **({"AWS_SAM_LOCAL": value} if value else {})}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT / "lambda", env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(allowed)

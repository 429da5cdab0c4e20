"""What the page asks of its server: what happened, how things are, and for whom; who may ask, and what is served."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from local.__main__ import main
from local.assembly import assemble
from local.clock import Clock
from local.echo.devices import Devices
from local.echo.state_file import StateFile
from local.web import reload, webservice
from local.web.guard import THIS_MACHINE
from local.web.webservice import Serving, create_app

ICE = ("open back spasm coach", "ice", "no", "no", "yes", "i approve", "no")


@pytest.fixture
def client() -> Iterator[FlaskClient]:
    skill = assemble("memory:", {})
    with Devices(lambda name: skill.named_player(name, clock=Clock(running=True)), StateFile()) as devices:
        yield create_app(skill, devices).test_client()


def post(client: FlaskClient, path: str, **body: Any) -> Any:
    answer = client.post(path, json=body)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_json()


def test_a_tab_gets_what_happened_since_it_looked(client: FlaskClient) -> None:
    first = post(client, "/talk", say=ICE[0], device="tab")
    (event,) = first["events"]
    assert event["turn"]["response"]["response"]["outputSpeech"]["ssml"].startswith("<speak>")
    assert event["turn"]["envelope"]["request"]["type"] == "LaunchRequest"
    assert first["state"]["session"]
    assert first["state"]["asking"] == "launch.choose"
    second = post(client, "/talk", say=ICE[1], device="tab", after=event["number"])
    assert [event["turn"]["utterance"] for event in second["events"]] == [ICE[1]]
    assert second["events"][0]["turn"]["sureness"] == "as listed"
    assert post(client, "/rings", device="tab", after=second["events"][0]["number"])["events"] == []
    assert len(post(client, "/rings", device="tab")["events"]) == 2
    assert post(client, "/rings", device="another")["events"] == []


def test_timers_rings_and_what_is_inside(client: FlaskClient) -> None:
    for line in ICE:
        seen = post(client, "/talk", say=line, device="tab")
    (timer,) = seen["state"]["timers"]
    assert (timer["label"], timer["paused"]) == ("ice", False)
    assert 890_000 < timer["left"] <= 900_000
    assert seen["state"]["nextRing"] - seen["state"]["now"] == pytest.approx(timer["left"], abs=50)
    inside = post(client, "/inside", device="tab")
    assert len(inside["profile"]["ice_log"]) == 1
    rung = post(client, "/talk", say="@wait 15m", device="tab")["state"]
    assert (rung["timers"], rung["ringing"]) == ([], ["ice"])
    assert post(client, "/talk", say="stop", device="tab")["state"]["ringing"] == []


def test_silence_and_saving(client: FlaskClient) -> None:
    post(client, "/talk", say=ICE[0], device="tab")
    assert post(client, "/quiet", device="tab")["state"]["session"]
    assert not post(client, "/quiet", device="tab")["state"]["session"]
    assert post(client, "/quiet", device="tab")["events"][-1]["turn"]["request"] == "SessionEndedRequest"
    saved = post(client, "/dialogue", device="tab")
    assert ICE[0] in saved["dialogue"]
    assert "@silence" in saved["dialogue"]
    assert '".quit"' in saved["replay"]


@pytest.mark.parametrize("device", [5, "", "a b", "x" * 99, None, []])
def test_a_device_that_is_none_is_a_400(client: FlaskClient, device: Any) -> None:
    for path in ("/talk", "/rings", "/quiet", "/inside", "/dialogue"):
        assert client.post(path, json={"say": "hi", "device": device}).status_code == 400, path


@pytest.mark.parametrize("path", ["/page/../webservice.py", "/page/%2e%2e/guard.py", "/page/index.html", "/page/x.js"])
def test_only_the_pages_own_files_are_served(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.get("/page/app.js").mimetype == "text/javascript"


def test_every_module_of_the_page_is_asked_for_at_once() -> None:
    folder = Path(webservice.__file__).parent / "page"
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert {path.name for path in folder.glob("*.js") if f'"/page/{path.name}"' not in page} == set()


def test_every_file_of_the_page_speaks_of_nothing_elsewhere() -> None:
    for path in (Path(webservice.__file__).parent / "page").iterdir():
        text = path.read_text(encoding="utf-8")
        assert "http://" not in text, path
        assert "https://" not in text.replace("https?:", ""), path


# ------------------------------------------------------------------ listening elsewhere


def test_another_name_has_to_be_named() -> None:
    skill = assemble("memory:", {})
    with skill.player() as player:
        app = create_app(skill, player, verify=True, names=THIS_MACHINE | {"floor.local"})
        client = app.test_client()
        for host, status in (("floor.local:8080", 200), ("127.0.0.1", 200), ("other.local", 403), ("0.0.0.0", 403)):  # noqa: S104
            assert client.get("/", headers={"Host": host}).status_code == status, host
        assert client.post("/skill", json={}, headers={"Host": "floor.local"}).status_code == 400


@pytest.mark.parametrize(("host", "verified"), [("127.0.0.1", False), ("localhost", False), ("192.0.2.7", True)])
def test_beyond_this_machine_only_amazon_may_call_the_skill(
    host: str, verified: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[dict[str, Any]] = []
    monkeypatch.setattr(webservice, "create_app", lambda *_args, **how: made.append(how))
    from contextlib import ExitStack

    with ExitStack() as stack:
        webservice._app(stack, Serving(8080, host=host, names=("floor.local",), store_url="memory:"))
    assert made[0]["verify"] is verified
    assert made[0]["names"] == THIS_MACHINE | {host, "floor.local"}


def test_a_container_is_not_put_on_the_network(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--host", "0.0.0.0", "--lambda", "http://127.0.0.1:3001"]) == 2  # noqa: S104
    assert len(capsys.readouterr().err.splitlines()) == 1


# ------------------------------------------------------------------ starting anew


def test_it_starts_anew_only_with_what_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = tmp_path / "code.py"
    code.write_text("one = 1\n")
    stopped: list[str] = []
    monkeypatch.setattr(reload, "_WATCHED", (tmp_path,))
    monkeypatch.setattr(reload, "_LOOK_SECONDS", 0.001)
    watch = reload.Reload(lambda: stopped.append("stopped"))
    code.write_text("one = (\n")
    problems = iter(["SyntaxError: '(' was never closed", ""])

    def problem() -> str:
        code.write_text("one = 10 + 1\n")
        return next(problems)

    monkeypatch.setattr(reload, "_problem", problem)
    watch._watch()
    assert (stopped, watch.wanted) == (["stopped"], True)
    assert capsys.readouterr().out.splitlines() == [
        "The skill changed, and does not start: SyntaxError: '(' was never closed (the one before goes on)",
        "The skill changed: it starts anew",
    ]


def test_the_socket_is_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    with reload.listener_for("127.0.0.1", 0) as first:
        called: list[list[str]] = []
        monkeypatch.setattr("os.execv", lambda _program, command: called.append(command))
        monkeypatch.chdir(".")
        reload.start_anew(first)
        with reload.listener_for("127.0.0.1", 0) as second:
            assert second.getsockname() == first.getsockname()
            assert second.type == socket.SOCK_STREAM
        assert called[0][1:3] == ["-m", "local"]

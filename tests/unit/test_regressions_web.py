"""What any website could once make `make run` do, and what anybody could make its server wait for."""

import base64
import json
import socket
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from flask.testing import FlaskClient

from coach.profile.model import Profile
from local.assembly import LocalSkill, assemble
from local.sam.container import LambdaApi
from local.web import webservice
from local.web.serving import server_for
from local.web.signature import NotFromAmazonError, Verifier, checked_url
from local.web.webservice import create_app, create_front
from tests.authority import NOW, Authority
from tests.envelopes import NINE_O_CLOCK

USER = {"user": {"userId": "somebody"}}
KNOWN = Profile(place="heat")
FOREIGN = {
    "another host": {"Host": "evil.example"},
    "a host that only begins like this machine": {"Host": "127.0.0.1.evil.example"},
    "a host that is none": {"Host": "[::1"},
    "another origin": {"Origin": "https://evil.example"},
    "another port": {"Origin": "http://localhost:3000"},
    "no origin to speak of": {"Origin": "null"},
    "another site": {"Sec-Fetch-Site": "cross-site"},
    "another port of this one": {"Sec-Fetch-Site": "same-site"},
    "plain text": {"Content-Type": "text/plain"},
    "a form": {"Content-Type": "application/x-www-form-urlencoded"},
}


def envelope(kind: str, **system: Any) -> dict[str, Any]:
    request: dict[str, Any] = {"type": kind, "timestamp": NINE_O_CLOCK, "locale": "en-US"}
    if not kind.endswith("Request") and "." not in kind:
        request |= {"type": "IntentRequest", "intent": {"name": kind, "slots": {}}}
    return {"version": "1.0", "session": {"new": True, **USER}, "context": {"System": {**USER, **system}},
            "request": request}  # fmt: skip


@pytest.fixture
def skill() -> LocalSkill:
    made = assemble("memory:", {})
    made.store.save("somebody", KNOWN)
    return made


@pytest.fixture
def client(skill: LocalSkill) -> Iterator[FlaskClient]:
    with skill.player() as player:
        yield create_app(skill, player).test_client()


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN)
@pytest.mark.parametrize("kind", ["WhatYouKnowIntent", "AlexaSkillEvent.SkillDisabled"])
def test_a_website_cannot_drive_the_skill(
    client: FlaskClient, skill: LocalSkill, headers: dict[str, str], kind: str
) -> None:
    body = json.dumps(envelope(kind))
    answer = client.post("/skill", data=body, headers={"Content-Type": "application/json", **headers})
    assert answer.status_code in {400, 403, 415}
    assert b"heat" not in answer.data
    assert skill.store.load("somebody").profile == KNOWN


@pytest.mark.parametrize("path", ["/talk", "/rings", "/touch", "/quiet", "/inside", "/dialogue"])
@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN)
def test_nor_the_simulator(client: FlaskClient, path: str, headers: dict[str, str]) -> None:
    body = '{"say": "open back spasm coach"}'
    answer = client.post(path, data=body, headers={"Content-Type": "application/json", **headers})
    assert answer.status_code in {400, 403, 415}


def test_a_page_of_this_machine_may_and_so_may_a_program(client: FlaskClient) -> None:
    for headers in ({}, {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}, {"Host": "[::1]:8080"}):
        assert client.post("/skill", json=envelope("LaunchRequest"), headers=headers).status_code == 200
    utf8 = {"Content-Type": "application/json;charset=utf-8"}
    assert client.post("/skill", data=json.dumps(envelope("LaunchRequest")), headers=utf8).status_code == 200


def test_get_changes_nothing(client: FlaskClient) -> None:
    """A link on any page is a GET that no check refuses."""
    for path in ("/skill", "/talk", "/rings", "/touch", "/quiet", "/inside", "/dialogue"):
        assert client.get(path).status_code == client.head(path).status_code == 405
    client.post("/talk", json={"say": "alexa, set an ice timer for one minute"})
    client.post("/talk", json={"say": "@wait 59s"})
    client.get("/")


def test_the_front_of_a_container_is_guarded_alike(skill: LocalSkill) -> None:
    class Api(LambdaApi):
        """Handled here, in place of a container."""

        def __init__(self) -> None:
            """Connect to nothing."""

        def handle(self, event: dict[str, Any], _context: object = None) -> dict[str, Any]:
            """Answer."""
            return skill.handle(event, None)

    with skill.player() as player:
        front = create_front(Api(), player).test_client()
        for headers in FOREIGN.values():
            answer = front.post("/skill", data="{}", headers={"Content-Type": "application/json", **headers})
            assert answer.status_code in {400, 403, 415}
        assert front.post("/skill", json=envelope("LaunchRequest")).status_code == 200


class Elsewhere(HTTPServer):
    """A server that notes who calls it."""

    def __init__(self) -> None:
        self.calls = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.calls += 1
                self.send_error(500)

            do_POST = do_DELETE = do_GET  # noqa: N815

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()


def test_the_skill_calls_no_address_that_a_request_chose(client: FlaskClient) -> None:
    server = Elsewhere()
    try:
        for scheme in ("http", "https"):
            endpoint = {"apiEndpoint": f"{scheme}://127.0.0.1:{server.server_port}", "apiAccessToken": "t"}
            event = envelope("Connections.Response", **endpoint)
            event["request"] |= {"status": {"code": "200"}, "payload": {"status": "ACCEPTED"}, "token": "ice:900"}
            said = client.post("/skill", json=event).get_data(as_text=True)
            assert "so none started" in said
        assert server.calls == 0
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def address(skill: LocalSkill) -> Iterator[tuple[str, int]]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = server_for(create_app(skill), listener, read_seconds=0.3)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield listener.getsockname()
        server.shutdown()
        server.server_close()


def sent(address: tuple[str, int], *parts: bytes, each: float = 0.0) -> bytes:
    """Send parts, so many seconds apart, and return what comes back until the far end hangs up."""
    answer = b""
    with socket.create_connection(address, timeout=20) as connection:
        try:
            for part in parts:
                connection.sendall(part)
                if each:
                    time.sleep(each)
            while more := connection.recv(65_536):
                answer += more
        except (ConnectionError, BrokenPipeError):
            return answer
    return answer


HEAD = b"POST /skill HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def test_a_body_in_chunks_is_bounded(address: tuple[str, int]) -> None:
    head = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
    small = chunk(json.dumps(envelope("LaunchRequest")).encode()) + b"0\r\n\r\n"
    assert b" 200 " in sent(address, head, small).partition(b"\r\n")[0]
    large = chunk(b" " * 10_000) * 60 + b"0\r\n\r\n"
    assert b" 413 " in sent(address, head, large).partition(b"\r\n")[0]


def test_a_large_body_is_refused(address: tuple[str, int]) -> None:
    head = HEAD + b"Content-Length: 600000\r\n\r\n"
    assert b" 413 " in sent(address, head, b" " * 600_000).partition(b"\r\n")[0]


@pytest.mark.parametrize(
    "parts", [(b"POST /sk",), (HEAD,), (HEAD + b"Content-Length: 500\r\n\r\n", b"{")], ids=["line", "head", "body"]
)
def test_a_request_that_never_comes_to_its_end_is_hung_up_on(
    address: tuple[str, int], parts: tuple[bytes, ...]
) -> None:
    began = time.monotonic()
    sent(address, *parts)
    assert time.monotonic() - began < 5


def test_a_request_that_drips_is_hung_up_on(address: tuple[str, int]) -> None:
    """Each byte in time, and the whole never: a timeout of each read would wait for ever."""
    began = time.monotonic()
    sent(address, HEAD + b"Content-Length: 500\r\n\r\n", *[b" "] * 100, each=0.05)
    assert time.monotonic() - began < 4


CHAIN = "https://s3.amazonaws.com/echo.api/echo-api-cert-12.pem"


class Signed:
    """Requests of Amazon's, and the verifier that they meet."""

    def __init__(self) -> None:
        self.authority = Authority()
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.leaf = self.authority.certificate("echo-api.amazon.com", self.key)
        self.fetched: list[str] = []
        self.now = NOW
        self.verifier = Verifier(fetch=self.fetch, roots=[self.authority.root], now=lambda: self.now)

    def fetch(self, url: str) -> bytes:
        """Return the chain, wherever it is asked for."""
        self.fetched.append(url)
        return self.leaf.public_bytes(serialization.Encoding.PEM)

    def body(self, seconds: int = 0, **more: Any) -> bytes:
        """Return a body that was sent so many seconds after noon."""
        sent_at = (NOW + timedelta(seconds=seconds)).isoformat()
        return json.dumps({"request": {"timestamp": sent_at, **more}}).encode()

    def signature(self, body: bytes) -> str:
        """Return Amazon's signature of a body."""
        return base64.b64encode(self.key.sign(body, padding.PKCS1v15(), hashes.SHA256())).decode()

    def arrives(self, body: bytes, url: str = CHAIN) -> None:
        """Check a request of Amazon's."""
        self.verifier.check(url, self.signature(body), body)


@pytest.fixture(scope="module")
def amazon() -> Signed:
    return Signed()


@pytest.fixture
def signed(amazon: Signed) -> Signed:
    amazon.fetched.clear()
    amazon.now = NOW
    amazon.verifier = Verifier(fetch=amazon.fetch, roots=[amazon.authority.root], now=lambda: amazon.now)
    return amazon


@pytest.mark.parametrize(
    "url",
    [
        "https://s3.amazonaws.com/echo.api/a b.pem", "https://s3.amazonaws.com/echo.api/a\tb", "https://[s3/echo.api/",
        "https://s3.amazonaws.com/echo.api/\x00", "https://s3.amazonaws.com/echo.api/ä", "https://\ud800/echo.api/x",
        "https://s3.amazonaws.com:99999/echo.api/x", "https://s3.amazonaws.com/echo.api/x?a", "https://", "//", "\n",
    ],
)  # fmt: skip
def test_a_malformed_address_is_a_400(url: str) -> None:
    with pytest.raises(NotFromAmazonError):
        checked_url(url)
    with pytest.raises(NotFromAmazonError):
        Verifier().check(url, "", b"{}")
    app = create_app(assemble("memory:", {}), verify=True)
    headers = {"SignatureCertChainUrl": url} if url.isprintable() and url.isascii() else {}
    answer = app.test_client().post("/skill", json={}, headers=headers)
    assert answer.status_code == 400


@pytest.mark.parametrize("pem", [b"", b"-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n", b"\xff"])
@pytest.mark.parametrize("signature", ["", "a", "ä", "AAAA", "\x00"])
def test_a_malformed_chain_or_signature_is_refused(signed: Signed, pem: bytes, signature: str) -> None:
    for body in (b"", b"[" * 100_000, b'{"request": {"timestamp": 9}}', signed.body()):
        for fetch in (lambda _url: pem, signed.fetch):
            with pytest.raises(NotFromAmazonError):
                Verifier(fetch=fetch, roots=[signed.authority.root], now=lambda: NOW).check(CHAIN, signature, body)


def test_a_replay_inside_the_window_is_refused(signed: Signed) -> None:
    body = signed.body()
    signed.arrives(body)
    for later in (0, 1, 149):
        signed.now = NOW + timedelta(seconds=later)
        with pytest.raises(NotFromAmazonError, match="before"):
            signed.arrives(body)
    signed.arrives(signed.body(100))
    ahead = signed.body(150 + 100)
    signed.arrives(ahead)
    signed.now = NOW + timedelta(seconds=250 + 149)
    with pytest.raises(NotFromAmazonError, match="before"):
        signed.arrives(ahead)
    assert len(signed.verifier._seen) == 1, "what is too old to come again is not remembered"


def test_the_chains_are_kept_only_where_a_signature_held_and_only_a_few(signed: Signed) -> None:
    for number in range(100):
        url = f"https://s3.amazonaws.com/echo.api/{number}.pem"
        with pytest.raises(NotFromAmazonError):
            signed.verifier.check(url, "AAAA", signed.body())
    assert not signed.verifier._chains
    for number in range(100):
        signed.arrives(signed.body(number=number), f"https://s3.amazonaws.com/echo.api/{number}.pem")
    assert len(signed.verifier._chains) == 8
    signed.fetched.clear()
    signed.arrives(signed.body(number=200), "https://s3.amazonaws.com/echo.api/99.pem")
    assert not signed.fetched


def test_a_chain_past_its_time_is_fetched_again(signed: Signed) -> None:
    signed.arrives(signed.body())
    signed.now = NOW + timedelta(days=30)
    for _ in range(2):
        with pytest.raises(NotFromAmazonError):
            signed.arrives(signed.body())
    assert len(signed.fetched) == 2, "the one that was kept is dropped"


def test_a_number_nobody_reads_costs_no_signed_request(signed: Signed) -> None:
    body = signed.body(mark="JUNK").replace(b'"JUNK"', b"9" * 5_000)
    signed.arrives(body)


def test_everything_but_a_signed_skill_call_stays_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """With --verify the skill may be reached by another name, as through a tunnel; the simulator may not."""
    monkeypatch.setattr(webservice, "Verifier", lambda: Verifier(fetch=lambda _: b""))
    skill = assemble("memory:", {})
    with skill.player() as player:
        client = create_app(skill, player, verify=True).test_client()
        assert client.post("/skill", json={}, headers={"Host": "tunnel.example"}).status_code == 400
        assert client.post("/talk", json={"say": "hi"}, headers={"Host": "tunnel.example"}).status_code == 403

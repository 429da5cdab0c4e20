"""The local web service, and the check that a request is Amazon's."""

import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from flask.testing import FlaskClient

from local.__main__ import main
from local.assembly import assemble
from local.echo.player import Player
from local.web.signature import NotFromAmazonError, Verifier, checked_url
from local.web.webservice import create_app
from tests.authority import NOW, Authority

CHAIN = "https://s3.amazonaws.com/echo.api/echo-api-cert-12.pem"
BODY = json.dumps({"request": {"timestamp": "2026-01-05T12:00:00Z"}}).encode()


@pytest.fixture
def client() -> Iterator[FlaskClient]:
    skill = assemble("memory:", {})
    with Player(skill.handle, store=skill.store) as player:
        yield create_app(skill, player).test_client()


def test_the_page_and_a_conversation(client: FlaskClient) -> None:
    page = client.get("/")
    assert b"/page/app.js" in page.data
    assert "connect-src 'self'" in page.headers["Content-Security-Policy"]
    (turn,) = client.post("/talk", json={"say": "open back spasm coach"}).get_json()["turns"]
    assert (turn["request"], turn["ended"]) == ("LaunchRequest", False)
    assert turn["speech"]
    assert client.post("/rings", json={}).get_json()["rings"] == []


@pytest.mark.parametrize("body", [{}, [], {"say": 5}, {"say": "x" * 501}, {"say": "@wait long"}])
def test_a_bad_line_is_a_400(client: FlaskClient, body: Any) -> None:
    assert client.post("/talk", json=body).status_code == 400


def test_only_pages_from_here_may_talk(client: FlaskClient) -> None:
    assert client.post("/talk", data='{"say": "hi"}').status_code == 415
    assert client.post("/talk", json={"say": "hi"}, headers={"Host": "evil.example"}).status_code == 403


@pytest.mark.parametrize("body", [b"{}", b"[]", b"{", b'{"request": {"type": "New.Thing"}}', b"null"])
def test_any_json_gets_an_answer(client: FlaskClient, body: bytes) -> None:
    answer = client.post("/skill", data=body, content_type="application/json")
    assert answer.status_code == 200
    assert answer.get_json()["version"] == "1.0"


def test_unsigned_requests_are_refused_when_verifying() -> None:
    app = create_app(assemble("memory:", {}), verify=True)
    assert app.test_client().post("/skill", json={}).status_code == 400


def test_a_taken_port_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["run", "--port", str(port), "--store", f"sqlite:///{tmp_path}/p.db"]) == 2
    shown = capsys.readouterr()
    assert str(port) in shown.err
    assert len(shown.err.splitlines()) == 1


def check(
    authority: Authority, leaf: x509.Certificate, key: rsa.RSAPrivateKey, body: bytes, signed: bytes | None = None
) -> None:
    """Check a request that `leaf` came with and `key` signed."""
    signature = key.sign(signed or body, padding.PKCS1v15(), hashes.SHA256())
    pem = leaf.public_bytes(serialization.Encoding.PEM)
    verifier = Verifier(fetch=lambda _url: pem, roots=[authority.root], now=lambda: NOW)
    verifier.check(CHAIN, base64.b64encode(signature).decode(), body)


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def test_a_signed_request_is_let_in(authority: Authority, key: rsa.RSAPrivateKey) -> None:
    check(authority, authority.certificate("echo-api.amazon.com", key), key, BODY)


def test_forgeries_are_not(authority: Authority, key: rsa.RSAPrivateKey) -> None:
    good = authority.certificate("echo-api.amazon.com", key)
    other = authority.certificate("echo-api.example.com", key)
    expired = authority.certificate("echo-api.amazon.com", key, ends=NOW - timedelta(days=1))
    stranger = Authority().certificate("echo-api.amazon.com", key)
    for leaf in (other, expired, stranger):
        with pytest.raises(NotFromAmazonError):
            check(authority, leaf, key, BODY)
    with pytest.raises(NotFromAmazonError, match="InvalidSignature"):
        check(authority, good, key, BODY, signed=b"something else")
    for late in (b'{"request": {"timestamp": "2026-01-05T11:57:29Z"}}', b'{"request": {}}', b"[]"):
        with pytest.raises(NotFromAmazonError):
            check(authority, good, key, late)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://s3.amazonaws.com/echo.api/x.pem",
        "https://s3.example.com/echo.api/x.pem",
        "https://s3.amazonaws.com:8443/echo.api/x.pem",
        "https://s3.amazonaws.com/Echo.api/x.pem",
        "https://s3.amazonaws.com/echo.api/../mine/x.pem",
        "https://s3.amazonaws.com@evil.example/echo.api/x.pem",
        "https://s3.amazonaws.com:port/echo.api/x.pem",
    ],
)
def test_a_chain_from_elsewhere_is_refused(url: str) -> None:
    with pytest.raises((NotFromAmazonError, ValueError)):
        checked_url(url)

"""Checks that a request was signed by Amazon, before anything in it is read."""

import base64
import hashlib
import json
import re
import threading
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import certifi
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

_NAME = "echo-api.amazon.com"
_OLDEST_SECONDS = 150
_FETCH_SECONDS = 3.0
_LARGEST_CHAIN = 64 * 1024
_MOST_CHAINS = 8
"""Amazon signs with one at a time, and changes it now and then."""
_ADDRESS = re.compile(r"(?i:https://s3\.amazonaws\.com)(?::443)?(?P<path>/echo\.api/[A-Za-z0-9._/-]+)")


class NotFromAmazonError(Exception):
    """A request that cannot be shown to come from Amazon."""


class Verifier:
    """Verifies requests, each once; certificate chains are fetched once for each address that Amazon signs with."""

    def __init__(
        self,
        *,
        fetch: Callable[[str], bytes] | None = None,
        roots: list[x509.Certificate] | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`fetch` returns a chain's PEM text, `roots` are trusted, `now` returns the time: for tests."""
        self._fetch = fetch or _fetch
        self._roots = roots
        self._now = now
        self._chains: dict[str, list[x509.Certificate]] = {}
        """By address, only where a signature held; the one that was used longest ago first."""
        self._seen: dict[bytes, datetime] = {}
        """When each request was sent, by its digest."""
        self._lock = threading.Lock()

    def check(self, chain_url: str, signature: str, body: bytes) -> None:
        """Check one request: its SignatureCertChainUrl, its Signature-256, its body.

        Raises NotFromAmazonError, whatever is wrong with it.
        """
        try:
            self._check(chain_url, signature, body)
        except NotFromAmazonError:
            raise
        except Exception as error:
            # Whoever it was wrote every part of it: no list of what can be wrong with one is complete.
            raise NotFromAmazonError(type(error).__name__) from error

    def _check(self, chain_url: str, signature: str, body: bytes) -> None:
        url = checked_url(chain_url)
        chain = self._chain(url)
        key = chain[0].public_key()
        if not isinstance(key, rsa.RSAPublicKey):
            raise NotFromAmazonError("the certificate's key is not RSA")
        key.verify(base64.b64decode(signature, validate=True), body, padding.PKCS1v15(), hashes.SHA256())
        self._keep(url, chain)
        # A number too long to read is nobody's business here.
        sent = datetime.fromisoformat(str(json.loads(body, parse_int=str)["request"]["timestamp"]))
        if abs((self._now() - sent).total_seconds()) > _OLDEST_SECONDS:
            raise NotFromAmazonError("the request is too old")
        self._refuse_replay(body, sent)

    def _chain(self, url: str) -> list[x509.Certificate]:
        """Return the chain at an address. It is verified each time, so that none outlives its certificates."""
        chain = self._chains.get(url) or x509.load_pem_x509_certificates(self._fetch(url))
        store = Store(self._roots or _roots())
        verifier = PolicyBuilder().store(store).time(self._now()).build_server_verifier(x509.DNSName(_NAME))
        try:
            verifier.verify(chain[0], chain[1:])
        except VerificationError:
            self._chains.pop(url, None)
            raise
        return chain

    def _keep(self, url: str, chain: list[x509.Certificate]) -> None:
        with self._lock:
            self._chains.pop(url, None)
            self._chains[url] = chain
            while len(self._chains) > _MOST_CHAINS:
                del self._chains[next(iter(self._chains))]

    def _refuse_replay(self, body: bytes, sent: datetime) -> None:
        """Note a request for as long as it could be sent again. Raises NotFromAmazonError for one that was."""
        digest = hashlib.sha256(body).digest()
        with self._lock:
            oldest = self._now() - timedelta(seconds=_OLDEST_SECONDS)
            self._seen = {one: at for one, at in self._seen.items() if at >= oldest}
            if digest in self._seen:
                raise NotFromAmazonError("the request came before")
            self._seen[digest] = sent


def checked_url(url: str) -> str:
    """Return the address of a certificate chain if it is where Amazon keeps them. Raises NotFromAmazonError."""
    found = _ADDRESS.fullmatch(url)
    if not found or ".." in found["path"].split("/"):
        raise NotFromAmazonError("the certificate's address is not Amazon's")
    return f"https://s3.amazonaws.com{found['path']}"


def _roots() -> list[x509.Certificate]:
    with open(certifi.where(), "rb") as bundle:  # noqa: PTH123 (a path from a library)
        return x509.load_pem_x509_certificates(bundle.read())


class _Nowhere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follow none: what is there is no longer where Amazon keeps it."""


def _fetch(url: str) -> bytes:
    with urllib.request.build_opener(_Nowhere).open(url, timeout=_FETCH_SECONDS) as answer:
        return bytes(answer.read(_LARGEST_CHAIN))

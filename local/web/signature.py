"""Checks that a request was signed by Amazon, before anything in it is read."""

import base64
import json
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

import certifi
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

_NAME = "echo-api.amazon.com"
_OLDEST_SECONDS = 150
_FETCH_SECONDS = 3.0
_LARGEST_CHAIN = 64 * 1024


class NotFromAmazonError(Exception):
    """A request that cannot be shown to come from Amazon."""


class Verifier:
    """Verifies requests; certificate chains are fetched once for each address."""

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

    def check(self, chain_url: str, signature: str, body: bytes) -> None:
        """Check one request: its SignatureCertChainUrl, its Signature-256, its body.

        Raises NotFromAmazonError, whatever is wrong with it.
        """
        try:
            self._check(chain_url, signature, body)
        except NotFromAmazonError:
            raise
        except (VerificationError, InvalidSignature, OSError, ValueError, TypeError, KeyError) as error:
            raise NotFromAmazonError(type(error).__name__) from error

    def _check(self, chain_url: str, signature: str, body: bytes) -> None:
        leaf = self._leaf(checked_url(chain_url))
        key = leaf.public_key()
        if not isinstance(key, rsa.RSAPublicKey):
            raise NotFromAmazonError("the certificate's key is not RSA")
        key.verify(base64.b64decode(signature, validate=True), body, padding.PKCS1v15(), hashes.SHA256())
        sent = datetime.fromisoformat(str(json.loads(body)["request"]["timestamp"]))
        if abs((self._now() - sent).total_seconds()) > _OLDEST_SECONDS:
            raise NotFromAmazonError("the request is too old")

    def _leaf(self, url: str) -> x509.Certificate:
        chain = self._chains.get(url) or x509.load_pem_x509_certificates(self._fetch(url))
        # Verified each time, so that a chain does not outlive its certificates.
        store = Store(self._roots or _roots())
        verifier = PolicyBuilder().store(store).time(self._now()).build_server_verifier(x509.DNSName(_NAME))
        verifier.verify(chain[0], chain[1:])
        self._chains[url] = chain
        return chain[0]


def checked_url(url: str) -> str:
    """Return the address of a certificate chain if it is where Amazon keeps them. Raises NotFromAmazonError."""
    parts = urlsplit(url)
    good = (
        parts.scheme.lower() == "https"
        and (parts.hostname or "").lower() == "s3.amazonaws.com"
        and parts.port in {None, 443}
        and parts.username is None
        and parts.path.startswith("/echo.api/")
        and ".." not in parts.path.split("/")
    )
    if not good:
        raise NotFromAmazonError("the certificate's address is not Amazon's")
    return url


def _roots() -> list[x509.Certificate]:
    with open(certifi.where(), "rb") as bundle:  # noqa: PTH123 (a path from a library)
        return x509.load_pem_x509_certificates(bundle.read())


def _fetch(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=_FETCH_SECONDS) as answer:  # noqa: S310 (https, checked)
        return bytes(answer.read(_LARGEST_CHAIN))

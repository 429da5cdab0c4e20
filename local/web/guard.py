"""Who may talk to the skill here, and how much: programs and pages of this machine, and none of the web's."""

from collections.abc import Collection
from urllib.parse import urlsplit

from flask import abort, request

THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "::1"})
"""The names that no other machine has."""
_NOT_ANOTHER_SITE = frozenset({"same-origin", "none"})


def only_from_here(names: Collection[str] = THIS_MACHINE) -> None:
    """Refuse what a page elsewhere makes somebody's browser send. Use it before each request.

    A name that was made to mean this machine comes with its own Host; a page of another site with its Origin, or as
    plain text, for which a browser does not ask first. Whatever changes something is a POST of JSON.
    """
    if _host_in(f"//{request.host}") not in names:
        abort(403)
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"http://{request.host}":
        abort(403)
    if request.headers.get("Sec-Fetch-Site", "none") not in _NOT_ANOTHER_SITE:
        abort(403)
    if request.mimetype != "application/json":
        abort(415)


def only_so_much() -> None:
    """Refuse a body in chunks that is too large; one that names its length is refused by Flask.

    Without a length Werkzeug reads as much as is allowed, and lets the rest go unsaid.
    """
    most = request.max_content_length
    if request.content_length is None and most is not None and len(request.get_data()) >= most:
        abort(413)


def _host_in(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None

"""What a skill sends to create a timer, checked against Amazon's rules."""

from typing import Any, NamedTuple

from local.clock import MILLISECONDS
from local.iso_duration import seconds_of

LONGEST_SECONDS = 2 * 60 * 60
"""The longest timer that a skill may set."""
_LONGEST_LABEL = 256


class TimerRefused(Exception):  # noqa: N818 (what Amazon answers, not a fault of ours)
    """Amazon's refusal: HTTP status, its code and a message."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


class CreateRequest(NamedTuple):
    """A create request that keeps the rules."""

    label: str
    duration: str
    """ISO 8601, as it was sent."""
    length_ms: int
    announcement: str
    """What is announced at the end; empty where nothing is."""
    play_audible: bool


def parse_create_request(body: Any, locale: str) -> CreateRequest:
    """Check a create request as Amazon does; `locale` chooses the announcement. Raises TimerRefused (400)."""
    _check(isinstance(body, dict), "the body must be a JSON object")
    duration, length_ms = _duration(body)
    label = body.get("timerLabel")
    _check(isinstance(label, str) and 0 < len(label) <= _LONGEST_LABEL, "timerLabel must be 1 to 256 characters")
    visibility = _inside(body, "creationBehavior", "displayExperience").get("visibility")
    _check(visibility in ("VISIBLE", "HIDDEN"), "visibility must be VISIBLE or HIDDEN")
    audible = _inside(body, "triggeringBehavior", "notificationConfig").get("playAudible")
    _check(isinstance(audible, bool), "playAudible must be true or false")
    operation = _inside(body, "triggeringBehavior", "operation")
    kind = operation.get("type")
    _check(kind in ("ANNOUNCE", "NOTIFY_ONLY"), "operation.type must be ANNOUNCE or NOTIFY_ONLY")
    announcement = _announcement(operation, locale) if kind == "ANNOUNCE" else ""
    return CreateRequest(str(label), duration, length_ms, announcement, bool(audible))


def _duration(body: dict[str, Any]) -> tuple[str, int]:
    """Return the duration as it was sent, and in milliseconds."""
    duration = body.get("duration")
    seconds = seconds_of(duration) if isinstance(duration, str) else None
    _check(seconds is not None, "duration must be an ISO 8601 duration")
    _check(0 < (seconds or 0) <= LONGEST_SECONDS, "duration must be over nothing and at most PT2H")
    return str(duration), int((seconds or 0) * MILLISECONDS)


def _announcement(operation: dict[str, Any], locale: str) -> str:
    texts = operation.get("textToAnnounce")
    _check(isinstance(texts, list) and bool(texts), "textToAnnounce must be a list of locale and text")
    by_locale: dict[str, str] = {}
    for entry in texts if isinstance(texts, list) else []:
        _check(
            isinstance(entry, dict) and isinstance(entry.get("locale"), str) and isinstance(entry.get("text"), str),
            "textToAnnounce must be a list of locale and text",
        )
        _check("<" not in entry["text"], "textToAnnounce is plain text, not SSML")
        by_locale[entry["locale"]] = entry["text"]
    return by_locale.get(locale) or next(iter(by_locale.values()), "")


def _inside(body: dict[str, Any], *path: str) -> dict[str, Any]:
    found: Any = body
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    _check(isinstance(found, dict), f"{'.'.join(path)} is missing")
    return dict(found)


def _check(good: bool, message: str) -> None:  # noqa: FBT001 (reads as an assertion)
    if not good:
        raise TimerRefused(400, "INVALID_REQUEST", message)

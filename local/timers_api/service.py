"""Amazon's Timers and Reminders APIs, and one device setting beside them: calls in, answers out. No network here."""

import json
import threading
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import unquote

from local.timers_api.create_request import TimerRefused
from local.timers_api.person_reminders import PersonReminders
from local.timers_api.person_timers import PersonTimers

FAILURES = (
    *("400", "401", "403", "404", "429", "500", "504", "timeout", "garbage"),
    *("lost", "unsupported", "locale", "drip"),
)
"""The ways in which the service can be made to fail.

A status; no answer at all ("timeout"); an answer that is not JSON ("garbage"); the call done but its answer not sent
("lost"); a device ("unsupported") or a language ("locale") without timers; an answer sent byte by byte ("drip").
"""
CALLS = ("create", "list", "get", "delete", "pause", "resume", "settings")
"""The calls that can be made to fail one by one; "settings" is the device's time zone."""
REMINDER_CALLS = ("create", "list", "get", "delete")
"""The same for reminders."""
ENDPOINT = "https://api.amazonalexa.com"
"""Where Amazon has these APIs. Nothing here listens there: it serves calls that are answered in process."""
TIMERS_PATH = "/v1/alerts/timers"
REMINDERS_PATH = "/v1/alerts/reminders"
_REMINDERS = "reminders"
_DEVICES_PATH = "/v2/devices/"
_TIME_ZONE_PATH = "/settings/System.timeZone"
_MESSAGES = {
    400: ("BAD_REQUEST", "The request is not as it should be."),
    401: ("UNAUTHORIZED", "The person has not granted the permission."),
    403: ("FORBIDDEN", "This is not allowed."),
    404: ("NOT_FOUND", "There is no such thing."),
    405: ("METHOD_NOT_ALLOWED", "This cannot be done here."),
    429: ("TOO_MANY_REQUESTS", "Too many requests."),
    500: ("INTERNAL_ERROR", "Something went wrong."),
    504: ("DEVICE_OFFLINE", "The device is offline."),
}
_UNSUPPORTED = {
    "unsupported": ("DEVICE_NOT_SUPPORTED", "Timers are not supported on this device."),
    "locale": ("LOCALE_NOT_SUPPORTED", "Timers are not supported in this language."),
}
# The settings have codes of their own, and the SDK cannot read any others.
_SETTINGS_MESSAGES = {
    400: ("UNKNOWN_ERROR", "The request is not as it should be."),
    401: ("INVALID_TOKEN", "The token is not valid."),
    403: ("INVALID_TOKEN", "The token does not have access to this device."),
    404: ("INVALID_KEY", "There is no such setting."),
    405: ("INVALID_URI", "This cannot be done here."),
    429: ("UNKNOWN_ERROR", "Too many requests."),
    500: ("UNKNOWN_ERROR", "Something went wrong."),
    504: ("DEVICE_UNREACHABLE", "The device is offline."),
}
_CALL_OF = {
    ("POST", 0): "create",
    ("GET", 0): "list",
    ("DELETE", 0): "delete",
    ("GET", 1): "get",
    ("DELETE", 1): "delete",
}
"""A call's name by its method, and by how many parts the path has after TIMERS_PATH."""


class _Person(NamedTuple):
    timers: PersonTimers
    device_id: str


class TimersService:
    """Answers calls as Amazon does, and fails when told to. May be called from several threads."""

    def __init__(self, hang: Callable[[], None] | None = None) -> None:
        """Start with no person and no failure. `hang`: what a call without an answer waits for (None: nothing)."""
        self.calls: list[tuple[str, str]] = []
        """Method and path of each call, for tests."""
        self.healed = threading.Event()
        """Set while no call is made to fail."""
        self.healed.set()
        self.hang: Callable[[], None] = hang or (lambda: None)
        self.time_zone: str | None = None
        """Every device's time zone, as in "Europe/London"; None: not set."""
        self.url = ENDPOINT
        """The service's address: the context.System.apiEndpoint of requests."""
        self._people: dict[str, _Person] = {}
        self._failures: dict[str | None, str] = {}

    def close(self) -> None:
        """End hanging calls."""
        self.heal()

    def add_person(self, token: str, timers: PersonTimers, device_id: str = "") -> None:
        """Add a person: the timers and the device that a Bearer token stands for."""
        self._people[token] = _Person(timers, device_id)

    def fail_reminders(self, how: str, call: str | None = None) -> None:
        """Fail the calls for reminders until healed, or one of REMINDER_CALLS alone. Raises ValueError, as `fail`."""
        if how not in FAILURES or (call is not None and call not in REMINDER_CALLS):
            raise ValueError(f"reminders cannot fail as {how!r}" + (f" at {call!r}" if call else ""))
        self._failures[f"{_REMINDERS} {call}" if call else _REMINDERS] = how
        self.healed.clear()

    def fail(self, how: str, call: str | None = None) -> None:
        """Fail until healed; `how` is one of FAILURES.

        With a `call` of CALLS that call fails, besides any that do already. Without one all calls for timers fail, in
        place of any that did; the settings fail only by name. Raises ValueError for an unknown `how` or `call`.
        """
        if not can_fail(how, call):
            raise ValueError(f"the timers service cannot fail as {how!r}" + (f" at {call!r}" if call else ""))
        self._failures = {call: how} if call is None else {**self._failures, call: how}
        self.healed.clear()

    def heal(self) -> None:
        """Stop failing."""
        self._failures = {}
        self.healed.set()

    def state(self) -> dict[str, Any]:
        """Return the time zone, and what is made to fail, as JSON can keep them."""
        return {"time_zone": self.time_zone, "failing": [[call, how] for call, how in self._failures.items()]}

    def restore(self, state: dict[str, Any]) -> None:
        """Be as it was when `state` was taken; the people are added anew."""
        self.time_zone = state["time_zone"]
        self.heal()
        self._failures = dict(state["failing"])
        if self._failures:
            self.healed.clear()

    def failure(self, method: str, path: str) -> str | None:
        """Return how this call is made to fail: one of FAILURES; None if it is not."""
        call = call_name(method, path.partition("?")[0])
        if call is not None and call.startswith(_REMINDERS):
            return self._failures.get(call, self._failures.get(_REMINDERS))
        everything = None if call == "settings" else self._failures.get(None)
        return self._failures.get(call, everything)

    def answer(self, method: str, path: str, token: str, body: bytes) -> tuple[int, bytes]:
        """Return the HTTP status and the body that answer a call; status 0: hang up without an answer."""
        path = path.partition("?")[0]
        self.calls.append((method, path))
        refusal = _SETTINGS_MESSAGES if path.startswith(_DEVICES_PATH) else _MESSAGES
        match self.failure(method, path):
            case None:
                return self._done(method, path, token, body)
            case "lost":
                self._done(method, path, token, body)
                return 0, b""
            case "timeout" | "drip":
                self.hang()
                return 0, b""
            case "garbage":
                return 200, b"<html>Something else altogether</html>"
            case "unsupported" | "locale" as how:
                return _error(403, *_UNSUPPORTED[how])
            case status:
                return _error(int(status), *refusal[int(status)])

    def _done(self, method: str, path: str, token: str, body: bytes) -> tuple[int, bytes]:
        person = self._people.get(token)
        if path.startswith(_DEVICES_PATH):
            return self._setting(method, path, person)
        is_reminder = path == REMINDERS_PATH or path.startswith(f"{REMINDERS_PATH}/")
        if person is None or not (person.timers.reminders if is_reminder else person.timers).granted:
            return _error(401, *_MESSAGES[401])
        try:
            if is_reminder:
                return _reminders(person.timers.reminders, method, path, body)
            return _dispatch(person.timers, method, path, body)
        except TimerRefused as refused:
            return _error(refused.status, refused.code, refused.message)

    def _setting(self, method: str, path: str, person: _Person | None) -> tuple[int, bytes]:
        device = unquote(path.removeprefix(_DEVICES_PATH).removesuffix(_TIME_ZONE_PATH))
        status = 200 if self.time_zone else 204
        if not path.endswith(_TIME_ZONE_PATH):
            status = 404
        elif method != "GET":
            status = 405
        elif person is None:
            status = 401
        elif person.device_id != device:
            status = 403
        if status in _SETTINGS_MESSAGES:
            return _error(status, *_SETTINGS_MESSAGES[status])
        return status, _json(self.time_zone) if self.time_zone else b""


def can_fail(how: str, call: str | None = None) -> bool:
    """Return whether the service can be made to fail so, at this call (None: at all calls for timers)."""
    if call == "settings" and how in _UNSUPPORTED:
        return False
    return how in FAILURES and (call is None or call in CALLS)


def _path_parts(path: str) -> list[str] | None:
    """Return the parts of a path after TIMERS_PATH; None for any other path."""
    if path != TIMERS_PATH and not path.startswith(f"{TIMERS_PATH}/"):
        return None
    return [part for part in path.removeprefix(TIMERS_PATH).split("/") if part]


def call_name(method: str, path: str) -> str | None:
    """Return which of CALLS this is; None if it is none."""
    if path.startswith(_DEVICES_PATH):
        return "settings"
    if path == REMINDERS_PATH or path.startswith(f"{REMINDERS_PATH}/"):
        one = int(path != REMINDERS_PATH)
        return f"{_REMINDERS} {_CALL_OF.get((method, one)) or ''}".strip()
    parts = _path_parts(path)
    if parts is None:
        return None
    if method == "POST" and len(parts) == 2 and parts[1] in ("pause", "resume"):
        return parts[1]
    return _CALL_OF.get((method, len(parts)))


def _dispatch(timers: PersonTimers, method: str, path: str, body: bytes) -> tuple[int, bytes]:
    match _path_parts(path):
        case None:
            return _error(404, *_MESSAGES[404])
        case []:
            return _collection(timers, method, body)
        case [timer_id]:
            return _one_timer(timers, method, timer_id)
        case [timer_id, "pause"] if method == "POST":
            timers.pause(timer_id)
        case [timer_id, "resume"] if method == "POST":
            timers.resume(timer_id)
        case _:
            return _error(404, *_MESSAGES[404])
    return 200, b""


def _reminders(reminders: PersonReminders, method: str, path: str, body: bytes) -> tuple[int, bytes]:
    """Answer a call for reminders."""
    reminder_id = path.removeprefix(REMINDERS_PATH).strip("/")
    match method, bool(reminder_id):
        case "POST", False:
            return 200, _json(reminders.create(_parsed(body)))
        case "GET", False:
            found = reminders.every()
            return 200, _json({"totalCount": str(len(found)), "alerts": found, "links": None})
        case "GET", True:
            return 200, _json(reminders.get(reminder_id))
        case "DELETE", True:
            reminders.delete(reminder_id)
            return 200, b""
        case _:
            return _error(405, *_MESSAGES[405])


def _collection(timers: PersonTimers, method: str, body: bytes) -> tuple[int, bytes]:
    """Answer a call for all timers."""
    match method:
        case "POST":
            return 200, _json(timers.create(_parsed(body)))
        case "GET":
            found = timers.skills()
            return 200, _json({"totalCount": len(found), "timers": found, "nextToken": None})
        case "DELETE":
            timers.delete_all()
            return 200, b""
        case _:
            return _error(405, *_MESSAGES[405])


def _one_timer(timers: PersonTimers, method: str, timer_id: str) -> tuple[int, bytes]:
    """Answer a call for one timer."""
    match method:
        case "GET":
            return 200, _json(timers.get(timer_id))
        case "DELETE":
            timers.delete(timer_id)
            return 200, b""
        case _:
            return _error(405, *_MESSAGES[405])


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError as error:
        raise TimerRefused(400, "INVALID_REQUEST", "The body is not JSON.") from error


def _error(status: int, code: str, message: str) -> tuple[int, bytes]:
    return status, _json({"code": code, "message": message})


def _json(value: object) -> bytes:
    return json.dumps(value).encode()

"""One person's reminders as Alexa keeps them: those of the skill, with Amazon's rules. No network here."""

import threading
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from local.clock import MILLISECONDS, Clock, iso_timestamp
from local.timers_api.create_request import TimerRefused

REMINDERS_PERMISSION = "alexa::alerts:reminders:skill:readwrite"
"""The scope of the permission that a skill needs for reminders."""
MOST_REMINDERS = 250
"""How many reminders there may be."""
_KEPT_MS = 3 * 24 * 60 * 60 * MILLISECONDS
"""For so long one that was given stays in the app, and in the list."""


class _Reminder(NamedTuple):
    """One reminder. Times in milliseconds."""

    id: str
    trigger: dict[str, Any]
    text: str
    locale: str
    created_ms: int
    at_ms: int

    def as_json(self, now_ms: int) -> dict[str, Any]:
        """Return the reminder as the Reminders API shows it."""
        created = iso_timestamp(self.created_ms)
        return {
            "alertToken": self.id,
            "createdTime": created,
            "updatedTime": created,
            "status": "ON" if self.at_ms > now_ms else "COMPLETED",
            "trigger": self.trigger,
            "alertInfo": {"spokenInfo": {"content": [{"locale": self.locale, "text": self.text}]}},
            "pushNotification": {"status": "DISABLED"},
            "version": "1",
        }


class PersonReminders:
    """A person's reminders. May be used from several threads."""

    def __init__(self, clock: Clock) -> None:
        self.granted = False
        """Whether the person has granted the skill the permission."""
        self._clock = clock
        self._lock = threading.RLock()
        self._reminders: list[_Reminder] = []
        self._given_until_ms = clock.now_ms()
        self._made = 0

    def state(self) -> dict[str, Any]:
        """Return all of it as JSON can keep it."""
        with self._lock:
            # Of the moments that were looked at, the last that mattered: it does not change as time goes by.
            given = [one.at_ms for one in self._reminders if one.at_ms <= self._given_until_ms]
            return {
                "granted": self.granted,
                "made": self._made,
                "given_until": max(given, default=0),
                "reminders": [one._asdict() for one in self._reminders],
            }

    def restore(self, state: dict[str, Any]) -> None:
        """Be as it was when `state` was taken. Raises TypeError or KeyError, and changes nothing, if it is none."""
        reminders = [_Reminder(**one) for one in state["reminders"]]
        with self._lock:
            self.granted, self._made = state["granted"], state["made"]
            self._given_until_ms, self._reminders = state["given_until"], reminders

    def create(self, body: Any) -> dict[str, Any]:
        """Create a reminder. Return what the API answers. Raises TimerRefused (400, 403)."""
        now = self._clock.now_ms()
        _check(isinstance(body, dict), "the body must be a JSON object")
        _moment(body.get("requestTime"), "requestTime")
        trigger, at_ms = _trigger(body.get("trigger"), now)
        locale, text = _spoken(body)
        push = body.get("pushNotification") or {"status": "ENABLED"}
        _check(isinstance(push, dict) and push.get("status") in ("ENABLED", "DISABLED"), "pushNotification.status")
        with self._lock:
            self._drop_old(now)
            if len(self._reminders) >= MOST_REMINDERS:
                raise TimerRefused(403, "MAX_REMINDERS_EXCEEDED", "The person has as many reminders as there may be.")
            self._made += 1
            made = _Reminder(f"reminder-{self._made:06d}", trigger, text, locale, now, at_ms)
            self._reminders.append(made)
        shown = made.as_json(now)
        return {name: shown[name] for name in ("alertToken", "createdTime", "updatedTime", "status", "version")}

    def every(self) -> list[dict[str, Any]]:
        """Return all of them as the API shows them, those of the last days that were given already included."""
        with self._lock:
            now = self._clock.now_ms()
            self._drop_old(now)
            return [one.as_json(now) for one in self._reminders]

    def to_come(self) -> list[str]:
        """Return the texts of those that are still to come."""
        with self._lock:
            now = self._clock.now_ms()
            return [one.text for one in self._reminders if one.at_ms > now]

    def get(self, reminder_id: str) -> dict[str, Any]:
        """Return one as the API shows it. Raises TimerRefused (404)."""
        with self._lock:
            return self._find(reminder_id).as_json(self._clock.now_ms())

    def delete(self, reminder_id: str) -> None:
        """Delete one. Raises TimerRefused (404)."""
        with self._lock:
            found = self._find(reminder_id)
            self._reminders.remove(found)

    def cancel_all(self) -> int:
        """Delete all that are still to come, as by voice without the skill. Return how many there were."""
        with self._lock:
            now = self._clock.now_ms()
            kept = [one for one in self._reminders if one.at_ms <= now]
            cancelled = len(self._reminders) - len(kept)
            self._reminders = kept
            return cancelled

    def given(self) -> list[str]:
        """Return the texts of those whose time came since the last call, in order."""
        with self._lock:
            since, now = self._given_until_ms, self._clock.now_ms()
            self._given_until_ms = now
            due = sorted((one for one in self._reminders if since < one.at_ms <= now), key=lambda one: one.at_ms)
            return [one.text for one in due]

    def _find(self, reminder_id: str) -> _Reminder:
        self._drop_old(self._clock.now_ms())
        for one in self._reminders:
            if one.id == reminder_id:
                return one
        raise TimerRefused(404, "ALERT_NOT_FOUND", "There is no such reminder.")

    def _drop_old(self, now: int) -> None:
        self._reminders = [one for one in self._reminders if one.at_ms > now - _KEPT_MS]


def _trigger(trigger: Any, now: int) -> tuple[dict[str, Any], int]:
    """Return a trigger as it is shown, and when it comes, in milliseconds. Raises TimerRefused."""
    _check(isinstance(trigger, dict), "trigger is missing")
    kind = trigger.get("type")
    if kind == "SCHEDULED_RELATIVE":
        seconds = trigger.get("offsetInSeconds")
        _check(isinstance(seconds, int) and not isinstance(seconds, bool) and seconds > 0, "offsetInSeconds")
        return {"type": kind, "offsetInSeconds": seconds}, now + seconds * MILLISECONDS
    _check(kind == "SCHEDULED_ABSOLUTE", "trigger.type must be SCHEDULED_RELATIVE or SCHEDULED_ABSOLUTE")
    moment = _moment(trigger.get("scheduledTime"), "scheduledTime")
    try:
        zone = ZoneInfo(str(trigger.get("timeZoneId")))
    except (KeyError, ValueError, OSError) as error:
        raise TimerRefused(400, "INVALID_REQUEST", "timeZoneId is no time zone") from error
    at_ms = round(moment.replace(tzinfo=zone).timestamp()) * MILLISECONDS
    _check(at_ms > now, "scheduledTime is over")
    return {"type": kind, "scheduledTime": moment.isoformat(), "timeZoneId": str(zone)}, at_ms


def _moment(value: Any, name: str) -> datetime:
    """Return a time without an offset. Raises TimerRefused."""
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise TimerRefused(400, "INVALID_REQUEST", f"{name} is no time") from error
    _check(moment.tzinfo is None, f"{name} has an offset")
    return moment


def _spoken(body: dict[str, Any]) -> tuple[str, str]:
    """Return the locale and the text of what is said. Raises TimerRefused."""
    info = body.get("alertInfo")
    spoken = info.get("spokenInfo") if isinstance(info, dict) else None
    content = spoken.get("content") if isinstance(spoken, dict) else None
    first = content[0] if isinstance(content, list) and content else None
    locale, text = (first.get("locale"), first.get("text")) if isinstance(first, dict) else (None, None)
    if not (isinstance(locale, str) and isinstance(text, str) and text.strip()):
        raise TimerRefused(400, "INVALID_REQUEST", "alertInfo.spokenInfo.content must be a list of locale and text")
    _check("<" not in text, "text is plain, not SSML")
    return locale, text


def _check(good: bool, message: str) -> None:  # noqa: FBT001 (reads as an assertion)
    if not good:
        raise TimerRefused(400, "INVALID_REQUEST", message)

"""One person's timers as Alexa keeps them, with Amazon's rules: no network here."""

import threading
from itertools import count
from typing import Any, NamedTuple

from local.clock import MILLISECONDS, Clock, iso
from local.durations import seconds_of

SCOPE = "alexa::alerts:timers:skill:readwrite"
"""The permission a skill needs for timers."""
LONGEST_SECONDS = 2 * 60 * 60
"""The longest timer that a skill may set."""
MOST_TIMERS = 10
"""How many timers one person may have, their own included."""
_LONGEST_LABEL = 256
_ids = count(1)


class TimerRefused(Exception):  # noqa: N818 (what Amazon answers, not a fault of ours)
    """Amazon's refusal: HTTP status, its code and a message."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


class Ring(NamedTuple):
    """A timer that ended."""

    label: str
    announcement: str
    """What is announced; empty where nothing is."""
    play_audible: bool
    """Whether it rings until somebody stops it."""
    at_ms: int


class _Timer:
    """A running or paused timer. Times in milliseconds."""

    def __init__(self, label: str, length_ms: int, now_ms: int, *, native: bool) -> None:
        self.id = f"timer-{next(_ids):06d}"
        self.label = label
        self.native = native
        self.duration = ""
        self.announcement = ""
        self.play_audible = True
        self.created_ms = now_ms
        self.updated_ms = now_ms
        self.ends_ms: int | None = now_ms + length_ms
        self.left_ms = length_ms

    def as_json(self) -> dict[str, Any]:
        """The timer as the Timers API shows it."""
        shown: dict[str, Any] = {
            "id": self.id,
            "status": "PAUSED" if self.ends_ms is None else "ON",
            "duration": self.duration,
            "timerLabel": self.label,
            "createdTime": iso(self.created_ms),
            "updatedTime": iso(self.updated_ms),
        }
        if self.ends_ms is None:
            shown["remainingTimeWhenPaused"] = _iso_length(self.left_ms)
        else:
            shown["triggerTime"] = iso(self.ends_ms)
        return shown


class Timers:
    """A person's timers: the skill's, and those that they set themselves."""

    def __init__(self, clock: Clock) -> None:
        self.granted = False
        """Whether the person let the skill use timers."""
        self.locale = "en-US"
        """The device's language, in which timers are announced."""
        self._clock = clock
        self._lock = threading.RLock()
        self._timers: list[_Timer] = []
        self._rings: list[Ring] = []

    def create(self, body: Any) -> dict[str, Any]:
        """What POST does. Raises TimerRefused."""
        wanted = _Wanted.of(body, self.locale)
        with self._lock:
            timer = self._add(wanted.label, wanted.length_ms, native=False)
            timer.duration = wanted.duration
            timer.announcement = wanted.announcement
            timer.play_audible = wanted.play_audible
            return timer.as_json()

    def create_native(self, label: str, length_ms: int) -> None:
        """The person's own timer, set by voice. Raises TimerRefused."""
        with self._lock:
            self._add(label, length_ms, native=True).duration = _iso_length(length_ms)

    def skills(self) -> list[dict[str, Any]]:
        """The skill's timers, as GET shows them."""
        with self._lock:
            self._ring()
            return [timer.as_json() for timer in self._timers if not timer.native]

    def get(self, timer_id: str) -> dict[str, Any]:
        """One of the skill's timers. Raises TimerRefused (404)."""
        with self._lock:
            return self._find(timer_id).as_json()

    def delete(self, timer_id: str) -> None:
        """Take one of the skill's timers away. Raises TimerRefused (404)."""
        with self._lock:
            self._timers.remove(self._find(timer_id))

    def delete_all(self) -> None:
        """Take all the skill's timers away; the person's own stay."""
        with self._lock:
            self._ring()
            self._timers = [timer for timer in self._timers if timer.native]

    def pause(self, timer_id: str) -> None:
        """Hold one of the skill's timers; a held one stays held. Raises TimerRefused (404)."""
        with self._lock:
            self._pause(self._find(timer_id))

    def resume(self, timer_id: str) -> None:
        """Let one of the skill's timers run on. Raises TimerRefused (404)."""
        with self._lock:
            self._resume(self._find(timer_id))

    def next_ring_ms(self) -> int | None:
        """When the next timer ends; None where none runs."""
        with self._lock:
            return min((timer.ends_ms for timer in self._timers if timer.ends_ms is not None), default=None)

    def rings(self) -> list[Ring]:
        """What rang since this was last asked, in order; each ring is given out once."""
        with self._lock:
            self._ring()
            rung, self._rings = self._rings, []
            return rung

    def labelled(self, label: str | None) -> list[tuple[str, int, bool]]:
        """Timers of any owner with the label (None: all): label, milliseconds left, paused."""
        with self._lock:
            self._ring()
            now = self._clock.now_ms()
            return [
                (
                    timer.label,
                    timer.left_ms if timer.ends_ms is None else timer.ends_ms - now,
                    timer.ends_ms is None,
                )
                for timer in self._timers
                if label is None or timer.label.casefold() == label.casefold()
            ]

    def by_voice(self, act: str, label: str | None) -> int:
        """Cancel, pause or resume by voice, whoever owns the timer; how many there were."""
        with self._lock:
            self._ring()
            chosen = [t for t in self._timers if label is None or t.label.casefold() == label.casefold()]
            for timer in chosen:
                if act == "cancel":
                    self._timers.remove(timer)
                elif act == "pause":
                    self._pause(timer)
                else:
                    self._resume(timer)
            return len(chosen)

    def extend(self, label: str | None, more_ms: int) -> int:
        """Make timers longer by voice, whoever owns them; how many there were."""
        with self._lock:
            self._ring()
            chosen = [t for t in self._timers if label is None or t.label.casefold() == label.casefold()]
            for timer in chosen:
                timer.left_ms += more_ms
                timer.ends_ms = None if timer.ends_ms is None else timer.ends_ms + more_ms
            return len(chosen)

    def _add(self, label: str, length_ms: int, *, native: bool) -> _Timer:
        self._ring()
        if any(timer.label.casefold() == label.casefold() for timer in self._timers):
            raise TimerRefused(400, "DUPLICATE_LABEL", "There is a timer with this label already.")
        if len(self._timers) >= MOST_TIMERS:
            raise TimerRefused(403, "QUOTA_EXCEEDED", "The person has as many timers as there may be.")
        timer = _Timer(label, length_ms, self._clock.now_ms(), native=native)
        self._timers.append(timer)
        return timer

    def _find(self, timer_id: str) -> _Timer:
        self._ring()
        for timer in self._timers:
            if timer.id == timer_id and not timer.native:
                return timer
        raise TimerRefused(404, "TIMER_NOT_FOUND", "There is no such timer.")

    def _pause(self, timer: _Timer) -> None:
        if timer.ends_ms is not None:
            timer.updated_ms = self._clock.now_ms()
            timer.left_ms, timer.ends_ms = timer.ends_ms - timer.updated_ms, None

    def _resume(self, timer: _Timer) -> None:
        if timer.ends_ms is None:
            timer.updated_ms = self._clock.now_ms()
            timer.ends_ms = timer.updated_ms + timer.left_ms

    def _ring(self) -> None:
        now = self._clock.now_ms()
        ended = [timer for timer in self._timers if timer.ends_ms is not None and timer.ends_ms <= now]
        # In place: whoever called may already hold the list.
        self._timers[:] = [timer for timer in self._timers if timer not in ended]
        self._rings += sorted(
            (Ring(timer.label, timer.announcement, timer.play_audible, timer.ends_ms or now) for timer in ended),
            key=lambda ring: ring.at_ms,
        )


class _Wanted(NamedTuple):
    """A create request that keeps the rules."""

    label: str
    duration: str
    length_ms: int
    announcement: str
    play_audible: bool

    @classmethod
    def of(cls, body: Any, locale: str) -> "_Wanted":
        """Check a create request as Amazon does. Raises TimerRefused (400)."""
        _check(isinstance(body, dict), "the body must be a JSON object")
        duration, label = body.get("duration"), body.get("timerLabel")
        seconds = seconds_of(duration) if isinstance(duration, str) else None
        _check(seconds is not None, "duration must be an ISO 8601 duration")
        _check(0 < (seconds or 0) <= LONGEST_SECONDS, "duration must be over nothing and at most PT2H")
        _check(
            isinstance(label, str) and 0 < len(label) <= _LONGEST_LABEL,
            "timerLabel must be 1 to 256 characters",
        )
        visibility = _inside(body, "creationBehavior", "displayExperience").get("visibility")
        _check(visibility in {"VISIBLE", "HIDDEN"}, "visibility must be VISIBLE or HIDDEN")
        audible = _inside(body, "triggeringBehavior", "notificationConfig").get("playAudible")
        _check(isinstance(audible, bool), "playAudible must be true or false")
        operation = _inside(body, "triggeringBehavior", "operation")
        kind = operation.get("type")
        _check(kind in {"ANNOUNCE", "NOTIFY_ONLY"}, "operation.type must be ANNOUNCE or NOTIFY_ONLY")
        announcement = _announcement(operation, locale) if kind == "ANNOUNCE" else ""
        length = int((seconds or 0) * MILLISECONDS)
        return cls(str(label), str(duration), length, announcement, bool(audible))


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


def _iso_length(milliseconds: int) -> str:
    minutes, seconds = divmod(round(milliseconds / MILLISECONDS), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{count}{unit}" for count, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if count]
    return "PT" + ("".join(parts) or "0S")

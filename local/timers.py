"""One person's timers as Alexa keeps them, with Amazon's rules: no network here."""

import threading
from itertools import count
from typing import Any, NamedTuple

from local.clock import MILLISECONDS, Clock, iso
from local.timer_request import TimerRefused, Wanted

SCOPE = "alexa::alerts:timers:skill:readwrite"
"""The permission a skill needs for timers."""
MOST_TIMERS = 10
"""How many timers one person may have, their own included."""
LONGEST_RINGING_MS = 10 * 60 * MILLISECONDS
"""How long a timer rings that nobody stops."""
_ids = count(1)


class Ring(NamedTuple):
    """A timer that ended."""

    label: str
    announcement: str
    """What is announced; empty where nothing is."""
    play_audible: bool
    """Whether it rings until somebody stops it."""
    at_ms: int


class _Timer:
    """A running, paused or ringing timer. Times in milliseconds."""

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
        """When it rings, or rang; None while it is paused."""
        self.left_ms = length_ms
        self.off = False
        """Whether it has ended, and rings until somebody stops it."""

    @property
    def status(self) -> str:
        """ON, PAUSED or OFF."""
        return "OFF" if self.off else "PAUSED" if self.ends_ms is None else "ON"

    def is_called(self, label: str | None) -> bool:
        """Whether this label, said aloud, means it; None means every timer."""
        return label is None or self.label.casefold() == label.casefold()

    def as_json(self) -> dict[str, Any]:
        """The timer as the Timers API shows it."""
        shown: dict[str, Any] = {
            "id": self.id,
            "status": self.status,
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
        wanted = Wanted.of(body, self.locale)
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
        """Take one of the skill's timers away; a ringing one is silent then. Raises TimerRefused (404)."""
        with self._lock:
            timer = self._find(timer_id)
            self._timers.remove(timer)

    def delete_all(self) -> None:
        """Take all the skill's timers away; the person's own stay."""
        with self._lock:
            self._ring()
            self._timers = [timer for timer in self._timers if timer.native]

    def pause(self, timer_id: str) -> None:
        """Hold one of the skill's timers; a held one stays held. Raises TimerRefused (404; 400 while it rings)."""
        with self._lock:
            self._pause(self._find(timer_id, ringing=False))

    def resume(self, timer_id: str) -> None:
        """Let one of the skill's timers run on. Raises TimerRefused (404; 400 while it rings)."""
        with self._lock:
            self._resume(self._find(timer_id, ringing=False))

    def rings(self) -> list[Ring]:
        """What rang since this was last asked, in order; each ring is given out once."""
        with self._lock:
            self._ring()
            rung, self._rings = self._rings, []
            return rung

    def silence(self) -> bool:
        """Stop what rings, whoever owns it; whether anything rang."""
        with self._lock:
            self._ring()
            ringing = [timer for timer in self._timers if timer.off]
            self._timers = [timer for timer in self._timers if not timer.off]
            return bool(ringing)

    def labelled(self, label: str | None) -> list[tuple[str, int, bool]]:
        """Timers of any owner with the label (None: all) that have not ended: label, milliseconds left, paused."""
        with self._lock:
            now = self._clock.now_ms()
            return [
                (
                    timer.label,
                    timer.left_ms if timer.ends_ms is None else timer.ends_ms - now,
                    timer.ends_ms is None,
                )
                for timer in self._called(label)
                if not timer.off
            ]

    def by_voice(self, act: str, label: str | None) -> int:
        """Cancel, pause or resume by voice, whoever owns the timer; how many there were.

        One that rings can only be cancelled.
        """
        with self._lock:
            chosen = [timer for timer in self._called(label) if act == "cancel" or not timer.off]
            for timer in chosen:
                if act == "cancel":
                    self._timers.remove(timer)
                elif act == "pause":
                    self._pause(timer)
                else:
                    self._resume(timer)
            return len(chosen)

    def extend(self, label: str | None, more_ms: int) -> int:
        """Make timers that have not ended longer by voice, whoever owns them; how many there were."""
        with self._lock:
            chosen = [timer for timer in self._called(label) if not timer.off]
            for timer in chosen:
                timer.updated_ms = self._clock.now_ms()
                timer.left_ms += more_ms
                timer.ends_ms = None if timer.ends_ms is None else timer.ends_ms + more_ms
            return len(chosen)

    def _called(self, label: str | None) -> list[_Timer]:
        self._ring()
        return [timer for timer in self._timers if timer.is_called(label)]

    def _add(self, label: str, length_ms: int, *, native: bool) -> _Timer:
        self._ring()
        if any(timer.is_called(label) for timer in self._timers):
            raise TimerRefused(400, "DUPLICATE_LABEL", "There is a timer with this label already.")
        if len(self._timers) >= MOST_TIMERS:
            raise TimerRefused(403, "QUOTA_EXCEEDED", "The person has as many timers as there may be.")
        timer = _Timer(label, length_ms, self._clock.now_ms(), native=native)
        self._timers.append(timer)
        return timer

    def _find(self, timer_id: str, *, ringing: bool = True) -> _Timer:
        self._ring()
        for timer in self._timers:
            if timer.id == timer_id and not timer.native:
                if timer.off and not ringing:
                    raise TimerRefused(400, "INVALID_TIMER_STATE", "The timer has ended.")
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
        """Bring the timers up to the clock: those that ended ring, those that rang long enough are gone."""
        now = self._clock.now_ms()
        rings: list[Ring] = []
        kept: list[_Timer] = []
        for timer in self._timers:
            ends = timer.ends_ms
            if ends is None or ends > now:
                kept.append(timer)
                continue
            if not timer.off:
                timer.off, timer.updated_ms = True, ends
                rings.append(Ring(timer.label, timer.announcement, timer.play_audible, ends))
            if timer.play_audible and now < ends + LONGEST_RINGING_MS:
                kept.append(timer)
        self._timers = kept
        self._rings += sorted(rings, key=lambda ring: ring.at_ms)


def _iso_length(milliseconds: int) -> str:
    minutes, seconds = divmod(round(milliseconds / MILLISECONDS), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{count}{unit}" for count, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if count]
    return "PT" + ("".join(parts) or "0S")

"""One person's timers as Alexa keeps them, with Amazon's rules. No network here."""

import threading
from typing import Any, NamedTuple, Self

from local.clock import MILLISECONDS, Clock, iso_timestamp
from local.iso_duration import iso_duration
from local.timers_api.create_request import TimerRefused, parse_create_request
from local.timers_api.person_reminders import PersonReminders

TIMERS_PERMISSION = "alexa::alerts:timers:skill:readwrite"
"""The scope of the permission that a skill needs for timers."""
MOST_TIMERS = 10
"""How many timers one person may have, those set without the skill included."""
LONGEST_RINGING_MS = 10 * 60 * MILLISECONDS
"""How long a timer rings if nobody stops it."""


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

    def __init__(self, number: int, label: str, length_ms: int, now_ms: int, *, native: bool) -> None:
        self.id = f"timer-{number:06d}"
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
        self.ringing = False
        """Whether it has ended; it stays until somebody stops it."""

    @property
    def status(self) -> str:
        """Return ON, PAUSED or OFF."""
        return "OFF" if self.ringing else "PAUSED" if self.ends_ms is None else "ON"

    @classmethod
    def of(cls, state: dict[str, Any]) -> Self:
        """Return the timer that these attributes are of. Raises TypeError or KeyError if they are of none."""
        timer = cls(0, "", 0, 0, native=False)
        timer.__dict__ |= {name: state[name] for name in timer.__dict__}
        return timer

    def is_called(self, label: str | None) -> bool:
        """Return whether this spoken label means the timer; None means every timer."""
        return label is None or self.label.casefold() == label.casefold()

    def as_json(self) -> dict[str, Any]:
        """Return the timer as the Timers API shows it."""
        shown: dict[str, Any] = {
            "id": self.id,
            "status": self.status,
            "duration": self.duration,
            "timerLabel": self.label,
            "createdTime": iso_timestamp(self.created_ms),
            "updatedTime": iso_timestamp(self.updated_ms),
        }
        if self.ends_ms is None:
            shown["remainingTimeWhenPaused"] = iso_duration(self.left_ms)
        else:
            shown["triggerTime"] = iso_timestamp(self.ends_ms)
        return shown


class PersonTimers:
    """A person's timers: the skill's, and native ones, set by voice without it. May be used from several threads."""

    def __init__(self, clock: Clock) -> None:
        self.granted = False
        """Whether the person has granted the skill the permission."""
        self.locale = "en-US"
        """The device's locale, in which timers are announced."""
        self.reminders = PersonReminders(clock)
        """The same person's reminders, which have a permission of their own."""
        self._clock = clock
        self._lock = threading.RLock()
        self._timers: list[_Timer] = []
        self._rings: list[Ring] = []
        self._made = 0

    def state(self) -> dict[str, Any]:
        """Return all of it as JSON can keep it."""
        with self._lock:
            return {
                "granted": self.granted,
                "reminders": self.reminders.state(),
                "locale": self.locale,
                "made": self._made,
                "timers": [dict(vars(timer)) for timer in self._timers],
                "rings": [ring._asdict() for ring in self._rings],
            }

    def restore(self, state: dict[str, Any]) -> None:
        """Be as it was when `state` was taken. Raises TypeError or KeyError, and changes nothing, if it is none."""
        timers = [_Timer.of(timer) for timer in state["timers"]]
        rings = [Ring(**ring) for ring in state["rings"]]
        self.reminders.restore(state["reminders"])
        with self._lock:
            self.granted, self.locale, self._made = state["granted"], state["locale"], state["made"]
            self._timers, self._rings = timers, rings

    def create(self, body: Any) -> dict[str, Any]:
        """Create a timer of the skill. Return it as the API shows it. Raises TimerRefused."""
        request = parse_create_request(body, self.locale)
        with self._lock:
            timer = self._add(request.label, request.length_ms, native=False)
            timer.duration = request.duration
            timer.announcement = request.announcement
            timer.play_audible = request.play_audible
            return timer.as_json()

    def create_native(self, label: str, length_ms: int) -> None:
        """Create a native timer. Raises TimerRefused."""
        with self._lock:
            self._add(label, length_ms, native=True).duration = iso_duration(length_ms)

    def skills(self) -> list[dict[str, Any]]:
        """Return the skill's timers, as the API shows them."""
        with self._lock:
            self._ring()
            return [timer.as_json() for timer in self._timers if not timer.native]

    def get(self, timer_id: str) -> dict[str, Any]:
        """Return one of the skill's timers, as the API shows it. Raises TimerRefused (404)."""
        with self._lock:
            return self._find(timer_id).as_json()

    def delete(self, timer_id: str) -> None:
        """Delete one of the skill's timers; a ringing one falls silent. Raises TimerRefused (404)."""
        with self._lock:
            timer = self._find(timer_id)
            self._timers.remove(timer)

    def delete_all(self) -> None:
        """Delete all the skill's timers; native ones stay."""
        with self._lock:
            self._ring()
            self._timers = [timer for timer in self._timers if timer.native]

    def pause(self, timer_id: str) -> None:
        """Pause one of the skill's timers; a paused one stays so. Raises TimerRefused (404; 400 while it rings)."""
        with self._lock:
            self._pause(self._find(timer_id, ringing=False))

    def resume(self, timer_id: str) -> None:
        """Resume one of the skill's timers. Raises TimerRefused (404; 400 while it rings)."""
        with self._lock:
            self._resume(self._find(timer_id, ringing=False))

    def rings(self) -> list[Ring]:
        """Return what rang since the last call, in order; each ring is returned once."""
        with self._lock:
            self._ring()
            rung, self._rings = self._rings, []
            return rung

    def silence(self) -> bool:
        """Stop what rings, native timers too. Return whether anything rang."""
        with self._lock:
            self._ring()
            ringing = [timer for timer in self._timers if timer.ringing]
            self._timers = [timer for timer in self._timers if not timer.ringing]
            return bool(ringing)

    def labelled(self, label: str | None) -> list[tuple[str, int, bool]]:
        """Return label, milliseconds left and whether it is paused, of each timer with the label that has not ended.

        None means every label; native timers count too.
        """
        with self._lock:
            now = self._clock.now_ms()
            return [
                (
                    timer.label,
                    timer.left_ms if timer.ends_ms is None else timer.ends_ms - now,
                    timer.ends_ms is None,
                )
                for timer in self._called(label)
                if not timer.ringing
            ]

    def ringing(self) -> list[str]:
        """Return the labels of the timers that ring just now, aloud, until somebody stops them."""
        with self._lock:
            self._ring()
            return [timer.label for timer in self._timers if timer.ringing and timer.play_audible]

    def next_ring_ms(self) -> int | None:
        """Return when the next timer ends, in milliseconds since 1970; None if none runs."""
        with self._lock:
            self._ring()
            return min((timer.ends_ms for timer in self._timers if timer.ends_ms and not timer.ringing), default=None)

    def by_voice(self, act: str, label: str | None) -> int:
        """Cancel, pause or resume ("cancel", "pause", "resume") the timers with the label, native ones too.

        One that rings can only be cancelled. Return how many there were.
        """
        with self._lock:
            chosen = [timer for timer in self._called(label) if act == "cancel" or not timer.ringing]
            for timer in chosen:
                if act == "cancel":
                    self._timers.remove(timer)
                elif act == "pause":
                    self._pause(timer)
                else:
                    self._resume(timer)
            return len(chosen)

    def extend(self, label: str | None, more_ms: int) -> int:
        """Make the timers with the label longer that have not ended, native ones too. Return how many there were."""
        with self._lock:
            chosen = [timer for timer in self._called(label) if not timer.ringing]
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
        self._made += 1
        timer = _Timer(self._made, label, length_ms, self._clock.now_ms(), native=native)
        self._timers.append(timer)
        return timer

    def _find(self, timer_id: str, *, ringing: bool = True) -> _Timer:
        self._ring()
        for timer in self._timers:
            if timer.id == timer_id and not timer.native:
                if timer.ringing and not ringing:
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
        """Bring the timers up to the clock: those that ended ring, those that rang long enough are deleted."""
        now = self._clock.now_ms()
        rings: list[Ring] = []
        kept: list[_Timer] = []
        for timer in self._timers:
            ends = timer.ends_ms
            if ends is None or ends > now:
                kept.append(timer)
                continue
            if not timer.ringing:
                timer.ringing, timer.updated_ms = True, ends
                rings.append(Ring(timer.label, timer.announcement, timer.play_audible, ends))
            if timer.play_audible and now < ends + LONGEST_RINGING_MS:
                kept.append(timer)
        self._timers = kept
        self._rings += sorted(rings, key=lambda ring: ring.at_ms)

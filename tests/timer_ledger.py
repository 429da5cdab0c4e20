"""What really happened to the skill's timers, kept beside the skill: when ice or heat of an obedient person was on.

It watches the emulator alone: every change of every timer of the skill, at its real time. A person has the ice on
exactly while the timer that they were told of runs. One that the skill could not vouch for ("I can't tell if the timer
started") counts from when the skill first speaks of it; one that another took the place of ("the old ice timer") no
more from then on.
"""

from collections.abc import Callable, Iterator
from typing import Any

from local.timers_api.person_timers import PersonTimers
from local.timers_api.service import TimersService, call_name

SKIN = ("ice", "heat")
_MOMENT_MS = 4_000
_CHANGES = ("create", "delete", "delete_all", "pause", "resume", "silence")
_NATIVE = ("create_native", "by_voice", "extend")


class Track:
    """One timer of the skill, from its creation until it is gone."""

    def __init__(self, timer: Any, now: int) -> None:
        self.id: str = timer.id
        self.label: str = timer.label
        self.kind = timer.label.removesuffix(" two").removesuffix(" three")
        self.created = now
        self.status = ""
        self.ends: int | None = None
        self.left = 0
        self.on: list[tuple[int, int]] = []
        """When it ran, but for the last time if it runs now."""
        self.since: int | None = None
        self.gone_at = 0
        self.counts_from: int | None = None
        """Since when the person goes by it."""
        self.counts_until: int | None = None
        self.changes = 0

    @property
    def is_live(self) -> bool:
        """Whether it has still to ring."""
        return self.status in {"ON", "PAUSED"}

    @property
    def counts(self) -> bool:
        """Whether the person goes by it now."""
        return self.is_live and self.counts_from is not None and self.counts_until is None

    def close(self, moment: int) -> None:
        """It runs no more."""
        if self.since is not None:
            self.on.append((self.since, moment))
            self.since = None

    def stretches(self) -> Iterator[tuple[int, int]]:
        """When the person had it on by this timer; of one that runs, until it will ring."""
        now_on = [(self.since, self.ends)] if self.since is not None and self.ends is not None else []
        if self.counts_from is None:
            return
        for start, end in [*self.on, *now_on]:
            since, until = max(start, self.counts_from), min(end, self.counts_until or end)
            if until >= since:  # let go on and taken off at once, it was on again all the same
                yield since, until


class Timed:
    """One application of ice or heat, or one walk: one timer, or one after the other in its place."""

    def __init__(self, kind: str, track: Track) -> None:
        self.kind = kind
        self.tracks = [track]
        self.native = False
        """Somebody changed the timer without the skill, or a call failed: what the skill knows may be less exact."""
        self.unseen = False
        """And no turn since has shown the skill what became of it."""
        self.unseen_acts: set[str] = set()
        """What was done without the skill since then."""
        self.made_longer = False
        """By "Alexa, add five minutes to the ice timer": not the skill's doing."""
        self.unlogged = False
        """The store failed meanwhile, or it was forgotten."""
        self.not_me = False
        self.refusals_before = 0

    @property
    def stretches(self) -> list[tuple[int, int]]:
        """When it was on, and will have been on if nothing more happens."""
        return sorted(stretch for track in self.tracks for stretch in track.stretches())

    @property
    def on(self) -> int:
        """When it began."""
        return self.tracks[0].counts_from or 0

    @property
    def off(self) -> int:
        """When it ended, or will end."""
        return max((end for _, end in self.stretches), default=self.on)

    @property
    def off_but_for_moments(self) -> int:
        """When it ended, let go on for a moment left out: a pause and a resume in between may not show in seconds."""
        return max((end for start, end in self.stretches if end - start > _MOMENT_MS), default=self.on)

    @property
    def seconds(self) -> float:
        """How long it was on in all, or will have been."""
        return sum(end - start for start, end in self.stretches) / 1000

    @property
    def is_live(self) -> bool:
        """Whether a timer of it runs or is held."""
        return any(track.counts for track in self.tracks)

    @property
    def tolerance(self) -> float:
        """Seconds by which a record in whole seconds may be off: one for each time that the timer was touched."""
        return 2 + sum(track.changes for track in self.tracks)

    def __repr__(self) -> str:
        return f"{self.kind} {self.on}..{self.off} {self.seconds:.1f}s"


class Ledger:
    """Every timer of the skill, and what they amount to."""

    def __init__(self, timers: PersonTimers, service: TimersService, now: Callable[[], int]) -> None:
        self._timers = timers
        self._now = now
        self.tracks: dict[str, Track] = {}
        self.timed: list[Timed] = []
        self.made: list[Track] = []
        """Created since the last turn."""
        self.failed: list[tuple[str, str]] = []
        """Calls that were made to fail since the last turn, and how."""
        self.native_acts: list[str] = []
        """What was done by voice without the skill since the last turn."""
        for name in _CHANGES + _NATIVE:
            setattr(timers, name, self._watched(name, getattr(timers, name)))
        self._watch_calls(service)

    def live(self, kind: str) -> list[Track]:
        """The timers of a kind that the person goes by."""
        self.sync()
        return [track for track in self.tracks.values() if track.kind == kind and track.counts]

    def running(self, kind: str) -> list[Track]:
        """All timers of a kind that run, whatever the person was told."""
        self.sync()
        return [track for track in self.tracks.values() if track.kind == kind and track.status == "ON"]

    def go_of(self, track: Track) -> Timed | None:
        """The go that a timer belongs to."""
        return next((go for go in self.timed if track in go.tracks), None)

    def sync(self) -> None:
        """Take down what changed since the last time, at its real moment."""
        self._timers._ring()
        now = self._now()
        held = {timer.id: timer for timer in self._timers._timers if not timer.native}
        for track in self.tracks.values():
            timer = held.get(track.id)
            if track.is_live:
                self._follow(track, timer, now)
            elif track.status == "OFF" and timer is None:
                track.status = "GONE"
        for timer in held.values():
            if timer.id not in self.tracks:
                track = self.tracks[timer.id] = Track(timer, now)
                track.since = now
                track.status, track.ends, track.left = timer.status, timer.ends_ms, timer.left_ms
                self.made.append(track)

    @staticmethod
    def _follow(track: Track, timer: Any, now: int) -> None:
        if track.status == "ON" and track.ends is not None and track.ends <= now:
            track.close(track.ends)
            track.status, track.gone_at = ("OFF" if timer else "GONE"), track.ends
            return
        status = timer.status if timer else "GONE"
        if status != track.status:
            track.changes += 1
        if status != "ON":
            track.close(now)
        elif track.since is None:
            track.since = now
        track.status = status
        if timer:
            track.ends, track.left = timer.ends_ms, timer.left_ms
        else:
            track.gone_at = now

    def _watched(self, name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*arguments: Any, **named: Any) -> Any:
            self.sync()
            if name in _NATIVE:
                self._native(name if name != "by_voice" else arguments[0])
            try:
                return act(*arguments, **named)
            finally:
                self.sync()

        return watched

    def _native(self, act: str) -> None:
        self.native_acts.append(act)
        for go in self.timed:
            if go.is_live:
                go.native = True
                go.unseen = go.unseen or act in {"pause", "resume", "extend"}
                go.unseen_acts.add(act)
                go.made_longer = go.made_longer or act == "extend"

    def _watch_calls(self, service: TimersService) -> None:
        answer = service.answer

        def watched(method: str, path: str, token: str, body: bytes) -> tuple[int, bytes]:
            how = service.failure(method, path)
            status, said = answer(method, path, token, body)
            if how:
                self.failed.append((call_name(method, path.partition("?")[0]) or "", how))
            elif status in {401, 403}:
                self.failed.append((call_name(method, path.partition("?")[0]) or "", str(status)))
            return status, said

        service.answer = watched  # type: ignore[method-assign]

"""Faults of the store and of Alexa's timers at each call of a turn, and a process that is killed there.

A story: how things stand, one thing said while something is wrong, then all works again and the next turn is taken.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from coach.profile.model import Profile, SkinCheck
from coach.profile.store import NOTHING, Stored, StoreError, new_revision
from coach.profile.stores.memory import InMemoryStore
from local.clock import MILLISECONDS
from local.echo.script import milliseconds_of
from tests.in_process import Stage
from tests.timer_table.cells import STATES, VERBS

if TYPE_CHECKING:
    from local.echo.transcript import TranscriptTurn


class Killed(BaseException):
    """The process ends here: nothing of it catches this."""


WAYS: Mapping[str, str] = {
    "dead": "not carried out, and an error or no answer (a slow one that is given up is this, or the next)",
    "lost": "carried out, and an error or no answer",
    "says so and did nothing": "not carried out, and an answer as if it were; of a question: nobody, nothing",
    "stale": "an answer as it was before the story began",
    "killed before": "the process is killed when it would call",
    "killed after": "the process is killed when the call is carried out",
}
"""What happens at one call."""
CLOCKS: Mapping[str, int] = {
    "an hour ahead": 3_600,
    "an hour back": -3_600,
    "a year ahead": 31_536_000,
    "a year back": -31_536_000,
}
"""By how many seconds a device's clock is wrong, while the verb is said."""
_READS = frozenset({"load", "GET"})


OTHERS = ("start", "stop", "add", "pause")
"""What another device hears in the middle of it."""
MOST_SECONDS = 20 * 60
_MOST_CALLS = 60


class Gate:
    """Every call to the store and to Alexa's timers goes through here, and fails as planned."""

    def __init__(self) -> None:
        self.way = ""
        self.at: int | None = None
        """Which call fails, counted from 0; None: every other one, the first included."""
        self.open = True
        """Whether everything works."""
        self.calls: list[str] = []
        self.meanwhile: Callable[[], None] = lambda: None
        """What another device does, before the call."""

    def plan(self, way: str, at: int | None) -> None:
        """Fail from now on."""
        self.way, self.at, self.open = way, at, False
        self.calls.clear()

    def through(self, call: str, do: Callable[[], Any], instead: Mapping[str, Callable[[], Any]]) -> Any:
        """Make a call, or what happens instead of it, by way. Raises Killed."""
        if self.open:
            return do()
        number = len(self.calls)
        self.calls.append(call)
        if number != self.at if self.at is not None else number % 2:
            return do()
        if self.way == "killed before":
            raise Killed
        if self.way == "another device":
            self.open = True
            self.meanwhile()
            self.open = False
            return do()
        if self.way in {"lost", "killed after"}:
            do()
        if self.way == "killed after":
            raise Killed
        if self.way == "stale" and call not in _READS:
            return do()
        return instead["dead" if self.way == "lost" else self.way]()


class GatedStore:
    """A store behind a gate."""

    def __init__(self, gate: Gate) -> None:
        self.real = InMemoryStore()
        self.gate = gate
        self.first: Stored = NOTHING

    def load(self, user_id: str) -> Stored:
        """See Store."""
        instead = {"says so and did nothing": lambda: NOTHING, "stale": lambda: self.first}
        found: Stored = self._through("load", lambda: self.real.load(user_id), instead)
        return found

    def save(self, user_id: str, profile: Profile, revision: str = "") -> str:
        """See Store."""
        made: str = self._through(
            "save", lambda: self.real.save(user_id, profile, revision), {"says so and did nothing": new_revision}
        )
        return made

    def void_clearance(self, user_id: str) -> None:
        """See Store."""
        self._through("void", lambda: self.real.void_clearance(user_id), {"says so and did nothing": lambda: None})

    def delete(self, user_id: str) -> None:
        """See Store."""
        self._through("delete", lambda: self.real.delete(user_id), {"says so and did nothing": lambda: None})

    def _through(self, call: str, do: Callable[[], Any], instead: Mapping[str, Callable[[], Any]]) -> Any:
        def dead() -> None:
            raise StoreError(call)

        return self.gate.through(call, do, {"dead": dead, **instead})


class Ended(NamedTuple):
    """How a story ended."""

    calls: tuple[str, ...]
    """What was called while something was wrong."""
    said: str
    """What was said meanwhile; empty where the process was killed."""
    said_next: str
    """What was answered, all working again, to "how long is left"."""
    running: tuple[tuple[str, int], ...]
    """The timers that Alexa had then: label and seconds left; paused ones, too."""
    said_first: str
    """What was answered to a start an hour after the ice."""
    iced: int
    """For how many seconds ice really was on, or will have been, in one go."""
    started_again: bool
    """Whether that start made a timer."""


def play(verb: str, state: str, way: str = "", at: int | None = None, *, clock: int = 0, other: str = "") -> Ended:
    """Play a story: something is wrong at one call (None: at every other one) of what a verb leads to.

    ``clock``: by how many seconds the device's is wrong meanwhile. ``other``: the verb that another device of the same
    person hears in the middle of it, with the way "another device".
    """
    gate = Gate()
    store = GatedStore(gate)
    with Stage(memory=store) as stage:
        _guard(stage, gate)
        clear = Profile(ice_cleared_at=stage.clock.now_ms() - 3_600 * MILLISECONDS, skin_check=SkinCheck.unwanted)
        store.real.save(stage.echo.person.user_id, clear)
        store.first = store.real.load(stage.echo.person.user_id)
        on = 0
        for line in STATES[state].lines:
            on += _on_during(stage, line)
            stage.player.play([line])
        gate.meanwhile = lambda: _say_elsewhere(stage, other)
        gate.plan(way, at)
        gate.open = not way
        with _clock_off_by(stage, clock):
            said = _say(stage, verb)
        gate.open = True
        on += _on_during(stage, "@wait 1m")
        stage.player.play(["@wait 1m"])
        said_next = stage.play("alexa, ask back spasm coach how long is left")
        running = tuple((label, left // MILLISECONDS) for label, left, _ in stage.echo.person.timers.labelled(None))
        iced = on + max((left for label, left in running if label.startswith("ice")), default=0)
        before = _made(stage)
        stage.player.play(["@wait 1h"])
        said_first = stage.play("alexa, ask back spasm coach to start ice for ten minutes")
        for _ in range(6):
            if not stage.echo.in_session or "?" not in said_first:
                break
            said_first = stage.play("no" if "numb" in said_first.casefold() else "yes")
        return Ended(tuple(gate.calls), said, said_next, running, said_first, iced, _made(stage) > before)


def _guard(stage: Stage, gate: Gate) -> None:
    """Let the calls to Alexa's timers go through the gate."""
    answer = stage.service.answer

    def guarded(method: str, path: str, token: str, body: bytes) -> tuple[int, bytes]:
        if "/timers" not in path:
            return answer(method, path, token, body)
        nothing = json.dumps({"totalCount": 0, "timers": [], "nextToken": None}).encode()
        made = json.dumps({"id": "never", "status": "ON", "timerLabel": "ice", "duration": "PT10M"}).encode()
        empty = (200, nothing if method == "GET" else made if path.endswith("/timers") else b"")
        found: tuple[int, bytes] = gate.through(
            method,
            lambda: answer(method, path, token, body),
            {"dead": lambda: (0, b""), "says so and did nothing": lambda: empty, "stale": lambda: (200, nothing)},
        )
        return found

    stage.service.answer = guarded  # type: ignore[method-assign]


@contextmanager
def _clock_off_by(stage: Stage, seconds: int) -> Iterator[None]:
    """Have the requests say another time meanwhile."""
    handler = stage.echo.handler

    def moved(event: dict[str, Any], context: object) -> dict[str, Any]:
        when = datetime.fromtimestamp(stage.clock.now_ms() / 1000 + seconds, UTC)
        event["request"]["timestamp"] = when.strftime("%Y-%m-%dT%H:%M:%SZ")
        return handler(event, context)

    stage.echo.handler = moved
    try:
        yield
    finally:
        stage.echo.handler = handler


def _say_elsewhere(stage: Stage, verb: str) -> None:
    """Say a verb to another Echo of the same person, and yes to what it asks."""
    session, stage.echo._session = stage.echo._session, None
    _say(stage, verb)
    stage.echo._session = session


def _made(stage: Stage) -> int:
    """How many timers were asked for at Alexa's."""
    return sum(method == "POST" and path.endswith("/timers") for method, path in stage.service.calls)


def _say(stage: Stage, verb: str) -> str:
    """Say the verb, and yes to what it asks. Nothing comes of it where the process is killed."""
    link = "" if verb in {"how_long", "when_again"} else "to "
    lines = [f"alexa, ask back spasm coach {link}{VERBS[verb]}", "yes", "yes"]
    said = []
    for number, line in enumerate(lines):
        try:
            turns: list[TranscriptTurn] = stage.player.play([line])
        except Killed:
            return ""
        said += [turn.speech for turn in turns]
        if number == len(lines) - 1 or not stage.echo.in_session:
            break
    return " ".join(said)


def _on_during(stage: Stage, line: str) -> int:
    """For how many seconds ice will run at Alexa while a line of a script is played."""
    if not line.startswith("@wait "):
        return 0
    seconds = (milliseconds_of(line.split()[1]) or 0) // MILLISECONDS
    held = stage.echo.person.timers.labelled(None)
    return max(
        (min(left // MILLISECONDS, seconds) for label, left, paused in held if label.startswith("ice") and not paused),
        default=0,
    )


def wrong_with(ended: Ended, verb: str, story: str) -> Iterator[str]:
    """Yield what no fault may lead to, where it did.

    Where a clock is behind or a year off, what was logged is moved or lost, and the two hours with it (docs/faults.md).
    """
    ice = [left for label, left in ended.running if label.startswith("ice")]
    if ended.iced > MOST_SECONDS:
        yield f"ice for {ended.iced} s"
    if any(label.split()[0] in {"ice", "heat", "walk"} for label, _ in ended.running) is not (
        "left" in ended.said_next or "paused" in ended.said_next
    ):
        yield f"the next turn tells of another timer than Alexa has: {ended.said_next!r}, {ended.running}"
    if len(ice) > 1:
        yield f"two ice timers: {ended.running}"
    if ended.iced > 60 and ended.started_again and not re.search("a year|back", story):
        yield f"ice an hour after ice: {ended.said_first!r}"
    if verb == "start" and "Started" in ended.said and not ice and "stop" not in story:
        yield f"a timer was told of that is none: {ended.said!r}"


def at_each_call(verb: str, state: str, way: str, other: str = "") -> Iterator[tuple[str, Ended]]:
    """Play one story for each call of what a verb leads to: the fault is at that call. Yield the call, too."""
    for at in range(_MOST_CALLS):
        ended = play(verb, state, way, at, other=other)
        if at >= len(ended.calls):
            return
        yield f"{verb} / {state} / {way} at {at} ({ended.calls[at]})", ended
    raise AssertionError(f"{verb} / {state} / {way}: a turn without an end")


def faults_of(verb: str, state: str) -> Iterator[str]:
    """Yield everything that is wrong with any story of a verb in a state."""
    stories = [story for way in WAYS for story in at_each_call(verb, state, way)]
    flapping = (way for way in WAYS if not way.startswith("killed"))
    stories += [(f"{verb} / {state} / {way} at every other call", play(verb, state, way)) for way in flapping]
    stories += [(f"{verb} / {state} / clock {name}", play(verb, state, clock=by)) for name, by in CLOCKS.items()]
    for other in OTHERS:
        name = f"another device: {other}"
        stories += [(f"{name}, in {story}", end) for story, end in at_each_call(verb, state, "another device", other)]
    yield from (f"{name}: {wrong}" for name, ended in stories for wrong in wrong_with(ended, verb, name))

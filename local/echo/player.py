"""Plays scripts: each step on the virtual Echo, each answer as a turn."""

from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Any, Protocol, Self

from local.clock import Clock
from local.echo.device import Echo, Handler
from local.echo.response_rules import targets_of
from local.echo.script import ScriptError, Step, milliseconds_of, moment_of, parse_script
from local.echo.transcript import TranscriptTurn
from local.nlu.hearing import Hearing, Mode
from local.nlu.model_file import path_for
from local.timers_api.http_server import TimersApi
from local.timers_api.service import TimersService


class _Failing(Protocol):
    failing: bool


class Player:
    """A conversation with everything around it: an Echo, its timers service, and a store that can fail.

    Use it in a `with` block, or close it.
    """

    def __init__(
        self,
        handler: Handler,
        *,
        locale: str = "en-US",
        clock: Clock | None = None,
        store: _Failing | None = None,
        hearing_for: Callable[[str], Hearing] | None = None,
        skill_id: str = "",
        timers_api: TimersService | None = None,
    ) -> None:
        """Set up the Echo. Raises ModelError for a locale without a model.

        `store` is what "@fail store" makes fail (None: the control is refused), `hearing_for` returns the hearing of a
        locale, `timers_api` is the timers service (None: one that listens here), which is closed with the player.
        """
        hearing_for = hearing_for or (lambda wanted: Hearing.of(path_for(wanted)))
        hearing = hearing_for(locale)
        self.timers_api: TimersService = timers_api or TimersApi()
        self.echo = Echo(
            handler,
            hearing,
            timers_api=self.timers_api,
            clock=clock or Clock(),
            locale=locale,
            skill_id=skill_id,
            hearing_for=hearing_for,
        )
        self._store = store
        self._started = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop the timers service."""
        self.timers_api.close()

    def play(self, lines: str | Iterable[str]) -> list[TranscriptTurn]:
        """Play a whole script. Return its turns, without those of controls that say nothing. Raises as `step` does."""
        steps = parse_script(lines.splitlines() if isinstance(lines, str) else lines)
        return [turn for step in steps for turn in self.step(step)]

    def check(self, step: Step) -> None:
        """Check that a step can be played here. Raises ScriptError for "@fail store" without a store."""
        if self._store is None and (step.control, step.arguments) == ("@fail", ("store",)):
            raise ScriptError(f"line {step.line}: @fail store does not reach into the container")

    def step(self, step: Step) -> Iterator[TranscriptTurn]:
        """Play one step, and yield its turns. Raises EchoError, ScriptError, or ModelError for a locale."""
        self.check(step)
        yield from self._step(step)
        while (turn := self.echo.failed_consent()) is not None:
            yield turn

    def _step(self, step: Step) -> Iterator[TranscriptTurn]:
        if not step.control:
            self._started = True
            rings = self.echo.rang()
            if rings:
                yield TranscriptTurn(step.text, rings=rings, ended=not self.echo.in_session)
            yield self.echo.say(step.text)
        elif step.control == "@silence":
            yield self.echo.silence()
        elif step.control == "@touch":
            yield self.echo.touch(self._target(step), step.text)
        elif step.control == "@wait":
            yield from self._wait(milliseconds_of(step.arguments[0]) or 0, step)
        elif step.control == "@clock":
            yield from self._wait(self._until(step), step)
        else:
            self._set(step)

    def _target(self, step: Step) -> list[Any]:
        """Return what the target with a step's words sends. Raises ScriptError where the screen has none."""
        targets = targets_of(self.echo.shown) if self.echo.screen and self.echo.shown else {}
        words = " ".join(step.arguments)
        if words not in targets:
            there = ", ".join(targets) or "nothing"
            raise ScriptError(f"line {step.line}: there is no {words!r} to touch on the screen, but {there}")
        return targets[words]

    def _wait(self, milliseconds: int, step: Step) -> Iterator[TranscriptTurn]:
        turn = self.echo.wait(milliseconds, step.text)
        if turn.rings or turn.speech:
            yield turn

    def _until(self, step: Step) -> int:
        """Return milliseconds until a step's moment; before the first utterance the clock is set to it."""
        moment = moment_of(step.arguments[0]) or 0
        if not self._started:
            self.echo.clock.set(moment)
        left = moment - self.echo.clock.now_ms()
        if left < 0:
            now = self.echo.clock.timestamp()
            raise ScriptError(f"line {step.line}: the clock does not go back: it is {now} already")
        return left

    def _set(self, step: Step) -> None:
        match step.control, step.arguments:
            case "@new", _:
                self.echo.new_person()
            case "@locale", (locale,):
                self.echo.set_locale(locale)
            case "@screen", (state,):
                self.echo.screen = state == "on"
            case "@device", (state,):
                self.echo.has_apis = state == "timers"
            case "@zone", (name,):
                self.timers_api.time_zone = None if name == "none" else name
            case "@consent", (way,):
                self._consent(way)
            case "@nlu", (way,):
                self.echo.hears = Mode(way)
            case "@fail", (("timers" | "reminders") as what, how, *call):
                (self.timers_api.fail if what == "timers" else self.timers_api.fail_reminders)(how, *call)
            case "@fail", _:
                self._fail_store(failing=True)
            case _:
                self.timers_api.heal()
                self._fail_store(failing=False)

    def _consent(self, way: str) -> None:
        match way:
            case "drop-attributes" | "keep-attributes":
                self.echo.drop_attributes = way == "drop-attributes"
            case "card" | "no-card":
                self.echo.card_thrown = way == "card"
            case "withdraw":
                self.echo.withdraw()
            case code:
                self.echo.consent_code = code

    def _fail_store(self, *, failing: bool) -> None:
        if self._store is not None:
            self._store.failing = failing

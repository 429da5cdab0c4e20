"""Plays scripts: each step on the virtual Echo, each answer as a turn."""

from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Any, Protocol, Self

from local.clock import Clock
from local.echo.device import Echo, Handler
from local.echo.request_envelope import VIEWPORTS
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
        in_style: Callable[[str], Handler] | None = None,
        hearing_for: Callable[[str], Hearing] | None = None,
        skill_id: str = "",
        timers_api: TimersService | None = None,
        name: str = "LOCAL",
    ) -> None:
        """Set up the Echo. Raises ModelError for a locale without a model.

        `store` is what "@fail store" makes fail, `in_style` returns the skill in another screening style ("ask",
        "list"); where one is None its control is refused. `hearing_for` returns the hearing of a locale, `timers_api`
        is the timers service (None: one that listens here), which is closed with the player. `name` tells this device
        and its person from others.
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
            name=name,
        )
        self.style: str | None = None
        """The screening style, where it was changed."""
        self._in_style = in_style
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

    @property
    def fails(self) -> list[str]:
        """Return what is made to fail, in the words of `@fail`."""
        failing = []
        for call, how in self.timers_api.state()["failing"]:
            what, _, one = call.partition(" ") if call and call.startswith("reminders") else ("timers", "", call or "")
            failing.append(f"{what} {how} {one}".strip())
        return [*failing, *(["store"] if self._store is not None and self._store.failing else [])]

    def state(self) -> dict[str, Any]:
        """Return all of it as JSON can keep it, the skill's own memory apart."""
        return {
            "moved_ms": self.echo.clock.moved_ms,
            "echo": self.echo.state(),
            "timers_api": self.timers_api.state(),
            "store_fails": self._store is not None and self._store.failing,
            "style": self.style,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Be as it was when `state` was taken. Raises KeyError, TypeError, ValueError or ModelError if that is none."""
        self.echo.clock.restore(int(state["moved_ms"]))
        self.echo.restore(state["echo"])
        self.timers_api.restore(state["timers_api"])
        self._fail_store(failing=state["store_fails"])
        if state["style"] != self.style and self._in_style is not None:
            self._restyle(state["style"])

    def play(self, lines: str | Iterable[str]) -> list[TranscriptTurn]:
        """Play a whole script. Return its turns, without those of controls that say nothing. Raises as `step` does."""
        steps = parse_script(lines.splitlines() if isinstance(lines, str) else lines)
        return [turn for step in steps for turn in self.step(step)]

    def check(self, step: Step) -> None:
        """Check that a step can be played here. Raises ScriptError for what does not reach into a container."""
        if self._store is None and (step.control, step.arguments) == ("@fail", ("store",)):
            raise ScriptError(f"line {step.line}: @fail store does not reach into the container")
        if self._in_style is None and step.control == "@style":
            raise ScriptError(f"line {step.line}: @style does not reach into the container: set SCREENING_STYLE there")

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
                self.echo.screen = state != "off"
                self.echo.viewport = state if state in VIEWPORTS else self.echo.viewport
            case "@zone", (name,):
                self.timers_api.time_zone = None if name == "none" else name
            case "@consent", (way,):
                self._consent(way)
            case (("@device" | "@nlu" | "@style"), (way,)):
                self._adjust(step.control, way)
            case "@fail", (("timers" | "reminders") as what, how, *call):
                (self.timers_api.fail if what == "timers" else self.timers_api.fail_reminders)(how, *call)
            case "@fail", _:
                self._fail_store(failing=True)
            case "@heal", _:
                self.timers_api.heal()
                self._fail_store(failing=False)

    def _adjust(self, control: str, way: str) -> None:
        if control == "@device":
            self.echo.has_apis = way == "timers"
        elif control == "@nlu":
            self.echo.hears = Mode(way)
        else:
            self._restyle(way)

    def _consent(self, way: str) -> None:
        match way:
            case "drop-attributes" | "keep-attributes":
                self.echo.drop_attributes = way == "drop-attributes"
            case "card" | "no-card":
                self.echo.card_thrown = way == "card"
            case "grant":
                self.echo.grant()
            case "withdraw":
                self.echo.withdraw()
            case code:
                self.echo.consent_code = code

    def _restyle(self, style: str | None) -> None:
        if self._in_style is not None:
            self.style = style
            self.echo.handler = self._in_style(style or "")

    def _fail_store(self, *, failing: bool) -> None:
        if self._store is not None:
            self._store.failing = failing

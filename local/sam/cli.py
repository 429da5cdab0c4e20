"""The function in the SAM CLI: build it, invoke it with every event, hold a conversation with it."""

import json
import os
import re
import shutil
import statistics
import subprocess
import time
from pathlib import Path
from socket import create_server
from types import TracebackType
from typing import Any, NamedTuple, Self

from local.clock import Clock
from local.echo.player import Player
from local.echo.response_rules import EchoError, check_response
from local.echo.transcript import TranscriptTurn
from local.package.build_tools import BuildError, FolderSummary, measure
from local.paths import ROOT
from local.progress import shown
from local.sam.container import FUNCTION, ContainerError, LambdaApi, container_player

EVENTS = ROOT / "tests" / "events"
"""One request envelope a file, as Alexa sends them, and some that she never would."""
MEMORY = EVENTS / "env" / "memory.json"
"""The variables of a container without a database."""
IMAGE = "public.ecr.aws/lambda/python:3.13-x86_64"
"""The image in which SAM runs the function."""
SCRIPT = """open back spasm coach
ice
no
no
yes
i approve
alexa, how long is left on the ice timer
@wait 15m
ask back spasm coach when can i ice again
@new
open back spasm coach
what helps
more
i can't pee
"""
"""Launch, ice with its permission and its timer, memory, remedies, and an emergency in between."""
_OWN = ROOT / ".sam-venv" / "bin" / "sam"
_BUILT = ROOT / ".aws-sam" / "build" / FUNCTION
_STARTS_WITHIN_SECONDS = 60.0
_BUILDS_WITHIN_SECONDS = 300.0
_INVOKES_WITHIN_SECONDS = 300.0
_TOOK = re.compile(r"REPORT RequestId: .*?\tDuration: ([0-9.]+) ms")


class SamError(BuildError):
    """A command of the SAM CLI failed. The message is one line."""


class Invoked(NamedTuple):
    """One answer of `sam local invoke`."""

    answer: Any
    ms: float
    """Milliseconds of start and first turn, as the container's runtime reports them."""
    log: str


def missing() -> str | None:
    """Return in one line what is missing to run the function in a container; None if nothing is."""
    if _sam() is None:
        return "the SAM CLI is missing: make sam installs it, or pip install aws-sam-cli"
    if not shutil.which("docker"):
        return "Docker Engine is missing: https://docs.docker.com/engine/install/"
    if _run(["docker", "info"], 20).returncode:
        return "Docker Engine does not answer: start it, and see that this user may use it (docker info)"
    return None


def validate() -> None:
    """Check template.yaml, cfn-lint's rules included. Raises SamError."""
    _checked(["validate", "--lint"], 120)


def build() -> FolderSummary:
    """Build the function as `sam deploy` ships it. Return its size and hash. Raises SamError."""
    _checked(["build"], _BUILDS_WITHIN_SECONDS)
    return measure(_BUILT)


def events() -> list[Path]:
    """Return the files of all events."""
    return sorted(EVENTS.glob("*.json"))


def invoke(event: Path) -> Invoked:
    """Invoke the built function once, in a new container. Raises SamError if it fails."""
    command = ["local", "invoke", FUNCTION, "--event", str(event), "--env-vars", str(MEMORY), *_pulling()]
    done = _checked(command, _INVOKES_WITHIN_SECONDS)
    took = _TOOK.search(done.stderr)
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        raise SamError(f"{event.name}: the answer is not JSON: {done.stdout[:200]!r}") from error
    return Invoked(answer, float(took[1]) if took else 0.0, done.stderr)


def check_answer(event: Path, answer: Any) -> None:
    """Check that an answer keeps Amazon's rules for the event. Raises EchoError."""
    request = json.loads(event.read_text(encoding="utf-8"))
    kind = request["request"]["type"] if isinstance(request, dict) else ""
    silent = kind == "SessionEndedRequest" or kind.startswith("AlexaSkillEvent.")
    if not isinstance(answer, dict) or "errorType" in answer:
        raise EchoError(f"the function failed: {answer}")
    check_response(answer, screen=False, may_speak=not silent)
    if kind and silent == bool(answer["response"].get("outputSpeech")):
        raise EchoError("something was said to nobody" if silent else "nothing was said")


class StartLambda:
    """`sam local start-lambda`, for as long as the `with` block lasts."""

    def __init__(self, env_vars: Path = MEMORY) -> None:
        with create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}"
        self._command = [
            *(_sam() or "sam", "local", "start-lambda", "--port", str(self._port), "--env-vars", str(env_vars)),
            *("--warm-containers", "LAZY", "--add-host", "host.docker.internal:host-gateway", *_pulling()),
        ]

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            self._command, cwd=ROOT, env=_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + _STARTS_WITHIN_SECONDS
        while True:
            try:
                LambdaApi(self.url)
            except ContainerError:
                if self._process.poll() is not None or time.monotonic() > until:
                    self._stop()
                    raise SamError("sam local start-lambda does not start: try it by hand") from None
                time.sleep(0.1)
            else:
                return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def _stop(self) -> None:
        # SAM takes its containers away when it is terminated; an interrupt does not reach it from a background job.
        self._process.terminate()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def converse(url: str, script: str = SCRIPT, clock: Clock | None = None) -> tuple[list[TranscriptTurn], list[float]]:
    """Play a script against start-lambda. Return its turns, and each call's milliseconds. Raises EchoError."""
    with container_player(url, clock=clock) as player:
        took = _timed(player)
        return player.play(script), took


def sam() -> int:
    """Build, invoke with every event, hold a conversation, and print how it went. Return the exit status."""
    lacking = missing()
    if lacking:
        print(f"make sam: {lacking}")
        return 1
    with shown("checking the template"):
        validate()
    with shown("building"):
        summary = build()
    print(f"built: {summary}")
    all_good = _invoke_all()
    _print_conversation()
    return 0 if all_good else 1


def _invoke_all() -> bool:
    """Invoke with every event, and print a line for each. Return whether all answers keep Amazon's rules."""
    failed = 0
    took = []
    for event in events():
        invoked = invoke(event)
        took.append(invoked.ms)
        verdict = "ok"
        try:
            check_answer(event, invoked.answer)
        except EchoError as error:
            failed += 1
            verdict = f"FAILED: {error}"
        print(f"{event.stem:26}{invoked.ms:7.0f} ms  {verdict}", flush=True)
    print(f"start and first turn: {statistics.median(took):.0f} ms (median of {len(took)})\n")
    return not failed


def _print_conversation() -> None:
    with shown("a conversation with the container"), StartLambda() as served:
        turns, times = converse(served.url)
    for turn in turns:
        print("\n".join(turn.as_text()))
    middle = f"{statistics.median(times):.0f} ms (median of {len(times)})"
    print(f"\na turn over HTTP: {middle}, the first {times[0]:.0f} ms")


def _timed(player: Player) -> list[float]:
    took: list[float] = []
    handle = player.echo.handler

    def timed(event: dict[str, Any], context: object) -> dict[str, Any]:
        began = time.perf_counter()
        try:
            return handle(event, context)
        finally:
            took.append((time.perf_counter() - began) * 1000)

    player.echo.handler = timed
    return took


def _sam() -> str | None:
    return str(_OWN) if _OWN.exists() else shutil.which("sam")


def _pulling() -> list[str]:
    # Not pulling an image that is there already saves seconds a call, and works without a network.
    return [] if _run(["docker", "image", "inspect", IMAGE], 20).returncode else ["--skip-pull-image"]


def _environment() -> dict[str, str]:
    quiet = {"SAM_CLI_TELEMETRY": "0", "AWS_EC2_METADATA_DISABLED": "true"}
    return {"AWS_DEFAULT_REGION": "us-east-1", **os.environ, **quiet}


def _run(command: list[str], seconds: float) -> "subprocess.CompletedProcess[str]":
    try:
        return subprocess.run(
            command, cwd=ROOT, env=_environment(), capture_output=True, text=True, timeout=seconds, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(command, 1, "", type(error).__name__)


def _checked(arguments: list[str], seconds: float) -> "subprocess.CompletedProcess[str]":
    done = _run([_sam() or "sam", *arguments], seconds)
    if done.returncode:
        lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        said = " | ".join(line.strip() for line in lines[-5:]) or "nothing"
        raise SamError(f"sam {' '.join(arguments[:2])} failed, saying: {said}")
    return done

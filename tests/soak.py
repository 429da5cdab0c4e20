"""Many conversations of interleaved users: how long a turn takes, and whether memory stays flat.

`python -m tests.soak web` through `POST /skill` of the server as `make run` starts it, `python -m tests.soak lambda`
through Lambda's own runtime client; `make soak` does both. Linux: the memory is read from /proc.
"""

import argparse
import http.client
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from socket import create_server
from typing import Any, NamedTuple

from local.assembly import find_coach
from local.paths import ROOT

find_coach()

from tests.envelopes import slot  # noqa: E402
from tests.lambda_runtime import LambdaRuntime  # noqa: E402

CONVERSATIONS = 10_000
MOST_SECONDS = 30 * 60.0
_USERS = 500
_AT_ONCE = 40
"""Conversations that are open at the same time."""
_WARM = 0.1
"""The part of them after which memory is to stay flat."""
_NOW = "2026-11-21T09:00:00Z"

Send = Callable[[bytes], dict[str, Any]]
"""Sends an event, and returns the answer. Raises where there is none."""


def _intent(name: str, *slots: dict[str, Any]) -> dict[str, Any]:
    filled = {row["name"]: row for row in slots}
    return {"type": "IntentRequest", "intent": {"name": name, "confirmationStatus": "NONE", "slots": filled}}


_LAUNCH = {"type": "LaunchRequest"}
_NO, _YES = _intent("AMAZON.NoIntent"), _intent("AMAZON.YesIntent")
_SIGN = _intent("ReportSymptomIntent", slot("symptom", "can't pee", "bladder_trouble"))
_SAID = _intent("SaidIntent", slot("words", "back is killing me since i picked up the laundry basket"))
TALKS: Sequence[Sequence[dict[str, Any]]] = (
    (_LAUNCH, _intent("TellRemedyIntent", slot("remedy", "heat", "heat")), _intent("MoreIntent"), _YES),
    (_intent("SafetyCheckIntent"), _intent("AgeIntent", slot("age", "42")), _NO, _NO, _NO, _SIGN),
    (_LAUNCH, _intent("StartIceIntent", slot("duration", "PT15M")), _NO, _NO, _YES),
    (_SIGN,),
    (_LAUNCH, _SAID, _intent("AMAZON.FallbackIntent"), _intent("AMAZON.StopIntent")),
    (_intent("GuideMovementIntent", slot("movement", "pelvic tilt", "pelvic_tilt")), _NO, _YES, _YES),
    (_intent("WhatYouKnowIntent"), _intent("ForgetMeIntent"), _YES),
)


class _Talk:
    """A conversation that is going on."""

    def __init__(self, number: int, requests: Sequence[dict[str, Any]]) -> None:
        self.user = f"user-{number % _USERS}"
        self.requests = iter(requests)
        self.attributes: dict[str, Any] | None = {}
        """The session's; None once it is over."""


class Figures(NamedTuple):
    """What a soak measured."""

    conversations: int
    turns: int
    seconds: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    max_ms: float
    warm_kb: int
    """The process's memory after the first tenth."""
    growth_kb: int
    """By how much it grew after that."""
    emergencies: int
    """How many of the signs that were named were answered as the emergencies that they are."""


def soak(send: Send, pid: int, conversations: int = CONVERSATIONS, most_seconds: float = MOST_SECONDS) -> Figures:
    """Hold so many conversations, as many as the time allows. Raises AssertionError for an answer that is none."""
    choose = random.Random(14)  # noqa: S311
    opened = (_Talk(number, choose.choice(TALKS)) for number in range(conversations))
    talking = [next(opened) for _ in range(min(_AT_ONCE, conversations))]
    took: list[float] = []
    done = warm = emergencies = 0
    began = time.monotonic()
    while talking and time.monotonic() - began < most_seconds:
        talk = choose.choice(talking)
        request = next(talk.requests, None)
        if request is None or talk.attributes is None:
            talking.remove(talk)
            talking.extend(one for one in [next(opened, None)] if one)
            done += 1
            if done == int(conversations * _WARM):
                warm = resident_kb(pid)
            continue
        sent = time.monotonic()
        answer = send(_event(request, talk.user, talk.attributes))
        took.append((time.monotonic() - sent) * 1000)
        assert answer["response"].get("outputSpeech"), answer
        if request is _SIGN:
            assert answer["sessionAttributes"]["outcome"] == "emergency"
            emergencies += 1
        talk.attributes = None if answer["response"].get("shouldEndSession") else answer.get("sessionAttributes") or {}
    seconds, took = time.monotonic() - began, sorted(took)

    def percentile(part: float) -> float:
        return round(took[min(len(took) - 1, int(len(took) * part))], 2)

    times = percentile(0.5), percentile(0.95), percentile(0.99), round(took[-1], 2)
    return Figures(done, len(took), round(seconds, 1), *times, warm, resident_kb(pid) - warm, emergencies)


def _event(request: dict[str, Any], user: str, attributes: dict[str, Any]) -> bytes:
    person = {"userId": user}
    return json.dumps({
        "version": "1.0",
        "session": {"new": not attributes, "sessionId": user, "user": person, "attributes": attributes},
        "context": {"System": {
            "user": person, "device": {"deviceId": user}, "apiEndpoint": "https://127.0.0.1:9", "apiAccessToken": "t",
        }},
        "request": {"requestId": "r", "timestamp": _NOW, "locale": "en-US", **request},
    }).encode()  # fmt: skip


def resident_kb(pid: int) -> int:
    """Return the memory that a process holds, in KB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0])


@contextmanager
def through_the_web(folder: Path) -> Iterator[tuple[Send, int]]:
    """Serve the skill as `make run` does; give what sends an event to it, and its process."""
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "local", "run", "--port", str(port), "--store", f"sqlite:///{folder}/web.sqlite3"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def send(event: bytes) -> dict[str, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
        try:
            connection.request("POST", "/skill", event, {"Content-Type": "application/json"})
            answer: dict[str, Any] = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        return answer

    try:
        _until_it_answers(lambda: send(_event(_LAUNCH, "nobody", {})))
        yield send, server.pid
    finally:
        server.terminate()
        server.wait()


@contextmanager
def through_lambdas_client(folder: Path) -> Iterator[tuple[Send, int]]:
    """Run the function under Lambda's runtime client; give what sends an event to it, and its process."""
    with LambdaRuntime(STORE_URL=f"sqlite:///{folder}/lambda.sqlite3") as runtime:

        def send(event: bytes) -> dict[str, Any]:
            kind, body = runtime.invoke(event)
            assert kind == "response", body
            answer: dict[str, Any] = json.loads(body)
            return answer

        yield send, runtime.pid


def _until_it_answers(ask: Callable[[], object], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            ask()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return


WAYS = {"web": through_the_web, "lambda": through_lambdas_client}


def main() -> int:
    """Soak one way in, and print the figures as JSON. Return the exit status."""
    parser = argparse.ArgumentParser(prog="tests.soak", description=__doc__)
    parser.add_argument("way", choices=WAYS)
    parser.add_argument("--conversations", type=int, default=CONVERSATIONS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, WAYS[options.way](Path(folder)) as (send, pid):
        figures = soak(send, pid, options.conversations)
    print(json.dumps({"way": options.way, **figures._asdict()}))  # noqa: T201
    return os.EX_OK if figures.growth_kb < 2_048 else os.EX_SOFTWARE


if __name__ == "__main__":
    sys.exit(main())

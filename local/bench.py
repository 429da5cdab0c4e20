"""Benchmarks, side by side in one run: how much slower this skill starts and answers than the SDK's bare sample.

Not tests: the ratios are what counts, the milliseconds are this machine's. Writes ``bench.json``.
"""

import json
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from local.assembly import find_coach
from local.model_file import ROOT

PAIRS = 25
"""Interleaved pairs of whole processes a comparison."""
WARM_TURNS = 300

_EVENT = {
    "version": "1.0",
    "session": {"new": True, "sessionId": "s", "application": {"applicationId": "a"}, "user": {"userId": "u"}},
    "context": {
        "System": {"application": {"applicationId": "a"}, "user": {"userId": "u"}, "device": {"deviceId": "d"}}
    },
    "request": {"type": "LaunchRequest", "requestId": "r", "timestamp": "2026-01-01T00:00:00Z", "locale": "en-US"},
}
_SAMPLE = f"""
import json
from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.skill_builder import SkillBuilder

class Launch(AbstractRequestHandler):
    def can_handle(self, handler_input):
        return True
    def handle(self, handler_input):
        return handler_input.response_builder.speak("Hello").ask("Hello?").response

builder = SkillBuilder()
builder.add_request_handler(Launch())
handler = builder.lambda_handler()
EVENT = json.loads({json.dumps(json.dumps(_EVENT))})
"""
_COACH = f"""
import json
from lambda_function import handler
EVENT = json.loads({json.dumps(json.dumps(_EVENT))})
"""
_ONE_TURN = "handler(EVENT, None)\n"


def bench() -> int:
    """Measure, print a table, write bench.json; the exit status."""
    find_coach()
    sample, coach = _cold(_SAMPLE, _COACH)
    empty, turn = _warm(_SAMPLE), _warm(_COACH)
    results: dict[str, Any] = {
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "sample_first_turn_ms": sample,
        "coach_first_turn_ms": coach,
        "c/b": round(coach / sample, 2),
        "sample_warm_ms": empty,
        "coach_warm_ms": turn,
        "warm/empty": round(turn / empty, 2),
    }
    (ROOT / "bench.json").write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    print(f"Medians of {PAIRS} interleaved pairs of whole processes, with bytecode; {results['machine']}")
    print(f"{'first turn, the SDK sample (b)':<40}{sample:8.0f} ms")
    print(f"{'first turn, this skill (c)':<40}{coach:8.0f} ms    c/b {results['c/b']}")
    print(f"{'warm turn, the SDK sample':<40}{empty:8.2f} ms")
    print(f"{'warm turn, this skill':<40}{turn:8.2f} ms    warm/empty {results['warm/empty']}")
    return 0


def _cold(one: str, other: str) -> tuple[float, float]:
    """Median milliseconds of whole processes, each doing its first turn, taken in turns."""
    times: tuple[list[float], list[float]] = ([], [])
    for code in (one, other):
        _process(code)  # the bytecode is written, the disk is warm
    for _ in range(PAIRS):
        for taken, code in zip(times, (one, other), strict=True):
            taken.append(_process(code))
    return statistics.median(times[0]), statistics.median(times[1])


def _process(code: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code + _ONE_TURN], check=True, cwd=_folder(), stdout=subprocess.DEVNULL)
    return (time.perf_counter() - began) * 1000


def _warm(code: str) -> float:
    loop = f"""
import statistics, time
for _ in range(20):
    handler(EVENT, None)
taken = []
for _ in range({WARM_TURNS}):
    began = time.perf_counter()
    handler(EVENT, None)
    taken.append((time.perf_counter() - began) * 1000)
print(statistics.median(taken))
"""
    done = subprocess.run(
        [sys.executable, "-c", code + loop], check=True, cwd=_folder(), capture_output=True, text=True
    )
    return float(done.stdout)


def _folder() -> Path:
    return ROOT / "lambda"

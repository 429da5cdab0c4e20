"""Warm turns: how long the skill takes for every intent, over the conversations of the transcripts."""

import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from local.assembly import assemble
from local.clock import Clock
from local.paths import ROOT

if TYPE_CHECKING:
    from local.bench.packages import BuiltPackage

_DIALOGUES = ROOT / "tests" / "dialogues"
_NINE_O_CLOCK_MS = 1_795_251_600_000
"""2026-11-21T09:00:00Z: the moment from which transcripts count, some of which name another."""
_SLOW_ON_PURPOSE = "@fail"
"""Transcripts with this control wait for answers that do not come: they measure the deadline, not the skill."""

_TIME_TURNS = """
import json, statistics, sys, time
sys.path.insert(0, sys.argv[1])
from lambda_function import handler
taken = {}
for _ in range(5):
    for name, event in json.load(open(sys.argv[2])):
        began = time.perf_counter()
        handler(event, None)
        taken.setdefault(name, []).append((time.perf_counter() - began) * 1000)
rows = {}
for name, values in taken.items():
    values.sort()
    at = min(len(values) - 1, len(values) * 99 // 100)
    rows[name] = {"median": round(statistics.median(values), 3), "p99": round(values[at], 3), "turns": len(values)}
print(json.dumps(rows))
"""


def warm_turns(package: "BuiltPackage") -> dict[str, dict[str, float]]:
    """Return milliseconds a turn by intent in a built package: median, 99th percentile, how many turns."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "events.json"
        file.write_text(json.dumps(_events()), encoding="utf-8")
        command = [package.python, "-B", "-W", "ignore", "-c", _TIME_TURNS, str(package.path), str(file)]
        env = {"PATH": os.environ["PATH"], "LOG_LEVEL": "CRITICAL", "STORE_URL": "memory:"}
        done = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
    rows: dict[str, dict[str, float]] = json.loads(done.stdout)
    return rows


def _events() -> list[tuple[str, dict[str, Any]]]:
    """Return the requests of all transcripts, with the intent or the type of each."""
    events = []
    for path in sorted(_DIALOGUES.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        if _SLOW_ON_PURPOSE in text:
            continue
        lines = [line for line in text.splitlines() if not line.startswith("  ")]
        with assemble("memory:", {}).player(clock=Clock(_NINE_O_CLOCK_MS)) as player:
            turns = player.play(lines)
        for turn in turns:
            if turn.envelope and turn.request:
                # Without an address for the timers: what is measured is the skill's own work.
                turn.envelope["context"]["System"].pop("apiEndpoint", None)
                events.append((turn.intent or turn.request, turn.envelope))
    return events

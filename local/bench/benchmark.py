"""Benchmarks, side by side in one run: how fast this skill starts and answers beside the SDK's own samples.

Not tests: the ratios are what counts, the milliseconds are this machine's. Writes ``bench.json``.
"""

import json
import os
import platform
import statistics
import subprocess
import time
from typing import Any, NamedTuple

from local.bench import packages
from local.bench.packages import BuiltPackage
from local.bench.warm import warm_turns
from local.package.build_tools import measure
from local.paths import ROOT
from local.sam import cli

ROUNDS = 25
"""Rounds of whole processes, each round one of every contender."""
SAM_STARTS = 5

_EVENT = {
    "version": "1.0",
    "session": {"new": True, "sessionId": "s", "application": {"applicationId": "a"}, "user": {"userId": "u"}},
    "context": {
        "System": {"application": {"applicationId": "a"}, "user": {"userId": "u"}, "device": {"deviceId": "d"}}
    },
    "request": {"type": "LaunchRequest", "requestId": "r", "timestamp": "2026-01-01T00:00:00Z", "locale": "en-US"},
}
_NO_ICE = {"type": "IntentRequest", "intent": {"name": "NoIceIntent", "confirmationStatus": "NONE"}}
"""Makes the skill read and write the profile, as the SDK's adapter does."""
_FIRST_TURN = """
import json, os, sys, time
sys.path.insert(0, sys.argv[1])
from lambda_function import handler
event = json.loads(sys.argv[2])
# Somebody new each time, so that each turn has something to write.
event["session"]["user"]["userId"] = event["context"]["System"]["user"]["userId"] = f"{os.getpid()} {time.time()}"
if len(sys.argv) > 3:
    import lambda_function
    lambda_function.prepare_snapshot()
began = time.perf_counter()
answer = handler(event, None)
turn = (time.perf_counter() - began) * 1000
assert answer["response"]["outputSpeech"], answer
# Not getrusage: its peak is inherited from the process that started this one.
status = open("/proc/self/status").read() if sys.platform == "linux" else "VmHWM: 0"
print(status.partition("VmHWM:")[2].split()[0], len(sys.modules), turn)
"""
_BARE = "import sys; print(0, len(sys.modules), 0)"
_EMPTY_WARM = """
import json, statistics, sys, time
sys.path.insert(0, sys.argv[1])
from lambda_function import handler
event = json.loads(sys.argv[2])
taken = []
for turn in range(520):
    began = time.perf_counter()
    handler(event, None)
    taken.append((time.perf_counter() - began) * 1000)
print(statistics.median(taken[20:]))
"""


class _Contender(NamedTuple):
    """What is started, with the environment and the event of its first turn."""

    package: BuiltPackage
    environment: dict[str, str]
    event: dict[str, Any]
    code: str = _FIRST_TURN


class _Start(NamedTuple):
    """One whole process."""

    ms: float
    peak_kb: int
    modules: int


def bench() -> int:
    """Measure, print a table, write bench.json. Return the exit status."""
    python = packages.runtime_python()
    endpoint = os.environ.get("DYNAMODB_ENDPOINT_URL", "")
    _tell("building what is compared; the first time takes a minute or two")
    contenders = _contenders(python)
    if endpoint:
        contenders |= _contenders_with_store(python, contenders["c"].package, endpoint)
    results = _ratios(_cold(contenders))
    _tell("warm turns")
    results["empty_warm_ms"] = float(_run(contenders["b"], _EMPTY_WARM))
    results["warm_by_intent_ms"] = warm_turns(contenders["c"].package)
    results["warm_ms"] = statistics.median(row["median"] for row in results["warm_by_intent_ms"].values())
    results["warm/empty"] = round(results["warm_ms"] / results["empty_warm_ms"], 2)
    _tell("the first turn after a snapshot")
    results["first_turn_alone_ms"], results["first_turn_after_snapshot_ms"] = _first_turns(contenders["c"])
    package = measure(contenders["c"].package.path)
    results["package_mb"] = round(package.bytes / 1_000_000, 1)
    results["package_zipped_mb"] = round(package.zipped / 1_000_000, 2)
    results["machine"] = f"{platform.machine()}, {os.cpu_count()} cores, {_version(python)}"
    _tell("starts inside sam local")
    results["sam_local_first_turn_ms"] = _inside_sam()
    (ROOT / "bench.json").write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    _show(results, with_store=bool(endpoint))
    return 0


def _contenders(python: str) -> dict[str, _Contender]:
    return {
        "bare": _Contender(BuiltPackage(packages.HOME, python), {}, _EVENT, _BARE),
        "a": _Contender(packages.sample(python, bytecode=False), {}, _EVENT),
        "b": _Contender(packages.sample(python, bytecode=True), {}, _EVENT),
        "c": _Contender(packages.coach(python), {"STORE_URL": "memory:"}, _EVENT),
    }


def _contenders_with_store(python: str, coach: BuiltPackage, endpoint: str) -> dict[str, _Contender]:
    remote = {
        "DYNAMODB_ENDPOINT_URL": endpoint,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench",
    }
    _make_table(endpoint)
    writing = {**_EVENT, "request": {**_EVENT["request"], **_NO_ICE}}  # type: ignore[dict-item]
    return {
        "d": _Contender(coach, {**remote, "STORE_URL": "dynamodb://bench-coach"}, writing),
        "e": _Contender(packages.standard(python, bytecode=False), remote, _EVENT),
        "e+": _Contender(packages.standard(python, bytecode=True), remote, _EVENT),
    }


def _cold(contenders: dict[str, _Contender]) -> dict[str, list[_Start]]:
    """Return whole processes, each doing its first turn, contenders interleaved."""
    starts: dict[str, list[_Start]] = {name: [] for name in contenders}
    for contender in contenders.values():
        _run(contender, contender.code)
    for number in range(ROUNDS):
        if number % 5 == 0:
            _tell(f"whole processes, round {number + 1} of {ROUNDS}")
        for name, contender in contenders.items():
            began = time.perf_counter()
            said = _run(contender, contender.code).split()
            starts[name].append(_Start((time.perf_counter() - began) * 1000, int(said[0]), int(said[1])))
    return starts


def _first_turns(coach: _Contender) -> tuple[float, float]:
    """Return milliseconds of the first turn alone, without the start: as it is, and after a snapshot's silent turns."""
    rounds = range(ROUNDS // 2)
    plain, rehearsed = (
        statistics.median(float(_run(coach, coach.code, *more).split()[2]) for _ in rounds)
        for more in ((), ("rehearse",))
    )
    return round(plain, 2), round(rehearsed, 2)


def _tell(step: str) -> None:
    print(f"  ... {step}", flush=True)


def _run(contender: _Contender, code: str, *more: str) -> str:
    """Run code with a contender's package and event, and more arguments. Return the last line that it prints."""
    package, environment, event, _ = contender
    # -B: the packages stay as a deployment has them, where nothing can be written.
    command = [package.python, "-B", "-W", "ignore", "-c", code, str(package.path), json.dumps(event), *more]
    env = {"PATH": os.environ["PATH"], "LOG_LEVEL": "CRITICAL", **environment}
    done = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
    return done.stdout.strip().splitlines()[-1]


def _ratios(starts: dict[str, list[_Start]]) -> dict[str, Any]:
    medians = {name: round(statistics.median(one.ms for one in rows), 1) for name, rows in starts.items()}
    peaks = {name: round(statistics.median(one.peak_kb for one in rows) / 1024, 1) for name, rows in starts.items()}
    modules = {name: rows[-1].modules for name, rows in starts.items()}
    results: dict[str, Any] = {"first_turn_ms": medians, "peak_mb": peaks, "modules": modules, "rounds": ROUNDS}
    for one, other in (("c", "a"), ("c", "b"), ("c", "bare"), ("d", "e"), ("d", "e+")):
        if one in medians and other in medians:
            results[f"{one}/{other}"] = round(medians[one] / medians[other], 2)
            if peaks[other]:
                results[f"memory {one}/{other}"] = round(peaks[one] / peaks[other], 2)
    return results


def _inside_sam() -> float | None:
    """Return the median milliseconds of start and first turn inside `sam local`; None if it cannot run here."""
    lacking = cli.missing()
    if lacking:
        print(f"  inside sam local: {lacking}")
        return None
    cli.build()
    return statistics.median(cli.invoke(cli.EVENTS / "launch.json").ms for _ in range(SAM_STARTS))


def _make_table(endpoint: str) -> None:
    import boto3  # type: ignore[import-untyped]

    client = boto3.client(
        "dynamodb",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="bench",
        aws_secret_access_key="bench",  # noqa: S106  DynamoDB Local takes any
    )
    if "bench-coach" not in client.list_tables()["TableNames"]:
        client.create_table(
            TableName="bench-coach",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )


def _version(python: str) -> str:
    return subprocess.run([python, "--version"], check=True, capture_output=True, text=True).stdout.strip()


def _show(results: dict[str, Any], *, with_store: bool) -> None:
    names = {
        "bare": "the interpreter alone",
        "a": "the SDK's sample, as sam build makes it",
        "b": "the same with bytecode",
        "c": "this skill",
        "d": "this skill, a read and a write in DynamoDB",
        "e": "StandardSkillBuilder with its DynamoDB adapter",
        "e+": "the same with bytecode",
    }
    print(f"{results['machine']}; medians of {ROUNDS} interleaved rounds of whole processes, first turn")
    for name, milliseconds in results["first_turn_ms"].items():
        peak, modules = results["peak_mb"][name], results["modules"][name]
        print(f"  {f'({name})':<7}{names[name]:<50}{milliseconds:8.0f} ms {peak:8.1f} MB {modules:6} modules")
    for ratio in ("c/a", "c/b", "c/bare", "d/e", "d/e+", "memory c/b", "memory d/e"):
        if ratio in results:
            print(f"  {ratio:<12}{results[ratio]}")
    if not with_store:
        print("  (d) and (e) need DYNAMODB_ENDPOINT_URL: DynamoDB Local was not named")
    print(f"warm turns, milliseconds: the SDK's empty handler {results['empty_warm_ms']:.2f}; this skill by intent:")
    for name, row in sorted(results["warm_by_intent_ms"].items()):
        print(f"  {name:<28}median {row['median']:6.2f}   99th percentile {row['p99']:6.2f}   ({row['turns']} turns)")
    if results["sam_local_first_turn_ms"]:
        print(f"inside sam local, start and first turn: {results['sam_local_first_turn_ms']:.0f} ms")
    print(f"  warm/empty {results['warm/empty']}")
    print(f"package: {results['package_mb']} MB, {results['package_zipped_mb']} MB zipped")
    plain, rehearsed = results["first_turn_alone_ms"], results["first_turn_after_snapshot_ms"]
    print(f"the first turn without the start: {plain} ms; after the silent turns before a snapshot: {rehearsed} ms")

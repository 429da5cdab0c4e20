"""Whatever is sent or stored, a small sample of it; many more by `make e2e`, hundreds of thousands by `make fuzz`."""

import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from coach.profile.stores.memory import InMemoryStore
from local.paths import ROOT
from local.timers_api.http_server import TimersApi
from tests.fuzz.choices import Choices
from tests.fuzz.targets import TARGETS, World, turn_of

BYTES = st.binary(min_size=8, max_size=400) | st.integers(0, 2**32).map(lambda n: Random(n).randbytes(300))  # noqa: S311
"""What hypothesis likes is short and mostly zero, which is mostly the first choice: so bytes of chance as well."""
ATHERIS = ROOT / ".fuzz"
RUNS = 3_000


@pytest.mark.parametrize("target", TARGETS)
def test_a_sample(target: str) -> None:
    @seed(14)
    @settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(BYTES)
    def holds(data: bytes) -> None:
        TARGETS[target](data)

    holds()


@pytest.mark.e2e
@pytest.mark.parametrize("target", TARGETS)
def test_more(target: str) -> None:
    @settings(max_examples=3_000, deadline=None, suppress_health_check=list(HealthCheck))
    @given(BYTES)
    def holds(data: bytes) -> None:
        TARGETS[target](data)

    holds()


@pytest.mark.e2e
@pytest.mark.skipif(not (ATHERIS / "atheris").exists(), reason="no Atheris: make .fuzz/.ready sets it up, on Linux")
@pytest.mark.parametrize("target", TARGETS)
def test_guided_by_coverage(target: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.fuzz", target, "--runs", str(RUNS), "--folder", str(tmp_path)]
    path = os.pathsep.join([str(ATHERIS), "lambda", "."])
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3_000:]
    assert f"Done {RUNS} runs" in done.stderr


@pytest.mark.e2e
def test_bytes_of_any_kind_at_the_emulators_own_door() -> None:
    """Over a socket: whatever comes, the next call is answered."""
    import socket
    from http.client import HTTPConnection
    from urllib.parse import urlsplit

    chance = Random(14)  # noqa: S311  not for secrets
    lines = [
        b"GET / HTTP/1.1\r\n",
        b"POST /v1/alerts/timers HTTP/1.1\r\n",
        b"Content-Length: ",
        b"5\r\n\r\n",
        b"\r\n",
        b"{",
    ]
    with TimersApi() as api:
        address = urlsplit(api.url)
        for _ in range(60):
            junk = b"".join(chance.choice([*lines, chance.randbytes(9)]) for _ in range(chance.randint(1, 6)))
            with socket.create_connection((address.hostname, address.port or 0), timeout=5) as connection:
                connection.sendall(junk)
        door = HTTPConnection(address.hostname or "", address.port, timeout=5)
        door.request("GET", "/v1/alerts/timers")
        assert door.getresponse().status == 401


def test_what_was_found_by_fuzzing_stays_mended() -> None:
    """Say "it's for my wife" after a refusal of a ring that nobody starts by itself: a KeyError."""
    for refused in ("skin_check", "next_ice", "walk"):
        for intent in ("WhomIntent", "NotMeIntent"):
            held = {"asking": "launch.choose", "about_them": True, "refused": refused}
            World(InMemoryStore()).answer(turn_of(Choices(b""), held, intent))

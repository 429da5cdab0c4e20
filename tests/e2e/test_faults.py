"""Faults at each call of each verb, in each state of the timers; and a SQLite file whose writer is killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from coach.profile.stores.sqlite import SqliteStore
from local.paths import ROOT
from tests.faults import faults_of
from tests.timer_table.cells import STATES, VERBS

pytestmark = pytest.mark.e2e
_WRITES = """
import sys
from coach.profile.model import Application, Profile
from coach.profile.stores.sqlite import SqliteStore
store = SqliteStore(sys.argv[1])
revision = store.load("somebody").revision
for number in range(1, 10**9):
    revision = store.save("somebody", Profile(ice_log=(Application(number, number + 1),) * 50), revision)
    print(number, flush=True)
"""


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("verb", VERBS)
def test_the_next_turn_heals(verb: str, state: str) -> None:
    assert list(faults_of(verb, state)) == []


def test_a_writer_killed_at_any_moment_leaves_a_profile_that_can_be_read(tmp_path: Path) -> None:
    path = str(tmp_path / "profiles.sqlite3")
    for round_ in range(1, 11):
        command = [sys.executable, "-c", _WRITES, path]
        env = {**os.environ, "PYTHONPATH": str(ROOT / "lambda")}
        with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout
            for _ in range(round_):
                told = int(writer.stdout.readline())
            writer.send_signal(signal.SIGKILL)
        log = SqliteStore(path).load("somebody").profile.ice_log
        assert len(log) == 50
        assert log[0].started >= told, "what was told as kept is gone"

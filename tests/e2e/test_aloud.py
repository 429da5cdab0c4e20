"""The first conversation, read aloud: how long somebody on the floor has to listen before the ice is timed."""

import os
import shutil
import subprocess
import wave
from pathlib import Path

import pytest

from local.assembly import assemble
from local.echo.player import Player

pytestmark = pytest.mark.e2e

FIRST_TIME = """open back spasm coach
ice
no
no
yes
i approve
"""
WORDS_A_MINUTE = "150"
"""About as fast as an Echo speaks."""
MOST_SECONDS = 100


@pytest.fixture(scope="session")
def espeak() -> str:
    """The speech synthesiser; installed where that can be done."""
    if not shutil.which("espeak-ng") and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run("apt-get update -qq && apt-get install -y -qq espeak-ng", shell=True, check=False)  # noqa: S602
    found = shutil.which("espeak-ng")
    if not found:
        pytest.skip("espeak-ng is missing: apt-get install espeak-ng")
    return found


def test_the_first_conversation_takes_less_than_two_minutes_aloud(espeak: str, tmp_path: Path) -> None:
    skill = assemble("memory:", {})
    with Player(skill.handle, store=skill.store) as player:
        turns = player.play(FIRST_TIME)
    assert turns[-1].speech.startswith("Started: fifteen minutes.")
    seconds = []
    for number, turn in enumerate(turns):
        file = tmp_path / f"{number}.wav"
        subprocess.run([espeak, "-s", WORDS_A_MINUTE, "-w", str(file), turn.speech], check=True)
        with wave.open(str(file)) as sound:
            seconds.append(sound.getnframes() / sound.getframerate())
    print(f"\nAlexa speaks {sum(seconds):.0f} s in {len(turns)} turns; the longest {max(seconds):.0f} s")  # noqa: T201  a measurement
    assert sum(seconds) < MOST_SECONDS

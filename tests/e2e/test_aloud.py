"""Read aloud: how long somebody on the floor listens before the ice is timed, and how long each hold really is."""

import html
import io
import os
import re
import shutil
import subprocess
import wave
from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.assembly import assemble
from local.echo.player import Player
from tests.in_process import Stage

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


# ------------------------------------------------------------------ holds and breaths

RATE_OF = {"": 1.0, "80%": 0.8, "120%": 1.2}
LONGEST_SECONDS = 240
"""The longest that Alexa plays."""
QUIET = 250
"""Of 32,768: below it nothing is said."""
MOST_OFF_SECONDS = 0.5
PARTS = re.compile(r'<break time="([\d.]+)s"/>|<prosody rate="(\d+%)">(.*?)</prosody>|([^<]+)')


def pcm(espeak: str, words: str, rate: str) -> "array[int]":
    """What espeak-ng makes of words at a rate, as samples, with its own silence at a sentence's end."""
    speed = str(round(int(WORDS_A_MINUTE) * RATE_OF[rate]))
    sound = subprocess.run([espeak, "-s", speed, "--stdout", words], check=True, capture_output=True).stdout
    with wave.open(io.BytesIO(sound)) as spoken:
        assert spoken.getframerate() == FRAMES_A_SECOND
        return array("h", sound[44:])


FRAMES_A_SECOND = 22_050


def rendered(espeak: str, ssml: str) -> "tuple[array[int], list[tuple[str, float]]]":
    """A whole reply as sound, and where in it each spoken run began, in seconds.

    espeak-ng stretches breaks with its speed, which Alexa does not: so it says the words, and each break is as long as
    the SSML has it.
    """
    sound, runs = array("h"), []
    for seconds, rate, faster, as_usual in PARTS.findall(ssml.removeprefix("<speak>").removesuffix("</speak>")):
        if seconds:
            sound.extend([0] * round(float(seconds) * FRAMES_A_SECOND))
        elif words := (faster or as_usual).strip():
            runs.append((words, len(sound) / FRAMES_A_SECOND))
            sound.extend(pcm(espeak, html.unescape(words), rate))
    return sound, runs


def loud_from(sound: "array[int]", second: float) -> float:
    """The moment from which something is heard again."""
    at = round(second * FRAMES_A_SECOND)
    while max(map(abs, sound[at : at + 220])) < QUIET:
        at += 220
    return at / FRAMES_A_SECOND


def quiet_before(sound: "array[int]", second: float) -> float:
    """The moment since which nothing was heard, before a moment."""
    at = round(second * FRAMES_A_SECOND)
    while max(map(abs, sound[max(0, at - 220) : at])) < QUIET:
        at -= 220
    return at / FRAMES_A_SECOND


def holds(sound: "array[int]", runs: list[tuple[str, float]]) -> Iterator[tuple[int, float]]:
    """Each hold: the seconds that were said, and those from the end of the words to the next ones that are no cue."""
    ends = [began for _words, began in runs[1:]] + [len(sound) / FRAMES_A_SECOND]
    for at, (words, _began) in enumerate(runs):
        if told := re.search(r"Hold for (\w+) seconds\.$", words):
            after = next(begun for said, begun in runs[at + 1 :] if not said.startswith("Five more."))
            # Where this run's own sound ends: before the silence that follows it.
            said_until = quiet_before(sound, ends[at])
            yield SECONDS[told[1]], loud_from(sound, after) - said_until


SECONDS = {"five": 5, "ten": 10, "fifteen": 15}
TILT = ("guide me through the pelvic tilt", "no", "ready", "go on", "go on", "again")
KNEE = ("guide me through knee to chest", "no", "yes", "ready", "go on", "go on", "again", "go on")
REST = ("guide me through a resting position",)
WALK = ("guide me through a short walk", "no")
CALM = ("breathe with me", "go on", "go on")


@pytest.mark.parametrize("pace", ["slower", "normal", "faster"])
@pytest.mark.parametrize("path", [TILT, KNEE, REST, WALK, CALM], ids=lambda path: str(path[0]))
def test_a_hold_lasts_as_long_as_it_is_said_to_at_every_pace(espeak: str, path: tuple[str, ...], pace: str) -> None:
    measured, longest = [], 0.0
    with Stage() as stage:
        for turn in stage.player.play(["open back spasm coach", pace, *path]):
            speech = (turn.response or {})["response"]["outputSpeech"]["ssml"]
            if "<break" not in speech:
                continue
            sound, runs = rendered(espeak, speech)
            longest = max(longest, len(sound) / FRAMES_A_SECOND)
            measured += list(holds(sound, runs))
    off = [round(seconds - told, 2) for told, seconds in measured]
    print(f"\n{path[0]}, {pace}: {len(off)} holds, off by {off}; the longest reply {longest:.0f} s")  # noqa: T201
    assert longest < (90 + 10 if path is CALM else LONGEST_SECONDS)
    assert len(measured) == {TILT: 9, KNEE: 13}.get(path, 0)
    assert all(abs(seconds - told) <= MOST_OFF_SECONDS for told, seconds in measured)

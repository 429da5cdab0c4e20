"""Numbers, durations and lists as they are said, and SSML."""

import xml.etree.ElementTree as ET

import pytest

from coach.alexa.ssml import MOST_CHARACTERS, plain, speak
from coach.speech import numbers as spoken


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("PT15M", 900), ("PT1H", 3600), ("PT1H30M", 5400), ("PT90S", 90), ("P1D", 86400), ("PT12M30S", 750), ("PT0S", 0),
     ("P", None), ("PT", None), ("?", None), ("P1Y", None), ("P1M", None), ("15", None), ("", None), ("PT٣M", None)],
)  # fmt: skip
def test_iso_durations(text: str, seconds: int | None) -> None:
    assert spoken.parse_duration(text) == seconds


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(900, "fifteen minutes"), (60, "one minute"), (750, "twelve and a half minutes"), (90, "one and a half minutes"),
     (75, "seventy-five seconds"), (1125, "eighteen minutes forty-five seconds")],
)  # fmt: skip
def test_a_length_as_it_was_asked_for(seconds: int, words: str) -> None:
    assert spoken.exactly(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(5, "a few seconds"), (30, "about half a minute"), (50, "about one minute"), (600, "about ten minutes"),
     (629, "about ten minutes"), (631, "about eleven minutes"), (3600, "about one hour"),
     (6000, "about one hour and forty minutes"), (3590, "about one hour")],
)  # fmt: skip
def test_time_rounded_as_people_say_it(seconds: int, words: str) -> None:
    assert spoken.roughly(seconds) == words


def test_lists() -> None:
    assert spoken.joined([]) == ""
    assert spoken.joined(["a"]) == "a"
    assert spoken.joined(["a", "b"]) == "a and b"
    assert spoken.joined(["a", "b", "c"]) == "a, b and c"
    assert spoken.joined(["a", "b", "c", "d", "e"]) == "a, b, c, and two more"


def test_numbers() -> None:
    assert [spoken.number(n) for n in (0, 13, 20, 29, 100, 125, 1000)] == [
        "zero", "thirteen", "twenty", "twenty-nine", "one hundred", "one hundred twenty-five", "1000",
    ]  # fmt: skip


def test_markup_is_escaped_and_numbers_are_digits() -> None:
    ssml = speak('Call 911, not 1911 or 911x: <b> & "x" \x00 [pause 2.5]', ["911"])
    root = ET.fromstring(ssml)  # noqa: S314
    assert [node.tag for node in root] == ["say-as", "break"]
    assert "1911" in plain(ssml)
    assert "<b> &" in plain(ssml)


def test_speech_stays_within_amazons_limit() -> None:
    for text in ("Words. " * 5000, "x" * 50_000, "<" * 9_000):
        ssml = speak(text, ["911"])
        assert len(ssml) <= MOST_CHARACTERS
        ET.fromstring(ssml)  # noqa: S314

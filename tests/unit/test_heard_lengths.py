"""Lengths in free words."""

import pytest

from coach.speech.heard_lengths import HeardLength, heard_length


@pytest.mark.parametrize(("words", "seconds", "has_unit"), [
    ("twelve", 720, False), ("make it eleven hey", 660, False), ("fifteen minutes please", 900, True),
    ("twenty one minutes", 1260, True), ("ninety seconds", 90, True), ("20 minutes", 1200, True),
    ("seven and a half", 450, False), ("eight and a half minutes", 510, True), ("two minutes and a half", 150, True),
    ("three minutes twenty", 200, True), ("two minutes and thirty seconds", 150, True),
    ("a quarter of an hour", 900, True), ("a couple of minutes", 120, True),
    ("couple minutes", 120, True), ("half an hour then", 1800, True), ("half a minute", 30, True),
    ("an hour", 3600, True), ("a minute", 60, True), ("ten'll do", 600, False), ("four teen minutes", 840, True),
    # In a correction the last one counts; what is taken back does not.
    ("ten no hang on make it eight", 480, False), ("eight not nine", 480, False),
    ("make it six instead of nine", 360, False), ("ten rather than fifteen", 600, False),
])  # fmt: skip
def test_the_length_that_was_said(words: str, seconds: int, *, has_unit: bool) -> None:
    assert heard_length(words) == HeardLength(seconds, has_unit=has_unit)


@pytest.mark.parametrize("words", ["", "that one", "one of them", "the ice", "half of it", "9999", "a hundred"])
def test_no_length(words: str) -> None:
    assert heard_length(words) is None

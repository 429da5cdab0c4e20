"""Whole numbers in free words: one reader for ages and for lengths."""

import pytest

from coach.speech.number_words import number_at
from coach.speech.numbers import number


def test_every_number_is_read_as_it_is_said() -> None:
    for value in range(1000):
        words = number(value).replace("-", " ").split()
        assert number_at([*words, "minutes"], 0) == (len(words), value)
        assert number_at(["about", *words], 1) == (len(words), value)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("four teen", (2, 14)), ("ten teen", (1, 10)), ("forty", (1, 40)), ("forty forty", (1, 40)),
        ("9999", (1, 9999)), ("12345", (0, 0)), ("one hundred and six", (4, 106)), ("one hundred and", (2, 100)),
        ("hundred", (0, 0)), ("twenty hundred", (1, 20)), ("forty zero", (1, 40)), ("old", (0, 0)), ("-4", (0, 0)),
    ],
)  # fmt: skip
def test_what_is_no_plain_number(words: str, found: tuple[int, int]) -> None:
    assert number_at(words.split(), 0) == found

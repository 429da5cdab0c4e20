"""How large words may be in a box. The renderer cannot shrink text, and what is cut off is not read."""

from collections.abc import Sequence

_LINE = 1.25
"""The height of a line, in fonts."""
_WIDTHS = {**dict.fromkeys("iIl.,:;'|! ", 0.31), **dict.fromkeys("fjrt()-/", 0.38), **dict.fromkeys("mwMW@%", 0.93)}
_CAPITAL, _SMALL = 0.72, 0.58
"""The width of letters in fonts, those of a bold sans-serif, so that no device's own font is wider."""
_STEP = 0.25
_SMALLEST = 2.5


def largest(texts: Sequence[str], width: float, height: float, most: float, gap: float = 0.0) -> float:
    """Return the largest font in which texts, one below the other, fit a box; at most ``most``.

    All in the same unit; ``gap``: between two texts, in fonts.
    """
    font = most
    while font > _SMALLEST and not _fits(texts, width / font, height / font, gap):
        font -= _STEP
    return font


def height_of(text: str, width: float, font: float) -> float:
    """Return how high a text is in a width, in a font; all in the same unit."""
    return _lines(text, width / font) * _LINE * font if text else 0.0


def _fits(texts: Sequence[str], width: float, height: float, gap: float) -> bool:
    lines = [_lines(text, width) for text in texts]
    return all(lines) and sum(lines) * _LINE + gap * (len(texts) - 1) <= height


def _lines(text: str, width: float) -> int:
    """Return how many lines a text needs in a width of so many fonts; 0 where a word is wider than that."""
    lines, at = 1, 0.0
    for word in text.split():
        needs = sum(_WIDTHS.get(letter, _CAPITAL if letter.isupper() else _SMALL) for letter in word)
        if needs > width:
            return 0
        if at and at + _WIDTHS[" "] + needs > width:
            lines, at = lines + 1, needs
        else:
            at += needs + (_WIDTHS[" "] if at else 0.0)
    return lines

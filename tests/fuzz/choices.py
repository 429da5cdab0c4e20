"""Bytes read as choices: the same input from hypothesis, from a coverage-guided fuzzer, or from a file."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")

_DEEP = 4
_TEXTS = (
    "",
    "x",
    "911",
    "?",
    "PT5M",
    "PT0S",
    "P1W",
    "-1",
    "\ud800",
    "\x00",
    "é",
    "<break/>",
    "a" * 600,
    "null",
    "2026-11-21",
)
_NUMBERS = (0, 1, -1, 5, 15, 900, 10**6, 2**53 + 1, -(2**70), 10**5000, 1.5, float("inf"), float("nan"), 1e308)


class Choices:
    """Decisions, taken from bytes; once they are used up, always the first."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def number(self, below: int) -> int:
        """Return a number from 0 up to one below another, of at most 65,536; 0 where there is none."""
        if below < 2:
            return 0
        taken = self._data[self._at : self._at + (1 if below <= 256 else 2)]
        self._at += len(taken)
        return int.from_bytes(taken, "big") % below

    def pick(self, among: Sequence[T]) -> T:
        """Return one of several. Raises IndexError where there is none."""
        return among[self.number(len(among))]

    def one_in(self, times: int) -> bool:
        """Return True about once in so many times; False once the bytes are used up."""
        return self.number(times) == times - 1

    def many(self, most: int, make: Callable[[], T]) -> list[T]:
        """Return up to so many of what is made."""
        return [make() for _ in range(self.number(most + 1))]

    def raw(self, most: int) -> bytes:
        """Return up to so many bytes as they come."""
        length = self.number(most + 1)
        taken = self._data[self._at : self._at + length]
        self._at += len(taken)
        return taken

    def text(self) -> str:
        """Return a text that may be odd."""
        return self.raw(20).decode("latin-1") if self.one_in(4) else self.pick(_TEXTS)

    def junk(self, depth: int = _DEEP) -> Any:
        """Return any value of JSON, numbers past all bounds and half characters among them."""
        kind = self.number(8 if depth else 5)
        if kind == 0:
            return self.pick((None, True, False))
        if kind <= 2:
            return self.pick(_NUMBERS)
        if kind <= 4:
            return self.text()
        if kind <= 6:
            return self.many(4, lambda: self.junk(depth - 1))
        return dict(self.many(4, lambda: (self.text(), self.junk(depth - 1))))

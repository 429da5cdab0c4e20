"""The names of the spoken lines, written out for the type checker: a typo in one is an error before it is a silence."""

import tomllib
from pathlib import Path

from local.paths import ROOT

KINDS = ("ice", "heat", "walk", "next_ice")
_CONTENT = ROOT / "lambda" / "coach" / "content"
FILE = _CONTENT / "line_keys.py"


def text(lines: Path = _CONTENT / "en" / "lines.toml") -> str:
    """Return the module of names, from the file of lines."""
    rows = tomllib.loads(lines.read_text("utf-8"))
    topics = {topic: names for topic, names in rows.items() if isinstance(names, dict)}
    keys = [f"{topic}.{name}" for topic, names in topics.items() for name in names]
    of_kinds = sorted({name for kind in KINDS for name in topics[kind]})
    return f'''"""The names of the spoken lines, for the type checker: a typo is an error before it is a silence.

Written by `make model` from ``en/lines.toml``; a test holds the two together.
"""

from typing import Literal

LineKey = Literal[
{_listed(keys)}
]
"""Every line, by its topic and name."""

KindLine = Literal[
{_listed(of_kinds)}
]
"""The lines that a kind of timer can have."""
'''


def _listed(names: list[str]) -> str:
    return "\n".join(f'    "{name}",' for name in names)


def is_current() -> bool:
    """Return whether the committed module names just the lines that there are."""
    return FILE.read_text("utf-8") == text()


def write() -> None:
    """Write the module of names."""
    FILE.write_text(text(), "utf-8")

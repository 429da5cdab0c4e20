"""Labelled sentences: what is said, where the skill is, and every meaning that is right."""

import json
from pathlib import Path
from typing import Any, NamedTuple

STATES = frozenset(
    {
        *("menu", "outside", "ice_question", "ice_ready", "red_flag", "remedy", "ice_running", "go_on"),
        *("which_timer", "minutes"),
    }
)
"""Where the skill can be."""


class LabelError(ValueError):
    """A file of labelled sentences cannot be used. The message is one line."""


class Labelled(NamedTuple):
    """One labelled sentence."""

    id: str
    state: str
    say: str
    expect: tuple[str, ...]
    """The meanings that are right, the plainest first; any one of them counts."""
    asked: str = ""
    """The red flag that is asked about, in that state."""

    @property
    def kind(self) -> str:
        """Return what kind of sentence it is: emergency, trap, sign, answer or command."""
        first = self.expect[0].partition(":")[0]
        if first == "emergency":
            return "emergency"
        if first == "no_emergency":
            return "trap"
        if first in {"sign", "condition", "skin_trouble"}:
            return "sign"
        return "answer" if self.state == "red_flag" else "command"


def read_labelled(path: Path) -> list[Labelled]:
    """Read a file: a JSON list, or one JSON object a line. Raises LabelError."""
    try:
        text = path.read_text(encoding="utf-8")
        rows = (
            json.loads(text)
            if text.lstrip().startswith("[")
            else list(map(json.loads, filter(None, text.splitlines())))
        )
        return [_labelled(row, at) for at, row in enumerate(rows, start=1)]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LabelError(f"{path}: {' '.join(str(error).split())}") from error


def _labelled(row: dict[str, Any], at: int) -> Labelled:
    if row["state"] not in STATES or not row["expect"] or not row["say"]:
        raise ValueError(f"sentence {at}: a state of {', '.join(sorted(STATES))}, words and a meaning")
    return Labelled(row.get("id", str(at)), row["state"], row["say"], tuple(row["expect"]), row.get("asked", ""))

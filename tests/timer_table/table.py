"""The table as text: a file for every verb, to be read and reviewed by anybody, and read back for the test."""

import re
from pathlib import Path
from textwrap import fill, indent

from coach.profile.model import Go, RunningTimer
from local.clock import MILLISECONDS
from tests.timer_table.cells import FAILURES, STATES, VERBS, After, Cell, can_be, cells_of

FOLDER = Path(__file__).parent
_WIDTH = 120
_UNBROKEN = "\N{NO-BREAK SPACE}"
_GOES_ON = "       + "
_CANNOT_BE = "    (cannot be: without the permission nobody has a timer)"
_README = """\
The table of timers
===================

One file for every verb. In each, one part for every state that things can be in when the verb is said, and in each
part one row for every outcome: above it the failures that lead to exactly this outcome, below it

    You:    what the person says to Alexa (the first words stand at the head of the file)
    Coach:  every word of the answer
    (asks)  the microphone stays open; what is said if the person is silent
    Log:    ice in the skill's notes: when it went on and comes off, in minutes and seconds since the story began,
            and how long it will have been on in all
    Record: the timers in the skill's notes
    Alexa:  the timers that Alexa then holds, and how long each has left

A question that leads on is answered: which timer, "the ice"; shall it ring, "yes"; the cautions, "no", and "yes" to
whether the ice is on; Alexa's own question for the permission, as the failure says.

The test plays every cell and compares. After a change of what is said or done, write the files anew with

    python -m tests.timer_table

and review what changed in them as you review code.
"""


def path_of(verb: str) -> Path:
    """The file of a verb."""
    return FOLDER / f"{verb}.txt"


def files() -> dict[Path, str]:
    """Every file of the table, as it should be."""
    return {FOLDER / "README.txt": readme(), **{path_of(verb): table_of(verb) for verb in VERBS}}


def readme() -> str:
    """How to read the table."""
    states = "\n".join(_entry(name, state.meaning) for name, state in STATES.items())
    failures = "\n".join(_entry(name, failure.meaning) for name, failure in FAILURES.items())
    return f"{_README}\nThe states\n----------\n\n{states}\n\nThe failures\n------------\n\n{failures}\n"


def _entry(name: str, meaning: str) -> str:
    return fill(f"{name + ':':<24}{meaning}", _WIDTH, subsequent_indent=" " * 24)


def table_of(verb: str) -> str:
    """The file of one verb: failures with the same outcome in the same state are one row."""
    parts = [f'"Alexa, ask Back Spasm Coach: {VERBS[verb]}"  (how to read this: README.txt)\n']
    for state, how in STATES.items():
        title = f"{state.upper()}. {how.meaning}"
        rows: dict[str, list[str]] = {}
        for failure in FAILURES:
            rows.setdefault(body_of(verb, state, failure), []).append(failure)
        parts.append(f"\n{title}\n{'=' * len(title)}\n")
        parts += [f"\n{_named(names)}\n{body}\n" for body, names in rows.items()]
    return "".join(parts)


def _named(names: list[str]) -> str:
    whole = (name.replace(" ", _UNBROKEN) for name in names)
    text = fill(f"Failing: {'; '.join(whole)}", _WIDTH, subsequent_indent=_GOES_ON, break_on_hyphens=False)
    return text.replace(_UNBROKEN, " ")


def body_of(verb: str, state: str, failure: str) -> str:
    """One cell as text."""
    if not can_be(state, failure):
        return _CANNOT_BE
    cell = cells_of(verb)[state, failure]
    lines = []
    for at, said in enumerate(cell.said):
        if at:
            lines.append(_line("You:", said.utterance))
        lines.append(_line("Coach:", said.speech))
        if said.waits and said.reprompt:
            lines.append(_line("(asks)", said.reprompt))
    lines += [_line(name, text) for name, text in _afterwards(cell, cell.after)]
    return "\n".join(lines)


def _afterwards(cell: Cell, after: After) -> list[tuple[str, str]]:
    held = sorted(after.held)
    return [
        ("Log:", "; ".join(_go(cell, go) for go in after.profile.ice_log) or "nothing"),
        ("Record:", "; ".join(_record(record, after.now) for record in after.profile.timers) or "no timer"),
        (
            "Alexa:",
            "; ".join(f"{one.label}, {_state(one.seconds_left, paused=one.paused)}" for one in held) or "no timer",
        ),
    ]


def _go(cell: Cell, go: Go) -> str:
    on, off = ((moment - cell.began) // MILLISECONDS for moment in (go.on, go.off))
    return f"{_minutes(on)} to {_minutes(off)}, on for {_minutes(go.seconds)}"


def _record(record: RunningTimer, now: int) -> str:
    left = record.left_when_paused or (record.trigger - now) // MILLISECONDS
    unsure = "" if record.id else " (if it started)"
    if left < 0:
        return f"{record.label}, over{unsure}"
    return f"{record.label}, {_state(left, paused=bool(record.left_when_paused))}{unsure}"


def _state(seconds: int, *, paused: bool) -> str:
    return f"{'paused' if paused else 'runs'}, {_minutes(seconds)} left"


def _minutes(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"


def _line(name: str, text: str) -> str:
    return indent(fill(f"{name:<7} {text}", _WIDTH - 4, subsequent_indent=" " * 8, break_on_hyphens=False), "    ")


class TableError(ValueError):
    """A file of the table cannot be read, or names a cell twice. The message is one line."""


_PART = re.compile(r"^([A-Z ]+)\. .*\n=+\n", re.MULTILINE)
_ROW = re.compile(r"^Failing: (.*(?:\n       \+ .*)*)\n((?:    .*\n)+)", re.MULTILINE)


def read(text: str) -> dict[tuple[str, str], str]:
    """The cells of a file, by state and failure. Raises TableError."""
    cells: dict[tuple[str, str], str] = {}
    _, *parts = _PART.split(text)
    for state, part in zip(parts[::2], parts[1::2], strict=True):
        if rest := _ROW.sub("", part).strip():
            raise TableError(f"{state.lower()}: this is no row: {rest.splitlines()[0]!r}")
        for row in _ROW.finditer(part):
            for failure in row[1].replace(f"\n{_GOES_ON}", " ").split("; "):
                key = state.lower(), failure
                if key in cells:
                    raise TableError(f"{' / '.join(key)} stands there twice")
                cells[key] = row[2].rstrip("\n")
    return cells

"""The table as text: a file for every verb, to be read by anybody, or held against an earlier one."""

from pathlib import Path
from textwrap import fill, indent

from coach.profile.model import Application, TimerRecord
from local.clock import MILLISECONDS
from tests.timer_table.cells import FAILURES, STATES, VERBS, After, Cell, can_be, cell_of

FOLDER = Path(__file__).parents[2] / "build" / "timer_table"
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

This is written by

    python -m tests.timer_table

and by nothing else: what must hold in every cell is in tests/unit/test_timer_table.py. To see what a change changes,
write it before and after, and compare.
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
    cell = cell_of(verb, state, failure)
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


def _go(cell: Cell, go: Application) -> str:
    on, off = ((moment - cell.began) // MILLISECONDS for moment in (go.started, go.ended))
    return f"{_minutes(on)} to {_minutes(off)}, on for {_minutes(go.elapsed_seconds)}"


def _record(record: TimerRecord, now: int) -> str:
    left = record.remaining_when_paused or (record.triggers_at - now) // MILLISECONDS
    unsure = "" if record.id else " (if it started)"
    if left < 0:
        return f"{record.label}, over{unsure}"
    return f"{record.label}, {_state(left, paused=bool(record.remaining_when_paused))}{unsure}"


def _state(seconds: int, *, paused: bool) -> str:
    return f"{'paused' if paused else 'runs'}, {_minutes(seconds)} left"


def _minutes(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"


def _line(name: str, text: str) -> str:
    return indent(fill(f"{name:<7} {text}", _WIDTH - 4, subsequent_indent=" " * 8, break_on_hyphens=False), "    ")

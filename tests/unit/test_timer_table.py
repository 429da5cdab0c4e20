"""Every verb, in every state of the timers, with every failure: against the table, and against what must always hold.

The table is in tests/timer_table, one file for every verb, with a README.txt.
"""

import re
from collections.abc import Callable, Iterator
from itertools import combinations

import pytest

from coach.conversation.kinds import KINDS
from tests.timer_table.cells import FAILURES, STATES, VERBS, After, Cell, Held, cells_of
from tests.timer_table.table import TableError, body_of, files, path_of, read

_ANEW = "python -m tests.timer_table writes the table anew; review what changes"
Complaints = Iterator[str]
Rule = Callable[[Cell], Complaints]

# The table itself.


@pytest.mark.parametrize("verb", VERBS)
def test_no_cell_is_left_out_and_none_is_too_many(verb: str) -> None:
    there = set(read(path_of(verb).read_text(encoding="utf-8")))
    assert there == {(state, failure) for state in STATES for failure in FAILURES}, _ANEW


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("verb", VERBS)
def test_each_cell_goes_as_the_table_says(verb: str, state: str) -> None:
    table = read(path_of(verb).read_text(encoding="utf-8"))
    played = {failure: body_of(verb, state, failure) for failure in FAILURES}
    written = {failure: table.get((state, failure), "(not in the table)") for failure in FAILURES}
    assert played == written, _ANEW


def test_the_files_are_as_they_would_be_written() -> None:
    """Rows are grouped as they should be, and no file is left over."""
    wanted = files()
    assert {path: path.read_text(encoding="utf-8") for path in path_of("").parent.glob("*.txt")} == wanted, _ANEW


def test_a_cell_that_stands_there_twice_is_refused() -> None:
    part = "\nRUNNING. One.\n=============\n\nFailing: 401; 403\n    Coach:  A.\n\nFailing: 403\n    Coach:  B.\n"
    with pytest.raises(TableError, match="running / 403 stands there twice"):
        read(part)


def test_what_is_no_row_is_refused() -> None:
    with pytest.raises(TableError, match="this is no row: 'Failling: 401'"):
        read("\nRUNNING. One.\n=============\n\nFailling: 401\n    Coach:  A.\n")


# What must hold in each cell, whatever the table says.

_MOST_WORDS = 75
_SLACK = 2
"""Seconds."""
_NEXT_STEP = re.compile(
    r"\bsay: Alexa, |\btake the ice off\b|\bleave (?:it|the ice) off\b|\byou can ice again\b"
    r"|\bwait two hours\b",
    re.IGNORECASE,
)
"""What somebody flat on the floor can do next, without hands."""
_DONE = re.compile(r"Started|Added|Paused|The (?:ice|walk) runs again|The ice timer is off|All right\. It will ring")
"""How words begin that say that it was done, which a lost answer does not change: Alexa was asked again."""
_OWN_WORDS = re.compile(r"\bBy my notes\b|^Added|^Paused|^The ice runs again")
"""A time left by the notes, or after a change that Alexa did confirm."""
_SPEAKS_OF_TWO = re.compile(r"\b(?:earlier|older|old)\b")


def _ice_with(after: After, *, paused: bool, seconds: int) -> bool:
    return any(one.paused is paused and abs(one.seconds_left - seconds) <= _SLACK for one in after.ice)


def _next_ice(after: After) -> list[Held]:
    return [one for one in after.held if one.label in KINDS["next_ice"].labels]


def _done_is_true(cell: Cell) -> Complaints:
    """That something was done is said only if Alexa then holds it so."""
    last = cell.said[-1].speech
    claims = {
        "Started": _ice_with(cell.after, paused=False, seconds=10 * 60),
        "Added": _ice_with(cell.after, paused=False, seconds=11 * 60),
        "The ice runs again": _ice_with(cell.after, paused=False, seconds=6 * 60),
        "Paused": _ice_with(cell.after, paused=True, seconds=6 * 60),
        "The ice timer is off": not cell.after.ice,
        "All right. It will ring": bool(_next_ice(cell.after)),
    }
    for words, is_so in claims.items():
        if words in last and not is_so:
            yield f"{words!r} is said, and Alexa holds {cell.after.held}"


def _failed_start_sounds_failed(cell: Cell) -> Complaints:
    """Nothing that is no start begins with "Started", at any turn."""
    if cell.verb == "start" and _ice_with(cell.after, paused=False, seconds=10 * 60) and cell.state != "running":
        return
    for said in cell.said:
        if said.speech.startswith("Started"):
            yield f"nothing started, and it says {said.speech!r}"


def _next_step_is_named(cell: Cell) -> Complaints:
    """Where a call failed, the words say what can be done without hands."""
    last = cell.said[-1].speech
    done = _DONE.match(last) and "is still set" not in last
    if not done and not cell.calls_worked and not _NEXT_STEP.search(last):
        yield f"no next step in {last!r}"


def _by_notes_is_said(cell: Cell) -> Complaints:
    """Where Alexa did not answer, a time left is never given as if she had."""
    last = cell.said[-1].speech
    if not cell.calls_worked and re.search(r"\b(?:has|with) about .* left", last) and not _OWN_WORDS.search(last):
        yield f"Alexa did not say so: {last!r}"


def _one_ice_timer(cell: Cell) -> Complaints:
    """Never more than one ice timer at Alexa, but where a call failed and the words speak of the earlier one."""
    if len(cell.after.ice) > (1 if cell.calls_worked else 2):
        yield f"Alexa holds {cell.after.ice}"
    if len(cell.after.ice) == 2 and not _SPEAKS_OF_TWO.search(cell.said[-1].speech):
        yield f"Alexa holds two, and of the old one nothing is said: {cell.said[-1].speech!r}"


def _record_names_what_is_held(cell: Cell) -> Complaints:
    """Where all worked, our record names the ice timer that Alexa holds, as it is; a minute later in any case."""
    afters = [cell.a_minute_later]
    if cell.calls_worked and cell.failure != "store":
        afters.append(cell.after)
    for after in afters:
        record = after.profile.timer("ice")
        held = [(one.label, one.paused) for one in after.ice]
        named = [(record.label, bool(record.left_when_paused))] if record else []
        if held != named and cell.state != "none" and not cell.failure.startswith("withdrawn"):
            yield f"Alexa holds {held}, and our record names {named}"


def _short_enough(cell: Cell) -> Complaints:
    for said in cell.said:
        for text in (said.speech, said.reprompt):
            if len(text.split()) > _MOST_WORDS:
                yield f"{len(text.split())} words: {text!r}"


def _reads_well(cell: Cell) -> Complaints:
    for said in cell.said:
        for text in filter(None, (said.speech, said.reprompt)):
            if re.search(r"[{}_]|\bNone\b(?! on)|  | [.,:;?]|\b0\b", text) or not re.search(r"[.?]$", text):
                yield f"it does not read well: {text!r}"
        if not said.speech:
            yield "nothing is said"


def _open_microphone_asks_otherwise(cell: Cell) -> Complaints:
    """Into a silence something else is said than before; and a question closes the speech, not the session."""
    for said in cell.said:
        if said.waits and not said.speech.endswith("You can say I approve, or no."):
            if not said.reprompt or said.reprompt == said.speech:
                yield f"the reprompt is {said.reprompt!r} after {said.speech!r}"
            if not said.speech.endswith("?"):
                yield f"the microphone is open and nothing is asked: {said.speech!r}"


def _log_is_true(cell: Cell) -> Complaints:
    """The log never has less than what was really had, nor more than that and what the skill could not know."""
    cannot_know = STATES[cell.state].cannot_know
    if cell.verb == "stop" and (cell.failure == "store" or not cell.calls_worked):
        # Whether it was off in the end is not known, or could not be written down.
        cannot_know += 60
    for when, after in (("then", cell.after), ("a minute later", cell.a_minute_later)):
        more = cannot_know + (60 if when != "then" and cannot_know else 0)
        if after.iced_by_the_log < after.iced - _SLACK:
            yield f"{when} ice had been on for {after.iced} s, and by the log for {after.iced_by_the_log} s"
        if after.iced_by_the_log > after.iced + more + _SLACK:
            yield f"{when} ice had been on for {after.iced} s, and by the log for {after.iced_by_the_log} s: too many"


RULES: dict[str, Rule] = {
    "what is said to be done is done": _done_is_true,
    "a failed start sounds failed": _failed_start_sounds_failed,
    "a next step is named": _next_step_is_named,
    "by notes is said": _by_notes_is_said,
    "one ice timer": _one_ice_timer,
    "the record names what is held": _record_names_what_is_held,
    "short enough": _short_enough,
    "it reads well": _reads_well,
    "an open microphone asks otherwise": _open_microphone_asks_otherwise,
    "the log is true": _log_is_true,
}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("verb", VERBS)
def test_what_always_holds(verb: str, rule: str) -> None:
    found = {key: list(RULES[rule](cell)) for key, cell in cells_of(verb).items()}
    broken = [f"{verb} / {' / '.join(key)}: {complaints}" for key, complaints in found.items() if complaints]
    assert not broken, "\n".join(broken)


# Each failure that reaches the person has words of its own.

ALIKE: tuple[tuple[frozenset[str], str], ...] = (
    (
        frozenset({"500", "timeout", "garbage", "404"}),
        "no clear answer: whether it was done cannot be told, and it is nothing that the person could mend",
    ),
    (frozenset({"401", "withdrawn"}), "the same to the person: the permission is gone"),
    (frozenset({"unsupported", "device without timers"}), "the same to the person: not on this device"),
)
"""Failures that may sound the same, and why."""
_KINDS = (
    "400",
    "401",
    "403",
    "404",
    "429",
    "500",
    "504",
    "timeout",
    "garbage",
    "unsupported",
    "locale",
    "device without timers",
)


def _reaches(verb: str, state: str, failure: str) -> bool:
    """Whether the person hears anything of it."""
    cells = cells_of(verb)
    return cells[state, failure].words != cells[state, "nothing"].words


_NOTES_ANSWER = {("when_again", "ringing"), ("when_again", "finished unseen")}
"""Verb and state where the notes are the answer: with any failure all that is missing is the offer to ring."""


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("verb", VERBS)
def test_each_failure_that_reaches_the_person_has_words_of_its_own(verb: str, state: str) -> None:
    heard = [failure for failure in (*_KINDS, "withdrawn") if _reaches(verb, state, failure)]
    alike = [
        (one, other)
        for one, other in combinations(heard, 2)
        if cells_of(verb)[state, one].words == cells_of(verb)[state, other].words
        and not any({one, other} <= group for group, _why in ALIKE)
    ]
    assert not alike or (verb, state) in _NOTES_ANSWER, alike

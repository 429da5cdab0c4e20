"""Every verb, in every state of the timers, with every failure: what must hold in each of these cells.

`python -m tests.timer_table` writes all that is said and done in them as text.
"""

import re
from collections.abc import Callable, Iterator
from itertools import combinations, pairwise
from typing import NamedTuple

import pytest

from coach.care.limits import TimerKind
from coach.conversation.timers.kinds import KINDS
from local.clock import MILLISECONDS
from tests.timer_table.cells import FAILURES, STATES, VERBS, After, Cell, Held, can_be, cell_of, cells_of

Complaints = Iterator[str]
Rule = Callable[[Cell], Complaints]

# What is done, where everything works.


class Done(NamedTuple):
    """What a verb changes in a state: the timers that Alexa then holds, and how long ice was on by the log."""

    held: dict[str, int]
    """Seconds left by kind; negative: of a paused one."""
    iced: int
    """Seconds, once everything that runs is over."""


_WALK = {"walk": 120}
AS_IT_WAS: dict[str, Done] = {
    "none": Done({}, 0),
    "running": Done({"ice": 360}, 600),
    "paused": Done({"ice": -360}, 240),
    "ringing": Done({}, 600),
    "finished unseen": Done({}, 600),
    "cancelled elsewhere": Done({}, 300),
    "two running": Done({"ice": 360} | _WALK, 600),
    "wished": Done({}, 0),
    "two rings": Done({"ice": 360, "skin_check": 60}, 600),
    "two rings paused": Done({"ice": -360, "skin_check": -60}, 240),
}
"""Each state as the skill finds it. One that was cancelled elsewhere counts until the skill looks."""
CHANGED: dict[tuple[str, str], Done] = {
    ("start", "none"): Done({"ice": 600}, 600),
    ("pause", "running"): Done({"ice": -360}, 240),
    ("pause", "two running"): Done({"ice": -360} | _WALK, 240),
    ("resume", "paused"): Done({"ice": 360}, 600),
    ("stop", "running"): Done({}, 240),
    ("stop", "paused"): Done({}, 240),
    ("stop", "two running"): Done(_WALK, 240),
    ("add", "running"): Done({"ice": 660}, 900),
    ("add", "two running"): Done({"ice": 660} | _WALK, 900),
    ("start", "wished"): Done({"ice": 600, "skin_check": 300}, 600),
    ("pause", "two rings"): Done({"ice": -360, "skin_check": -60}, 240),
    ("resume", "two rings paused"): Done({"ice": 360, "skin_check": 60}, 600),
    ("stop", "two rings"): Done({}, 240),
    ("stop", "two rings paused"): Done({}, 240),
    ("add", "two rings"): Done({"ice": 660, "skin_check": 60}, 900),
    ("when_again", "ringing"): Done({"next_ice": 7200}, 600),
    ("when_again", "finished unseen"): Done({"next_ice": 6900}, 600),
    ("when_again", "cancelled elsewhere"): Done({"next_ice": 7200}, 300),
}
"""Every verb that changes anything, with the state in which it does."""


def when_it_works(verb: str, state: str) -> Done:
    """What is so after a verb where nothing fails."""
    return CHANGED.get((verb, state), AS_IT_WAS[state])


def kinds_held(after: After) -> dict[str, int]:
    """The skill's timers that Alexa holds, as in Done."""
    return {_kind_of(one.label): -one.seconds_left if one.paused else one.seconds_left for one in after.held}


def _kind_of(label: str) -> str:
    return next(kind.id.value for kind in KINDS.values() if label in kind.labels)


def as_done(after: After, done: Done) -> bool:
    """Whether Alexa holds just that, within a few seconds."""
    held = kinds_held(after)
    same = held.keys() == done.held.keys() and len(held) == len(after.held)
    return same and all(abs(held[kind] - done.held[kind]) <= _SLACK for kind in held)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("verb", VERBS)
def test_where_everything_works_it_is_done_logged_and_recorded(verb: str, state: str) -> None:
    cell, done = cell_of(verb, state, "nothing"), when_it_works(verb, state)
    assert as_done(cell.before, AS_IT_WAS[state]), cell.before.held
    assert as_done(cell.after, done), cell.after.held
    assert sum(go.elapsed_seconds for go in cell.after.profile.ice_log) == pytest.approx(done.iced, abs=_SLACK)
    assert not cell.after.profile.heat_log


# What must hold in each cell.

_MOST_WORDS = 75
_SLACK = 2
"""Seconds."""
_NEXT_STEP = re.compile(
    r"\b[Ss]ay: Alexa, |\btake the ice off\b|\bleave (?:it|the ice) off\b|\byou can ice again\b"
    r"|\bwait two hours\b|\bFeel for trouble at five minutes yourself\b",
    re.IGNORECASE,
)
"""What somebody flat on the floor can do next, without hands."""
_DONE = re.compile(
    r"Started|Added|Paused|The (?:ice|walk) runs again|The ice timer is off|All right\. It will ring"
    r"|The skin check rings"
)
"""How words begin that say that it was done, which a lost answer does not change: Alexa was asked again."""
_OWN_WORDS = re.compile(r"\bBy my notes\b|^Added|^Paused|^The ice runs again")
"""A time left by the notes, or after a change that Alexa did confirm."""
_SPEAKS_OF_TWO = re.compile(r"\b(?:earlier|older|old)\b")


def _ice_with(after: After, *, paused: bool, seconds: int) -> bool:
    return any(one.paused is paused and abs(one.seconds_left - seconds) <= _SLACK for one in after.ice)


def _next_ice(after: After) -> list[Held]:
    return [one for one in after.held if one.label in KINDS[TimerKind.next_ice].labels]


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
    """Where all worked, our records name the timers that Alexa holds, as they are; a minute later in any case."""
    afters = [cell.a_minute_later]
    if cell.calls_worked and cell.failure != "store":
        afters.append(cell.after)
    for after in afters:
        held = sorted((one.label, one.paused, one.seconds_left) for one in after.held)
        named = sorted(_named(after))
        alike = [one[:2] for one in held] == [one[:2] for one in named] and all(
            abs(one[2] - other[2]) <= _SLACK for one, other in zip(held, named, strict=True)
        )
        if not alike and cell.state != "none" and not cell.failure.startswith("withdrawn"):
            yield f"Alexa holds {held}, and our records name {named}"


def _named(after: After) -> Iterator[tuple[str, bool, int]]:
    for record in after.profile.timers:
        left = record.remaining_when_paused or (record.triggers_at - after.now) // MILLISECONDS
        yield record.label, bool(record.remaining_when_paused), left


def _done_or_as_before(cell: Cell) -> Complaints:
    """Whatever fails, Alexa then holds what she did, or what she would if all had worked; or the old one as well."""
    before, done = AS_IT_WAS[cell.state], when_it_works(cell.verb, cell.state)
    if cell.verb == "start" and cell.failure == "store" and not cell.before.ice:
        # That ice was on of late cannot be known then.
        done = when_it_works("start", "none")
    old_stays = len(cell.after.ice) == 2 and cell.verb == "add"
    after = cell.after
    if not cell.calls_worked and not (as_done(after, before) or as_done(after, done)):
        # One of two rings was changed, and the other could not be.
        after, before, done = _but_for_skin_check(after), _without(before), _without(done)
    if not (as_done(after, before) or as_done(after, done) or old_stays):
        yield f"Alexa held {cell.before.held}, and now holds {cell.after.held}"
    if [one for one in cell.before.held if one.label == "walk"] != [
        one for one in cell.after.held if one.label == "walk"
    ]:
        yield f"the walk was {cell.before.held}, and is {cell.after.held}"


def _but_for_skin_check(after: After) -> After:
    return after._replace(held=tuple(one for one in after.held if not one.label.startswith("skin check")))


def _without(done: Done) -> Done:
    return done._replace(held={kind: left for kind, left in done.held.items() if kind != "skin_check"})


def _skin_check_is_told_of(cell: Cell) -> Complaints:
    """Where all worked, it is in step with the ice; where it is not, that is said, or that nothing can be told."""
    checks = [one for one in cell.after.held if one.label.startswith("skin check")]
    if len(checks) > 1:
        yield f"Alexa holds {checks}"
    lonely = checks and not cell.after.ice
    astray = checks and cell.after.ice and checks[0].paused is not cell.after.ice[0].paused
    told = "skin check" in cell.words or "I can't tell if the ice timer" in cell.words
    if (lonely or astray) and (cell.calls_worked or not told):
        yield f"Alexa holds {cell.after.held}, and it says {cell.said[-1].speech!r}"


def _what_changed_is_written(cell: Cell) -> Complaints:
    """Nothing is written while the store fails, and where something was done that is said."""
    if cell.failure != "store":
        return
    if cell.after.profile != cell.before.profile:
        yield f"written, though that failed: {cell.after.profile}"
    if cell.after.held != cell.before.held and "I won't remember it" not in cell.words:
        yield f"done and not written down, and not a word of it: {cell.words!r}"


def _log_is_well_formed(cell: Cell) -> Complaints:
    """In order, none in another, none from before the story; what was there is there still, under the same start."""
    for after in (cell.after, cell.a_minute_later):
        log = after.profile.ice_log
        if any(one.ended > other.started for one, other in pairwise(log)):
            yield f"out of order, or one in the other: {log}"
        if any(not cell.began <= go.started <= go.ended for go in log):
            yield f"no such time: {log}"
        if {go.started for go in cell.before.profile.ice_log} - {go.started for go in log}:
            yield f"lost from the log: {cell.before.profile.ice_log}, {log}"
        running = after.profile.timer(TimerKind.ice)
        if running and running.id and not running.remaining_when_paused and log[-1].ended != running.triggers_at:
            yield f"it runs until {running.triggers_at}, and by the log until {log[-1].ended}"


_NUMBERS = {"two": 2, "five": 5, "six": 6, "eleven": 11}
_LEFT = re.compile(r"\b(?P<notes>By my notes, )?[Tt]he (?P<kind>ice|walk)\b[^.]*?\babout (?P<n>\w+) minutes left")
_TRUE_ONLY_IF: dict[str, Callable[[Cell], bool]] = {
    r"\bPaused, with|\bis paused, with|\balready paused": lambda cell: any(one.paused for one in cell.after.ice),
    r"\bruns again:|\bis (?:already )?running, with": lambda cell: any(not one.paused for one in cell.after.ice),
    r"\bwas cancelled\b": lambda cell: cell.state == "cancelled elsewhere" and not cell.after.ice,
    r"\b[Yy]our ice time (?:was|is) up\b": lambda cell: cell.after.iced == 600 and not cell.after.ice,
    r"\bI set no\b|\bno such timer\b|\bNo ice timer\b": lambda cell: not cell.after.held,
    r"\bBy my notes\b": lambda cell: not cell.calls_worked or "withdrawn" in cell.failure,
    r"\bclear answer\b|\bI can't tell\b": lambda cell: not cell.calls_worked,
    r"\bcan't reach Alexa": lambda cell: not cell.calls_worked,
    r"\bcan't reach my notes\b|\bcouldn't save\b|\bwon't remember\b": lambda cell: cell.failure == "store",
    r"\bpermission\b": lambda cell: cell.failure == "401" or "allowed" in cell.failure or "withdrawn" in cell.failure,
    r"\boffline\b": lambda cell: cell.failure == "504",
    r"\bis busy\b": lambda cell: cell.failure == "429",
    r"\brefused that\b": lambda cell: cell.failure == "400",
    r"\bwon't take that\b|\bno room\b": lambda cell: cell.failure == "403",
    r"\bThis device takes no\b": lambda cell: cell.failure in {"unsupported", "device without timers"},
    r"\bIn this language\b": lambda cell: cell.failure == "locale",
    r"\bhad about four minutes\b": lambda cell: cell.after.iced == 240,
    r"\bNot yet\b|\bLet the skin warm up\b": lambda cell: cell.after.iced > 0 and not cell.after.ice,
}
"""What is said, and when alone it may be."""


def _nothing_false_is_said(cell: Cell) -> Complaints:
    last = cell.said[-1].speech
    for pattern, is_true in _TRUE_ONLY_IF.items():
        if re.search(pattern, last) and not is_true(cell):
            yield f"not so: {last!r}, and Alexa holds {cell.after.held}"
    for said in _LEFT.finditer(last):
        labels = KINDS[TimerKind(said["kind"])].labels
        left = [round(one.seconds_left / 60) for one in cell.after.held if one.label in labels]
        if not said["notes"] and _NUMBERS[said["n"]] not in left:
            yield f"{said[0]!r}, and Alexa has {cell.after.held}"


_WARNED: dict[str, str] = {
    r"^(?:.* )?Started: ": r"\bwrapped; no lying or sleeping on it\. Off at once if numb\b|\bOff at once if it burns\b",
    r"(?<!notes, )[Tt]he ice has about|The ice runs again|\bAdded:": r"\bOff if it burns or goes numb\b",
    r"The walk has about": r"\bStop if pain spreads or a leg feels weak\b|\bBy my notes\b",
    r"\b[Yy]our ice time (?:was|is) up\b|\bgone: it was cancelled\b": r"\bTake the ice off\b",
    r"\bPaused, with": r"\bLeave the ice off\. To go on, say: Alexa, open",
    r"\bis off, after about": r"\bLet the skin warm up for two hours\b",
    r"\bNot yet:": r"\btwo hours between\b.*\bIce again in about\b",
    r"\bI couldn't (?:stop|pause)|\bI can't tell if the ice timer is (?:off|paused)": (
        r"\bTake the ice off, and say: Alexa,"
    ),
    r"\bI couldn't resume|\bI can't tell if the ice timer runs": r"\bLeave the ice off, or say: Alexa,",
    r"\bI can't tell if the timer started": r"\bleave the ice off\b",
    r"\bno timer started|\bnone started": r"\bset an ice timer\b.*\bOff at once if it burns\b|\bset it yourself\b",
    r"\bI added nothing|\bI added no time|\bI add nothing": r"\btake the ice off\b|\btimer is paused\b",
    r"\bBy my notes\b": r"\b[Ss]ay: Alexa, |\b[Tt]ake the ice off\b",
    r"\bcan't tell if a timer is running": r"\bIn doubt, take it off\b",
}
"""What is said, and the warning or the way on that must come with it."""


def _it_is_warned(cell: Cell) -> Complaints:
    last = cell.said[-1].speech
    for pattern, warning in _WARNED.items():
        if re.search(pattern, last) and not re.search(warning, last):
            yield f"a warning is missing: {last!r}"


_ASK_ALEXA = "ay: Alexa, what timers do I have?"
"""The one question that is no question to the person."""


def _open_only_to_ask(cell: Cell) -> Complaints:
    """The microphone stays open only where a question was put, and at the end only where ice was refused."""
    for said in cell.said:
        asks = said.speech.removesuffix(_ASK_ALEXA).endswith(("?", "You can say I approve, or no."))
        if said.waits != asks:
            yield f"open: {said.waits}, after {said.speech!r}"
        if said.reprompt and not said.waits:
            yield f"a reprompt without a microphone: {said.reprompt!r}"
    refused = cell.verb == "start" and cell.said[-1].speech.endswith("What helps, safety check, or stop?")
    if cell.said[-1].waits != refused:
        yield f"in the end open: {cell.said[-1].waits}, after {cell.said[-1].speech!r}"


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


ROWS = [
    pytest.param(verb, state, marks=[] if (at_verb + at_state) % 3 == 0 else [pytest.mark.e2e])
    for at_verb, verb in enumerate(VERBS)
    for at_state, state in enumerate(STATES)
]
"""Every verb in every state, by `make e2e`. Each takes a third of a second, so `make test` has one in three of them:
every verb, and every state."""

RULES: dict[str, Rule] = {
    "what is said to be done is done": _done_is_true,
    "a failed start sounds failed": _failed_start_sounds_failed,
    "a next step is named": _next_step_is_named,
    "by notes is said": _by_notes_is_said,
    "one ice timer": _one_ice_timer,
    "the record names what is held": _record_names_what_is_held,
    "done, or as before": _done_or_as_before,
    "the skin check is told of": _skin_check_is_told_of,
    "what changed is written": _what_changed_is_written,
    "the log is well formed": _log_is_well_formed,
    "nothing false is said": _nothing_false_is_said,
    "it is warned": _it_is_warned,
    "open only to ask": _open_only_to_ask,
    "short enough": _short_enough,
    "it reads well": _reads_well,
    "an open microphone asks otherwise": _open_microphone_asks_otherwise,
    "the log is true": _log_is_true,
}


@pytest.mark.parametrize(("verb", "state"), ROWS)
def test_what_always_holds(verb: str, state: str) -> None:
    cells = cells_of(verb, state)
    assert set(cells) == {failure for failure in FAILURES if can_be(state, failure)}
    broken = [
        f"{cell.name}: {name}: {complaint}"
        for cell in cells.values()
        for name, rule in RULES.items()
        for complaint in rule(cell)
    ]
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
    return cell_of(verb, state, failure).words != cell_of(verb, state, "nothing").words


_NOTES_ANSWER = {("when_again", "ringing"), ("when_again", "finished unseen")}
"""Verb and state where the notes are the answer: with any failure all that is missing is the offer to ring."""


@pytest.mark.parametrize(("verb", "state"), ROWS)
def test_each_failure_that_reaches_the_person_has_words_of_its_own(verb: str, state: str) -> None:
    heard = [failure for failure in (*_KINDS, "withdrawn") if _reaches(verb, state, failure)]
    alike = [
        (one, other)
        for one, other in combinations(heard, 2)
        if cell_of(verb, state, one).words == cell_of(verb, state, other).words
        and not any({one, other} <= group for group, _why in ALIKE)
    ]
    assert not alike or (verb, state) in _NOTES_ANSWER, alike

"""`make hear FILE`: the scores of a labelled file, in each way of hearing."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from local.echo.response_rules import EchoError
from local.hear.judging import Judged, judge
from local.hear.labelled import Labelled, read_labelled
from local.hear.stage import PlayerOf, say
from local.nlu.hearing import Mode

WORST = 10
"""How many of the worst are shown."""
_KINDS = ("emergency", "trap", "sign", "answer", "command")


def hear(path: Path, open_player: PlayerOf) -> int:
    """Print the scores of a file. Return the exit status. Raises LabelError."""
    rows = read_labelled(path)
    scored = {mode: play(rows, open_player, mode) for mode in (Mode.strict, Mode.default, Mode.loose)}
    print("\n".join(report(scored)))
    return 0


def play(rows: Iterable[Labelled], open_player: PlayerOf, mode: Mode) -> list[Judged]:
    """Say all sentences to one skill. Return them judged; one that breaks a rule of Alexa's is wrong."""
    judged = []
    with open_player() as player:
        for row in rows:
            try:
                judged.append(judge(say(player, row, mode)))
            except EchoError as error:
                raise EchoError(f"{row.id} ({row.say!r}): {error}") from error
    return judged


def report(scored: dict[Mode, list[Judged]]) -> Iterator[str]:
    """Return the lines of the report: a table, then what is confused most and the worst, as heard by default."""
    yield _line("", [mode.value for mode in scored])
    for name, part in _MEASURES.items():
        yield _line(name, [part(judged) for judged in scored.values()])
    judged = scored.get(Mode.default, [])
    yield ""
    yield "Heard as something else, most often (meaning -> intent):"
    confused = Counter((j.row.expect[0], j.said.turn.intent or "nothing") for j in judged if not _is_good(j))
    yield from (f"  {times:3} {meaning} -> {intent}" for (meaning, intent), times in confused.most_common(WORST))
    yield ""
    yield "The worst:"
    yield from map(_shown, sorted((j for j in judged if not _is_good(j)), key=_badness)[:WORST])


def _line(name: str, cells: list[str]) -> str:
    return f"{name:34}" + "".join(f"{cell:>23}" for cell in cells)


def _share(good: int, of: int) -> str:
    return f"{good} of {of} ({100 * good / of:.1f}%)" if of else "-"


def _of(judged: list[Judged], *kinds: str) -> list[Judged]:
    return [j for j in judged if j.row.kind in kinds]


def _counted(judged: list[Judged], kind: str) -> str:
    part = _of(judged, kind)
    return _share(sum(map(_is_good, part)), len(part))


def _answered_with_number(judged: list[Judged]) -> str:
    part = _of(judged, "emergency")
    return _share(sum(j.emergency or j.number for j in part), len(part))


def _raised_wrongly(judged: list[Judged]) -> str:
    part = [j for j in judged if "no_emergency" in j.row.expect]
    return _share(sum(j.raised for j in part), len(part))


def _said_back(judged: list[Judged]) -> str:
    part = _of(judged, "answer", "command")
    return _share(sum(j.said_back for j in part), len(part))


def _slots(judged: list[Judged]) -> str:
    part = [j.slots_right for j in judged if j.slots_right is not None]
    return _share(sum(part), len(part))


_MEASURES: dict[str, Callable[[list[Judged]], str]] = {
    "emergencies heard": lambda judged: _counted(judged, "emergency"),
    "… or answered with the number": _answered_with_number,
    "… raised where there is none": _raised_wrongly,
    "lesser signs and conditions": lambda judged: _counted(judged, "sign"),
    "answers": lambda judged: _counted(judged, "answer"),
    "commands": lambda judged: _counted(judged, "command"),
    "… both, only said or asked back": _said_back,
    "lengths, numbers and ages": _slots,
    "wrong acts on a running timer": lambda judged: str(sum(j.wrong_act for j in judged)),
}


def _is_good(judged: Judged) -> bool:
    """Return whether a sentence was understood: an emergency heard, anything else by one of its meanings."""
    right = judged.emergency or judged.right if judged.row.kind == "emergency" else judged.right
    return right and not (judged.raised and "no_emergency" in judged.row.expect)


def _badness(judged: Judged) -> tuple[int, str]:
    """Return how bad a mistake is, the worst first."""
    if judged.wrong_act:
        return 0, judged.row.id
    if judged.row.kind == "emergency":
        return (2 if judged.number else 1), judged.row.id
    return (3 if judged.raised else 4 + _KINDS.index(judged.row.kind)), judged.row.id


def _shown(judged: Judged) -> str:
    turn, row = judged.said.turn, judged.row
    slots = " ".join(f"{name}={value!r}" for name, value in turn.slots.items())
    where = f"{row.state} {row.asked}".strip()
    return f"  {row.id} [{where}] {row.say!r}: {row.expect[0]}; heard {turn.intent} {slots}".rstrip()

"""Plays a conversation with marks in all that is said, and keeps what is left behind when it is over.

Left behind is whatever outlives the open session: what is stored, logged, printed and written, what Amazon's APIs are
told, cards, directives (a screen's payload is one), the attributes of a session that is over. The words spoken and the
attributes of the open session are not: answers may be there, and only there.
"""

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from coach import content
from coach.content.catalog import Catalog
from coach.profile.store import Store
from local.echo.response_rules import EchoError
from local.echo.script import ScriptError, parse_script
from tests.in_process import Stage

FILES = ("red_flags", "cautions", "remedies", "movements", "lines")
"""The content that is said; "heard" and "volunteered" in it are people's words for a sign."""
_WORDS_FOR_A_SIGN = frozenset({"heard", "heard_they", "volunteered", "id", "listed", "listed_they"})
_NAMES_OF_REMEDIES = frozenset({"remedy", "movement", "category"})
"""Slots in which nothing is said of oneself."""
_SEVERAL = 3
"""Words together, from which on they are somebody's own and no chance."""


class Left(NamedTuple):
    """One thing that was left behind."""

    where: str
    text: str


class Played(NamedTuple):
    """A conversation that is over."""

    left: list[Left]
    said: frozenset[str]
    """What was said, in words of their own: the marks, and every slot of several words."""
    ids: frozenset[str]
    """Who it was, by the ids and tokens of the requests."""


class _Everything(logging.Handler):
    """Keeps each record of any logger, with all that it holds."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one."""
        trace = self.formatter or logging.Formatter()
        error = trace.formatException(record.exc_info) if record.exc_info else ""
        self.lines.append(f"{record.getMessage()} {record.args} {error}")


@contextmanager
def everything_logged() -> Iterator[list[str]]:
    """Give what any logger is told meanwhile, down to DEBUG."""
    handler, root, ours = _Everything(), logging.getLogger(), logging.getLogger("coach")
    levels = root.level, ours.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    ours.setLevel(logging.DEBUG)
    try:
        yield handler.lines
    finally:
        root.removeHandler(handler)
        root.setLevel(levels[0])
        ours.setLevel(levels[1])


def mark(number: int) -> str:
    """Return a word that nobody says, another for each number."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    return f"zq{letters[number // 26 % 26]}{letters[number % 26]}{letters[number // 676 % 26]}qz"


def _marked(request: dict[str, Any], number: int) -> set[str]:
    """Mark each filled slot of a request. Return what was said in it."""
    said = set()
    for slot in (request.get("intent") or {}).get("slots", {}).values():
        value = slot.get("value")
        # A length or an age is read by the cloud: what it is must not be spoiled.
        if not isinstance(value, str) or re.fullmatch(r"P[0-9TDHMSW]+|[0-9?]+", value):
            continue
        word = mark(number)
        slot["value"] = f"{value} {word}"
        said |= {word}
        if len(value.split()) >= _SEVERAL and slot["name"] not in _NAMES_OF_REMEDIES:
            said.add(value)
    return said


def play(script: Iterable[str], memory: Store | None = None, *, style: str = "ask") -> Played:
    """Play a script with marks in what is said, whatever is made of it, and end it."""
    left: list[Left] = []
    said: set[str] = set()
    ids: set[str] = set()
    with everything_logged() as logged, Stage(granted=False, style=style, memory=memory) as stage:
        handler = stage.echo.handler

        def watched(event: dict[str, Any], context: object) -> dict[str, Any]:
            said.update(_marked(event["request"], len(said)))
            system = event["context"]["System"]
            ids.update({system["user"]["userId"], system["device"]["deviceId"], system.get("apiAccessToken", "")})
            answer = handler(event, context)
            left.extend(_outlives(answer))
            return answer

        stage.echo.handler = watched
        for step in parse_script(script):
            try:
                left.extend(Left("ring", ring) for turn in stage.player.step(step) for ring in turn.rings)
            except (EchoError, ScriptError):
                # Alexa would refuse it, or the screen has no such thing: what was left by then is left.
                continue
        left.extend(Left("call to Amazon", text) for text in stage.client.sent)
        if memory is None:
            left.append(Left("store", repr(vars(stage.memory))))
    left.extend(Left("log", line) for line in logged)
    return Played(left, frozenset(said), frozenset(ids - {""}))


def _outlives(answer: dict[str, Any]) -> Iterator[Left]:
    """Yield what of an answer outlives the open session."""
    response = answer["response"]
    yield from (Left("card", text) for text in _texts(response.get("card")))
    yield from (Left("directive", text) for text in _texts(response.get("directives")))
    if response.get("shouldEndSession") is True:
        yield from (Left("attributes of a session that is over", text) for text in _texts(answer["sessionAttributes"]))


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in a value, the names of its fields, too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _texts(one)


def files_in(folder: Path) -> Iterator[Left]:
    """Yield all that was written into a folder, byte for byte."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield Left(f"file {path.name}", f"{path.name} {path.read_bytes().decode('latin-1')}")


@cache
def signs() -> frozenset[str]:
    """Return what a sign is called by the content: its id, and how it is read back."""
    flags = Catalog().interview.flags.values()
    return frozenset({flag.id for flag in flags} | {flag.heard for flag in flags} - {""})


@cache
def _static() -> tuple[str, ...]:
    """Every text of the content that is said of its own accord, and of nobody in particular."""

    def texts(value: Any, name: str = "") -> Iterator[str]:
        if isinstance(value, str) and name not in _WORDS_FOR_A_SIGN:
            yield value.casefold()
        elif isinstance(value, dict):
            for key, one in value.items():
                yield from texts(one, key)
        elif isinstance(value, list):
            for one in value:
                yield from texts(one, name)

    return tuple(text for name in FILES for text in texts(content.load(f"en/{name}")))


def faults(played: Played) -> Iterator[str]:
    """Yield everything left behind that should not be."""
    for where, text in played.left:
        low = text.casefold()
        found = [*_in(low, played.said, whole=False)]
        found += _in(low, played.ids, whole=False) if where not in {"store", "call to Amazon"} else []
        shown = _without_questions(low) if where == "directive" else low
        found += [sign for sign in _in(shown, signs(), whole=True) if not _is_static(sign.casefold(), low)]
        yield from (f"{one!r} in a {where}: {text[:200]!r}" for one in found)


def _in(text: str, words: Iterable[str], *, whole: bool) -> Iterator[str]:
    for word in words:
        low = word.casefold()
        if low in text and (not whole or re.search(rf"(?<!\w){re.escape(low)}(?!\w)", text)):
            yield word


def _is_static(sign: str, text: str) -> bool:
    """Whether a sign's name stands in a text only because the content says so to everybody.

    A text may be cut into breaths, or have its number filled in: the word before the sign and the one after it decide.
    """
    found = [match[0] for match in re.finditer(rf"(?:\S+ )?\S*{re.escape(sign)}\S*(?: \S+)?", text)]
    return all(
        beside != sign and any(beside in known for known in _static() if len(known.split()) >= _SEVERAL)
        for beside in found
    )


@cache
def _asked_of_everybody() -> tuple[str, ...]:
    """What a screen shows of a sign without its having been heard: the list of the signs, and a question's id."""
    ids = [f"red_flag.{flag_id}" for flag_id in Catalog().interview.flags]

    def listed(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            yield from (one for key, one in value.items() if key in {"listed", "listed_they"} and one)
            yield from (text for one in value.values() for text in listed(one))
        elif isinstance(value, list):
            yield from (text for one in value for text in listed(one))

    return tuple(text.casefold() for text in (*ids, *listed(content.load("en/red_flags"))))


def _without_questions(text: str) -> str:
    """Return what a screen shows, without what it shows to everybody."""
    # What a check left unasked was not heard.
    text = re.sub(r"not asked: [^.]*\.", "", text)
    for known in sorted(_asked_of_everybody(), key=len, reverse=True):
        text = text.replace(known, "")
    return text

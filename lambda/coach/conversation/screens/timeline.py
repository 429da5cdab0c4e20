"""What is guided by voice, as a timeline: what is said when, and how long the silences are. For a screen."""

import re
from typing import Any

from coach.conversation.reply import Reply
from coach.conversation.turn import Turn
from coach.speech.numbers import number
from coach.speech.pace import rate
from coach.speech.parts import sentences

_PAUSE = re.compile(r"\[pause (\d{1,2}(?:\.\d)?)\]")
_WORDS_A_SECOND = 150 / 60
"""How fast Alexa speaks, about."""
_SENTENCE_SECONDS = 0.3
"""The silence that ends a sentence."""
_MOST_REPETITIONS = 10


def timeline(turn: Turn, reply: Reply) -> dict[str, Any]:
    """Return the phases of a paced reply, each from when to when in milliseconds after it begins to be spoken."""
    said = _PAUSE.split(reply.speech)
    speed = rate(reply.session.pace or "")
    phases: list[dict[str, Any]] = []
    at, count = 0, 0
    # What is split at its pauses: words, a pause, words, …; after the last pause comes the question.
    for words, pause in zip(said[0:-1:2], said[1::2], strict=True):
        text, spoken = words.strip(), round(_seconds(words) / speed * 1000)
        count, text = _counted(count, text)
        silent = round(float(pause) * 1000)
        phases.append(
            {
                "at": at,
                "silent": at + spoken,
                "until": at + spoken + silent,
                "words": text or (phases[-1]["words"] if phases else ""),
                "breath": _breath(turn, text),
                "count": str(count) if count else "",
            }
        )
        at += spoken + silent
    label: str = turn.catalog.shown["words"]["of"]
    for phase in phases:
        phase["count"] = phase["count"] and turn.words.filled(label, at=phase["count"], all=count)
    return {"phases": phases}


def words_of(speech: str) -> str:
    """Return a speech without its pauses."""
    return " ".join(_PAUSE.sub(" ", speech).split())


def _seconds(words: str) -> float:
    return len(words.split()) / _WORDS_A_SECOND + _SENTENCE_SECONDS * len(sentences(words.strip()))


def _counted(count: int, text: str) -> tuple[int, str]:
    """Return the number of the repetition that begins here, and the words without it."""
    for at in range(1, _MOST_REPETITIONS):
        following = f"{number(at).capitalize()}."
        if text.startswith(f"{following} ") and at > count:
            return at, text.removeprefix(following).strip()
    return count, text


def _breath(turn: Turn, text: str) -> str:
    """Return what the breath does in these words: "in", "out", or neither."""
    words = turn.catalog.shown["breath"]
    last = [re.findall(r"[a-z']+", one.lower()) for one in sentences(text)]
    if any((one and one[-1] in words["out"]) or one[:1] == [words["out"][0]] for one in last):
        return "out"
    return "in" if any(one[:1] == [words["in"][0]] for one in last) else ""

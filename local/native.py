"""What Alexa does with timers by herself, by their labels, without any skill."""

import re

from local.clock import MILLISECONDS
from local.durations import seconds_of, spoken_durations, spoken_length
from local.timer_request import TimerRefused
from local.timers import Timers

_NAMED = r"(?:(?:the|my|all|all the|all my|a|an|another) )?(?:(?P<label>.+?) )?timers?"
_LEFT = re.compile(
    rf"^(?:how (?:long|much time)(?:'s| is)?(?: there)?(?: left| remaining)?(?: (?:on|for|is))?|check)"
    rf" {_NAMED}$"
)
_ACTS = {
    "cancel": re.compile(rf"^(?:cancel|stop|delete|end|turn off|remove) {_NAMED}$"),
    "pause": re.compile(rf"^(?:pause|hold) {_NAMED}$"),
    "resume": re.compile(rf"^(?:resume|continue|unpause) {_NAMED}$"),
}
_DONE = {"cancel": "cancelled", "pause": "paused", "resume": "resumed"}
_SET = (
    re.compile(r"^(?:set|start|create) (?:a |an |another )?timer for (?P<time>.+?) (?:called|named) (?P<label>.+)$"),
    re.compile(rf"^(?:set|start|create) {_NAMED} for (?P<time>.+)$"),
    re.compile(r"^(?:set|start|create) (?:a |an )?(?P<time>.+ (?:second|minute|hour))s?(?: (?P<label>.+))? timer$"),
)
_ADD = re.compile(rf"^add (?P<time>.+) to {_NAMED}$")
_LIST = re.compile(
    r"^(?:what timers (?:do i have|are (?:on|running|set))|what are my timers|list (?:my |the )?timers)$"
)


def native_timer_answer(words: str, timers: Timers) -> str | None:
    """Do a timer command and give Alexa's own answer; None where the words are none.

    `words` are normal (`wording.normal`), without the wake word.
    """
    if _LIST.match(words):
        return _listed(timers)
    if match := _ADD.match(words):
        seconds = _seconds(match["time"])
        if seconds is not None:
            known = timers.extend(match["label"], seconds * MILLISECONDS)
            return f"{spoken_length(seconds)} added." if known else _unknown(match["label"])
    for pattern in _SET:
        match = pattern.match(words)
        seconds = _seconds(match["time"]) if match else None
        if match and seconds is not None:
            return _set(match["label"], seconds, timers)
    if match := _LEFT.match(words):
        return _left(match["label"], timers)
    for act, pattern in _ACTS.items():
        if match := pattern.match(words):
            known = timers.by_voice(act, match["label"])
            name = f"{match['label']} timer" if match["label"] else "timer"
            return f"Your {name} is {_DONE[act]}." if known else _unknown(match["label"])
    return None


def _seconds(words: str) -> int | None:
    iso = spoken_durations().get(words)
    seconds = seconds_of(iso) if iso else None
    return int(seconds) if seconds else None


def _set(label: str | None, seconds: int, timers: Timers) -> str:
    length = spoken_length(seconds)
    try:
        timers.create_native(label or length, seconds * MILLISECONDS)
    except TimerRefused as refused:
        if refused.status == 400:
            return f"You already have a timer called {label or length}."
        return "You have too many timers."
    return f"{length}, starting now." if label is None else f"{label} timer, {length}, starting now."


def _left(label: str | None, timers: Timers) -> str:
    found = timers.labelled(label)
    if not found:
        return _unknown(label)
    parts = [
        f"Your {name} timer has {spoken_length(max(0, left) // MILLISECONDS)} left{' and is paused' if paused else ''}."
        for name, left, paused in found
    ]
    return " ".join(parts)


def _listed(timers: Timers) -> str:
    return _left(None, timers) if timers.labelled(None) else "You have no timers."


def _unknown(label: str | None) -> str:
    return f"You have no {label} timer." if label else "You have no timers."

"""What Alexa does with timers by voice, by their labels, without any skill."""

import re

from local.clock import MILLISECONDS
from local.iso_duration import seconds_of
from local.nlu.spoken_forms import spoken_durations, spoken_length
from local.timers_api.create_request import TimerRefused
from local.timers_api.person_timers import PersonTimers

_NAMED = r"(?:(?:the|my|all|all the|all my|a|an|another) )?(?:(?P<label>.+?) )?timers?"
_LEFT = re.compile(
    rf"^(?:how (?:long|much time)(?:'s| is)?(?: there)?(?: left| remaining)?(?: (?:on|for|is))?|check)"
    rf" {_NAMED}$"
)
_CHANGES = {
    "cancel": re.compile(rf"^(?:cancel|stop|delete|end|turn off|remove) {_NAMED}$"),
    "pause": re.compile(rf"^(?:pause|hold) {_NAMED}$"),
    "resume": re.compile(rf"^(?:resume|continue|unpause) {_NAMED}$"),
}
_CHANGED = {"cancel": "cancelled", "pause": "paused", "resume": "resumed"}
_SET = (
    re.compile(r"^(?:set|start|create) (?:a |an |another )?timer for (?P<time>.+?) (?:called|named) (?P<label>.+)$"),
    re.compile(rf"^(?:set|start|create) {_NAMED} for (?P<time>.+)$"),
    re.compile(r"^(?:set|start|create) (?:a |an )?(?P<time>.+ (?:second|minute|hour))s?(?: (?P<label>.+))? timer$"),
)
_ADD = re.compile(rf"^add (?P<time>.+) to {_NAMED}$")
_LIST = re.compile(
    r"^(?:what timers (?:do i have|are (?:on|running|set))|what are my timers|list (?:my |the )?timers)$"
)


def native_timer_answer(words: str, timers: PersonTimers) -> str | None:
    """Do a timer command. Return Alexa's own answer; None if the words are no timer command.

    `words` are normal (`wording.normal`), without the wake word.
    """
    if _LIST.match(words):
        return _time_left(None, timers)
    answer = _extend(words, timers) or _create(words, timers)
    if answer is None and (match := _LEFT.match(words)):
        return _time_left(match["label"], timers)
    return answer or _change(words, timers)


def _extend(words: str, timers: PersonTimers) -> str | None:
    match = _ADD.match(words)
    seconds = _seconds(match["time"]) if match else None
    if match is None or seconds is None:
        return None
    found = timers.extend(match["label"], seconds * MILLISECONDS)
    return f"{spoken_length(seconds)} added." if found else _no_timer(match["label"])


def _create(words: str, timers: PersonTimers) -> str | None:
    for pattern in _SET:
        match = pattern.match(words)
        seconds = _seconds(match["time"]) if match else None
        if match and seconds is not None:
            return _created(match["label"], seconds, timers)
    return None


def _change(words: str, timers: PersonTimers) -> str | None:
    """Cancel, pause or resume."""
    for change, pattern in _CHANGES.items():
        if match := pattern.match(words):
            label = match["label"]
            name = f"{label} timer" if label else "timer"
            return f"Your {name} is {_CHANGED[change]}." if timers.by_voice(change, label) else _no_timer(label)
    return None


def _seconds(words: str) -> int | None:
    iso = spoken_durations().get(words)
    seconds = seconds_of(iso) if iso else None
    return int(seconds) if seconds else None


def _created(label: str | None, seconds: int, timers: PersonTimers) -> str:
    length = spoken_length(seconds)
    try:
        timers.create_native(label or length, seconds * MILLISECONDS)
    except TimerRefused as refused:
        if refused.status == 400:
            return f"You already have a timer called {label or length}."
        return "You have too many timers."
    return f"{length}, starting now." if label is None else f"{label} timer, {length}, starting now."


def _time_left(label: str | None, timers: PersonTimers) -> str:
    parts = [
        f"Your {name} timer has {spoken_length(max(0, left) // MILLISECONDS)} left{' and is paused' if paused else ''}."
        for name, left, paused in timers.labelled(label)
    ]
    return " ".join(parts) or _no_timer(label)


def _no_timer(label: str | None) -> str:
    return f"You have no {label} timer." if label else "You have no timers."

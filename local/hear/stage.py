"""The skill with an Echo in front of it, put into the state in which a sentence is said."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from local.echo.player import Player
from local.echo.transcript import TranscriptTurn
from local.hear.labelled import Labelled
from local.hear.states import CAUTIONS, attributes_of
from local.nlu.hearing import Mode

_STARTS = {
    "ice": {"asking": "ice.ready", "seconds": 900, "cautions": CAUTIONS},
    "heat": {"asking": "heat.ready", "seconds": 900, "cautions": CAUTIONS},
    "walk": {"asking": "walk.still_start", "seconds": 300, "cautions": ["stop_signs"]},
}
_RUNNING = {"ice_running": ("ice",), "which_timer": ("ice", "walk")}
"""What runs in a state."""
Timers = dict[str, tuple[str, str, str]]


class Said(NamedTuple):
    """What came of a sentence."""

    row: Labelled
    asked: str
    """The question that was open, by its id in the session."""
    turn: TranscriptTurn
    attributes: dict[str, Any]
    """The session's after it; empty once it has ended."""
    before: Timers
    after: Timers
    same_as: frozenset[str] = frozenset()
    """Of the meanings that are right, those whose plainest words get the very same reply here."""


PLAINLY = {
    "yes": "yes", "no": "no", "unsure": "i'm not sure", "repeat": "say that again", "louder_clearer": "say that again",
    "why": "why", "skip": "skip", "next": "next", "back": "go back", "hang_on": "bear with me", "is_on": "it's on",
    "how_many_more": "how many more", "time_left": "how long is left", "pause_timer": "pause the ice",
    "resume_timer": "resume the ice", "stop_timer": "stop the ice", "which_timer": "what timers do i have",
    "ice_history": "when did i last ice", "ice_again_when": "when can i ice again", "stop": "stop", "cancel": "cancel",
    "help": "help", "more": "more", "list_remedies": "what helps", "what_helps": "what helps",
    "what_is_a_spasm": "what is a spasm", "safety_check": "safety check", "get_up": "how do i get up",
    "cannot_move": "i can't move", "no_ice": "i have no ice", "not_me": "it's for somebody else",
    "what_you_know": "what do you know about me", "forget_me": "forget me", "scared": "i'm scared",
    "pace:slower": "slower", "pace:faster": "faster", "start_ice": "start ice", "start_heat": "start heat",
    "start_walk": "start a walk", "movement:knee_to_chest": "guide me through knee to chest",
    "movement:pelvic_tilt": "guide me through the pelvic tilt", "which_timer:ice": "the ice",
    "which_timer:walk": "the walk", "which_timer:all": "both", "which_timer:first": "the ice",
    "which_timer:second": "the walk", "add_time": "make the timer longer", "shorten_timer": "make the timer shorter",
}  # fmt: skip
"""A meaning, to the plainest words for it."""
_NUMBER_FIRST = re.compile(r"^If it's serious, call \d+\. ")
_OPPOSITE = {"yes": "no", "no": "yes"}
"""Words that tell nothing where both get the same reply."""
_WITH_MINUTES = {
    "add_time": "add {minutes} minutes to the ice", "shorten_timer": "take {minutes} minutes off the ice",
    "start_ice": "start ice for {minutes} minutes", "start_heat": "start heat for {minutes} minutes",
    "start_walk": "start a walk of {minutes} minutes",
}  # fmt: skip


def say(player: Player, row: Labelled, mode: Mode) -> Said:
    """Say a labelled sentence in its state, to a new person. Raises EchoError as the Echo does."""
    echo = player.echo
    echo.hears = Mode.default
    echo.new_person()
    echo.person.timers.granted = True
    for kind in _RUNNING.get(row.state, ()):
        echo.open_session(_STARTS[kind])
        echo.say("yes")
    before = _timers(player)
    attributes = attributes_of(row)
    echo.hears = mode
    if row.state == "outside":
        turn = echo.say(f"ask back spasm coach {row.say}")
    else:
        echo.open_session(attributes)
        turn = echo.say(row.say)
    after, response = _timers(player), turn.response or {}
    reply = _reply(turn)
    same_as = frozenset(
        meaning
        for meaning in row.expect
        if (plainly := _plainly(row, meaning))
        and plainly != row.say
        and reply == _reply_to(player, row, plainly)
        and not (plainly in _OPPOSITE and reply == _reply_to(player, row, _OPPOSITE[plainly]))
    )
    asked = attributes.get("asking", "")
    return Said(row, asked, turn, response.get("sessionAttributes") or {}, before, after, same_as)


_REPLIES: dict[tuple[str, str, str], tuple[str, str | None, bool]] = {}


def _reply_to(player: Player, row: Labelled, words: str) -> tuple[str, str | None, bool]:
    """Return the reply to other words in the same state."""
    key = (row.state, row.asked, words)
    if key not in _REPLIES:
        _REPLIES[key] = _reply(say(player, row._replace(say=words, expect=()), Mode.default).turn)
    return _REPLIES[key]


def _reply(turn: TranscriptTurn) -> tuple[str, str | None, bool]:
    # The number comes first where it is in doubt whether all was understood.
    return _NUMBER_FIRST.sub("", turn.speech), turn.asking, turn.ended


def _plainly(row: Labelled, meaning: str) -> str:
    """Return the plainest words for a meaning; empty: it has none."""
    name, _, value = meaning.partition(":")
    if name in {"minutes", "duration"} and value.isdigit():
        return f"{value} {'minutes' if name == 'minutes' else 'seconds'}"
    minutes = next((one.partition(":")[2] for one in row.expect if one.startswith("minutes:")), "")
    if meaning in _WITH_MINUTES and minutes:
        return _WITH_MINUTES[meaning].format(minutes=minutes)
    return PLAINLY.get(meaning) or ""


def _timers(player: Player) -> Timers:
    """Return the person's timers: id to label, status and length."""
    return {
        timer["id"]: (str(timer.get("timerLabel")), str(timer.get("status")), str(timer.get("duration")))
        for timer in player.echo.person.timers.skills()
    }


PlayerOf = Callable[[], Player]
"""Opens a virtual Echo in front of a new skill."""

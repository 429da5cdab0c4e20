"""The skill with an Echo in front of it, put into the state in which a sentence is said."""

import tomllib
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from local.echo.player import Player
from local.echo.transcript import TranscriptTurn
from local.hear.labelled import Labelled
from local.nlu.hearing import Mode
from local.nlu.model_types import CONTENT

SAME_SIGN = (
    ("chest_or_faint", "chest_pain", "very_unwell"),
    ("any_history", "cancer_history", "immune_or_injecting", "any_history.cancer_history"),
    ("weak_immunity", "injected_drugs", "immune_or_injecting", "any_history.weak_immunity"),
    ("injected_drugs", "any_history.injected_drugs"),
    ("steroids", "weak_bones", "any_history.steroids", "any_history.weak_bones"),
    ("sudden_severe", "tearing_pain"),
    ("any_illness", "weight_loss", "any_illness.weight_loss"),
    ("new_lump_or_shape", "any_illness.new_lump_or_shape"),
    ("night_pain", "any_illness.night_pain"),
    ("head_injury", "hit_head", "small_fall.hit_head"),
    ("long_lie", "cannot_get_up.how_long", "how_long", "cannot_get_up"),
    ("overdose", "self_harm", "head_injury", "cold_white_leg", "ectopic", "aneurysm", "other_emergency"),
    ("blood_thinners", "small_fall.blood_thinners"),
    ("under_eighteen", "age"),
    ("swollen_calf", "leg_pain_somewhere"),
    ("morning_stiffness", "over_four_weeks.morning_stiffness"),
    ("labour_signs", "pregnant.labour_signs"),
)
_CAUTIONS = ["stop_signs", "skin", "swelling", "body", "ready"]
_STATES: dict[str, dict[str, Any]] = {
    "menu": {"asking": "launch.choose"},
    "ice_question": {"asking": "ice.body", "seconds": 900, "cautions": _CAUTIONS},
    "ice_ready": {"asking": "ice.ready", "seconds": 900, "cautions": _CAUTIONS},
    "remedy": {"asking": "remedies.more", "remedy": "cold_pack", "category": "cold"},
    "ice_running": {},
    "go_on": {"asking": "safety_check.go_on", "answers": [["chest_or_faint", "no"], ["chest_pain", "no"]]},
    "which_timer": {"asking": "timer.which", "verb": "stop"},
    "minutes": {"asking": "ice.minutes", "cautions": _CAUTIONS},
}
"""State to the session attributes of it, but for the red flags."""
_STARTS = {
    "ice": {"asking": "ice.ready", "seconds": 900, "cautions": _CAUTIONS},
    "heat": {"asking": "heat.ready", "seconds": 900, "cautions": _CAUTIONS},
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
    response = turn.response or {}
    return Said(
        row, attributes.get("asking", ""), turn, response.get("sessionAttributes") or {}, before, _timers(player)
    )


def attributes_of(row: Labelled) -> dict[str, Any]:
    """Return the session attributes of a sentence's state."""
    if row.state != "red_flag":
        return _STATES.get(row.state, {})
    ids = {flag.rpartition(".")[2]: flag for flag in sorted(questions(), key=lambda flag: -flag.count("."))}
    known = (ids.get(sign, sign) for sign in same_signs(row.asked) if sign in questions() or sign in ids)
    return {"asking": f"red_flag.{next(known, 'fever')}"}


def same_signs(sign: str) -> list[str]:
    """Return the ids that a sign may have, its own first."""
    own = sign.rpartition(".")[2]
    rows = [row for row in SAME_SIGN if sign in row or own in row]
    return list(dict.fromkeys([sign, own, *(other for row in rows for other in row)]))


@cache
def questions() -> frozenset[str]:
    """Return the ids of all red flags that are asked about."""
    return frozenset(_rows())


def yes_is_well(flag: str) -> bool:
    """Return whether a yes to a question says that the sign is not there; then it is kept as a no."""
    return bool(_rows().get(flag, {}).get("yes_is_well"))


@cache
def _rows() -> dict[str, dict[str, Any]]:
    flags = tomllib.loads((CONTENT / "red_flags.toml").read_text(encoding="utf-8")).get("red_flag", [])
    below = {f"{flag['id']}.{part['id']}": part for flag in flags for part in flag.get("follow_up", [])}
    return {flag["id"]: flag for flag in flags} | below


def _timers(player: Player) -> Timers:
    """Return the person's timers: id to label, status and length."""
    return {
        timer["id"]: (str(timer.get("timerLabel")), str(timer.get("status")), str(timer.get("duration")))
        for timer in player.echo.person.timers.skills()
    }


PlayerOf = Callable[[], Player]
"""Opens a virtual Echo in front of a new skill."""

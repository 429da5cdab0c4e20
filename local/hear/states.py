"""The states that sentences are labelled with, and the session attributes of each."""

import tomllib
from functools import cache
from typing import Any

from local.hear.labelled import Labelled
from local.paths import ROOT

_CONTENT = ROOT / "lambda" / "coach" / "content" / "en"
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
CAUTIONS = ["stop_signs", "skin", "swelling", "body", "ready"]
_STATES: dict[str, dict[str, Any]] = {
    "menu": {"asking": "launch.choose"},
    "ice_question": {"asking": "ice.body", "seconds": 900, "cautions": CAUTIONS},
    "ice_ready": {"asking": "ice.ready", "seconds": 900, "cautions": CAUTIONS},
    "remedy": {"asking": "remedies.more", "remedy": "cold_pack", "category": "cold"},
    "ice_running": {},
    "go_on": {"asking": "safety_check.go_on", "answers": [["chest_or_faint", "no"], ["chest_pain", "no"]]},
    "which_timer": {
        "asking": "timer.which",
        "verb": "stop",
        "speech": "Which one: the ice or the walk?",
        "reprompt": "Say the ice or the walk, or never mind. Which one?",
    },
    "minutes": {"asking": "ice.minutes", "cautions": CAUTIONS},
}
"""State to the session attributes of it, but for the red flags."""


def attributes_of(row: Labelled) -> dict[str, Any]:
    """Return the session attributes of a sentence's state."""
    if row.state != "red_flag":
        return _STATES.get(row.state, {})
    ids = {flag.rpartition(".")[2]: flag for flag in sorted(questions(), key=lambda flag: -flag.count("."))}
    found = (ids.get(sign, sign) for sign in same_signs(row.asked) if sign in questions() or sign in ids)
    known = next(found, "fever")
    by_itself = {"single": True} if known in asked_by_themselves() else {}
    return {"asking": f"red_flag.{known}", **by_itself}


def same_signs(sign: str) -> list[str]:
    """Return the ids that a sign may have, its own first."""
    own = sign.rpartition(".")[2]
    rows = [row for row in SAME_SIGN if sign in row or own in row]
    return list(dict.fromkeys([sign, own, *(other for row in rows for other in row)]))


@cache
def questions() -> frozenset[str]:
    """Return the ids of all red flags that are asked about."""
    return frozenset(_rows()) | asked_by_themselves()


@cache
def asked_by_themselves() -> frozenset[str]:
    """Return the ids of the signs that the check never asks: where one was named in doubt it is asked by itself."""
    return frozenset(flag["id"] for flag in _red_flags().get("volunteered_only", []) if flag.get("question"))


def yes_is_well(flag: str) -> bool:
    """Return whether a yes to a question says that the sign is not there; then it is kept as a no."""
    return bool(_rows().get(flag, {}).get("yes_is_well"))


@cache
def _rows() -> dict[str, dict[str, Any]]:
    flags = _red_flags().get("red_flag", [])
    below = {f"{flag['id']}.{part['id']}": part for flag in flags for part in flag.get("follow_up", [])}
    return {flag["id"]: flag for flag in flags} | below


@cache
def _red_flags() -> dict[str, Any]:
    return tomllib.loads((_CONTENT / "red_flags.toml").read_text(encoding="utf-8"))

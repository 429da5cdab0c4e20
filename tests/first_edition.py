"""The rule of the safety check's first edition, kept as it was: what the second edition is held against.

Frozen: nothing here follows a change of the content.
"""

from collections.abc import Mapping
from typing import NamedTuple

from coach.care.answers import Tier


class Sign(NamedTuple):
    """One question of the first edition, or a follow-up."""

    tier: Tier
    parent: str = ""
    after_not_tried: bool = False
    child_skips: bool = False


SIGNS: Mapping[str, Sign] = {
    "under_eighteen": Sign(Tier.soon),
    "under_eighteen.under_six": Sign(Tier.emergency, "under_eighteen"),
    "under_eighteen.fever": Sign(Tier.emergency, "under_eighteen"),
    "under_eighteen.night_pain": Sign(Tier.emergency, "under_eighteen"),
    "under_eighteen.wont_walk": Sign(Tier.emergency, "under_eighteen"),
    "chest_pain": Sign(Tier.emergency),
    "very_unwell": Sign(Tier.emergency),
    "tearing_pain": Sign(Tier.emergency),
    "belly_pulse": Sign(Tier.emergency),
    "major_trauma": Sign(Tier.emergency),
    "saddle_numbness": Sign(Tier.emergency),
    "bladder_trouble": Sign(Tier.emergency),
    "bladder_trouble.filling": Sign(Tier.emergency, "bladder_trouble", after_not_tried=True),
    "lost_control": Sign(Tier.emergency),
    "both_legs": Sign(Tier.emergency),
    "sexual_function": Sign(Tier.emergency, child_skips=True),
    "unsteady_walking": Sign(Tier.emergency),
    "leg_weakness": Sign(Tier.same_day),
    "fever": Sign(Tier.same_day),
    "fever.diabetes": Sign(Tier.emergency, "fever"),
    "fever.recent_source": Sign(Tier.emergency, "fever"),
    "immune_or_injecting": Sign(Tier.same_day, child_skips=True),
    "first_over_fifty": Sign(Tier.soon),
    "first_over_fifty.sudden": Sign(Tier.emergency, "first_over_fifty"),
    "cancer_history": Sign(Tier.same_day),
    "urine_signs": Sign(Tier.same_day),
    "weight_loss": Sign(Tier.same_day),
    "night_pain": Sign(Tier.same_day),
    "new_lump_or_shape": Sign(Tier.same_day),
    "small_fall": Sign(Tier.routine),
    "small_fall.over_sixty_five": Sign(Tier.same_day, "small_fall"),
    "weak_bones": Sign(Tier.soon),
    "weak_bones.sudden": Sign(Tier.same_day, "weak_bones"),
    "cannot_get_up": Sign(Tier.same_day),
    "clumsy_hands": Sign(Tier.same_day),
    "mid_back": Sign(Tier.same_day),
    "pregnant": Sign(Tier.soon),
    "pregnant.labour_signs": Sign(Tier.same_day, "pregnant"),
    "pregnant.severe": Sign(Tier.same_day, "pregnant"),
    "over_four_weeks": Sign(Tier.routine),
    "over_four_weeks.morning_stiffness": Sign(Tier.routine, "over_four_weeks"),
    "leg_pain_below_knee": Sign(Tier.routine),
}
COMBINATIONS = tuple(
    frozenset(pair.split())
    for pair in (
        "fever immune_or_injecting",
        "fever fever.diabetes",
        "fever fever.recent_source",
        "leg_weakness fever",
        "leg_weakness immune_or_injecting",
        "leg_weakness cancer_history",
        "leg_weakness clumsy_hands",
        "clumsy_hands fever",
        "clumsy_hands immune_or_injecting",
        "clumsy_hands cancer_history",
        "leg_pain_below_knee cancer_history",
    )
)


def tier(yes: frozenset[str]) -> Tier:
    """Return what the first edition made of these yeses, all else a no."""
    child = "under_eighteen" in yes
    found = set()
    for sign, row in SIGNS.items():
        own = sign.rpartition(".")[2]
        if row.child_skips and child:
            continue
        if not row.parent:
            said = sign in yes
        elif row.after_not_tried:
            said = sign in yes and row.parent not in yes
        else:
            said = row.parent in yes and (sign in yes or own in yes)
        if said:
            found.add(sign)
    if any(pair <= found for pair in COMBINATIONS):
        return Tier.emergency
    return max((SIGNS[sign].tier for sign in found), default=Tier.self_care)

"""What can be timed: ice, heat, a short walk, and the wait until ice may go on again."""

from typing import NamedTuple

from coach.care import limits
from coach.care.limits import Limit


class Kind(NamedTuple):
    """One thing that is timed. Its lines of the content go by its name."""

    name: str
    labels: tuple[str, ...]
    """The first, so that "Alexa, how long is left on the ice timer" works without the skill; the others for when the
    person has a timer of their own under it, or one timer takes the place of another."""
    limit: Limit
    cautions: tuple[str, ...] = ()
    """The questions before it starts, by id, in their order."""
    on_skin: bool = False
    """Whether it is logged, and must not stay on too long."""
    can_pause: bool = True
    """Whether it can be held, and made longer."""


def _labels(name: str) -> tuple[str, str, str]:
    return (name, f"{name} two", f"{name} three")


ICE = Kind("ice", _labels("ice"), limits.ICE, ("ice.stop_signs", "ice.skin", "ice.body", "ice.ready"), on_skin=True)
HEAT = Kind(
    "heat",
    _labels("heat"),
    limits.HEAT,
    ("heat.stop_signs", "heat.swelling", "heat.skin", "heat.body", "heat.ready"),
    on_skin=True,
)
WALK = Kind("walk", _labels("walk"), limits.WALK, ("walk.stop_signs",))
NEXT_ICE = Kind(
    "next_ice", _labels("next ice"), Limit(limits.ICE_GAP_MS // 1000, limits.ICE_GAP_MS // 1000), can_pause=False
)
"""The ring when ice may go on again."""

KINDS = {kind.name: kind for kind in (ICE, HEAT, WALK, NEXT_ICE)}


def kind_of(question_id: str) -> Kind:
    """The kind whose question this is (``heat.skin``); ice where it is nobody's."""
    return KINDS.get(question_id.partition(".")[0], ICE)

"""What can be timed, for the conversation: ice, heat, a short walk, and rings: the skin check, next ice, next walk."""

from typing import NamedTuple

from coach.care import limits
from coach.care.cautions import BEFORE, Caution
from coach.care.limits import Limit, TimerKind


class Kind(NamedTuple):
    """One thing that is timed. Its lines of the content go by its id."""

    id: TimerKind
    labels: tuple[str, ...]
    """The first, so that "Alexa, how long is left on the ice timer" works without the skill; the others for when the
    person has a timer of their own under it, or one timer takes the place of another."""
    limit: Limit
    cautions: tuple[Caution, ...]
    """What is asked before it starts, in order."""
    on_skin: bool
    """Whether it is logged, and must not stay on too long."""
    can_pause: bool
    """Whether it can be paused and extended."""

    @property
    def label(self) -> str:
        """What it is called when spoken of."""
        return self.labels[0]


def _kind(kind: TimerKind, name: str, *, can_pause: bool = True) -> Kind:
    labels = (name, f"{name} two", f"{name} three")
    return Kind(kind, labels, limits.OF_KIND[kind], BEFORE[kind], kind in limits.ON_SKIN, can_pause)


ICE = _kind(TimerKind.ice, "ice")
HEAT = _kind(TimerKind.heat, "heat")
WALK = _kind(TimerKind.walk, "walk")
NEXT_ICE = _kind(TimerKind.next_ice, "next ice", can_pause=False)
"""The ring when ice may go on again."""
NEXT_WALK = _kind(TimerKind.next_walk, "next walk", can_pause=False)
"""The ring for the next walk."""
SKIN_CHECK = _kind(TimerKind.skin_check, "skin check", can_pause=False)
"""The first of two rings, while ice or heat is on. It follows these, and is never changed by itself."""

KINDS = {kind.id: kind for kind in (ICE, HEAT, WALK, NEXT_ICE, NEXT_WALK, SKIN_CHECK)}
SURVEYED = (ICE, HEAT, WALK, NEXT_ICE, NEXT_WALK)
"""What is looked for where no timer is named."""

RINGS = (NEXT_ICE, NEXT_WALK)
"""What rings for a later time, and is stopped only by its own name, or as a reminder."""

REMINDER = "reminder"
"""The id of "the reminder", where a timer is named: whatever rings or reminds later."""
BOTH = "both"
"""The id of "both" and "all of them", where a timer is named."""


def kind_of(name: str) -> Kind | None:
    """Return the kind of this name; None if there is none."""
    return _BY_NAME.get(name)


_BY_NAME: dict[str, Kind] = {kind.id.value: kind for kind in KINDS.values()}

"""A guided movement: its phases, holds, sides and repetitions, and what bounds them. Pure.

Sources: docs/care/movements.md. What is said, and each movement's own figures, stand in the content.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

SHORTEST_HOLD_SECONDS = 2
"""NHS inform has its pelvic tilt held for two seconds."""
LONGEST_HOLD_SECONDS = 15
"""Article A1 holds the knee for ten to fifteen seconds, article A3 the tilt for ten."""
MOST_REPETITIONS = 5
"""NHS inform begins with five repetitions of each exercise; more are added over days, which nobody does in a spasm."""
FEWEST_REPETITIONS = 1
AT_A_TIME = 3
"""Repetitions in one breath of the coach; then the microphone is open. Our own caution: about a minute."""
CALM_SECONDS = 90
"""The longest stretch of breathing or letting go before the microphone is open. Our own choice."""
REPLY_SECONDS = 240
"""The longest reply that Alexa plays."""
LONGEST_BREAK_SECONDS = 10.0
"""The longest single silence that Alexa makes."""

LAST_SECONDS = 5
"""A longer hold is told when so many seconds are left."""
CUE_SECONDS = 1.2
"""How long "five more" takes at the usual rate, with the silences around it; measured in tests/e2e/test_aloud.py."""
END_SECONDS = 0.3
"""The silence at the end of any sentence, which is part of the hold that follows; measured there, too."""


class Kind(StrEnum):
    """How a movement is guided."""

    repeated = "repeated"
    """Practised once, then repeated with counted holds."""
    position = "position"
    """To lie in, and no movement: asked for nothing, refused to nobody."""
    walk = "walk"
    """Got ready for; then a timer runs."""


class Breath(StrEnum):
    """What the breath does in a phase."""

    out = "out"
    easy = "easy"
    as_it_comes = "as_it_comes"


class Phase(NamedTuple):
    """One part of a movement: what to do, then a silence to do it in."""

    words: str
    seconds: float
    """The silence after the words; of a hold none: its seconds are the movement's."""
    breath: Breath
    is_hold: bool
    again: str
    """Its words from the second repetition on; empty: the same."""


class Movement(NamedTuple):
    """A movement as it is guided; its id is its remedy's."""

    id: str
    kind: Kind
    eased_first: bool
    """Only once the sharp pain has eased."""
    heed: str
    """Who should ask somebody first; empty: nobody more than for any."""
    lie: str
    """How to lie, or stand, before it."""
    phases: tuple[Phase, ...]
    practice_seconds: int
    """The hold of the one try."""
    hold_seconds: int
    longer_seconds: int
    """The hold when it is done again in the same session."""
    repetitions: int
    """On each side."""
    sides: tuple[str, ...]
    """Empty: it has none."""
    why: str
    """What it is for, and how sure that is."""
    source: str
    """What it rests on, as it is cited."""


class Stretch(NamedTuple):
    """Some repetitions of one side, told in one go."""

    side: str
    first: int
    """The number of the first one: 1 for the first."""
    times: int


class Calm(NamedTuple):
    """A stretch of calm breathing, or of letting the muscles go."""

    id: str
    phases: tuple[Phase, ...]


def rests(seconds: float, rate: float = 1.0) -> tuple[float, ...]:
    """Return the silences of a hold, in seconds: one, or two with "five more" between them.

    The words of that cue, and the small silence that any sentence ends with, count as part of the hold; at a slower
    ``rate`` of speech they take longer, and the silences give way, so that the hold stays as long as it is. Raises
    ValueError for a hold that is shorter or longer than any source has.
    """
    if not SHORTEST_HOLD_SECONDS <= seconds <= LONGEST_HOLD_SECONDS:
        raise ValueError(f"a hold of {seconds} s")
    if seconds <= LAST_SECONDS:
        return (round(seconds - END_SECONDS / rate, 1),)
    return (
        round(seconds - LAST_SECONDS - END_SECONDS / rate, 1),
        round(LAST_SECONDS - CUE_SECONDS / rate, 1),
    )


def repetitions(wanted: int, movement: Movement) -> int:
    """Return how many repetitions a side gets: as many as the movement has, or fewer; 0: not said."""
    return max(FEWEST_REPETITIONS, min(wanted or movement.repetitions, movement.repetitions))


def plan(movement: Movement, wanted: int = 0, *, left_first: bool = False) -> tuple[Stretch, ...]:
    """Return the stretches of a set in their order; side by side, at most ``AT_A_TIME`` repetitions each."""
    if movement.kind is not Kind.repeated:
        return ()
    many = repetitions(wanted, movement)
    sides = movement.sides or ("",)
    ordered = tuple(reversed(sides)) if left_first else sides
    return tuple(
        Stretch(side, first + 1, min(AT_A_TIME, many - first))
        for side in ordered
        for first in range(0, many, AT_A_TIME)
    )


def left(stretches: tuple[Stretch, ...], done: int) -> int:
    """Return how many repetitions are left after so many stretches, over both sides."""
    return sum(stretch.times for stretch in stretches[done:])


def after(movement_id: str, movements: Mapping[str, Movement]) -> str:
    """Return the id of the movement that follows, round and round; of one that is unknown, the first."""
    ids = list(movements)
    return ids[(ids.index(movement_id) + 1) % len(ids)] if movement_id in movements else ids[0]

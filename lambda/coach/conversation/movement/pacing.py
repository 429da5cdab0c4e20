"""Words and silences: a movement or a calm stretch as one text, its pauses in brackets for ``alexa/ssml.py``."""

from coach.care.movements import Breath, Calm, Movement, Phase, Stretch, rests
from coach.content.catalog import Catalog
from coach.profile.model import Pace
from coach.speech.numbers import exactly, number
from coach.speech.pace import rate


def stretch_text(
    catalog: Catalog, movement: Movement, stretch: Stretch, hold_seconds: int, pace: Pace | None = None
) -> str:
    """Return some repetitions, counted; ``pace``: what they will be spoken at."""
    said = []
    for at in range(stretch.first, stretch.first + stretch.times):
        said.append(f"{number(at).capitalize()}.")
        said += _once(catalog, movement, stretch.side, hold_seconds, pace, again=at > stretch.first)
    return " ".join(said)


def practice_text(catalog: Catalog, movement: Movement, side: str, pace: Pace | None = None) -> str:
    """Return the one try, with its short hold."""
    return " ".join(_once(catalog, movement, side, movement.practice_seconds, pace, again=False))


def position_text(catalog: Catalog, movement: Movement) -> str:
    """Return what is said once, with time to do it."""
    return " ".join(_once(catalog, movement, "", 0, None, again=False))


def calm_text(catalog: Catalog, calm: Calm) -> str:
    """Return a calm stretch."""
    return " ".join(_phase(catalog, phase, phase.words, 0, None) for phase in calm.phases)


def _once(
    catalog: Catalog, movement: Movement, side: str, hold_seconds: int, pace: Pace | None, *, again: bool
) -> list[str]:
    said = []
    for phase in movement.phases:
        words = phase.again if again and phase.again else phase.words
        said.append(_phase(catalog, phase, words.format(side=side), hold_seconds, pace))
    return said


def _phase(catalog: Catalog, phase: Phase, words: str, hold_seconds: int, pace: Pace | None) -> str:
    of_all = catalog.movements.words
    breath = "" if phase.breath is Breath.as_it_comes else of_all[phase.breath]
    if phase.is_hold:
        hold = of_all["hold"].format(seconds=exactly(hold_seconds))
        # The breath is said first: the hold begins when its length has been said.
        silences = f" {of_all['cue']} ".join(_pause(seconds) for seconds in rests(hold_seconds, rate(pace or "")))
        return " ".join(part for part in (breath, words, hold, silences) if part)
    return " ".join(part for part in (breath, words, _pause(phase.seconds)) if part)


def _pause(seconds: float) -> str:
    return f"[pause {seconds:g}]" if seconds else ""

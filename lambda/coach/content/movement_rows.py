"""The guided movements and the calm stretches, read from the content into typed rows."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from coach.care.movements import Breath, Calm, Kind, Movement, Phase


class Movements(NamedTuple):
    """All that is guided, in one language."""

    by_id: Mapping[str, Movement]
    """In the order in which "next" goes through them."""
    calm: tuple[Calm, ...]
    """The stretches of "stay with me", in their order."""
    words: Mapping[str, str]
    """How a breath, a hold and the cue within it are said."""
    calm_why: str
    """How sure it is that breathing slowly helps."""


def movements_of(rows: Mapping[str, Any]) -> Movements:
    """Return the movements of a content file. Raises KeyError or ValueError on a broken one."""
    return Movements(
        by_id={row["id"]: _movement(row) for row in rows["movement"]},
        calm=tuple(Calm(row["id"], _phases(row)) for row in rows["stretch"]),
        words=rows["words"],
        calm_why=rows["calm"]["how_sure"],
    )


def _movement(row: Mapping[str, Any]) -> Movement:
    return Movement(
        id=row["id"],
        kind=Kind(row["kind"]),
        eased_first=row["eased_first"],
        heed=row["heed"],
        lie=row["lie"],
        phases=_phases(row),
        practice_seconds=row.get("practice", 0),
        hold_seconds=row.get("hold", 0),
        longer_seconds=row.get("longer", 0),
        repetitions=row.get("repetitions", 0),
        sides=tuple(row.get("sides", ())),
        why=row["why"],
        source=row["source"],
    )


def _phases(row: Mapping[str, Any]) -> tuple[Phase, ...]:
    return tuple(
        Phase(
            words=phase["words"],
            seconds=phase.get("seconds", 0),
            breath=Breath(phase["breath"]),
            is_hold=phase.get("hold", False),
            again=phase.get("again", ""),
        )
        for phase in row["phase"]
    )

"""How fast each pace is spoken."""

PERCENT = {"slower": 80, "normal": 100, "faster": 120}
"""Of the usual rate, by the pace's name. Our own choice: clearly heard, and still easy to follow."""


def rate(pace: str) -> float:
    """Return the rate of a pace, 1.0 being the usual one; of an unknown pace, that."""
    return PERCENT.get(pace, 100) / 100

"""The content as it is said of somebody other than the speaker: ``…_they`` in the place of the field beside it."""

from collections.abc import Mapping
from typing import Any

SUFFIX = "_they"


def said_of_them(data: Any) -> Any:
    """Return rows of the content with each field that has a wording for "they" in that wording; the rest as it is."""
    if isinstance(data, Mapping):
        own = {name: value for name, value in data.items() if not name.endswith(SUFFIX)}
        return {name: said_of_them(data.get(name + SUFFIX, value)) for name, value in own.items()}
    return [said_of_them(row) if isinstance(row, Mapping) else row for row in data] if isinstance(data, list) else data

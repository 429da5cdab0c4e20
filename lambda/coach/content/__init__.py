"""What the skill knows and says: reviewed data, read once.

Authored as TOML beside this module; a build may put a JSON file of the same name next to it, which loads faster
and is then preferred.
"""

import json
import os
from functools import cache
from typing import Any

_FOLDER = os.path.dirname(__file__)  # noqa: PTH120  pathlib costs 3 ms of every cold start


@cache
def load(name: str) -> dict[str, Any]:
    """Read one content file by its name without the ending, such as ``en/remedies``.

    Raises FileNotFoundError where neither form is there.
    """
    path = f"{_FOLDER}/{name}"
    try:
        with open(f"{path}.json", "rb") as file:  # noqa: PTH123
            data: dict[str, Any] = json.load(file)
    except FileNotFoundError:
        import tomllib

        with open(f"{path}.toml", "rb") as file:  # noqa: PTH123
            data = tomllib.load(file)
    return data

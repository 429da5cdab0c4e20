"""The names of the spoken lines, as Literals for the type checker."""

import tomllib
from pathlib import Path

from local.nlu.model_file import ModelError

_KINDS = ("ice", "heat", "walk", "next_ice", "skin_check")
"""The topics of the kinds of timer: their lines are also asked for by their last part alone."""
_SAME_LINE = "_they"
"""The end of a line's name that is the line beside it, said of somebody else."""
_HEAD = '''"""The names of the spoken lines, for the type checker: a typo is an error before it is a silence.

Written by `make model` from ``en/lines.toml``; a test holds the two together.
"""

from typing import Literal

'''


def line_keys(content: Path) -> str:
    """Return the module that names every line of the content in a folder. Raises ModelError."""
    path = content / "lines.toml"
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{path}: {' '.join(str(error).split())}") from error
    topics = {
        topic: [name for name in lines if not name.endswith(_SAME_LINE)]
        for topic, lines in rows.items()
        if isinstance(lines, dict)
    }
    every = [f"{topic}.{name}" for topic, lines in topics.items() for name in lines]
    of_kinds = sorted({name for kind in _KINDS for name in topics.get(kind, [])})
    return (
        f'{_HEAD}{_literal("LineKey", every)}"""Every line, by its topic and name."""\n\n'
        f'{_literal("KindLine", of_kinds)}"""The lines that a kind of timer can have."""\n'
    )


def _literal(name: str, keys: list[str]) -> str:
    return f"{name} = Literal[\n" + "".join(f'    "{key}",\n' for key in keys) + "]\n"

"""What a build is made of: the same files give the same hash."""

import hashlib
from pathlib import Path
from typing import NamedTuple


class BuildError(ValueError):
    """What was to be built cannot be. The message is one line."""


class Tree(NamedTuple):
    """A folder's files, in short."""

    sha256: str
    """Over the sorted paths and contents; dates and owners do not count."""
    files: int
    bytes: int

    def __str__(self) -> str:
        return f"{self.bytes / 1_000_000:.1f} MB in {self.files} files, sha256 {self.sha256}"


def measure(folder: Path) -> Tree:
    """Hash and size of everything in a folder. Raises FileNotFoundError where there is none."""
    if not folder.is_dir():
        raise FileNotFoundError(folder)
    whole = hashlib.sha256()
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    size = 0
    for name, path in sorted((path.relative_to(folder).as_posix(), path) for path in paths):
        content = path.read_bytes()
        size += len(content)
        whole.update(f"{name}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    return Tree(whole.hexdigest(), len(paths), size)

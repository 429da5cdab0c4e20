"""The size and hash of a build: the same files give the same hash."""

import hashlib
from pathlib import Path
from typing import NamedTuple


class BuildError(ValueError):
    """A build failed, or was given a bad value. The message is one line."""


class FolderSummary(NamedTuple):
    """The size and hash of a folder's files."""

    sha256: str
    """Over the sorted paths and contents; dates and owners do not count."""
    files: int
    bytes: int

    def __str__(self) -> str:
        return f"{self.bytes / 1_000_000:.1f} MB in {self.files} files, sha256 {self.sha256}"


def measure(folder: Path) -> FolderSummary:
    """Return size and hash of all files in a folder. Raises FileNotFoundError if there is no folder."""
    if not folder.is_dir():
        raise FileNotFoundError(folder)
    whole = hashlib.sha256()
    files = sorted((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*") if path.is_file())
    size = 0
    for name, path in files:
        content = path.read_bytes()
        size += len(content)
        whole.update(f"{name}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    return FolderSummary(whole.hexdigest(), len(files), size)

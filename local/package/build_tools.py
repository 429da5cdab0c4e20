"""The size and hash of a build: the same files give the same hash."""

import hashlib
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo


class BuildError(ValueError):
    """A build failed, or was given a bad value. The message is one line."""


class FolderSummary(NamedTuple):
    """The size and hash of a folder's files."""

    sha256: str
    """Over the sorted paths and contents; dates and owners do not count."""
    files: int
    bytes: int
    zipped: int
    """Bytes of a zip of it, as is uploaded."""

    def __str__(self) -> str:
        size, zipped = (f"{bytes_ / 1_000_000:.1f} MB" for bytes_ in (self.bytes, self.zipped))
        return f"{size} in {self.files} files, {zipped} zipped, sha256 {self.sha256}"


def measure(folder: Path) -> FolderSummary:
    """Return size and hash of all files in a folder. Raises FileNotFoundError if there is no folder."""
    if not folder.is_dir():
        raise FileNotFoundError(folder)
    whole = hashlib.sha256()
    files = sorted((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*") if path.is_file())
    size, archive = 0, BytesIO()
    with ZipFile(archive, "w", ZIP_DEFLATED) as zipped:
        for name, path in files:
            content = path.read_bytes()
            size += len(content)
            zipped.writestr(ZipInfo(name), content, ZIP_DEFLATED)
            whole.update(f"{name}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    return FolderSummary(whole.hexdigest(), len(files), size, len(archive.getvalue()))

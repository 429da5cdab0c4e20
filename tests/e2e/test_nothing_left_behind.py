"""Nothing of what somebody said of their health outlives the open session: every transcript, over each store."""

from pathlib import Path

import pytest

from coach.profile.stores.sqlite import SqliteStore
from local.paths import ROOT
from tests.dynamodb_local import MARKS, client, new_store
from tests.left_behind import Left, faults, files_in, play

pytestmark = pytest.mark.e2e
FILES = sorted((ROOT / "tests" / "dialogues").glob("*.txt"))
ON_A_SCREEN = ["@screen on"]


def script_of(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("  ")]


@pytest.mark.parametrize("style", ["ask", "list"])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_of_every_transcript(path: Path, style: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    script = ON_A_SCREEN + script_of(path)
    in_memory = play(script, style=style)
    assert list(faults(in_memory)) == []
    in_a_file = play(script, SqliteStore(str(tmp_path / "profiles.sqlite3")), style=style)
    in_a_file.left.extend(files_in(tmp_path))
    printed = capfd.readouterr()
    in_a_file.left.extend([Left("print", printed.out), Left("print", printed.err)])
    assert list(faults(in_a_file)) == []


@pytest.mark.parametrize("_", [pytest.param(0, marks=MARKS)])
def test_in_dynamodb(_: int) -> None:
    store = new_store()
    for path in FILES:
        played = play(script_of(path), store)
        items = client().scan(TableName=store._table)["Items"]
        played.left.extend(Left("table", repr(item)) for item in items)
        assert list(faults(played)) == [], path.stem

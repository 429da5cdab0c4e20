"""Whoever is told a command is told one that works."""

import ast
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.__main__ import _parser
from local.package.table import definition
from local.paths import ROOT

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([\w./-]+):", MAKEFILE.replace("$(BIN)", ".venv/bin"), re.MULTILINE))
OTHERS = [
    ROOT / "Makefile",
    ROOT / ".ci" / "run",
    *(ROOT / ".vscode").glob("*.json"),
    ROOT / ".devcontainer" / "devcontainer.json",
    ROOT / ".github" / "workflows" / "ci.yml",
]
NO_COMMAND = {"it", "of", "room", "somebody", "the", "a", "one", "an", "anybody", "each", "what", "up", "and", "no"}
"""What "make" is followed by where it is a word of a sentence."""


def _texts() -> Iterator[tuple[str, str]]:
    """Every text that a program here may print, and whole files of other kinds."""
    for path in sorted((ROOT / "local").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield path.name, node.value
    for path in [*OTHERS, *sorted((ROOT / "local" / "web" / "page").iterdir())]:
        yield path.name, path.read_text(encoding="utf-8")


def test_every_make_command_that_is_named_is_one() -> None:
    named = {(where, name) for where, text in _texts() for name in re.findall(r"\bmake (\.?[a-z][\w./-]*)", text)}
    assert {("device.js", "run"), ("cli.py", "sam")} <= named
    wrong = [(where, name) for where, name in named if name.rstrip(".") not in TARGETS | NO_COMMAND]
    assert sorted(wrong) == []


def test_every_command_of_local_that_is_named_is_one() -> None:
    known = re.search(r"\{([\w,-]+)\}", _parser().format_usage().replace("\n", ""))
    assert known
    for where, text in _texts():
        named = re.findall(r"python -m local ([a-z][\w-]*)", text)
        assert set(named) <= set(known[1].replace(" ", "").split(",")), where


def test_make_help_lists_every_command() -> None:
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    commands = set(re.search(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)[1].split()) - {".venv"}  # type: ignore[index]
    assert set(re.findall(r"^  make ([\w-]+) ", listed, re.MULTILINE)) == commands


@pytest.mark.parametrize("path", [path for path in OTHERS if path.suffix == ".json"], ids=lambda path: path.name)
def test_the_editors_files_are_json(path: Path) -> None:
    assert json.loads(path.read_text(encoding="utf-8"))


def test_the_local_table_is_the_templates() -> None:
    assert definition() == {
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "BillingMode": "PAY_PER_REQUEST",
    }

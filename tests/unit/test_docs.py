"""What the documents name is there: files and folders, packages on the README's map, functions, commands.

A path may be short: `care/limits.py` is any file whose path ends so.
"""

import ast
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from coach.content.catalog import Catalog
from coach.content.line_keys import LineKey
from coach.conversation.questions import QuestionId

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
ARCHITECTURE = ROOT / "docs" / "architecture.md"
DOCS = [README, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]

ENDINGS = (".py", ".md", ".toml", ".txt", ".json", ".yaml", ".png", ".html")
MADE = ("build", ".venv", ".sam-venv", ".aws-sam", "bench.json")
"""Not in the repository: made by a command."""
NO_PATHS = {"Europe/London", "amazon/dynamodb-local"}
"""With a slash, and no path."""
PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)*/?")
NAME = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")
LINK = re.compile(r"\]\(([^)\s]+)\)")


def _id(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def _tree() -> frozenset[str]:
    """Every file and folder of the project, by its path."""
    found = set()
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in {".git", "__pycache__", *MADE} and "cache" not in name]
        here = Path(folder).relative_to(ROOT)
        found |= {(here / name).as_posix() for name in (*folders, *files)}
    return frozenset(found)


def is_there(path: str) -> bool:
    """Whether a file or folder has this path, or one that ends so."""
    path = path.rstrip("/")
    return any(known == path or known.endswith(f"/{path}") for known in _tree())


def code_of(text: str) -> Iterator[str]:
    """Give what a document has in backticks, and the lines of its code blocks."""
    fenced = False
    for line in text.splitlines():
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith("    "):
            yield line
        else:
            yield from re.findall(r"`([^`]+)`", line)


def paths_in(text: str) -> set[str]:
    """Return the paths in a document's code. Addresses, wildcards, routes of a server and what is made are none."""
    words = {word.strip("`\"'(),;:").partition("#")[0] for code in code_of(text) for word in code.split()}
    return {
        word
        for word in words - NO_PATHS
        if PATH.fullmatch(word) and ("/" in word or word.endswith(ENDINGS)) and word.partition("/")[0] not in MADE
    }


def headings(document: Path) -> set[str]:
    """Return the anchors of a document's headings."""
    found = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("document", DOCS, ids=_id)
def test_every_path_is_there(document: Path) -> None:
    named = paths_in(document.read_text(encoding="utf-8"))
    assert sorted(path for path in named if not is_there(path)) == []


@pytest.mark.parametrize("document", DOCS, ids=_id)
def test_every_link_leads_somewhere(document: Path) -> None:
    broken = []
    for link in LINK.findall(document.read_text(encoding="utf-8")):
        path, _, anchor = link.partition("#")
        if "://" in path:
            continue
        target = (document.parent / path).resolve() if path else document
        if not target.exists() or (anchor and anchor not in headings(target)):
            broken.append(link)
    assert broken == []


def the_map() -> dict[str, str]:
    """Return the README's map: what it says of each path."""
    section = README.read_text(encoding="utf-8").partition("\n## Where things are\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("    ")]
    found: dict[str, str] = {}
    above: list[tuple[int, str]] = []
    for line in lines:
        indent = len(line) - len(line.lstrip())
        name, _, about = line.strip().partition(" ")
        above = [(depth, path) for depth, path in above if depth < indent]
        path = (above[-1][1] if above else "") + name
        above.append((indent, path))
        found[path] = about.strip()
    return found


def test_the_map_is_of_what_is_there_and_says_what_it_is() -> None:
    assert [path for path, about in the_map().items() if not (ROOT / path).exists() or not about] == []
    assert [path for path in the_map() if path.endswith("/") != (ROOT / path).is_dir()] == []


@pytest.mark.parametrize("folder", ["lambda/coach", "local"])
def test_the_map_has_every_package(folder: str) -> None:
    packages = {f"{_id(path.parent)}/" for path in (ROOT / folder).rglob("*/__init__.py")}
    assert packages
    assert packages <= set(the_map())


def _members(owner: str, body: list[ast.stmt]) -> Iterator[str]:
    """Give what a module or a class defines, by its full name."""
    for one in body:
        match one:
            case ast.ClassDef():
                yield f"{owner}.{one.name}"
                yield from _members(f"{owner}.{one.name}", one.body)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield f"{owner}.{one.name}"
            case ast.Assign(targets=[ast.Name(name)]) | ast.AnnAssign(target=ast.Name(name)):
                yield f"{owner}.{name}"


def members() -> set[str]:
    """Return everything that the shipped code defines, by its full name."""
    found = set()
    for path in (ROOT / "lambda").rglob("*.py"):
        module = _id(path).removeprefix("lambda/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        found |= {module, *_members(module, ast.parse(path.read_text(encoding="utf-8")).body)}
    return found


def test_every_function_of_the_architecture_is_there() -> None:
    questions = {*QuestionId, *(f"red_flag.{flag}" for flag in Catalog().interview.flags), *get_args(LineKey)}
    spans = {code.removesuffix("()") for code in code_of(ARCHITECTURE.read_text(encoding="utf-8"))}
    named = {span for span in spans if NAME.fullmatch(span) and not span.endswith(ENDINGS)}
    assert len(named) > 30, "the walks name what they pass"
    ends = {name for one in members() for name in _ends(one)}
    assert sorted(named - questions - ends) == []


def _ends(name: str) -> Iterator[str]:
    """Give a name, and what is left of it without its first parts: "coach.skill.log", "skill.log", "log"."""
    parts = name.split(".")
    yield from (".".join(parts[start:]) for start in range(len(parts)))


def test_every_make_target_is_one() -> None:
    targets = set(re.findall(r"^([\w.-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for document in DOCS:
        for code in code_of(document.read_text(encoding="utf-8")):
            assert set(re.findall(r"(?:^|\s)make ([a-z][\w-]*)", code)) <= targets, (_id(document), code)

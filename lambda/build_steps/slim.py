"""Leaves out of the package what nothing here reads."""

import ast
import json
import shutil
import tomllib
from pathlib import Path

_EMPTIED = "# Changed for this package: its docstrings are left out.\n"
_ZONE_LISTS = ("tzdata.zi", "zone.tab", "zone1970.tab", "zonenow.tab", "iso3166.tab", "leapseconds")


def content_as_json(content: Path) -> None:
    """Replace each TOML file of the content by the same as JSON, which loads faster."""
    for source in sorted(content.rglob("*.toml")):
        data = tomllib.loads(source.read_text("utf-8"))
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        if json.loads(text) != data:
            raise SystemExit(f"{source} cannot be said in JSON")
        source.with_suffix(".json").write_text(text, "utf-8")
        source.unlink()


def without_what_nobody_reads(root: Path) -> None:
    """Leave out single files: lists of time zones, where a zone is a file of its own, and what type checkers read."""
    for name in _ZONE_LISTS:
        (root / "tzdata" / "zoneinfo" / name).unlink(missing_ok=True)
    (root / "coach" / "content" / "line_keys.py").unlink()
    # A second copy of all time zones, for dateutil.zoneinfo alone.
    (root / "dateutil" / "zoneinfo" / "dateutil-zoneinfo.tar.gz").unlink()


def with_light_tuples(coach: Path) -> None:
    """Have the skill's own modules take NamedTuple from a copy of `light_tuple`, where they take typing's."""
    shutil.copyfile(Path(__file__).with_name("light_tuple.py"), coach / "light_tuple.py")
    for file in sorted(coach.rglob("*.py")):
        text = file.read_text("utf-8")
        lines = text.splitlines(keepends=True)
        for node in ast.parse(text).body:
            if isinstance(node, ast.ImportFrom) and node.module == "typing":
                node.names = [alias for alias in node.names if alias.name != "NamedTuple"]
                light = "from coach.light_tuple import NamedTuple\n"
                others = ast.unparse(node) + "\n" if node.names else ""
                if "NamedTuple" in "".join(lines[node.lineno - 1 : node.end_lineno]):
                    lines[node.lineno - 1 : node.end_lineno] = [others + light]
                    break
        file.write_text("".join(lines), "utf-8")


def without_six(serializer: Path) -> None:
    """Have the SDK's serialiser say itself what six says for Python 3: importing six takes as long as ten models."""
    text = serializer.read_text("utf-8")
    for imported, meant in (
        ("from six import text_type\n", "text_type = str\n"),
        ("from six import integer_types\n", "integer_types = (int,)\n"),
    ):
        if imported not in text:
            raise SystemExit(f"{serializer} is not as it was: no {imported.strip()!r}")
        text = text.replace(imported, meant)
    serializer.write_text(text, "utf-8")


def without_docstrings(root: Path) -> None:
    """Empty every docstring, in sources and so in bytecode: a fifth of what is read at a start, and for readers only.

    Each line keeps its number, so that a traceback names the line of the original.
    """
    for file in sorted(root.rglob("*.py")):
        text = file.read_text("utf-8")
        lines = text.splitlines(keepends=True)
        documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, documented) and ast.get_docstring(node, clean=False) is not None:
                _empty(node.body[0], lines, others="" if len(node.body) > 1 or isinstance(node, ast.Module) else "pass")
        changed = "".join(lines)
        if changed != text:
            file.write_text(changed.rstrip("\n") + f"\n{_EMPTIED}", "utf-8")


def _empty(docstring: ast.stmt, lines: list[str], others: str) -> None:
    """Empty the lines of a docstring that has them for itself; ``others``: what is to stand there."""
    first, end = docstring.lineno - 1, docstring.end_lineno or docstring.lineno
    before = lines[first].encode()[: docstring.col_offset].decode()
    after = lines[end - 1].encode()[docstring.end_col_offset :].decode()
    if not before.strip() and not after.strip():
        lines[first:end] = [f"{before if others else ''}{others}\n"] + ["\n"] * (end - first - 1)

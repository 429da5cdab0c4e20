"""Makes the SDK load on demand: at a start it imports 235 modules of models, and a launch uses some 20.

Only in the package that is built; what pip installed for developing is untouched. Nothing is taken away: each name
resolves to what it was when it is asked for (PEP 562), and `names` holds the build to that.
"""

import ast
import sys
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import NamedTuple

_MARK = "# Changed for this package: what was imported here at once is imported where it is needed.\n"
_ON_DEMAND = """
_NAMES = {names}
_MODULES = {modules}


def __getattr__(name):
    if name in _NAMES:
        module, known_as = _NAMES[name]
        value = __import__(module, fromlist=("*",))
        value = getattr(value, known_as) if known_as else value
    elif name in _MODULES:
        value = __import__(__name__ + "." + name, fromlist=("*",))
    else:
        raise AttributeError("module " + repr(__name__) + " has no attribute " + repr(name))
    globals()[name] = value
    return value


def __dir__():
    return sorted({{*globals(), *_NAMES, *_MODULES}})
"""


class _Source(NamedTuple):
    """Where a name comes from."""

    module: str
    name: str
    """Its name there; empty: the module itself."""

    def statement(self, known_as: str) -> str:
        """Return the statement that imports it."""
        return f"from {self.module} import {self.name} as {known_as}" if self.name else f"import {self.module}"


def packages(root: Path, package: str) -> None:
    """Rewrite every ``__init__`` of a package that lies in root, so that it imports its own parts when asked for."""
    for file in sorted((root / package).rglob("__init__.py")):
        parts = {path.stem for path in file.parent.iterdir() if _is_module(path)}
        name = ".".join(file.parent.relative_to(root).parts)
        imports = {
            known_as: source
            for known_as, source in _imports(file, name, is_package=True).items()
            if source.module.startswith("ask_sdk_")
        }
        if clash := parts & set(imports):
            raise SystemExit(f"{name}: {', '.join(sorted(clash))} would be both a module and what is in it")
        _rewrite(file, name, imports, parts)


def modules(root: Path, package: str, *sources: str) -> None:
    """Have each module of a package import these others only in the functions that use them.

    What is used outside a function is imported at once, as before. Modules that were rewritten already are left alone.
    """
    for file in sorted((root / package.replace(".", "/")).rglob("*.py")):
        if file.name != "__init__.py" and not file.read_text("utf-8").endswith(_MARK):
            module(root, ".".join(file.relative_to(root).with_suffix("").parts), *sources)


def module(root: Path, name: str, *sources: str) -> None:
    """Do the same for one module, or for the ``__init__`` of a package.

    A source is a module, or a name in one; one that ends with a dot is every module in that package.
    """
    path = root / name.replace(".", "/")
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    wanted = {
        known_as: source
        for known_as, source in _imports(file, name, is_package=path.is_dir()).items()
        if source.module in sources
        or f"{source.module}.{source.name}" in sources
        or any(one.endswith(".") and source.module.startswith(one) for one in sources)
    }
    _rewrite(file, name, wanted, set())


def _is_module(path: Path) -> bool:
    return (path.suffix == ".py" and not path.stem.startswith("__")) or (path / "__init__.py").exists()


def _imports(file: Path, name: str, *, is_package: bool) -> dict[str, _Source]:
    """Return what a module imports, by the name that it has there."""
    found: dict[str, _Source] = {}
    for node in ast.parse(file.read_text("utf-8")).body:
        if isinstance(node, ast.Import):
            # One with a dot in it binds more than one name: left as it is.
            found |= {row.name: _Source(row.name, "") for row in node.names if not row.asname and "." not in row.name}
        elif isinstance(node, ast.ImportFrom) and node.module != "__future__":
            above = name.split(".")[: len(name.split(".")) - node.level + is_package] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            found |= {alias.asname or alias.name: _Source(module, alias.name) for alias in node.names}
    return found


def _top(source: _Source) -> str:
    return source.module.partition(".")[0]


def _rewrite(file: Path, name: str, imports: dict[str, _Source], parts: AbstractSet[str]) -> None:
    """Have these imports of a module done where they are needed; ``parts``: the modules in a package."""
    text = file.read_text("utf-8")
    tree = ast.parse(text)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    inside = {node for function in functions for statement in function.body for node in ast.walk(statement)}
    at_once = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and node not in inside}
    later = {known_as: source for known_as, source in imports.items() if known_as not in at_once}
    if not later:
        return
    changes = [_import_of_others(node, later) for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    changes += [_import_inside(function, later) for function in functions]
    lines = text.splitlines(keepends=True)
    for first, end, new in sorted(changes, reverse=True):
        lines[first:end] = [new]
    # What the SDK imports from elsewhere is no name of its own; boto's modules take such names from one another.
    elsewhere = {*sys.stdlib_module_names, "six"} if name.startswith("ask_sdk_") else set()
    names = {known_as: tuple(source) for known_as, source in sorted(later.items()) if _top(source) not in elsewhere}
    on_demand = _ON_DEMAND.format(names=names, modules=sorted(parts)) if names else ""
    file.write_text("".join(lines) + on_demand + _MARK, "utf-8")


_Change = tuple[int, int, str]
"""The lines from here to there become this text."""


def _import_of_others(node: ast.Import | ast.ImportFrom, later: dict[str, _Source]) -> _Change:
    """Return the change that leaves in an import only what is still needed at once."""
    kept = [alias for alias in node.names if (alias.asname or alias.name) not in later]
    end = node.end_lineno or node.lineno
    if not kept:
        return node.lineno - 1, end, ""
    node.names = kept
    return node.lineno - 1, end, ast.unparse(node) + "\n"


def _import_inside(function: ast.FunctionDef, later: dict[str, _Source]) -> _Change:
    """Return the change that has a function import what it uses, after its docstring."""
    body = [node for statement in function.body for node in ast.walk(statement)]
    used = sorted({node.id for node in body if isinstance(node, ast.Name) and node.id in later})
    has_words = ast.get_docstring(function) is not None and len(function.body) > 1
    first = function.body[1 if has_words else 0]
    text = "".join(f"{' ' * first.col_offset}{later[name].statement(name)}\n" for name in used)
    return first.lineno - 1, first.lineno - 1, text

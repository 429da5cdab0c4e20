"""What the build does to the package: the same names and the same tuples, or it stops."""

import ast
import copy
import pickle
import subprocess
import sys
import typing
from pathlib import Path
from typing import Any

import pytest

from build_steps import lean_boto, light_tuple, names, on_demand, slim

LAMBDA = Path(__file__).resolve().parents[2] / "lambda"
FILES = {
    "ask_sdk_x/__init__.py": (
        "from __future__ import absolute_import\n\nfrom .version import VERSION\n"
        "from .shapes import (\n    Circle,\n    Square as Box)\nFORMAT = VERSION + '.0'\n"
    ),
    "ask_sdk_x/version.py": "VERSION = '1'\n",
    "ask_sdk_x/shapes.py": (
        "import pprint\nimport typing\nfrom ask_sdk_x.kinds import Kind, ROUND\n\n\nclass Circle(object):\n"
        '    """Round."""\n    kind = ROUND\n\n    def to_str(self):\n        """Words."""\n'
        "        return pprint.pformat([self.kind, Kind.__name__])\n\n\nclass Square(Circle):\n"
        '    """Not round."""\n\n    def of(self):\n        """Only words."""\n'
    ),
    "ask_sdk_x/kinds/__init__.py": "from .kind import Kind\nROUND = 'round'\n",
    "ask_sdk_x/kinds/kind.py": '"""A kind."""\nclass Kind(object):\n    "One."; plain = True\n',
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A package like the SDK's."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def run(root: Path, code: str) -> str:
    done = subprocess.run([sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(root)!r}); {code}"],
                          check=True, capture_output=True, text=True)  # fmt: skip
    return done.stdout.strip()


def all_steps(root: Path) -> None:
    slim.without_docstrings(root)
    on_demand.packages(root, "ask_sdk_x")
    on_demand.modules(root, "ask_sdk_x", "pprint", "ask_sdk_x.kinds")


def test_every_name_is_what_it_was_and_loads_when_it_is_asked_for(root: Path) -> None:
    before = names.note(root, "ask_sdk_x")
    assert before["ask_sdk_x"] == {
        "Circle": "ask_sdk_x.shapes Circle", "Box": "ask_sdk_x.shapes Square", "FORMAT": "str '1.0'",
        "VERSION": "str '1'", "kinds": "ask_sdk_x.kinds ", "shapes": "ask_sdk_x.shapes ",
        "version": "ask_sdk_x.version ",
    }  # fmt: skip
    all_steps(root)
    assert names.lost(before, names.note(root, "ask_sdk_x")) == []
    loaded = "print(sorted(name for name in sys.modules if 'ask_sdk' in name or name == 'pprint'))"
    assert run(root, f"import ask_sdk_x; {loaded}") == "['ask_sdk_x', 'ask_sdk_x.version']"
    assert "ask_sdk_x.kinds.kind" not in run(root, f"from ask_sdk_x import Circle; {loaded}")
    assert run(root, "from ask_sdk_x import Box; print(Box().to_str(), Box.__doc__)") == "['round', 'Kind'] None"
    assert run(root, "import ask_sdk_x; print(ask_sdk_x.kinds.Kind, hasattr(ask_sdk_x, 'other'))").endswith("False")
    assert run(root, "from ask_sdk_x import *; print(FORMAT)") == "1.0"


def test_lines_keep_their_numbers_without_docstrings(root: Path) -> None:
    file = root / "ask_sdk_x" / "shapes.py"
    before = ast.parse(file.read_text("utf-8"))
    slim.without_docstrings(root)
    text = file.read_text("utf-8")
    after = ast.parse(text)
    lines = [
        [node.lineno for node in ast.walk(tree) if isinstance(node, (ast.ClassDef, ast.Return))]
        for tree in (before, after)
    ]
    assert lines[0] == lines[1]
    assert '"""' not in text
    assert "Changed" in text
    # A docstring that shares its line stays.
    assert '"One."; plain' in (root / "ask_sdk_x" / "kinds" / "kind.py").read_text("utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "lost"),
    [
        ("shapes.py", "class Square(", "class Rectangle(", "Box: does not resolve"),
        ("version.py", "'1'", "'2'", "FORMAT: str '2.0'"),
        ("kinds/kind.py", "class Kind", "class _Kind", "Kind: does not resolve"),
        ("shapes.py", "ROUND\n\n    def", "WRONG\n\n    def", "cannot be imported"),
    ],
)
def test_what_no_longer_resolves_is_told(root: Path, file: str, old: str, new: str, lost: str) -> None:
    before = names.note(root, "ask_sdk_x")
    all_steps(root)
    changed = root / "ask_sdk_x" / file
    text = changed.read_text("utf-8")
    assert old in text
    changed.write_text(text.replace(old, new), "utf-8")
    assert any(lost in one for one in names.lost(before, names.note(root, "ask_sdk_x")))


def test_a_module_that_is_gone_is_told(root: Path) -> None:
    before = names.note(root, "ask_sdk_x")
    (root / "ask_sdk_x" / "version.py").unlink()
    assert names.lost(before, names.note(root, "ask_sdk_x")) != []


def test_a_name_that_would_be_a_module_and_a_class_stops_the_build(root: Path) -> None:
    (root / "ask_sdk_x" / "Circle.py").write_text("", "utf-8")
    with pytest.raises(SystemExit, match="Circle"):
        on_demand.packages(root, "ask_sdk_x")


def test_the_build_stops_where_a_name_does_not_resolve(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from build_steps import __main__ as steps

    monkeypatch.setattr(steps, "SDK", ("ask_sdk_x",))
    monkeypatch.setattr(steps, "prepare", lambda _: None)
    monkeypatch.setattr(steps, "load_on_demand", lambda root: on_demand.packages(root, "ask_sdk_x"))
    steps.main(root)
    (root / "ask_sdk_x" / "__init__.py").write_text(FILES["ask_sdk_x/__init__.py"], "utf-8")

    def careless(root: Path) -> None:
        on_demand.packages(root, "ask_sdk_x")
        (root / "ask_sdk_x" / "shapes.py").write_text("class Circle:\n    pass\n", "utf-8")

    monkeypatch.setattr(steps, "load_on_demand", careless)
    with pytest.raises(SystemExit, match="Box"):
        steps.main(root)


def test_boto_that_is_not_as_it_was_stops_the_build(tmp_path: Path) -> None:
    file = tmp_path / "compat.py"
    file.write_text("import inspect\n", "utf-8")
    with pytest.raises(SystemExit, match="not as it was"):
        lean_boto._with_short_signatures(file)


def of_both(base: Any) -> Any:
    """Return a class over typing's NamedTuple or the light one."""

    class Row(base):  # type: ignore[misc]
        """A row."""

        name: str
        size: int = 3
        tags: tuple[str, ...] = ()

        @property
        def long(self) -> str:
            """Its name and size."""
            return f"{self.name} {self.size}"

        def __str__(self) -> str:
            return self.name

    return Row


def test_a_light_tuple_does_what_a_named_tuple_does() -> None:
    own, expected = of_both(light_tuple.NamedTuple), of_both(typing.NamedTuple)
    for known in ("_fields", "_field_defaults", "__match_args__", "__doc__", "__slots__", "__module__", "__bases__"):
        assert getattr(own, known) == getattr(expected, known), known
    assert own.__annotations__ == expected.__annotations__
    for row in (own, expected):
        one = row("a", tags=("x",))
        assert (one, one.long, str(one), repr(one)) == (
            ("a", 3, ("x",)), "a 3", "a", "Row(name='a', size=3, tags=('x',))",
        )  # fmt: skip
        assert one._replace(size=4)._asdict() == {"name": "a", "size": 4, "tags": ("x",)}
        assert row._make(["b", 1, ()]) == row("b", 1)
        assert (one.name, one[1], copy.copy(one), hash(one)) == ("a", 3, one, hash(("a", 3, ("x",))))
        match one:
            case row(name, size=3):
                assert name == "a"
            case _:
                pytest.fail("no match")
        mistakes: tuple[tuple[tuple[Any, ...], dict[str, int]], ...] = (
            ((), {}), (("a", 1, (), 4), {}), (("a",), {"other": 1}),
        )  # fmt: skip
        for wrong in mistakes:
            with pytest.raises(TypeError):
                row(*wrong[0], **wrong[1])
        with pytest.raises((TypeError, ValueError)):
            one._replace(other=1)
        with pytest.raises(TypeError):
            row._make(["b"])
        with pytest.raises(AttributeError):
            one.name = "b"


@pytest.mark.parametrize("base", [light_tuple.NamedTuple, typing.NamedTuple])
def test_a_row_may_have_no_fields(base: Any) -> None:
    class Mark(base):  # type: ignore[misc]
        """Only a mark."""

    assert (Mark(), repr(Mark()), Mark()._replace(), Mark._make([])) == ((), "Mark()", (), ())
    assert isinstance(Mark(), Mark)


class Kept(light_tuple.NamedTuple):
    """One that can be found by its name."""

    name: str


def test_a_light_tuple_can_be_pickled_and_a_default_comes_last() -> None:
    kept: Any = Kept
    assert pickle.loads(pickle.dumps(kept("a"))) == kept("a")  # noqa: S301  our own bytes
    with pytest.raises(TypeError, match="default"):

        class Wrong(light_tuple.NamedTuple):
            first: int = 1
            second: int


def test_the_sources_take_typings_and_the_package_the_light_ones(tmp_path: Path) -> None:
    (tmp_path / "row.py").write_text(
        "from typing import Any, NamedTuple\n\nclass Row(NamedTuple):\n    a: Any\n", "utf-8"
    )
    slim.with_light_tuples(tmp_path)
    text = (tmp_path / "row.py").read_text("utf-8")
    assert text.startswith("from typing import Any\nfrom coach.light_tuple import NamedTuple\n")
    assert (tmp_path / "light_tuple.py").exists()
    for file in (LAMBDA / "coach").rglob("*.py"):
        assert "light_tuple" not in file.read_text("utf-8"), file


def test_only_what_the_function_may_call_is_left_of_dynamodb() -> None:
    template = (LAMBDA.parent / "template.yaml").read_text(encoding="utf-8")
    for operation in set(lean_boto.OPERATIONS) - {"DescribeEndpoints"}:
        assert f"dynamodb:{operation}\n" in template

"""What others wrote: pinned whole, with the hash of what ships, and under licences that go with ours."""

import re

import pytest

from local.paths import ROOT

SHIPPED, ALL = ROOT / "lambda" / "requirements.txt", ROOT / "requirements.txt"
ASKED = (ROOT / "lambda" / "requirements.in", ROOT / "requirements.in")
SEPARATE = tuple(sorted(ROOT.glob("*-requirements.txt")))
ALLOWED = re.compile(r"(apache|mit|bsd|mpl|mozilla|isc|psf|python software)\b", re.IGNORECASE)
"""Beginnings of the names of the licences that go with ours, as packages give them."""
NEVER_LISTED = frozenset({"colorama", "setuptools"})
"""For Windows only; and, by the tool that lists them, a part of every environment (it is MIT's)."""
ANY_ONE_OF = frozenset({"pyphen"})
"""What may be had under any one of its licences: of these, the Mozilla Public License."""


def pinned(text: str) -> dict[str, str]:
    """Return what a file pins, by name."""
    return dict(re.findall(r"^([A-Za-z0-9_.-]+)==([^ \\;\n]+)", text, re.MULTILINE))


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def licences() -> dict[str, tuple[str, str]]:
    """Return version and licence of each package in docs/licences.md."""
    text = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    rows = (tuple(cell.strip() for cell in line.strip("|").split("|")) for line in text.splitlines() if "|" in line)
    return {normal(row[0]): (row[1], row[2]) for row in rows if row[0] != "Name" and not row[0].startswith("-")}


def test_all_that_ships_is_pinned_by_hash() -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    rows = re.split(r"\n(?=[a-z])", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).strip())
    assert len(rows) > 10
    for row in rows:
        assert re.fullmatch(r"[a-z0-9-]+==[0-9a-z.]+( \\\n +--hash=sha256:[0-9a-f]{64})+", row), row
    assert "--require-hashes -r requirements.txt" in (ROOT / "lambda" / "Makefile").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [*ASKED, ALL, *SEPARATE], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_everything_else_is_pinned_too_and_names_no_index(path: object) -> None:
    assert hasattr(path, "read_text")
    text = str(path.read_text(encoding="utf-8"))
    for line in text.splitlines():
        row = line.partition("#")[0].partition(" ;")[0].strip()
        assert not row or row == "-r lambda/requirements.in" or re.fullmatch(r"[A-Za-z0-9_-]+==[0-9a-z.]+", row), line
    assert "http" not in text


def test_what_was_asked_for_is_what_is_pinned_and_a_laptop_has_what_ships() -> None:
    shipped, everything = (pinned(path.read_text(encoding="utf-8")) for path in (SHIPPED, ALL))
    assert shipped.items() <= everything.items()
    names = {normal(name): version for name, version in everything.items()}
    for path in ASKED:
        for name, version in pinned(path.read_text(encoding="utf-8")).items():
            assert names[normal(name)] == version, f"{name}: run `make pins`"


def test_every_package_is_listed_with_a_licence_that_goes_with_ours() -> None:
    listed = licences()
    for name, version in pinned(ALL.read_text(encoding="utf-8")).items():
        if name not in NEVER_LISTED:
            assert listed[normal(name)][0] == version, f"{name}: run `make licences`"
    for name, (_, licence) in listed.items():
        fits = [bool(ALLOWED.match(one)) for one in re.split(r"; | OR | AND ", licence)]
        assert any(fits) if name in ANY_ONE_OF else all(fits), f"{name}: {licence}"

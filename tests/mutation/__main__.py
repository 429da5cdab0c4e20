"""`python -m tests.mutation`: makes the yard in build/mutation, has mutmut run there, and says how many were killed.

mutmut wants the code in a folder `src` and beside its tests, so both are copied. It runs, for each change, those of the
tests below that reach the changed function; the whole suite would kill more, and take a day.
"""

import argparse
import re
import shutil
import subprocess
import sys
from pathlib import Path

from local.paths import ROOT

YARD = ROOT / "build" / "mutation"
RULES = ("answers", "cautions", "interview", "limits", "movements", "triage")
"""The modules of care/ that are changed unless others are named."""
TESTS = (
    "test_care_edges", "test_triage", "test_limits", "test_movements", "test_safety_check", "test_start_rechecks",
    "test_regressions_clocks", "test_reach", "test_list_style", "test_changes_in_order",
)  # fmt: skip
EAR_TESTS = ("test_ear", "test_ear_commands", "test_answers_to_one_question", "test_second_opinion")
_CONFIG = """\
[tool.pytest.ini_options]
pythonpath = ["src", "."]
addopts = "-q --import-mode=importlib -p no:cacheprovider -m 'not e2e'"
markers = ["e2e: not here"]

[tool.mutmut]
source_paths = ["src"]
timeout_multiplier = 3.0
only_mutate = {modules}
also_copy = ["local", "interaction_models", "lambda", "pyproject.toml"]
pytest_add_cli_args_test_selection = {tests}
"""


def make_yard(modules: list[str]) -> None:
    """Copy what mutmut needs into the yard. What it found before stays, but for what was changed since."""
    for name in ("src", "lambda", "tests", "local", "interaction_models"):
        shutil.rmtree(YARD / name, ignore_errors=True)
    ignored = shutil.ignore_patterns("__pycache__", "node_modules")
    shutil.copytree(ROOT / "lambda" / "coach", YARD / "src" / "coach", ignore=ignored)
    for name in ("lambda", "tests", "local", "interaction_models"):
        shutil.copytree(ROOT / name, YARD / name, ignore=ignored)
    shutil.rmtree(YARD / "lambda" / "coach" / "care")
    names = [*TESTS, *(EAR_TESTS if any(one not in RULES for one in modules) else ())]
    tests = [f"tests/unit/{name}.py" for name in names]
    changed = [f"src/coach/care/{name}.py" for name in modules]
    (YARD / "pyproject.toml").write_text(_CONFIG.format(modules=changed, tests=tests), encoding="utf-8")


def report(results: str) -> str:
    """Return how many changes were killed, and which were not, of what `mutmut results --all` says."""
    found = re.findall(r"^\s*(\S+): (.+)$", results, re.MULTILINE)
    killed = [name for name, result in found if result in {"killed", "timeout", "segfault", "caught by type check"}]
    left = "\n".join(f"  {result}: {name}" for name, result in found if name not in set(killed))
    return f"{len(killed)} of {len(found)} killed ({100 * len(killed) / max(1, len(found)):.1f} %)\n{left}"


def main() -> int:
    """Run mutmut. Return the exit status."""
    parser = argparse.ArgumentParser(prog="tests.mutation", description=__doc__)
    parser.add_argument("modules", nargs="*", default=list(RULES), help="modules of care/, without .py")
    parser.add_argument("--mutmut", type=Path, required=True)
    parser.add_argument("--children", type=int, default=2)
    options = parser.parse_args()
    make_yard(options.modules)
    command = [str(options.mutmut.resolve()), "run", "--max-children", str(options.children)]
    done = subprocess.run(command, cwd=YARD, check=False)
    results = subprocess.run(
        [command[0], "results", "--all", "true"], cwd=YARD, capture_output=True, text=True, check=False
    )
    print(report(results.stdout))  # noqa: T201
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())

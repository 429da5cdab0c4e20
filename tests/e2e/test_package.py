"""The package as the build makes it: what it says, what a first turn loads, and that two builds are the same."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from local.bench import packages
from local.package.build_tools import measure
from local.paths import ROOT

pytestmark = pytest.mark.e2e
MOST_ZIPPED_BYTES = 5_800_000
_FIRST_TURN = """
import sys
before = set(sys.modules)
sys.path.insert(0, sys.argv[1])
import lambda_function
assert lambda_function.handler({"request": {"type": "LaunchRequest", "locale": "en-US"}})["response"]["outputSpeech"]
print(*sorted(set(sys.modules) - before))
"""
_OF_THE_STANDARD_LIBRARY = {
    # word for word: why it is there
    "abc": "the SDK's abstract classes",
    "atexit": "logging",
    "bisect": "datetime's time zones, in some versions",
    "collections": "functools, typing",
    "contextlib": "a turn's budget is a context",
    "contextvars": "a turn's budget is known to its thread alone",
    "copy": "the SDK copies the session attributes",
    "copyreg": "re",
    "datetime": "the request's time",
    "enum": "the skill's ids, and the SDK's",
    "errno": "weakref and threading, in some versions",
    "functools": "typing, cached content",
    "gc": "off while modules load",
    "genericpath": "os",
    "itertools": "collections",
    "json": "content, and the line of the log",
    "keyword": "collections",
    "linecache": "traceback",
    "logging": "each turn is one line; Lambda itself has loaded it by then",
    "math": "datetime",
    "operator": "collections",
    "os": "the environment",
    "posixpath": "os",
    "re": "json, and what SSML must not hold",
    "reprlib": "collections",
    "stat": "os",
    "string": "logging",
    "textwrap": "traceback",
    "threading": "a call that is given up; logging",
    "token": "traceback",
    "tokenize": "traceback",
    "traceback": "logging",
    "types": "enum",
    "typing": "the SDK's generic classes",
    "warnings": "the SDK's helpers; logging",
    "weakref": "logging",
}
_MOST_SDK_MODULES = 75
_OF_THE_SKILL = {
    "lambda_function": "the front door",
    "coach": "the package",
    "coach.alexa": "Amazon's side: the envelope, its objects, the response, the clients that a turn may call",
    "coach.care": "the rules",
    "coach.content": "the words",
    "coach.conversation": "the router and its topics: it names their functions",
    "coach.deadline": "the budget",
    "coach.light_tuple": "NamedTuple without its cost",
    "coach.profile": "what a turn carries of the profile, and the store",
    "coach.settings": "the environment",
    "coach.skill": "puts it together",
    "coach.speech": "words that are computed",
}
_NOT_ON_A_LAUNCH = (
    "boto3", "botocore", "urllib3", "dateutil", "six", "http", "ssl", "socket", "urllib", "difflib", "decimal",
    "tomllib", "inspect", "dataclasses", "pathlib", "pprint", "sqlite3", "random", "coach.rehearsal",
    "coach.speech.near_names", "coach.profile.stores.dynamodb", "ask_sdk_model.services.timer_management",
    "ask_sdk_model.services.base_service_client",
)  # fmt: skip


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh build, where nothing else reads it."""
    return build(tmp_path_factory.mktemp("package"))


def build(folder: Path) -> Path:
    command = ["make", "-s", "-C", str(ROOT / "lambda"), "build-CoachFunction", f"ARTIFACTS_DIR={folder}"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return folder


def test_every_transcript_passes_against_the_package_itself(package: Path) -> None:
    options = ["-p", "no:cacheprovider", "-W", "ignore", "-o", f"pythonpath={package} ."]
    code = (
        "import sys, coach, coach.light_tuple, pytest; assert coach.__file__.startswith(sys.argv[1]);"
        "sys.exit(pytest.main(sys.argv[2:]))"
    )
    tests = ["tests/unit/test_dialogues.py", "tests/unit/test_events.py", "tests/unit/test_bad_input.py"]
    env = {**os.environ, "PYTHONPATH": f"{package}:{ROOT}", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", code, str(package), *options, *tests]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert " passed" in done.stdout


def test_two_builds_are_the_same(package: Path, tmp_path: Path) -> None:
    assert measure(build(tmp_path / "again")) == measure(package)


def test_it_is_small_and_holds_nothing_of_the_build(package: Path) -> None:
    assert measure(package).zipped < MOST_ZIPPED_BYTES
    assert not (package / "build_steps").exists()
    assert not list(package.rglob("*.toml"))
    # What the limits rest on is for reviewers; the sources go onto a card.
    names = {path.name for path in (package / "coach" / "content").iterdir()}
    assert "limits.json" not in names
    assert "sources.json" in names


def first_turn(package: Path) -> set[str]:
    """Return the modules that a launch loads, beyond the interpreter's own."""
    env = {"PATH": os.environ["PATH"], "STORE_URL": "memory:"}
    command = [packages.runtime_python(), "-I", "-S", "-B", "-c", _FIRST_TURN, str(package)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_a_first_turn_loads_nothing_that_has_no_reason(package: Path) -> None:
    loaded = first_turn(package)
    sdk = {name for name in loaded if name.startswith("ask_sdk_")}
    skill = {name for name in loaded if name.partition(".")[0] in {"coach", "lambda_function"}}
    others = {name.partition(".")[0] for name in loaded - sdk - skill if not name.startswith("_")}
    assert sorted(others - set(_OF_THE_STANDARD_LIBRARY)) == []
    assert {".".join(name.split(".")[:2]) for name in skill} <= set(_OF_THE_SKILL)
    assert len(sdk) <= _MOST_SDK_MODULES, sorted(sdk)
    assert sorted(name for name in loaded if name in _NOT_ON_A_LAUNCH) == []

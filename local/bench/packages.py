"""The packages that the benchmark compares, as a deployment has them, kept in ``build/bench``."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from local.paths import ROOT

HOME = ROOT / "build" / "bench"
_RUNTIME = "3.13"

_SAMPLE = """
from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.skill_builder import SkillBuilder


class Launch(AbstractRequestHandler):
    def can_handle(self, handler_input):
        return True

    def handle(self, handler_input):
        return handler_input.response_builder.speak("Hello").ask("Hello?").response


builder = SkillBuilder()
builder.add_request_handler(Launch())
handler = builder.lambda_handler()
"""
_STANDARD = """
import os

import boto3
from ask_sdk.standard import StandardSkillBuilder
from ask_sdk_core.dispatch_components import AbstractRequestHandler


class Launch(AbstractRequestHandler):
    def can_handle(self, handler_input):
        return True

    def handle(self, handler_input):
        manager = handler_input.attributes_manager
        attributes = manager.persistent_attributes
        attributes["visits"] = int(attributes.get("visits", 0)) + 1
        manager.save_persistent_attributes()
        return handler_input.response_builder.speak("Hello").ask("Hello?").response


client = boto3.resource("dynamodb", endpoint_url=os.environ["DYNAMODB_ENDPOINT_URL"])
builder = StandardSkillBuilder(table_name="bench-standard", auto_create_table=True, dynamodb_client=client)
builder.add_request_handler(Launch())
handler = builder.lambda_handler()
"""


class BuiltPackage(NamedTuple):
    """A package to start, and the Python to start it with."""

    path: Path
    python: str


def runtime_python() -> str:
    """Return the Lambda runtime's Python if this machine has it; else the one that runs this."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    candidates = [f"python{_RUNTIME}", *map(str, sorted(pyenv.glob(f"{_RUNTIME}*/bin/python{_RUNTIME}")))]
    for candidate in candidates:
        try:
            done = subprocess.run([candidate, "-c", "import pip"], capture_output=True, check=False)
        except OSError:
            continue
        if done.returncode == 0:
            return candidate
    return sys.executable


def sample(python: str, *, bytecode: bool) -> BuiltPackage:
    """Return the SDK's one-handler sample, as ``sam build`` makes it, or the same with bytecode."""
    requirements = ["ask-sdk-core==1.19.0", "ask-sdk-model==1.82.0", "ask-sdk-runtime==1.19.0"]
    return _made(python, "sample", requirements, _SAMPLE, bytecode=bytecode)


def _made(python: str, name: str, requirements: list[str], handler: str, *, bytecode: bool) -> BuiltPackage:
    """Return a package with this handler, made if it is not there yet."""
    path = HOME / (f"{name}-bytecode" if bytecode else name)
    # The mark comes last, so that a package left half made is made again.
    done = path / ".done"
    if not done.exists():
        shutil.rmtree(path, ignore_errors=True)
        _install(python, path, requirements, handler)
        if bytecode:
            compiling = [python, "-W", "ignore", "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"]
            subprocess.run([*compiling, str(path)], check=True, stdout=subprocess.DEVNULL)
        done.touch()
    return BuiltPackage(path, python)


def standard(python: str, *, bytecode: bool) -> BuiltPackage:
    """Return the SDK's StandardSkillBuilder with its DynamoDB adapter, as ``sam build`` makes it, or with bytecode."""
    requirements = ["ask-sdk==1.19.0", "ask-sdk-model==1.82.0", "boto3==1.44.5"]
    return _made(python, "standard", requirements, _STANDARD, bytecode=bytecode)


def coach(python: str) -> BuiltPackage:
    """Return the skill as its own build makes it; built anew each time, because it is what changes."""
    path = HOME / "coach"
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    command = ["make", "-s", "-C", str(ROOT / "lambda"), "build-CoachFunction", f"ARTIFACTS_DIR={path}"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return BuiltPackage(path, python)


def _install(python: str, path: Path, packages: list[str], handler: str) -> None:
    unfinished = path.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    pip = [python, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-compile"]
    subprocess.run([*pip, "--target", str(unfinished), *packages], check=True, stderr=subprocess.DEVNULL)
    (unfinished / "lambda_function.py").write_text(handler, encoding="utf-8")
    unfinished.rename(path)

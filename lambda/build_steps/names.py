"""What every module of the SDK makes public: noted before the build changes it, and held against it afterwards."""

import json
import subprocess
import sys
from pathlib import Path

_NOTE = """
import importlib, json, pkgutil, sys, warnings
warnings.simplefilter("ignore")
root, packages = sys.argv[1], sys.argv[2:]
sys.path.insert(0, root)

ELSEWHERE = "from elsewhere"

def told(module, name):
    try:
        value = getattr(module, name)
    except Exception as error:
        return "does not resolve: " + repr(error)
    origin = value.__name__ if type(value) is type(sys) else getattr(value, "__module__", None)
    if origin is None:
        return type(value).__name__ + " " + (repr(value) if " at 0x" not in repr(value) else "")
    if origin.startswith("ask_sdk_"):
        return origin + " " + getattr(value, "__qualname__", "")
    return ELSEWHERE

def modules(name):
    yield name
    try:
        package = importlib.import_module(name)
    except Exception:
        return
    for found in sorted(pkgutil.iter_modules(getattr(package, "__path__", [])), key=lambda found: found.name):
        full = name + "." + found.name
        if found.ispkg:
            yield from modules(full)
        else:
            yield full

noted = {}
for package in packages:
    for name in modules(package):
        try:
            module = importlib.import_module(name)
        except Exception as error:
            noted[name] = "cannot be imported: " + repr(error)
            continue
        told_of = {one: told(module, one) for one in dir(module) if not one.startswith("_")}
        # What a module imports from elsewhere, such as six, is no name of the SDK's.
        noted[name] = {one: what for one, what in told_of.items() if what != ELSEWHERE}
print(json.dumps(noted))
"""

Names = dict[str, dict[str, str] | str]
"""Each module's public names with what they stand for, or why it cannot be imported."""


def note(root: Path, *packages: str) -> Names:
    """Return what the packages in a folder make public, found out in a process of its own."""
    command = [sys.executable, "-I", "-S", "-B", "-c", _NOTE, str(root), *packages]
    names: Names = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    return names


def lost(before: Names, after: Names) -> list[str]:
    """Return each name that was public before and is now missing, or something else."""
    found = []
    for module, names in before.items():
        now = after.get(module, "is missing")
        if isinstance(names, str) or isinstance(now, str):
            found += [] if names == now else [f"{module}: {now}"]
            continue
        found += [f"{module}.{name}: {now.get(name)}" for name, was in names.items() if now.get(name) != was]
    return found

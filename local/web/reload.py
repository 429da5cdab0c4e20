"""Starts the program anew when the skill has changed: what the virtual Echos hold is kept meanwhile."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from local.paths import ROOT

_LISTENER = "BACK_SPASM_COACH_LISTENER"
"""The environment's name for the listening socket that the program before hands on."""
_LOOK_SECONDS = 1.0
_WATCHED = (ROOT / "lambda", ROOT / "local", ROOT / "interaction_models")
_ENDINGS = frozenset({".py", ".toml", ".yaml", ".json"})
_TRIAL = "from local.assembly import assemble; assemble('memory:')"
_TRIAL_SECONDS = 60


class Reload:
    """Watches the files that the skill is made of. Calls `stop` once they changed to something that starts."""

    def __init__(self, stop: Callable[[], None]) -> None:
        """Look at the files as they are now."""
        self.wanted = False
        """Whether the program should start anew."""
        self._stop = stop
        self._seen = _fingerprint()
        self._end = threading.Event()

    def start(self) -> None:
        """Begin to watch."""
        threading.Thread(target=self._watch, daemon=True, name="reload").start()

    def end(self) -> None:
        """Watch no more."""
        self._end.set()

    def _watch(self) -> None:
        while not self._end.wait(_LOOK_SECONDS):
            seen = _fingerprint()
            if seen == self._seen:
                continue
            self._seen = seen
            problem = _problem()
            if problem:
                print(f"The skill changed, and does not start: {problem} (the one before goes on)", flush=True)
            else:
                print("The skill changed: it starts anew", flush=True)
                self.wanted = True
                self._stop()
                return


def listener_for(host: str, port: int) -> socket.socket:
    """Return the socket to listen on: the one that the program before handed on, else a new one. Raises OSError."""
    handed = os.environ.pop(_LISTENER, "")
    if handed:
        return socket.socket(fileno=int(handed))
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


def start_anew(listener: socket.socket) -> None:
    """Put the same command in this program's place; whoever calls meanwhile waits."""
    handed = os.dup(listener.fileno())
    os.set_inheritable(handed, True)  # noqa: FBT003 (it takes no name)
    os.environ[_LISTENER] = str(handed)
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "local", *sys.argv[1:]])  # noqa: S606 (this very program)


def _fingerprint() -> dict[Path, int]:
    found = {}
    for folder in _WATCHED:
        for path in folder.rglob("*"):
            if path.suffix in _ENDINGS:
                try:
                    found[path] = path.stat().st_mtime_ns
                except OSError:
                    # It went away just now.
                    continue
    return found


def _problem() -> str:
    """Return in one line why the skill would not start; empty if it would."""
    command = [sys.executable, "-c", _TRIAL]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=_TRIAL_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return type(error).__name__
    return (done.stderr.strip().splitlines() or ["no reason given"])[-1] if done.returncode else ""

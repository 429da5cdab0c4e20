"""Says that something goes on which takes longer than two seconds. Needs nothing but Python: set-up uses it, too.

`python local/progress.py "Fetching the packages" COMMAND...` runs a command so, and shows what it printed if it failed.
"""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_FIRST_SECONDS = 2.0
_EVERY_SECONDS = 1.0
_EVERY_SECONDS_IN_A_LOG = 15.0


@contextmanager
def shown(what: str) -> Iterator[None]:
    """Say what goes on, and for how long, if it takes longer than two seconds."""
    began = time.monotonic()
    done = threading.Event()
    teller = threading.Thread(target=_tell, args=(what, began, done), daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()
        if (took := time.monotonic() - began) > _FIRST_SECONDS:
            print(f"{_over()}{what}: {took:.0f} s", file=sys.stderr, flush=True)


def run(what: str, command: list[str]) -> int:
    """Run a command, saying what goes on. Return its exit status; what it printed is shown only if it failed."""
    with shown(what):
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        sys.stderr.buffer.write(done.stdout)
    return done.returncode


def _tell(what: str, began: float, done: threading.Event) -> None:
    if done.wait(_FIRST_SECONDS):
        return
    at_terminal = sys.stderr.isatty()
    while True:
        seconds = f"{time.monotonic() - began:.0f} s"
        print(f"{_over()}{what} … {seconds}", end="" if at_terminal else "\n", file=sys.stderr, flush=True)
        if done.wait(_EVERY_SECONDS if at_terminal else _EVERY_SECONDS_IN_A_LOG):
            return


def _over() -> str:
    """Return what begins a line anew at a terminal."""
    return "\r\033[K" if sys.stderr.isatty() else ""


if __name__ == "__main__":
    sys.exit(run(sys.argv[1], sys.argv[2:]))

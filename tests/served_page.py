"""The page as `make run` serves it, in headless Chromium: for the tests in a browser, and for pictures."""

import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from socket import create_server
from types import TracebackType
from typing import Any, Self

from local.paths import ROOT

AXE = ROOT / ".browser" / "axe.min.js"
MOST_SECONDS = 30


class Server:
    """`python -m local run` on a port of its own; it can be stopped and started again."""

    def __init__(self, folder: Path, *options: str) -> None:
        with create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = folder / "server.log"
        self._command = [
            *(sys.executable, "-m", "local", "run", "--port", str(self.port), "--no-reload"),
            *("--store", f"sqlite:///{folder}/profiles.sqlite3", *options),
        ]

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> float:
        """Start it. Return after how many seconds it answered."""
        began = time.monotonic()
        with self._log.open("a") as log:
            self._process = subprocess.Popen(self._command, cwd=ROOT, stdout=log, stderr=log)
        while True:
            try:
                urllib.request.urlopen(self.url, timeout=1).close()  # noqa: S310
                return time.monotonic() - began
            except OSError:
                assert self._process.poll() is None, self._log.read_text()
                assert time.monotonic() - began < MOST_SECONDS, "the server does not answer"
                time.sleep(0.02)

    def stop(self) -> None:
        """Stop it, as Ctrl+C does."""
        self._process.terminate()
        self._process.wait(10)


class Tab:
    """A tab of a browser that has the page open."""

    def __init__(self, browser: Any, url: str, *, query: str = "", width: int = 1440, height: int = 900) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self._heard(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(f"{url}/{query}")
        self.page.wait_for_selector("body[data-ready]")

    def say(self, *lines: str) -> None:
        """Type lines, each once the one before is answered."""
        for line in lines:
            before = self.page.locator("#turns > *").count()
            self.page.fill("#line", line)
            self.page.press("#line", "Enter")
            self.page.wait_for_function(
                "(before) => document.querySelectorAll('#turns > *').length > before"
                " && document.querySelector('#light').dataset.state !== 'thinking'",
                arg=before,
            )

    def heard(self) -> str:
        """Return the last thing that Alexa said."""
        return str(self.page.locator(".bubble.alexa").last.inner_text())

    def close(self) -> None:
        """Close the tab."""
        self.context.close()

    def _heard(self, kind: str, text: str) -> None:
        if kind in {"warning", "error"}:
            self.complaints.append(text)

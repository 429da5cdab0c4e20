"""A page in headless Chromium that shows screens as an Echo Show does, by Amazon's own renderer."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from local.paths import ROOT

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome") or ""
PLAYWRIGHT = ROOT / ".browser"
RENDERER = ROOT / ".apl" / "node_modules" / "apl-viewhost-web" / "index.js"
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --force-color-profile=srgb"
).split()

_HERE = "http://screens.localhost"
_PAGE = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>Screens</title>"
    "<style>body{margin:0;background:#000}#screen{overflow:hidden}</style><div id=screen></div>"
    '<script type=module>import * as screens from "/screen.js"; window.screens = screens; window.sent = [];'
    "window.problems = [];</script>"
)

_BOX = """const box = (element) => { const one = element.getBoundingClientRect();
  const all = document.getElementById("screen").getBoundingClientRect();
  return {x: one.x - all.x, y: one.y - all.y, w: one.width, h: one.height}; };"""
_TEXTS = f"""() => {{ {_BOX}
  const seen = (element) => {{ for (let at = element; at; at = at.parentElement)
    if (getComputedStyle(at).opacity === "0" || getComputedStyle(at).display === "none") return false; return true; }};
  const under = (x, y, own) => {{
    for (const one of document.elementsFromPoint(x, y)) {{
      if (own.contains(one) || !seen(one)) continue;
      const style = getComputedStyle(one), ink = one instanceof SVGElement ? style.fill : style.backgroundColor;
      const parts = ink.match(/[\\d.]+/g);
      if (parts && (parts.length < 4 || +parts[3] === 1)) return ink; }}
    return "rgb(0, 0, 0)"; }};
  return [...document.querySelectorAll("#screen p")].filter((one) => one.innerText.trim() && seen(one)).map((one) => {{
    const style = getComputedStyle(one), parts = [], walk = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
    // Word by word: the space at which a line breaks may stand outside.
    for (let node = walk.nextNode(); node; node = walk.nextNode())
      for (const word of node.data.matchAll(/\\S+/g)) {{
        const range = document.createRange();
        range.setStart(node, word.index); range.setEnd(node, word.index + word[0].length);
        parts.push(box(range)); }}
    const x = Math.min(...parts.map((part) => part.x)), y = Math.min(...parts.map((part) => part.y));
    const text = {{x, y, w: Math.max(...parts.map((part) => part.x + part.w)) - x,
      h: Math.max(...parts.map((part) => part.y + part.h)) - y}};
    const all = document.getElementById("screen").getBoundingClientRect();
    return {{words: one.innerText, font: parseFloat(style.fontSize), color: style.color, text,
      box: box(one.parentElement), under: under(all.x + x + text.w / 2, all.y + y + text.h / 2, one)}}; }}); }}"""
_TARGETS = f"""() => {{ {_BOX} return [...document.querySelectorAll("#screen .noSwipe")]
  .filter((one) => !one.querySelector("svg") && one.innerText && getComputedStyle(one.parentElement).opacity !== "0")
  .map(box); }}"""


def missing() -> str:
    """Return what the screens need and is not here, in a line; empty: nothing."""
    if not CHROMIUM:
        return "no Chromium: apt-get install chromium"
    if not (PLAYWRIGHT / "playwright").exists():
        return "no Playwright: make .browser/.ready sets it up"
    return "" if RENDERER.exists() else "no renderer: make .apl/.ready fetches it"


@contextmanager
def chromium() -> Iterator[Any]:
    """Start the system's Chromium, without a window; yields Playwright's browser."""
    if str(PLAYWRIGHT) not in sys.path:
        sys.path.append(str(PLAYWRIGHT))
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        yield browser
        browser.close()


class ScreenPage:
    """One page with one screen on it, that reaches nothing but these files."""

    def __init__(self, browser: Any) -> None:
        self.page = browser.new_page(viewport={"width": 1920, "height": 1080})
        self.elsewhere: list[str] = []
        """What it asked of the network; nobody answered."""
        self.console: list[str] = []
        """Warnings and errors."""
        self.page.route("**/*", self._answer)
        self.page.on("console", lambda message: self._heard(message.type, message.text))
        self.page.on("pageerror", lambda error: self.console.append(str(error)))
        self.page.goto(f"{_HERE}/")
        self.page.wait_for_function("window.screens !== undefined")

    def show(self, directive: dict[str, Any], viewport: str = "hub", now: int | None = None, after_ms: int = 0) -> None:
        """Draw a directive, the clock standing at ``now`` (None: the computer's), so long after it was drawn."""
        self.page.evaluate(
            """async ([directive, name, now, after]) => {
              const viewport = screens.VIEWPORTS[name], element = document.getElementById("screen");
              element.style.width = viewport.width + "px";
              window.shown = await screens.drawScreen(element, directive, {
                viewport, now: now === null ? Date.now : () => now,
                onSendEvent: (event) => sent.push(event.arguments), onProblem: (line) => problems.push(line)});
              const frames = (many) => new Promise((done) => {
                const next = () => many-- > 0 ? requestAnimationFrame(next) : done(); next(); });
              await frames(2);
              if (after) await shown.goTo(after, now === null ? Date.now() : now + after);
            }""",
            [directive, viewport, now, after_ms],
        )

    def picture(self, path: Path) -> None:
        """Write what is shown as a picture."""
        self.page.locator("#screen").screenshot(path=path)

    def move_clock(self, now: int) -> None:
        """Set the clock of what is shown, in epoch milliseconds, and let two frames pass."""
        self.page.evaluate(
            """async (now) => { shown.setClock(() => now);
              await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))); }""",
            now,
        )

    def touch(self, words: str) -> None:
        """Touch what has these words. In its first half second a screen takes no touch: it may be the last one's."""
        self.page.wait_for_function("Date.now() - shown.renderer.lastPointerEventTimestamp > 500")
        sent = self.page.evaluate("sent.length")
        self.page.get_by_text(words, exact=True).click()
        self.page.wait_for_function("(before) => sent.length > before", arg=sent)

    def texts(self) -> list[dict[str, Any]]:
        """Return each text that is seen: its words, font, colour, what is under it, and where it and its box are."""
        found: list[dict[str, Any]] = self.page.evaluate(_TEXTS)
        return found

    def targets(self) -> list[dict[str, float]]:
        """Return where each thing to touch is."""
        found: list[dict[str, float]] = self.page.evaluate(_TARGETS)
        return found

    def text(self) -> str:
        """Return all words on the screen."""
        return str(self.page.inner_text("#screen"))

    def _answer(self, route: Any) -> None:
        path = route.request.url.removeprefix(_HERE)
        files = {"/screen.js": ROOT / "local" / "web" / "page" / "screen.js", "/apl-viewhost-web.js": RENDERER}
        if path == "/":
            route.fulfill(body=_PAGE, content_type="text/html; charset=utf-8")
        elif path in files:
            route.fulfill(path=files[path], content_type="text/javascript; charset=utf-8")
        else:
            if path != "/favicon.ico":
                self.elsewhere.append(route.request.url)
            route.abort()

    def _heard(self, kind: str, text: str) -> None:
        if kind in {"warning", "error"} and "favicon" not in text:
            self.console.append(text)

"""Every screen in every viewport by Amazon's renderer: nothing cut off, nothing over another, all of it seen."""

import itertools
import json
import math
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from coach.alexa.screens.directive import document
from coach.conversation.screens.rows import ScreenName
from local.echo.script import moment_of
from local.paths import ROOT
from tests.screen_gallery import STATES, VIEWPORTS, played
from tests.screen_page import ScreenPage, chromium, missing
from tests.screen_rules import faults_in, turns_of

LINTER = ROOT / ".apl" / "node_modules" / "apl-suggester"
DIALOGUES = sorted((ROOT / "tests" / "dialogues").glob("*.txt"))
LEAST_CONTRAST = 7.0
SIZES = {"hub": (1024, 600), "hubLarge": (1280, 800), "small": (960, 480), "round": (480, 480), "tv": (1920, 1080)}

pytestmark = pytest.mark.e2e
needs_browser = pytest.mark.skipif(bool(missing()), reason=missing())


@cache
def screen(name: str) -> tuple[dict[str, Any], int]:
    """The screen of a state, and the time then, in epoch milliseconds."""
    return played(STATES[name])


@pytest.fixture(scope="module")
def page() -> Iterator[ScreenPage]:
    with chromium() as browser:
        yield ScreenPage(browser)


@pytest.mark.parametrize("path", DIALOGUES, ids=lambda path: path.stem)
def test_every_turn_of_every_transcript_has_its_screen(path: Path) -> None:
    assert list(faults_in(path)) == []


def _show(page: ScreenPage, name: str, viewport: str) -> None:
    directive, now = screen(name)
    page.show(directive, viewport, now=now, after_ms=STATES[name].after_ms)


def _edges(box: dict[str, float]) -> tuple[float, float, float, float]:
    return box["x"], box["y"], box["x"] + box["w"], box["y"] + box["h"]


def _inside(inner: dict[str, float], outer: dict[str, float], give: float = 1.5) -> bool:
    left, top, right, bottom = _edges(inner)
    x, y, end, foot = _edges(outer)
    return left >= x - give and top >= y - give and right <= end + give and bottom <= foot + give


def _meet(one: dict[str, float], other: dict[str, float], give: float = 1.0) -> bool:
    left, top, right, bottom = _edges(one)
    x, y, end, foot = _edges(other)
    return min(right, end) - max(left, x) > give and min(bottom, foot) - max(top, y) > give


def _in_circle(box: dict[str, float], size: float) -> bool:
    left, top, right, bottom = _edges(box)
    corners = itertools.product((left, right), (top, bottom))
    return all(math.dist(corner, (size / 2, size / 2)) <= size / 2 + 1 for corner in corners)


def _luminance(color: str) -> float:
    numbers = [float(part) / 255 for part in color[color.index("(") + 1 : -1].split(",")[:3]]
    red, green, blue = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in numbers)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@needs_browser
@pytest.mark.parametrize("viewport", VIEWPORTS)
@pytest.mark.parametrize("name", STATES)
def test_nothing_is_cut_off_nor_over_another_and_all_of_it_is_seen(page: ScreenPage, name: str, viewport: str) -> None:
    _show(page, name, viewport)
    _check(page, viewport)


def _check(page: ScreenPage, viewport: str) -> None:
    texts, (width, height) = page.texts(), SIZES[viewport]
    everything = {"x": 0.0, "y": 0.0, "w": float(width), "h": float(height)}
    assert texts
    for text in texts:
        assert _inside(text["text"], text["box"]), f"cut off: {text}"
        assert _inside(text["text"], everything), f"off the screen: {text}"
        assert viewport != "round" or _in_circle(text["text"], width), f"outside of the circle: {text}"
        assert _contrast(text["color"], text["under"]) >= LEAST_CONTRAST, f"hardly seen: {text}"
    for one, other in itertools.combinations(texts, 2):
        assert not _meet(one["text"], other["text"]), f"{one['words']!r} is over {other['words']!r}"
    for target in page.targets():
        assert _inside(target, everything)
        assert viewport != "round" or _in_circle(target, width), f"a target outside of the circle: {target}"
        over = [text["words"] for text in texts if _meet(text["text"], target) and not _inside(text["text"], target)]
        assert over == []
    assert page.page.evaluate("problems") == []


@needs_browser
@pytest.mark.parametrize("viewport", ["hubLarge", "round"])
def test_every_screen_of_every_transcript_fits(page: ScreenPage, viewport: str) -> None:
    # The narrowest of its kind, and the round one.
    shown = {}
    for path in DIALOGUES:
        for turn in turns_of(path, screen=True):
            if turn.screen and turn.envelope:
                data = {**turn.screen["datasources"], "timer": None, "again_at": None, "phases": None}
                shown[turn.screen["token"], json.dumps(data)] = turn
    for turn in shown.values():
        page.show(turn.screen or {}, viewport, now=moment_of((turn.envelope or {})["request"]["timestamp"]))
        _check(page, viewport)


@needs_browser
@pytest.mark.parametrize("viewport", VIEWPORTS)
def test_type_is_large_enough_to_be_read_from_the_floor(page: ScreenPage, viewport: str) -> None:
    # On an eight-inch hub, 108 mm high, 9% of the height is a capital of 7 mm: at four metres six minutes of arc.
    _, height = SIZES[viewport]
    least = 0.09 if viewport != "round" else 0.075
    for name in ("opening", "check", "check_long", "caution_signs", "ice_half", "is_it_off", "movement"):
        _show(page, name, viewport)
        assert max(text["font"] for text in page.texts()) >= least * height, name


@needs_browser
def test_the_number_is_the_largest_of_all(page: ScreenPage) -> None:
    for viewport in VIEWPORTS:
        fonts = {}
        for name in STATES:
            _show(page, name, viewport)
            fonts[name] = max(text["font"] for text in page.texts())
        emergencies = [font for name, font in fonts.items() if name in {"outcome_emergency", "outcome_lie_still"}]
        assert min(emergencies) > max(font for name, font in fonts.items() if not name.startswith("outcome_"))


_DASH = "parseFloat([...document.querySelectorAll('#screen path')].at(-1).getAttribute('stroke-dasharray'))"


@needs_browser
@pytest.mark.parametrize("viewport", VIEWPORTS)
def test_the_countdown_counts_and_its_ring_shrinks(page: ScreenPage, viewport: str) -> None:
    directive, now = screen("ice_half")
    end = directive["datasources"]["timer"]["end"]
    seen = []
    for left in (900, 899, 450, 1, 0):
        page.show(directive, viewport, now=end - left * 1000)
        dash = page.page.evaluate(
            "[...document.querySelectorAll('#screen path')].at(-1).getAttribute('stroke-dasharray')"
        )
        seen.append(
            (page.text().split()[0] if ":" in page.text().split()[0] else page.text(), float(dash.split(",")[0]))
        )
    assert now <= end
    assert [
        any(time in words for words in (words,))
        for (words, _), time in zip(seen, ("15:00", "14:59", "07:30", "00:01", "00:00"), strict=True)
    ] == [True] * 5
    assert [dash for _, dash in seen] == sorted((dash for _, dash in seen), reverse=True)
    assert seen[-1][1] == 0


@needs_browser
def test_a_touch_on_the_screen_sends_what_the_skill_takes(page: ScreenPage) -> None:
    for name, words in (("check", "Not sure"), ("opening", "Safety check"), ("ice_started", "No"), ("remedy", "Yes")):
        directive, now = screen(name)
        page.show(directive, now=now)
        page.page.evaluate("sent.length = 0")
        page.touch(words)
        wanted = [one["arguments"] for one in directive["datasources"]["choices"] if one["label"] == words]
        assert page.page.evaluate("sent") == wanted


@needs_browser
def test_a_movement_goes_on_with_the_voice(page: ScreenPage) -> None:
    directive, now = screen("movement")
    for phase in directive["datasources"]["phases"]:
        for moment in (phase["at"] + 200, phase["until"] - 300):
            page.show(directive, now=now, after_ms=moment)
            words = [text["words"] for text in page.texts()]
            assert phase["words"] in words
        assert "1" in words  # the last second of its silence
    page.show(directive, now=now, after_ms=phase["until"] + 1_000)
    words = [text["words"] for text in page.texts()]
    assert directive["datasources"]["question"] in words
    assert "Yes" in words


@needs_browser
def test_the_renderer_asks_nothing_of_the_network_and_complains_of_nothing(page: ScreenPage) -> None:
    for name in STATES:
        _show(page, name, "hub")
    assert page.elsewhere == []
    # On a busy machine a bar that shrinks in time is drawn a moment before the frame that holds it.
    late_frame = re.compile(r"W Frame: .* bigger than parent bounds")
    assert [said for said in page.console if not late_frame.match(said)] == []


_LINT = """
const fs = require("fs"), [, linter, folder] = process.argv;
const {StaticAplTemplateValidator} = require(linter);
console.error = console.warn = () => {};
const lint = async () => {
  const found = [];
  // One after another: it keeps what it learns of a document under fixed names.
  for (const file of fs.readdirSync(folder))
    for (const one of await new StaticAplTemplateValidator().validate(JSON.parse(fs.readFileSync(`${folder}/${file}`))))
      found.push([file, one.path, one.errorMessage]);
  fs.writeFileSync(`${folder}/found.json`, JSON.stringify(found));
};
lint();
"""


@pytest.mark.skipif(not LINTER.exists(), reason="no apl-suggester: make .apl/.lint-ready fetches it")
def test_amazons_linter_has_nothing_against_the_documents(tmp_path: Path) -> None:
    for name in ScreenName:
        (tmp_path / f"{name}.json").write_text(json.dumps(document(name)), "utf-8")
    broken = document("question") | {
        "mainTemplate": {"parameters": ["payload"], "items": [{"type": "Text", "colour": 1}]}
    }
    (tmp_path / "broken.json").write_text(json.dumps(broken), "utf-8")
    subprocess.run(["node", "-e", _LINT, str(LINTER), str(tmp_path)], capture_output=True, check=True)
    found = json.loads((tmp_path / "found.json").read_text("utf-8"))
    assert {file for file, _, _ in found} == {"broken.json"}, found

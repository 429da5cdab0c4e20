"""Amazon's own renderer in a browser, as the page uses it: it counts, is touched, and asks nothing of the network."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.screen_page import ScreenPage, chromium, missing

pytestmark = [pytest.mark.e2e, pytest.mark.skipif(bool(missing()), reason=missing())]

NOW = 1_700_000_000_000
COUNTDOWN: dict[str, Any] = {
    "type": "Alexa.Presentation.APL.RenderDocument",
    "token": "ice",
    "document": {
        "type": "APL",
        "version": "1.4",
        "mainTemplate": {
            "parameters": ["payload"],
            "items": [
                {
                    "type": "TouchWrapper",
                    "width": "100%",
                    "height": "100%",
                    "onPress": [{"type": "SendEvent", "arguments": ["answer", "yes"]}],
                    "items": [
                        {
                            "type": "Text",
                            "text": "${Time.format('mm:ss', Math.max(0, payload.timer.end - utcTime))}",
                        }
                    ],
                }
            ],
        },
    },
    "datasources": {"timer": {"end": NOW + 900_000}},
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Any) -> Iterator[ScreenPage]:
    page = ScreenPage(browser)
    yield page
    page.page.close()


def test_a_countdown_follows_the_clock_that_is_moved(page: ScreenPage) -> None:
    page.show(COUNTDOWN, now=NOW)
    assert page.text().strip() == "15:00"
    page.move_clock(NOW + 61_000)
    assert page.text().strip() == "13:59"
    page.move_clock(NOW + 3_600_000)
    assert page.text().strip() == "00:00"


def test_a_touch_sends_its_arguments(page: ScreenPage) -> None:
    page.show(COUNTDOWN, now=NOW)
    page.touch("15:00")
    assert page.page.evaluate("sent") == [["answer", "yes"]]


@pytest.mark.parametrize("viewport", ["hub", "hubLarge", "small", "round", "tv"])
def test_a_screen_takes_the_place_of_the_one_before(page: ScreenPage, viewport: str) -> None:
    page.show(COUNTDOWN, viewport, now=NOW)
    page.show(COUNTDOWN, viewport, now=NOW + 1_000)
    assert page.text().strip() == "14:59"
    assert page.page.evaluate("document.querySelectorAll('#screen > div').length") == 1


def test_nothing_is_fetched_and_nothing_is_complained_of(page: ScreenPage) -> None:
    page.show(COUNTDOWN, now=NOW)
    assert page.elsewhere == []
    assert page.console == []


def test_a_document_that_is_none_is_refused(page: ScreenPage) -> None:
    with pytest.raises(Exception, match="does not take this document"):
        page.show({**COUNTDOWN, "document": {"type": "APL", "version": "1.4"}})

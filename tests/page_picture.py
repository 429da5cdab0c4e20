"""The README's pictures of the page, drawn anew: `make screenshots` writes docs/images."""

import sys
import tempfile
from pathlib import Path

from local.paths import ROOT
from tests.screen_page import chromium, missing
from tests.served_page import Server, Tab

FOLDER = ROOT / "docs" / "images"
CHECK = ("open back spasm coach", "safety check", "42", "no", "no")
ICE = ("open back spasm coach", "ice", "no", "no", "yes", "i approve", "no", "@wait 4m")


def main() -> int:
    """Draw them. Return the exit status."""
    if lacking := missing():
        sys.stderr.write(f"make screenshots: {lacking}\n")
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder)) as server, chromium() as browser:
        tab = Tab(browser, server.url, width=1280, height=760)
        tab.say(*CHECK)
        tab.page.wait_for_timeout(1_500)
        # A browser without a window has no voice; whoever looks at the picture has one.
        tab.page.evaluate("document.getElementById('remarks').textContent = ''")
        tab.page.screenshot(path=FOLDER / "page.png")
        tab.close()
        tab = Tab(browser, server.url, width=1280, height=760)
        tab.say(*ICE)
        tab.page.wait_for_timeout(1_500)
        tab.page.locator(".show").screenshot(path=FOLDER / "ice.png")
        tab.close()
    sys.stdout.write(f"{FOLDER.relative_to(ROOT)}: page.png, ice.png\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

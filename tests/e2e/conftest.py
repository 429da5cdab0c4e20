"""Says in one line each what was left out, and why."""

from collections import Counter
from typing import Any

import pytest


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print each reason once, with how many tests it cost."""
    if config.option.reportchars and "s" in config.option.reportchars:
        return
    reasons = Counter(
        report.longrepr[2].removeprefix("Skipped: ")
        for report in terminalreporter.stats.get("skipped", [])
        if isinstance(report.longrepr, tuple)
    )
    for reason, tests in reasons.items():
        terminalreporter.write_line(f"left out: {reason} ({tests} {'test' if tests == 1 else 'tests'})")

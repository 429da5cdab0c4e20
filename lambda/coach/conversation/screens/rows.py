"""Screen: what is shown beside what is said. Loaded where there is a screen."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple


class ScreenName(StrEnum):
    """The screens, each a document of ``alexa/screens/``."""

    question = "question"
    """An open question, or what to say; whatever has no screen of its own."""
    check = "check"
    """A question of the safety check."""
    outcome = "outcome"
    emergency = "emergency"
    timer = "timer"
    remedy = "remedy"
    guided = "guided"
    """A movement or calm breathing, in time with the voice."""
    day = "day"
    """When ice or heat was on."""


class Screen(NamedTuple):
    """What is shown: which screen, and its data as plain values."""

    name: ScreenName
    data: Mapping[str, Any]

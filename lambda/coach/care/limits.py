"""How long, how often, when not: cold. Pure. Times are epoch milliseconds, lengths are seconds.

Sources: fifteen minutes and never more than twenty, A4 and MPFT NHS safe use of cold and heat; two hours from ice off
to the next go, and three minutes that do not count as one, CARE_CONTENT.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol

ICE_DEFAULT_SECONDS = 15 * 60
ICE_MOST_SECONDS = 20 * 60
LEAST_SECONDS = 60
ICE_GAP_MS = 2 * 60 * 60 * 1000
SHORT_GO_SECONDS = 3 * 60
"""A go stopped within three minutes does not open the gap."""
CAUTIONS_LAST_MS = 12 * 60 * 60 * 1000
"""Cautions are asked again when the last clear no is older than twelve hours."""

_SOUNDS_LIKE_TEENS = frozenset({30 * 60, 40 * 60, 50 * 60})
"""Thirty, forty, fifty are often thirteen, fourteen, fifteen misheard."""


class OnOff(Protocol):
    """One go of ice."""

    @property
    def on(self) -> int:
        """When it went on."""

    @property
    def off(self) -> int:
        """When it came off."""


class Verdict(StrEnum):
    """What becomes of a length that was asked for."""

    fine = "fine"
    too_long = "too_long"
    misheard = "misheard"
    nonsense = "nonsense"


class Length(NamedTuple):
    """A verdict, and the seconds to use or to offer (0 for nonsense)."""

    verdict: Verdict
    seconds: int


def ice_length(asked_seconds: int | None, most_seconds: int = ICE_MOST_SECONDS) -> Length:
    """Judge a length that was asked for; None means none was named."""
    if asked_seconds is None:
        return Length(Verdict.fine, min(ICE_DEFAULT_SECONDS, most_seconds))
    if asked_seconds < LEAST_SECONDS:
        return Length(Verdict.nonsense, 0)
    if asked_seconds <= most_seconds:
        return Length(Verdict.fine, asked_seconds)
    if asked_seconds in _SOUNDS_LIKE_TEENS:
        return Length(Verdict.misheard, min(ICE_DEFAULT_SECONDS, most_seconds))
    return Length(Verdict.too_long, most_seconds)


def _seconds(go: OnOff) -> int:
    return max(0, go.off - go.on) // 1000


def next_ice_at(log: Sequence[OnOff]) -> int:
    """When ice may go on again: two hours after the last full go came off. 0: any time."""
    return max((go.off + ICE_GAP_MS for go in log if _seconds(go) > SHORT_GO_SECONDS), default=0)


def most_ice_now(log: Sequence[OnOff], now: int) -> int:
    """The longest go allowed now: short goes within the last two hours have used up part of the twenty minutes.

    In whole minutes, for it is said aloud.
    """
    used = sum(_seconds(go) for go in log if go.off > now - ICE_GAP_MS and _seconds(go) <= SHORT_GO_SECONDS)
    return max(0, ICE_MOST_SECONDS - used) // 60 * 60


def cautions_due(clear_at: int, now: int) -> bool:
    """Whether the cautions must be asked: no clear no in the last twelve hours, or one that lies in the future."""
    return not 0 < clear_at <= now < clear_at + CAUTIONS_LAST_MS

"""How long, how often, when not: cold, heat, short walks. Pure. Times are epoch milliseconds, lengths are seconds.

Sources: fifteen minutes and never more than twenty, A4 and MPFT NHS safe use of cold and heat; two hours from ice off
to the next go, three minutes that do not count as one, and three goes of heat a day, CARE_CONTENT and MPFT NHS; walks
of three to five minutes, A3.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol


class Limit(NamedTuple):
    """How long one go is, unless asked otherwise, and at most."""

    default_seconds: int
    most_seconds: int


ICE = Limit(15 * 60, 20 * 60)
HEAT = Limit(15 * 60, 20 * 60)
WALK = Limit(3 * 60, 5 * 60)
LEAST_SECONDS = 60
"""Below this it is no go, but a slip of the tongue: CARE_CONTENT."""
ICE_GAP_MS = 2 * 60 * 60 * 1000
"""From ice off to the next ice."""
SHORT_GO_SECONDS = 3 * 60
"""A go stopped within three minutes does not open the gap, nor count as one of the day's goes of heat."""
HEAT_GOES_A_DAY = 3
HEAT_REST_MS = 60 * 60 * 1000
"""Heat within an hour of the last is one go with it, and shares its twenty minutes. Our own caution, no source: else
three goes on end would be an hour of heat."""
CAUTIONS_LAST_MS = 12 * 60 * 60 * 1000
"""Cautions are asked again when the last clear no is older than twelve hours: CARE_CONTENT."""
NEW_GO_MS = ICE_GAP_MS
"""After so long a pause putting it on again is a new go, with its questions. Our own caution, no source."""
FORGOTTEN_MS = 30 * 60 * 1000
"""For so long after its time a pack may still be on, forgotten: it is said once more. Our own caution, no source."""
_DAY_MS = 24 * 60 * 60 * 1000

_SOUNDS_LIKE_TEENS = frozenset({30 * 60, 40 * 60, 50 * 60})
"""Thirty, forty, fifty are often thirteen, fourteen, fifteen misheard."""
_FIFTEEN = 15 * 60


class OnOff(Protocol):
    """One go of ice or heat."""

    @property
    def on(self) -> int:
        """When it went on."""

    @property
    def off(self) -> int:
        """When it came off."""

    @property
    def seconds(self) -> int:
        """How long it was on; pauses do not count."""


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


def length(limit: Limit, asked_seconds: int | None, most_seconds: int | None = None) -> Length:
    """Judge a length that was asked for; None means none was named. ``most_seconds``: the most just now."""
    most = limit.most_seconds if most_seconds is None else min(most_seconds, limit.most_seconds)
    if asked_seconds is None:
        return Length(
            Verdict.fine if limit.default_seconds <= most else Verdict.too_long, min(limit.default_seconds, most)
        )
    if asked_seconds < LEAST_SECONDS:
        return Length(Verdict.nonsense, 0)
    if asked_seconds <= most:
        return Length(Verdict.fine, asked_seconds)
    if asked_seconds in _SOUNDS_LIKE_TEENS and most >= _FIFTEEN:
        return Length(Verdict.misheard, _FIFTEEN)
    return Length(Verdict.too_long, most)


def next_ice_at(log: Sequence[OnOff], now: int) -> int:
    """When ice may go on again: two hours after the last full go came off. 0: any time.

    Where short goes have used up the twenty minutes: two hours after the first of them.
    """
    by_full = max((go.off + ICE_GAP_MS for go in log if go.seconds > SHORT_GO_SECONDS), default=0)
    by_short = _short_goes(log, now)[0].off + ICE_GAP_MS if most_ice_now(log, now) < LEAST_SECONDS else 0
    return max(by_full, by_short)


def _short_goes(log: Sequence[OnOff], now: int) -> list[OnOff]:
    """The short goes of the last two hours, the first to come off first."""
    short = [go for go in log if go.off > now - ICE_GAP_MS and go.seconds <= SHORT_GO_SECONDS]
    return sorted(short, key=lambda go: go.off)


def most_ice_now(log: Sequence[OnOff], now: int) -> int:
    """The longest go allowed now: short goes within the last two hours have used up part of the twenty minutes.

    In whole minutes, for it is said aloud.
    """
    used = sum(go.seconds for go in _short_goes(log, now))
    return max(0, ICE.most_seconds - used) // 60 * 60


def next_heat_at(log: Sequence[OnOff], now: int) -> int:
    """When heat may go on again: three goes in any twenty-four hours, twenty minutes in any one. 0: any time."""
    by_rest = max(go.off for go in log) + HEAT_REST_MS if most_heat_now(log, now) < LEAST_SECONDS else 0
    return max(heat_day_full_until(log, now), by_rest)


def heat_day_full_until(log: Sequence[OnOff], now: int) -> int:
    """Until when the three goes of any twenty-four hours are used up. 0: they are not."""
    starts = sorted(go.on for go in log if go.seconds > SHORT_GO_SECONDS and go.on > now - _DAY_MS)
    return starts[-HEAT_GOES_A_DAY] + _DAY_MS if len(starts) >= HEAT_GOES_A_DAY else 0


def most_heat_now(log: Sequence[OnOff], now: int) -> int:
    """The longest go of heat allowed now, in whole minutes: what was had within the last hour counts."""
    used = sum(go.seconds for go in log if go.off > now - HEAT_REST_MS)
    return max(0, HEAT.most_seconds - used) // 60 * 60


def most_now(kind: str, log: Sequence[OnOff], now: int) -> int:
    """The longest go of ice or heat that may begin now, in seconds."""
    return most_heat_now(log, now) if kind == "heat" else most_ice_now(log, now)


def skin_asked_again(kind: str, ice_log: Sequence[OnOff], heat_log: Sequence[OnOff], now: int) -> bool:
    """Whether the skin is asked about again though it was clear: the other was on lately, and it may feel too little.

    Two hours after ice before heat, an hour after heat before ice. Our own caution, no source.
    """
    log, rest = (ice_log, ICE_GAP_MS) if kind == "heat" else (heat_log, HEAT_REST_MS)
    return any(go.off + rest > now for go in log)


def cautions_due(clear_at: int, now: int) -> bool:
    """Whether the cautions must be asked: no clear no in the last twelve hours, or one that lies in the future."""
    return not 0 < clear_at <= now < clear_at + CAUTIONS_LAST_MS

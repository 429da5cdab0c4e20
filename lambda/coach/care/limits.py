"""How long, how often, when not: cold, heat, short walks. Pure. Times are epoch milliseconds, lengths are seconds.

Sources (docs/care/limits.md): fifteen minutes and never more than twenty, A4 and MPFT NHS safe use of cold and heat;
two hours from ice off to the next ice, three minutes that do not count, and three times of heat a day, MPFT NHS and
docs/care/limits.md; walks of three to five minutes, A3.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol


class TimerKind(StrEnum):
    """What can be timed."""

    ice = "ice"
    heat = "heat"
    walk = "walk"
    next_ice = "next_ice"
    """The wait until ice may go on again."""
    next_walk = "next_walk"
    """The wait until the next walk, where a reminder of it was asked for."""
    skin_check = "skin_check"
    """The first of two rings, while ice or heat is on: what to feel for."""


class Limit(NamedTuple):
    """How long one application (or walk) is, unless asked otherwise, and at most."""

    default_seconds: int
    most_seconds: int


ICE = Limit(15 * 60, 20 * 60)
HEAT = Limit(15 * 60, 20 * 60)
WALK = Limit(3 * 60, 5 * 60)
LEAST_SECONDS = 60
"""Below this it is no application, but a slip of the tongue: docs/care/limits.md."""
ICE_GAP_MS = 2 * 60 * 60 * 1000
"""From ice off to the next ice."""
SHORT_APPLICATION_SECONDS = 3 * 60
"""One stopped within three minutes does not open the gap, nor count as one of the day's applications of heat."""
HEAT_APPLICATIONS_A_DAY = 3
HEAT_REST_MS = 60 * 60 * 1000
"""Heat within an hour of the last is one application with it, and shares its twenty minutes. Our own caution, no
source: else three in a row would be an hour of heat."""
CLEARANCE_LASTS_MS = 12 * 60 * 60 * 1000
"""Cautions are asked again when the last clear no is older than twelve hours: docs/care/limits.md."""
NEW_APPLICATION_MS = ICE_GAP_MS
"""After so long a pause putting it on again is a new application, with its questions. Our own caution, no source."""
SKIN_CHECK_SECONDS = 5 * 60
"""How long ice or heat has been on when the skin is felt for trouble. Move Better Gwent: heat; ice by analogy."""
NUMB_AFTER_MS = 10 * 60 * 1000
"""So long after ice or heat a numb back may still come from it. Our own caution, no source."""
FORGOTTEN_MS = 30 * 60 * 1000
"""For so long after its time a pack may still be on, forgotten: it is said once more. Our own caution, no source."""
_DAY_MS = 24 * 60 * 60 * 1000

ON_SKIN = frozenset({TimerKind.ice, TimerKind.heat})
"""What is logged, and must not stay on too long."""
OTHER_ON_SKIN = {TimerKind.ice: TimerKind.heat, TimerKind.heat: TimerKind.ice}
"""Cold and heat at once are refused: numb skin burns unfelt. Our own caution, no source."""
MOST_TIMER_SECONDS = 2 * 60 * 60
"""Alexa's longest timer: a longer wait cannot be rung for (docs/alexa.md)."""
NEXT_ICE = Limit(min(ICE_GAP_MS // 1000, MOST_TIMER_SECONDS), min(ICE_GAP_MS // 1000, MOST_TIMER_SECONDS))
NEXT_WALK_SECONDS = 3 * 60 * 60
"""From one walk to the next, unless asked otherwise: A3."""
MOST_REMINDER_SECONDS = 24 * 60 * 60
NEXT_WALK = Limit(min(NEXT_WALK_SECONDS, MOST_TIMER_SECONDS), MOST_TIMER_SECONDS)
SKIN_CHECK = Limit(SKIN_CHECK_SECONDS, SKIN_CHECK_SECONDS)
OF_KIND = {
    TimerKind.ice: ICE,
    TimerKind.heat: HEAT,
    TimerKind.walk: WALK,
    TimerKind.next_ice: NEXT_ICE,
    TimerKind.next_walk: NEXT_WALK,
    TimerKind.skin_check: SKIN_CHECK,
}

_SOUNDS_LIKE_TEENS = frozenset({30 * 60, 40 * 60, 50 * 60})
"""Thirty, forty, fifty are often thirteen, fourteen, fifteen misheard."""
_FIFTEEN = 15 * 60
_TEEN_OF = {30 * 60: 13 * 60, 40 * 60: 14 * 60}
"""Which teen a ten sounds like, besides fifteen, which is asked about first."""


class OnSkin(Protocol):
    """One application of ice or heat."""

    @property
    def started(self) -> int:
        """When it went on."""

    @property
    def ended(self) -> int:
        """When it came off."""

    @property
    def elapsed_seconds(self) -> int:
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
    """Return the verdict on a length that was asked for; None means none was named.

    ``most_seconds``: the most just now, where that is less than the limit.
    """
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


def sounds_like(heard_seconds: int, not_seconds: int, most_seconds: int) -> int:
    """Return the length to ask about once it was not ``not_seconds``: not fifteen minutes, so thirteen for thirty.

    0: nothing else sounds like what was heard, or may be now.
    """
    teen = _TEEN_OF.get(heard_seconds, 0) if not_seconds == _FIFTEEN else 0
    return teen if teen <= most_seconds else 0


def next_ice_at(log: Sequence[OnSkin], now: int) -> int:
    """Return when ice may go on again: two hours after the last full application came off; 0 if any time.

    Where short ones have used up the twenty minutes: two hours after the first of them.
    """
    by_full = max((one.ended + ICE_GAP_MS for one in log if one.elapsed_seconds > SHORT_APPLICATION_SECONDS), default=0)
    by_short = _short_ones(log, now)[0].ended + ICE_GAP_MS if most_ice_now(log, now) < LEAST_SECONDS else 0
    return max(by_full, by_short)


def _short_ones(log: Sequence[OnSkin], now: int) -> list[OnSkin]:
    """Return the short applications of the last two hours, the first to come off first."""
    short = [one for one in log if one.ended > now - ICE_GAP_MS and one.elapsed_seconds <= SHORT_APPLICATION_SECONDS]
    return sorted(short, key=lambda one: one.ended)


def most_ice_now(log: Sequence[OnSkin], now: int) -> int:
    """Return the longest ice allowed now, in seconds: short ones within two hours have used up part of the twenty.

    In whole minutes, for it is said aloud.
    """
    used = sum(one.elapsed_seconds for one in _short_ones(log, now))
    return max(0, ICE.most_seconds - used) // 60 * 60


def next_heat_at(log: Sequence[OnSkin], now: int) -> int:
    """Return when heat may go on again: three in any twenty-four hours, twenty minutes in any one; 0 if any time."""
    by_rest = max(one.ended for one in log) + HEAT_REST_MS if most_heat_now(log, now) < LEAST_SECONDS else 0
    return max(heat_day_full_until(log, now), by_rest)


def heat_day_full_until(log: Sequence[OnSkin], now: int) -> int:
    """Return until when the three applications of any twenty-four hours are used up; 0 if they are not."""
    starts = sorted(
        one.started for one in log if one.elapsed_seconds > SHORT_APPLICATION_SECONDS and one.started > now - _DAY_MS
    )
    full = len(starts) >= HEAT_APPLICATIONS_A_DAY
    return starts[-HEAT_APPLICATIONS_A_DAY] + _DAY_MS if full else 0


def most_heat_now(log: Sequence[OnSkin], now: int) -> int:
    """Return the longest heat allowed now, in seconds and whole minutes: what elapsed within the last hour counts."""
    used = sum(one.elapsed_seconds for one in log if one.ended > now - HEAT_REST_MS)
    return max(0, HEAT.most_seconds - used) // 60 * 60


def most_now(kind: TimerKind, log: Sequence[OnSkin], now: int) -> int:
    """Return the longest application of ice or heat that may begin now, in seconds."""
    return most_heat_now(log, now) if kind is TimerKind.heat else most_ice_now(log, now)


def skin_check_in(elapsed_seconds: int, remaining_seconds: int) -> int:
    """Return in how many seconds the skin check rings; 0: not, or no more.

    ``elapsed_seconds``: how long the ice or the heat has been on, pauses left out; ``remaining_seconds``: how long it
    stays on. One of five minutes or less has no ring of its own: the one at its end says to take it off.
    """
    if elapsed_seconds + remaining_seconds <= SKIN_CHECK_SECONDS:
        return 0
    return max(0, SKIN_CHECK_SECONDS - elapsed_seconds)

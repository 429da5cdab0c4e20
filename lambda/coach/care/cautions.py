"""What is asked before cold, heat or a walk, when it is due, and what forbids it. Pure.

Sources: docs/care/limits.md. A clear no to the cautions is a clearance; only its time is remembered.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from coach.care.answers import COUNTS_AS_YES, Answers, FlagId, Tier
from coach.care.interview import Interview
from coach.care.limits import CLEARANCE_LASTS_MS, HEAT_REST_MS, ICE_GAP_MS, ON_SKIN, OnSkin, TimerKind
from coach.care.triage import Outcome, tier


class Caution(StrEnum):
    """What is asked before a start."""

    stop_signs = "stop_signs"
    swelling = "swelling"
    skin = "skin"
    body = "body"
    ready = "ready"
    """Is it on now? The only one that is about no harm."""


BEFORE: Mapping[TimerKind, tuple[Caution, ...]] = {
    TimerKind.ice: (Caution.stop_signs, Caution.body, Caution.ready),
    TimerKind.heat: (Caution.stop_signs, Caution.swelling, Caution.skin, Caution.body, Caution.ready),
    TimerKind.walk: (Caution.stop_signs,),
    TimerKind.next_ice: (),
    TimerKind.next_walk: (),
    TimerKind.skin_check: (),
}
"""The questions before each start, in their order. Before ice, one question is of the skin and the body together."""
EVERY: Mapping[TimerKind, tuple[Caution, ...]] = {
    **BEFORE,
    TimerKind.ice: (Caution.stop_signs, Caution.skin, Caution.body, Caution.ready),
}
"""The same with what is asked only by itself: before ice the skin, where nothing else is due again."""

FALLS = frozenset({FlagId.small_fall, FlagId.major_trauma})
"""Whoever fell is asked afresh about swelling and signs, even where the fall itself is in doubt."""
SEEN_FIRST = frozenset({Outcome.soon, Outcome.same_day})
"""After such an outcome: no guided movement, walk, massage or manipulation until somebody was seen."""


class History(NamedTuple):
    """What is remembered that decides which cautions are due. Times are epoch milliseconds, 0: never."""

    cleared_at: Mapping[TimerKind, int]
    """When the cautions of ice and of heat last got a clear no."""
    ice_log: Sequence[OnSkin] = ()
    heat_log: Sequence[OnSkin] = ()


def due(kind: TimerKind, history: History, now: int, *, asked_afresh: bool, no_swelling: bool) -> tuple[Caution, ...]:
    """Return the cautions to ask before this start, in their order.

    ``asked_afresh``: everything is asked, whatever is remembered: the log is somebody else's, or a sign was named.
    ``no_swelling``: fresh swelling was denied in this session. Of a blow only the session knows: it may have come
    since the last clear no.
    """
    if asked_afresh or clearance_expired(_cleared_at(kind, history, now), now):
        return BEFORE[kind]
    asked = []
    if kind is TimerKind.heat and not no_swelling:
        asked.append(Caution.swelling)
    if kind in ON_SKIN and skin_due_again(kind, history.ice_log, history.heat_log, now):
        asked.append(Caution.skin)
    return (*asked, Caution.ready) if asked else ()


def _cleared_at(kind: TimerKind, history: History, now: int) -> int:
    if kind in ON_SKIN:
        return history.cleared_at[kind]
    # The warning signs are the same for all three: a clear no to ice or heat has said no to them.
    return max((at for at in history.cleared_at.values() if at <= now), default=0)


def clearance_expired(cleared_at: int, now: int) -> bool:
    """Return whether the cautions must be asked: no clear no in the last twelve hours, or one in the future."""
    return not 0 < cleared_at <= now < cleared_at + CLEARANCE_LASTS_MS


def skin_due_again(kind: TimerKind, ice_log: Sequence[OnSkin], heat_log: Sequence[OnSkin], now: int) -> bool:
    """Return whether the skin is asked about again though it was clear: the other was on lately, and dulls it.

    Two hours after ice before heat, an hour after heat before ice. Our own caution, no source.
    """
    log, rest = (ice_log, ICE_GAP_MS) if kind is TimerKind.heat else (heat_log, HEAT_REST_MS)
    return any(one.ended + rest > now for one in log)


def voids_clearance(named: Iterable[str], in_doubt: Iterable[str], reached: Tier, *, condition: bool) -> bool:
    """Return whether what was just named takes a clear no to the cautions back.

    A condition against cold or heat does, and a fall, even one in doubt, and any sign once the answers amount to
    being seen today.
    """
    named = set(named)
    return condition or fell(named, in_doubt) or (bool(named) and reached >= Tier.same_day)


def fell(named: Iterable[str], in_doubt: Iterable[str]) -> bool:
    """Return whether a fall was named, or named in doubt."""
    return bool(FALLS & {*named, *in_doubt})


def seen_first(interview: Interview, answers: Answers, concluded: Outcome | None) -> bool:
    """Return whether somebody should see this first: then no movement and no manipulation.

    ``concluded``: the outcome of a check that was finished in this session.
    """
    return bool(SEEN_FIRST & {concluded, Outcome[tier(interview, answers).name]})


def stop_signs_named(stop_signs: Iterable[str], answers: Answers) -> list[str]:
    """Return the stop signs that were said, or left in doubt, in this session; by red flag."""
    return [flag for flag in stop_signs if answers.get(flag) in COUNTS_AS_YES]

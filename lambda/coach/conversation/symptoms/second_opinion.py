"""What a second opinion makes of a turn's words: a sign may be asked about, or asked about before it is acted on."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from coach.care.answers import Tier
from coach.conversation.turn import Turn

if TYPE_CHECKING:
    from coach.care.second_opinion import Opinion
    from coach.conversation.questions import Row
    from coach.conversation.symptoms.hearing import Heard

_FEW_WORDS = 4
"""Of fewer words it has none: there the rules suffice."""
_ASK = 0.5
"""As likely as this a sign is asked about, where the rules heard nothing."""
_ASK_LAST = 0.2
"""The same, where no command was heard either."""
_ASK_BESIDE = 0.6
"""The same, where they heard something else."""
_ASK_DENIED = 0.8
"""The same, where they heard that it is denied."""
_LONG = 6
"""In so many words a sign may stand beside what takes it back."""
_DOUBT = 0.6
"""Less likely than this, what a rule heard in a long sentence is asked about before it is acted on."""
_LONG_ANSWER = 6
_DOUBT_ANSWER = 0.2
"""The same, of the sign whose question is open: it is asked once more."""


class Spoken(NamedTuple):
    """Free words, as the ear takes them apart."""

    many: int = 0
    """How many were said."""
    tokens: Sequence[str] = ()
    concepts: Sequence[frozenset[str]] = ()
    """What they name, in their order."""


def weighed(turn: Turn, asked: str, said: Spoken, heard: "Heard") -> "Heard":
    """Return what was heard with the second opinion on it: it adds what to ask about, and never what to act on.

    The figures are measured on sentences that neither the rules nor the weights had seen (README, hearing).
    """
    if said.many < _FEW_WORDS:
        return heard
    flags = turn.catalog.interview.flags
    acted_on = [flag for flag in heard.present if flags[flag].tier is Tier.emergency]
    if acted_on:
        return _doubted(turn, asked, said, heard, acted_on)
    opinion = _of(turn, said)
    heard = heard._replace(sounds_like=opinion.name, likely=opinion.likely)
    likely_enough = _ASK_BESIDE if heard.matters or heard.denied or heard.mentioned or heard.answer else _ASK
    if opinion.name in heard.denied:
        likely_enough = _ASK_DENIED
    if opinion.likely < likely_enough or opinion.name in {asked, *heard.unclear, *heard.present}:
        return heard
    return _asked_about(turn, heard, opinion.name)


def _asked_about(turn: Turn, heard: "Heard", sign: str) -> "Heard":
    """Return what was heard with one more sign to ask about, behind the emergencies that rules hear in doubt."""
    flags = turn.catalog.interview.flags
    first = () if heard.vague else tuple(flag for flag in heard.unclear if flags[flag].tier is Tier.emergency)
    return heard._replace(unclear=(*first, sign, *(flag for flag in heard.unclear if flag not in first)), vague=False)


def where_nothing_was_made_of_it(turn: Turn, question: "Row | None", heard: "Heard") -> "Heard":
    """Return what was heard; the sign that the words sound like is asked about before it is said: not understood."""
    answered = question is not None and heard.answer is not None
    asked = question.flag if question else ""
    settled = {asked, *turn.session.answers}
    if answered or heard.matters or heard.denied or heard.likely < _ASK_LAST or heard.sounds_like in settled:
        return heard
    return heard._replace(unclear=(heard.sounds_like,), vague=False)


def _doubted(turn: Turn, asked: str, said: Spoken, heard: "Heard", acted_on: list[str]) -> "Heard":
    """Return what was heard; an emergency that only the rules hear in a long sentence is asked about first."""
    long, doubt = (_LONG_ANSWER, _DOUBT_ANSWER) if asked in heard.present else (_LONG, _DOUBT)
    if said.many < long or (opinion := _of(turn, said)).likely >= doubt:
        return heard
    known = [flag for flag in acted_on if flag in turn.catalog.second_opinion.names]
    if known != acted_on:
        # It has no opinion on one of them: a child's night pain, antibiotics beside a fever.
        return heard
    present = tuple(flag for flag in heard.present if flag not in acted_on)
    # Of several the one that both take it for comes first.
    asked_about = sorted((*acted_on, *heard.unclear), key=lambda flag: flag != opinion.name)
    return heard._replace(present=present, unclear=tuple(asked_about), vague=False)


def _of(turn: Turn, said: Spoken) -> "Opinion":
    from coach.care.second_opinion import features, opinion  # most turns need none

    return opinion(features(said.tokens, said.concepts), turn.catalog.second_opinion)

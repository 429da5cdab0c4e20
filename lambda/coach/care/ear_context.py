"""Clauses and what holds in them: denied, asked, somebody else's, long ago, what if. Pure.

In the manner of NegEx (Chapman et al. 2001, J Biomed Inform 34:301) and ConText (Harkema et al. 2009, J Biomed
Inform 42:839): a trigger opens a scope, a termination ends it, and a pseudo-trigger ("not only", "can't say") is a
phrase of its own that opens none, or another one. Here a scope ends with its clause. Speech has no commas, so a
clause ends at a conjunction, or where a new subject or a new negation begins after something was said.

Two kinds of "no" are kept apart: ``not`` denies whatever stands behind it ("no numbness", "not able to pee");
``fail`` ("can't", "lost", "hard to", "no longer") says that what a body should do does not work, and denies no
symptom ("can't move for the pain"). Both together cancel out: "no trouble peeing".
"""

from collections.abc import Iterator
from typing import NamedTuple

from coach.care.ear_lexicon import Lexicon, Mention

SUBJECTS = frozenset({"i", "he", "there"})
_OPENERS = SUBJECTS | {"my", "not", "fail", "it"}
NEGATIONS = frozenset({"not", "fail"})


class Heard(NamedTuple):
    """Something named in a clause, with what was said of it."""

    concepts: frozenset[str]
    denied: bool = False
    fails: bool = False
    """A function that is said not to work, or to be missing."""
    works: bool = False
    """A function that is said to work."""


class Clause(NamedTuple):
    """A clause: what it names, and what holds for all of it."""

    heard: tuple[Heard, ...]
    concepts: frozenset[str]
    """All of them, the triggers' included."""
    fine: bool
    question: bool
    """It begins as a question does."""
    presupposed: bool
    """A question that takes for granted what it names: "why is my bum numb"."""
    hypothetical: bool
    past: bool
    other: bool
    """Of somebody who is not the patient."""
    unsure: bool


class _Frame(NamedTuple):
    """What one clause hands on to the next."""

    other: bool = False
    hypothetical: bool = False
    past: bool = False


def clauses(tokens: list[str], lexicon: Lexicon) -> list[Clause]:
    """Return what was said, clause by clause."""
    found: list[Clause] = []
    frame = _Frame()
    for start, mentions, ended in _split(lexicon.mentions(tokens), tokens, lexicon):
        clause = _clause(start, mentions, frame if not ended else _Frame(other=frame.other), lexicon)
        frame = _handed_on(clause, frame)
        found.append(clause)
    return found


def _split(mentions: list[Mention], tokens: list[str], lexicon: Lexicon) -> Iterator[tuple[int, list[Mention], bool]]:
    """Yield each clause: its first token, its mentions, and whether a conjunction such as "but" stands before it."""
    now: list[Mention] = []
    start, ended = 0, False
    for at, mention in enumerate(mentions):
        if "end" in mention.concepts:
            yield start, now, ended
            now, start, ended = [], mention.end, True
            continue
        after = mentions[at + 1].concepts if at + 1 < len(mentions) else frozenset[str]()
        if _begins(mention, after, now, lexicon):
            yield start, now, ended
            now, start, ended = [], mention.end if "and" in mention.concepts else mention.start, False
        if not (mention.start == 0 and _is_interjection(mention, tokens, lexicon)):
            now.append(mention)
    yield start, now, ended


def _begins(mention: Mention, after: frozenset[str], now: list[Mention], lexicon: Lexicon) -> bool:
    """Return whether a new clause begins at this mention."""
    said = [one for one in now if one.concepts - lexicon.context]
    if mention.concepts & SUBJECTS:
        # "I don't care, I ...": only a phrase such as "I don't think" or "can't say" reaches over a new subject.
        return bool(said) or any(one.concepts & NEGATIONS and one.end - one.start == 1 for one in now)
    if not said:
        return False
    if "and" in mention.concepts:
        return bool(after & _OPENERS)
    if "now" in mention.concepts and any("past" in one.concepts for one in now):
        return True
    return _begins_after_no(mention, said[-1], now, lexicon)


def _begins_after_no(mention: Mention, last: Mention, now: list[Mention], lexicon: Lexicon) -> bool:
    """Return whether a scope ends here without a word: "no fever | can't pee", "no fever | my legs are numb"."""
    if mention.concepts & NEGATIONS:
        return any(one.concepts & NEGATIONS and one.start < last.start for one in now)
    if "it" in mention.concepts and last.end == mention.start and not last.concepts & lexicon.functions:
        # "No accident, it came in one second."
        return any("not" in one.concepts for one in now)
    # "Not one foot, it's the two", "no fever, just this pain in my jaw".
    if "contrast" in mention.concepts or ("my" in mention.concepts and last.end == mention.start):
        return any("not" in one.concepts for one in now)
    return False


def _is_interjection(mention: Mention, tokens: list[str], lexicon: Lexicon) -> bool:
    """Return whether a "no" at the very beginning answers, and denies nothing behind it: "no my bum is numb"."""
    if "interjection" not in mention.concepts:
        return False
    behind = tokens[mention.end] if mention.end < len(tokens) else ""
    return bool(lexicon.meaning(behind) & (SUBJECTS | {"it", "my", "end", "fail", "interjection", "opener"}))


def _clause(start: int, mentions: list[Mention], before: _Frame, lexicon: Lexicon) -> Clause:
    concepts = frozenset[str]().union(*(mention.concepts for mention in mentions))
    heard, fine = _scopes(mentions, lexicon)
    return Clause(
        heard=tuple(heard),
        concepts=concepts,
        fine=fine,
        question="ask_anywhere" in concepts or _asks(start, mentions),
        presupposed="presupposed" in concepts,
        hypothetical="what_if" in concepts or before.hypothetical,
        past=_is_past(concepts, before),
        other=_is_others(concepts, before),
        unsure=bool(concepts & {"perhaps", "if", "acquaintance"}),
    )


def _asks(start: int, mentions: list[Mention]) -> bool:
    """Return whether the clause begins as a question does, an "and" or "sorry" before it not counted."""
    at = start
    for mention in mentions:
        if "ask" in mention.concepts:
            return mention.start == at
        if mention.concepts & (SUBJECTS | {"my", "it"}) or not mention.concepts & {"opener", "interjection", "and"}:
            return False
        at = mention.end
    return False


def _is_past(concepts: frozenset[str], before: _Frame) -> bool:
    if "over" in concepts:
        return True
    return ("past" in concepts or before.past) and "recent" not in concepts


def _is_others(concepts: frozenset[str], before: _Frame) -> bool:
    if "others" in concepts:
        return True
    if concepts & {"relative", "acquaintance"}:
        return bool(concepts & {"had", "past"}) and "recent" not in concepts
    return before.other and not concepts & {"i", "my"}


def _handed_on(clause: Clause, before: _Frame) -> _Frame:
    """Return what holds for the next clause, too: who it is about, a condition, or a "when I was"."""
    nothing_said = not clause.heard
    return _Frame(
        other=clause.other,
        hypothetical=clause.hypothetical,
        past=clause.past and (nothing_said or "past_when" in clause.concepts or before.past),
    )


def _scopes(mentions: list[Mention], lexicon: Lexicon) -> tuple[list[Heard], bool]:
    """Return what a clause names with what the triggers in it say of it, and whether all is said to be fine."""
    heard: list[Heard] = []
    denied = fails = works = fine = False
    for mention in mentions:
        concepts = mention.concepts
        if "fail_after" in concepts:
            heard = [_failed(one, lexicon, denied=denied) for one in heard]
        denied = denied or "not" in concepts
        fails = fails or "fail" in concepts
        works = works or "can" in concepts
        fine = fine or ("fine" in concepts and not denied)
        if concepts - lexicon.context:
            heard.append(_heard(concepts, lexicon, denied=denied, fails=fails, works=works))
    return heard, fine


def _heard(concepts: frozenset[str], lexicon: Lexicon, *, denied: bool, fails: bool, works: bool) -> Heard:
    if concepts & lexicon.functions:
        return Heard(concepts, denied, fails != denied, (fails and denied) or (works and not fails and not denied))
    return Heard(concepts, denied)


def _failed(one: Heard, lexicon: Lexicon, *, denied: bool) -> Heard:
    """Return it as said to be gone or not working, where it is a function: "my feeling has gone"."""
    return one._replace(fails=not denied, works=denied) if one.concepts & lexicon.functions else one

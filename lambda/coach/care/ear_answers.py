"""Answers to a question, in all the forms that people give them. Pure."""

from collections.abc import Iterable

from coach.care.ear_findings import AnswersTo, AnswerWord
from coach.care.ear_lexicon import ARTICLES, LONGEST_PHRASE, Lexicon

_BARE = frozenset({"no", "nah", "nope"})
"""Words that answer only where they stand alone; else they deny what follows them."""
MOST_OTHER_WORDS = 1
"""How many words may stand beside an answer that counts only by itself."""

_TURNS = frozenset({"not", "no", "never", "without", "neither", "nor", "nothing"})
_REACH = 2
"""How many words before a phrase a negation turns it."""
MOST_BESIDE_HEDGE = 4
"""How many words may stand beside a hedge, "a bit", that is to answer."""
_SHORT_QUESTION = 5
_FIRST_OF_ALL = frozenset({AnswerWord.back.value, AnswerWord.why.value})
"""Answers that count whatever else is said: "go back, I said no and it's yes"."""

_ECHO = ".echo"
"""An answer that counts only at the end: "it is", "I do"."""
MOST_BEFORE_NO = 3
"""How many words may stand before a "no" that ends the sentence."""


def answer(words: str, lexicon: Lexicon, *, supposed: int = 0, firm: bool = False) -> AnswerWord | None:
    """Return what the words answer; None if they are no answer. In a correction the last one counts.

    What an answer names beside it ("yes, numb") is for :func:`coach.care.ear.listen` to hear. ``supposed``: so many
    words at the beginning may have been said: they count only where an answer that they begin goes on behind them.
    ``firm``: only what answers wherever it stands counts, no hedge and no echo.
    """
    tokens = [word for word in lexicon.said(words) if word not in lexicon.answer_skip]
    found: list[tuple[str, bool]] = []
    at = other_words = 0
    while at < len(tokens):
        size, name = _longest(tokens, at, lexicon)
        if not at and size <= supposed:
            return None
        if name.endswith(_ECHO) and at + size < len(tokens):
            # "I was | not looking".
            size, name = 1, ""
        if name and not (firm and "." in name) and _counts(tokens, at, size, lexicon):
            found.append((name, at + size >= len(tokens)))
        else:
            other_words += size
        at += size
    return _decided(found, other_words) or _asked_back(tokens)


def _asked_back(tokens: list[str]) -> AnswerWord | None:
    """Return what somebody means who asks back: "why must you know", "control of what", "does a tooth count"."""
    if tokens and tokens[0] == "why":
        return AnswerWord.why
    if tokens[:1] == ["what"] and ("mean" in tokens or (tokens[1:2] == ["is"] and len(tokens) <= _SHORT_QUESTION)):
        # "What does throbbing mean?", "what is shivers?"
        return AnswerWord.repeat
    if tokens and tokens[-1] == "count":
        # "Does a tooth count?"
        return AnswerWord.unsure
    return AnswerWord.repeat if "what" in tokens[1:] and len(tokens) <= _SHORT_QUESTION else None


def answer_to(words: str, known: AnswersTo, lexicon: Lexicon, may_begin: tuple[str, ...] = ()) -> AnswerWord | None:
    """Return what the words answer to one question, by what it is about: "just the left one"; None: nothing, or both.

    Behind a negation a phrase answers the other way round. ``may_begin``: words of which one may have stood before.
    """
    tokens = [word for word in lexicon.said(words) if word not in lexicon.answer_skip and word not in ARTICLES]
    yes, no = (frozenset(phrases.split(", ")) for phrases in known)
    found: set[bool] = set()
    at = 0
    while at < len(tokens):
        phrase = _known_from(tokens, at, yes | no, "" if at else may_begin)
        if phrase:
            turned = _TURNS.intersection(tokens[max(1 if tokens[0] in _BARE else 0, at - _REACH) : at])
            found.add((phrase in yes) != bool(turned))
        at += phrase.count(" ") + 1
    if len(found) != 1:
        return None
    return AnswerWord.yes if found.pop() else AnswerWord.no


def _known_from(tokens: list[str], at: int, known: frozenset[str], may_begin: Iterable[str]) -> str:
    """Return the longest known phrase from here, or one that began with a word before; empty: there is none."""
    phrases = [" ".join(tokens[at : at + size]) for size in range(LONGEST_PHRASE, 0, -1)]
    begun = (f"{first} {one}" for one in phrases for first in may_begin)
    return next((one for one in (*phrases, *begun) if one in known), "")


def _longest(tokens: list[str], at: int, lexicon: Lexicon) -> tuple[int, str]:
    """Return the longest phrase from here that answers, or that means something else: how long, and its answer."""
    if not lexicon.begins_answer(tokens[at]):
        return 1, ""
    window = tokens[at : at + LONGEST_PHRASE + 2]
    has_articles, has_fillers = not ARTICLES.isdisjoint(window), lexicon.has_fillers(window)
    for size in range(len(window), 0, -1):
        words = window[:size]
        phrase = " ".join(words)
        name = lexicon.answer(phrase) or (_without_articles(words, lexicon) if has_articles else None)
        if name is not None:
            return size, name
        if size > 1 and (lexicon.knows(phrase) or (has_fillers and lexicon.knows_plainly(words))):
            return size, ""
    return 1, ""


def _without_articles(words: list[str], lexicon: Lexicon) -> str | None:
    """Return the answer that several words are but for their articles: "what is the point"."""
    plain = [word for word in words if word not in ARTICLES]
    # "A second" is no "second", and "I'm a ..." no "I am".
    drops = 1 < len(plain) < len(words) and words[-1] not in ARTICLES
    return lexicon.answer(" ".join(plain)) if drops else None


def _counts(tokens: list[str], at: int, size: int, lexicon: Lexicon) -> bool:
    """Return whether this is an answer where it stands: a "no" before a symptom denies the symptom only."""
    if size > 1 or tokens[at] not in _BARE:
        return True
    if at + 1 == len(tokens):
        # "He says no", but not "mark every answer no".
        return at <= MOST_BEFORE_NO
    if at == 0:
        # "No, I was lifting"; but "no gobbledygook" denies something that nobody here knows.
        meaning = lexicon.meaning(tokens[1])
        return bool(meaning) and lexicon.context.issuperset(meaning)
    return bool(lexicon.answer(tokens[at - 1]) or lexicon.answer(tokens[at + 1]))


def _decided(found: list[tuple[str, bool]], other_words: int) -> AnswerWord | None:
    """Return the last full answer.

    A hedge ("a bit") counts only where nothing else was said, an echo ("I do") only at the end, and a word of many
    uses ("start", "what", "all") only where nothing else was and there is hardly anything beside it.
    """
    name = next((one for one, _at_end in found if one in _FIRST_OF_ALL), "")
    if name:
        return AnswerWord(name)
    short = other_words <= MOST_BESIDE_HEDGE
    for one, at_end in found:
        kind, _, only = one.partition(".")
        # "Back isn't numb": of the body, with anything beside it.
        alone = other_words <= (0 if kind == AnswerWord.back else MOST_OTHER_WORDS)
        if {"": True, "echo": at_end, "alone": alone and not name, "hedge": short and not name}[only]:
            name = kind
    return AnswerWord(name) if name else None

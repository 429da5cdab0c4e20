"""Answers to a question, in all the forms that people give them. Pure."""

from coach.care.ear_findings import AnswerWord
from coach.care.ear_lexicon import LONGEST_PHRASE, Lexicon

_BARE = frozenset({"no", "nah", "nope"})
"""Words that answer only where they stand alone; else they deny what follows them."""
MOST_OTHER_WORDS = 1
"""How many words may stand beside an answer that counts only by itself."""

MOST_BEFORE_NO = 3
"""How many words may stand before a "no" that ends the sentence."""


def answer(words: str, lexicon: Lexicon) -> AnswerWord | None:
    """Return what the words answer; None if they are no answer. In a correction the last one counts.

    What an answer names beside it ("yes, numb") is for :func:`coach.care.ear.listen` to hear.
    """
    tokens = [word for word in lexicon.tokens(words) if word not in lexicon.answer_skip]
    found: list[tuple[str, bool]] = []
    at = other_words = 0
    while at < len(tokens):
        size, name = _longest(tokens, at, lexicon)
        if name and _counts(tokens, at, size, lexicon):
            found.append((name, at + size >= len(tokens)))
        else:
            other_words += size
        at += size
    return _decided(found, alone=other_words <= MOST_OTHER_WORDS)


def _longest(tokens: list[str], at: int, lexicon: Lexicon) -> tuple[int, str]:
    """Return the longest phrase from here that answers, or that means something else: how long, and its answer."""
    if not lexicon.begins_answer(tokens[at]):
        return 1, ""
    for size in range(min(LONGEST_PHRASE + 2, len(tokens) - at), 0, -1):
        phrase = " ".join(tokens[at : at + size])
        name = lexicon.answer(phrase)
        if name is not None:
            return size, name
        if size > 1 and lexicon.knows(phrase):
            return size, ""
    return 1, ""


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


def _decided(found: list[tuple[str, bool]], *, alone: bool) -> AnswerWord | None:
    """Return the last full answer.

    A hedge ("a bit") counts only where nothing else was said, an echo ("I do") only at the end, and a word of many
    uses ("start", "what", "all") only where nothing else was and there is hardly anything beside it.
    """
    name = ""
    for one, at_end in found:
        kind, _, only = one.partition(".")
        if {"": True, "echo": at_end, "alone": alone and not name, "hedge": not name}[only]:
            name = kind
    return AnswerWord(name) if name else None

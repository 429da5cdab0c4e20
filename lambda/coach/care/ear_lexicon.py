"""The lay language of symptoms, made ready to listen with: words to concepts. Pure.

The words are data that a clinician can read (``content/en/ear_*.toml``). A concept is a set of words that mean the
same here: ``saddle`` is the bottom and the private parts under all their names. Only a dictionary is made at the
start, and a rule is taken apart when it is first needed.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

LONGEST_PHRASE = 6
"""How many words a phrase may have, fillers and articles not counted."""

ARTICLES = frozenset({"the", "a", "an"})
_ENDINGS = ("ness", "ing", "in", "ed", "es", "s")
_SHORTENED = {"m": "am", "ve": "have", "re": "are", "ll": "will", "d": "would", "s": "is"}
_ADDRESSES = frozenset({"girl", "boy", "baby", "son", "kid", "lad", "sugar", "doc", "child", "babe", "darl", "honey"})
"""What people call whoever listens."""
_BEFORE_ADDRESS = frozenset(
    {"no", "yes", "yeah", "okay", "ok", "oh", "thanks", "listen", "sorry", "nah", "nope", "please"}
)
_OWNERS = frozenset(
    "my me a an the his her our your their little old wee for of is with blood young high sick new and or one"
    " boy girl baby teenage another this that no".split()
)
"""Words behind which they are no address: "my girl", "it's for a kid", "blood sugar"."""
_PUNCTUATION = str.maketrans(dict.fromkeys(".,;:!?", " ; ") | {"-": " ", "’": "'", '"': " "})


class Mention(NamedTuple):
    """Words that name something: where they stand (tokens, the end not included) and which concepts they name."""

    start: int
    end: int
    concepts: frozenset[str]


class Part(NamedTuple):
    """One part of a rule: any of these concepts; ``fails``: it must be said that this does not work or is missing."""

    concepts: frozenset[str]
    fails: bool


class Rule(NamedTuple):
    """Concepts that in one clause together mean a sign."""

    sign: str
    parts: tuple[Part, ...]
    without: frozenset[str]
    """With any of these in the clause it only looks like the sign."""
    sure: bool
    """Clear enough to act on; else it is asked about by itself."""


class Lexicon:
    """One language's words, rules and answers. Made once from the content; raises KeyError where a part is missing."""

    def __init__(self, words: Mapping[str, Any], signs: Mapping[str, Any], answers: Mapping[str, Any]) -> None:
        self._fold: Mapping[str, str] = words["fold"]
        self._bodily = _padded(words["functions"], words["regions"], words["things"])
        self._triggers = _padded(words["context"])
        self._groups: Mapping[str, str] = words["groups"]
        self._skip = frozenset(words["skip"].split())
        self._noise = frozenset(words["noise"].split())
        self._kept = self._skip.union(words["kept"].split())
        # Done at every start: in bulk, and which concepts a phrase belongs to only when it is first heard.
        bodily, triggers = "".join(self._bodily.values()), "".join(self._triggers.values())
        self._bodily_phrases = frozenset(bodily.split(", "))
        self._trigger_phrases = frozenset(triggers.split(", "))
        self._bases: dict[str, str] = {}
        self._kinds: dict[str, str] = {}
        self._meanings: dict[str, frozenset[str]] = {"": frozenset()}
        self._raw_rules = _by_first_concept(signs)
        self._rules: dict[tuple[str, str, bool], Rule] = {}
        self.functions = frozenset(words["functions"])
        self.regions = frozenset(words["regions"])
        self.context = frozenset(words["context"])
        self.history = frozenset(signs["history"].split())
        self.always_asked = frozenset(signs["always_asked"].split())
        self.of_the_body = frozenset(signs["of_the_body"].split())
        self.subject: Mapping[str, str] = signs["subject"]
        self.fine: Mapping[str, str] = signs["fine"]
        self._answers = _padded(answers["answers"])
        self.answer_skip = frozenset(answers["skip"].split())

    def tokens(self, words: str) -> list[str]:
        """Return the words one by one: contractions spelled out, sound-alikes and other forms folded."""
        found: list[str] = []
        for raw in words.lower().translate(_PUNCTUATION).split():
            for word in self._spelled_out(raw).split():
                found.extend(self._fold.get(word, word).split())
        return self._mine([self._base(word) for word in found if word not in self._noise])

    def said(self, words: str) -> list[str]:
        """Return the tokens of what was said, without what the listener is called: "too fast for me, girl"."""
        return _unaddressed(self.tokens(words))

    def _mine(self, tokens: list[str]) -> list[str]:
        """Return the words with "me" as "my" where a part of the body stands behind it: "in me leg"."""
        return [
            "my" if word == "me" and self.regions & self.meaning(after) else word
            for word, after in zip(tokens, [*tokens[1:], ""], strict=False)
        ]

    def mentions(self, tokens: list[str]) -> list[Mention]:
        """Return what the words name and the triggers among them, in their order; the longest phrases win.

        Articles, pronouns and fillers break no phrase of the body ("wet all of myself"); articles alone no trigger.
        """
        telling = [at for at, word in enumerate(tokens) if word not in self._skip]
        found = _phrases(tokens, telling, self._bodily_phrases)
        found += _phrases(tokens, [at for at, word in enumerate(tokens) if word not in ARTICLES], self._trigger_phrases)
        taken: set[int] = set()
        kept: dict[tuple[int, int], Mention] = {}
        for size, start, places, phrase in sorted(found, reverse=True):
            if size > 1 and taken.intersection(places):
                continue
            if size == 1 and start in taken:
                continue
            if size > 1:
                taken.update(places)
            kept[start, places[-1] + 1] = Mention(start, places[-1] + 1, self.meaning(phrase))
        return [kept[place] for place in sorted(kept)]

    def rules(self, concepts: frozenset[str]) -> list[Rule]:
        """Return the rules that begin with any of these concepts, in the same order in every process."""
        raw = [one for concept in sorted(concepts) for one in self._raw_rules.get(concept, ())]
        return [self._rules.get(one) or self._parsed(one) for one in raw]

    def knows(self, phrase: str) -> bool:
        """Return whether a phrase names something, or is a trigger."""
        return phrase in self._bodily_phrases or phrase in self._trigger_phrases

    def has_fillers(self, words: list[str]) -> bool:
        """Return whether any of the words breaks no phrase of the body."""
        return not self._skip.isdisjoint(words)

    def knows_plainly(self, words: list[str]) -> bool:
        """Return whether words name something of the body but for fillers: "never had the like of it"."""
        plain = [word for word in words if word not in self._skip]
        return 2 < len(plain) < len(words) and " ".join(plain) in self._bodily_phrases

    def meaning(self, phrase: str) -> frozenset[str]:
        """Return the concepts of a phrase, and the groups that they belong to; none: it says nothing here."""
        known = self._meanings.get(phrase)
        if known is not None or not self.knows(phrase):
            return known or frozenset()
        concepts = []
        if phrase in self._bodily_phrases:
            concepts += _holding(phrase, self._bodily)
        if phrase in self._trigger_phrases:
            concepts += _holding(phrase, self._triggers)
        groups = [group for group, members in self._groups.items() if not set(concepts).isdisjoint(members.split())]
        # Kept by the lexicon's own phrases, never by other words of a person.
        self._meanings[phrase] = frozenset((*concepts, *groups))
        return self._meanings[phrase]

    def answer(self, phrase: str) -> str | None:
        """Return the kind of answer that a phrase is; None if it is none."""
        if phrase not in self._answer_phrases:
            return None
        if phrase not in self._kinds:
            # Kept by the lexicon's own phrases, never by other words of a person.
            self._kinds[phrase] = _holding(phrase, self._answers)[0]
        return self._kinds[phrase]

    def begins_answer(self, word: str) -> bool:
        """Return whether an answer may begin with this word."""
        return word in self._answer_starts

    def _spelled_out(self, raw: str) -> str:
        if raw in self._fold or "'" not in raw:
            return raw
        if raw.endswith("n't"):
            return raw[:-3] + " not"
        base, _, ending = raw.partition("'")
        if ending in _SHORTENED:
            return f"{base} {_SHORTENED[ending]}"
        return base + ending

    @cached_property
    def _answer_phrases(self) -> frozenset[str]:
        return frozenset("".join(self._answers.values()).split(", "))

    @cached_property
    def _answer_starts(self) -> frozenset[str]:
        return frozenset(phrase.partition(" ")[0] for phrase in self._answer_phrases)

    def _base(self, word: str) -> str:
        """Return the word without its ending, where that is a word of the lexicon, too."""
        if word in self._kept:
            return word
        base = self._bases.get(word) or self._stem(word)
        if base != word:
            self._bases[word] = base
        return base

    def _stem(self, word: str) -> str:
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) > len(ending) + 2:
                stem = word[: -len(ending)]
                doubled = ending in {"ing", "ed"} and stem[-1] == stem[-2] and stem[-1] not in "aeiousl"
                for base in (stem, stem + "e", stem[:-1] if doubled else stem):
                    if self._is_word(base):
                        return base
        return word

    def _is_word(self, word: str) -> bool:
        return word in self._all_words or self.knows(word)

    @cached_property
    def _all_words(self) -> frozenset[str]:
        """Every word of every phrase. Made where a word is first heard that is no phrase by itself."""
        phrases = (*self._bodily.values(), *self._triggers.values())
        return frozenset("".join(phrases).replace(",", "").split())

    def _parsed(self, raw: tuple[str, str, bool]) -> Rule:
        sign, line, sure = raw
        parts, without = [], set()
        for word in line.split():
            if word.startswith("~"):
                without |= set(word[1:].split("|"))
            else:
                parts.append(Part(frozenset(word.lstrip("-").split("|")), word.startswith("-")))
        rule = self._rules[raw] = Rule(sign, tuple(parts), frozenset(without), sure)
        return rule


def _unaddressed(tokens: list[str]) -> list[str]:
    """Return the words without what the listener is called: "too fast for me, girl", "no, sugar, it doesn't"."""
    last = len(tokens) - 1
    return [
        word
        for at, word in enumerate(tokens)
        if word not in _ADDRESSES
        or not at
        or not (tokens[at - 1] in _BEFORE_ADDRESS or (at == last and tokens[at - 1] not in _OWNERS))
    ]


def _padded(*tables: Mapping[str, str]) -> dict[str, str]:
    """Return the phrases of each concept, a comma before and behind each."""
    return {concept: f", {phrases}, " for table in tables for concept, phrases in table.items()}


def _holding(phrase: str, tables: Mapping[str, str]) -> list[str]:
    """Return the concepts that a phrase stands under."""
    sought = f", {phrase}, "
    return [concept for concept, phrases in tables.items() if sought in phrases]


def _by_first_concept(signs: Mapping[str, Any]) -> dict[str, list[tuple[str, str, bool]]]:
    """Return the rules as they are written, with their sign and sureness, by the concepts that they begin with."""
    found: dict[str, list[tuple[str, str, bool]]] = {}
    for sure, table in ((True, signs["means"]), (False, signs["maybe"])):
        for sign, lines in table.items():
            for line in lines:
                for first in line.partition(" ")[0].lstrip("-").split("|"):
                    found.setdefault(first, []).append((sign, line, sure))
    return found


def _phrases(tokens: list[str], places: list[int], known: frozenset[str]) -> list[tuple[int, int, list[int], str]]:
    """Return the known phrases at these places, the longest from each: how many words, where, and which."""
    found = []
    at = 0
    while at < len(places):
        longest = 1
        for size in range(min(LONGEST_PHRASE, len(places) - at), 0, -1):
            here = places[at : at + size]
            phrase = " ".join([tokens[place] for place in here])
            if phrase in known:
                found.append((size, here[0], here, phrase))
                longest = size
                break
        at += longest
    return found

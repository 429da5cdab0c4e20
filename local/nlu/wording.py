"""How words are compared: one spelling for each thing said, and which words negate."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import product

from rapidfuzz import fuzz, process

from local.nlu.spoken_forms import spoken_numbers

NEAR_ENOUGH = 88.0
"""The least likeness (0 to 100) of a near match."""
_WORD_NEAR_ENOUGH = 74.0
_SHORTEST_NEAR = 5
_MOST_SLIPS = 2

_LONG_FORMS = (
    (r"can not|cannot", "can't"),
    (r"will not", "won't"),
    (r"(do|does|did|is|are|was|were|have|has|had|could|would|should) not", r"\1n't"),
    (r"(i) am", r"\1'm"),
    (r"(it|that|there|what|where|when|how|who) is", r"\1's"),
    (r"(i|you|we|it) will", r"\1'll"),
    (r"(i|you|we) would", r"\1'd"),
)
_LONG = [(re.compile(rf"\b(?:{long})\b"), short) for long, short in _LONG_FORMS]
_DIALLED = {"911": "nine one one", "999": "nine nine nine", "112": "one one two", "000": "zero zero zero"}
_DIGITS = re.compile(
    r"\b(?:911|9 1 1|999|9 9 9|112|1 1 2|000|0 0 0)\b(?! (?:more )?(?:second|minute|hour|day|week)s?\b)"
)
"""Emergency numbers are said digit by digit, however they are typed; a duration is none."""
_CONTRACTED = (
    "can't don't doesn't didn't isn't aren't wasn't weren't haven't hasn't hadn't couldn't wouldn't shouldn't"
    " won't i'm what's that's"
)
_BARE = {word.replace("'", ""): word for word in _CONTRACTED.split(" ")}
_NEGATION_WORDS = (
    "no not none nothing never nobody nowhere neither nor without unable hardly barely scarcely lost lose"
    " losing loss gone stop stopped nope nah less free except"
)
_NEGATIONS = frozenset(_NEGATION_WORDS.split(" "))
_NO_SLIPS = frozenset({"walk", "walks", "walking", "walked", "skin", "heat"})
"""Words too like others to count as misheard: "talk" is not "walk", "shin" not "skin", "heart" not "heat"."""
_NEGATIVE_BEGINNINGS = ("unable", "unsure", "uneven", "uncomfortable", "unwell", "unsteady")
_FILLERS = frozenset({"um", "uh", "er", "erm", "hmm", "oh", "well", "please"})
_FUNCTION_WORDS = """
a an the this that these those some any all my me mine our your his her its their one ones i i'm i've i'd i'll
you you're we we're we've he he's she she's it it's they they're them him us there there's here who whose am
is are was were be been being do did done doing have has had having can could may might must shall should will
would get gets getting got gotten go goes going gone went come came let's want wanna like need think know feel
feels felt feeling say said says seem seems to of in on at for with from by into onto out up off over under
about around after before since until till as than then and or but so because cause if when while though also
too very really just only still even again now today ago yet ever bit little lot much more most quite rather
sort kind kinda maybe perhaps please thanks help yes yeah yep no nope not well um uh er oh ow okay ok right
hello hi hey alexa sorry actually basically honestly can't don't doesn't didn't isn't aren't wasn't haven't
hasn't won't couldn't never none without nothing something anything thing things bad good other way first last
time fine normal usual same minute minutes hour hours second seconds day days week weeks month months year
years morning night timer clock two three four five six seven eight nine ten twelve fifteen twenty fuck
fucking shit damn bloody bugger hell christ jesus god ouch argh ugh oww ah aah oof ooh sod jeez blimey crikey
mate love dear sir doctor
"""
TELLS_NOTHING = frozenset(_FUNCTION_WORDS.split())
"""Words that say nothing of what somebody talks about."""
QUESTION_WORDS = frozenset(
    {"what", "what's", "how", "how's", "why", "when", "when's", "where", "where's", "which", "who's"}
)
# An apostrophe counts only inside a word; a dot inside a number stays out too, since nobody says one.
_NOT_SPOKEN = re.compile(r"[^\w']+|_+")
_LOOSE_APOSTROPHE = re.compile(r"(?<!\w)'+|'+(?!\w)")


def normal(text: str) -> str:
    """Return the one spelling in which speech, samples and synonyms are compared."""
    plain = text.casefold().replace("\u2019", "'").replace("\u2018", "'").replace("\u02bc", "'")
    plain = _LOOSE_APOSTROPHE.sub(" ", _NOT_SPOKEN.sub(" ", plain))
    plain = " ".join(_BARE.get(word, word) for word in plain.split())
    for pattern, short in _LONG:
        plain = pattern.sub(short, plain)
    return _DIGITS.sub(lambda digits: _DIALLED[digits[0].replace(" ", "")], plain)


def without_fillers(text: str) -> str:
    """Return normal text without the noises and politeness at either end."""
    words = text.split()
    while words and words[0] in _FILLERS:
        words.pop(0)
    while words and words[-1] in _FILLERS:
        words.pop()
    return " ".join(words)


def negations(text: str) -> Counter[str]:
    """Return the words of a normal text that negate or reverse it, with how often each is said."""
    return Counter(
        word
        for word in text.split()
        if word in _NEGATIONS or word.endswith(("n't", "less")) or word.startswith(_NEGATIVE_BEGINNINGS)
    )


def likeness(said: str, known: str) -> float:
    """Return how like two normal texts are, 0 to 100; 0 if a near match could change the meaning.

    Both must have the same negations, and the same words in the same order, but for slips in single words.
    """
    if len(said) < _SHORTEST_NEAR or len(known) < _SHORTEST_NEAR:
        return 0.0
    mine, yours = said.split(), known.split()
    if len(mine) != len(yours) or negations(said) != negations(known):
        return 0.0
    for one, other in zip(mine, yours, strict=True):
        if one != other and not _slip(one, other):
            return 0.0
    return float(fuzz.ratio(said, known))


def corrections(words: list[str], known: frozenset[str]) -> Iterator[list[str]]:
    """Return the same words with what is no known word put right, in every way that keeps the meaning.

    A word that is known means itself: "status" is never put right to "stop". At most two words are.
    """
    unknown = [at for at, word in enumerate(words) if word not in known and word not in spoken_numbers()]
    if not 0 < len(unknown) <= _MOST_SLIPS or len(" ".join(words)) < _SHORTEST_NEAR:
        return
    for chosen in product(*(_nearest(words[at], known) for at in unknown)):
        put_right = list(words)
        for at, word in zip(unknown, chosen, strict=True):
            put_right[at] = word
        if negations(" ".join(put_right)) == negations(" ".join(words)):
            yield put_right


def _nearest(word: str, known: frozenset[str]) -> list[str]:
    alike = process.extract(word, known, scorer=fuzz.ratio, score_cutoff=_WORD_NEAR_ENOUGH, limit=6)
    return [other for other, _score, _at in alike if _slip(word, other)]


def _slip(one: str, other: str) -> bool:
    # "Fifty" for "fifteen" is no slip that may be put right, nor "hot" for "not".
    numbers = spoken_numbers()
    if min(len(one), len(other)) < 4 or one[0] != other[0] or {one, other} & (numbers.keys() | _NO_SLIPS):
        return False
    return float(fuzz.ratio(one, other)) >= _WORD_NEAR_ENOUGH


def without_wake_word(words: str) -> tuple[bool, str]:
    """Return whether normal words start with the wake word, and the words without it."""
    if words == "alexa" or words.startswith("alexa "):
        return True, words.removeprefix("alexa").strip()
    return False, words

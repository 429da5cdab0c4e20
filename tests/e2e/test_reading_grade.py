"""How hard what is said is to read: Flesch-Kincaid, and Dale-Chall beside it, which sees hard words too (textstat).

Over every reply of every transcript, each as often as it is said.
"""

import re

import pytest

from tests.unit.test_brevity import replies

pytestmark = pytest.mark.e2e

MOST_FLESCH_KINCAID = 5.0
MOST_DALE_CHALL = 5.7
"""4.9 and less stands for grade four, 5.0 to 5.9 for five and six. "Numb", "pee" and "spasm" are on no such list."""
NAMES = frozenset({"alexa", "echo", "nice", "raynaud's", "crohn's", "cochrane", "britain's", "scotland's"})
"""Dale and Chall count the names of persons and places as known to everybody."""
ENDINGS = (
    *(("ies", "y"), ("ied", "y"), ("'s", ""), ("es", ""), ("es", "e"), ("s", ""), ("ed", ""), ("ed", "e")),
    *(
        ("ing", ""),
        ("ing", "e"),
        ("er", ""),
        ("er", "e"),
        ("ly", ""),
        ("n't", ""),
        ("'re", ""),
        ("'ll", ""),
        ("'ve", ""),
    ),
)
"""And the regular endings of a word that is known, which textstat does not look for."""


def said_words() -> list[str]:
    """Every word that is said; a number is said digit by digit."""
    text = " ".join(re.sub(r"\d", " nine ", one.text) for one in replies())
    return re.findall(r"[a-z]+(?:'[a-z]+)?", text.lower())


def is_hard(word: str) -> bool:
    """Whether a fourth-grader may not know a word, by Dale and Chall's list and their rules for it."""
    import textstat  # a second of loading, for `make e2e` alone

    return word not in NAMES and all(textstat.is_difficult_word(one, 1) for one in (word, *_stems(word)))


def _stems(word: str) -> list[str]:
    stems = [word[: -len(ending)] + instead for ending, instead in ENDINGS if word.endswith(ending)]
    # "stopped": the letter is doubled.
    return [one for stem in stems for one in (stem, stem[:-1] if stem[-1:] == stem[-2:-1] else stem) if len(one) > 1]


def test_what_is_said_is_easy_to_read() -> None:
    text = " ".join(re.sub(r"\d", " nine ", one.text) for one in replies())
    words, sentences = said_words(), len(re.findall(r"[.?!]", text))
    known = {word: not is_hard(word) for word in set(words)}
    hard = [word for word in words if not known[word]]
    share, per_sentence = 100 * len(hard) / len(words), len(words) / sentences
    dale_chall = 0.1579 * share + 0.0496 * per_sentence + (3.6365 if share > 5 else 0)
    import textstat  # a second of loading, for `make e2e` alone

    flesch_kincaid = textstat.flesch_kincaid_grade(text)
    often = sorted(set(hard), key=lambda word: -hard.count(word))[:30]
    figures = (
        f"Flesch-Kincaid {flesch_kincaid:.1f}, Dale-Chall {dale_chall:.1f}, {share:.1f} % hard: {', '.join(often)}"
    )
    print(figures)  # noqa: T201 (shown with -s)
    assert flesch_kincaid <= MOST_FLESCH_KINCAID, figures
    assert dale_chall <= MOST_DALE_CHALL, figures

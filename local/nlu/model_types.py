"""The interaction model's slot types, built from the skill's content, where the words that people use are kept."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from local.nlu.model_file import ModelError
from local.nlu.spoken_forms import in_words
from local.nlu.wording import normal
from local.paths import ROOT

CONTENT = ROOT / "lambda" / "coach" / "content" / "en"
"""The content that the slot types come from."""
SPEECH = "speech"
"""The one value of the slot type Speech: what was said is in the slot's words."""
_BEGIN_ANYTHING = frozenset(
    "yes yeah yep yup yea ya yah aye no nope nah naw nae not never none nothing neither nor why what how".split()
)
"""Words that tell nothing of what comes behind them."""
_PACES = (
    ("slower", ("slow", "slow down", "more slowly", "too fast", "take your time", "not so fast", "more slow")),
    ("faster", ("fast", "speed up", "more quickly", "too slow", "quicker")),
    ("normal", ("normally", "normal speed", "the usual pace", "at the usual speed")),
)
_SET_WORDS = (
    (
        "again",
        (
            *("again", "once more", "one more time", "do it again", "do that again", "let's do it again"),
            *("the same again", "the same one again", "another set", "one more set", "another round", "the set again"),
        ),
    ),
    (
        "fewer",
        (
            *("fewer", "a few less", "fewer of them", "not so many", "not that many", "that's too many", "too many"),
            *(
                "fewer please",
                "can we do fewer",
                "that's a lot",
                "just one more",
                "only one more",
                "i can't do that many",
            ),
        ),
    ),
    (
        "other_side",
        (
            *("other side", "the other side", "switch sides", "swap sides", "change sides", "other leg"),
            *("the other leg", "other knee", "the other knee", "now the other", "now the other side", "swap legs"),
        ),
    ),
    (
        "the_rest",
        (
            *("skip the rest", "leave the rest", "skip the rest of it", "skip the other side", "skip that side"),
            *("no more of those", "no more of these", "enough of those", "finish the set", "skip to the end"),
        ),
    ),
)
"""What is said in the middle of a set; no word of Amazon's own."""
_HELPED = (
    "husband wife partner mother father mom mum dad boyfriend girlfriend brother sister friend roommate housemate "
    "flatmate neighbour neighbor gran nan grandma grandmother grandad granddad grandpa grandfather aunt uncle cousin"
    " mother-in-law father-in-law sister-in-law brother-in-law"
)
_WHOM = (
    (
        "me",
        (
            "me",
            "myself",
            "my back",
            "my own back",
            "mine",
            "my pain",
            "the patient",
            "the one with the pain",
            "the one with the bad back",
            "me again",
            "me now",
        ),
    ),
    (
        "them",
        (
            *("somebody else", "someone else", "another person", "a different person", "a friend", "a friend of mine"),
            *("him", "her", "them", "he", "she", "he's", "she's", "they're", "he is", "she is", "they are"),
            *(f"my {one.replace('-', ' ')}{own}" for one in _HELPED.split() for own in ("", "'s back", "'s")),
        ),
    ),
)
"""Whom it is about. A child is none of them: "it's for my son" makes the age be asked."""
_TIMERS = (
    (
        "ice",
        (
            "ice",
            "ice pack",
            "cold pack",
            "cold",
            "icing",
            "peas",
            "frozen peas",
            "bag of peas",
            "ice bag",
            "gel pack",
            "eyes",
        ),
    ),
    (
        "heat",
        (
            "heat",
            "heat pack",
            "heating pad",
            "hot water bottle",
            "warmth",
            "hot pack",
            "heat pad",
            "heating",
            "hot water bag",
            "wheat bag",
        ),
    ),
    ("walk", ("walk", "walking", "stroll", "short walk")),
    ("skin_check", ("skin check", "skin check ring", "skin ring", "five minute ring", "first ring")),
    ("next_ice", ("next ice", "ice reminder", "next ice reminder")),
    ("next_walk", ("next walk", "walk reminder", "next walk reminder")),
    ("reminder", ("reminder", "reminders")),
    (
        "both",
        (
            *("both", "both of them", "all", "all of them", "everything", "both timers", "all timers", "timers"),
            *("all my timers", "all the timers", "all of my timers", "all of the timers", "every timer", "them all"),
        ),
    ),
)
"""The first of a timer's words is its name."""


class _Entry(NamedTuple):
    """One value of a slot type."""

    id: str
    name: str
    synonyms: tuple[str, ...]


def build_types(content: Path = CONTENT) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the slot types as Amazon's JSON has them, and a line for each phrase that two values of a type share.

    Such a phrase stays with the first value. Raises ModelError for a file that cannot be read.
    """
    clashes: list[str] = []
    document = _load(content / "remedies.toml")
    remedies = document.get("remedy", [])
    kinds = {
        "Symptom": list(_symptoms(content)),
        "Remedy": _titled(remedies),
        "RemedyCategory": _titled(document.get("category", [])),
        "Movement": _titled([row for row in remedies if row.get("movement") or row.get("guided")]),
        "SetWord": [_Entry(word, words[0], words[1:]) for word, words in _SET_WORDS],
        "Pace": [_Entry(pace, pace, words) for pace, words in _PACES],
        "Onset": _onsets(content),
        "Decade": [_Entry(str(tens), f"{in_words(tens)[:-1]}ies", ()) for tens in range(20, 100, 10)],
        "Whom": [_Entry(whom, words[0], words[1:]) for whom, words in _WHOM],
        "Timer": [_Entry(timer, words[0], words[1:]) for timer, words in _TIMERS],
        "Speech": [_Entry(SPEECH, "something", tuple(_everyday(content)))],
    }
    return [_type(name, entries, clashes) for name, entries in kinds.items()], clashes


def _onsets(content: Path) -> list[_Entry]:
    words = _load(content / "red_flags.toml").get("onset_words", {})
    return [_Entry(onset, phrases[0], tuple(phrases[1:])) for onset, phrases in words.items()]


def _symptoms(content: Path) -> Iterator[_Entry]:
    """Give what a symptom may be, by the last part of its id: a child's fever is a value with the adult's."""
    flags = _load(content / "red_flags.toml")
    rows = [
        row
        for flag in flags.get("red_flag", [])
        for row in (flag, *flag.get("follow_up", []))
        if row.get("volunteered")
    ]
    for own_id in dict.fromkeys(row["id"] for row in rows):
        same = [row for row in rows if row["id"] == own_id]
        words = tuple(phrase for row in reversed(same) for phrase in row["volunteered"])
        yield _Entry(own_id, same[-1]["heard"], tuple(row["heard"] for row in same[:-1]) + words)
    for entry in (*flags.get("volunteered_only", []), *flags.get("harmless", [])):
        yield _entry(entry["id"], entry)
    for condition in _load(content / "cautions.toml").get("condition", []):
        yield _entry(condition["id"], condition)


def _entry(id_: str, entry: dict[str, Any]) -> _Entry:
    words = tuple(entry.get("volunteered", ()))
    return _Entry(id_, entry.get("heard") or (words[0] if words else id_.replace("_", " ")), words)


def _everyday(content: Path) -> Iterator[str]:
    """Yield the words by which free speech is known: everyday ones, and how people answer."""
    yield from sorted(set(_load(content / "sentences" / "everyday.toml").get("words", "").split()))
    for phrases in _load(content / "ear_answers.toml").get("answers", {}).values():
        # Behind a bare "no" there may be anything.
        yield from (phrase for phrase in phrases.split(", ") if phrase not in _BEGIN_ANYTHING)


def _titled(rows: list[dict[str, Any]]) -> list[_Entry]:
    return [_Entry(row["id"], row["title"], tuple(row.get("synonyms", ()))) for row in rows]


def _type(kind: str, entries: list[_Entry], clashes: list[str]) -> dict[str, Any]:
    owner: dict[str, str] = {}
    values = []
    for entry in entries:
        phrases: list[str] = []
        for phrase in (_spoken(entry.name), *map(_spoken, entry.synonyms)):
            # The same as hearing compares, so that "cannot" and "can't" are one phrase here too.
            claimed = owner.setdefault(normal(phrase), entry.id)
            if claimed != entry.id:
                clashes.append(f"{kind}: {phrase!r} is both {claimed} and {entry.id}")
            elif phrase not in phrases:
                phrases.append(phrase)
        if phrases:
            name = {"value": phrases[0], "synonyms": phrases[1:]}
            values.append({"id": entry.id, "name": name})
    return {"name": kind, "values": values}


def _spoken(phrase: str) -> str:
    """Return a phrase in the characters that a slot value may have."""
    lowered = phrase.lower().replace("\u2019", "'")
    return " ".join("".join(letter if letter.isalnum() or letter in "'." else " " for letter in lowered).split())


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{path}: {' '.join(str(error).split())}") from error

"""Train the second opinion on the labelled sentences that may be read, and write its tables of weights."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sklearn.feature_extraction import DictVectorizer  # type: ignore[import-not-found, unused-ignore]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-not-found, unused-ignore]

from coach.care.second_opinion import NONE, features, features_of_meaning
from coach.content.catalog import Catalog
from coach.conversation.questions import parse, row_of
from coach.conversation.symptoms.likely import place_of
from local.hear.labelled import Labelled, read_labelled
from local.hear.states import attributes_of

ROOT = Path(__file__).resolve().parents[2]
SENTENCES = ROOT / "tests" / "hearing" / "read.jsonl"
PRACTICE = ROOT / "tests" / "hearing" / "practice.jsonl"
"""More to learn from, written by whoever knew the rules: never for scoring."""
CONTENT = ROOT / "lambda" / "coach" / "content" / "en"
LEAST_OF_SIGNS = 0.15
LEAST_OF_MEANINGS = 0.25
"""What weighs less is left out: the tables stay small, and hear as well."""
LEAST_SENTENCES = 2
"""A feature counts that so many sentences have."""
LEAST_OF_A_NAME = 5
"""A sign, an answer or a wish is learned that so many sentences speak of."""
_ANSWERS = frozenset("yes no unsure repeat why skip back hang_on how_many_more".split())
_SAME = {
    "soft_no": "no", "is_on": "yes", "louder_clearer": "repeat", "ice_again_when": "ice_history",
    "what_helps": "list_remedies", "cancel": "stop", "pace:slower": "slower", "remedy:pain_medicine": "pain_medicine",
    "movement:pelvic_tilt": "pelvic_tilt", "movement:knee_to_chest": "knee_to_chest",
}  # fmt: skip
"""Labelled meanings that are one to the tables."""
_BEGINNINGS = ("i have", "i am", "it is", "there is", "i", "my", "the", "it", "he", "she", "just")
"""What Alexa may take away from the beginning of free speech."""


_TELLING_WORDS = 5
"""With so many words a yes to a question tells of the sign itself."""


class Lesson(NamedTuple):
    """What is learned from one sentence."""

    features: Mapping[str, float]
    name: str


def _sign(row: Labelled, catalog: Catalog) -> str:
    """Return the sign that a sentence speaks of first, where it can be asked about; else none."""
    named = (meaning.partition(":")[2] for meaning in row.expect if meaning.startswith("emergency:"))
    flag = catalog.interview.flags.get(catalog.heard_as(next(named, "")))
    return flag.id if flag and flag.question else NONE


def _says_little(row: Labelled) -> bool:
    """Return whether a sentence may be right only because of what was asked: "aye, a wee bit"."""
    is_yes = "yes" in row.expect and not row.expect[0].startswith("emergency:")
    return is_yes and len(row.say.split()) < _TELLING_WORDS


def _of_signs(rows: Iterable[Labelled], catalog: Catalog) -> Iterable[Lesson]:
    lexicon = catalog.lexicon
    for row in rows:
        # What says yes to a question may speak of its sign or of none: in few words it teaches neither.
        if not _says_little(row):
            tokens = lexicon.said(row.say)
            found = features(tokens, (one.concepts for one in lexicon.mentions(tokens)))
            yield Lesson(dict(found), _sign(row, catalog))


def _of_meanings(rows: Iterable[Labelled], catalog: Catalog, *, of_red_flag: bool) -> Iterable[Lesson]:
    for row in rows:
        if (row.state == "red_flag") is of_red_flag:
            for words in _as_heard(row.say):
                yield Lesson(_features_of_meaning(words, row, catalog, of_red_flag=of_red_flag), _meant(row, catalog))


def _features_of_meaning(words: str, row: Labelled, catalog: Catalog, *, of_red_flag: bool) -> Mapping[str, float]:
    lexicon = catalog.lexicon
    tokens = lexicon.said(words)
    concepts = [one.concepts for one in lexicon.mentions(tokens)]
    if not of_red_flag:
        concepts.append(catalog.commands.concepts(words, lexicon))
    asking = parse(attributes_of(row).get("asking"))
    place = place_of(row_of(asking) if asking else None)
    return dict(features_of_meaning(tokens, concepts, place))


def _as_heard(words: str) -> Iterable[str]:
    """Yield a sentence, and what Alexa may hand over of it."""
    yield words
    for beginning in _BEGINNINGS:
        if words.startswith(f"{beginning} "):
            yield words.removeprefix(beginning).strip()
            return


def _meant(row: Labelled, catalog: Catalog) -> str:
    """Return the answer or the wish that a sentence is."""
    for meaning in row.expect:
        name = _SAME.get(meaning) or _SAME.get(meaning.partition(":")[0]) or meaning
        if row.state == "red_flag":
            # A sign that is said of the question that is open says yes to it, too.
            if name in _ANSWERS:
                return name
        elif row.kind == "command" and (name in catalog.wishes or name in {"yes", "no", "hang_on"}):
            return name
    return NONE


def train(lessons: Sequence[Lesson], regularisation: float, least: float) -> dict[str, Any]:
    """Return a table."""
    counts = Counter(lesson.name for lesson in lessons)
    labels = [lesson.name if counts[lesson.name] >= LEAST_OF_A_NAME else NONE for lesson in lessons]
    vectorizer = DictVectorizer()
    table = vectorizer.fit_transform([lesson.features for lesson in lessons])
    often = [at for at, count in enumerate((table != 0).sum(0).tolist()[0]) if count >= LEAST_SENTENCES]
    model = LogisticRegression(C=regularisation, max_iter=1000).fit(table[:, often], labels)
    classes = [str(name) for name in model.classes_]
    none = classes.index(NONE)
    weights = model.coef_ - model.coef_[none]
    bias = model.intercept_ - model.intercept_[none]
    names = [at for at, name in enumerate(classes) if name != NONE]
    columns = vectorizer.get_feature_names_out()
    of: dict[str, str] = {}
    for column, at in enumerate(often):
        pairs = [(place, weights[name][column]) for place, name in enumerate(names)]
        said = " ".join(f"{place}:{_short(weight)}" for place, weight in pairs if abs(weight) >= least)
        if said:
            of[str(columns[at])] = said
    return {
        "sentences": len(lessons),
        "names": [classes[at] for at in names],
        "bias": [round(float(bias[at]), 2) for at in names],
        "of": of,
    }


def _short(weight: float) -> str:
    """Return a weight in as few characters as it takes, for the table is shipped: "-.4"."""
    return f"{weight:.1f}".replace("0.", ".") if abs(weight) < 0.95 else f"{weight:.1f}"


def _write(name: str, table: dict[str, Any], trained_on: str) -> None:
    path = CONTENT / f"{name}.json"
    text = json.dumps({"trained_on": trained_on, **table}, indent=0, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")
    print(f"{name}: {len(table['of'])} features, {len(table['names'])} names, {path.stat().st_size:,} bytes")


def main() -> None:
    """Train and write all tables. Raises LabelError for sentences that cannot be read."""
    catalog = Catalog()
    read = read_labelled(SENTENCES)
    more = [*read, *read_labelled(PRACTICE)]
    seen = hashlib.sha256(SENTENCES.read_bytes() + PRACTICE.read_bytes()).hexdigest()[:12]
    _write("second_opinion", train(list(_of_signs(more, catalog)), 3.0, LEAST_OF_SIGNS), seen)
    _write("likely_answers", train(list(_of_meanings(more, catalog, of_red_flag=True)), 2.0, LEAST_OF_MEANINGS), seen)
    _write("likely_wishes", train(list(_of_meanings(more, catalog, of_red_flag=False)), 3.0, LEAST_OF_MEANINGS), seen)


if __name__ == "__main__":
    main()

"""Train the second opinion on the labelled sentences that may be read, and write its table of weights."""

import hashlib
import json
from pathlib import Path
from typing import Any

from sklearn.feature_extraction import DictVectorizer  # type: ignore[import-not-found, unused-ignore]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-not-found, unused-ignore]

from coach.care.second_opinion import NONE, features
from coach.content.catalog import Catalog
from local.hear.labelled import Labelled, read_labelled

ROOT = Path(__file__).resolve().parents[2]
SENTENCES = ROOT / "tests" / "hearing" / "read.jsonl"
TABLE = ROOT / "lambda" / "coach" / "content" / "en" / "second_opinion.json"
REGULARISATION = 3.0
LEAST_WEIGHT = 0.15
"""What weighs less is left out: the table stays small, and hears as well."""
LEAST_SENTENCES = 2
"""A feature counts that so many sentences have."""
LEAST_OF_A_SIGN = 5
"""A sign is learned that so many sentences speak of."""


def _label(row: Labelled, catalog: Catalog) -> str:
    """Return the sign that a sentence speaks of first, where it can be asked about; else none."""
    what, _, sign = row.expect[0].partition(":")
    flag = catalog.interview.flags.get(catalog.heard_as(sign))
    return flag.id if what == "emergency" and flag and flag.question else NONE


def _short(weight: float) -> str:
    """Return a weight in as few characters as it takes, for the table is shipped: "-.4"."""
    return f"{weight:.1f}".replace("0.", ".") if abs(weight) < 0.95 else f"{weight:.1f}"


def _says_yes(row: Labelled) -> bool:
    """Return whether a sentence may be right as a yes to the red flag that is asked about."""
    return "yes" in row.expect and not row.expect[0].startswith("emergency:")


def train(sentences: Path = SENTENCES) -> dict[str, Any]:
    """Return the table. Raises LabelError for sentences that cannot be read."""
    catalog = Catalog()
    # What says yes to a question may speak of its sign or of none: it teaches neither.
    rows = [row for row in read_labelled(sentences) if not _says_yes(row)]
    labels = [_label(row, catalog) for row in rows]
    known = {label for label in labels if labels.count(label) >= LEAST_OF_A_SIGN}
    labels = [label if label in known else NONE for label in labels]
    lexicon = catalog.lexicon
    bags = []
    for row in rows:
        tokens = lexicon.said(row.say)
        bags.append(dict(features(tokens, (one.concepts for one in lexicon.mentions(tokens)))))
    vectorizer = DictVectorizer()
    table = vectorizer.fit_transform(bags)
    often = [at for at, count in enumerate((table != 0).sum(0).tolist()[0]) if count >= LEAST_SENTENCES]
    model = LogisticRegression(C=REGULARISATION, max_iter=1000).fit(table[:, often], labels)
    classes = [str(name) for name in model.classes_]
    none = classes.index(NONE)
    weights = model.coef_ - model.coef_[none]
    bias = model.intercept_ - model.intercept_[none]
    signs = [at for at, name in enumerate(classes) if name != NONE]
    names = vectorizer.get_feature_names_out()
    of: dict[str, str] = {}
    for column, at in enumerate(often):
        pairs = [(place, weights[sign][column]) for place, sign in enumerate(signs)]
        said = " ".join(f"{place}:{_short(weight)}" for place, weight in pairs if abs(weight) >= LEAST_WEIGHT)
        if said:
            of[str(names[at])] = said
    return {
        "trained_on": hashlib.sha256(sentences.read_bytes()).hexdigest()[:12],
        "sentences": len(rows),
        "signs": [classes[at] for at in signs],
        "bias": [round(float(bias[at]), 2) for at in signs],
        "of": of,
    }


if __name__ == "__main__":
    made = train()
    TABLE.write_text(json.dumps(made, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    size = TABLE.stat().st_size
    print(f"{len(made['of'])} features of {made['sentences']} sentences, {len(made['signs'])} signs, {size:,} bytes")

"""The reviewed content holds what it must: every sign and remedy, its source, and words fit for the ear."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

CONTENT = Path(__file__).parents[2] / "lambda" / "coach" / "content" / "en"


def read(name: str) -> dict[str, Any]:
    """One content file, parsed."""
    return tomllib.loads((CONTENT / f"{name}.toml").read_text(encoding="utf-8"))


RED_FLAGS = read("red_flags")
REMEDIES = read("remedies")

QUESTION_WORDS = 12
REPLY_WORDS = 75
LIMITS = {"summary": 40, "cautions": 45, "how_sure": 30}
"""Longest remedy parts, in words."""
STEPS_WORDS = 60
HARDEST_GRADE = 9.0
"""Highest reading grade of a text; medical words that cannot be avoided push short texts over grade six."""
MEAN_GRADE = 6.0

TIERS = {
    "age": "self_care",
    "under_eighteen": "soon",
    "under_eighteen.under_six": "emergency",
    "under_eighteen.fever": "emergency",
    "under_eighteen.night_pain": "emergency",
    "under_eighteen.wont_walk": "emergency",
    "over_fifty": "self_care",
    "chest_or_faint": "emergency",
    "tearing_pain": "emergency",
    "tearing_pain.moving": "self_care",
    "belly_pulse": "emergency",
    "sudden_severe": "emergency",
    "sudden_severe.like_before": "self_care",
    "major_trauma": "emergency",
    "saddle_numbness": "emergency",
    "bladder_trouble": "emergency",
    "bladder_trouble.filling": "emergency",
    "lost_control": "emergency",
    "both_legs": "emergency",
    "unsteady_walking": "emergency",
    "leg_weakness": "same_day",
    "fever": "same_day",
    "fever.diabetes": "emergency",
    "fever.recent_source": "emergency",
    "onset": "self_care",
    "any_history": "self_care",
    "any_history.cancer_history": "same_day",
    "any_history.weak_immunity": "same_day",
    "any_history.injected_drugs": "same_day",
    "any_history.steroids": "soon",
    "any_history.weak_bones": "soon",
    "any_illness": "self_care",
    "any_illness.weight_loss": "same_day",
    "any_illness.new_lump_or_shape": "same_day",
    "any_illness.night_pain": "same_day",
    "urine_signs": "same_day",
    "small_fall": "routine",
    "small_fall.blood_thinners": "same_day",
    "small_fall.hit_head": "emergency",
    "clumsy_hands": "same_day",
    "mid_back": "same_day",
    "first_over_fifty": "soon",
    "pregnant": "soon",
    "pregnant.labour_signs": "same_day",
    "pregnant.severe": "same_day",
    "cannot_get_up": "self_care",
    "cannot_get_up.how_long": "same_day",
    "over_four_weeks": "routine",
    "over_four_weeks.morning_stiffness": "routine",
    "leg_pain_below_knee": "routine",
    "sexual_function": "same_day",
}
"""Every row and follow-up in interview order, with the tier of a yes; what else it may be is in test_triage.py."""

LIE_STILL = {"chest_or_faint", "tearing_pain", "belly_pulse", "sudden_severe", "major_trauma"}

COMBINATIONS = [
    *(("fever", other) for other in ("weak_immunity", "injected_drugs", "steroids", "diabetes", "recent_source")),
    *(
        (nerve, other)
        for nerve in ("leg_weakness", "clumsy_hands")
        for other in ("fever", "weak_immunity", "injected_drugs", "cancer_history")
    ),
    ("leg_weakness", "clumsy_hands"),
    ("leg_pain_below_knee", "cancer_history"),
    ("sexual_function", "leg_weakness"),
    ("sexual_function", "leg_pain_below_knee"),
    ("small_fall", "cannot_get_up"),
    ("small_fall", "cannot_get_up"),
    ("head_injury", "blood_thinners"),
    ("spinal_procedure", "fever"),
    ("spinal_procedure", "leg_weakness"),
]
"""Signs that together are an emergency; a fall and not getting up once by age, and once with what makes it worse."""

REMEDY_ARTICLES = {
    "cold_pack": "01234",
    "ice_massage": "3",
    "heat": "014",
    "warm_water": "04",
    "rest_position": "3",
    "keep_moving": "234",
    "short_walks": "3",
    "longer_walks": "2",
    "pelvic_tilt": "3",
    "knee_to_chest": "1",
    "stretching": "14",
    "strengthen": "123",
    "safe_lifting": "3",
    "posture": "01",
    "massage": "024",
    "massage_device": "0",
    "physical_therapy": "023",
    "chiropractic": "023",
    "acupuncture": "0",
    "electrical_ultrasound": "0",
    "traction": "01",
    "brace": "01",
    "mattress_chair": "01",
    "heel_lift": "0",
    "pain_medicine": "01",
    "muscle_relaxant": "12",
    "prescription_label": "2",
    "magnesium_calcium_water": "03",
    "supplements": "03",
    "surgery": "01",
    "ask_for_help": "2",
    "see_someone": "124",
    "what_is_a_spasm": "01234",
    "get_up": "",
    "cannot_get_up": "",
    "no_ice": "",
}
"""Every remedy, and which of the five articles name it. The last three are asked for on the floor."""


def flags() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every red flag and follow-up with its full id, in interview order."""
    for flag in RED_FLAGS["red_flag"]:
        yield flag["id"], flag
        for follow_up in flag.get("follow_up", []):
            yield f"{flag['id']}.{follow_up['id']}", follow_up


FLAGS = dict(flags())
REMEDY = {remedy["id"]: remedy for remedy in REMEDIES["remedy"]}


def symptom_rows() -> Iterator[tuple[str, dict[str, Any]]]:
    """Everything that the Symptom slot can hear: id and entry."""
    yield from flags()
    for kind in ("volunteered_only", "harmless"):
        for row in RED_FLAGS[kind]:
            yield row["id"], row


def words(text: str) -> int:
    """How many words are spoken."""
    return len(text.split())


def sentences(text: str) -> list[str]:
    """Split a spoken text into its sentences."""
    return re.split(r"(?<=[.?!]) ", text)


def syllables(word: str) -> int:
    """Count the syllables of one word, roughly."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    groups = len(re.findall(r"[aeiouy]+", letters))
    silent = letters.endswith("e") and not letters.endswith("le") and groups > 1
    return max(1, groups - silent)


def grade(text: str) -> float:
    """Work out the Flesch-Kincaid reading grade of a text, roughly."""
    spoken = text.split()
    per_sentence = len(spoken) / len(sentences(text))
    per_word = sum(map(syllables, spoken)) / len(spoken)
    return 0.39 * per_sentence + 11.8 * per_word - 15.59


def spoken_texts() -> Iterator[tuple[str, str]]:
    """Every spoken sentence of both files, with a name for it."""
    for flag_id, flag in FLAGS.items():
        for part in ("question", "other_words", "why", "heard"):
            yield f"{flag_id}.{part}", flag[part]
    for kind in ("volunteered_only", "harmless"):
        for row in RED_FLAGS[kind]:
            yield f"{row['id']}.heard", row["heard"]
    for category in REMEDIES["category"]:
        yield f"{category['id']}.title", category["title"]
    for remedy_id, remedy in REMEDY.items():
        for part in ("title", "summary", "cautions", "how_sure"):
            yield f"{remedy_id}.{part}", remedy[part]
        yield f"{remedy_id}.steps", " ".join(remedy["steps"])


SPOKEN = dict(spoken_texts())


@pytest.mark.parametrize("content", [RED_FLAGS, REMEDIES], ids=["red_flags", "remedies"])
def test_review_is_recorded(content: dict[str, Any]) -> None:
    assert isinstance(content["reviewed_by"], str)
    assert date.fromisoformat(content["review_date"]) >= date(2026, 11, 21)


def test_the_interview_asks_every_sign_in_order_at_its_tier() -> None:
    assert list({flag_id: flag["tier"] for flag_id, flag in flags()}.items()) == list(TIERS.items())


def test_one_offer_to_go_on_and_what_is_asked_sooner() -> None:
    assert [offer["after"] for offer in RED_FLAGS["offer"]] == ["fever"]
    assert {row["id"]: row["after"] for row in RED_FLAGS["sooner"]} == {
        "any_history": "fever", "sexual_function": "fever", "over_four_weeks": "onset",
    }  # fmt: skip


def test_lie_still_where_moving_is_dangerous() -> None:
    assert {flag_id for flag_id, flag in FLAGS.items() if flag["lie_still"]} == LIE_STILL


def test_marks_of_single_flags() -> None:
    assert {i: f["not_tried"] for i, f in FLAGS.items() if "not_tried" in f} == {
        "bladder_trouble": "follow_up",
        "sexual_function": "no",
    }
    assert {i: f["when"] for i, f in FLAGS.items() if "when" in f} == {"bladder_trouble.filling": "not_tried"}
    assert {i for i, f in FLAGS.items() if f.get("where", {}).get("from_age") == 18} == {
        "sexual_function",
        "any_history.injected_drugs",
    }
    assert {i for i, f in FLAGS.items() if f.get("yes_is_well")} == {
        "tearing_pain.moving", "sudden_severe.like_before", "bladder_trouble.filling",
    }  # fmt: skip
    assert {i for i, f in FLAGS.items() if f.get("kind") == "decides"} == {
        "tearing_pain.moving", "sudden_severe.like_before",
    }  # fmt: skip
    assert {i for i, f in FLAGS.items() if f.get("kind") == "frame"} == {"age", "over_fifty", "onset"}
    assert {i for i, f in FLAGS.items() if f.get("kind") == "bundle"} == {"any_history", "any_illness"}
    assert {i: f["both_means"] for i, f in FLAGS.items() if "both_means" in f} == {"leg_weakness": "both_legs"}
    assert {i for i, f in FLAGS.items() if f.get("asked_first")} == {"under_eighteen", "sudden_severe"}
    assert {i for i, f in FLAGS.items() if f.get("weak_alone")} == {
        "any_illness.night_pain", "any_illness.weight_loss", "mid_back",
    }  # fmt: skip
    assert {i for i, f in FLAGS.items() if f.get("implies_parent")} == {
        *(f"under_eighteen.{own}" for own in ("under_six", "fever", "night_pain", "wont_walk")),
        *("pregnant.labour_signs", "pregnant.severe", "over_four_weeks.morning_stiffness"),
    }


@pytest.mark.parametrize("flag_id", FLAGS)
def test_a_flag_has_a_source_and_short_questions(flag_id: str) -> None:
    flag = FLAGS[flag_id]
    assert flag["source"]
    assert flag["source_url"] == "" or flag["source_url"].startswith("https://")
    assert set(flag["articles"]) <= {"A0", "A1", "A2", "A3", "A4"}
    for question in (flag["question"], sentences(flag["other_words"])[-1]):
        assert question.endswith("?")
        assert words(question) <= QUESTION_WORDS
    assert SPOKEN[f"{flag_id}.question"].count("?") == 1
    assert SPOKEN[f"{flag_id}.other_words"].count("?") == 1, "one question at a time"
    assert flag["why"].endswith(".")
    assert words(flag["other_words"]) + words(flag["why"]) <= REPLY_WORDS


def test_combinations_are_those_of_the_guidelines() -> None:
    rows = RED_FLAGS["combination"]
    assert Counter(frozenset(row["all"]) for row in rows) == Counter(map(frozenset, COMBINATIONS))
    assert {row["tier"] for row in rows} == {"emergency"}
    assert all(row["source"] for row in rows)


def test_volunteered_only_and_decoys() -> None:
    tiers = {row["id"]: row["tier"] for row in RED_FLAGS["volunteered_only"]}
    emergencies = {
        "other_emergency", "self_harm", "overdose", "cold_white_leg", "aneurysm", "ectopic", "baby_not_moving",
        "long_lie",
    }  # fmt: skip
    assert {flag for flag, tier in tiers.items() if tier == "emergency"} == emergencies
    today = {"head_injury", "swollen_calf", "spinal_procedure", "shingles", "opioid_withdrawal"}
    assert {flag for flag, tier in tiers.items() if tier == "same_day"} == today
    assert set(tiers) == emergencies | today
    for row in RED_FLAGS["volunteered_only"]:
        assert row["source"], row["id"]
        assert all(1 < words(row[part]) <= 17 and row[part].endswith("?") for part in ("question", "other_words")), row
        assert words(row["question"]) <= 12, row["id"]
    own = {row["id"]: row["own_outcome"] for row in RED_FLAGS["volunteered_only"] if "own_outcome" in row}
    assert own == {
        "self_harm": "crisis", "overdose": "poison", "baby_not_moving": "maternity",
    }  # fmt: skip
    decoys = {row["id"]: row for row in RED_FLAGS["harmless"]}
    assert {"back_pain", "stiff_back", "sore_muscles", "leg_tired"} <= set(decoys)
    assert {row["denies"] for row in decoys.values() if "denies" in row} <= set(FLAGS)
    assert decoys["can_pee"]["denies"] == "bladder_trouble"
    assert decoys["can_feel"]["denies"] == "saddle_numbness"


def test_each_phrase_means_one_thing() -> None:
    meanings: dict[str, set[str]] = {}
    for row_id, row in symptom_rows():
        assert len(row["volunteered"]) == len(set(row["volunteered"])), row_id
        for phrase in [*row["volunteered"], row["heard"]]:
            meanings.setdefault(phrase, set()).add(row_id)
    assert {phrase: ids for phrase, ids in meanings.items() if len(ids) > 1} == {}


def test_people_in_pain_are_heard() -> None:
    for row_id, row in symptom_rows():
        if "." not in row_id and row_id in FLAGS and FLAGS[row_id].get("kind") not in {"frame", "bundle"}:
            least = 2 if row_id == "sudden_severe" else 12
            assert len(row["volunteered"]) >= least, row_id
        for phrase in row["volunteered"]:
            assert re.fullmatch(r"[a-z']+( [a-z']+)*", phrase), phrase
            assert not re.match(r"(i|i'm|i've|my) ", phrase), f"a carrier adds this: {phrase}"


@pytest.mark.parametrize(
    ("phrase", "row_id"),
    [
        ("can't pee", "bladder_trouble"),
        ("cannot pee", "bladder_trouble"),
        ("can't wee", "bladder_trouble"),
        ("numb between my legs", "saddle_numbness"),
        ("can't feel my bottom", "saddle_numbness"),
        ("numb down below", "saddle_numbness"),
        ("numb bum", "saddle_numbness"),
        ("wet myself", "lost_control"),
        ("pooped myself", "lost_control"),
        ("both legs are weak", "both_legs"),
        ("numb legs", "both_legs"),
        ("numb leg", "leg_weakness"),
        ("foot is dragging", "leg_weakness"),
        ("fell off a ladder", "major_trauma"),
        ("was in a car crash", "major_trauma"),
        ("big fall", "major_trauma"),
        ("a fall", "small_fall"),
        ("had a fall", "small_fall"),
        ("chest feels tight", "chest_or_faint"),
        ("got a temperature", "fever"),
        ("can't breathe", "other_emergency"),
        ("bottom has gone numb", "saddle_numbness"),
        ("can't feel it when i wipe", "saddle_numbness"),
        ("can barely pee", "bladder_trouble"),
        ("need to pee but nothing comes out", "bladder_trouble"),
        ("can pee but i can't feel it", "bladder_trouble"),
        ("numb from the waist down", "both_legs"),
        ("been in a car crash", "major_trauma"),
        ("fallen", "small_fall"),
        ("can't breathe properly", "chest_or_faint"),
        ("one side of my face is numb", "other_emergency"),
        ("four year old has back pain", "under_eighteen.under_six"),
        ("can't get up", "cannot_get_up"),
        ("leg pain", "leg_pain_somewhere"),
        ("pain shoots down to my foot", "leg_pain_below_knee"),
        ("want to die", "self_harm"),
        ("back pain", "back_pain"),
        ("can pee fine", "can_pee"),
        ("can pee", "part_fine"),
        ("can feel my bottom", "can_feel"),
    ],
)
def test_a_phrase_goes_where_it_belongs(phrase: str, row_id: str) -> None:
    assert phrase in dict(symptom_rows())[row_id]["volunteered"]


@pytest.mark.parametrize("phrase", ["crash", "both legs", "call an ambulance"])
def test_a_word_that_says_too_little_is_no_sign(phrase: str) -> None:
    assert not [row_id for row_id, row in symptom_rows() if phrase in row["volunteered"]]


def test_generic_leg_pain_denies_nothing() -> None:
    assert "denies" not in dict(symptom_rows())["leg_pain_somewhere"]


def test_every_remedy_of_the_articles_is_there() -> None:
    assert {i: "".join(a[1:] for a in r["articles"]) for i, r in REMEDY.items()} == REMEDY_ARTICLES
    assert len(REMEDY) == len(REMEDIES["remedy"])


def test_categories() -> None:
    ids = [category["id"] for category in REMEDIES["category"]]
    assert len(ids) == len(set(ids))
    assert {remedy["category"] for remedy in REMEDY.values()} == set(ids)
    names = [name for row in REMEDIES["category"] for name in {*row["synonyms"], row["title"]}]
    assert [name for name, times in Counter(names).items() if times > 1] == []


@pytest.mark.parametrize("remedy_id", REMEDY)
def test_a_remedy_is_complete_and_fits_the_ear(remedy_id: str) -> None:
    remedy = REMEDY[remedy_id]
    assert remedy["guideline"]
    assert remedy["sources"]
    assert all(isinstance(source, str) and source for source in remedy["sources"])
    for part, limit in LIMITS.items():
        assert 0 < words(remedy[part]) <= limit, part
        assert remedy[part].endswith("."), part
    assert 0 < words(" ".join(remedy["steps"])) <= STEPS_WORDS
    assert all(step.endswith((".", "?")) for step in remedy["steps"])
    assert 6 <= len(remedy["synonyms"]) <= 24


@pytest.mark.parametrize(("first", "second"), [("summary", "how_sure"), ("cautions", "how_sure")])
def test_proof_fits_into_the_reply_with_another_part(first: str, second: str) -> None:
    for remedy_id, remedy in REMEDY.items():
        assert words(remedy[first]) + words(remedy[second]) <= REPLY_WORDS, remedy_id


def test_each_remedy_name_means_one_remedy() -> None:
    names = [name for r in REMEDY.values() for name in {*r["synonyms"], r["title"]}]
    assert [name for name, times in Counter(names).items() if times > 1] == []
    for remedy in [*REMEDY.values(), *REMEDIES["category"]]:
        assert len(remedy["synonyms"]) == len(set(remedy["synonyms"])), remedy["id"]
        assert all(re.fullmatch(r"[a-z']+( [a-z']+)*", name) for name in remedy["synonyms"]), remedy["id"]


def test_marks_of_single_remedies() -> None:
    assert {i for i, r in REMEDY.items() if r.get("movement")} == {"pelvic_tilt", "knee_to_chest", "get_up"}
    assert {i for i, r in REMEDY.items() if r.get("after_being_seen")} == {
        "massage", "massage_device", "chiropractic", "traction", "pelvic_tilt", "knee_to_chest",
    }  # fmt: skip
    assert {"pain_medicine", "muscle_relaxant", "supplements"} <= {
        i for i, r in REMEDY.items() if r.get("for_children") is False
    }


@pytest.mark.parametrize(
    ("remedy_id", "part", "said"),
    [
        ("cold_pack", "steps", "Wrap"),
        ("cold_pack", "steps", "Twenty is the limit"),
        ("cold_pack", "steps", "two hours"),
        ("cold_pack", "cautions", "fully numb"),
        ("ice_massage", "steps", "five minutes, or ten at most"),
        ("heat", "cautions", "patch"),
        ("heat", "steps", "never more than twenty"),
        ("warm_water", "cautions", "no hot tub"),
        ("massage_device", "cautions", "pacemaker"),
        ("electrical_ultrasound", "cautions", "pacemaker"),
        ("pain_medicine", "steps", "emergency"),
        ("pain_medicine", "cautions", "chickenpox"),
        ("muscle_relaxant", "cautions", "No driving, no alcohol"),
        ("chiropractic", "summary", "doesn't show that"),
        ("supplements", "summary", "That isn't shown"),
        ("traction", "summary", "dangerous"),
    ],
)
def test_what_must_be_said_is_said(remedy_id: str, part: str, said: str) -> None:
    assert said in SPOKEN[f"{remedy_id}.{part}"]


def test_no_dose_is_ever_named() -> None:
    for remedy_id in ("pain_medicine", "muscle_relaxant", "prescription_label"):
        for part in ("summary", "steps", "cautions", "how_sure"):
            assert not re.search(r"\bmilligram|\bgrams?\b|\bpills a day\b", SPOKEN[f"{remedy_id}.{part}"])


@pytest.mark.parametrize("name", SPOKEN)
def test_spoken_text_is_for_the_ear(name: str) -> None:
    text = SPOKEN[name]
    assert re.fullmatch(r"[A-Za-z' ,.:?-]+", text), "no digits, brackets, slashes or symbols"
    assert text == text.strip()
    assert "  " not in text
    if name.endswith((".heard", ".title")):
        assert re.fullmatch(r"[a-z' -]+", text), "a lower-case noun phrase that fits into a sentence"


def test_reading_grade() -> None:
    parts = {name: text for name, text in SPOKEN.items() if not name.endswith((".heard", ".title"))}
    grades = {name: grade(text) for name, text in parts.items() if words(text) >= 20}
    assert sum(grades.values()) / len(grades) <= MEAN_GRADE
    # Whom to warn, and the medicines' own names, are long words; leaving any out would be worse.
    hard = {name: round(g, 1) for name, g in grades.items() if g > HARDEST_GRADE}
    assert set(hard) <= {"pain_medicine.cautions", "pain_medicine.how_sure"}, hard

"""The rules of the red-flag interview, by exhaustion. The oracle is written from the care content's own table."""

import itertools
from collections.abc import Iterator, Mapping
from types import MappingProxyType

import pytest

from coach.care import triage
from coach.care.answers import COUNTS_AS_YES, Age, Answer, Given, Onset, Tier, facts_of
from coach.care.interview import GO_ON, Kind
from coach.content.catalog import Catalog

INTERVIEW = Catalog().interview
ORDER = list(dict.fromkeys(place.id for place in INTERVIEW.order))
AGES = (None, 3, 9, 15, 30, 39, 40, 49, 50, 55, 56, 59, 60, 64, 65, 72)
ONSETS = (None, *Onset)

EMERGENCY = """under_eighteen.under_six under_eighteen.fever under_eighteen.night_pain under_eighteen.wont_walk
chest_or_faint tearing_pain belly_pulse sudden_severe major_trauma saddle_numbness bladder_trouble lost_control
both_legs unsteady_walking fever.diabetes fever.recent_source small_fall.hit_head other_emergency self_harm overdose
cold_white_leg aneurysm ectopic baby_not_moving bladder_trouble.filling""".split()
SAME_DAY = """leg_weakness fever any_history.cancer_history any_history.weak_immunity any_history.injected_drugs
any_illness.weight_loss any_illness.new_lump_or_shape any_illness.night_pain urine_signs small_fall.blood_thinners
clumsy_hands mid_back pregnant.labour_signs pregnant.severe sexual_function head_injury swollen_calf spinal_procedure
shingles opioid_withdrawal""".split()
SOON = "under_eighteen pregnant".split()
ROUTINE = "over_four_weeks over_four_weeks.morning_stiffness leg_pain_below_knee".split()
BY_AGE_OR_ONSET = """small_fall first_over_fifty cannot_get_up cannot_get_up.how_long long_lie any_history.steroids
any_history.weak_bones""".split()
SIGNS = [*EMERGENCY, *SAME_DAY, *SOON, *ROUTINE, *BY_AGE_OR_ONSET]
FLAT = {
    **dict.fromkeys(EMERGENCY, Tier.emergency),
    **dict.fromkeys(SAME_DAY, Tier.same_day),
    **dict.fromkeys(SOON, Tier.soon),
    **dict.fromkeys(ROUTINE, Tier.routine),
}
WITH_FEVER = "weak_immunity injected_drugs steroids diabetes recent_source".split()
WITH_NERVES = "fever weak_immunity injected_drugs cancer_history".split()
FREE_PARENTS = {"any_history", "any_illness"}


def own(sign: str) -> str:
    return sign.rpartition(".")[2]


def one_tier(sign: str, yes: set[str], age: int | None, onset: Onset | None) -> Tier:
    """What the table gives to one sign."""
    old = age is None or age >= 65
    if sign in FLAT:
        tier = FLAT[sign]
        if sign in {"leg_weakness", "any_illness.weight_loss"} and age is not None and age < 18:
            return Tier.emergency
        if sign == "any_illness.night_pain" and onset is Onset.months and "over_four_weeks.morning_stiffness" in yes:
            return Tier.routine
        if sign == "sudden_severe" and age is not None and age < 50:
            return Tier.routine
        return tier
    recent = onset in {None, Onset.unknown, Onset.today, Onset.days}
    broken = Tier.same_day if recent or "small_fall" in yes else Tier.soon
    return {
        "small_fall": Tier.same_day if old else Tier.routine,
        "first_over_fifty": Tier.same_day if (age is None or age >= 60) and onset is Onset.today else Tier.soon,
        "cannot_get_up": Tier.same_day if old else Tier.self_care,
        "cannot_get_up.how_long": Tier.emergency if old else Tier.same_day,
        "long_lie": Tier.emergency if old else Tier.same_day,
        "any_history.steroids": broken,
        "any_history.weak_bones": broken,
    }[sign]


def expected(yes: set[str], age: int | None = None, onset: Onset | None = None) -> Tier:
    """The oracle: the highest tier of a sign that counts, or signs that together are an emergency."""
    yes = set(yes)
    if age is not None:
        yes -= {"under_eighteen", "under_eighteen.under_six"}
        yes |= {"under_eighteen"} if age < 18 else set()
        yes |= {"under_eighteen.under_six"} if age < 6 else set()
    if onset in {Onset.over_four_weeks, Onset.months}:
        yes.add("over_four_weeks")
    if "under_eighteen" in yes:
        yes |= {"under_eighteen.fever"} if "fever" in yes else set()
        yes |= {"under_eighteen.night_pain"} if "any_illness.night_pain" in yes else set()
    names = {own(sign) for sign in yes if not sign.startswith("under_eighteen.")}
    old = age is None or age >= 65
    pairs = [
        *(("fever", other) for other in WITH_FEVER),
        *itertools.product(("leg_weakness", "clumsy_hands"), WITH_NERVES),
        ("leg_weakness", "clumsy_hands"),
        ("leg_pain_below_knee", "cancer_history"),
        ("sexual_function", "leg_weakness"),
        ("sexual_function", "leg_pain_below_knee"),
        ("head_injury", "blood_thinners"),
        ("spinal_procedure", "fever"),
        ("spinal_procedure", "leg_weakness"),
    ]
    if any({*pair} <= names for pair in pairs):
        return Tier.emergency
    if {"small_fall", "cannot_get_up"} <= names and (old or names & {"weak_bones", "steroids", "blood_thinners"}):
        return Tier.emergency
    counted = {
        sign
        for sign in yes
        if "." not in sign or sign.partition(".")[0] in FREE_PARENTS | yes or sign == "bladder_trouble.filling"
    }
    return max((one_tier(sign, yes, age, onset) for sign in counted), default=Tier.self_care)


def answers_of(signs: set[str], age: int | None, onset: Onset | None) -> dict[str, Given]:
    """Everything answered: yes to these, no to the rest; a decider says that nothing takes an emergency away."""
    answers: dict[str, Given] = {flag.id: Answer.no for flag in INTERVIEW.flags.values() if flag.kind is Kind.sign}
    answers |= {flag.id: Answer.yes for flag in INTERVIEW.flags.values() if flag.kind is Kind.decides}
    answers |= dict.fromkeys(signs, Answer.yes)
    if "bladder_trouble.filling" in signs and "bladder_trouble" not in signs:
        answers["bladder_trouble"] = Answer.not_tried
    if age is not None:
        answers["age"] = Age(age, age)
    else:
        answers["under_eighteen"] = Answer.yes if "under_eighteen" in signs else Answer.unsure
        answers.pop("under_eighteen") if "under_eighteen" not in signs else None
    if onset:
        answers["onset"] = onset
    return answers


def wrong(count: int, ages: tuple[int | None, ...] = AGES, step: int = 1) -> list[tuple[object, ...]]:
    cases = itertools.product(itertools.combinations(SIGNS, count), ages, ONSETS)
    found: list[tuple[object, ...]] = []
    for signs, age, onset in itertools.islice(cases, 0, None, step):
        yes = {*signs}
        if "under_eighteen" in yes and age is None:
            continue  # The age is then known in part: below.
        reached = triage.tier(INTERVIEW, answers_of(yes, age, onset))
        if reached is not expected(yes, age, onset):
            found.append((signs, age, onset, reached.name, expected(yes, age, onset).name))
    return found


def test_the_oracle_has_every_sign_of_the_content() -> None:
    signs = {flag.id for flag in INTERVIEW.flags.values() if flag.kind in {Kind.sign, Kind.volunteered}}
    assert signs == set(SIGNS)


@pytest.mark.parametrize("count", [0, 1])
def test_each_sign_at_every_age_and_onset_reaches_the_tier_of_the_table(count: int) -> None:
    assert wrong(count) == []


def test_a_sample_of_two_and_three_signs() -> None:
    assert wrong(2, step=97) == []
    assert wrong(3, step=4_999) == []


@pytest.mark.e2e
def test_every_two_signs_at_every_age_and_onset() -> None:
    assert wrong(2) == []


@pytest.mark.e2e
def test_every_three_signs_at_the_ages_and_onsets_by_turns() -> None:
    assert wrong(3, step=61) == []


def test_every_assignment_over_all_signs_that_combine() -> None:
    combining = """fever leg_weakness clumsy_hands any_history.weak_immunity any_history.cancer_history
    any_history.steroids fever.diabetes leg_pain_below_knee sexual_function small_fall cannot_get_up""".split()
    for bits in itertools.product((False, True), repeat=len(combining)):
        yes = {sign for sign, bit in zip(combining, bits, strict=True) if bit}
        assert triage.tier(INTERVIEW, answers_of(yes, 42, Onset.days)) is expected(yes, 42, Onset.days), yes


def test_a_child_whose_number_is_not_known_is_a_child() -> None:
    answers: dict[str, Given] = {"age": Answer.skipped, "under_eighteen": Answer.yes}
    assert triage.tier(INTERVIEW, answers) is Tier.soon
    assert triage.tier(INTERVIEW, {**answers, "leg_weakness": Answer.yes}) is Tier.emergency
    assert triage.next_question(INTERVIEW, answers) == "under_eighteen.under_six"


LOWERS = {("over_four_weeks.morning_stiffness", Onset.months)}
"""Stiff mornings for months explain pain at night: the one yes that makes less of another (NICE NG65)."""


def test_the_tier_never_falls_when_a_yes_is_added() -> None:
    for signs in itertools.combinations(SIGNS[::5], 2):
        for onset in (Onset.days, Onset.months):
            answers = answers_of({*signs}, 42, onset)
            before = triage.tier(INTERVIEW, answers)
            for item, more in itertools.product(SIGNS, (Answer.yes, Answer.unsure)):
                if answers.get(item) is not Answer.yes and (item, onset) not in LOWERS:
                    assert triage.tier(INTERVIEW, {**answers, item: more}) >= before, (signs, item)


def test_not_sure_counts_as_yes() -> None:
    for item in SIGNS:
        if item not in {"bladder_trouble.filling", "under_eighteen", "under_eighteen.under_six"}:
            parent = INTERVIEW.flags[item].parent
            answers = answers_of({item, *([parent] if parent in SIGNS else [])}, 42, Onset.days)
            assert triage.tier(INTERVIEW, {**answers, item: Answer.unsure}) == triage.tier(INTERVIEW, answers)


@pytest.mark.parametrize("answer", [Answer.unsure, Answer.not_tried])
def test_a_bladder_neither_tried_nor_felt_is_seen_today(answer: Answer) -> None:
    answers = {
        **answers_of(set(), 42, Onset.days), "bladder_trouble": Answer.not_tried, "bladder_trouble.filling": answer
    }  # fmt: skip
    assert triage.outcome(INTERVIEW, answers) == "same_day"


# What takes an emergency away, and what is asked until it does.


@pytest.mark.parametrize(
    ("sign", "decider", "age", "then"),
    [
        ("tearing_pain", "moving", 39, Tier.same_day),
        ("tearing_pain", "moving", 40, None),
        ("tearing_pain", "moving", None, None),
        ("sudden_severe", "like_before", 52, Tier.routine),
        ("sudden_severe", "like_before", 59, Tier.routine),
        ("sudden_severe", "like_before", 60, Tier.same_day),
        ("sudden_severe", "like_before", None, Tier.same_day),
    ],
)
def test_what_decides_is_asked_before_an_emergency_is_acted_on(
    sign: str, decider: str, age: int | None, then: Tier | None
) -> None:
    for said in COUNTS_AS_YES:
        answers: dict[str, Given] = {"age": Age(age, age) if age else Answer.skipped, sign: said}
        assert triage.tier(INTERVIEW, answers) is Tier.emergency
        if then is None:
            assert triage.deciding(INTERVIEW, answers) is None
            continue
        assert triage.next_question(INTERVIEW, answers) == f"{sign}.{decider}"
        well: dict[str, Given] = {**answers, f"{sign}.{decider}": Answer.no}
        assert triage.tier(INTERVIEW, well) is then
        for left in (Answer.yes, Answer.unsure, Answer.skipped, Answer.open):
            worse: dict[str, Given] = {**answers, f"{sign}.{decider}": left}
            assert triage.tier(INTERVIEW, worse) is Tier.emergency
            assert triage.next_question(INTERVIEW, worse) is None


def test_nothing_decides_where_another_sign_is_an_emergency_anyway() -> None:
    answers: dict[str, Given] = {"age": Age(30, 30), "tearing_pain": Answer.yes, "chest_or_faint": Answer.yes}
    assert triage.deciding(INTERVIEW, answers) is None


# The walk through the interview.


def walk(
    yes: set[str],
    age: int | None = 42,
    onset: Onset | None = Onset.days,
    first: Mapping[str, Given] = MappingProxyType({}),
) -> tuple[list[str], dict[str, Given]]:
    """Answer the interview as it asks; the ids asked, and the answers."""
    asked: list[str] = []
    answers: dict[str, Given] = {**first}
    while item := triage.next_question(INTERVIEW, answers):
        asked.append(item)
        assert len(asked) < 60
        if item == "age":
            answers[item] = Age(age, age) if age is not None else Answer.skipped
        elif item == "onset":
            answers[item] = onset or Onset.unknown
        else:
            answers[item] = Answer.yes if item in yes or item == GO_ON else Answer.no
    return asked, answers


def test_a_fit_adult_is_asked_these_and_no_more() -> None:
    asked, answers = walk(set(), 30, Onset.today)
    assert (
        asked
        == """age chest_or_faint tearing_pain belly_pulse major_trauma saddle_numbness bladder_trouble
    lost_control both_legs unsteady_walking leg_weakness fever go_on onset any_history any_illness urine_signs
    small_fall clumsy_hands mid_back pregnant cannot_get_up leg_pain_below_knee""".split()
    )
    assert triage.outcome(INTERVIEW, answers) == "self_care"


@pytest.mark.parametrize(
    ("age", "more", "less"),
    [
        (9, {"under_eighteen.fever", "under_eighteen.night_pain", "under_eighteen.wont_walk"}, {"fever", "pregnant"}),
        (15, {"under_eighteen.fever", "under_eighteen.night_pain", "under_eighteen.wont_walk"}, {"fever"}),
        (50, {"sudden_severe", "first_over_fifty"}, set()),
        (56, {"sudden_severe", "first_over_fifty"}, {"pregnant"}),
        (None, {"under_eighteen", "over_fifty"}, set()),
    ],
)
def test_age_decides_what_is_asked(age: int | None, more: set[str], less: set[str]) -> None:
    usual, _ = walk(set())
    asked, _ = walk(set(), age)
    assert {*asked} - {*usual} == more
    assert {*usual} - {*asked} == less


def test_nothing_is_left_out_where_the_age_is_never_told() -> None:
    skipped: dict[str, Given] = {"age": Answer.skipped, "under_eighteen": Answer.skipped, "over_fifty": Answer.skipped}
    asked, _ = walk(set(), None, None, skipped)
    usual, _ = walk(set())
    assert {*asked} >= ({*usual} | {"sudden_severe", "first_over_fifty", "over_four_weeks"}) - {"age"}
    older, _ = walk({"over_fifty"}, None)
    assert "sudden_severe" in older


@pytest.mark.parametrize(
    ("onset", "asked_about"),
    [
        (Onset.today, False), (Onset.days, False), (Onset.weeks, False), (Onset.some_weeks, True),
        (Onset.over_four_weeks, False), (Onset.months, False), (Onset.unknown, True),
    ],
)  # fmt: skip
def test_onset_decides_about_four_weeks_and_the_night(onset: Onset, asked_about: bool) -> None:
    asked, answers = walk({"any_illness"}, onset=onset)
    assert ("over_four_weeks" in asked) is asked_about
    assert ("any_illness.night_pain" in asked) is (onset is not Onset.today)
    if onset is Onset.some_weeks:
        assert asked[asked.index("onset") + 1] == "over_four_weeks"
    lasted = onset in {Onset.over_four_weeks, Onset.months}
    assert ("over_four_weeks" in triage.signs(INTERVIEW, answers)) is lasted
    assert ("over_four_weeks.morning_stiffness" in asked) is lasted


def test_a_bundle_unrolls_after_a_yes_and_its_no_clears_nothing_that_was_said() -> None:
    asked, _ = walk({"any_history"})
    at = asked.index("any_history")
    members = [flag.id for flag in INTERVIEW.flags.values() if flag.parent == "any_history"]
    assert asked[at + 1 : at + 6] == members
    said: dict[str, Given] = {"any_history.cancer_history": Answer.yes}
    asked, answers = walk(set(), first=said)
    assert [item for item in asked if item.startswith("any_history")] == members[1:], "a named member opens it"
    assert triage.tier(INTERVIEW, {**answers, "any_history": Answer.no}) is Tier.same_day


@pytest.mark.parametrize("sign", ["fever", "leg_weakness"])
@pytest.mark.parametrize("said", [Answer.yes, Answer.unsure])
def test_past_illnesses_come_before_the_offer_where_they_make_an_emergency(sign: str, said: Answer) -> None:
    asked, _ = walk(set(), first={sign: said})
    assert asked.index("any_history") < asked.index(GO_ON)
    usual, _ = walk(set())
    assert usual.index("any_history") > usual.index(GO_ON)


def test_sexual_function_is_asked_once_after_a_nerve_sign() -> None:
    usual, _ = walk(set())
    assert "sexual_function" not in usual
    asked, _ = walk({"leg_weakness"})
    assert asked.index("sexual_function") < asked.index(GO_ON)
    asked, _ = walk({"leg_pain_below_knee"})
    assert asked[-1] == "sexual_function"
    asked, _ = walk({"leg_weakness", "leg_pain_below_knee"})
    assert asked.count("sexual_function") == 1
    child, _ = walk({"leg_pain_below_knee"}, 15)
    assert "sexual_function" not in child


def paths(count: int) -> Iterator[tuple[set[str], int | None, Onset | None]]:
    asked = [flag.id for flag in INTERVIEW.flags.values() if flag.kind is not Kind.volunteered and flag.question]
    for signs in itertools.combinations(asked, count):
        yes = {*signs, *(sign.partition(".")[0] for sign in signs if sign != "bladder_trouble.filling")}
        for age, onset in ((30, Onset.today), (52, Onset.months), (72, Onset.days), (9, Onset.weeks), (None, None)):
            yield yes, age, onset


def check_path(yes: set[str], age: int | None, onset: Onset | None) -> None:
    asked, answers = walk(yes, age, onset)
    assert len(set(asked)) == len(asked)
    until: dict[str, Given] = {}
    tiers = []
    for item in asked:
        until[item] = answers[item]
        tiers.append((triage.tier(INTERVIEW, until), triage.deciding(INTERVIEW, until)))
    stops = [tier is Tier.emergency and decider is None for tier, decider in tiers]
    assert not any(stops[:-1]), "it stops at the first emergency"
    if stops[-1]:
        assert triage.outcome(INTERVIEW, answers) == "emergency"
    else:
        assert not triage.unasked(INTERVIEW, answers)
        assert triage.still_to_ask(INTERVIEW, answers) == 0
        assert triage.outcome(INTERVIEW, answers) == triage.tier(INTERVIEW, answers).name


def test_every_path_with_one_sign_and_a_sample_with_two_stop_at_the_first_emergency() -> None:
    for count, step in ((0, 1), (1, 1), (2, 23)):
        for path in itertools.islice(paths(count), 0, None, step):
            check_path(*path)


@pytest.mark.e2e
def test_every_path_with_two_signs() -> None:
    for path in paths(2):
        check_path(*path)


def test_a_follow_up_is_asked_only_after_its_parents_yes() -> None:
    usual, _ = walk(set())
    assert not [item for item in usual if "." in item]
    for flag in INTERVIEW.flags.values():
        if flag.parent and not flag.after_not_tried:
            known: Mapping[str, Given] = {flag.parent: Answer.no}
            assert not triage.applies(INTERVIEW, flag.id, facts_of(known)), flag.id


def test_nothing_unasked_ends_in_self_care() -> None:
    asked, answers = walk(set(), 52)
    assert triage.outcome(INTERVIEW, answers) == "self_care"
    for item in asked:
        if item in {"age", "onset", GO_ON}:
            continue
        for left in (Answer.skipped, Answer.open):
            assert triage.outcome(INTERVIEW, {**answers, item: left}) == "unfinished", item
        missing = {key: said for key, said in answers.items() if key != item}
        assert triage.outcome(INTERVIEW, missing) == "unfinished", item


def test_a_follow_up_skipped_keeps_the_interview_unfinished_only_where_nothing_was_found() -> None:
    _, answers = walk(set())
    answers |= {"fever": Answer.yes, "fever.recent_source": Answer.no, "fever.diabetes": Answer.skipped}
    assert triage.outcome(INTERVIEW, answers) == "same_day"
    assert triage.unasked(INTERVIEW, answers) == ["fever.diabetes"]


def test_no_at_the_offer_ends_the_interview() -> None:
    asked, answers = walk(set())
    assert asked.count(GO_ON) == 1
    until = {key: answers[key] for key in asked[: asked.index(GO_ON)]}
    assert triage.next_question(INTERVIEW, until) == GO_ON
    assert triage.next_question(INTERVIEW, {**until, GO_ON: Answer.no}) is None
    assert triage.still_to_ask(INTERVIEW, until) == 11


def test_a_sign_that_follows_from_the_frame_is_taken_back_with_it() -> None:
    answers: dict[str, Given] = {"age": Age(9, 9), "onset": Onset.months, "under_eighteen.fever": Answer.no}
    assert triage.forget_answers(answers, ["under_eighteen"]) == {"onset": Onset.months}
    assert "onset" not in triage.forget_answers(answers, ["over_four_weeks"])

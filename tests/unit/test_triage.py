"""The rules of the red-flag interview, by exhaustion. The oracle below is written from the care content's own table."""

import itertools

import pytest

from coach.care import triage
from coach.care.triage import Answer, Tier
from coach.content.catalog import Catalog

INTERVIEW = Catalog().interview

EMERGENCY = """under_eighteen.under_six under_eighteen.fever under_eighteen.night_pain under_eighteen.wont_walk
chest_pain
very_unwell tearing_pain belly_pulse major_trauma saddle_numbness bladder_trouble lost_control both_legs sexual_function
unsteady_walking fever.diabetes fever.recent_source first_over_fifty.sudden bladder_trouble.filling""".split()
SAME_DAY = """leg_weakness fever immune_or_injecting cancer_history urine_signs weight_loss night_pain new_lump_or_shape
small_fall.over_sixty_five weak_bones.sudden cannot_get_up clumsy_hands mid_back pregnant.labour_signs
pregnant.severe""".split()
SOON = "under_eighteen first_over_fifty weak_bones pregnant".split()
ROUTINE = "small_fall over_four_weeks over_four_weeks.morning_stiffness leg_pain_below_knee".split()
PAIRS = {
    frozenset(pair)
    for pair in [
        ("fever", "immune_or_injecting"),
        ("leg_pain_below_knee", "cancer_history"),
        ("leg_weakness", "clumsy_hands"),
        *itertools.product(("leg_weakness", "clumsy_hands"), ("fever", "immune_or_injecting", "cancer_history")),
    ]
}
TIERS = {
    **dict.fromkeys(EMERGENCY, Tier.emergency),
    **dict.fromkeys(SAME_DAY, Tier.same_day),
    **dict.fromkeys(SOON, Tier.soon),
    **dict.fromkeys(ROUTINE, Tier.routine),
}
ASKED = [item for item in INTERVIEW.order if not item.startswith("go_on.")]


def with_parents(signs: tuple[str, ...]) -> dict[str, Answer]:
    """Every question answered: yes to these and to what they follow, no to the rest."""
    yes = {*signs, *(sign.partition(".")[0] for sign in signs)}
    answers = {item: Answer.yes if item in yes else Answer.no for item in INTERVIEW.order}
    if "bladder_trouble.filling" in signs:
        answers["bladder_trouble"] = Answer.not_tried
    return {**answers, **{item: Answer.yes for item in INTERVIEW.order if item.startswith("go_on.")}}


def expected(answers: dict[str, Answer]) -> Tier:
    """The oracle: the highest tier of a sign whose parent was a yes, or a pair that is an emergency."""
    yes = {
        item
        for item, answer in answers.items()
        if answer is Answer.yes
        and not item.startswith("go_on.")
        and ("." not in item or answers[item.partition(".")[0]] in {Answer.yes, Answer.not_tried})
        and not (item == "bladder_trouble.filling" and answers["bladder_trouble"] is not Answer.not_tried)
    }
    child_signs = yes & {"fever", "night_pain"} if "under_eighteen" in yes else set()
    if child_signs or any(pair <= yes for pair in PAIRS):
        return Tier.emergency
    return max((TIERS[item] for item in yes), default=Tier.self_care)


def test_every_red_flag_of_the_content_has_a_tier_in_the_oracle() -> None:
    assert set(ASKED) == set(TIERS)
    assert len([item for item in ASKED if "." not in item]) == 29


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_all_assignments_of_up_to_three_yeses_reach_the_tier_of_the_table(count: int) -> None:
    for signs in itertools.combinations(ASKED, count):
        answers = with_parents(signs)
        assert triage.tier(INTERVIEW, answers) == expected(answers), signs


def test_every_assignment_over_all_flags_that_combine() -> None:
    combining = sorted({flag for pair in PAIRS for flag in pair} | {"fever.diabetes", "fever.recent_source"})
    combining += ["under_eighteen", "under_eighteen.fever", "night_pain", "small_fall", "weak_bones"]
    for bits in itertools.product((Answer.no, Answer.yes), repeat=len(combining)):
        answers = {**with_parents(()), **dict(zip(combining, bits, strict=True))}
        assert triage.tier(INTERVIEW, answers) == expected(answers)


def test_no_flag_outside_the_table_combines_so_the_exhaustion_above_is_one_over_all_assignments() -> None:
    # The tier is the highest single tier or one of the pairs; with the pairs pinned, three yeses at a time and the
    # combining group in full cover every assignment of yes and no.
    assert {frozenset(pair) for pair in INTERVIEW.combinations if not any("." in flag for flag in pair)} == PAIRS


def test_the_tier_never_falls_when_a_yes_is_added() -> None:
    for signs in itertools.combinations(ASKED, 2):
        answers = with_parents(signs)
        before = triage.tier(INTERVIEW, answers)
        for item, more in itertools.product(ASKED, (Answer.yes, Answer.unsure)):
            if answers[item] is not Answer.yes:
                after = triage.tier(INTERVIEW, {**answers, item: more})
                assert after >= before, (signs, item)


def test_not_sure_counts_as_yes() -> None:
    for item in ASKED:
        if item != "bladder_trouble.filling":
            answers = with_parents((item,))
            assert triage.tier(INTERVIEW, {**answers, item: Answer.unsure}) == triage.tier(INTERVIEW, answers)


@pytest.mark.parametrize("answer", [Answer.unsure, Answer.not_tried])
def test_a_bladder_neither_tried_nor_felt_is_seen_today(answer: Answer) -> None:
    answers = {**with_parents(()), "bladder_trouble": Answer.not_tried, "bladder_trouble.filling": answer}
    assert triage.outcome(INTERVIEW, answers) == "same_day"


def walk(yes: set[str]) -> tuple[list[str], dict[str, Answer]]:
    """Answer the interview as it asks; the ids asked, and the answers."""
    asked: list[str] = []
    answers: dict[str, Answer] = {}
    while item := triage.next_question(INTERVIEW, answers):
        asked.append(item)
        assert len(asked) < 60
        answers[item] = Answer.yes if item in yes or item.startswith("go_on.") else Answer.no
    return asked, answers


def test_every_path_with_up_to_two_signs_stops_at_the_first_emergency_and_asks_in_order() -> None:
    for count in (0, 1, 2):
        for signs in itertools.combinations(ASKED, count):
            yes = {*signs, *(sign.partition(".")[0] for sign in signs if sign != "bladder_trouble.filling")}
            asked, answers = walk(yes)
            assert asked == sorted(asked, key=INTERVIEW.order.index)
            tiers = [triage.tier(INTERVIEW, {key: answers[key] for key in asked[: i + 1]}) for i in range(len(asked))]
            assert Tier.emergency not in tiers[:-1]
            if tiers[-1] is Tier.emergency:
                assert triage.outcome(INTERVIEW, answers) == "emergency"
            else:
                assert not triage.unasked(INTERVIEW, answers)
                assert triage.outcome(INTERVIEW, answers) == expected({**with_parents(()), **answers}).name


def test_a_follow_up_is_asked_only_after_its_parents_yes() -> None:
    asked, _ = walk(set())
    assert not [item for item in asked if "." in item and not item.startswith("go_on.")]
    for flag in INTERVIEW.flags.values():
        if flag.parent and not flag.after_not_tried:
            assert triage.applies(INTERVIEW, flag.id, {flag.parent: Answer.yes})
            assert not triage.applies(INTERVIEW, flag.id, {flag.parent: Answer.no})


def test_for_a_child_sex_and_injecting_are_not_asked() -> None:
    asked, _ = walk({"under_eighteen"})
    assert "sexual_function" not in asked
    assert "immune_or_injecting" not in asked
    assert "under_eighteen.wont_walk" in asked


def test_nothing_unasked_ends_in_self_care() -> None:
    everything_no = with_parents(())
    assert triage.outcome(INTERVIEW, everything_no) == "self_care"
    for item in ASKED:
        if triage.applies(INTERVIEW, item, everything_no):
            for missing in (
                {**everything_no, item: Answer.skipped},
                {k: v for k, v in everything_no.items() if k != item},
            ):
                assert triage.outcome(INTERVIEW, missing) == "unfinished", item


def test_a_follow_up_skipped_keeps_the_interview_unfinished_only_where_nothing_was_found() -> None:
    answers = {**with_parents(("fever",)), "fever.diabetes": Answer.skipped}
    assert triage.outcome(INTERVIEW, answers) == "same_day"
    assert triage.unasked(INTERVIEW, answers) == ["fever.diabetes"]


def test_no_at_an_offer_ends_the_interview() -> None:
    asked, answers = walk(set())
    offers = [item for item in asked if item.startswith("go_on.")]
    assert len(offers) == 2
    until = {key: answers[key] for key in asked[: asked.index(offers[0])]}
    assert triage.next_question(INTERVIEW, until) == offers[0]
    assert triage.next_question(INTERVIEW, {**until, offers[0]: Answer.no}) is None

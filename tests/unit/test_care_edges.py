"""The edges of the rules in care/: just before, just at, just after. Each was once a change that no test noticed."""

import pytest

from coach.care import answers, cautions, limits, movements, triage
from coach.care.answers import Age, Answer, FlagId, Onset, Tier, Where, facts_of
from coach.care.cautions import Caution, History, due
from coach.care.interview import GO_ON
from coach.care.limits import HEAT, HEAT_REST_MS, ICE, ICE_GAP_MS, Limit, TimerKind, Verdict
from coach.care.triage import Outcome
from coach.content.catalog import Catalog
from coach.profile.model import Application

INTERVIEW = Catalog().interview
NOW = 1_795_251_600_000
MINUTE = 60_000
HOUR = 60 * MINUTE
YES, NO = Answer.yes, Answer.no


def on(minutes: float, ended: int = NOW) -> Application:
    """Ice or heat of so many minutes."""
    return Application(ended - round(minutes * MINUTE), ended)


@pytest.mark.parametrize(
    ("limit", "asked", "most", "verdict", "seconds"),
    [
        (Limit(900, 1200), None, 900, Verdict.fine, 900),
        (Limit(900, 1200), None, 899, Verdict.too_long, 899),
        (ICE, 30 * 60, 15 * 60, Verdict.misheard, 15 * 60),
        (ICE, 30 * 60, 15 * 60 - 1, Verdict.too_long, 15 * 60 - 1),
    ],
)
def test_a_length(limit: Limit, asked: int | None, most: int, verdict: Verdict, seconds: int) -> None:
    assert limits.length(limit, asked, most) == (verdict, seconds)


def test_what_short_ones_leave_of_the_twenty_minutes() -> None:
    threes = [on(3, NOW - number * 4 * MINUTE) for number in range(6)]
    # Eighteen minutes are used, two are left; then nineteen, and one: that is a start still.
    assert limits.most_ice_now(threes, NOW) == 120
    nineteen = [*threes, on(1, NOW - 25 * MINUTE)]
    assert limits.most_ice_now(nineteen, NOW) == 60 == limits.LEAST_SECONDS
    assert limits.next_ice_at(nineteen, NOW) == 0
    all_used = [*nineteen, on(2, NOW - 30 * MINUTE)]
    assert limits.most_ice_now(all_used, NOW) == 0
    # The first of them to come off counts, whichever began first.
    assert limits.next_ice_at(all_used, NOW) == NOW - 30 * MINUTE + ICE_GAP_MS
    paused = Application(NOW - 60 * MINUTE, NOW - MINUTE, 57 * 60)
    assert limits.next_ice_at([paused, *all_used], NOW) == NOW - 30 * MINUTE + ICE_GAP_MS


def test_what_is_left_of_heat() -> None:
    assert limits.most_heat_now([on(19)], NOW) == 60
    assert limits.next_heat_at([on(19)], NOW) == 0
    assert limits.most_heat_now([on(20)], NOW) == 0
    assert limits.next_heat_at([on(20)], NOW) == NOW + HEAT_REST_MS
    assert limits.most_now(TimerKind.heat, [on(15, NOW - 90 * MINUTE)], NOW) == HEAT.most_seconds
    assert limits.most_now(TimerKind.heat, [on(15)], NOW) == 5 * 60
    assert limits.most_now(TimerKind.ice, [on(3)], NOW) == 17 * 60
    assert limits.most_now(TimerKind.ice, [on(15)], NOW) == ICE.most_seconds


@pytest.mark.parametrize(
    ("elapsed", "remaining", "rings_in"),
    [(0, 900, 300), (60, 900, 240), (299, 900, 1), (300, 900, 0), (400, 900, 0), (0, 300, 0), (0, 301, 300),
     (200, 100, 0), (200, 101, 100)],
)  # fmt: skip
def test_when_the_skin_check_rings(elapsed: int, remaining: int, rings_in: int) -> None:
    assert limits.skin_check_in(elapsed, remaining) == rings_in


def asked(
    kind: TimerKind, *, ice: tuple[Application, ...] = (), heat: tuple[Application, ...] = (), swelling: bool = True
) -> tuple[Caution, ...]:
    """What is asked of somebody with a clear no to both an hour ago."""
    history = History({TimerKind.ice: NOW - HOUR, TimerKind.heat: NOW - HOUR}, ice, heat)
    return due(kind, history, NOW, asked_afresh=False, no_swelling=not swelling)


def test_what_is_asked_within_twelve_hours_of_a_clear_no() -> None:
    assert asked(TimerKind.ice) == ()
    assert asked(TimerKind.ice, heat=(on(15),)) == (Caution.skin, Caution.ready)
    assert asked(TimerKind.ice, ice=(on(15),)) == ()
    assert asked(TimerKind.heat) == (Caution.swelling, Caution.ready)
    assert asked(TimerKind.heat, swelling=False) == ()
    assert asked(TimerKind.heat, ice=(on(15),), swelling=False) == (Caution.skin, Caution.ready)
    assert asked(TimerKind.heat, ice=(on(15),)) == (Caution.swelling, Caution.skin, Caution.ready)
    assert asked(TimerKind.walk, ice=(on(15),), heat=(on(15),)) == ()


def test_a_clear_no_is_of_one_kind_but_for_a_walk() -> None:
    ice_only = History({TimerKind.ice: NOW - HOUR, TimerKind.heat: 0})
    for kind, cautions_due in (
        (TimerKind.ice, ()),
        (TimerKind.heat, cautions.BEFORE[TimerKind.heat]),
        (TimerKind.walk, ()),
    ):
        assert due(kind, ice_only, NOW, asked_afresh=False, no_swelling=True) == cautions_due
    nobody = History({TimerKind.ice: NOW + 1, TimerKind.heat: NOW + 1})
    assert due(TimerKind.walk, nobody, NOW, asked_afresh=False, no_swelling=True) == (Caution.stop_signs,)
    assert due(TimerKind.walk, nobody._replace(cleared_at={}), 2, asked_afresh=False, no_swelling=True) == (
        Caution.stop_signs,
    )
    assert cautions.clearance_expired(0, 1)
    assert not cautions.clearance_expired(1, 1)


def test_the_other_one_dulls_the_skin_for_as_long_as_the_rule_says() -> None:
    for kind, rest in ((TimerKind.heat, ICE_GAP_MS), (TimerKind.ice, HEAT_REST_MS)):
        ice, heat = ((on(15),), ()) if kind is TimerKind.heat else ((), (on(15),))
        assert cautions.skin_due_again(kind, ice, heat, NOW + rest - 1)
        assert not cautions.skin_due_again(kind, ice, heat, NOW + rest)
        assert not cautions.skin_due_again(kind, heat, ice, NOW)


def test_what_takes_a_clear_no_back() -> None:
    voids = cautions.voids_clearance
    assert voids([], [], Tier.self_care, condition=True)
    assert voids([FlagId.small_fall], [], Tier.self_care, condition=False)
    assert voids([], [FlagId.major_trauma], Tier.self_care, condition=False)
    assert voids([FlagId.fever], [], Tier.same_day, condition=False)
    assert not voids([FlagId.fever], [], Tier.soon, condition=False)
    assert not voids([], [], Tier.same_day, condition=False)
    assert not voids([], [FlagId.fever], Tier.self_care, condition=False)
    assert not cautions.fell([FlagId.fever], [])


def test_whom_to_see_first() -> None:
    assert cautions.seen_first(INTERVIEW, {}, Outcome.soon)
    assert cautions.seen_first(INTERVIEW, {FlagId.fever: YES}, None)
    assert not cautions.seen_first(INTERVIEW, {}, Outcome.self_care)
    assert not cautions.seen_first(INTERVIEW, {}, None)


@pytest.mark.parametrize(
    ("said", "age"),
    [
        ({FlagId.under_eighteen: YES}, Age(0, 17)),
        ({FlagId.under_eighteen: NO}, Age(18)),
        ({FlagId.over_fifty: YES}, Age(50)),
        ({FlagId.over_fifty: NO}, Age(0, 49)),
        ({FlagId.age: Age(18, 18), FlagId.under_eighteen: YES}, Age(18, 18)),
        ({FlagId.age: Age(17, 18), FlagId.under_eighteen: YES}, Age(17, 17)),
        ({FlagId.age: Age(17, 18), FlagId.under_eighteen: NO}, Age(18, 18)),
        ({FlagId.age: Age(17, 17), FlagId.under_eighteen: NO}, Age(17, 17)),
        ({FlagId.age: Age(49, 50), FlagId.over_fifty: YES}, Age(50, 50)),
        ({FlagId.age: Age(49, 49), FlagId.over_fifty: YES}, Age(49, 49)),
        ({FlagId.age: Age(49, 50), FlagId.over_fifty: NO}, Age(49, 49)),
        ({FlagId.age: Age(50, 50), FlagId.over_fifty: NO}, Age(50, 50)),
    ],
)
def test_an_age_is_narrowed_by_what_stands_in_for_it(said: answers.Answers, age: Age) -> None:
    assert facts_of(said).age == age


@pytest.mark.parametrize(
    ("age", "known"), [(Age(0, 17), YES), (Age(18, 18), NO), (Age(18, 40), NO), (Age(17, 18), None), (Age(5, 18), None)]
)
def test_what_an_age_says_by_itself(age: Age, known: Answer | None) -> None:
    assert facts_of({FlagId.age: age}).answers.get(FlagId.under_eighteen) is known
    six = facts_of({FlagId.age: Age(5, 5)}).answers, facts_of({FlagId.age: Age(6, 6)}).answers
    assert [one[FlagId.under_six] for one in six] == [YES, NO]


def test_what_follows_from_since_when_and_from_a_childs_no() -> None:
    for onset, known in ((Onset.days, NO), (Onset.weeks, NO), (Onset.months, YES), (Onset.some_weeks, None)):
        assert facts_of({FlagId.onset: onset}).answers.get(FlagId.over_four_weeks) is known
    assert facts_of({FlagId.child_fever: NO}).answers[FlagId.fever] is NO
    assert facts_of({FlagId.child_fever: NO, FlagId.fever: YES}).answers[FlagId.fever] is YES


@pytest.mark.parametrize(
    ("where", "age", "holds"),
    [
        (Where(to_age=49), Age(49, 60), True),
        (Where(to_age=49), Age(50, 60), False),
        (Where(from_age=50), Age(40, 50), True),
        (Where(from_age=50), Age(40, 49), False),
        (Where(under_age=18), Age(0, 17), True),
        (Where(under_age=18), Age(0, 18), False),
        (Where(splits_age=50), Age(49, 50), True),
        (Where(splits_age=50), Age(50, 60), False),
        (Where(splits_age=50), Age(40, 49), False),
    ],
)
def test_a_condition_on_the_age(where: Where, age: Age, holds: bool) -> None:
    assert where.holds(facts_of({FlagId.age: age})) is holds


def test_a_hold_is_as_long_as_it_is() -> None:
    for seconds in (movements.LAST_SECONDS, movements.LAST_SECONDS + 5.0):
        assert movements.rests(seconds) == movements.rests(seconds, 1.0)
        for silence in movements.rests(seconds, 0.77):
            assert silence == round(silence, 1)
    movement = next(
        one for one in Catalog().movements.by_id.values() if one.kind is movements.Kind.repeated and one.sides
    )
    whole = movements.plan(movement)
    assert sum(stretch.times for stretch in whole) == movement.repetitions * len(movement.sides)
    assert whole[0].side == movement.sides[0]
    assert movements.plan(movement, left_first=True)[0].side == movement.sides[-1]


def test_a_question_has_its_wording_where_something_is_known() -> None:
    told: dict[str, answers.Answers] = {
        "any_history": {FlagId.age: Age(9, 9)},
        "any_illness": {FlagId.onset: Onset.today},
    }
    for flag_id, known in told.items():
        flag = INTERVIEW.flags[flag_id]
        assert triage.wording(INTERVIEW, flag_id, {}) == (flag.question, flag.other_words)
        assert triage.wording(INTERVIEW, flag_id, known) == flag.wordings[0][1:] != flag[2:4]


def test_the_offer_ends_it_where_it_stands_and_not_before() -> None:
    """A no to the offer, and an emergency question still open: that is asked all the same."""
    first = triage.next_question(INTERVIEW, {})
    assert triage.next_question(INTERVIEW, {GO_ON: NO}) == first


def test_what_of_a_check_counts_on() -> None:
    said: answers.Answers = {
        FlagId.age: Age(42, 42), FlagId.onset: Onset.days, FlagId.fever: YES, FlagId.leg_weakness: NO,
        FlagId.saddle_numbness: Answer.unsure, "any_history": YES, GO_ON: YES,
    }  # fmt: skip
    kept = triage.kept_after(INTERVIEW, said)
    assert set(kept) == {FlagId.age, FlagId.onset, FlagId.fever, FlagId.saddle_numbness}


def test_what_is_forgotten_takes_its_follow_ups_along() -> None:
    said: answers.Answers = {"pregnant": YES, "pregnant.labour_signs": NO, "fever": YES}
    assert triage.forget_answers(said, ["pregnant"]) == {"fever": YES}
    assert triage.forget_answers(said, ["pregnant.labour_signs"]) == {"pregnant": YES, "fever": YES}


def test_what_is_no_sign_by_itself() -> None:
    """An age, a bundle, what only decides; and a question that was not put, since its parent was tried."""
    assert triage.has_sign({FlagId.fever: YES}, FlagId.fever)
    assert not triage.has_sign({FlagId.fever: YES}, FlagId.night_pain)
    for flag in INTERVIEW.flags.values():
        if flag.kind.value in {"frame", "bundle", "decides"}:
            parent: answers.Answers = {flag.parent: YES} if flag.parent else {}
            named = triage.signs(INTERVIEW, {**parent, flag.id: YES})
            assert flag.id not in named, flag.id
        if flag.after_not_tried:
            for tried in (YES, NO):
                said: answers.Answers = {flag.parent: tried, flag.id: YES}
                assert flag.id not in triage.signs(INTERVIEW, said), flag.id

"""The red-flag interview: answers in, next question or outcome out. Pure.

The questions, their order, gates, tiers, combinations and sources are data (``content/en/red_flags.toml``); this
module holds the rules that a reviewer of the medicine checks: what is asked next, and what the answers amount to.
"""

from collections.abc import Iterable
from enum import StrEnum

from coach.care.answers import COUNTS_AS_YES, Answer, Answers, Facts, FlagId, Tier, facts_of
from coach.care.interview import GO_ON, Combination, Flag, Interview, Kind, Place


class Outcome(StrEnum):
    """How a check ends: a tier by its name, or left early without a yes."""

    self_care = "self_care"
    routine = "routine"
    soon = "soon"
    same_day = "same_day"
    emergency = "emergency"
    unfinished = "unfinished"


MOST_OPEN = 3
"""How many questions may be left open, because no answer was heard, before the check stops."""


def is_for_child(answers: Answers) -> bool:
    """Return whether this is about somebody under eighteen, as far as was said."""
    return facts_of(answers).has(FlagId.under_eighteen)


def has_sign(answers: Answers, flag_id: str) -> bool:
    """Return whether an answer, age or onset makes this sign be there."""
    return facts_of(answers).has(flag_id)


def applies(interview: Interview, flag_id: str, facts: Facts) -> bool:
    """Return whether a question belongs to this interview, given what is known so far."""
    flag = interview.flags[flag_id]
    if flag.kind is Kind.volunteered or not flag.where.holds(facts):
        return False
    if flag.kind is Kind.bundle:
        return not _members_named(interview, flag_id, facts)
    if not flag.parent:
        return True
    if interview.flags[flag.parent].kind is Kind.bundle:
        return facts.has(flag.parent) or _members_named(interview, flag.parent, facts)
    return facts.answers.get(flag.parent) is Answer.not_tried if flag.after_not_tried else facts.has(flag.parent)


def _members_named(interview: Interview, bundle: str, facts: Facts) -> bool:
    """Return whether a member of a bundle is there; said before the bundle was asked, it opens it."""
    return any(map(facts.has, interview.members[bundle]))


_MAKE_SIGNS = COUNTS_AS_YES | {Answer.not_tried}
"""Answers without which there is no sign at all: a turn of a check in which all is well looks at no flag."""


def signs(interview: Interview, answers: Answers) -> list[str]:
    """Return the ids that count as a yes, worst first, else in the interview's order.

    A follow-up counts only with its parent, a bundle's member by itself. A child's fever or night pain is the
    follow-up's sign, however it came to be known.
    """
    return list(_signs(interview, facts_of(answers)))


def _signs(interview: Interview, facts: Facts) -> dict[str, Tier]:
    """Return the signs, worst first, with what each leads to by itself."""
    if _MAKE_SIGNS.isdisjoint(facts.answers.values()):
        return {}
    said = {flag_id for flag_id, answer in facts.answers.items() if answer in _MAKE_SIGNS}
    said |= {flag_id for flag_id in _OF_A_CHILD if facts.has(FlagId.under_eighteen)}
    found = [flag for flag_id, flag in interview.flags.items() if flag_id in said and _is_sign(interview, flag, facts)]
    reached = [(flag.id, _tier_of(flag, facts)) for flag in found]
    return dict(sorted(reached, key=lambda one: -one[1]))


_OF_A_CHILD = frozenset({FlagId.child_fever, FlagId.child_night_pain})


def _is_sign(interview: Interview, flag: Flag, facts: Facts) -> bool:
    if flag.kind in {Kind.frame, Kind.bundle, Kind.decides}:
        return False
    if flag.after_not_tried:
        unknown = facts.answers.get(flag.id) is Answer.not_tried
        return facts.answers.get(flag.parent) is Answer.not_tried and (unknown or facts.has(flag.id))
    said = facts.has(flag.id) or (flag.id in _OF_A_CHILD and facts.has(interview.by_own_id[flag.own_id]))
    needs_parent = flag.parent and interview.flags[flag.parent].kind is not Kind.bundle
    return said and (not needs_parent or facts.has(flag.parent))


def _tier_of(flag: Flag, facts: Facts) -> Tier:
    if flag.after_not_tried and facts.answers.get(flag.id) is not Answer.yes:
        # Neither tried nor felt: unknown is not an emergency by itself, but must be seen today (GIRFT;
        # docs/care/red_flags.md).
        return Tier.same_day
    return next((tier for where, tier in flag.tiers if where.holds(facts)), flag.tier)


def tiers(interview: Interview, answers: Answers) -> dict[str, Tier]:
    """Return the signs, worst first, and what each leads to by itself."""
    return _signs(interview, facts_of(answers))


def combined(interview: Interview, answers: Answers) -> list[Combination]:
    """Return the combinations that are there: each is an emergency."""
    facts = facts_of(answers)
    return [combination for combination in interview.combinations if combination.holds(facts)]


def tier(interview: Interview, answers: Answers) -> Tier:
    """Return what the answers so far amount to."""
    reached = tiers(interview, answers)
    if reached and combined(interview, answers):
        return Tier.emergency
    return next(iter(reached.values()), Tier.self_care)


def deciding(interview: Interview, answers: Answers) -> str | None:
    """Return the follow-up whose answer may still take an emergency away; None if nothing can."""
    if tier(interview, answers) is not Tier.emergency:
        return None
    facts = facts_of(answers)
    open_ones = (
        flag.id
        for flag in interview.flags.values()
        if flag.kind is Kind.decides and flag.id not in answers and applies(interview, flag.id, facts)
    )
    return next((one for one in open_ones if _takes_away(interview, answers, one)), None)


def _takes_away(interview: Interview, answers: Answers, flag_id: str) -> bool:
    return tier(interview, {**answers, flag_id: Answer.no}) is not Tier.emergency


def next_question(interview: Interview, answers: Answers) -> str | None:
    """Return the id of the next row to ask about, ``go_on`` for the offer; None if the interview is over."""
    if tier(interview, answers) is Tier.emergency:
        return deciding(interview, answers)
    facts = facts_of(answers)
    for place in interview.order:
        if place.id == GO_ON and answers.get(GO_ON) is Answer.no:
            return None
        if _is_next(interview, place, facts):
            return place.id
    return None


def _is_next(interview: Interview, place: Place, facts: Facts) -> bool:
    if place.id in facts.answers or not place.where.holds(facts):
        return False
    return place.id == GO_ON or applies(interview, place.id, facts)


_NOT_ASKED = frozenset({Answer.skipped, Answer.open})


def unasked(interview: Interview, answers: Answers) -> list[str]:
    """Return the signs and bundles that were skipped, left open or never reached, in order."""
    facts = facts_of(answers)
    found = [
        place.id
        for place in interview.order
        if place.id != GO_ON
        and interview.flags[place.id].kind is not Kind.frame
        and facts.answers.get(place.id, Answer.skipped) in _NOT_ASKED
        and place.where.holds(facts)
        and applies(interview, place.id, facts)
    ]
    return list(dict.fromkeys(found))


def still_to_ask(interview: Interview, answers: Answers) -> int:
    """Return how many questions are left, as far as can be told now."""
    facts = facts_of(answers)
    left = {place.id for place in interview.order if _is_next(interview, place, facts)}
    return len(left - {GO_ON})


def left_open(interview: Interview, answers: Answers) -> list[str]:
    """Return the questions to which no answer was heard, in order."""
    return [flag_id for flag_id in interview.flags if answers.get(flag_id) is Answer.open]


def outcome(interview: Interview, answers: Answers) -> Outcome:
    """Return the outcome if the interview ends here."""
    reached = tier(interview, answers)
    if reached is Tier.self_care and unasked(interview, answers):
        return Outcome.unfinished
    return Outcome[reached.name]


_BEHIND = {
    FlagId.under_eighteen: FlagId.age,
    FlagId.under_six: FlagId.age,
    FlagId.over_four_weeks: FlagId.onset,
}
"""Signs that follow from an answer of the frame: to take the sign back is to take that answer back."""


def forget_answers(answers: Answers, ids: Iterable[str]) -> Answers:
    """Return the answers without the given ids, what they follow from, and the follow-ups that hang on them."""
    gone = {*ids}
    gone |= {behind for flag, behind in _BEHIND.items() if flag in gone}
    return {key: value for key, value in answers.items() if key not in gone and key.rpartition(".")[0] not in gone}


def kept_after(interview: Interview, answers: Answers) -> Answers:
    """Return what of a check still counts in the same session: the signs, what decides about them, and of whom."""
    kept = {}
    for key, said in answers.items():
        kind = interview.flags[key].kind if key in interview.flags else Kind.bundle
        if (said in COUNTS_AS_YES and kind is not Kind.bundle) or (kind in _KEPT and said not in _NOT_ASKED):
            kept[key] = said
    return kept


_KEPT = frozenset({Kind.frame, Kind.decides})
"""Rows whose every answer counts on, not only a yes."""


def wording(interview: Interview, flag_id: str, answers: Answers) -> tuple[str, str]:
    """Return a row's question, and the same in other words."""
    flag = interview.flags[flag_id]
    facts = facts_of(answers)
    fits = next((one for one in flag.wordings if one.where.holds(facts)), None)
    return (fits.question, fits.other_words) if fits else (flag.question, flag.other_words)

"""The red-flag interview: answers in, next question or outcome out. Pure.

The questions, their order, tiers, combinations and sources are data (``content/en/red_flags.toml``); this module
holds the rules that a reviewer of the medicine checks: what is asked next, and what the answers so far amount to.
"""

from collections.abc import Iterable, Mapping
from enum import IntEnum, StrEnum
from typing import NamedTuple


class Tier(IntEnum):
    """How soon somebody should be seen, lowest first. ``soon`` is within two weeks."""

    self_care = 0
    routine = 1
    soon = 2
    same_day = 3
    emergency = 4


class Answer(StrEnum):
    """What was said to one question."""

    yes = "yes"
    no = "no"
    unsure = "unsure"
    """Not sure, twice: counts as yes, to be safe."""
    skipped = "skipped"
    """Left unasked, at the person's wish."""
    not_tried = "not_tried"
    """"I haven't tried" or "it doesn't apply", where the question allows it."""


class Outcome(StrEnum):
    """How a check ends: a tier by its name, or left early without a yes."""

    self_care = "self_care"
    routine = "routine"
    soon = "soon"
    same_day = "same_day"
    emergency = "emergency"
    unfinished = "unfinished"


class FlagId(StrEnum):
    """The red flags that a rule in code speaks of; the content has more."""

    under_eighteen = "under_eighteen"
    under_six = "under_eighteen.under_six"
    small_fall = "small_fall"
    over_sixty_five = "small_fall.over_sixty_five"
    major_trauma = "major_trauma"
    cannot_get_up = "cannot_get_up"
    pregnant = "pregnant"
    labour_signs = "pregnant.labour_signs"


YOUNGER_THAN: dict[str, int] = {FlagId.under_eighteen: 18, FlagId.under_six: 6, FlagId.over_sixty_five: 65}
"""Questions about an age, and the age in years that decides. Sources: docs/care, with each flag."""


class IfNotTried(StrEnum):
    """What "I haven't tried" means to a question."""

    no_answer = ""
    no = "no"
    follow_up = "follow_up"
    """A follow-up asks what can be felt instead."""


class OwnOutcome(StrEnum):
    """Which words an emergency has, where they are not the usual ones."""

    usual = ""
    crisis = "crisis"
    poison = "poison"
    maternity = "maternity"


COUNTS_AS_YES = frozenset({Answer.yes, Answer.unsure})
_MAKE_SIGNS = COUNTS_AS_YES | {Answer.not_tried}
"""Answers without which there is no sign at all: a turn of a check in which all is well looks at no flag."""
Answers = Mapping[str, Answer]
GO_ON = "go_on"
"""An offer to go on is answered under ``go_on.`` + the id of the red flag that it follows."""


class Flag(NamedTuple):
    """One red flag or follow-up, as the content holds it. A follow-up's id is its parent's + ``.`` + its own."""

    id: str
    question: str
    other_words: str
    why: str
    tier: Tier
    heard: str
    lie_still: bool
    parent: str
    after_not_tried: bool
    """A follow-up that is asked when its parent was not tried, not when it was a yes."""
    if_not_tried: IfNotTried
    child_skips: bool
    weak_alone: bool
    """Alone, it is seldom serious."""
    implies_parent: bool
    """A follow-up that cannot be true without its parent: "my child won't walk" says that it is about a child."""
    volunteered: frozenset[str]
    """The words in which people name it unasked; only they are ever read back."""
    own_outcome: OwnOutcome
    asked_first: bool
    """Asked about by itself even where it is clearly named."""
    read_back: bool
    """Whether its name may be read back; else only the content's own words for it."""

    @property
    def own_id(self) -> str:
        """The last part of the id."""
        return self.id.rpartition(".")[2]


class Interview(NamedTuple):
    """The whole interview, made once from the content."""

    flags: Mapping[str, Flag]
    order: tuple[str, ...]
    """Ids of flags, follow-ups behind their parents, and ``go_on.ID`` where an offer to go on stands."""
    combinations: tuple[frozenset[str], ...]
    """Sets of flags that together are an emergency."""
    volunteered_only: frozenset[str]
    """Emergencies that are never asked about, only heard."""


def is_for_child(answers: Answers) -> bool:
    """Return whether this is about somebody under eighteen, as far as was said."""
    return answers.get(FlagId.under_eighteen) in COUNTS_AS_YES


def applies(interview: Interview, flag_id: str, answers: Answers) -> bool:
    """Return whether a question belongs to this interview, given the answers so far."""
    flag = interview.flags[flag_id]
    if flag.child_skips and is_for_child(answers):
        return False
    if not flag.parent:
        return flag.id not in interview.volunteered_only
    parent = answers.get(flag.parent)
    return parent is Answer.not_tried if flag.after_not_tried else parent in COUNTS_AS_YES


def signs(interview: Interview, answers: Answers) -> list[str]:
    """Return the ids that count as a yes, worst first, else in the interview's order.

    A follow-up counts only with its parent. A child's fever or night pain is the follow-up's sign, however it came
    to be known.
    """
    if _MAKE_SIGNS.isdisjoint(answers.values()):
        return []
    found = []
    for flag in interview.flags.values():
        said = answers.get(flag.id) in COUNTS_AS_YES
        if flag.parent and not flag.after_not_tried:
            said = answers.get(flag.parent) in COUNTS_AS_YES and (said or answers.get(flag.own_id) in COUNTS_AS_YES)
        elif flag.after_not_tried:
            said = answers.get(flag.parent) is Answer.not_tried and answers.get(flag.id) in _MAKE_SIGNS
        if said:
            found.append(flag.id)
    return sorted(found, key=lambda flag_id: -_tier_of(interview, flag_id, answers))


def _tier_of(interview: Interview, flag_id: str, answers: Answers) -> Tier:
    flag = interview.flags[flag_id]
    if flag.after_not_tried and answers.get(flag_id) is not Answer.yes:
        # Neither tried nor felt: unknown is not an emergency by itself, but must be seen today (GIRFT;
        # docs/care/red_flags.md).
        return Tier.same_day
    return flag.tier


def tier(interview: Interview, answers: Answers) -> Tier:
    """Return what the answers so far amount to. Never falls when a yes is added."""
    found = signs(interview, answers)
    worst = max((_tier_of(interview, flag_id, answers) for flag_id in found), default=Tier.self_care)
    if any(combination <= set(found) for combination in interview.combinations):
        return Tier.emergency
    return worst


def next_question(interview: Interview, answers: Answers) -> str | None:
    """Return the id of the next flag to ask about, ``go_on.ID`` for an offer; None if the interview is over."""
    if tier(interview, answers) is Tier.emergency:
        return None
    for item in interview.order:
        if item.startswith(f"{GO_ON}."):
            if answers.get(item) is Answer.no:
                return None
            if item not in answers:
                return item
        elif item not in answers and applies(interview, item, answers):
            return item
    return None


def unasked(interview: Interview, answers: Answers) -> list[str]:
    """Return the ids that were skipped or never reached, in order."""
    return [
        item
        for item in interview.order
        if not item.startswith(f"{GO_ON}.")
        and answers.get(item, Answer.skipped) is Answer.skipped
        and applies(interview, item, answers)
    ]


def outcome(interview: Interview, answers: Answers) -> Outcome:
    """Return the outcome if the interview ends here."""
    reached = tier(interview, answers)
    if reached is Tier.self_care and unasked(interview, answers):
        return Outcome.unfinished
    return Outcome[reached.name]


def forget_answers(answers: Answers, ids: Iterable[str]) -> dict[str, Answer]:
    """Return the answers without the given ids and the follow-ups that hang on them."""
    gone = set(ids)
    return {key: value for key, value in answers.items() if key not in gone and key.rpartition(".")[0] not in gone}


def position(interview: Interview, answers: Answers, flag_id: str) -> tuple[int, int]:
    """Return which main question this is, counted from one, and how many there are for this person."""
    main = [
        item
        for item in interview.order
        if not item.startswith(f"{GO_ON}.") and not interview.flags[item].parent and applies(interview, item, answers)
    ]
    top = interview.flags[flag_id].parent or flag_id
    return (main.index(top) + 1 if top in main else 0), len(main)

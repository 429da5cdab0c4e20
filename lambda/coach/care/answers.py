"""What was said in a check: answers, an age, when it began; and the conditions that rows of the content make. Pure."""

from collections.abc import Mapping
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
    """What was said to one question. Yes always means that the sign is there, however the question is put."""

    yes = "yes"
    no = "no"
    unsure = "unsure"
    """Not sure, twice: counts as yes, to be safe."""
    skipped = "skipped"
    """Left unasked, at the person's wish."""
    open = "open"
    """Left open: asked three times, and no answer was heard."""
    not_tried = "not_tried"
    """"I haven't tried" or "it doesn't apply", where the question allows it."""


COUNTS_AS_YES = frozenset({Answer.yes, Answer.unsure})


class Onset(StrEnum):
    """When the pain began."""

    today = "today"
    """No night has passed."""
    days = "days"
    """Since last night, and less than a week."""
    weeks = "weeks"
    """A week or more, and less than four."""
    some_weeks = "some_weeks"
    """Weeks, and not said how many."""
    over_four_weeks = "over_four_weeks"
    """Four weeks or more, and less than two months."""
    months = "months"
    unknown = "unknown"
    """Not sure, not said, or an old pain that is worse today."""


OLDEST = 120
"""Years. No age beyond it is believed."""

SPEAKS_FROM_AGE = 13
"""Years. For a younger child somebody else is taken to answer: our own decision (docs/care/red_flags.md#frame)."""


class Age(NamedTuple):
    """An age in whole years, as far as it is known: at least, and at most."""

    least: int = 0
    most: int = OLDEST


Given = Answer | Age | Onset
Answers = Mapping[str, Given]
"""What was said, by the id of the question."""


class FlagId(StrEnum):
    """The rows that a rule in code speaks of; the content has more."""

    age = "age"
    onset = "onset"
    over_fifty = "over_fifty"
    under_eighteen = "under_eighteen"
    under_six = "under_eighteen.under_six"
    child_fever = "under_eighteen.fever"
    child_night_pain = "under_eighteen.night_pain"
    fever = "fever"
    night_pain = "any_illness.night_pain"
    leg_weakness = "leg_weakness"
    both_legs = "both_legs"
    small_fall = "small_fall"
    major_trauma = "major_trauma"
    saddle_numbness = "saddle_numbness"
    cannot_get_up = "cannot_get_up"
    pregnant = "pregnant"
    labour_signs = "pregnant.labour_signs"
    urine_signs = "urine_signs"
    over_four_weeks = "over_four_weeks"
    self_harm = "self_harm"


YOUNGER_THAN: Mapping[FlagId, int] = {FlagId.under_eighteen: 18, FlagId.under_six: 6}
"""Signs that an age is by itself, and the age in years below which it is (PCH: docs/care/red_flags.md#children)."""
_ASKED_OF_A_CHILD = ((FlagId.child_fever, FlagId.fever), (FlagId.child_night_pain, FlagId.night_pain))
"""Signs with a question of their own for a child; said no to, the other question need not be asked."""
_LASTED = frozenset({Onset.over_four_weeks, Onset.months})
_NOT_LASTED = frozenset({Onset.today, Onset.days, Onset.weeks})


class Facts(NamedTuple):
    """What is known of somebody, from all that was said."""

    age: Age
    onset: Onset
    answers: Answers
    """The answers, and what follows from age and onset by itself."""

    def has(self, flag_id: str) -> bool:
        """Return whether a sign is there, as far as was said."""
        return self.answers.get(flag_id) in COUNTS_AS_YES


def facts_of(answers: Answers) -> Facts:
    """Return what is known from these answers."""
    age, onset = _age(answers), answers.get(FlagId.onset)
    onset = onset if isinstance(onset, Onset) else Onset.unknown
    known = {**answers}
    for flag, years in YOUNGER_THAN.items():
        if age.most < years or age.least >= years:
            known[flag] = Answer.yes if age.most < years else Answer.no
    if onset in _LASTED:
        known[FlagId.over_four_weeks] = Answer.yes
    elif onset in _NOT_LASTED:
        known.setdefault(FlagId.over_four_weeks, Answer.no)
    for of_a_child, flag in _ASKED_OF_A_CHILD:
        if answers.get(of_a_child) is Answer.no:
            known.setdefault(flag, Answer.no)
    return Facts(age, onset, known)


def _age(answers: Answers) -> Age:
    """Return the age, narrowed by the questions that stand in for it. A number outranks them."""
    said = answers.get(FlagId.age)
    age = said if isinstance(said, Age) else Age()
    child, older = answers.get(FlagId.under_eighteen), answers.get(FlagId.over_fifty)
    if child is Answer.yes and age.least < 18:
        age = age._replace(most=min(age.most, 17))
    elif child is Answer.no and age.most >= 18:
        age = age._replace(least=max(age.least, 18))
    if older is Answer.yes and age.most >= 50:
        age = age._replace(least=max(age.least, 50))
    elif older is Answer.no and age.least < 50:
        age = age._replace(most=min(age.most, 49))
    return age


class Where(NamedTuple):
    """A condition on the facts; all that is given must hold. In doubt about an age, it is taken to be so."""

    from_age: int = 0
    """The person may be this old, in years, or older."""
    to_age: int = OLDEST
    """The person may be this old, or younger."""
    under_age: int = 0
    """The person is certainly younger; 0: whatever the age."""
    splits_age: int = 0
    """The person may be younger than this, and may not: the age does not tell."""
    onset: frozenset[Onset] = frozenset()
    not_onset: frozenset[Onset] = frozenset()
    any_of: frozenset[str] = frozenset()
    """One of these signs is there."""
    well: str = ""
    """The id of a follow-up that was answered, and is no sign."""

    def holds(self, facts: Facts) -> bool:
        """Return whether it is so."""
        if self is ALWAYS:
            return True
        age = facts.age
        return all(
            (
                age.most >= self.from_age,
                age.least <= self.to_age,
                not self.under_age or age.most < self.under_age,
                not self.splits_age or age.least < self.splits_age <= age.most,
                not self.onset or facts.onset in self.onset,
                facts.onset not in self.not_onset,
                not self.any_of or any(map(facts.has, self.any_of)),
                not self.well or facts.answers.get(self.well) is Answer.no,
            )
        )


ALWAYS = Where()

"""The rows of the red-flag interview, as the content holds them. Pure; the rules over them are in triage."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from coach.care.answers import ALWAYS, Facts, Tier, Where
from coach.care.limits import TimerKind


class Kind(StrEnum):
    """What a row of the interview is."""

    sign = "sign"
    frame = "frame"
    """No sign: it decides what is asked (age, onset)."""
    bundle = "bundle"
    """Several signs in one question; yes or not sure asks them one by one."""
    decides = "decides"
    """A follow-up that may take the emergency away that its parent is; asked before that is acted on."""
    volunteered = "volunteered"
    """Never asked about, only heard."""


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


GO_ON = "go_on"
"""The id under which the offer to go on is answered."""


class Wording(NamedTuple):
    """A question as it is put where something is known."""

    where: Where
    question: str
    other_words: str


class Flag(NamedTuple):
    """One row of the interview, as the content holds it. A follow-up's id is its parent's + ``.`` + its own."""

    id: str
    kind: Kind
    question: str
    other_words: str
    why: str
    tier: Tier
    heard: str
    where: Where = ALWAYS
    """The gate: where it is asked."""
    tiers: tuple[tuple[Where, Tier], ...] = ()
    """What a yes leads to instead of ``tier``: the first that holds."""
    wordings: tuple[Wording, ...] = ()
    lie_still: bool = False
    parent: str = ""
    after_not_tried: bool = False
    """A follow-up that is asked when its parent was not tried, not when it was a yes."""
    if_not_tried: IfNotTried = IfNotTried.no_answer
    yes_is_well: bool = False
    """A spoken yes means that the sign is not there: "Can you feel it fill?"."""
    both_means: str = ""
    """The sign that "both" names, said to this question."""
    weak_alone: bool = False
    """Alone, it is seldom serious."""
    implies_parent: bool = False
    """A follow-up that cannot be true without its parent: "my child won't walk" says that it is about a child."""
    volunteered: frozenset[str] = frozenset()
    """The words in which people name it unasked; only they are ever read back."""
    own_outcome: OwnOutcome = OwnOutcome.usual
    asked_first: bool = False
    """Asked about by itself even where it is clearly named."""
    says: str = ""
    """What is said of it beside the advice for its tier."""
    against: frozenset[TimerKind] = frozenset()
    """What is not started in this session once it was named."""
    read_back: bool = True
    """Whether its name may be read back; else only the content's own words for it."""

    @property
    def own_id(self) -> str:
        """The last part of the id."""
        return self.id.rpartition(".")[2]


class Place(NamedTuple):
    """A place in the order: a row of the interview, or the offer to go on."""

    id: str
    where: Where = ALWAYS
    """Asked here only where this holds; a row may have an earlier place, too."""


class Combination(NamedTuple):
    """Signs that together are an emergency."""

    signs: frozenset[str]
    where: Where = ALWAYS
    lie_still: bool = False

    def holds(self, facts: Facts) -> bool:
        """Return whether all of them are there."""
        return all(map(facts.has, self.signs)) and self.where.holds(facts)


class Interview(NamedTuple):
    """The whole interview, made once from the content."""

    flags: Mapping[str, Flag]
    order: tuple[Place, ...]
    combinations: tuple[Combination, ...]
    members: Mapping[str, tuple[str, ...]]
    """The ids of what is in each bundle."""
    by_own_id: Mapping[str, str]
    """The last part of each id to the whole one; a child's fever and night pain share the adult's."""

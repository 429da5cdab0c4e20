"""What the skill's own ear returns. By themselves, for a turn without words loads no ear."""

from enum import StrEnum
from typing import NamedTuple


class Polarity(StrEnum):
    """What was said of a sign."""

    said = "said"
    denied = "denied"
    asked = "asked"
    """A question about it: nothing is known of the person."""


class Whose(StrEnum):
    """Whose sign it is."""

    mine = "mine"
    """The patient's: the speaker's, or that of the person whom the speaker helps."""
    other = "other"
    """Somebody's who is not the patient: a relative's history, people in general."""


class When(StrEnum):
    """When it is so."""

    now = "now"
    past = "past"
    """Long ago, or over."""
    hypothetical = "hypothetical"
    """What if."""


class Finding(NamedTuple):
    """One sign that the words speak of."""

    sign: str
    """A red flag's own last part, or a condition that speaks against ice or heat."""
    polarity: Polarity
    whose: Whose
    when: When
    sure: bool
    """Clear enough to act on; else it is to be asked about by itself."""
    doubted: bool = False
    """Something else in the words casts doubt on it: long ago, somebody else, an "if", a turn of phrase."""
    telling: int = 1
    """How much speaks for it: of several in doubt the most telling is asked about first.

    1: a part of the body is named, or what it does, and nothing else; more: so many things that mean it, and one.
    """

    @property
    def is_now(self) -> bool:
        """Whether this person is said to have it now."""
        return self.polarity is Polarity.said and self.whose is Whose.mine and self.when is When.now


class AnswersTo(NamedTuple):
    """What answers one question and no other; phrases with commas between."""

    yes: str
    no: str


class AnswerWord(StrEnum):
    """What an answer amounts to. The open question decides what follows from it."""

    yes = "yes"
    no = "no"
    soft_no = "soft_no"
    """"Not really": at an emergency question asked once more."""
    unsure = "unsure"
    not_tried = "not_tried"
    hang_on = "hang_on"
    ready = "ready"
    how_many_more = "how_many_more"
    always_been = "always_been"
    """Not new."""
    worse = "worse"
    same = "same"
    first = "first"
    """The first of the things that were asked about."""
    second = "second"
    both = "both"
    """Both, either, or all of them."""
    repeat = "repeat"
    why = "why"
    skip = "skip"
    back = "back"

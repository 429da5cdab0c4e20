"""What an open session holds: the question that is asked, and what was answered. Gone when the session ends."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from coach.care.triage import Answer


class Session(NamedTuple):
    """The session attributes, typed. Anything in them that is not understood is dropped, never trusted."""

    asking: str = ""
    """The id of the open question; empty: none."""
    answers: tuple[tuple[str, Answer], ...] = ()
    """Red flags answered or volunteered, in the order in which it happened."""
    said_again: bool = False
    """The open red flag was already asked in other words."""
    misses: int = 0
    """How often in a row the open question got no answer."""
    all_misses: int = 0
    """How often that happened in this check."""
    single: bool = False
    """The open red flag stands alone: a sign was named in doubt, no check is under way."""
    first: str = ""
    """A red flag to ask before the others: a sign was named, but not clearly."""
    then: str = ""
    """The question that "start over?" interrupted, by its id."""
    then_question: str = ""
    """The same question in words."""
    seconds: int = 0
    """The length of what is being started; 0: not said."""
    cautions: str = ""
    """The cautions that are asked before it, by id, with spaces between."""
    not_me: str = ""
    """``ice`` or ``heat``: what is logged of it was somebody else's, said on a shared Echo; for one start."""
    no_swelling: bool = False
    """No fresh swelling, bruise or blow, said in this session; kept nowhere else."""
    refused: str = ""
    """What was refused last because of the log: ``ice`` or ``heat``."""
    against: str = ""
    """``ice`` and ``heat``, as far as something named in this session speaks against them; with a space between."""
    verb: str = ""
    """What to do once it is clear with which timer."""
    kind: str = ""
    """Which timer is being made longer."""
    more_seconds: int = 0
    """By how much to make it longer; 0: not said."""
    ring_offered: bool = False
    """It was offered to ring when ice may go on again."""
    remedy: str = ""
    stage: int = 0
    """How far the remedy was read: 0 summary, 1 steps, 2 cautions."""
    category: str = ""
    tier: str = ""
    """The outcome of a check in this session."""
    consent_asked: bool = False
    loss_told: bool = False
    """It was said that nothing can be remembered just now."""
    list_at: int = 0
    """How far the warning signs were read out."""
    speech: str = ""
    reprompt: str = ""

    def answered(self) -> dict[str, Answer]:
        """The answers by red flag."""
        return dict(self.answers)

    def without_start(self) -> "Session":
        """The session once a start is over, one way or another: nothing of it is carried into the next."""
        return self._replace(seconds=0, cautions="", not_me="", misses=0)

    def with_answer(self, flag_id: str, answer: Answer) -> "Session":
        """The session with one more answer; an older one to the same question is replaced."""
        kept = tuple(pair for pair in self.answers if pair[0] != flag_id)
        return self._replace(answers=(*kept, (flag_id, answer)), said_again=False, misses=0, first="")


_TEXT = (
    *("asking", "first", "then", "then_question", "remedy", "category", "tier", "speech", "reprompt"),
    *("cautions", "refused", "verb", "not_me", "against", "kind"),
)
_COUNTS = ("misses", "all_misses", "seconds", "more_seconds", "stage", "list_at")
_YES_NO = ("said_again", "consent_asked", "single", "loss_told", "no_swelling", "ring_offered")
_MOST_TEXT = 2_000
_MOST_ANSWERS = 100


def from_attributes(attributes: object) -> Session:
    """The session from Alexa's session attributes, whatever they hold."""
    if not isinstance(attributes, Mapping):
        return Session()
    fields: dict[str, Any] = {
        name: value[:_MOST_TEXT] for name in _TEXT if isinstance(value := attributes.get(name), str)
    }
    for name in _COUNTS:
        value = attributes.get(name)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 1_000_000:
            fields[name] = int(value)
    fields.update({name: attributes.get(name) is True for name in _YES_NO})
    answers = attributes.get("answers")
    if isinstance(answers, list):
        fields["answers"] = tuple(
            (pair[0], Answer(pair[1]))
            for pair in answers[:_MOST_ANSWERS]
            if isinstance(pair, list)
            and len(pair) == 2
            and isinstance(pair[0], str)
            and isinstance(pair[1], str)
            and pair[1] in Answer.__members__
        )
    return Session(**fields)


def to_attributes(session: Session) -> dict[str, Any]:
    """The session as Alexa's session attributes, without what is empty."""
    attributes = {name: value for name, value in session._asdict().items() if value}
    if session.answers:
        attributes["answers"] = [[flag_id, answer.value] for flag_id, answer in session.answers]
    return attributes

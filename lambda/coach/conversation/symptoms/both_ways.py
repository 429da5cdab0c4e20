"""What answers an emergency's question both ways, or tells of a small fall only: it is put once more in other words."""

from coach.care.answers import FlagId, Tier
from coach.care.ear_findings import AnswerWord
from coach.conversation.symptoms.naming import Named, NamedAs
from coach.conversation.turn import Turn

_NOES = frozenset({AnswerWord.no, AnswerWord.soft_no, AnswerWord.always_been, AnswerWord.same})
_LOW = frozenset("bed sofa couch settee chair armchair kerb curb stool step stepladder".split())
_HIGH = frozenset("car truck van bus lorry bike motorbike motorcycle stairs roof tree horse window bunk high".split())
_STRANGE = frozenset("strange weird funny odd different dead fuzzy woolly cold tingly cushion".split())
"""Words for a feeling that is not as it was; with a no to the question's own word they answer it no further."""
_WELL = frozenset("normal normally fine good ok okay usual".split())
_NEGATIONS = frozenset("no not never isn't aren't ain't don't doesn't can't cannot won't abnormal than".split())


def weighed(
    turn: Turn, asked: str, named: list[Named], answer: AnswerWord | None, texts: list[str]
) -> tuple[list[Named], AnswerWord | None]:
    """Return what was named and answered; a soft no, where an emergency's question is to be put once more."""
    of_it = frozenset(one.as_what for one in named if one.id == asked)
    said = [text.lower().split() for text in texts]
    if turn.catalog.interview.flags[asked].tier is not Tier.emergency:
        return named, answer
    if turn.session.said_again and (answer is AnswerWord.yes or NamedAs.present in of_it):
        # A plain yes to the other words stands.
        return named, answer
    low = asked == FlagId.major_trauma and answer is not AnswerWord.no and is_low_fall(said)
    if low or _is_both(of_it, answer, said):
        return [one for one in named if one.id != asked], AnswerWord.soft_no
    return named, answer


def _is_both(of_it: frozenset[NamedAs], answer: AnswerWord | None, said: list[list[str]]) -> bool:
    """Return whether words say yes and no: "not painful, just strange", "yeah it's normal"."""
    if NamedAs.present in of_it:
        return False
    if answer in _NOES or NamedAs.denied in of_it:
        return any(_STRANGE.intersection(text) for text in said)
    well = any(text and text[-1] in _WELL and not _NEGATIONS.intersection(text) for text in said)
    return answer is AnswerWord.yes and not of_it and well


def is_low_fall(said: list[list[str]]) -> bool:
    """Return whether words tell of a fall from something low: whether it was a big one is asked."""
    return any(_LOW.intersection(text) and not _HIGH.intersection(text) for text in said)

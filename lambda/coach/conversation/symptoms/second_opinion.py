"""What free words may speak of where the rules made nothing of them, or too little: asked about, or the number is said.

The figures are those at which, on sentences that it was not learnt from, it asked about ten emergencies that the rules
had missed for each plain answer or lesser sign whose place it took.
"""

from coach.care.answers import Tier
from coach.conversation.meanings import CARRIERS, SPEECH, SYMPTOMS
from coach.conversation.questions import Row
from coach.conversation.symptoms.carriers import as_said
from coach.conversation.symptoms.hearing import NUMBERS, Heard
from coach.conversation.turn import Turn

_FEWEST_WORDS = 3
"""Fewer say too little for an opinion."""
_LIKELY = 0.2
"""How likely a sign must be that is asked about where nothing was made of the words."""
_LIKELIER = 0.7
"""… where something else was."""
_SERIOUS = 0.1
"""How likely an emergency must be for the number to be said."""
_UNLIKELY = 0.04
"""So unlikely an emergency is that what was named is asked about before it is acted on."""


def beside(turn: Turn, question: Row | None, heard: Heard, *, understood: bool) -> Heard:
    """Return what was heard, and what else its words may speak of. ``understood``: a command was made of them."""
    words, all_free = _words(turn)
    if len(words.split()) < _FEWEST_WORDS:
        return heard
    opinion = turn.catalog.second_opinion.of(words, turn.catalog.lexicon)
    heard = heard._replace(serious=opinion.serious >= _SERIOUS)
    flags = turn.catalog.interview.flags
    asked = question.flag if question else ""
    if urgent := [flag for flag in heard.present if flags[flag].tier is Tier.emergency]:
        doubts = all_free and asked not in urgent and opinion.serious < _UNLIKELY
        return _doubted(turn, heard, urgent) if doubts else heard
    understood = understood or not all_free or _says_something(heard, question)
    flag = turn.catalog.heard_as(opinion.sign)
    is_likely = opinion.likely >= (_LIKELIER if understood else _LIKELY)
    return _asking(turn, heard, flag) if is_likely and flag != asked else heard


def _says_something(heard: Heard, question: Row | None) -> bool:
    return heard.matters or bool(heard.denied) or (question is not None and heard.answer is not None)


def _asking(turn: Turn, heard: Heard, flag: str) -> Heard:
    """Return what was heard with a sign to be asked about first, where it has a question and is not settled."""
    row = turn.catalog.interview.flags.get(flag)
    if row is None or not row.question or flag in heard.denied or flag in turn.session.answers:
        return heard
    others = tuple(other for other in heard.unclear if other != flag)
    return heard._replace(unclear=(flag, *others), vague=False)


def _doubted(turn: Turn, heard: Heard, urgent: list[str]) -> Heard:
    """Return what was heard with its emergencies to be asked about, as far as they have a question."""
    askable = [flag for flag in urgent if turn.catalog.interview.flags[flag].question]
    present = tuple(flag for flag in heard.present if flag not in askable)
    return heard._replace(present=present, unclear=(*askable, *heard.unclear))


def _words(turn: Turn) -> tuple[str, bool]:
    """Return what was said in slots, with what Alexa took away before it, and whether none of it is listed."""
    if turn.intent not in SYMPTOMS and turn.intent not in CARRIERS and len(turn.slots) != 1:
        return "", True
    said = {name: slot for name, slot in turn.slots.items() if name not in NUMBERS and slot.value}
    all_free = not any(slot.id and name != SPEECH for name, slot in said.items())
    if not all_free and turn.intent not in SYMPTOMS:
        return "", True
    return " ".join(as_said(turn, name, slot) for name, slot in said.items()), all_free

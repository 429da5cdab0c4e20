"""What stood before a slot's words: Alexa hands over the words after a sentence's beginning, which may turn them."""

from coach.conversation.meanings import CARRIERS, Intent
from coach.conversation.turn import Slot, Turn

DENIES = "no"
"""What is put back before what was denied."""
_AUXILIARIES = frozenset({"did", "do", "have", "had", "am"})
"""Of "I did bump it" Alexa keeps "did bump it"."""
_ANSWERS = {
    Intent.said_yes: "yes",
    Intent.deny_symptom: DENIES,
    Intent.said_not: DENIES,
    Intent.said_cannot: "cannot",
    Intent.said_other: "he",
}
"""What stood before the words in some form, and may be an answer by itself."""
_MAY_ANSWER = {
    Intent.deny_symptom: ("not", "never", "none"),
    Intent.said_not: ("not", "never", "none"),
    Intent.said_other: ("he is",),
    Intent.said: ("i am", "it is"),
}
"""What may have stood there, and answers only together with the words: "never | in my life", "none | of that"."""

_MAY_BEGIN = {
    Intent.report_symptom: ("just", "like", "only", "this", "it is", "since"),
    Intent.said: ("just", "like", "only", "this", "since", "from", "good", "same", "one", "both", "once"),
    Intent.deny_symptom: ("never", "not", "no", "none"),
    Intent.said_not: ("never", "not", "no", "none"),
    Intent.tell_remedy: ("like", "just", "only"),
}
"""Words that a sentence's beginning ends on and that an answer begins with: "this | morning", "never | lets up"."""


def before(turn: Turn, name: str, slot: Slot) -> str:
    """Return what stood before a slot's words, in the plainest form that turns them as it did; empty: nothing did."""
    if turn.intent is Intent.deny_symptom or name == "denied":
        return DENIES
    if turn.intent is Intent.report_symptom and slot.value.lower().partition(" ")[0] in _AUXILIARIES:
        return "i"
    return CARRIERS.get(turn.intent, "")


def as_said(turn: Turn, name: str, slot: Slot) -> str:
    """Return a slot's words with what stood before them."""
    return f"{before(turn, name, slot)} {slot.value}".strip()


def answers(turn: Turn) -> str:
    """Return what stood before the words for certain, as far as it answers."""
    return _ANSWERS.get(turn.intent, "")


def may_answer(turn: Turn) -> tuple[str, ...]:
    """Return what may have stood before the words and answers together with them, the likeliest first."""
    return _MAY_ANSWER.get(turn.intent, ())


def may_begin(turn: Turn) -> tuple[str, ...]:
    """Return the words that may have been taken away from the beginning of an answer."""
    return _MAY_BEGIN.get(turn.intent, ())

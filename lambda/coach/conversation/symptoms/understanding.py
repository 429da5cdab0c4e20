"""What a turn means to the open question, from its intent and from what was heard in its words."""

from coach.care.answers import COUNTS_AS_YES, FlagId, Tier
from coach.care.ear_findings import AnswerWord
from coach.conversation.meanings import CARRIERS, IN_A_SET, LENGTHS, MEANINGS, OF_THE_FRAME, SYMPTOMS, Intent, Meaning
from coach.conversation.questions import QuestionId, Row, State, Topic
from coach.conversation.symptoms import free_words
from coach.conversation.symptoms.answering import answers_all_the_same, meaning_of
from coach.conversation.symptoms.hearing import Heard
from coach.conversation.turn import Turn

_FREE = SYMPTOMS | set(CARRIERS)
_LISTED_SLOTS = frozenset({"movement", "pace"})
"""Slots that decide what is done: words in them that match nothing decide nothing, and nothing is done."""


def meaning_in(turn: Turn, question: Row | None, heard: Heard, *, opens_topic: bool) -> Meaning | None:
    """Return what a turn means where it was said; None: its intent opens a topic, or answers the question by itself."""
    if turn.intent in _OF_A_SET and (meaning := _of_a_set(turn, question)):
        return meaning
    if _is_in_words(turn, question, heard):
        return Meaning.not_understood if _is_of_the_body(turn, question, heard) else meaning_of(question, heard.answer)
    return Meaning.not_understood if _unlisted(turn) else _by_intent(turn, question, opens_topic=opens_topic)


def _by_intent(turn: Turn, question: Row | None, *, opens_topic: bool) -> Meaning | None:
    meaning = MEANINGS[question.state if question else State.nothing].get(turn.intent)
    if meaning or opens_topic or _answers_by_itself(turn.intent, question):
        return meaning
    return Meaning.not_understood


_OF_A_SET = frozenset({Intent.set_word, Intent.where_left_off, Intent.time_left})


def _of_a_set(turn: Turn, question: Row | None) -> Meaning | None:
    """Return what "again", "fewer" and "how many left" mean while somebody moves or breathes along.

    Elsewhere "again" asks for the words again, and "how many left" is another topic: None.
    """
    moving = question is not None and question.topic in {Topic.movement, Topic.calm}
    if turn.intent is Intent.where_left_off:
        return Meaning.how_many_more if moving else None
    if turn.intent is Intent.time_left:
        # "Are we nearly there?", of no timer by name.
        in_set = question is not None and (
            (question.state is State.guided and question.topic in {Topic.movement, Topic.calm})
            or question.state in {State.check, State.go_on}
        )
        return Meaning.how_many_more if in_set and not turn.slots.get("timer") else None
    meaning = IN_A_SET.get(turn.slot_id("word"), Meaning.not_understood)
    if moving:
        return meaning
    return Meaning.repeat if meaning is Meaning.again else Meaning.not_understood


def counts(turn: Turn, meaning: Meaning | None) -> bool:
    """Return whether "are we nearly done?" is of the questions or the set: no timer of ours may be meant."""
    may_run = turn.profile_lost or turn.profile.timers
    return turn.intent is Intent.time_left and meaning is Meaning.how_many_more and not may_run


def _unlisted(turn: Turn) -> bool:
    """Return whether words matched nothing in a slot that decides what is done."""
    return free_words.half_heard(turn) or any(
        turn.slots[name].value and not turn.slots[name].id for name in _LISTED_SLOTS & set(turn.slots)
    )


def _is_in_words(turn: Turn, question: Row | None, heard: Heard) -> bool:
    """Return whether the words of a turn are all that it means."""
    return turn.intent in CARRIERS or bool(heard.answer and question and _is_free(turn))


def _is_of_the_body(turn: Turn, question: Row | None, heard: Heard) -> bool:
    """Return whether "my back isn't numb" was said at the ways on: a no, but to nothing that was asked."""
    at_a_choice = question is not None and question.state is State.choice
    return at_a_choice and turn.intent in SYMPTOMS and heard.of_the_body and heard.answer is AnswerWord.no


def _is_free(turn: Turn) -> bool:
    """Return whether the words of a turn may be anything: nothing that they name is known."""
    names = [turn.slots[name] for name in ("remedy", "movement", "category", "timer") if name in turn.slots]
    return (
        turn.intent in SYMPTOMS or turn.intent is Intent.onset or (bool(names) and not any(slot.id for slot in names))
    )


def _answers_by_itself(intent: Intent, question: Row | None) -> bool:
    """Return whether an intent that opens nothing answers the open question."""
    if question is None:
        return False
    of_the_frame = question.topic is Topic.frame or question.id is QuestionId.check_confirm
    if intent in OF_THE_FRAME:
        return of_the_frame or question.topic is Topic.interview
    which = question.id is QuestionId.which_timer
    if intent in LENGTHS:
        return of_the_frame or (question.topic in {Topic.start, Topic.extension} and not which)
    return intent is Intent.which_timer and which


def takes_back(turn: Turn, question: Row | None, heard: Heard) -> bool:
    """Return whether a sign that was answered with yes is denied now: "no fever, no", at the question after it."""
    if question is None or not question.flag or question.flag in heard.denied or heard.matters:
        return False
    return any(turn.session.answers.get(flag) in COUNTS_AS_YES for flag in heard.denied)


def _denies_another(turn: Turn, question: Row | None, heard: Heard) -> bool:
    """Return whether a no is of something else than the emergency that is asked about, and was not heard before.

    "She didn't hit her head" says nothing of a crash: it is asked once more.
    """
    if question is None or heard.answer is not AnswerWord.no or not heard.denied or turn.session.said_again:
        return False
    flag = turn.catalog.interview.flags.get(question.flag)
    if flag is None or flag.tier is not Tier.emergency or flag.id in heard.denied or turn.session.misses:
        return False
    return not (flag.id == FlagId.major_trauma and FlagId.small_fall in heard.denied)


def is_report(turn: Turn, question: Row | None, heard: Heard) -> bool:
    """Return whether what was named is answered before whatever Alexa took the words for."""
    if heard.matters or turn.intent not in _FREE:
        return heard.matters
    if heard.denied and not answers_all_the_same(question, heard.answer, heard.denied):
        return True
    if takes_back(turn, question, heard) or _denies_another(turn, question, heard):
        return True
    if heard.answer and question and not _is_of_the_body(turn, question, heard):
        return False
    return turn.intent in SYMPTOMS or heard.mentioned

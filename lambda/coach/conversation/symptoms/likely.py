"""What free words most likely mean where the rules made nothing of them: it is said or asked back, never acted on.

Asked about a red flag, "I heard yes." comes before the question in other words, so that the answer is to the question
and to nothing else. Where no yes or no is open, a wish is asked back, "Shall I pause the timer?", and done on a yes.
"""

from typing import TYPE_CHECKING

from coach.care.ear_findings import AnswerWord
from coach.conversation.fallback import MOST_MISSES, number_where_missing
from coach.conversation.meanings import CARRIERS, SYMPTOMS, Intent, Meaning
from coach.conversation.questions import OF_THE_FRAME, QuestionId, Row, State, Step
from coach.conversation.reply import Reply, ask, ask_again
from coach.conversation.safety_check import frame, interview
from coach.conversation.symptoms.free_words import unmatched_words
from coach.conversation.symptoms.hearing import Heard, hear
from coach.conversation.turn import Slot, Turn

if TYPE_CHECKING:
    from coach.content.line_keys import LineKey

_LIKELY_ANSWER = 0.45
"""As likely as this an answer is said back."""
_LIKELY_WISH = 0.4
"""As likely as this a wish is asked back. Both are measured across the labelled sentences that may be read."""
_LIKELY_INSTEAD = 0.5
"""The same, where Alexa took the words for a remedy or a timer by some name, or they may answer the open question."""
_OF_WHAT_WAS_NAMED = frozenset(
    "more next repeat stop pause_timer resume_timer stop_timer add_time shorten_timer".split()
)
"""Wishes that are no guess there: "stop the pins and needles", "tell me about moon dust"."""
_MOST_WORDS = 25
"""Of more words no wish and no answer is made."""
_ASIDES = {
    "repeat": Meaning.repeat,
    "why": Meaning.why,
    "hang_on": Meaning.hang_on,
    "how_many_more": Meaning.how_many_more,
}
"""What is said of a question, and leaves it open: it can be answered at once."""
_HEARD: "dict[str, LineKey]" = {
    "yes": "likely.yes",
    "no": "likely.no",
    "unsure": "likely.unsure",
    "skip": "likely.skip",
    "back": "likely.back",
}
_YES_OR_NO = frozenset({"yes", "no"})
_NO_YES_OR_NO = frozenset({State.choice, State.remedy, State.nothing})
"""Where no yes or no is waited for: a yes to "Shall I ...?" can be mistaken for no other."""


def place_of(question: Row | None) -> str:
    """Return the name of the open question as the tables have it."""
    if question is None:
        return "nothing"
    return question.flag.rpartition(".")[2] or (question.caution or question.step or question.topic).value


def meaning_of(turn: Turn, question: Row | None, heard: Heard) -> str:
    """Return what the words of a turn most likely mean; empty: something was made of them, or nobody can tell."""
    words = "" if _is_made_of(heard, question) else unmatched_words(turn)
    if not 0 < len(words.split()) <= _MOST_WORDS or turn.session.misses >= MOST_MISSES - 1:
        return ""
    if question is None or question.state in _NO_YES_OR_NO:
        return _as_wish(turn, question, heard, words)
    # "For two hours" is said of a time, and no guess.
    is_time = bool(question.flag) and frame.answered(turn) is not None
    return "" if is_time else _as_answer(turn, question, heard, words)


def _is_made_of(heard: Heard, question: Row | None) -> bool:
    """Return whether the rules made something of the words; the sign asked about, in doubt, is no answer yet."""
    if heard.present or heard.conditions or heard.denied:
        return True
    asked = question.flag if question else ""
    if asked:
        return bool({*heard.unclear} - {asked}) or (heard.answer is not None and not heard.unclear)
    waits_for_yes = question is not None and question.state not in _NO_YES_OR_NO
    return bool(heard.unclear) or heard.mentioned or (heard.answer is not None and waits_for_yes)


def _as_wish(turn: Turn, question: Row | None, heard: Heard, words: str) -> str:
    """Return the wish that words most likely are; where they are half of a command, or an answer, only a likelier one.

    "Stop the pins and needles", "tell me about moon dust": of what was named nothing is known.
    """
    wish, likely = _likeliest(turn, question, words, of_red_flag=False)
    is_free = turn.intent in SYMPTOMS or turn.intent in CARRIERS
    if wish not in turn.catalog.wishes or (wish in _OF_WHAT_WAS_NAMED and not is_free):
        return ""
    enough = _LIKELY_WISH if is_free and not (heard.answer and question) else _LIKELY_INSTEAD
    return wish if likely >= enough else ""


def _as_answer(turn: Turn, question: Row, heard: Heard, words: str) -> str:
    answer, likely = _likeliest(turn, question, words, of_red_flag=bool(question.flag))
    if question.step is Step.minutes or question.id is QuestionId.which_timer:
        return ""
    if likely < _LIKELY_ANSWER:
        # The very sign was named, in doubt.
        answer = "yes" if question.flag in heard.unclear else ""
    if question.flag in OF_THE_FRAME or not question.flag:
        known = {"repeat", "hang_on"} if question.flag else {"repeat", "hang_on", *_YES_OR_NO}
        return answer if answer in known else ""
    return answer if answer in _ASIDES or (answer in _HEARD and not turn.session.said_again) else ""


def _likeliest(turn: Turn, question: Row | None, words: str, *, of_red_flag: bool) -> tuple[str, float]:
    from coach.care.second_opinion import features_of_meaning, likeliest  # most turns need none

    lexicon = turn.catalog.lexicon
    tokens = lexicon.said(words)
    concepts = [one.concepts for one in lexicon.mentions(tokens)]
    if not of_red_flag:
        concepts.append(turn.catalog.commands.concepts(words, lexicon))
    table = turn.catalog.likely_answers if of_red_flag else turn.catalog.likely_wishes
    opinion = likeliest(features_of_meaning(tokens, concepts, place_of(question)), table)
    return opinion.name, opinion.likely


def aside(turn: Turn, likely: str) -> tuple[Turn, Meaning | None]:
    """Return what a likely meaning is that may be answered at once, for it leaves the open question as it is."""
    meaning = _ASIDES.get(likely)
    return (turn._replace(intent=Intent.fallback, slots={}) if meaning else turn), meaning


def reply(turn: Turn, question: Row | None, likely: str) -> Reply:
    """Return the reply that says or asks back what was most likely meant."""
    if question is None or question.state in _NO_YES_OR_NO:
        return _shall_i(turn, likely)
    if question.flag:
        # Once more, in other words: the answer is to the question then.
        return interview.missed(
            turn._replace(session=turn.session._replace(said_again=True)), turn.words(_HEARD[likely])
        )
    missed = turn._replace(session=turn.session._replace(misses=turn.session.misses + 1))
    lead = turn.words(_HEARD[likely])
    return ask_again(missed, lead, number_where_missing(missed, lead))


def _shall_i(turn: Turn, likely: str) -> Reply:
    session, words = turn.session, turn.catalog.wishes[likely].words
    asked = session._replace(
        wish=likely, misses=session.misses + 1, interrupted=session.asking, interrupted_words=session.reprompt
    )
    return ask(
        turn._replace(session=asked),
        QuestionId.wish,
        number_where_missing(turn),
        turn.words("likely.shall_i", wish=words),
        reprompt=turn.words("likely.shall_i_again", wish=words),
    )


_LEAVES_IT_OPEN = frozenset({Intent.repeat, Intent.help})
_YES = frozenset({AnswerWord.yes, AnswerWord.ready})


def settled(turn: Turn) -> Turn:
    """Return the turn as it goes on where a wish was asked back: as if it had been said plainly, on a yes.

    Anything else counts as said to what was open before.
    """
    if turn.session.asking is not QuestionId.wish or turn.intent in _LEAVES_IT_OPEN:
        return turn
    session = turn.session
    wish = turn.catalog.wishes.get(session.wish)
    before = session._replace(
        asking=session.interrupted, reprompt=session.interrupted_words, interrupted=None, interrupted_words="", wish=""
    )
    # Where nothing had been open, the ways on are.
    back = turn._replace(session=before._replace(asking=before.asking or QuestionId.menu))
    if turn.intent is Intent.no:
        return back._replace(intent=Intent.fallback, slots={})
    if wish is None or not _is_yes(back):
        return back
    slots = {wish.slot: Slot(wish.value, wish.value)} if wish.slot else {}
    return back._replace(intent=Intent(wish.intent), slots=slots, session=before._replace(misses=0))


def _is_yes(turn: Turn) -> bool:
    if turn.intent in SYMPTOMS or turn.intent in CARRIERS:
        heard = hear(turn, None)
        return heard.answer in _YES and not heard.matters
    return turn.intent is Intent.yes

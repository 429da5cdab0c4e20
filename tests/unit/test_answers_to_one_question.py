"""Answers by what was asked: what Alexa took away counts, and a hedge or an echo gives way to what the words are of."""

import pytest

from coach.conversation.meanings import Intent, Meaning
from coach.conversation.questions import flag_question
from coach.conversation.router import route, understand
from coach.conversation.session import Session
from coach.conversation.turn import Slot, Turn
from tests.unit.test_router import turn_of

FREE = {Intent.said: "words", Intent.said_not: "words"}


def said(flag: str, intent: Intent, words: str) -> Turn:
    session = Session(asking=flag_question(flag), reprompt="Again?", speech="Again?")
    return turn_of(intent, {FREE.get(intent, "symptom"): Slot(words)}, session)


@pytest.mark.parametrize(
    ("flag", "intent", "words", "meaning"),
    [
        # Alexa keeps what stands behind "just", "like a", "never", "none".
        ("over_four_weeks.morning_stiffness", Intent.report_symptom, "today i got no problem mornings", Meaning.no),
        ("over_four_weeks.morning_stiffness", Intent.report_symptom, "plank till near eleven", Meaning.yes),
        ("pregnant.severe", Intent.said_not, "lets up", Meaning.yes),
        ("over_four_weeks", Intent.report_symptom, "morning getting out of the car", Meaning.no),
        ("any_history.weak_bones", Intent.deny_symptom, "of that thank god", Meaning.no),
        # An echo or a hedge is no plain answer where the words are of what was asked.
        ("cannot_get_up", Intent.report_symptom, "with the stick i can", Meaning.no),
        ("sudden_severe", Intent.report_symptom, "been coming on since i shifted the wardrobe", Meaning.no),
        ("small_fall.blood_thinners", Intent.report_symptom, "only cod liver oil", Meaning.no),
        ("small_fall.hit_head", Intent.said, "it was my shoulder that took the knock", Meaning.no),
    ],
)
def test_what_was_asked_decides_what_words_answer(flag: str, intent: Intent, words: str, meaning: Meaning) -> None:
    assert understand(said(flag, intent, words)).meaning is meaning


@pytest.mark.parametrize("intent", [Intent.said, Intent.deny_symptom, Intent.report_symptom])
@pytest.mark.parametrize("flag", ["saddle_numbness", "fever", "over_four_weeks.morning_stiffness", "any_illness"])
def test_a_beginning_by_itself_answers_nothing(flag: str, intent: Intent) -> None:
    assert route(said(flag, intent, "gobbledygook")).session.asking == flag_question(flag)


@pytest.mark.parametrize("words", ["morning getting out of the car", "there now lifting a box"])
def test_the_day_counts_where_its_first_word_was_taken_away(words: str) -> None:
    assert ("onset", "today") in route(said("onset", Intent.report_symptom, words)).session.answers.items()

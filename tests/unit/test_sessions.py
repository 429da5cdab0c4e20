"""What a session holds is never trusted further than its question's id."""

import pytest

from coach.conversation import questions
from tests.envelopes import Talker

QUESTIONS = ["red_flag.fever", *(asking for asking in questions.ROWS if asking is not questions.QuestionId.wish)]
"""A wish that was asked back gives way to whatever else is said."""


@pytest.mark.parametrize("asking", QUESTIONS)
@pytest.mark.parametrize("intent", ["AMAZON.HelpIntent", "AMAZON.PauseIntent", "TimeLeftIntent", "WhatYouKnowIntent"])
def test_an_aside_puts_the_question_again_with_only_its_id_to_go_by(asking: str, intent: str) -> None:
    talker = Talker()
    talker.attributes = {"asking": asking}
    talker.say(intent)
    assert talker.asking == asking
    assert talker.speech.endswith("?")
    assert talker.answer["response"]["reprompt"]["outputSpeech"]["ssml"] not in {"", "<speak></speak>"}


def test_repeat_with_only_the_id_repeats_the_question() -> None:
    talker = Talker()
    talker.attributes = {"asking": "red_flag.saddle_numbness"}
    talker.say("AMAZON.RepeatIntent")
    assert "bottom or private area" in talker.speech
    assert talker.asking == "red_flag.saddle_numbness"


def test_a_sign_in_doubt_survives_start_over() -> None:
    talker = Talker().names("small_fall")
    assert talker.asking == "red_flag.major_trauma"
    assert talker.say("AMAZON.StartOverIntent").no().asking == "red_flag.major_trauma"
    assert talker.yes().outcome == "emergency"


@pytest.mark.parametrize("intent", ["StartIceIntent", "ListRemediesIntent", "AMAZON.StopIntent"])
def test_a_sign_in_doubt_is_not_left_without_a_word(intent: str) -> None:
    talker = Talker().names("small_fall").say(intent)
    assert "serious, call 911" in talker.speech
    assert not talker.outcome


@pytest.mark.parametrize("token", ["", "tea:900", "junk", "ice:", "ice:9e9"])
def test_consent_without_our_token_asks_the_cautions(token: str) -> None:
    talker = Talker()
    talker.send({
        "type": "Connections.Response", "name": "AskFor", "token": token,
        "status": {"code": "200"}, "payload": {"status": "ACCEPTED"},
    })  # fmt: skip
    assert talker.asking == "ice.stop_signs"


def test_a_sign_beside_a_skipped_one_is_at_least_that() -> None:
    talker = Talker().at("red_flag.mid_back", {"red_flag.onset": "months"}).say("AMAZON.NextIntent").to_the_end()
    assert talker.outcome == "routine"
    assert "At least" in talker.speech
    assert "Not asked: " in talker.speech


def test_as_a_list_a_fall_is_not_asked_about() -> None:
    talker = Talker(style="list").names("small_fall")
    assert talker.asking == "safety_check.offer"
    assert "call 911" in talker.speech

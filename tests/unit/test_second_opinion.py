"""The ear's second opinion: it asks and says the number, and never acts."""

import json
import random

import pytest

from coach.care.answers import Answer, Tier
from coach.care.ear_opinion import SecondOpinion
from coach.care.triage import Outcome
from coach.conversation.meanings import Intent
from coach.conversation.questions import flag_of
from coach.conversation.router import route, understand
from coach.conversation.session import Session
from coach.conversation.symptoms.hearing import Heard, hear
from coach.conversation.symptoms.second_opinion import beside
from coach.conversation.turn import Slot, Turn
from local.hear.labelled import read_labelled
from local.hear.training import NONE, READ, WEIGHTS, examples, learnt
from tests.unit.test_router import CATALOG, turn_of

ROWS = read_labelled(READ)
FLAGS = CATALOG.interview.flags


def said(words: str, intent: Intent = Intent.said) -> Turn:
    return turn_of(intent, {"words": Slot(words)}, Session())


def test_it_knows_emergencies_only_and_each_has_a_question() -> None:
    signs = json.loads(WEIGHTS.read_text(encoding="utf-8"))["signs"]
    assert signs[0] == NONE
    for sign in signs[1:]:
        flag = FLAGS[CATALOG.heard_as(sign)]
        assert flag.tier is Tier.emergency
        assert flag.question


def test_whatever_is_said_it_takes_no_sign_for_present_and_drops_none() -> None:
    for row in random.Random(7).sample(ROWS, 400):  # noqa: S311
        turn = said(row.say)
        heard = hear(turn, None)
        after = beside(turn, None, heard, understood=False)
        assert set(after.present) <= set(heard.present)
        assert set(heard.present) | set(heard.unclear) <= set(after.present) | set(after.unclear)
        assert (after.denied, after.conditions, after.answer) == (heard.denied, heard.conditions, heard.answer)


def test_where_the_rules_make_nothing_of_it_the_likeliest_is_asked_about_with_the_number_first() -> None:
    # Weights of our own: the rules know no "zorbing".
    turn = said("went zorbing all gone queer under me")
    data = {"signs": [NONE, "both_legs"], "bias": [0.0, -1.0], "weights": {"zorbing": "1:3.0"}}
    catalog = type(CATALOG)()
    catalog.__dict__["second_opinion"] = SecondOpinion(data)
    reply = route(turn._replace(catalog=catalog))
    assert flag_of(reply.session.asking) == "both_legs"
    assert reply.outcome is not Outcome.emergency
    assert reply.parts[0].text.startswith("If it's serious, call 911.")


@pytest.mark.parametrize(
    ("heard", "asked"),
    [
        (Heard(), ("both_legs",)),
        (Heard(unclear=("lost_control",)), ("lost_control",)),
        (Heard(denied=("both_legs",)), ()),
        (Heard(present=("fever",)), ()),
    ],
)
def test_what_was_understood_takes_more_to_be_outweighed(heard: Heard, asked: tuple[str, ...]) -> None:
    data = {"signs": [NONE, "both_legs"], "bias": [0.0, -0.8], "weights": {}}
    catalog = type(CATALOG)()
    catalog.__dict__["second_opinion"] = SecondOpinion(data)
    turn = said("went zorbing all gone queer")._replace(catalog=catalog)
    after = beside(turn, None, heard, understood=False)
    assert after.unclear == asked
    assert after.serious


def test_what_this_session_settled_is_not_asked_again() -> None:
    data = {"signs": [NONE, "both_legs"], "bias": [0.0, 3.0], "weights": {}}
    catalog = type(CATALOG)()
    catalog.__dict__["second_opinion"] = SecondOpinion(data)
    turn = said("went zorbing all gone queer")
    settled = turn._replace(catalog=catalog, session=turn.session.with_answer("both_legs", Answer.no))
    assert beside(settled, None, Heard(), understood=False).unclear == ()


def test_a_turn_without_free_words_loads_no_weights() -> None:
    catalog = type(CATALOG)()
    for turn in (turn_of(Intent.yes, {}, Session()), turn_of(Intent.start_ice, {}, Session()), said("ow")):
        understand(turn._replace(catalog=catalog))
    assert "second_opinion" not in catalog.__dict__


@pytest.mark.e2e
def test_the_weights_are_what_the_read_sentences_teach() -> None:
    assert json.loads(WEIGHTS.read_text(encoding="utf-8")) == learnt(examples(ROWS, CATALOG))

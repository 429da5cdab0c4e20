"""The second opinion: it adds what to ask about, and never what to act on."""

import json
from pathlib import Path

import pytest

from coach.care.answers import Answer, Tier
from coach.care.ear_findings import AnswerWord
from coach.care.second_opinion import Weights, features, opinion
from coach.content.catalog import Catalog
from coach.conversation.meanings import Intent
from coach.conversation.questions import QuestionId, flag_of, flag_question, row_of
from coach.conversation.router import route, understand
from coach.conversation.session import Session
from coach.conversation.symptoms import likely, second_opinion
from coach.conversation.symptoms.hearing import Heard
from coach.conversation.turn import Slot
from local.hear.labelled import read_labelled
from tests.unit.test_router import turn_of

CATALOG = Catalog()
FLAGS = CATALOG.interview.flags
TABLE = CATALOG.second_opinion
CONTENT = Path(second_opinion.__file__).parents[2] / "content" / "en"
READ = Path(__file__).parents[1] / "hearing" / "read.jsonl"
SMALL = Weights(("chest_or_faint", "lost_control"), (-3.0, -4.0), {"w tight": "0:2.5", "c chest leak": "1:9 0:1"})


def test_features_are_words_concepts_and_pairs_of_concepts() -> None:
    found = dict(features(["my", "chest", "my"], [["chest"], ["tight", "chest"]]))
    assert found == {"w my": 1, "w chest": 1, "c chest": 2, "c tight": 2, "c chest tight": 0.7}


@pytest.mark.parametrize(
    ("weighed", "sign", "likely"),
    [
        ([], "chest_or_faint", 0.0637),
        ([("w tight", 1.0)], "chest_or_faint", 0.3845),
        ([("w tight", 1.0), ("w unknown", 9.0)], "chest_or_faint", 0.3845),
        ([("c chest leak", 0.7)], "lost_control", 0.9097),
        ([("w tight", 1e9)], "chest_or_faint", 1.0),
    ],
)
def test_an_opinion_is_the_likeliest_sign_and_how_likely_any_is(
    weighed: list[tuple[str, float]], sign: str, likely: float
) -> None:
    found = opinion(weighed, SMALL)
    assert (found.name, round(found.likely, 3)) == (sign, round(likely, 3))


def test_the_table_knows_signs_that_can_be_asked_about() -> None:
    assert [sign for sign in TABLE.names if not FLAGS[sign].question] == []


@pytest.mark.parametrize("name", ["second_opinion", "likely_answers", "likely_wishes"])
def test_a_table_has_a_weight_for_each_of_its_names(name: str) -> None:
    table = json.loads((CONTENT / f"{name}.json").read_text(encoding="utf-8"))
    assert len(table["names"]) == len(table["bias"]) == len(set(table["names"]))
    places = {int(pair.partition(":")[0]) for pairs in table["of"].values() for pair in pairs.split()}
    assert places == set(range(len(table["names"])))


def spoken(words: str) -> second_opinion.Spoken:
    tokens = CATALOG.lexicon.said(words)
    return second_opinion.Spoken(len(words.split()), tokens, [one.concepts for one in CATALOG.lexicon.mentions(tokens)])


def heard_alone(words: str, asked: str, heard: Heard) -> Heard:
    return second_opinion.weighed(turn_of(Intent.said, {}, Session()), asked, spoken(words), heard)


def test_it_only_ever_asks() -> None:
    """Whatever the rules heard: nothing is acted on that they did not act on, and no question of theirs is lost."""
    weak = next(flag.id for flag in FLAGS.values() if flag.tier is Tier.same_day and flag.question)
    befores = [
        Heard(), Heard(present=("lost_control",)), Heard(present=(weak,)), Heard(unclear=("both_legs",)),
        Heard(denied=("saddle_numbness",)), Heard(present=("self_harm", "fever")), Heard(conditions=("raynauds",)),
    ]  # fmt: skip
    for row in read_labelled(READ)[::7]:
        for before in befores:
            after = heard_alone(row.say, row.asked, before)
            assert set(after.present) <= set(before.present), row
            assert {*before.present, *before.unclear} <= {*after.present, *after.unclear}, row
            assert (after.denied, after.conditions) == (before.denied, before.conditions), row


def test_few_words_have_no_second_opinion() -> None:
    assert heard_alone("legs feel wobbly", "", Heard()) == Heard()


def test_an_emergency_that_no_rule_hears_is_asked_about_with_the_number() -> None:
    words = "there is a sort of warm puddle under me now and i never felt a thing coming"
    turn = turn_of(Intent.said, {"speech": Slot(words)}, Session())
    assert not understand(turn).heard.present
    reply = route(turn)
    assert "911" in reply.speech
    assert flag_of(reply.session.asking) in TABLE.names


def test_the_table_says_what_it_was_trained_on() -> None:
    path = CONTENT / "second_opinion.json"
    table = json.loads(path.read_text(encoding="utf-8"))
    assert len(table["trained_on"]) == 12
    assert table["sentences"] > 2000
    assert path.stat().st_size < 400_000


SOUNDS = Heard(sounds_like="both_legs", likely=0.3)


@pytest.mark.parametrize(
    ("heard", "asked"),
    [
        (SOUNDS, ("both_legs",)),
        (SOUNDS._replace(likely=0.19), ()),
        (SOUNDS._replace(denied=("fever",)), ()),
        (SOUNDS._replace(present=("fever",)), ()),
        (SOUNDS._replace(conditions=("skin_trouble",)), ()),
    ],
)
def test_before_it_is_said_that_nothing_was_understood_the_likeliest_is_asked_about(
    heard: Heard, asked: tuple[str, ...]
) -> None:
    turn = turn_of(Intent.said, {}, Session())
    assert second_opinion.where_nothing_was_made_of_it(turn, None, heard).unclear == asked
    settled = turn._replace(session=turn.session.with_answer("both_legs", Answer.no))
    assert second_opinion.where_nothing_was_made_of_it(settled, None, heard).unclear == ()


@pytest.mark.parametrize(
    ("heard", "first"),
    [
        (Heard(likely=0.1), True), (Heard(likely=0.09), False), (Heard(of_the_body=True, many_words=True), True),
        (Heard(of_the_body=True), False), (Heard(answer=AnswerWord.yes, many_words=True), True),
        (Heard(answer=AnswerWord.no, many_words=True), False), (Heard(present=("fever",), many_words=True), True),
    ],
)  # fmt: skip
def test_the_number_is_said_where_more_may_be_meant_than_was_understood(heard: Heard, *, first: bool) -> None:
    assert heard.number_first is first


WORDS = "remind me what i'm allowed to say to you"


@pytest.mark.parametrize("wish", list(CATALOG.wishes))
def test_a_wish_is_asked_back_and_done_on_a_yes_only(wish: str) -> None:
    """Whatever the words are likest to, nothing is changed before the yes; a no, and other words, do nothing of it."""
    turn = turn_of(Intent.said, {"speech": Slot(WORDS)}, Session())
    asked = likely.reply(turn, None, wish)
    assert (asked.session.asking, asked.changes, asked.consent) == (QuestionId.wish, (), None)
    assert "911" in asked.speech
    back = turn_of(Intent.yes, {}, asked.session)
    assert likely.settled(back).intent == CATALOG.wishes[wish].intent
    for intent in (Intent.no, Intent.list_remedies, Intent.fallback):
        other = likely.settled(turn_of(intent, {}, asked.session))
        assert other.intent in {intent, Intent.fallback}
        assert other.session.wish == ""


@pytest.mark.parametrize("answer", ["yes", "no", "unsure", "skip", "back"])
def test_an_answer_that_is_said_back_answers_nothing(answer: str) -> None:
    asking = flag_question("saddle_numbness")
    turn = turn_of(Intent.said, {"speech": Slot(WORDS)}, Session(asking=asking, reprompt="Again?", speech="Again?"))
    reply = likely.reply(turn, row_of(asking), answer)
    assert (reply.session.asking, dict(reply.session.answers), reply.outcome) == (asking, {}, None)
    assert reply.session.said_again
    assert "911" in reply.speech

"""Whatever intent Alexa chose, whatever question is open: a sign in the words is acted on or asked about by itself."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.care.triage import Outcome
from coach.conversation.meanings import CARRIERS, Intent
from coach.conversation.questions import ROWS, Asking, QuestionId, flag_of, flag_question
from coach.conversation.reply import Reply
from coach.conversation.router import route, understand
from coach.conversation.session import Session
from coach.conversation.turn import Slot, Turn
from tests.in_process import Stage
from tests.unit.test_router import CATALOG, REMEMBERED, turn_of

COMPOSED: dict[str, list[str]] = tomllib.loads(
    (Path(__file__).parents[1] / "hearing" / "composed.toml").read_text(encoding="utf-8")
)
FREE_SLOTS = [
    (Intent.report_symptom, "symptom"),
    (Intent.report_symptom, "symptom_two"),
    (Intent.report_symptom, "symptom_three"),
    (Intent.mixed_symptom, "symptom"),
    (Intent.tell_remedy, "remedy"),
    (Intent.list_remedies, "category"),
    (Intent.guide_movement, "movement"),
    (Intent.pace, "pace"),
    (Intent.stop_timer, "timer"),
    (Intent.pause_timer, "timer"),
    (Intent.time_left, "timer"),
    (Intent.which_timer, "timer"),
    (Intent.said, "words"),
]
STATES: list[Asking | None] = [
    None, *ROWS,
    *(flag_question(flag) for flag in ("age", "onset", "under_eighteen", "fever", "saddle_numbness", "any_history")),
]  # fmt: skip


def turn(intent: Intent, slots: dict[str, Slot], asking: Asking | None) -> Turn:
    return turn_of(intent, slots, Session(asking=asking, reprompt="Again?", speech="Again?"))._replace(
        profile=REMEMBERED
    )


def names_of(sign: str) -> set[str]:
    """Return what the check calls a sign of the ear's, whichever question is open."""
    asked = {flag for flag in CATALOG.interview.flags if CATALOG.answered_by(flag) == sign}
    return {CATALOG.heard_as(sign), *asked}


def is_heard(reply: Reply, sign: str) -> bool:
    """Return whether the sign was acted on, or is asked about by its own question."""
    return reply.outcome is Outcome.emergency or flag_of(reply.session.asking) in names_of(sign)


def cases() -> Iterator[tuple[str, str, Intent, str, Asking | None]]:
    for sign, wordings in COMPOSED.items():
        for words in wordings:
            for intent, slot in FREE_SLOTS:
                for asking in STATES:
                    yield sign, words, intent, slot, asking


def unheard(chosen: list[tuple[str, str, Intent, str, Asking | None]]) -> list[tuple[str, str, Intent, str, object]]:
    return [
        (sign, words, intent, slot, asking)
        for sign, words, intent, slot, asking in chosen
        if not is_heard(route(turn(intent, {slot: Slot(words)}, asking)), sign)
    ]


def test_a_sign_is_heard_in_every_slot_and_state_by_samples() -> None:
    assert unheard(list(cases())[::61]) == []


@pytest.mark.e2e
def test_a_sign_is_heard_in_every_slot_and_state() -> None:
    assert unheard(list(cases())) == []


@pytest.mark.parametrize("sign", COMPOSED)
def test_each_wording_is_no_phrase_of_the_content(sign: str) -> None:
    flags = CATALOG.interview.flags
    known = {phrase for flag in flags.values() for phrase in flag.volunteered}
    assert not known & set(COMPOSED[sign])


@pytest.mark.parametrize("intent", [Intent.stop_timer, Intent.pause_timer, Intent.resume_timer, Intent.add_time,
                                    Intent.shorten_timer, Intent.time_left, Intent.pace])  # fmt: skip
@pytest.mark.parametrize("asking", STATES, ids=str)
def test_words_that_match_nothing_do_nothing(intent: Intent, asking: Asking | None) -> None:
    """No timer, no memory, no question is changed: "stop the thingamajig", "status of my whatsit"."""
    slot = "pace" if intent is Intent.pace else "timer"
    before = turn(intent, {slot: Slot("thingamajig")}, asking)
    reply = route(before)
    assert reply.changes == ()
    asks = {asking, QuestionId.which_timer, *({QuestionId.menu} if asking in {None, QuestionId.wish} else set())}
    assert reply.session.asking in asks or reply.outcome


@pytest.mark.parametrize(("words", "flag"), [
    ("my dad had chest pain", "chest_or_faint"), ("what if i can't pee", "bladder_trouble"),
    ("i had chest pain last year", "chest_or_faint"), ("no numbness between my legs", "saddle_numbness"),
    ("i can pee fine", "bladder_trouble"), ("i've never lost control", "lost_control"),
])  # fmt: skip
def test_what_is_denied_past_somebody_elses_or_supposed_is_never_acted_on(words: str, flag: str) -> None:
    for intent in (Intent.said, Intent.report_symptom):
        slot = "words" if intent in CARRIERS else "symptom"
        reply = route(turn(intent, {slot: Slot(words)}, None))
        assert reply.outcome is not Outcome.emergency, (intent, words)
        assert flag not in reply.session.answers


@pytest.mark.parametrize(("words", "answer"), [
    ("yeah a bit", "yes"), ("yes numb", "yes"), ("kind of", "yes"), ("unfortunately", "yes"),
    ("only when i cough", "yes"),
    ("both", "yes"), ("the first one", "yes"), ("no wait yes", "yes"), ("he says no", "no"), ("nope not at all", "no"),
    ("yes no i mean no", "no"),
])  # fmt: skip
def test_answers_as_people_give_them(words: str, answer: str) -> None:
    reply = route(turn(Intent.said, {"words": Slot(words)}, flag_question("fever")))
    assert reply.session.answers.get("fever") == answer


def test_a_soft_no_to_an_emergency_sign_is_asked_once_more_and_then_a_no() -> None:
    said = {"words": Slot("not that i know of")}
    first = route(turn(Intent.said, said, flag_question("saddle_numbness")))
    assert flag_of(first.session.asking) == "saddle_numbness"
    again = turn(Intent.said, said, flag_question("saddle_numbness"))
    second = route(again._replace(session=again.session._replace(said_again=True)))
    assert second.session.answers["saddle_numbness"] == "no"
    elsewhere = route(turn(Intent.said, said, flag_question("fever")))
    assert elsewhere.session.answers["fever"] == "no"


def test_an_emergency_in_any_words_never_waits_for_the_store() -> None:
    for sign, words, intent, slot, asking in list(cases())[7::163]:
        said = turn(intent, {slot: Slot(words)}, asking)
        if route(said).outcome is Outcome.emergency:
            assert not understand(said).reads_profile, (sign, words)


@pytest.mark.parametrize("words", [
    "stop the gobbledygook", "stop the pins and needles", "cancel my whatsit", "pause the thingamajig",
    "resume the whatsit", "add five minutes to the thingamajig", "take five minutes off the whatsit",
])  # fmt: skip
def test_half_a_command_leaves_the_only_timer_alone(words: str) -> None:
    with Stage() as stage:
        echo = stage.player.echo
        echo.open_session({"asking": "ice.ready", "seconds": 900, "cautions": ["stop_signs", "skin", "body", "ready"]})
        echo.say("yes")
        before = [dict(timer) for timer in echo.person.timers.skills()]
        assert before
        echo.open_session({})
        echo.say(words)
        assert [dict(timer) for timer in echo.person.timers.skills()] == before


@pytest.mark.parametrize("words", ["kill it", "turn it off now"])
def test_a_timer_that_is_pointed_at_is_the_only_one(words: str) -> None:
    with Stage() as stage:
        echo = stage.player.echo
        echo.open_session({"asking": "ice.ready", "seconds": 900, "cautions": ["stop_signs", "skin", "body", "ready"]})
        echo.say("yes")
        echo.open_session({})
        echo.say(words)
        assert not echo.person.timers.skills()


@pytest.mark.parametrize(("flag", "words", "answer"), [
    ("both_legs", "just the left one", "no"), ("both_legs", "the pair of them", "yes"),
    ("mid_back", "more down by my belt", "no"), ("over_four_weeks", "only since tuesday", "no"),
    ("leg_pain_below_knee", "it stops at my bum cheek", "no"),
    ("leg_pain_below_knee", "right down to my big toe", "yes"),
    ("any_illness.night_pain", "fine with a pillow under my knees", "no"), ("pregnant", "that ship has sailed", "no"),
    ("any_illness.weight_loss", "i've put it on if anything", "no"), ("lost_control", "bone dry", "no"),
    ("fever", "i'm boiling", "yes"), ("cannot_get_up", "tried twice can't do it", "yes"),
])  # fmt: skip
def test_what_answers_one_question_only(flag: str, words: str, answer: str) -> None:
    """A no to "both legs?" is "just the left one", which says nothing anywhere else."""
    reply = route(turn(Intent.said, {"speech": Slot(words, "speech")}, flag_question(flag)))
    raised = reply.outcome is Outcome.emergency
    assert ("yes" if raised else reply.session.answers.get(flag)) == answer


@pytest.mark.parametrize(("flag", "words", "answer"), [
    ("over_four_weeks", "try four years", "yes"), ("over_four_weeks", "about three weeks now", "no"),
    ("over_four_weeks", "since tuesday", "no"), ("cannot_get_up.how_long", "must be getting on for two hours", "yes"),
    ("cannot_get_up.how_long", "twenty minutes maybe", "no"),
])  # fmt: skip
def test_a_time_answers_a_question_how_long(flag: str, words: str, answer: str) -> None:
    reply = route(turn(Intent.said, {"speech": Slot(words)}, flag_question(flag)))
    assert reply.session.answers.get(flag) == answer


@pytest.mark.parametrize(("flag", "words"), [
    ("belly_pulse", "depends what you call bad"), ("lost_control", "by control do you mean the bed"),
    ("tearing_pain", "more of a grab than a rip not really"),
    ("saddle_numbness", "it always has been a bit numb there"),
])  # fmt: skip
def test_a_sign_beside_a_no_a_doubt_or_a_question_is_asked_again(flag: str, words: str) -> None:
    reply = route(turn(Intent.report_symptom, {"symptom": Slot(words)}, flag_question(flag)))
    assert reply.outcome is None
    assert flag_of(reply.session.asking) == flag


def test_what_may_be_an_emergency_is_asked_about_with_the_number_before_it() -> None:
    for asking in (None, QuestionId.menu, flag_question("fever")):
        reply = route(turn(Intent.report_symptom, {"symptom": Slot("something about my bladder")}, asking))
        assert "911" in " ".join(part.text for part in reply.parts), asking
        assert flag_of(reply.session.asking) == "bladder_trouble"


def test_of_several_signs_in_doubt_the_most_telling_is_asked_about_first() -> None:
    words = "my belly and a sharp pain low on one side and six weeks pregnant maybe"
    reply = route(turn(Intent.report_symptom, {"symptom": Slot(words)}, None))
    assert reply.outcome is Outcome.emergency or flag_of(reply.session.asking) == "ectopic"

"""Every kind of answer to every question of the safety check, one step at a time, through the skill itself."""

import pytest

from coach import content
from coach.content.catalog import Catalog
from tests.envelopes import Talker, slot

CATALOG = Catalog()
INTERVIEW = CATALOG.interview
QUESTIONS = [item for item in INTERVIEW.order if not item.startswith("go_on.")]
TOP = [item for item in QUESTIONS if "." not in item]


def path_to(flag_id: str) -> dict[str, str]:
    """What must be answered yes (or not tried) so that this question is asked."""
    parent = INTERVIEW.flags[flag_id].parent
    if not parent:
        return {}
    return {f"red_flag.{parent}": "not_tried" if INTERVIEW.flags[flag_id].after_not_tried else "yes"}


def at(flag_id: str) -> Talker:
    return Talker().at(f"red_flag.{flag_id}", path_to(flag_id))


@pytest.mark.parametrize("flag_id", QUESTIONS)
def test_yes_ends_in_the_emergency_at_once_or_goes_on(flag_id: str) -> None:
    talker = at(flag_id).yes()
    if INTERVIEW.flags[flag_id].tier.name == "emergency":
        assert (talker.outcome, talker.ended, talker.asking) == ("emergency", True, "")
        assert talker.speech.startswith("Call 911 now")
        assert INTERVIEW.flags[flag_id].heard in talker.speech
        assert ("Lie still" in talker.speech) is INTERVIEW.flags[flag_id].lie_still
        assert "card" not in talker.answer["response"]
    else:
        assert talker.asking.startswith(("red_flag.", "safety_check."))
        assert talker.asking != f"red_flag.{flag_id}"
        assert not talker.outcome


@pytest.mark.parametrize("flag_id", QUESTIONS)
def test_not_sure_is_put_in_other_words_then_counts_as_yes(flag_id: str) -> None:
    flag = INTERVIEW.flags[flag_id]
    talker = at(flag_id).say("NotSureIntent")
    assert talker.asking == f"red_flag.{flag_id}"
    assert flag.other_words in talker.speech
    talker.say("NotSureIntent")
    if flag.tier.name == "emergency" and not flag.after_not_tried:
        assert talker.outcome == "emergency"
    else:
        assert "count that as yes" in talker.speech
        talker.say("AMAZON.PreviousIntent")
        assert talker.asking == f"red_flag.{flag_id}"


@pytest.mark.parametrize("flag_id", QUESTIONS)
def test_skip_leaves_it_unasked_and_then_nothing_is_all_clear(flag_id: str) -> None:
    talker = at(flag_id).say("AMAZON.NextIntent")
    assert talker.asking != f"red_flag.{flag_id}"
    while talker.asking != "safety_check.confirm":
        talker.yes() if talker.asking == "safety_check.go_on" else talker.no()
    talker.yes()
    assert talker.outcome not in {"self_care", ""}


@pytest.mark.parametrize("flag_id", QUESTIONS)
def test_back_from_the_next_question_asks_this_one_again(flag_id: str) -> None:
    talker = at(flag_id).no().say("AMAZON.PreviousIntent")
    assert talker.asking == f"red_flag.{flag_id}"
    talker.yes()
    if INTERVIEW.flags[flag_id].tier.name == "emergency":
        assert talker.outcome == "emergency"


@pytest.mark.parametrize("flag_id", QUESTIONS)
@pytest.mark.parametrize("intent", ["AMAZON.FallbackIntent", "MoreIntent", "MinutesIntent", "NoSuchIntent"])
def test_off_topic_is_asked_twice_more_then_the_check_stops_and_says_what_was_not_asked(
    flag_id: str, intent: str
) -> None:
    talker = at(flag_id)
    for turn in (1, 2):
        talker.say(intent)
        assert talker.asking == f"red_flag.{flag_id}"
        flag = INTERVIEW.flags[flag_id]
        assert (flag.question if turn == 1 else flag.other_words) in talker.speech
        assert ("serious, call 911" in talker.speech) is (turn == 1)
    talker.say(intent)
    assert "I haven't asked about" in talker.speech
    assert talker.outcome not in {"self_care", ""}
    assert talker.asking == "launch.choose"


@pytest.mark.parametrize("flag_id", QUESTIONS)
@pytest.mark.parametrize(("intent", "ends"), [("AMAZON.StopIntent", True), ("AMAZON.CancelIntent", False)])
def test_stop_and_cancel_say_what_was_not_asked(flag_id: str, intent: str, ends: bool) -> None:
    talker = at(flag_id).say(intent)
    assert "I haven't asked about" in talker.speech
    assert talker.ended is ends
    assert talker.outcome == (
        "unfinished"
        if not path_to(flag_id) or "not_tried" in path_to(flag_id).values()
        else INTERVIEW.flags[INTERVIEW.flags[flag_id].parent].tier.name
    )
    if talker.outcome != "unfinished":
        assert "at least" in talker.speech


@pytest.mark.parametrize("flag_id", QUESTIONS)
def test_silence_says_nothing(flag_id: str) -> None:
    talker = at(flag_id)
    reprompt = talker.answer["response"]["reprompt"]["outputSpeech"]["ssml"]
    assert reprompt.startswith("<speak>Your check isn't finished.")
    talker.send({"type": "SessionEndedRequest", "reason": "EXCEEDED_MAX_REPROMPTS"})
    assert talker.answer["response"] == {}


@pytest.mark.parametrize("flag_id", QUESTIONS)
def test_why_repeat_and_help_leave_the_question_open(flag_id: str) -> None:
    talker = at(flag_id)
    for intent, words in [
        ("WhyIntent", INTERVIEW.flags[flag_id].why),
        ("AMAZON.RepeatIntent", INTERVIEW.flags[flag_id].question),
        ("AMAZON.HelpIntent", "In an emergency, call 911."),
        ("TimeLeftIntent", "no ice timer"),
        ("AMAZON.PauseIntent", "Take your time."),
    ]:
        talker.say(intent)
        assert words in talker.speech
        assert INTERVIEW.flags[flag_id].question in talker.speech
        assert talker.asking == f"red_flag.{flag_id}"
    assert not talker.outcome


@pytest.mark.parametrize("flag_id", TOP)
def test_the_sign_named_or_denied_is_an_answer(flag_id: str) -> None:
    named = at(flag_id).names(flag_id)
    assert named.asking != f"red_flag.{flag_id}"
    assert (named.outcome == "emergency") is (INTERVIEW.flags[flag_id].tier.name == "emergency")
    denied = at(flag_id).names(flag_id, intent="DenySymptomIntent", value="such a thing")
    assert denied.asking not in {"", f"red_flag.{flag_id}"}


@pytest.mark.parametrize("flag_id", TOP)
def test_another_sign_named_is_noted_and_acted_on_only_if_an_emergency(flag_id: str) -> None:
    talker = at("immune_or_injecting").names(flag_id)
    if INTERVIEW.flags[flag_id].tier.name == "emergency":
        assert talker.outcome == "emergency"
    elif flag_id not in {"immune_or_injecting", "fever"}:
        assert talker.asking == "red_flag.immune_or_injecting"
        assert "I noted" in talker.speech


@pytest.mark.parametrize("flag_id", QUESTIONS)
def test_a_slot_without_a_match_never_decides(flag_id: str) -> None:
    for intent in ("ReportSymptomIntent", "DenySymptomIntent"):
        talker = at(flag_id).say(intent, slot("symptom", "gobbledygook"))
        assert talker.asking == f"red_flag.{flag_id}"
        assert not talker.outcome


@pytest.mark.parametrize("topic", ["StartIceIntent", "ListRemediesIntent", "StartHeatIntent", "ForgetMeIntent"])
def test_another_topic_says_what_was_not_asked(topic: str) -> None:
    talker = at("fever").say(topic)
    assert "I haven't asked about" in talker.speech
    assert talker.outcome == "unfinished"
    assert not talker.asking.startswith("red_flag.")


def test_start_over_asks_first() -> None:
    talker = at("fever").say("AMAZON.StartOverIntent")
    assert talker.asking == "safety_check.start_over"
    assert talker.no().asking == "red_flag.fever"
    assert talker.say("AMAZON.StartOverIntent").yes().asking == "red_flag.under_eighteen"


def test_the_read_back_can_be_corrected() -> None:
    talker = at("over_four_weeks").yes()
    while talker.asking != "safety_check.confirm":
        talker.no()
    assert "pain for over four weeks" in talker.speech
    assert talker.no().asking == "red_flag.over_four_weeks"
    while talker.asking != "safety_check.confirm":
        talker.no()
    assert talker.yes().outcome == "self_care"
    assert "all clear" not in talker.speech
    assert talker.asking == "launch.choose"


def test_an_outcome_is_there_on_its_own_turn_only() -> None:
    talker = at("fever").say("AMAZON.CancelIntent")
    assert talker.outcome == "unfinished"
    assert talker.say("AMAZON.HelpIntent").outcome == ""


def test_not_tried_where_it_is_no_answer_asks_again() -> None:
    assert at("chest_pain").say("NotTriedIntent").asking == "red_flag.chest_pain"
    assert at("sexual_function").say("NotTriedIntent").asking == "red_flag.unsteady_walking"
    assert at("bladder_trouble").say("NotTriedIntent").asking == "red_flag.bladder_trouble.filling"


def test_signs_of_this_session_still_combine_after_the_check() -> None:
    talker = Talker().at("safety_check.confirm", {"red_flag.leg_weakness": "yes"}).yes()
    assert talker.outcome == "same_day"
    assert talker.names("fever").outcome == "emergency"


@pytest.mark.parametrize(("locale", "number"), [
    ("en-US", "911"), ("en-CA", "911"), ("en-GB", "999"), ("en-AU", "000"), ("en-IN", "112"), ("fr-FR", "911"),
])  # fmt: skip
def test_the_number_is_the_locales_and_said_digit_by_digit(locale: str, number: str) -> None:
    talker = Talker(locale=locale).names("bladder_trouble")
    assert talker.speech.startswith(f"Call {number} now")
    assert f'<say-as interpret-as="digits">{number}</say-as>' in talker.answer["response"]["outputSpeech"]["ssml"]
    assert "or your local emergency number" in talker.speech


def test_every_sign_that_is_asked_is_in_the_list_or_covered_by_its_family() -> None:
    """A follow-up may be named in its parent's row; every main sign has a row of its own."""
    rows = {row["id"]: row for row in content.load("en/red_flags")["red_flag"]}
    assert [flag_id for flag_id in TOP if not rows[flag_id].get("listed")] == []


def test_as_a_list_the_signs_are_read_and_nothing_about_health_is_asked() -> None:
    talker = Talker(style="list").say("SafetyCheckIntent")
    groups = []
    while talker.asking == "safety_check.list":
        groups.append(talker.speech)
        assert talker.speech.count("?") == 1
        assert talker.speech.endswith("Shall I read on?")
        assert len(talker.speech.split()) <= 75
        talker.yes()
    assert len(groups) <= 6
    assert not talker.outcome
    # Every sign of the check is in it, once, the most urgent first.
    everything = " ".join(groups)
    listed = CATALOG.listed_signs
    assert [sign.text for sign in listed if everything.count(sign.text) != 1] == []
    places = [everything.index(sign.text) for sign in sorted(listed, key=lambda one: (-one.tier, not one.lie_still))]
    assert places == sorted(places)
    assert groups[0].startswith("Call 911")
    assert talker.names("chest_pain").outcome == "emergency"
    talker = Talker(style="list").say("StartIceIntent")
    assert talker.asking == "ice.still_start"
    assert talker.speech.endswith("Still start?")
    assert talker.speech.count("?") == 1

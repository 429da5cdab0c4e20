"""Every kind of answer to every question of the safety check, one step at a time, through the skill itself."""

import json
from functools import cache

import pytest

from coach import content
from coach.care import triage
from coach.care.answers import Answer, Answers, Tier
from coach.care.interview import GO_ON, Kind
from coach.content.catalog import Catalog
from coach.conversation.questions import OF_THE_FRAME
from coach.conversation.session import from_attributes
from tests.envelopes import Talker, slot

CATALOG = Catalog()
INTERVIEW = CATALOG.interview
FLAGS = INTERVIEW.flags
FRAME = ["age", "onset"]
QUESTIONS = [one for one in dict.fromkeys(place.id for place in INTERVIEW.order) if one not in {GO_ON, *FRAME}]
SIGNS = [one for one in QUESTIONS if FLAGS[one].kind is Kind.sign]
TOP = [one for one in SIGNS if "." not in one]
DECIDERS = [one for one in QUESTIONS if FLAGS[one].kind is Kind.decides]
UNDECIDED = {"sudden_severe"}
"""An emergency that another question may still take away, at the age at which it is asked here."""


def path_to(flag_id: str) -> dict[str, str]:
    """What must be answered so that this question is asked; all else as somebody well of 42 does."""
    parent = FLAGS[flag_id].parent
    above = {f"red_flag.{parent}": "not_tried" if FLAGS[flag_id].after_not_tried else "yes"} if parent else {}
    more: dict[str, dict[str, str]] = {
        "under_eighteen": {"red_flag.age": "skip"},
        "under_eighteen.under_six": {"red_flag.age": "skip"},
        "over_fifty": {"red_flag.age": "skip"},
        "tearing_pain.moving": {"red_flag.age": "31"},
        "sudden_severe": {"red_flag.age": "52"},
        "sudden_severe.like_before": {"red_flag.age": "52"},
        "first_over_fifty": {"red_flag.age": "52"},
        "small_fall.hit_head": {"red_flag.small_fall.blood_thinners": "yes"},
        "over_four_weeks": {"red_flag.onset": "some_weeks"},
        "over_four_weeks.morning_stiffness": {"red_flag.onset": "months"},
        "sexual_function": {"red_flag.leg_pain_below_knee": "yes"},
    }
    is_of_a_child = flag_id.startswith("under_eighteen.") and flag_id not in more
    return {**above, **({"red_flag.age": "9"} if is_of_a_child else {}), **more.get(flag_id, {})}


@cache
def _answer_at(flag_id: str) -> str:
    """Walk to a question once; all that is known there is in the answer's session attributes."""
    return json.dumps(Talker().at(f"red_flag.{flag_id}", path_to(flag_id)).answer)


def at(flag_id: str) -> Talker:
    """Put a check at a question."""
    talker = Talker()
    talker.answer = json.loads(_answer_at(flag_id))
    talker.attributes = talker.answer["sessionAttributes"]
    return talker


def says(talker: Talker, flag_id: str, *, sign: bool) -> Talker:
    """Answer that the sign is there, or not, in the words that the question asks for."""
    return talker.yes() if sign is not FLAGS[flag_id].yes_is_well else talker.no()


def known(talker: Talker) -> Answers:
    return from_attributes(talker.attributes).answers


def words_of(talker: Talker, flag_id: str) -> tuple[str, str]:
    return triage.wording(INTERVIEW, flag_id, known(talker))


def is_emergency(talker: Talker, flag_id: str) -> bool:
    """Return whether a yes here is an emergency at once."""
    answers = {**known(talker), flag_id: Answer.yes}
    return triage.tier(INTERVIEW, answers) is Tier.emergency and triage.deciding(INTERVIEW, answers) is None


def test_every_row_can_be_reached() -> None:
    assert {one for one in FLAGS if FLAGS[one].kind is not Kind.volunteered} == {*QUESTIONS, *FRAME}


@pytest.mark.parametrize("flag_id", QUESTIONS)
def test_yes_ends_in_the_emergency_at_once_or_goes_on(flag_id: str) -> None:
    talker = at(flag_id)
    flag, urgent = FLAGS[flag_id], is_emergency(talker, flag_id)
    by_itself = flag.tier is Tier.emergency or flag_id in DECIDERS
    assert urgent is ((by_itself and flag_id not in UNDECIDED) or flag_id == "sexual_function")
    says(talker, flag_id, sign=True)
    if urgent:
        of = FLAGS[flag.parent] if flag_id in DECIDERS else flag
        assert (talker.outcome, talker.ended, talker.asking) == ("emergency", True, "")
        assert talker.speech.startswith("Call 911 now")
        assert of.heard in talker.speech
        assert ("Lie still" in talker.speech) is of.lie_still
        assert "card" not in talker.answer["response"]
    else:
        assert talker.asking.startswith(("red_flag.", "safety_check."))
        assert talker.asking != f"red_flag.{flag_id}"
        assert not talker.outcome


@pytest.mark.parametrize("flag_id", QUESTIONS)
def test_not_sure_is_put_in_other_words_then_counts_as_yes(flag_id: str) -> None:
    talker = at(flag_id)
    _, other_words = words_of(talker, flag_id)
    urgent = is_emergency(talker, flag_id) and not FLAGS[flag_id].after_not_tried
    talker.say("NotSureIntent")
    assert talker.asking == f"red_flag.{flag_id}"
    assert other_words in talker.speech
    talker.say("NotSureIntent")
    if urgent:
        assert talker.outcome == "emergency"
    elif flag_id == "over_fifty":
        assert "count that as" not in talker.speech, "an age is neither there nor not"
        assert known(talker)[flag_id] is Answer.skipped
    else:
        assert f"count that as {'no' if FLAGS[flag_id].yes_is_well else 'yes'}" in talker.speech
        talker.say("AMAZON.PreviousIntent")
        assert talker.asking == f"red_flag.{flag_id}"


@pytest.mark.parametrize("flag_id", QUESTIONS)
def test_skip_leaves_it_unasked_and_then_nothing_is_all_clear(flag_id: str) -> None:
    talker = at(flag_id).say("AMAZON.NextIntent")
    if flag_id in DECIDERS:
        assert talker.outcome == "emergency", "in doubt it is"
        return
    assert talker.asking != f"red_flag.{flag_id}"
    talker.to_the_end(path_to(flag_id))
    if flag_id != "over_fifty":
        assert talker.outcome not in {"self_care", ""}


@pytest.mark.parametrize("flag_id", [one for one in QUESTIONS if one != "leg_pain_below_knee"])
def test_back_from_the_next_question_asks_this_one_again(flag_id: str) -> None:
    talker = at(flag_id)
    urgent = is_emergency(talker, flag_id)
    says(talker, flag_id, sign=False)
    talker.say("AMAZON.PreviousIntent")
    assert talker.asking == f"red_flag.{flag_id}"
    says(talker, flag_id, sign=True)
    assert (talker.outcome == "emergency") is urgent


@pytest.mark.parametrize("flag_id", QUESTIONS)
@pytest.mark.parametrize("intent", ["AMAZON.FallbackIntent", "MoreIntent", "NoSuchIntent", "OnsetIntent"])
def test_off_topic_is_asked_twice_more_then_left_open_and_the_check_goes_on(flag_id: str, intent: str) -> None:
    talker = at(flag_id)
    if flag_id in OF_THE_FRAME:
        talker.say(intent)
        assert talker.asking == f"red_flag.{flag_id}"
        talker.say(intent)
        assert talker.asking != f"red_flag.{flag_id}", "the second time it does without"
        assert talker.asking.startswith("red_flag.")
        return
    urgent = is_emergency(talker, flag_id)
    question, other_words = words_of(talker, flag_id)
    for turn in (1, 2):
        talker.say(intent)
        assert talker.asking == f"red_flag.{flag_id}"
        assert (question if turn == 1 else other_words) in talker.speech
        assert ("serious, call 911" in talker.speech) is (turn == 1 and flag_id not in DECIDERS)
    talker.say(intent)
    if flag_id in DECIDERS:
        assert talker.outcome == "emergency"
        return
    assert "I couldn't get that one." in talker.speech
    assert ("If it's so, call 911." in talker.speech) is (urgent or flag_id in UNDECIDED)
    assert talker.asking != f"red_flag.{flag_id}"
    assert not talker.outcome
    talker.to_the_end(path_to(flag_id))
    assert talker.outcome not in {"self_care", ""}
    assert "ice" not in talker.speech.rpartition(". ")[2]


def test_after_three_left_open_it_stops_says_which_and_offers_no_ice() -> None:
    talker = at("belly_pulse")
    for _ in range(3):
        asked = talker.asking
        for _ in range(3):
            assert talker.asking == asked
            talker.say("AMAZON.FallbackIntent")
    assert talker.speech.startswith(
        "If one of these is so, call 911: bad belly pain or a throbbing belly, a crash or a big fall and"
    )
    assert "call 911" in talker.speech
    assert "Your check isn't finished." in talker.speech
    assert "ice" not in talker.speech.rpartition(". ")[2]
    assert (talker.outcome, talker.asking) == ("unfinished", "launch.choose")


@pytest.mark.parametrize("flag_id", [*QUESTIONS, *FRAME])
@pytest.mark.parametrize(("intent", "ends"), [("AMAZON.StopIntent", True), ("AMAZON.CancelIntent", False)])
def test_stop_and_cancel_say_what_was_not_asked(flag_id: str, intent: str, ends: bool) -> None:
    talker = at(flag_id)
    outcome = triage.outcome(INTERVIEW, known(talker))
    talker.say(intent)
    if flag_id in DECIDERS:
        assert (talker.outcome, talker.ended) == ("emergency", True), "nobody leaves an emergency unsaid"
        return
    assert "Not asked: " in talker.speech
    assert talker.ended is ends
    assert talker.outcome == outcome
    if talker.outcome != "unfinished":
        assert "At least" in talker.speech


@pytest.mark.parametrize("flag_id", DECIDERS)
@pytest.mark.parametrize(
    "intent",
    ["AMAZON.StopIntent", "AMAZON.CancelIntent", "AMAZON.NavigateHomeIntent", "StartIceIntent", "TellRemedyIntent"],
)
@pytest.mark.parametrize("single", [False, True])
def test_an_emergency_in_doubt_is_left_by_no_door(flag_id: str, intent: str, single: bool) -> None:
    talker = at(flag_id)
    talker.attributes = {**talker.attributes, "single": single}
    talker.say(intent)
    assert (talker.outcome, talker.ended) == ("emergency", True)


@pytest.mark.parametrize("flag_id", [*QUESTIONS, *FRAME])
def test_silence_says_nothing(flag_id: str) -> None:
    talker = at(flag_id)
    reprompt = talker.answer["response"]["reprompt"]["outputSpeech"]["ssml"]
    assert reprompt.startswith("<speak>Your check isn't finished.")
    assert ("911" in reprompt) is (flag_id in DECIDERS), "a yes was said already"
    talker.send({"type": "SessionEndedRequest", "reason": "EXCEEDED_MAX_REPROMPTS"})
    assert talker.answer["response"] == {}


@pytest.mark.parametrize("flag_id", [*QUESTIONS, *FRAME])
def test_why_repeat_and_help_leave_the_question_open(flag_id: str) -> None:
    talker = at(flag_id)
    question, _ = words_of(talker, flag_id)
    for intent, words in [
        ("WhyIntent", FLAGS[flag_id].why),
        ("AMAZON.RepeatIntent", question),
        ("AMAZON.HelpIntent", "In an emergency, call 911."),
        ("TimeLeftIntent", " more."),
        ("AMAZON.PauseIntent", "Take your time."),
    ]:
        talker.say(intent)
        assert words in talker.speech
        assert question in talker.speech
        assert talker.asking == f"red_flag.{flag_id}"
    assert not talker.outcome


@pytest.mark.parametrize("flag_id", QUESTIONS)
def test_soft_no_at_an_emergency_sign_is_asked_once_more_and_then_counts(flag_id: str) -> None:
    talker = at(flag_id)
    urgent = is_emergency(talker, flag_id) or flag_id in UNDECIDED
    not_really = slot("words", "not really")
    talker.say("SaidIntent", not_really)
    if urgent:
        assert talker.asking == f"red_flag.{flag_id}"
        assert words_of(talker, flag_id)[1] in talker.speech
        talker.say("SaidIntent", not_really)
    assert talker.asking != f"red_flag.{flag_id}"
    # "Not really like before", "I can't really feel it fill": that is the sign.
    assert (talker.outcome == "emergency") is (urgent and FLAGS[flag_id].yes_is_well)


@pytest.mark.parametrize("flag_id", [one for one in SIGNS if not FLAGS[one].yes_is_well])
def test_it_always_has_been_is_asked_whether_it_got_worse_at_an_emergency_sign(flag_id: str) -> None:
    talker = at(flag_id)
    urgent = is_emergency(talker, flag_id) or flag_id in UNDECIDED
    talker.say("SaidIntent", slot("words", "it always has been"))
    if urgent:
        assert talker.asking == f"red_flag.{flag_id}"
        assert "worse" in talker.speech
        talker.no()
    assert talker.outcome in {"", "self_care"}
    assert talker.asking != f"red_flag.{flag_id}"


@pytest.mark.parametrize("flag_id", TOP)
def test_the_sign_named_or_denied_is_an_answer(flag_id: str) -> None:
    talker = at(flag_id)
    urgent = is_emergency(talker, flag_id)
    if flag_id not in {"under_eighteen", "sudden_severe"}:
        named = talker.names(flag_id)
        assert named.asking != f"red_flag.{flag_id}"
        assert (named.outcome == "emergency") is urgent
    denied = at(flag_id).names(flag_id, intent="DenySymptomIntent", value="such a thing")
    assert denied.asking not in {"", f"red_flag.{flag_id}"}


@pytest.mark.parametrize("flag_id", TOP)
def test_another_sign_named_is_noted_and_acted_on_only_if_an_emergency(flag_id: str) -> None:
    talker = at("any_history").names(flag_id)
    if FLAGS[flag_id].asked_first:
        assert not talker.outcome
    elif FLAGS[flag_id].tier is Tier.emergency:
        assert talker.outcome == "emergency"
    else:
        assert talker.asking == "red_flag.any_history"
        assert "I noted" in talker.speech


@pytest.mark.parametrize("flag_id", [*QUESTIONS, *FRAME])
def test_a_slot_without_a_match_never_decides(flag_id: str) -> None:
    for intent in ("ReportSymptomIntent", "DenySymptomIntent"):
        talker = at(flag_id).say(intent, slot("symptom", "gobbledygook"))
        assert talker.asking == f"red_flag.{flag_id}"
        assert not talker.outcome


@pytest.mark.parametrize("flag_id", [one for one in SIGNS if FLAGS[one].parent.startswith("any_")])
def test_a_member_of_a_bundle_that_is_named_is_a_yes_and_the_rest_is_asked(flag_id: str) -> None:
    bundle = FLAGS[flag_id].parent
    talker = at(bundle).names(FLAGS[flag_id].own_id)
    assert known(talker)[flag_id] is Answer.yes
    asked = []
    while talker.asking.startswith(f"red_flag.{bundle}."):
        asked.append(talker.asking.removeprefix("red_flag."))
        talker.no()
    assert asked == [one.id for one in FLAGS.values() if one.parent == bundle and one.id != flag_id]


def test_both_is_a_sign_of_its_own_at_one_leg_or_foot() -> None:
    assert at("leg_weakness").say("SaidIntent", slot("words", "both of them")).outcome == "emergency"
    assert at("leg_weakness").say("WhichTimerIntent", slot("timer", "both", "both")).outcome == "emergency"
    assert at("lost_control").say("SaidIntent", slot("words", "both of them")).outcome == "emergency"


@pytest.mark.parametrize("topic", ["StartIceIntent", "ListRemediesIntent", "StartHeatIntent", "ForgetMeIntent"])
def test_another_topic_says_what_was_not_asked(topic: str) -> None:
    talker = at("fever").say(topic)
    assert "Not asked: " in talker.speech
    assert talker.outcome == "unfinished"
    assert not talker.asking.startswith("red_flag.")


def test_start_over_asks_first() -> None:
    talker = at("fever").say("AMAZON.StartOverIntent")
    assert talker.asking == "safety_check.start_over"
    assert talker.no().asking == "red_flag.fever"
    talker.say("AMAZON.StartOverIntent").yes()
    assert talker.asking == "red_flag.age"
    assert "I keep nothing" in talker.speech


def test_the_read_back_can_be_corrected() -> None:
    talker = at("mid_back").yes()
    while talker.asking != "safety_check.confirm":
        talker.answers()
    assert "pain between the shoulder blades" in talker.speech
    assert talker.no().asking == "red_flag.mid_back"
    talker.no()
    assert talker.outcome == "self_care"
    assert "all clear" not in talker.speech
    assert talker.asking == "launch.choose"


def test_a_sign_that_follows_from_the_onset_is_corrected_by_asking_for_the_onset_again() -> None:
    talker = Talker().at("safety_check.confirm", {"red_flag.onset": "months"})
    assert "pain for over four weeks" in talker.speech
    assert talker.no().asking == "red_flag.onset"


def test_where_all_was_no_the_outcome_itself_reads_it_back() -> None:
    talker = at("leg_pain_below_knee").no()
    assert talker.outcome == "self_care"
    assert talker.speech.startswith("You said no to every sign I asked about. That can't rule everything out.")


def test_an_outcome_is_there_on_its_own_turn_only() -> None:
    talker = at("fever").say("AMAZON.CancelIntent")
    assert talker.outcome == "unfinished"
    assert talker.say("AMAZON.HelpIntent").outcome == ""


def test_not_tried_where_it_is_no_answer_asks_again() -> None:
    assert at("chest_or_faint").say("NotTriedIntent").asking == "red_flag.chest_or_faint"
    assert at("sexual_function").say("NotTriedIntent").asking == "safety_check.confirm"
    assert at("bladder_trouble").say("NotTriedIntent").asking == "red_flag.bladder_trouble.filling"


@pytest.mark.parametrize(
    ("sign", "age", "outcome"), [("sudden_severe", "52", "routine"), ("tearing_pain", "31", "same_day")]
)
def test_what_took_an_emergency_away_still_counts_after_the_check(sign: str, age: str, outcome: str) -> None:
    said = {"red_flag.age": age, f"red_flag.{sign}": "yes"}
    talker = Talker().at("safety_check.confirm", said).yes()
    assert talker.outcome == outcome
    assert not talker.say("StartIceIntent").outcome
    assert not talker.say("AMAZON.CancelIntent").outcome
    again = talker.say("SafetyCheckIntent")
    assert again.asking == "red_flag.chest_or_faint"
    again.to_the_end(said)
    assert again.outcome == outcome
    assert not again.say("AMAZON.StopIntent").outcome


def test_a_second_check_in_a_session_offers_to_go_on_again() -> None:
    talker = Talker().at("safety_check.confirm", {"red_flag.mid_back": "yes"}).yes()
    talker.say("SafetyCheckIntent")
    while talker.asking != "safety_check.go_on":
        talker.answers()


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
    assert talker.names("chest_or_faint").outcome == "emergency"
    talker = Talker(style="list").say("StartIceIntent")
    assert talker.asking == "ice.still_start"
    assert talker.speech.endswith("Still start?")
    assert talker.speech.count("?") == 1


def test_what_burns_says_yes_to_the_open_question_and_asks_nothing_that_was_denied() -> None:
    talker = Talker().at("red_flag.urine_signs")
    assert ["bladder_trouble", "no"] in talker.attributes["answers"]
    talker.say("ReportSymptomIntent", slot("symptom", "burns when i pee", "urine_signs"))
    assert ["urine_signs", "yes"] in talker.attributes["answers"]
    assert talker.asking not in {"red_flag.bladder_trouble", "red_flag.urine_signs"}


def test_what_may_be_an_emergency_and_was_not_asked_yet_is_asked_all_the_same() -> None:
    talker = Talker().at("red_flag.major_trauma")
    talker.say("ReportSymptomIntent", slot("symptom", "burns when i pee", "urine_signs"))
    assert talker.asking == "red_flag.bladder_trouble"

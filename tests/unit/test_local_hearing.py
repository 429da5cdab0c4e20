"""What the virtual Echo understands, and what it must not."""

from typing import Any

import pytest

from local.hearing import FALLBACK, Heard, Hearing
from local.model_file import ModelError, parse_model
from local.wording import normal

SYMPTOMS = {
    "chest_pain": ["chest pain", "tight chest", "my chest is tight"],
    "bladder_trouble": ["can't pee", "trouble peeing", "i can't pee"],
    "can_pee": ["pee fine", "no trouble peeing"],
    "leg_weakness": ["weak leg", "can"],
    "other": ["cer"],
}
REMEDIES = {
    "ice_massage": ["ice massage", "rubbing ice"],
    "heat": ["heating pad", "warmth"],
    "rest": ["rest"],
}


def kind(name: str, values: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "name": name,
        "values": [{"id": id_, "name": {"value": names[0], "synonyms": names[1:]}} for id_, names in values.items()],
    }


def intent(name: str, *samples: str, **slots: str) -> dict[str, Any]:
    listed = [{"name": slot, "type": type_.replace("_", ".")} for slot, type_ in slots.items()]
    return {"name": name, "slots": listed, "samples": list(samples)}


def document(*more: dict[str, Any]) -> dict[str, Any]:
    symptoms = {"symptom": "Symptom", "symptom_two": "Symptom", "symptom_three": "Symptom"}
    intents = [
        intent(
            "ReportSymptomIntent",
            *["{symptom}", "i have {symptom}", "i {symptom}", "{symptom} and {symptom_two}"],
            *[
                "{symptom} {symptom_two}",
                "{symptom} {symptom_two} and {symptom_three}",
                "i have {symptom} and {symptom_two}",
            ],
            **symptoms,
        ),
        intent("DenySymptomIntent", "i don't have {symptom}", "no {symptom}", "i have no {symptom}", **symptoms),
        intent(
            "StartIceIntent",
            "start ice",
            "ice",
            "ice for {duration}",
            "{duration}",
            duration="AMAZON_DURATION",
        ),
        intent("MinutesIntent", "{minutes}", "make it {minutes}", minutes="AMAZON_NUMBER"),
        intent(
            "TellRemedyIntent",
            "tell me about {remedy}",
            "{remedy}",
            "how does {remedy} work",
            "does {remedy} help",
            "i need to go for {remedy}",
            remedy="Remedy",
        ),
        intent("WhyIntent", "why", "why do you ask", "what"),
        intent("AMAZON.YesIntent", "it is"),
        *(intent(f"AMAZON.{name}Intent") for name in ["No", "Help", "Stop", "Cancel", "Repeat", "Fallback"]),
        *more,
    ]
    types = [kind("Symptom", SYMPTOMS), kind("Remedy", REMEDIES)]
    language = {"invocationName": "back spasm coach", "intents": intents, "types": types}
    return {"interactionModel": {"languageModel": language}}


HEARING = Hearing(parse_model(document()))


def understood(heard: Heard) -> tuple[str, dict[str, str]]:
    return heard.intent, {n: s.matches[0].id if s.matches else s.value for n, s in heard.slots.items()}


@pytest.mark.parametrize(
    ("said", "name", "slots"),
    [
        ("Chest pain!", "ReportSymptomIntent", {"symptom": "chest_pain"}),
        ("I can\u2019t pee.", "ReportSymptomIntent", {"symptom": "bladder_trouble"}),
        ("i cannot pee", "ReportSymptomIntent", {"symptom": "bladder_trouble"}),
        ("i cant pee", "ReportSymptomIntent", {"symptom": "bladder_trouble"}),
        ("i don't have chest pain", "DenySymptomIntent", {"symptom": "chest_pain"}),
        ("I do not have chest pain", "DenySymptomIntent", {"symptom": "chest_pain"}),
        (
            "chest pain and can't pee",
            "ReportSymptomIntent",
            {"symptom": "chest_pain", "symptom_two": "bladder_trouble"},
        ),
        (
            "chest pain weak leg and trouble peeing",
            "ReportSymptomIntent",
            {"symptom": "chest_pain", "symptom_two": "leg_weakness", "symptom_three": "bladder_trouble"},
        ),
        ("ice for fifteen minutes", "StartIceIntent", {"duration": "PT15M"}),
        ("ice for a quarter of an hour", "StartIceIntent", {"duration": "PT15M"}),
        ("twelve and a half minutes", "StartIceIntent", {"duration": "PT12M30S"}),
        ("fifteen", "MinutesIntent", {"minutes": "15"}),
        ("15", "MinutesIntent", {"minutes": "15"}),
        ("tell me about rubbing ice", "TellRemedyIntent", {"remedy": "ice_massage"}),
        ("how does warmth work", "TellRemedyIntent", {"remedy": "heat"}),
        ("um, why?", "WhyIntent", {}),
        ("yeah", "AMAZON.YesIntent", {}),
        ("it is", "AMAZON.YesIntent", {}),
        ("no thanks", "AMAZON.NoIntent", {}),
        ("forget it", "AMAZON.CancelIntent", {}),
        ("say that again", "AMAZON.RepeatIntent", {}),
        ("help me", "AMAZON.HelpIntent", {}),
    ],
)
def test_exact_words(said: str, name: str, slots: dict[str, str]) -> None:
    assert understood(HEARING.hear(said)) == (name, slots)


def test_an_authored_literal_outranks_a_built_in_and_a_slot() -> None:
    assert HEARING.hear("what").intent == "WhyIntent"


@pytest.mark.parametrize("said", ["ice for fifteen", "cancer", "qwertz", "", "next", "i can see", "start lice"])
def test_what_is_not_in_the_model_is_a_fallback(said: str) -> None:
    assert HEARING.hear(said) == Heard(FALLBACK, {})


def test_a_negation_is_never_bridged() -> None:
    assert HEARING.hear("i can pee").intent == FALLBACK
    assert HEARING.hear("i have not trouble peeing").intent == FALLBACK
    assert understood(HEARING.hear("no trouble peeing"))[1] == {"symptom": "can_pee"} or (
        HEARING.hear("no trouble peeing").intent == "DenySymptomIntent"
    )


@pytest.mark.parametrize(
    ("said", "name", "slots"),
    [
        ("i have trouble peing", "ReportSymptomIntent", {"symptom": "bladder_trouble"}),
        ("tell me about ice masage", "TellRemedyIntent", {"remedy": "ice_massage"}),
        ("tell me abot ice massage", "TellRemedyIntent", {"remedy": "ice_massage"}),
        ("what can you do", "AMAZON.HelpIntent", {}),
    ],
)
def test_a_slip_of_the_tongue_is_put_right(said: str, name: str, slots: dict[str, str]) -> None:
    assert understood(HEARING.hear(said)) == (name, slots)


def test_fifty_is_not_put_right_to_fifteen() -> None:
    literal = intent("OddIntent", "give me fifteen minutes of peace")
    hearing = Hearing(parse_model(document(literal)))
    assert hearing.hear("give me fifteen minutes of peace").intent == "OddIntent"
    assert hearing.hear("give me fifty minutes of peace").intent == FALLBACK


def test_two_near_meanings_are_none() -> None:
    rivals = intent("OneIntent", "bring my blanket"), intent("TwoIntent", "bring my blankets up")
    hearing = Hearing(parse_model(document(*rivals, intent("ThreeIntent", "bring my blankex"))))
    assert hearing.hear("bring my blankey").intent == FALLBACK


def test_an_unknown_remedy_goes_to_its_slot_unmatched() -> None:
    heard = HEARING.hear("tell me about voodoo dolls")
    assert understood(heard) == ("TellRemedyIntent", {"remedy": "voodoo dolls"})
    assert heard.slots["remedy"].matches == ()


def test_an_unknown_remedy_is_named_plainly_or_not_at_all() -> None:
    assert understood(HEARING.hear("does voodoo help")) == ("TellRemedyIntent", {"remedy": "voodoo"})
    assert HEARING.hear("i need to go for my medicine").intent == FALLBACK
    assert HEARING.hear("tell me about no pain").intent == FALLBACK


def test_one_value_outranks_two_in_a_row() -> None:
    both = kind("Symptom", {**SYMPTOMS, "both": ["chest pain and tight chest"]})
    model = document()
    model["interactionModel"]["languageModel"]["types"][0] = both
    heard = Hearing(parse_model(model)).hear("i have chest pain and tight chest")
    assert understood(heard) == ("ReportSymptomIntent", {"symptom": "both"})


@pytest.mark.parametrize("said", ["call 911", "Call 9-1-1!", "call nine one one"])
def test_an_emergency_number_is_said_digit_by_digit(said: str) -> None:
    hearing = Hearing(parse_model(document(intent("CallForHelpIntent", "call nine one one"))))
    assert hearing.hear(said).intent == "CallForHelpIntent"


def test_minutes_are_no_emergency_number() -> None:
    assert normal("ice for 112 minutes") == "ice for 112 minutes"


def test_loose_gives_nonsense_to_the_nearest_intent() -> None:
    heard = HEARING.hear("qwertz qwertz", loose=True)
    assert heard.intent in {"ReportSymptomIntent", "TellRemedyIntent", "DenySymptomIntent"}
    assert [slot.matches for slot in heard.slots.values()] == [()]


def test_the_surest_of_several_readings_counts() -> None:
    assert HEARING.hear("to start ice", "start ice").intent == "StartIceIntent"


def test_a_sample_with_an_undeclared_slot_is_refused() -> None:
    with pytest.raises(ModelError, match="duration"):
        parse_model(document(intent("OddIntent", "do it for {duration}")))

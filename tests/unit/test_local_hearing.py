"""What the virtual Echo understands, and what it must not."""

from typing import Any

import pytest

from local.nlu.hearing import FALLBACK, Hearing, Interpretation, Mode
from local.nlu.model_file import ModelError, parse_model, path_for
from local.nlu.wording import normal

SYMPTOMS = {
    "chest_or_faint": ["chest pain", "tight chest", "my chest is tight"],
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


def understood(heard: Interpretation) -> tuple[str, dict[str, str]]:
    return heard.intent, {n: s.matches[0].id if s.matches else s.value for n, s in heard.slots.items()}


@pytest.mark.parametrize(
    ("said", "name", "slots"),
    [
        ("Chest pain!", "ReportSymptomIntent", {"symptom": "chest_or_faint"}),
        ("I can\u2019t pee.", "ReportSymptomIntent", {"symptom": "bladder_trouble"}),
        ("i cannot pee", "ReportSymptomIntent", {"symptom": "bladder_trouble"}),
        ("i cant pee", "ReportSymptomIntent", {"symptom": "bladder_trouble"}),
        ("i don't have chest pain", "DenySymptomIntent", {"symptom": "chest_or_faint"}),
        ("I do not have chest pain", "DenySymptomIntent", {"symptom": "chest_or_faint"}),
        (
            "chest pain and can't pee",
            "ReportSymptomIntent",
            {"symptom": "chest_or_faint", "symptom_two": "bladder_trouble"},
        ),
        (
            "chest pain weak leg and trouble peeing",
            "ReportSymptomIntent",
            {"symptom": "chest_or_faint", "symptom_two": "leg_weakness", "symptom_three": "bladder_trouble"},
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


@pytest.mark.parametrize("said", ["cancer", "qwertz", "", "next", "i can see", "start lice"])
def test_what_is_not_in_the_model_is_a_fallback(said: str) -> None:
    assert HEARING.hear(said) == Interpretation(FALLBACK, {})


def test_a_number_is_no_length() -> None:
    heard = HEARING.hear("ice for fifteen")
    assert heard.intent != "StartIceIntent"
    assert [slot.matches for slot in heard.slots.values()] == [()]
    assert HEARING.hear("ice for fifteen", mode=Mode.strict) == Interpretation(FALLBACK, {})


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("said", ["i can pee", "i have not trouble peeing"])
def test_a_negation_is_never_bridged(said: str, mode: Mode) -> None:
    assert not [slot for slot in HEARING.hear(said, mode=mode).slots.values() if slot.matches]


def test_a_denial_stays_one() -> None:
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


def test_a_slot_takes_unlisted_words_where_its_sentence_tells_something() -> None:
    assert understood(HEARING.hear("does voodoo help")) == ("TellRemedyIntent", {"remedy": "voodoo"})
    assert HEARING.hear("does voodoo help", mode=Mode.strict) == Interpretation(FALLBACK, {})


def test_no_slot_of_a_command_takes_a_negation() -> None:
    heard = HEARING.hear("tell me about no pain")
    assert heard.intent != "TellRemedyIntent"
    assert not [slot for slot in heard.slots.values() if slot.matches]


def test_nothing_counts_as_said_beside_words_that_are_not_listed() -> None:
    heard = HEARING.hear("what then if i have chest pain and trouble peeing")
    assert [slot.matches for slot in heard.slots.values()] == [()]


def test_a_sentence_that_is_only_a_slot_takes_unlisted_words_where_one_of_them_tells_something() -> None:
    heard = HEARING.hear("a funny chest since then")
    assert understood(heard) == ("ReportSymptomIntent", {"symptom": "a funny chest since then"})
    assert heard.slots["symptom"].matches == ()
    assert HEARING.hear("a funny feeling since then") == Interpretation(FALLBACK, {})


def test_free_speech_comes_last_and_without_its_beginning() -> None:
    said = intent("SaidIntent", "i {words}", "it's {words}", words="AMAZON.SearchQuery")
    cannot = intent("SaidCannotIntent", "i can't {words}", words="AMAZON.SearchQuery")
    hearing = Hearing(parse_model(document(said, cannot)))
    assert understood(hearing.hear("i bought a kite")) == ("SaidIntent", {"words": "bought a kite"})
    assert understood(hearing.hear("i can't fly a kite")) == ("SaidCannotIntent", {"words": "fly a kite"})
    assert hearing.hear("i have chest pain").intent == "ReportSymptomIntent"
    assert hearing.hear("i bought a kite").slots["words"].custom is False
    assert hearing.hear("i bought a kite", mode=Mode.strict) == Interpretation(FALLBACK, {})
    assert hearing.hear("bought a kite") == Interpretation(FALLBACK, {})


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
    heard = HEARING.hear("qwertz qwertz", mode=Mode.loose)
    assert heard.intent in {"ReportSymptomIntent", "TellRemedyIntent", "DenySymptomIntent"}
    assert [slot.matches for slot in heard.slots.values()] == [()]


def test_the_surest_of_several_readings_counts() -> None:
    assert HEARING.hear("to start ice", "start ice").intent == "StartIceIntent"


def test_a_sample_with_an_undeclared_slot_is_refused() -> None:
    with pytest.raises(ModelError, match="duration"):
        parse_model(document(intent("OddIntent", "do it for {duration}")))


HEARS_NOTHING = frozenset(
    f"{name}Intent"
    for name in "Said SaidNot SaidCannot SaidOther SaidWhatIf ReportSymptom DenySymptom TellRemedy".split()
)
"""Where words go that are heard for nothing: to whoever reads them, and into no command."""


def check(said: str, name: str, slots: str) -> None:
    """Check what the real model hears; "AMAZON.Fallback": nothing that is listed, and no command."""
    hearing = Hearing.of(path_for("en-US"))
    heard = hearing.hear(said)
    if name == "AMAZON.Fallback":
        assert hearing.hear(said, mode=Mode.strict) == Interpretation(FALLBACK, {})
        assert heard.intent in {FALLBACK, *HEARS_NOTHING}
        assert not [name for name, slot in heard.slots.items() if slot.matches and name != "speech"]
    else:
        assert understood(heard) == (f"{name}Intent", dict(pair.split("=") for pair in slots.split()))


TIMERS = """
ten minutes | Length | duration=PT10M
about ten minutes | Length | duration=PT10M
no i said twenty minutes | Length | duration=PT20M
make it a quarter of an hour | Length | duration=PT15M
quarter of an hour | Length | duration=PT15M
half an hour | Length | duration=PT30M
two and a half minutes | Length | duration=PT2M30S
a minute and a half | Length | duration=PT1M30S
ninety seconds | Length | duration=PT90S
half a minute | Length | duration=PT30S
ten and a half minutes | Length | duration=PT10M30S
fifteen minutes and thirty seconds | Length | duration=PT15M30S
twenty minutes or so | Length | duration=PT20M
ten | Minutes | minutes=10
just ten | Minutes | minutes=10
let's say ten | Minutes | minutes=10
no ten | Minutes | minutes=10
ten is fine | Minutes | minutes=10
ice for ten minutes | StartIce | duration=PT10M
put it on for ten minutes | StartIce | duration=PT10M
set a timer for ten minutes | StartIce | duration=PT10M
ten minutes of ice | StartIce | duration=PT10M
ice timer | StartIce |
the ice | StartIce |
um the ice | StartIce |
the ice please | StartIce |
the heat | StartHeat |
heat for ten minutes | StartHeat | duration=PT10M
i've got a heating pad | StartHeat |
yes heat | StartHeat |
let's do ten minutes of heat | StartHeat | duration=PT10M
time a walk | StartWalk |
walk timer | StartWalk |
i want to walk | StartWalk |
i'm going for a walk | StartWalk |
time my walk for ten minutes | StartWalk | duration=PT10M
walk for ten minutes | StartWalk | duration=PT10M
a ten minute walk | StartWalk | duration=PT10M
set a walk timer for five minutes | StartWalk | duration=PT5M
walk me through the pelvic tilt | GuideMovement | movement=pelvic_tilt
short walks | TellRemedy | remedy=short_walks
walk | TellRemedy | remedy=short_walks
tell me about walking | TellRemedy | remedy=short_walks
how do i walk | TellRemedy | remedy=short_walks
i can't walk | ReportSymptom | symptom=cannot_get_up
can't walk | ReportSymptom | symptom=cannot_get_up
i can walk | ReportSymptom | symptom=can_walk
i can't feel my legs | ReportSymptom | symptom=both_legs
my child stopped walking | ReportSymptom | symptom=wont_walk
help me walk | AMAZON.Fallback |
i don't want to walk | AMAZON.Fallback |
i want to talk | AMAZON.Fallback |
i won't walk | AMAZON.Fallback |
it hurts to walk | AMAZON.Fallback |
i stopped walking | AMAZON.Fallback |
the ice one | WhichTimer | timer=ice
the heat one | WhichTimer | timer=heat
the walk one | WhichTimer | timer=walk
the walk | WhichTimer | timer=walk
the ice timer | WhichTimer | timer=ice
the reminder | WhichTimer | timer=reminder
the one for the walk | WhichTimer | timer=walk
i mean the ice | WhichTimer | timer=ice
i meant the heat timer | WhichTimer | timer=heat
both | WhichTimer | timer=both
both of them | WhichTimer | timer=both
all of them | WhichTimer | timer=both
both legs are numb | ReportSymptom | symptom=both_legs
the cold pack | TellRemedy | remedy=cold_pack
hot water bottle | TellRemedy | remedy=heat
cold | ListRemedies | category=cold
the cold makes it worse | AMAZON.Fallback |
how long is left on the heat | TimeLeft | timer=heat
how much longer on the heating pad | TimeLeft | timer=heat
how much longer | TimeLeft |
is it time yet | TimeLeft |
when is it done | TimeLeft |
when does the reminder go off | TimeLeft | timer=reminder
pause the ice timer | PauseTimer | timer=ice
pause both | PauseTimer | timer=both
take the ice off now | PauseTimer | timer=ice
ice off for a minute | PauseTimer | timer=ice
i need to take the ice off for a bit | PauseTimer | timer=ice
hold on the ice slipped | PauseTimer | timer=ice
hold on | Wait |
it slipped off | PauseTimer |
give me a break | PauseTimer |
don't pause the ice | AMAZON.Fallback |
is it back on | ResumeTimer |
put it back on | ResumeTimer |
it's back on | ResumeTimer |
is the timer running again | ResumeTimer |
is the ice back on | ResumeTimer | timer=ice
the ice isn't back on | AMAZON.Fallback |
i took it off | StopTimer |
i already took it off | StopTimer |
i took it off early | StopTimer |
i've taken the ice off | StopTimer | timer=ice
the heat is off | StopTimer | timer=heat
stop the walk | StopTimer | timer=walk
cancel the reminder | StopTimer | timer=reminder
never mind the timer | StopTimer |
i haven't taken the ice off | AMAZON.Fallback |
don't stop the ice | AMAZON.Fallback |
never mind | AMAZON.Cancel |
forget it | AMAZON.Cancel |
stop | AMAZON.Stop |
stop talking | AMAZON.Stop |
forget everything | ForgetMe |
clear everything | ForgetMe |
add five minutes | AddTime | duration=PT5M
another five | AddTime | minutes=5
five more | AddTime | minutes=5
add five | AddTime | minutes=5
give me five more | AddTime | minutes=5
five more minutes | AddTime | minutes=5
add five to the heat | AddTime | minutes=5 timer=heat
add five minutes to the ice timer | AddTime | duration=PT5M timer=ice
can i keep it on a bit longer | AddTime |
another one | AMAZON.Next |
one more time | SetWord | word=again
that wasn't me | NotMe |
that was not me | NotMe |
it was my wife | NotMe |
that was my son | NotMe |
i haven't had any ice | NotMe |
i have not iced today | NotMe |
it's for someone else | Whom | whom=them
we share this echo | NotMe |
it's for my son | ReportSymptom | symptom=under_eighteen
my wife has chest pain | TheirSymptom | symptom=chest_or_faint
i haven't got any ice | NoIce |
can i alternate ice and heat | Alternate |
ice or heat | Alternate |
heat after ice | Alternate |
which is better ice or heat | Alternate |
hot and cold | ReportSymptom | symptom=fever
when can i have heat again | HeatHistory |
when can i heat again | HeatHistory |
how often have i used heat today | HeatHistory |
when can i ice again | IceHistory |
how many today | IceHistory |
when was my last one | IceHistory |
did i already ice | IceHistory |
"""
"""What is said to the real model, the intent without its ending, and its slots."""


@pytest.mark.parametrize("line", TIMERS.strip().splitlines())
def test_timers_lengths_and_who_it_was(line: str) -> None:
    said, name, slots = (part.strip() for part in line.split("|"))
    check(said, name, slots)


ON_THE_SKIN = """
it burns | SkinTrouble |
it's burning | SkinTrouble |
it is burning | SkinTrouble |
it stings | SkinTrouble |
it hurts my skin | SkinTrouble |
it burns my skin | SkinTrouble |
it's too cold | SkinTrouble |
it's too hot | SkinTrouble |
it's freezing | SkinTrouble |
it went numb | WentNumb |
it has gone numb | WentNumb |
i can't feel my skin | WentNumb |
i cannot feel the ice anymore | WentNumb |
the skin feels hard | SkinTrouble |
it feels hard | SkinTrouble |
my skin is red | SkinTrouble |
my skin is numb | WentNumb |
my skin went white | SkinTrouble |
my skin is blistered | SkinTrouble |
i fell asleep on it | SkinTrouble |
i fell asleep with the ice on | SkinTrouble |
the ice burns | SkinTrouble |
the ice hurts | SkinTrouble |
the heat burns | SkinTrouble |
the pad is too hot | SkinTrouble |
something's wrong with my skin | SkinTrouble |
it burns when i pee | ReportSymptom | symptom=urine_signs
burning when i pee | ReportSymptom | symptom=urine_signs
it stings when i pee | ReportSymptom | symptom=urine_signs
my leg went numb | ReportSymptom | symptom=leg_weakness
i can't feel my legs | ReportSymptom | symptom=both_legs
i can't feel my bottom | ReportSymptom | symptom=saddle_numbness
it's numb down there | ReportSymptom | symptom=saddle_numbness
my private parts are numb | ReportSymptom | symptom=saddle_numbness
my skin is grey | ReportSymptom | symptom=chest_or_faint
my chest is burning | ReportSymptom | symptom=chest_or_faint
i'm burning up | ReportSymptom | symptom=fever
i fell | ReportSymptom | symptom=small_fall
my skin is sore | ReportSymptom | symptom=skin_trouble
my back went numb | WentNumb |
i can't feel my back | WentNumb |
my back is numb from the ice | ReportSymptom | symptom=numb_back
it hurts | ReportSymptom | symptom=back_pain
i'm numb | AMAZON.Fallback |
numb | Said | speech=speech
it's numb | WentNumb |
numbness | AMAZON.Fallback |
burning | Said | speech=speech
private parts | AMAZON.Fallback |
i can't feel it | AMAZON.Fallback |
i can't feel anything | AMAZON.Fallback |
i can't feel my shin | AMAZON.Fallback |
the heart burns | AMAZON.Fallback |
it burns down there | AMAZON.Fallback |
it isn't burning | AMAZON.Fallback |
it's not too cold | AMAZON.Fallback |
i'm lying on it | AMAZON.Fallback |
i'm lying on the ice | AMAZON.Fallback |
it's on | ItIsOn |
it is on | ItIsOn |
it's on now | ItIsOn |
it's on my back | ItIsOn |
yes it's on | ItIsOn |
yes it's on my back | ItIsOn |
it's in place | ItIsOn |
it's there | ItIsOn |
on it is | ItIsOn |
i put it on | ItIsOn |
i've got it on | ItIsOn |
the ice is on | ItIsOn | timer=ice
ice is on now | ItIsOn | timer=ice
the heating pad is on now | ItIsOn | timer=heat
i have the ice on | ItIsOn | timer=ice
i've got the heat on | ItIsOn | timer=heat
i've put the ice on | ItIsOn | timer=ice
i put the hot water bottle on | ItIsOn | timer=heat
i've got a heating pad on | ItIsOn | timer=heat
i have ice on my back | ItIsOn | timer=ice
put the ice on | StartIce |
put heat on | StartHeat |
i'm icing now | StartIce |
i have ice | StartIce |
put it on for ten minutes | StartIce | duration=PT10M
it's back on | ResumeTimer |
the ice is back on | ResumeTimer | timer=ice
i put the ice back on | ResumeTimer | timer=ice
it's off | StopTimer |
is the ice on | AMAZON.Fallback |
it's not on | NotTried |
it's not on yet | NotTried |
the ice isn't on | AMAZON.Fallback |
just sore | ReportSymptom | symptom=sore_muscles
only sore | ReportSymptom | symptom=sore_muscles
just a bit sore | ReportSymptom | symptom=sore_muscles
they're just sore | ReportSymptom | symptom=sore_muscles
they were just sore | ReportSymptom | symptom=sore_muscles
no they're just sore | ReportSymptom | symptom=sore_muscles
no just sore | DenySymptom | symptom=sore_muscles
my legs were just sore | ReportSymptom | symptom=walks_fine
no only sore | AMAZON.Fallback |
nothing | SoftNo |
not right | NotSure |
nothing like that | AMAZON.No |
none of that | AMAZON.No |
no i don't have any | AMAZON.No |
i have none of those | AMAZON.No |
not any of those | AMAZON.No |
one of them | AMAZON.Yes |
some of those | AMAZON.Yes |
i think one of them | AMAZON.Yes |
both of them | WhichTimer | timer=both
raynaud's | ReportSymptom | symptom=cold_condition
i have sickle cell | ReportSymptom | symptom=cold_condition
poor circulation | ReportSymptom | symptom=circulation
i have heart trouble | ReportSymptom | symptom=circulation
diabetes with numb skin | ReportSymptom | symptom=circulation
i have diabetes | ReportSymptom | symptom=diabetes
my heart hurts | ReportSymptom | symptom=chest_or_faint
there's a rash | ReportSymptom | symptom=skin_trouble
it's swollen | ReportSymptom | symptom=fresh_swelling
swelling there | ReportSymptom | symptom=fresh_swelling
a bruise | ReportSymptom | symptom=fresh_swelling
it's bruised | ReportSymptom | symptom=fresh_swelling
i hit it | ReportSymptom | symptom=fresh_swelling
i banged it | ReportSymptom | symptom=fresh_swelling
i got a knock there | ReportSymptom | symptom=fresh_swelling
there was a blow | ReportSymptom | symptom=fresh_swelling
no swelling | DenySymptom | symptom=fresh_swelling
swelling on my back | ReportSymptom | symptom=new_lump_or_shape
my back is swollen | ReportSymptom | symptom=new_lump_or_shape
i hit my back | ReportSymptom | symptom=small_fall
a knock | ReportSymptom | symptom=small_fall
a small fall | ReportSymptom | symptom=small_fall
i hit my head | ReportSymptom | symptom=head_injury
my tongue is swelling | ReportSymptom | symptom=other_emergency
a patch | ReportSymptom | symptom=patch_or_rub
i have a patch on | ReportSymptom | symptom=patch_or_rub
a pain patch | ReportSymptom | symptom=patch_or_rub
i have voltaren on | ReportSymptom | symptom=patch_or_rub
gel on it | ReportSymptom | symptom=patch_or_rub
i rubbed something on | ReportSymptom | symptom=patch_or_rub
deep heat | ReportSymptom | symptom=patch_or_rub
i have deep heat on | ReportSymptom | symptom=patch_or_rub
i put tiger balm on | ReportSymptom | symptom=patch_or_rub
no patch | DenySymptom | symptom=patch_or_rub
voltaren | TellRemedy | remedy=pain_medicine
gel pack | TellRemedy | remedy=cold_pack
i'm drowsy | ReportSymptom | symptom=drowsy_or_drunk
i'm very sleepy | ReportSymptom | symptom=drowsy_or_drunk
i'm sleepy | ReportSymptom | symptom=tired_or_worried
i had a beer | ReportSymptom | symptom=drowsy_or_drunk
some wine | ReportSymptom | symptom=drowsy_or_drunk
i'm drunk | ReportSymptom | symptom=drowsy_or_drunk
i've been drinking | ReportSymptom | symptom=drowsy_or_drunk
a few drinks | ReportSymptom | symptom=drowsy_or_drunk
i took a sleeping pill | ReportSymptom | symptom=drowsy_or_drunk
i took a muscle relaxant | ReportSymptom | symptom=drowsy_or_drunk
no alcohol | DenySymptom | symptom=drowsy_or_drunk
muscle relaxant | TellRemedy | remedy=muscle_relaxant
i'm drowsy and confused | ReportSymptom | symptom=chest_or_faint
i was walking like i was drunk | ReportSymptom | symptom=unsteady_walking
i took too many pills | ReportSymptom | symptom=overdose
i've had cancer | ReportSymptom | symptom=cancer_history
"""
"""What is said of the pack, the skin under it, and what speaks against it."""


@pytest.mark.parametrize("line", ON_THE_SKIN.strip().splitlines())
def test_the_pack_and_the_skin_under_it(line: str) -> None:
    said, name, slots = (part.strip() for part in line.split("|"))
    check(said, name, slots)


def test_loose_guesses_only_where_the_last_words_were_said() -> None:
    slots = intent("WornIntent", "i have a {remedy} on", remedy="Remedy")
    hearing = Hearing(parse_model(document(slots)))
    assert hearing.hear("i have a weird whooshing", mode=Mode.loose).intent != "WornIntent"
    assert understood(hearing.hear("i have a funny thing on", mode=Mode.loose)) == (
        "WornIntent",
        {"remedy": "funny thing"},
    )

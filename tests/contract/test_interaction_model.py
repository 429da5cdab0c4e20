"""The interaction model keeps to the contract: its intents, its samples, and types that match the content."""

import json
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest

from local.nlu.hearing import Hearing, Mode
from local.nlu.wording import normal

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "interaction_models" / "en-US.json"
CONTENT = ROOT / "lambda" / "coach" / "content" / "en"

SYMPTOMS = {"symptom": "Symptom", "symptom_two": "Symptom", "symptom_three": "Symptom"}
DURATION = {"duration": "AMAZON.DURATION"}
NUMBER = {"minutes": "AMAZON.NUMBER"}
TIMER = {"timer": "Timer"}
WORDS = {"words": "AMAZON.SearchQuery"}
CATCH_ALLS = (
    "SaidIntent", "SaidYesIntent", "SaidNotIntent", "SaidCannotIntent", "SaidOtherIntent", "SaidWhatIfIntent",
)  # fmt: skip
WITHOUT_SLOTS = """
SafetyCheckIntent NotSureIntent SoftNoIntent NotTriedIntent WaitIntent WhyIntent CannotMoveIntent NoIceIntent
AlternateIntent
IceHistoryIntent HeatHistoryIntent MoreIntent SendToPhoneIntent
RemindTomorrowIntent SkinCheckIntent SkinTroubleIntent WentNumbIntent
WhatYouKnowIntent ForgetMeIntent NotMeIntent WhereLeftOffIntent CallForHelpIntent CallSomebodyIntent
AMAZON.YesIntent AMAZON.NoIntent AMAZON.HelpIntent AMAZON.StopIntent AMAZON.CancelIntent
AMAZON.RepeatIntent AMAZON.NextIntent AMAZON.PreviousIntent AMAZON.PauseIntent AMAZON.ResumeIntent
AMAZON.StartOverIntent AMAZON.NavigateHomeIntent AMAZON.FallbackIntent
"""
CONTRACT: dict[str, dict[str, str]] = {
    **{name: {} for name in WITHOUT_SLOTS.split()},
    "ReportSymptomIntent": SYMPTOMS,
    "DenySymptomIntent": SYMPTOMS,
    "MixedSymptomIntent": {"symptom": "Symptom", "denied": "Symptom"},
    "StartIceIntent": DURATION,
    "StartHeatIntent": DURATION,
    "StartWalkIntent": DURATION,
    "RemindWalkIntent": DURATION,
    "MinutesIntent": NUMBER,
    "LengthIntent": DURATION,
    "AddTimeIntent": DURATION | NUMBER | TIMER,
    "ShortenTimerIntent": DURATION | TIMER,
    "TheirSymptomIntent": {"symptom": "Symptom", "symptom_two": "Symptom"},
    "AskSymptomIntent": {"symptom": "Symptom"},
    "WhomIntent": {"whom": "Whom"},
    "AgeIntent": {"age": "AMAZON.NUMBER", "whom": "Whom"},
    "RoughAgeIntent": {"decade": "Decade", "whom": "Whom"} | DURATION,
    "OnsetIntent": {"onset": "Onset"} | DURATION,
    **dict.fromkeys(CATCH_ALLS, WORDS),
    "SaidIntent": WORDS | {"speech": "Speech"},
    "TimeLeftIntent": TIMER,
    "PauseTimerIntent": TIMER,
    "ResumeTimerIntent": TIMER,
    "StopTimerIntent": TIMER,
    "WhichTimerIntent": TIMER,
    "ItIsOnIntent": TIMER,
    "ListRemediesIntent": {"category": "RemedyCategory"},
    "TellRemedyIntent": {"remedy": "Remedy"},
    "GuideMovementIntent": {"movement": "Movement"},
    "PaceIntent": {"pace": "Pace"},
    "SetWordIntent": {"word": "SetWord"},
    "HurtsIntent": {},
    "StayWithMeIntent": {},
}
AMAZONS_OWN_WORDS = (
    "|yes|yes please|sure|no|no thanks|help|help me|can you help me|stop|off|shut up|exit|cancel|never mind|"
    "forget it|repeat|say that again|repeat that|next|skip|skip forward|go back|skip back|back up|pause|"
    "pause that|resume|continue|keep going|start over|restart|start again|go home|home|"
)
"""What Amazon documents for its own intents. No sample may repeat it: it would pull both ways."""
NEGATIONS = re.compile(r"\b(?:no|not|without|neither|nor|never|\w+n't)\b")
SLOT = re.compile(r"\{(\w+)\}")
SAMPLE = re.compile(r"(?:[a-z][a-z'.]*|\{[a-z_]+\})(?: (?:[a-z][a-z'.]*|\{[a-z_]+\}))*")


class Entry(NamedTuple):
    """One thing that a slot can stand for, as the content has it."""

    id: str
    phrases: tuple[str, ...]


@cache
def language_model() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(MODEL.read_text(encoding="utf-8"))
    assert list(document) == ["interactionModel"]
    found: dict[str, Any] = document["interactionModel"]["languageModel"]
    return found


@cache
def samples() -> tuple[tuple[str, str], ...]:
    """Every authored sample, with its intent."""
    return tuple((i["name"], text) for i in language_model()["intents"] for text in i.get("samples", []))


@cache
def meanings(kind: str) -> dict[str, frozenset[str]]:
    """Give a slot type's phrases, in one spelling, with the ids that each stands for."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    (slot_type,) = (t for t in language_model()["types"] if t["name"] == kind)
    for value in slot_type["values"]:
        for phrase in (value["name"]["value"], *value["name"].get("synonyms", [])):
            found[normal(phrase)].add(value["id"])
    return {phrase: frozenset(ids) for phrase, ids in found.items()}


def content(name: str) -> dict[str, Any]:
    return tomllib.loads((CONTENT / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def entries(kind: str) -> tuple[Entry, ...]:
    """Read what the content has for a slot type."""
    return tuple(_symptoms() if kind == "Symptom" else _remedies(kind))


def _symptoms() -> Iterator[Entry]:
    """Give each symptom by the last part of its id: a child's fever and night pain share the adult's."""
    flags = content("red_flags")
    for flag in flags["red_flag"]:
        for row in (flag, *flag.get("follow_up", [])):
            if row["volunteered"]:  # Without: only its question decides, and nothing that is said unasked.
                yield Entry(row["id"], tuple(row["volunteered"]))
    for table in (*flags["volunteered_only"], *flags["harmless"], *content("cautions")["condition"]):
        yield Entry(table["id"], tuple(table["volunteered"]))


def _remedies(kind: str) -> Iterator[Entry]:
    remedies = content("remedies")
    if kind == "RemedyCategory":
        tables = remedies["category"]
    else:
        tables = [r for r in remedies["remedy"] if kind == "Remedy" or r.get("movement") or r.get("guided")]
    for table in tables:
        yield Entry(table["id"], (table["title"], *table["synonyms"]))


def spoken(intent: str, every: int = 1) -> Iterator[tuple[str, str]]:
    """Every sentence of an intent's samples with one symptom, in one spelling, and the phrase in it.

    `every`: how many phrases to go on by; each sample begins with another. Where it is not all, a fifth of the samples.

    There are a million, so each is put together from parts that are spelled already, and spelled as a whole only
    where two words that meet make one ("i" and "am").
    """
    phrases = [(phrase, phrase.split(" ", 1)[0], phrase.rsplit(" ", 1)[-1]) for phrase in meanings("Symptom")]
    firsts, lasts = {first for _, first, _ in phrases}, {last for _, _, last in phrases}
    for at, (name, text) in enumerate(samples()):
        if name != intent or SLOT.findall(text) != ["symptom"] or at % min(every, 5):
            continue
        before, after = (part.strip() for part in text.split("{symptom}"))
        clings = {first for first in firsts if meet(before.rpartition(" ")[2], first)}
        clung = {last for last in lasts if meet(last, after.partition(" ")[0])}
        lead, end = f"{normal(before)} ".lstrip(), f" {normal(after)}".rstrip()
        for phrase, first, last in phrases[at % every :: every]:
            apart = first not in clings and last not in clung
            yield f"{lead}{phrase}{end}" if apart else normal(f"{before} {phrase} {after}"), phrase


@cache
def meet(before: str, after: str) -> bool:
    """Whether two words are spelled otherwise once they stand together."""
    return normal(f"{before} {after}") != f"{normal(before)} {normal(after)}".strip()


def test_frame() -> None:
    model = language_model()
    assert set(model) == {"invocationName", "modelConfiguration", "intents", "types"}
    assert model["invocationName"] == "back spasm coach"
    assert model["modelConfiguration"] == {"fallbackIntentSensitivity": {"level": "MEDIUM"}}


def test_only_the_catch_alls_take_free_text() -> None:
    text = MODEL.read_text(encoding="utf-8")
    assert text.count("AMAZON.SearchQuery") == len(CATCH_ALLS)
    for name, sample in samples():
        # Amazon: a phrase slot needs words of its own beside it, and no other slot.
        if name in CATCH_ALLS and sample != "{speech}":
            assert re.fullmatch(r"[a-z' ]+ \{words\}", sample), sample


def test_no_dialog_no_lists() -> None:
    text = MODEL.read_text(encoding="utf-8")
    for unwanted in ("multipleValues", '"dialog"', '"prompts"', "elicitation"):
        assert unwanted not in text


def test_intents_and_slots_are_those_of_the_contract() -> None:
    intents = language_model()["intents"]
    found = {i["name"]: {s["name"]: s["type"] for s in i.get("slots", [])} for i in intents}
    assert found == CONTRACT
    assert len(found) == len(intents)


def test_every_own_intent_has_samples() -> None:
    counted = Counter(name for name, _text in samples())
    own = [name for name in CONTRACT if not name.startswith("AMAZON.") and name not in CATCH_ALLS]
    assert not [name for name in own if counted[name] < 20]
    assert not [name for name in CATCH_ALLS if counted[name] < 10]
    assert not [name for name, times in counted.items() if times > 3_000]


def test_the_model_keeps_within_amazons_limits() -> None:
    assert MODEL.stat().st_size <= 1_500_000
    assert len(language_model()["intents"]) <= 250


# ------------------------------------------------------------------ samples


def test_samples_are_spelled_as_alexa_wants() -> None:
    assert not [text for _name, text in samples() if not SAMPLE.fullmatch(text)]


def test_samples_use_only_their_own_slots_and_each_once() -> None:
    for name, text in samples():
        slots = SLOT.findall(text)
        assert set(slots) <= set(CONTRACT[name]), text
        assert len(slots) == len(set(slots)), text


def test_symptoms_are_filled_from_the_first() -> None:
    for _name, text in samples():
        slots = SLOT.findall(text)
        if slots and slots[0].startswith("symptom"):
            filled = [slot for slot in slots if slot != "denied"]
            assert filled == list(SYMPTOMS)[: len(filled)], text


def test_no_sample_twice() -> None:
    counted = Counter(text for _name, text in samples())
    assert not [text for text, times in counted.items() if times > 1]


def test_no_words_in_two_intents() -> None:
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for name, text in samples():
        owners[normal(text.replace("{", "slot").replace("}", "slot"))].add(name)
    assert not {text: names for text, names in owners.items() if len(names) > 1}


def test_no_bare_slot_twice() -> None:
    types = [CONTRACT[name][text[1:-1]] for name, text in samples() if SLOT.fullmatch(text)]
    assert len(types) == len(set(types)), types


def test_no_sample_repeats_amazons_own_words() -> None:
    assert not [(name, text) for name, text in samples() if f"|{normal(text)}|" in AMAZONS_OWN_WORDS]


def test_every_denial_has_a_negation_before_its_first_symptom() -> None:
    for name, text in samples():
        if name == "DenySymptomIntent":
            assert NEGATIONS.search(text.split("{")[0]), text


def test_no_report_has_a_negation_right_before_a_symptom() -> None:
    for name, text in samples():
        if name == "ReportSymptomIntent":
            for before in SLOT.split(text)[:-1:2]:
                assert not NEGATIONS.search(" ".join(before.split()[-1:])), text


@pytest.mark.parametrize("every", [pytest.param(1, marks=pytest.mark.e2e, id="all"), pytest.param(192, id="some")])
def test_no_words_both_report_and_deny(every: int) -> None:
    """Only where that is one meaning may they: "no leaks" reports as fine what it denies.

    There are millions of sentences; some of them are enough in `make test`.
    """
    denies = {table["id"]: table.get("denies") for table in content("red_flags")["harmless"]}
    denied: defaultdict[str, set[str]] = defaultdict(set)
    for sentence, phrase in spoken("DenySymptomIntent", (every + 7) // 8):
        denied[sentence] |= meanings("Symptom")[phrase]
    clashes = {
        sentence: (reported, denied[sentence])
        for sentence, phrase in spoken("ReportSymptomIntent", every)
        for reported in meanings("Symptom")[phrase]
        if sentence in denied and denied[sentence] != {denies.get(reported)}
    }
    assert not clashes


@pytest.mark.e2e
@pytest.mark.parametrize("intent", ["ReportSymptomIntent", "DenySymptomIntent"])
def test_sentences_are_put_together_as_they_are_spelled(intent: str) -> None:
    texts = [text for name, text in samples() if name == intent and SLOT.findall(text) == ["symptom"]]
    found = iter(spoken(intent))
    at_random = Random(1)  # noqa: S311
    for text in texts:
        for phrase in meanings("Symptom"):
            sentence, named = next(found)
            if "not" in phrase or at_random.random() < 0.005:
                assert (sentence, named) == (normal(text.replace("{symptom}", phrase)), phrase)
    assert next(found, None) is None


# ------------------------------------------------------------------ slot types


def test_types_are_exactly_those_used() -> None:
    used = {kind for slots in CONTRACT.values() for kind in slots.values() if not kind.startswith("AMAZON.")}
    assert sorted(t["name"] for t in language_model()["types"]) == sorted(used)


@pytest.mark.parametrize("kind", ["Symptom", "Remedy", "RemedyCategory", "Movement"])
def test_type_ids_are_the_contents(kind: str) -> None:
    ids = {i for found in meanings(kind).values() for i in found}
    assert ids == {entry.id for entry in entries(kind)}


def test_pace_ids() -> None:
    assert {i for found in meanings("Pace").values() for i in found} == {"slower", "faster", "normal"}


def test_timer_ids() -> None:
    ids = {i for found in meanings("Timer").values() for i in found}
    assert ids == {"ice", "heat", "walk", "next_ice", "next_walk", "reminder", "skin_check", "both"}


@pytest.mark.parametrize("intent", ["TimeLeft", "PauseTimer", "ResumeTimer", "AddTime", "StopTimer", "ItIsOn"])
def test_a_timer_need_not_be_named(intent: str) -> None:
    """Where only one runs, nobody says which."""
    texts = [text for name, text in samples() if name == f"{intent}Intent"]
    assert [text for text in texts if "{timer}" in text]
    assert [text for text in texts if "{timer}" not in text]


def test_a_length_alone_names_nothing() -> None:
    """What says no more than how long is an answer, whichever timer the question was about."""
    named = re.compile(r"\b(?:ice|icing|cold|heat|pack|it on|walk|timer)\b")
    for name, text in samples():
        if name in {"LengthIntent", "MinutesIntent"}:
            assert SLOT.search(text), text
            assert not named.search(text), text


@pytest.mark.parametrize("kind", ["Symptom", "Remedy", "RemedyCategory", "Movement", "Pace", "Timer"])
def test_no_phrase_means_two_things(kind: str) -> None:
    assert not {phrase: ids for phrase, ids in meanings(kind).items() if len(ids) > 1}


@pytest.mark.parametrize("kind", ["Symptom", "Remedy", "RemedyCategory", "Movement"])
def test_every_phrase_of_the_content_resolves(kind: str) -> None:
    known = meanings(kind)
    for entry in entries(kind):
        for phrase in entry.phrases:
            assert set(known.get(normal(phrase), ())) == {entry.id}, phrase


HEARD = """
I had a fall, and now I can't feel my bottom | ReportSymptom | small_fall saddle_numbness
I can't pee | ReportSymptom | bladder_trouble
yes I can't pee | ReportSymptom | bladder_trouble
no I can't pee | ReportSymptom | bladder_trouble
my chest hurts | ReportSymptom | chest_or_faint
I have chest pain and a fever | ReportSymptom | chest_or_faint fever
I can pee fine | ReportSymptom | can_pee
no chest pain | DenySymptom | chest_or_faint
I don't have a fever | DenySymptom | fever
no chest pain or fever | DenySymptom | chest_or_faint fever
no feeling down there | ReportSymptom | saddle_numbness
no feeling in my legs | ReportSymptom | both_legs
I have no feeling in my legs | ReportSymptom | both_legs
no bladder control | ReportSymptom | lost_control
no urge to pee | ReportSymptom | bladder_trouble
I have a fever and a numb leg and I can't pee | ReportSymptom | fever leg_weakness bladder_trouble
I can't get up and I can't feel my legs | ReportSymptom | cannot_get_up both_legs
I've fallen and I can't get up | ReportSymptom | small_fall cannot_get_up
I'm on the floor and I can't feel my legs | ReportSymptom | both_legs
help me I can't pee | ReportSymptom | bladder_trouble
I told you I can't pee | ReportSymptom | bladder_trouble
my son has chest pain | ReportSymptom | under_eighteen chest_or_faint
my toddler can't pee | ReportSymptom | under_six bladder_trouble
my child won't walk | ReportSymptom | wont_walk
my husband has chest pain | TheirSymptom | chest_or_faint
I'm pregnant and having contractions | ReportSymptom | labour_signs
I've been in a car crash | ReportSymptom | major_trauma
diabetes with numb feet | ReportSymptom | circulation
my leg hurts | ReportSymptom | leg_pain_somewhere
tell me about chest pain | AskSymptom | chest_or_faint
what about my chest pain | AskSymptom | chest_or_faint
tell me about back spasms | TellRemedy | what_is_a_spasm
tell me about cupping | TellRemedy | cupping
ice | StartIce |
cold | ListRemedies | cold
cold pack | TellRemedy | cold_pack
can we do ice | StartIce |
ice fifteen minutes | StartIce | PT15M
heat | StartHeat |
fifteen minutes | Length | PT15M
fifteen | Minutes | 15
ten minutes more | AddTime | PT10M
tell me about massage | TellRemedy | massage
massage | TellRemedy | massage
medicines | ListRemedies | medicine
guide me through the pelvic tilt | GuideMovement | pelvic_tilt
help me get up | CannotMove |
help me | AMAZON.Help |
go on | More |
ready | More |
it's there | ItIsOn |
just sore | ReportSymptom | sore_muscles
I'd rather not | AMAZON.Next |
not ready yet | NotTried |
call 911 | CallForHelp |
call 9-1-1 | CallForHelp |
dial 999 | CallForHelp |
call an ambulance | CallForHelp |
emergency | CallForHelp |
forget it | AMAZON.Cancel |
forget me | ForgetMe |
I can't get up | CannotMove |
when I can ice again | IceHistory |
how long is left | TimeLeft |
pause | AMAZON.Pause |
pause the ice | PauseTimer | ice
slower | Pace | slower
I don't have ice | NoIce |
it burns | SkinTrouble |
"""
"""What is said, the intent without its ending, and what fills its slots, in order."""


@pytest.mark.parametrize("line", HEARD.strip().splitlines())
def test_what_people_say(line: str) -> None:
    said, intent, filled = (part.strip() for part in line.split("|"))
    heard = Hearing.of(MODEL).hear(said)
    assert heard.intent == f"{intent}Intent"
    found = [slot.matches[0].id if slot.matches else slot.value for slot in heard.slots.values()]
    assert found == filled.split()


@pytest.mark.parametrize("said", ["crash", "both legs", "what if I can't pee", "I need to go to the toilet"])
def test_what_says_too_little_resolves_to_nothing(said: str) -> None:
    hearing = Hearing.of(MODEL)
    assert hearing.hear(said, mode=Mode.strict).intent in {"AMAZON.FallbackIntent", "SaidIntent"}
    heard = hearing.hear(said)
    assert heard.intent in {"AMAZON.FallbackIntent", "ReportSymptomIntent", *CATCH_ALLS}
    assert not [name for name, slot in heard.slots.items() if slot.matches and name != "speech"]

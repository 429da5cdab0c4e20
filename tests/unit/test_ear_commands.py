"""Commands in free words: heard by what they name, and never half of one."""

import tomllib
from typing import Any

import pytest

from coach.care.ear_lexicon import ARTICLES
from coach.conversation.meanings import Intent
from local.nlu.model_types import CONTENT
from tests.unit.test_router import CATALOG


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((CONTENT / f"{name}.toml").read_text(encoding="utf-8"))


DATA = read("ear_commands")


def heard(words: str, *, number: bool = False) -> str:
    command = CATALOG.commands.heard(words, CATALOG.lexicon, number=number)
    return "|".join(filter(None, (command.intent, command.slot, command.value))) if command else ""


@pytest.mark.parametrize(("words", "meant"), [
    ("how much longer have i got to lie on this", "TimeLeftIntent"),
    ("where are we at with the clock", "TimeLeftIntent"),
    ("put the timer on hold someone is at the door", "PauseTimerIntent"),
    ("off the clock with it i've had enough of the ice", "StopTimerIntent"), ("i've taken it off", "StopTimerIntent"),
    ("okay start it again from where it was", "ResumeTimerIntent"),
    ("when am i allowed the ice back on", "IceHistoryIntent"),
    ("how many times have i had ice today", "IceHistoryIntent"),
    ("read us out what there is to try", "ListRemediesIntent"), ("ask me the safety questions", "SafetyCheckIntent"),
    ("how in the world do i get off this floor", "TellRemedyIntent|remedy|get_up"),
    ("nothing frozen in this house", "NoIceIntent"), ("what have you got stored about me", "WhatYouKnowIntent"),
    ("wipe everything i told you", "ForgetMeIntent"), ("you're mumbling speak up", "AMAZON.RepeatIntent"),
    ("i'm that frightened", "ReportSymptomIntent|symptom|frightened"),
    ("did that already what else", "AMAZON.NextIntent"),
    ("the one where you hug my knee", "GuideMovementIntent|movement|knee_to_chest"),
    ("slow down when you talk", "PaceIntent|pace|slower"), ("oh never mind forget it", "AMAZON.StopIntent"),
])  # fmt: skip
def test_a_command_is_heard_by_what_it_names(words: str, meant: str) -> None:
    assert heard(words) == meant


@pytest.mark.parametrize(("words", "meant"), [
    ("time me fifteen of ice", "StartIceIntent"), ("put ten minutes on the heating pad", "StartHeatIntent"),
    ("off for a stroll time me four minutes", "StartWalkIntent"), ("give it five more minutes", "AddTimeIntent"),
    ("make it shorter by two minutes", "ShortenTimerIntent"),
])  # fmt: skip
def test_a_command_with_a_length(words: str, meant: str) -> None:
    assert heard(words, number=True) == meant


@pytest.mark.parametrize("words", [
    "stop the pins and needles", "should i stop the ice if it stings", "don't stop the ice",
    "why would i stop the timer",
    "the ice", "it hurts", "tell me", "thingamajig", "", "is it safe to stop the heat", "when will the pain end",
])  # fmt: skip
def test_half_a_command_or_a_question_about_one_stops_nothing(words: str) -> None:
    assert heard(words) not in {"StopTimerIntent", "PauseTimerIntent", "ResumeTimerIntent", "ForgetMeIntent"}


def test_what_is_meant_are_intents_and_known_concepts() -> None:
    for meaning, lines in DATA["means"].items():
        assert Intent(meaning.partition("|")[0])
        for line in lines:
            for word in line.split():
                assert set(word.lstrip("~").split("|")) <= {*DATA["words"], "number"}, line


@pytest.mark.parametrize("file", ["ear_commands", "ear_asked"])
def test_every_phrase_stands_as_it_is_heard(file: str) -> None:
    data = read(file)
    if file == "ear_commands":
        tables = [*data["words"].values()]
    else:
        tables = [text for row in data.values() if isinstance(row, dict) for text in row.values()]
    skip = ARTICLES if file == "ear_commands" else ARTICLES | CATALOG.lexicon.answer_skip
    phrases = [phrase for text in tables for phrase in text.split(", ")]
    heard_as = {p: " ".join(word for word in CATALOG.lexicon.tokens(p) if word not in skip) for p in phrases}
    assert not {p: as_heard for p, as_heard in heard_as.items() if p != as_heard}


def test_no_phrase_answers_a_question_both_ways() -> None:
    for sign, known in CATALOG.answers_to.items():
        assert not set(known.yes.split(", ")) & set(known.no.split(", ")), sign

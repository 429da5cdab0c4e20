"""The rules of the house that a test can hold: wording, routes, and one truth a table."""

import json
import re
import string
from pathlib import Path

import pytest

from coach.alexa.timer import Trouble
from coach.conversation import built_ins, routes
from coach.conversation.knowledge import Knowledge

ROOT = Path(__file__).resolve().parents[2]
KNOWLEDGE = Knowledge()
FILLED = {
    "signs": "chest pain, trouble peeing, numbness between the legs, and twelve more", "advice": "See a doctor soon.",
    "questions": "twenty-nine", "left": "about one hour and fifty-five minutes", "length": "fifteen minutes",
    "often": "three times", "ago": "about one hour and five minutes", "wait": "about fifty-five minutes",
    "had": "about twelve minutes", "question": "Do you have chest pain or tightness?", "title": "a cold pack",
    "most": "twenty minutes", "more": "five minutes", "timer": "next ice", "timers": "the ice, the heat or the walk",
    "label": "next ice three", "clock": "twenty-five to eleven in the evening",
    "times": "three times in the last day", "day": "in the last day",
    "ended": "on Wednesday at twenty-five to eleven in the afternoon",
    "category": "moving", "titles": "getting up, a resting position and keeping moving", "near": "heat or warm water",
    "heard": "You said: chest pain, trouble peeing, numbness between the legs, and twelve more.",
}  # fmt: skip
OF_KINDS = {
    part: kinds
    for parts, kinds in (
        (
            "announcement started native until_known has_rung cancelled_elsewhere none",
            ("ice", "heat", "walk", "next_ice"),
        ),
        ("up_by_record", ("ice", "heat", "walk", "next_ice")),
        (
            "heed no_more most_more paused most most_why cautions_listed at_ring",
            ("ice", "heat", "walk"),
        ),
        (
            "ready ready_again not_on_yet not_on_that_skin not_for_you other_runs if_none again never often not_lately",
            ("ice", "heat"),
        ),
        # Questions, not lines.
        ("minutes did_you_say still_start skin", ()),
    )
    for part in parts.split()
}
"""Which kinds of timer have a line of this name; what is not here is missed."""
LINES = [
    (f"{topic}.{name}", line)
    for topic, rows in KNOWLEDGE.lines.items()
    if isinstance(rows, dict)
    for name, value in rows.items()
    for line in (value if isinstance(value, list) else [value])
]


def spoken(line: str, locale: str) -> str:
    return line.format_map({**KNOWLEDGE.contact(locale), **FILLED})


@pytest.mark.parametrize(("key", "line"), LINES, ids=[key for key, _ in LINES])
def test_every_line_can_be_said_in_every_locale_and_is_short_enough(key: str, line: str) -> None:
    for locale in KNOWLEDGE.contacts:
        said = spoken(line, locale)
        assert len(said.split()) <= 75, key
        assert not re.search(r"[<>\[\]/%_]", said), key
        for question in re.findall(r"[^.?!:]*\?", said):
            assert len(question.split()) <= 12, (key, question)


def test_every_line_that_the_code_asks_for_is_there_and_every_line_is_asked_for() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "lambda" / "coach").rglob("*.py"))
    topics = "|".join(KNOWLEDGE.lines)
    asked = set(re.findall(rf"""["']((?:{topics})\.[a-z_]+)["']""", code))
    # Unknown has words of its own.
    made = {f"timer.start_{trouble}" for trouble in set(Trouble) - {Trouble.unknown}}
    made |= {f"trouble.{trouble}" for trouble in Trouble}
    made |= {f"timer.{verb}_{how}" for verb in ("stop", "pause", "resume") for how in ("failed", "unknown")}
    made |= {f"{kind}.{verb}_yourself" for kind in ("ice", "heat", "walk") for verb in ("stop", "pause", "resume")}
    made |= {"ice.stopped_short", "heat.stopped_short", "ice.stopped_free", "next_ice.stop_yourself"} | {
        f"{kind}.stopped" for kind in ("ice", "heat", "walk", "next_ice")
    }
    of_kinds = re.findall(r"""f["'']\{[a-z_.]*name\}\.([a-z_]+)["']""", code)
    made |= {f"{kind}.{part}" for part in of_kinds for kind in OF_KINDS.get(part, ("",))}
    made |= {f"outcome.{tier}{who}" for tier in ("same_day", "soon") for who in ("", "_maternity")} | {
        "outcome.routine"
    }
    made |= {"signs_list.groups"} | {f"outcome.brief_{tier}" for tier in ("routine", "soon", "same_day")}
    parts = ("more", "steps", "cautions", "next")
    made |= {f"remedies.want_{part}{again}" for part in parts for again in ("", "_again")}
    assert {key for key, _ in LINES} == {
        key for key in asked | made if key not in built_ins.STATES or key in {found for found, _ in LINES}
    }


def test_placeholders_are_known() -> None:
    for key, line in LINES:
        names = {name for _, name, _, _ in string.Formatter().parse(line) if name}
        assert names <= set(FILLED) | set(KNOWLEDGE.contact("en-US")), key


def test_every_intent_of_the_model_means_something() -> None:
    model = json.loads((ROOT / "interaction_models" / "en-US.json").read_text(encoding="utf-8"))
    names = {intent["name"] for intent in model["interactionModel"]["languageModel"]["intents"]}
    handled = (
        set(routes.INTENTS)
        | set(routes.SYMPTOM_INTENTS)
        | set(built_ins.MEANINGS["nothing"])
        | {"MinutesIntent", "WhichTimerIntent"}
    )
    assert names == handled


def test_every_state_gives_every_built_in_a_meaning_and_every_meaning_is_heard_somewhere() -> None:
    everything = set(built_ins.MEANINGS["nothing"])
    for state, meanings in built_ins.MEANINGS.items():
        assert set(meanings) == everything, state
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "lambda/coach/conversation").glob("*.py"))
    for meanings in built_ins.MEANINGS.values():
        for meaning in meanings.values():
            assert code.count(f'"{meaning}"') >= 2, meaning


@pytest.mark.parametrize(
    ("asking", "intent", "meaning"),
    [
        ("red_flag.fever", "AMAZON.NextIntent", "skip"),
        ("safety_check.go_on", "AMAZON.NextIntent", "yes"),
        ("remedies.more", "AMAZON.NextIntent", "next_remedy"),
        ("red_flag.fever", "AMAZON.PreviousIntent", "back"),
        ("remedies.choose", "AMAZON.PreviousIntent", "previous_remedy"),
        ("red_flag.fever", "AMAZON.CancelIntent", "drop"),
        ("launch.choose", "AMAZON.CancelIntent", "exit"),
        ("", "AMAZON.CancelIntent", "exit"),
    ],
)
def test_what_a_built_in_means_in_a_state(asking: str, intent: str, meaning: str) -> None:
    assert built_ins.meaning_of(asking, intent) == meaning


@pytest.mark.parametrize("asking", ["", "red_flag.fever", *built_ins.STATES])
def test_pause_resume_stop_help_and_start_over_mean_the_same_everywhere(asking: str) -> None:
    meanings = [
        built_ins.meaning_of(asking, f"AMAZON.{name}Intent")
        for name in ("Pause", "Resume", "Stop", "Help", "StartOver")
    ]
    assert meanings == ["pause_timer", "resume_timer", "exit", "help", "start_over"]


def test_contacts_are_as_the_care_content_has_them() -> None:
    numbers = {locale: row["number"] for locale, row in KNOWLEDGE.contacts.items()}
    assert numbers == {"en-US": "911", "en-CA": "911", "en-GB": "999", "en-AU": "000", "en-IN": "112"}
    for row in KNOWLEDGE.contacts.values():
        assert row["source"]


def test_no_module_is_longer_than_about_three_hundred_lines() -> None:
    for folder in ("lambda", "local"):
        for path in (ROOT / folder).rglob("*.py"):
            assert len(path.read_text(encoding="utf-8").splitlines()) <= 310, path

"""`make hear`: labelled sentences, the states they are said in, and what counts as understood."""

import json
from pathlib import Path

import pytest

from local.assembly import assemble
from local.hear.judging import Judged, judge
from local.hear.labelled import LabelError, Labelled, read_labelled
from local.hear.report import hear, play, report
from local.hear.stage import say
from local.hear.states import attributes_of, questions
from local.nlu.hearing import Mode
from tests.in_process import Stage

ROWS = [
    {"id": "1", "state": "menu", "say": "i can't pee", "expect": ["emergency:bladder_trouble"]},
    {"id": "2", "state": "red_flag", "asked": "fever", "say": "no", "expect": ["no", "deny:fever"]},
    {"id": "3", "state": "ice_running", "say": "pause the ice", "expect": ["pause_timer"]},
    {"id": "4", "state": "outside", "say": "start ice for ten minutes", "expect": ["start_ice", "minutes:10"]},
    {"id": "5", "state": "menu", "say": "tell me about acupuncture", "expect": ["stop_timer"]},
]


def labelled(state: str, words: str, *expect: str, asked: str = "") -> Labelled:
    return Labelled("x", state, words, expect, asked)


def judged(row: Labelled, mode: Mode = Mode.default) -> Judged:
    with Stage() as stage:
        return judge(say(stage.player, row, mode))


@pytest.mark.parametrize("as_list", [True, False])
def test_a_file_is_a_list_or_has_one_object_a_line(tmp_path: Path, *, as_list: bool) -> None:
    path = tmp_path / "said.jsonl"
    path.write_text(json.dumps(ROWS) if as_list else "\n".join(map(json.dumps, ROWS)))
    rows = read_labelled(path)
    assert [row.id for row in rows] == ["1", "2", "3", "4", "5"]
    assert [row.kind for row in rows] == ["emergency", "answer", "command", "command", "command"]


@pytest.mark.parametrize("text", ["[{}]", '{"state": "moon", "say": "hi", "expect": ["yes"]}', "no json", "[1]"])
def test_a_bad_file_is_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "said.jsonl"
    path.write_text(text)
    with pytest.raises(LabelError) as raised:
        read_labelled(path)
    assert "\n" not in str(raised.value)


def test_a_red_flag_is_asked_by_the_id_that_the_content_has() -> None:
    asked = attributes_of(labelled("red_flag", "no", "no", asked="chest_or_faint"))["asking"]
    assert asked.removeprefix("red_flag.") in questions()


@pytest.mark.parametrize(
    ("row", "right"),
    [
        (labelled("menu", "i can't pee", "emergency:bladder_trouble"), True),
        (labelled("menu", "what helps", "emergency:bladder_trouble"), False),
        (labelled("red_flag", "no", "no", asked="fever"), True),
        (labelled("red_flag", "no", "yes", asked="fever"), False),
        (labelled("red_flag", "not sure", "unsure", asked="fever"), True),
        (labelled("red_flag", "no", "deny:fever", asked="fever"), True),
        (labelled("menu", "what helps", "what_helps"), True),
        (labelled("outside", "what helps", "list_remedies"), True),
        (labelled("ice_ready", "it's on", "yes", "is_on"), True),
        (labelled("ice_question", "why", "why"), True),
        (labelled("remedy", "tell me more", "more"), True),
        (labelled("ice_running", "how long is left", "time_left"), True),
        (labelled("which_timer", "the ice", "which_timer:ice"), True),
        (labelled("minutes", "fifteen", "minutes:15"), True),
        (labelled("menu", "i can pee", "no_emergency"), True),
    ],
)
def test_what_counts_as_understood(row: Labelled, *, right: bool) -> None:
    assert judged(row).right is right


def test_an_emergency_that_was_raised_wrongly_is_counted() -> None:
    found = judged(labelled("menu", "i can't pee", "no_emergency"))
    assert found.raised
    assert not found.right


def test_a_length_that_arrived() -> None:
    assert judged(labelled("outside", "start ice for ten minutes", "start_ice", "minutes:10")).slots_right
    assert judged(labelled("outside", "start ice for ten minutes", "start_ice", "minutes:5")).slots_right is False


def test_a_timer_changed_by_no_such_command_is_a_wrong_act() -> None:
    assert judged(labelled("ice_running", "pause the ice", "time_left")).wrong_act
    assert not judged(labelled("ice_running", "pause the ice", "pause_timer")).wrong_act
    assert not judged(labelled("ice_running", "how long is left", "time_left")).wrong_act


def test_the_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "said.json"
    path.write_text(json.dumps(ROWS))
    assert hear(path, lambda: assemble("memory:").player()) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["strict", "default", "loose"]
    assert lines[1].split("  ")[0] == "emergencies heard"
    assert lines[1].count("1 of 1 (100.0%)") == 3
    assert [line for line in lines if "stop_timer -> TellRemedyIntent" in line]


def test_the_worst_come_first() -> None:
    rows = [labelled("menu", "what helps", "stop"), labelled("menu", "what helps", "emergency:fever")]
    lines = list(report({Mode.default: play(rows, lambda: Stage().player, Mode.default)}))
    worst = lines[lines.index("The worst:") + 1 :]
    assert ["emergency:fever" in line for line in worst] == [True, False]

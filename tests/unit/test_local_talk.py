"""The command line, scripts, and how transcripts look."""

import io
import json
from pathlib import Path

import pytest

from local.__main__ import main
from local.script import ScriptError, milliseconds_of, parse_script
from local.turn import Turn


def test_a_script_has_utterances_comments_and_controls() -> None:
    steps = parse_script(["# hello", "", "  yes  ", "@wait 15m", "@fail timers garbage", "@fail store"])
    assert [(step.line, step.control, step.arguments) for step in steps] == [
        (3, "", ()),
        (4, "@wait", ("15m",)),
        (5, "@fail", ("timers", "garbage")),
        (6, "@fail", ("store",)),
    ]


@pytest.mark.parametrize(
    "line",
    [
        *("@what", "@wait", "@wait soon", "@wait 5", "@fail timers", "@fail timers 418", "@locale english"),
        *("@screen dim", "@new person", "@silence 5s", "@consent no", "@nlu", "@heal all", "@"),
    ],
)
def test_a_bad_control_names_its_line(line: str) -> None:
    with pytest.raises(ScriptError, match=r"^line 2: "):
        parse_script(["yes", line])


@pytest.mark.parametrize(
    ("time", "milliseconds"), [("16s", 16_000), ("90s", 90_000), ("5m", 300_000), ("2h", 7_200_000)]
)
def test_times(time: str, milliseconds: int) -> None:
    assert milliseconds_of(time) == milliseconds


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["sing"],
        ["talk", "--shout"],
        ["talk", "--script", "/nowhere/at/all"],
        ["talk", "--locale", "xx-XX"],
        ["talk", "--locale", "en-../x"],
        ["talk", "--store", "mongodb://x", "--script", "/dev/null"],
        ["run", "--port", "0"],
        ["run", "--port", "many"],
        ["model"],
    ],
)
def test_bad_use_is_one_line_and_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    try:
        status = main(arguments)
    except SystemExit as left:
        status = int(left.code or 0)
    shown = capsys.readouterr()
    assert (status, shown.out) == (2, "")
    assert len(shown.err.splitlines()) == 1


def test_a_bad_control_is_found_before_anything_is_played(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "script"
    script.write_text("open back spasm coach\n@wait long\n")
    assert main(["talk", "--script", str(script)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "line 2" in shown.err


def test_a_script_is_played_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "script"
    script.write_text("yes\nopen back spasm coach\n@screen on\n@silence\n")
    assert main(["talk", "--script", str(script), "--json"]) == 0
    turns = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [turn["request"] for turn in turns] == [None, "LaunchRequest", "SessionEndedRequest"]
    keys = "utterance request intent slots speech reprompt card rings asking outcome ended"
    assert all(list(turn) == keys.split() for turn in turns)
    assert turns[1]["speech"]


def test_piped_lines_are_played(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("open back spasm coach\n"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert main(["talk"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[0] == "You: open back spasm coach"
    assert shown[1].startswith("Alexa: ")
    assert list(tmp_path.glob("back-spasm-coach/*"))


def test_a_transcript() -> None:
    turn = Turn("yes", "IntentRequest", speech="Well.", ended=True)
    assert turn.as_text() == ["You: yes", "Alexa: Well.", "(the session is over)"]
    assert Turn("@wait 5m", rings=("Off now.",)).as_text() == ["(rings) Off now."]
    silent = Turn("@silence", "SessionEndedRequest", reprompt="Still?")
    assert silent.as_text() == ["(silence)", "Alexa: Still?", "(the session is over)"]
    assert Turn("hm").as_text() == ["You: hm", "(the skill hears nothing of this)"]

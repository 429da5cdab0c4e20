"""The command line, scripts, and how transcripts look."""

import io
import json
from pathlib import Path

import pytest

from local.__main__ import main
from local.echo.script import ScriptError, milliseconds_of, moment_of, parse_script
from local.echo.transcript import TranscriptTurn
from local.timers_api.service import CALLS, FAILURES


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
        *("@fail timers 500 sing", "@fail timers 500 get list", "@fail timers locale settings", "@fail store 500"),
        *("@clock", "@clock noon", "@clock 2026-11-21", "@clock 2026-13-21T15:00:00Z", "@clock 2026-11-21T15:00:00"),
        *(
            "@zone",
            "@zone Europe/Atlantis",
            "@zone ../UTC",
            "@zone America",
            "@zone Europe/London now",
            f"@zone {'x' * 300}",
        ),
        *("@device", "@device off", "@consent 404"),
    ],
)
def test_a_bad_control_names_its_line(line: str) -> None:
    with pytest.raises(ScriptError, match=r"^line 2: "):
        parse_script(["yes", line])


@pytest.mark.parametrize(
    "line",
    [
        *(f"@fail timers {how}" for how in FAILURES),
        *(f"@fail timers lost {call}" for call in CALLS),
        *("@clock 2026-11-21T15:00:00Z", "@zone America/New_York", "@zone none"),
        *("@device timers", "@device no-timers"),
        *(f"@consent {way}" for way in "drop-attributes keep-attributes card no-card 400 500 withdraw".split(" ")),
    ],
)
def test_a_control_is_read_and_in_the_help(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    (step,) = parse_script([line])
    assert [step.control, *step.arguments] == line.split()
    with pytest.raises(SystemExit):
        main(["talk", "--help"])
    listed = next(text for text in capsys.readouterr().out.splitlines() if text.strip().startswith(step.control))
    if step.control in {"@fail", "@consent", "@device"}:
        assert set(step.arguments) <= set(listed.replace(",", "").split())


def test_moments() -> None:
    assert moment_of("2026-11-21T09:00:00Z") == 1_795_251_600_000
    assert moment_of("2026-02-30T09:00:00Z") is None


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


def test_a_clock_that_goes_back_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "script"
    script.write_text("@clock 2026-11-21T15:00:00Z\nyes\n@clock 2026-11-21T14:00:00Z\n")
    assert main(["talk", "--script", str(script)]) == 2
    assert capsys.readouterr().err == (
        "local: line 3: the clock does not go back: it is 2026-11-21T15:00:00Z already\n"
    )


def test_every_control_can_be_played(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "script"
    script.write_text(
        """@clock 2026-11-21T15:00:00Z
@zone America/New_York
@device no-timers
open back spasm coach
@device timers
@zone none
@consent 500
@consent card
@consent no-card
@consent withdraw
@fail timers lost create
@fail timers 500 settings
open back spasm coach
@heal
@clock 2026-11-21T16:00:00Z
"""
    )
    assert main(["talk", "--script", str(script), "--json"]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    assert [json.loads(line)["utterance"] for line in shown.out.splitlines()] == ["open back spasm coach"] * 2


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
    turn = TranscriptTurn("yes", "IntentRequest", speech="Well.", ended=True)
    assert turn.as_text() == ["You: yes", "Alexa: Well.", "(the session is over)"]
    assert TranscriptTurn("@wait 5m", rings=("Off now.",)).as_text() == ["(rings) Off now."]
    silent = TranscriptTurn("@silence", "SessionEndedRequest", reprompt="Still?")
    assert silent.as_text() == ["(silence)", "Alexa: Still?", "(the session is over)"]
    assert TranscriptTurn("hm").as_text() == ["You: hm", "(the skill hears nothing of this)"]

"""A virtual Echo that outlives its program: what is kept, for whom, and for how long."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local.__main__ import main
from local.assembly import LocalSkill, assemble
from local.clock import Clock
from local.echo.devices import OWN, Devices, UnknownDeviceError
from local.echo.dialogue import as_dialogue, as_replay
from local.echo.kept_device import KeptDevice
from local.echo.script import parse_line
from local.echo.state_file import StateFile, StateFileError
from tests.in_process import NINE_O_CLOCK_MS, Stage
from tests.unit.test_dialogues import Line, play_with, wrong_with

ICE = ("open back spasm coach", "ice", "no", "no", "yes", "i approve")


class Life:
    """Programs one after another, on the same files."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "echo.sqlite3"
        self.skill: LocalSkill = assemble(f"sqlite:///{folder}/profiles.sqlite3", {})

    def program(self, most: int = 32, *, running: bool = False) -> Devices:
        """Start the next program."""
        return Devices(
            lambda name: self.skill.named_player(name, clock=Clock(None if running else NINE_O_CLOCK_MS)),
            StateFile(self.path),
            forget=self.skill.forget,
            most=most,
        )


@pytest.fixture
def life(tmp_path: Path) -> Life:
    return Life(tmp_path)


def said(device: KeptDevice, *lines: str) -> str:
    return " ".join(turn.speech for line in lines for turn in device.say(line))


def test_everything_about_a_device_survives_together(life: Life) -> None:
    with life.program() as devices:
        device = devices.named("one")
        assert "Started: fifteen minutes." in said(device, *ICE)
        device.say("@wait 5m")
        for control in (
            "@locale en-GB",
            "@nlu strict",
            "@zone Europe/London",
            "@style list",
            "@fail timers 500 create",
            "@fail reminders timeout",
            "@fail reminders 500 get",
        ):
            device.say(control)
    with life.program() as devices:
        device = devices.named("one")
        assert said(device, "alexa, how long is left on the ice timer") == "Your ice timer has ten minutes left."
        player = device.player
        assert (player.echo.locale, player.echo.hears, player.style) == ("en-GB", "strict", "list")
        assert (player.timers_api.time_zone, player.fails) == (
            "Europe/London",
            ["timers 500 create", "reminders timeout", "reminders 500 get"],
        )
        assert player.echo.person.timers.granted
        assert "ice has about ten minutes left" in said(device, "open back spasm coach")
        device.say("@wait 15m")
        assert player.echo.person.timers.ringing() == ["ice"]
    with life.program() as devices:
        assert devices.named("one").player.echo.person.timers.ringing() == ["ice"]
        devices.named("one").say("stop")
        assert devices.named("one").player.echo.person.timers.ringing() == []


def test_a_reminder_is_given_once_in_whatever_program_runs_then(life: Life) -> None:
    reminder = {
        "requestTime": "2026-11-21T09:00:00.000",
        "trigger": {"type": "SCHEDULED_RELATIVE", "offsetInSeconds": 3600},
        "alertInfo": {"spokenInfo": {"content": [{"locale": "en-US", "text": "Time to walk."}]}},
    }
    with life.program() as devices:
        reminders = devices.named("one").player.echo.person.timers.reminders
        reminders.granted = True
        reminders.create(reminder)
    with life.program() as devices:
        device = devices.named("one")
        assert device.player.echo.person.timers.reminders.granted
        assert device.rang() == ()
        device.player.echo.clock.advance(3_600_000)
        assert device.rang() == ("Here's your reminder: Time to walk.",)
        device.say("@zone none")
    with life.program() as devices:
        assert devices.named("one").rang() == ()


def test_an_open_question_waits_for_a_program_that_starts_again_but_not_for_ever(life: Life) -> None:
    with life.program() as devices:
        said(devices.named("one"), "open back spasm coach", "ice")
    with life.program() as devices:
        assert said(devices.named("one"), "no").startswith("No ice on numb")
    with Devices(
        lambda name: life.skill.named_player(name, clock=Clock(NINE_O_CLOCK_MS + 11 * 60_000)), StateFile(life.path)
    ) as devices:
        assert not devices.named("one").player.echo.in_session


def test_two_devices_are_two_people(life: Life) -> None:
    with life.program() as devices:
        one, two = devices.named("one"), devices.named("two")
        said(one, *ICE)
        one.say("@fail store")
        one.say("@fail timers timeout")
        assert "Started: fifteen minutes." in said(two, *ICE)
        two.say("@wait 5m")
        assert one.player.echo.clock.now_ms() == NINE_O_CLOCK_MS
        assert two.player.fails == []


def test_whoever_looks_on_sees_each_ring_and_nobody_takes_it_from_another(life: Life) -> None:
    with life.program() as devices:
        device = devices.named("one")
        said(device, *ICE, "stop")
        before = device.since(0)[-1].number
        device.player.echo.clock.advance(15 * 60_000)
        assert len(device.rang()) == 1
        assert device.rang() == ()
        for _tab in range(2):
            (event,) = [event for event in device.since(before) if event.ring]
            assert event.ring.startswith("Ice off now")


def test_two_programs_share_a_device(life: Life) -> None:
    with life.program() as terminal, life.program() as page:
        said(terminal.named(OWN), "open back spasm coach")
        said(page.named(OWN), "ice")
        assert said(terminal.named(OWN), "no").startswith("No ice on numb")


def test_only_so_many_are_kept_and_the_terminals_own_always_is(life: Life) -> None:
    with life.program(most=3) as devices:
        said(devices.named(OWN), *ICE)
        for number in range(5):
            said(devices.named(f"tab-{number}"), *ICE)
        gone = life.skill.store.load("amzn1.ask.account.tab-0").profile
        kept = life.skill.store.load("amzn1.ask.account.tab-4").profile
        assert (gone.ice_log, len(kept.ice_log)) == ((), 1)
    with life.program(most=3) as devices:
        devices.named("another")
        assert set(StateFile(life.path).names()) <= {OWN, "tab-4", "tab-3", "another"}
        assert OWN in StateFile(life.path).names()


@pytest.mark.parametrize("name", ["", "x" * 41, "a b", "../x", "ä"])
def test_a_name_that_is_none_is_refused(life: Life, name: str) -> None:
    with life.program() as devices, pytest.raises(UnknownDeviceError):
        devices.named(name)


@pytest.mark.parametrize("junk", ["[]", "{", "{}", '{"moved_ms": 0, "echo": {}}', '{"moved_ms": "x"}', "null"])
def test_what_cannot_be_read_begins_anew(life: Life, junk: str) -> None:
    StateFile(life.path).save("one", junk)
    with life.program() as devices:
        assert "information, not medical advice" in said(devices.named("one"), "open back spasm coach")


def test_a_file_that_is_none_is_one_line_and_left_as_it_is(life: Life, capsys: pytest.CaptureFixture[str]) -> None:
    life.path.write_bytes(b"not a database at all, and long enough to be looked at" * 40)
    with pytest.raises(StateFileError, match="it was left as it is"):
        StateFile(life.path)
    before = life.path.read_bytes()
    life.path.rename(life.path.with_name("p.echo.db"))
    store = f"sqlite:///{life.path.with_name('p.db')}"
    assert main(["talk", "--script", "/dev/null", "--store", store]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert life.path.with_name("p.echo.db").read_bytes() == before


def test_nothing_of_an_answer_is_left_in_the_file_when_the_session_is_over(life: Life) -> None:
    with life.program() as devices:
        device = devices.named("one")
        said(device, "open back spasm coach", "safety check", "thirty")
        assert b"age_heard" in life.path.read_bytes()
        device.say("stop")
        device.say("stop")
        assert not device.player.echo.in_session
        assert b"age_heard" not in life.path.read_bytes()


def test_talking_twice_goes_on_in_the_same_life(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    script = tmp_path / "script"
    for lines in (ICE, ("open back spasm coach", "stop the timer", "yes")):
        script.write_text("\n".join(lines))
        monkeypatch.setattr("sys.stdin", script.open())
        assert main(["talk"]) == 0
    shown = capsys.readouterr().out
    assert "Welcome back. The ice has" in shown
    assert "Alexa doesn't have" not in shown


def test_eight_seconds_the_reprompt_and_eight_more(life: Life) -> None:
    with life.program() as devices:
        device = devices.named("one")
        assert device.quiet() is None
        said(device, "open back spasm coach")
        first = device.quiet()
        assert first is not None
        assert (first.request, first.ended) == (None, False)
        assert first.reprompt
        assert said(device, "hm hm")
        assert (device.quiet() or first).reprompt
        last = device.quiet()
        assert last is not None
        assert (last.request, last.speech, last.ended) == ("SessionEndedRequest", "", True)


def test_what_is_said_outside_a_session_gets_a_line(life: Life) -> None:
    with life.program() as devices:
        device = devices.named("one")
        for words in ("ice", "stop", "alexa", "what's the weather"):
            (turn,) = device.say(words)
            assert turn.note, words
        (turn,) = device.say("alexa, set a timer for ten minutes")
        assert turn.speech == "Ten minutes, starting now."


@pytest.mark.parametrize(
    "control",
    ["@new", "@heal", "@wait 5m", "@locale en-GB", "@screen on", "@screen off", "@device timers", "@device no-timers",
     "@zone none", "@zone Europe/London", "@consent grant", "@consent withdraw", "@consent card", "@consent 500",
     "@consent drop-attributes", "@consent keep-attributes", "@consent no-card", "@consent 400", "@nlu strict",
     "@nlu loose", "@nlu default", "@style ask", "@style list", "@fail store", "@fail timers 500",
     "@fail timers lost create", "@help", "@clock 2026-11-21T15:00:00Z"],
)  # fmt: skip
def test_each_control_says_what_it_did(life: Life, control: str) -> None:
    assert parse_line(control, 1)
    with life.program() as devices:
        device = devices.named("one")
        device.say(control)
        assert device.since(0)[-1].note


# ------------------------------------------------------------------ dialogues

TALK = ("open back spasm coach", "ice", "no", "no", "yes", "i approve", "no", "@wait 15m", "stop",
        "open back spasm coach", "yes", "@style list", "safety check")  # fmt: skip


@pytest.fixture
def device(life: Life) -> Iterator[KeptDevice]:
    with life.program() as devices:
        device = devices.named("one")
        said(device, *TALK)
        yield device


def test_a_saved_dialogue_plays_as_it_was(device: KeptDevice, tmp_path: Path) -> None:
    text = as_dialogue(device.since(0))
    assert [line for line in text.splitlines() if not line.startswith((" ", "#"))] == list(TALK)
    file = tmp_path / "saved.txt"
    file.write_text(text)
    with Stage(granted=False) as stage:
        playing = play_with(stage.player, file)
    wrong = []
    above: Line | None = None
    for line in playing.lines:
        above = line if line.step else above
        if line.step is None and above is not None:
            wrong.append(wrong_with(playing.played[above.number], line.text))
    assert [one for one in wrong if one] == []
    assert len(wrong) > 30


def test_time_between_sessions_is_waited_for(device: KeptDevice) -> None:
    said(device, "stop", "stop")
    device.player.echo.clock.advance(100_000)
    said(device, "open back spasm coach")
    assert "\n@wait 100s\nopen back spasm coach\n" in as_dialogue(device.since(0))


def test_the_export_is_what_ask_dialog_replays(device: KeptDevice) -> None:
    replay: dict[str, Any] = json.loads(as_replay(device.since(0), "amzn1.ask.skill.x", "en-US"))
    assert (replay["skillId"], replay["locale"], replay["type"]) == ("amzn1.ask.skill.x", "en-US", "text")
    assert replay["userInput"] == [*(line for line in TALK if not line.startswith("@")), ".quit"]

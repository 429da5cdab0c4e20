"""Screens: every turn has one where there is a screen, nothing of it where there is none; a touch is what is said."""

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from coach.alexa import response
from coach.alexa.screens import directive as rendering
from coach.alexa.screens.directive import document
from coach.alexa.screens.fitting import largest
from coach.alexa.screens.touch import arguments_of
from coach.conversation.screens.rows import Screen, ScreenName
from coach.conversation.screens.timeline import words_of
from coach.conversation.screens.touches import SAID, Touch
from coach.profile.stores.memory import InMemoryStore
from local.echo.script import ScriptError
from local.paths import ROOT
from tests.envelopes import Talker, slot
from tests.in_process import Stage
from tests.screen_rules import faults_in

DIALOGUES = ROOT / "tests" / "dialogues"
SOME = ("first_time_ice", "remedies_by_name", "stay_with_me", "check_to_soon", "consent_denied", "for_his_wife")
APL = "Alexa.Presentation.APL"
SCREEN: dict[str, Any] = {"device": {"deviceId": "echo", "supportedInterfaces": {APL: {"runtime": {}}}}}


class Watcher(Talker):
    """Somebody in front of an Echo Show."""

    def send(self, request: dict[str, Any], **context: Any) -> dict[str, Any]:
        """See Talker."""
        return super().send(request, **{**SCREEN, **context})

    def touch(self, *arguments: object) -> "Watcher":
        """Send what a touch sends."""
        self.send({"type": f"{APL}.UserEvent", "token": "question", "arguments": list(arguments)})
        return self

    @property
    def screen(self) -> dict[str, Any]:
        """The directive of the last turn."""
        (only,) = self.answer["response"]["directives"]
        return dict(only)

    @property
    def data(self) -> dict[str, Any]:
        """What that screen shows."""
        return dict(self.screen["datasources"])

    @property
    def targets(self) -> dict[str, list[str]]:
        """What can be touched."""
        return {choice["label"]: choice["arguments"] for choice in self.data["choices"]}


# ---------------------------------------------------------------- without a screen


def test_a_device_without_a_screen_loads_and_gets_nothing_of_it() -> None:
    program = (
        "import json, sys; sys.path.insert(0, 'lambda'); import lambda_function as f\n"
        "e = {'request': {'type': 'LaunchRequest'}, 'session': {'new': True}, 'context': {'System': {}}}\n"
        "answer = f.handler(e); loaded = [name for name in sys.modules if 'screens' in name or '.apl' in name]\n"
        "print(json.dumps([loaded, answer['response'].get('directives')]))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[-1]) == [[], None]


@pytest.mark.parametrize("interfaces", [None, {}, {APL: None}, {APL: "yes"}, [APL], {"Display": {}}])
def test_what_is_no_screen_gets_none(interfaces: object) -> None:
    talker = Talker()
    answer = talker.send({"type": "LaunchRequest"}, device={"deviceId": "x", "supportedInterfaces": interfaces})
    assert "directives" not in answer["response"]


# ---------------------------------------------------------------- what is shown


@pytest.mark.parametrize("name", SOME)
def test_every_turn_of_a_transcript_has_its_screen(name: str) -> None:
    assert list(faults_in(DIALOGUES / f"{name}.txt")) == []


@pytest.mark.parametrize("name", list(ScreenName))
def test_each_document_is_version_one_four_and_imports_nothing(name: ScreenName) -> None:
    made = document(name.value)
    assert (made["type"], made["version"], made["mainTemplate"]["parameters"]) == ("APL", "1.4", ["payload"])
    assert "import" not in made
    assert "http" not in json.dumps(made)


def _luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_colour_of_words_is_seen_on_every_ground() -> None:
    (colors,) = (row["colors"] for row in document("question")["resources"])
    words = [colors[name] for name in ("text", "soft", "ice", "heat", "walk")]
    assert min(_contrast(one, colors[ground]) for one in words for ground in ("ground", "panel")) >= 7
    assert _contrast("#FFFFFF", "#6E0010") >= 7


def test_the_emergency_shows_the_number_and_what_to_do_but_not_the_sign() -> None:
    for locale, number in (("en-US", "911"), ("en-GB", "999"), ("en-IN", "112")):
        watcher = Watcher(locale=locale)
        watcher.names("bladder_trouble")
        assert watcher.outcome == "emergency"
        assert "peeing" in watcher.speech
        assert (watcher.screen["token"], watcher.data["number"]) == ("emergency", number)
        assert "peeing" not in json.dumps(watcher.data)
        assert watcher.data["choices"] == []


def test_the_check_shows_its_question_and_how_far_it_is_and_no_answer() -> None:
    watcher = Watcher()
    watcher.at("red_flag.saddle_numbness")
    shown = watcher.data
    assert shown["question"].endswith("?")
    assert shown["question"] in watcher.speech
    assert shown["done"] > 0
    assert list(watcher.targets) == ["Yes", "No", "Not sure"]
    assert set(shown) == {"asking", "question", "choices", "hint", "progress", "left", "done", "font"}


def test_the_ring_counts_to_the_moment_at_which_alexa_rings() -> None:
    with Stage() as stage:
        stage.echo.screen = True
        *_, started = stage.player.play(["open back spasm coach", "ice", "no", "no", "yes"])
        (timer,) = stage.profile.timers
        assert started.screen
        assert started.screen["datasources"]["timer"] == {"end": timer.triggers_at, "left": 0, "length": 900_000}
        stage.play("no", "@wait 5m")
        (paused,) = stage.player.play(["ask back spasm coach to pause the ice"])
        assert paused.screen
        assert paused.screen["datasources"]["timer"]["left"] == 600_000
        assert paused.screen["datasources"]["paused"] is True


def test_the_phases_of_a_movement_are_as_long_as_its_silences() -> None:
    with Stage() as stage:
        stage.echo.screen = True
        *_, moved = stage.player.play(["open back spasm coach", "guide me through the pelvic tilt", "no", "yes", "yes"])
        ssml = (moved.response or {})["response"]["outputSpeech"]["ssml"]
        silences = [float(part.split('s"')[0]) * 1000 for part in ssml.split('<break time="')[1:]]
        phases = moved.screen["datasources"]["phases"] if moved.screen else []
        assert [phase["until"] - phase["silent"] for phase in phases] == silences
        assert all(later["at"] == one["until"] for one, later in pairwise(phases))
        assert next(phase["count"] for phase in phases if phase["count"]) == "1 of 3"


@pytest.mark.parametrize(
    ("asking", "attributes", "targets"),
    [
        ("launch.choose", {}, ["Ice", "Safety check", "What helps"]),
        ("launch.ice_again", {}, ["Yes", "No"]),
        ("ice.minutes", {"seconds": 0}, []),
        ("ice.stop_signs", {"cautions": ["stop_signs"]}, ["Yes", "No", "Not sure"]),
        ("movement.done", {"movement": "pelvic_tilt"}, ["Again", "Next", "Stop"]),
        ("stay.go_on", {}, ["Go on", "Ice", "Stop"]),
        ("timer.more", {"kind": "ice"}, []),
    ],
)
def test_what_can_be_touched_is_what_answers_the_question(
    asking: str, attributes: dict[str, Any], targets: list[str]
) -> None:
    watcher = Watcher()
    watcher.attributes = {"asking": asking, **attributes}
    watcher.say("AMAZON.HelpIntent")
    assert watcher.asking == asking
    assert list(watcher.targets) == targets
    assert watcher.data["question"]


def test_an_age_that_is_read_back_is_not_shown() -> None:
    watcher = Watcher()
    watcher.say("SafetyCheckIntent").say("MinutesIntent", slot("minutes", "50"))
    assert (watcher.asking, "Fifty" in watcher.speech) == ("safety_check.confirm", True)
    assert watcher.data["question"] == "Is that right?"
    assert "fifty" not in json.dumps(watcher.data).lower()


def test_words_without_pauses() -> None:
    assert words_of("Hold. [pause 4.7] Five more. [pause 3] Let go.") == "Hold. Five more. Let go."


def test_words_are_as_large_as_their_box_lets_them_be() -> None:
    assert largest(["Is it off?"], 140, 42, 14) == 14
    long = largest(["word " * 60], 140, 42, 14)
    assert 4 < long < 8
    assert largest(["incomprehensibilities"], 40, 42, 14) < 4


def test_a_screen_that_fails_costs_no_word(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Screen) -> dict[str, Any]:
        raise RuntimeError

    monkeypatch.setattr(rendering, "render_document", fail)
    watcher = Watcher()
    watcher.names("bladder_trouble")
    assert "911" in watcher.speech
    assert not watcher.answer["response"].get("directives")
    monkeypatch.setattr("coach.conversation.screens.choosing.screen_of", fail)
    assert "911" in Watcher().names("bladder_trouble").speech
    assert response.log.name == "coach"


# ---------------------------------------------------------------- touch


@pytest.mark.parametrize("touch", list(Touch))
@pytest.mark.parametrize("asking", ["", "launch.choose", "red_flag.leg_weakness", "remedies.more", "movement.done"])
def test_a_touch_is_answered_as_the_words_are(touch: Touch, asking: str) -> None:
    attributes = {"asking": asking, "movement": "pelvic_tilt", "remedy": "heat"} if asking else {}
    touched, spoken = Watcher(InMemoryStore()), Watcher(InMemoryStore())
    touched.attributes, spoken.attributes = dict(attributes), dict(attributes)
    touched.touch(*arguments_of(touch, asking))
    said = SAID[touch]
    spoken.say(said.intent.value, *(slot(name, found, found) for name, found in said.slots.items()))
    assert touched.answer == spoken.answer


def test_a_touch_that_comes_too_late_has_the_open_question_put_again() -> None:
    watcher = Watcher()
    watcher.at("red_flag.saddle_numbness")
    yes, asked = watcher.targets["Yes"], watcher.speech
    watcher.no()
    now = watcher.asking
    assert now != "red_flag.saddle_numbness"
    put = watcher.speech
    watcher.touch(*yes)
    assert (watcher.asking, watcher.outcome, watcher.speech) == (now, "", put)
    assert put != asked


@pytest.mark.parametrize(
    "arguments",
    [
        None, {}, "answer", 5, [], ["answer"], ["answer", "yes"], ["answer", "yes", "a", "b"], ["answer", "YES", ""],
        ["answer", {"yes": 1}, ""], ["answer", ["yes"], ""], [None, None, None], ["say", "yes", "launch.choose"],
        ["answer", "__class__", "launch.choose"], ["answer", "yes", None], ["answer", 1e400, ""],
        [["answer"], "yes", ""],
    ],
)  # fmt: skip
def test_arguments_that_are_none_of_ours_are_not_understood(arguments: object) -> None:
    watcher, spoken = Watcher(), Watcher()
    for one in (watcher, spoken):
        one.at("red_flag.leg_weakness")
    watcher.send({"type": f"{APL}.UserEvent", "arguments": arguments})
    spoken.say("AMAZON.FallbackIntent")
    assert watcher.answer == spoken.answer


def test_a_whole_first_ice_by_touch_alone() -> None:
    with Stage() as stage:
        stage.echo.screen = True
        said = stage.play("open back spasm coach", "@touch ice", "@touch no", "@touch no", "@touch yes")
        assert "Started: fifteen minutes" in said
        with pytest.raises(ScriptError, match="there is no 'maybe' to touch"):
            stage.play("@touch maybe")


def test_nothing_is_touched_where_there_is_no_screen() -> None:
    with Stage() as stage, pytest.raises(ScriptError, match="but nothing"):
        stage.play("open back spasm coach", "@touch ice")


def test_the_documents_are_what_the_folder_has() -> None:
    folder = Path(rendering.__file__).parent / "documents"
    assert {path.stem for path in folder.glob("*.json")} == {*ScreenName, "shared"}

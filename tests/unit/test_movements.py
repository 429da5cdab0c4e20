"""Guided movements and calm breathing: the rule, the data against its bounds, and every word said at every step."""

import itertools
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from coach.alexa.ssml import RATES, plain, speak
from coach.care import movements as care
from coach.care.movements import Kind, Movement
from coach.content.catalog import Catalog
from coach.conversation.movement.pacing import calm_text, position_text, practice_text, stretch_text
from coach.profile.model import Pace
from tests.in_process import Stage

CATALOG = Catalog()
CONTENT = Path(__file__).parents[2] / "lambda" / "coach" / "content" / "en"
DATA: dict[str, Any] = tomllib.loads((CONTENT / "movements.toml").read_text(encoding="utf-8"))
ROWS = {row["id"]: row for row in DATA["movement"]}
MOVEMENTS = CATALOG.movements.by_id
PAUSE = re.compile(r"\[pause ([\d.]+)\]")
MOST_KEPT_CHARACTERS = 2_000
"""A longer text would be cut where the session keeps it for "again"."""
WORDS_A_SECOND = 150 / 60
"""About as fast as an Echo speaks; tests/e2e/test_aloud.py measures it."""


def texts() -> Iterator[tuple[str, str]]:
    """Everything paced that can be said in one go, with a name."""
    for movement in MOVEMENTS.values():
        if movement.kind is not Kind.repeated:
            yield movement.id, position_text(CATALOG, movement)
            continue
        for side in movement.sides or ("",):
            yield f"{movement.id} {side} practice", practice_text(CATALOG, movement, side)
        holds = {movement.hold_seconds, movement.longer_seconds}
        for wanted, hold, left_first in itertools.product(range(movement.repetitions + 1), holds, (False, True)):
            for stretch in care.plan(movement, wanted, left_first=left_first):
                yield f"{movement.id} {stretch} {hold}", stretch_text(CATALOG, movement, stretch, hold)
    for calm in CATALOG.movements.calm:
        yield calm.id, calm_text(CATALOG, calm)


TEXTS = dict(texts())


def seconds(text: str, rate: float = 1.0) -> float:
    """About how long a text takes: its words at a rate, and its silences."""
    return len(PAUSE.sub("", text).split()) / WORDS_A_SECOND / rate + sum(map(float, PAUSE.findall(text)))


# ------------------------------------------------------------------ the rule


@pytest.mark.parametrize("hold", range(care.SHORTEST_HOLD_SECONDS, care.LONGEST_HOLD_SECONDS + 1))
@pytest.mark.parametrize("spoken_at", [0.8, 1.0, 1.2])
def test_the_silences_of_a_hold_and_the_words_within_are_as_long_as_the_hold(hold: int, spoken_at: float) -> None:
    silences = care.rests(hold, spoken_at)
    within = (care.END_SECONDS + (care.CUE_SECONDS if len(silences) > 1 else 0)) / spoken_at
    assert sum(silences) + within == pytest.approx(hold, abs=0.11)
    assert all(0 < silence <= care.LONGEST_BREAK_SECONDS for silence in silences)
    assert len(silences) == (1 if hold <= 5 else 2)


@pytest.mark.parametrize("hold", [-1, 0, 1, 16, 60])
def test_a_hold_that_no_source_has_is_refused(hold: int) -> None:
    with pytest.raises(ValueError, match="a hold of"):
        care.rests(hold)


@pytest.mark.parametrize("movement", MOVEMENTS.values(), ids=list(MOVEMENTS))
def test_a_set_has_every_repetition_of_each_side_once(movement: Movement) -> None:
    for wanted in range(-1, 8):
        for left_first in (False, True):
            stretches = care.plan(movement, wanted, left_first=left_first)
            if movement.kind is not Kind.repeated:
                assert stretches == ()
                continue
            many = min(wanted, movement.repetitions) if wanted > 0 else movement.repetitions if wanted == 0 else 1
            for side in movement.sides or ("",):
                done = [at for s in stretches if s.side == side for at in range(s.first, s.first + s.times)]
                assert done == list(range(1, many + 1))
            assert all(1 <= stretch.times <= care.AT_A_TIME for stretch in stretches)
            assert care.left(stretches, 0) == many * max(1, len(movement.sides))
            assert care.left(stretches, len(stretches)) == 0
            if movement.sides:
                assert stretches[0].side == movement.sides[1 if left_first else 0]


def test_next_goes_round() -> None:
    ids = list(MOVEMENTS)
    assert [care.after(one, MOVEMENTS) for one in ids] == [*ids[1:], ids[0]]
    assert care.after("no such thing", MOVEMENTS) == ids[0]


# ------------------------------------------------------------------ the data


def test_no_clinician_has_reviewed_it() -> None:
    assert DATA["reviewed_by"] == ""
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", DATA["review_date"])


OF_ALL = {"id", "kind", "eased_first", "heed", "lie", "why", "source", "phase"}
OF_REPEATED = OF_ALL | {"practice", "hold", "longer", "repetitions", "sides"}


@pytest.mark.parametrize("row", DATA["movement"], ids=list(ROWS))
def test_a_movement_is_complete_and_within_its_bounds(row: dict[str, Any]) -> None:
    repeated = row["kind"] == Kind.repeated
    assert set(row) == (OF_REPEATED if repeated else OF_ALL)
    assert row["id"] in CATALOG.remedies
    assert row["source"]
    holds = [phase for phase in row["phase"] if phase.get("hold")]
    assert len(holds) == (1 if repeated else 0)
    if repeated:
        assert care.FEWEST_REPETITIONS <= row["repetitions"] <= care.MOST_REPETITIONS
        assert row["practice"] <= row["hold"] <= row["longer"]
        for name in ("practice", "hold", "longer"):
            assert care.SHORTEST_HOLD_SECONDS <= row[name] <= care.LONGEST_HOLD_SECONDS
        assert row["sides"] in ([], ["right", "left"])
        assert CATALOG.remedies[row["id"]].after_being_seen
        assert not CATALOG.remedies[row["id"]].for_children


def test_the_figures_are_those_of_the_sources() -> None:
    assert (MOVEMENTS["pelvic_tilt"].hold_seconds, MOVEMENTS["pelvic_tilt"].longer_seconds) == (10, 10)
    assert (MOVEMENTS["knee_to_chest"].hold_seconds, MOVEMENTS["knee_to_chest"].longer_seconds) == (10, 15)
    assert [one.id for one in MOVEMENTS.values() if one.eased_first] == ["knee_to_chest"]
    assert [one.id for one in MOVEMENTS.values() if one.kind is Kind.position] == ["rest_position"]


@pytest.mark.parametrize("row", [*DATA["movement"], *DATA["stretch"]], ids=lambda row: str(row["id"]))
def test_a_phase_is_short_and_for_the_ear(row: dict[str, Any]) -> None:
    for phase in row["phase"]:
        assert set(phase) <= {"words", "again", "seconds", "hold", "breath"}
        assert phase["breath"] in set(care.Breath)
        assert bool(phase.get("hold")) != ("seconds" in phase)
        assert 0 < phase.get("seconds", 1) <= care.LONGEST_BREAK_SECONDS
        for name in ("words", "again"):
            assert re.fullmatch(r"[A-Za-z' ,.?\-{}]*", phase.get(name, "")), phase
            for sentence in re.split(r"(?<=[.?]) ", phase.get(name, "")):
                assert len(sentence.split()) <= 18, sentence


def test_nobody_is_told_to_hold_or_force_a_breath() -> None:
    said = " ".join(text for name, text in TEXTS.items() if name in {one.id for one in CATALOG.movements.calm})
    assert not re.search(r"\b(hold your|deep breath|as deep|force|fill)\b", said)
    assert "Light-headed? Just breathe as usual." in said


def test_the_guided_remedies_are_the_movements() -> None:
    remedies = tomllib.loads((CONTENT / "remedies.toml").read_text(encoding="utf-8"))["remedy"]
    marked = {row["id"] for row in remedies if row.get("movement") or row.get("guided")}
    assert marked == {*MOVEMENTS, "get_up"}


@pytest.mark.parametrize("name", TEXTS)
def test_a_paced_text_is_whole_at_every_pace(name: str) -> None:
    text = TEXTS[name]
    assert len(text) < MOST_KEPT_CHARACTERS - 200, "the question and the warnings come with it"
    pauses = [float(pause) for pause in PAUSE.findall(text)]
    assert pauses
    assert max(pauses) <= care.LONGEST_BREAK_SECONDS
    most = care.CALM_SECONDS if name in {one.id for one in CATALOG.movements.calm} else care.REPLY_SECONDS / 2
    assert seconds(text, rate=0.8) <= most
    ssml = {pace: speak(text, (), pace) for pace in Pace}
    for pace, said in ssml.items():
        assert [float(one) for one in re.findall(r'<break time="([\d.]+)s"/>', said)] == pauses, pace
        assert not re.search(r"<prosody[^>]*>[^<]*<break", said), (
            "a silence is outside of what is said faster or slower"
        )
        assert plain(said) == plain(ssml[Pace.normal])
    assert "prosody" not in ssml[Pace.normal]
    assert all(f'rate="{RATES[pace]}"' in ssml[pace] for pace in (Pace.slower, Pace.faster))


def test_nothing_that_is_not_spoken_by_ssml_has_a_silence_in_it() -> None:
    """Announcements, cards and the questions: plain text."""
    for file in ("lines", "remedies", "cautions", "red_flags", "movements"):
        assert "[pause" not in (CONTENT / f"{file}.toml").read_text(encoding="utf-8"), file


def test_a_card_and_a_ring_stay_plain_at_any_pace() -> None:
    with Stage() as stage:
        stage.play("open back spasm coach", "slower", "tell me about a cold pack")
        turn = stage.player.play(["send it to my phone"])[-1]
        assert turn.card
        assert "<" not in str(turn.card)
        stage.play("start ice", "no", "no", "yes")
        rings = [ring for turn in stage.player.play(["@wait 20m"]) for ring in turn.rings]
        assert rings
        assert not any(re.search(r"[<\[]", ring) for ring in rings)


# ------------------------------------------------------------------ every word at every step

TILT = ("guide me through the pelvic tilt", "no", "ready", "go on", "go on")
KNEE = ("guide me through knee to chest", "no", "yes", "ready", "go on", "go on")
WALK = ("guide me through a short walk", "no")
REST = ("guide me through a resting position", "again")
UP = ("i can't get up", "no", *["next"] * 6)
CALM = ("breathe with me", "go on", "go on")
EARLY = ("guide me through knee to chest", "no", "no")
PATHS = sorted({path[:at] for path in (TILT, KNEE, WALK, REST, UP, CALM, EARLY) for at in range(1, len(path) + 1)})
SAID = (
    "ow that hurts",
    "that made it worse",
    "my leg has gone numb",
    "i can't pee",
    "stop",
    "@silence",
    "what?",
    "again",
)
SCREENING = {"movement.stop_signs", "cannot_move.signs"}
CELLS = list(itertools.product(PATHS, SAID))


def _at(path: tuple[str, ...], said: str) -> tuple[Any, Any]:
    """Return the turn before something is said, at the end of a path, and the turn that answers it."""
    with Stage() as stage:
        before = stage.player.play(["open back spasm coach", *path])[-1]
        return before, stage.player.play([said])[-1]


def _holds(path: tuple[str, ...], said: str) -> None:
    before, turn = _at(path, said)
    where = (path, said, turn.speech)
    asking = str(before.asking)
    if said in {"ow that hurts", "that made it worse"}:
        if asking in SCREENING or asking.startswith("stay."):
            # At the offer of company it is company that is wanted.
            assert turn.asking == ("stay.go_on" if asking == "stay.offer" else asking), where
            assert "I hear you." in turn.speech, where
        else:
            assert turn.asking == "safety_check.offer", where
            assert "rest. Shall I run the safety check?" in turn.speech, where
    elif said == "my leg has gone numb":
        assert turn.asking == "safety_check.offer" or str(turn.asking).startswith("red_flag."), where
        assert "Speak to a nurse or doctor today" in turn.speech or "911" in turn.speech, where
    elif said == "i can't pee":
        assert turn.outcome == "emergency", where
        assert turn.speech.startswith("Call 911"), where
    elif said == "stop":
        assert turn.ended, where
    elif said == "@silence":
        assert before.reprompt, where
        assert before.reprompt.endswith("?"), where
        assert before.reprompt != before.speech, where
        assert turn.ended, where
    else:
        assert turn.asking, where
        assert not turn.ended, where
        assert "safety check?" not in turn.speech, where
        # Whoever asks "what?" hears the question, and no minute of holds.
        response = turn.response["response"]
        silent = sum(map(float, re.findall(r'<break time="([\d.]+)s"', response["outputSpeech"]["ssml"])))
        assert silent == 0 or said == "again", where


@pytest.mark.parametrize(("path", "said"), Random(11).sample(CELLS, 60))  # noqa: S311
def test_what_is_said_at_a_step_of_a_movement(path: tuple[str, ...], said: str) -> None:
    _holds(path, said)


@pytest.mark.e2e
@pytest.mark.parametrize(("path", "said"), CELLS)
def test_all_that_is_said_at_every_step_of_every_movement(path: tuple[str, ...], said: str) -> None:
    _holds(path, said)


def test_the_paths_reach_every_question_while_moving() -> None:
    asked = set()
    for path in (TILT, KNEE, WALK, REST, UP, CALM, EARLY):
        with Stage() as stage:
            asked |= {turn.asking for turn in stage.player.play(["open back spasm coach", *path])}
    assert asked >= {
        *("movement.stop_signs", "movement.eased", "movement.ready", "movement.go_on", "movement.done"),
        *("stay.offer", "stay.go_on", "cannot_move.signs", "cannot_move.step"),
    }


# ------------------------------------------------------------------ when


def test_where_signs_are_read_out_nobodys_health_is_asked_about() -> None:
    with Stage(style="list") as stage:
        said = stage.play("open back spasm coach", "guide me through knee to chest")
        assert "No movement with warning signs" in said
        assert "only once the sharp pain has eased" in said
        assert said.endswith("Ready?")


def test_the_signs_are_not_asked_where_a_clear_no_is_younger_than_twelve_hours() -> None:
    with Stage() as stage:
        stage.play("open back spasm coach", "start ice", "no", "no", "yes")
        said = stage.play("open back spasm coach", "guide me through the pelvic tilt")
        assert "Ready?" in said
        stage.play("stop", "@wait 13h")
        assert "Any of those?" in stage.play("open back spasm coach", "guide me through the pelvic tilt")


def test_a_no_before_a_movement_is_kept_nowhere() -> None:
    with Stage() as stage:
        stage.play("open back spasm coach", *TILT)
        assert stage.profile.ice_cleared_at == stage.profile.heat_cleared_at == 0
        assert "Any of those?" in stage.play("stop", "open back spasm coach", "guide me through the pelvic tilt")


def test_in_a_session_that_names_no_movement_nothing_is_guided() -> None:
    with Stage() as stage:
        stage.play("open back spasm coach")
        stage.echo.open_session({"asking": "movement.go_on"})
        assert stage.play("go on") == "Ice, safety check, or what helps?"

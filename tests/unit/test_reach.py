"""How long it takes to get there: turns, and words of Alexa's speech.

The safety check, for people of several kinds: a turn is an answer after "safety check". Speech is counted from the
opening up to the verdict, the verdict left out, at 150 words a minute, as the first edition was measured. The first
ice, the next, and the first step up off the floor: a turn is anything said.
"""

from typing import NamedTuple

import pytest

from coach.care.answers import Tier
from coach.care.interview import Kind as RowKind
from coach.content.catalog import Catalog
from local.echo.request_envelope import CONSENT_PROMPT
from tests.envelopes import Talker
from tests.in_process import Stage

FLAGS = Catalog().interview.flags
WORDS_A_MINUTE = 150
EMERGENCIES_WITHIN_SECONDS = 60


class Check(NamedTuple):
    """A check, as it went."""

    turns: int
    seconds: float
    """Of speech, until the verdict."""
    to_the_last_emergency: float
    """Seconds of speech until every emergency sign has been asked about."""
    outcome: str


class Kind(NamedTuple):
    """A kind of person, and how long their check may be."""

    said: dict[str, str]
    turns: int
    seconds: float
    outcome: str


KINDS = {
    "30, nothing, today": Kind({"age": "30", "onset": "today"}, 24, 95, "self_care"),
    "42, nothing, for days": Kind({"age": "42"}, 23, 95, "self_care"),
    "50, nothing, for days": Kind({"age": "50"}, 26, 100, "self_care"),
    "72, nothing, for days": Kind({"age": "72"}, 24, 100, "self_care"),
    "9, nothing": Kind({"age": "9"}, 26, 115, "soon"),
    "44, sciatica for weeks": Kind({"age": "44", "onset": "weeks", "leg_pain_below_knee": "yes"}, 25, 105, "routine"),
    "28, pregnant": Kind({"age": "28", "pregnant": "yes"}, 26, 110, "soon"),
    "age not told": Kind(
        {"age": "skip", "onset": "unknown", "under_eighteen": "skip", "over_fifty": "skip"}, 30, 120, "unfinished"
    ),
}
"""For each the bound is what was measured, rounded up; of the first two and the third it is what was asked for."""


def seconds(words: int) -> float:
    return words * 60 / WORDS_A_MINUTE


def check(said: dict[str, str]) -> Check:
    """Have a check with somebody."""
    talker = Talker().say("SafetyCheckIntent")
    answers = {f"red_flag.{name}": answer for name, answer in said.items()}
    turns = words = last_emergency = 0
    while not talker.outcome:
        words += len(talker.speech.split())
        flag = FLAGS.get(talker.asking.removeprefix("red_flag."))
        if flag and flag.tier is Tier.emergency:
            last_emergency = words
        reads_back = talker.asking == "red_flag.age" and said["age"].isdigit()
        talker.answers(answers)
        turns += 1
        if reads_back and (int(said["age"]) < 20 or int(said["age"]) % 10 == 0):
            turns += 1
            words += 2  # "Thirty. Right?"
    return Check(turns, seconds(words), seconds(last_emergency), talker.outcome)


@pytest.mark.parametrize("name", KINDS)
def test_a_check_is_no_longer_than_it_may_be(name: str) -> None:
    kind = KINDS[name]
    found = check(kind.said)
    assert found.outcome == kind.outcome
    assert found.turns <= kind.turns
    assert found.seconds <= kind.seconds
    assert found.to_the_last_emergency <= EMERGENCIES_WITHIN_SECONDS


@pytest.mark.parametrize("age", ["30", "42", "50", "65", "72"])
def test_every_emergency_sign_is_asked_before_the_offer_to_go_on(age: str) -> None:
    talker = Talker().at("safety_check.go_on", {"red_flag.age": age})
    asked = {name for name, _ in talker.attributes["answers"]}
    signs = {
        flag.id
        for flag in FLAGS.values()
        if flag.tier is Tier.emergency and not flag.parent and flag.kind is not RowKind.volunteered
    }
    assert signs - asked <= ({"sudden_severe"} if int(age) < 50 else set())


ASK = "ask back spasm coach "
CAUTIONS = ("no", "no", "yes")


def said_until(stage: Stage, last: str, *lines: str) -> tuple[int, float]:
    """Return how many turns it takes until these words are said, and the seconds of speech before them."""
    spoken = 0
    for turns, line in enumerate(lines, start=1):
        # What Alexa says of the permission by herself is not the skill's.
        speech = stage.play(line).replace(CONSENT_PROMPT, "")
        if last in speech:
            return turns, seconds(spoken + len(speech[: speech.index(last)].split()))
        spoken += len(speech.split())
    raise AssertionError(f"never said: {last}")


@pytest.mark.parametrize(("opening", "most"), [(("open back spasm coach", "ice"), 6), ((f"{ASK}to start ice",), 5)])
def test_a_first_timers_ice(opening: tuple[str, ...], most: int) -> None:
    """At most 35 s of the skill's speech before "Started"; Alexa's own for the permission is 16 words more."""
    with Stage(granted=False) as stage:
        turns, spoken = said_until(stage, "Started", *opening, *CAUTIONS, "i approve")
    assert turns <= most
    assert spoken <= 35


def test_ice_within_twelve_hours_of_a_clear_no_takes_one_turn() -> None:
    """At most 10 s of speech, all of it."""
    with Stage() as stage:
        stage.play(f"{ASK}to start ice", *CAUTIONS, "@wait 3h")
        said = stage.play(f"{ASK}to start ice")
    assert said.startswith("Started: fifteen minutes.")
    assert seconds(len(said.split())) <= 10


def test_the_first_step_up_off_the_floor() -> None:
    """Two turns, and 15 s to the end of the first step."""
    with Stage() as stage:
        turns, spoken = said_until(stage, "Next?", f"{ASK}i can't get up", "no")
    assert turns == 2
    assert spoken <= 15


if __name__ == "__main__":
    for title, one in KINDS.items():
        print(title, check(one.said))  # noqa: T201

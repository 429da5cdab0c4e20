"""One turn may change several things of the profile, one after the other: none of them may undo another.

Each turn here changes at least two: it brings a record into step with Alexa, and does something of its own.
"""

from typing import NamedTuple

import pytest

from tests.in_process import Stage

ASK = "ask back spasm coach "
ICE = (f"{ASK}to start ice for ten minutes", "no", "no", "yes")
HEAT = (f"{ASK}to start heat for ten minutes", "no", "no", "no", "no", "yes")
CANCELLED = ("@wait 4m", "alexa, cancel the ice timer")


class Kept(NamedTuple):
    """What the profile holds in the end."""

    records: frozenset[str] = frozenset()
    """The kinds of timers on record."""
    ice: tuple[int, ...] = ()
    """How long each application of ice was, in seconds."""
    heat: tuple[int, ...] = ()
    cleared: frozenset[str] = frozenset()
    """The kinds whose cautions have a clear no."""
    place: str = ""


ICED = frozenset({"ice"})
TURNS = [
    pytest.param((*ICE, "@wait 4m"), f"{ASK}it burns", Kept(ice=(240,)), id="it burns"),
    pytest.param((*HEAT, "@wait 4m"), f"{ASK}it burns", Kept(heat=(240,)), id="it burns, heat"),
    pytest.param((*ICE, "@wait 4m"), f"{ASK}i have raynaud's", Kept(ice=(240,)), id="condition against ice"),
    pytest.param((*HEAT, "@wait 4m"), f"{ASK}some swelling", Kept(heat=(240,)), id="condition against heat"),
    pytest.param(
        (*ICE, "@wait 4m"),
        f"{ASK}i have poor circulation",
        Kept(ice=(240,)),
        id="condition against both",
    ),
    pytest.param(
        (*HEAT, "@wait 4m"),
        f"{ASK}i have raynaud's",
        Kept(records=frozenset({"heat"}), heat=(600,)),
        id="condition against ice, heat runs on",
    ),
    pytest.param(
        (*ICE, "@wait 4m"),
        f"{ASK}i have a fever",
        Kept(records=ICED, ice=(600,)),
        id="sign to be seen today, ice runs on",
    ),
    pytest.param(
        (*ICE, "@wait 4m"), f"{ASK}i can't pee", Kept(records=ICED, ice=(600,)), id="emergency, the ring still comes"
    ),
    pytest.param((*ICE, *CANCELLED), f"{ASK}it burns", Kept(ice=(240,)), id="it burns, cancelled elsewhere"),
    pytest.param(
        (*ICE, *CANCELLED), f"{ASK}to start ice", Kept(ice=(240,), cleared=ICED), id="start, cancelled elsewhere"
    ),
    pytest.param(
        (*ICE, *CANCELLED, f"{ASK}when can i ice again"),
        "yes",
        Kept(records=frozenset({"next_ice"}), ice=(240,), cleared=ICED),
        id="the ring for the next ice",
    ),
    pytest.param(
        (*ICE, "@wait 1m", f"{ASK}to time a walk for three minutes", "@wait 1m", f"{ASK}to stop the timer"),
        "both",
        Kept(ice=(120,), cleared=ICED),
        id="two stopped at once",
    ),
    pytest.param(
        (*ICE, "@wait 1m", f"{ASK}to time a walk for three minutes", "@wait 1m", "alexa, cancel the walk timer"),
        f"{ASK}to pause the timer",
        Kept(records=ICED, ice=(120,), cleared=ICED),
        id="one cancelled elsewhere, the other paused",
    ),
    pytest.param(
        (*ICE, *CANCELLED, f"{ASK}to do a safety check", "i have a fever"),
        "start heat",
        Kept(ice=(240,)),
        id="start, out of a check with a sign to be seen today",
    ),
    pytest.param(
        (*ICE, *CANCELLED),
        f"{ASK}to tell me about cold packs",
        Kept(records=ICED, ice=(600,), cleared=ICED, place="cold_pack"),
        id="a remedy read, and nobody looked",
    ),
]


@pytest.mark.parametrize(("story", "words", "kept"), TURNS)
def test_what_one_turn_changes_is_all_kept(story: tuple[str, ...], words: str, kept: Kept) -> None:
    with Stage() as stage:
        stage.play(*story, words)
        profile = stage.profile
    marks = {"ice": profile.ice_cleared_at, "heat": profile.heat_cleared_at}
    found = Kept(
        frozenset(record.kind.value for record in profile.timers),
        tuple(one.elapsed_seconds for one in profile.ice_log),
        tuple(one.elapsed_seconds for one in profile.heat_log),
        frozenset(kind for kind, at in marks.items() if at),
        profile.place,
    )
    assert found == kept

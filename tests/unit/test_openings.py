"""What an opening says: what Alexa holds, what is remembered, how long ago. A row each, in the exact words."""

import pytest

from tests.in_process import Stage

ICED = "ask back spasm coach to start ice for ten minutes\nno\nno\nyes"
HEATED = "ask back spasm coach to start heat for ten minutes\nno\nno\nno\nno\nyes"
WALK = "ask back spasm coach to start a walk for three minutes\nno\nyes"
FORGOTTEN = "ask back spasm coach to forget me\nyes"
WELCOME = (
    "Back Spasm Coach: information, not medical advice. Numb between the legs, can't pee, chest pain? Call 911."
    " Ice, safety check, or what helps?"
)
LEFT = "Welcome back. The ice has"
ON = "Off if it burns or goes numb. Shall we breathe together?"
RUNS = f"{LEFT} about six minutes left. {ON}"
RUNS_BY_NOTES = (
    "Welcome back. Alexa's timers gave no clear answer. By my notes, the ice has about six minutes left. To be sure,"
    " say: Alexa, what timers do I have? If none is there, take the ice off. Shall we breathe together?"
)
RANG_BY_NOTES = (
    "Welcome back. Alexa's timers gave no clear answer. By my notes your ice time is up. Take the ice off, if it's"
    " still on. Is it off?"
)
HEAT_RUNS = "Welcome back. The heat has about six minutes left. Off if it burns or stings."
WALK_RUNS = "Welcome back. The walk has about two minutes left. Stop if pain spreads or a leg feels weak."
OFFER = "Shall we breathe together?"
PAUSED = "Welcome back. Your ice is paused, with about six minutes left. Go on?"
NO_ANSWER = "@fail timers 500"

# What was done before, what has happened since, what the opening says, the question that it leaves open.
ROWS = {
    "nothing known": ("", "", WELCOME, "launch.choose"),
    "nothing known, permission not given": ("@consent withdraw", "", WELCOME, "launch.choose"),
    "nothing known, Alexa does not answer": ("", NO_ANSWER, WELCOME, "launch.choose"),
    "memory out of reach": (ICED, "@wait 3h\n@fail store", WELCOME, "launch.choose"),
    "runs": (ICED, "@wait 4m", RUNS, "stay.offer"),
    "runs, Alexa does not answer": (ICED, f"@wait 4m\n{NO_ANSWER}", RUNS_BY_NOTES, "stay.offer"),
    "runs, memory out of reach": (ICED, "@wait 4m\n@fail store", RUNS, "stay.offer"),
    "runs, forgotten": (f"{ICED}\n{FORGOTTEN}", "@wait 4m", RUNS, "stay.offer"),
    "paused": (ICED, "@wait 4m\nask back spasm coach to pause the timer\n@wait 1m", PAUSED, "launch.resume"),
    "paused by Alexa herself": (ICED, "@wait 4m\nalexa, pause the ice timer\n@wait 1m", PAUSED, "launch.resume"),
    "rang just now": (ICED, "@wait 10m", "Welcome back. Your ice time is up. Is it off?", "launch.is_it_off"),
    "rang, stopped, a while ago": (
        ICED, "@wait 10m\nalexa, stop\n@wait 5m",
        "Welcome back. Your ice rang about five minutes ago. Is it off?", "launch.is_it_off",
    ),
    "rang, told of once": (
        ICED, "@wait 10m\nalexa, stop\n@wait 5m\nopen back spasm coach\nyes\nstop\n@wait 15m",
        "Welcome back. Ice again in about one hour and forty minutes. What helps, or safety check?", "launch.choose",
    ),
    "rang, Alexa does not answer": (
        ICED, f"@wait 10m\nalexa, stop\n@wait 5m\n{NO_ANSWER}", RANG_BY_NOTES, "launch.is_it_off",
    ),
    "cancelled without the skill": (ICED, "@wait 4m\nalexa, cancel the ice timer\n@wait 1m",
        "Welcome back. That ice timer is gone: it was cancelled. Take the ice off, if it's still on. Is it off?",
        "launch.is_it_off"),
    "stopped by the skill": (
        ICED, "@wait 4m\nask back spasm coach to stop the timer\n@wait 30m",
        "Welcome back. Ice again in about one hour and thirty minutes. What helps, or safety check?", "launch.choose",
    ),
    "stopped at once": (
        ICED, "@wait 1m\nask back spasm coach to stop the timer\n@wait 10m",
        "Welcome back. Ice again?", "launch.ice_again",
    ),
    "hours ago": (ICED, "@wait 3h", "Welcome back. Ice again?", "launch.ice_again"),
    "the next day": (ICED, "@wait 24h", "Welcome back. Ice again?", "launch.ice_again"),
    "nine days ago": (ICED, "@wait 216h", "Welcome back. Ice, safety check, or what helps?", "launch.choose"),
    "heat runs": (HEATED, "@wait 4m", f"{HEAT_RUNS} {OFFER}", "stay.offer"),
    "heat rang": (
        HEATED, "@wait 10m\nalexa, stop\n@wait 5m",
        "Welcome back. Your heat rang about five minutes ago. Is it off?", "launch.is_it_off",
    ),
    "heat hours ago": (HEATED, "@wait 3h", "Welcome back. Heat again?", "launch.heat_again"),
    "a walk runs": (WALK, "@wait 1m", f"{WALK_RUNS} What helps, or safety check?", "launch.choose"),
    "a walk is over": (WALK, "@wait 1h", WELCOME, "launch.choose"),
    "a remedy was read": (
        "ask back spasm coach about traction\nstop", "@wait 24h", "Welcome back. On with traction?", "launch.place",
    ),
    "a movement, and ice hours ago": (
        f"{ICED}\nask back spasm coach about the pelvic tilt\nstop", "@wait 3h",
        "Welcome back. Ice again, or the pelvic tilt?", "launch.choose",
    ),
    "a movement, and ice yesterday": (
        f"{ICED}\nask back spasm coach about the pelvic tilt\nstop", "@wait 24h",
        "Welcome back. Ice again?", "launch.ice_again",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_an_opening_speaks_from_what_is_so(name: str) -> None:
    before, since, said, asking = ROWS[name]
    with Stage() as stage:
        turn = stage.player.play(f"{before}\n{since}\nopen back spasm coach")[-1]
    assert (turn.speech, turn.asking) == (said, asking)

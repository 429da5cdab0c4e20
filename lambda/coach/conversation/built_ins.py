"""One table: what each built-in intent, and each bare answer, means in each state of the conversation."""

from coach.conversation.kinds import HEAT, ICE, WALK

_ANYWHERE = {
    "AMAZON.YesIntent": "yes",
    "AMAZON.NoIntent": "no",
    "AMAZON.HelpIntent": "help",
    "AMAZON.StopIntent": "exit",
    "AMAZON.CancelIntent": "drop",
    "AMAZON.RepeatIntent": "repeat",
    "AMAZON.NextIntent": "next",
    "AMAZON.PreviousIntent": "back",
    "AMAZON.PauseIntent": "pause_timer",
    "AMAZON.ResumeIntent": "resume_timer",
    "AMAZON.StartOverIntent": "start_over",
    "AMAZON.NavigateHomeIntent": "home",
    "AMAZON.FallbackIntent": "not_understood",
    "NotSureIntent": "not_sure",
    "NotTriedIntent": "not_tried",
    "WhyIntent": "why",
    "MoreIntent": "more",
    "PauseTimerIntent": "pause_timer",
    "ResumeTimerIntent": "resume_timer",
}

MEANINGS: dict[str, dict[str, str]] = {
    "check": {**_ANYWHERE, "AMAZON.NextIntent": "skip"},
    "go_on": {**_ANYWHERE, "AMAZON.NextIntent": "yes", "MoreIntent": "yes"},
    "signs_list": {**_ANYWHERE, "AMAZON.NextIntent": "yes", "MoreIntent": "yes"},
    "yes_no": _ANYWHERE,
    "remedy": {**_ANYWHERE, "AMAZON.NextIntent": "next_remedy", "AMAZON.PreviousIntent": "previous_remedy"},
    "choice": {**_ANYWHERE, "AMAZON.CancelIntent": "exit"},
    "nothing": {**_ANYWHERE, "AMAZON.CancelIntent": "exit"},
}
"""State to intent to meaning. ``next`` and ``back`` mean the remedy where no nearer meaning is given."""

STATES = {
    "safety_check.go_on": "go_on",
    "safety_check.list": "signs_list",
    "safety_check.confirm": "yes_no",
    "safety_check.offer": "yes_no",
    "safety_check.start_over": "yes_no",
    "launch.choose": "choice",
    "launch.start_over": "yes_no",
    **{
        question: "yes_no"
        for kind in (ICE, HEAT, WALK)
        for question in (
            *kind.cautions,
            *(f"{kind.name}.{name}" for name in ("minutes", "most", "still_start")),
            # Nobody says thirteen or fifteen minutes for a walk of five.
            *([f"{kind.name}.did_you_say"] if kind.on_skin else []),
        )
    },
    "next_ice.ring": "yes_no",
    "timer.which": "yes_no",
    "timer.more": "yes_no",
    "timer.most_more": "yes_no",
    "remedies.choose": "remedy",
    "remedies.more": "remedy",
    "cannot_move.get_up": "yes_no",
    "privacy.forget": "yes_no",
}
"""Every question but the red flags, and the state that it puts the conversation in."""


def state_of(asking: str) -> str:
    """The state that an open question puts the conversation in."""
    return "check" if asking.startswith("red_flag.") else STATES.get(asking, "nothing")


def meaning_of(asking: str, intent: str) -> str:
    """What an intent means while a question is open; empty for an intent that opens a topic of its own."""
    return MEANINGS[state_of(asking)].get(intent, "")

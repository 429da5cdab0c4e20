"""How people usually say Amazon's built-in intents; a model may add samples of its own."""

from local.nlu.wording import normal

_USUAL = {
    "AMAZON.YesIntent": "yes|yeah|yep|yup|sure|ok|okay|correct|please do|uh huh|mm hmm|yes please|of course"
    "|that's right|that's correct|absolutely|definitely|certainly|you bet|yes it is|yes i do|yes i am",
    "AMAZON.NoIntent": "no|nope|nah|no thanks|no thank you|no way|not really|no i don't|no i'm not|no it isn't",
    "AMAZON.HelpIntent": "help|help me|what can i say|i need help|can you help me|what can you do"
    "|what do i say|how does this work|what are my options",
    "AMAZON.StopIntent": "stop|stop it|end|be quiet|shut up|that's enough|i'm done|turn off|goodbye|bye",
    "AMAZON.CancelIntent": "cancel|never mind|nevermind|forget it|cancel that|cancel it",
    "AMAZON.RepeatIntent": "repeat|say that again|repeat that|what|say it again|repeat it|can you repeat that"
    "|what did you say|pardon|come again|sorry what",
    "AMAZON.NextIntent": "next|skip|skip it|skip this|skip that|next one|skip forward|go to the next one",
    "AMAZON.PreviousIntent": "previous|go back|back|previous one|the previous one|go back one|the one before",
    "AMAZON.PauseIntent": "pause|pause it|pause this|pause that|hold on|take a break",
    "AMAZON.ResumeIntent": "resume|continue|keep going|carry on|go on|unpause",
    "AMAZON.StartOverIntent": "start over|restart|start again|begin again|from the beginning|start from the beginning",
    "AMAZON.NavigateHomeIntent": "go home|home|home screen|go to the home screen",
}

AMAZONS_OWN_WORDS = frozenset(
    normal(said)
    for said in (
        "yes|yes please|sure|no|no thanks|help|help me|can you help me|stop|off|shut up|exit|cancel|never mind|"
        "forget it|repeat|say that again|repeat that|next|skip|skip forward|go back|skip back|back up|pause|"
        "pause that|resume|continue|keep going|start over|restart|start again|go home|home"
    ).split("|")
)
"""What Amazon documents for its own intents. No sample may repeat it: it would pull both ways."""

LEAVING = frozenset({"exit", "quit", "exit please", "quit please"})
"""Words that end a session without a request to the skill that it could answer."""


def usual_utterances(intent: str) -> tuple[str, ...]:
    """Return the usual utterances of a built-in intent; none for any other intent."""
    return tuple(normal(said) for said in _USUAL.get(intent, "").split("|") if said)

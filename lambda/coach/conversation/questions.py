"""The words of an open question, from its id alone."""

from coach.care.limits import ICE_DEFAULT_SECONDS
from coach.conversation.spoken import exactly
from coach.conversation.turn import Turn

_LINES = {
    "safety_check.go_on": "safety_check.go_on_reprompt",
    "safety_check.confirm": "safety_check.confirm_again",
    "safety_check.offer": "symptoms.offer_reprompt",
    "safety_check.start_over": "safety_check.start_over_reprompt",
    "safety_check.list": "signs_list.reprompt",
    "launch.choose": "launch.reprompt",
    "launch.start_over": "launch.start_over_again",
    "ice.minutes": "ice.how_long_again",
    "ice.did_you_say": "ice.did_you_say_again",
    "ice.most": "ice.most_again",
    "ice.ready": "ice.ready_again",
    "ice.still_start": "ice.still_start_again",
    "remedies.choose": "remedies.which_again",
    "remedies.more": "remedies.want_more_again",
    "cannot_move.get_up": "cannot_move.reprompt",
    "privacy.forget": "privacy.forget_again",
}


def words_of(turn: Turn) -> tuple[str, str]:
    """The open question and its reprompt. Raises KeyError for one that does not exist."""
    asking = turn.session.asking
    if asking.startswith("red_flag."):
        flag = turn.knowledge.interview.flags[asking.removeprefix("red_flag.")]
        return flag.question, turn.words("safety_check.reprompt", question=flag.question)
    for caution in turn.knowledge.cautions["caution"]:
        if caution["id"] == asking:
            return f"{caution['statement']} {caution['question']}".strip(), str(caution["other_words"])
    reprompt = turn.words(_LINES[asking], length=exactly(turn.session.ice_seconds or ICE_DEFAULT_SECONDS))
    return turn.words("launch.once_more", question=reprompt), reprompt

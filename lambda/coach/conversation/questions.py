"""The words of an open question, from its id alone."""

from coach.care.limits import LEAST_SECONDS
from coach.conversation.kinds import kind_of
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
    "ice.ready": "ice.ready_again",
    "heat.ready": "heat.ready_again",
    "next_ice.ring": "next_ice.offer_again",
    "timer.which": "timer.which_nothing",
    "timer.more": "timer.more_again",
    "timer.most_more": "timer.most_more_again",
    "remedies.choose": "remedies.which_again",
    "remedies.more": "remedies.want_more_again",
    "cannot_move.get_up": "cannot_move.reprompt",
    "privacy.forget": "privacy.forget_again",
}

_OF_KINDS = {
    "minutes": "timer.how_long_again",
    "did_you_say": "timer.did_you_say_again",
    "most": "timer.most_again",
    "still_start": "timer.still_start_again",
}
"""Of every kind that can be started."""


def words_of(turn: Turn) -> tuple[str, str]:
    """The open question and its reprompt. Raises KeyError for one that does not exist."""
    asking = turn.session.asking
    if asking.startswith("red_flag."):
        flag = turn.knowledge.interview.flags[asking.removeprefix("red_flag.")]
        return flag.question, turn.words("safety_check.reprompt", question=flag.question)
    if asking in kind_of(asking).cautions and not asking.endswith(".ready"):
        caution = turn.knowledge.caution(asking)
        return f"{caution['statement']} {caution['question']}".strip(), caution["other_words"]
    limit = kind_of(asking).limit
    reprompt = turn.words(
        _LINES.get(asking) or _OF_KINDS[asking.partition(".")[2]],
        length=exactly(turn.session.seconds or limit.default_seconds),
        most=exactly(limit.most_seconds),
        more=exactly(turn.session.more_seconds or LEAST_SECONDS),
    )
    return turn.words("launch.once_more", question=reprompt), reprompt

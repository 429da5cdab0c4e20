"""The ice or the heat does harm: off at once, whatever else is going on."""

from coach.conversation import outcomes
from coach.conversation.kinds import HEAT, ICE
from coach.conversation.timer_truth import find
from coach.conversation.timer_verbs import stop_one
from coach.conversation.turn import Reply, Turn, aside


def named(turn: Turn) -> Reply:
    """SkinTroubleIntent, "it burns": take it off; its timer goes; whom to ask. The clear no is void.

    In a check the open question is put again: "it burns" may be an answer to it, and is no clear one.
    """
    said = [turn.words("skin.off_now")]
    for kind in (ICE, HEAT):
        found = find(turn, kind) if turn.profile.timer(kind.name) or turn.profile_lost else None
        if found and (found.timer or found.ringing):
            said.append(stop_one(turn, found))
    turn.use_profile(outcomes.without_mark(turn) or turn.profile)
    turn.session = turn.session.without_start()
    if turn.session.asking.startswith(("ice.", "heat.")):
        turn.session = turn.session._replace(asking="", reprompt="")
    said.append(turn.words("skin.see"))
    return aside(turn, " ".join(said))

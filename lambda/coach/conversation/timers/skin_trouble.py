"""The ice or the heat does harm: off at once, whatever else is going on."""

from coach.care.limits import ON_SKIN
from coach.conversation.questions import ROWS, QuestionId
from coach.conversation.reply import Reply, aside
from coach.conversation.timers.commands import stop_one
from coach.conversation.timers.kinds import HEAT, ICE
from coach.conversation.timers.reconciliation import delete_leftovers, find
from coach.conversation.turn import Turn
from coach.profile.changes import VoidClearance


def report(turn: Turn) -> Reply:
    """SkinTroubleIntent, "it burns": take it off; its timer is deleted; whom to ask. The clearance is void.

    In a check the open question is put again: "it burns" may be an answer to it, and is no clear one.
    """
    stopped = []
    for kind in (ICE, HEAT):
        if not (turn.profile.timer(kind.id) or turn.profile_lost):
            continue
        turn, found = find(turn, kind)
        if found.timer or found.ringing:
            turn, said = stop_one(turn, delete_leftovers(turn, found))
            stopped.append(said)
    turn = turn.after(VoidClearance())
    session = turn.session.without_start()
    asking = session.asking
    if isinstance(asking, QuestionId) and ROWS[asking].kind in ON_SKIN:
        session = session._replace(asking=None, reprompt="")
    return aside(turn._replace(session=session), turn.words("skin.off_now"), *stopped, turn.words("skin.see"))

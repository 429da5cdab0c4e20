"""Which screen goes with a reply, and its data: one place for all topics. Loaded where there is a screen.

A screen shows questions and what to do. It never shows a sign that was heard, nor an answer of the check: others may
see it.
"""

from coach.care.triage import Outcome
from coach.conversation.questions import QuestionId, row_of
from coach.conversation.reply import Reply
from coach.conversation.router import Understood
from coach.conversation.screens.asked import asked, question
from coach.conversation.screens.check import check, emergency, outcome
from coach.conversation.screens.remedy import remedy
from coach.conversation.screens.rows import Screen, ScreenName
from coach.conversation.screens.timeline import timeline
from coach.conversation.screens.timers import day, timer
from coach.profile.changes import fold
from coach.profile.model import Profile

_OF_A_TOPIC = {ScreenName.remedy: remedy, ScreenName.timer: timer, ScreenName.day: day}
"""Screens that some turns have, in this order; each tells by itself."""


def screen_of(understood: Understood, reply: Reply) -> Screen | None:
    """Return what is shown with a reply; None: nothing is said, or Alexa asks for a permission on a screen of hers."""
    if reply.silent or reply.consent:
        return None
    profile = Profile() if reply.forget else fold(understood.turn.profile, reply.changes)
    turn = understood.turn.said_of(them=reply.session.about_them)._replace(session=reply.session, profile=profile)
    if reply.outcome is Outcome.emergency:
        return emergency(turn, reply)
    asking = reply.session.asking
    row = row_of(asking) if asking else None
    if row and row.flag:
        return check(turn, row)
    if reply.outcome and asking in {None, QuestionId.menu}:
        return outcome(turn, reply)
    if reply.paced:
        return Screen(ScreenName.guided, {**asked(turn, reply, row), **timeline(turn, reply)})
    for name, shown in _OF_A_TOPIC.items():
        if data := shown(turn, reply, row):
            return Screen(name, data)
    return Screen(ScreenName.question, question(turn, reply, row))

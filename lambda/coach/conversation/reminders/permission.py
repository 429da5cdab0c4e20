"""Alexa's answer to a request for permission: which of the two it is of, by its token."""

from coach.conversation import fallback
from coach.conversation.reminders import wishes
from coach.conversation.reply import Reply
from coach.conversation.timers import requests
from coach.conversation.turn import Turn


def answered(turn: Turn) -> Reply:
    """Go on with what the permission was asked for."""
    if turn.consent is None or not turn.consent.is_ours:
        # Of something that this skill never asks for: nothing is started, or said to be denied.
        return fallback.no_open_question(turn)
    if wishes.is_ours(turn.consent.token):
        return wishes.consent_answered(turn)
    return requests.consent_answered(turn)

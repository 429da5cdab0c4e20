"""What Alexa does with the skill's reminders by voice, without the skill."""

import re

from local.timers_api.person_reminders import PersonReminders

_LIST = re.compile(r"^(?:what are my reminders|what reminders do i have|list my reminders)$")
_CANCEL = re.compile(r"^(?:cancel|delete|remove) (?:(?:all )?my|the|all) reminders?$")


def native_reminder_answer(words: str, reminders: PersonReminders) -> str | None:
    """Do a reminder command. Return Alexa's own answer; None if the words are none.

    `words` are normal (`wording.normal`), without the wake word.
    """
    if _LIST.match(words):
        told = " ".join(f"You have a reminder: {text}" for text in reminders.to_come())
        return told or "You have no reminders."
    if _CANCEL.match(words):
        return "Your reminders are cancelled." if reminders.cancel_all() else "You have no reminders."
    return None

"""What Alexa answers by herself, whatever skill there is: rings, timers and reminders."""

from local.echo.native_reminders import native_reminder_answer
from local.echo.native_timers import native_timer_answer
from local.timers_api.person_timers import PersonTimers

_STOPS = frozenset({"stop", "stop it", "stop the timer", "stop the alarm", "off", "turn it off", "dismiss"})


def native_answer(words: str, timers: PersonTimers) -> str | None:
    """Return what Alexa answers without a skill, which may be nothing aloud; None if it is not for her."""
    if words in _STOPS and timers.silence():
        return ""
    answer = native_reminder_answer(words, timers.reminders) or native_timer_answer(words, timers)
    return answer and answer[:1].upper() + answer[1:]

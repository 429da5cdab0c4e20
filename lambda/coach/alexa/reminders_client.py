"""Alexa's reminders, through the SDK's own client: what the skill asks of it, and how its answers are read."""

import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from coach.alexa.timers_client import NoSuchTimerError, attempt
from coach.alexa.timestamps import epoch_ms
from coach.conversation.reminders.port import Reminder, When
from coach.conversation.timers.port import TimerFailure, TimersError

log = logging.getLogger("coach")

T = TypeVar("T")

REMINDERS_SCOPE = "alexa::alerts:reminders:skill:readwrite"
"""The permission that a skill needs for reminders."""
_JUST_NOW_MS = 60_000
"""One that was made within this time, with the same words, is the one whose answer was lost."""


class AlexaReminders:
    """The person's reminders, for one turn. See Reminders."""

    def __init__(self, make_client: Callable[[], Any] | None, locale: str) -> None:
        """``make_client`` returns the SDK's ReminderManagementServiceClient; None where there is nothing to call."""
        self._make_client = make_client
        self._locale = locale

    @property
    def reachable(self) -> bool:
        """See Reminders."""
        return self._make_client is not None

    def set(self, now: int, when: When, text: str) -> Reminder:
        """See Reminders."""
        try:
            token = self._call(_token_of, "create_reminder", _request(now, when, text, self._locale))
        except NoSuchTimerError as error:
            # Not found is an answer: nothing was made.
            raise TimersError(TimerFailure.down) from error
        except TimersError as error:
            if error.failure is not TimerFailure.unknown:
                raise
            return self._adopted(now, text)
        return Reminder(token, text, now)

    def _adopted(self, now: int, text: str) -> Reminder:
        """Return the one that was made although its answer was lost. Raises TimersError: it was not, or who knows."""
        try:
            listed = self.list()
        except TimersError as error:
            raise TimersError(TimerFailure.unknown) from error
        made = [one for one in listed if one.text == text and one.created_at > now - _JUST_NOW_MS]
        if not made:
            raise TimersError(TimerFailure.down)
        return made[-1]

    def list(self) -> list[Reminder]:
        """See Reminders."""
        _mend_the_sdk()
        return self._call(_reminders_of, "get_reminders")

    def delete(self, reminder_id: str) -> None:
        """See Reminders. The SDK takes any answer for a success, so the list has the last word."""
        try:
            self._call(_nothing, "delete_reminder", reminder_id)
        except NoSuchTimerError:
            return
        except TimersError as error:
            if error.failure is not TimerFailure.unknown:
                raise
        if any(one.id == reminder_id for one in self.list()):
            raise TimersError(TimerFailure.down)

    def _call(self, read: Callable[[Any], T], method: str, *arguments: object) -> T:
        try:
            return attempt(self._make_client, read, method, *arguments)
        except NoSuchTimerError:
            raise
        except TimersError as error:
            log.error(json.dumps({"reminders": method, "result": error.failure}))  # noqa: TRY400  no text, no trace
            raise


def _mend_the_sdk() -> None:
    """Let the SDK read a list that has a reminder in it: its model names a module that it does not have."""
    from ask_sdk_model.services.reminder_management import AlertInfo

    AlertInfo.deserialized_types["spoken_info"] = "ask_sdk_model.services.reminder_management.spoken_info.SpokenInfo"


def _token_of(answer: Any) -> str:
    """Return a new reminder's id. Raises ValueError for an answer that says nothing."""
    if not answer.alert_token:
        raise ValueError("the answer is no reminder")
    return str(answer.alert_token)


def _reminders_of(answer: Any) -> list[Reminder]:
    """Return what is still to come out of the SDK's list. Raises ValueError for an answer that says nothing."""
    if answer.alerts is None:
        raise ValueError("the answer is no list")
    return [_reminder_of(one) for one in answer.alerts if _status(one) != "COMPLETED"]


def _status(row: Any) -> str:
    return str(getattr(row.status, "value", row.status) or "")


def _reminder_of(row: Any) -> Reminder:
    content = row.alert_info.spoken_info.content if row.alert_info and row.alert_info.spoken_info else None
    text = str(content[0].text or "") if content else ""
    return Reminder(str(row.alert_token or ""), text, epoch_ms(row.created_time))


def _nothing(_answer: Any) -> None:
    """The answer to a deletion has no body."""


def _request(now: int, when: When, text: str, locale: str) -> object:
    from ask_sdk_model.services.reminder_management import (
        AlertInfo,
        PushNotification,
        PushNotificationStatus,
        ReminderRequest,
        SpokenInfo,
        SpokenText,
        Trigger,
        TriggerType,
    )

    if when.local_time:
        moment = datetime.fromisoformat(when.local_time)
        trigger = Trigger(TriggerType.SCHEDULED_ABSOLUTE, scheduled_time=moment, time_zone_id=when.zone)
    else:
        trigger = Trigger(TriggerType.SCHEDULED_RELATIVE, offset_in_seconds=when.seconds)
    return ReminderRequest(
        # Without an offset, and taken for UTC.
        request_time=datetime.fromtimestamp(now / 1000, UTC).replace(tzinfo=None),
        trigger=trigger,
        alert_info=AlertInfo(spoken_info=SpokenInfo(content=[SpokenText(locale=locale, text=text)])),
        # Spoken once is enough: a phone may lie where others see it.
        push_notification=PushNotification(status=PushNotificationStatus.DISABLED),
    )

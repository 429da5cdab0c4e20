"""Alexa's timers, through the SDK's own client: what the skill asks of it, and how its answers are read."""

import json
import logging
from collections.abc import Callable
from typing import Any, TypeVar

from coach.alexa.timestamps import epoch_ms
from coach.conversation.timers.port import Timer, TimerFailure, TimersError, TimerStatus
from coach.deadline import READ_SECONDS, call_budget
from coach.speech.numbers import parse_duration

log = logging.getLogger("coach")

T = TypeVar("T")

SCOPE = "alexa::alerts:timers:skill:readwrite"
"""The permission that a skill needs for timers."""

_FAILURES = {
    400: TimerFailure.refused,
    401: TimerFailure.no_permission,
    403: TimerFailure.too_many,
    429: TimerFailure.busy,
    504: TimerFailure.offline,
}
"""By the status of the answer."""


class NoSuchTimerError(TimersError):
    """Alexa has no timer with this id."""

    def __init__(self) -> None:
        super().__init__(TimerFailure.unknown)


class AlexaTimers:
    """The person's timers, for one turn. See Timers."""

    def __init__(self, make_client: Callable[[], Any] | None, locale: str) -> None:
        """``make_client`` returns the SDK's TimerManagementServiceClient; None where the device has no timers API."""
        self._make_client = make_client
        self._locale = locale
        self._listed: list[Timer] | TimerFailure | None = None

    @property
    def reachable(self) -> bool:
        """See Timers."""
        return self._make_client is not None

    def start(self, labels: tuple[str, ...], seconds: int, announcement: str, *, beside: str = "") -> Timer:
        """See Timers. A start is never repeated blindly.

        Where a label is taken, or the answer was lost, what Alexa holds for this skill under the labels is adopted.
        Where the label is taken by a timer that is not this skill's ("Alexa, set an ice timer"), the next label
        serves: nothing had started. The timer ``beside`` is never adopted, and keeps its label.
        """
        for label in labels:
            try:
                return self._create(label, seconds, announcement)
            except NoSuchTimerError as error:
                # Not found is an answer: nothing was made.
                raise TimersError(TimerFailure.down) from error
            except TimersError as error:
                if error.failure not in {TimerFailure.unknown, TimerFailure.refused}:
                    raise
                failure = error.failure
            if existing := self._existing(labels, beside, failure):
                return existing
            if failure is TimerFailure.unknown:
                # The list came back without it: the start was not carried out.
                raise TimersError(TimerFailure.down)
        raise TimersError(TimerFailure.refused)

    def _existing(self, labels: tuple[str, ...], beside: str, failure: TimerFailure) -> Timer | None:
        """Return what Alexa holds under the labels. Raises TimersError, as the start failed, if that is not known."""
        try:
            timers = self.list()
        except TimersError as error:
            raise TimersError(failure if failure is TimerFailure.unknown else error.failure) from error
        return next((one for one in timers if one.label in labels and one.is_set and one.id != beside), None)

    def _create(self, label: str, seconds: int, announcement: str) -> Timer:
        return self._call(timer_of, "create_timer", _request(label, seconds, announcement, self._locale))

    def get(self, timer_id: str) -> Timer | None:
        """Return the timer with this id; None if Alexa has it no more. Raises TimersError."""
        try:
            return self._call(timer_of, "get_timer", timer_id)
        except NoSuchTimerError:
            return None

    def list(self, within: float | None = None) -> list[Timer]:
        """See Timers. ``within`` so many seconds: a look before a start must leave it its time."""
        if self._listed is None:
            try:
                with call_budget(READ_SECONDS if within is None else within):
                    self._listed = self._call(timers_of, "get_timers")
            except TimersError as error:
                self._listed = error.failure
        if isinstance(self._listed, TimerFailure):
            raise TimersError(self._listed)
        return self._listed

    def delete(self, timer_id: str) -> bool:
        """See Timers. The SDK takes any answer for a success, a garbled one too: only that the timer is gone counts."""
        failure = self._change("delete_timer", timer_id)
        if failure is None:
            return False
        timer = self._after_change(timer_id)
        if timer is not None and timer.is_set:
            raise TimersError(failure)
        return True

    def pause(self, timer_id: str) -> bool:
        """See Timers."""
        return self._change_to(TimerStatus.paused, "pause_timer", timer_id)

    def resume(self, timer_id: str) -> bool:
        """See Timers."""
        return self._change_to(TimerStatus.on, "resume_timer", timer_id)

    def _change_to(self, status: TimerStatus, method: str, timer_id: str) -> bool:
        failure = self._change(method, timer_id)
        if failure is None:
            return False
        timer = self._after_change(timer_id)
        if timer is not None and timer.status is not status:
            raise TimersError(failure)
        return timer is not None

    def _after_change(self, timer_id: str) -> Timer | None:
        """Return the timer after a change was asked for. Raises TimersError if it cannot be told what came of it."""
        try:
            return self.get(timer_id)
        except TimersError as error:
            raise TimersError(TimerFailure.unknown) from error

    def _change(self, method: str, timer_id: str) -> TimerFailure | None:
        """Ask for a change. Return the failure, should the timer itself then say that nothing changed; None: no timer.

        Where the answer was lost the change may have been made: the timer is asked then, too.
        """
        try:
            self._call(_nothing, method, timer_id)
        except NoSuchTimerError:
            return None
        except TimersError as error:
            if error.failure is not TimerFailure.unknown:
                raise
            return TimerFailure.down
        return TimerFailure.refused

    def _call(self, read: Callable[[Any], T], method: str, *arguments: object) -> T:
        if not method.startswith("get"):
            self._listed = None
        try:
            return attempt(self._make_client, read, method, *arguments)
        except NoSuchTimerError:
            raise
        except TimersError as error:
            log.error(json.dumps({"timers": method, "result": error.failure}))  # noqa: TRY400  no text, no trace
            raise


def attempt(make_client: Callable[[], Any] | None, read: Callable[[Any], T], method: str, *arguments: object) -> T:
    """Make one call with the SDK's client, and return its answer as it is read. Raises TimersError.

    ``make_client`` None: the request gives no access. ``read`` raises ValueError for an answer that says nothing.
    """
    from ask_sdk_core.exceptions import SerializationException
    from ask_sdk_model.services.service_exception import ServiceException

    if make_client is None:
        raise TimersError(TimerFailure.unsupported)
    try:
        return read(getattr(make_client(), method)(*arguments))
    except ServiceException as error:
        raise _error_of(error) from error
    except (SerializationException, ValueError, TypeError, AttributeError) as error:
        # An empty or garbled body, or no endpoint or token in the request at all.
        raise TimersError(TimerFailure.unknown) from error


def timers_of(answer: Any) -> list[Timer]:
    """Return the timers of a list out of the SDK's model. Raises ValueError, as timer_of does."""
    return [timer_of(row) for row in answer.timers or []]


def timer_of(answer: Any) -> Timer:
    """Return a timer out of the SDK's model. Raises ValueError for one that says nothing: an empty body is one."""
    status = TimerStatus(str(getattr(answer.status, "value", answer.status) or ""))
    triggers_at = epoch_ms(answer.trigger_time)
    if not answer.id or (status is TimerStatus.on and not triggers_at):
        raise ValueError("the answer is no timer")
    return Timer(
        id=str(answer.id),
        label=str(answer.timer_label or ""),
        status=status,
        triggers_at=triggers_at,
        remaining_when_paused=_iso_seconds(answer.remaining_time_when_paused),
        duration_seconds=_iso_seconds(answer.duration),
        created_at=epoch_ms(answer.created_time),
        updated_at=epoch_ms(answer.updated_time),
    )


def failure_of(error: Any) -> TimerFailure:
    """Return the failure that an error answer tells of.

    That a device or a language has no timers is told by its code alone.
    """
    code = _code(error.body).upper()
    if "LOCALE" in code or "LANGUAGE" in code:
        return TimerFailure.locale
    if "SUPPORT" in code:
        return TimerFailure.unsupported
    return _FAILURES.get(error.status_code, TimerFailure.unknown)


def _error_of(error: Any) -> TimersError:
    """Return the error of the port for a ServiceException: an error answer, or no answer at all."""
    from coach.alexa.api_client import ApiClientError

    lost = error.__context__
    if isinstance(lost, ApiClientError):
        return TimersError(TimerFailure.unknown if lost.sent else TimerFailure.down)
    return NoSuchTimerError() if error.status_code == 404 else TimersError(failure_of(error))


def _code(body: Any) -> str:
    """Return the code in an error's body; the SDK reads it for the statuses that it knows, else the body is text."""
    if isinstance(body, str):
        try:
            body = json.loads(body)
        except ValueError:
            return ""
        return str(body.get("code") or "") if isinstance(body, dict) else ""
    return str(getattr(body, "code", "") or "")


def _nothing(_answer: Any) -> None:
    """The answer to a change has no body; the timer itself tells what came of it."""


def _iso_seconds(text: object) -> int:
    return (parse_duration(str(text)) or 0) if text else 0


def _request(label: str, seconds: int, announcement: str, locale: str) -> object:
    from ask_sdk_model.services.timer_management import (
        AnnounceOperation,
        CreationBehavior,
        DisplayExperience,
        NotificationConfig,
        TextToAnnounce,
        TimerRequest,
        TriggeringBehavior,
        Visibility,
    )

    return TimerRequest(
        duration=f"PT{seconds}S",
        timer_label=label,
        creation_behavior=CreationBehavior(display_experience=DisplayExperience(visibility=Visibility.VISIBLE)),
        triggering_behavior=TriggeringBehavior(
            operation=AnnounceOperation(text_to_announce=[TextToAnnounce(locale=locale, text=announcement)]),
            # It rings until somebody answers: a single announcement can be slept through, and ice burns.
            notification_config=NotificationConfig(play_audible=True),
        ),
    )

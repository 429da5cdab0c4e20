"""Alexa's timers, through the SDK's own client: what the skill asks of it, and the ways it fails."""

import json
import logging
from collections.abc import Callable
from enum import StrEnum
from typing import Any, NamedTuple

log = logging.getLogger("coach")

SCOPE = "alexa::alerts:timers:skill:readwrite"


class Trouble(StrEnum):
    """Why a timer call did not work; each has its own words."""

    no_permission = "no_permission"
    too_many = "too_many"
    busy = "busy"
    offline = "offline"
    down = "down"
    unknown = "unknown"
    """It cannot be told whether the call was carried out."""
    unsupported = "unsupported"


class TimersError(Exception):
    """A timer call failed; ``trouble`` says how."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class NoSuchTimerError(TimersError):
    """Alexa has no timer with this id."""

    def __init__(self) -> None:
        super().__init__(Trouble.unknown)


class Timer(NamedTuple):
    """A timer as Alexa has it. Times are epoch milliseconds."""

    id: str
    label: str
    status: str
    """ON, PAUSED or OFF."""
    trigger: int
    left_when_paused: int
    """Seconds left at the pause; 0 while it runs."""
    seconds: int = 0
    """The whole length; 0: unknown."""

    def seconds_left(self, now: int) -> int:
        """Seconds until it rings, as of ``now``; of a paused timer, what is left; never below 0."""
        if self.status == "PAUSED":
            return self.left_when_paused
        return max(0, (self.trigger - now + 999) // 1000)


_STATUS = {401: Trouble.no_permission, 403: Trouble.too_many, 429: Trouble.busy, 504: Trouble.offline}


class Timers:
    """The person's timers, for one turn."""

    def __init__(self, make_client: Callable[[], Any] | None, locale: str) -> None:
        """``make_client`` gives the SDK's TimerManagementServiceClient; None where the device has no timers API."""
        self._make_client = make_client
        self._locale = locale

    def start(self, label: str, spare_label: str, seconds: int, announcement: str) -> Timer:
        """Start a timer that rings, then says the announcement. Raises TimersError.

        A start is never repeated blindly. Where the label is taken, or the answer was lost, what Alexa holds for
        this skill under the label is adopted: look at its ``trigger``. Where the label is taken by a timer that is
        not this skill's ("Alexa, set an ice timer"), the spare label serves: nothing had started.
        """
        try:
            return self._create(label, seconds, announcement)
        except TimersError as error:
            if error.trouble not in {Trouble.unknown, Trouble.unsupported}:
                raise
            trouble = error.trouble
        try:
            held = [timer for timer in self.list() if timer.label in {label, spare_label} and timer.status != "OFF"]
        except TimersError as error:
            raise TimersError(trouble) from error
        if held:
            return held[0]
        if trouble is Trouble.unsupported:
            return self._create(spare_label, seconds, announcement)
        # The list came back without it: the start was not carried out.
        raise TimersError(Trouble.down)

    def _create(self, label: str, seconds: int, announcement: str) -> Timer:
        return _timer(self._call("create_timer", _request(label, seconds, announcement, self._locale)))

    def get(self, timer_id: str) -> Timer | None:
        """The timer with this id; None where Alexa has it no more. Raises TimersError."""
        try:
            return _timer(self._call("get_timer", timer_id))
        except NoSuchTimerError:
            return None

    def list(self) -> list[Timer]:
        """The timers that this skill made. Raises TimersError."""
        answer = self._call("get_timers")
        return [_timer(row) for row in answer.timers or []]

    def delete(self, timer_id: str) -> bool:
        """Take a timer away; False where Alexa had it no more. Raises TimersError, also where it is still there.

        The SDK takes any answer for a success, a garbled one too: only Alexa's own word that it is gone counts.
        """
        try:
            self._call("delete_timer", timer_id)
        except NoSuchTimerError:
            return False
        left = self.get(timer_id)
        if left is not None and left.status != "OFF":
            raise TimersError(Trouble.unknown)
        return True

    def pause(self, timer_id: str) -> bool:
        """Hold a timer; False where Alexa has it no more. Raises TimersError, also where it runs on."""
        return self._change("pause_timer", timer_id, "PAUSED")

    def resume(self, timer_id: str) -> bool:
        """Let a held timer run on; False where Alexa has it no more. Raises TimersError, also where it is held."""
        return self._change("resume_timer", timer_id, "ON")

    def _change(self, method: str, timer_id: str, status: str) -> bool:
        try:
            self._call(method, timer_id)
        except NoSuchTimerError:
            return False
        timer = self.get(timer_id)
        if timer is not None and timer.status != status:
            raise TimersError(Trouble.unknown)
        return timer is not None

    def _call(self, method: str, *arguments: object) -> Any:
        try:
            return self._attempt(method, *arguments)
        except NoSuchTimerError:
            raise
        except TimersError as error:
            log.error(json.dumps({"timers": method, "result": error.trouble}))  # noqa: TRY400  no text, no trace
            raise

    def _attempt(self, method: str, *arguments: object) -> Any:
        from ask_sdk_core.exceptions import SerializationException
        from ask_sdk_model.services.service_exception import ServiceException

        from coach.alexa.api_client import ApiClientError

        if self._make_client is None:
            raise TimersError(Trouble.unsupported)
        try:
            return getattr(self._make_client(), method)(*arguments)
        except ServiceException as error:
            lost = error.__context__
            if isinstance(lost, ApiClientError):
                raise TimersError(Trouble.unknown if lost.sent else Trouble.down) from error
            if error.status_code == 404:
                raise NoSuchTimerError from error
            if error.status_code == 400:
                raise TimersError(Trouble.unsupported) from error
            raise TimersError(_STATUS.get(error.status_code, Trouble.unknown)) from error
        except (SerializationException, ValueError, TypeError, AttributeError) as error:
            # An empty or garbled body, or no endpoint or token in the request at all.
            raise TimersError(Trouble.unknown) from error


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


def _timer(answer: Any) -> Timer:
    status = getattr(answer.status, "value", answer.status) or "ON"
    return Timer(
        id=str(answer.id),
        label=str(answer.timer_label or ""),
        status=str(status),
        trigger=epoch_ms(answer.trigger_time),
        left_when_paused=_iso_seconds(answer.remaining_time_when_paused),
        seconds=_iso_seconds(answer.duration),
    )


def epoch_ms(moment: Any) -> int:
    """Epoch milliseconds of a datetime or an ISO 8601 text; a text without a zone is UTC. Raises ValueError."""
    from datetime import UTC, datetime

    if moment is None:
        return 0
    if not isinstance(moment, datetime):
        moment = datetime.fromisoformat(str(moment))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    milliseconds: float = moment.timestamp() * 1000
    return round(milliseconds)


def _iso_seconds(text: object) -> int:
    from coach.conversation.spoken import parse_duration

    return parse_duration(str(text)) or 0 if text else 0

"""A timer as Alexa has it, out of her answers; and the ways in which a call to her timers fails."""

import json
from enum import StrEnum
from typing import Any, NamedTuple


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
    """This device takes no timers from skills."""
    locale = "locale"
    """In this language Alexa takes no timers from skills."""
    refused = "refused"
    """The label is taken, as a rule; nothing was carried out."""


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
    created: int = 0
    updated: int = 0
    """When it was last held, let go on or made longer; 0: unknown."""

    def seconds_left(self, now: int) -> int:
        """Seconds until it rings, as of ``now``; of a paused timer, what is left; never below 0."""
        if self.status == "PAUSED":
            return self.left_when_paused
        return max(0, (self.trigger - now + 999) // 1000)

    @property
    def is_set(self) -> bool:
        """Whether it has still to ring; one that rings just now is OFF, until somebody stops it."""
        return self.status != "OFF"


_STATUS = {
    400: Trouble.refused,
    401: Trouble.no_permission,
    403: Trouble.too_many,
    429: Trouble.busy,
    504: Trouble.offline,
}


def trouble_of(error: Any) -> Trouble:
    """The trouble of an error answer. That a device or a language has no timers is told by its code alone."""
    code = _code(error.body).upper()
    if "LOCALE" in code or "LANGUAGE" in code:
        return Trouble.locale
    if "SUPPORT" in code:
        return Trouble.unsupported
    return _STATUS.get(error.status_code, Trouble.unknown)


def _code(body: Any) -> str:
    """The code in an error's body; the SDK reads it for the statuses that it knows, else the body is text."""
    if isinstance(body, str):
        try:
            body = json.loads(body)
        except ValueError:
            return ""
        return str(body.get("code") or "") if isinstance(body, dict) else ""
    return str(getattr(body, "code", "") or "")


def nothing(_answer: Any) -> None:
    """The answer to a change has no body; the timer itself tells what came of it."""


def timers_of(answer: Any) -> list[Timer]:
    """The timers of a list out of the SDK's model. Raises ValueError, as timer_of does."""
    return [timer_of(row) for row in answer.timers or []]


def timer_of(answer: Any) -> Timer:
    """A timer out of the SDK's model. Raises ValueError for one that says nothing: an empty body is one."""
    status = str(getattr(answer.status, "value", answer.status) or "")
    trigger = epoch_ms(answer.trigger_time)
    if not answer.id or status not in {"ON", "PAUSED", "OFF"} or (status == "ON" and not trigger):
        raise ValueError("the answer is no timer")
    return Timer(
        id=str(answer.id),
        label=str(answer.timer_label or ""),
        status=status,
        trigger=trigger,
        left_when_paused=_iso_seconds(answer.remaining_time_when_paused),
        seconds=_iso_seconds(answer.duration),
        created=epoch_ms(answer.created_time),
        updated=epoch_ms(answer.updated_time),
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

    return (parse_duration(str(text)) or 0) if text else 0

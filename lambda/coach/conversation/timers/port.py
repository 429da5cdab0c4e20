"""What the conversation needs of Alexa's timers and settings: types and protocols. Amazon's client implements them."""

from enum import StrEnum
from typing import NamedTuple, Protocol


class TimerStatus(StrEnum):
    """What Alexa says of a timer."""

    on = "ON"
    paused = "PAUSED"
    off = "OFF"
    """It rings at this moment, until somebody stops it."""


class TimerFailure(StrEnum):
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
    """A timer call failed; ``failure`` says how."""

    def __init__(self, failure: TimerFailure) -> None:
        super().__init__(failure.value)
        self.failure = failure


class Timer(NamedTuple):
    """A timer as Alexa has it. Times are epoch milliseconds."""

    id: str
    label: str
    status: TimerStatus
    triggers_at: int
    remaining_when_paused: int
    """Seconds left at the pause; 0 while it runs."""
    duration_seconds: int = 0
    """The whole length; 0: unknown."""
    created_at: int = 0
    updated_at: int = 0
    """When it was last paused, resumed or extended; 0: unknown."""

    def remaining_seconds(self, now: int) -> int:
        """Return the seconds until it rings, as of ``now``; of a paused timer, what is left; never below 0."""
        if self.status is TimerStatus.paused:
            return self.remaining_when_paused
        return max(0, (self.triggers_at - now + 999) // 1000)

    @property
    def is_set(self) -> bool:
        """Whether it has still to ring."""
        return self.status is not TimerStatus.off


class Timers(Protocol):
    """The person's timers at Alexa's, for one turn. Every method but ``reachable`` is a remote call."""

    @property
    def reachable(self) -> bool:
        """Whether the device takes timers from skills at all."""

    def start(self, labels: tuple[str, ...], seconds: int, announcement: str, *, beside: str = "") -> Timer:
        """Start a timer that rings, then says the announcement; return it. Raises TimersError.

        It goes by the first of the labels that is free. Where the answer is lost, what Alexa holds under the labels is
        adopted: look at its ``triggers_at``. ``beside``: the id of a timer that is to be replaced; never adopted.
        """

    def list(self, within: float | None = None) -> list[Timer]:
        """Return the timers that this skill made; asked for once a turn, and again after a change. Raises TimersError.

        ``within`` so many seconds; None: as long as any call may take.
        """

    def delete(self, timer_id: str) -> bool:
        """Delete a timer; return False if Alexa had it no more. Raises TimersError, also where it is still there."""

    def pause(self, timer_id: str) -> bool:
        """Pause a timer; return False if Alexa had it no more. Raises TimersError, also where it runs on."""

    def resume(self, timer_id: str) -> bool:
        """Resume a timer; return False if Alexa had it no more. Raises TimersError, also where it is still paused."""


class DeviceSettings(Protocol):
    """The settings of the person's device."""

    def time_zone(self) -> str:
        """Ask for the time zone, once a turn, and return it ("Europe/London"); empty if it cannot be had."""

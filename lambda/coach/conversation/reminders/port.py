"""What the conversation needs of Alexa's reminders: types and a protocol. Amazon's client implements it.

They fail as timers do, so what fails is a TimersError.
"""

from typing import NamedTuple, Protocol


class When(NamedTuple):
    """When a reminder comes: at a time of the person's own day, or else so many seconds from now."""

    seconds: int
    """From now."""
    local_time: str = ""
    """ISO 8601 without an offset, in ``zone``; empty: the zone is not known, so the seconds count."""
    zone: str = ""
    """Such as "Europe/London"."""


class Reminder(NamedTuple):
    """A reminder of this skill that is still to come, as Alexa has it."""

    id: str
    text: str
    created_at: int
    """Epoch milliseconds; 0: unknown."""


class Reminders(Protocol):
    """The person's reminders at Alexa's, for one turn. Every method but ``reachable`` is a remote call."""

    @property
    def reachable(self) -> bool:
        """Whether the request gives access to them at all."""

    def set(self, now: int, when: When, text: str) -> Reminder:
        """Set a reminder that says the text, plainly, and return it. Raises TimersError.

        Never repeated blindly: where the answer is lost, one of this text that was made just now is adopted.
        """

    def list(self) -> list[Reminder]:
        """Return those of this skill that are still to come. Raises TimersError."""

    def delete(self, reminder_id: str) -> None:
        """Delete one; one that is gone already is fine. Raises TimersError, also where that cannot be told."""

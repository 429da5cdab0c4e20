"""Times as Amazon writes them."""

from datetime import UTC, datetime
from typing import Any


def moment_of(text: str) -> datetime:
    """Return an ISO 8601 text as a moment, one without a zone taken as UTC. Raises ValueError if it is no time."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def epoch_ms(moment: Any) -> int:
    """Return the epoch milliseconds of a datetime or an ISO 8601 text, one without a zone taken as UTC; 0 if None.

    Raises ValueError for a text that is no time.
    """
    if moment is None:
        return 0
    if not isinstance(moment, datetime):
        moment = moment_of(str(moment))
    elif moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    milliseconds: float = moment.timestamp() * 1000
    return round(milliseconds)

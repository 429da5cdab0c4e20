"""Times as Amazon writes them."""

from typing import Any


def epoch_ms(moment: Any) -> int:
    """Return the epoch milliseconds of a datetime or an ISO 8601 text, one without a zone taken as UTC; 0 if None.

    Raises ValueError for a text that is no time.
    """
    from datetime import UTC, datetime

    if moment is None:
        return 0
    if not isinstance(moment, datetime):
        moment = datetime.fromisoformat(str(moment))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    milliseconds: float = moment.timestamp() * 1000
    return round(milliseconds)

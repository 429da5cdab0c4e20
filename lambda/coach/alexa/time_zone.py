"""The settings of the person's device, from Alexa; no permission is needed for them."""

import json
import logging
from collections.abc import Callable
from typing import Any

from coach.deadline import call_budget

log = logging.getLogger("coach")

_MOST_SECONDS = 0.7
"""It only decides between "today" and "in the last day": not worth a longer silence."""
_MOST_CHARACTERS = 64
"""Of a time zone's name."""


class AlexaSettings:
    """The settings of one device, for one turn. See DeviceSettings."""

    def __init__(self, make_client: Callable[[], Any] | None, device_id: str) -> None:
        """``make_client`` returns the SDK's UpsServiceClient; None where the request gives no access to it."""
        self._make_client = make_client
        self._device_id = device_id
        self._zone: str | None = None

    def time_zone(self) -> str:
        """See DeviceSettings. Empty where none is set, or where Alexa does not answer in time."""
        if self._zone is None:
            self._zone = "" if self._make_client is None else _time_zone(self._make_client, self._device_id)
        return self._zone


def _time_zone(make_client: Callable[[], Any], device_id: str) -> str:
    from ask_sdk_core.exceptions import SerializationException
    from ask_sdk_model.services.service_exception import ServiceException

    try:
        with call_budget(_MOST_SECONDS):
            zone = make_client().get_system_time_zone(device_id)
    except (ServiceException, SerializationException, ValueError, TypeError, AttributeError) as error:
        log.error(json.dumps({"settings": "time zone", "result": type(error).__name__}))  # noqa: TRY400  no text
        return ""
    return zone if isinstance(zone, str) and len(zone) <= _MOST_CHARACTERS else ""

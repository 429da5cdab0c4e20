"""The time zone that the person's device is set to, from Alexa's settings; no permission is needed for it."""

import json
import logging
from typing import Any

from coach.alexa.api_client import call_budget

log = logging.getLogger("coach")

_MOST_SECONDS = 0.7
"""It only decides between "today" and "in the last day": not worth a longer silence."""


def time_zone(factory: Any, device_id: str) -> str:
    """The device's time zone ("Europe/London"); empty where none is set, or where Alexa does not answer in time."""
    from ask_sdk_core.exceptions import SerializationException
    from ask_sdk_model.services.service_exception import ServiceException

    try:
        with call_budget(_MOST_SECONDS):
            zone = factory.get_ups_service().get_system_time_zone(device_id)
    except (ServiceException, SerializationException, ValueError, TypeError, AttributeError) as error:
        log.error(json.dumps({"settings": "time zone", "result": type(error).__name__}))  # noqa: TRY400  no text
        return ""
    return zone if isinstance(zone, str) and len(zone) <= 64 else ""

"""Silent turns before SnapStart takes its snapshot: the first real turn then finds everything loaded and made.

They are played on a store of their own, without an address for timers and with the log shut: nothing is left behind
but what the process has learned. Nothing here knows AWS; `lambda_function` says when.
"""

import logging
from typing import TYPE_CHECKING, Any

from coach.profile.stores.memory import InMemoryStore
from coach.skill import build_skill

if TYPE_CHECKING:
    from ask_sdk_model.services.api_client import ApiClient

    from coach.content.catalog import Catalog
    from coach.settings import Settings

_TURNS: tuple[tuple[str, tuple[str, str] | None], ...] = (
    ("LaunchRequest", None),
    ("TellRemedyIntent", ("remedy", "heat")),
    ("MoreIntent", None),
    ("WhereLeftOffIntent", None),
    ("SafetyCheckIntent", None),
    ("MinutesIntent", ("minutes", "42")),
    ("AMAZON.NoIntent", None),
    ("WhyIntent", None),
    ("ReportSymptomIntent", ("symptom", "bladder_trouble")),
    ("StartIceIntent", None),
    ("AMAZON.NoIntent", None),
    ("AMAZON.NoIntent", None),
    ("AMAZON.YesIntent", None),
    ("TimeLeftIntent", None),
    ("AMAZON.HelpIntent", None),
    ("AMAZON.FallbackIntent", None),
    ("SessionEndedRequest", None),
)
"""What is played, as a request's type or an intent's name, and one slot: each topic once, and both ends."""


def rehearse(api_client: "ApiClient", settings: "Settings", catalog: "Catalog") -> int:
    """Play the turns through a skill of their own with the real one's content. Return how many were answered."""
    skill = build_skill(InMemoryStore(), api_client, settings, catalog=catalog)
    log = logging.getLogger("coach")
    was_disabled, log.disabled = log.disabled, True
    attributes: dict[str, Any] = {}
    try:
        for name, slot in _TURNS:
            answer = skill.respond(_event(settings.skill_id, name, slot, attributes))
            attributes = answer.get("sessionAttributes") or {}
    finally:
        log.disabled = was_disabled
    return len(_TURNS)


def _event(skill_id: str, name: str, slot: tuple[str, str] | None, attributes: dict[str, Any]) -> dict[str, Any]:
    """Return a request as Alexa sends it, from nobody, on a device that gives no access to its services."""
    request: dict[str, Any] = {"type": name, "requestId": "rehearsal", "locale": "en-US"}
    if not name.endswith("Request"):
        request |= {"type": "IntentRequest", "intent": {"name": name, "slots": _slots(slot)}}
    application = {"applicationId": skill_id}
    return {
        "version": "1.0",
        "session": {"new": not attributes, "application": application, "attributes": attributes},
        "context": {"System": {"application": application, "user": {"userId": "rehearsal"}}},
        "request": request,
    }


def _slots(slot: tuple[str, str] | None) -> dict[str, Any]:
    if slot is None:
        return {}
    name, resolved = slot
    match = {"status": {"code": "ER_SUCCESS_MATCH"}, "values": [{"value": {"name": resolved, "id": resolved}}]}
    return {name: {"name": name, "value": resolved, "resolutions": {"resolutionsPerAuthority": [match]}}}

"""Amazon's request envelope, sanitized, to a Turn."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from coach.alexa.reminders_client import AlexaReminders
from coach.alexa.sanitizing import CARD_THROWN, INTENT_NAMES, KEEP, SCOPES, SPECIAL
from coach.alexa.time_zone import AlexaSettings
from coach.alexa.timers_client import AlexaTimers
from coach.alexa.timestamps import epoch_ms
from coach.content.catalog import Catalog
from coach.conversation.meanings import Intent
from coach.conversation.session import from_attributes
from coach.conversation.turn import Consent, ConsentStatus, Permission, Slot, Turn, TurnKind
from coach.settings import ScreeningStyle
from coach.speech.numbers import parse_duration

if TYPE_CHECKING:
    from ask_sdk_core.handler_input import HandlerInput


def user_id_of(handler_input: "HandlerInput") -> str:
    """Return the person's id for this skill; empty if the request names none."""
    envelope: Any = handler_input.request_envelope
    return str(envelope.context.system.user.user_id or "")


def to_turn(handler_input: "HandlerInput", catalog: Catalog, screening_style: ScreeningStyle) -> Turn:
    """Return the Turn of a sanitized request, without the profile."""
    # The SDK types every field as optional; after `sanitize` all of these are there.
    envelope: Any = handler_input.request_envelope
    request = envelope.request
    system = envelope.context.system
    name, slots = _name_and_slots(request)
    kind = _kind(request.object_type, name)
    scopes = system.user.permissions.scopes
    # Without an endpoint and a token there is nothing to call.
    factory: Any = handler_input.service_client_factory if system.api_endpoint and system.api_access_token else None
    return Turn(
        kind=kind,
        intent=INTENT_NAMES.get(name, Intent.unknown),
        slots=slots,
        locale=request.locale,
        now=epoch_ms(request.timestamp),
        session=from_attributes(envelope.session.attributes if envelope.session else None),
        catalog=catalog,
        words=catalog.words(request.locale),
        timers=AlexaTimers(factory and factory.get_timer_management_service, request.locale),
        device=AlexaSettings(factory and factory.get_ups_service, system.device.device_id),
        has_screen=system.device.supported_interfaces.alexa_presentation_apl is not None,
        reminders=AlexaReminders(factory and factory.get_reminder_management_service, request.locale),
        may_use_timers=scopes[SCOPES[Permission.timers]].status.value == "GRANTED",
        may_use_reminders=scopes[SCOPES[Permission.reminders]].status.value == "GRANTED",
        screening_style=screening_style,
        asked_seconds=_asked_seconds(slots),
        consent=_consent(slots) if kind is TurnKind.consent else None,
        keeps_profile=kind is not TurnKind.disabled or slots["keep"].value == KEEP,
    )


def _name_and_slots(request: Any) -> tuple[str, dict[str, Slot]]:
    """Return the name of a request's intent, and what was heard for its slots; empty if it has no intent."""
    if request.object_type != "IntentRequest":
        return "", {}
    return request.intent.name, {name: _turn_slot(slot) for name, slot in (request.intent.slots or {}).items()}


def _asked_seconds(slots: Mapping[str, Slot]) -> int | None:
    """Return the length that was said, in seconds; None if none was; 0 for one that makes no sense."""
    if (duration := slots.get("duration")) and duration.value:
        return parse_duration(duration.value) or 0
    if (minutes := slots.get("minutes")) and minutes.value:
        text = minutes.value
        return int(text) * 60 if text.isascii() and text.isdigit() and len(text) <= 4 else 0
    return None


def _kind(request_type: str, intent: str) -> TurnKind:
    if request_type == "LaunchRequest":
        return TurnKind.launch
    if request_type == "SessionEndedRequest":
        return TurnKind.ended
    return SPECIAL.get(intent, TurnKind.intent)


def _turn_slot(slot: Any) -> Slot:
    authorities = slot.resolutions.resolutions_per_authority if slot.resolutions else None
    resolved = authorities[0].values[0].value.id if authorities else ""
    return Slot(slot.value or "", resolved)


def _consent(slots: Mapping[str, Slot]) -> Consent:
    token = slots.get("token", Slot("")).value
    scope = slots.get("scope", Slot("")).value
    return Consent(
        ConsentStatus(slots["status"].value),
        token,
        card_thrown=slots["card"].value == CARD_THROWN,
        is_ours=not scope or scope in SCOPES.values(),
    )

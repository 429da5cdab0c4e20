"""What can be touched on a screen: each is an intent that can be said. Loaded where there is a screen."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from coach.conversation.meanings import Intent


class Touch(StrEnum):
    """A target on a screen, by its id."""

    yes = "yes"
    no = "no"
    not_sure = "not_sure"
    ice = "ice"
    heat = "heat"
    safety_check = "safety_check"
    what_helps = "what_helps"
    go_on = "go_on"
    again = "again"
    next = "next"
    stop = "stop"


class Said(NamedTuple):
    """What a touch says."""

    intent: Intent
    slots: Mapping[str, str] = MappingProxyType({})
    """Slot to the id that it resolves to."""


SAID: Mapping[Touch, Said] = {
    Touch.yes: Said(Intent.yes),
    Touch.no: Said(Intent.no),
    Touch.not_sure: Said(Intent.not_sure),
    Touch.ice: Said(Intent.start_ice),
    Touch.heat: Said(Intent.start_heat),
    Touch.safety_check: Said(Intent.safety_check),
    Touch.what_helps: Said(Intent.list_remedies),
    Touch.go_on: Said(Intent.next),
    Touch.again: Said(Intent.set_word, {"word": "again"}),
    Touch.next: Said(Intent.next),
    Touch.stop: Said(Intent.stop),
}

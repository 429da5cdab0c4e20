"""What a control did, in a sentence, for somebody who typed it."""

from collections.abc import Callable
from datetime import UTC, datetime

from local.clock import MILLISECONDS
from local.echo.player import Player
from local.echo.script import Step, usage

_DONE = {
    "@new": "Somebody else with another Echo: no session, no permission, no timers.",
    "@heal": "Everything works again.",
    ("@screen", "off"): "The device has no screen.",
    ("@device", "timers"): "The device takes timers from skills.",
    ("@device", "no-timers"): "The device takes no timers from skills.",
    ("@zone", "none"): "The device has no time zone set.",
    ("@nlu", "default"): "Unlisted words are heard as Alexa does: in a slot, or as free speech.",
    ("@nlu", "strict"): "Only what the interaction model lists is heard.",
    ("@nlu", "loose"): "Whatever is said goes to the nearest intent.",
    ("@style", "ask"): "The warning signs are put as questions.",
    ("@style", "list"): "The warning signs are read out, and nothing is asked.",
    ("@consent", "drop-attributes"): "The session will be lost while Alexa asks for a permission.",
    ("@consent", "keep-attributes"): "The session stays while Alexa asks for a permission.",
    ("@consent", "card"): "Alexa sends a card of her own after asking for a permission.",
    ("@consent", "no-card"): "Alexa sends no card of her own.",
    ("@consent", "400"): "The next request for a permission fails with 400: nobody is asked.",
    ("@consent", "500"): "The next request for a permission fails with 500: nobody is asked.",
    ("@consent", "grant"): "The permissions are given, as in the app.",
    ("@consent", "withdraw"): "The permissions are taken back, as in the app.",
    ("@fail", "store"): "What the skill remembers is out of reach, until @heal.",
}


def control_note(step: Step, player: Player) -> str:
    """Return what a control did; empty for one that speaks for itself."""
    fixed = _DONE.get((step.control, *step.arguments[:1])) or _DONE.get(step.control)
    tell = _TOLD.get(step.control)
    return fixed or (tell(step.arguments, player) if tell else "")


def _it_is(_arguments: tuple[str, ...], player: Player) -> str:
    return f"It is {_clock(player.echo.clock.now_ms(), player.timers_api.time_zone)} now."


def _fails(arguments: tuple[str, ...], _player: Player) -> str:
    what, how, *call = arguments
    where = f"the call {call[0]!r}" if call else "every call"
    return f"Alexa's {what}: {where} fails ({how}), until @heal."


def _clock(now_ms: int, zone: str | None) -> str:
    from zoneinfo import ZoneInfo

    moment = datetime.fromtimestamp(now_ms / MILLISECONDS, ZoneInfo(zone) if zone else UTC)
    return f"{moment:%A %H:%M:%S}{'' if zone else ' UTC'}"


_TOLD: dict[str, Callable[[tuple[str, ...], Player], str]] = {
    "@wait": _it_is,
    "@clock": _it_is,
    "@fail": _fails,
    "@help": lambda _arguments, _player: "\n".join(("the controls:", *usage())),
    "@silence": lambda _arguments, player: "" if player.echo.in_session else "The session is over.",
    "@locale": lambda arguments, _player: f"The device speaks {arguments[0]}.",
    "@screen": lambda _arguments, player: f"The device has a screen: {player.echo.viewport}.",
    "@zone": lambda arguments, _player: f"The device is in {arguments[0]}.",
}
"""What the controls did whose words depend on more than themselves."""

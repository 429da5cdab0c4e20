"""What a control did, in a sentence, for somebody who typed it."""

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
    echo = player.echo
    match step.control, step.arguments:
        case (("@wait" | "@clock"), _):
            return f"It is {_clock(echo.clock.now_ms(), player.timers_api.time_zone)} now."
        case "@help", _:
            return "\n".join(("the controls:", *usage()))
        case "@silence", _:
            return "" if echo.in_session else "The session is over."
        case "@locale", (locale,):
            return f"The device speaks {locale}."
        case "@screen", (shape,) if shape != "off":
            return "The device has a screen." if shape == "on" else f"The device has a screen: {shape}."
        case "@zone", (zone,) if zone != "none":
            return f"The device is in {zone}."
        case "@fail", (what, how, *call):
            where = f"the call {call[0]!r}" if call else "every call"
            return f"Alexa's {what}: {where} fails ({how}), until @heal."
        case control, arguments:
            return _DONE.get(control) or _DONE.get((control, *arguments[:1])) or ""


def _clock(now_ms: int, zone: str | None) -> str:
    from zoneinfo import ZoneInfo

    moment = datetime.fromtimestamp(now_ms / MILLISECONDS, ZoneInfo(zone) if zone else UTC)
    return f"{moment:%A %H:%M:%S}{'' if zone else ' UTC'}"

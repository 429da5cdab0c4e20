"""Amazon's rules for a skill's response. What Alexa would refuse raises EchoError, in one line."""

import json
import re
from typing import Any
from xml.etree import ElementTree as ET

ASK_FOR = "Connections.SendRequest"
START_CONNECTION = "Connections.StartConnection"
CONSENT_URI = "connection://AMAZON.AskForPermissionsConsent/2"
RENDER_DOCUMENT = "Alexa.Presentation.APL.RenderDocument"
_LONGEST_SPEECH = 8_000
_LARGEST_RESPONSE = 120_000
_LONGEST_BREAK_SECONDS = 10.0
_CARDS = {
    "Simple": {"content"},
    "Standard": {"text"},
    "AskForPermissionsConsent": {"permissions"},
    "LinkAccount": set(),
}
_TAGS = frozenset(
    {"speak", "amazon:domain", "amazon:effect", "amazon:emotion", "audio", "break", "emphasis", "lang", "p"}
    | {"phoneme", "prosody", "s", "say-as", "sub", "voice", "w"}
)
_BREAK = re.compile(r"^(\d+(?:\.\d+)?)(ms|s)$")


class EchoError(AssertionError):
    """The skill's answer is missing, or breaks Amazon's rules. The message is one line."""


def check_response(envelope: object, *, screen: bool, may_speak: bool) -> dict[str, Any]:
    """Check a response envelope. Return its `response`. Raises EchoError.

    `may_speak`: false in answer to the end of a session, when nothing can be said any more.
    """
    whole = _object(envelope, "the response is no JSON object")
    try:
        size = len(json.dumps(whole).encode())
    except (TypeError, ValueError) as error:
        raise EchoError(f"the response is no JSON: {error}") from error
    _need(size <= _LARGEST_RESPONSE, f"the response has {size} bytes")
    _need(whole.get("version") == "1.0", "the response's version is not 1.0")
    response = _object(whole.get("response"), "the response has no `response`")
    if whole.get("sessionAttributes") is not None:
        _object(whole["sessionAttributes"], "sessionAttributes is no object")
    if may_speak:
        _check_reply(response, screen=screen)
    else:
        said = [name for name in ("outputSpeech", "reprompt", "card", "directives") if response.get(name)]
        _need(not said, "something is said after the session's end")
    return response


def consent_directive(response: dict[str, Any]) -> dict[str, Any] | None:
    """Return the directive that asks for a permission by voice; None if there is none."""
    for directive in response.get("directives") or []:
        if directive["type"] in {ASK_FOR, START_CONNECTION}:
            return dict(directive)
    return None


def shown_by(response: dict[str, Any]) -> dict[str, Any] | None:
    """Return the directive that shows a document; None if there is none."""
    for directive in response.get("directives") or []:
        if directive["type"] == RENDER_DOCUMENT:
            return dict(directive)
    return None


def targets_of(directive: dict[str, Any]) -> dict[str, list[Any]]:
    """Return what can be touched on a document of the skill's: its words, in small letters, and what it sends."""
    choices = (directive.get("datasources") or {}).get("choices") or []
    return {str(choice["label"]).lower(): choice["arguments"] for choice in choices}


def _check_reply(response: dict[str, Any], *, screen: bool) -> None:
    if response.get("outputSpeech") is not None:
        _check_speech(response["outputSpeech"], "outputSpeech")
    reprompt = response.get("reprompt")
    if reprompt is not None:
        _need(isinstance(reprompt, dict) and bool(reprompt.get("outputSpeech")), "the reprompt is empty")
        _check_speech(reprompt["outputSpeech"], "reprompt")
    end = response.get("shouldEndSession")
    _need(end in {True, False, None}, "shouldEndSession is no boolean")
    _need(end is not False or reprompt is not None, "the microphone is open without a reprompt")
    if response.get("card") is not None:
        _check_card(response["card"])
    for directive in response.get("directives") or []:
        _check_directive(directive, screen=screen, end=end)


def _check_speech(output_speech: object, where: str) -> None:
    speech = _object(output_speech, f"{where} is no object")
    if speech.get("type") == "PlainText":
        text = speech.get("text")
        _need(isinstance(text, str) and bool(text.strip()), f"{where} has no text")
        _need(len(str(text)) <= _LONGEST_SPEECH, f"{where} is longer than {_LONGEST_SPEECH} characters")
        return
    _need(speech.get("type") == "SSML", f"{where} is neither SSML nor PlainText")
    _need(isinstance(speech.get("ssml"), str), f"{where} has no ssml")
    _check_ssml(str(speech["ssml"]), where)


def _check_ssml(ssml: str, where: str) -> None:
    _need(len(ssml) <= _LONGEST_SPEECH, f"{where} is longer than {_LONGEST_SPEECH} characters")
    try:
        # Prefixes such as amazon: are not declared in SSML; the parser wants them to be.
        root = ET.fromstring(ssml.replace("amazon:", "amazon."))  # noqa: S314 (our own skill's)
    except ET.ParseError as error:
        raise EchoError(f"{where} is not well-formed SSML: {error}") from error
    _need(root.tag == "speak", f"{where} does not start with <speak>")
    _need(bool("".join(root.itertext()).strip()) or root.find(".//audio") is not None, f"{where} says nothing")
    for element in root.iter():
        tag = element.tag.replace("amazon.", "amazon:")
        _need(tag in _TAGS, f"{where} has an unknown tag <{tag}>")
        if tag == "break":
            _check_break(element.get("time"), where)


def _check_break(time: str | None, where: str) -> None:
    if time is None:
        return
    match = _BREAK.match(time)
    _need(match is not None, f"{where} has a break of {time!r}")
    seconds = float(match[1]) / (1000 if match[2] == "ms" else 1) if match else 0.0
    _need(seconds <= _LONGEST_BREAK_SECONDS, f"{where} has a break of over ten seconds")


def _check_card(value: object) -> None:
    card = _object(value, "the card's type is unknown")
    _need(card.get("type") in _CARDS, "the card's type is unknown")
    missing = [name for name in _CARDS[card["type"]] if not card.get(name)]
    _need(not missing, f"the card has no {', '.join(missing)}")
    text = str(card.get("title", "")) + str(card.get("content", "")) + str(card.get("text", ""))
    _need(len(text) <= _LONGEST_SPEECH, "the card is too long")


def _check_directive(value: object, *, screen: bool, end: bool | None) -> None:
    directive = _object(value, "a directive has no type")
    kind = directive.get("type")
    _need(isinstance(kind, str), "a directive has no type")
    if str(kind).startswith("Alexa.Presentation.APL."):
        _need(screen, f"{kind} was sent to a device without a screen")
        if kind == RENDER_DOCUMENT:
            _check_document(directive)
        return
    _need(kind in {ASK_FOR, START_CONNECTION}, f"the directive {kind} is not known here")
    _check_consent(directive)
    _need(end is not False, f"{kind} must leave shouldEndSession unset")


def _check_document(directive: dict[str, Any]) -> None:
    document = directive.get("document")
    good = isinstance(document, dict) and document.get("type") in {"APL", "Link"}
    _need(good and isinstance(directive.get("token"), str), f"{directive['type']} has no document or token")
    if isinstance(document, dict) and document.get("type") == "APL":
        main = document.get("mainTemplate")
        has_items = isinstance(main, dict) and bool(main.get("items") or main.get("item"))
        _need(has_items and isinstance(document.get("version"), str), "the document has no version or mainTemplate")
    _need(isinstance(directive.get("datasources", {}), dict), "the datasources are no object")


def _check_consent(directive: dict[str, Any]) -> None:
    kind = directive["type"]
    if kind == ASK_FOR:
        _need(directive.get("name") == "AskFor", "Connections.SendRequest is not an AskFor")
    else:
        _need(directive.get("uri") == CONSENT_URI, f"{kind} goes to {directive.get('uri')!r}")
    payload = _object(directive.get("payload" if kind == ASK_FOR else "input"), f"{kind} asks for no permission")
    _need(payload.get("@type") == "AskForPermissionsConsentRequest", f"{kind} asks for no permission")
    _need(payload.get("@version") == "2" or kind == START_CONNECTION, f"{kind}: the payload's @version is not 2")
    _need(bool(payload.get("permissionScopes") or payload.get("permissionScope")), f"{kind} names no scope")


def _object(value: object, message: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise EchoError(message)
    return value


def _need(good: bool, message: str) -> None:  # noqa: FBT001 (reads as an assertion)
    if not good:
        raise EchoError(message)

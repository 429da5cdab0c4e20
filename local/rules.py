"""Amazon's rules for a skill's response: what Alexa would refuse, said in one line."""

import json
import re
from typing import Any
from xml.etree import ElementTree as ET

ASK_FOR = "Connections.SendRequest"
START_CONNECTION = "Connections.StartConnection"
CONSENT_URI = "connection://AMAZON.AskForPermissionsConsent/2"
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
    """The skill answered with something that Alexa would refuse, or did not answer."""


def check_response(envelope: object, *, screen: bool, may_speak: bool) -> dict[str, Any]:
    """Check a response envelope and give back its `response`. Raises EchoError.

    `may_speak`: false in answer to the end of a session, when nothing can be said any more.
    """
    _need(isinstance(envelope, dict), "the response is no JSON object")
    assert isinstance(envelope, dict)  # noqa: S101 (for the type checker)
    try:
        size = len(json.dumps(envelope).encode())
    except (TypeError, ValueError) as error:
        raise EchoError(f"the response is no JSON: {error}") from error
    _need(size <= _LARGEST_RESPONSE, f"the response has {size} bytes")
    _need(envelope.get("version") == "1.0", "the response's version is not 1.0")
    response = envelope.get("response")
    _need(isinstance(response, dict), "the response has no `response`")
    assert isinstance(response, dict)  # noqa: S101 (for the type checker)
    attributes = envelope.get("sessionAttributes")
    _need(attributes is None or isinstance(attributes, dict), "sessionAttributes is no object")
    if not may_speak:
        said = [name for name in ("outputSpeech", "reprompt", "card") if response.get(name)]
        _need(not said and not response.get("directives"), "something is said after the session's end")
        return response
    if response.get("outputSpeech") is not None:
        _check_speech(response["outputSpeech"], "outputSpeech")
    reprompt = response.get("reprompt")
    if reprompt is not None:
        _need(isinstance(reprompt, dict) and bool(reprompt.get("outputSpeech")), "the reprompt is empty")
        _check_speech(reprompt["outputSpeech"], "reprompt")
    end = response.get("shouldEndSession")
    _need(end in {True, False, None}, "shouldEndSession is no boolean")
    _need(end is not False or reprompt is not None, "the microphone is open without a reprompt")
    _check_card(response.get("card"))
    for directive in response.get("directives") or []:
        _check_directive(directive, screen=screen, end=end)
    return response


def consent_directive(response: dict[str, Any]) -> dict[str, Any] | None:
    """The directive that asks for a permission by voice, if there is one."""
    for directive in response.get("directives") or []:
        if directive["type"] in {ASK_FOR, START_CONNECTION}:
            return dict(directive)
    return None


def _check_speech(speech: object, where: str) -> None:
    _need(isinstance(speech, dict), f"{where} is no object")
    assert isinstance(speech, dict)  # noqa: S101 (for the type checker)
    if speech.get("type") == "PlainText":
        text = speech.get("text")
        _need(isinstance(text, str) and bool(text.strip()), f"{where} has no text")
        _need(len(str(text)) <= _LONGEST_SPEECH, f"{where} is longer than {_LONGEST_SPEECH} characters")
        return
    _need(speech.get("type") == "SSML", f"{where} is neither SSML nor PlainText")
    ssml = speech.get("ssml")
    _need(isinstance(ssml, str), f"{where} has no ssml")
    _need(len(str(ssml)) <= _LONGEST_SPEECH, f"{where} is longer than {_LONGEST_SPEECH} characters")
    try:
        # Prefixes such as amazon: are not declared in SSML; the parser wants them to be.
        root = ET.fromstring(str(ssml).replace("amazon:", "amazon."))  # noqa: S314 (our own skill's)
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


def _check_card(card: object) -> None:
    if card is None:
        return
    _need(isinstance(card, dict) and card.get("type") in _CARDS, "the card's type is unknown")
    assert isinstance(card, dict)  # noqa: S101 (for the type checker)
    missing = [name for name in _CARDS[card["type"]] if not card.get(name)]
    _need(not missing, f"the card has no {', '.join(missing)}")
    text = str(card.get("title", "")) + str(card.get("content", "")) + str(card.get("text", ""))
    _need(len(text) <= _LONGEST_SPEECH, "the card is too long")


def _check_directive(directive: object, *, screen: bool, end: bool | None) -> None:
    _need(isinstance(directive, dict) and isinstance(directive.get("type"), str), "a directive has no type")
    assert isinstance(directive, dict)  # noqa: S101 (for the type checker)
    kind = directive["type"]
    if kind.startswith("Alexa.Presentation.APL."):
        _need(screen, f"{kind} was sent to a device without a screen")
        if kind.endswith("RenderDocument"):
            document = directive.get("document")
            good = isinstance(document, dict) and document.get("type") in {"APL", "Link"}
            _need(good and isinstance(directive.get("token"), str), f"{kind} has no document or token")
        return
    _need(kind in {ASK_FOR, START_CONNECTION}, f"the directive {kind} is not known here")
    if kind == ASK_FOR:
        _need(directive.get("name") == "AskFor", "Connections.SendRequest is not an AskFor")
    else:
        _need(directive.get("uri") == CONSENT_URI, f"{kind} goes to {directive.get('uri')!r}")
    payload = directive.get("payload" if kind == ASK_FOR else "input")
    good = isinstance(payload, dict) and payload.get("@type") == "AskForPermissionsConsentRequest"
    _need(good, f"{kind} asks for no permission")
    assert isinstance(payload, dict)  # noqa: S101 (for the type checker)
    _need(payload.get("@version") == "2" or kind == START_CONNECTION, f"{kind}: the payload's @version is not 2")
    _need(bool(payload.get("permissionScopes") or payload.get("permissionScope")), f"{kind} names no scope")
    _need(end is not False, f"{kind} must leave shouldEndSession unset")


def _need(good: bool, message: str) -> None:  # noqa: FBT001 (reads as an assertion)
    if not good:
        raise EchoError(message)

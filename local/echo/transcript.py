"""One turn of a conversation, as a transcript shows it."""

import json
import re
from html import unescape
from typing import Any, NamedTuple

from local.nlu.hearing import Interpretation

_TAG = re.compile(r"<[^>]*>")
_PARTED = re.compile(r"<(?:break|/?s|/?p)\b[^>]*>")


class TranscriptTurn(NamedTuple):
    """What was said, what reached the skill, and what came back."""

    utterance: str
    """The words, or the control that moved things on ("@silence")."""
    request: str | None = None
    """The request's type; None where nothing reached the skill."""
    intent: str | None = None
    slots: dict[str, str] = {}  # noqa: RUF012 (a NamedTuple's default; nobody changes it)
    """Each filled slot: the id it resolved to, or its value."""
    speech: str = ""
    """What was spoken, as plain text."""
    reprompt: str | None = None
    card: dict[str, Any] | None = None
    rings: tuple[str, ...] = ()
    """The announcements of timers that ended."""
    asking: str | None = None
    outcome: str | None = None
    ended: bool = True
    """Whether no session is open after this."""
    envelope: dict[str, Any] | None = None
    """The whole request."""
    response: dict[str, Any] | None = None
    """The whole response envelope."""
    sureness: str = ""
    """How surely the words were understood; empty where they were not for the skill."""
    took_ms: float = 0.0
    """How long the skill took to answer, in milliseconds."""
    note: str = ""
    """What a real Alexa does here, where it is not plain from what is said."""

    @property
    def screen(self) -> dict[str, Any] | None:
        """The directive that shows a screen; None if the turn brought none."""
        directives = ((self.response or {}).get("response") or {}).get("directives") or []
        return next((one for one in directives if one["type"].endswith(".RenderDocument")), None)

    def as_json(self) -> str:
        """Return one line of `--json`."""
        names = ("utterance", "request", "intent", "slots", "speech", "reprompt", "card", "rings", "asking")
        shown = {name: getattr(self, name) for name in (*names, "outcome", "ended")}
        return json.dumps(shown, ensure_ascii=False)

    def as_text(self, *, echo_words: bool = True) -> list[str]:
        """Return the lines of a plain transcript; `echo_words`: with what was said."""
        lines = [f"You: {self.utterance}"] if echo_words and not self._is_control else []
        if self._is_silence:
            lines.append("(silence)")
        lines += [f"(rings) {announcement}" for announcement in self.rings]
        answer = self._answer_lines()
        if self.note and not echo_words and not self.speech:
            return [*lines, *answer[:-1], f"({self.note})"]
        return lines + answer

    @property
    def _is_control(self) -> bool:
        return self.utterance.startswith("@")

    @property
    def _is_silence(self) -> bool:
        return self.utterance == "@silence"

    def _answer_lines(self) -> list[str]:
        lines = [f"Alexa: {self.speech}"] if self.speech else []
        if self._is_silence and self.reprompt:
            lines.append(f"Alexa: {self.reprompt}")
        if self.screen:
            lines.append(f"(screen) {self.screen['token']}")
        if self.card:
            lines.append(f"(card) {self.card.get('title') or self.card.get('type')}")
        if self.ended and self.request:
            lines.append("(the session is over)")
        elif self.request is None and not self.speech and not self._is_control:
            lines.append("(the skill hears nothing of this)")
        return lines


def turn_of(
    event: dict[str, Any],
    envelope: dict[str, Any],
    utterance: str,
    interpretation: Interpretation | None,
    *,
    prompt: str = "",
) -> TranscriptTurn:
    """Return the turn of a request and its response; `prompt` is what Alexa asks herself after it."""
    response = envelope["response"]
    attributes = envelope.get("sessionAttributes") or {}
    slots = interpretation.slots if interpretation else {}
    return TranscriptTurn(
        utterance,
        request=event["request"]["type"],
        intent=interpretation.intent if interpretation else None,
        sureness=interpretation.sureness if interpretation else "",
        slots={name: slot.matches[0].id if slot.matches else slot.value for name, slot in slots.items()},
        speech=f"{plain_text(response.get('outputSpeech'))} {prompt}".strip(),
        reprompt=plain_text((response.get("reprompt") or {}).get("outputSpeech")) or None,
        card=response.get("card"),
        asking=attributes.get("asking"),
        outcome=attributes.get("outcome"),
        envelope=event,
        response=envelope,
    )


def plain_text(output_speech: dict[str, Any] | None) -> str:
    """Return an outputSpeech as plain text: no tags, no pauses, entities as characters."""
    if not output_speech:
        return ""
    if output_speech.get("type") == "PlainText":
        return " ".join(str(output_speech.get("text", "")).split())
    text = _TAG.sub("", _PARTED.sub(" ", str(output_speech.get("ssml", ""))))
    return " ".join(unescape(text).split())

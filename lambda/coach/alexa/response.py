"""A Reply to Amazon's response."""

from collections.abc import Iterable
from typing import Any

from ask_sdk_model import Response
from ask_sdk_model.ui import Reprompt, SsmlOutputSpeech

from coach.alexa.ssml import speak
from coach.alexa.timers import SCOPE
from coach.conversation.session import to_attributes
from coach.conversation.turn import Reply


def to_response(reply: Reply, numbers: Iterable[str]) -> Response:
    """The SDK's Response for a reply; an empty one for a silent reply."""
    if reply.silent:
        return Response()
    response = Response(
        output_speech=SsmlOutputSpeech(ssml=speak(reply.speech, numbers)), should_end_session=reply.ends
    )
    if reply.session.asking:
        response.reprompt = Reprompt(output_speech=SsmlOutputSpeech(ssml=speak(reply.reprompt, numbers)))
    if reply.consent:
        from ask_sdk_model.interfaces.connections import SendRequestDirective

        payload: dict[str, object] = {
            "@type": "AskForPermissionsConsentRequest",
            "@version": "2",
            "permissionScopes": [{"permissionScope": SCOPE, "consentLevel": "ACCOUNT"}],
        }
        response.directives = [SendRequestDirective(name="AskFor", payload=payload, token=reply.consent.token)]
        # Left unset: Alexa holds the session while she asks.
        response.should_end_session = None
    if reply.card:
        from ask_sdk_model.ui import SimpleCard

        response.card = SimpleCard(title=reply.card["title"], content=reply.card["text"])
    if reply.consent_card:
        from ask_sdk_model.ui import AskForPermissionsConsentCard

        response.card = AskForPermissionsConsentCard(permissions=[SCOPE])
    return response


def attributes(reply: Reply) -> dict[str, Any]:
    """The session attributes to hand back; ``outcome`` only on the turn that ends an interview."""
    kept = to_attributes(reply.session)
    if reply.ends or reply.silent:
        kept = {}
    else:
        kept["speech"], kept["reprompt"] = reply.speech, reply.reprompt
    if reply.outcome:
        kept["outcome"] = reply.outcome
    return kept

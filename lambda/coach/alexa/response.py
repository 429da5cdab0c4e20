"""A Reply to Amazon's response."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from ask_sdk_model import Response
from ask_sdk_model.ui import Reprompt, SsmlOutputSpeech

from coach.alexa.sanitizing import SCOPES
from coach.alexa.ssml import speak
from coach.conversation.reply import ConsentRequest, Reply
from coach.conversation.session import to_attributes
from coach.speech.parts import fit


class Rendered(NamedTuple):
    """A reply as Amazon takes it."""

    response: Response
    attributes: dict[str, Any]
    """The session attributes to hand back; ``outcome`` only on the turn that ends an interview."""


def render(reply: Reply, numbers: Iterable[str]) -> Rendered:
    """Return a reply as the SDK's Response and session attributes; ``numbers`` are said digit by digit."""
    attributes: dict[str, Any] = {"outcome": reply.outcome.value} if reply.outcome else {}
    if reply.silent:
        return Rendered(Response(), attributes)
    said, asking, pace = fit(reply.parts), reply.session.asking, reply.session.pace or ""
    ends = not asking and reply.consent is None
    if not ends:
        session = reply.session._replace(speech=said, reprompt=reply.reprompt, paced=reply.paced)
        attributes |= to_attributes(session)
    response = Response(output_speech=SsmlOutputSpeech(ssml=speak(said, numbers, pace)), should_end_session=ends)
    if asking:
        response.reprompt = Reprompt(output_speech=SsmlOutputSpeech(ssml=speak(reply.reprompt, numbers, pace)))
    if reply.consent:
        response.directives = [_directive(reply.consent)]
        # Left unset: Alexa holds the session while she asks.
        response.should_end_session = None
    if reply.card:
        from ask_sdk_model.ui import SimpleCard

        response.card = SimpleCard(title=reply.card.title, content=reply.card.text)
    if reply.consent_card:
        from ask_sdk_model.ui import AskForPermissionsConsentCard

        response.card = AskForPermissionsConsentCard(permissions=[SCOPES[reply.consent_card]])
    return Rendered(response, attributes)


def _directive(consent: ConsentRequest) -> Any:
    from ask_sdk_model.interfaces.connections import SendRequestDirective

    payload: dict[str, object] = {
        "@type": "AskForPermissionsConsentRequest",
        "@version": "2",
        "permissionScopes": [{"permissionScope": SCOPES[consent.permission], "consentLevel": "ACCOUNT"}],
    }
    return SendRequestDirective(name="AskFor", payload=payload, token=consent.token)

"""A Reply to Amazon's response."""

import json
import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from ask_sdk_model import Response
from ask_sdk_model.ui import Reprompt, SsmlOutputSpeech

from coach.alexa.sanitizing import SCOPES
from coach.alexa.ssml import speak
from coach.conversation.reply import ConsentRequest, Reply
from coach.conversation.session import to_attributes
from coach.speech.parts import fit

if TYPE_CHECKING:
    from coach.conversation.screens.rows import Screen

log = logging.getLogger("coach")


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
    elif reply.screen:
        # Alexa's own screen asks for the permission; on any other turn what is shown is this reply's.
        response.directives = _shown(reply.screen)
    if reply.card:
        from ask_sdk_model.ui import SimpleCard

        response.card = SimpleCard(title=reply.card.title, content=reply.card.text)
    if reply.consent_card:
        from ask_sdk_model.ui import AskForPermissionsConsentCard

        response.card = AskForPermissionsConsentCard(permissions=[SCOPES[reply.consent_card]])
    return Rendered(response, attributes)


def _shown(screen: "Screen") -> list[Any] | None:
    """Return the directive that shows a screen; none where that fails, for the words must go out."""
    try:
        # Loaded where there is a screen.
        from coach.alexa.screens.directive import render_document

        return [render_document(screen)]
    except Exception as error:  # noqa: BLE001  see above
        log.error(json.dumps({"screen": screen.name, "result": type(error).__name__}))  # noqa: TRY400  no text of an error
        return None


def _directive(consent: ConsentRequest) -> Any:
    from ask_sdk_model.interfaces.connections import SendRequestDirective

    payload: dict[str, object] = {
        "@type": "AskForPermissionsConsentRequest",
        "@version": "2",
        "permissionScopes": [{"permissionScope": SCOPES[consent.permission], "consentLevel": "ACCOUNT"}],
    }
    return SendRequestDirective(name="AskFor", payload=payload, token=consent.token)

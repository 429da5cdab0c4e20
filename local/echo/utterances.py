"""What Alexa makes of words before any skill does: is a skill called by its name, and what becomes of the rest."""

import re

BY_ALEXA = "Alexa answers this herself, without the skill."
LISTENS = "Alexa listens, hears nothing more, and goes quiet again."
NOT_HEARD = (
    "No session is open, so the skill hears nothing of this: Alexa answers by herself if she can."
    ' To begin, say "open back spasm coach".'
)
CLOSED = "Nothing was heard for twice eight seconds: Alexa closes the session, and says nothing."
_OPEN = "open|start|launch|begin|run|play|load|use|resume|talk to"
_LEADS = ("to ", "for ", "about ", "that ", "if ", "whether ")


def invoked(words: str, invocation: str) -> list[str] | None:
    """Return what a skill is asked by its name, in each reading; an empty list if it is only opened; else None."""
    name = re.escape(invocation)
    if re.match(rf"^(?:(?:{_OPEN}) )?{name}$", words) or re.match(rf"^(?:ask|tell) {name}$", words):
        return []
    if match := re.match(rf"^(?:ask|tell|{_OPEN}) {name}(?: and)? (?P<rest>.+)$", words):
        rest = match["rest"]
        return [rest, *(rest.removeprefix(lead) for lead in _LEADS)]
    if match := re.match(rf"^(?P<rest>.+) (?:with|using|from|in|on) {name}$", words):
        return [match["rest"]]
    return None

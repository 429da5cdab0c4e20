"""Whether what is right was said or asked back, where no rule heard it."""

from local.hear.stage import Said

_BACK = {
    "yes": "I heard yes.", "is_on": "I heard yes.", "no": "I heard no.", "soft_no": "I heard no.",
    "unsure": "I heard not sure.", "skip": "To leave it out, say skip.", "back": "To change the last one, say back.",
}  # fmt: skip
"""What is said back of an answer that no rule heard."""
_WISHES = {
    "ice_again_when": "ice_history", "what_helps": "list_remedies", "cancel": "stop", "louder_clearer": "repeat",
    "remedy:get_up": "get_up", "which_timer": "time_left",
}  # fmt: skip
"""Meanings, to the wish that is asked back for them, where it has another name."""


def is_said_back(said: Said, meaning: str) -> bool:
    """Return whether a meaning is what is now asked back, to be done or kept on a plain answer."""
    wish = said.attributes.get("wish")
    if wish:
        return wish in {meaning, _WISHES.get(meaning), meaning.partition(":")[2]}
    return meaning in _BACK and _BACK[meaning] in said.turn.speech

"""A short walk, timed: three to five minutes on level ground."""

from coach.care.triage import is_for_child
from coach.conversation import remedies
from coach.conversation.session import Session
from coach.conversation.turn import Reply, Turn, back_to_menu


def refusal(turn: Turn, session: Session) -> Reply | None:
    """Not after a check that said to see somebody, and not for a child; None where a walk may be timed."""
    if is_for_child(session.answered()):
        return back_to_menu(turn, turn.words("walk.not_for_children"), session)
    if remedies.seen_first(turn):
        return back_to_menu(turn, turn.words("walk.not_after_check"), session)
    return None

"""A short walk, timed: three to five minutes on level ground."""

from coach.care.cautions import seen_first
from coach.care.triage import is_for_child
from coach.conversation.reply import Reply, back_to_menu
from coach.conversation.turn import Turn


def refusal(turn: Turn) -> Reply | None:
    """Refuse a walk after a check that said to see somebody, and for a child; return None if one may be timed."""
    answers = turn.session.answers
    if is_for_child(answers):
        return back_to_menu(turn, turn.words("walk.not_for_children"))
    if seen_first(turn.catalog.interview, answers, turn.session.concluded):
        return back_to_menu(turn, turn.words("walk.not_after_check"))
    return None

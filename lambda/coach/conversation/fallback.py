"""What was said gave no answer: one policy for asking again, and what to say where nothing was understood."""

from collections.abc import Callable
from typing import Protocol

from coach.conversation.reply import Reply, ask_again, back_to_menu, tell
from coach.conversation.turn import Turn
from coach.speech.parts import Said

MOST_MISSES = 3
"""How often in a row a question may get no answer: it is asked at most twice more."""


class Asks(Protocol):
    """Asks the open question again, after a few words."""

    def __call__(self, turn: Turn, *said: Said) -> Reply:
        """Return the reply."""


def retry(turn: Turn, *lead: Said, way_out: Callable[[Turn], Reply], ask: Asks = ask_again) -> Reply:
    """Return the open question once more, after a few words; the third time in a row, the way out instead."""
    turn = turn._replace(session=turn.session._replace(misses=turn.session.misses + 1))
    return way_out(turn) if turn.session.misses >= MOST_MISSES else ask(turn, *lead)


def not_understood(turn: Turn) -> Reply:
    """Nothing that this skill knows was heard: the question again, or after three times a goodbye."""
    # Some questions say by themselves whom to call.
    has_number = turn.catalog.contact(turn.locale).number in turn.session.reprompt
    lead = turn.words("launch.not_understood" if has_number else "launch.not_understood_serious")
    return retry(turn, lead, way_out=give_up, ask=ask_again if turn.session.asking else _menu)


def give_up(turn: Turn) -> Reply:
    """Return the goodbye after too many misses: whom to call, and how to come back."""
    return tell(turn, turn.words("launch.given_up"))


def no_open_question(turn: Turn) -> Reply:
    """Return the ways on: an answer came, but no question is open that it could belong to."""
    return back_to_menu(turn, turn.words("launch.lost"))


def _menu(turn: Turn, *said: Said) -> Reply:
    return back_to_menu(turn, *said, turn.words("launch.menu"))

"""What was said gave no answer: one policy for asking again, and what to say where nothing was understood."""

from collections.abc import Callable
from typing import Protocol

from coach.care import triage
from coach.conversation.questions import ROWS, QuestionId, State, state_of
from coach.conversation.reply import Reply, ask, ask_again, back_to_menu, tell
from coach.conversation.turn import Turn
from coach.speech.parts import Said

MOST_MISSES = 3
"""How often in a row a question may get no answer: it is asked at most twice more."""


WayOut = Callable[[Turn], Reply]


class Asks(Protocol):
    """Asks the open question again, after a few words."""

    def __call__(self, turn: Turn, *said: Said) -> Reply:
        """Return the reply."""


def retry(turn: Turn, *lead: Said, way_out: WayOut | None = None, again: Asks = ask_again) -> Reply:
    """Ask the open question again, never twice the same; the third time in a row, offer what a "yes" answers.

    ``way_out``: where the question is the check's own, what to do the third time instead. The microphone closes only
    on somebody to whom the safety check was offered in vain.
    """
    turn = turn._replace(session=turn.session._replace(misses=turn.session.misses + 1))
    misses = turn.session.misses
    if misses >= MOST_MISSES:
        return way_out(turn) if way_out else _offer_check(turn)
    if misses == 1 or not lead:
        return again(turn, *lead, number_where_missing(turn, *lead))
    is_yes_no = state_of(turn.session.asking) in {State.yes_no, State.check}
    return again(turn, turn.words("fallback.yes_or_no") if is_yes_no else turn.words("fallback.other_words"))


def number_where_missing(turn: Turn, *lead: Said) -> str:
    """Return whom to call, where neither the question nor what is said before it has the number."""
    number = turn.catalog.contact(turn.locale).number
    said = " ".join([turn.session.reprompt, *(part if isinstance(part, str) else part.text for part in lead)])
    return "" if number in said else turn.words("safety_check.if_serious")


def _offer_check(turn: Turn) -> Reply:
    """Offer the safety check; to whom it was offered already, say goodbye."""
    asking = turn.session.asking
    if asking is QuestionId.check_offer and triage.signs(turn.catalog.interview, turn.session.answers):
        # Whoever has told a sign is not sent away.
        turn = turn._replace(session=turn.session._replace(misses=0))
        return _menu(turn, turn.words("safety_check.if_serious"))
    if asking is QuestionId.check_offer:
        return give_up(turn)
    starting = isinstance(asking, QuestionId) and ROWS[asking].kind is not None
    no_timer = turn.words("timer.not_set") if starting else ""
    session = turn.session.without_start()
    return ask(turn._replace(session=session), QuestionId.check_offer, no_timer, turn.words("fallback.offer"))


def not_understood(turn: Turn) -> Reply:
    """Nothing that this skill knows was heard: the question again, or after three times the offer of the check."""
    return retry(turn, turn.words("launch.not_understood"), again=ask_again if turn.session.asking else _menu)


def give_up(turn: Turn) -> Reply:
    """Return the goodbye after too many misses: whom to call, and how to come back."""
    return tell(turn, turn.words("launch.given_up"))


def no_open_question(turn: Turn) -> Reply:
    """Return the ways on: an answer came, but no question is open that it could belong to."""
    return back_to_menu(turn, turn.words("launch.lost"))


def _menu(turn: Turn, *said: Said) -> Reply:
    return back_to_menu(turn, *said, turn.words("launch.menu"))

"""Reply: everything a conversation function returns, and the few ways to make one."""

from typing import TYPE_CHECKING, NamedTuple

from coach.care.limits import LEAST_SECONDS, OF_KIND, TimerKind
from coach.care.triage import Outcome, wording
from coach.conversation.questions import ROWS, Asking, QuestionId, Row, flag_of, row_of
from coach.conversation.session import Session
from coach.conversation.turn import Permission, Turn
from coach.profile.changes import Change
from coach.speech.numbers import exactly
from coach.speech.parts import Part, Said, fit, parts_of

if TYPE_CHECKING:
    from coach.content.line_keys import LineKey
    from coach.conversation.screens.rows import Screen


class ConsentRequest(NamedTuple):
    """Have Alexa ask for a permission; the token comes back with the answer."""

    token: str
    permission: Permission = Permission.timers


class Card(NamedTuple):
    """A simple card in the Alexa app."""

    title: str
    text: str


class Reply(NamedTuple):
    """What to say and keep. With a question open the microphone stays open; without, the session ends."""

    parts: tuple[Part, ...]
    session: Session
    reprompt: str = ""
    outcome: Outcome | None = None
    changes: tuple[Change, ...] = ()
    """To the profile, in order; folded and written once, by the caller."""
    forget: bool = False
    """Delete everything that is remembered."""
    consent: ConsentRequest | None = None
    card: Card | None = None
    consent_card: Permission | None = None
    """Leave Alexa's own card that asks for this permission in the app."""
    silent: bool = False
    """Say nothing at all."""
    advice: "LineKey | None" = None
    """The line of an outcome, by its name: a screen shows it without the signs that were heard."""
    screen: "Screen | None" = None
    """What is shown, on a device that has a screen."""
    paced: bool = False
    """Its silences are counted, for somebody who moves or breathes along: no limit of words holds for it."""

    @property
    def speech(self) -> str:
        """What is said, fitted into one breath."""
        return fit(self.parts)

    def led_by(self, *said: Said) -> "Reply":
        """Return the reply with something said before it."""
        return self._replace(parts=(*parts_of(*said), *self.parts))


def ask(turn: Turn, question: Asking, *said: Said, reprompt: str = "", outcome: Outcome | None = None) -> Reply:
    """Return a reply that leaves a question open; ``reprompt``: where it is not the question's own."""
    line = ROWS[question].reprompt if isinstance(question, QuestionId) and not reprompt else None
    if line:
        reprompt = turn.words(line)
    session = turn.session._replace(asking=question)
    return Reply(parts_of(*said), session, reprompt, outcome, turn.changes)


def ask_again(turn: Turn, *said: Said) -> Reply:
    """Return a reply that ends with the open question, as it was last put."""
    session = turn.session
    return Reply(parts_of(*said, session.reprompt), session, session.reprompt, None, turn.changes)


def tell(turn: Turn, *said: Said, outcome: Outcome | None = None) -> Reply:
    """Return a reply that ends the session."""
    return Reply(parts_of(*said), turn.session._replace(asking=None), "", outcome, turn.changes)


def aside(turn: Turn, *said: Said) -> Reply:
    """Return an answer on the side: the open question, if there is one, is put again; else the session ends."""
    return ask_again(turn, *said) if turn.session.asking else tell(turn, *said)


def back_to_menu(turn: Turn, *said: Said, outcome: Outcome | None = None) -> Reply:
    """Return a reply that ends with the ways on, and leaves that choice open."""
    return ask(turn, QuestionId.menu, *said, outcome=outcome)


def question_words(turn: Turn) -> tuple[str, str]:
    """Return the open question and its reprompt, from its id alone. Raises KeyError for one that does not exist."""
    asking = turn.session.asking
    if not isinstance(asking, QuestionId):
        question, _ = wording(turn.catalog.interview, flag_of(asking), turn.session.answers)
        return question, turn.words("safety_check.reprompt", question=question)
    row = ROWS[asking]
    kind = row.kind or TimerKind.ice
    limit = OF_KIND[kind]
    if row.reprompt is None and row.caution:
        text = turn.catalog.cautions[kind, row.caution]
        return f"{text.statement} {text.question}".strip(), text.other_words
    reprompt = turn.words(
        row.reprompt or "launch.reprompt",
        length=exactly(turn.session.seconds or limit.default_seconds),
        most=exactly(limit.most_seconds),
        more=exactly(turn.session.more_seconds or LEAST_SECONDS),
    )
    return turn.words("launch.once_more", question=reprompt), reprompt


def with_known_question(turn: Turn) -> tuple[Turn, Row | None]:
    """Return the turn with the row of its open question; without either, where there is no such question."""
    session = turn.session
    if not session.asking:
        return turn, None
    question = row_of(session.asking)
    if question.flag and question.flag not in turn.catalog.interview.flags:
        return turn._replace(session=session._replace(asking=None, reprompt="", speech="")), None
    if not session.reprompt:
        # Only the question's id is promised to be there: its words can be had from it.
        words, reprompt = question_words(turn)
        turn = turn._replace(session=session._replace(reprompt=reprompt, speech=session.speech or words))
    return turn, question

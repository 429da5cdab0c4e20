"""The safety check: its questions, and how it ends. Never an answer, never a sign that was heard."""

from coach.care import triage
from coach.care.answers import FlagId
from coach.care.triage import Outcome
from coach.conversation.questions import ROWS, QuestionId, Row
from coach.conversation.reply import Reply
from coach.conversation.screens.asked import asked, choice, label
from coach.conversation.screens.rows import Screen, ScreenName
from coach.conversation.screens.touches import Touch
from coach.conversation.turn import Turn
from coach.speech.parts import sentences


def check(turn: Turn, row: Row) -> Screen:
    """Return a question of the check, and how far it has come; of a sign asked about by itself, the question alone."""
    interview, answers = turn.catalog.interview, turn.session.answers
    question, other_words = triage.wording(interview, row.flag, answers)
    left = max(1, triage.still_to_ask(interview, answers))
    at = len(answers) + 1
    labels = turn.catalog.shown["touch"]
    by_number = row.flag in {FlagId.age, FlagId.onset}
    touches = [] if by_number else [Touch.yes, Touch.no, Touch.not_sure]
    single = turn.session.single
    return Screen(
        ScreenName.check,
        {
            "asking": str(row.id),
            "question": other_words if turn.session.said_again else question,
            "choices": [choice(labels, touch) for touch in touches],
            "hint": label(turn, f"{row.flag}_hint") if by_number else "",
            "progress": "" if single else label(turn, "progress", at=at),
            "left": "" if single else label(turn, "progress_last", left=left - 1) if left > 1 else "",
            "done": 0 if single else round(100 * (at - 1) / (at - 1 + left)),
        },
    )


_LOOKS = {
    "outcome.crisis": "crisis",
    "outcome.maternity": "maternity",
    "outcome.maternity_now": "maternity_now",
    "outcome.maternity_now_infection": "maternity_now",
    "outcome.same_day_maternity": "maternity_today",
}
"""Lines of an outcome that have a heading of their own."""


def emergency(turn: Turn, reply: Reply) -> Screen:
    """Return the number and what to do, in the words of the reply without what was heard."""
    look = turn.catalog.shown["outcome"][_LOOKS.get(reply.advice or "", "emergency")]
    line = turn.words(reply.advice, heard="") if reply.advice else ""
    return Screen(
        ScreenName.emergency,
        {
            **look,
            "number": turn.catalog.contact(turn.locale).number,
            "lines": _paragraphs(turn, sentences(" ".join(line.split()))),
            "asking": "",
        },
    )


def _paragraphs(turn: Turn, said: list[str]) -> list[str]:
    """Return the line of an emergency in two paragraphs: whom else to call, or the number; then the rest."""
    contact = turn.catalog.contact(turn.locale)
    first = next((one for one in said if contact.crisis in one or contact.poison in one), said[0] if said else "")
    return [one for one in (first, " ".join(rest for rest in said if rest != first)) if one]


def outcome(turn: Turn, reply: Reply) -> Screen:
    """Return how a check ended, or what it amounts to so far."""
    ends = reply.outcome or Outcome.unfinished
    advice = turn.words(reply.advice) if reply.advice else ""
    look = _LOOKS.get(reply.advice or "", ends.value)
    row = ROWS[QuestionId.menu] if turn.session.asking else None
    return Screen(
        ScreenName.outcome,
        {
            **turn.catalog.shown["outcome"][look],
            "look": ends.value,
            "lines": [advice or label(turn, "check_again")],
            **asked(turn, reply, row),
        },
    )

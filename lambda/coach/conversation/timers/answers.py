"""Answers to the questions before a start: the length, and what the cautions leave to be answered here."""

from coach.care import limits
from coach.care.limits import Verdict
from coach.conversation import fallback
from coach.conversation.meanings import LENGTHS, Intent, Meaning
from coach.conversation.questions import ROWS, QuestionId, Row, Step, before_start
from coach.conversation.reply import Reply, ask, ask_again
from coach.conversation.timers import against, cautions, requests
from coach.conversation.timers.kinds import KINDS, Kind
from coach.conversation.turn import Turn
from coach.speech.numbers import exactly


def answer(turn: Turn, meaning: Meaning | None) -> Reply | None:
    """Answer a question before a start; return None if it opens another topic."""
    asking = turn.session.asking
    if not isinstance(asking, QuestionId) or turn.intent is Intent.no_ice:
        return None
    row = ROWS[asking]
    if row.kind is None:
        return None
    kind = KINDS[row.kind]
    if turn.intent is Intent.it_is_on and not _waits_for_it(row):
        return cautions.no_answer(turn, kind, Meaning.not_understood)
    if row.step and row.step in _LENGTH_ANSWERS:
        if turn.intent in LENGTHS:
            return _another_length(turn, kind, row.step)
        return _LENGTH_ANSWERS[row.step](turn, kind, meaning)
    if turn.intent in LENGTHS:
        # "Just ten", in the middle of the cautions: the length is changed, the question stays.
        return _change_length(turn, kind, asking)
    if row.step is Step.go_on:
        return _answer_go_on(turn, kind, meaning)
    return _caution(turn, row, kind, meaning)


def _another_length(turn: Turn, kind: Kind, step: Step) -> Reply:
    """Answer a length where one was asked about; the one that was heard, said again, was no teen: thirty is thirty."""
    if step is Step.did_you_say and turn.asked_seconds == turn.session.misheard:
        return requests.offer_most(turn, kind, against.most_now(turn, kind))
    return requests.start(turn, kind, turn.asked_seconds or 0)


def _caution(turn: Turn, row: Row, kind: Kind, meaning: Meaning | None) -> Reply | None:
    if meaning is Meaning.hang_on and not _waits_for_it(row):
        return ask_again(turn, turn.words("fallback.take_your_time"))
    return cautions.answer(turn, row, kind, meaning)


def _waits_for_it(row: Row) -> bool:
    """Return whether "it's on" answers the question."""
    return row.caution is cautions.READY or row.step in {Step.still_start, Step.go_on}


def _answer_minutes(turn: Turn, kind: Kind, meaning: Meaning | None) -> Reply | None:
    """Answer "for how many minutes?"."""
    return cautions.no_answer(turn, kind, meaning)


def _answer_did_you_say(turn: Turn, kind: Kind, meaning: Meaning | None) -> Reply | None:
    """Answer "did you say fifteen minutes?"; on a no, "did you say thirteen?", where thirty was heard."""
    if meaning is Meaning.no:
        most = against.most_now(turn, kind)
        teen = limits.sounds_like(turn.session.misheard, turn.session.seconds, most)
        return requests.did_you_say(turn, kind, teen) if teen else requests.offer_most(turn, kind, most)
    return _answer_offer(turn, kind, meaning)


def _answer_most(turn: Turn, kind: Kind, meaning: Meaning | None) -> Reply | None:
    """Answer "shall I set that?", the most that may be."""
    if meaning is Meaning.why:
        why = turn.words.of_kind(kind.id, "most_why")
        return ask(turn, before_start(kind.id, Step.most), why, reprompt=turn.session.reprompt)
    return _answer_offer(turn, kind, meaning)


def _answer_offer(turn: Turn, kind: Kind, meaning: Meaning | None) -> Reply | None:
    """Answer the offer of a length."""
    if meaning is Meaning.yes:
        most = against.most_now(turn, kind)
        session = turn.session._replace(seconds=min(turn.session.seconds, most) or most)
        return cautions.ask_first(turn._replace(session=session), kind)
    if meaning in {Meaning.no, Meaning.back}:
        return requests.ask_minutes(turn, kind)
    return cautions.no_answer(turn, kind, meaning)


_LENGTH_ANSWERS = {
    Step.minutes: _answer_minutes,
    Step.did_you_say: _answer_did_you_say,
    Step.most: _answer_most,
}


def _answer_go_on(turn: Turn, kind: Kind, meaning: Meaning | None) -> Reply | None:
    """Answer "is it off now?", asked of what was on before."""
    if meaning is Meaning.yes:
        return requests.start(turn, kind, turn.session.seconds or None)
    if meaning in {Meaning.no, Meaning.not_sure}:
        return fallback.retry(turn, turn.words("skin.off_now"))
    return cautions.no_answer(turn, kind, meaning)


def _change_length(turn: Turn, kind: Kind, asking: QuestionId) -> Reply | None:
    asked = turn.asked_seconds or 0
    length = limits.length(kind.limit, asked, against.most_now(turn, kind))
    if length.verdict is not Verdict.fine or ROWS[asking].step is Step.go_on:
        return requests.start(turn, kind, asked)
    lead = turn.words("timer.changed", length=exactly(length.seconds).capitalize())
    return cautions.ask_caution(turn._replace(session=turn.session._replace(seconds=length.seconds)), asking, lead)

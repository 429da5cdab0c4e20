"""Which function answers which turn."""

from collections.abc import Callable
from typing import NamedTuple

from coach.care.triage import Outcome
from coach.conversation import fallback, menu, privacy
from coach.conversation.meanings import Intent, Meaning
from coach.conversation.menu import opening
from coach.conversation.questions import QuestionId, Row, Topic
from coach.conversation.reminders import permission
from coach.conversation.reply import Reply, ask_again, with_known_question
from coach.conversation.routes import ANSWERS, EVERYWHERE, NO_QUESTION, ROUTES, Opens
from coach.conversation.safety_check import frame, interview, offers, outcomes
from coach.conversation.symptoms import free_words, likely, report, second_opinion, whom
from coach.conversation.symptoms.hearing import NOTHING, Heard, hear
from coach.conversation.symptoms.understanding import counts, is_report, meaning_in
from coach.conversation.timers.kinds import BOTH
from coach.conversation.turn import Turn, TurnKind
from coach.speech.parts import Part


class Understood(NamedTuple):
    """A turn, and what was meant by it."""

    turn: Turn
    question: Row | None
    """The open question; None: none is open."""
    meaning: Meaning | None
    """None: the intent opens a topic, or answers the open question by itself."""
    heard: Heard
    """What the words of its slots speak of, by the skill's own ear."""
    reads_profile: bool
    """Whether the answer needs what is remembered. An emergency and the safety check do not: they never wait for it."""
    switched: bool = False
    """Whether it is about somebody else from here, or about the speaker again."""
    likely: str = ""
    """What the words most likely mean where no rule made anything of them; empty: one did, or nobody can tell."""


def understand(turn: Turn) -> Understood:
    """Return what was meant by a turn; its profile need not have been read yet."""
    if turn.kind is TurnKind.consent:
        return Understood(whom.in_its_wording(turn), None, None, NOTHING, reads_profile=True)
    if turn.kind is TurnKind.launch:
        # What this is and the emergency signs do not wait for what is remembered for long: see the caller.
        return Understood(turn, None, None, NOTHING, reads_profile=True)
    if turn.kind not in {TurnKind.intent, TurnKind.unknown}:
        return Understood(turn, None, None, NOTHING, reads_profile=False)
    turn, question = with_known_question(likely.settled(whom.in_its_wording(turn)))
    if turn.intent is Intent.which_timer and question and question.screening and turn.slot_id("timer") == BOTH:
        # "Both", "all of them": yes to "down both legs?".
        turn = turn._replace(intent=Intent.yes)
        both = Meaning.both if question.flag else Meaning.yes
        return Understood(turn, question, both, NOTHING, _reads_profile(turn, question, both, NOTHING))
    heard = hear(turn, question)
    command = free_words.meant(turn, question, heard)
    if command is turn:
        heard = second_opinion.where_nothing_was_made_of_it(turn, question, heard)
    perhaps = likely.meaning_of(turn, question, heard) if command is turn else ""
    about = whom.told_by(turn, question, heard)
    if command is not turn:
        turn, heard = command, heard.of_a_command
        about = whom.of_command(command, about)
    turn, switched = whom.noticed(turn, question, about)
    return _meant(turn, question, heard, switched=switched, perhaps=perhaps)


def _meant(turn: Turn, question: Row | None, heard: Heard, *, switched: bool, perhaps: str) -> Understood:
    """Return what was meant, once it is known what was heard; ``perhaps``: what it most likely was, else."""
    turn, aside = likely.aside(turn, perhaps)
    if perhaps and not aside:
        return Understood(turn, question, None, heard, reads_profile=False, switched=switched, likely=perhaps)
    meaning = aside or meaning_in(turn, question, heard, opens_topic=turn.intent in ROUTES)
    return Understood(turn, question, meaning, heard, _reads_profile(turn, question, meaning, heard), switched)


def route(turn: Turn) -> Reply:
    """Return the reply to a turn whose profile was read, as far as there is one."""
    return answer(understand(turn))


def answer(understood: Understood) -> Reply:
    """Return the reply to what was understood, at the pace that was asked for."""
    reply = _answer(understood)
    kept = menu.kept_pace(understood.turn) if understood.reads_profile else None
    pace = reply.session.pace or understood.turn.session.pace or kept
    return reply._replace(session=reply.session._replace(pace=pace)) if pace else reply


def _answer(understood: Understood) -> Reply:
    turn = understood.turn
    if turn.kind is TurnKind.intent:
        return _intent(understood)
    if turn.kind is TurnKind.launch:
        return opening.opened(turn)
    if turn.kind is TurnKind.consent:
        return permission.answered(turn)
    if turn.kind is TurnKind.disabled:
        return privacy.disabled(turn)
    if turn.kind is TurnKind.unknown:
        return fallback.not_understood(turn)
    return Reply((), turn.session, silent=True)


class Conversation(NamedTuple):
    """The two steps of a turn; between them the caller reads what is remembered, where it is needed."""

    understand: Callable[[Turn], Understood]
    answer: Callable[[Understood], Reply]


CONVERSATION = Conversation(understand, answer)


_CHANGED_BY = {
    Intent.add_time: (QuestionId.how_much_more, QuestionId.add_most),
    Intent.shorten_timer: (QuestionId.how_much_less,),
}
"""A command that answers the question how much."""
_WAITS_ITSELF = frozenset({Topic.interview, Topic.frame, Topic.start})


def _reads_profile(turn: Turn, question: Row | None, meaning: Meaning | None, heard: Heard) -> bool:
    if turn.kind is TurnKind.unknown:
        return False
    if is_report(turn, question, heard):
        return report.needs_profile(turn, heard)
    if meaning in EVERYWHERE:
        return not EVERYWHERE[meaning].without_profile
    opens = ROUTES.get(turn.intent)
    if opens and (opens.aside or not opens.without_profile):
        return not opens.without_profile
    if question is None:
        return meaning in NO_QUESTION and not NO_QUESTION[meaning].without_profile
    return not question.without_profile


def _intent(understood: Understood) -> Reply:
    reply = _reply(understood)
    if not understood.heard.number_first or reply.outcome is Outcome.emergency:
        return reply
    turn = understood.turn
    has_number = turn.catalog.contact(turn.locale).number in " ".join(part.text for part in reply.parts)
    return reply if has_number else reply.led_by(turn.words("safety_check.if_serious"))


def _reply(understood: Understood) -> Reply:
    turn, question, meaning, heard, _, switched, perhaps = understood
    if whom.only_told(turn, meaning, switched=switched, named=is_report(turn, question, heard)):
        return whom.told(turn)
    reply = likely.reply(turn, question, perhaps) if perhaps else _to_what_was_said(turn, question, meaning, heard)
    return whom.led(turn, reply) if switched else reply


def _to_what_was_said(turn: Turn, question: Row | None, meaning: Meaning | None, heard: Heard) -> Reply:
    if is_report(turn, question, heard):
        return report.report(turn, heard)
    if meaning in EVERYWHERE:
        return _everywhere(turn, meaning)
    if frame.is_about_age(turn) and (noted := frame.mentioned(turn)):
        return noted
    told = frame.answered(turn) if question and question.flag else None
    return told or (_open_question(turn, question, meaning) if question else None) or _open_topic(turn, meaning)


def _everywhere(turn: Turn, meaning: Meaning) -> Reply:
    if meaning is Meaning.home and outcomes.is_emergency(turn):
        return outcomes.emergency(turn)
    if meaning in {Meaning.home, Meaning.start_over} and interview.in_check(turn.session):
        return _leaving_check(turn, menu.menu) if meaning is Meaning.home else offers.ask_start_over(turn)
    return EVERYWHERE[meaning].opens(turn)


def _open_question(turn: Turn, question: Row, meaning: Meaning | None) -> Reply | None:
    """Answer the open question; return None if this is no answer to it."""
    # "Five more", while it is asked how many more minutes.
    changes = question.id in _CHANGED_BY.get(turn.intent, ())
    took_off = (
        turn.intent is Intent.stop_timer and question.id is QuestionId.is_it_off and not free_words.half_heard(turn)
    )
    is_aside = turn.intent in ROUTES and ROUTES[turn.intent].aside and not counts(turn, meaning)
    if meaning is Meaning.hang_on and question.topic not in _WAITS_ITSELF:
        return ask_again(turn, turn.words("fallback.take_your_time"))
    return None if is_aside and not (changes or took_off) else ANSWERS[question.topic](turn, meaning)


def _open_topic(turn: Turn, meaning: Meaning | None) -> Reply:
    """Open another topic, or answer what has nothing to do with a question."""
    opens = None if free_words.half_heard(turn) else ROUTES.get(turn.intent)
    if opens and not opens.aside and turn.session.asking:
        return _leaving_question(turn, opens.opens)
    if opens:
        return opens.opens(turn)
    if meaning in NO_QUESTION:
        return NO_QUESTION[meaning].opens(turn)
    return fallback.no_open_question(turn) if meaning else fallback.not_understood(turn)


def _leaving_question(turn: Turn, opens: Opens) -> Reply:
    """Open another topic while a question is open; a check says what it leaves open."""
    if outcomes.is_emergency(turn):
        return outcomes.emergency(turn)
    if interview.in_check(turn.session):
        return _leaving_check(turn, opens)
    if turn.session.single:
        left = turn._replace(session=turn.session._replace(single=False, asking=None))
        return opens(left).led_by(turn.words("safety_check.if_serious"))
    return opens(turn)


def _leaving_check(turn: Turn, opens: Opens) -> Reply:
    """Open another topic in the middle of a check: what was not asked is said, then the topic."""
    left = outcomes.leave(turn)
    reply = opens(left.turn).led_by(Part(left.said, left.briefly))
    return reply._replace(outcome=reply.outcome or left.outcome, advice=reply.advice or left.advice)

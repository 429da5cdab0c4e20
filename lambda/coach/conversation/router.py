"""Which function answers which turn."""

from collections.abc import Callable
from typing import NamedTuple

from coach.care.triage import Outcome
from coach.conversation import fallback, menu, privacy, remedies
from coach.conversation.meanings import Intent, Meaning
from coach.conversation.menu import opening, phone
from coach.conversation.movement import breathing, guided, pain, way_up
from coach.conversation.questions import QuestionId, Row, Topic
from coach.conversation.reminders import held, permission, wishes
from coach.conversation.reply import Reply, ask_again, with_known_question
from coach.conversation.safety_check import frame, interview, offers, outcomes
from coach.conversation.symptoms import free_words, report, second_opinion, whom
from coach.conversation.symptoms.hearing import NOTHING, Heard, hear
from coach.conversation.symptoms.understanding import counts, is_report, meaning_in
from coach.conversation.timers import answers, commands, extension, heat, ice, requests, skin_trouble, two_rings
from coach.conversation.timers.kinds import BOTH
from coach.conversation.turn import Turn, TurnKind
from coach.profile.model import Pace
from coach.speech.parts import Part

Opens = Callable[[Turn], Reply]


class Route(NamedTuple):
    """What an intent opens."""

    opens: Opens
    aside: bool = False
    """Answered on the side: the open question stays open."""
    without_profile: bool = False
    """Needs nothing that is remembered, so the store is not waited for."""


ROUTES: dict[Intent, Route] = {
    Intent.safety_check: Route(interview.start, without_profile=True),
    Intent.start_ice: Route(requests.start_ice),
    Intent.start_heat: Route(requests.start_heat),
    Intent.start_walk: Route(requests.start_walk),
    Intent.length: Route(requests.bare_length),
    Intent.not_me: Route(requests.not_me),
    Intent.whom: Route(whom.told),
    Intent.it_is_on: Route(requests.it_is_on),
    Intent.remind_walk: Route(wishes.of_walk),
    Intent.remind_tomorrow: Route(wishes.of_tomorrow),
    Intent.skin_check: Route(two_rings.turn_on, aside=True),
    Intent.skin_trouble: Route(skin_trouble.report, aside=True),
    Intent.went_numb: Route(skin_trouble.numb, aside=True),
    Intent.alternate: Route(heat.alternate, without_profile=True),
    Intent.no_ice: Route(remedies.no_ice),
    Intent.time_left: Route(held.time_left, aside=True),
    Intent.add_time: Route(extension.add_time, aside=True),
    Intent.shorten_timer: Route(extension.shorten, aside=True),
    Intent.stop_timer: Route(held.stop, aside=True),
    Intent.ice_history: Route(ice.history, aside=True),
    Intent.heat_history: Route(heat.history, aside=True),
    Intent.list_remedies: Route(remedies.browse, without_profile=True),
    Intent.tell_remedy: Route(remedies.by_name),
    Intent.where_left_off: Route(remedies.where_left_off),
    Intent.guide_movement: Route(guided.guide),
    Intent.stay_with_me: Route(breathing.stay, without_profile=True),
    Intent.hurts: Route(pain.hurts, aside=True),
    Intent.pace: Route(menu.keep_pace, aside=True),
    Intent.send_to_phone: Route(phone.to_phone, aside=True),
    Intent.what_you_know: Route(privacy.what_you_know, aside=True),
    Intent.forget_me: Route(privacy.ask_to_forget, without_profile=True),
    Intent.cannot_move: Route(way_up.cannot_move, without_profile=True),
    Intent.call_somebody: Route(menu.call_somebody, aside=True, without_profile=True),
    Intent.call_for_help: Route(outcomes.call_for_help, aside=True, without_profile=True),
}
"""Intents that open a topic, or answer on the side."""

EVERYWHERE: dict[Meaning, Route] = {
    Meaning.exit: Route(menu.leave),
    Meaning.help: Route(menu.help_here, without_profile=True),
    Meaning.repeat: Route(menu.repeat, without_profile=True),
    Meaning.home: Route(menu.menu, without_profile=True),
    Meaning.start_over: Route(menu.ask_start_over, without_profile=True),
    Meaning.pause_timer: Route(commands.pause),
    Meaning.resume_timer: Route(commands.resume),
}
"""Meanings that are the same in every state."""

NO_QUESTION: dict[Meaning, Route] = {
    Meaning.more: Route(remedies.more),
    Meaning.next: Route(remedies.next_one),
    Meaning.back: Route(remedies.previous_one),
    Meaning.not_understood: Route(fallback.not_understood, without_profile=True),
}
"""Meanings where no question is open, or the open one leaves them alone."""

ANSWERS: dict[Topic, Callable[[Turn, Meaning | None], Reply | None]] = {
    Topic.interview: interview.answer,
    Topic.frame: frame.answer,
    Topic.check_offers: offers.answer,
    Topic.start: answers.answer,
    Topic.next_ice: ice.answer,
    Topic.reminder: wishes.answer,
    Topic.skin_check: two_rings.answer,
    Topic.skin: skin_trouble.answer,
    Topic.extension: extension.answer,
    Topic.remedies: remedies.answer,
    Topic.menu: menu.answer,
    Topic.opening: opening.answer,
    Topic.privacy: privacy.answer,
    Topic.cannot_move: way_up.answer,
    Topic.movement: guided.answer,
    Topic.calm: breathing.answer,
}
"""Who answers an open question."""


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


def understand(turn: Turn) -> Understood:
    """Return what was meant by a turn; its profile need not have been read yet."""
    if turn.kind is TurnKind.consent:
        return Understood(whom.in_its_wording(turn), None, None, NOTHING, reads_profile=True)
    if turn.kind is TurnKind.launch:
        # What this is and the emergency signs do not wait for what is remembered for long: see the caller.
        return Understood(turn, None, None, NOTHING, reads_profile=True)
    if turn.kind not in {TurnKind.intent, TurnKind.unknown}:
        return Understood(turn, None, None, NOTHING, reads_profile=False)
    turn, question = with_known_question(whom.in_its_wording(turn))
    if turn.intent is Intent.which_timer and question and question.screening and turn.slot_id("timer") == BOTH:
        # "Both", "all of them": yes to "down both legs?".
        turn = turn._replace(intent=Intent.yes)
        both = Meaning.both if question.flag else Meaning.yes
        return Understood(turn, question, both, NOTHING, _reads_profile(turn, question, both, NOTHING))
    heard = whom.without_helpers(turn, hear(turn, question))
    command = free_words.meant(turn, question, heard)
    if command is turn:
        heard = second_opinion.where_nothing_was_made_of_it(turn, question, heard)
    about = whom.told_by(turn, question, heard)
    if command is not turn:
        about = None if whom.only_helps(turn) else whom.of_command(command, about)
        turn, heard = command, heard.of_a_command
    turn, switched = whom.noticed(turn, question, about)
    meaning = meaning_in(turn, question, heard, opens_topic=turn.intent in ROUTES)
    return Understood(turn, question, meaning, heard, _reads_profile(turn, question, meaning, heard), switched)


def route(turn: Turn) -> Reply:
    """Return the reply to a turn whose profile was read, as far as there is one."""
    return answer(understand(turn))


def answer(understood: Understood) -> Reply:
    """Return the reply to what was understood, at the pace that was asked for."""
    reply = _answer(understood)
    pace = reply.session.pace or understood.turn.session.pace or _kept_pace(understood)
    return reply._replace(session=reply.session._replace(pace=pace)) if pace else reply


def _kept_pace(understood: Understood) -> Pace | None:
    """Return the pace that is remembered, where what is remembered was read, and it is not the usual one."""
    pace = understood.turn.profile.pace
    return pace if understood.reads_profile and pace is not Pace.normal else None


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
    turn, question, meaning, heard, _, switched = understood
    if whom.only_told(turn, meaning, switched=switched, named=is_report(turn, question, heard)):
        return whom.told(turn)
    reply = _to_what_was_said(turn, question, meaning, heard)
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

"""The cautions before cold, heat or a walk, spoken: how they are asked, what each answer does."""

from coach.care import cautions as care
from coach.care.cautions import Caution
from coach.care.limits import TimerKind
from coach.conversation import fallback
from coach.conversation.meanings import Intent, Meaning
from coach.conversation.questions import ROWS, QuestionId, Row, Step, before_start
from coach.conversation.reply import Reply, ask, back_to_menu, tell
from coach.conversation.safety_check import interview
from coach.conversation.timers import against, creation, skin_check
from coach.conversation.timers.kinds import ICE, KINDS, Kind
from coach.conversation.turn import Turn
from coach.profile.changes import GrantClearance, VoidClearance
from coach.settings import ScreeningStyle
from coach.speech.numbers import exactly
from coach.speech.parts import Said

READY = Caution.ready


def ask_first(turn: Turn, kind: Kind) -> Reply:
    """Ask the cautions, as far as they are due; then start."""
    questions = due(turn, kind)
    if not questions and turn.session.cautions:
        # Whoever was in the middle of them is still asked whether it is on.
        questions = kind.cautions[-1:]
    if not questions:
        return creation.start(turn, kind, turn.session.seconds)
    if turn.screening_style is ScreeningStyle.list:
        return _listed(turn, kind)
    lead = turn.words("ice.memory_lost") if turn.profile_lost and kind.on_skin else ""
    turn = turn._replace(session=turn.session._replace(cautions=questions, misses=0))
    return ask_caution(turn, before_start(kind.id, questions[0]), lead)


def due(turn: Turn, kind: Kind) -> tuple[Caution, ...]:
    """Return the cautions to ask before this start, in their order."""
    profile, session = turn.profile, turn.session
    cleared_at = {TimerKind.ice: profile.ice_cleared_at, TimerKind.heat: profile.heat_cleared_at}
    history = care.History(cleared_at, profile.ice_log, profile.heat_log)
    named = care.stop_signs_named(turn.catalog.stop_signs, session.answers)
    afresh = bool(session.not_me or session.about_them or named)
    if kind.id is TimerKind.walk and session.signs_clear and not afresh:
        # Asked before a movement, in this session.
        return ()
    return care.due(kind.id, history, turn.now, asked_afresh=afresh, no_swelling=session.no_swelling)


def _listed(turn: Turn, kind: Kind) -> Reply:
    """Say the cautions as statements, and ask one question that is about nobody's health."""
    statements = turn.words.of_kind(kind.id, "cautions_listed")
    return ask_caution(turn, before_start(kind.id, Step.still_start), statements)


def ask_caution(turn: Turn, question: QuestionId, *lead: Said) -> Reply:
    """Ask one of the cautions, or whatever question before a start is open."""
    row = ROWS[question]
    kind = KINDS[row.kind] if row.kind else ICE
    is_last = row.caution in {None, READY}
    both = is_last and skin_check.is_part_of(turn, kind, turn.session.seconds)
    turn = turn._replace(session=turn.session._replace(both_rings=both))
    if row.kind is None or row.step is Step.still_start:
        return ask(turn, question, *lead, turn.words("skin_check.still_start_both" if both else "timer.still_start"))
    if row.caution is None or row.caution is READY:
        if both:
            again = turn.words.of_kind(row.kind, "ready_both_again")
            return ask(turn, question, *lead, turn.words.of_kind(row.kind, "ready_both"), reprompt=again)
        return ask(turn, question, *lead, turn.words.of_kind(row.kind, "ready"))
    text = turn.catalog.cautions[row.kind, row.caution]
    return ask(turn, question, *lead, text.statement, text.question, reprompt=text.other_words)


def answer(turn: Turn, row: Row, kind: Kind, meaning: Meaning | None) -> Reply | None:
    """Answer one of the cautions; return None if it opens another topic."""
    if row.step is Step.still_start:
        return _answer_listed(turn, kind, meaning)
    if row.caution is READY:
        return _answer_ready(turn, kind, meaning)
    return _answer_caution(turn, kind, row.caution or READY, meaning)


def _answer_caution(turn: Turn, kind: Kind, caution: Caution, meaning: Meaning | None) -> Reply | None:
    question = before_start(kind.id, caution)
    if meaning is Meaning.no:
        return _clear(turn, kind, caution)
    if meaning in {Meaning.yes, Meaning.not_sure}:
        return _forbid(turn, kind, caution)
    if meaning is Meaning.why:
        return ask_caution(turn, question, turn.catalog.cautions[kind.id, caution].why)
    if meaning is Meaning.back:
        return ask_caution(turn, _before(turn, kind, caution))
    if meaning is Meaning.next:
        return ask_caution(turn, question, turn.words("timer.cannot_skip"))
    return no_answer(turn, kind, meaning)


def _asked(turn: Turn, kind: Kind, caution: Caution) -> tuple[Caution, ...]:
    """Return what is asked before this start; where the session does not say, or not this question: everything."""
    asked, every = turn.session.cautions, care.EVERY[kind.id]
    if caution in asked and set(asked) <= set(every):
        return asked
    return kind.cautions if caution in kind.cautions else every


def _before(turn: Turn, kind: Kind, caution: Caution) -> QuestionId:
    asked = _asked(turn, kind, caution)
    return before_start(kind.id, asked[max(0, asked.index(caution) - 1)])


def _clear(turn: Turn, kind: Kind, caution: Caution) -> Reply:
    """A clear no: the next question, or the start."""
    turn = turn._replace(session=turn.session._replace(misses=0))
    named = care.stop_signs_named(turn.catalog.stop_signs, turn.session.answers)
    if named and caution is Caution.stop_signs:
        return against.known_sign(turn, kind, named)
    if caution is Caution.swelling:
        turn = turn._replace(session=turn.session._replace(no_swelling=True))
    asked = _asked(turn, kind, caution)
    following = asked[asked.index(caution) + 1 :]
    if not set(following) - {READY}:
        cautioned = tuple(one for one in turn.session.cautioned if one is not kind.id)
        turn = turn._replace(session=turn.session._replace(cautioned=cautioned))
    if not following:
        return creation.start(turn, kind, turn.session.seconds)
    everything_clear = asked == kind.cautions and following[0] is READY
    somebody_else = turn.session.not_me or turn.session.about_them
    if everything_clear and not somebody_else and not turn.profile_lost:
        # Only the time of a clear no is kept, never an answer; and never somebody else's.
        turn = turn.after(GrantClearance(kind.id, turn.now))
    return ask_caution(turn, before_start(kind.id, following[0]))


_OF_THE_PERSON = frozenset({Caution.skin, Caution.body})
"""Cautions after which nothing of the kind is offered, until they are asked again and denied."""


def _forbid(turn: Turn, kind: Kind, caution: Caution) -> Reply:
    """Yes or not sure to a caution: not now; whom to ask; something else offered."""
    turn = turn.after(VoidClearance())._replace(session=turn.session.without_start())
    if caution in _OF_THE_PERSON:
        cautioned = tuple(sorted({*turn.session.cautioned, kind.id}))
        turn = turn._replace(session=turn.session._replace(cautioned=cautioned))
    if caution is Caution.stop_signs:
        lead = turn.words("timer.signs_first", timer=kind.label)
        return interview.start(turn).led_by(lead)
    if caution is Caution.skin:
        return back_to_menu(turn, turn.words.of_kind(kind.id, "not_on_that_skin"))
    if caution is Caution.swelling:
        return back_to_menu(turn, turn.words("heat.not_on_swelling"))
    return back_to_menu(turn, turn.words.of_kind(kind.id, "not_for_you"))


_NOT_YET = frozenset({Meaning.no, Meaning.not_sure, Meaning.not_tried})


def _says_it_is_on(turn: Turn, meaning: Meaning | None) -> bool:
    # "Resume the thingamajig" is not understood, and starts nothing.
    understood = meaning is not Meaning.not_understood
    return understood and turn.intent in {Intent.it_is_on, Intent.resume_timer}


def _answer_ready(turn: Turn, kind: Kind, meaning: Meaning | None) -> Reply | None:
    if meaning is Meaning.yes or _says_it_is_on(turn, meaning):
        if not turn.session.cautions and due(turn, kind):
            # They were never asked in this session.
            return ask_first(turn, kind)
        return creation.start(turn, kind, turn.session.seconds)
    if meaning in _NOT_YET:
        length = exactly(turn.session.seconds or kind.limit.default_seconds)
        return tell(turn, turn.words.of_kind(kind.id, "not_on_yet", length=length))
    if meaning is Meaning.hang_on:
        return ask(turn, before_start(kind.id, READY), turn.words("fallback.waiting"))
    if meaning is Meaning.why:
        return ask_caution(turn, before_start(kind.id, READY), turn.words("timer.ready_why"))
    if meaning is Meaning.back:
        return ask_caution(turn, _before(turn, kind, READY))
    return no_answer(turn, kind, meaning)


def _answer_listed(turn: Turn, kind: Kind, meaning: Meaning | None) -> Reply | None:
    if meaning is Meaning.yes or turn.intent is Intent.it_is_on:
        return creation.start(turn, kind, turn.session.seconds)
    if meaning in _NOT_YET:
        return _dropped(turn, kind)
    if meaning is Meaning.why:
        return _listed(turn, kind)
    return no_answer(turn, kind, meaning)


def no_answer(turn: Turn, kind: Kind, meaning: Meaning | None) -> Reply | None:
    """Drop the start, or ask again, and in the end give up; return None if it opens another topic."""
    if meaning is Meaning.drop:
        return _dropped(turn, kind)
    return fallback.retry(turn, turn.words("timer.not_understood")) if meaning else None


def _dropped(turn: Turn, kind: Kind) -> Reply:
    turn = turn._replace(session=turn.session.without_start())
    return back_to_menu(turn, turn.words("timer.dropped", timer=kind.label))

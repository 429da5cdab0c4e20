"""A movement, guided: is it the right time, how to lie, one try, the set with its counted holds, and what next."""

from coach.care import movements as care
from coach.care.cautions import Caution, seen_first, stop_signs_named
from coach.care.limits import WALK as WALK_LIMIT
from coach.care.limits import TimerKind
from coach.care.movements import Kind, Movement
from coach.care.triage import is_for_child
from coach.conversation.fallback import retry
from coach.conversation.meanings import Meaning
from coach.conversation.movement import breathing, repetitions, way_up
from coach.conversation.movement.pacing import position_text
from coach.conversation.questions import QuestionId
from coach.conversation.reply import Reply, ask, ask_again, back_to_menu
from coach.conversation.safety_check import interview, outcomes
from coach.conversation.timers import against, cautions, requests
from coach.conversation.timers.kinds import WALK
from coach.conversation.turn import Turn
from coach.profile.changes import KeepPlace, VoidClearance
from coach.settings import ScreeningStyle
from coach.speech.numbers import exactly, joined
from coach.speech.parts import Said

_SIGNS = (TimerKind.walk, Caution.stop_signs)
"""The warning signs before a movement are asked about in the words of a walk's."""


def guide(turn: Turn) -> Reply:
    """GuideMovementIntent: from the beginning, as far as it may be now."""
    movement_id = turn.slot_id("movement")
    movement = turn.catalog.movements.by_id.get(movement_id)
    if movement_id == way_up.GET_UP:
        return way_up.cannot_move(turn)
    if movement is None:
        titles = [turn.catalog.remedies[key].title for key in (way_up.GET_UP, *turn.catalog.movements.by_id)]
        words = turn.words("remedies.which_movement", titles=joined(titles, "or", most=5))
        return ask(turn, QuestionId.choose_remedy, words)
    return _begin(turn, movement)


def _begin(turn: Turn, movement: Movement) -> Reply:
    session = turn.session._replace(movement=movement.id, step=0, repetitions=0, longer=False, left_first=False)
    turn = turn._replace(session=session._replace(misses=0, said_again=False))
    if refused := _not_now(turn, movement):
        return refused
    if movement.id != turn.profile.place and not turn.profile_lost:
        turn = turn.after(KeepPlace(movement.id))
    if movement.kind is Kind.position:
        return _position(turn, movement)
    if turn.screening_style is ScreeningStyle.list:
        # Nobody's health is asked about: what speaks against it is read out, and "ready?" answers to that.
        eased = turn.words("movement.eased_listed") if movement.eased_first else ""
        return _lie(turn, movement, turn.words("movement.signs_listed"), eased)
    if not turn.session.signs_clear and cautions.due(turn, WALK):
        text = turn.catalog.cautions[_SIGNS]
        said = (text.statement, text.question)
        return ask(turn, QuestionId.movement_signs, *said, reprompt=text.other_words)
    return _after_signs(turn, movement)


def _not_now(turn: Turn, movement: Movement) -> Reply | None:
    """Refuse it after an emergency sign; a movement, for a child, and to whom should be seen first."""
    if outcomes.is_emergency(turn):
        return outcomes.emergency(turn)
    if movement.kind is Kind.position:
        return None
    if is_for_child(turn.session.answers):
        return back_to_menu(turn, turn.words("movement.not_for_children"))
    if seen_first(turn.catalog.interview, turn.session.answers, turn.session.concluded):
        return back_to_menu(turn, turn.words("movement.not_after_check"))
    return None


def _after_signs(turn: Turn, movement: Movement) -> Reply:
    if movement.eased_first:
        return ask(turn, QuestionId.movement_eased, turn.words("movement.eased"))
    return _lie(turn, movement)


def _lie(turn: Turn, movement: Movement, *lead: Said) -> Reply:
    """Say when to stop, how to interrupt, how to lie, and wait for "ready"."""
    warn = "" if turn.session.warned else turn.words("movement.warn")
    turn = turn._replace(session=turn.session._replace(step=0, warned=True, misses=0))
    said = (*lead, warn, movement.heed, movement.lie)
    if movement.kind is not Kind.walk:
        return ask(turn, QuestionId.movement_ready, *said, turn.words("movement.ready"))
    length = exactly(WALK_LIMIT.default_seconds)
    question = turn.words("movement.ready_to_walk", length=length)
    return repetitions.paced(
        ask(turn, QuestionId.movement_ready, *said, position_text(turn.catalog, movement), question)
    )


def _position(turn: Turn, movement: Movement) -> Reply:
    question = turn.words("movement.done")
    text = position_text(turn.catalog, movement)
    return repetitions.paced(ask(turn, QuestionId.movement_done, movement.lie, text, question))


def answer(turn: Turn, meaning: Meaning | None) -> Reply | None:
    """Answer a question while a movement is guided; return None if it opens another topic."""
    movement = turn.catalog.movements.by_id.get(turn.session.movement)
    if meaning is Meaning.drop or (movement is None and meaning in _GOES_ON | _WAITS):
        return back_to_menu(turn, turn.words("launch.menu"))
    if movement is None:
        # A session that names no movement: nothing can be guided.
        return retry(turn, turn.words("launch.not_understood")) if meaning else None
    asking = turn.session.asking
    if asking is QuestionId.movement_signs:
        return _answer_signs(turn, movement, meaning)
    if meaning is Meaning.why:
        return ask_again(turn, movement.why)
    if asking is QuestionId.movement_eased:
        return _answer_eased(turn, movement, meaning)
    return _answer_in_set(turn, movement, meaning)


def _answer_signs(turn: Turn, movement: Movement, meaning: Meaning | None) -> Reply | None:
    """Answer the warning signs: only a clear no goes on, and it is kept in the session alone."""
    if meaning is Meaning.no:
        return _signs_denied(turn, movement)
    if meaning in {Meaning.yes, Meaning.not_sure, Meaning.not_tried}:
        turn = turn.after(VoidClearance())
        return interview.start(turn).led_by(turn.words("timer.signs_first", timer="movement"))
    if meaning is Meaning.why:
        return ask_again(turn, turn.words("movement.signs_why"))
    if meaning is Meaning.back:
        return back_to_menu(turn, turn.words("launch.menu"))
    if meaning is Meaning.next:
        return ask_again(turn, turn.words("timer.cannot_skip"))
    return retry(turn, turn.words("timer.not_understood")) if meaning else None


def _signs_denied(turn: Turn, movement: Movement) -> Reply:
    named = stop_signs_named(turn.catalog.stop_signs, turn.session.answers)
    if named:
        # Said no to now, and named before: in doubt it is there.
        return against.sign_known(turn, "movement", named)
    turn = turn._replace(session=turn.session._replace(signs_clear=True, misses=0))
    return _after_signs(turn, movement)


def _answer_eased(turn: Turn, movement: Movement, meaning: Meaning | None) -> Reply | None:
    """Answer "has the sharp pain eased?"."""
    if meaning is Meaning.yes:
        return _lie(turn, movement)
    if meaning in {Meaning.no, Meaning.not_sure, Meaning.not_tried}:
        return breathing.offer(turn, turn.words("movement.not_yet"))
    if meaning is Meaning.back:
        return back_to_menu(turn, turn.words("launch.menu"))
    if meaning is Meaning.next:
        return _next(turn, movement)
    return retry(turn, turn.words("launch.not_understood")) if meaning else None


_GOES_ON = frozenset({Meaning.yes, Meaning.next})
_WAITS = frozenset({Meaning.no, Meaning.not_sure, Meaning.not_tried})


def _answer_in_set(turn: Turn, movement: Movement, meaning: Meaning | None) -> Reply | None:
    """Answer "ready?", "go on?" and "again, next, or stop?"."""
    asking, step = turn.session.asking, turn.session.step
    if meaning in repetitions.CHANGES:
        return repetitions.CHANGES[meaning](turn, movement)
    if asking is QuestionId.movement_ready:
        return _answer_ready(turn, movement, meaning)
    if asking is QuestionId.movement_done:
        return _answer_done(turn, movement, meaning)
    if meaning in _GOES_ON:
        return repetitions.stretch(turn, movement, step)
    if meaning is Meaning.no:
        return repetitions.over(turn, movement)
    if meaning in {Meaning.again, Meaning.back}:
        return repetitions.stretch(turn, movement, step - 1) if step else repetitions.practice(turn, movement)
    if meaning in _WAITS:
        return ask_again(turn, turn.words("cannot_move.no_hurry"))
    return retry(turn, turn.words("launch.not_understood")) if meaning else None


def _answer_ready(turn: Turn, movement: Movement, meaning: Meaning | None) -> Reply | None:
    if meaning in _GOES_ON and movement.kind is Kind.walk:
        return requests.start(turn, WALK, WALK_LIMIT.default_seconds)
    if meaning in _GOES_ON:
        return repetitions.practice(turn, movement)
    if meaning in _WAITS:
        return ask_again(turn, turn.words("cannot_move.no_hurry"))
    if meaning is Meaning.again:
        return _lie(turn, movement)
    if meaning is Meaning.back:
        return back_to_menu(turn, turn.words("launch.menu"))
    return retry(turn, turn.words("launch.not_understood")) if meaning else None


def _answer_done(turn: Turn, movement: Movement, meaning: Meaning | None) -> Reply | None:
    if meaning is Meaning.again:
        session = turn.session._replace(longer=True, step=0)
        turn = turn._replace(session=session)
        return repetitions.stretch(turn, movement, 0) if movement.kind is Kind.repeated else _position(turn, movement)
    if meaning is Meaning.next:
        return _next(turn, movement)
    if meaning is Meaning.no:
        return back_to_menu(turn, turn.words("launch.menu"))
    if meaning is Meaning.back and movement.kind is Kind.repeated:
        return repetitions.stretch(turn, movement, len(repetitions.plan(turn, movement)) - 1)
    return retry(turn, turn.words("launch.not_understood")) if meaning else None


def _next(turn: Turn, movement: Movement) -> Reply:
    """Go on to the movement that follows."""
    every = turn.catalog.movements.by_id
    return _begin(turn, every[care.after(movement.id, every)])

"""Stay with me: calm breathing and letting go, a stretch at a time, each with a question at its end."""

from coach.care.limits import ON_SKIN
from coach.care.triage import is_for_child
from coach.conversation.fallback import retry
from coach.conversation.meanings import Meaning
from coach.conversation.movement.pacing import calm_text
from coach.conversation.questions import QuestionId
from coach.conversation.reply import Reply, ask, ask_again, back_to_menu
from coach.conversation.safety_check import outcomes
from coach.conversation.timers.phrases import still_running
from coach.conversation.turn import Turn
from coach.speech.parts import Said


def stay(turn: Turn) -> Reply:
    """StayWithMeIntent: the first stretch, after whom to call."""
    if outcomes.is_emergency(turn):
        return outcomes.emergency(turn)
    if turn.session.asking is QuestionId.breathe_go_on:
        # Somebody stays already: what comes next, and not the same again.
        return _stretch(turn, turn.session.step + 1)
    return _stretch(turn, 0, turn.words("stay.first"))


def offer(turn: Turn, *lead: Said) -> Reply:
    """Offer to breathe together, after whatever was said: while ice runs, or where a movement is not for now."""
    return ask(turn, QuestionId.breathe_offer, *lead, turn.words("stay.offer"))


def hurts(turn: Turn) -> Reply:
    """Somebody is in pain, and no movement is going on: an answer, and the question again."""
    on_skin = any(turn.profile.timer(kind) for kind in ON_SKIN)
    lead = turn.words("stay.ice_hurts") if on_skin else turn.words("stay.hurts")
    if turn.session.asking is QuestionId.breathe_offer:
        return _stretch(turn, 0, turn.words("stay.first"), lead)
    return ask_again(turn, lead)


def answer(turn: Turn, meaning: Meaning | None) -> Reply | None:
    """Answer "go on, ice, or stop?" or the offer; return None if it opens another topic."""
    offered = turn.session.asking is QuestionId.breathe_offer
    at = turn.session.step
    if meaning is Meaning.why:
        return ask_again(turn, turn.catalog.movements.calm_why)
    if meaning is Meaning.how_many_more:
        return ask_again(turn, turn.words("stay.as_long"))
    if offered and meaning is Meaning.yes:
        return stay(turn)
    if offered and meaning is Meaning.drop:
        return _timer_runs_on(turn)
    if meaning in {Meaning.no, Meaning.drop} or (offered and meaning is Meaning.back):
        return back_to_menu(turn, turn.words("launch.menu"))
    if not offered and meaning in _STEPS:
        return _stretch(turn, at + _STEPS[meaning])
    return retry(turn, turn.words("launch.not_understood")) if meaning else None


def _timer_runs_on(turn: Turn) -> Reply:
    """Drop what was offered, and no timer: "cancel it", while ice runs; how to end that is said."""
    turn, runs = still_running(turn)
    how = turn.words("timer.too_short") if runs else ""
    return back_to_menu(turn, runs, how, turn.words("launch.without_ice" if runs else "launch.menu"))


_STEPS = {
    Meaning.yes: 1,
    Meaning.next: 1,
    Meaning.again: 0,
    Meaning.back: -1,
}
"""Which stretch follows: so many after this one."""


def _stretch(turn: Turn, at: int, *lead: Said) -> Reply:
    stretches = turn.catalog.movements.calm
    at %= len(stretches)
    turn = turn._replace(session=turn.session._replace(step=at, misses=0))
    question = turn.words("stay.go_on_child" if is_for_child(turn.session.answers) else "stay.go_on")
    reply = ask(turn, QuestionId.breathe_go_on, *lead, calm_text(turn.catalog, stretches[at]), question)
    return reply._replace(paced=True)

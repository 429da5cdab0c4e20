"""The ice or the heat does harm, or the skin is numb: off at once, whatever else is going on."""

from collections.abc import Container, Iterable

from coach.care.answers import Answer, FlagId
from coach.care.cautions import Caution
from coach.care.limits import NUMB_AFTER_MS, ON_SKIN, TimerKind
from coach.conversation import fallback
from coach.conversation.meanings import Meaning
from coach.conversation.questions import ROWS, QuestionId, flag_of
from coach.conversation.reply import Reply, aside, ask, back_to_menu
from coach.conversation.safety_check import interview, outcomes
from coach.conversation.timers import cautions, skin_check
from coach.conversation.timers.commands import stop_one
from coach.conversation.timers.kinds import HEAT, ICE, KINDS, SKIN_CHECK
from coach.conversation.timers.reconciliation import Found, delete_leftovers, find
from coach.conversation.turn import Turn
from coach.profile.changes import VoidClearance
from coach.settings import ScreeningStyle
from coach.speech.parts import Part, may_drop


def report(turn: Turn) -> Reply:
    """SkinTroubleIntent, "it burns": take it off; its timer is deleted; whom to ask. The clearance is void.

    In a check the open question is put again: "it burns" may be an answer to it, and is no clear one.
    """
    asleep = turn.slot_id("asleep")
    if asleep == "may_i":
        return aside(turn, turn.words("skin.no_sleep"))
    turn, stopped = _off(turn)
    off = turn.words("skin.off_asleep" if asleep else "skin.off_now")
    return aside(turn, off, *stopped, turn.words("skin.see"))


_SKIN = "skin_trouble"
"""Skin that cold or heat has harmed, as the model has it among the conditions."""
_NOTHING_ASKED = frozenset({None, QuestionId.menu, QuestionId.ice_again, QuestionId.heat_again})


def off_with_it(turn: Turn, against: Iterable[TimerKind], conditions: Container[str]) -> Reply | None:
    """Take off what is on, or may be on without a timer where the skin is harmed; None: nothing need come off."""
    if any(turn.profile.timer(kind) for kind in against):
        return report(turn)
    if _SKIN in conditions and turn.session.asking in _NOTHING_ASKED:
        return _without_timer(turn)
    return None


def _without_timer(turn: Turn) -> Reply:
    """Answer that the skin is white, hard or numb where no timer of ours runs: a pack may be on all the same."""
    turn = _not_on_this_skin(turn.after(VoidClearance()))
    return back_to_menu(turn, turn.words("skin.off_if_on"), turn.words("skin.see"), turn.words("skin.whats_next"))


def _not_on_this_skin(turn: Turn) -> Turn:
    """Return the turn with no more cold or heat in this conversation."""
    against = tuple(sorted({*turn.session.against, *ON_SKIN}))
    return turn._replace(session=turn.session.without_start()._replace(against=against, misses=0))


def numb(turn: Turn) -> Reply:
    """WentNumbIntent, "my back is numb": off with it; then whether it is numb elsewhere, which is the red flag.

    In a check the open question is put again, for it asks that; after "numb, can't pee, weak legs, or chest pain?" it
    is a yes.
    """
    if turn.session.asking is QuestionId.get_up_signs:
        return interview.start(turn).led_by(turn.words("cannot_move.signs_first"))
    if turn.session.asking is QuestionId.numb_where:
        return fallback.retry(turn)
    may_be_on = _may_be_on(turn)
    if not may_be_on and (yes := _yes_to_caution(turn)):
        return yes
    turn, stopped = _off(turn)
    off = turn.words("skin.off_now" if may_be_on or stopped else "skin.off_if_on")
    if flag_of(turn.session.asking) or interview.in_check(turn.session):
        return aside(turn, off, *stopped)
    if turn.screening_style is ScreeningStyle.list:
        return aside(turn, off, *stopped, turn.words("skin.see"))
    turn = turn._replace(session=turn.session._replace(misses=0))
    return ask(turn, QuestionId.numb_where, off, *stopped, turn.words("skin.numb_where"))


def _yes_to_caution(turn: Turn) -> Reply | None:
    """Return the answer to "numb" where a caution asks about numb skin, and nothing is on; None elsewhere."""
    asking = turn.session.asking
    row = ROWS[asking] if isinstance(asking, QuestionId) else None
    if row is None or row.kind not in ON_SKIN or row.caution not in {Caution.skin, Caution.body}:
        return None
    return cautions.answer(turn, row, KINDS[row.kind], Meaning.yes)


def _off(turn: Turn) -> tuple[Turn, list[Part]]:
    """Delete the timers of what may be on. Return the turn as it goes on, no start open, and what came of each."""
    stopped: list[Part] = []
    rings = turn.profile.timer(SKIN_CHECK.id) is not None
    turn, ring = skin_check.look(turn) if rings else (turn, Found(SKIN_CHECK))
    for kind in (ICE, HEAT):
        if not (turn.profile.timer(kind.id) or turn.profile_lost):
            continue
        turn, found = find(turn, kind)
        if found.timer or found.ringing:
            turn, said = stop_one(turn, delete_leftovers(turn, found), did_harm=True)
            # Where it could be stopped, that it was is no news for the skin.
            stopped.append(Part(said) if turn.profile.timer(kind.id) else may_drop(said))
    turn, failed = skin_check.follow(turn, ring)
    stopped += [Part(failed)] if failed else []
    turn = turn.after(VoidClearance())
    session = turn.session.without_start()
    asking = session.asking
    if isinstance(asking, QuestionId) and ROWS[asking].kind in ON_SKIN:
        session = session._replace(asking=None, reprompt="")
    return turn._replace(session=session), stopped


def _may_be_on(turn: Turn) -> bool:
    """Return whether ice or heat is on, or was within ten minutes, by our notes."""
    ended = [one.ended for kind in ON_SKIN for one in turn.profile.log(kind)]
    return any(turn.profile.timer(kind) for kind in ON_SKIN) or turn.now < max(ended, default=0) + NUMB_AFTER_MS


def answer(turn: Turn, meaning: Meaning | None) -> Reply | None:
    """Answer "is it numb between your legs or in a leg, too?"; return None if it opens another topic."""
    if meaning is Meaning.yes:
        # Which of the two is not known: in doubt, the worse.
        turn = turn._replace(session=turn.session.with_answer(FlagId.saddle_numbness, Answer.yes))
        return outcomes.emergency(turn)
    if meaning in {Meaning.not_sure, Meaning.not_tried}:
        lead = turn.words("safety_check.if_serious")
        return interview.ask_single(turn, FlagId.saddle_numbness, lead)
    if meaning is Meaning.no:
        turn = _not_on_this_skin(turn)
        said = turn.words("skin.numb_there"), turn.words("skin.see"), turn.words("skin.whats_next")
        return back_to_menu(turn, *said)
    if meaning is Meaning.why:
        return ask(turn, QuestionId.numb_where, turn.words("skin.numb_where_why"))
    if meaning in {Meaning.drop, Meaning.back}:
        return back_to_menu(turn, turn.words("skin.whats_next"))
    return fallback.retry(turn) if meaning else None


_ASKED_ABOUT = {"legs": FlagId.both_legs, "leg": FlagId.leg_weakness}
"""The ear's words for a part of the body that the question names, and the red flag to ask about then."""


def numb_elsewhere(turn: Turn, in_doubt: Container[str]) -> Reply | None:
    """Answer a part of the body, named after "is it numb between your legs or in a leg, too?"; None: none was."""
    lexicon = turn.catalog.lexicon
    said = [one for slot in turn.slots.values() for one in lexicon.mentions(lexicon.said(slot.value))]
    named = {concept for one in said for concept in one.concepts}
    if FlagId.saddle_numbness in in_doubt or "saddle" in named:
        return answer(turn, Meaning.yes)
    flag = next((flag for part, flag in _ASKED_ABOUT.items() if part in named), None)
    return interview.ask_single(turn, flag, turn.words("safety_check.if_serious")) if flag else None

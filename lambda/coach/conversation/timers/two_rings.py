"""The wish for the skin check, spoken: offered once, kept, changed; and set at once where ice or heat is on."""

from coach.care import limits
from coach.conversation.fallback import retry
from coach.conversation.meanings import Meaning
from coach.conversation.questions import ROWS, QuestionId, Step
from coach.conversation.reply import Reply, aside, ask, tell
from coach.conversation.timers import cautions, skin_check
from coach.conversation.timers.kinds import HEAT, ICE
from coach.conversation.timers.reconciliation import Found, find
from coach.conversation.turn import Turn
from coach.profile.changes import KeepSkinCheck
from coach.profile.model import SkinCheck
from coach.speech.numbers import roughly


def answer(turn: Turn, meaning: Meaning | None) -> Reply | None:
    """Answer "shall the skin check ring at five minutes, too?"; return None if it opens another topic."""
    if meaning is Meaning.yes:
        turn, said = _wanted(turn)
        return tell(turn, said)
    if meaning is Meaning.no:
        return tell(_with_wish(turn, SkinCheck.unwanted), turn.words("skin_check.declined"))
    if meaning in {Meaning.drop, Meaning.back, Meaning.not_sure}:
        return tell(turn, turn.words("skin_check.not_now"))
    if meaning is Meaning.why:
        return ask(turn, QuestionId.skin_check_offer, turn.words("skin_check.why"))
    return retry(turn, turn.words("launch.not_understood")) if meaning else None


def turn_on(turn: Turn) -> Reply:
    """SkinCheckIntent, "set the skin check": from now on, and for what is on just now."""
    turn, said = _wanted(turn)
    return _with_question(turn, said)


def turn_off(turn: Turn) -> Reply:
    """StopTimerIntent of the skin check: neither now nor from now on."""
    turn, ring = skin_check.look(turn)
    turn = _with_wish(turn, SkinCheck.unwanted)
    lost = turn.words("memory.not_kept") if turn.profile_lost else ""
    if ring.failure and ring.timer is None:
        return _with_question(turn, turn.words("skin_check.off_unknown"), lost)
    turn, failure = skin_check.clear(turn, ring)
    if failure and ring.record:
        return _with_question(turn, turn.words("skin_check.off_failed", label=ring.record.label), lost)
    return _with_question(turn, turn.words.of_kind(ring.kind.id, "stopped"), lost)


def _with_wish(turn: Turn, wish: SkinCheck) -> Turn:
    return turn if turn.profile_lost else turn.after(KeepSkinCheck(wish))


def _with_question(turn: Turn, *said: str) -> Reply:
    """Return the answer with the open question; that before a start names both rings, or one, as is wanted by now."""
    asking = turn.session.asking
    if isinstance(asking, QuestionId) and (
        ROWS[asking].caution is cautions.READY or ROWS[asking].step is Step.still_start
    ):
        return cautions.ask_caution(turn, asking, *said)
    return aside(turn, *said)


def _wanted(turn: Turn) -> tuple[Turn, str]:
    """Keep the wish, and set the ring where ice or heat is on and it is not too late. Return what to say."""
    turn = _with_wish(turn, SkinCheck.wanted)
    turn, on = _what_is_on(turn)
    if on.failure and on.timer is None:
        return turn, turn.words("skin_check.cannot_look")
    if on.timer is None or on.record is None:
        return turn, turn.words("memory.not_kept" if turn.profile_lost else "skin_check.from_now_on")
    if not on.runs:
        return turn, turn.words("skin_check.not_while_paused")
    seconds = limits.skin_check_in(on.record.elapsed_seconds(turn.now), on.timer.remaining_seconds(turn.now))
    if not seconds:
        return turn, turn.words("skin_check.too_late")
    turn, ring = skin_check.look(turn)
    turn, failure = skin_check.clear(turn, ring)
    turn, failure = skin_check.make(turn, seconds) if failure is None else (turn, failure)
    if failure:
        return turn, turn.words("skin_check.not_set")
    return turn, turn.words.of_kind(ring.kind.id, "started", left=roughly(seconds))


def _what_is_on(turn: Turn) -> tuple[Turn, Found]:
    """Return the ice or the heat that is on, in step with Alexa."""
    found = Found(ICE)
    for kind in (ICE, HEAT):
        turn, found = find(turn, kind)
        if found.timer or found.failure:
            break
    return turn, found

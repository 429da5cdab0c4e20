"""The opening: from what Alexa holds and what is remembered, so that one word does the likely thing.

What is on the skin comes first: what runs, what rang. Then what may be done again. Nothing known: what this is.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from coach.care import limits
from coach.conversation import menu, remedies
from coach.conversation.fallback import retry
from coach.conversation.meanings import IN_WORDS, Intent, Meaning
from coach.conversation.questions import QuestionId
from coach.conversation.reply import Reply, ask, ask_again, back_to_menu
from coach.conversation.timers import against, commands, requests
from coach.conversation.timers.kinds import HEAT, ICE, WALK, Kind
from coach.conversation.timers.phrases import left_of, look_briefly, may_still_be_on, say_none
from coach.conversation.timers.port import TimerStatus
from coach.conversation.timers.reconciliation import Found, survey
from coach.conversation.turn import Turn
from coach.profile.model import Application
from coach.speech.numbers import roughly

if TYPE_CHECKING:
    from coach.content.line_keys import LineKey

_AGAIN = {ICE.id: QuestionId.ice_again, HEAT.id: QuestionId.heat_again}
_JUST_NOW_SECONDS = 60


def opened(turn: Turn) -> Reply:
    """LaunchRequest: who is new, or not known just now, hears what this is, the emergency signs, and the ways on."""
    look_briefly(turn)
    turn, surveyed = survey(turn, (ICE, HEAT, WALK))
    for found in surveyed:
        reply = _of_timer(turn, found)
        if reply:
            return reply
    if turn.profile_lost or turn.profile.is_empty:
        return back_to_menu(turn, turn.words("launch.welcome"))
    last = _last_on_skin(turn)
    return _again(turn, *last) if last else _place(turn)


def _of_timer(turn: Turn, found: Found) -> Reply | None:
    """Return what is said of one timer, and the question that goes with it; None: there is no news of it."""
    welcome = turn.words("launch.back")
    if found.timer and found.timer.status is TimerStatus.paused:
        left = roughly(found.timer.remaining_seconds(turn.now))
        said = left_of(turn, found) if found.failure else turn.words("launch.paused", timer=found.kind.label, left=left)
        return ask(turn, QuestionId.resume, welcome, said, turn.words("launch.resume"))
    if found.timer and found.kind.on_skin:
        return ask(turn, QuestionId.breathe_offer, welcome, left_of(turn, found), turn.words("stay.offer"))
    if found.timer:
        return back_to_menu(turn, welcome, left_of(turn, found), turn.words("launch.without_ice"))
    if found.record is None or not may_still_be_on(turn, found):
        return None
    if found.rang and not found.failure:
        since = (turn.now - found.record.triggers_at) // 1000
        key: LineKey = "launch.rings" if found.ringing or since < _JUST_NOW_SECONDS else "launch.rang"
        said = turn.words(key, timer=found.kind.label, ago=roughly(max(since, 1)))
        return _is_it_off(turn, found.kind, welcome, said)
    return _is_it_off(turn, found.kind, welcome, say_none(turn, found))


def _is_it_off(turn: Turn, kind: Kind, *said: str) -> Reply:
    turn = turn._replace(session=turn.session._replace(kind=kind.id))
    return ask(turn, QuestionId.is_it_off, *said, turn.words("launch.is_it_off"))


def _last_on_skin(turn: Turn) -> tuple[Kind, Application] | None:
    """Return what was on last, ice or heat, and when; None: neither was, as far as the log goes back."""
    profile = turn.profile.trimmed(turn.now)
    logged = [(one, kind) for kind in (ICE, HEAT) for one in profile.log(kind.id) if one.elapsed_seconds > 0]
    if not logged:
        return None
    last, kind = max(logged, key=lambda row: row[0].ended)
    return kind, last


def _again(turn: Turn, kind: Kind, last: Application) -> Reply:
    """Ask whether ice or heat goes on again, where it may; else say when."""
    welcome, name = turn.words("launch.back"), kind.label.capitalize()
    if wait := against.wait_seconds(turn, kind):
        return _later(turn, kind, wait, welcome)
    movement = turn.catalog.remedies.get(turn.profile.place)
    if movement and movement.movement and turn.now - last.ended < limits.CLEARANCE_LASTS_MS:
        return back_to_menu(turn, welcome, turn.words("launch.again_or", timer=name, title=movement.title))
    return ask(turn, _AGAIN[kind.id], welcome, turn.words("launch.again", timer=name))


def _place(turn: Turn) -> Reply:
    """Offer the remedy or movement where they were; without one, the ways on."""
    remedy = turn.catalog.remedies.get(turn.profile.place)
    if remedy is None:
        return back_to_menu(turn, turn.words("launch.back"), turn.words("launch.menu"))
    return ask(turn, QuestionId.place, turn.words("launch.back"), turn.words("launch.place", title=remedy.title))


Answers = Callable[[Turn], Reply]
_DO: dict[QuestionId, Answers] = {
    QuestionId.ice_again: requests.start_ice,
    QuestionId.heat_again: requests.start_heat,
    QuestionId.resume: commands.resume,
    QuestionId.place: remedies.where_left_off,
}
"""What a yes does."""
_ON: dict[Meaning, Answers] = {
    Meaning.more: remedies.more,
    Meaning.next: remedies.next_one,
}
"""What goes on from the remedy that was offered."""
_WHY: "dict[QuestionId, LineKey]" = {QuestionId.ice_again: "launch.why"}
_OFF_OR_ON = {Intent.stop_timer: Meaning.yes, Intent.it_is_on: Meaning.no}
"""What answers "is it off?" without a yes or a no: "I took it off", "it's still on"."""
_NO = frozenset({Meaning.no, Meaning.drop, Meaning.back, Meaning.not_sure})


def answer(turn: Turn, meaning: Meaning | None) -> Reply | None:
    """Answer the question of an opening; return None if it opens another topic."""
    asking = turn.session.asking
    if not isinstance(asking, QuestionId):
        return None
    if asking is QuestionId.is_it_off:
        return _answer_off(turn, _OFF_OR_ON.get(turn.intent, meaning))
    if asking is QuestionId.resume and (turn.intent is Intent.stop_timer or _in_words(turn) is Meaning.yes):
        # "Yes, it's off": the pack is, as it was told to be. Only a yes without that puts it on again.
        return ask_again(turn, turn.words("launch.stays_off"))
    if asking is QuestionId.place and meaning in _ON:
        return _ON[meaning](turn)
    if meaning is Meaning.yes:
        return _DO[asking](turn._replace(session=turn.session._replace(asking=None)))
    if meaning in _NO:
        return menu.menu(turn)
    if meaning is Meaning.why and asking in _WHY:
        return ask_again(turn, turn.words(_WHY[asking]))
    return retry(turn, turn.words("launch.not_understood")) if meaning else None


_MAY_BE_ON = frozenset({Meaning.no, Meaning.not_sure, Meaning.hang_on, Meaning.not_tried})


def _in_words(turn: Turn) -> Meaning | None:
    """Return what free words say to "is it off?", whatever else they are: "still on", "it's off now"."""
    said = " ".join(slot.value for slot in turn.slots.values() if not slot.id)
    if not said:
        return None
    from coach.care.ear import answer_to  # a turn without words needs no ear

    word = answer_to(said, turn.catalog.answers_to["is_it_off"], turn.catalog.lexicon)
    return IN_WORDS[word] if word else None


def _answer_off(turn: Turn, meaning: Meaning | None) -> Reply | None:
    meaning = _in_words(turn) or meaning
    if meaning is Meaning.yes:
        return _off(turn)
    if meaning in _MAY_BE_ON:
        return ask_again(turn, turn.words("launch.take_it_off"))
    if meaning in {Meaning.drop, Meaning.back}:
        return menu.menu(turn)
    if meaning is Meaning.why:
        return ask_again(turn, turn.words("launch.off_why"))
    return retry(turn, turn.words("launch.not_understood")) if meaning else None


def _off(turn: Turn) -> Reply:
    """The pack is off: when it may go on again, and what may be done meanwhile."""
    kind = HEAT if turn.session.kind is HEAT.id else ICE
    if wait := against.wait_seconds(turn, kind):
        return _later(turn, kind, wait, turn.words("launch.good"))
    return back_to_menu(turn, turn.words("launch.good"), turn.words("launch.menu"))


def _later(turn: Turn, kind: Kind, wait: int, lead: str) -> Reply:
    """Say in how many seconds ice or heat may go on again, and what may be done meanwhile."""
    again = turn.words("launch.again_in", timer=kind.label.capitalize(), wait=roughly(wait))
    return back_to_menu(turn, lead, again, turn.words("launch.without_ice"))

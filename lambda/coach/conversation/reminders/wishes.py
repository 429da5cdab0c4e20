"""The wish to be reminded: of the next walk, or tomorrow of "how is it?". Each is set after a yes of its own."""

from typing import TYPE_CHECKING, NamedTuple

from coach.care import limits
from coach.conversation.fallback import retry
from coach.conversation.meanings import LENGTHS, Meaning
from coach.conversation.questions import QuestionId
from coach.conversation.reminders.moments import in_words, tomorrow, when
from coach.conversation.reply import ConsentRequest, Reply, ask, back_to_menu, tell
from coach.conversation.safety_check import outcomes
from coach.conversation.timers import creation, walk
from coach.conversation.timers.consent import for_next_time
from coach.conversation.timers.kinds import NEXT_WALK
from coach.conversation.timers.port import TimerFailure, TimersError
from coach.conversation.turn import ConsentStatus, Permission, Turn
from coach.speech.parts import parts_of

if TYPE_CHECKING:
    from coach.content.line_keys import LineKey

_OURS = "remind"
"""How the token of our request begins."""


class _Wish(NamedTuple):
    """What can be asked for, and its words."""

    question: QuestionId
    offer: "LineKey"
    again: "LineKey"
    text: "LineKey"
    """What the reminder says: no word of anybody's health, for it stays in the Alexa app."""
    native: "LineKey"
    """How to set it without the skill."""


_WALK = _Wish(
    QuestionId.remind_walk, "reminder.walk", "reminder.walk_again", "reminder.walk_text", "reminder.native_walk"
)
_TOMORROW = _Wish(
    QuestionId.remind_tomorrow,
    "reminder.tomorrow",
    "reminder.tomorrow_again",
    "reminder.tomorrow_text",
    "reminder.native_tomorrow",
)
_WISHES = {wish.question: wish for wish in (_WALK, _TOMORROW)}

_FAILED: "dict[TimerFailure, LineKey]" = {
    TimerFailure.no_permission: "reminder.no_permission",
    TimerFailure.too_many: "reminder.too_many",
    TimerFailure.busy: "reminder.busy",
    TimerFailure.offline: "reminder.offline",
    TimerFailure.down: "reminder.down",
    TimerFailure.unsupported: "reminder.unsupported",
    TimerFailure.locale: "reminder.locale",
    TimerFailure.refused: "reminder.refused",
}
_NOT_GRANTED: "dict[ConsentStatus, LineKey]" = {
    ConsentStatus.denied: "reminder.denied",
    ConsentStatus.not_answered: "reminder.not_answered",
    ConsentStatus.refused: "reminder.consent_refused",
    ConsentStatus.failed: "reminder.consent_failed",
}


def of_walk(turn: Turn) -> Reply:
    """RemindWalkIntent, with or without a length: in three hours, unless asked otherwise."""
    return _not_now(turn) or _offer_walk(turn, turn.asked_seconds or limits.NEXT_WALK_SECONDS)


def of_tomorrow(turn: Turn) -> Reply:
    """RemindTomorrowIntent: to be asked tomorrow how it is, at this time of day, or where that is night, by day."""
    if outcomes.is_emergency(turn):
        return outcomes.emergency(turn)
    return _offer(turn, _TOMORROW, tomorrow(turn))


def _not_now(turn: Turn) -> Reply | None:
    """Refuse a walk after an emergency sign, after a check that said to see somebody, and for a child."""
    return outcomes.emergency(turn) if outcomes.is_emergency(turn) else walk.refusal(turn)


def _offer_walk(turn: Turn, seconds: int) -> Reply:
    return _offer(turn, _WALK, min(max(seconds, limits.LEAST_SECONDS), limits.MOST_REMINDER_SECONDS))


def _offer(turn: Turn, wish: _Wish, seconds: int) -> Reply:
    turn = turn._replace(session=turn.session._replace(seconds=seconds, misses=0))
    then = _then(turn, wish, seconds)
    question, again = turn.words(wish.offer, when=f"{then[:1].upper()}{then[1:]}"), turn.words(wish.again, when=then)
    return ask(turn, wish.question, question, reprompt=again)


def _then(turn: Turn, wish: _Wish, seconds: int) -> str:
    return in_words(turn, seconds, by_clock=wish is _TOMORROW)


def answer(turn: Turn, meaning: Meaning | None) -> Reply | None:
    """Answer "shall I?"; another length changes when; return None if it opens another topic."""
    wish = _WISHES[QuestionId(turn.session.asking or QuestionId.remind_walk)]
    if turn.intent in LENGTHS and turn.asked_seconds and wish is _WALK:
        return _offer_walk(turn, turn.asked_seconds)
    if meaning is Meaning.yes:
        return _wanted(turn, wish, turn.session.seconds)
    if meaning in {Meaning.no, Meaning.drop, Meaning.back, Meaning.not_sure}:
        return back_to_menu(_done(turn), turn.words("reminder.none_wanted"))
    if meaning is Meaning.why:
        return ask(
            turn, wish.question, turn.words("reminder.why"), turn.session.reprompt, reprompt=turn.session.reprompt
        )
    return retry(turn, turn.words("launch.not_understood")) if meaning else None


def _done(turn: Turn) -> Turn:
    return turn._replace(session=turn.session.without_start())


def _wanted(turn: Turn, wish: _Wish, seconds: int) -> Reply:
    """Set it: the walk within two hours by a timer; anything else by a reminder, with a permission of its own."""
    if wish is _WALK:
        if refused := _not_now(turn):
            return refused
        if 0 < seconds <= NEXT_WALK.limit.most_seconds:
            return creation.start(turn, NEXT_WALK, seconds)
    elif outcomes.is_emergency(turn):
        return outcomes.emergency(turn)
    seconds = seconds or (tomorrow(turn) if wish is _TOMORROW else limits.NEXT_WALK_SECONDS)
    if not turn.reminders.reachable:
        # No permission would help.
        return _failed(turn, wish, seconds, TimerFailure.unsupported)
    if not turn.may_use_reminders:
        return _ask_permission(turn, wish, seconds)
    return _set(turn, wish, seconds)


def _set(turn: Turn, wish: _Wish, seconds: int) -> Reply:
    then = _then(turn, wish, seconds)
    try:
        turn.reminders.set(turn.now, when(turn, seconds, by_clock=wish is _TOMORROW), turn.words(wish.text))
    except TimersError as error:
        if error.failure is TimerFailure.no_permission and not turn.session.reminders_asked:
            return _ask_permission(turn, wish, seconds)
        return _failed(turn, wish, seconds, error.failure)
    return tell(_done(turn), turn.words("reminder.set", when=then), turn.words("reminder.to_lose"))


def _failed(turn: Turn, wish: _Wish, seconds: int, failure: TimerFailure) -> Reply:
    """Return why there is none, and what there is instead; or that it cannot be told, and how to see."""
    if failure is TimerFailure.unknown:
        return tell(_done(turn), turn.words("reminder.unknown"))
    return _instead(turn, wish, seconds, turn.words(_FAILED[failure]))


def _instead(turn: Turn, wish: _Wish, seconds: int, why: str) -> Reply:
    """Return why there is no reminder; for a walk the longest timer is offered, for tomorrow the native words."""
    if wish is _WALK and turn.timers.reachable:
        turn = turn._replace(session=turn.session._replace(seconds=NEXT_WALK.limit.most_seconds, misses=0))
        then = _then(turn, wish, NEXT_WALK.limit.most_seconds)
        again = turn.words("reminder.walk_again", when=then)
        return ask(turn, wish.question, why, turn.words("reminder.timer_instead", when=then), reprompt=again)
    return tell(_done(turn), why, turn.words(wish.native, when=_then(turn, wish, seconds)))


def _ask_permission(turn: Turn, wish: _Wish, seconds: int) -> Reply:
    """Have Alexa ask for the permission; once in a session."""
    if turn.session.reminders_asked:
        return _instead(turn, wish, seconds, turn.words("reminder.denied"))
    session = turn.session._replace(reminders_asked=True, asking=None)
    token = f"{_OURS}:{wish.question.value}:{seconds}"
    said = parts_of(turn.words("reminder.need_permission"))
    return Reply(said, session, consent=ConsentRequest(token, Permission.reminders), changes=turn.changes)


def is_ours(token: str) -> bool:
    """Return whether a consent token came with the question for the reminders permission."""
    return token.partition(":")[0] == _OURS


def consent_answered(turn: Turn) -> Reply:
    """Go on after Alexa's answer, from the token alone: what was wanted, and when."""
    _, question, digits = ((turn.consent.token if turn.consent else "") + "::").split(":")[:3]
    wish = next((one for one in _WISHES.values() if one.question == question), _TOMORROW)
    known = digits.isascii() and digits.isdigit() and len(digits) < 7
    seconds = int(digits) if known else 0
    turn = turn._replace(session=turn.session._replace(reminders_asked=True, seconds=seconds))
    status = turn.consent.status if turn.consent else ConsentStatus.failed
    if status is ConsentStatus.accepted:
        return _wanted(turn._replace(may_use_reminders=True), wish, seconds)
    reply = _instead(turn, wish, seconds, turn.words(_NOT_GRANTED[status]))
    return reply._replace(consent_card=for_next_time(turn.consent, Permission.reminders))

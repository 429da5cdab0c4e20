"""AddTimeIntent: a running timer made longer, never beyond the most in all.

Alexa has no "extend". The longer timer is created under another label, and only then the old one is deleted: if the
first call fails nothing has changed; if the second fails the person is told that the old one rings first.
"""

from typing import TYPE_CHECKING

from coach.care import limits
from coach.care.triage import is_for_child
from coach.conversation.meanings import LENGTHS, Intent, Meaning, Verb
from coach.conversation.questions import QuestionId
from coach.conversation.reply import Reply, aside, ask
from coach.conversation.timers import skin_check
from coach.conversation.timers.commands import pause, resume, stop, time_left
from coach.conversation.timers.kinds import BOTH, KINDS, Kind
from coach.conversation.timers.phrases import left_of, leftover, say_none, too_long, why
from coach.conversation.timers.port import Timer, TimerFailure, TimersError, TimerStatus
from coach.conversation.timers.reconciliation import Found, delete_leftovers
from coach.conversation.timers.selection import as_if_named, chosen, may_ask, not_chosen, timer_named
from coach.conversation.turn import Turn
from coach.profile.changes import KeepTimer
from coach.profile.model import SkinCheck, TimerRecord
from coach.speech.numbers import exactly, roughly

if TYPE_CHECKING:
    from coach.content.line_keys import LineKey


def add_time(turn: Turn) -> Reply:
    """AddTimeIntent, with or without how much."""
    return _add(turn, turn.asked_seconds)


def _add(turn: Turn, more: int | None) -> Reply:
    choice = chosen(turn, Verb.add, more or 0)
    return choice if isinstance(choice, Reply) else _add_to(choice.turn, choice.found[0], more)


def _add_to(turn: Turn, found: Found, more: int | None) -> Reply:
    timer, record = found.timer, found.record
    if timer is None or record is None:
        return aside(turn, say_none(turn, found))
    against = _against(turn, found, timer, record)
    if against:
        return aside(turn, against)
    room = _room(turn, found, record)
    if room < limits.LEAST_SECONDS:
        left = roughly(timer.remaining_seconds(turn.now))
        as_it_is = f"{turn.words('timer.left', timer=found.kind.label, left=left)} {_at_ring(turn, found)}"
        return aside(turn, turn.words.of_kind(found.kind.id, "no_more"), too_long(turn, found) or as_it_is)
    if more is None or more <= 0:
        return _ask_how_much(turn, found.kind, room)
    if more > room:
        return _offer_most(turn, found.kind, room)
    return _extend(turn, found, timer, record, more)


def _at_ring(turn: Turn, found: Found) -> str:
    return turn.words.of_kind(found.kind.id, "at_ring") if found.runs else ""


def _against(turn: Turn, found: Found, timer: Timer, record: TimerRecord) -> str:
    """Return why nothing can be added to this timer just now; empty if nothing is against it."""
    name = found.kind.label
    if found.failure:
        said = f"{turn.words('timer.added_nothing')} {left_of(turn, found)} {_at_ring(turn, found)}"
        return said.strip()
    if timer.status is TimerStatus.paused:
        return turn.words("timer.resume_first", timer=name)
    if found.kind.on_skin and is_for_child(turn.session.answers):
        return f"{turn.words('timer.added_nothing')} {turn.words('timer.not_for_a_child')}"
    if record.adopted and found.kind.on_skin:
        return f"{turn.words('timer.how_long_unknown')} {left_of(turn, found)} {_at_ring(turn, found)}"
    if delete_leftovers(turn, found).others:
        return turn.words("timer.stale_first", timer=name, left=roughly(timer.remaining_seconds(turn.now)))
    return ""


def _room(turn: Turn, found: Found, record: TimerRecord) -> int:
    """Return how many seconds may be added, in whole minutes: what has run counts, and what ran just before it."""
    most = found.kind.limit.most_seconds
    if found.kind.on_skin:
        earlier = [one for one in turn.profile.log(found.kind.id) if one.started != record.started]
        most = limits.most_now(found.kind.id, earlier, record.started)
    return max(0, most - record.duration_seconds) // 60 * 60


def _ask_how_much(turn: Turn, kind: Kind, room: int) -> Reply:
    if not may_ask(turn):
        return aside(turn, turn.words("timer.say_how_much"))
    turn = turn._replace(session=turn.session._replace(kind=kind.id, misses=0))
    return ask(turn, QuestionId.how_much_more, turn.words("timer.more", most=exactly(room)))


def _offer_most(turn: Turn, kind: Kind, room: int) -> Reply:
    speech = turn.words.of_kind(kind.id, "most_more", more=exactly(room))
    if not may_ask(turn):
        return aside(turn, speech, turn.words("timer.say_how_much"))
    turn = turn._replace(session=turn.session._replace(kind=kind.id, more_seconds=room, misses=0))
    again = turn.words("timer.most_more_again", more=exactly(room))
    return ask(turn, QuestionId.add_most, speech, turn.words("timer.most_more"), reprompt=again)


def _extend(turn: Turn, found: Found, timer: Timer, record: TimerRecord, more: int) -> Reply:
    kind = found.kind
    elapsed = record.elapsed_seconds(turn.now)
    # Our clock is in whole seconds, Alexa's is not: the most is never passed by the rest of a second.
    seconds = min(timer.remaining_seconds(turn.now) + more, kind.limit.most_seconds - elapsed - 1)
    return _replace_timer(turn, found, timer, record, seconds)


def _replace_timer(turn: Turn, found: Found, timer: Timer, record: TimerRecord, seconds: int) -> Reply:
    """Create the timer that is to ring after so many seconds, then delete the one that it replaces."""
    kind = found.kind
    turn, ring = skin_check.look(turn)
    elapsed = record.elapsed_seconds(turn.now)
    is_longer = seconds > timer.remaining_seconds(turn.now)
    labels = tuple(label for label in kind.labels if label != timer.label)
    try:
        made = turn.timers.start(labels, seconds, turn.words.of_kind(kind.id, "announcement"), beside=record.id)
    except TimersError as error:
        is_unknown = error.failure is TimerFailure.unknown
        what = turn.words(_not_replaced(is_unknown=is_unknown, is_longer=is_longer), timer=kind.label)
        return aside(turn, why(turn, error.failure), what, turn.words.of_kind(kind.id, "at_ring"))
    left = made.remaining_seconds(turn.now)
    longer = record._replace(
        id=made.id, label=made.label, triggers_at=made.triggers_at, duration_seconds=elapsed + left
    )
    added = turn.words("timer.added" if is_longer else "timer.shortened", timer=kind.label, left=roughly(left))
    old_stays = ""
    try:
        turn.timers.delete(record.id)
    except TimersError:
        old_stays = leftover(turn, found._replace(timer=made, others=(timer,)))
    turn = turn.after(KeepTimer(longer))
    turn, failed = skin_check.follow(turn, ring)
    lost = turn.words("memory.not_kept") if turn.change_lost else ""
    said = added, old_stays, turn.words.of_kind(kind.id, "heed"), failed, lost
    if _may_ask_for_skin_check(turn, record, longer):
        return ask(turn, QuestionId.skin_check_offer, *said, turn.words("skin_check.offer"))
    return aside(turn, *said)


def _may_ask_for_skin_check(turn: Turn, was: TimerRecord, longer: TimerRecord) -> bool:
    """Return whether it was too short for a skin check, is long enough now, and one is wanted."""
    elapsed = longer.elapsed_seconds(turn.now)
    had_none = not limits.skin_check_in(elapsed, was.duration_seconds - elapsed)
    wanted = turn.profile.skin_check is SkinCheck.wanted and may_ask(turn)
    return (
        wanted
        and had_none
        and skin_check.may_offer(turn, KINDS[longer.kind], elapsed, longer.duration_seconds - elapsed)
    )


def _not_replaced(*, is_unknown: bool, is_longer: bool) -> "LineKey":
    if is_longer:
        return "timer.add_unknown" if is_unknown else "timer.add_failed"
    return "timer.shorten_unknown" if is_unknown else "timer.shorten_failed"


def shorten(turn: Turn) -> Reply:
    """ShortenTimerIntent: take time off, as a shorter timer in the place of the longer one."""
    choice = chosen(turn, Verb.shorten)
    return choice if isinstance(choice, Reply) else _shorten_it(choice.turn, choice.found[0])


def _shorten_it(turn: Turn, found: Found) -> Reply:
    timer, record = found.timer, found.record
    if timer is None or record is None:
        return aside(turn, say_none(turn, found))
    if found.failure:
        return aside(turn, turn.words("timer.shortened_nothing"), left_of(turn, found))
    if timer.status is TimerStatus.paused:
        return aside(turn, turn.words("timer.resume_first", timer=found.kind.label))
    left = timer.remaining_seconds(turn.now)
    less = turn.asked_seconds or 0
    if less < limits.LEAST_SECONDS:
        return _ask_how_much_less(turn, found.kind)
    if left - less < limits.LEAST_SECONDS:
        return aside(
            turn, turn.words("timer.left", timer=found.kind.label, left=roughly(left)), turn.words("timer.too_short")
        )
    return _replace_timer(turn, found, timer, record, left - less)


def _ask_how_much_less(turn: Turn, kind: Kind) -> Reply:
    if not may_ask(turn):
        return aside(turn, turn.words("timer.say_how_much_less"))
    turn = turn._replace(session=turn.session._replace(kind=kind.id, misses=0))
    return ask(turn, QuestionId.how_much_less, turn.words("timer.less"))


def answer(turn: Turn, meaning: Meaning | None) -> Reply | None:
    """Answer "which one?", "how many more?", "by how many?" or "shall I add that?"; return None for another topic."""
    session = turn.session
    if session.asking is QuestionId.which_timer:
        return _answer_which(turn, meaning)
    named = as_if_named(turn, session.kind or "")
    if session.asking is QuestionId.how_much_less:
        return shorten(named) if turn.intent in {*LENGTHS, Intent.shorten_timer} else not_chosen(turn, meaning)
    if turn.intent in {Intent.length, Intent.minutes, Intent.add_time}:
        return _add(named, turn.asked_seconds or 0)
    if meaning is Meaning.yes and session.asking is QuestionId.add_most:
        return _add(named, session.more_seconds)
    return not_chosen(turn, meaning)


_COMMANDS = {Verb.stop: stop, Verb.pause: pause, Verb.resume: resume}


def _answer_which(turn: Turn, meaning: Meaning | None) -> Reply | None:
    timer = timer_named(turn)
    verb, more = turn.session.verb, turn.session.more_seconds
    if not timer or (timer == BOTH and verb is Verb.add):
        return not_chosen(turn, meaning)
    named = as_if_named(turn, timer)
    if verb is Verb.add:
        return _add(named, more or None)
    return _COMMANDS.get(verb or Verb.time_left, time_left)(named)

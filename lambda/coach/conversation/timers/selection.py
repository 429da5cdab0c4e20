"""Which timer is meant: the one that was named, the only one that fits, or the answer to "the ice or the walk?"."""

from typing import NamedTuple

from coach.conversation.fallback import retry
from coach.conversation.meanings import Intent, Meaning, Verb
from coach.conversation.questions import QuestionId
from coach.conversation.reply import Reply, aside, ask, tell
from coach.conversation.timers.kinds import BOTH, HEAT, ICE, REMINDER, RINGS, WALK, Kind, kind_of
from coach.conversation.timers.phrases import left_of
from coach.conversation.timers.reconciliation import Found, find, survey
from coach.conversation.turn import Slot, Turn
from coach.speech.numbers import joined
from coach.speech.parts import once_each

_MEANT = {Intent.start_ice: ICE, Intent.start_heat: HEAT, Intent.start_walk: WALK}
_REMEDIES = {"cold_pack": ICE, "heat": HEAT, "short_walks": WALK, "longer_walks": WALK}
"""What is meant by a remedy's name, where a timer was asked for."""


class Chosen(NamedTuple):
    """The timers that a verb is about."""

    turn: Turn
    found: list[Found]
    """Never empty. One that is gone, or that cannot be told, is in it too: ``phrases.say_none`` has its words."""


def chosen(turn: Turn, verb: Verb, more_seconds: int = 0) -> Chosen | Reply:
    """Return the timers that a verb is about; or the question which one."""
    named = kind_of(turn.slot_id("timer"))
    if turn.slot_id("timer") == REMINDER:
        return aside(turn, turn.words("reminder.fixed"))
    if named:
        return _named(turn, verb, named)
    turn, surveyed = survey(turn)
    says_both = turn.slot_id("timer") == BOTH
    if verb is Verb.time_left or (says_both and verb is Verb.stop):
        return Chosen(turn, _gone_and_live(surveyed) or surveyed)
    found = [one for one in surveyed if one.kind.can_pause] or [Found(ICE)]
    live = [one for one in found if one.timer]
    if not live:
        return Chosen(turn, _rings(found[0], surveyed, verb))
    if says_both and verb not in {Verb.add, Verb.shorten}:
        return Chosen(turn, _gone_and_live(found))
    return _only_one(turn, verb, _gone(found), _fitting(verb, live), more_seconds)


def _rings(first: Found, surveyed: list[Found], verb: Verb) -> list[Found]:
    """Return what there is to speak of where no timer is live: the rings for later are named where they are all."""
    rings = [one for one in surveyed if one.kind in RINGS and one.timer] if verb is Verb.stop else []
    return rings if rings and not first.has_news else [first, *rings]


def _gone(found: list[Found]) -> list[Found]:
    """Return what was on the skin and has no timer any more: it comes first, for it may still be there."""
    return [one for one in found if one.record and not one.timer and one.kind.on_skin]


def _gone_and_live(found: list[Found]) -> list[Found]:
    """Return all that there is to say something of; empty if no timer is live."""
    live = [one for one in found if one.timer]
    return [*_gone(found), *live] if live else []


def _named(turn: Turn, verb: Verb, kind: Kind) -> Chosen | Reply:
    if not kind.can_pause and verb not in {Verb.time_left, Verb.stop}:
        return aside(turn, turn.words.of_kind(kind.id, "fixed"))
    turn, found = find(turn, kind)
    return Chosen(turn, [found])


def _only_one(turn: Turn, verb: Verb, gone: list[Found], fitting: list[Found], more_seconds: int) -> Chosen | Reply:
    """Return the one that fits; the question which one, where there are several."""
    none_paused = not any(one.timer and not one.runs for one in fitting)
    if len(fitting) == 1 or (verb is Verb.resume and none_paused):
        return Chosen(turn, fitting if verb in {Verb.add, Verb.shorten} else [*gone, *fitting])
    if all(one.failure for one in fitting):
        # Which one makes no difference: none of them can be reached.
        return aside(turn, once_each([*(left_of(turn, one) for one in fitting), turn.words("timer.nothing_done")]))
    return _ask_which(turn, verb, fitting, more_seconds)


def _fitting(verb: Verb, live: list[Found]) -> list[Found]:
    """Return, of several timers, those that the verb can be about: only what is paused can be resumed."""
    if verb is Verb.resume:
        return [one for one in live if not one.runs] or live
    if verb in {Verb.pause, Verb.add, Verb.shorten}:
        return [one for one in live if one.runs] or live
    return live


_GIVE_WAY = frozenset(
    {
        None,
        QuestionId.menu,
        QuestionId.breathe_offer,
        QuestionId.ice_again,
        QuestionId.heat_again,
        QuestionId.place,
        QuestionId.which_timer,
        QuestionId.how_much_more,
        QuestionId.add_most,
        QuestionId.how_much_less,
    }
)
"""Choices, mere offers, and our own questions: whoever speaks of a timer instead has passed them over."""


def may_ask(turn: Turn) -> bool:
    """Return whether a question of ours would cost no other its place."""
    return turn.session.asking in _GIVE_WAY


def _ask_which(turn: Turn, verb: Verb, found: list[Found], more_seconds: int) -> Reply:
    names = joined([f"the {one.kind.label}" for one in found], "or")
    if not may_ask(turn):
        # Another question is open, and stays so: which timer can be said in one breath with what to do.
        return aside(turn, turn.words("timer.say_which", timers=names))
    turn = turn._replace(session=turn.session._replace(verb=verb, more_seconds=more_seconds, misses=0))
    again = turn.words("timer.which_again", timers=names)
    return ask(turn, QuestionId.which_timer, turn.words("timer.which", timers=names), reprompt=again)


def timer_named(turn: Turn) -> str:
    """Return the id of the timer in an answer to "which one?", or ``BOTH``; empty if none was named."""
    if turn.intent is Intent.which_timer:
        return turn.slot_id("timer")
    remedy = turn.slot_id("remedy") if turn.intent is Intent.tell_remedy else ""
    kind = _REMEDIES.get(remedy) if remedy else _MEANT.get(turn.intent)
    return kind.id.value if kind and "duration" not in turn.slots else ""


def as_if_named(turn: Turn, timer: str) -> Turn:
    """Return the turn as if the timer had been named at once; the question is no longer open."""
    session = turn.session._replace(asking=None, verb=None, kind=None, more_seconds=0, misses=0)
    return turn._replace(session=session)._replace(slots={**turn.slots, "timer": Slot(timer, timer)})


def not_chosen(turn: Turn, meaning: Meaning | None) -> Reply | None:
    """Answer what names no timer, after "which one?"; return None if it opens another topic."""
    if meaning in {Meaning.no, Meaning.drop, Meaning.back}:
        return _left_alone(turn._replace(session=turn.session._replace(verb=None, kind=None, more_seconds=0)))
    if not meaning and turn.intent not in {Intent.which_timer, Intent.tell_remedy}:
        return None
    one_only = turn.session.verb is Verb.add
    lead = turn.words("timer.one_at_a_time" if one_only else "launch.not_understood")
    return retry(turn, lead)


def _left_alone(turn: Turn) -> Reply:
    return tell(turn, turn.words("timer.left_alone"))

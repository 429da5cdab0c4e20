"""Which timer is meant: the one that was named, the only one that fits, or the answer to "the ice or the walk?"."""

from collections.abc import Callable

from coach.conversation.kinds import HEAT, ICE, KINDS, NEXT_ICE, WALK
from coach.conversation.spoken import joined
from coach.conversation.timer_truth import Found, find, survey
from coach.conversation.timer_words import left_of, once_each
from coach.conversation.turn import Reply, Slot, Turn, aside, ask, ask_again, tell

Act = Callable[[Turn, Found], str]
"""Does something to one timer, and says what came of it."""
_MEANT = {
    "StartIceIntent": ICE.name,
    "StartHeatIntent": HEAT.name,
    "StartWalkIntent": WALK.name,
}
_REMEDIES = {"cold_pack": ICE.name, "heat": HEAT.name, "short_walks": WALK.name, "longer_walks": WALK.name}


def chosen(turn: Turn, verb: str, more_seconds: int = 0) -> list[Found] | Reply:
    """The timers that a verb is about, with at least one in the list; or the question which one.

    One that is gone, or that cannot be told, is in the list too: ``timer_words.say_none`` has its words.
    """
    slot = turn.slots.get("timer")
    named = KINDS.get(slot.id) if slot else None
    if named and not named.can_pause and verb not in {"time_left", "stop"}:
        return aside(turn, turn.words("next_ice.fixed"))
    if named:
        return [find(turn, named)]
    everything = verb == "time_left" or (slot is not None and slot.id == "both" and verb == "stop")
    surveyed = survey(turn)
    found = [one for one in surveyed if one.kind.can_pause or everything] or [Found(ICE)]
    live = [one for one in found if one.timer]
    # What was on the skin comes first: it may still be there.
    gone = [one for one in found if one.record and not one.timer and one.kind.on_skin]
    if not live and not everything:
        # The ring for the next ice is named where there is nothing else to stop.
        ring = [one for one in surveyed if one.kind is NEXT_ICE and one.timer and verb == "stop"]
        return [found[0], *ring]
    if not live:
        return found
    if everything or (slot and slot.id == "both" and verb != "add"):
        return [*gone, *live]
    fitting = _fitting(verb, live)
    if len(fitting) == 1 or (verb == "resume" and not any(one.timer and not one.runs for one in fitting)):
        return [*gone, *fitting] if verb != "add" else fitting
    if all(one.trouble for one in fitting):
        # Which one makes no difference: none of them can be reached.
        return aside(turn, once_each([*(left_of(turn, one) for one in fitting), turn.words("timer.nothing_done")]))
    return _ask_which(turn, verb, fitting, more_seconds)


def _fitting(verb: str, live: list[Found]) -> list[Found]:
    """Of several timers, those that the verb can be about: only what is held can be resumed."""
    if verb == "resume":
        return [one for one in live if not one.runs] or live
    if verb in {"pause", "add"}:
        return [one for one in live if one.runs] or live
    return live


def may_ask(turn: Turn) -> bool:
    """Whether a question of ours would cost no other its place."""
    return turn.session.asking in {"", "launch.choose"} or turn.session.asking.startswith("timer.")


def _ask_which(turn: Turn, verb: str, found: list[Found], more_seconds: int) -> Reply:
    names = joined([f"the {one.kind.labels[0]}" for one in found], "or")
    if not may_ask(turn):
        # Another question is open, and stays so: which timer can be said in one breath with what to do.
        return aside(turn, turn.words("timer.say_which", timers=names))
    session = turn.session._replace(verb=verb, more_seconds=more_seconds, misses=0)
    question = turn.words("timer.which", timers=names)
    return ask(turn, question, "timer.which", turn.words("timer.which_again", timers=names), session)


def kind_meant(turn: Turn) -> str:
    """The name of the timer in an answer to "which one?", or ``both``; empty: none was named."""
    slot = turn.slots.get("timer")
    if turn.intent == "WhichTimerIntent" and slot:
        return slot.id
    remedy = turn.slots.get("remedy")
    if turn.intent == "TellRemedyIntent" and remedy:
        return _REMEDIES.get(remedy.id, "")
    return _MEANT.get(turn.intent, "") if not turn.slots.get("duration") else ""


def name_kind(turn: Turn, name: str) -> None:
    """Go on as if the timer had been named at once; the question is no longer open."""
    turn.slots = {**turn.slots, "timer": Slot(name, name)}
    turn.session = turn.session._replace(asking="", verb="", kind="", more_seconds=0, misses=0)


def not_chosen(turn: Turn, meaning: str) -> Reply | None:
    """No timer was named in answer to "which one?". None: it opens another topic."""
    if meaning in {"no", "drop", "back"}:
        return tell(turn, turn.words("timer.left_alone"), turn.session._replace(verb="", kind="", more_seconds=0))
    if not meaning and turn.intent not in {"WhichTimerIntent", "TellRemedyIntent"}:
        return None
    lead = turn.words("timer.one_at_a_time" if turn.session.verb == "add" else "launch.not_understood")
    return ask_again(turn, lead, tell(turn, turn.words("timer.left_alone")))

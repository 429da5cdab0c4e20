"""What is done to a running timer: how long is left, stop, pause, resume."""

from coach.alexa.timer import TimersError, Trouble
from coach.care import limits
from coach.care.triage import is_for_child
from coach.conversation import starts
from coach.conversation.kinds import HEAT, NEXT_ICE
from coach.conversation.spoken import roughly
from coach.conversation.timer_choice import Act, chosen, may_ask
from coach.conversation.timer_truth import (
    Found,
    ended,
    find,
    had_seconds,
    paused,
    resumed,
    silence,
    tidied,
    with_record,
)
from coach.conversation.timer_words import heed, left_of, leftover, once_each, say_none, too_long, why
from coach.conversation.turn import Reply, Turn, aside, with_lead
from coach.profile.model import RunningTimer


def time_left(turn: Turn) -> Reply:
    """TimeLeftIntent, from Alexa's truth: of every timer that runs, or of the one that was named."""
    found = chosen(turn, "time_left")
    if isinstance(found, Reply):
        return found
    return aside(turn, once_each([left_of(turn, tidied(turn, one)) for one in found]))


def stop(turn: Turn) -> Reply:
    """StopTimerIntent, "I took it off": the timer goes, and what was really had is kept."""
    return _each(turn, "stop", stop_one)


def pause(turn: Turn) -> Reply:
    """PauseTimerIntent and AMAZON.PauseIntent: ice off for a while."""
    return _each(turn, "pause", _pause)


def resume(turn: Turn) -> Reply:
    """ResumeTimerIntent and AMAZON.ResumeIntent: ice back on; after a long pause, a new go with its questions."""
    found = chosen(turn, "resume")
    if isinstance(found, Reply):
        return found
    if len(found) == 1 and _rested(turn, found[0]) and may_ask(turn):
        return _start_afresh(turn, found[0])
    return _done(turn, [_resume(turn, tidied(turn, one)) for one in found])


def _each(turn: Turn, verb: str, act: Act) -> Reply:
    found = chosen(turn, verb)
    if isinstance(found, Reply):
        return found
    return _done(turn, [act(turn, tidied(turn, one)) for one in found])


def _done(turn: Turn, said: list[str]) -> Reply:
    lost = [turn.words("memory.not_kept")] if turn.change_lost else []
    return aside(turn, once_each([*said, *lost]))


def stop_one(turn: Turn, found: Found) -> str:
    """Take one timer away, and silence what rings; what came of it, in words."""
    record = found.record
    silence(turn, found)
    if found.timer is None or record is None:
        if record and not found.rang and not found.trouble:
            return turn.words("timer.gone_already", timer=found.kind.labels[0])
        if not found.has_news and turn.timers.reachable and not turn.profile_lost:
            return turn.words("timer.none_to_stop", timer=found.kind.labels[0])
        return say_none(turn, found)
    if found.kind is NEXT_ICE and not _is_named(turn):
        # "I took it off" is no wish to lose the ring.
        return f"{left_of(turn, found)} {turn.words('next_ice.to_lose')}"
    trouble = _delete(turn, found, record)
    if trouble:
        return _failed(turn, found, record, "stop", trouble)
    had = had_seconds(record, turn.now)
    return turn.words(f"{found.kind.name}.{_stopped(turn, found, had)}", had=roughly(had))


def _is_named(turn: Turn) -> bool:
    slot = turn.slots.get("timer")
    return slot is not None and slot.id in {NEXT_ICE.name, "both"}


def _stopped(turn: Turn, found: Found, had: int) -> str:
    """Which words end it: after a short go, or one that came off long ago, the next may follow."""
    if not found.kind.on_skin:
        return "stopped"
    if found.kind is HEAT:
        return "stopped_short" if had <= limits.SHORT_GO_SECONDS else "stopped"
    if limits.next_ice_at(turn.profile.ice_log, turn.now) > turn.now:
        return "stopped"
    return "stopped_short" if had <= limits.SHORT_GO_SECONDS else "stopped_free"


def _delete(turn: Turn, found: Found, record: RunningTimer) -> Trouble | None:
    """Take the timer away, and our record with it; what went wrong, None: it is gone."""
    try:
        was_there = turn.timers.delete(record.id)
    except TimersError as error:
        return error.trouble
    if not was_there:
        return _missing(turn, found)
    turn.use_profile(ended(turn.profile, record, turn.now))
    return None


def _missing(turn: Turn, found: Found) -> Trouble | None:
    """Not found, though it was there: None where the list says so, too."""
    again = find(turn, found.kind)
    return again.trouble or (Trouble.unknown if again.timer else None)


def _failed(turn: Turn, found: Found, record: RunningTimer, verb: str, trouble: Trouble) -> str:
    """It was not done, or that cannot be told: why, and how to do it without the skill."""
    key = f"timer.{verb}_unknown" if trouble is Trouble.unknown else f"timer.{verb}_failed"
    how = turn.words(f"{found.kind.name}.{verb}_yourself", label=record.label)
    return f"{why(turn, trouble)} {turn.words(key, timer=found.kind.labels[0])} {how}"


def _change(turn: Turn, found: Found, record: RunningTimer, verb: str) -> str:
    """Hold the timer, or let it run on; empty where that was done, else what to say instead."""
    try:
        was_there = turn.timers.pause(record.id) if verb == "pause" else turn.timers.resume(record.id)
    except TimersError as error:
        return _failed(turn, found, record, verb, error.trouble)
    trouble = None if was_there else _missing(turn, found)
    if trouble:
        return _failed(turn, found, record, verb, trouble)
    return "" if was_there else say_none(turn, found._replace(timer=None, rang=turn.now >= record.trigger))


def _pause(turn: Turn, found: Found) -> str:
    record = found.record
    name = found.kind.labels[0]
    if not found.has_news and not turn.profile_lost:
        return turn.words("timer.nothing_to_pause", timer=name)
    if found.timer is None or record is None:
        return say_none(turn, found)
    if found.timer.status == "PAUSED":
        return left_of(turn, found) if found.trouble else turn.words("timer.is_paused", timer=name)
    failed = _change(turn, found, record, "pause")
    if failed:
        return failed
    left = max(1, found.timer.seconds_left(turn.now))
    turn.use_profile(with_record(turn.profile, paused(record, left, turn.now)))
    return f"{turn.words(f'{found.kind.name}.paused', left=roughly(left))} {leftover(turn, found)}".strip()


def _resume(turn: Turn, found: Found) -> str:
    record = found.record
    if found.timer is None or record is None:
        return say_none(turn, found)
    name = found.kind.labels[0]
    if found.timer.status != "PAUSED":
        left = roughly(found.timer.seconds_left(turn.now))
        said = f"{turn.words('timer.is_running', timer=name, left=left)} {too_long(turn, found)}".strip()
        return left_of(turn, found) if found.trouble else said
    if found.kind.on_skin and had_seconds(record, turn.now) >= found.kind.limit.most_seconds:
        # Made longer without us: it has been on for the most already.
        return f"{turn.words('timer.had_the_most', timer=name)} {stop_one(turn, found)}"
    if found.kind.on_skin and is_for_child(turn.session.answered()):
        return turn.words("timer.not_for_a_child")
    if _rested(turn, found):
        return turn.words("timer.paused_long_ago", timer=name, ago=roughly((turn.now - record.trigger) // 1000))
    failed = _change(turn, found, record, "resume")
    if failed:
        return failed
    left_seconds = found.timer.seconds_left(turn.now)
    record = resumed(record, left_seconds, turn.now)
    turn.use_profile(with_record(turn.profile, record))
    speech = turn.words("timer.resumed", timer=name, left=roughly(left_seconds))
    return f"{speech} {heed(turn, found._replace(record=record))}"


def _rested(turn: Turn, found: Found) -> bool:
    """Whether it was off for so long that putting it on is a new go, with the questions that come before one."""
    timer, record = found.timer, found.record
    if not found.kind.on_skin or timer is None or record is None or timer.status != "PAUSED":
        return False
    return turn.now - record.trigger >= limits.NEW_GO_MS


def _start_afresh(turn: Turn, found: Found) -> Reply:
    record = found.record
    if record is None:
        return aside(turn, say_none(turn, found))
    trouble = _delete(turn, found, record)
    if trouble:
        return aside(turn, _failed(turn, found, record, "stop", trouble))
    lead = turn.words("timer.afresh", ago=roughly((turn.now - record.trigger) // 1000))
    return with_lead(lead, starts.with_seconds(turn, found.kind, None, turn.session))

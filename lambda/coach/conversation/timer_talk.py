"""Talk of the running timer: how long is left, stop, pause, resume, when again."""

from coach.alexa.timers import Timer, TimersError, Trouble
from coach.care import limits
from coach.conversation.spoken import count, roughly
from coach.conversation.timer_truth import Found, ended, find, had_seconds, paused, reconcile, resumed
from coach.conversation.turn import Reply, Turn, ask, tell
from coach.profile.model import Go, Profile, RunningTimer


def time_left(turn: Turn) -> Reply:
    """TimeLeftIntent, from Alexa's truth."""
    found = find(turn, without_record=True)
    if found.timer is None:
        return _none(turn, found)
    left = roughly(found.timer.seconds_left(turn.now))
    if found.trouble is Trouble.no_permission:
        return aside(turn, turn.words("timer.cannot_tell"))
    if found.trouble:
        return aside(turn, turn.words("timer.left_by_record", left=left))
    return aside(turn, turn.words("timer.left_paused" if found.timer.status == "PAUSED" else "timer.left", left=left))


def _none(turn: Turn, found: Found) -> Reply:
    """No timer runs, as far as can be told: never was, has rung, or was cancelled elsewhere."""
    if found.trouble or (turn.profile_lost and not turn.may_use_timers):
        return aside(turn, turn.words("timer.cannot_tell"))
    if found.record is None:
        return aside(turn, turn.words("timer.none"))
    return _gone(turn, found.record)


def _gone(turn: Turn, record: RunningTimer) -> Reply:
    profile = _kept(turn, ended(turn.profile, record, turn.now))
    if turn.now >= record.trigger and not record.left_when_paused:
        ago = roughly((turn.now - record.trigger) // 1000)
        return aside(turn, turn.words("timer.has_rung", ago=ago), profile)
    return aside(turn, turn.words("timer.cancelled_elsewhere"), profile)


def _kept(turn: Turn, profile: Profile) -> Profile | None:
    return None if turn.profile_lost else profile


def stop(turn: Turn) -> Reply:
    """StopTimerIntent, "I took it off": the timer goes, and what was really had is kept."""
    found = find(turn, without_record=True)
    record = found.record
    if record is None or (found.timer is None and not found.trouble):
        return _none(turn, found)
    try:
        was_there = turn.timers.delete(record.id)
    except TimersError:
        return aside(turn, turn.words("timer.stop_failed"))
    if not was_there:
        return _gone(turn, record)
    if found.timer and not found.trouble:
        record = _as_alexa_has_it(record, found.timer, turn.now)
    had = had_seconds(record, turn.now)
    key = "timer.stopped_short" if had <= limits.SHORT_GO_SECONDS else "timer.stopped"
    return aside(turn, turn.words(key, had=roughly(had)), _kept(turn, ended(turn.profile, record, turn.now)))


def _as_alexa_has_it(record: RunningTimer, timer: Timer, now: int) -> RunningTimer:
    """Our record, with what is left from Alexa: it may have been held or let go on without the skill."""
    if timer.status != "PAUSED":
        return record._replace(left_when_paused=0) if timer.trigger == record.trigger else record
    return record._replace(left_when_paused=timer.seconds_left(now))


def pause(turn: Turn) -> Reply:
    """PauseTimerIntent and AMAZON.PauseIntent: ice off for a while."""
    found = find(turn, without_record=True)
    if found.timer is None or found.record is None:
        return (
            _none(turn, found) if found.record or found.trouble else aside(turn, turn.words("timer.nothing_to_pause"))
        )
    if found.timer.status == "PAUSED":
        return aside(turn, turn.words("timer.is_paused"))
    try:
        was_there = turn.timers.pause(found.record.id)
    except TimersError:
        return aside(turn, turn.words("timer.pause_failed"))
    if not was_there:
        return _gone(turn, found.record)
    left = max(1, found.timer.seconds_left(turn.now))
    profile = _kept(turn, paused(turn.profile, found.record, left, turn.now))
    return aside(turn, turn.words("timer.paused", left=roughly(left)), profile)


def resume(turn: Turn) -> Reply:
    """ResumeTimerIntent and AMAZON.ResumeIntent: ice back on."""
    found = find(turn, without_record=True)
    if found.timer is None or found.record is None:
        return _none(turn, found)
    if found.timer.status != "PAUSED":
        return aside(turn, turn.words("timer.is_running"))
    try:
        was_there = turn.timers.resume(found.record.id)
    except TimersError:
        return aside(turn, turn.words("timer.resume_failed"))
    if not was_there:
        return _gone(turn, found.record)
    left = found.timer.seconds_left(turn.now)
    profile = turn.profile
    if not found.record.left_when_paused:
        # Held without the skill ("Alexa, pause the ice timer"): since when is not known, so the log is left full.
        profile = paused(profile, found.record, left, turn.now)
    profile = resumed(profile, profile.timer or found.record, left, turn.now)
    return aside(turn, turn.words("timer.resumed", left=roughly(left)), _kept(turn, profile))


def add_time(turn: Turn) -> Reply:
    """AddTimeIntent: a running timer cannot be made longer yet; says so, and what can be done."""
    return aside(turn, turn.words("timer.cannot_add"))


def history(turn: Turn) -> Reply:
    """IceHistoryIntent: when ice may go on again, when it last came off, how often in the last day."""
    if turn.profile_lost:
        return aside(turn, turn.words("memory.lost"))
    found = reconcile(turn)
    log = [go for go in turn.profile.ice_log if go.seconds > 0]
    if not log:
        return aside(turn, turn.words("ice.never"))
    changed = turn.profile if found.record and not turn.profile.timer else None
    often = count(_goes(log, turn.now - 24 * 60 * 60 * 1000), "time")
    if found.timer:
        left = roughly(found.timer.seconds_left(turn.now))
        return aside(turn, turn.words("ice.history_running", often=often, left=left), changed)
    last = roughly(max(0, turn.now - max(go.off for go in log)) // 1000)
    wait = limits.next_ice_at(log) - turn.now
    if wait > 0:
        speech = turn.words("ice.history_wait", often=often, ago=last, wait=roughly(wait // 1000))
    else:
        speech = turn.words("ice.history_free", often=often, ago=last)
    return aside(turn, speech, changed)


def _goes(log: list[Go], since: int) -> int:
    """How many goes began since then; parts of one go, before and after a pause, count once."""
    starts, off = 0, 0
    for go in sorted(log):
        if go.on - off >= limits.ICE_GAP_MS and go.on > since:
            starts += 1
        off = max(off, go.off)
    return starts


def still_running(turn: Turn) -> str:
    """One sentence on what still runs when the session ends; empty: nothing."""
    timer = find(turn).timer
    return turn.words("timer.still_runs", left=roughly(timer.seconds_left(turn.now))) if timer else ""


def aside(turn: Turn, speech: str, profile: Profile | None = None) -> Reply:
    """An answer on the side: the open question, if there is one, is put again; else the session ends."""
    session = turn.session
    if session.asking:
        return ask(turn, f"{speech} {session.reprompt}", session.asking, session.reprompt, profile=profile)
    return tell(turn, speech, profile=profile)

"""The ice timer: begun, spoken of, paused, stopped. Alexa owns it; our record of it is a hint."""

from coach.alexa.timers import Timer, TimersError, Trouble
from coach.care import limits
from coach.conversation.session import Session
from coach.conversation.spoken import count, exactly, roughly
from coach.conversation.turn import AskConsent, Reply, Turn, ask, tell
from coach.profile.model import Go, Profile, RunningTimer

LABEL = "ice"
"""So that "Alexa, how long is left on the ice timer" works without the skill."""
CONSENT = "ice:"
"""A consent token is this and the seconds of ice: the start goes on from it alone."""


def begin(turn: Turn, session: Session, seconds: int) -> Reply:
    """Start the timer; where the permission is missing, ask for it first, by voice, once."""
    seconds = (
        min(max(seconds, limits.LEAST_SECONDS), limits.ICE_MOST_SECONDS) if seconds else limits.ICE_DEFAULT_SECONDS
    )
    if not turn.may_use_timers:
        return _ask_consent(turn, session, seconds)
    try:
        timer = turn.timers.start(LABEL, seconds, turn.words("ice.announcement"))
    except TimersError as error:
        if error.trouble is Trouble.no_permission and not session.consent_asked:
            return _ask_consent(turn, session, seconds)
        return _failed(turn, session, error.trouble, seconds)
    # An adopted timer may have been started a moment ago: its own trigger time is the truth.
    trigger = timer.trigger or turn.now + seconds * 1000
    started = trigger - seconds * 1000
    profile = turn.profile.trimmed(turn.now)
    profile = profile._replace(
        timer=RunningTimer(timer.id, started, trigger, seconds),
        ice_log=(*profile.ice_log, Go(started, trigger)),
    )
    speech = turn.words("ice.started", length=exactly(seconds))
    if turn.profile_lost:
        return tell(turn, f"{speech} {turn.words('memory.not_kept')}", session._replace(ice_seconds=0))
    return tell(turn, speech, session._replace(ice_seconds=0), profile=profile)


def _ask_consent(turn: Turn, session: Session, seconds: int) -> Reply:
    if session.consent_asked:
        return native_words(turn, session, "ice.denied", seconds)
    kept = session._replace(consent_asked=True, ice_seconds=seconds, asking="")
    return Reply(speech=turn.words("ice.need_permission"), session=kept, consent=AskConsent(f"{CONSENT}{seconds}"))


def consent_answered(turn: Turn) -> Reply:
    """Alexa's answer to the request for permission: the start goes on by itself, from the token alone."""
    consent = turn.consent
    digits = consent.token.removeprefix(CONSENT) if consent else ""
    asked = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else 0
    seconds = limits.ice_length(asked or None).seconds or limits.ICE_DEFAULT_SECONDS
    session = turn.session._replace(consent_asked=True, ice_seconds=seconds)
    status = consent.status if consent else "ERROR"
    if status == "ACCEPTED":
        from coach.conversation.ice import too_soon

        turn.may_use_timers = True
        held = running(turn)
        if held:
            return already_running(turn, held)
        return too_soon(turn, session) or begin(turn, session, seconds)
    if status == "DENIED":
        return native_words(turn, session, "ice.denied", seconds)
    key = "ice.not_answered" if status == "NOT_ANSWERED" else "ice.consent_failed"
    reply = native_words(turn, session, key, seconds)
    # For next time there is a card in the app: Alexa's own, or where she left none, ours.
    reply.consent_card = not (consent and consent.card_thrown)
    return reply


def native_words(turn: Turn, session: Session, key: str, seconds: int) -> Reply:
    """The words that work without the skill. The session ends so that they do."""
    speech = f"{turn.words(key)} {turn.words('ice.native', length=exactly(seconds))}"
    return tell(turn, speech, session._replace(ice_seconds=0))


def _failed(turn: Turn, session: Session, trouble: Trouble, seconds: int) -> Reply:
    if trouble is Trouble.unknown:
        return tell(turn, turn.words("timer.start_unknown"), session._replace(ice_seconds=0))
    return native_words(turn, session, f"timer.start_{trouble.value}", seconds)


def running(turn: Turn) -> Timer | None:
    """The ice timer as Alexa has it now, if our record says there should be one; None: none runs.

    Where Alexa cannot be asked, the record stands in.
    """
    record = turn.profile.timer
    if record is None:
        return None
    try:
        timer = turn.timers.get(record.id)
    except TimersError:
        return from_record(record, turn.now)
    return timer if timer and timer.status != "OFF" and (timer.status == "PAUSED" or timer.trigger > turn.now) else None


def from_record(record: RunningTimer, now: int) -> Timer | None:
    """The timer as we last knew it; None once it must have rung."""
    if record.left_when_paused:
        return Timer(record.id, LABEL, "PAUSED", record.trigger, record.left_when_paused)
    return Timer(record.id, LABEL, "ON", record.trigger, 0) if record.trigger > now else None


def already_running(turn: Turn, timer: Timer) -> Reply:
    """A second start while one runs."""
    key = "timer.paused_already" if timer.status == "PAUSED" else "timer.already"
    return tell(turn, turn.words(key, left=roughly(timer.seconds_left(turn.now))))


def time_left(turn: Turn) -> Reply:
    """TimeLeftIntent, from Alexa's truth."""
    if turn.profile_lost:
        return aside(turn, turn.words("timer.cannot_tell"))
    record = turn.profile.timer
    if record is None:
        return aside(turn, turn.words("timer.none"))
    try:
        timer = turn.timers.get(record.id)
    except TimersError as error:
        left = from_record(record, turn.now)
        if error.trouble is Trouble.no_permission or left is None:
            return aside(turn, turn.words("timer.cannot_tell"))
        return aside(turn, turn.words("timer.left_by_record", left=roughly(left.seconds_left(turn.now))))
    if timer is None or timer.status == "OFF" or (timer.status != "PAUSED" and timer.trigger <= turn.now):
        return _gone(turn, record)
    key = "timer.left_paused" if timer.status == "PAUSED" else "timer.left"
    return aside(turn, turn.words(key, left=roughly(timer.seconds_left(turn.now))))


def _gone(turn: Turn, record: RunningTimer) -> Reply:
    """Alexa has it no more: it has rung if its time came, else somebody cancelled it elsewhere."""
    if turn.now >= record.trigger and not record.left_when_paused:
        off = min(record.trigger, turn.now)
        return aside(
            turn,
            turn.words("timer.has_rung", ago=roughly((turn.now - off) // 1000)),
            _ended(turn, record, off),
        )
    return aside(turn, turn.words("timer.cancelled_elsewhere"), _ended(turn, record, turn.now))


def _ended(turn: Turn, record: RunningTimer, off: int) -> Profile:
    """The profile with the timer gone and its go closed at ``off``, epoch milliseconds."""
    served = off if not record.left_when_paused else record.trigger
    log = tuple(Go(go.on, min(go.off, served)) if go.on == record.started else go for go in turn.profile.ice_log)
    return turn.profile._replace(timer=None, ice_log=log).trimmed(turn.now)


def stop(turn: Turn) -> Reply:
    """StopTimerIntent, "I took it off": the timer goes, and what was really had is kept."""
    record = turn.profile.timer
    if record is None:
        return aside(turn, turn.words("timer.cannot_tell" if turn.profile_lost else "timer.none"))
    try:
        was_there = turn.timers.delete(record.id)
    except TimersError:
        return aside(turn, turn.words("timer.stop_failed"))
    if not was_there:
        return _gone(turn, record)
    profile = _ended(turn, record, min(turn.now, record.trigger))
    had = next((go.seconds for go in profile.ice_log if go.on == record.started), 0)
    key = "timer.stopped_short" if had <= limits.SHORT_GO_SECONDS else "timer.stopped"
    return aside(turn, turn.words(key, had=roughly(had)), profile)


def pause(turn: Turn) -> Reply:
    """PauseTimerIntent and AMAZON.PauseIntent: ice off for a while."""
    record = turn.profile.timer
    if record is None or record.left_when_paused:
        return aside(turn, turn.words("timer.nothing_to_pause" if record is None else "timer.is_paused"))
    try:
        was_there = turn.timers.pause(record.id)
    except TimersError:
        return aside(turn, turn.words("timer.pause_failed"))
    left = max(0, record.trigger - turn.now) // 1000
    if not was_there or not left:
        return _gone(turn, record)
    kept = record._replace(trigger=turn.now, left_when_paused=left)
    log = tuple(Go(go.on, turn.now) if go.on == record.started else go for go in turn.profile.ice_log)
    profile = turn.profile._replace(timer=kept, ice_log=log)
    return aside(turn, turn.words("timer.paused", left=roughly(left)), profile)


def resume(turn: Turn) -> Reply:
    """ResumeTimerIntent and AMAZON.ResumeIntent: ice back on."""
    record = turn.profile.timer
    if record is None or not record.left_when_paused:
        return aside(turn, turn.words("timer.none" if record is None else "timer.is_running"))
    try:
        was_there = turn.timers.resume(record.id)
    except TimersError:
        return aside(turn, turn.words("timer.resume_failed"))
    if not was_there:
        return aside(turn, turn.words("timer.cancelled_elsewhere"), _ended(turn, record, record.trigger))
    trigger = turn.now + record.left_when_paused * 1000
    kept = record._replace(trigger=trigger, left_when_paused=0)
    log = tuple(Go(go.on, trigger) if go.on == record.started else go for go in turn.profile.ice_log)
    profile = turn.profile._replace(timer=kept, ice_log=log)
    return aside(turn, turn.words("timer.resumed", left=roughly(record.left_when_paused)), profile)


def add_time(turn: Turn) -> Reply:
    """AddTimeIntent: a running timer cannot be made longer yet; says so, and what can be done."""
    return aside(turn, turn.words("timer.cannot_add"))


def history(turn: Turn) -> Reply:
    """IceHistoryIntent: when ice may go on again, when it last came off, how often in the last day."""
    if turn.profile_lost:
        return aside(turn, turn.words("memory.lost"))
    log = [go for go in turn.profile.ice_log if go.seconds > 0]
    if not log:
        return aside(turn, turn.words("ice.never"))
    held = running(turn)
    day_ago = turn.now - 24 * 60 * 60 * 1000
    often = count(sum(1 for go in log if go.on > day_ago), "time")
    if held:
        return aside(turn, turn.words("ice.history_running", often=often, left=roughly(held.seconds_left(turn.now))))
    last = roughly(max(0, turn.now - max(go.off for go in log)) // 1000)
    wait = limits.next_ice_at(log) - turn.now
    if wait > 0:
        return aside(turn, turn.words("ice.history_wait", often=often, ago=last, wait=roughly(wait // 1000)))
    return aside(turn, turn.words("ice.history_free", often=often, ago=last))


def still_running(turn: Turn) -> str:
    """One sentence on what still runs when the session ends; empty: nothing."""
    held = running(turn)
    return turn.words("timer.still_runs", left=roughly(held.seconds_left(turn.now))) if held else ""


def aside(turn: Turn, speech: str, profile: Profile | None = None) -> Reply:
    """An answer on the side: the open question, if there is one, is put again; else the session ends."""
    session = turn.session
    if session.asking:
        return ask(turn, f"{speech} {session.reprompt}", session.asking, session.reprompt, profile=profile)
    return tell(turn, speech, profile=profile)

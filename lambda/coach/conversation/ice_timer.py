"""The ice timer begun: the permission asked for by voice, the timer created, every way in which that may fail."""

from coach.alexa.timers import Timer, TimersError, Trouble
from coach.care import limits
from coach.conversation.session import Session
from coach.conversation.spoken import exactly, roughly
from coach.conversation.timer_truth import LABEL, SPARE_LABEL, reconcile, record_of, with_timer
from coach.conversation.turn import AskConsent, Reply, Turn, tell
from coach.profile.model import Profile

_JUST_NOW_SECONDS = 30
"""A timer with so much more or less to run than was asked for is not the one asked for."""
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
        timer = turn.timers.start(LABEL, SPARE_LABEL, seconds, turn.words("ice.announcement"))
    except TimersError as error:
        if error.trouble is Trouble.no_permission and not session.consent_asked:
            return _ask_consent(turn, session, seconds)
        return _failed(turn, session, error.trouble, seconds)
    record = record_of(timer, turn.now, seconds)
    profile = with_timer(turn.profile, record)
    session = session._replace(ice_seconds=0)
    if timer.status == "PAUSED" or abs(timer.seconds_left(turn.now) - seconds) > _JUST_NOW_SECONDS:
        # Not the one just asked for: it was running before, and no second one was made.
        return already_running(turn, timer, None if turn.profile_lost else profile)
    speech = turn.words("ice.started", length=exactly(seconds))
    if turn.profile_lost:
        return tell(turn, f"{speech} {turn.words('memory.not_kept')}", session)
    return tell(turn, speech, session, profile=profile)


def _ask_consent(turn: Turn, session: Session, seconds: int) -> Reply:
    if session.consent_asked:
        return native_words(turn, session, "ice.denied", seconds)
    kept = session._replace(consent_asked=True, ice_seconds=seconds, asking="")
    return Reply(speech=turn.words("ice.need_permission"), session=kept, consent=AskConsent(f"{CONSENT}{seconds}"))


def consent_answered(turn: Turn) -> Reply:
    """Alexa's answer to the request for permission: the start goes on by itself, from the token alone."""
    consent = turn.consent
    status = consent.status if consent else "ERROR"
    asked = _seconds_of(consent.token if consent else "")
    seconds = limits.ice_length(asked).seconds or limits.ICE_DEFAULT_SECONDS
    session = turn.session._replace(consent_asked=True, ice_seconds=seconds)
    if status == "ACCEPTED":
        from coach.conversation import ice

        turn.may_use_timers = True
        if asked is None:
            # Not a token of ours: whether the cautions were asked cannot be told, so they are.
            return ice.with_seconds(turn, None, session)
        found = reconcile(turn)
        if found.timer:
            return already_running(turn, found.timer)
        return ice.too_soon(turn, session) or begin(turn, session, seconds)
    if status == "DENIED":
        return native_words(turn, session, "ice.denied", seconds)
    key = "ice.not_answered" if status == "NOT_ANSWERED" else "ice.consent_failed"
    reply = native_words(turn, session, key, seconds)
    # For next time there is a card in the app: Alexa's own, or where she left none, ours.
    reply.consent_card = not (consent and consent.card_thrown)
    return reply


def _seconds_of(token: str) -> int | None:
    digits = token.removeprefix(CONSENT)
    ours = token.startswith(CONSENT) and digits.isascii() and digits.isdigit() and len(digits) < 6
    return int(digits) if ours else None


def native_words(turn: Turn, session: Session, key: str, seconds: int) -> Reply:
    """The words that work without the skill. The session ends so that they do."""
    speech = f"{turn.words(key)} {turn.words('ice.native', length=exactly(seconds))}"
    return tell(turn, speech, session._replace(ice_seconds=0))


def _failed(turn: Turn, session: Session, trouble: Trouble, seconds: int) -> Reply:
    if trouble is Trouble.unknown:
        return tell(turn, turn.words("timer.start_unknown"), session._replace(ice_seconds=0))
    return native_words(turn, session, f"timer.start_{trouble.value}", seconds)


def already_running(turn: Turn, timer: Timer, profile: Profile | None = None) -> Reply:
    """A second start while one runs."""
    key = "timer.paused_already" if timer.status == "PAUSED" else "timer.already"
    return tell(turn, turn.words(key, left=roughly(timer.seconds_left(turn.now))), profile=profile)

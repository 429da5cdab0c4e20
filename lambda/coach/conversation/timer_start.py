"""A timer begun: the permission asked for by voice, the timer created, every way in which that may fail."""

from contextlib import suppress
from typing import NamedTuple

from coach.alexa.timer import TimersError, Trouble
from coach.care import limits
from coach.conversation.kinds import ICE, KINDS, NEXT_ICE, Kind
from coach.conversation.session import Session
from coach.conversation.spoken import exactly, roughly
from coach.conversation.timer_truth import Found, ended, find, record_of, with_record
from coach.conversation.timer_words import left_of, too_long
from coach.conversation.turn import AskConsent, Reply, Turn, tell
from coach.profile.model import RunningTimer

_JUST_NOW_SECONDS = 30
"""A timer with so much more or less to run than was asked for is not the one asked for."""
_NOT_ME = "not_me"


class Wanted(NamedTuple):
    """What a consent token says: the start goes on from it alone. No answers in it."""

    kind: Kind
    seconds: int
    not_me: bool
    """The log is somebody else's: said on a shared Echo."""


def begin(turn: Turn, session: Session, kind: Kind, seconds: int) -> Reply:
    """Start the timer; where the permission is missing, ask for it first, by voice, once."""
    most = kind.limit.most_seconds
    seconds = min(max(seconds, limits.LEAST_SECONDS), most) if seconds else kind.limit.default_seconds
    if not turn.timers.reachable:
        # No permission would help.
        return _failed(turn, session, kind, Trouble.unsupported, seconds)
    if not turn.may_use_timers:
        return _ask_consent(turn, session, kind, seconds)
    try:
        timer = turn.timers.start(kind.labels, seconds, turn.words(f"{kind.name}.announcement"))
    except TimersError as error:
        if error.trouble is Trouble.no_permission and not session.consent_asked:
            return _ask_consent(turn, session, kind, seconds)
        return _failed(turn, session, kind, error.trouble, seconds)
    before = turn.profile
    profile = with_record(before, record_of(timer, turn.now, kind, seconds))
    if timer.status == "PAUSED" or abs(timer.seconds_left(turn.now) - seconds) > _JUST_NOW_SECONDS:
        # Not the one just asked for: it was running before, and no second one was made.
        turn.use_profile(profile)
        return already_running(turn, session, Found(kind, profile.timer(kind.name), timer))
    if session.not_me:
        profile = profile._replace(not_me_at=turn.now)
    turn.use_profile(profile)
    said = [turn.words(f"{kind.name}.started", length=exactly(seconds))]
    if kind.on_skin and before.log(kind.name):
        said.append(turn.words(f"{kind.name}.again"))
    if kind is ICE:
        _drop_ring(turn)
    if turn.profile_lost:
        said.append(turn.words("memory.not_kept"))
    return tell(turn, " ".join(said), session.without_start())


def _drop_ring(turn: Turn) -> None:
    """A ring that says "you can ice again" would come too early after this ice: it goes, if it can."""
    ring = find(turn, NEXT_ICE) if turn.profile.timer(NEXT_ICE.name) else Found(NEXT_ICE)
    if ring.timer and ring.record and not ring.trouble:
        with suppress(TimersError):
            turn.timers.delete(ring.record.id)
            turn.use_profile(ended(turn.profile, ring.record, turn.now))


def _ask_consent(turn: Turn, session: Session, kind: Kind, seconds: int) -> Reply:
    if session.consent_asked:
        return native_words(turn, session, kind, "timer.denied", seconds)
    kept = session._replace(consent_asked=True, seconds=seconds, asking="")
    token = ":".join([kind.name, str(seconds), *([_NOT_ME] if session.not_me else [])])
    return Reply(speech=turn.words("timer.need_permission"), session=kept, consent=AskConsent(token))


def wanted(token: str) -> Wanted | None:
    """What a consent token stands for; None for one that is not ours."""
    name, _, rest = token.partition(":")
    digits, _, flag = rest.partition(":")
    if name not in KINDS or not (digits.isascii() and digits.isdigit() and len(digits) < 6):
        return None
    kind = KINDS[name]
    seconds = limits.length(kind.limit, int(digits)).seconds or kind.limit.default_seconds
    return Wanted(kind, seconds, flag == _NOT_ME)


def not_granted(turn: Turn, session: Session, want: Wanted | None) -> Reply:
    """The permission was not given: which way it went, and the words that work without it."""
    consent = turn.consent
    kind, seconds = (want.kind, want.seconds) if want else (ICE, ICE.limit.default_seconds)
    status = consent.status if consent else "ERROR"
    if status == "DENIED":
        return native_words(turn, session, kind, "timer.denied", seconds)
    if status == "NOT_ANSWERED":
        key = "timer.card_thrown" if consent and consent.card_thrown else "timer.not_answered"
    else:
        key = "timer.consent_refused" if consent and consent.refused else "timer.consent_failed"
    reply = native_words(turn, session, kind, key, seconds)
    # For next time there is a card in the app: Alexa's own, or where she left none, ours.
    reply.consent_card = not (consent and consent.card_thrown)
    return reply


def native_words(turn: Turn, session: Session, kind: Kind, key: str, seconds: int) -> Reply:
    """What went wrong, and the words that work without the skill. The session ends so that they do."""
    # In whole minutes: it is to be said after us.
    length = exactly(-(-seconds // 60) * 60 if seconds > kind.limit.default_seconds else seconds)
    return tell(turn, f"{turn.words(key)} {turn.words(f'{kind.name}.native', length=length)}", session.without_start())


def _failed(turn: Turn, session: Session, kind: Kind, trouble: Trouble, seconds: int) -> Reply:
    if trouble is Trouble.unknown:
        # It may have started: until Alexa says that it has not, it counts.
        maybe = RunningTimer("", turn.now, turn.now + seconds * 1000, seconds, 0, kind.name, kind.labels[0])
        turn.use_profile(with_record(turn.profile, maybe))
        speech = f"{turn.words('timer.start_unknown')} {turn.words(f'{kind.name}.until_known')}"
        return tell(turn, speech, session.without_start())
    return native_words(turn, session, kind, f"timer.start_{trouble.value}", seconds)


def already_running(turn: Turn, session: Session, found: Found) -> Reply:
    """A second start while one runs, as far as can be told."""
    if found.timer is None or found.trouble:
        speech = f"{left_of(turn, found)} {turn.words('timer.no_other')}"
    else:
        key = "timer.paused_already" if found.timer.status == "PAUSED" else "timer.already"
        left = roughly(found.timer.seconds_left(turn.now))
        speech = f"{turn.words(key, timer=found.kind.labels[0], left=left)} {too_long(turn, found)}".strip()
    return tell(turn, speech, session.without_start())

"""The timers permission, asked for by voice: the request, its token, and the words that work without it."""

from typing import TYPE_CHECKING, NamedTuple

from coach.care import limits
from coach.conversation.reply import ConsentRequest, Reply, tell
from coach.conversation.timers.kinds import ICE, Kind, kind_of
from coach.conversation.turn import Consent, ConsentStatus, Permission, Turn
from coach.speech.numbers import exactly
from coach.speech.parts import parts_of

if TYPE_CHECKING:
    from coach.content.line_keys import LineKey

_NOT_ME = "not_me"
_BOTH = "both"


class Wanted(NamedTuple):
    """What a consent token says: the start goes on from it alone. No answers in it."""

    kind: Kind
    seconds: int
    not_me: bool
    """The log is somebody else's: said on a shared Echo."""
    both_rings: bool = False
    """The yes before was for the skin check, too."""


def request(turn: Turn, kind: Kind, seconds: int) -> Reply:
    """Have Alexa ask for the permission; once in a session."""
    if turn.session.consent_asked:
        return native_words(turn, kind, "timer.denied", seconds)
    kept = turn.session._replace(consent_asked=True, seconds=seconds, asking=None)
    session = turn.session
    flags = [flag for flag, is_so in ((_NOT_ME, session.not_me), (_BOTH, session.both_rings)) if is_so]
    token = ":".join([kind.id.value, str(seconds), *flags])
    said = parts_of(turn.words("timer.need_permission"))
    return Reply(said, kept, consent=ConsentRequest(token), changes=turn.changes)


def wanted(token: str) -> Wanted | None:
    """Return what a consent token stands for; None for one that is not ours."""
    name, _, rest = token.partition(":")
    digits, *flags = rest.split(":")
    kind = kind_of(name)
    if kind is None or not (digits.isascii() and digits.isdigit() and len(digits) < 6):
        return None
    seconds = limits.length(kind.limit, int(digits)).seconds or kind.limit.default_seconds
    return Wanted(kind, seconds, _NOT_ME in flags, _BOTH in flags)


_KEYS: "dict[ConsentStatus, LineKey]" = {
    ConsentStatus.denied: "timer.denied",
    ConsentStatus.not_answered: "timer.not_answered",
    ConsentStatus.refused: "timer.consent_refused",
}


def not_granted(turn: Turn, want: Wanted | None) -> Reply:
    """Return which way it went that the permission was not given, and the words that work without it."""
    consent = turn.consent
    kind, seconds = (want.kind, want.seconds) if want else (ICE, ICE.limit.default_seconds)
    status = consent.status if consent else ConsentStatus.failed
    card_thrown = consent is not None and consent.card_thrown
    key = _KEYS.get(status, "timer.consent_failed")
    if status is ConsentStatus.not_answered and card_thrown:
        key = "timer.card_thrown"
    reply = native_words(turn, kind, key, seconds)
    return reply._replace(consent_card=for_next_time(consent, Permission.timers))


def for_next_time(consent: Consent | None, permission: Permission) -> Permission | None:
    """Return the permission to leave a card for in the app: none where it was denied, or Alexa left one of her own."""
    if consent and (consent.status is ConsentStatus.denied or consent.card_thrown):
        return None
    return permission


def native_words(turn: Turn, kind: Kind, key: "LineKey", seconds: int) -> Reply:
    """Return what went wrong, and the words that work without the skill. The session ends so that they do."""
    # In whole minutes: it is to be said after us.
    length = exactly(-(-seconds // 60) * 60 if seconds > kind.limit.default_seconds else seconds)
    done = turn._replace(session=turn.session.without_start())
    return tell(done, turn.words(key), turn.words.of_kind(kind.id, "native", length=length))

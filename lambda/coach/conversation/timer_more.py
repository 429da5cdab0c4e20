"""AddTimeIntent: a running timer made longer, never beyond the most in all.

Alexa has no "extend". The longer timer is created under another label, and only then the old one goes: if the first
call fails nothing has changed; if the second fails the person is told that the old one rings first.
"""

from coach.alexa.timer import Timer, TimersError, Trouble
from coach.care import limits
from coach.care.triage import is_for_child
from coach.conversation.kinds import Kind
from coach.conversation.spoken import exactly, roughly
from coach.conversation.timer_choice import chosen, kind_meant, may_ask, name_kind, not_chosen
from coach.conversation.timer_truth import Found, had_seconds, tidied, with_record
from coach.conversation.timer_verbs import pause, resume, stop, time_left
from coach.conversation.timer_words import left_of, leftover, say_none, too_long, why
from coach.conversation.turn import Reply, Turn, aside, ask
from coach.profile.model import RunningTimer


def add_time(turn: Turn) -> Reply:
    """AddTimeIntent, with or without how much."""
    return _add(turn, turn.asked_seconds)


def _add(turn: Turn, more: int | None) -> Reply:
    found = chosen(turn, "add", more or 0)
    if isinstance(found, Reply):
        return found
    return _add_to(turn, found[0], more)


def _add_to(turn: Turn, found: Found, more: int | None) -> Reply:
    timer, record = found.timer, found.record
    if timer is None or record is None:
        return aside(turn, say_none(turn, found))
    name, left = found.kind.labels[0], roughly(timer.seconds_left(turn.now))
    at_ring = turn.words(f"{found.kind.name}.at_ring") if found.runs else ""
    if found.trouble:
        return aside(turn, f"{turn.words('timer.added_nothing')} {left_of(turn, found)} {at_ring}".strip())
    if timer.status == "PAUSED":
        return aside(turn, turn.words("timer.resume_first", timer=name))
    if found.kind.on_skin and is_for_child(turn.session.answered()):
        return aside(turn, f"{turn.words('timer.added_nothing')} {turn.words('timer.not_for_a_child')}")
    if record.adopted and found.kind.on_skin:
        return aside(turn, f"{turn.words('timer.how_long_unknown')} {left_of(turn, found)} {at_ring}")
    if tidied(turn, found).others:
        return aside(turn, turn.words("timer.stale_first", timer=name, left=left))
    room = _room(turn, found, record)
    if room < limits.LEAST_SECONDS:
        much = too_long(turn, found) or f"{turn.words('timer.left', timer=name, left=left)} {at_ring}"
        return aside(turn, f"{turn.words(f'{found.kind.name}.no_more')} {much}")
    if more is None or more <= 0:
        return _ask_how_much(turn, found.kind, room)
    if more > room:
        return _offer_most(turn, found.kind, room)
    return _extend(turn, found, timer, record, more)


def _room(turn: Turn, found: Found, record: RunningTimer) -> int:
    """How many seconds may be added, in whole minutes: what has run counts, and what was had just before it began."""
    most = found.kind.limit.most_seconds
    if found.kind.on_skin:
        earlier = [go for go in turn.profile.log(found.kind.name) if go.on != record.started]
        most = limits.most_now(found.kind.name, earlier, record.started)
    return max(0, most - record.seconds) // 60 * 60


def _ask_how_much(turn: Turn, kind: Kind, room: int) -> Reply:
    if not may_ask(turn):
        return aside(turn, turn.words("timer.say_how_much"))
    most = exactly(room)
    session = turn.session._replace(kind=kind.name, misses=0)
    return ask(turn, turn.words("timer.more", most=most), "timer.more", turn.words("timer.more_again"), session)


def _offer_most(turn: Turn, kind: Kind, room: int) -> Reply:
    speech = turn.words(f"{kind.name}.most_more", more=exactly(room))
    if not may_ask(turn):
        return aside(turn, f"{speech} {turn.words('timer.say_how_much')}")
    session = turn.session._replace(kind=kind.name, more_seconds=room, misses=0)
    again = turn.words("timer.most_more_again", more=exactly(room))
    return ask(turn, f"{speech} {turn.words('timer.most_more')}", "timer.most_more", again, session)


def _extend(turn: Turn, found: Found, timer: Timer, record: RunningTimer, more: int) -> Reply:
    kind = found.kind
    # Our clock is in whole seconds, Alexa's is not: the most is never passed by the rest of a second.
    most_left = kind.limit.most_seconds - had_seconds(record, turn.now) - 1
    left = min(timer.seconds_left(turn.now) + more, most_left)
    labels = [label for label in kind.labels if label != timer.label]
    try:
        made = turn.timers.start(labels, left, turn.words(f"{kind.name}.announcement"), beside=record.id)
    except TimersError as error:
        key = "timer.add_unknown" if error.trouble is Trouble.unknown else "timer.add_failed"
        said = [why(turn, error.trouble), turn.words(key, timer=kind.labels[0]), turn.words(f"{kind.name}.at_ring")]
        return aside(turn, " ".join(said))
    seconds = had_seconds(record, turn.now) + made.seconds_left(turn.now)
    longer = record._replace(id=made.id, label=made.label, trigger=made.trigger, seconds=seconds)
    said = [turn.words("timer.added", timer=kind.labels[0], left=roughly(made.seconds_left(turn.now)))]
    try:
        turn.timers.delete(record.id)
    except TimersError:
        said.append(leftover(turn, found._replace(timer=made, others=(timer,))))
    turn.use_profile(with_record(turn.profile, longer))
    lost = turn.words("memory.not_kept") if turn.change_lost else ""
    return aside(turn, " ".join(part for part in [*said, turn.words(f"{kind.name}.heed"), lost] if part))


def answer(turn: Turn, meaning: str) -> Reply | None:
    """An answer to "which one?", "how many more minutes?" or "shall I add that?". None: another topic."""
    if turn.session.asking == "timer.which":
        return _answer_which(turn, meaning)
    name, more = turn.session.kind, turn.session.more_seconds
    if turn.intent in {"LengthIntent", "MinutesIntent", "AddTimeIntent"}:
        asked = turn.asked_seconds or 0
        name_kind(turn, name)
        return _add(turn, asked)
    if meaning == "yes" and turn.session.asking == "timer.most_more":
        name_kind(turn, name)
        return _add(turn, more)
    return not_chosen(turn, meaning)


def _answer_which(turn: Turn, meaning: str) -> Reply | None:
    name = kind_meant(turn)
    verb, more = turn.session.verb, turn.session.more_seconds
    if not name or (name == "both" and verb == "add"):
        return not_chosen(turn, meaning)
    name_kind(turn, name)
    if verb == "add":
        return _add(turn, more or None)
    return {"stop": stop, "pause": pause, "resume": resume}.get(verb, time_left)(turn)

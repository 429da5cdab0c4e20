"""The frame of a check: how old, and since when. Held in the session only; what it decides is care's business."""

from coach.care import triage
from coach.care.answers import OLDEST, SPEAKS_FROM_AGE, Age, Answer, FlagId, Onset
from coach.conversation.meanings import SPEECH, Intent, Meaning
from coach.conversation.questions import AGE_QUESTIONS, OF_THE_FRAME, QuestionId, flag_of
from coach.conversation.reply import Reply, ask, ask_again, back_to_menu
from coach.conversation.safety_check import interview, outcomes
from coach.conversation.turn import Slot, Turn
from coach.settings import ScreeningStyle
from coach.speech import ages
from coach.speech.heard_lengths import heard_length
from coach.speech.numbers import number, parse_duration

_YEAR_MS = 31_556_952_000
_DAY = 86_400
_HOUR = 3_600
_FIRST_YEAR = 1900
_SOUND_ALIKE_BELOW = 20
_WEIGHS_MORE = 65
"""From this age on a fall weighs more."""
_NOT_PUT_BY = frozenset({QuestionId.menu, QuestionId.check_confirm})
"""Questions that nobody misses: after an age the ways on are offered in their place."""
_NO_WORDS = frozenset({"age", "minutes", "decade", "duration", "onset"})
"""Slots that hold no free words."""
_STARTS = frozenset({Intent.start_ice, Intent.start_heat, Intent.start_walk})
_DECIDES: dict[Onset | None, Answer] = {
    Onset.today: Answer.no, Onset.days: Answer.no, Onset.weeks: Answer.no,
    Onset.over_four_weeks: Answer.yes, Onset.months: Answer.yes,
}  # fmt: skip
"""What a time answers to "more than four weeks?"."""
_HOW_LONG = frozenset({"cannot_get_up.how_long", "long_lie"})
"""Questions whether somebody has been down for more than an hour."""
_ASIDES = frozenset({Meaning.why, Meaning.back, Meaning.drop, Meaning.hang_on, Meaning.how_many_more})


def answer(turn: Turn, meaning: Meaning | None) -> Reply | None:
    """Answer a question of the frame, or one that an age answers; return None if it opens another topic."""
    asked = flag_of(turn.session.asking)
    if told := answered(turn):
        return told
    if asked not in {FlagId.age, FlagId.onset} or meaning in _ASIDES or meaning is None:
        return interview.answer(turn, meaning)
    if meaning is Meaning.skip:
        return interview.leave_unknown(turn, turn.words("safety_check.skipped"))
    if meaning is Meaning.not_sure and asked == FlagId.onset:
        return interview.record_answer(turn, FlagId.onset, Onset.unknown)
    return interview.missed(turn)


def answered(turn: Turn) -> Reply | None:
    """Keep the age or the onset that was asked for; return None where the words tell none."""
    asked = flag_of(turn.session.asking)
    if asked in AGE_QUESTIONS and (age := age_said(turn)):
        return _heard(turn, age)
    if asked == FlagId.onset and (onset := onset_said(turn)):
        return interview.record_answer(turn, FlagId.onset, onset)
    if asked == FlagId.over_four_weeks and (onset := onset_said(turn)) in _DECIDES:
        return interview.record_answer(turn, asked, _DECIDES[onset])
    if asked in _HOW_LONG and (seconds := _seconds_said(turn)):
        return interview.record_answer(turn, asked, Answer.yes if seconds > _HOUR else Answer.no)
    return None


def _seconds_said(turn: Turn) -> int | None:
    """Return the time that was said, in seconds; None: none with a unit was."""
    if turn.asked_seconds and "duration" in turn.slots:
        return turn.asked_seconds
    length = heard_length(_free_words(turn))
    return length.seconds if length and length.has_unit else None


def mentioned(turn: Turn) -> Reply | None:
    """Take note of an age that was said unasked; return None where it tells nothing."""
    age = age_said(turn)
    if age is None or turn.screening_style is ScreeningStyle.list:
        return None
    return _heard(turn if interview.in_check(turn.session) else _aside(turn), age)


def volunteered(turn: Turn) -> Age | None:
    """Return the age of the patient that free words tell beside something else; None: none, or it is known."""
    is_listed = turn.screening_style is ScreeningStyle.list
    if is_listed or FlagId.age in turn.session.answers or flag_of(turn.session.asking) in OF_THE_FRAME:
        return None
    years = ages.told_in(_free_words(turn))
    return _of_number(years, turn.now) if years else None


def with_volunteered(turn: Turn, age: Age | None) -> Turn:
    """Return the turn with an age that was told beside a sign, where it cannot be misheard, or makes us more careful.

    Any other is asked for, where it matters.
    """
    if age is None or (_sounds_alike(age) and age.least < _WEIGHS_MORE):
        return turn
    session = turn.session
    return turn._replace(session=session._replace(answers={**session.answers, FlagId.age: age}))


def read_back(turn: Turn, age: Age, first: str = "") -> Reply:
    """Read an age back that was told outside a check. ``first``: the red flag to ask about after it."""
    turn = _aside(turn)
    return _heard(turn._replace(session=turn.session._replace(first=first or turn.session.first)), age)


def _aside(turn: Turn) -> Turn:
    """Return the turn with its open question put by, until the age is kept."""
    session = turn.session
    if open_flag := flag_of(session.asking):
        return turn._replace(session=session._replace(single=True, first=open_flag))
    waits = isinstance(session.asking, QuestionId) and session.asking not in _NOT_PUT_BY
    asking, words = (session.asking, session.reprompt) if waits else (None, "")
    return turn._replace(session=session._replace(single=True, first="", interrupted=asking, interrupted_words=words))


def _back_to(turn: Turn, age: Age) -> Reply:
    """Keep an age that was told outside a check, and go back to what was open."""
    session = turn.session
    first, interrupted, words = session.first, session.interrupted, session.interrupted_words
    session = session.with_answer(FlagId.age, age)._replace(interrupted=None, interrupted_words="")
    turn = turn._replace(session=session)
    noted = turn.words("safety_check.age_noted", age=_in_words(age))
    if first in turn.catalog.interview.flags and not outcomes.is_emergency(turn):
        return interview.ask_single(turn, first, noted, turn.words("safety_check.if_serious"))
    if (
        triage.is_for_child(session.answers)
        or triage.signs(turn.catalog.interview, session.answers)
        or outcomes.is_emergency(turn)
    ):
        return interview.proceed(turn)
    turn = turn._replace(session=session._replace(single=False, asking=interrupted, reprompt=words))
    return ask_again(turn, noted) if interrupted else back_to_menu(turn, noted, turn.words("launch.menu"))


def _heard(turn: Turn, age: Age) -> Reply:
    """Keep an age, or read it back first where it sounds like another ("fifteen", "fifty")."""
    if not _sounds_alike(age):
        return _keep(turn, age)
    turn = turn._replace(session=turn.session._replace(age_heard=age, misses=0))
    return ask(turn, QuestionId.check_confirm, turn.words("safety_check.age_right", age=_in_words(age)))


def _keep(turn: Turn, age: Age) -> Reply:
    if age.most < SPEAKS_FROM_AGE:
        turn = turn.said_of(them=True)
    if turn.session.single and flag_of(turn.session.asking) not in AGE_QUESTIONS:
        return _back_to(turn, age)
    return interview.record_answer(turn, FlagId.age, age)


def _sounds_alike(age: Age) -> bool:
    years = age.most
    return age.least == years and (years < _SOUND_ALIKE_BELOW or (years % 10 == 0 and years < 100 and years > 20))


def _in_words(age: Age) -> str:
    return number(age.most).capitalize() if age.most > 1 else "Under two"


def confirm(turn: Turn, meaning: Meaning | None) -> Reply | None:
    """Answer "Fifteen. Right?"; return None if it opens another topic."""
    heard = turn.session.age_heard or Age()
    if age := age_said(turn):
        return _keep(turn, age) if age == heard else _heard(turn, age)
    if meaning is Meaning.yes:
        return _keep(turn, heard)
    if meaning in {Meaning.drop, Meaning.why}:
        return interview.stop_here(turn) if meaning is Meaning.drop else _heard(turn, heard)
    if meaning is None:
        return None
    if meaning in {Meaning.no, Meaning.soft_no, Meaning.back} or turn.session.misses:
        return _again(turn, skips=meaning is Meaning.skip)
    if meaning is Meaning.skip:
        return _again(turn, skips=True)
    reply = _heard(turn, heard)
    return reply._replace(session=reply.session._replace(misses=1))


def _again(turn: Turn, *, skips: bool) -> Reply:
    """Ask for the age once more; the second time do without."""
    waiting = turn.session.first if turn.session.single else ""
    session = turn.session._replace(age_heard=None, misses=0, first=waiting)
    if waiting and (session.said_again or skips):
        return interview.ask_single(turn._replace(session=session._replace(first="")), waiting)
    if session.said_again or skips:
        return interview.leave_unknown(turn._replace(session=session), flag_id=FlagId.age)
    return interview.ask_flag(turn._replace(session=session._replace(said_again=True)), FlagId.age)


def age_said(turn: Turn) -> Age | None:
    """Return the age that the words of a turn tell; None: none."""
    for name in ("age", "minutes", "decade"):
        years = turn.slots.get(name, Slot(""))
        found = (years.id if name == "decade" else years.value) or ""
        if found.isascii() and found.isdigit():
            return _of_number(int(found[:4]), turn.now, decade=name == "decade")
    if (slot := turn.slots.get("duration")) and turn.intent not in _STARTS:
        months = ages.months_of(slot.value)
        return Age(months // 12, months // 12) if months is not None and months <= OLDEST * 12 else None
    low, high = ages.years_in(_free_words(turn)) or (0, 0)
    return _of_number(low, turn.now) if low == high else Age(low, high)


def _free_words(turn: Turn) -> str:
    """Return what was said in words that no list has."""
    words = {name: slot for name, slot in turn.slots.items() if name not in _NO_WORDS}
    return " ".join(slot.value for name, slot in words.items() if not slot.id or name == SPEECH)


def _of_number(years: int, now: int, *, decade: bool = False) -> Age | None:
    if decade:
        return Age(years, years + 9)
    this_year = int(1970 + now / _YEAR_MS)
    if _FIRST_YEAR <= years <= this_year:
        # A year of birth: the birthday may be still to come.
        return Age(max(0, this_year - years - 1), this_year - years)
    return Age(years, years) if 0 < years <= OLDEST else None


def onset_said(turn: Turn) -> Onset | None:
    """Return when the pain began, as the words of a turn tell it; None: they do not."""
    slot = turn.slots.get("onset")
    if slot and slot.id in set(Onset):
        return Onset(slot.id)
    duration = turn.slots.get("duration")
    if duration and duration.value:
        return _since(duration.value, is_start=turn.intent in _STARTS)
    return _in_free_words(turn, _free_words(turn))


def _in_free_words(turn: Turn, words: str) -> Onset | None:
    if length := ages.length_in(words):
        return _since(length, is_start=False)
    # "This morning", "just there now": Alexa may have taken the first word away.
    said = f" {words.lower()} this {words.lower()} last {words.lower()} "
    found = [(phrase, onset) for phrase, onset in turn.catalog.onset_words.items() if f" {phrase} " in said]
    return Onset(max(found, key=lambda one: len(one[0]))[1]) if found else None


def _since(length: str, *, is_start: bool) -> Onset | None:
    """Return the onset that a time ago is: a week, four weeks and two months divide it."""
    months = ages.months_of(length)
    seconds = months * 30 * _DAY if months is not None else parse_duration(length)
    if seconds is None or (is_start and seconds <= _HOUR):
        return None
    bounds = ((_DAY, Onset.today), (7 * _DAY, Onset.days), (28 * _DAY, Onset.weeks), (60 * _DAY, Onset.over_four_weeks))
    return next((onset for bound, onset in bounds if seconds < bound), Onset.months)


def is_about_age(turn: Turn) -> bool:
    """Return whether what was said tells an age, and no question that it answers is open."""
    about_age = turn.session.age_heard or flag_of(turn.session.asking) in AGE_QUESTIONS
    return turn.intent in {Intent.age, Intent.rough_age} and not about_age

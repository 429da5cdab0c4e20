"""The frame of a check: how old, and since when. Held in the session only; what it decides is care's business."""

from coach.care.answers import OLDEST, SPEAKS_FROM_AGE, Age, Answer, FlagId, Onset
from coach.conversation.meanings import SPEECH, Intent, Meaning
from coach.conversation.questions import AGE_QUESTIONS, QuestionId, flag_of
from coach.conversation.reply import Reply, ask
from coach.conversation.safety_check import interview
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
    """Take note of an age that was said unasked, in a check, or a child's; return None where it tells nothing."""
    age = age_said(turn)
    in_check = interview.in_check(turn.session)
    is_listed = turn.screening_style is ScreeningStyle.list
    if age is None or is_listed or turn.session.single or not (in_check or age.most < 18):
        return None
    return _heard(turn._replace(session=turn.session._replace(single=not in_check)), age)


def _heard(turn: Turn, age: Age) -> Reply:
    """Keep an age, or read it back first where it sounds like another ("fifteen", "fifty")."""
    if not _sounds_alike(age):
        return _keep(turn, age)
    turn = turn._replace(session=turn.session._replace(age_heard=age, misses=0))
    return ask(turn, QuestionId.check_confirm, turn.words("safety_check.age_right", age=_in_words(age)))


def _keep(turn: Turn, age: Age) -> Reply:
    if age.most < SPEAKS_FROM_AGE:
        turn = turn.said_of(them=True)
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
    session = turn.session._replace(age_heard=None, misses=0, first="")
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

"""What is said to symptoms that were named: an emergency sign outranks whatever was being done."""

from coach.care import cautions as care
from coach.care import triage
from coach.care.answers import Answer, FlagId, Onset, Tier
from coach.care.ear_findings import AnswerWord
from coach.care.interview import Flag, Kind
from coach.care.limits import OTHER_ON_SKIN, TimerKind
from coach.conversation import fallback
from coach.conversation.meanings import Intent, Meaning
from coach.conversation.questions import ROWS, QuestionId, Row, flag_of
from coach.conversation.reply import Reply, ask, ask_again, back_to_menu
from coach.conversation.safety_check import frame, interview, outcomes
from coach.conversation.symptoms.hearing import Heard
from coach.conversation.symptoms.naming import own_words
from coach.conversation.timers import cautions, skin_trouble
from coach.conversation.timers.kinds import KINDS
from coach.conversation.timers.kinds import Kind as TimedKind
from coach.conversation.turn import Turn
from coach.profile.changes import VoidClearance
from coach.settings import ScreeningStyle
from coach.speech.numbers import joined
from coach.speech.parts import Part


def with_named(turn: Turn, heard: Heard) -> Turn:
    """Return the turn with what was named among the answers of its session."""
    flags = turn.catalog.interview.flags
    session = turn.session
    implied = [flags[flag_id].parent for flag_id in heard.present if flags[flag_id].implies_parent]
    for flag_id in [*implied, *heard.present]:
        session = session.with_answer(flag_id, Answer.yes)._replace(
            said_again=turn.session.said_again, misses=turn.session.misses, first=turn.session.first
        )
    return turn._replace(session=session)


def is_emergency(turn: Turn, heard: Heard) -> bool:
    """Return whether what was named is an emergency, with what this session knows already."""
    named = with_named(turn, heard).session.answers
    return triage.tier(turn.catalog.interview, named) is Tier.emergency


def needs_profile(turn: Turn, heard: Heard) -> bool:
    """Return whether the answer looks at what is remembered: a reason against what may be on, and no emergency."""
    return bool(heard.conditions) and not is_emergency(turn, heard)


def report(turn: Turn, heard: Heard) -> Reply:
    """Answer symptoms that were named, whatever else is going on."""
    turn = with_named(turn, heard)
    reached = triage.tier(turn.catalog.interview, turn.session.answers)
    if reached is Tier.emergency:
        deciding = triage.deciding(turn.catalog.interview, turn.session.answers)
        return interview.proceed(turn) if deciding else outcomes.emergency(turn, own_words(turn))
    if care.voids_clearance(heard.present, heard.unclear, reached, condition=bool(heard.conditions)):
        turn = turn.after(VoidClearance())
    session = turn.session
    against = {*session.against, *_kinds_against(turn, heard)}
    no_swelling = session.no_swelling and not care.fell(heard.present, heard.unclear)
    turn = turn._replace(session=session._replace(against=tuple(sorted(against)), no_swelling=no_swelling))
    return _answer(turn, heard)


def _answer(turn: Turn, heard: Heard) -> Reply:
    open_flag = flag_of(turn.session.asking)
    if open_flag and not turn.session.single:
        return _in_check(turn, heard, open_flag)
    if open_flag and open_flag in {*heard.present, *heard.denied}:
        return interview.proceed(turn)
    at_its_end = turn.session.asking in {QuestionId.check_confirm, QuestionId.check_go_on}
    if at_its_end and (heard.present or heard.unclear):
        return _again(turn, heard)
    of_numbness = not heard.present and not heard.denied and {*heard.unclear[:1]} <= _MAY_BE_NUMB
    if turn.session.asking is QuestionId.numb_where and of_numbness:
        return skin_trouble.numb_elsewhere(turn, heard.unclear) or _elsewhere(turn, heard)
    return _elsewhere(turn, heard)


def _kinds_against(turn: Turn, heard: Heard) -> set[TimerKind]:
    flags = turn.catalog.interview.flags
    of_conditions = {kind for condition in heard.conditions for kind in turn.catalog.conditions[condition]}
    return of_conditions.union(*(flags[flag_id].against for flag_id in heard.present))


def _names(turn: Turn, flag_ids: tuple[str, ...]) -> str:
    return joined([turn.catalog.interview.flags[sign].heard for sign in flag_ids])


_MAY_BE_NUMB = frozenset({"saddle_numbness", "leg_weakness", "both_legs"})
"""Signs that answer "is it numb between your legs or in a leg, too?"; another that comes first is asked about."""
_ANSWERS = {AnswerWord.yes: Answer.yes, AnswerWord.no: Answer.no}


def _in_check(turn: Turn, heard: Heard, open_flag: str) -> Reply:
    answered = _as_an_answer(turn, heard, turn.catalog.interview.flags[open_flag])
    if answered:
        return answered
    urgent = _urgent(turn, heard)
    if open_flag in heard.present and turn.session.answers.get(urgent) is Answer.no:
        # "It burns when I pee": the open question has its yes, and of what it may hint at no was said already.
        urgent = ""
    fresh = turn.session._replace(said_again=False, misses=0, first=urgent)
    is_emergency = turn.catalog.interview.flags[open_flag].tier is Tier.emergency
    comes_first = urgent not in {"", open_flag} and (heard.present or not is_emergency)
    if comes_first or open_flag in heard.present:
        lead = turn.words("safety_check.noted" if open_flag in heard.present else "safety_check.if_serious")
        return interview.proceed(turn._replace(session=fresh), lead)
    if open_flag in heard.denied:
        return _denied(turn, open_flag, urgent)
    if heard.present:
        return _other_noted(turn, heard, open_flag)
    if heard.unclear and open_flag not in heard.unclear:
        return interview.proceed(
            turn._replace(session=fresh._replace(first=heard.unclear[0])), *_number_first(turn, heard)
        )
    return _nothing_for_the_check(turn, heard)


def _other_noted(turn: Turn, heard: Heard, open_flag: str) -> Reply:
    """Take note of another sign; the open question is answered too, or asked again."""
    noted = turn.words("safety_check.noted_other", signs=_names(turn, heard.present))
    said = _ANSWERS.get(heard.answer) if heard.answer else None
    if said and open_flag not in heard.unclear:
        # "No, but I have a fever."
        return interview.record_answer(turn, open_flag, said).led_by(noted)
    return interview.ask_flag(turn, open_flag, noted)


def _denied(turn: Turn, open_flag: str, urgent: str) -> Reply:
    """Keep a no; what may be an emergency, and was named in the same breath, is asked about next."""
    if not urgent:
        return interview.record_answer(turn, open_flag, Answer.no)
    answered = turn.session.with_answer(open_flag, Answer.no)._replace(first=urgent)
    return interview.proceed(turn._replace(session=answered), turn.words("safety_check.if_serious"))


def _as_an_answer(turn: Turn, heard: Heard, asked: Flag) -> Reply | None:
    """Return the reply where another sign that was named answers the open question."""
    flags = turn.catalog.interview.flags
    # "For years" is of the question; "pain on one side" tells no age.
    if {*heard.present, *heard.unclear} <= {FlagId.over_four_weeks} and (told := frame.answered(turn)):
        return told
    if asked.id == FlagId.onset and FlagId.over_four_weeks in heard.present:
        return interview.record_answer(turn, asked.id, Onset.over_four_weeks)
    if asked.kind is Kind.bundle and any(flags[flag_id].parent == asked.id for flag_id in heard.present):
        # One of several is named: the rest is asked one by one.
        return interview.record_answer(turn, asked.id, Answer.yes).led_by(turn.words("safety_check.noted"))
    if heard.answer is AnswerWord.both and not heard.present and {*heard.unclear} == {FlagId.both_legs}:
        # Of what was asked about, not of the legs, unless it was asked about one of them.
        return interview.answer(turn, Meaning.both)
    return None


def _nothing_for_the_check(turn: Turn, heard: Heard) -> Reply:
    """What was named says nothing of the open question."""
    if any(turn.profile.timer(kind) for kind in _kinds_against(turn, heard)):
        # What speaks against the ice that is on takes it off; the question stays open.
        return skin_trouble.report(turn)
    if heard.mentioned:
        return interview.missed(turn, turn.words("symptoms.only_now"))
    return interview.missed(turn, _kindly(turn) or turn.words("safety_check.yes_or_no"))


_BETTER = frozenset({"feel_better"})
_IN_NEED = frozenset({"frightened", "great_pain"})


def _kindly(turn: Turn) -> str:
    """Return a word for how somebody says they are, that is no sign: better, or scared; empty for anything else."""
    named = {slot.id for slot in turn.slots.values() if slot.id}
    if turn.intent is Intent.deny_symptom or not named:
        return ""
    if named <= _BETTER:
        return turn.words("symptoms.glad")
    return turn.words("symptoms.here") if named <= _IN_NEED else ""


def _again(turn: Turn, heard: Heard) -> Reply:
    first = heard.unclear[0] if heard.unclear else ""
    turn = turn._replace(session=turn.session._replace(first=first, misses=0))
    return interview.proceed(turn, *_number_first(turn, heard) or [turn.words("safety_check.noted")])


def _urgent(turn: Turn, heard: Heard) -> str:
    """Return an emergency's sign that must be asked about before anything else is said; empty: none."""
    flags = turn.catalog.interview.flags
    return next((flag for flag in heard.unclear if flags[flag].tier is Tier.emergency), "")


def _number_first(turn: Turn, heard: Heard) -> list[str]:
    """Return whom to call, where what is asked about may be an emergency: whoever has something else has the number."""
    return [turn.words("safety_check.if_serious")] if _urgent(turn, heard) else []


def _elsewhere(turn: Turn, heard: Heard) -> Reply:
    may_ask = turn.screening_style is not ScreeningStyle.list
    if may_ask and (urgent := _urgent(turn, heard)):
        return interview.ask_single(turn, urgent, turn.words("safety_check.if_serious"))
    if may_ask and FlagId.age in heard.unclear:
        return _age_first(turn, heard)
    if FlagId.small_fall in heard.present and FlagId.major_trauma not in turn.session.answers:
        return _fell(turn)
    if heard.present and not _answers_caution(turn, heard):
        return _noted(turn, heard)
    if heard.unclear and may_ask:
        return interview.ask_single(turn, heard.unclear[0], turn.words("safety_check.if_serious"))
    return _nothing_asked(turn, heard)


def _nothing_asked(turn: Turn, heard: Heard) -> Reply:
    of_one = turn.intent is Intent.deny_symptom and heard.unmatched and not heard.unclear
    if of_one and turn.session.asking is QuestionId.get_up_signs:
        # "I'm not numb" denies one of four.
        return fallback.retry(turn, turn.words("safety_check.yes_or_no"))
    if heard.unmatched and not (heard.of_the_body or heard.of_pain or heard.unclear):
        return fallback.not_understood(turn)
    if heard.unmatched or heard.unclear:
        return _offer_check(turn, turn.words("symptoms.unmatched"))
    return _condition(turn, heard) if heard.conditions else _harmless(turn, heard)


def _age_first(turn: Turn, heard: Heard) -> Reply:
    """Ask the age where "my son" was said: what was named with it may be an emergency in a child."""
    if noted := frame.mentioned(turn):
        # "My daughter is nine."
        return noted
    names = _names(turn, heard.present)
    return interview.ask_single(turn, FlagId.age, turn.words("safety_check.noted_other", signs=names) if names else "")


def _answers_caution(turn: Turn, heard: Heard) -> bool:
    """Return whether what was named is a yes to "Does cold harm you?", and else only a detail of another sign."""
    asking = turn.session.asking
    row = ROWS[asking] if isinstance(asking, QuestionId) else None
    flags = turn.catalog.interview.flags
    details = all(flags[flag_id].parent for flag_id in heard.present)
    return row is not None and row.kind in _kinds_against(turn, heard) and details


def _fell(turn: Turn) -> Reply:
    """Ask how far it was: "I fell" does not say."""
    if turn.screening_style is ScreeningStyle.list:
        return _offer_check(turn, turn.words("symptoms.fell_listed"))
    return interview.ask_single(turn, FlagId.major_trauma, turn.words("symptoms.fell"))


def _noted(turn: Turn, heard: Heard) -> Reply:
    names = _names(turn, heard.present)
    said, briefly = (
        turn.words("symptoms.noted", signs=names, advice=outcomes.advice(turn, briefly=brief))
        for brief in (False, True)
    )
    return _offer_check(turn, Part(said, (briefly,)))._replace(advice=outcomes.advice_line(turn))


def _harmless(turn: Turn, heard: Heard) -> Reply:
    if heard.mentioned:
        said = (turn.words("symptoms.only_now"), turn.words("safety_check.if_serious"))
        return ask_again(turn, *said) if turn.session.asking else back_to_menu(turn, *said, turn.words("launch.menu"))
    kindly = _kindly(turn)
    if turn.session.asking:
        return ask_again(turn, kindly or turn.words("symptoms.denied" if heard.denied else "symptoms.harmless"))
    if not turn.slots:
        return _offer_check(turn, turn.words("symptoms.unmatched"))
    if kindly:
        return back_to_menu(turn, kindly, turn.words("launch.menu"))
    return back_to_menu(turn, turn.words("symptoms.denied_menu" if heard.denied else "symptoms.harmless_menu"))


def _condition(turn: Turn, heard: Heard) -> Reply:
    """Something that speaks against cold or heat: off with what is on; else not now."""
    against = _kinds_against(turn, heard)
    if off := skin_trouble.off_with_it(turn, against, heard.conditions):
        return off
    asking = turn.session.asking
    row = ROWS[asking] if isinstance(asking, QuestionId) else None
    if row and row.kind in OTHER_ON_SKIN and row.kind not in against:
        return _of_the_other(turn, heard, row, KINDS[row.kind])
    asked = row.kind if row and row.kind in against else None
    kind = asked or (TimerKind.ice if TimerKind.ice in against else TimerKind.heat)
    done = turn._replace(session=turn.session.without_start())
    if set(heard.conditions) == {_SWELLING}:
        return back_to_menu(done, turn.words("heat.not_on_swelling"))
    if set(heard.conditions) == {_DROWSY} and asked is None:
        return back_to_menu(done, turn.words("heat.not_drowsy"))
    return back_to_menu(done, turn.words.of_kind(kind, "not_for_you"))


_SWELLING = "fresh_swelling"
_DROWSY = "drowsy_or_drunk"


def _of_the_other(turn: Turn, heard: Heard, row: Row, kind: TimedKind) -> Reply:
    """A bruise, before ice: it forbids heat only. The question is put again, unless a no was said with it."""
    lead = turn.words("timer.of_the_other", timer=kind.label, other_timer=KINDS[OTHER_ON_SKIN[kind.id]].label)
    says_no = heard.answer is AnswerWord.no or turn.intent is Intent.deny_symptom
    if says_no and row.screening and (reply := cautions.answer(turn, row, kind, Meaning.no)):
        return reply.led_by(lead)
    return ask_again(turn, lead)


def _offer_check(turn: Turn, said: str | Part) -> Reply:
    return ask(turn, QuestionId.check_offer, said)

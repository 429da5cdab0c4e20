"""Symptoms named at any moment, in any conversation: an emergency sign outranks whatever was being done."""

from typing import NamedTuple

from coach.care import cautions as care
from coach.care import triage
from coach.care.limits import ON_SKIN, TimerKind
from coach.care.triage import Answer, FlagId, Tier
from coach.conversation.meanings import Intent
from coach.conversation.questions import ROWS, QuestionId, flag_of
from coach.conversation.reply import Reply, ask, ask_again, back_to_menu
from coach.conversation.safety_check import interview, outcomes
from coach.conversation.timers import skin_trouble
from coach.conversation.turn import Slot, Turn
from coach.profile.changes import VoidClearance
from coach.settings import ScreeningStyle
from coach.speech.numbers import joined
from coach.speech.parts import Part

SLOTS = ("symptom", "symptom_two", "symptom_three", "denied")
"""``denied`` is MixedSymptomIntent's: "no fever, but chest pain"."""
_NEGATIONS = frozenset(
    "no not never without none nothing cannot can't don't doesn't didn't isn't aren't won't haven't hasn't".split()
)
_CLAUSE = _NEGATIONS | frozenset("is are am was hurts hurt feels feel keeps went got lost".split())
"""Words that make "no …" ambiguous: "no chest pain" denies, "no, my legs are numb" does not."""

_FUNCTIONS = frozenset("feeling control urge sensation strength power balance erection erections grip".split())
"""What one has while well: to deny these is to name a sign ("no bladder control")."""

_FINE = frozenset("can fine ok okay normal normally alright good great".split())
"""Words that make a sign's name doubtful, where they are not the content's own: "pee fine"."""


class Heard(NamedTuple):
    """What was named in one breath, by red flag."""

    present: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    """Named, but whether it is there cannot be told; each has a question."""
    conditions: tuple[str, ...] = ()
    """Reasons against cold or heat."""
    unmatched: bool = False
    """Something was named that nothing matches."""


class _Sort(NamedTuple):
    """Where one slot's words belong."""

    as_what: str
    id: str = ""


_PRESENT, _DENIED, _UNCLEAR, _CONDITION, _UNMATCHED, _NOTHING = (
    "present", "denied", "unclear", "condition", "unmatched", "nothing",
)  # fmt: skip


def hear(turn: Turn) -> Heard:
    """Return what the slots hold, sorted. In doubt a sign is neither there nor not: it is asked about."""
    slots = [(name, turn.slots[name]) for name in SLOTS if name in turn.slots]
    sorts = [
        _sort(turn, slot, denying=turn.intent is Intent.deny_symptom or name == "denied")
        for name, slot in slots
        if slot.value or slot.id
    ]

    def ids(as_what: str) -> tuple[str, ...]:
        return tuple(sort.id for sort in sorts if sort.as_what == as_what)

    unclear = ids(_UNCLEAR)
    askable = tuple(flag_id for flag_id in unclear if turn.catalog.interview.flags[flag_id].question)
    unmatched = any(sort.as_what == _UNMATCHED for sort in sorts) or len(askable) < len(unclear)
    return Heard(ids(_PRESENT), ids(_DENIED), askable, ids(_CONDITION), unmatched)


def _sort(turn: Turn, slot: Slot, *, denying: bool) -> _Sort:
    catalog = turn.catalog
    words = set(_plain(slot).split())
    asked_for = catalog.condition_of_flag.get(slot.id)
    if asked_for and not denying and _at_a_caution(turn):
        return _Sort(_CONDITION, asked_for)
    if slot.id in catalog.interview.flags:
        return _sort_flag(turn, slot, words, denying=denying)
    if denies := catalog.harmless.get(slot.id, ""):
        return _Sort(_UNCLEAR if denying or words & _NEGATIONS else _DENIED, denies)
    if slot.id in catalog.conditions:
        return _Sort(_DENIED if denying else _CONDITION, slot.id)
    return _Sort(_NOTHING if slot.id in catalog.harmless else _UNMATCHED)


def _sort_flag(turn: Turn, slot: Slot, words: set[str], *, denying: bool) -> _Sort:
    if denying:
        return _Sort(_UNCLEAR if words & (_CLAUSE | _FUNCTIONS) else _DENIED, slot.id)
    own_words = _plain(slot) in turn.catalog.interview.flags[slot.id].volunteered
    return _Sort(_PRESENT if own_words or not words & (_NEGATIONS | _FINE) else _UNCLEAR, slot.id)


def _at_a_caution(turn: Turn) -> bool:
    asking = turn.session.asking
    return isinstance(asking, QuestionId) and ROWS[asking].kind in ON_SKIN


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


def needs_profile(turn: Turn) -> bool:
    """Return whether the answer looks at what is remembered: a reason against what may be on, and no emergency."""
    heard = hear(turn)
    named = with_named(turn, heard).session.answers
    return bool(heard.conditions) and triage.tier(turn.catalog.interview, named) is not Tier.emergency


def report(turn: Turn) -> Reply:
    """ReportSymptomIntent, DenySymptomIntent and MixedSymptomIntent, whatever else is going on."""
    heard = hear(turn)
    turn = with_named(turn, heard)
    reached = triage.tier(turn.catalog.interview, turn.session.answers)
    if reached is Tier.emergency:
        return outcomes.emergency(turn, _own_words(turn))
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
    return _elsewhere(turn, heard)


def _kinds_against(turn: Turn, heard: Heard) -> set[TimerKind]:
    return {kind for condition in heard.conditions for kind in turn.catalog.conditions[condition]}


def _own_words(turn: Turn) -> dict[str, str]:
    """Return the signs just named in the content's own words, and these words: only they are ever read back."""
    flags = turn.catalog.interview.flags
    slots = [turn.slots[name] for name in SLOTS if name in turn.slots]
    return {slot.id: _plain(slot) for slot in slots if slot.id in flags and _plain(slot) in flags[slot.id].volunteered}


def _plain(slot: Slot) -> str:
    """Return the words of a slot as the content spells them."""
    return slot.value.lower().replace("’", "'").strip()


def _names(turn: Turn, flag_ids: tuple[str, ...]) -> str:
    return joined([turn.catalog.interview.flags[sign].heard for sign in flag_ids])


def _in_check(turn: Turn, heard: Heard, open_flag: str) -> Reply:
    fresh = turn.session._replace(said_again=False, misses=0, first="")
    if open_flag in heard.present:
        return interview.proceed(turn._replace(session=fresh), turn.words("safety_check.noted"))
    if open_flag in heard.denied:
        return interview.record_answer(turn, open_flag, Answer.no)
    if heard.present:
        noted = turn.words("safety_check.noted_other", signs=_names(turn, heard.present))
        return interview.ask_flag(turn, open_flag, noted)
    if heard.unclear and open_flag not in heard.unclear:
        return interview.proceed(turn._replace(session=fresh._replace(first=heard.unclear[0])))
    if any(turn.profile.timer(kind) for kind in _kinds_against(turn, heard)):
        # What speaks against the ice that is on takes it off; the question stays open.
        return skin_trouble.report(turn)
    return interview.missed(turn, turn.words("safety_check.yes_or_no"))


def _again(turn: Turn, heard: Heard) -> Reply:
    first = heard.unclear[0] if heard.unclear else ""
    turn = turn._replace(session=turn.session._replace(first=first, misses=0))
    return interview.proceed(turn, turn.words("safety_check.noted"))


def _elsewhere(turn: Turn, heard: Heard) -> Reply:
    if FlagId.small_fall in heard.present and FlagId.major_trauma not in turn.session.answers:
        return _fell(turn)
    if heard.present:
        return _noted(turn, heard)
    if heard.unclear and turn.screening_style is not ScreeningStyle.list:
        return interview.ask_single(turn, heard.unclear[0])
    if heard.unmatched or heard.unclear:
        return _offer_check(turn, turn.words("symptoms.unmatched"))
    if heard.conditions:
        return _condition(turn, heard)
    return _harmless(turn, heard)


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
    return _offer_check(turn, Part(said, (briefly,)))


def _harmless(turn: Turn, heard: Heard) -> Reply:
    if turn.session.asking:
        return ask_again(turn, turn.words("symptoms.denied" if heard.denied else "symptoms.harmless"))
    if not turn.slots:
        return _offer_check(turn, turn.words("symptoms.unmatched"))
    return back_to_menu(turn, turn.words("symptoms.denied_menu" if heard.denied else "symptoms.harmless_menu"))


def _condition(turn: Turn, heard: Heard) -> Reply:
    """Something that speaks against cold or heat: off with what is on; else not now."""
    against = _kinds_against(turn, heard)
    if any(turn.profile.timer(kind) for kind in against):
        return skin_trouble.report(turn)
    asking = turn.session.asking
    row = ROWS[asking] if isinstance(asking, QuestionId) else None
    asked = row.kind if row and row.kind in against else None
    kind = asked or (TimerKind.ice if TimerKind.ice in against else TimerKind.heat)
    done = turn._replace(session=turn.session.without_start())
    return back_to_menu(done, turn.words.of_kind(kind, "not_for_you"))


def _offer_check(turn: Turn, said: str | Part) -> Reply:
    return ask(turn, QuestionId.check_offer, said)

"""Symptoms named at any moment, in any conversation: an emergency sign outranks whatever was being done."""

from typing import NamedTuple

from coach.care import triage
from coach.care.triage import Answer, Tier
from coach.conversation import outcomes, safety_check, skin_trouble
from coach.conversation.kinds import HEAT, ICE
from coach.conversation.spoken import joined
from coach.conversation.turn import Reply, Slot, Turn, ask, back_to_menu

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

_MOST_ADVICE_WORDS = 40


class Heard(NamedTuple):
    """What was named in one breath, by red flag."""

    present: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    """Named, but whether it is there cannot be told."""
    conditions: tuple[str, ...] = ()
    """Reasons against cold."""
    unmatched: bool = False
    """Something was named that nothing matches."""


def hear(turn: Turn) -> Heard:
    """Sort what the slots hold. In doubt a sign is neither there nor not: it is asked about."""
    knowledge = turn.knowledge
    present: list[str] = []
    denied: list[str] = []
    unclear: list[str] = []
    conditions: list[str] = []
    unmatched = False
    for name in SLOTS:
        slot = turn.slots.get(name)
        denying = turn.intent == "DenySymptomIntent" or name == "denied"
        if slot is None or not (slot.value or slot.id):
            continue
        said = _plain(slot)
        words = set(said.split())
        if slot.id == "fever.diabetes" and turn.session.asking.startswith(("ice.", "heat.")) and not denying:
            # Asked about diabetes with numb skin, somebody says "diabetes": not sure, so no ice.
            conditions.append("circulation")
        elif slot.id in knowledge.interview.flags:
            own_words = said in knowledge.volunteered.get(slot.id, frozenset())
            if denying:
                (unclear if words & (_CLAUSE | _FUNCTIONS) else denied).append(slot.id)
            else:
                (present if own_words or not words & (_NEGATIONS | _FINE) else unclear).append(slot.id)
        elif denies := knowledge.harmless.get(slot.id, ""):
            (unclear if denying or words & _NEGATIONS else denied).append(denies)
        elif slot.id in knowledge.conditions:
            (denied if denying else conditions).append(slot.id)
        elif slot.id not in knowledge.harmless:
            unmatched = True
    askable = tuple(flag_id for flag_id in unclear if knowledge.interview.flags[flag_id].question)
    unmatched = unmatched or len(askable) < len(unclear)
    return Heard(tuple(present), tuple(denied), askable, tuple(conditions), unmatched)


def named(turn: Turn) -> Reply:
    """ReportSymptomIntent, DenySymptomIntent and MixedSymptomIntent, whatever else is going on."""
    heard = hear(turn)
    session = turn.session
    open_flag = session.asking.removeprefix(safety_check.PREFIX) if session.asking.startswith("red_flag.") else ""
    flags = turn.knowledge.interview.flags
    implied = [flags[flag_id].parent for flag_id in heard.present if flags[flag_id].implies_parent]
    for flag_id in [*implied, *heard.present]:
        session = session.with_answer(flag_id, Answer.yes)._replace(
            said_again=turn.session.said_again, misses=turn.session.misses, first=turn.session.first
        )
    reached = triage.tier(turn.knowledge.interview, session.answered())
    if reached is Tier.emergency:
        return outcomes.emergency(turn, session, _own_words(turn))
    # A condition against cold or heat, a sign to be seen today, or a fall: the clear no to the cautions is void.
    fell = bool({"small_fall", "major_trauma"} & {*heard.present, *heard.unclear})
    void = bool(heard.conditions) or fell or (bool(heard.present) and reached is Tier.same_day)
    noted = outcomes.without_mark(turn) if void else None
    against = {kind for row in heard.conditions for kind in turn.knowledge.conditions[row]}
    against |= set(session.against.split())
    turn.session = session._replace(against=" ".join(sorted(against)), no_swelling=session.no_swelling and not fell)
    session = turn.session
    if open_flag and not session.single:
        reply = _in_check(turn, heard, open_flag)
    elif open_flag and (open_flag in heard.present or open_flag in heard.denied):
        reply = safety_check.proceed(turn, session)
    elif session.asking in {"safety_check.confirm", "safety_check.go_on"} and (heard.present or heard.unclear):
        reply = _again(turn, heard)
    else:
        reply = _elsewhere(turn, heard)
    reply.profile = reply.profile or noted
    return reply


def _own_words(turn: Turn) -> dict[str, str]:
    """The signs just named in the content's own words, and these words: only they are ever read back."""
    slots = [turn.slots[name] for name in SLOTS if name in turn.slots]
    volunteered = turn.knowledge.volunteered
    return {slot.id: _plain(slot) for slot in slots if _plain(slot) in volunteered.get(slot.id, frozenset())}


def _plain(slot: Slot) -> str:
    """The words of a slot as the content spells them."""
    return slot.value.lower().replace("’", "'").strip()


def _in_check(turn: Turn, heard: Heard, open_flag: str) -> Reply:
    fresh = turn.session._replace(said_again=False, misses=0, first="")
    if open_flag in heard.present:
        return safety_check.proceed(turn, fresh, turn.words("safety_check.noted"))
    if open_flag in heard.denied:
        return safety_check.record(turn, open_flag, Answer.no)
    if heard.present:
        names = joined([turn.knowledge.interview.flags[sign].heard for sign in heard.present])
        return safety_check.put(turn, turn.session, open_flag, turn.words("safety_check.noted_other", signs=names))
    if heard.unclear and open_flag not in heard.unclear:
        return safety_check.proceed(turn, fresh._replace(first=heard.unclear[0]))
    return safety_check.missed(turn, turn.words("safety_check.yes_or_no"))


def _again(turn: Turn, heard: Heard) -> Reply:
    first = heard.unclear[0] if heard.unclear else ""
    return safety_check.proceed(turn, turn.session._replace(first=first, misses=0), turn.words("safety_check.noted"))


def _elsewhere(turn: Turn, heard: Heard) -> Reply:
    interview = turn.knowledge.interview
    if "small_fall" in heard.present and "major_trauma" not in turn.session.answered():
        # "I fell" does not say how far.
        if turn.screening_style == "list":
            return _offer_check(turn, turn.words("symptoms.fell_listed"))
        return safety_check.ask_single(turn, turn.session, "major_trauma", turn.words("symptoms.fell"))
    if heard.present:
        names = joined([interview.flags[sign].heard for sign in heard.present])
        advice = outcomes.advice(turn, turn.session)
        if len(advice.split()) > _MOST_ADVICE_WORDS:
            advice = outcomes.advice(turn, turn.session, briefly=True)
        speech = turn.words("symptoms.noted", signs=names, advice=advice)
        return _offer_check(turn, speech)
    if heard.unclear and turn.screening_style != "list":
        return safety_check.ask_single(turn, turn.session, heard.unclear[0])
    if heard.unmatched or heard.unclear:
        return _offer_check(turn, turn.words("symptoms.unmatched"))
    if heard.conditions:
        return _condition(turn, heard.conditions)
    if turn.session.asking:
        lead = turn.words("symptoms.denied" if heard.denied else "symptoms.harmless")
        return ask(turn, f"{lead} {turn.session.reprompt}", turn.session.asking, turn.session.reprompt)
    if not turn.slots:
        return _offer_check(turn, turn.words("symptoms.unmatched"))
    key = "symptoms.denied_menu" if heard.denied else "symptoms.harmless_menu"
    return back_to_menu(turn, turn.words(key))


def _condition(turn: Turn, named: tuple[str, ...]) -> Reply:
    """Something that speaks against cold or heat: off with what is on; else not now."""
    against = {kind for row in named for kind in turn.knowledge.conditions[row]}
    for kind in (ICE, HEAT):
        if kind.name in against and turn.profile.timer(kind.name):
            return skin_trouble.named(turn)
    asking = turn.session.asking.partition(".")[0]
    name = asking if asking in against else "ice" if "ice" in against else "heat"
    speech = turn.words(f"{name}.not_for_you")
    return back_to_menu(turn, speech, turn.session.without_start(), profile=outcomes.without_mark(turn))


def _offer_check(turn: Turn, speech: str) -> Reply:
    return ask(turn, speech, "safety_check.offer", turn.words("symptoms.offer_reprompt"))

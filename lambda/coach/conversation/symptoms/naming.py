"""What one slot's words name: by the skill's own ear, and by the value that Alexa resolved them to."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from coach.care.answers import FlagId, Tier
from coach.care.ear_findings import Finding, Polarity, Whose
from coach.care.interview import Flag
from coach.content.catalog import Catalog
from coach.conversation.meanings import SPEECH, Intent
from coach.conversation.symptoms.carriers import DENIES, as_said, before
from coach.conversation.turn import Slot, Turn

SYMPTOM_SLOTS = frozenset({"symptom", "symptom_two", "symptom_three", "denied"})
"""``denied`` is MixedSymptomIntent's: "no fever, but chest pain"."""
_DENYING = frozenset({DENIES, "not", "cannot"})
_NAMES = frozenset({"remedy", "movement", "category"})
"""Slots for a thing's name: a sign's name in them is a question ("tell me about numbness"), a sentence is none."""
_SENTENCE = frozenset("i i'm i've i'd my me he he's she she's we our can't cannot won't isn't".split())
_NEGATIONS = frozenset(
    "no not never without none nothing cannot can't don't doesn't didn't isn't aren't won't haven't hasn't".split()
)
_CLAUSE = _NEGATIONS | frozenset("is are am was hurts hurt feels feel keeps went got lost".split())
"""Words that make "no …" ambiguous: "no chest pain" denies, "no, my legs are numb" does not."""

_FUNCTIONS = frozenset("feeling control urge sensation strength power balance erection erections grip".split())
"""What one has while well: to deny these is to name a sign ("no bladder control")."""

_WELL = frozenset("fine ok okay normal normally alright good great".split())
_WELL_AT_THE_END = tuple(f" {word}" for word in _WELL)

_FINE = _WELL | {"can"}
"""Words that make a sign's name doubtful, where they are not the content's own: "pee fine"."""


class NamedAs(StrEnum):
    """Where something that was named belongs."""

    present = "present"
    denied = "denied"
    unclear = "unclear"
    condition = "condition"
    mentioned = "mentioned"
    asked = "asked"
    """A question about it."""
    unmatched = "unmatched"
    """Nobody here knows what it is."""
    nothing = "nothing"


class Named(NamedTuple):
    """One thing that was named."""

    as_what: NamedAs
    id: str = ""
    telling: int = 1
    """How many things that were named mean it; 0: it is only what Alexa took the words for."""
    doubted: bool = False
    """Something else in the words casts doubt on it."""


_PROMPTS_AGE = Named(NamedAs.unclear, FlagId.age, telling=0)
""""My son": a son may be forty. It only makes the age be asked."""


def named_in(turn: Turn, name: str, slot: Slot, asked_flag: str) -> list[Named]:
    """Return what one slot's words speak of: by the ear, and by the value that Alexa resolved them to."""
    from coach.care.ear import listen  # a turn without words needs no ear

    denying = turn.intent is Intent.deny_symptom or name == "denied"
    asked = turn.catalog.answered_by(asked_flag)
    findings = listen(as_said(turn, name, slot), turn.catalog.lexicon, asked)
    by_ear = [_by_ear(turn.catalog, finding, asked_flag) for finding in findings]
    if plain(slot).endswith(_WELL_AT_THE_END):
        # "No lah, stomach okay"; "can't pee fine" may be "can".
        by_ear = [_fine(turn.catalog, sort, denying=before(turn, name, slot) in _DENYING) for sort in by_ear]
    heard = [sort for sort in by_ear if sort.as_what is not NamedAs.nothing]
    if name in SYMPTOM_SLOTS:
        named = _with_resolved(turn, slot, findings, heard, denying=denying)
        if turn.intent is Intent.ask_symptom:
            return [_asked_about(turn.catalog, one) for one in named]
        return _of_a_relative(turn, slot, named)
    return _in_a_name(turn.catalog, name, slot, heard)


def _of_a_relative(turn: Turn, slot: Slot, named: list[Named]) -> list[Named]:
    """Return what was named; "my dad had cancer" tells of no patient's history, so that it is asked."""
    if turn.intent is not Intent.their_symptom or not plain(slot).startswith("had "):
        return named
    history = turn.catalog.lexicon.history
    return [doubted(turn.catalog, one) if one.id.rpartition(".")[2] in history else one for one in named]


def _asked_about(catalog: Catalog, one: Named) -> Named:
    """Return a sign that was named in a question, so that nobody says it is there; without a question it stands."""
    asked = doubted(catalog, one)
    if asked.as_what is not NamedAs.unclear:
        return Named(NamedAs.mentioned) if one.as_what is NamedAs.condition else asked
    is_emergency = catalog.interview.flags[one.id].tier is Tier.emergency
    return asked._replace(as_what=NamedAs.asked if is_emergency else NamedAs.unclear)


def _in_a_name(catalog: Catalog, name: str, slot: Slot, heard: list[Named]) -> list[Named]:
    """Return what was named where a remedy's or a timer's name was to be."""
    if slot.id and name != SPEECH:
        # "Knee to chest" is a movement, and complains of no chest.
        doubtful = {NamedAs.unclear, NamedAs.condition} if _is_its_name(catalog, name, slot) else {NamedAs.unclear}
        heard = [sort for sort in heard if sort.as_what not in doubtful]
    if " " not in slot.value.strip():
        # "Crash": a word by itself is asked about.
        return [doubted(catalog, sort) for sort in heard]
    if name not in _NAMES or _SENTENCE & set(plain(slot).split()):
        return heard
    plainly = [sort for sort in heard if sort.as_what is NamedAs.present]
    return [doubted(catalog, sort) for sort in plainly or heard]


def _is_its_name(catalog: Catalog, name: str, slot: Slot) -> bool:
    """Return whether the words are no more than a remedy's name: "muscle relaxants" tells of nobody that took one."""
    remedy = catalog.remedies.get(slot.id) if name in _NAMES else None
    return remedy is not None and plain(slot) in {remedy.title, *remedy.synonyms}


def _with_resolved(
    turn: Turn, slot: Slot, findings: Iterable[Finding], heard: list[Named], *, denying: bool
) -> list[Named]:
    """Return what the ear heard in a symptom's slot, and what Alexa resolved it to."""
    catalog = turn.catalog
    resolved = _by_resolution(turn, slot, denying=denying)
    signs = {catalog.heard_as(one.sign): one.sign for one in findings if one.is_now}
    same_sign = catalog.answered_by(resolved.id)
    if resolved.as_what is NamedAs.present and same_sign in signs.values():
        # One thing by two names: what the content calls it says more.
        heard = [sort for sort in heard if signs.get(sort.id) != same_sign]
    if resolved.id in {sort.id for sort in heard}:
        # The words win; where they deny what Alexa took them for, it is asked about.
        return [*(_towards_safety(sort, resolved) for sort in heard), *_of_a_child(catalog, slot)]
    if resolved.as_what is NamedAs.unmatched and heard:
        return heard
    return [*heard, resolved, *_of_a_child(catalog, slot)]


def _fine(catalog: Catalog, sort: Named, *, denying: bool) -> Named:
    if sort.as_what is NamedAs.present and denying:
        return sort._replace(as_what=NamedAs.denied)
    return doubted(catalog, sort)


def doubted(catalog: Catalog, sort: Named) -> Named:
    """Return a sign to be asked about; one that has no question stands."""
    can_ask = sort.as_what is NamedAs.present and bool(catalog.interview.flags[sort.id].question)
    return sort._replace(as_what=NamedAs.unclear) if can_ask else sort


def _towards_safety(heard: Named, resolved: Named) -> Named:
    differ = heard.id == resolved.id and heard.as_what is NamedAs.denied and resolved.as_what is NamedAs.present
    return heard._replace(as_what=NamedAs.unclear) if differ else heard


def _by_ear(catalog: Catalog, finding: Finding, asked_flag: str) -> Named:
    """Return where a finding of the ear belongs."""
    if finding.sign in catalog.conditions:
        return Named(NamedAs.condition, finding.sign) if finding.is_now else Named(NamedAs.mentioned)
    flag = catalog.heard_as(finding.sign)
    if asked_flag and finding.is_now and catalog.answered_by(asked_flag) == finding.sign:
        # Its sign may be wider than the question: named it is a yes, denied it is no "no" ("no chest pain").
        flag = asked_flag
    if flag not in catalog.interview.flags:
        return Named(NamedAs.nothing)
    if flag == FlagId.under_eighteen and finding.is_now:
        return _PROMPTS_AGE
    as_what = _as_what(finding, catalog.interview.flags[flag])
    if flag == asked_flag:
        as_what = _of_the_question(finding, as_what)
    return Named(as_what, flag, finding.telling, finding.doubted)


def _of_the_question(finding: Finding, as_what: NamedAs) -> NamedAs:
    """Return where a finding belongs that is of the sign which is being asked about."""
    if finding.polarity is Polarity.asked:
        # "By control, do you mean the bed?" asks about the question.
        return NamedAs.asked
    # That a part of the body is named, which was just asked about, says nothing: "all fine down there".
    says_nothing = finding.is_now and not finding.sure and finding.telling == 1
    return NamedAs.nothing if says_nothing else as_what


def _as_what(finding: Finding, flag: Flag) -> NamedAs:
    if finding.is_now:
        return NamedAs.present if finding.sure and not flag.asked_first else NamedAs.unclear
    if finding.polarity is Polarity.denied and finding.whose is Whose.mine:
        return NamedAs.denied
    asks = finding.polarity is Polarity.asked and flag.tier is Tier.emergency
    return NamedAs.asked if asks else NamedAs.mentioned


def _by_resolution(turn: Turn, slot: Slot, *, denying: bool) -> Named:
    """Return where the value belongs that Alexa resolved the words to. In doubt a sign is neither there nor not."""
    catalog = turn.catalog
    words = set(plain(slot).split())
    flag = flag_named(catalog, slot)
    if flag == FlagId.under_eighteen and not denying:
        return _PROMPTS_AGE
    if flag:
        return _resolved_flag(catalog.interview.flags[flag], slot, words, denying=denying)
    if denies := catalog.harmless.get(slot.id, ""):
        return Named(NamedAs.unclear if denying or words & _NEGATIONS else NamedAs.denied, denies, telling=0)
    if slot.id in catalog.conditions:
        return Named(NamedAs.denied if denying else NamedAs.condition, slot.id)
    return Named(NamedAs.nothing if slot.id in catalog.harmless else NamedAs.unmatched)


def _resolved_flag(flag: Flag, slot: Slot, words: set[str], *, denying: bool) -> Named:
    if denying:
        return Named(NamedAs.unclear if words & (_CLAUSE | _FUNCTIONS) else NamedAs.denied, flag.id, telling=0)
    own_words = plain(slot) in flag.volunteered
    clear = (own_words or not words & (_NEGATIONS | _FINE)) and not flag.asked_first
    return Named(NamedAs.present if clear else NamedAs.unclear, flag.id, telling=0)


def flag_named(catalog: Catalog, slot: Slot) -> str:
    """Return the row of the check that a slot's value is of; empty if it is none."""
    whole = catalog.heard_as(slot.id)
    return whole if whole in catalog.interview.flags else ""


def _of_a_child(catalog: Catalog, slot: Slot) -> list[Named]:
    """Return that the age is to be asked, where a child's fever or night pain was named: it shares the adult's id."""
    flag = catalog.interview.flags.get(f"{FlagId.under_eighteen}.{slot.id}")
    shares = flag is not None and flag.id != catalog.heard_as(slot.id)
    return [_PROMPTS_AGE] if flag and shares and plain(slot) in flag.volunteered else []


def own_words(turn: Turn) -> dict[str, str]:
    """Return the signs just named in the content's own words, and these words: only they are ever read back."""
    flags = turn.catalog.interview.flags
    slots = [slot for name, slot in turn.slots.items() if name in SYMPTOM_SLOTS]
    named = {flag_named(turn.catalog, slot): plain(slot) for slot in slots}
    return {flag: words for flag, words in named.items() if flag in flags and words in flags[flag].volunteered}


def plain(slot: Slot) -> str:
    """Return the words of a slot as the content spells them."""
    return slot.value.lower().replace("’", "'").strip()

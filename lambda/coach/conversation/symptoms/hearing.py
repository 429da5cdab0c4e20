"""What the words of a turn speak of. Every slot's words go through the skill's own ear before anything is done."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from coach.care.answers import FlagId, Tier
from coach.care.ear_findings import AnswerWord, Finding, Polarity, Whose
from coach.care.interview import Flag
from coach.content.catalog import Catalog
from coach.conversation.meanings import CARRIERS, Intent
from coach.conversation.questions import Row
from coach.conversation.turn import Slot, Turn

SYMPTOM_SLOTS = frozenset({"symptom", "symptom_two", "symptom_three", "denied"})
"""``denied`` is MixedSymptomIntent's: "no fever, but chest pain"."""
_NUMBERS = frozenset({"duration", "minutes", "age"})
"""Slots that hold no words."""
_DENIES = "no"
_TAKEN_AWAY = {
    Intent.said_yes: ("yes",),
    Intent.deny_symptom: ("no",),
    Intent.said_not: ("no", "not"),
    Intent.said_cannot: ("cannot",),
    Intent.said_other: ("he is",),
    Intent.said: ("", "i am", "it is"),
}
"""What may have stood before the words, and is an answer by itself."""
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

_CHOICES = frozenset({AnswerWord.first, AnswerWord.second, AnswerWord.both})

_WELL = frozenset("fine ok okay normal normally alright good great".split())
_WELL_AT_THE_END = tuple(f" {word}" for word in _WELL)

_FINE = _WELL | {"can"}
"""Words that make a sign's name doubtful, where they are not the content's own: "pee fine"."""


class Heard(NamedTuple):
    """What was named in one breath, by red flag."""

    present: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    """Named, but whether it is there now cannot be told; each has a question, those of emergencies first."""
    conditions: tuple[str, ...] = ()
    """Reasons against cold or heat."""
    unmatched: bool = False
    """Something was named that nothing matches."""
    mentioned: bool = False
    """Something was spoken of that is not the person's now: long ago, somebody else's, a "what if"."""
    answer: AnswerWord | None = None
    """What the words answer, where Alexa heard only words."""

    @property
    def matters(self) -> bool:
        """Whether something was named that comes before whatever Alexa took the words for."""
        return bool(self.present or self.unclear or self.conditions)


NOTHING = Heard()


class _As(StrEnum):
    """Where something that was named belongs."""

    present = "present"
    denied = "denied"
    unclear = "unclear"
    condition = "condition"
    mentioned = "mentioned"
    unmatched = "unmatched"
    nothing = "nothing"


class _Sort(NamedTuple):
    """One thing that was named."""

    as_what: _As
    id: str = ""


_PROMPTS_AGE = _Sort(_As.unclear, FlagId.age)
""""My son": a son may be forty. It only makes the age be asked."""


def hear(turn: Turn, question: Row | None) -> Heard:
    """Return what the words of a turn's slots speak of, while a question is open."""
    words = {name: slot for name, slot in turn.slots.items() if name not in _NUMBERS and (slot.value or slot.id)}
    if not words:
        return NOTHING
    asked_flag = question.flag if question else ""
    sorts = [sort for name, slot in words.items() for sort in _sorted(turn, name, slot, asked_flag)]
    said = _answered(turn, [slot.value for slot in words.values() if not slot.id])
    present, conditions = _ids(sorts, _As.present), _ids(sorts, _As.condition)
    unclear = () if _is_of_the_question(question, said, conditions) else _ids(sorts, _As.unclear)
    if turn.session.answers.get(FlagId.age):
        unclear = tuple(flag for flag in unclear if flag != FlagId.age)
    askable = _askable(turn.catalog, unclear)
    return Heard(
        present=present,
        denied=tuple(flag for flag in _ids(sorts, _As.denied) if flag not in {*present, *unclear}),
        unclear=tuple(flag for flag in askable if flag not in present),
        conditions=conditions,
        unmatched=_has(sorts, _As.unmatched) or len(askable) != len(unclear),
        mentioned=_has(sorts, _As.mentioned),
        answer=said,
    )


def _is_of_the_question(question: Row | None, said: AnswerWord | None, conditions: tuple[str, ...]) -> bool:
    """Return whether vague words are of a question that is about no red flag.

    "Both of them" is of what was asked about, not of the legs; "diabetes with numb feet" of what cold may harm.
    """
    if question is None or question.flag:
        return False
    return said in _CHOICES or (bool(conditions) and question.kind is not None)


def _askable(catalog: Catalog, flag_ids: tuple[str, ...]) -> tuple[str, ...]:
    """Return those that have a question, emergencies first."""
    flags = catalog.interview.flags
    askable = [flag_id for flag_id in flag_ids if flags[flag_id].question]
    return tuple(sorted(askable, key=lambda flag_id: flags[flag_id].tier is not Tier.emergency))


def _answered(turn: Turn, texts: list[str]) -> AnswerWord | None:
    """Return what words that matched nothing answer; a "no" or "not" that Alexa took away as a carrier counts."""
    from coach.care.ear import answer  # a turn without words needs no ear

    carriers = _TAKEN_AWAY.get(turn.intent, ("",))
    for text in reversed(texts):
        found = [word for carrier in carriers if (word := answer(f"{carrier} {text}".strip(), turn.catalog.lexicon))]
        hedged = AnswerWord.soft_no in found or (turn.intent is Intent.said_cannot and AnswerWord.yes in found)
        if hedged:
            # "Can't say that I have."
            return AnswerWord.soft_no
        if found:
            return found[0]
    return None


def _ids(sorts: list[_Sort], as_what: _As) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sort.id for sort in sorts if sort.as_what is as_what))


def _has(sorts: list[_Sort], as_what: _As) -> bool:
    return any(sort.as_what is as_what for sort in sorts)


def _sorted(turn: Turn, name: str, slot: Slot, asked_flag: str) -> list[_Sort]:
    """Return what one slot's words speak of: by the ear, and by the value that Alexa resolved them to."""
    from coach.care.ear import listen  # a turn without words needs no ear

    denying = turn.intent is Intent.deny_symptom or name == "denied"
    carrier = _DENIES if denying else CARRIERS.get(turn.intent, "")
    asked = turn.catalog.answered_by(asked_flag)
    findings = listen(f"{carrier} {slot.value}".strip(), turn.catalog.lexicon, asked)
    by_ear = [_by_ear(turn.catalog, finding, asked_flag) for finding in findings]
    if plain(slot).endswith(_WELL_AT_THE_END):
        # "No lah, stomach okay"; "can't pee fine" may be "can".
        by_ear = [_fine(turn.catalog, sort, denying=bool(carrier)) for sort in by_ear]
    heard = [sort for sort in by_ear if sort.as_what is not _As.nothing]
    if name in SYMPTOM_SLOTS:
        return _with_resolved(turn, slot, findings, heard, denying=denying)
    return _in_a_name(turn.catalog, name, slot, heard)


def _in_a_name(catalog: Catalog, name: str, slot: Slot, heard: list[_Sort]) -> list[_Sort]:
    """Return what was named where a remedy's or a timer's name was to be."""
    if slot.id:
        # "Knee to chest" is a movement, and complains of no chest.
        heard = [sort for sort in heard if sort.as_what is not _As.unclear]
    if name not in _NAMES or _SENTENCE & set(plain(slot).split()):
        return heard
    plainly = [sort for sort in heard if sort.as_what is _As.present]
    return [_doubted(catalog, sort) for sort in plainly or heard]


def _with_resolved(
    turn: Turn, slot: Slot, findings: Iterable[Finding], heard: list[_Sort], *, denying: bool
) -> list[_Sort]:
    """Return what the ear heard in a symptom's slot, and what Alexa resolved it to."""
    catalog = turn.catalog
    resolved = _by_resolution(turn, slot, denying=denying)
    signs = {catalog.heard_as(one.sign): one.sign for one in findings if one.is_now}
    same_sign = catalog.answered_by(resolved.id)
    if resolved.as_what is _As.present and same_sign in signs.values():
        # One thing by two names: what the content calls it says more.
        heard = [sort for sort in heard if signs.get(sort.id) != same_sign]
    if resolved.id in {sort.id for sort in heard}:
        # The words win; where they deny what Alexa took them for, it is asked about.
        return [*(_towards_safety(sort, resolved) for sort in heard), *_of_a_child(catalog, slot)]
    if resolved.as_what is _As.unmatched and heard:
        return heard
    return [*heard, resolved, *_of_a_child(catalog, slot)]


def _fine(catalog: Catalog, sort: _Sort, *, denying: bool) -> _Sort:
    if sort.as_what is _As.present and denying:
        return sort._replace(as_what=_As.denied)
    return _doubted(catalog, sort)


def _doubted(catalog: Catalog, sort: _Sort) -> _Sort:
    """Return a sign to be asked about; one that has no question stands."""
    can_ask = sort.as_what is _As.present and bool(catalog.interview.flags[sort.id].question)
    return sort._replace(as_what=_As.unclear) if can_ask else sort


def _towards_safety(heard: _Sort, resolved: _Sort) -> _Sort:
    differ = heard.id == resolved.id and heard.as_what is _As.denied and resolved.as_what is _As.present
    return heard._replace(as_what=_As.unclear) if differ else heard


def _by_ear(catalog: Catalog, finding: Finding, asked_flag: str) -> _Sort:
    """Return where a finding of the ear belongs."""
    if finding.sign in catalog.conditions:
        return _Sort(_As.condition, finding.sign) if finding.is_now else _Sort(_As.mentioned)
    flag = catalog.heard_as(finding.sign)
    if asked_flag and finding.is_now and catalog.answered_by(asked_flag) == finding.sign:
        # Its sign may be wider than the question: named it is a yes, denied it is no "no" ("no chest pain").
        flag = asked_flag
    if flag not in catalog.interview.flags:
        return _Sort(_As.nothing)
    if flag == FlagId.under_eighteen and finding.is_now:
        return _PROMPTS_AGE
    return _Sort(_as_what(finding, catalog.interview.flags[flag], is_asked=flag == asked_flag), flag)


def _as_what(finding: Finding, flag: Flag, *, is_asked: bool) -> _As:
    if finding.is_now:
        # What is being asked about need not be asked about.
        return _As.present if is_asked or (finding.sure and not flag.asked_first) else _As.unclear
    if finding.polarity is Polarity.denied and finding.whose is Whose.mine:
        return _As.denied
    # "Is it bad if I can't pee?": whether it is so is asked.
    asks = finding.polarity is Polarity.asked and flag.tier is Tier.emergency
    return _As.unclear if asks else _As.mentioned


def _by_resolution(turn: Turn, slot: Slot, *, denying: bool) -> _Sort:
    """Return where the value belongs that Alexa resolved the words to. In doubt a sign is neither there nor not."""
    catalog = turn.catalog
    words = set(plain(slot).split())
    flag = flag_named(catalog, slot)
    if flag == FlagId.under_eighteen and not denying:
        return _PROMPTS_AGE
    if flag:
        return _resolved_flag(catalog.interview.flags[flag], slot, words, denying=denying)
    if denies := catalog.harmless.get(slot.id, ""):
        return _Sort(_As.unclear if denying or words & _NEGATIONS else _As.denied, denies)
    if slot.id in catalog.conditions:
        return _Sort(_As.denied if denying else _As.condition, slot.id)
    return _Sort(_As.nothing if slot.id in catalog.harmless else _As.unmatched)


def _resolved_flag(flag: Flag, slot: Slot, words: set[str], *, denying: bool) -> _Sort:
    if denying:
        return _Sort(_As.unclear if words & (_CLAUSE | _FUNCTIONS) else _As.denied, flag.id)
    own_words = plain(slot) in flag.volunteered
    clear = (own_words or not words & (_NEGATIONS | _FINE)) and not flag.asked_first
    return _Sort(_As.present if clear else _As.unclear, flag.id)


def flag_named(catalog: Catalog, slot: Slot) -> str:
    """Return the row of the check that a slot's value is of; empty if it is none."""
    whole = catalog.heard_as(slot.id)
    return whole if whole in catalog.interview.flags else ""


def _of_a_child(catalog: Catalog, slot: Slot) -> list[_Sort]:
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

"""What the words of a turn speak of. Every slot's words go through the skill's own ear before anything is done."""

from typing import NamedTuple

from coach.care.answers import FlagId, Tier
from coach.care.ear_findings import AnswerWord
from coach.content.catalog import Catalog
from coach.conversation.questions import Row
from coach.conversation.symptoms import second_opinion
from coach.conversation.symptoms.answering import CHOICES, answered, to_the_open_question
from coach.conversation.symptoms.both_ways import is_low_fall
from coach.conversation.symptoms.naming import Named, NamedAs, doubted, named_in
from coach.conversation.turn import Slot, Turn

_MANY_WORDS = 5
"""So many unlisted words are no command that a few words of it explain."""
_MAY_BE_SERIOUS = 0.1
"""As likely as this an emergency is spoken of where the number is said with any reply."""
_PAIN = frozenset({"back", "pain"})
_ASKS_BACK = frozenset({AnswerWord.why, AnswerWord.repeat})
NUMBERS = frozenset({"duration", "minutes", "age"})
"""Slots that hold no words."""


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
    vague: bool = False
    """What is unclear was spoken of by a single word only, and may be no sign at all."""
    answer: AnswerWord | None = None
    """What the words answer, where Alexa heard only words."""
    of_the_body: bool = False
    """Words were said that Alexa knew no sentence for, and the body is in them."""
    of_pain: bool = False
    """They speak of the back, or of pain."""
    many_words: bool = False
    """They were too many for a command that a few words of it explain."""
    sounds_like: str = ""
    """The emergency that they are likest to, by the second opinion; empty: it has none."""
    likely: float = 0.0
    """How likely they speak of an emergency, from 0 to 1, whatever was made of them."""

    @property
    def matters(self) -> bool:
        """Whether something was named that comes before whatever Alexa took the words for."""
        return bool(self.present or self.unclear or self.conditions)

    @property
    def number_first(self) -> bool:
        """Whether the number is said with any reply: more may be meant than was understood."""
        # A yes, or a sign, in many words has told something of its own.
        told = self.of_the_body or self.matters or self.answer is AnswerWord.yes
        return self.likely >= _MAY_BE_SERIOUS or (self.many_words and told)

    @property
    def of_a_command(self) -> "Heard":
        """What of it still counts where the words were a command."""
        return Heard(of_the_body=self.of_the_body, many_words=self.many_words, likely=self.likely)


NOTHING = Heard()


def hear(turn: Turn, question: Row | None) -> Heard:
    """Return what the words of a turn's slots speak of, while a question is open."""
    words = {name: slot for name, slot in turn.slots.items() if _may_speak(name, slot)}
    if not words:
        return NOTHING
    asked = question.flag if question else ""
    named = [one for name, slot in words.items() for one in named_in(turn, name, slot, asked)]
    if asked != FlagId.major_trauma:
        named = _small_or_seen_to(turn, words, named)
    said = answered(turn, words)
    if asked:
        named, said = to_the_open_question(turn, asked, words, named, said)
    named = _beside_a_question(named, asks_back=question is not None and said in _ASKS_BACK)
    if turn.session.answers.get(FlagId.age):
        named = [one for one in named if one.id != FlagId.age]
    heard = _heard(turn.catalog, question, named, said)
    unlisted = [slot.value for slot in words.values() if not slot.id]
    spoken = _spoken(turn.catalog, unlisted)
    heard = second_opinion.weighed(turn, asked, spoken, heard)
    concepts = frozenset[str]().union(*spoken.concepts)
    return heard._replace(
        of_the_body=bool(concepts & turn.catalog.lexicon.of_the_body),
        of_pain=bool(concepts & _PAIN),
        many_words=sum(len(text.split()) for text in unlisted) >= _MANY_WORDS,
    )


def _small_or_seen_to(turn: Turn, words: dict[str, Slot], named: list[Named]) -> list[Named]:
    """Return what was named; a fall from something low, or one that was seen to since, is asked about first."""
    said = [slot.value.lower().split() for slot in words.values() if not slot.id]
    if not is_low_fall(said) and not any(_SEEN_TO.intersection(text) and _BY_THEM.intersection(text) for text in said):
        return named
    return [doubted(turn.catalog, one) if one.id == FlagId.major_trauma else one for one in named]


_SEEN_TO = frozenset("checked scanned xrayed xray xrays discharged examined".split())
_BY_THEM = frozenset("they hospital doctor doctors er paramedics was been".split())
"""Words of having been seen since: "they checked me at hospital"."""


def _may_speak(name: str, slot: Slot) -> bool:
    """Return whether a slot's words may speak of the body: "my wife", resolved, speaks of nobody's."""
    return name not in NUMBERS and bool(slot.value or slot.id) and not (name == "whom" and slot.id)


def _beside_a_question(named: list[Named], *, asks_back: bool) -> list[Named]:
    """Return what was named as it counts where it is asked about, or where somebody asks about our question.

    "Is it bad if I can't pee?": whether it is so is asked. "What has the heart to do with it?" is about the question,
    and what is named beside such is asked about, too: "sorry, the jug's boiling, what did you say?"
    """
    if not asks_back:
        return [one._replace(as_what=NamedAs.unclear) if one.as_what is NamedAs.asked else one for one in named]
    beside = {NamedAs.asked: NamedAs.mentioned, NamedAs.present: NamedAs.unclear}
    return [one._replace(as_what=beside.get(one.as_what, one.as_what)) for one in named]


def _spoken(catalog: Catalog, texts: list[str]) -> second_opinion.Spoken:
    """Return words that nothing listed holds, as the ear takes them apart."""
    said = " ".join(texts)
    if not said:
        return second_opinion.Spoken()
    tokens = catalog.lexicon.said(said)
    return second_opinion.Spoken(len(said.split()), tokens, [one.concepts for one in catalog.lexicon.mentions(tokens)])


def _heard(catalog: Catalog, question: Row | None, named: list[Named], said: AnswerWord | None) -> Heard:
    present, conditions = _ids(named, NamedAs.present), _ids(named, NamedAs.condition)
    doubtful = sorted((one for one in named if one.as_what is NamedAs.unclear), key=lambda one: -one.telling)
    unclear = () if _is_of_the_question(question, said, conditions) else _ids(doubtful, NamedAs.unclear)
    askable = _askable(catalog, unclear)
    return Heard(
        present=present,
        denied=tuple(flag for flag in _ids(named, NamedAs.denied) if flag not in {*present, *unclear}),
        unclear=tuple(flag for flag in askable if flag not in present),
        conditions=conditions,
        unmatched=_has(named, NamedAs.unmatched) or len(askable) != len(unclear),
        mentioned=_has(named, NamedAs.mentioned),
        vague=all(one.telling <= 1 for one in doubtful),
        answer=said,
    )


def _is_of_the_question(question: Row | None, said: AnswerWord | None, conditions: tuple[str, ...]) -> bool:
    """Return whether vague words are of a question that is about no red flag.

    "Both of them" is of what was asked about, not of the legs; "diabetes with numb feet" of what cold may harm.
    """
    if question is None or question.flag:
        return False
    return said in CHOICES or (bool(conditions) and question.kind is not None)


def _askable(catalog: Catalog, flag_ids: tuple[str, ...]) -> tuple[str, ...]:
    """Return those that have a question, emergencies first."""
    flags = catalog.interview.flags
    askable = [flag_id for flag_id in flag_ids if flags[flag_id].question]
    return tuple(sorted(askable, key=lambda flag_id: flags[flag_id].tier is not Tier.emergency))


def _ids(named: list[Named], as_what: NamedAs) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.id for one in named if one.as_what is as_what))


def _has(named: list[Named], as_what: NamedAs) -> bool:
    return any(one.as_what is as_what for one in named)

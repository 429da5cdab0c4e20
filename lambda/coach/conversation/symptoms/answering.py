"""What words answer: in general, and to the red flag that is being asked about."""

from collections.abc import Iterator, Mapping

from coach.care.answers import Tier
from coach.care.ear_findings import AnswerWord
from coach.care.interview import Flag
from coach.conversation.meanings import IN_WORDS, ONLY_IN_A_CHECK, SPEECH, Intent, Meaning
from coach.conversation.questions import Row, State, Topic
from coach.conversation.symptoms import both_ways
from coach.conversation.symptoms.carriers import answers, may_answer, may_begin
from coach.conversation.symptoms.naming import Named, NamedAs
from coach.conversation.turn import Slot, Turn

CHOICES = frozenset({AnswerWord.first, AnswerWord.second, AnswerWord.both})
_SOFT = frozenset({AnswerWord.soft_no, AnswerWord.always_been, AnswerWord.same})
"""A no to the sign as it was named: it is not new, or not really so."""
_NOES = _SOFT | {AnswerWord.no}
_OF_A_CHANGE = frozenset({AnswerWord.same, AnswerWord.worse, AnswerWord.always_been})
"""Words that mean a yes to one question and a no to another: "same as last time"."""
_WELL: Mapping[AnswerWord | None, AnswerWord] = {AnswerWord.same: AnswerWord.yes, AnswerWord.worse: AnswerWord.no}
"""What they mean where a yes says that all is well: "is it like earlier ones?"."""
_MAY_MEAN_MORE = frozenset({None, AnswerWord.unsure}) | CHOICES | _NOES | _OF_A_CHANGE
"""Answers beside which it counts what else the words say to the open question."""
_ASIDES = frozenset({AnswerWord.back, AnswerWord.skip, AnswerWord.repeat, AnswerWord.why, AnswerWord.hang_on})
"""What is said of a question, and answers it neither way."""
_WORDS_COUNT = frozenset({SPEECH, "onset"})
"""Slots whose words count, whatever they resolve to: "only today" answers "stiff every morning for months?" too."""
_LAST_WORDS = 5


def meaning_of(question: Row | None, said: AnswerWord | None) -> Meaning:
    """Return what an answer in words means to the open question."""
    meaning = IN_WORDS[said] if said and question else Meaning.not_understood
    in_check = question is not None and question.topic in {Topic.interview, Topic.frame}
    if meaning is Meaning.skip and question is not None and question.state is State.remedy:
        return Meaning.next_remedy
    return meaning if in_check else ONLY_IN_A_CHECK.get(meaning, meaning)


def answered(turn: Turn, words: Mapping[str, Slot]) -> AnswerWord | None:
    """Return what words that matched nothing answer; a "no" or "not" that Alexa took away as a carrier counts."""
    for text in _texts(words):
        found = list(_readings(turn, text, whole=SPEECH in words))
        hedged = found[:1] == [AnswerWord.soft_no] or (turn.intent is Intent.said_cannot and AnswerWord.yes in found)
        if hedged:
            # "Can't say that I have."
            return AnswerWord.soft_no
        if found:
            return found[0]
    return None


def _readings(turn: Turn, text: str, *, whole: bool) -> Iterator[AnswerWord]:
    """Yield what words answer, with each beginning that they may have had. ``whole``: nothing was taken away."""
    from coach.care.ear import answer  # a turn without words needs no ear

    lexicon = turn.catalog.lexicon
    if word := answer(text if whole else f"{answers(turn)} {text}".strip(), lexicon):
        yield word
    for carrier in () if whole else may_answer(turn):
        if word := answer(f"{carrier} {text}", lexicon, supposed=len(carrier.split())):
            yield word


def to_the_open_question(
    turn: Turn, asked: str, words: Mapping[str, Slot], named: list[Named], said: AnswerWord | None
) -> tuple[list[Named], AnswerWord | None]:
    """Return what was named and answered, as it counts while a red flag is asked about.

    What was named in doubt is a yes only where nothing beside it says no; what was named plainly, and is said to be
    nothing new, is asked once more in other words.
    """
    if said is AnswerWord.ready:
        # "Go ahead" starts what is ready; it is no yes to a sign.
        said = None
    firm = said is not None and _is_firm(turn, words)
    about = _about_it(turn, asked, words, named) if said in _MAY_MEAN_MORE or not firm else None
    if about:
        named = _of_it(turn, asked, named)
    answer = about or said if said in CHOICES or not firm else said
    if said in _OF_A_CHANGE and turn.catalog.interview.flags[asked].yes_is_well:
        answer = about or _WELL.get(said, said)
    asks_what = said is AnswerWord.repeat and _begins_with_what(words)
    says_no = _says_no(turn, words, about)
    named, answer = _weighed(named, asked, said, answer, says_no=says_no, asks_what=asks_what)
    return both_ways.weighed(turn, asked, named, answer, _texts(words))


def _says_no(turn: Turn, words: Mapping[str, Slot], about: AnswerWord | None) -> bool:
    return about is AnswerWord.no or _ends_on_no(turn, words)


def _begins_with_what(words: Mapping[str, Slot]) -> bool:
    return any(text.startswith("what ") for text in _texts(words))


def _of_it(turn: Turn, asked: str, named: list[Named]) -> list[Named]:
    """Return what was named beside an answer. "It stops at my bum": of the pain that was asked about, and no sign."""
    flags = turn.catalog.interview.flags
    return [one for one in named if one.id == asked or not _is_vague(one, flags)]


def _is_firm(turn: Turn, words: Mapping[str, Slot]) -> bool:
    """Return whether the words answer by more than a hedge or an echo: "with the stick I can" is no plain yes."""
    from coach.care.ear import answer  # a turn without words needs no ear

    lexicon = turn.catalog.lexicon
    return any(answer(f"{answers(turn)} {text}".strip(), lexicon, firm=True) for text in _texts(words))


def _weighed(
    named: list[Named],
    asked: str,
    said: AnswerWord | None,
    answer: AnswerWord | None,
    *,
    says_no: bool,
    asks_what: bool,
) -> tuple[list[Named], AnswerWord | None]:
    """Return what was named and answered, where both are of the sign that was asked about."""
    own = [one for one in named if one.id == asked]
    others = [one for one in named if one.id != asked]
    of_it = {one.as_what for one in own}
    if asks_what:
        # "What is shivers, please?"
        return others, said
    if NamedAs.present in of_it:
        if says_no or said in _SOFT:
            return others, said if said in _NOES else AnswerWord.soft_no
        return (others, AnswerWord.unsure) if NamedAs.denied in of_it else (named, answer)
    if NamedAs.asked in of_it:
        # "By control, do you mean the bed?" asks about the question.
        return others, said or AnswerWord.repeat
    if NamedAs.unclear not in of_it:
        return named, answer
    return _in_doubt(own, others, answer)


def _in_doubt(
    own: list[Named], others: list[Named], answer: AnswerWord | None
) -> tuple[list[Named], AnswerWord | None]:
    """Return what counts, where the sign that was asked about was named in doubt: a yes, if nothing speaks against."""
    if answer in _NOES or answer is AnswerWord.unsure:
        # "Depends what you call bad."
        return others, answer
    if answer is None and any(one.doubted for one in own):
        return others, AnswerWord.unsure
    if answer is AnswerWord.yes:
        return [*(one._replace(as_what=NamedAs.present) for one in own), *others], answer
    return [*map(_counted, own), *others], answer


def _counted(one: Named) -> Named:
    """Return what the ear heard in doubt as a yes: what is being asked about need not be asked about."""
    return one._replace(as_what=NamedAs.present) if one.as_what is NamedAs.unclear and one.telling else one


def _about_it(turn: Turn, asked: str, words: Mapping[str, Slot], named: list[Named]) -> AnswerWord | None:
    """Return what the words answer to this very question, by what it is about; long ago is no yes."""
    about = turn.catalog.answers_to.get(turn.catalog.answered_by(asked))
    if about is None:
        return None
    from coach.care.ear import answer_to  # a turn without words needs no ear

    denied = turn.intent is Intent.deny_symptom
    carrier = "" if denied else answers(turn)
    texts = [f"{carrier} {text}".strip() for text in _texts(words)]
    lexicon = turn.catalog.lexicon
    if denied and any(answer_to(text, about, lexicon) for text in texts):
        # "No, slowly": a no by both; "no trickle" denies what would be a yes.
        return AnswerWord.no
    found = next((word for text in texts if (word := answer_to(text, about, lexicon, may_begin(turn)))), None)
    past = any(one.as_what is NamedAs.mentioned for one in named)
    return None if found is AnswerWord.yes and past else found


def _texts(words: Mapping[str, Slot]) -> list[str]:
    """Return the words that nothing matched, the last slot's first."""
    return [slot.value for name, slot in reversed(list(words.items())) if not slot.id or name in _WORDS_COUNT]


def _is_vague(one: Named, flags: Mapping[str, Flag]) -> bool:
    """Return whether it was named in doubt only, beside an answer that the words are, and need not be asked about."""
    if one.as_what is not NamedAs.unclear:
        return one.as_what is NamedAs.condition
    return one.telling <= 1 or flags[one.id].tier is not Tier.emergency


def _ends_on_no(turn: Turn, words: Mapping[str, Slot]) -> bool:
    """Return whether the last words say no: "have you a pain in your chest, Bert? No, he says"."""
    from coach.care.ear import answer  # a turn without words needs no ear

    long = [slot.value.split() for slot in words.values() if len(slot.value.split()) > _LAST_WORDS]
    last = [" ".join(said[-_LAST_WORDS:]) for said in long]
    return any(answer(text, turn.catalog.lexicon) is AnswerWord.no for text in last)


def answers_all_the_same(question: Row | None, said: AnswerWord | None, denied: tuple[str, ...]) -> bool:
    """Return whether the words answer the open question, and what they deny is something else."""
    if question is None or said is None:
        return False
    return said in _ASIDES or (bool(question.flag) and question.flag not in denied)

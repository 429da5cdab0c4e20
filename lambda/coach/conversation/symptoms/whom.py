"""Who it is about: the speaker, or somebody whom the speaker helps. Held in the session only, never stored or logged.

What Alexa hands over is told by its intent or slot; in free words the ear's clauses tell: who they are about, and
that it is neither long ago nor a relative's history.
"""

from enum import StrEnum

from coach.care.answers import COUNTS_AS_YES, FlagId
from coach.care.ear_findings import AnswerWord
from coach.care.triage import Outcome
from coach.conversation.fallback import not_understood
from coach.conversation.meanings import CARRIERS, SPEECH, SYMPTOMS, Intent, Meaning
from coach.conversation.questions import QuestionId, Row, Topic
from coach.conversation.reply import Reply, ask_again, back_to_menu, question_words
from coach.conversation.safety_check import interview
from coach.conversation.symptoms.hearing import Heard
from coach.conversation.timers import requests
from coach.conversation.turn import Turn
from coach.speech.parts import may_drop

SLOT = "whom"


class Whom(StrEnum):
    """Whom it is about."""

    me = "me"
    """The speaker."""
    them = "them"
    """Somebody whom the speaker helps."""


_THEY = frozenset("he she him her his hers".split())
_NOT_OF_THE_EAR = frozenset(
    "toddler teenager teen boy girl friend neighbour neighbor preschooler granddad grandad gran aunt uncle".split()
)
"""Relatives, or others who are helped, that are no relatives of the ear's rules."""
_I = frozenset("i me myself we us".split())
_BESIDE = frozenset(
    "it is for about my a the our own no yes not me back and well now help this that one old who".split()
)
"""Words that may stand beside a relative in "no, it's for my wife"."""
_ANSWERS = frozenset(
    {AnswerWord.yes, AnswerWord.no, AnswerWord.soft_no, AnswerWord.unsure, AnswerWord.not_tried, AnswerWord.worse}
    | {AnswerWord.same, AnswerWord.always_been}
)
"""What is answered for somebody: "he says no"; "hang on, she is slow" answers nothing."""
_FOR_SOMEBODY = frozenset(
    {Intent.safety_check, Intent.start_ice, Intent.start_heat, Intent.start_walk, Intent.cannot_move}
)
"""Commands in free words that may say for whom: "safety check for my wife"."""
_THEIR_ANSWERS = frozenset({"they do", "they do not", "they have", "they have not"})
_ASKS_YOU = ("do you", "have you")
_FOR = frozenset({"for", "about", "on"})
_SUFFERS = frozenset("back spasm spasms pain hurt hurts hurting sore stuck floor fell fallen numb".split())
"""Words of what brings people here: "my wife has hurt her back"."""


def in_its_wording(turn: Turn) -> Turn:
    """Return the turn with its content in the wording of whom its session is about."""
    return turn.said_of(them=True) if turn.session.about_them else turn


def noticed(turn: Turn, question: Row | None, whom: Whom | None) -> tuple[Turn, bool]:
    """Return the turn as it goes on about whom its words speak of, and whether that is somebody else from here."""
    if whom is None or (whom is Whom.them) is turn.session.about_them:
        return turn, False
    turn = turn.said_of(them=whom is Whom.them)
    if not (question and question.flag) and not interview.in_check(turn.session):
        # Another person's age and onset; a sign that was named stays, in doubt it is theirs.
        signs = {flag: said for flag, said in turn.session.answers.items() if said in COUNTS_AS_YES}
        turn = turn._replace(session=turn.session._replace(answers=signs))
    if question and (question.flag or (question.caution and question.reprompt is None)):
        # The open question, in its new wording.
        words, reprompt = question_words(turn)
        turn = turn._replace(session=turn.session._replace(speech=words, reprompt=reprompt))
    return turn, True


def without_helpers(turn: Turn, heard: Heard) -> Heard:
    """Return what was heard, without the age of somebody who only helps: "my daughter is getting it"."""
    if heard.unclear != (FlagId.age,) or heard.present or not only_helps(turn):
        return heard
    return heard._replace(unclear=())


def only_helps(turn: Turn) -> bool:
    """Return whether somebody is spoken of who is there, brings something or said something, and is not unwell."""
    lexicon = turn.catalog.lexicon
    said = [slot.value.lower().split() for name, slot in turn.slots.items() if _has_words(name) and slot.value]
    tokens = frozenset(word for text in said for word in text)
    named = _NOT_OF_THE_EAR | {word for word in tokens if "relative" in lexicon.meaning(word.removesuffix("'s"))}
    someone = any(word.removesuffix("'s") in named | {"mate"} or word in named for word in tokens)
    return someone and bool(tokens & _HELPS) and not tokens & _UNWELL


_HELPS = frozenset(
    "here bringing brings getting gets fetching fetches set says said told thinks helping helps coming making made"
    " filling holding gone went phone calling waiting".split()
)
"""What somebody does who is with the patient."""
_UNWELL = _SUFFERS | frozenset("can't cannot won't isn't his her legs leg chest".split())


def only_told(turn: Turn, meaning: Meaning | None, *, switched: bool, named: bool) -> bool:
    """Return whether nothing was said but whom it is about. ``named``: a sign was, too."""
    if turn.intent is Intent.whom or (switched and turn.intent is Intent.not_me):
        return not named
    return switched and meaning is Meaning.not_understood and not named


def led(turn: Turn, reply: Reply) -> Reply:
    """Return the reply with the news whom it is about from here. Nothing stands before an emergency's number."""
    return reply if reply.outcome is Outcome.emergency else reply.led_by(may_drop(_news(turn)))


def _news(turn: Turn) -> str:
    return turn.words("whom.them" if turn.session.about_them else "whom.me")


def told_by(turn: Turn, question: Row | None, heard: Heard) -> Whom | None:
    """Return whom a turn is about, as far as it tells."""
    if turn.intent is Intent.whom or turn.slot_id(SLOT):
        return _in_the_slot(turn)
    if turn.intent in {Intent.age, Intent.rough_age}:
        return _beside_age(turn)
    if turn.intent is Intent.their_symptom:
        return Whom.them
    if turn.intent is Intent.not_me:
        # In the check no log stands in the way, so that it can only be about somebody else.
        return Whom.them if question and question.topic in {Topic.interview, Topic.frame} else None
    if turn.intent in CARRIERS or turn.intent in SYMPTOMS:
        if _speaks_of_them(turn, question, heard):
            return Whom.them
        # "I want to die": whoever says so hears the words for it, whomever the check is about.
        return Whom.me if FlagId.self_harm in heard.present else None
    return None


def _beside_age(turn: Turn) -> Whom | None:
    """Return whom an age is of: "it's for my mum, she's eighty five"."""
    slot = turn.slots.get(SLOT)
    return Whom.them if slot and slot.value and _is_about_them(turn, slot.value, tells=True) else None


def of_command(command: Turn, told: Whom | None) -> Whom | None:
    """Return whom a command in free words is about; ``told``: what the words tell beside it."""
    if command.intent is Intent.whom or command.slot_id(SLOT):
        return _in_the_slot(command)
    return told if command.intent in _FOR_SOMEBODY else None


def _in_the_slot(turn: Turn) -> Whom | None:
    """Return whom the slot names; without one, "I'm his wife", it is somebody else; None: it matched nothing."""
    slot = turn.slots.get(SLOT)
    if slot is None or not slot.value:
        return Whom.them
    return Whom(slot.id) if slot.id in set(Whom) else None


def _speaks_of_them(turn: Turn, question: Row | None, heard: Heard) -> bool:
    """Return whether the words of a turn are about somebody whom the speaker helps."""
    answers = heard.answer in _ANSWERS and question is not None and question.screening
    if not heard.present and only_helps(turn):
        return False
    tells = bool(heard.matters or heard.denied or answers)
    if turn.intent is Intent.said_other and tells:
        return True
    said = [slot.value for name, slot in turn.slots.items() if _has_words(name)]
    return any(_answers_for_them(turn, words) or _is_about_them(turn, words, tells=tells) for words in said)


def _answers_for_them(turn: Turn, words: str) -> bool:
    """Return whether "they do" answers what was asked of "you"; asked of legs or hands, "they" may be these."""
    said = turn.catalog.lexicon.said(words)
    asked_of_you = any(asks in turn.session.reprompt.lower() for asks in _ASKS_YOU)
    return asked_of_you and " ".join(said[1:] if said[:1] in (["yes"], ["no"]) else said) in _THEIR_ANSWERS


def _has_words(name: str) -> bool:
    return name in {"words", SPEECH, "symptom", "symptom_two", "symptom_three", "denied"}


def _is_about_them(turn: Turn, words: str, *, tells: bool) -> bool:
    from coach.care.ear_context import clauses  # a turn without words needs no ear

    lexicon = turn.catalog.lexicon
    said = lexicon.said(words)
    said = said[2:] if said[:2] == ["i", "think"] else said
    tokens = frozenset(said)
    if {"they", "their"} <= tokens:
        # "They can't feel their legs".
        return tells
    named = {word for word in tokens if word in _NOT_OF_THE_EAR or "relative" in lexicon.meaning(word)}
    if not (named or tokens & _THEY) or any(one.other or one.past for one in clauses(said, lexicon)):
        return False
    return _only_names(said, named) or (not tokens & _I and (tells or bool(tokens & _SUFFERS)))


def _only_names(said: list[str], named: set[str]) -> bool:
    """Return whether the words only say for whom: "it's my wife's", "safety check for my husband"."""
    at_the_end = bool(said) and said[-1] in named | _THEY and bool(_FOR & {*said[-3:]})
    return bool(named) and ({*said} - named <= _BESIDE or at_the_end)


def told(turn: Turn) -> Reply:
    """Answer "it's for my wife", "it's for me": the open question again, in its new wording; or the ways on."""
    if turn.intent is Intent.whom and _in_the_slot(turn) is None:
        return not_understood(turn)
    session = turn.session
    lead = _news(turn)
    if session.about_them and (reply := requests.for_them(turn)):
        return reply.led_by(lead)
    if isinstance(session.asking, QuestionId):
        return back_to_menu(turn, lead, turn.words("launch.menu")) if _at_the_menu(turn) else ask_again(turn, lead)
    return interview.repeat(turn, lead) if session.asking else back_to_menu(turn, lead, turn.words("launch.menu"))


def _at_the_menu(turn: Turn) -> bool:
    return turn.session.asking is QuestionId.menu

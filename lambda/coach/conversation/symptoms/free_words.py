"""What free words ask for, where Alexa found no sentence that fits and no sign was named."""

from typing import TYPE_CHECKING

from coach.care import limits
from coach.care.answers import FlagId, Tier
from coach.care.ear_findings import AnswerWord
from coach.conversation.meanings import CARRIERS, SPEECH, SYMPTOMS, Intent
from coach.conversation.questions import QuestionId, Row, State, Step, Topic
from coach.conversation.symptoms.carriers import as_said
from coach.conversation.symptoms.hearing import Heard
from coach.conversation.timers.kinds import BOTH
from coach.conversation.turn import Slot, Turn
from coach.speech.heard_lengths import HeardLength, heard_length

if TYPE_CHECKING:
    from coach.care.ear_commands import Command

_UNMATCHED = {
    Intent.tell_remedy: "tell me",
    Intent.guide_movement: "do",
    Intent.set_word: "",
    Intent.list_remedies: "tell me",
    Intent.time_left: "check",
    Intent.stop_timer: "stop",
    Intent.pause_timer: "pause",
}
"""Intents whose slot may be anything where it matched nothing, and what stands before it in their sentences."""
_IN_A_CHECK = frozenset({Intent.pace, Intent.help, Intent.stop, Intent.whom})
"""What is done in the middle of the safety check; for all else it would have to be left."""
_WHILE_MOVING = frozenset({Intent.hurts, Intent.set_word})
"""What is meant so only in the middle of a movement."""
_PLAIN_ANSWERS = frozenset(
    {AnswerWord.hang_on, AnswerWord.ready, AnswerWord.how_many_more, AnswerWord.back, AnswerWord.skip, AnswerWord.why}
)
"""Answers that mean more than a command which the same words may be."""
_NOES = frozenset({AnswerWord.no, AnswerWord.soft_no})
_LENGTH_ASKED = frozenset({Topic.start, Topic.extension})
_TAKES_LENGTH = frozenset(
    {
        Intent.ice_history,
        Intent.start_ice,
        Intent.start_heat,
        Intent.start_walk,
        Intent.add_time,
        Intent.shorten_timer,
        Intent.length,
    }
)
_ACTS = frozenset({Intent.stop_timer, Intent.pause_timer, Intent.resume_timer, Intent.add_time, Intent.shorten_timer})
"""Commands that change a timer which runs."""
_QUESTIONS = ("when ", "how ", "should ", "shall ", "must ", "why ", "what ", "is ", "does ", "did ", "do i ")
"""How a question begins: "when must I take it off?" takes nothing off."""
_TAKES_TIMER = _ACTS | {Intent.time_left, Intent.which_timer}
_POINTS = frozenset("it that this one them thing the there now please off".split())
"""Words that name no timer of their own: "kill it", "enough of that"."""
_SHORT = 8
"""How many words a short command has at most."""
_NAMES_A_TIMER = 4
_TIMERS = ("ice", "heat", "walk")


def meant(turn: Turn, question: Row | None, heard: Heard) -> Turn:
    """Return the turn with the command that its free words are; the same where they are none."""
    if asleep := _asleep_on_it(turn, heard):
        return turn._replace(intent=Intent.skin_trouble, slots={"asleep": Slot(asleep, asleep)})
    if _says_numb(turn, question, heard):
        return turn._replace(intent=Intent.went_numb, slots={})
    if _is_stuck(question, heard) and (turn.intent in SYMPTOMS or turn.intent in CARRIERS):
        return turn._replace(intent=Intent.cannot_move, slots={})
    if _hurts(turn, question, heard):
        return turn._replace(intent=Intent.hurts, slots={})
    if _wants_company(turn, question, heard):
        return turn._replace(intent=Intent.stay_with_me, slots={})
    return _command(turn, question, heard)


def _asleep_on_it(turn: Turn, heard: Heard) -> str:
    """Return whether somebody is asleep on ice or heat ("on_it"), or asks whether they may ("may_i"); empty: neither.

    "Asleep" is a word for numb skin, too: a pack that is slept on comes off before that is asked about.
    """
    said = unmatched_words(turn)
    if not said or heard.present:
        return ""
    command = turn.catalog.commands.heard(said, turn.catalog.lexicon, number=False)
    return command.value if command and command.slot == "asleep" else ""


_ALONE = frozenset({"frightened", "great_pain"})
"""Being scared, or in great pain, as the model has it among what is harmless."""
_SORE = frozenset({"back_pain", "great_pain", "stiff_back", "sore_muscles", "aches_elsewhere"})
"""Pain that is no sign, by the same ids: in the middle of a movement it ends that."""
_AT_REST = frozenset({Topic.menu, Topic.opening, Topic.remedies, Topic.movement, Topic.calm})
"""Where nothing is being asked that somebody frightened should answer first, but for signs and ice that rang."""


def _wants_company(turn: Turn, question: Row | None, heard: Heard) -> bool:
    """Return whether somebody said that they are scared or in great pain, where there is time to stay with them."""
    if turn.intent is Intent.deny_symptom or turn.intent not in SYMPTOMS or heard.matters:
        return False
    named = {slot.id for slot in turn.slots.values() if slot.id}
    return bool(named) and named <= _ALONE and at_rest(question)


def at_rest(question: Row | None) -> bool:
    """Return whether there is time to stay with somebody: no sign is asked about, and no ice that may still be on."""
    if question is None:
        return True
    return question.topic in _AT_REST and not question.screening and question.id is not QuestionId.is_it_off


def is_moving(question: Row | None) -> bool:
    """Return whether somebody is in the middle of a movement, or on the way up; before it, they are asked of signs."""
    if question is None or question.screening:
        return False
    return question.topic in {Topic.movement, Topic.calm} or question.id is QuestionId.get_up_step


def _hurts(turn: Turn, question: Row | None, heard: Heard) -> bool:
    """Return whether it was said, in the middle of a movement, that it hurts, and no sign was named."""
    if not is_moving(question) or turn.intent is Intent.deny_symptom or turn.intent not in SYMPTOMS or heard.matters:
        return False
    return bool(_SORE & {slot.id for slot in turn.slots.values()})


def _command(turn: Turn, question: Row | None, heard: Heard) -> Turn:
    said = _words(turn)
    if not said or heard.conditions or _may_be_sign(turn, question, said, heard):
        return turn
    length = heard_length(said)
    concepts = turn.catalog.commands.concepts(said, turn.catalog.lexicon)
    answered = _as_answer(turn, question, heard, concepts, length)
    asked = question is not None and (question.step is Step.minutes or question.id is QuestionId.which_timer)
    command = turn.catalog.commands.meant_by(concepts, number=length is not None)
    if (asked and answered is not turn) or _only_asks(command, said):
        return answered
    if command and _is_wanted(command, question, heard):
        meant_so = _as_command(turn, command, length)
        alone = _wants_company(meant_so, question, heard)
        return turn._replace(intent=Intent.stay_with_me, slots={}) if alone else meant_so
    return turn if heard.unclear else answered


def _only_asks(command: "Command | None", said: str) -> bool:
    """Return whether a command that would change a timer stands in a question."""
    return command is not None and Intent(command.intent) in _ACTS and said.startswith(_QUESTIONS)


_NUMB = "numb_back"
"""Numb skin, as the model has it among the symptoms."""
_BAD_SKIN = "skin_trouble"
"""The condition that numb skin is, among others."""


def _says_numb(turn: Turn, question: Row | None, heard: Heard) -> bool:
    """Return whether only the skin was said to be numb; whether that is all of it is for its own question to ask.

    Where a caution asks of numb skin, it is a yes to that.
    """
    if turn.intent not in SYMPTOMS - {Intent.deny_symptom} or heard.present or heard.unclear:
        return False
    if any(slot.id == _NUMB for slot in turn.slots.values()):
        return True
    if set(heard.conditions) != {_BAD_SKIN} or (question is not None and question.caution):
        return False
    said = " ".join(slot.value for slot in turn.slots.values())
    command = turn.catalog.commands.heard(said, turn.catalog.lexicon, number=False)
    return command is not None and command.intent == Intent.went_numb


def _may_be_sign(turn: Turn, question: Row | None, said: str, heard: Heard) -> bool:
    """Return whether a sign may be spoken of; a vague word in a short command is none: "wipe it all"."""
    words = len(said.split())
    if question is not None and question.id is QuestionId.which_timer:
        # "Not the walk" speaks of no sign.
        flags = turn.catalog.interview.flags
        signs = [flag for flag in (*heard.present, *heard.unclear) if flags[flag].tier is Tier.emergency]
        return bool(signs or (words > _NAMES_A_TIMER and heard.matters))
    if heard.present or (heard.denied and not (question and question.step is Step.minutes)):
        return True
    return bool(heard.unclear) and not (heard.vague and words <= _SHORT)


def _is_stuck(question: Row | None, heard: Heard) -> bool:
    """Return whether nothing was named but that they can't get up: the way up, and the signs before it, come first."""
    in_check = question is not None and question.topic in {Topic.interview, Topic.frame}
    is_which = question is not None and question.id is QuestionId.which_timer
    return heard.present == (FlagId.cannot_get_up,) and not (heard.unclear or in_check or is_which)


def _words(turn: Turn) -> str:
    """Return the words that no sentence took; empty where all were."""
    unmatched = [(name, slot) for name, slot in turn.slots.items() if slot.value and (not slot.id or name == SPEECH)]
    if len(unmatched) != 1 or any(slot.id and name != SPEECH for name, slot in turn.slots.items()):
        return ""
    ((name, slot),) = unmatched
    if turn.intent in _UNMATCHED:
        return f"{_UNMATCHED[turn.intent]} {slot.value}"
    return as_said(turn, name, slot) if turn.intent in SYMPTOMS or turn.intent in CARRIERS else ""


def unmatched_words(turn: Turn) -> str:
    """Return all words that no sentence took, with what stood before them; empty: all were taken."""
    if turn.intent not in _UNMATCHED and turn.intent not in SYMPTOMS and turn.intent not in CARRIERS:
        return ""
    names = {name: slot for name, slot in turn.slots.items() if slot.value and (not slot.id or name == SPEECH)}
    first = next(iter(names), "")
    told = [as_said(turn, name, slot) if name == first else slot.value for name, slot in names.items()]
    return " and ".join(told)


def _is_wanted(command: "Command", question: Row | None, heard: Heard) -> bool:
    """Return whether a command comes before what the same words may answer."""
    if heard.of_the_body and heard.many_words and Intent(command.intent) in _ACTS:
        # Much was said of the body: no timer is changed on that.
        return False
    if Intent(command.intent) in _WHILE_MOVING:
        return is_moving(question)
    if question is None:
        return True
    if question.topic in {Topic.interview, Topic.frame}:
        return heard.answer is None and Intent(command.intent) in _IN_A_CHECK
    if heard.answer in _PLAIN_ANSWERS:
        return False
    if command.intent == Intent.stop and heard.answer in _NOES:
        # "Forget it, never mind" is no "no" to a caution.
        return True
    is_answer = heard.answer is not None and question.state is State.yes_no
    return command.telling > 1 or not is_answer


def _as_command(turn: Turn, command: "Command", length: HeardLength | None) -> Turn:
    intent = Intent(command.intent)
    slots = {command.slot: Slot(command.value, command.value)} if command.slot else {}
    if intent in _TAKES_TIMER and (timer := _timer(command.concepts)):
        slots["timer"] = Slot(timer, timer)
    seconds = length.seconds if length and intent in _TAKES_LENGTH else None
    return turn._replace(intent=intent, slots=slots, asked_seconds=seconds)


def _as_answer(
    turn: Turn, question: Row | None, heard: Heard, concepts: frozenset[str], length: HeardLength | None
) -> Turn:
    """Return the turn with a length or a timer's name, where that is asked for."""
    if question is None:
        return turn
    if question.id is QuestionId.which_timer:
        timer = _timer(concepts) or _by_place(turn, concepts, heard)
        return turn._replace(intent=Intent.which_timer, slots={"timer": Slot(timer, timer)}) if timer else turn
    seconds = length.seconds if length else _left_to_us(question, concepts)
    asked = question.step is Step.minutes or (heard.answer not in _PLAIN_ANSWERS and "a_moment" not in concepts)
    if seconds and asked and question.topic in _LENGTH_ASKED:
        return turn._replace(intent=Intent.length, slots={}, asked_seconds=seconds)
    return turn


def _left_to_us(question: Row, concepts: frozenset[str]) -> int | None:
    """Return the length in seconds where it is left to us: the usual one, or the longest; None: it is not."""
    if question.step is not Step.minutes or question.kind is None:
        return None
    limit = limits.OF_KIND[question.kind]
    if "maximum" in concepts:
        return limit.most_seconds
    return limit.default_seconds if "no_idea" in concepts else None


def _by_place(turn: Turn, concepts: frozenset[str], heard: Heard) -> str:
    """Return the id of the timer that stands first or second in the question, or is left when one is denied."""
    named = sorted((timer for timer in _TIMERS if timer in turn.session.reprompt), key=turn.session.reprompt.index)
    if "not" in concepts:
        left = [timer for timer in named if timer not in concepts]
        if len(left) < len(named):
            return left[0] if len(left) == 1 else ""
    at = {AnswerWord.first: 0, AnswerWord.second: 1}.get(heard.answer) if heard.answer else None
    return named[at] if at is not None and len(named) > at else ""


def _timer(concepts: frozenset[str]) -> str:
    """Return the id of the timer that is named; empty: none, or several."""
    named = [timer for timer in _TIMERS if timer in concepts]
    if len(named) == 1:
        return named[0] if "not" not in concepts else ""
    return BOTH if "both" in concepts and not named else ""


def half_heard(turn: Turn) -> bool:
    """Return whether a command names a timer that nobody knows: "stop the pins and needles" stops nothing."""
    timer = turn.slots.get("timer")
    return timer is not None and not timer.id and not _POINTS.issuperset(timer.value.lower().split())

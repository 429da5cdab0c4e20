"""The open question and what can be touched; what to say, where none is open."""

from collections.abc import Iterable, Mapping
from typing import Any

from coach.care.cautions import Caution
from coach.care.limits import TimerKind
from coach.conversation.questions import QuestionId, Row, State, Step, Topic
from coach.conversation.reply import Reply
from coach.conversation.screens.timeline import words_of
from coach.conversation.screens.touches import Touch
from coach.conversation.turn import Turn, TurnKind
from coach.speech.parts import sentences


def label(turn: Turn, name: str, **values: object) -> str:
    """Return a word that stands on screens only, filled in."""
    return turn.words.filled(turn.catalog.shown["words"][name], **values)


def asked(turn: Turn, reply: Reply, row: Row | None) -> dict[str, Any]:
    """Return the open question and its targets; without one, what to say to come back."""
    if row is None:
        return {"asking": "", "question": "", "choices": []}
    before, question = _parted(reply)
    if row.id is QuestionId.check_confirm:
        # What is read back are answers of the check, the age among them.
        question = turn.words("safety_check.confirm")
    touches = _touches(turn, row, question)
    if not touches and row.state in _NAMES and len(named := _named(turn, row, reply.reprompt)) > 1:
        # "Which one?", where what there is was named before: its reprompt names it again.
        question, touches = " ".join(sentences(words_of(reply.reprompt))), named
    elif len(question.split()) < _FEW_WORDS and not _shows_lead(turn, row):
        question = " ".join([*without_signs(turn, before[-1:]), question])
    labels = turn.catalog.shown["touch"]
    return {"asking": str(row.id), "question": question, "choices": [choice(labels, touch) for touch in touches]}


def _parted(reply: Reply) -> tuple[list[str], str]:
    """Return a speech in two: what comes before its question, and that with what may follow: "Is it? Yes or no."."""
    said = sentences(words_of(reply.speech))
    at = max((at for at, one in enumerate(said) if one.endswith("?")), default=len(said) - 1)
    return said[: max(at, 0)], " ".join(said[max(at, 0) :]) or reply.reprompt


_FEW_WORDS = 3
"""A question of fewer says nothing without what comes before it: "Is it?"."""
_OPEN = frozenset(
    {QuestionId.which_timer, QuestionId.how_much_more, QuestionId.how_much_less, QuestionId.choose_remedy}
)
"""Questions that a yes or a no does not answer; those for a length are others."""
_NAMES = frozenset({State.choice, State.guided, State.remedy})
"""States in which a question names what there is to choose from."""
_ONLY_GUIDED = frozenset({Touch.again, Touch.next, Touch.go_on})
_ANSWERS = frozenset({Touch.yes, Touch.no, Touch.not_sure})


def _touches(turn: Turn, row: Row, question: str) -> list[Touch]:
    """Return what can be touched: what the question names; else yes and no, where those answer it."""
    named = _named(turn, row, question) if row.state in _NAMES else []
    if len(named) > 1 or row.state is State.choice:
        return named
    if row.id in _OPEN or row.step is Step.minutes or _names_in_reprompt_only(row, question):
        return []
    return [Touch.yes, Touch.no, Touch.not_sure] if row.screening else [Touch.yes, Touch.no]


def _names_in_reprompt_only(row: Row, question: str) -> bool:
    """Return whether a set's question is "which one?", which no yes answers."""
    return row.id in {QuestionId.movement_done, QuestionId.breathe_go_on} and len(question.split()) < _FEW_WORDS


def _named(turn: Turn, row: Row, question: str) -> list[Touch]:
    """Return what a question names, in its order: "What next: ice, what helps, or stop?" names three."""
    words = f" {question.rpartition(':')[2].lower()} "
    labels: Mapping[str, str] = turn.catalog.shown["touch"]
    places = sorted((words.find(f" {text.lower()}"), touch) for touch, text in labels.items())
    left_out = _ANSWERS if row.state is State.guided else _ANSWERS | _ONLY_GUIDED
    return [Touch(touch) for at, touch in places if at >= 0 and touch not in left_out]


def choice(labels: Mapping[str, str], touch: str) -> dict[str, str]:
    """Return something to touch, with its label."""
    return {"touch": touch, "label": labels[touch]}


_WITH_LEAD = frozenset(
    {
        QuestionId.get_up_step,
        QuestionId.movement_ready,
        QuestionId.movement_go_on,
        QuestionId.is_it_off,
        QuestionId.resume,
        QuestionId.signs_list,
        QuestionId.choose_remedy,
        QuestionId.which_timer,
    }
)
"""Questions that go with something to do or to choose from, which is shown, too."""
_TOPICS_WITH_LEAD = frozenset({Topic.start, Topic.next_ice, Topic.skin_check, Topic.extension, Topic.reminder})
"""Topics in which what is said before the question is about lengths and times."""


def _shows_lead(turn: Turn, row: Row) -> bool:
    of_lengths = row.topic in _TOPICS_WITH_LEAD and not row.screening
    return turn.kind is TurnKind.launch or row.id in _WITH_LEAD or of_lengths


def question(turn: Turn, reply: Reply, row: Row | None) -> dict[str, Any]:
    """Return the open question with what goes with it; without one, what to say."""
    if row is None:
        return {**asked(turn, reply, None), "lead": "", **_parting(turn, sentences(words_of(reply.speech)))}
    lead = turn.words(reply.advice) if reply.advice else ""
    if row.caution is Caution.ready and row.kind:
        lead = " ".join(sentences(turn.words.of_kind(row.kind, "ready"))[:-1])
    elif row.caution and row.kind:
        lead = turn.catalog.cautions[row.kind, row.caution].statement
    elif row.id is QuestionId.movement_signs:
        lead = turn.catalog.cautions[TimerKind.walk, Caution.stop_signs].statement
    elif _shows_lead(turn, row):
        lead = " ".join(without_signs(turn, _parted(reply)[0]))
    return {**asked(turn, reply, row), "lead": lead}


def _parting(turn: Turn, said: list[str]) -> dict[str, str]:
    """Return what to say, where the reply names something; else how to come back."""
    cue = turn.catalog.shown["cue"]["say"]
    hints = [one for one in without_signs(turn, said) if cue in one.lower()]
    return {"question": hints[0] if hints else label(turn, "say", words=label(turn, "open"))}


def without_signs(turn: Turn, said: Iterable[str]) -> list[str]:
    """Return sentences without those that name a sign of this person's."""
    interview = turn.catalog.interview
    names = [interview.flags[flag].heard for flag in turn.session.answers if flag in interview.flags]
    return [one for one in said if not any(name and name in one for name in names)]

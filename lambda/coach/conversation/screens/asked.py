"""The open question and what can be touched; what to say, where none is open."""

from collections.abc import Iterable, Mapping
from typing import Any

from coach.care.cautions import Caution
from coach.conversation.questions import QuestionId, Row, State, Step
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
    question = _question_in(sentences(words_of(reply.speech))) or reply.reprompt
    return {"asking": str(row.id), "question": question, "choices": _choices(turn, row, question)}


def _question_in(said: list[str]) -> str:
    """Return the question that ends a speech, with what may follow it: "Any of those? Yes or no."."""
    asked = max((at for at, one in enumerate(said) if one.endswith("?")), default=len(said) - 1)
    return " ".join(said[max(asked, 0) :])


_NO_YES_NO = frozenset({QuestionId.which_timer, QuestionId.how_much_more, QuestionId.choose_remedy})
_YES_NO = frozenset({State.yes_no, State.go_on, State.signs_list, State.guided, State.remedy, State.steps, State.check})


def _choices(turn: Turn, row: Row, question: str) -> list[dict[str, str]]:
    """Return what can be touched: what the question names; else yes and no, where those answer it."""
    labels: Mapping[str, str] = turn.catalog.shown["touch"]
    # "What next: ice, what helps, or stop?" names three.
    named_in = f" {question.rpartition(':')[2].lower()} "
    places = ((named_in.find(f" {label.lower()}"), touch) for touch, label in labels.items())
    named = [touch for at, touch in sorted(places) if at >= 0 and touch not in _ANSWERS]
    if len(named) > 1:
        return [choice(labels, touch) for touch in named]
    if row.id in _NO_YES_NO or row.step is Step.minutes or row.state not in _YES_NO:
        return []
    touches = [Touch.yes, Touch.no, Touch.not_sure] if row.screening else [Touch.yes, Touch.no]
    return [choice(labels, touch) for touch in touches]


def choice(labels: Mapping[str, str], touch: str) -> dict[str, str]:
    """Return something to touch, with its label."""
    return {"touch": touch, "label": labels[touch]}


_ANSWERS = frozenset({Touch.yes, Touch.no, Touch.not_sure})
_LEAD_SHOWN = frozenset(
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
"""Questions that go with something to do, which is shown, too."""


def question(turn: Turn, reply: Reply, row: Row | None) -> dict[str, Any]:
    """Return the open question with what goes with it; without one, what to say."""
    said = sentences(words_of(reply.speech))
    if row is None:
        return {**asked(turn, reply, None), "lead": "", **_parting(turn, said)}
    lead = turn.words(reply.advice) if reply.advice else ""
    if row.caution and row.kind:
        ready = row.caution is Caution.ready
        lead = (
            " ".join(sentences(turn.words.of_kind(row.kind, "ready"))[:-1])
            if ready
            else turn.catalog.cautions[row.kind, row.caution].statement
        )
    elif turn.kind is TurnKind.launch or row.id in _LEAD_SHOWN:
        lead = " ".join(without_signs(turn, said[:-1]))
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

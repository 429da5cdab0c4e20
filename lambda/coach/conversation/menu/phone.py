"""To the phone: the remedy or the movement that is being told, whole, as a card in the Alexa app."""

from coach.care.movements import Kind, Movement
from coach.content.catalog import Remedy
from coach.content.citations import in_full
from coach.conversation.questions import QuestionId, State, Topic, row_of, state_of
from coach.conversation.reply import Card, Reply, aside
from coach.conversation.safety_check import interview
from coach.conversation.turn import Turn
from coach.speech.numbers import exactly, often

MOST_CHARACTERS = 8_000
"""What Alexa takes as a card, its title included."""
_GET_UP = "get_up"
"""The way up's id among the remedies."""


def to_phone(turn: Turn) -> Reply:
    """SendToPhoneIntent: what is being told, complete and with its sources. Never anything from the check."""
    if state_of(turn.session.asking) in {State.check, State.go_on} or interview.in_check(turn.session):
        return aside(turn, turn.words("launch.nothing_to_send"))
    remedy = turn.catalog.remedies.get(_current(turn))
    if remedy is None:
        return aside(turn, turn.words("launch.nothing_to_send"))
    return aside(turn, turn.words("launch.sent"))._replace(card=card(turn, remedy))


def _current(turn: Turn) -> str:
    """Return the id of what is being told, else of what was told last; empty if nothing was."""
    session, asking = turn.session, turn.session.asking
    if asking is QuestionId.get_up_step:
        return _GET_UP
    if asking and row_of(asking).topic is Topic.movement:
        return session.movement
    return session.remedy or session.movement or turn.profile.place


def card(turn: Turn, remedy: Remedy) -> Card:
    """Return all that is known of a remedy, in plain text: what, how, when not, how sure, and what it rests on."""
    movement = turn.catalog.movements.by_id.get(remedy.id)
    words = turn.words
    # Guided, it is said to whoever moves; of somebody else, how it is done.
    is_set = movement is not None and movement.kind is Kind.repeated and not turn.session.about_them
    steps = _guided(turn, movement) if movement and is_set else remedy.steps
    sources = in_full([*remedy.sources, *([movement.source] if movement else [])], turn.catalog.sources)
    parts = [
        remedy.summary,
        "\n".join([words("card.how"), *(f"{at}. {step}" for at, step in enumerate(steps, 1))]),
        f"{words('card.cautions')}\n{remedy.cautions}" if remedy.cautions else "",
        f"{words('card.how_sure')}\n{remedy.how_sure}" if remedy.how_sure else "",
        "\n".join([words("card.sources"), *sources]),
        words("card.not_advice"),
    ]
    title = remedy.title.capitalize()
    text = "\n\n".join(part for part in parts if part)
    return Card(title, text[: MOST_CHARACTERS - len(title)])


def _guided(turn: Turn, movement: Movement) -> list[str]:
    """Return how a set is guided, a line a phase."""
    hold = turn.catalog.movements.words["hold"].format(seconds=exactly(movement.hold_seconds))
    side = movement.sides[0] if movement.sides else ""
    said = [hold if phase.is_hold else phase.words.format(side=side) for phase in movement.phases]
    said.append(turn.words("card.times", times=often(movement.repetitions)))
    if movement.sides:
        said.append(turn.words("card.other_side"))
    return [movement.lie, *said]

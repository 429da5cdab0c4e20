"""The remedies, read aloud: by name, by category, one after another, and more of each."""

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING

from coach.care.cautions import seen_first
from coach.care.limits import TimerKind
from coach.care.triage import is_for_child
from coach.content.catalog import Remedy
from coach.conversation.fallback import retry
from coach.conversation.meanings import Meaning
from coach.conversation.questions import QuestionId
from coach.conversation.reply import Reply, ask, back_to_menu
from coach.conversation.turn import Turn
from coach.profile.changes import KeepPlace
from coach.speech.numbers import joined
from coach.speech.parts import AIM_WORDS, Said, sentences

if TYPE_CHECKING:
    from coach.content.line_keys import LineKey

_NEVER_KEPT = frozenset({"get_up", "cannot_get_up"})
"""To have been down on the floor is no place in the remedies: kept, it would say how somebody was."""


_KIND_OF = {"cold": TimerKind.ice, "heat": TimerKind.heat}
"""What the remedies of a category put on the skin."""


class Section(StrEnum):
    """A part of a remedy, as it is read."""

    summary = "summary"
    steps = "steps"
    cautions = "cautions"
    how_sure = "how_sure"


_AND_THEN: "dict[Section, tuple[LineKey, LineKey]]" = {
    Section.steps: ("remedies.want_steps", "remedies.want_steps_again"),
    Section.cautions: ("remedies.want_cautions", "remedies.want_cautions_again"),
    Section.how_sure: ("remedies.want_how_sure", "remedies.want_how_sure_again"),
}
"""The question that offers the section that follows, and its reprompt."""


def browse(turn: Turn) -> Reply:
    """ListRemediesIntent: the categories, or the remedies of one."""
    slot = turn.slots.get("category")
    if slot and slot.id in turn.catalog.categories:
        return _list_category(turn, slot.id)
    titles = [row.title for row in turn.catalog.categories.values()]
    lead = turn.words("remedies.no_such_category" if slot and slot.value else "remedies.categories")
    listed = f"{lead} {joined(titles, 'or', most=9)}."
    turn = turn._replace(session=turn.session._replace(misses=0))
    return ask(turn, QuestionId.choose_remedy, listed, turn.words("remedies.which"))


def _list_category(turn: Turn, category: str) -> Reply:
    titles = [row.title for row in turn.catalog.remedies.values() if row.category == category]
    listed = joined(titles, "and", most=9)
    speech = turn.words("remedies.in_category", category=turn.catalog.categories[category].title, titles=listed)
    turn = turn._replace(session=turn.session._replace(category=category, remedy="", stage=0, misses=0))
    return ask(turn, QuestionId.choose_remedy, speech)


def by_name(turn: Turn) -> Reply:
    """TellRemedyIntent: by the id that the name resolved to; of an unknown one near ones are offered, if any."""
    slot = turn.slots.get("remedy")
    if slot and slot.id in turn.catalog.remedies:
        category = turn.catalog.remedies[slot.id].category
        return read(turn._replace(session=turn.session._replace(category=category)), slot.id, 0)
    if slot and slot.value:
        near = turn.catalog.remedy_names.nearest(slot.value)
        named = joined(near, "or")
        speech = turn.words("remedies.unknown", near=named) if near else turn.words("remedies.not_mine")
        turn = turn._replace(session=turn.session._replace(remedy="", stage=0))
        return ask(turn, QuestionId.choose_remedy, speech)
    return browse(turn)


def sections_of(remedy: Remedy) -> list[tuple[Section, str]]:
    """Return what there is to read of a remedy, in order."""
    summary = (Section.summary, f"{remedy.title.capitalize()}. {remedy.summary}")
    steps = _in_breaths(Section.steps, remedy.steps)
    cautions = _in_breaths(Section.cautions, sentences(remedy.cautions))
    if cautions and _words(cautions[-1][1]) + _words(remedy.how_sure) <= _BREATH_WORDS:
        cautions[-1] = (Section.cautions, f"{cautions[-1][1]} {remedy.how_sure}".strip())
        how_sure = []
    else:
        how_sure = [(Section.how_sure, remedy.how_sure)]
    # Where doing it wrong does harm, the cautions come before the how.
    before, after = (cautions, steps) if remedy.cautions_first else (steps, cautions)
    return [section for section in (summary, *before, *after, *how_sure) if section[1]]


_BREATH_WORDS = AIM_WORDS - 5
"""How much of a remedy is read at once: the question that follows has to fit in, too."""


def _in_breaths(section: Section, said: Iterable[str]) -> list[tuple[Section, str]]:
    """Return what there is to read of a section, in as few breaths as it takes, never in the middle of a sentence."""
    breaths: list[str] = []
    for sentence in said:
        if breaths and _words(breaths[-1]) + _words(sentence) <= _BREATH_WORDS:
            breaths[-1] = f"{breaths[-1]} {sentence}"
        else:
            breaths.append(sentence)
    return [(section, breath) for breath in breaths]


def _words(text: str) -> int:
    return len(text.split())


def read(turn: Turn, remedy_id: str, stage: int, *lead: Said) -> Reply:
    """Read one section of one remedy, by its place; past the last, the last again."""
    remedy = turn.catalog.remedies[remedy_id]
    sections = sections_of(remedy)
    last = len(sections) - 1
    stage = min(stage, last)
    text = sections[stage][1]
    if against := not_now(turn, remedy):
        text, stage = f"{remedy.title.capitalize()}. {against}", last
    question, again = _offer_after(sections, stage)
    lost = ""
    if turn.profile_lost and stage == 0 and not turn.session.loss_told:
        lost = turn.words("memory.place_lost")
        turn = turn._replace(session=turn.session._replace(loss_told=True))
    elif remedy_id not in {turn.profile.place, *_NEVER_KEPT} and not turn.profile_lost:
        turn = turn.after(KeepPlace(remedy_id))
    turn = turn._replace(session=turn.session._replace(remedy=remedy_id, stage=stage, misses=0))
    said = (lost, *lead, text, turn.words(question))
    return ask(turn, QuestionId.more_of_remedy, *said, reprompt=turn.words(again))


def _offer_after(sections: list[tuple[Section, str]], stage: int) -> "tuple[LineKey, LineKey]":
    """Return the question after a section, and its reprompt."""
    if stage == len(sections) - 1:
        return "remedies.want_next", "remedies.want_next_again"
    if sections[stage + 1][0] is sections[stage][0]:
        return "remedies.want_rest", "remedies.want_rest_again"
    if stage:
        return _AND_THEN[sections[stage + 1][0]]
    return "remedies.want_more", "remedies.want_more_again"


def not_now(turn: Turn, remedy: Remedy) -> str:
    """Return why this one is not for this person today; empty if nothing is against it."""
    answers = turn.session.answers
    kind = _KIND_OF.get(remedy.category)
    if kind and kind in {*turn.session.against, *turn.session.cautioned}:
        return turn.words.of_kind(kind, "not_this")
    if is_for_child(answers) and (remedy.movement or not remedy.for_children):
        return turn.words("remedies.not_for_children")
    if remedy.after_being_seen and seen_first(turn.catalog.interview, answers, turn.session.concluded):
        return turn.words("remedies.not_after_check")
    return ""


def more(turn: Turn) -> Reply:
    """MoreIntent, and yes to "want more?": the next section; at the end, the next remedy."""
    session = turn.session
    if session.remedy not in turn.catalog.remedies:
        return where_left_off(turn) if turn.profile.place in turn.catalog.remedies else browse(turn)
    if session.stage < len(sections_of(turn.catalog.remedies[session.remedy])) - 1:
        return read(turn, session.remedy, session.stage + 1)
    return next_one(turn)


def next_one(turn: Turn) -> Reply:
    """Read the next remedy: of the category that was chosen, then of all."""
    return _step(turn, 1)


def previous_one(turn: Turn) -> Reply:
    """Read the remedy before this one."""
    return _step(turn, -1)


def _step(turn: Turn, by: int) -> Reply:
    ids = list(turn.catalog.remedies)
    here = turn.session.remedy or turn.profile.place
    if not turn.session.remedy and turn.session.category in turn.catalog.categories:
        of_category = [key for key in ids if turn.catalog.remedies[key].category == turn.session.category]
        return read(turn, of_category[0], 0)
    at = ids.index(here) + by if here in ids else 0
    if not 0 <= at < len(ids):
        return read(turn, ids[at % len(ids)], 0, turn.words("remedies.round_again"))
    return read(turn, ids[at], 0)


def where_left_off(turn: Turn) -> Reply:
    """WhereLeftOffIntent: the remedy last read, from memory."""
    place = turn.session.remedy or turn.profile.place
    if place in turn.catalog.remedies:
        return read(turn, place, 0, turn.words("remedies.left_off"))
    return browse(turn)


def answer(turn: Turn, meaning: Meaning | None) -> Reply | None:
    """Answer while a remedy or a choice among them is open; return None if it opens another topic."""
    if meaning is None:
        return None
    choosing = turn.session.asking is QuestionId.choose_remedy
    if meaning is Meaning.yes:
        return next_one(turn) if choosing else more(turn)
    if meaning is Meaning.why and not choosing and turn.session.remedy in turn.catalog.remedies:
        sections = sections_of(turn.catalog.remedies[turn.session.remedy])
        return read(turn, turn.session.remedy, len(sections) - 1)
    step = _STEPS.get(meaning)
    return step(turn) if step else retry(turn, turn.words("launch.not_understood"))


def _leave(turn: Turn) -> Reply:
    return back_to_menu(turn, turn.words("launch.menu"))


_STEPS = {
    Meaning.more: more,
    Meaning.next_remedy: next_one,
    Meaning.previous_remedy: previous_one,
    Meaning.back: previous_one,
    Meaning.no: _leave,
    Meaning.drop: _leave,
}


def no_ice(turn: Turn) -> Reply:
    """NoIceIntent: what serves instead of an ice pack; nothing cold, where cold may do harm."""
    if against := not_now(turn, turn.catalog.remedies["no_ice"]):
        return read(turn, "rest_position", 0, against)
    return read(turn, "no_ice", 0)

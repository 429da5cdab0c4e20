"""What is remembered, told and deleted by voice."""

from typing import TYPE_CHECKING

from coach.conversation.fallback import retry
from coach.conversation.meanings import Meaning
from coach.conversation.questions import QuestionId
from coach.conversation.reminders import held
from coach.conversation.reply import Reply, aside, ask, back_to_menu
from coach.conversation.turn import Turn
from coach.profile.model import Pace, SkinCheck
from coach.speech.numbers import often
from coach.speech.parts import Said, may_drop

if TYPE_CHECKING:
    from coach.content.line_keys import LineKey


_WISHES: "dict[SkinCheck, LineKey]" = {
    SkinCheck.offered: "privacy.skin_check_offered",
    SkinCheck.wanted: "privacy.skin_check",
    SkinCheck.unwanted: "privacy.no_skin_check",
}


def what_you_know(turn: Turn) -> Reply:
    """WhatYouKnowIntent: everything that is kept, in words."""
    if turn.profile_lost:
        return aside(turn, turn.words("memory.lost"))
    if turn.profile.is_empty:
        return aside(turn, turn.words("privacy.nothing"))
    words = turn.words
    know = words("privacy.know", items="; ".join(_kept(turn)))
    return aside(turn, know, may_drop(words("privacy.how_long")), words("privacy.no_symptoms"))


def _kept(turn: Turn) -> list[str]:
    profile, words = turn.profile, turn.words
    said = []
    if profile.ice_log:
        said.append(words("privacy.ice", often=often(len(profile.ice_log))))
    if profile.heat_log:
        said.append(words("privacy.heat", often=often(len(profile.heat_log))))
    if profile.timers:
        said.append(words("privacy.timer"))
    if profile.place in turn.catalog.remedies:
        said.append(words("privacy.place", title=turn.catalog.remedies[profile.place].title))
    if profile.ice_cleared_at or profile.heat_cleared_at:
        said.append(words("privacy.mark"))
    if profile.not_me_at:
        said.append(words("privacy.not_me"))
    if profile.skin_check in _WISHES:
        said.append(words(_WISHES[profile.skin_check]))
    if profile.pace is not Pace.normal:
        said.append(words("privacy.pace"))
    return said


def ask_to_forget(turn: Turn) -> Reply:
    """ForgetMeIntent: asked first, for it cannot be undone."""
    return ask(turn, QuestionId.forget, turn.words("privacy.forget"))


def answer(turn: Turn, meaning: Meaning | None) -> Reply | None:
    """Yes deletes; anything else that answers keeps; return None if it opens another topic."""
    if meaning is None:
        return None
    if meaning is Meaning.yes:
        runs_on = turn.words("privacy.runs_on") if turn.profile.timers else ""
        may_come = held.forgotten(turn)
        return back_to_menu(turn, runs_on, may_come, turn.words("privacy.forgotten"))._replace(forget=True)
    if meaning in {Meaning.no, Meaning.drop, Meaning.back, Meaning.not_sure}:
        return _keep(turn)
    return retry(turn, turn.words("privacy.forget_unclear"), again=_ask_clearly)


def _keep(turn: Turn) -> Reply:
    return back_to_menu(turn, turn.words("privacy.kept"))


def _ask_clearly(turn: Turn, *said: Said) -> Reply:
    return ask(turn, QuestionId.forget, *said)


def disabled(turn: Turn) -> Reply:
    """Delete what is kept once the skill is disabled, unless the person chose to keep it. Nothing is said."""
    return Reply((), turn.session, forget=not turn.keeps_profile, silent=True)

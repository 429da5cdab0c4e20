"""What is remembered, told and forgotten by voice."""

from coach.conversation.spoken import often
from coach.conversation.turn import Reply, Turn, aside, ask, back_to_menu
from coach.profile.model import Profile


def what_you_know(turn: Turn) -> Reply:
    """WhatYouKnowIntent: everything that is kept, in words."""
    if turn.profile_lost:
        return aside(turn, turn.words("memory.lost"))
    profile = turn.profile
    if profile.is_empty:
        return aside(turn, turn.words("privacy.nothing"))
    parts = []
    if profile.ice_log:
        parts.append(turn.words("privacy.ice", often=often(len(profile.ice_log))))
    if profile.heat_log:
        parts.append(turn.words("privacy.heat", often=often(len(profile.heat_log))))
    if profile.timers:
        parts.append(turn.words("privacy.timer"))
    if profile.place in turn.knowledge.remedies:
        parts.append(turn.words("privacy.place", title=turn.knowledge.remedies[profile.place]["title"]))
    if profile.ice_clear_at or profile.heat_clear_at:
        parts.append(turn.words("privacy.mark"))
    if profile.not_me_at:
        parts.append(turn.words("privacy.not_me"))
    if profile.pace != "normal":
        parts.append(turn.words("privacy.pace"))
    return aside(turn, " ".join([turn.words("privacy.know"), *parts, turn.words("privacy.no_symptoms")]))


def ask_to_forget(turn: Turn) -> Reply:
    """ForgetMeIntent: asked first, for it cannot be undone."""
    return ask(turn, turn.words("privacy.forget"), "privacy.forget", turn.words("privacy.forget_again"))


def answer(turn: Turn, meaning: str) -> Reply | None:
    """Yes forgets; anything else that answers keeps."""
    if meaning == "yes":
        runs_on = turn.words("privacy.runs_on") if turn.profile.timers else ""
        return back_to_menu(turn, f"{runs_on} {turn.words('privacy.forgotten')}".strip(), forget=True)
    if meaning in {"no", "drop", "back", "not_sure"}:
        return back_to_menu(turn, turn.words("privacy.kept"))
    if not meaning:
        return None
    return ask(turn, turn.words("privacy.forget_unclear"), "privacy.forget", turn.words("privacy.forget_again"))


def disabled(turn: Turn) -> Reply:
    """The skill was disabled: what is kept goes, unless the person chose to keep it. Nothing is said."""
    return Reply(
        speech="",
        session=turn.session,
        forget=turn.forgets,
        profile=None if turn.forgets else Profile(),
        silent=True,
    )

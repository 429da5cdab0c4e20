"""The remedies, read aloud: by name, by category, one after another, and more of each."""

from collections.abc import Mapping
from typing import Any

from coach.care.triage import is_for_child, tier
from coach.conversation.session import Session
from coach.conversation.spoken import joined
from coach.conversation.turn import Reply, Turn, ask, ask_again, back_to_menu, tell


def browse(turn: Turn) -> Reply:
    """ListRemediesIntent: the categories, or the remedies of one."""
    slot = turn.slots.get("category")
    if slot and slot.id in turn.knowledge.categories:
        return _list_category(turn, slot.id)
    titles = [row["title"] for row in turn.knowledge.categories.values()]
    lead = turn.words("remedies.no_such_category") if slot and slot.value else turn.words("remedies.categories")
    speech = f"{lead} {joined(titles, 'or', most=9)}. {turn.words('remedies.which')}"
    return ask(turn, speech, "remedies.choose", turn.words("remedies.which_again"), turn.session._replace(misses=0))


def _list_category(turn: Turn, category: str) -> Reply:
    titles = [row["title"] for row in turn.knowledge.remedies.values() if row["category"] == category]
    title = turn.knowledge.categories[category]["title"]
    listed = joined(titles, "and", most=9)
    speech = turn.words("remedies.in_category", category=title, titles=listed)
    session = turn.session._replace(category=category, remedy="", stage=0, misses=0)
    return ask(turn, speech, "remedies.choose", turn.words("remedies.which_again"), session)


def by_name(turn: Turn) -> Reply:
    """TellRemedyIntent: by the id that the name resolved to; an unknown one says so and offers near ones."""
    slot = turn.slots.get("remedy")
    if slot and slot.id in turn.knowledge.remedies:
        category = turn.knowledge.remedies[slot.id]["category"]
        return read(turn, slot.id, 0, turn.session._replace(category=category))
    if slot and slot.value:
        near = _near(turn, slot.value)
        speech = turn.words("remedies.unknown", near=joined(near, "or"))
        nothing = turn.session._replace(remedy="", stage=0)
        return ask(turn, speech, "remedies.choose", turn.words("remedies.which_again"), nothing)
    return browse(turn)


def _near(turn: Turn, said: str) -> list[str]:
    """Up to three titles nearest to what was said; without any near, three to begin with."""
    from difflib import SequenceMatcher

    said = said.lower()[:60]
    scored = []
    for row in turn.knowledge.remedies.values():
        names = [row["title"], *row["synonyms"]]
        best = max(SequenceMatcher(None, said, name).ratio() + (0.5 if name in said else 0) for name in names)
        scored.append((best, row["title"]))
    near = [title for score, title in sorted(scored, key=lambda pair: -pair[0])[:3] if score >= 0.6]
    return near or [turn.knowledge.remedies[key]["title"] for key in ("cold_pack", "heat", "keep_moving")]


def _parts(remedy: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What there is to read of a remedy, in order: the name of the part and its text."""
    summary = ("summary", f"{remedy['title'].capitalize()}. {remedy['summary']}")
    steps = ("steps", " ".join(remedy["steps"]))
    cautions = ("cautions", f"{remedy['cautions']} {remedy['how_sure']}".strip())
    # Where doing it wrong does harm, the cautions come before the how.
    parts = [summary, cautions, steps] if remedy.get("cautions_first") else [summary, steps, cautions]
    return [part for part in parts if part[1]]


def read(turn: Turn, remedy_id: str, stage: int, session: Session, lead: str = "") -> Reply:
    """One part of one remedy, by its place; past the last, the last again."""
    remedy = turn.knowledge.remedies[remedy_id]
    parts = _parts(remedy)
    stage = min(stage, len(parts) - 1)
    text = parts[stage][1]
    if against := not_now(turn, remedy):
        text, stage = f"{remedy['title'].capitalize()}. {against}", len(parts) - 1
    if stage == len(parts) - 1:
        key = "remedies.want_next"
    elif stage:
        key = f"remedies.want_{parts[stage + 1][0]}"
    else:
        key = "remedies.want_more"
    profile = None
    # To have been stuck on the floor is no place in the remedies: kept, it would say how somebody was.
    if remedy_id not in {turn.profile.place, "cannot_get_up"} and not turn.profile_lost:
        profile = turn.profile._replace(place=remedy_id)
    if turn.profile_lost and stage == 0 and not session.loss_told:
        lead = f"{turn.words('memory.place_lost')} {lead}".strip()
        session = session._replace(loss_told=True)
    speech = f"{lead} {text} {turn.words(key)}".strip()
    session = session._replace(remedy=remedy_id, stage=stage, misses=0)
    return ask(turn, speech, "remedies.more", turn.words(f"{key}_again"), session, profile=profile)


def read_steps(turn: Turn, remedy_id: str) -> Reply:
    """How to do it, at once."""
    names = [name for name, _ in _parts(turn.knowledge.remedies[remedy_id])]
    return read(turn, remedy_id, names.index("steps"), turn.session)


def not_now(turn: Turn, remedy: Mapping[str, Any]) -> str:
    """Why this one is not for this person today; empty: nothing against it."""
    if is_for_child(turn.session.answered()) and (not remedy.get("for_children", True) or remedy.get("movement")):
        return turn.words("remedies.not_for_children")
    return turn.words("remedies.not_after_check") if remedy.get("after_check") and seen_first(turn) else ""


def seen_first(turn: Turn) -> bool:
    """Whether the answers so far say that somebody should see this first: then no movement and no manipulation."""
    reached = tier(turn.knowledge.interview, turn.session.answered()).name
    return bool({"same_day", "soon"} & {turn.session.tier, reached})


def more(turn: Turn) -> Reply:
    """MoreIntent, and yes to "want more?": the next part; at the end, the next remedy."""
    session = turn.session
    if session.remedy not in turn.knowledge.remedies:
        return where_left_off(turn) if turn.profile.place in turn.knowledge.remedies else browse(turn)
    if session.stage < len(_parts(turn.knowledge.remedies[session.remedy])) - 1:
        return read(turn, session.remedy, session.stage + 1, session)
    return step(turn, 1)


def step(turn: Turn, by: int) -> Reply:
    """The next or the previous remedy: of the category that was chosen, then of all."""
    ids = list(turn.knowledge.remedies)
    here = turn.session.remedy or turn.profile.place
    if not turn.session.remedy and turn.session.category in turn.knowledge.categories:
        ids = [key for key in ids if turn.knowledge.remedies[key]["category"] == turn.session.category]
        return read(turn, ids[0], 0, turn.session)
    at = ids.index(here) + by if here in ids else 0
    if not 0 <= at < len(ids):
        at %= len(ids)
        return read(turn, ids[at], 0, turn.session, turn.words("remedies.round_again"))
    return read(turn, ids[at], 0, turn.session)


def where_left_off(turn: Turn) -> Reply:
    """WhereLeftOffIntent: the remedy last read, from memory."""
    place = turn.session.remedy or turn.profile.place
    if place in turn.knowledge.remedies:
        return read(turn, place, 0, turn.session, turn.words("remedies.left_off"))
    return browse(turn)


def answer(turn: Turn, meaning: str) -> Reply | None:
    """Something said while a remedy or a choice among them is open. None: it opens another topic."""
    session = turn.session
    choosing = session.asking == "remedies.choose"
    if meaning == "yes" and choosing:
        return step(turn, 1)
    if meaning in {"yes", "more"}:
        return more(turn)
    if meaning == "next_remedy":
        return step(turn, 1)
    if meaning in {"previous_remedy", "back"}:
        return step(turn, -1)
    if meaning in {"no", "drop"}:
        return back_to_menu(turn, turn.words("launch.menu"))
    if meaning == "why" and not choosing and session.remedy in turn.knowledge.remedies:
        return read(turn, session.remedy, len(_parts(turn.knowledge.remedies[session.remedy])) - 1, session)
    if not meaning:
        return None
    return ask_again(turn, turn.words("launch.not_understood"), tell(turn, turn.words("launch.given_up")))


def guide(turn: Turn) -> Reply:
    """GuideMovementIntent: the movement's steps, read out; it is not yet paced breath by breath."""
    slot = turn.slots.get("movement")
    remedy_id = slot.id if slot else ""
    if remedy_id not in turn.knowledge.remedies:
        movements = [row["title"] for row in turn.knowledge.remedies.values() if row.get("movement")]
        speech = turn.words("remedies.which_movement", titles=joined(movements, "or", most=5))
        return ask(turn, speech, "remedies.choose", turn.words("remedies.which_again"))
    lead = "" if not_now(turn, turn.knowledge.remedies[remedy_id]) else turn.words("remedies.not_paced")
    return read(turn, remedy_id, 0, turn.session, lead)


def no_ice(turn: Turn) -> Reply:
    """NoIceIntent: what serves instead of an ice pack."""
    return read(turn, "no_ice", 0, turn.session)

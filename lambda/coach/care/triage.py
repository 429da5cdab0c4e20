"""The red-flag interview: answers in, next question or outcome out. Pure.

The questions, their order, tiers, combinations and sources are data (``content/en/red_flags.toml``); this module
holds the rules that CARE reviewers check: what is asked next, and what the answers so far amount to.
"""

from collections.abc import Iterable, Mapping
from enum import IntEnum, StrEnum
from typing import Any, NamedTuple


class Tier(IntEnum):
    """How soon somebody should be seen, lowest first. ``soon`` is within two weeks."""

    self_care = 0
    routine = 1
    soon = 2
    same_day = 3
    emergency = 4


class Answer(StrEnum):
    """What was said to one question."""

    yes = "yes"
    no = "no"
    unsure = "unsure"
    """Not sure, twice: counts as yes, to be safe."""
    skipped = "skipped"
    """Left unasked, at the person's wish."""
    not_tried = "not_tried"
    """"I haven't tried" or "it doesn't apply", where the question allows it."""


COUNTS_AS_YES = frozenset({Answer.yes, Answer.unsure})
Answers = Mapping[str, Answer]
GO_ON = "go_on"
"""An offer to go on is answered under ``go_on.`` + the id of the red flag that it follows."""


class Flag(NamedTuple):
    """One red flag or follow-up, as the content holds it. A follow-up's id is its parent's + ``.`` + its own."""

    id: str
    question: str
    other_words: str
    why: str
    tier: Tier
    heard: str
    lie_still: bool
    parent: str
    after_not_tried: bool
    """A follow-up that is asked when its parent was not tried, not when it was a yes."""
    not_tried: str
    """What "not tried" means here: ``no``, ``follow_up``, or empty: no answer."""
    child_skips: bool
    weak_alone: bool
    contact: str
    implies_parent: bool
    """A follow-up that cannot be true without its parent: "my child won't walk" says that it is about a child."""

    @property
    def own_id(self) -> str:
        """The last part of the id."""
        return self.id.rpartition(".")[2]


class Interview(NamedTuple):
    """The whole interview, made once from the content."""

    flags: Mapping[str, Flag]
    order: tuple[str, ...]
    """Ids of flags, follow-ups behind their parents, and ``go_on.ID`` where an offer to go on stands."""
    combinations: tuple[frozenset[str], ...]
    """Sets of flags that together are an emergency."""
    volunteered_only: frozenset[str]
    """Emergencies that are never asked about, only heard."""


def make_interview(content: Mapping[str, Any]) -> Interview:
    """The interview from the parsed ``red_flags`` content. Raises KeyError or ValueError on broken content."""
    flags: dict[str, Flag] = {}
    order: list[str] = []
    offers = {offer["after"] for offer in content["offer"]}
    for row in content["red_flag"]:
        flags[row["id"]] = _flag(row, row["id"], "")
        order.append(row["id"])
        for follow_up in row.get("follow_up", []):
            full_id = f"{row['id']}.{follow_up['id']}"
            flags[full_id] = _flag(follow_up, full_id, row["id"])
            order.append(full_id)
        if row["id"] in offers:
            order.append(f"{GO_ON}.{row['id']}")
    for row in content["volunteered_only"]:
        flags[row["id"]] = _flag(
            {"question": "", "other_words": "", "why": "", "tier": "emergency", **row}, row["id"], ""
        )
    return Interview(
        flags=flags,
        order=tuple(order),
        combinations=tuple(frozenset(row["all"]) for row in content["combination"]),
        volunteered_only=frozenset(row["id"] for row in content["volunteered_only"]),
    )


def _flag(row: Mapping[str, Any], full_id: str, parent: str) -> Flag:
    return Flag(
        id=full_id,
        question=row["question"],
        other_words=row["other_words"],
        why=row["why"],
        tier=Tier[row["tier"]],
        heard=row["heard"],
        lie_still=row.get("lie_still", False),
        parent=parent,
        after_not_tried=row.get("when") == "not_tried",
        not_tried=row.get("not_tried", ""),
        child_skips=row.get("child_skips", False),
        weak_alone=row.get("weak_alone", False),
        contact=row.get("contact", ""),
        implies_parent=row.get("implies_parent", False),
    )


def is_for_child(answers: Answers) -> bool:
    """Whether this is about somebody under eighteen, as far as was said."""
    return answers.get("under_eighteen") in COUNTS_AS_YES


def applies(interview: Interview, flag_id: str, answers: Answers) -> bool:
    """Whether a question belongs to this interview, given the answers so far."""
    flag = interview.flags[flag_id]
    if flag.child_skips and is_for_child(answers):
        return False
    if not flag.parent:
        return flag.id not in interview.volunteered_only
    parent = answers.get(flag.parent)
    return parent is Answer.not_tried if flag.after_not_tried else parent in COUNTS_AS_YES


def signs(interview: Interview, answers: Answers) -> list[str]:
    """The ids that count as a yes, worst first, else in the interview's order.

    A follow-up counts only with its parent. A child's fever or night pain is the follow-up's sign, however it came
    to be known.
    """
    found = []
    for flag in interview.flags.values():
        said = answers.get(flag.id) in COUNTS_AS_YES
        if flag.parent and not flag.after_not_tried:
            said = answers.get(flag.parent) in COUNTS_AS_YES and (said or answers.get(flag.own_id) in COUNTS_AS_YES)
        elif flag.after_not_tried:
            said = answers.get(flag.parent) is Answer.not_tried and answers.get(flag.id) in {
                Answer.yes,
                Answer.unsure,
                Answer.not_tried,
            }
        if said:
            found.append(flag.id)
    return sorted(found, key=lambda flag_id: -_tier_of(interview, flag_id, answers))


def _tier_of(interview: Interview, flag_id: str, answers: Answers) -> Tier:
    flag = interview.flags[flag_id]
    if flag.after_not_tried and answers.get(flag_id) is not Answer.yes:
        # Neither tried nor felt: unknown is not an emergency by itself, but must be seen today (CARE_CONTENT, GIRFT).
        return Tier.same_day
    return flag.tier


def tier(interview: Interview, answers: Answers) -> Tier:
    """What the answers so far amount to. Never falls when a yes is added."""
    found = signs(interview, answers)
    worst = max((_tier_of(interview, flag_id, answers) for flag_id in found), default=Tier.self_care)
    if any(combination <= set(found) for combination in interview.combinations):
        return Tier.emergency
    return worst


def next_question(interview: Interview, answers: Answers) -> str | None:
    """The id of the next flag to ask about, or ``go_on.ID`` for an offer; None: the interview is over."""
    if tier(interview, answers) is Tier.emergency:
        return None
    for item in interview.order:
        if item.startswith(f"{GO_ON}."):
            if answers.get(item) is Answer.no:
                return None
            if item not in answers:
                return item
        elif item not in answers and applies(interview, item, answers):
            return item
    return None


def unasked(interview: Interview, answers: Answers) -> list[str]:
    """The ids that were skipped or never reached, in order."""
    return [
        item
        for item in interview.order
        if not item.startswith(f"{GO_ON}.")
        and answers.get(item, Answer.skipped) is Answer.skipped
        and applies(interview, item, answers)
    ]


def outcome(interview: Interview, answers: Answers) -> str:
    """The name of the outcome if the interview ends here: a tier, or ``unfinished``."""
    reached = tier(interview, answers)
    if reached is Tier.self_care and unasked(interview, answers):
        return "unfinished"
    return reached.name


def forget_answers(answers: Answers, ids: Iterable[str]) -> dict[str, Answer]:
    """The answers without the given ids and the follow-ups that hang on them."""
    gone = set(ids)
    return {key: value for key, value in answers.items() if key not in gone and key.rpartition(".")[0] not in gone}


def position(interview: Interview, answers: Answers, flag_id: str) -> tuple[int, int]:
    """Which main question this is, counted from one, and how many main questions there are for this person."""
    main = [
        item
        for item in interview.order
        if not item.startswith(f"{GO_ON}.") and not interview.flags[item].parent and applies(interview, item, answers)
    ]
    top = interview.flags[flag_id].parent or flag_id
    return (main.index(top) + 1 if top in main else 0), len(main)

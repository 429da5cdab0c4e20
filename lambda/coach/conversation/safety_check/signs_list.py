"""SCREENING_STYLE=list: the warning signs, made from the red flags, read out in groups. Nothing else is asked."""

from typing import TYPE_CHECKING

from coach.care.answers import Tier
from coach.content.catalog import ListedSign
from coach.conversation.questions import QuestionId
from coach.conversation.reply import Reply, ask, back_to_menu
from coach.conversation.turn import Turn
from coach.speech.parts import MOST_WORDS

if TYPE_CHECKING:
    from coach.content.line_keys import LineKey

_LEADS: "tuple[tuple[Tier, bool, LineKey, LineKey], ...]" = (
    (Tier.emergency, True, "signs_list.call", "signs_list.more_call"),
    (Tier.emergency, False, "signs_list.go", "signs_list.more_go"),
    (Tier.same_day, False, "signs_list.same_day", "signs_list.more_same_day"),
    (Tier.soon, False, "signs_list.soon", "signs_list.soon"),
    (Tier.routine, False, "signs_list.routine", "signs_list.routine"),
)
"""In which order the signs are read: tier, whether to lie still, the first group's lead, and the next ones'."""


def read(turn: Turn, at: int) -> Reply:
    """Read a group of warning signs out. Nothing is asked but whether to read on."""
    read_groups = groups(turn)
    if at >= len(read_groups):
        turn = turn._replace(session=turn.session._replace(list_at=0))
        return back_to_menu(turn, turn.words("signs_list.end"), turn.words("launch.after_check"))
    turn = turn._replace(session=turn.session._replace(list_at=at))
    return ask(turn, QuestionId.signs_list, read_groups[at], turn.words("signs_list.read_on"))


def groups(turn: Turn) -> list[str]:
    """Return the warning signs in groups of one breath, the most urgent first."""
    room = MOST_WORDS - len(turn.words("signs_list.read_on").split())
    made = [""]
    for tier, lie_still, first, then in _LEADS:
        lead = first
        for sign in turn.catalog.listed_signs:
            if not _is_of(sign, tier, lie_still=lie_still):
                continue
            said = sign.text if lead is then else f"{turn.words(lead)} {sign.text}"
            if len(f"{made[-1]} {said}".split()) > room:
                made.append("")
                said = f"{turn.words(then)} {sign.text}" if lead is then else said
            made[-1] = f"{made[-1]} {said}".strip()
            lead = then
    return made


def _is_of(sign: ListedSign, tier: Tier, *, lie_still: bool) -> bool:
    return sign.tier is tier and (tier is not Tier.emergency or sign.lie_still is lie_still)

"""SCREENING_STYLE=list: the warning signs read out in groups. Nothing is asked about anybody's health."""

from coach.conversation.turn import Reply, Turn, ask, back_to_menu


def read(turn: Turn, at: int) -> Reply:
    """SCREENING_STYLE=list: a group of warning signs read out. Nothing is asked but whether to read on."""
    groups = turn.knowledge.lines["signs_list"]["groups"]
    if at >= len(groups):
        speech = f"{turn.words('signs_list.end')} {turn.words('launch.after_check')}"
        return back_to_menu(turn, speech, turn.session._replace(list_at=0))
    line = groups[at].format_map(turn.knowledge.contact(turn.locale))
    speech = f"{line} {turn.words('signs_list.read_on')}"
    session = turn.session._replace(list_at=at)
    return ask(turn, speech, "safety_check.list", turn.words("signs_list.reprompt"), session)

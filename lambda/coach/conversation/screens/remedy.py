"""A remedy as it is read: the section that is said, how sure it is, and what it rests on."""

from typing import Any

from coach.conversation.questions import QuestionId, Row
from coach.conversation.remedies import Section, not_now, sections_of
from coach.conversation.reply import Reply
from coach.conversation.screens.asked import asked, label
from coach.conversation.screens.timers import ABOUT_TIMERS, TIMED, live
from coach.conversation.turn import Turn
from coach.speech.parts import sentences


def remedy(turn: Turn, reply: Reply, row: Row | None) -> dict[str, Any] | None:
    """Return the section of a remedy that is read, where one is."""
    read = turn.catalog.remedies.get(turn.session.remedy)
    if read is None or row is None or row.id is not QuestionId.more_of_remedy:
        return None
    if turn.intent in ABOUT_TIMERS and any(live(turn, kind) for kind in TIMED):
        return None
    sections = sections_of(read)
    against = not_now(turn, read)
    section, text = sections[min(turn.session.stage, len(sections) - 1)]
    lines = [read.summary] if section is Section.summary else sentences(text)
    return {
        **asked(turn, reply, row),
        "title": read.title.capitalize(),
        "lines": [against] if against else lines,
        "steps": section is Section.steps and not against,
        "how_sure": label(turn, "how_sure", how=read.how_sure) if read.how_sure else "",
        "sources": label(turn, "sources", names="; ".join(read.sources)),
    }

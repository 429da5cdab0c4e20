"""What is said to a reason against cold or heat that was named, where no sign was."""

from coach.care.ear_findings import AnswerWord
from coach.care.limits import OTHER_ON_SKIN, TimerKind
from coach.conversation.meanings import Intent, Meaning
from coach.conversation.questions import ROWS, QuestionId, Row
from coach.conversation.reply import Reply, ask_again, back_to_menu
from coach.conversation.symptoms.hearing import Heard
from coach.conversation.timers import cautions, skin_trouble
from coach.conversation.timers.kinds import KINDS
from coach.conversation.timers.kinds import Kind as TimedKind
from coach.conversation.turn import Turn


def kinds_against(turn: Turn, heard: Heard) -> set[TimerKind]:
    """Return the timers that what was named speaks against."""
    flags = turn.catalog.interview.flags
    of_conditions = {kind for condition in heard.conditions for kind in turn.catalog.conditions[condition]}
    return of_conditions.union(*(flags[flag_id].against for flag_id in heard.present))


def answered(turn: Turn, heard: Heard) -> Reply:
    """Something that speaks against cold or heat: off with what is on; else not now."""
    against = kinds_against(turn, heard)
    if off := skin_trouble.off_with_it(turn, against, heard.conditions):
        return off
    asking = turn.session.asking
    row = ROWS[asking] if isinstance(asking, QuestionId) else None
    if row and row.kind in OTHER_ON_SKIN and row.kind not in against:
        return _of_the_other(turn, heard, row, KINDS[row.kind])
    asked = row.kind if row and row.kind in against else None
    kind = asked or (TimerKind.ice if TimerKind.ice in against else TimerKind.heat)
    done = turn._replace(session=turn.session.without_start())
    if set(heard.conditions) == {_SWELLING}:
        return back_to_menu(done, turn.words("heat.not_on_swelling"))
    if set(heard.conditions) == {_DROWSY} and asked is None:
        return back_to_menu(done, turn.words("heat.not_drowsy"))
    return back_to_menu(done, turn.words.of_kind(kind, "not_for_you"))


_SWELLING = "fresh_swelling"
_DROWSY = "drowsy_or_drunk"


def _of_the_other(turn: Turn, heard: Heard, row: Row, kind: TimedKind) -> Reply:
    """A bruise, before ice: it forbids heat only. The question is put again, unless a no was said with it."""
    lead = turn.words("timer.of_the_other", timer=kind.label, other_timer=KINDS[OTHER_ON_SKIN[kind.id]].label)
    says_no = heard.answer is AnswerWord.no or turn.intent is Intent.deny_symptom
    if says_no and row.screening and (reply := cautions.answer(turn, row, kind, Meaning.no)):
        return reply.led_by(lead)
    return ask_again(turn, lead)

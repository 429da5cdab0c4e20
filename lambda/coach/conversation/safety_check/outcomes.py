"""How a safety check ends: the words for each outcome, and what an outcome changes."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from coach.care import cautions as care
from coach.care import triage
from coach.care.answers import Answer, Answers, FlagId, Tier, facts_of
from coach.care.interview import Flag, Kind, OwnOutcome
from coach.care.triage import Outcome
from coach.conversation.reply import Reply, back_to_menu, tell
from coach.conversation.session import Session
from coach.conversation.turn import Turn
from coach.profile.changes import VoidClearance
from coach.speech.numbers import joined

if TYPE_CHECKING:
    from coach.content.line_keys import LineKey

_ADVICE: "dict[Tier, LineKey]" = {
    Tier.routine: "outcome.routine",
    Tier.soon: "outcome.soon",
    Tier.same_day: "outcome.same_day",
}
_MATERNITY: "dict[Tier, LineKey]" = {
    Tier.soon: "outcome.soon_maternity",
    Tier.same_day: "outcome.same_day_maternity",
}
_BRIEFLY: "dict[Tier, LineKey]" = {
    Tier.routine: "outcome.brief_routine",
    Tier.soon: "outcome.brief_soon",
    Tier.same_day: "outcome.brief_same_day",
}


def emergency(turn: Turn, own_words: Mapping[str, str] | None = None) -> Reply:
    """Return the emergency reply: the number, what was heard, the way without hands, the end of the session.

    ``own_words``: the words in which a sign was just named, where they are the content's own; they are read back then.
    """
    interview = turn.catalog.interview
    answers = turn.session.answers
    own_words = own_words or {}
    flags = [interview.flags[sign] for sign in triage.signs(interview, answers)]
    names = [_name(flag, own_words) for flag in flags if not _implied(flag, flags)]
    names = [name for name in names if name]
    key: LineKey = "outcome.heard_unsure" if _in_doubt(flags, answers) else "outcome.heard"
    heard = turn.words(key, signs=joined(names)) if names else ""
    turn = turn.after(VoidClearance())
    line = _emergency_line(turn, flags)
    session = turn.session._replace(answers={}, age_heard=None, concluded=Outcome.emergency)
    turn = turn._replace(session=session)
    said = " ".join(turn.words(line, heard=heard).split())
    return tell(turn, said, outcome=Outcome.emergency)._replace(advice=line)


def _name(flag: Flag, own_words: Mapping[str, str]) -> str:
    if flag.kind is Kind.volunteered and flag.id in own_words:
        return own_words[flag.id]
    return flag.heard if flag.read_back else ""


def _implied(flag: Flag, flags: list[Flag]) -> bool:
    """Return whether another sign says it already: "a child who won't walk" says that it is about a child."""
    return flag.id == FlagId.under_eighteen and any(other.parent == flag.id for other in flags)


def _in_doubt(flags: list[Flag], answers: Answers) -> bool:
    """Return whether nothing that makes it an emergency was a clear yes."""
    known = facts_of(answers).answers
    worst = [known.get(flag.id) for flag in flags if flag.tier is Tier.emergency]
    return Answer.yes not in worst and Answer.unsure in known.values()


_OWN: "dict[OwnOutcome, LineKey]" = {
    OwnOutcome.crisis: "outcome.crisis",
    OwnOutcome.poison: "outcome.poison",
    OwnOutcome.maternity: "outcome.maternity",
}


def _emergency_line(turn: Turn, flags: list[Flag]) -> "LineKey":
    interview, answers = turn.catalog.interview, turn.session.answers
    reached = triage.tiers(interview, answers)
    worst = [flag for flag in flags if reached[flag.id] is Tier.emergency]
    for own in _OWN:
        if any(flag.own_outcome is own for flag in worst):
            return _OWN[own]
    together = triage.combined(interview, answers)
    if any(flag.lie_still for flag in worst) or any(one.lie_still for one in together):
        return "outcome.emergency_lie_still"
    # Nobody takes along who cannot be got up.
    if FlagId.cannot_get_up in reached or any(flag.kind is Kind.volunteered for flag in worst):
        return "outcome.other_emergency"
    return "outcome.emergency"


def call_for_help(turn: Turn) -> Reply:
    """CallForHelpIntent: "call an ambulance". The number, and that it must be called by the person."""
    return emergency(turn._replace(session=turn.session._replace(answers={}, single=False)))


_OF_THE_MATERNITY_UNIT = frozenset({FlagId.urine_signs, FlagId.fever})
"""Signs with which somebody pregnant calls the maternity unit now, rather than a doctor today."""


def advice(turn: Turn, *, briefly: bool = False) -> str:
    """Return what the answers so far amount to, in one or two sentences; empty for no yes at all."""
    interview = turn.catalog.interview
    answers = turn.session.answers
    reached = triage.tiers(interview, answers)
    tier = max(reached.values(), default=Tier.self_care)
    more: list[tuple[bool, LineKey]] = [(FlagId.cannot_get_up in reached, "outcome.cannot_get_up")]
    said = []
    if tier in _ADVICE:
        said.append(turn.words(_advice_line(reached, tier)))
        more = [
            (len(reached) == 1 and interview.flags[next(iter(reached))].weak_alone, "outcome.weak_alone"),
            *more,
            (triage.is_for_child(answers), "outcome.child"),
        ]
    if briefly and said:
        return said[0]
    own = [turn.words.filled(interview.flags[sign].says) for sign in reached if interview.flags[sign].says]
    return " ".join([*said, *own[:1], *(turn.words(key) for applies, key in more if applies)])


def _advice_line(reached: Mapping[str, Tier], tier: Tier) -> "LineKey":
    worst = {sign for sign, one in reached.items() if one is tier}
    if FlagId.pregnant not in reached:
        return _ADVICE[tier]
    if FlagId.labour_signs in reached:
        return "outcome.maternity_now"
    if worst & _OF_THE_MATERNITY_UNIT:
        return "outcome.maternity_now_infection"
    is_of_it = all(sign.partition(".")[0] == FlagId.pregnant for sign in worst)
    return (_MATERNITY if is_of_it else _ADVICE).get(tier, _ADVICE[tier])


def finish(turn: Turn) -> Reply:
    """Return the outcome of a check that was answered to the end, and a question that keeps the way open."""
    interview = turn.catalog.interview
    answers = turn.session.answers
    outcome = triage.outcome(interview, answers)
    if outcome is Outcome.emergency:
        return emergency(turn)
    if outcome is Outcome.self_care:
        lesser = advice(turn)
        said = [turn.words("outcome.self_care_but", advice=lesser)] if lesser else [turn.words("outcome.self_care")]
    elif outcome is Outcome.unfinished:
        said = [_not_asked(turn)]
    elif triage.unasked(interview, answers):
        said = [_not_asked(turn), turn.words("outcome.at_least", advice=advice(turn, briefly=True))]
    else:
        said = [advice(turn)]
    question = what_next(turn)
    shown = advice_line(turn, outcome)
    turn = _voided(turn, outcome)._replace(session=_settled(turn, outcome))
    return back_to_menu(turn, *said, question, outcome=outcome)._replace(advice=shown)


def advice_line(turn: Turn, outcome: Outcome | None = None) -> "LineKey | None":
    """Return the line of what the answers so far amount to, for a screen; None: they amount to nothing yet."""
    reached = triage.tiers(turn.catalog.interview, turn.session.answers)
    tier = max(reached.values(), default=Tier.self_care)
    if tier in _ADVICE:
        return _advice_line(reached, tier)
    return "outcome.self_care" if outcome is Outcome.self_care else None


def what_next(turn: Turn) -> str:
    """Return the question that keeps the way open after a check."""
    answers = turn.session.answers
    no_ice = (
        care.stop_signs_named(turn.catalog.stop_signs, answers)
        or triage.is_for_child(answers)
        or triage.left_open(turn.catalog.interview, answers)
    )
    return turn.words("launch.after_check_child" if no_ice else "launch.after_check")


def to_a_child(turn: Turn) -> str:
    """Return what a child is told that speaks for itself; empty for a grown-up, and for whoever helps a child."""
    alone = triage.is_for_child(turn.session.answers) and not turn.session.about_them
    return turn.words("safety_check.tell_a_grown_up") if alone else ""


def _not_asked(turn: Turn, most: int = 2) -> str:
    """Return which signs were not asked about."""
    interview = turn.catalog.interview
    names = [interview.flags[item].heard for item in triage.unasked(interview, turn.session.answers)]
    return turn.words("outcome.not_asked", signs=joined(names, most=most)) if names else ""


def is_emergency(turn: Turn) -> bool:
    """Return whether the answers so far are an emergency; then no question is left without saying so."""
    return triage.tier(turn.catalog.interview, turn.session.answers) is Tier.emergency


class Left(NamedTuple):
    """A check left early."""

    turn: Turn
    """As it goes on, without the check."""
    said: str
    """What was not asked, and what is known so far."""
    briefly: tuple[str, ...]
    """The same in fewer words, longest first, for a reply that has much else to say."""
    outcome: Outcome
    advice: "LineKey | None"
    """The line of what is known so far, for a screen."""


def leave(turn: Turn) -> Left:
    """Leave a check early."""
    interview = turn.catalog.interview
    answers = turn.session.answers
    outcome = triage.outcome(interview, answers)
    so_far = advice(turn, briefly=True)
    at_least = turn.words("outcome.at_least", advice=so_far) if so_far else ""
    brief = _BRIEFLY.get(triage.tier(interview, answers))
    briefly = " ".join(part for part in (_not_asked(turn, most=1), turn.words(brief) if brief else "") if part)
    said = " ".join(part for part in (_not_asked(turn, most=1), at_least) if part)
    left = _voided(turn, outcome)._replace(session=_settled(turn, outcome))
    shown = advice_line(turn, outcome)
    return Left(left, said, (briefly, turn.words("safety_check.left_unfinished")), outcome, shown)


def _voided(turn: Turn, outcome: Outcome) -> Turn:
    return turn.after(VoidClearance()) if outcome in {Outcome.same_day, Outcome.emergency} else turn


def _settled(turn: Turn, outcome: Outcome) -> Session:
    session = turn.session
    # The signs stay for this session: "and now I have a fever, too" must still find its combination.
    kept = triage.kept_after(turn.catalog.interview, session.answers)
    return session._replace(
        answers=kept,
        age_heard=None,
        concluded=outcome,
        misses=0,
        said_again=False,
        first="",
        single=False,
        asking=None,
    )

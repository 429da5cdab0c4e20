"""How a safety check ends: the words for each outcome, and what an outcome changes."""

from collections.abc import Mapping

from coach.care import triage
from coach.care.triage import Answer, Tier
from coach.conversation.session import Session
from coach.conversation.spoken import joined
from coach.conversation.turn import Reply, Turn, back_to_menu, tell
from coach.profile.model import Profile


def emergency(turn: Turn, session: Session, said: Mapping[str, str] | None = None) -> Reply:
    """The emergency reply: the number, what was heard, the way without hands, the end of the session.

    ``said``: the words in which a sign was just named, where they are the content's own; they are read back then.
    """
    interview = turn.knowledge.interview
    answers = session.answered()
    said = said or {}
    signs = triage.signs(interview, answers)
    flags = [interview.flags[sign] for sign in signs]
    unsure = all(answers.get(flag.id) is not Answer.yes for flag in flags if flag.tier is Tier.emergency)
    key = "outcome.heard_unsure" if unsure and Answer.unsure in answers.values() else "outcome.heard"
    # "A child who won't walk" says that it is about a child.
    parents = {flag.parent for flag in flags} & {"under_eighteen"}
    names = [
        said.get(flag.id, "") if flag.id in interview.volunteered_only else flag.heard
        for flag in flags
        if flag.id not in parents
    ]
    names = [name for name in names if name]
    heard = turn.words(key, signs=joined(names)) if names else ""
    if turn.knowledge.crisis & set(said.values()):
        key = "outcome.crisis"
    elif any(sign in interview.volunteered_only for sign in signs):
        key = "outcome.other_emergency"
    elif any(flag.lie_still and flag.tier is Tier.emergency for flag in flags):
        key = "outcome.emergency_lie_still"
    else:
        key = "outcome.emergency"
    ended = session._replace(answers=(), tier="emergency")
    speech = " ".join(turn.words(key, heard=heard).split())
    return tell(turn, speech, ended, outcome="emergency", profile=without_mark(turn))


def call_for_help(turn: Turn) -> Reply:
    """CallForHelpIntent: "call an ambulance". The number, and that it must be called by the person."""
    return emergency(turn, turn.session._replace(answers=(), single=False))


def without_mark(turn: Turn) -> Profile | None:
    """The profile without its clear no to the cautions of ice and heat; None where there was none."""
    kept = turn.profile._replace(ice_clear_at=0, heat_clear_at=0)
    return kept if kept != turn.profile else None


def advice(turn: Turn, session: Session, *, briefly: bool = False) -> str:
    """What the answers so far amount to, in one or two sentences; empty for no yes at all."""
    interview = turn.knowledge.interview
    answers = session.answered()
    signs = triage.signs(interview, answers)
    reached = triage.tier(interview, answers)
    if reached is Tier.self_care:
        return ""
    worst = [interview.flags[sign] for sign in signs if interview.flags[sign].tier >= reached]
    to_maternity = "pregnant" in signs and all((flag.parent or flag.id) == "pregnant" for flag in worst)
    parts = [turn.words(f"outcome.{reached.name}" + ("_maternity" if to_maternity else ""))]
    if briefly:
        return parts[0]
    if len(signs) == 1 and interview.flags[signs[0]].weak_alone:
        parts.append(turn.words("outcome.weak_alone"))
    if "cannot_get_up" in signs:
        parts.append(turn.words("outcome.cannot_get_up"))
    if "pregnant.labour_signs" in signs:
        parts.append(turn.words("outcome.labour_signs"))
    if triage.is_for_child(answers):
        parts.append(turn.words("outcome.child"))
    return " ".join(parts)


def finish(turn: Turn, session: Session) -> Reply:
    """The outcome of a check that was answered to the end, and a question that keeps the way open."""
    interview = turn.knowledge.interview
    answers = session.answered()
    name = triage.outcome(interview, answers)
    kept = _settled(session, name)
    if name == "emergency":
        return emergency(turn, session)
    if name == "self_care":
        speech = turn.words("outcome.self_care")
    elif name == "unfinished":
        speech = not_asked(turn, session)
    elif triage.unasked(interview, answers):
        so_far = turn.words("outcome.at_least", advice=advice(turn, session, briefly=True))
        speech = f"{not_asked(turn, session)} {so_far}"
    else:
        speech = advice(turn, session)
    return back_to_menu(
        turn,
        f"{speech} {what_next(turn, session)}",
        kept,
        outcome=name,
        profile=without_mark(turn) if name == "same_day" else None,
    )


def what_next(turn: Turn, session: Session) -> str:
    """The question that keeps the way open after a check."""
    no_ice = stop_signs_named(turn, session) or triage.is_for_child(session.answered())
    return turn.words("launch.after_check_child" if no_ice else "launch.after_check")


def stop_signs_named(turn: Turn, session: Session) -> list[str]:
    """The warning signs of the cautions that were said, or left in doubt, in this session; by red flag."""
    answers = session.answered()
    return [flag for flag in turn.knowledge.stop_signs if answers.get(flag) in triage.COUNTS_AS_YES]


def not_asked(turn: Turn, session: Session, most: int = 2) -> str:
    """Which signs were not asked about."""
    interview = turn.knowledge.interview
    names = [interview.flags[item].heard for item in triage.unasked(interview, session.answered())]
    return turn.words("outcome.not_asked", signs=joined(names, most=most)) if names else ""


def leave(turn: Turn, session: Session) -> tuple[str, Session, str, Profile | None]:
    """A check left early: what to say, the session without it, the outcome, and the profile to write."""
    name = triage.outcome(turn.knowledge.interview, session.answered())
    so_far = advice(turn, session, briefly=True)
    parts = [not_asked(turn, session), turn.words("outcome.at_least", advice=so_far) if so_far else ""]
    profile = without_mark(turn) if name in {"same_day", "emergency"} else None
    return " ".join(part for part in parts if part), _settled(session, name), name, profile


def leave_briefly(turn: Turn, session: Session) -> str:
    """A check left early, in few words, for a reply that has much else to say."""
    reached = triage.tier(turn.knowledge.interview, session.answered())
    so_far = "" if reached is Tier.self_care else turn.words(f"outcome.brief_{reached.name}")
    return " ".join(part for part in (not_asked(turn, session, most=1), so_far) if part)


def _settled(session: Session, name: str) -> Session:
    # The signs stay for this session: "and now I have a fever, too" must still find its combination.
    kept = tuple(pair for pair in session.answers if pair[1] in triage.COUNTS_AS_YES)
    return session._replace(
        answers=kept, tier=name, misses=0, all_misses=0, said_again=False, first="", single=False, asking=""
    )

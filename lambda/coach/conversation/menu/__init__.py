"""The front of the skill: the menu, help, repeat, starting over, and leaving; the opening beside it."""

from typing import TYPE_CHECKING

from coach.care.limits import ON_SKIN
from coach.conversation.fallback import not_understood
from coach.conversation.meanings import Meaning
from coach.conversation.questions import ROWS, QuestionId, State, flag_of, state_of
from coach.conversation.reply import Reply, aside, ask, ask_again, back_to_menu, tell
from coach.conversation.safety_check import interview, outcomes
from coach.conversation.timers.phrases import still_running
from coach.conversation.turn import Turn
from coach.profile.changes import KeepPace
from coach.profile.model import Pace
from coach.speech.parts import Part, sentences

if TYPE_CHECKING:
    from coach.content.line_keys import LineKey


def menu(turn: Turn) -> Reply:
    """Return the three ways on."""
    return back_to_menu(turn._replace(session=turn.session._replace(misses=0)), turn.words("launch.menu"))


_TOPIC_MEANINGS = frozenset({None, Meaning.more, Meaning.next, Meaning.back})
_CHOICE: "dict[Meaning, LineKey]" = {
    Meaning.yes: "launch.which_one",
    Meaning.why: "launch.why",
    Meaning.not_sure: "launch.help_choose",
}


def answer(turn: Turn, meaning: Meaning | None) -> Reply | None:
    """Answer while the menu is open; return None if it opens a topic."""
    if turn.session.asking is QuestionId.start_over:
        return _start_over(turn, meaning)
    if meaning is Meaning.no:
        return leave(turn)
    if meaning is None or meaning in _TOPIC_MEANINGS:
        return None
    key = _CHOICE.get(meaning)
    return back_to_menu(turn, turn.words(key)) if key else not_understood(turn)


def ask_start_over(turn: Turn) -> Reply:
    """StartOver outside the check: asked first, where there is something to lose."""
    session = turn.session
    if session.asking in {None, QuestionId.menu, QuestionId.start_over}:
        return menu(turn)
    turn = turn._replace(session=session._replace(interrupted=session.asking, interrupted_words=session.reprompt))
    return ask(turn, QuestionId.start_over, turn.words("launch.start_over"))


def _start_over(turn: Turn, meaning: Meaning | None) -> Reply | None:
    interrupted, question = turn.session.interrupted, turn.session.interrupted_words
    session = turn.session._replace(interrupted=None, interrupted_words="")
    if meaning is Meaning.yes:
        session = session._replace(seconds=0, remedy="", stage=0, category="", misses=0)
        return back_to_menu(turn._replace(session=session), turn.words("launch.menu"))
    if interrupted and meaning in {Meaning.no, Meaning.drop, Meaning.back}:
        carried_on = turn._replace(session=session)
        if flag_of(interrupted) in turn.catalog.interview.flags:
            return interview.ask_single(carried_on, flag_of(interrupted), turn.words("safety_check.carry_on"))
        if isinstance(interrupted, QuestionId):
            return ask(carried_on, interrupted, turn.words("launch.carry_on", question=question), reprompt=question)
    return not_understood(turn) if meaning else None


def repeat(turn: Turn) -> Reply:
    """Return the last reply again, word for word; in the check, the open question."""
    session = turn.session
    if not session.asking or not session.speech:
        return menu(turn)
    if session.paced:
        # Whoever asks what was said last does not ask for a minute of holds.
        return ask_again(turn, turn.words("movement.to_do_it_again"))
    return ask(turn, session.asking, session.speech, reprompt=session.reprompt)


_HELP: "dict[State, LineKey]" = {
    State.check: "help.check",
    State.go_on: "help.check",
    State.remedy: "help.remedy",
    State.yes_no: "help.yes_no",
    State.steps: "help.steps",
    State.guided: "help.guided",
    State.signs_list: "help.yes_no",
}


def help_here(turn: Turn) -> Reply:
    """Begin with the emergency number (it may be a cry), then say what can be said here."""
    session = turn.session
    key = _HELP.get(state_of(session.asking))
    if key and session.asking:
        said = [turn.words("help.first"), turn.words(key), session.reprompt]
    else:
        said = [turn.words("help.first"), turn.words("help.menu"), turn.words("launch.menu")]
    return ask(turn, session.asking or QuestionId.menu, *said, reprompt=session.reprompt if session.asking else "")


def leave(turn: Turn) -> Reply:
    """Stop: always out, never a timer cancelled; says what was not asked and what still runs."""
    said, outcome, advice, session = [], None, None, turn.session
    asking = session.asking
    if outcomes.is_emergency(turn):
        return outcomes.emergency(turn)
    if interview.in_check(session):
        left = outcomes.leave(turn)
        turn, outcome, advice = left.turn, left.outcome, left.advice
        said.append(left.said)
    elif session.single:
        said.append(turn.words("safety_check.if_serious"))
    elif isinstance(asking, QuestionId) and ROWS[asking].kind in ON_SKIN:
        said.append(turn.words("timer.not_set"))
    turn, runs = still_running(turn)
    # What was said a moment ago is no news.
    is_news = any(sentence not in session.speech for sentence in sentences(runs))
    maybe = Part(runs, (turn.words("timer.still_maybe"),)) if is_news else ""
    has_number = turn.catalog.contact(turn.locale).number in " ".join(said)
    goodbye = Part(turn.words("launch.goodbye"), (turn.words("launch.take_care"),) if has_number else ())
    return tell(turn, *said, maybe, goodbye, outcome=outcome)._replace(advice=advice)


def call_somebody(turn: Turn) -> Reply:
    """CallSomebodyIntent: "call my wife". How Alexa can; and the number, for it may be a cry."""
    said = turn.words("safety_check.if_serious"), turn.words("launch.call_somebody")
    return ask_again(turn, *said) if turn.session.asking else back_to_menu(turn, *said, turn.words("launch.menu"))


_AT_PACE: "dict[Pace, LineKey]" = {
    Pace.slower: "launch.pace_slower",
    Pace.normal: "launch.pace_normal",
    Pace.faster: "launch.pace_faster",
}


def kept_pace(turn: Turn) -> Pace | None:
    """Return the pace that is remembered, where what is remembered was read, and it is not the usual one."""
    return None if turn.profile.pace is Pace.normal else turn.profile.pace


def keep_pace(turn: Turn) -> Reply:
    """PaceIntent: how fast everything is said, from this very reply on; remembered, where that can be."""
    pace = turn.slot_id("pace")
    if pace not in set(Pace):
        return aside(turn, turn.words("launch.which_pace"))
    turn = turn._replace(session=turn.session._replace(pace=Pace(pace)))
    if turn.profile_lost:
        return aside(turn, turn.words("launch.pace_lost"))
    return aside(turn.after(KeepPace(Pace(pace))), turn.words(_AT_PACE[Pace(pace)]))

"""The front of the skill: opening, the menu, getting lost, and leaving."""

from coach.conversation import outcomes, safety_check
from coach.conversation.built_ins import STATES, state_of
from coach.conversation.session import Session
from coach.conversation.timer_words import still_running
from coach.conversation.turn import MOST_MISSES, MOST_WORDS, Reply, Turn, aside, ask, ask_again, back_to_menu, tell

_CHECK_QUESTIONS = {"safety_check.go_on", "safety_check.confirm", "safety_check.start_over"}


def in_check(session: Session) -> bool:
    """Whether a safety check is under way."""
    return (session.asking.startswith("red_flag.") and not session.single) or session.asking in _CHECK_QUESTIONS


def opened(turn: Turn) -> Reply:
    """LaunchRequest: what this is, the emergency signs, the three ways on."""
    return back_to_menu(turn, turn.words("launch.welcome"))


def menu(turn: Turn) -> Reply:
    """The three ways on."""
    session = turn.session._replace(misses=0)
    return back_to_menu(turn, turn.words("launch.menu"), session)


def answer(turn: Turn, meaning: str) -> Reply | None:
    """Something said while the menu is open. None: it opens a topic."""
    if turn.session.asking == "launch.start_over":
        return _start_over(turn, meaning)
    if meaning == "no":
        return leave(turn)
    if meaning in {"", "more", "next", "back"}:
        return None
    key = {"yes": "launch.which_one", "why": "launch.why", "not_sure": "launch.help_choose"}.get(meaning)
    if key:
        return back_to_menu(turn, turn.words(key))
    return not_understood(turn)


def not_understood(turn: Turn) -> Reply:
    """Nothing that this skill knows was heard: the question again, or after three times the way out."""
    given_up = tell(turn, turn.words("launch.given_up"))
    # Some questions say by themselves whom to call.
    has_number = turn.knowledge.contact(turn.locale)["number"] in turn.session.reprompt
    lead = turn.words("launch.not_understood" if has_number else "launch.not_understood_serious")
    if turn.session.asking:
        return ask_again(turn, lead, given_up)
    misses = turn.session.misses + 1
    question = f"{lead} {turn.words('launch.menu')}"
    return back_to_menu(turn, question, turn.session._replace(misses=misses)) if misses < MOST_MISSES else given_up


def lost(turn: Turn) -> Reply:
    """An answer, but no question is open that it could belong to."""
    return back_to_menu(turn, turn.words("launch.lost"))


def ask_start_over(turn: Turn) -> Reply:
    """StartOver outside the check: asked first, where there is something to lose."""
    session = turn.session
    if session.asking in {"", "launch.choose", "launch.start_over"}:
        return menu(turn)
    session = session._replace(then=session.asking, then_question=session.reprompt)
    return ask(
        turn,
        turn.words("launch.start_over"),
        "launch.start_over",
        turn.words("launch.start_over_again"),
        session,
    )


def _start_over(turn: Turn, meaning: str) -> Reply | None:
    session = turn.session._replace(then="", then_question="")
    if meaning == "yes":
        return back_to_menu(
            turn,
            turn.words("launch.menu"),
            session._replace(seconds=0, remedy="", stage=0, category="", misses=0),
        )
    flag_id = turn.session.then.removeprefix("red_flag.")
    if meaning in {"no", "drop", "back"} and flag_id in turn.knowledge.interview.flags:
        return safety_check.ask_single(turn, session, flag_id, turn.words("safety_check.carry_on"))
    if meaning in {"no", "drop", "back"} and turn.session.then in STATES:
        question = turn.session.then_question
        return ask(turn, turn.words("launch.carry_on", question=question), turn.session.then, question, session)
    return not_understood(turn) if meaning else None


def repeat(turn: Turn) -> Reply:
    """Repeat: the last reply, word for word; in the check, the open question."""
    session = turn.session
    if not session.asking or not session.speech:
        return menu(turn)
    return ask(turn, session.speech, session.asking, session.reprompt)


def help_here(turn: Turn) -> Reply:
    """Help begins with the emergency number (it may be a cry), then says what can be said here."""
    session = turn.session
    key = {
        "check": "help.check",
        "go_on": "help.check",
        "remedy": "help.remedy",
        "yes_no": "help.yes_no",
        "signs_list": "help.yes_no",
    }.get(state_of(session.asking), "help.menu")
    question = session.reprompt if session.asking and key != "help.menu" else turn.words("launch.menu")
    asking = session.asking or "launch.choose"
    reprompt = session.reprompt if session.asking else turn.words("launch.reprompt")
    return ask(turn, f"{turn.words('help.first')} {turn.words(key)} {question}", asking, reprompt)


def cannot_move(turn: Turn) -> Reply:
    """CannotMoveIntent outside the check: calm, the stop signs, and the way up offered."""
    speech = turn.words("cannot_move.kind")
    return ask(
        turn,
        speech,
        "cannot_move.get_up",
        turn.words("cannot_move.reprompt"),
        turn.session._replace(misses=0),
    )


def cannot_move_answer(turn: Turn, meaning: str) -> Reply | None:
    """Yes: how to get up. No: how to lie and whom to call."""
    from coach.conversation import remedies

    if meaning == "yes":
        return remedies.read_steps(turn, "get_up")
    if meaning in {"no", "not_sure"} or turn.intent == "CannotMoveIntent":
        return remedies.read_steps(turn, "cannot_get_up")
    if meaning in {"drop", "back"}:
        return menu(turn)
    return not_understood(turn) if meaning else None


def leave(turn: Turn) -> Reply:
    """Stop: always out, never a timer cancelled; says what was not asked and what still runs."""
    parts, outcome, session = [], "", turn.session
    if in_check(session):
        said, session, outcome, profile = outcomes.leave(turn, session)
        parts.append(said)
        if profile:
            turn.use_profile(profile)
    elif session.single:
        parts.append(turn.words("safety_check.if_serious"))
    elif session.asking.startswith(("ice.", "heat.")):
        parts.append(turn.words("timer.not_set"))
    runs, goodbye = still_running(turn), turn.words("launch.goodbye")
    if sum(len(part.split()) for part in [*parts, runs, goodbye]) > MOST_WORDS:
        runs = turn.words("timer.still_maybe")
    return tell(turn, " ".join(part for part in [*parts, runs, goodbye] if part), session, outcome=outcome)


def to_phone(turn: Turn) -> Reply:
    """SendToPhoneIntent: the remedy last read, as a card in the Alexa app. Never anything from the check."""
    remedy = turn.knowledge.remedies.get(turn.session.remedy)
    if remedy is None or turn.session.asking.startswith(("red_flag.", "safety_check.")):
        return aside(turn, turn.words("launch.nothing_to_send"))
    text = "\n".join([remedy["summary"], *remedy["steps"], remedy["cautions"], remedy["how_sure"]])
    reply = aside(turn, turn.words("launch.sent"))
    reply.card = {"title": remedy["title"].capitalize(), "text": text}
    return reply


def pace(turn: Turn) -> Reply:
    """PaceIntent: the pace for movements is kept for when they are paced."""
    slot = turn.slots.get("pace")
    if slot is None or slot.id not in {"slower", "faster", "normal"}:
        return aside(turn, turn.words("launch.which_pace"))
    if turn.profile_lost:
        return aside(turn, turn.words("memory.lost"))
    return aside(turn, turn.words("launch.pace_kept"), turn.profile._replace(pace=slot.id))

"""Every question that can be open: one row each. The red flags' own questions are in the content."""

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, NewType

from coach.care.answers import FlagId
from coach.care.cautions import BEFORE, EVERY, Caution
from coach.care.limits import ON_SKIN, TimerKind

if TYPE_CHECKING:
    from coach.content.line_keys import LineKey

FlagQuestion = NewType("FlagQuestion", str)
"""The id of a red flag's question: ``red_flag.`` and the flag's id."""
_FLAG = "red_flag."
AGE_QUESTIONS = frozenset({FlagId.age, FlagId.under_eighteen, FlagId.under_six, FlagId.over_fifty})
"""Rows of the check that an age answers."""
OF_THE_FRAME = AGE_QUESTIONS | {FlagId.onset}


class QuestionId(StrEnum):
    """The questions of the skill, but for the red flags."""

    menu = "launch.choose"
    start_over = "launch.start_over"
    wish = "launch.wish"
    is_it_off = "launch.is_it_off"
    resume = "launch.resume"
    ice_again = "launch.ice_again"
    heat_again = "launch.heat_again"
    place = "launch.place"
    check_go_on = "safety_check.go_on"
    check_confirm = "safety_check.confirm"
    check_offer = "safety_check.offer"
    check_start_over = "safety_check.start_over"
    signs_list = "safety_check.list"
    ice_stop_signs = "ice.stop_signs"
    ice_skin = "ice.skin"
    ice_body = "ice.body"
    ice_ready = "ice.ready"
    ice_minutes = "ice.minutes"
    ice_did_you_say = "ice.did_you_say"
    ice_most = "ice.most"
    ice_still_start = "ice.still_start"
    ice_go_on = "ice.go_on"
    heat_stop_signs = "heat.stop_signs"
    heat_swelling = "heat.swelling"
    heat_skin = "heat.skin"
    heat_body = "heat.body"
    heat_ready = "heat.ready"
    heat_minutes = "heat.minutes"
    heat_did_you_say = "heat.did_you_say"
    heat_most = "heat.most"
    heat_still_start = "heat.still_start"
    heat_go_on = "heat.go_on"
    walk_stop_signs = "walk.stop_signs"
    walk_minutes = "walk.minutes"
    walk_most = "walk.most"
    walk_still_start = "walk.still_start"
    numb_where = "skin.numb_where"
    next_ice_ring = "next_ice.ring"
    remind_walk = "reminder.walk"
    remind_tomorrow = "reminder.tomorrow"
    skin_check_offer = "skin_check.offer"
    which_timer = "timer.which"
    how_much_more = "timer.more"
    add_most = "timer.most_more"
    how_much_less = "timer.less"
    choose_remedy = "remedies.choose"
    more_of_remedy = "remedies.more"
    get_up = "cannot_move.get_up"
    get_up_signs = "cannot_move.signs"
    get_up_step = "cannot_move.step"
    movement_signs = "movement.stop_signs"
    movement_eased = "movement.eased"
    movement_ready = "movement.ready"
    movement_go_on = "movement.go_on"
    movement_done = "movement.done"
    breathe_offer = "stay.offer"
    breathe_go_on = "stay.go_on"
    forget = "privacy.forget"


Asking = QuestionId | FlagQuestion
"""The id of an open question."""


class State(StrEnum):
    """What kind of question is open; it decides what a built-in intent means."""

    check = "check"
    go_on = "go_on"
    signs_list = "signs_list"
    yes_no = "yes_no"
    steps = "steps"
    """One step of several was said, and the next waits for a word."""
    guided = "guided"
    """A movement or calm breathing goes on: "continue" means that, and no timer."""
    remedy = "remedy"
    choice = "choice"
    nothing = "nothing"


class Topic(StrEnum):
    """Who answers a question."""

    interview = "interview"
    frame = "frame"
    check_offers = "check_offers"
    start = "start"
    next_ice = "next_ice"
    reminder = "reminder"
    skin_check = "skin_check"
    skin = "skin"
    extension = "extension"
    remedies = "remedies"
    menu = "menu"
    opening = "opening"
    privacy = "privacy"
    cannot_move = "cannot_move"
    movement = "movement"
    calm = "calm"


class Step(StrEnum):
    """A question before a start, whatever is started; the cautions are more of them."""

    minutes = "minutes"
    did_you_say = "did_you_say"
    most = "most"
    still_start = "still_start"
    go_on = "go_on"


class Row(NamedTuple):
    """A question."""

    id: Asking
    topic: Topic
    """Who answers it."""
    state: State
    reprompt: "LineKey | None"
    """The line that puts it again; None: the content's row of the caution has the words."""
    screening: bool = False
    """Safety needs its answer: it asks for a sign, so "both" and "all of them" say yes to it."""
    without_profile: bool = False
    """What answers it needs nothing that is remembered, so the store is not waited for."""
    kind: TimerKind | None = None
    """What is to be started after it."""
    caution: Caution | None = None
    """The caution that it asks about."""
    step: Step | None = None
    flag: str = ""
    """The id of the red flag that it asks about."""


def before_start(kind: TimerKind, part: Caution | Step) -> QuestionId:
    """Return the id of a question before the start of a kind. Raises ValueError where there is none of it."""
    return QuestionId(f"{kind.value}.{part.value}")


_READY: dict[TimerKind, "LineKey"] = {TimerKind.ice: "ice.ready_again", TimerKind.heat: "heat.ready_again"}


def _start(kind: TimerKind) -> list[Row]:
    """Return the questions before the start of a kind."""
    steps: dict[Step, LineKey] = {
        Step.minutes: "timer.how_long_again",
        Step.most: "timer.most_again",
        Step.still_start: "timer.still_start_again",
    }
    if kind in ON_SKIN:
        # Nobody says thirteen or fifteen minutes for a walk of five, and a walk that is over may be followed by one.
        steps |= {Step.did_you_say: "timer.did_you_say_again", Step.go_on: "timer.go_on_again"}
    return [
        *(
            Row(
                before_start(kind, caution),
                Topic.start,
                State.yes_no,
                _READY[kind] if caution is Caution.ready else None,
                screening=caution is not Caution.ready,
                kind=kind,
                caution=caution,
            )
            for caution in EVERY[kind]
        ),
        *(
            Row(before_start(kind, step), Topic.start, State.yes_no, line, kind=kind, step=step)
            for step, line in steps.items()
        ),
    ]


_CHECK = Topic.check_offers
ROWS: dict[Asking, Row] = {
    row.id: row
    for row in (
        Row(QuestionId.menu, Topic.menu, State.choice, "launch.reprompt"),
        Row(QuestionId.start_over, Topic.menu, State.yes_no, "launch.start_over_again", without_profile=True),
        Row(QuestionId.wish, Topic.menu, State.yes_no, "launch.reprompt", without_profile=True),
        Row(QuestionId.is_it_off, Topic.opening, State.yes_no, "launch.is_it_off_again"),
        Row(QuestionId.resume, Topic.opening, State.yes_no, "launch.resume_again"),
        Row(QuestionId.ice_again, Topic.opening, State.yes_no, "launch.ice_again_again"),
        Row(QuestionId.heat_again, Topic.opening, State.yes_no, "launch.heat_again_again"),
        Row(QuestionId.place, Topic.opening, State.yes_no, "launch.place_again"),
        Row(QuestionId.check_go_on, _CHECK, State.go_on, "safety_check.go_on_reprompt", without_profile=True),
        Row(QuestionId.check_confirm, _CHECK, State.yes_no, "safety_check.confirm_reprompt", without_profile=True),
        Row(QuestionId.check_offer, _CHECK, State.yes_no, "symptoms.offer_reprompt", without_profile=True),
        Row(
            QuestionId.check_start_over, _CHECK, State.yes_no, "safety_check.start_over_reprompt", without_profile=True
        ),
        Row(QuestionId.signs_list, _CHECK, State.signs_list, "signs_list.reprompt", without_profile=True),
        *(row for kind in TimerKind if BEFORE[kind] for row in _start(kind)),
        Row(
            QuestionId.numb_where,
            Topic.skin,
            State.yes_no,
            "skin.numb_where_again",
            screening=True,
            without_profile=True,
        ),
        Row(QuestionId.next_ice_ring, Topic.next_ice, State.yes_no, "next_ice.offer_again"),
        Row(QuestionId.remind_walk, Topic.reminder, State.yes_no, "reminder.offer_again"),
        Row(QuestionId.remind_tomorrow, Topic.reminder, State.yes_no, "reminder.offer_again"),
        Row(QuestionId.skin_check_offer, Topic.skin_check, State.yes_no, "skin_check.offer_again"),
        Row(QuestionId.which_timer, Topic.extension, State.yes_no, "timer.which_nothing"),
        Row(QuestionId.how_much_more, Topic.extension, State.yes_no, "timer.more_again"),
        Row(QuestionId.add_most, Topic.extension, State.yes_no, "timer.most_more_again"),
        Row(QuestionId.how_much_less, Topic.extension, State.yes_no, "timer.less_again"),
        Row(QuestionId.choose_remedy, Topic.remedies, State.remedy, "remedies.which_again"),
        Row(QuestionId.more_of_remedy, Topic.remedies, State.remedy, "remedies.want_more_again"),
        Row(QuestionId.get_up, Topic.cannot_move, State.yes_no, "cannot_move.reprompt", without_profile=True),
        Row(
            QuestionId.get_up_signs,
            Topic.cannot_move,
            State.yes_no,
            "cannot_move.signs_again",
            screening=True,
            without_profile=True,
        ),
        Row(QuestionId.get_up_step, Topic.cannot_move, State.steps, "cannot_move.next_again", without_profile=True),
        Row(QuestionId.movement_signs, Topic.movement, State.yes_no, "movement.signs_again", screening=True),
        Row(QuestionId.movement_eased, Topic.movement, State.yes_no, "movement.eased_again"),
        Row(QuestionId.movement_ready, Topic.movement, State.guided, "movement.ready_again"),
        Row(QuestionId.movement_go_on, Topic.movement, State.guided, "movement.go_on_again"),
        Row(QuestionId.movement_done, Topic.movement, State.guided, "movement.done_again"),
        Row(QuestionId.breathe_offer, Topic.calm, State.yes_no, "stay.offer_again"),
        Row(QuestionId.breathe_go_on, Topic.calm, State.guided, "stay.go_on_again", without_profile=True),
        Row(QuestionId.forget, Topic.privacy, State.yes_no, "privacy.forget_again"),
    )
}


def flag_question(flag_id: str) -> FlagQuestion:
    """Return the id of a red flag's question."""
    return FlagQuestion(_FLAG + flag_id)


def flag_of(asking: Asking | None) -> str:
    """Return the id of the red flag that is asked about; empty if none is."""
    return asking.removeprefix(_FLAG) if asking and asking.startswith(_FLAG) else ""


def parse(text: object) -> Asking | None:
    """Return the question of this id; None if there is none. Whether a red flag exists is for the content to say."""
    if not isinstance(text, str):
        return None
    if text.startswith(_FLAG) and text != _FLAG:
        return FlagQuestion(text)
    return _BY_TEXT.get(text)


_BY_TEXT = {question.value: question for question in QuestionId}


def row_of(asking: Asking) -> Row:
    """Return the row of an open question."""
    if isinstance(asking, QuestionId):
        return ROWS[asking]
    flag = flag_of(asking)
    topic = Topic.frame if flag in OF_THE_FRAME else Topic.interview
    return Row(asking, topic, State.check, None, screening=True, without_profile=True, flag=flag)


def state_of(asking: Asking | None) -> State:
    """Return the state that an open question puts the conversation in."""
    if isinstance(asking, QuestionId):
        return ROWS[asking].state
    return State.check if asking else State.nothing

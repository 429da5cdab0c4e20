"""The intents of the model, and one table: what each built-in, and each bare answer, means in each state."""

from collections.abc import Mapping
from enum import StrEnum

from coach.care.ear_findings import AnswerWord
from coach.conversation.questions import State


class Intent(StrEnum):
    """Every intent of the interaction model."""

    yes = "AMAZON.YesIntent"
    no = "AMAZON.NoIntent"
    help = "AMAZON.HelpIntent"
    stop = "AMAZON.StopIntent"
    cancel = "AMAZON.CancelIntent"
    repeat = "AMAZON.RepeatIntent"
    next = "AMAZON.NextIntent"
    previous = "AMAZON.PreviousIntent"
    pause = "AMAZON.PauseIntent"
    resume = "AMAZON.ResumeIntent"
    start_over = "AMAZON.StartOverIntent"
    navigate_home = "AMAZON.NavigateHomeIntent"
    fallback = "AMAZON.FallbackIntent"
    not_sure = "NotSureIntent"
    soft_no = "SoftNoIntent"
    not_tried = "NotTriedIntent"
    wait = "WaitIntent"
    why = "WhyIntent"
    more = "MoreIntent"
    pause_timer = "PauseTimerIntent"
    resume_timer = "ResumeTimerIntent"
    safety_check = "SafetyCheckIntent"
    report_symptom = "ReportSymptomIntent"
    deny_symptom = "DenySymptomIntent"
    mixed_symptom = "MixedSymptomIntent"
    their_symptom = "TheirSymptomIntent"
    ask_symptom = "AskSymptomIntent"
    cannot_move = "CannotMoveIntent"
    call_for_help = "CallForHelpIntent"
    call_somebody = "CallSomebodyIntent"
    start_ice = "StartIceIntent"
    start_heat = "StartHeatIntent"
    start_walk = "StartWalkIntent"
    length = "LengthIntent"
    minutes = "MinutesIntent"
    not_me = "NotMeIntent"
    whom = "WhomIntent"
    it_is_on = "ItIsOnIntent"
    remind_walk = "RemindWalkIntent"
    remind_tomorrow = "RemindTomorrowIntent"
    skin_check = "SkinCheckIntent"
    skin_trouble = "SkinTroubleIntent"
    went_numb = "WentNumbIntent"
    alternate = "AlternateIntent"
    no_ice = "NoIceIntent"
    time_left = "TimeLeftIntent"
    add_time = "AddTimeIntent"
    stop_timer = "StopTimerIntent"
    which_timer = "WhichTimerIntent"
    ice_history = "IceHistoryIntent"
    heat_history = "HeatHistoryIntent"
    list_remedies = "ListRemediesIntent"
    tell_remedy = "TellRemedyIntent"
    where_left_off = "WhereLeftOffIntent"
    guide_movement = "GuideMovementIntent"
    set_word = "SetWordIntent"
    hurts = "HurtsIntent"
    stay_with_me = "StayWithMeIntent"
    pace = "PaceIntent"
    send_to_phone = "SendToPhoneIntent"
    what_you_know = "WhatYouKnowIntent"
    forget_me = "ForgetMeIntent"
    shorten_timer = "ShortenTimerIntent"
    age = "AgeIntent"
    rough_age = "RoughAgeIntent"
    onset = "OnsetIntent"
    said = "SaidIntent"
    said_yes = "SaidYesIntent"
    said_not = "SaidNotIntent"
    said_cannot = "SaidCannotIntent"
    said_other = "SaidOtherIntent"
    said_what_if = "SaidWhatIfIntent"
    unknown = "UnknownRequest"
    """No intent of the model: something unknown was sent."""


SYMPTOMS = frozenset(
    {Intent.report_symptom, Intent.deny_symptom, Intent.mixed_symptom, Intent.their_symptom, Intent.ask_symptom}
)
CARRIERS = {
    Intent.said: "",
    Intent.said_yes: "yes",
    Intent.said_not: "not",
    Intent.said_cannot: "cannot",
    Intent.said_other: "he",
    Intent.said_what_if: "what if",
}
"""The catch-alls, and the word that Alexa takes away with the carrier and that turns what follows."""
LENGTHS = frozenset({Intent.length, Intent.minutes})
"""A bare length: it answers a question and opens nothing by itself."""


SPEECH = "speech"
"""The slot of free speech: its words count, whatever they resolve to."""
OF_THE_FRAME = frozenset({Intent.age, Intent.rough_age, Intent.onset})
"""How old, and since when: they answer the check's frame and open nothing by themselves."""


class Meaning(StrEnum):
    """What was meant, in the state in which it was said."""

    yes = "yes"
    no = "no"
    help = "help"
    exit = "exit"
    drop = "drop"
    """Leave the open question."""
    repeat = "repeat"
    next = "next"
    back = "back"
    skip = "skip"
    next_remedy = "next_remedy"
    previous_remedy = "previous_remedy"
    pause_timer = "pause_timer"
    resume_timer = "resume_timer"
    start_over = "start_over"
    home = "home"
    not_understood = "not_understood"
    not_sure = "not_sure"
    soft_no = "soft_no"
    """"Not really": at an emergency question it is asked once more."""
    always_been = "always_been"
    """"It always has been": not new."""
    hang_on = "hang_on"
    """The open question is to wait; no timer is meant."""
    how_many_more = "how_many_more"
    both = "both"
    """"Both of them": may name a sign of its own, "one leg or foot?"."""
    not_tried = "not_tried"
    why = "why"
    more = "more"
    again = "again"
    """The movement or the stretch itself once more, not its words."""
    fewer = "fewer"
    other_side = "other_side"
    the_rest = "the_rest"
    """To leave out the rest of the set."""


IN_WORDS: Mapping[AnswerWord, Meaning] = {
    AnswerWord.yes: Meaning.yes,
    AnswerWord.no: Meaning.no,
    AnswerWord.soft_no: Meaning.soft_no,
    AnswerWord.unsure: Meaning.not_sure,
    AnswerWord.not_tried: Meaning.not_tried,
    AnswerWord.hang_on: Meaning.hang_on,
    AnswerWord.ready: Meaning.yes,
    AnswerWord.how_many_more: Meaning.how_many_more,
    AnswerWord.always_been: Meaning.always_been,
    AnswerWord.worse: Meaning.yes,
    AnswerWord.same: Meaning.no,
    AnswerWord.first: Meaning.yes,
    AnswerWord.second: Meaning.yes,
    AnswerWord.both: Meaning.both,
    AnswerWord.repeat: Meaning.repeat,
    AnswerWord.why: Meaning.why,
    AnswerWord.skip: Meaning.skip,
    AnswerWord.back: Meaning.back,
}
"""What an answer in words means to the open question; the first or the second of the things asked about is a yes."""
ONLY_IN_A_CHECK = {
    Meaning.soft_no: Meaning.no,
    Meaning.skip: Meaning.next,
    Meaning.always_been: Meaning.no,
    Meaning.both: Meaning.yes,
}
"""What only the check understands, and what it means elsewhere."""


IN_A_SET = {
    "again": Meaning.again,
    "fewer": Meaning.fewer,
    "other_side": Meaning.other_side,
    "the_rest": Meaning.the_rest,
}
"""What the words of a set mean, by the id that they resolve to."""


class Verb(StrEnum):
    """What is done to a running timer."""

    time_left = "time_left"
    stop = "stop"
    pause = "pause"
    resume = "resume"
    add = "add"
    shorten = "shorten"


_ANYWHERE: Mapping[Intent, Meaning] = {
    Intent.yes: Meaning.yes,
    Intent.no: Meaning.no,
    Intent.help: Meaning.help,
    Intent.stop: Meaning.exit,
    Intent.cancel: Meaning.drop,
    Intent.repeat: Meaning.repeat,
    Intent.next: Meaning.next,
    Intent.previous: Meaning.back,
    Intent.pause: Meaning.pause_timer,
    Intent.resume: Meaning.resume_timer,
    Intent.start_over: Meaning.start_over,
    Intent.navigate_home: Meaning.home,
    Intent.fallback: Meaning.not_understood,
    Intent.not_sure: Meaning.not_sure,
    Intent.soft_no: Meaning.no,
    Intent.not_tried: Meaning.not_tried,
    Intent.wait: Meaning.hang_on,
    Intent.why: Meaning.why,
    Intent.more: Meaning.more,
    Intent.pause_timer: Meaning.pause_timer,
    Intent.resume_timer: Meaning.resume_timer,
}

MEANINGS: Mapping[State, Mapping[Intent, Meaning]] = {
    State.check: {**_ANYWHERE, Intent.next: Meaning.skip, Intent.soft_no: Meaning.soft_no},
    State.go_on: {**_ANYWHERE, Intent.next: Meaning.yes, Intent.more: Meaning.yes},
    State.signs_list: {**_ANYWHERE, Intent.next: Meaning.yes, Intent.more: Meaning.yes},
    State.yes_no: _ANYWHERE,
    State.steps: {**_ANYWHERE, Intent.more: Meaning.next},
    State.guided: {**_ANYWHERE, Intent.more: Meaning.next, Intent.resume: Meaning.next},
    State.remedy: {**_ANYWHERE, Intent.next: Meaning.next_remedy, Intent.previous: Meaning.previous_remedy},
    State.choice: {**_ANYWHERE, Intent.cancel: Meaning.exit},
    State.nothing: {**_ANYWHERE, Intent.cancel: Meaning.exit},
}
"""State to intent to meaning. ``next`` and ``back`` mean the remedy where no nearer meaning is given."""

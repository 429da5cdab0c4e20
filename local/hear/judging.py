"""Whether what the skill did with a sentence is one of the meanings that are right."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from local.hear.labelled import Labelled
from local.hear.said_back import is_said_back
from local.hear.stage import Said
from local.hear.states import same_signs, yes_is_well

_YES = "AMAZON.YesIntent SaidYesIntent ItIsOnIntent MoreIntent AMAZON.ResumeIntent StartIceIntent ResumeTimerIntent"
_NO = "AMAZON.NoIntent AMAZON.StopIntent AMAZON.CancelIntent"
INTENTS: dict[str, frozenset[str]] = {
    meaning: frozenset(intents.split())
    for meaning, intents in {
        "yes": _YES,
        "is_on": "ItIsOnIntent AMAZON.YesIntent MoreIntent StartIceIntent ResumeTimerIntent",
        "no": _NO,
        "soft_no": f"{_NO} SoftNoIntent DenySymptomIntent",
        "unsure": "NotSureIntent NotTriedIntent",
        "repeat": "AMAZON.RepeatIntent",
        "louder_clearer": "AMAZON.RepeatIntent",
        "why": "WhyIntent",
        "skip": "AMAZON.NextIntent",
        "next": "AMAZON.NextIntent",
        "back": "AMAZON.PreviousIntent",
        "hang_on": "WaitIntent AMAZON.PauseIntent NotTriedIntent PauseTimerIntent",
        "how_many_more": "WhereLeftOffIntent",
        "pace": "PaceIntent",
        "start_ice": "StartIceIntent",
        "start_heat": "StartHeatIntent",
        "start_walk": "StartWalkIntent",
        "time_left": "TimeLeftIntent",
        "pause_timer": "PauseTimerIntent AMAZON.PauseIntent",
        "resume_timer": "ResumeTimerIntent AMAZON.ResumeIntent",
        "stop_timer": "StopTimerIntent",
        "add_time": "AddTimeIntent",
        "shorten_timer": "ShortenTimerIntent",
        "which_timer": "WhichTimerIntent TimeLeftIntent",
        "ice_history": "IceHistoryIntent",
        "ice_again_when": "IceHistoryIntent",
        "stop": "AMAZON.StopIntent AMAZON.CancelIntent",
        "cancel": "AMAZON.CancelIntent AMAZON.StopIntent",
        "help": "AMAZON.HelpIntent",
        "more": "MoreIntent",
        "list_remedies": "ListRemediesIntent",
        "what_helps": "ListRemediesIntent",
        "remedy": "TellRemedyIntent",
        "movement": "GuideMovementIntent",
        "what_is_a_spasm": "TellRemedyIntent",
        "safety_check": "SafetyCheckIntent",
        "get_up": "CannotMoveIntent TellRemedyIntent GuideMovementIntent",
        "cannot_move": "CannotMoveIntent",
        "no_ice": "NoIceIntent",
        "not_me": "NotMeIntent WhomIntent SaidOtherIntent",
        "what_you_know": "WhatYouKnowIntent",
        "forget_me": "ForgetMeIntent",
        "scared": "SafetyCheckIntent AMAZON.HelpIntent",
        "skin_trouble": "SkinTroubleIntent",
        "off_topic": "AMAZON.FallbackIntent SaidYesIntent SaidIntent SaidWhatIfIntent SaidNotIntent SaidOtherIntent",
        "minutes": "MinutesIntent LengthIntent StartIceIntent",
        "duration": "LengthIntent MinutesIntent",
    }.items()
}
"""A meaning, without what it is of, to the intents that carry it."""
_OTHER_NAMES = {
    "not_sure": "unsure", "pause": "pause_timer", "resume": "resume_timer", "slower": "pace:slower",
    "faster": "pace:faster", "how_to_get_up": "get_up", "no_ice_at_home": "no_ice", "for_someone_else": "not_me",
}  # fmt: skip
_NAMED = {"ice": "ice", "heat": "heat", "walk": "walk", "all": "both"}
"""A timer as it is labelled, to its id in the model."""
_SAYS_NO = frozenset({"no", "soft_no"})
_ANSWERS = {"yes": "yes", "no": "no", "soft_no": "no", "unsure": "unsure"}
_ADVISED = frozenset({"emergency", "same_day", "soon", "routine"})
"""Outcomes after a yes."""
_REFUSED = re.compile(
    r"\b(?:then no (?:ice|heat) (?:for (?:you|now|them)|there)|that speaks against|take it off now)\b", re.IGNORECASE
)
"""What speaks against cold or heat was heard."""
_NUMBER = re.compile(r"\b911\b")
_ACTS = frozenset(
    "start_ice start_heat start_walk pause_timer resume_timer stop_timer add_time shorten_timer stop cancel"
    " skin_trouble which_timer hang_on emergency minutes duration yes is_on".split()
)
"""Meanings with which a running timer may be changed."""


class Judged(NamedTuple):
    """One sentence, judged."""

    said: Said
    right: bool
    emergency: bool
    """Whether an emergency was heard: acted on, or asked about by its own question."""
    raised: bool
    """Whether it was acted on."""
    number: bool
    """Whether the emergency number was said."""
    slots_right: bool | None
    """Whether a length, a number or a name that was said arrived; None: none was."""
    wrong_act: bool
    """Whether a running timer was changed by something that was no such command."""
    said_back: bool = False
    """Whether it is right only because it was said or asked back: "I heard yes.", "Shall I stop the timer?"."""

    @property
    def row(self) -> Labelled:
        """Return the labelled sentence."""
        return self.said.row


def judge(said: Said) -> Judged:
    """Return what is to be said of what the skill did."""
    expected = [_OTHER_NAMES.get(meaning, meaning) for meaning in said.row.expect]
    raised = said.turn.outcome == "emergency"
    emergency = raised or any(_is_asked(said, m.partition(":")[2]) for m in expected if m.startswith("emergency:"))
    right = not raised if expected[0] == "no_emergency" else any(_is_right(said, meaning) for meaning in expected)
    said_back = not right and any(is_said_back(said, meaning) for meaning in expected)
    slots = [meaning for meaning in expected if _slot(meaning)]
    return Judged(
        said,
        right or said_back,
        emergency,
        raised,
        raised or bool(_NUMBER.search(said.turn.speech)),
        any(_slot_arrived(said, meaning) for meaning in slots) if slots else None,
        said.before != {k: said.after[k] for k in said.before if k in said.after}
        and not _may_act(expected, raised=raised),
        said_back,
    )


def _may_act(expected: list[str], *, raised: bool) -> bool:
    return raised or any(not _ACTS.isdisjoint(meaning.split(":")) for meaning in expected)


def _is_right(said: Said, meaning: str) -> bool:
    name, _, of = meaning.partition(":")
    if judged := _SIGNS.get(name):
        return judged(said, of)
    if meaning in said.same_as and said.turn.speech:
        return True
    if said.row.state == "red_flag" and name in _ANSWERS:
        # Both are asked once more, in other words.
        asked_again = name in {"soft_no", "unsure"} and said.attributes.get("said_again") is True
        return asked_again or _moved_on(said, _ANSWERS[name]) or said.turn.intent in INTENTS[name]
    if name == "which_timer" and of in _NAMED:
        return said.turn.slots.get("timer") == _NAMED[of] or _gone(said) == _NAMED[of]
    return said.turn.intent in INTENTS.get(name, frozenset()) or _by_effect(said, name)


_ONSETS = {
    "today": {"today"}, "days": {"days"}, "weeks": {"weeks", "some_weeks", "over_four_weeks"},
    "months": {"months", "over_four_weeks"}, "unsure": {"unknown", "unsure"},
}  # fmt: skip
"""When it began as it is labelled, to what the check makes of it."""


def _is_age(said: Said, of: str) -> bool:
    """Return whether an age was kept, or is read back; a decade holds it."""
    least, most = _answers(said).get("age") or said.attributes.get("age_heard") or (1, 0)
    return of.isdigit() and (int(least) <= int(of) <= int(most))


def _is_onset(said: Said, of: str) -> bool:
    return _answers(said).get("onset") in _ONSETS.get(of, set())


def _is_named(said: Said, sign: str) -> bool:
    if sign == "cannot_get_up" and (said.turn.asking or "").startswith("cannot_move."):
        return True
    return said.turn.outcome in _ADVISED or _is_asked(said, sign) or _answered(said, sign, "yes")


_OF_THE_SKIN = frozenset({"SkinTroubleIntent", "WentNumbIntent"})


def _asks_where(said: Said) -> bool:
    """Return whether numb skin was understood: off with the pack, and whether it is numb elsewhere is asked."""
    return said.turn.asking == "skin.numb_where"


_SIGNS: dict[str, Callable[[Said, str], bool]] = {
    "emergency": lambda said, of: said.turn.outcome == "emergency" or _is_asked(said, of),
    "sign": _is_named,
    "condition": lambda said, of: _is_named(said, of) or _is_condition(said),
    "deny": lambda said, of: said.turn.outcome != "emergency" and (_answered(said, of, "no") or _moved_on(said, "no")),
    "skin_trouble": lambda said, _: said.turn.intent in _OF_THE_SKIN or _asks_where(said) or _is_condition(said),
    "age": _is_age,
    "onset": _is_onset,
    "remedy": lambda said, of: said.turn.intent == "TellRemedyIntent" or said.attributes.get("remedy") == of,
    "no_emergency": lambda said, _: said.turn.outcome != "emergency",
}
"""Meanings about a sign, and when each is right."""


def _by_effect(said: Said, name: str) -> bool:
    """Return whether a command was carried out, whatever intent it came in."""
    asking = said.turn.asking or ""
    if name.startswith("start_"):
        kind = name.removeprefix("start_")
        return asking.startswith(f"{kind}.") and not said.asked.startswith(f"{kind}.")
    if name in _EFFECTS:
        return _EFFECTS[name](said)
    if name in _SAYS_NO:
        # A caution or an offer is answered once another question is open, or the timer runs.
        return asking != said.asked
    if name in {"yes", "is_on"}:
        goes_on = said.row.state == "go_on" and asking.startswith("red_flag.")
        return goes_on or said.after != said.before
    return False


def _is_longer(said: Said, *, by: int) -> bool:
    """Return whether a timer has another length now, in the direction that was asked for."""
    both = [(said.before[timer][2], said.after[timer][2]) for timer in said.before if timer in said.after]
    return any(((_seconds(after) or 0) - (_seconds(before) or 0)) * by > 0 for before, after in both)


_EFFECTS: dict[str, Callable[[Said], bool]] = {
    "hang_on": lambda said: "Take your time." in said.turn.speech or "I'll wait." in said.turn.speech,
    "stop": lambda said: said.turn.ended and said.turn.outcome is None and not said.turn.speech,
    "add_time": lambda said: _is_longer(said, by=1),
    "shorten_timer": lambda said: _is_longer(said, by=-1),
}
"""Meanings that are told by what came of them."""


def _gone(said: Said) -> str:
    """Return the id of the timer that is gone now; "both" for more, empty for none."""
    gone = [label for timer, (label, *_rest) in said.before.items() if timer not in said.after]
    return "both" if len(gone) > 1 else "".join(gone)


def _is_condition(said: Said) -> bool:
    refused = _REFUSED.search(said.turn.speech) is not None
    return refused or (said.turn.intent == "ReportSymptomIntent" and (said.turn.asking or "") != said.asked)


def _is_asked(said: Said, sign: str) -> bool:
    """Return whether a sign is now asked about that was not before."""
    asking = said.turn.asking or ""
    flag = asking.removeprefix("red_flag.")
    if asking == "safety_check.confirm" and sign.rpartition(".")[2] in {"under_six", "under_eighteen"}:
        # "Four. Right?"
        return True
    return (
        asking.startswith("red_flag.")
        and asking != said.asked
        and bool(set(same_signs(sign)) & {flag, flag.rpartition(".")[2]})
    )


def _answered(said: Said, sign: str, answer: str) -> bool:
    answers = _answers(said)
    return any(
        answers.get(flag) == answer for flag in (*same_signs(sign), said.asked.removeprefix("red_flag.")) if flag
    )


def _answers(said: Said) -> dict[str, Any]:
    """Return the session's answers, by red flag."""
    return dict(pair for pair in said.attributes.get("answers", []) if len(pair) == 2)


def _moved_on(said: Said, answer: str) -> bool:
    """Return whether the open red flag has this answer now; yes, and no to a safe one, may end the check."""
    flag = said.asked.removeprefix("red_flag.")
    answers = _answers(said)
    if yes_is_well(flag):
        answer = {"yes": "no", "no": "yes"}.get(answer, answer)
    if flag in answers:
        return answers[flag] in (["unsure", "not_tried"] if answer == "unsure" else [answer])
    return answer == "yes" and said.turn.outcome in _ADVISED


def _slot(meaning: str) -> bool:
    return meaning.partition(":")[0] in {"minutes", "duration", "age"} and ":" in meaning


def _slot_arrived(said: Said, meaning: str) -> bool:
    name, _, value = meaning.partition(":")
    if name == "age":
        return _is_age(said, value)
    seconds = int(value) * (1 if name == "duration" else 60)
    found = {said.turn.slots.get(slot, "") for slot in ("minutes", "age")}
    meant = {_seconds(said.turn.slots.get("duration", "")), said.attributes.get("seconds")}
    return value in found or seconds in meant or any(one == f"PT{seconds}S" for *_label, one in said.after.values())


def _seconds(iso: str) -> int | None:
    parts = re.fullmatch(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?", iso)
    if not parts or iso == "PT":
        return None
    hours, minutes, seconds = (int(part or 0) for part in parts.groups())
    return hours * 3_600 + minutes * 60 + seconds

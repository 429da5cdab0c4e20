"""Plays the transcripts in tests/dialogues/ through the virtual Echo, each from nine o'clock on, and checks each turn.

A transcript is a script of `python -m local talk --script`, each line followed by what is expected of it, two
spaces in. `grep -v '^  ' NAME.txt` gives back the bare script. What can be expected:

    says: TEXT          it is spoken (upper and lower case alike), or with "says not: TEXT" it is not
    says nothing        nothing is spoken
    rate: 80%           how fast it is spoken, in the words of SSML; "rate: none": as usual
    pauses: 2 9.7 4     the silences of what is spoken, in seconds
    reprompts: TEXT     what comes after a silence has this in it; "repromptsNothing": there is none
    asking: ID          the question that is open now; "asking: nothing"
    intent: NAME        what was understood, or the request's type ("LaunchRequest"); "intent: nothing": the skill
                        hears nothing of it
    slot NAME = VALUE   a slot, as its resolved id or its value; "slot NAME unmatched": filled, but resolved to nothing
    outcome: NAME       how a safety check ended on this very turn; "outcome: none"
    ended, open         whether the session is over
    rings: TEXT         what a timer announced; "rings nothing"
    card: TEXT          the card that was sent; "no card"
    timers: 1           how many timers the skill has at Alexa's just then, those that only ring left out
    reminders: TEXT     the texts of the reminders that are still to come; "reminders: none"

What holds for every turn, whether or not it is written down, is in `_rules_of`.
"""

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple

import pytest

from coach import content
from coach.conversation import meanings, questions, routes
from local.assembly import assemble
from local.clock import Clock
from local.echo.player import Player
from local.echo.response_rules import EchoError
from local.echo.script import Step, parse_line
from local.echo.transcript import TranscriptTurn, plain_text
from local.nlu.hearing import Hearing
from local.nlu.model_file import path_for
from tests.in_process import NINE_O_CLOCK_MS, Stage

DIALOGUES = Path(__file__).parents[1] / "dialogues"
FILES = sorted(DIALOGUES.glob("*.txt"))
LONGEST_REPLY = 75
LONGEST_TURN_SECONDS = 8.0
"""Alexa waits no longer; the skill's own budget for everything remote is half of it."""
NUMBERS = {"en-US": "911", "en-CA": "911", "en-GB": "999", "en-AU": "000", "en-IN": "112"}
CRISIS_WORDS = ("I'm glad you said it. You matter", "I'm glad you said it. They matter")
"""What is heard before any number where dying is spoken of, one's own or another's (docs/care/red_flags.md)."""
OUTCOMES = {"emergency", "same_day", "soon", "routine", "self_care", "unfinished"}
SYMPTOM_INTENTS = {
    "ReportSymptomIntent",
    "MixedSymptomIntent",
    "DenySymptomIntent",
    "TheirSymptomIntent",
    "AskSymptomIntent",
}


class Line(NamedTuple):
    """One line of a transcript: a step to play, or what is expected of the step before."""

    number: int
    text: str
    step: Step | None


class Played(NamedTuple):
    """One step that was played."""

    line: Line
    turns: tuple[TranscriptTurn, ...]
    timers: int
    """How many timers the skill had at Alexa's afterwards that had not ended."""
    reminders: str = "none"
    """The texts of the reminders that were still to come."""
    refused: str = ""
    """Why Alexa would have refused the skill's answer."""


class Playing(NamedTuple):
    """A transcript and what came of it."""

    lines: tuple[Line, ...]
    played: dict[int, Played]
    """By line number."""

    @property
    def turns(self) -> Iterator[TranscriptTurn]:
        """Every turn of it."""
        return (turn for played in self.played.values() for turn in played.turns)


def read(path: Path) -> Iterator[Line]:
    """The lines of a transcript; empty lines and comments left out."""
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if text.startswith("  ") and text.strip():
            yield Line(number, text.strip(), None)
        elif step := parse_line(text, number):
            yield Line(number, text, step)


@cache
def play(path: Path) -> Playing:
    """Play a transcript in process, once for all the tests."""
    with Stage(granted=False) as stage:
        return play_with(stage.player, path)


def play_with(player: Player, path: Path) -> Playing:
    """Play a transcript, whatever the skill and its timers are."""
    lines = tuple(read(path))
    played: dict[int, Played] = {}
    for line in lines:
        if line.step is None:
            continue
        turns: list[TranscriptTurn] = []
        refused = ""
        try:
            for turn in player.step(line.step):
                turns.append(turn)  # noqa: PERF402 (what came before a refusal counts)
        except EchoError as error:
            refused = str(error)
        timers = [timer for timer in player.echo.person.timers.skills() if timer["status"] != "OFF"]
        reminders = " ".join(player.echo.person.timers.reminders.to_come()) or "none"
        played[line.number] = Played(line, tuple(turns), len(timers), reminders, refused)
    return Playing(lines, played)


def _says(turns: tuple[TranscriptTurn, ...]) -> str:
    return " ".join(turn.speech for turn in turns)


def _card(turns: tuple[TranscriptTurn, ...]) -> str:
    return " ".join(json.dumps(turn.card, ensure_ascii=False) for turn in turns if turn.card)


def _has(text: str, part: str) -> bool:
    return part.casefold() in text.casefold()


def _understood(turns: tuple[TranscriptTurn, ...]) -> str:
    return (turns[-1].intent or turns[-1].request or "nothing") if turns else "nothing"


def _last(turns: tuple[TranscriptTurn, ...]) -> TranscriptTurn:
    return turns[-1] if turns else TranscriptTurn("")


def _ssml(played: Played) -> str:
    turn = _last(played.turns)
    response = (turn.response or {}).get("response", {})
    return str((response.get("outputSpeech") or {}).get("ssml", ""))


def _rates(played: Played) -> str:
    return " ".join(sorted(set(re.findall(r'rate="([^"]*)"', _ssml(played))))) or "none"


def _pauses(played: Played) -> str:
    return " ".join(re.findall(r'<break time="([\d.]+)s"/>', _ssml(played)))


def _slot_unmatched(turn: TranscriptTurn, name: str) -> bool:
    request = (turn.envelope or {}).get("request", {})
    slot = request.get("intent", {}).get("slots", {}).get(name, {})
    found = slot.get("resolutions", {}).get("resolutionsPerAuthority", [])
    return bool(slot.get("value")) and all(one["status"]["code"] != "ER_SUCCESS_MATCH" for one in found)


Check = Callable[[Played, re.Match[str]], tuple[bool, object]]
"""Whether it is so, and what was found instead."""

EXPECTATIONS: dict[str, Check] = {
    r"says: (.+)": lambda p, m: (_has(_says(p.turns), m[1]), _says(p.turns)),
    r"says not: (.+)": lambda p, m: (not _has(_says(p.turns), m[1]), _says(p.turns)),
    r"says nothing": lambda p, _: (not _says(p.turns), _says(p.turns)),
    r"rate: (\S+)": lambda p, m: (_rates(p) == m[1], _rates(p)),
    r"pauses: ([\d. ]+)": lambda p, m: (_pauses(p) == m[1], _pauses(p)),
    r"reprompts: (.+)": lambda p, m: (_has(_last(p.turns).reprompt or "", m[1]), _last(p.turns).reprompt),
    r"repromptsNothing": lambda p, _: (not _last(p.turns).reprompt, _last(p.turns).reprompt),
    r"asking: (\S+)": lambda p, m: ((_last(p.turns).asking or "nothing") == m[1], _last(p.turns).asking),
    r"intent: (\S+)": lambda p, m: (_understood(p.turns) == m[1], _understood(p.turns)),
    r"slot (\w+) = (.+)": lambda p, m: (_last(p.turns).slots.get(m[1]) == m[2], _last(p.turns).slots),
    r"slot (\w+) unmatched": lambda p, m: (_slot_unmatched(_last(p.turns), m[1]), _last(p.turns).slots),
    r"outcome: (\w+)": lambda p, m: ((_last(p.turns).outcome or "none") == m[1], _last(p.turns).outcome),
    r"ended": lambda p, _: (_last(p.turns).ended, "the session is open"),
    r"open": lambda p, _: (bool(p.turns) and not p.turns[-1].ended, "the session is over"),
    r"rings: (.+)": lambda p, m: (_has(_rings(p), m[1]), _rings(p)),
    r"rings nothing": lambda p, _: (not _rings(p), _rings(p)),
    r"card: (.+)": lambda p, m: (_has(_card(p.turns), m[1]), _card(p.turns)),
    r"no card": lambda p, _: (not _card(p.turns), _card(p.turns)),
    r"reminders: (.+)": lambda p, m: (p.reminders == m[1], p.reminders),
    r"timers: (\d+)": lambda p, m: (p.timers == int(m[1]), p.timers),
}


def _rings(played: Played) -> str:
    return " ".join(ring for turn in played.turns for ring in turn.rings)


def wrong_with(played: Played, expected: str) -> str:
    """What is wrong with a step, held against one expectation; empty: nothing."""
    for pattern, check in EXPECTATIONS.items():
        if match := re.fullmatch(pattern, expected):
            good, found = check(played, match)
            return "" if good else f"expected {expected!r}, found {found!r}"
    return f"no such expectation: {expected!r}"


def _rules_of(turn: TranscriptTurn) -> Iterator[tuple[bool, str]]:
    """What holds for every turn that reaches the skill, in any conversation."""
    if turn.response is None or turn.envelope is None:
        return
    response: dict[str, Any] = turn.response["response"]
    request: dict[str, Any] = turn.envelope["request"]
    speech = plain_text(response.get("outputSpeech"))
    reprompt = plain_text((response.get("reprompt") or {}).get("outputSpeech"))
    if request["type"] == "SessionEndedRequest":
        yield not speech, "nothing can be said after the end of the session"
        yield turn.ended, "an ended session stays ended"
        return
    before = (turn.envelope.get("session") or {}).get("attributes") or {}
    # What is paced says so of itself: its silences are longer than its words.
    paced = (turn.response.get("sessionAttributes") or {}).get("paced") is True
    has_pauses = "<break" in str(response.get("outputSpeech"))
    yield paced or not has_pauses, "only what is paced has silences"
    yield paced or len(speech.split()) <= LONGEST_REPLY, f"at most {LONGEST_REPLY} words: {len(speech.split())}"
    yield bool(speech), "something is said"
    yield not re.search(r"[{}<>]|\bNone\b|  |\?\?|\.\.", speech + " " + reprompt), "only what can be said aloud"
    if response.get("shouldEndSession") is False:
        yield "?" in speech + reprompt, "an open microphone was asked something"
        yield bool(reprompt), "an open microphone has a reprompt"
        yield speech != reprompt, "the reprompt is no mere echo"
        yield _is_question(turn.asking or ""), f"the open question exists: {turn.asking!r}"
        if (turn.asking or "").startswith("red_flag."):
            yield reprompt.startswith("Your check isn't finished."), "in the check the reprompt says that it goes on"
    elif not response.get("directives"):
        yield turn.asking is None, "no question is open in an ended session"
        yield not reprompt, "no reprompt without a microphone"
    if turn.outcome is not None:
        in_check = str(before.get("asking", "")).startswith(("red_flag.", "safety_check.", "skin.numb"))
        named = turn.outcome == "emergency" and turn.intent in {*SYMPTOM_INTENTS, "CallForHelpIntent"}
        yield turn.outcome in OUTCOMES, f"the outcome is one of the contract's: {turn.outcome}"
        yield in_check or named, "an outcome belongs to the turn that ends the check"
    if turn.outcome == "emergency":
        number = NUMBERS[request["locale"]]
        in_crisis = speech.startswith(CRISIS_WORDS) and f"call {number} now" in speech
        yield speech.startswith(f"Call {number}") or in_crisis, "an emergency starts with the number, or crisis words"
        yield turn.ended, "an emergency ends the session"
        yield "can't call" in speech, "the skill does not claim to call"
    # A permission that nobody answered may be granted in the app later: Amazon's own card for that.
    permission = (turn.card or {}).get("type") == "AskForPermissionsConsent" and turn.intent is None
    yield turn.card is None or turn.intent == "SendToPhoneIntent" or permission, "no card unless asked for"
    yield not re.search(r"\b(?:all clear|you(?:'re| are) (?:fine|safe))\b", speech, re.IGNORECASE), "never an all-clear"


def _is_question(asking: str) -> bool:
    return asking in questions.ROWS or asking.removeprefix("red_flag.") in _flags()


@cache
def _flags() -> frozenset[str]:
    found = set()
    for row in content.load("en/red_flags")["red_flag"]:
        found.add(row["id"])
        found |= {f"{row['id']}.{own['id'].rpartition('.')[2]}" for own in row.get("follow_up", [])}
    return frozenset(found)


def faults(playing: Playing) -> Iterator[tuple[int, str]]:
    """Everything wrong with a transcript, by line number."""
    current: Played | None = None
    for line in playing.lines:
        if line.step is not None:
            current = playing.played[line.number]
            if current.refused:
                yield line.number, f"Alexa would refuse this: {current.refused}"
            for turn in current.turns:
                yield from ((line.number, f"not so: {rule}") for good, rule in _rules_of(turn) if not good)
        elif current is None:
            yield line.number, "an expectation comes after what it is about"
        elif wrong := wrong_with(current, line.text):
            yield line.number, wrong


def as_said(playing: Playing, up_to: int) -> str:
    """The transcript as it went, up to a line and what came of it."""
    shown = []
    for number, played in playing.played.items():
        if number > up_to:
            break
        shown.append(f"{number:4} {played.line.text}")
        for turn in played.turns:
            shown += [f"       {text}" for text in turn.as_text(echo_words=False)]
            facts = {"intent": turn.intent, "slots": turn.slots, "asking": turn.asking, "outcome": turn.outcome}
            shown += [f"       ({', '.join(f'{key}: {value}' for key, value in facts.items() if value)})"]
    return "\n".join(shown)


def _case(path: Path) -> Any:
    return pytest.param(path, id=path.stem)


def goes_as_written(playing: Playing, path: Path) -> None:
    """Fail with the transcript up to the first fault, and all the faults."""
    found = list(faults(playing))
    if found:
        first, _ = found[0]
        listed = "\n".join(f"{path.name}:{number}: {what}" for number, what in found)
        pytest.fail(f"{as_said(playing, first)}\n\n{listed}", pytrace=False)


@pytest.mark.parametrize("path", [_case(path) for path in FILES])
def test_dialogue(path: Path) -> None:
    goes_as_written(play(path), path)


@pytest.mark.e2e
@pytest.mark.parametrize("path", [_case(path) for path in FILES])
def test_dialogue_over_http(path: Path) -> None:
    """As the laptop has it: the timers behind HTTP, with the budgets as they are, and no turn that Alexa cuts off."""
    skill = assemble("memory:", {})
    seconds: list[float] = []

    def timed(event: dict[str, Any], context: object) -> dict[str, Any]:
        began = monotonic()
        answer = skill.handle(event, context)
        seconds.append(monotonic() - began)
        return answer

    with Player(timed, store=skill.store, clock=Clock(NINE_O_CLOCK_MS)) as player:
        goes_as_written(play_with(player, path), path)
    assert max(seconds) < LONGEST_TURN_SECONDS


@cache
def _all_turns() -> tuple[TranscriptTurn, ...]:
    return tuple(turn for path in FILES for turn in play(path).turns)


def test_every_intent_of_the_model_is_reached() -> None:
    model = json.loads(path_for("en-US").read_text(encoding="utf-8"))["interactionModel"]["languageModel"]
    known = {intent["name"] for intent in model["intents"]}
    assert sorted(known - {str(turn.intent) for turn in _all_turns()}) == []


def test_every_route_is_reached() -> None:
    assert sorted(set(routes.ROUTES) - {str(turn.intent) for turn in _all_turns()}) == []


def _meanings_reached() -> set[tuple[questions.State, meanings.Meaning | None]]:
    found = set()
    for turn in _all_turns():
        if turn.intent in set(meanings.Intent) and turn.envelope:
            asking = ((turn.envelope.get("session") or {}).get("attributes") or {}).get("asking", "")
            state = questions.state_of(questions.parse(asking))
            found.add((state, meanings.MEANINGS[state].get(meanings.Intent(turn.intent))))
    return found


def test_every_meaning_of_the_built_ins_is_reached() -> None:
    known = {meaning for row in meanings.MEANINGS.values() for meaning in row.values()}
    assert sorted(known - {meaning for _state, meaning in _meanings_reached()}) == []


_OF_LIST_STYLE = {
    "cannot_move.get_up",
    "safety_check.list",
    "ice.still_start",
    "heat.still_start",
    "walk.still_start",
    "ice.go_on",
    "heat.go_on",
}


def test_every_question_is_asked() -> None:
    """Each of the conversation's own questions; those of SCREENING_STYLE=list have tests of their own."""
    asked = {turn.asking for turn in _all_turns()}
    assert sorted(set(questions.ROWS) - _OF_LIST_STYLE - asked) == []


def test_every_red_flag_is_asked_but_for_rare_follow_ups() -> None:
    asked = {turn.asking for turn in _all_turns()}
    flags = {f"red_flag.{row['id']}" for row in content.load("en/red_flags")["red_flag"]}
    assert sorted(flags - asked) == []


def _phrases() -> Iterator[tuple[str, str, str]]:
    """Every phrase of the content that stands for something: the slot, the last part of its id, and the words."""
    flags = content.load("en/red_flags")
    for row in [*flags["red_flag"], *flags["volunteered_only"], *flags["harmless"]]:
        yield from (("symptom", row["id"], said) for said in row["volunteered"])
        for own in row.get("follow_up", []):
            yield from (("symptom", own["id"], said) for said in own.get("volunteered", []))
    for row in content.load("en/cautions")["condition"]:
        yield from (("symptom", row["id"], said) for said in row["volunteered"])
    shelf = content.load("en/remedies")
    for kind, rows in (("remedy", shelf["remedy"]), ("category", shelf["category"])):
        yield from ((kind, row["id"], said) for row in rows for said in [row["title"], *row["synonyms"]])


@cache
def _stands_for(said: str) -> tuple[str, str]:
    """What the hearing makes of words: the one id that they come to, and the intent."""
    heard = _hearing().hear(said)
    slots = [slot for slot in heard.slots.values() if slot.matches]
    ids = {match.id for slot in slots for match in slot.matches}
    return (ids.pop() if len(ids) == 1 else ""), heard.intent


@cache
def _hearing() -> Hearing:
    return Hearing.of(path_for("en-US"))


TIES = {
    # A category and a remedy by the same name: the remedy is read.
    ("category", "cold therapy"): "cold_pack",
    ("category", "walking"): "short_walks",
    ("category", "staying active"): "keep_moving",
    ("category", "about back spasms"): "what_is_a_spasm",
    # A remedy's name, or a plain complaint: either is harmless.
    ("remedy", "back spasms"): "back_pain",
    ("remedy", "muscle spasm"): "sore_muscles",
}
"""Phrases that the content has twice, and what they stand for by themselves."""

INSTEAD = {
    "StartIceIntent": {"ice", "ice pack", "an ice pack", "icing"},
    # Asked for in weeks or months, it is no length of ice.
    "LengthIntent": {"for five weeks", "for six weeks", "for two months", "for three months"},
    # "Weeks ago" answers the question when it began.
    "OnsetIntent": {said for _kind, _known, said in _phrases() if said.startswith("for ")},
    "AgeIntent": {said for _kind, _known, said in _phrases() if said.endswith((" years old", " year old"))},
    "NoIceIntent": {
        "no freezer",
        *("no ice", "no ice pack", "without ice", "instead of ice", "something instead of ice", "out of ice"),
    },
    "StartHeatIntent": {"heat"},
    "CannotMoveIntent": {
        *("stuck", "stuck on the floor", "can't get up", "cannot get up", "can't move", "cannot move"),
        *("can't get off the floor", "cannot get off the floor", "unable to get up"),
    },
    "ListRemediesIntent": {"treatments"},
    "AMAZON.NavigateHomeIntent": {"home"},
}
"""Phrases that by themselves are a wish of their own; inside a sentence they resolve to their ids."""


def test_every_phrase_of_the_content_resolves_to_its_own_id() -> None:
    wrong = []
    for kind, known, said in _phrases():
        found, intent = _stands_for(said)
        tie = TIES.get((kind, said))
        if found != (tie or known) and said not in INSTEAD.get(intent, set()):
            wrong.append(f"{said!r} is a {kind}, {known}, and was heard as {intent} {found or 'without an id'}")
    assert not wrong, "\n".join(wrong)


def test_every_symptom_resolves_after_i() -> None:
    wrong = []
    for kind, known, said in _phrases():
        if kind == "symptom":
            found, intent = _stands_for(f"i {said}")
            # "I can't get up", by itself, asks for help with that.
            stuck = known == "cannot_get_up" and intent == "CannotMoveIntent"
            if not stuck and (found != known or intent != "ReportSymptomIntent"):
                wrong.append(f"'i {said}' is {known}, and was heard as {intent} {found or 'without an id'}")
    assert not wrong, "\n".join(wrong)


def test_red_flags_are_never_heard_as_harmless() -> None:
    """Whatever else a phrase may be taken for, a sign is never taken for a decoy."""
    flags = {flag.rpartition(".")[2] for flag in _flags()}
    harmless = {row["id"] for row in content.load("en/red_flags")["harmless"]}
    assert not [said for kind, known, said in _phrases() if known in flags and _stands_for(said)[0] in harmless]

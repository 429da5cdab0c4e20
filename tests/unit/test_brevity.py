"""How long replies are, how often a sentence comes twice, and no goodbye before an offer: over every transcript.

Emergencies and paced speech stand apart: the first are as long as they must be, the others are silences above all.
With `-s` the figures are printed.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from statistics import median
from typing import Any, NamedTuple

from coach import content
from coach.speech.parts import sentences
from local.echo.transcript import TranscriptTurn, plain_text
from tests.unit.test_dialogues import FILES, play

MEDIAN_WORDS, NINTH_TENTH_WORDS, MOST_WORDS = 14, 30, 45
TURNS_BACK = 2
"""Within three turns: the two before."""

ASKED_FOR = frozenset({"AMAZON.RepeatIntent", "AMAZON.HelpIntent", "WhyIntent", "AMAZON.PreviousIntent"})
"""Who says so asks to hear it again, or goes back to it."""
AGAIN_ON_PURPOSE: dict[str, str] = {
    "Your check isn't finished.": "begins every reprompt of the check, as it must",
    "If it's serious, call 911.": "whom to call is said wherever nothing was understood",
    "If one of those is so, call 911.": "the same, before the way up",
    "Call 911.": "the number is the opening's too",
    "I can't call.": "whoever asks to be called for is told each time that nobody will be",
    "Say: Alexa, call, then a name.": "the same",
    "Shout, or say: Alexa, call, then a name.": "the same, once more where it stands in the steps",
    "No phone?": "the same",
    "Ask a pharmacist or doctor first.": "a refusal says each time whom to ask",
    "Ask a pharmacist or doctor.": "the same",
    "Not with what you told me: cold could do harm.": "cold was asked for again",
    "Then no ice for now: cold could do harm.": "ice was asked for again",
    "Not for anyone under eighteen.": "medicine was asked for again",
    "That speaks against heat, not against ice.": "a bruise was named again",
    "I hear you.": "somebody was hurting again",
    "Breathe just as you like.": "the same",
    "If the ice or heat hurts, take it off.": "the same",
    "I'll speak more slowly.": "slower still was asked for",
    "Off if it burns or goes numb.": "a warning goes with every time that is told",
    "Off if it burns or stings.": "the same",
    "If a pack is on, take it off now.": "the same",
    "Then take it off now.": "ice that may be on is said to come off until it is",
    "It can burn if it stays on.": "the same",
    "The pack stays off till you say yes.": "the same",
    "I heard yes to: pain below one knee.": "read back once more after a correction",
    "You said: a knock on the head.": "read back, and then once more as an emergency",
    "To lose it: open me, and say: cancel the reminder.": "two reminders, and how to lose each",
    "All right, no permission, so I set no reminder.": "asked for again after a no",
    "A timer can ring in two hours instead.": "the same",
    "I don't have that one.": "another thing that is not known",
    "I know backs.": "the same",
    "Tell a grown-up now.": "a child in pain hears it with each question that is open",
    "Think of a car crash, or a fall from a height.": "the sign that is open is asked again after each further fact",
    "Ice, safety check, or what helps?": "the ways on",
    "Ice, safety check, or what helps.": "the ways on",
    "As long as you like.": "how long was asked again, in other words",
    "Please say yes, no, or not sure.": "neither was said, twice",
    "In three hours, for a walk.": "three hours were asked for again",
    "A chiropractor moves the spine by hand.": "gone back and forth between two remedies",
    "One article calls it safest and more effective, and says it removes the cause.": "the same",
    "The research doesn't show that.": "the same",
    "Then the notes are somebody else's, and I ask you afresh.": "said of ice, then of heat",
}
"""What may come again within three turns, and why. What is asked by the open question, or was asked for, always may."""
TIME_LEFT = re.compile(r"(?:has|comes in) about .* (?:left\.|hours?\.|minutes\.)|comes in about")
"""The time left is told where it is asked for, and to whoever leaves."""


class Said(NamedTuple):
    """One reply of a conversation."""

    where: str
    """The transcript's name."""
    turn: TranscriptTurn
    text: str
    paced: bool
    session: str
    """Of which session it is."""


@cache
def replies() -> tuple[Said, ...]:
    """Every reply of every transcript that somebody heard."""
    return tuple(_replies())


def _replies() -> Iterator[Said]:
    for path in FILES:
        for turn in play(path).turns:
            if turn.response is None or turn.envelope is None or turn.request == "SessionEndedRequest":
                continue
            response: dict[str, Any] = turn.response["response"]
            paced = (turn.response.get("sessionAttributes") or {}).get("paced") is True
            text = plain_text(response.get("outputSpeech"))
            yield Said(path.stem, turn, text, paced, turn.envelope["session"]["sessionId"])


def counted() -> list[int]:
    """The words of each reply but for emergencies and paced ones, sorted."""
    return sorted(
        len(one.text.split()) for one in replies() if not one.paced and one.turn.outcome != "emergency" and one.text
    )


def test_replies_are_brief() -> None:
    words = counted()
    ninth_tenth = words[len(words) * 9 // 10]
    print(f"{len(words)} replies: median {median(words)}, 90th percentile {ninth_tenth}, most {words[-1]} words")  # noqa: T201
    assert len(words) > 3000
    assert median(words) <= MEDIAN_WORDS
    assert ninth_tenth <= NINTH_TENTH_WORDS
    assert words[-1] <= MOST_WORDS, [one.text for one in replies() if len(one.text.split()) == words[-1]]


@cache
def _of_questions() -> frozenset[str]:
    """Sentences that belong to a question, and come with it wherever it is put."""
    lines, rows = content.load("en/lines"), content.load("en/cautions")["caution"]
    asked = [line for topic in lines.values() if isinstance(topic, dict) for line in topic.values() if "?" in line]
    asked += [row[name] for row in rows for name in ("statement", "other_words", "other_words_they") if name in row]
    return frozenset(re.sub(r"\{[^}]*\}", "…", sentence) for text in asked for sentence in sentences(text))


def _is_of_the_open_question(sentence: str, said: Said, earlier: Said) -> bool:
    if said.turn.asking != earlier.turn.asking:
        return False
    asked = re.sub(r"\b(?:one|two|three|five|twelve|twenty) (?:more )?minutes?\b", "…", sentence)
    return (
        sentence.endswith("?") or sentence in (said.turn.reprompt or "") or {sentence, asked} & _of_questions() != set()
    )


def repetitions() -> Iterator[tuple[str, Said]]:
    """Sentences that came within three turns of a session before, and that nobody asked to hear again."""
    before: list[Said] = []
    for said in replies():
        before = [one for one in before if one.session == said.session and one.where == said.where][-TURNS_BACK:]
        for sentence in sentences(said.text):
            if (
                sentence in AGAIN_ON_PURPOSE
                or TIME_LEFT.search(sentence)
                or len(sentence.split()) <= 2
                or said.turn.intent in ASKED_FOR
            ):
                continue
            for earlier in before:
                if sentence not in sentences(earlier.text) or (said.paced or earlier.paced):
                    continue
                if (
                    not _is_of_the_open_question(sentence, said, earlier)
                    and earlier.turn.utterance != said.turn.utterance
                ):
                    yield sentence, said
                    break
        before.append(said)


def test_nothing_is_said_twice_within_three_turns_unless_it_was_asked_for() -> None:
    found = [f"{said.where}, {said.turn.utterance!r}: {sentence}" for sentence, said in repetitions()]
    assert found == []


def test_every_exception_is_needed() -> None:
    heard = Counter(sentence for said in replies() for sentence in sentences(said.text))
    assert [sentence for sentence in AGAIN_ON_PURPOSE if heard[sentence] < 2] == []


def test_no_goodbye_before_an_offer_and_no_offer_after_it() -> None:
    """Whoever is told "take care" is asked nothing any more, and what "yes" would answer is said to no closed door."""
    for said in replies():
        if said.turn.ended:
            last = sentences(said.text)[-1] if said.text else ""
            assert not re.match(r"(?:Shall|Would|Do you want|Ready|Go on)\b.*\?", last), (said.where, said.text)
            assert not re.search(r"\bShall (?:I|we)\b", said.text), (said.where, said.text)
        elif said.turn.asking:
            assert "Take care." not in said.text, (said.where, said.text)

"""What the table of timers is made of: every verb, in every state, with every failure, and how one cell is played."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from coach.conversation.timers.kinds import ICE
from coach.profile.model import Profile, SkinCheck
from local.clock import MILLISECONDS
from local.echo.request_envelope import CONSENT_PROMPT
from local.echo.script import milliseconds_of
from local.echo.transcript import TranscriptTurn
from tests.in_process import Stage

VERBS: Mapping[str, str] = {
    "start": "start ice for ten minutes",
    "how_long": "how long is left",
    "pause": "pause the timer",
    "resume": "resume the timer",
    "stop": "stop the timer",
    "add": "add five minutes",
    "when_again": "when can i ice again",
}
"""What is asked of the skill, by the name of the verb's file."""

_START = f"alexa, ask back spasm coach to {VERBS['start']}"
_PAUSE = f"alexa, ask back spasm coach to {VERBS['pause']}"
_WISH = "alexa, ask back spasm coach to set the skin check"
_WALK = "alexa, ask back spasm coach to time a walk for three minutes"


class State(NamedTuple):
    """How things stand when the verb is said."""

    meaning: str
    lines: tuple[str, ...] = ()
    """The script that leads there."""
    cannot_know: int = 0
    """Seconds that the skill may count too many: it was not told when the timer was cancelled."""


STATES: Mapping[str, State] = {
    "none": State("No timer, and never any."),
    "running": State("Ten minutes of ice, four minutes in.", (_START, "@wait 4m")),
    "paused": State(
        "Ten minutes of ice, paused after four minutes, five minutes ago.", (_START, "@wait 4m", _PAUSE, "@wait 5m")
    ),
    "ringing": State("Ten minutes of ice; it rings just now, and nobody has stopped it.", (_START, "@wait 10m")),
    "finished unseen": State(
        "Ten minutes of ice rang, and somebody said: Alexa, stop. Five minutes ago; the skill heard nothing of it.",
        (_START, "@wait 10m", "alexa, stop", "@wait 5m"),
    ),
    "cancelled elsewhere": State(
        "Ten minutes of ice; after four somebody said: Alexa, cancel the ice timer. A minute ago.",
        (_START, "@wait 4m", "alexa, cancel the ice timer", "@wait 1m"),
        cannot_know=60,
    ),
    "two running": State(
        "Ten minutes of ice, four minutes in; and a walk of three minutes, one minute in.",
        (_START, "@wait 3m", _WALK, "@wait 1m"),
    ),
    "wished": State("No timer, and never any; a skin check is wanted.", (_WISH,)),
    "two rings": State("Ten minutes of ice with a skin check, four minutes in.", (_START, _WISH, "@wait 4m")),
    "two rings paused": State(
        "Ten minutes of ice with a skin check, paused after four minutes, five minutes ago.",
        (_START, _WISH, "@wait 4m", _PAUSE, "@wait 5m"),
    ),
}


class Failure(NamedTuple):
    """What does not work while the verb is said, and while what it leads to is answered."""

    meaning: str
    lines: tuple[str, ...]
    granted: bool = True
    """Whether the permission was ever given."""
    approves: bool = False
    """Whether the person says yes where Alexa asks for the permission."""


def _all(how: str, meaning: str, *, approves: bool = False) -> Failure:
    return Failure(f"Every call to Alexa's timers: {meaning}", (f"@fail timers {how}",), approves=approves)


def _one(how: str, call: str, meaning: str) -> Failure:
    return Failure(f"Only the call that {meaning}", (f"@fail timers {how} {call}",))


FAILURES: Mapping[str, Failure] = {
    "nothing": Failure("Everything works.", ()),
    "400": _all("400", "refused as bad."),
    "401": _all("401", "no permission. Asked for it, the person approves, and it is still refused.", approves=True),
    "403": _all("403", "not allowed."),
    "404": _all("404", "there is no such thing; so even the list."),
    "429": _all("429", "too many requests."),
    "500": _all("500", "an error inside Alexa."),
    "504": _all("504", "the Echo is offline."),
    "timeout": _all("timeout", "not carried out, and no answer."),
    "garbage": _all("garbage", "not carried out, and an answer that is not JSON."),
    "lost": _all("lost", "carried out, but the answer never arrives."),
    "unsupported": _all("unsupported", "this device takes no timers from skills."),
    "locale": _all("locale", "in this language Alexa takes no timers from skills."),
    "create lost": _one("lost", "create", "starts a timer: carried out, but the answer never arrives."),
    "create timeout": _one("timeout", "create", "starts a timer: not carried out, and no answer."),
    "delete 500": _one("500", "delete", "takes a timer away: an error."),
    "delete lost": _one("lost", "delete", "takes a timer away: carried out, but the answer never arrives."),
    "list 500": _one("500", "list", "lists the timers: an error."),
    "get 500": _one("500", "get", "looks at one timer: an error."),
    "pause lost": _one("lost", "pause", "pauses a timer: carried out, but the answer never arrives."),
    "resume lost": _one("lost", "resume", "resumes a timer: carried out, but the answer never arrives."),
    "never allowed": Failure("The permission was never given; asked for it, the person says no.", (), granted=False),
    "withdrawn": Failure(
        "The permission was taken back in the app; asked for it, the person says no.", ("@consent withdraw",)
    ),
    "withdrawn, given again": Failure(
        "The permission was taken back in the app; asked for it, the person approves.",
        ("@consent withdraw",),
        approves=True,
    ),
    "device without timers": Failure("The device has no timers for skills at all.", ("@device no-timers",)),
    "store": Failure("The skill's own notes can be neither read nor written.", ("@fail store",)),
}

CANNOT_ASK = frozenset({"never allowed", "withdrawn", "device without timers"})
"""The failures in which Alexa's timers are out of reach, so that there may be no call to fail."""
_ANSWERS = {
    "timer.which": "the ice",
    "next_ice.ring": "yes",
    "skin_check.offer": "yes",
    "ice.stop_signs": "no",
    "ice.skin": "no",
    "ice.body": "no",
    "ice.ready": "yes",
}
"""What the person answers to a question that the verb leads to; to any other the cell ends with the question."""


class Said(NamedTuple):
    """One thing said to the skill, and what it said."""

    utterance: str
    speech: str
    reprompt: str
    """What is said into a silence; empty where the session is over, or Alexa asks for the permission."""
    waits: bool
    """Whether the microphone stays open."""
    calls_failed: int
    """How many calls to Alexa's timers were made to fail."""


class Held(NamedTuple):
    """A timer of any owner, as Alexa holds it."""

    label: str
    paused: bool
    seconds_left: int


class After(NamedTuple):
    """How things stand, before a turn or after it."""

    now: int
    """Milliseconds since 1970."""
    profile: Profile
    """What the store holds."""
    held: tuple[Held, ...]
    iced: int
    """For how many seconds an ice timer really ran at Alexa until now."""

    @property
    def ice(self) -> tuple[Held, ...]:
        """The ice timers that Alexa holds."""
        return tuple(held for held in self.held if held.label in ICE.labels)

    @property
    def iced_by_the_log(self) -> int:
        """For how many seconds ice was on until now, by the log."""
        return sum(
            max(0, go.elapsed_seconds - max(0, go.ended - self.now) // MILLISECONDS) for go in self.profile.ice_log
        )


class Cell(NamedTuple):
    """One verb in one state with one failure, as it was played."""

    verb: str
    state: str
    failure: str
    began: int
    """When the story began, milliseconds since 1970."""
    before: "After"
    """How things stood when the verb was said."""
    said: tuple[Said, ...]
    after: After
    a_minute_later: After
    """When all works again, and the person has asked how long is left."""
    said_later: str

    @property
    def name(self) -> str:
        """What the cell is called in a failing test."""
        return f"{self.verb} / {self.state} / {self.failure}"

    @property
    def words(self) -> str:
        """All that the skill said."""
        return " ".join(said.speech for said in self.said)

    @property
    def calls_worked(self) -> bool:
        """Whether the skill could ask Alexa's timers, and each call that it made was carried out and answered.

        That there is no such timer is an answer too. Where it made no call, nothing failed.
        """
        return self.failure not in CANNOT_ASK and not any(said.calls_failed for said in self.said)


def can_be(state: str, failure: str) -> bool:
    """Whether there is such a cell at all: nobody has a timer of ours without having allowed it."""
    return FAILURES[failure].granted or state in {"none", "wished"}


def cells_of(verb: str, state: str) -> dict[str, Cell]:
    """Every cell of one verb in one state, by failure."""
    return {failure: cell_of(verb, state, failure) for failure in FAILURES if can_be(state, failure)}


@cache
def cell_of(verb: str, state: str, failure: str) -> Cell:
    """One cell, played once. Raises KeyError for what is none."""
    return _play(verb, state, failure)


class _Story:
    """One cell while it is played."""

    def __init__(self, failure: Failure) -> None:
        self.stage = Stage(granted=failure.granted)
        self.began = self.stage.clock.now_ms()
        self.iced = 0
        self.calls_failed = 0
        self.asking = ""
        """The question that is open; ``consent`` where Alexa asks for the permission; empty: none."""
        self._watch()
        clear = Profile(ice_cleared_at=self.began - 60 * 60 * MILLISECONDS, skin_check=SkinCheck.unwanted)
        self.stage.memory.save(self.stage.echo.person.user_id, clear)
        self.play("@zone Europe/London")

    def _watch(self) -> None:
        service = self.stage.service
        answer = service.answer

        def watched(method: str, path: str, token: str, body: bytes) -> tuple[int, bytes]:
            self.calls_failed += service.failure(method, path) is not None
            return answer(method, path, token, body)

        service.answer = watched  # type: ignore[method-assign]

    def play(self, *lines: str) -> TranscriptTurn | None:
        """Play lines of a script; the last turn."""
        turn = None
        for line in lines:
            if line.startswith("@wait "):
                self._measure(milliseconds_of(line.split()[1]) or 0)
            for turn in self.stage.player.play([line]):  # noqa: B007  the last one counts
                pass
        return turn

    def _measure(self, milliseconds: int) -> None:
        """How long ice will have run at Alexa in this time."""
        running = (held for held in self.after().ice if not held.paused)
        self.iced += max((min(held.seconds_left, milliseconds // MILLISECONDS) for held in running), default=0)

    def say(self, utterance: str) -> Said:
        """Say something to the skill."""
        self.calls_failed = 0
        turn = self.play(utterance)
        assert turn is not None
        assert turn.request, f"the skill hears nothing of {utterance!r}"
        self.asking = "consent" if turn.speech.endswith(CONSENT_PROMPT) else turn.asking or ""
        return Said(utterance, turn.speech, turn.reprompt or "", not turn.ended, self.calls_failed)

    def after(self) -> After:
        """How things stand now."""
        held = self.stage.echo.person.timers.labelled(None)
        return After(
            now=self.stage.clock.now_ms(),
            profile=self.stage.profile,
            held=tuple(Held(label, paused, left // MILLISECONDS) for label, left, paused in held),
            iced=self.iced,
        )


def _play(verb: str, state: str, failure: str) -> Cell:
    how = FAILURES[failure]
    story = _Story(how)
    with story.stage:
        story.play(*STATES[state].lines)
        assert not story.stage.echo.in_session, f"the state {state!r} ends with a question"
        story.play(*how.lines)
        before = story.after()
        said = [story.say(f"alexa, ask back spasm coach {_link(verb)}{VERBS[verb]}")]
        while len(said) < 8 and (answer := _answer(story.asking, how)):
            said.append(story.say(answer))
        after = story.after()
        story.play("@heal", "@device timers", "@wait 1m")
        later = story.say("alexa, ask back spasm coach how long is left")
        return Cell(verb, state, failure, story.began, before, tuple(said), after, story.after(), later.speech)


def _link(verb: str) -> str:
    return "" if verb in {"how_long", "when_again"} else "to "


def _answer(asking: str, how: Failure) -> str:
    if asking == "consent":
        return "i approve" if how.approves else "no"
    return _ANSWERS.get(asking, "")

"""Random speech, time and failures: what must hold of ice and heat whatever happens.

What really happened is taken down beside the skill (tests/timer_ledger.py), and every turn is held against it. `make
test` plays a few sequences of up to 30 acts, `make e2e` hundreds. More, or other, random: TIMER_EXAMPLES=2000,
TIMER_SEED=7 (any other seed); TIMER_SHRINK=1 looks for the shortest sequence that fails.
"""

import os
import re
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, note, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from coach import content
from coach.care.limits import TimerKind
from coach.conversation.timers.kinds import KINDS
from coach.profile.model import Profile, SkinCheck
from coach.speech.parts import MOST_WORDS
from local.echo.request_envelope import CONSENT_PROMPT
from local.echo.script import parse_line
from local.echo.transcript import TranscriptTurn
from tests.in_process import Stage
from tests.timer_ledger import SKIN, Ledger, Timed, Track

EXAMPLES = int(os.environ.get("TIMER_EXAMPLES", "0"))
FEW, MANY = 10, 150
"""Sequences in `make test` and in `make e2e`, where TIMER_EXAMPLES does not say how many."""
SEED = int(os.environ.get("TIMER_SEED", "1"))
SHRINK = bool(os.environ.get("TIMER_SHRINK"))
STEPS = 30
HOUR = 3_600_000
DAY = 24 * HOUR
MOST_SECONDS = 20 * 60
SHORT_SECONDS = 3 * 60
SLACK_SECONDS = 2
ASK = "ask back spasm coach "

LENGTHS = (
    *("ten minutes", "ten minutes", "fifteen minutes", "twenty minutes", "two minutes", "one minute", "three minutes"),
    *("four minutes", "thirty minutes", "fifty minutes", "an hour", "zero minutes", "ninety seconds", "five seconds"),
    *("a hundred hours", "two weeks", "twelve and a half minutes", "nineteen minutes", "twenty one minutes"),
)
MORE = (
    "two minutes",
    "five minutes",
    "nine minutes",
    "ten minutes",
    "one minute",
    "an hour",
    "thirty seconds",
    "a week",
)
SAYINGS = (
    *(
        "start ice",
        "start heat",
        "time a walk",
        "pause the timer",
        "resume the timer",
        "stop the timer",
        "add five minutes",
    ),
    *(
        "how long is left",
        "how long is left",
        "when can i ice again",
        "when can i ice again",
        "when can i have heat again",
    ),
    *("yes", "yes", "no", "no", "no", "not sure", "never mind", "stop", "help", "repeat", "why", "go back", "skip"),
    *("just ten", "ten", "thirty", "ten minutes", "half an hour", "add time", "add two minutes", "five more minutes"),
    *("pause the walk", "pause the ice", "pause the heat", "resume the ice", "resume the heat", "stop the ice timer"),
    *("i took it off", "i took the ice off", "it slipped off", "both", "the ice", "the walk", "the heat", "pause"),
    *("how long is left on the ice", "how long is left on the walk", "stop both timers", "resume", "continue"),
    *("that wasn't me", "forget me", "what do you know about me", "banana bread", "start over", "add time to the walk"),
    *("i have no ice", "can i alternate ice and heat", "safety check", "what helps", "my foot is weak", "cancel"),
    *("set the skin check", "set the skin check again", "turn off the skin check", "no skin check", "yes"),
    *("stop the walk timer", "add five minutes to the ice", "add five minutes to the heat", "start a timer"),
)
SKIN_CHECK = "skin check"
SKIN_TROUBLE = ("it burns", "it burns", "it's burning me", "it's too cold", "it's too hot")
SIGNS = (
    *("i can't pee", "i have chest pain", "i'm numb between my legs", "call an ambulance"),
    *("i have a fever", "i have a fever", "my leg is weak", "i fell", "i'm pregnant", "i have night sweats"),
    *("my back hurts", "i can pee fine", "no chest pain", "my leg hurts", "just sore", "i don't have a fever"),
)
"""Emergencies, what should be seen today or soon, and what is harmless."""
CONDITIONS = (
    *("i have raynaud's", "i have raynaud's", "i have poor circulation", "i have sickle cell", "i have heart trouble"),
    *(
        "i have a rash",
        "i have broken skin",
        "i have a patch on",
        "i'm drunk",
        "some swelling",
        "i don't have raynaud's",
    ),
)
"""What speaks against cold, against heat, or against both."""
NATIVE = (
    *("alexa, cancel the ice timer", "alexa, pause the ice timer", "alexa, resume the ice timer", "alexa, stop"),
    *("alexa, pause the heat timer", "alexa, resume the heat timer", "alexa, cancel the heat timer"),
    *(
        "alexa, set an ice timer for ten minutes",
        "alexa, set a timer for five minutes called heat",
        "alexa, cancel my timers",
    ),
    *("alexa, add five minutes to the ice timer", "alexa, add thirty minutes to the heat timer"),
    *("alexa, pause the skin check timer", "alexa, cancel the skin check timer", "alexa, resume the skin check timer"),
    *("alexa, set an ice two timer for an hour", "alexa, what timers do i have"),
)
HOW = ("401", "403", "404", "429", "500", "504", "timeout", "garbage", "lost", "unsupported")
HOW_ONE = tuple(how for how in HOW if how != "404")
"""One call alone is never "not found" while the others find the timer: then the service would not fail but lie."""
CALLS = ("create", "list", "get", "delete", "pause", "resume")
WAITS_MS = (
    *(300, 1_000, 1_500, 7_777, 30_000, 59_999, 60_000, 61_001, 100_500, 179_400, 181_000, 240_000, 299_999, 300_000),
    *(420_000, 600_000, 660_000, 899_000, 900_000, 1_200_001, 1_800_000, HOUR, HOUR + 1, 2 * HOUR - 61_000, 2 * HOUR),
    *(2 * HOUR + 5_000, 3 * HOUR, 12 * HOUR, DAY, 3 * DAY, 8 * DAY),
)
CONTROLS = (
    *("@silence", "@silence", "@consent drop-attributes", "@consent keep-attributes", "@consent withdraw"),
    *("@consent 400", "@consent 500", "@zone Europe/London"),
)
PARTS = (
    *(
        "pause the timer",
        "resume the timer",
        "pause the timer",
        "resume the timer",
        "add five minutes",
        "add nine minutes",
    ),
    *("stop the timer", "how long is left", "when can i ice again", "when can i have heat again", "again", "again", ""),
    *("the other", "somebody else", "alexa, pause the ice timer", "alexa, resume the ice timer", "how long is left"),
    *("alexa, add ten minutes to the ice timer", "add two minutes", "add time", "i took it off"),
)
"""What may come of a timer that runs."""
ACTS = {
    "harm": 3,
    "a_whole_go": 12,
    "many_in_a_day": 3,
    "held": 5,
    "forgotten": 1,
    "start": 6,
    "add": 4,
    "say": 14,
    "say_by_name": 4,
    "open_skill": 1,
    "wait": 10,
    "ask_for_next": 3,
    "ask_how_long": 4,
    "forget": 1,
    "native": 4,
    "fail": 4,
    "fail_to_add": 5,
    "fail_to_start": 2,
    "fail_store": 1,
    "control": 2,
    "answer_consent": 3,
}
"""What may happen, and how likely it is."""
STARTED = {
    "ice": re.compile(r"Started: (?![^.]* of heat)[^.]*\. (?!Flat ground).*[Oo]ff at once if"),
    "heat": re.compile(r"Started: [^.]* of heat\. .*[Oo]ff at once if"),
    "walk": re.compile(r"Started: .*Flat ground"),
    "next ice": re.compile(r"It will ring when you can ice again"),
    "skin check": re.compile(r"The skin check rings (?:in|at)\b"),
}
ADDED = re.compile(r"Added: .* of (\w+) left")
IS_OFF = re.compile(r"\bThe (ice|heat|walk) timer is off\b")
CAUTIONS = content.load("en/cautions")
AGAINST = {row["id"]: frozenset(row["against"]) for row in CAUTIONS["condition"]}
"""What speaks against cold or heat, by the id of its slot."""
OPEN_ENDED = re.compile(r"can't tell if|what timers do I have")
"""Said of a timer that cannot be vouched for."""


class TimersAndTime(RuleBasedStateMachine):
    """A person, an Echo, and everything that may happen to them."""

    sayings: tuple[str, ...] = (*SAYINGS, *SKIN_TROUBLE, *SIGNS)
    harm_said: tuple[str, ...] = (*SKIN_TROUBLE, *SIGNS)

    def __init__(self) -> None:
        super().__init__()
        self.stage = Stage()
        self.lines: list[str] = []
        self.random = Random(0)  # noqa: S311

    @initialize(
        granted=st.sampled_from([True, True, True, False]),
        style=st.sampled_from(["ask", "ask", "ask", "list"]),
        wish=st.sampled_from([SkinCheck.wanted, SkinCheck.wanted, SkinCheck.unknown, SkinCheck.unwanted]),
    )
    def begin(self, granted: bool, style: str, wish: SkinCheck) -> None:
        """Set the stage."""
        self.stage = Stage(granted=granted, style=style)
        self.lines = [f"# granted: {granted}, cautions: {style}, skin check: {wish.name}"]
        self.stage.memory.save(self.stage.echo.person.user_id, Profile(skin_check=wish))
        clock = self.stage.clock
        self.ledger = Ledger(self.stage.echo.person.timers, self.stage.service, clock.now_ms)
        self.asked_afresh: set[str] | None = None
        """The cautions asked since "that wasn't me"; None: it was not said."""
        self.store_failed_in_session = False
        self.resumed_natively = False
        self.doubtful: list[int] = []
        """When it could not be told whether a timer started: in doubt it counts as one."""

    def teardown(self) -> None:
        """Show what was done, for when it failed."""
        note("\n".join(self.lines))
        note(f"timed: {getattr(self, 'ledger', None) and self.ledger.timed}")
        note(f"log: {self.stage.profile}")
        self.stage.player.close()

    @rule(random=st.randoms(use_true_random=True))
    def something_happens(self, random: Random) -> None:
        """One thing out of many. Hypothesis' own choices crowd together; here the likely must be likely."""
        acts = list(ACTS)
        self.random = random
        getattr(self, random.choices(acts, [ACTS[act] for act in acts])[0])()

    # What may happen.

    def say(self) -> None:
        """Whatever somebody may say, in the open session or by the skill's name."""
        self.speak(self.random.choice(self.sayings))

    def say_by_name(self) -> None:
        """A session of its own."""
        self.play(f"{ASK}to {self.random.choice(self.sayings)}")

    def open_skill(self) -> None:
        """Without a wish."""
        self.play("open back spasm coach")

    def start(self) -> None:
        """Ice, heat or a walk, of any length, for whoever it is."""
        self.heal(0.8)
        kind = self.random.choice(["ice", "ice", "ice", "heat", "heat", "walk"])
        self.go_through(kind, self.random.choice(["", *LENGTHS]), mine=self.random.random() < 0.85)

    def go_through(self, kind: str, length: str, *, mine: bool = True) -> None:
        """A start, through the cautions as far as they let one."""
        wish = "time a walk" if kind == "walk" else f"start {kind}"
        self.play(f"{ASK}to {wish}{f' for {length}' if length else ''}")
        if not mine and self.stage.echo.in_session:
            self.play("that wasn't me")
        for _ in range(9):
            asking = self.asking
            if self.consent_open:
                self.play("i approve")
            elif asking == "skin_check.offer":
                self.play(self.random.choice(["yes", "yes", "no", "not sure"]))
            elif asking.endswith((".ready", ".most", ".did_you_say", ".still_start")):
                self.play("yes")
            elif asking.endswith(".minutes"):
                self.play("ten")
            elif self.stage.echo.in_session and asking.partition(".")[0] == kind:
                self.play("no")
            else:
                return

    def a_whole_go(self) -> None:
        """Started, and then held, let go on, made longer, taken off, started again, or left to ring."""
        kind = self.random.choice(["ice", "ice", "ice", "heat"])
        length = self.random.choice(["ten minutes", "twenty minutes", "four minutes", "three minutes"])
        self.heal(1)
        self.go_through(kind, length)
        for _ in range(self.random.randint(1, 5)):
            self.wait_ms(self.random.choice(WAITS_MS[:18]))
            words = self.random.choice(PARTS)
            if words == "again":
                self.go_through(kind, length)
            elif words == "somebody else":
                self.go_through(kind, length, mine=False)
            elif words == "the other":
                self.go_through("heat" if kind == "ice" else "ice", length)
            elif words.startswith("alexa"):
                self.play(words)
            elif words:
                self.play(f"{ASK}to {words}")

    def many_in_a_day(self) -> None:
        """One go after the other, as soon as may be, or a little sooner."""
        kind = self.random.choice(SKIN)
        gap = 2 * HOUR if kind == "ice" else HOUR
        self.heal(1)
        for _ in range(self.random.randint(2, 5)):
            minutes = self.random.choice([2, 3, 4, 10, 20])
            self.go_through(kind, f"{minutes} minutes", mine=self.random.random() < 0.85)
            earlier = self.random.choice([-1_000, 1_500, 61_000, 5 * 60_000, 30 * 60_000, gap])
            self.wait_ms(max(1_000, minutes * 60_000 + gap - earlier))

    def held(self) -> None:
        """One that is paused and goes on, with the skill or without it."""
        self.heal()
        kind = self.random.choice(SKIN)
        self.go_through(kind, "twenty minutes")
        for _ in range(self.random.randint(1, 3)):
            for verb in ("pause", "resume"):
                self.wait_ms(
                    self.random.choice([self.random.randint(1, 400_000), 2 * HOUR if verb == "resume" else 500])
                )
                if self.random.random() < 0.4:
                    self.play(f"alexa, add ten minutes to the {kind} timer")
                by_skill = self.random.random() < 0.7
                self.play(f"{ASK}to {verb} the timer" if by_skill else f"alexa, {verb} the {kind} timer")
        self.wait_ms(self.random.choice([1_000, 240_000, 1_201_000]))
        self.play(f"{ASK}how long is left")

    def forgotten(self) -> None:
        """Forgotten while a timer runs, and then another start."""
        kind = self.random.choice(SKIN)
        self.heal()
        self.go_through(kind, "ten minutes")
        if self.random.random() < 0.5:
            self.play(f"{ASK}to add two minutes")
        self.forget()
        self.go_through(self.random.choice(SKIN), "nine minutes")

    def add(self) -> None:
        """More time, perhaps several times."""
        self.heal(0.7)
        for _ in range(self.random.choice([1, 1, 2, 4])):
            self.play(f"{ASK}to add {self.random.choice(MORE)}")
            if self.asking == "timer.most_more":
                self.play("yes")

    def wait(self) -> None:
        """Seconds to days."""
        milliseconds = self.random.randint(1, 20 * 60_000)
        self.wait_ms(self.random.choice([milliseconds, self.random.choice(WAITS_MS)]))

    def ask_for_next(self) -> None:
        """When can I ice again, and the ring for it."""
        self.play(f"{ASK}when can i ice again")
        if self.asking == "next_ice.ring" and self.random.random() < 0.5:
            self.play("yes")
            if self.consent_open:
                self.play("i approve")

    def ask_how_long(self) -> None:
        """The question that brings the skill into step with Alexa."""
        self.play(f"{ASK}how long is left")

    def forget(self) -> None:
        """Everything that is known."""
        self.play(f"{ASK}to forget me")
        if self.asking == "privacy.forget":
            self.play("yes")

    def native(self) -> None:
        """Alexa's own commands, without the skill."""
        self.play(self.random.choice(NATIVE))

    def fail(self) -> None:
        """Some call fails, or all of them, for a while."""
        call = self.random.choice(["", *CALLS, *CALLS])
        self.play(f"@fail timers {self.random.choice(HOW_ONE if call else HOW)} {call}".strip())
        for _ in range(self.random.randint(1, 3)):
            self.speak(self.random.choice(self.sayings))
        self.heal(0.8)

    def fail_to_add(self) -> None:
        """The earlier ring stays, or nobody can tell."""
        if not any(self.ledger.live(kind) for kind in SKIN):
            self.heal()
            self.go_through(self.random.choice(SKIN), "ten minutes")
        call = self.random.choice([*CALLS, "delete", "delete", "delete"])
        self.play(f"@fail timers {self.random.choice(HOW_ONE)} {call}")
        for _ in range(self.random.choice([1, 2, 2, 3])):
            self.wait_ms(self.random.choice([1_000, 31_000, 61_000]))
            self.play(f"{ASK}to add {self.random.choice(MORE)}")
        self.heal(0.9)
        self.ask_how_long()

    def fail_to_start(self) -> None:
        """Refused, lost on the way, or carried out and not answered."""
        self.play(f"@fail timers {self.random.choice(HOW_ONE)} {self.random.choice(['create', 'list', ''])}".strip())
        self.go_through(self.random.choice(SKIN), "ten minutes")
        self.heal(0.9)

    def fail_store(self) -> None:
        """Nothing is read, and nothing kept."""
        self.play("@fail store")
        self.speak(self.random.choice(self.sayings))
        self.heal(0.8)

    def heal(self, likely: float = 1.0) -> None:
        """Everything works again."""
        if self.random.random() < likely:
            self.play("@heal")

    def control(self) -> None:
        """Around the conversation."""
        self.play(self.random.choice(CONTROLS))

    def harm(self) -> None:
        """Ice or heat is on, and then something is said that may speak against it."""
        kind = self.random.choice(SKIN)
        self.heal(0.9)
        if not self.ledger.live(kind):
            self.go_through(kind, self.random.choice(["", "ten minutes"]))
        self.wait_ms(self.random.choice(WAITS_MS[:14]))
        if self.random.random() < 0.2:
            self.play(
                f"@fail timers {self.random.choice(HOW_ONE)} {self.random.choice(['delete', 'list', ''])}".strip()
            )
        if self.random.random() < 0.3:
            self.play(f"{ASK}to {self.random.choice(['pause the timer', 'start a safety check', 'add two minutes'])}")
        self.speak(self.random.choice(self.harm_said))
        self.heal(0.8)
        self.wait_ms(self.random.choice(WAITS_MS[:14]))
        self.ask_how_long()

    def answer_consent(self) -> None:
        """To Alexa's own question."""
        if self.consent_open:
            self.play(self.random.choice(["i approve", "i approve", "no", "banana"]))

    # How it is played.

    @property
    def asking(self) -> str:
        """The open question."""
        session = self.stage.echo._session
        return str(session.attributes.get("asking", "")) if session else ""

    @property
    def consent_open(self) -> bool:
        """Whether Alexa asks for the permission just now."""
        session = self.stage.echo._session
        return bool(session and session.consent)

    def speak(self, words: str) -> None:
        """In the open session, or by name."""
        self.play(words if self.stage.echo.in_session else f"{ASK}to {words}")

    def wait_ms(self, milliseconds: int) -> None:
        """Time passes, to the millisecond."""
        if milliseconds % 1000:
            self.lines.append(f"# and {milliseconds % 1000} ms")
            self.lines.append(f"@wait {milliseconds // 1000}s")
            self.ledger.failed, self.ledger.made = [], []
            self.check(self.stage.echo.wait(milliseconds))
        else:
            self.play(f"@wait {milliseconds // 1000}s")

    def play(self, line: str) -> None:
        """One line; everything is checked after every turn of it."""
        self.lines.append(line)
        step = parse_line(line, len(self.lines))
        assert step is not None
        self.ledger.sync()
        self.ledger.failed, self.ledger.made, self.ledger.native_acts = [], [], []
        checked = False
        for turn in self.stage.player.step(step):
            if turn.request or turn.speech:
                checked = True
                self.check(turn)
                self.ledger.failed, self.ledger.made, self.ledger.native_acts = [], [], []
        if not checked:
            self.check(TranscriptTurn(line, ended=not self.stage.echo.in_session))

    # What must hold.

    def check(self, turn: TranscriptTurn) -> None:
        """Hold one turn against what really happened."""
        if turn.speech and turn.request:
            self.lines.append(f"#   {turn.speech}")
        self.ledger.sync()
        self.resumed_natively = self.resumed_natively or "resume" in self.ledger.native_acts
        if "can't tell if the timer started" in turn.speech:
            self.doubtful.append(self.stage.clock.now_ms())
        self.check_words(turn)
        self.follow_not_me(turn)
        before = {kind: self.ledger.live(kind) for kind in STARTED}
        self.settle(turn)
        self.check_spoken(turn)
        self.check_made(turn, before)
        for kind in SKIN:
            self.check_goes(kind)
            self.check_log(kind, turn)
        self.check_off(turn)
        self.check_harm(turn, before)
        self.check_two(turn)
        self.check_too_long(turn)
        self.check_ring(turn)
        if turn.ended and not self.stage.echo.in_session:
            self.store_failed_in_session = False

    def check_words(self, turn: TranscriptTurn) -> None:
        """Plain words, not too many, and never a silence to answer to."""
        speech = turn.speech.removesuffix(CONSENT_PROMPT).strip()
        assert "something went wrong" not in speech.casefold()
        if turn.request and turn.request != "SessionEndedRequest":
            assert len(speech.split()) <= MOST_WORDS, f"{len(speech.split())} words: {speech}"
            if not turn.ended and not self.consent_open:
                assert turn.reprompt, "an open session without a reprompt"

    def follow_not_me(self, turn: TranscriptTurn) -> None:
        """What was asked since it was said that it was somebody else."""
        if turn.intent == "NotMeIntent":
            self.asked_afresh = set()
        if self.asked_afresh is not None and turn.asking:
            self.asked_afresh.add(turn.asking)

    def settle(self, turn: TranscriptTurn) -> None:
        """Which timers the person goes by after this turn, and what they make up."""
        ledger, now = self.ledger, self.stage.clock.now_ms()
        failing = self.stage.store.failing
        if turn.request and failing:
            self.store_failed_in_session = True
        if turn.request and "forgotten you" in turn.speech:
            for go in ledger.timed:
                go.unlogged = True
        for track in list(ledger.tracks.values()):
            if track.counts_from is None and self.is_vouched_for(track, turn):
                self.count_from_now(track, now)
        if not turn.request:
            return
        for go in ledger.timed:
            touched = go.is_live or any(track.gone_at == now for track in go.tracks)
            if touched and failing:
                go.unlogged = True
            if touched and ledger.failed:
                go.native = True
                go.unseen = go.unseen or any(how in {"lost", "garbage", "timeout"} for _, how in ledger.failed)

    def is_vouched_for(self, track: Track, turn: TranscriptTurn) -> bool:
        """Whether the skill has spoken of the timer as one that it knows."""
        if track in self.ledger.made and track.kind in STARTED:
            return bool(STARTED[track.kind].search(turn.speech) or self.added(turn) == track.kind)
        # Made in a turn that could not tell; taken up by the skill since then.
        record = self.stage.profile.timer(track.kind.replace(" ", "_"))
        return bool(turn.request and track.is_live and record and record.id == track.id)

    @staticmethod
    def added(turn: TranscriptTurn) -> str:
        """The kind of timer that was made longer."""
        match = ADDED.search(turn.speech)
        return match[1] if match else ""

    def count_from_now(self, track: Track, now: int) -> None:
        """The person goes by this timer: as a start of its own, or in the place of another."""
        ledger = self.ledger
        earlier = [other for other in ledger.live(track.kind) if other is not track]
        track.counts_from = now
        for other in earlier:
            other.counts_until = now
        go = next((ledger.go_of(other) for other in earlier), None)
        replaced = [other for other in ledger.tracks.values() if other.kind == track.kind and other.gone_at == now]
        if self.is_added(track) and go is None and replaced:
            go = ledger.go_of(replaced[-1])
        if go is None:
            late = [one for one in ledger.timed if one.kind == track.kind and track.created < one.off]
            go = late[-1] if late and track.created < now else None
        if go is None:
            go = Timed(track.kind, track)
            go.not_me = self.asked_afresh is not None
            go.native = bool(ledger.failed) or track.created < now
            go.unlogged = self.stage.store.failing
            ledger.timed.append(go)
            self.check_start(go, track)
        else:
            go.tracks.append(track)
            track.changes += 1

    def is_added(self, track: Track) -> bool:
        """Whether it was just spoken of as made longer."""
        return self.lines[-1].startswith("#   ") and self.added(TranscriptTurn("", speech=self.lines[-1])) == track.kind

    def check_start(self, go: Timed, track: Track) -> None:
        """No ice within two hours of ice off; of heat three times a day; nothing without its cautions for others."""
        if go.kind not in SKIN:
            return
        if self.asked_afresh is not None:
            needed = (
                {f"{go.kind}.{one}" for one in KINDS[TimerKind(go.kind)].cautions}
                if "list" not in self.lines[0]
                else {f"{go.kind}.still_start"}
            )
            afresh = self.asked_afresh
            self.asked_afresh = None
            if needed <= afresh or self.stage.echo.drop_attributes:
                return
        if self.store_failed_in_session or self.stage.store.failing or track.created < go.on:
            return
        earlier = [one for one in self.ledger.timed if one.kind == go.kind and one is not go]
        known = [one for one in earlier if not one.unlogged and not one.unseen]
        full = [one for one in known if one.seconds > SHORT_SECONDS + one.tolerance]
        if go.kind == "ice":
            early = [one for one in full if one.off > go.on - 2 * HOUR + 2_000 and one.off <= go.on]
            assert not early, f"ice within two hours of {early}"
        else:
            today = [one for one in full if one.on > go.on - DAY + 2_000]
            assert len(today) < 3, f"a fourth go of heat in a day: {today}"

    def check_spoken(self, turn: TranscriptTurn) -> None:
        """What is said of a timer is so: never a spoken start without one."""
        if not turn.request or turn.intent == "AMAZON.RepeatIntent":
            # Repeat says the last words once more, whatever has changed.
            return
        for kind, pattern in STARTED.items():
            if pattern.search(turn.speech):
                assert self.ledger.running(kind), f"a spoken start of {kind} without a timer"
        if kind := self.added(turn):
            assert any(track.status == "ON" for track in self.ledger.live(kind)), "time added to no timer"
            assert self.ledger.made, "added, and nothing was made longer"
        if re.search(r"\bThe \w+ runs again:", turn.speech):
            assert self.holds("ON"), "nothing runs"
        if "Paused, with" in turn.speech:
            assert self.holds("PAUSED"), "none is held"

    def holds(self, status: str) -> bool:
        """Whether Alexa has any timer of the skill in this state."""
        self.ledger.sync()
        return any(track.status == status for track in self.ledger.tracks.values())

    def check_made(self, turn: TranscriptTurn, before: dict[str, list[Track]]) -> None:
        """Never two, and none unspoken of."""
        made, failed = self.ledger.made, self.ledger.failed
        assert len([track for track in made if track.kind != SKIN_CHECK]) <= 1, "two timers in one turn"
        for track in made:
            if track.kind == SKIN_CHECK:
                self.check_made_ring(turn, track)
                continue
            told = STARTED[track.kind].search(turn.speech) or self.added(turn) or OPEN_ENDED.search(turn.speech)
            assert told, f"a timer was made and not spoken of: {turn.speech}"
            running = self.ledger.running(track.kind)
            if len(running) > 1 and not any(call == "delete" or how for call, how in failed):
                assert not before[track.kind], f"two {track.kind} timers after a turn whose calls worked"
            if len(running) > 1 and self.added(turn):
                assert "he old ring" in turn.speech, "the old timer stays, and nobody was told"

    def check_made_ring(self, turn: TranscriptTurn, ring: Track) -> None:
        """A skin check is made after a yes, or asked for; or it takes the place of another that was."""
        others = [track for track in self.ledger.tracks.values() if track.kind == SKIN_CHECK and track is not ring]
        replaces = any(track.is_live or track.gone_at == self.stage.clock.now_ms() for track in others)
        agreed = turn.intent in {"SkinCheckIntent", "AMAZON.YesIntent", "ItIsOnIntent"} or "skin check" in turn.speech
        assert replaces or agreed or self.ledger.failed, f"nobody asked for a skin check: {turn.speech}"

    def check_ring(self, turn: TranscriptTurn) -> None:
        """Asked how long is left, the skill brings the skin check into step: at five minutes, or gone, or paused."""
        if turn.intent != "TimeLeftIntent" or "timer" in turn.slots or not self.is_clean_turn(turn):
            return
        rings = [one for one in self.ledger.tracks.values() if one.kind == SKIN_CHECK and one.is_live]
        on = [track for kind in SKIN for track in self.ledger.live(kind)]
        assert len(rings) <= 1, f"several skin checks: {[vars(one) for one in rings]}"
        if not rings or self.store_failed_in_session:
            return
        assert on or not self.known_to_the_skill(), "a skin check, and nothing is on"
        for track in on:
            go = self.ledger.go_of(track)
            if go is None or go.native or go.unlogged or go.unseen:
                continue
            assert (rings[0].status == "PAUSED") is (track.status == "PAUSED"), f"{vars(rings[0])}, {go}"
            so_far = sum(min(end, self.stage.clock.now_ms()) - start for start, end in go.stretches) / 1000
            left = rings[0].left if rings[0].status == "PAUSED" else (rings[0].ends or 0) - self.stage.clock.now_ms()
            assert abs(so_far + left / 1000 - 5 * 60) <= 10 + go.tolerance, (
                f"not at five minutes: {vars(rings[0])}, {go}"
            )

    def known_to_the_skill(self) -> bool:
        """Whether the skill has a record of a skin check."""
        return self.stage.profile.timer(TimerKind.skin_check) is not None

    def check_goes(self, kind: str) -> None:
        """Never more than twenty minutes in one go."""
        for go in self.ledger.timed:
            if go.kind != kind or go.made_longer:
                continue
            assert go.seconds <= MOST_SECONDS + SLACK_SECONDS, f"too long: {go}"
            if go.not_me or go.unlogged or go.unseen or not go.is_live or self.store_failed_in_session:
                continue
            span = HOUR if kind == "heat" else 2 * HOUR
            shared = [one for one in self.ledger.timed if one.kind == kind and go.on - span + 2_000 < one.off <= go.on]
            shared = [one for one in shared if not (one.unlogged or one.unseen or one.made_longer)]
            if kind == "ice":
                shared = [one for one in shared if one.seconds <= SHORT_SECONDS]
            total = go.seconds + sum(one.seconds for one in shared)
            assert total <= MOST_SECONDS + SLACK_SECONDS + len(shared), f"too much {kind}: {shared} and {go}"

    def check_off(self, turn: TranscriptTurn) -> None:
        """A timer that is said to be off is off: at Alexa's, in the record, and in the log from now on."""
        if not turn.request or turn.intent == "AMAZON.RepeatIntent":
            return
        now = self.stage.clock.now_ms()
        for kind in IS_OFF.findall(turn.speech):
            held = [track for track in self.ledger.tracks.values() if track.kind == kind and track.is_live]
            assert not held or self.ledger.failed, f"said to be off, and Alexa holds {[vars(one) for one in held]}"
            if self.stage.store.failing:
                continue
            profile = self.stage.profile
            assert profile.timer(TimerKind(kind)) is None, (
                f"said to be off, and recorded as {profile.timer(TimerKind(kind))}"
            )
            assert all(one.ended <= now for one in profile.log(TimerKind(kind))), (
                f"said to be off, and logged as {profile.log(kind)}"
            )

    def check_harm(self, turn: TranscriptTurn, before: dict[str, list[Track]]) -> None:
        """What does harm comes off, its timer with it, and the clear no to the cautions is void."""
        against = self.named_against(turn)
        if not against:
            return
        if self.is_clean_turn(turn) and turn.outcome != "emergency" and not self.in_check(turn):
            on = [track for kind in against for track in self.ledger.live(kind) if not self.is_forgotten(track)]
            assert not on, f"it does harm, and still runs: {[vars(one) for one in on]}"
        if any(not track.is_live for kind in against for track in before[kind]):
            assert turn.speech.startswith("Take it off now."), f"it does harm, and it says {turn.speech}"
        if not self.stage.store.failing and not self.store_failed_in_session:
            cleared = max(self.stage.profile.ice_cleared_at, self.stage.profile.heat_cleared_at)
            assert cleared == 0, "it does harm, and the clear no stands"

    def is_forgotten(self, track: Track) -> bool:
        """Whether it was made before "forget me": then nobody looks for it."""
        go = self.ledger.go_of(track)
        return bool(go and go.unlogged)

    def named_against(self, turn: TranscriptTurn) -> frozenset[str]:
        """The kinds that something said in this turn speaks against."""
        if turn.intent == "SkinTroubleIntent":
            return frozenset(SKIN)
        if turn.intent not in {"ReportSymptomIntent", "TheirSymptomIntent"}:
            return frozenset()
        return frozenset().union(*(AGAINST.get(found, frozenset()) for found in turn.slots.values()))

    @staticmethod
    def in_check(turn: TranscriptTurn) -> bool:
        """Whether the turn came in the middle of a check: there a condition is noted, and the check goes on."""
        session = (turn.envelope or {}).get("session") or {}
        asked = str((session.get("attributes") or {}).get("asking", ""))
        return asked.startswith(("red_flag.", "safety_check.")) and turn.intent != "SkinTroubleIntent"

    def check_two(self, turn: TranscriptTurn) -> None:
        """Ice and heat at once, or two of one: numb skin burns unfelt."""
        if turn.request and not self.ledger.failed and not self.resumed_natively and not self.stage.store.failing:
            both = [[t for t in self.ledger.live(kind) if t.status == "ON"] for kind in SKIN]
            assert not all(both), "ice and heat at the same time"
        if turn.intent == "TimeLeftIntent" and self.is_clean_turn(turn) and "timer" not in turn.slots:
            for kind in SKIN:
                assert len(self.ledger.running(kind)) <= 1, f"two {kind} timers after a turn whose calls worked"

    def is_clean_turn(self, turn: TranscriptTurn) -> bool:
        """Whether nothing failed in it."""
        return bool(turn.request) and not self.ledger.failed and not self.stage.store.failing and self.may_use_timers

    @property
    def may_use_timers(self) -> bool:
        """Whether the permission is given."""
        return self.stage.echo.person.timers.granted

    def check_too_long(self, turn: TranscriptTurn) -> None:
        """Made too long without the skill: it says so when asked."""
        if turn.intent != "TimeLeftIntent" or "timer" in turn.slots or not self.is_clean_turn(turn):
            return
        for go in self.ledger.timed:
            if go.made_longer and go.is_live and not go.unlogged and go.kind in SKIN and not self.lost_from_sight(go):
                paused = any(track.status == "PAUSED" for track in go.tracks if track.counts)
                if go.seconds > MOST_SECONDS + 5 + go.tolerance and not paused:
                    assert "too long" in turn.speech or "over the most" in turn.speech, f"not told: {turn.speech}"

    def check_log(self, kind: str, turn: TranscriptTurn) -> None:
        """The log is what happened; where that cannot be known exactly, never less."""
        now = self.stage.clock.now_ms()
        log = [entry for entry in self.stage.profile.log(TimerKind(kind)) if entry.ended > now - 7 * DAY]
        timed = [go for go in self.ledger.timed if go.kind == kind]
        clean = self.is_clean_turn(turn) and "timer" not in turn.slots
        looked = clean and turn.intent in {"TimeLeftIntent", f"{kind.capitalize()}HistoryIntent"}
        for go in timed:
            if go.unlogged or go.off <= now - 7 * DAY + 10_000:
                continue
            slack = go.tolerance
            mine = [
                one
                for one in log
                if one.started < go.off + 2_000 and one.ended > go.on - 2_000 and one.elapsed_seconds > 0
            ]
            mine = [one for one in mine if min(one.ended, go.off) - max(one.started, go.on) > 4_000 or len(mine) == 1]
            if go.native:
                if looked and not self.lost_from_sight(go):
                    seconds = sum(one.elapsed_seconds for one in mine)
                    off = max((one.ended for one in mine), default=0)
                    if go.seconds > slack:
                        assert seconds >= go.seconds - slack, f"less than there was: {go}, {mine}"
                        assert off >= go.off_but_for_moments - slack * 1000, f"earlier than it came off: {go}, {mine}"
                    go.unseen = False
                    go.unseen_acts.clear()
                continue
            if go.seconds <= slack + 4:
                continue
            assert len(mine) == 1, f"logged {len(mine)} times: {go}, {log}"
            (entry,) = mine
            assert abs(entry.started - go.on) <= 2_000, f"on: {go}, {entry}"
            assert abs(entry.ended - go.off) <= slack * 1000, f"off: {go}, {entry}"
            assert abs(entry.elapsed_seconds - go.seconds) <= slack, f"length: {go}, {entry}"
        if not any(go.native or go.unlogged for go in timed):
            ran = [(go.on, go.off) for go in timed] + [(moment, moment) for moment in self.doubtful]
            for entry in log:
                assert any(entry.started < off + 2_000 and entry.ended > on - 2_000 for on, off in ran), (
                    f"made up: {entry}"
                )

    def lost_from_sight(self, go: Timed) -> bool:
        """Changed without the skill, and gone before it could look: nobody can know."""
        held = any(track.is_live or track.status == "OFF" for track in go.tracks)
        # Made longer and held, or let go on: how long it ran cannot be told from what is left.
        both = "extend" in go.unseen_acts and len(go.unseen_acts) > 1
        return (go.unseen and not held) or both


class Conditions(TimersAndTime):
    """The same, and things are said that speak against cold or heat."""

    sayings = (*TimersAndTime.sayings, *CONDITIONS)
    harm_said = (*TimersAndTime.harm_said, *CONDITIONS, *CONDITIONS)


def play_at_random(machine: type[TimersAndTime], examples: int) -> None:
    run_state_machine_as_test(
        seed(SEED)(machine),
        settings=settings(
            max_examples=EXAMPLES or examples,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            report_multiple_bugs=False,
            print_blob=False,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink] if SHRINK else [Phase.generate],
        ),
    )


HOW_MANY = pytest.mark.parametrize("examples", [FEW, pytest.param(MANY, marks=pytest.mark.e2e)])


@HOW_MANY
def test_whatever_happens_to_timers(examples: int) -> None:
    play_at_random(TimersAndTime, examples)


@HOW_MANY
def test_whatever_speaks_against_them(examples: int) -> None:
    play_at_random(Conditions, examples)

"""What the handler does around the conversation: reads where it must, writes once, and says what failed."""

import json
import logging
import time
from typing import TYPE_CHECKING, Any

import pytest

from coach.alexa.api_client import DeadlineApiClient
from coach.alexa.ssml import plain
from coach.care.limits import TimerKind
from coach.care.triage import Outcome
from coach.conversation import router
from coach.conversation.questions import QuestionId
from coach.conversation.reply import Reply, ask, tell
from coach.conversation.router import Understood
from coach.conversation.symptoms.hearing import NOTHING
from coach.conversation.turn import Turn
from coach.deadline import seconds_left
from coach.profile.changes import Change, GrantClearance, KeepPlace, VoidClearance
from coach.profile.model import Application, Profile
from coach.profile.stores.memory import InMemoryStore
from coach.settings import Settings
from coach.skill import EMERGENCY_COMMIT_SECONDS, build_skill
from tests.recording_store import RecordingStore

if TYPE_CHECKING:
    from collections.abc import Callable

NOON = "2026-11-21T12:00:00Z"
NOON_MS = 1_795_262_400_000
CLEARED = Profile(ice_cleared_at=NOON_MS - 1, place="heat")
VOID = (VoidClearance(),)
NOT_KEPT = "I couldn't save this"
NOT_FORGOTTEN = "nothing is forgotten yet"


class Watched(RecordingStore):
    """Notes how long each call may take, too."""

    def __init__(self, profile: Profile = CLEARED) -> None:
        super().__init__()
        InMemoryStore.save(self, "somebody", profile)
        self.seconds: list[float] = []

    def called(self, act: str) -> None:
        """Note a call."""
        self.seconds.append(seconds_left())
        super().called(act)


class Conversation:
    """In place of the conversation: gives one reply, and notes the turns that it is given."""

    def __init__(self) -> None:
        self.reads = True
        self.reply: Callable[[Turn], Reply] = lambda turn: ask(turn, QuestionId.menu, "Words.", reprompt="Again?")
        self.turns: list[Turn] = []

    def changes(self, *changes: Change, outcome: Outcome | None = None, **more: Any) -> None:
        """Have it reply with these changes."""
        self.reply = lambda turn: ask(
            turn.after(*changes), QuestionId.menu, "Words.", reprompt="Again?", outcome=outcome
        )._replace(**more)

    def understand(self, turn: Turn) -> Understood:
        """Return that all is understood."""
        return Understood(turn, None, None, NOTHING, reads_profile=self.reads)

    def answer(self, understood: Understood) -> Reply:
        """Return the reply that was asked for."""
        self.turns.append(understood.turn)
        return self.reply(understood.turn)

    @property
    def steps(self) -> router.Conversation:
        """Both steps, as the skill takes them."""
        return router.Conversation(self.understand, self.answer)


@pytest.fixture
def conversation() -> Conversation:
    return Conversation()


def say(conversation: Conversation, store: Watched, user: str = "somebody", **request: Any) -> dict[str, Any]:
    skill = build_skill(store, DeadlineApiClient(), Settings(), conversation=conversation.steps)
    request = {"type": "LaunchRequest", "timestamp": NOON, "locale": "en-US", **request}
    return skill.respond({"request": request, "session": {"user": {"userId": user}, "new": True}})


def speech(answer: dict[str, Any]) -> str:
    return plain(answer["response"].get("outputSpeech", {}).get("ssml", ""))


def test_a_turn_that_needs_the_profile_has_it_trimmed(conversation: Conversation) -> None:
    store = Watched(CLEARED._replace(ice_log=(Application(1, 2),)))
    answer = say(conversation, store)
    (turn,) = conversation.turns
    assert (turn.profile, turn.profile_lost) == (CLEARED, False)
    assert store.calls == ["load"]
    assert speech(answer) == "Words."
    assert answer["sessionAttributes"]["asking"] == "launch.choose"


def test_a_turn_that_does_not_need_it_reads_nothing(conversation: Conversation) -> None:
    conversation.reads = False
    store = Watched()
    say(conversation, store)
    (turn,) = conversation.turns
    assert (turn.profile, turn.profile_lost) == (Profile(), False)
    assert store.calls == []


@pytest.mark.parametrize("reads", [True, False])
def test_changes_are_written_once_in_their_order(conversation: Conversation, reads: bool) -> None:
    conversation.reads = reads
    conversation.changes(GrantClearance(TimerKind.heat, 7), *VOID, KeepPlace("rest"), GrantClearance(TimerKind.ice, 9))
    store = Watched()
    say(conversation, store)
    assert store.calls == ["load", "save"]
    assert store.kept("somebody") == Profile(ice_cleared_at=9, place="rest")


@pytest.mark.parametrize("user", ["somebody", ""])
def test_what_cannot_be_read_is_lost_and_not_written(
    conversation: Conversation, user: str, caplog: pytest.LogCaptureFixture
) -> None:
    conversation.changes(*VOID)
    store = Watched()
    store.failing = {"load"}
    with caplog.at_level(logging.DEBUG, logger="coach"):
        answer = say(conversation, store, user)
    assert conversation.turns[0].profile_lost
    assert speech(answer) == "Words."
    assert store.calls == (["load"] if user else [])
    assert store.kept("somebody") == CLEARED
    errors = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert errors == (['{"store": "load", "result": "StoreError"}'] if user else [])


@pytest.mark.parametrize(("reads", "failing"), [(True, "save"), (False, "void")])
def test_a_write_that_fails_is_said_before_the_rest_where_the_answer_was_about_it(
    conversation: Conversation, reads: bool, failing: str, caplog: pytest.LogCaptureFixture
) -> None:
    conversation.reads = reads
    conversation.changes(*VOID)
    store = Watched()
    store.failing = {failing}
    with caplog.at_level(logging.ERROR, logger="coach"):
        said = speech(say(conversation, store))
    assert said.startswith(NOT_KEPT) is reads
    assert said.endswith("Words.")
    assert [record.getMessage() for record in caplog.records] == ['{"store": "write", "result": "StoreError"}']


@pytest.mark.parametrize("outcome", [Outcome.same_day, Outcome.emergency])
@pytest.mark.parametrize("failing", ["void", "load"])
def test_an_outcome_is_said_alone_whatever_becomes_of_the_write(
    conversation: Conversation, outcome: Outcome, failing: str
) -> None:
    conversation.reads = False
    conversation.changes(*VOID, outcome=outcome)
    store = Watched()
    store.failing = {failing}
    answer = say(conversation, store)
    assert speech(answer) == "Words."
    assert answer["sessionAttributes"]["outcome"] == outcome.value


def test_an_emergency_waits_for_the_store_no_longer_than_it_may(conversation: Conversation) -> None:
    conversation.reads = False
    conversation.reply = lambda turn: tell(turn.after(*VOID), "Words.", outcome=Outcome.emergency)
    store = Watched()
    answer = say(conversation, store)
    assert answer["response"]["shouldEndSession"] is True
    assert answer["sessionAttributes"] == {"outcome": "emergency"}
    assert store.calls == ["void"]
    assert all(seconds <= EMERGENCY_COMMIT_SECONDS for seconds in store.seconds)
    assert store.kept("somebody").ice_cleared_at == 0
    conversation.changes(*VOID, outcome=Outcome.same_day)
    store = Watched()
    say(conversation, store)
    assert all(seconds > EMERGENCY_COMMIT_SECONDS for seconds in store.seconds)


def test_an_emergency_does_not_wait_for_others_who_write(conversation: Conversation) -> None:
    conversation.changes(*VOID, KeepPlace("rest"), outcome=Outcome.emergency)
    store = Watched()
    other = store.save

    def save(user_id: str, profile: Profile, revision: str = "") -> str:
        InMemoryStore.save(
            store, user_id, store.kept("somebody")._replace(not_me_at=time.monotonic_ns()), _revision(store)
        )
        return other(user_id, profile, revision)

    store.save = save  # type: ignore[method-assign]
    began = time.monotonic()
    assert speech(say(conversation, store)) == "Words."
    # A turn's whole budget is four seconds.
    assert time.monotonic() - began < 2


def _revision(store: Watched) -> str:
    return InMemoryStore.load(store, "somebody").revision


def test_forgetting_deletes_and_a_failure_is_said_in_place_of_the_rest(conversation: Conversation) -> None:
    conversation.changes(forget=True)
    store = Watched()
    assert speech(say(conversation, store)) == "Words."
    assert store.kept("somebody") == Profile()
    store = Watched()
    store.failing = {"delete"}
    said = speech(say(conversation, store))
    assert NOT_FORGOTTEN in said
    assert said.endswith("Again?")
    assert "Words." not in said
    assert store.kept("somebody") == CLEARED


@pytest.mark.parametrize("keeps", [True, False])
def test_after_the_skill_is_disabled_it_is_deleted_or_left_alone(conversation: Conversation, keeps: bool) -> None:
    conversation.reads = False
    conversation.reply = lambda turn: Reply((), turn.session, changes=VOID, forget=not turn.keeps_profile, silent=True)
    store = Watched()
    body = {"userInformationPersistenceStatus": "PERSISTED" if keeps else "NOT_PERSISTED"}
    assert say(conversation, store, type="AlexaSkillEvent.SkillDisabled", body=body)["response"] == {}
    assert store.calls == ([] if keeps else ["delete"])


def test_a_silent_reply_says_nothing_of_a_failure(conversation: Conversation) -> None:
    store = Watched()
    store.failing = {"save", "delete"}
    for forget in (False, True):
        conversation.changes(*VOID, silent=True, forget=forget)
        assert say(conversation, store)["response"] == {}


@pytest.mark.parametrize(("outcome", "calls"), [(None, ["load", "save"]), (Outcome.routine, ["load"])])
def test_use_alone_keeps_a_profile_alive(conversation: Conversation, outcome: Outcome | None, calls: list[str]) -> None:
    store = Watched()
    store.refresh_due = True
    # A change that changes nothing is no write.
    for changes in ((), (KeepPlace("heat"),)):
        store.calls.clear()
        conversation.changes(*changes, outcome=outcome)
        assert speech(say(conversation, store)) == "Words."
        assert store.calls == calls
    store.failing = {"save"}
    assert speech(say(conversation, store)) == "Words."


def test_what_fails_in_the_conversation_is_spoken_of_with_the_number(
    conversation: Conversation, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(_: Turn) -> Reply:
        raise KeyError("somebody said this")

    conversation.reply = fails
    with caplog.at_level(logging.DEBUG, logger="coach"):
        assert "call 999" in speech(say(conversation, Watched(), locale="en-GB"))
    (line,) = [json.loads(record.getMessage()) for record in caplog.records]
    assert (line["request"], line["intent"], line["result"]) == ("LaunchRequest", None, "KeyError")
    assert say(conversation, Watched(), type="SessionEndedRequest")["response"] == {}


@pytest.mark.parametrize(
    ("name", "logged"), [("AMAZON.YesIntent", "AMAZON.YesIntent"), ("SomebodysNameIntent", None), ("", None)]
)
def test_only_intents_of_the_model_are_logged_by_name(
    conversation: Conversation, name: str, logged: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="coach"):
        say(conversation, Watched(), type="IntentRequest", intent={"name": name})
    (line,) = [json.loads(record.getMessage()) for record in caplog.records]
    assert line["intent"] == logged
    assert set(line) == {"request", "intent", "ms", "result"}

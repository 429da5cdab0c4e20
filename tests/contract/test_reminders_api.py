"""Amazon's rules for reminders, held by the emulator, and what the skill's client makes of its answers."""

import json
import re
from typing import Any

import pytest

from coach.alexa.reminders_client import AlexaReminders
from coach.content.catalog import Catalog
from coach.conversation.reminders.port import When
from coach.conversation.timers.port import TimerFailure, TimersError
from local.clock import Clock
from local.timers_api.person_timers import PersonTimers
from local.timers_api.service import REMINDERS_PATH, TimersService
from tests.in_process import NINE_O_CLOCK_MS, DirectApiClient

CATALOG = Catalog()
BODY: dict[str, Any] = {
    "requestTime": "2026-11-21T09:00:00.000",
    "trigger": {"type": "SCHEDULED_RELATIVE", "offsetInSeconds": 60},
    "alertInfo": {"spokenInfo": {"content": [{"locale": "en-US", "text": "Time."}]}},
    "pushNotification": {"status": "DISABLED"},
}
TOMORROW = {"type": "SCHEDULED_ABSOLUTE", "scheduledTime": "2026-11-22T09:00:00", "timeZoneId": "Europe/London"}


class Held:
    """One person's reminders behind the service, and the skill's client in front of it."""

    def __init__(self) -> None:
        from ask_sdk_core.serialize import DefaultSerializer
        from ask_sdk_model.services import ApiConfiguration
        from ask_sdk_model.services.reminder_management import ReminderManagementServiceClient

        self.clock = Clock(NINE_O_CLOCK_MS)
        self.service = TimersService()
        self.timers = PersonTimers(self.clock)
        self.timers.reminders.granted = True
        self.service.add_person("token", self.timers)
        configuration = ApiConfiguration(
            serializer=DefaultSerializer(),
            api_client=DirectApiClient(self.service),
            api_endpoint=self.service.url,
            authorization_value="token",
        )
        self.client = AlexaReminders(lambda: ReminderManagementServiceClient(configuration), "en-GB")

    def call(self, method: str, path: str = "", body: Any = None) -> tuple[int, Any]:
        """Return the status and the answer of a call."""
        status, answer = self.service.answer(method, REMINDERS_PATH + path, "token", json.dumps(body).encode())
        return status, json.loads(answer) if answer else None


@pytest.fixture
def held() -> Held:
    return Held()


def test_a_reminder_comes_when_it_is_due_and_is_given_once(held: Held) -> None:
    status, made = held.call("POST", body=BODY)
    assert (status, made["status"]) == (200, "ON")
    held.call("POST", body={**BODY, "trigger": TOMORROW})
    held.clock.advance(59_000)
    assert held.timers.reminders.given() == []
    held.clock.advance(1_000)
    assert (held.timers.reminders.given(), held.timers.reminders.given()) == (["Time."], [])
    assert [row["status"] for row in held.call("GET")[1]["alerts"]] == ["COMPLETED", "ON"]
    held.clock.advance(24 * 60 * 60 * 1000 - 60_000)
    assert held.timers.reminders.given() == ["Time."]


@pytest.mark.parametrize(
    "change",
    [
        {"requestTime": "soon"},
        {"trigger": None},
        {"trigger": {"type": "SCHEDULED_RELATIVE", "offsetInSeconds": 0}},
        {"trigger": {**TOMORROW, "timeZoneId": "Europe/Nowhere"}},
        {"trigger": {**TOMORROW, "scheduledTime": "2026-11-20T09:00:00"}},
        {"trigger": {**TOMORROW, "scheduledTime": "2026-11-22T09:00:00Z"}},
        {"alertInfo": {"spokenInfo": {"content": []}}},
        {"alertInfo": {"spokenInfo": {"content": [{"locale": "en-US", "text": "<speak>Time.</speak>"}]}}},
        {"pushNotification": {"status": "LATER"}},
    ],
)
def test_what_amazon_refuses(held: Held, change: dict[str, Any]) -> None:
    status, answer = held.call("POST", body={**BODY, **change})
    assert (status, answer["code"]) == (400, "INVALID_REQUEST")
    assert held.timers.reminders.every() == []


def test_it_has_a_permission_of_its_own(held: Held) -> None:
    held.timers.granted, held.timers.reminders.granted = True, False
    assert held.call("GET")[0] == 401
    held.timers.granted, held.timers.reminders.granted = False, True
    assert held.call("GET")[0] == 200


def test_there_is_room_for_so_many(held: Held) -> None:
    statuses = [held.call("POST", body=BODY)[0] for _ in range(251)]
    assert (statuses[249], statuses[250]) == (200, 403)


@pytest.mark.parametrize("when", [When(86_400), When(86_400, "2026-11-22T09:00:00", "Europe/London")])
def test_the_client_sets_lists_and_deletes(held: Held, when: When) -> None:
    made = held.client.set(NINE_O_CLOCK_MS, when, "How is it today?")
    assert [one.text for one in held.client.list()] == ["How is it today?"]
    (row,) = held.call("GET")[1]["alerts"]
    assert row["trigger"]["type"] == ("SCHEDULED_ABSOLUTE" if when.zone else "SCHEDULED_RELATIVE")
    assert row["alertInfo"]["spokenInfo"]["content"][0]["locale"] == "en-GB"
    held.client.delete(made.id)
    held.client.delete(made.id)
    assert held.client.list() == []


FAILURES = {
    "400": TimerFailure.refused,
    "401": TimerFailure.no_permission,
    "403": TimerFailure.too_many,
    "404": TimerFailure.down,
    "429": TimerFailure.busy,
    "504": TimerFailure.offline,
    "unsupported": TimerFailure.unsupported,
    "locale": TimerFailure.locale,
    # Nothing came of it: the list says so.
    "500": TimerFailure.down,
    "timeout": TimerFailure.down,
    "garbage": TimerFailure.down,
}


@pytest.mark.parametrize("how", FAILURES)
def test_each_failure_of_a_creation_is_told_apart_and_nothing_is_asked_for_twice(held: Held, how: str) -> None:
    held.service.fail_reminders(how, "create")
    with pytest.raises(TimersError) as raised:
        held.client.set(NINE_O_CLOCK_MS, When(60), "Time.")
    assert raised.value.failure is FAILURES[how]
    assert held.timers.reminders.every() == []
    assert [method for method, _ in held.service.calls].count("POST") == 1


def test_one_whose_answer_was_lost_is_adopted_and_an_older_one_is_not(held: Held) -> None:
    held.client.set(NINE_O_CLOCK_MS, When(7200), "Time.")
    held.clock.advance(120_000)
    held.service.fail_reminders("500", "create")
    with pytest.raises(TimersError):
        held.client.set(held.clock.now_ms(), When(7200), "Time.")
    held.service.fail_reminders("lost", "create")
    made = held.client.set(held.clock.now_ms(), When(7200), "Time.")
    assert made.id == held.timers.reminders.every()[-1]["alertToken"]
    assert len(held.timers.reminders.every()) == 2


@pytest.mark.parametrize("how", ["500", "timeout", "garbage", "lost", "drip"])
def test_what_cannot_be_told_is_unknown(held: Held, how: str) -> None:
    held.service.fail_reminders(how)
    with pytest.raises(TimersError) as raised:
        held.client.set(NINE_O_CLOCK_MS, When(60), "Time.")
    assert raised.value.failure is TimerFailure.unknown
    with pytest.raises(TimersError) as raised:
        held.client.list()
    assert raised.value.failure is TimerFailure.unknown


def test_what_a_reminder_says_is_plain_and_tells_nobody_anything() -> None:
    """It stays in the Alexa app for days."""
    words = CATALOG.words("en-US")
    for text in (words("reminder.walk_text"), words("reminder.tomorrow_text")):
        assert not re.search(r"back|spasm|pain|hurt|ice|heat|leg|numb|spine|muscle|symptom|[<\[]", text, re.IGNORECASE)

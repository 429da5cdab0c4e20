"""The timers emulator, through the SDK's own client: Amazon's rules, and its ways to fail."""

import json
import threading
from collections.abc import Iterator
from http.client import HTTPConnection, RemoteDisconnected
from typing import Any
from urllib.parse import urlsplit

import pytest
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model.services.api_configuration import ApiConfiguration
from ask_sdk_model.services.service_exception import ServiceException
from ask_sdk_model.services.timer_management import (
    AnnounceOperation,
    CreationBehavior,
    DisplayExperience,
    NotificationConfig,
    NotifyOnlyOperation,
    Status,
    TextToAnnounce,
    TimerManagementServiceClient,
    TimerRequest,
    TriggeringBehavior,
    Visibility,
)

from coach.alexa.api_client import DeadlineApiClient
from local.clock import Clock
from local.timers import Timers
from local.timers_api import FAILURES, TimersApi

MINUTE_MS = 60_000
START_MS = 1_760_000_000_000


class Stage:
    """The emulator with one person, and the SDK's client."""

    def __init__(self) -> None:
        self.clock = Clock(START_MS)
        self.timers = Timers(self.clock)
        self.timers.granted = True
        self.api = TimersApi()
        self.api.add_person("token", self.timers)
        self.client = self.client_with("token")

    def client_with(self, token: str) -> Any:
        """The SDK's client with some token."""
        configuration = ApiConfiguration(
            serializer=DefaultSerializer(),
            api_client=DeadlineApiClient(allow_http=True),
            api_endpoint=self.api.url,
            authorization_value=token,
        )
        return TimerManagementServiceClient(configuration)

    def raw(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
        """A call without the client: status and body."""
        connection = HTTPConnection(urlsplit(self.api.url).netloc, timeout=5)
        try:
            connection.request(method, path, body=body, headers={"Authorization": "Bearer token"})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


@pytest.fixture
def stage() -> Iterator[Stage]:
    made = Stage()
    yield made
    made.api.close()


def wanted(label: str = "ice", duration: str = "PT15M", *, announce: bool = True) -> Any:
    texts = [TextToAnnounce("en-US", "Ice off now."), TextToAnnounce("en-GB", "Ice off now, please.")]
    return TimerRequest(
        duration=duration,
        timer_label=label,
        creation_behavior=CreationBehavior(DisplayExperience(Visibility.VISIBLE)),
        triggering_behavior=TriggeringBehavior(
            operation=AnnounceOperation(texts) if announce else NotifyOnlyOperation(),
            notification_config=NotificationConfig(play_audible=True),
        ),
    )


def refused(call: Any, *arguments: Any) -> int:
    with pytest.raises(ServiceException) as raised:
        call(*arguments)
    body: Any = raised.value.body
    # The client leaves the body as it came where Amazon does not list the status for the call.
    fields = json.loads(body) if isinstance(body, str) else {"code": body.code, "message": body.message}
    assert fields["code"]
    assert fields["message"]
    return int(raised.value.status_code)


def test_create_and_list(stage: Stage) -> None:
    made = stage.client.create_timer(wanted())
    assert (made.status, made.timer_label, made.duration) == (Status.ON, "ice", "PT15M")
    assert made.trigger_time.timestamp() * 1000 == START_MS + 15 * MINUTE_MS
    found = stage.client.get_timers()
    assert found.total_count == 1
    assert [timer.id for timer in found.timers] == [made.id]
    assert stage.client.get_timer(made.id).timer_label == "ice"


def test_pause_and_resume_keep_what_is_left(stage: Stage) -> None:
    made = stage.client.create_timer(wanted())
    stage.clock.advance(5 * MINUTE_MS)
    stage.client.pause_timer(made.id)
    stage.clock.advance(60 * MINUTE_MS)
    held = stage.client.get_timer(made.id)
    assert (held.status, held.remaining_time_when_paused, held.trigger_time) == (Status.PAUSED, "PT10M", None)
    stage.client.resume_timer(made.id)
    assert stage.timers.labelled("ICE") == [("ice", 10 * MINUTE_MS, False)]


def test_it_rings_once_and_is_gone(stage: Stage) -> None:
    made = stage.client.create_timer(wanted())
    stage.clock.advance(15 * MINUTE_MS)
    (ring,) = stage.timers.rings()
    assert (ring.label, ring.announcement, ring.play_audible) == ("ice", "Ice off now.", True)
    assert stage.timers.rings() == []
    assert refused(stage.client.get_timer, made.id) == 404


def test_it_announces_in_the_devices_language(stage: Stage) -> None:
    stage.timers.locale = "en-GB"
    stage.client.create_timer(wanted())
    stage.clock.advance(15 * MINUTE_MS)
    assert stage.timers.rings()[0].announcement == "Ice off now, please."


def test_labels_are_unique_with_the_persons_own(stage: Stage) -> None:
    stage.timers.create_native("ice", MINUTE_MS)
    assert refused(stage.client.create_timer, wanted("Ice")) == 400
    assert stage.client.get_timers().total_count == 0


def test_ten_timers_with_the_persons_own(stage: Stage) -> None:
    stage.timers.create_native("pasta", MINUTE_MS)
    for number in range(9):
        stage.client.create_timer(wanted(f"ice {number}", announce=False))
    assert refused(stage.client.create_timer, wanted("one more")) == 403


@pytest.mark.parametrize("duration", ["PT2H1S", "PT0S", "fifteen minutes", "PT", "", "P1M"])
def test_a_duration_that_will_not_do(stage: Stage, duration: str) -> None:
    assert refused(stage.client.create_timer, wanted(duration=duration)) == 400


def test_two_hours_will_do(stage: Stage) -> None:
    assert stage.client.create_timer(wanted(duration="PT2H")).status is Status.ON


@pytest.mark.parametrize("missing", ["duration", "timerLabel", "creationBehavior", "triggeringBehavior"])
def test_a_body_with_something_missing(stage: Stage, missing: str) -> None:
    body: Any = DefaultSerializer().serialize(wanted())
    del body[missing]
    status, answer = stage.raw("POST", "/v1/alerts/timers", json.dumps(body).encode())
    assert (status, json.loads(answer)["code"]) == (400, "INVALID_REQUEST")


def test_label_instead_of_timer_label_is_refused(stage: Stage) -> None:
    body: Any = DefaultSerializer().serialize(wanted())
    body["label"] = body.pop("timerLabel")
    assert stage.raw("POST", "/v1/alerts/timers", json.dumps(body).encode())[0] == 400


def test_nonsense_is_refused(stage: Stage) -> None:
    assert stage.raw("POST", "/v1/alerts/timers", b"{")[0] == 400
    assert stage.raw("POST", "/v1/alerts/timers", b"[]")[0] == 400
    assert stage.raw("GET", "/v2/other")[0] == 404
    assert stage.raw("PUT", "/v1/alerts/timers")[0] == 405


def test_without_the_permission_nothing_works(stage: Stage) -> None:
    stage.timers.granted = False
    assert refused(stage.client.get_timers) == 401
    assert refused(stage.client.create_timer, wanted()) == 401


def test_a_strangers_token_opens_nothing(stage: Stage) -> None:
    assert refused(stage.client_with("other").get_timers) == 401


def test_delete_one_and_all_leave_the_persons_own(stage: Stage) -> None:
    stage.timers.create_native("pasta", 60 * MINUTE_MS)
    first = stage.client.create_timer(wanted())
    stage.client.create_timer(wanted("ice two"))
    stage.client.delete_timer(first.id)
    assert refused(stage.client.delete_timer, first.id) == 404
    stage.client.delete_timers()
    assert stage.client.get_timers().total_count == 0
    assert [label for label, _left, _paused in stage.timers.labelled(None)] == ["pasta"]


def test_people_see_only_their_own(stage: Stage) -> None:
    other = Timers(stage.clock)
    other.granted = True
    stage.api.add_person("other", other)
    made = stage.client.create_timer(wanted())
    assert refused(stage.client_with("other").delete_timer, made.id) == 404


@pytest.mark.parametrize("status", [how for how in FAILURES if how.isdigit()])
def test_it_fails_until_healed(stage: Stage, status: str) -> None:
    stage.api.fail(status)
    assert refused(stage.client.get_timers) == int(status)
    stage.api.heal()
    assert stage.client.get_timers().total_count == 0


def test_garbage_is_not_json(stage: Stage) -> None:
    stage.api.fail("garbage")
    status, answer = stage.raw("GET", "/v1/alerts/timers")
    assert status == 200
    with pytest.raises(ValueError, match="Expecting value"):
        json.loads(answer)


def test_a_hanging_call_ends_when_healed(stage: Stage) -> None:
    stage.api.fail("timeout")
    ended = threading.Event()

    def call() -> None:
        with pytest.raises(RemoteDisconnected):
            stage.raw("GET", "/v1/alerts/timers")
        ended.set()

    caller = threading.Thread(target=call, daemon=True)
    caller.start()
    assert not ended.wait(0.05)
    stage.api.heal()
    assert ended.wait(5)
    assert stage.client.get_timers().total_count == 0


def test_an_unknown_failure_is_refused(stage: Stage) -> None:
    with pytest.raises(ValueError, match="418"):
        stage.api.fail("418")

"""The timers emulator, through the SDK's own client: Amazon's rules, and its ways to fail."""

import json
import socket
import threading
from collections.abc import Iterator
from datetime import datetime
from http.client import HTTPConnection, RemoteDisconnected
from typing import Any
from urllib.parse import urlsplit

import pytest
from ask_sdk_core.exceptions import SerializationException
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model.services.api_configuration import ApiConfiguration
from ask_sdk_model.services.service_exception import ServiceException
from ask_sdk_model.services.timer_management import (
    AnnounceOperation,
    CreationBehavior,
    DisplayExperience,
    Error,
    NotificationConfig,
    NotifyOnlyOperation,
    Status,
    TextToAnnounce,
    TimerManagementServiceClient,
    TimerRequest,
    TimerResponse,
    TimersResponse,
    TriggeringBehavior,
    Visibility,
)
from ask_sdk_model.services.ups import Error as SettingsError
from ask_sdk_model.services.ups import UpsServiceClient

from coach.alexa.api_client import ApiClientError, DeadlineApiClient
from coach.deadline import Budgets, turn_budget
from local.clock import Clock
from local.timers_api.http_server import TimersApi
from local.timers_api.person_timers import PersonTimers
from local.timers_api.service import CALLS, FAILURES, TIMERS_PATH, TimersService

MINUTE_MS = 60_000
START_MS = 1_760_000_000_000
DEVICE = "amzn1.ask.device.A/1"
"""With a slash, so that a client has to escape it."""
ZONE_PATH = "/v2/devices/amzn1.ask.device.A%2F1/settings/System.timeZone"


class Stage:
    """The emulator with one person, and the SDK's client."""

    def __init__(self) -> None:
        self.clock = Clock(START_MS)
        self.timers = PersonTimers(self.clock)
        self.timers.granted = True
        self.api = TimersApi()
        self.api.add_person("token", self.timers, DEVICE)
        self.client = self.client_with("token")
        self.settings = UpsServiceClient(self.configuration("token"))

    def client_with(self, token: str) -> Any:
        """The SDK's client with some token."""
        return TimerManagementServiceClient(self.configuration(token))

    def configuration(self, token: str) -> Any:
        """What the SDK's clients need to know."""
        return ApiConfiguration(
            serializer=DefaultSerializer(),
            api_client=DeadlineApiClient(may_call_plainly=TimersApi.listens_at),
            api_endpoint=self.api.url,
            authorization_value=token,
        )

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


def wanted(label: str = "ice", duration: str = "PT15M", *, announce: bool = True, audible: bool = True) -> Any:
    texts = [TextToAnnounce("en-US", "Ice off now."), TextToAnnounce("en-GB", "Ice off now, please.")]
    return TimerRequest(
        duration=duration,
        timer_label=label,
        creation_behavior=CreationBehavior(DisplayExperience(Visibility.VISIBLE)),
        triggering_behavior=TriggeringBehavior(
            operation=AnnounceOperation(texts) if announce else NotifyOnlyOperation(),
            notification_config=NotificationConfig(play_audible=audible),
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


def rung(stage: Stage) -> Any:
    """A timer of the skill's that rings."""
    made = stage.client.create_timer(wanted())
    stage.clock.advance(15 * MINUTE_MS)
    return made


def test_it_rings_once_and_stays_off_while_it_rings(stage: Stage) -> None:
    made = rung(stage)
    (ring,) = stage.timers.rings()
    assert (ring.label, ring.announcement, ring.play_audible) == ("ice", "Ice off now.", True)
    assert stage.timers.rings() == []
    for shown in (stage.client.get_timer(made.id), *stage.client.get_timers().timers):
        assert (shown.status, shown.trigger_time, shown.updated_time) == (
            Status.OFF,
            made.trigger_time,
            made.trigger_time,
        )
    assert stage.client.get_timers().total_count == 1
    assert stage.timers.labelled(None) == []


def test_its_label_is_taken_until_it_is_silent(stage: Stage) -> None:
    made = rung(stage)
    assert refused(stage.client.create_timer, wanted("ICE")) == 400
    assert stage.timers.silence()
    assert not stage.timers.silence()
    assert refused(stage.client.get_timer, made.id) == 404
    assert stage.client.create_timer(wanted()).status is Status.ON


def test_it_rings_for_ten_minutes(stage: Stage) -> None:
    made = rung(stage)
    stage.clock.advance(10 * MINUTE_MS - 1)
    assert stage.client.get_timer(made.id).status is Status.OFF
    stage.clock.advance(1)
    assert refused(stage.client.get_timer, made.id) == 404
    assert len(stage.timers.rings()) == 1


def test_what_nobody_looked_at_for_hours_rang_and_is_gone(stage: Stage) -> None:
    stage.client.create_timer(wanted())
    stage.clock.advance(180 * MINUTE_MS)
    assert stage.client.get_timers().total_count == 0
    (ring,) = stage.timers.rings()
    assert ring.at_ms == START_MS + 15 * MINUTE_MS


def test_without_a_sound_it_goes_at_once(stage: Stage) -> None:
    made = stage.client.create_timer(wanted(audible=False))
    stage.clock.advance(15 * MINUTE_MS)
    assert refused(stage.client.get_timer, made.id) == 404
    assert len(stage.timers.rings()) == 1


def test_deleting_a_ringing_timer_silences_it(stage: Stage) -> None:
    made = rung(stage)
    stage.client.delete_timer(made.id)
    assert not stage.timers.silence()
    rung(stage)
    stage.client.delete_timers()
    assert not stage.timers.silence()


def test_a_ringing_timer_is_not_paused_nor_resumed(stage: Stage) -> None:
    made = rung(stage)
    assert refused(stage.client.pause_timer, made.id) == 400
    assert refused(stage.client.resume_timer, made.id) == 400
    assert stage.client.get_timer(made.id).status is Status.OFF


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
    other = PersonTimers(stage.clock)
    other.granted = True
    stage.api.add_person("other", other)
    made = stage.client.create_timer(wanted())
    assert refused(stage.client_with("other").delete_timer, made.id) == 404


def read_again(answer: bytes, kind: Any) -> Any:
    """An answer as the SDK's class, and the same when it is written down again: nothing is lost on the way."""
    model = DefaultSerializer().deserialize(answer.decode(), kind)
    assert as_moments(DefaultSerializer().serialize(model)) == as_moments(json.loads(answer))
    return model


def as_moments(value: Any) -> Any:
    """JSON with its times as moments, and without what is null: the two ways in which the SDK writes it otherwise."""
    if isinstance(value, dict):
        return {key: as_moments(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [as_moments(inner) for inner in value]
    if isinstance(value, str) and value.startswith("20"):
        return datetime.fromisoformat(value)
    return value


def body_of(label: str = "ice") -> bytes:
    return json.dumps(DefaultSerializer().serialize(wanted(label))).encode()


def test_every_answer_is_one_that_the_sdk_can_read_without_loss(stage: Stage) -> None:
    status, answer = stage.raw("POST", TIMERS_PATH, body_of())
    made = read_again(answer, TimerResponse)
    assert (status, made.status, made.timer_label) == (200, Status.ON, "ice")
    path = f"{TIMERS_PATH}/{made.id}"
    for act, expected in (("pause", Status.PAUSED), ("resume", Status.ON)):
        # The SDK reads no body of these.
        assert stage.raw("POST", f"{path}/{act}") == (200, b"")
        held = read_again(stage.raw("GET", path)[1], TimerResponse)
        assert held.status is expected
        assert (held.remaining_time_when_paused is None) is (held.trigger_time is not None)
    stage.clock.advance(15 * MINUTE_MS)
    assert read_again(stage.raw("GET", path)[1], TimerResponse).status is Status.OFF
    stage.raw("POST", TIMERS_PATH, body_of("ice two"))
    found = read_again(stage.raw("GET", TIMERS_PATH)[1], TimersResponse)
    assert [timer.status for timer in found.timers] == [Status.OFF, Status.ON]
    assert stage.raw("DELETE", path) == (200, b"")
    assert stage.raw("DELETE", TIMERS_PATH) == (200, b"")


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", TIMERS_PATH, b"{}", 400),
        ("POST", TIMERS_PATH, b"{", 400),
        ("GET", f"{TIMERS_PATH}/none", b"", 404),
        ("DELETE", f"{TIMERS_PATH}/none", b"", 404),
        ("POST", f"{TIMERS_PATH}/none/pause", b"", 404),
        ("PUT", TIMERS_PATH, b"", 405),
    ],
)
def test_every_refusal_is_the_sdks_error(stage: Stage, method: str, path: str, body: bytes, status: int) -> None:
    given, answer = stage.raw(method, path, body)
    error = read_again(answer, Error)
    assert (given, bool(error.code), bool(error.message)) == (status, True, True)


@pytest.mark.parametrize("how", [how for how in FAILURES if how.isdigit()])
def test_every_failing_status_is_the_sdks_error(stage: Stage, how: str) -> None:
    stage.api.fail(how)
    stage.api.fail(how, "settings")
    for path, kind in ((TIMERS_PATH, Error), (ZONE_PATH, SettingsError)):
        status, answer = stage.raw("GET", path)
        error = read_again(answer, kind)
        assert (status, bool(error.code), bool(error.message)) == (int(how), True, True)


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


def test_a_lost_answer_was_carried_out(stage: Stage) -> None:
    stage.api.fail("lost", "create")
    with pytest.raises(ServiceException) as raised:
        stage.client.create_timer(wanted())
    lost = raised.value.__context__
    assert isinstance(lost, ApiClientError)
    assert lost.sent
    (made,) = stage.client.get_timers().timers
    assert made.timer_label == "ice"
    stage.api.fail("lost", "delete")
    with pytest.raises(ServiceException):
        stage.client.delete_timer(made.id)
    assert stage.client.get_timers().total_count == 0


@pytest.mark.parametrize(("how", "code"), [("unsupported", "DEVICE_NOT_SUPPORTED"), ("locale", "LOCALE_NOT_SUPPORTED")])
def test_a_device_or_a_language_without_timers(stage: Stage, how: str, code: str) -> None:
    stage.api.fail(how)
    with pytest.raises(ServiceException) as raised:
        stage.client.create_timer(wanted())
    body: Any = raised.value.body
    assert (raised.value.status_code, body.code) == (403, code)
    assert stage.timers.skills() == []


def test_a_dripping_answer_never_gets_anywhere(stage: Stage) -> None:
    stage.api.fail("drip")
    with turn_budget(Budgets(turn=0.6, save=0.1)), pytest.raises(ServiceException) as raised:
        stage.client.create_timer(wanted())
    lost = raised.value.__context__
    assert isinstance(lost, ApiClientError)
    assert lost.sent
    assert stage.timers.skills() == []
    assert stage.api.calls == [("POST", TIMERS_PATH)]


def test_a_dripping_answer_does_come_byte_by_byte(stage: Stage) -> None:
    stage.api.fail("drip", "list")
    parts = urlsplit(stage.api.url)
    with socket.create_connection((parts.hostname, parts.port), timeout=5) as connection:
        connection.sendall(f"GET {TIMERS_PATH} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert [connection.recv(64) for _ in range(2)] == [b"H", b"T"]
        stage.api.heal()
        assert connection.recv(64) in {b"", b"T"}


def each_call(stage: Stage) -> dict[str, Any]:
    """Every call of CALLS, ready to be made; each leaves things as they are but for `create` and `delete`."""
    made = stage.client.create_timer(wanted("standing"))
    spare = stage.client.create_timer(wanted("spare"))
    return {
        "create": lambda: stage.client.create_timer(wanted()),
        "list": stage.client.get_timers,
        "get": lambda: stage.client.get_timer(made.id),
        "delete": lambda: stage.client.delete_timer(spare.id),
        "pause": lambda: stage.client.pause_timer(made.id),
        "resume": lambda: stage.client.resume_timer(made.id),
        "settings": lambda: stage.settings.get_system_time_zone(DEVICE),
    }


@pytest.mark.parametrize("failing", CALLS)
def test_one_call_fails_and_the_others_work(stage: Stage, failing: str) -> None:
    calls = each_call(stage)
    assert list(calls) == list(CALLS)
    stage.api.fail("500", failing)
    for name, call in calls.items():
        if name == failing:
            assert refused(call) == 500
        else:
            call()
    stage.api.heal()
    calls[failing]()


def test_all_deleted_at_once_is_a_delete_too(stage: Stage) -> None:
    stage.api.fail("500", "delete")
    assert refused(stage.client.delete_timers) == 500


def test_a_failure_for_one_call_adds_and_one_for_all_replaces(stage: Stage) -> None:
    calls = each_call(stage)
    stage.api.fail("429")
    stage.api.fail("504", "create")
    stage.api.fail("401", "settings")
    assert [refused(calls[name]) for name in ("create", "list", "get", "settings")] == [504, 429, 429, 401]
    stage.api.fail("404")
    assert [refused(calls[name]) for name in CALLS if name != "settings"] == [404] * 6
    assert calls["settings"]() is None


def test_the_devices_time_zone(stage: Stage) -> None:
    stage.timers.granted = False
    assert stage.settings.get_system_time_zone(DEVICE) is None
    assert stage.raw("GET", ZONE_PATH) == (204, b"")
    stage.api.time_zone = "Europe/London"
    assert stage.settings.get_system_time_zone(DEVICE) == "Europe/London"
    status, answer = stage.raw("GET", ZONE_PATH)
    assert (status, json.loads(answer)) == (200, "Europe/London")


def settings_refused(client: Any, device: str = DEVICE) -> tuple[int, str]:
    with pytest.raises(ServiceException) as raised:
        client.get_system_time_zone(device)
    body: Any = raised.value.body
    return int(raised.value.status_code), body.code.value


def test_the_time_zone_is_for_the_devices_own_token(stage: Stage) -> None:
    stage.api.time_zone = "Europe/London"
    assert settings_refused(stage.settings, "amzn1.ask.device.B") == (403, "INVALID_TOKEN")
    assert settings_refused(UpsServiceClient(stage.configuration("other"))) == (401, "INVALID_TOKEN")
    stage.api.fail("429", "settings")
    assert settings_refused(stage.settings) == (429, "UNKNOWN_ERROR")
    stage.api.heal()
    for method, path, expected in (("PUT", ZONE_PATH, 405), ("GET", ZONE_PATH.replace("timeZone", "units"), 404)):
        status, answer = stage.raw(method, path)
        assert (status, bool(read_again(answer, SettingsError).code)) == (expected, True)


def test_the_time_zone_may_come_garbled(stage: Stage) -> None:
    stage.api.fail("garbage", "settings")
    with pytest.raises(SerializationException):
        stage.settings.get_system_time_zone(DEVICE)


def test_the_service_answers_without_a_network() -> None:
    service, timers = TimersService(), PersonTimers(Clock(START_MS))
    timers.granted = True
    service.add_person("token", timers, DEVICE)
    assert service.answer("POST", TIMERS_PATH, "token", body_of())[0] == 200
    assert service.answer("GET", f"{TIMERS_PATH}?nextToken=x", "token", b"")[0] == 200
    assert service.answer("GET", TIMERS_PATH, "other", b"")[0] == 401
    assert service.calls == [("POST", TIMERS_PATH), ("GET", TIMERS_PATH), ("GET", TIMERS_PATH)]
    service.time_zone = "Asia/Kolkata"
    assert service.answer("GET", ZONE_PATH, "token", b"") == (200, b'"Asia/Kolkata"')


@pytest.mark.parametrize(("how", "hangs", "made"), [("timeout", 1, 0), ("drip", 1, 0), ("lost", 0, 1)])
def test_no_answer_is_status_0_without_a_network(how: str, hangs: int, made: int) -> None:
    hung: list[bool] = []
    service, timers = TimersService(hang=lambda: hung.append(True)), PersonTimers(Clock(START_MS))
    timers.granted = True
    service.add_person("token", timers)
    service.fail(how)
    assert service.answer("POST", TIMERS_PATH, "token", body_of()) == (0, b"")
    assert (len(hung), len(timers.skills())) == (hangs, made)


@pytest.mark.parametrize(
    ("how", "call"),
    [("418", None), ("418", "create"), ("500", "sing"), ("locale", "settings"), ("unsupported", "settings")],
)
def test_an_unknown_failure_is_refused(stage: Stage, how: str, call: str | None) -> None:
    with pytest.raises(ValueError, match=how):
        stage.api.fail(how, call)
    assert stage.client.get_timers().total_count == 0

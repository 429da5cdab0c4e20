"""A DynamoDB that is out of reach, slow, refusing or mad: every call ends in time, and the skill goes on."""

import json
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

from coach.deadline import CONNECT_SECONDS, TURN_BUDGET_SECONDS, Budgets, turn_budget
from coach.profile.model import Application, Profile
from coach.profile.serialization import SCHEMA_VERSION, write
from coach.profile.store import StoreConflictError, StoreError
from coach.profile.stores.dynamodb import DynamoDbStore
from coach.settings import Settings, SettingsError
from tests.envelopes import Talker, slot

ROOT = Path(__file__).resolve().parents[2]
REGION = "us-east-1"
SPACE = "com.amazonaws.dynamodb.v20120810#"
IMPATIENT = Budgets(connect=0.02, read=0.03)
"""A call is given up after a twentieth of a second; the turn is as long as ever."""
LITTLE_LEFT = Budgets(turn=0.1, connect=1000, read=1000)
"""Only the end of the turn can give up a call."""
PATIENCE_SECONDS = 30.0
"""How long a slow one keeps its caller waiting, and then answers."""
FULL = Profile(ice_log=(Application(1, 2),), place="heat")


def refusal(name: str) -> tuple[int, bytes]:
    return 400, json.dumps({"__type": f"{SPACE}{name}", "message": "no"}).encode()


def holds(**item: Any) -> tuple[int, bytes]:
    whole = {
        "pk": {"S": "x"}, "data": {"S": write(FULL)}, "schema": {"N": str(SCHEMA_VERSION)}, "revision": {"S": "r1"},
        "expires_at": {"N": "9999999999"},
    }  # fmt: skip
    return 200, json.dumps({"Item": {name: value for name, value in {**whole, **item}.items() if value}}).encode()


ANSWERS = {
    "throttled": refusal("ProvisionedThroughputExceededException"),
    "throttled on demand": refusal("ThrottlingException"),
    "no permission": (400, b'{"__type": "com.amazon.coral.service#AccessDeniedException", "Message": "no"}'),
    "no table": refusal("ResourceNotFoundException"),
    "down": (500, b""),
    "garbage": (200, b"\xff\xfe<html>"),
    "a page": (200, b"<html>Welcome to our hotel. Log in to go on.</html>"),
    "nothing": (200, b""),
    "half an answer": (200, holds()[1][:40]),
    "json of another": (200, b'{"message": "log in to go on"}'),
    "a wrong checksum": (200, b"{}"),
    "not an object": (200, b"[7]"),
    "an item of nothing": (200, b'{"Item": {}}'),
    "an item of the wrong types": holds(data={"N": "7"}),
    "an item of a newer version": holds(schema={"N": str(SCHEMA_VERSION + 1)}),
    "an item whose text is newer": holds(data={"S": json.dumps({"version": SCHEMA_VERSION + 1})}),
    "an item without a revision": holds(revision=None),
    "an expired item of a newer version": holds(schema={"N": "9"}, expires_at={"N": "1"}),
}
SLOW = ("hung", "dripping a header", "dripping a body")


class FakeDynamoDb:
    """A server on this machine that answers every call in one way."""

    def __init__(self) -> None:
        self.mode = ""
        self.bodies: list[tuple[str, dict[str, Any]]] = []
        self.answers: list[tuple[int, bytes]] = []
        """Given first, one a call, before those of the mode."""
        self.over = threading.Event()
        self.waited_for = False
        """Whether somebody waited for a slow answer to its end."""
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Else each answer waits 40 ms for the kernel to send its second part.
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                fake.bodies.append((self.headers["X-Amz-Target"].split(".")[1], json.loads(self.rfile.read(length))))
                fake.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server.server_port}"

    @property
    def operations(self) -> list[str]:
        """What was called, in order."""
        return [name for name, _ in self.bodies]

    def store(self) -> DynamoDbStore:
        """A store that calls it."""
        return DynamoDbStore("profiles", endpoint_url=self.url, region=REGION)

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Answer as told."""
        if self.mode in SLOW:
            self._slowly(request)
            return
        status, body = self.answers.pop(0) if self.answers else ANSWERS.get(self.mode, (200, b"{}"))
        if not status:
            request.close_connection = True
            return
        request.send_response(status)
        request.send_header("Content-Type", "application/x-amz-json-1.0")
        request.send_header("Content-Length", str(len(body)))
        checksum = crc32(body) + (self.mode == "a wrong checksum")
        request.send_header("x-amz-crc32", str(checksum))
        request.end_headers()
        request.wfile.write(body)

    def _slowly(self, request: BaseHTTPRequestHandler) -> None:
        request.close_connection = True
        head = b"HTTP/1.1 200 OK\r\n" + (b"Content-Length: 9999\r\n\r\n" if self.mode.endswith("body") else b"X: ")
        until = time.monotonic() + PATIENCE_SECONDS
        try:
            while not self.over.wait(0.02):
                self.waited_for = time.monotonic() > until
                if self.waited_for:
                    return
                if self.mode != "hung":
                    request.wfile.write(head or b" ")
                    head = b""
        except OSError:
            return


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeDynamoDb]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "local")
    server = FakeDynamoDb()
    yield server
    server.over.set()
    server.server.shutdown()
    server.server.server_close()


def budgets_for(mode: str) -> Budgets:
    """Short ones where nobody answers; an answer, whichever, has its time."""
    return IMPATIENT if mode in {*SLOW, "no such host"} else Budgets()


def given_up(fake: FakeDynamoDb, call: Callable[[], object], budgets: Budgets) -> None:
    """The call is left behind while the far end still keeps it waiting."""
    calls = len(fake.bodies)
    with turn_budget(budgets), pytest.raises(StoreError) as error:
        call()
    assert isinstance(error.value.__cause__, TimeoutError)
    assert len(fake.bodies) <= calls + 1
    assert not fake.waited_for


@pytest.mark.parametrize("mode", ANSWERS)
def test_whatever_it_answers_a_read_ends_in_one_kind_of_error(fake: FakeDynamoDb, mode: str) -> None:
    fake.mode = mode
    with turn_budget(), pytest.raises(StoreError) as error:
        fake.store().load("somebody")
    assert not isinstance(error.value.__cause__, TimeoutError)
    assert fake.operations == ["GetItem"]


LIES = ("garbage", "a page", "nothing", "half an answer", "json of another", "a wrong checksum")


@pytest.mark.parametrize("mode", LIES)
def test_a_200_that_is_not_dynamodbs_is_no_success(fake: FakeDynamoDb, mode: str) -> None:
    """Once it found nobody, counted as kept, and said "done" while the item stayed."""
    fake.mode = mode
    store = fake.store()
    for call in (
        lambda: store.load("somebody"),
        lambda: store.save("somebody", FULL),
        lambda: store.delete("somebody"),
        lambda: store.void_clearance("somebody"),
    ):
        with turn_budget(), pytest.raises(StoreError):
            call()
    fake.answers = [holds()]
    talker = Talker(store).say("ForgetMeIntent").yes()
    assert "nothing is forgotten yet" in talker.speech
    talker = Talker(store).say("StartIceIntent")
    assert talker.asking == "ice.stop_signs", "of somebody whose gap is not known everything is asked"
    assert "can't reach my notes" in talker.speech


@pytest.mark.parametrize("mode", ["hung", "dripping a header", "dripping a body", "no such host"])
def test_an_emergencys_words_wait_for_no_store(fake: FakeDynamoDb, mode: str) -> None:
    """Whatever was open, and with the budgets as they are: once it was two to three seconds."""
    fake.mode = mode
    store = fake.store()
    if mode == "no such host":
        store = DynamoDbStore("profiles", endpoint_url="http://dynamodb.invalid", region=REGION)
    store.connect()
    talker = Talker(store)
    began = time.monotonic()
    talker.names("saddle_numbness")
    assert (talker.outcome, time.monotonic() - began < 0.6) == ("emergency", True)
    # A check that amounts to an emergency already, left for what is remembered.
    for intent in ("StartIceIntent", "TellRemedyIntent", "AMAZON.StopIntent"):
        answers = [["age", [42, 42]], ["saddle_numbness", "yes"]]
        talker.attributes = {"asking": "red_flag.fever", "answers": answers}
        began = time.monotonic()
        talker.say(intent)
        assert (talker.outcome, time.monotonic() - began < 0.6) == ("emergency", True)
    assert not fake.waited_for


def test_an_emergency_is_one_update_that_reads_nothing(fake: FakeDynamoDb) -> None:
    Talker(fake.store()).names("saddle_numbness")
    assert fake.operations == ["UpdateItem"]
    (_, update), *_ = fake.bodies
    assert "SET voided" in update["UpdateExpression"]
    assert "attribute_exists(pk)" in update["ConditionExpression"]
    fake.answers = [refusal("ConditionalCheckFailedException")]
    fake.store().void_clearance("somebody")
    fake.answers = [holds(voided={"BOOL": True}, data={"S": write(FULL._replace(ice_cleared_at=9, heat_cleared_at=9))})]
    assert fake.store().load("somebody").profile == FULL


@pytest.mark.parametrize("mode", SLOW)
def test_a_slow_one_is_given_up(fake: FakeDynamoDb, mode: str) -> None:
    fake.mode = mode
    store = fake.store()
    store.connect()
    given_up(fake, lambda: store.load("somebody"), Budgets(connect=0.1, read=0.2))
    given_up(fake, lambda: store.save("somebody", FULL), Budgets(connect=0.1, read=0.2))


@pytest.mark.parametrize("mode", SLOW)
def test_a_slow_one_is_given_less_where_less_is_left(fake: FakeDynamoDb, mode: str) -> None:
    fake.mode = mode
    store = fake.store()
    store.connect()
    given_up(fake, lambda: store.load("somebody"), LITTLE_LEFT._replace(turn=0.3))
    given_up(fake, lambda: store.save("somebody", FULL), LITTLE_LEFT._replace(turn=0.3))
    calls = len(fake.bodies)
    with turn_budget(Budgets(turn=0)), pytest.raises(StoreError, match="no time left"):
        store.delete("somebody")
    assert len(fake.bodies) == calls


@pytest.mark.e2e
@pytest.mark.parametrize("mode", SLOW)
def test_a_slow_one_is_given_up_within_a_real_turn(fake: FakeDynamoDb, mode: str) -> None:
    """With the budgets as they are, against the clock: that is seconds of waiting."""
    fake.mode = mode
    store = fake.store()
    talker = Talker(store)
    began = time.monotonic()
    with suppress(StoreError):
        store.load("somebody")
    assert CONNECT_SECONDS < time.monotonic() - began < 2 * TURN_BUDGET_SECONDS
    began = time.monotonic()
    talker.names("saddle_numbness")
    # An emergency's words wait for no store.
    assert time.monotonic() - began < CONNECT_SECONDS
    assert talker.outcome == "emergency"


@pytest.mark.parametrize("mode", [*ANSWERS, *SLOW, "no region", "nobody listens", "no such host"])
def test_warning_signs_and_remedies_go_on_without_it(
    fake: FakeDynamoDb, mode: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.mode = mode
    store = fake.store()
    if mode == "no region":
        for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
        store = DynamoDbStore("profiles", endpoint_url=fake.url)
    elif mode in {"nobody listens", "no such host"}:
        host = "127.0.0.1:9" if mode == "nobody listens" else "dynamodb.invalid"
        store = DynamoDbStore("profiles", endpoint_url=f"http://{host}", region=REGION)
    store.connect()
    budgets = budgets_for(mode)
    with caplog.at_level(logging.DEBUG, logger="coach"):
        talker = Talker(store, budgets=budgets)
        talker.send({"type": "LaunchRequest"})
        assert "911" in talker.speech
        talker.say("SafetyCheckIntent").no()
        assert talker.asking.startswith("red_flag.")
        talker.names("saddle_numbness")
        assert talker.outcome == "emergency"
        assert "911" in talker.speech
        talker = Talker(store, budgets=budgets).say("TellRemedyIntent", slot("remedy", "heat", "heat"))
        assert "warm" in talker.speech.lower()
        talker = Talker(store, budgets=budgets).say("WhatYouKnowIntent")
        assert "can't reach my notes" in talker.speech
        talker = Talker(store, budgets=budgets).say("ForgetMeIntent").yes()
        assert "nothing is forgotten yet" in talker.speech or mode.startswith(("an item", "an expired"))
    assert not fake.waited_for
    assert "PutItem" not in fake.operations
    logged = [json.loads(record.getMessage()) for record in caplog.records if record.name == "coach"]
    assert [line for line in logged if line.get("store") == "load" and line["result"] != "ok"]
    assert "somebody" not in caplog.text
    assert "profiles" not in "".join(json.dumps(line) for line in logged)


@pytest.mark.parametrize("mode", ["hung", "dripping a body"])
def test_a_turn_with_a_slow_one_ends_with_its_budget(fake: FakeDynamoDb, mode: str) -> None:
    fake.mode = mode
    talker = Talker(fake.store(), budgets=LITTLE_LEFT).names("saddle_numbness")
    assert talker.outcome == "emergency"
    assert not fake.waited_for


def test_a_write_that_fails_is_said_and_the_remedy_is_read_all_the_same(fake: FakeDynamoDb) -> None:
    fake.answers = [(200, b"{}"), refusal("ProvisionedThroughputExceededException")]
    talker = Talker(fake.store()).say("TellRemedyIntent", slot("remedy", "heat", "heat"))
    assert "I won't remember it" in talker.speech
    assert "warm" in talker.speech.lower()
    assert fake.operations == ["GetItem", "PutItem"]


def test_a_turn_is_one_read_and_at_most_one_write(fake: FakeDynamoDb) -> None:
    Talker(fake.store()).say("TellRemedyIntent", slot("remedy", "heat", "heat"))
    assert fake.operations == ["GetItem", "PutItem"]
    fake.bodies.clear()
    fake.mode = "holds"
    fake.answers = [holds()]
    Talker(fake.store()).say("TellRemedyIntent", slot("remedy", "heat", "heat"))
    assert fake.operations == ["GetItem"]


def test_what_is_sent_names_nobody_and_depends_on_what_was_read(fake: FakeDynamoDb) -> None:
    store = DynamoDbStore("profiles", endpoint_url=fake.url, region=REGION, clock=lambda: 1000.5)
    revision = store.save("somebody", FULL)
    store.save("somebody", FULL, revision)
    store.load("somebody")
    store.delete("somebody")
    assert fake.operations == ["PutItem", "PutItem", "GetItem", "DeleteItem"]
    first, second, read, delete = [body for _, body in fake.bodies]
    assert first["ConditionExpression"] == "attribute_not_exists(pk)"
    assert second["ConditionExpression"] == "revision = :held"
    assert second["ExpressionAttributeValues"] == {":held": {"S": revision}}
    assert second["Item"]["revision"] != first["Item"]["revision"] == {"S": revision}
    assert first["Item"]["expires_at"] == {"N": str(1000 + 90 * 24 * 60 * 60)}
    assert set(first["Item"]) == {"pk", "data", "schema", "revision", "expires_at"}
    assert read["ConsistentRead"] is True
    assert read["Key"] == delete["Key"] == {"pk": first["Item"]["pk"]}
    assert len(first["Item"]["pk"]["S"]) == 64
    assert "somebody" not in json.dumps(fake.bodies)


def test_a_condition_that_fails_is_a_conflict(fake: FakeDynamoDb) -> None:
    fake.answers = [refusal("ConditionalCheckFailedException")]
    with pytest.raises(StoreConflictError):
        fake.store().save("somebody", FULL)


def test_a_kept_connection_that_was_closed_is_tried_once_more(fake: FakeDynamoDb) -> None:
    fake.answers = [(0, b""), holds()]
    assert fake.store().load("somebody").profile == FULL
    fake.answers = [(0, b""), (0, b""), holds()]
    with pytest.raises(StoreError):
        fake.store().load("somebody")


def test_a_profile_past_its_time_counts_as_gone_and_one_in_use_does_not_get_there(fake: FakeDynamoDb) -> None:
    day = 24 * 60 * 60
    store = DynamoDbStore("profiles", endpoint_url=fake.url, region=REGION, clock=lambda: 1000.0)
    for left, expected in [
        (90 * day, (FULL, "r1", False)),
        (89 * day - 1, (FULL, "r1", True)),
        (1, (FULL, "r1", True)),
        (0, (Profile(), "r1", False)),
        (-day, (Profile(), "r1", False)),
    ]:
        fake.answers = [holds(expires_at={"N": str(1000 + left)})]
        assert store.load("somebody") == expected


def test_use_alone_keeps_a_profile_alive_and_its_failure_is_not_worth_a_word(fake: FakeDynamoDb) -> None:
    soon = {"N": str(int(time.time()) + 1000)}
    for after in ((200, b"{}"), refusal("ThrottlingException"), refusal("ConditionalCheckFailedException")):
        fake.bodies.clear()
        fake.answers = [holds(expires_at=soon), after]
        talker = Talker(fake.store()).say("WhatYouKnowIntent")
        assert fake.operations == ["GetItem", "PutItem"]
        assert fake.bodies[1][1]["Item"]["data"] == {"S": write(FULL)}
        assert "save" not in talker.speech
        assert "Heat" in talker.speech or "heat" in talker.speech


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("DYNAMODB_ENDPOINT_URL", url) for url in ("ftp://x", "x", "http://", "http://:8000", "http://a b")),
        *(("DYNAMODB_ENDPOINT_URL", url) for url in ("http://h:port", "http://h:99999", "https://h?x=1")),
        *(("STORE_URL", f"dynamodb://{table}") for table in ("", "ab", "a/b/c", "table name", "täble", "x" * 256)),
    ],
)
def test_an_unusable_address_stops_the_start_and_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name) as error:
        Settings.from_env({name: value})
    assert "\n" not in str(error.value)


def test_usable_addresses_and_regions() -> None:
    for url in ("http://127.0.0.1:8000", "http://host.docker.internal:8000/", "https://dynamodb.eu-west-1.amazonaws.com",
                "http://[::1]:8000"):  # fmt: skip
        assert Settings.from_env({"DYNAMODB_ENDPOINT_URL": url}).dynamodb_endpoint_url == url
    assert Settings.from_env({"STORE_URL": "dynamodb://back-spasm.Coach_1"}).store_url
    assert Settings.from_env({"AWS_REGION": "a", "AWS_DEFAULT_REGION": "b"}).aws_region == "a"
    assert Settings.from_env({"AWS_DEFAULT_REGION": "b"}).aws_region == "b"


@pytest.mark.parametrize("region", [{}, {"AWS_REGION": REGION}])
def test_with_a_table_the_client_is_made_while_the_handler_starts_and_never_else(region: dict[str, str]) -> None:
    code = (
        "import sys, lambda_function as f; print('boto3' in sys.modules, getattr(f.STORE, '_made', None) is not None);"
        "print(f.handler({'request': {'type': 'LaunchRequest'}}, None)['version'])"
    )
    keys = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_CONFIG_FILE": "/nonexistent"}
    for store, expected in (("dynamodb://profiles", f"True {bool(region)}"), ("memory:", "False False")):
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT / "lambda", capture_output=True, text=True, check=True,
            env={"PATH": "", "STORE_URL": store, **keys, **region},
        )  # fmt: skip
        assert done.stdout.split("\n")[:2] == [expected, "1.0"]

"""What was once broken from outside, one test each: whatever is sent, and whatever fails, stays mended."""

import json
import logging
import sqlite3
import sys
import types
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from coach.alexa.runtime_json import tolerate
from coach.conversation.questions import ROWS
from coach.profile.model import Profile
from coach.profile.serialization import write
from coach.profile.store import StoreConflictError
from coach.profile.stores.memory import InMemoryStore
from coach.profile.stores.sqlite import SqliteStore
from local.assembly import assemble
from local.web.webservice import create_app
from tests.envelopes import FLAGS, NINE_O_CLOCK, Talker, slot

USER = {"user": {"userId": "somebody"}}


def envelope(**extra: Any) -> dict[str, Any]:
    """Return "I can't pee", as Alexa sends it, and a field that nobody reads."""
    slots = {"symptom": slot("symptom", "can't pee", "bladder_trouble")}
    intent = {"name": "ReportSymptomIntent", "slots": slots}
    request = {"type": "IntentRequest", "timestamp": NINE_O_CLOCK, "locale": "en-US", "intent": intent, **extra}
    return {"version": "1.0", "session": {"new": True, **USER}, "context": {"System": USER}, "request": request}


def post(body: str) -> Any:
    client = create_app(assemble("memory:", {})).test_client()
    return client.post("/skill", data=body, content_type="application/json").get_json()


UNREADABLE = {
    "an integer of 4,300 digits": "9" * 4_301,
    "a negative one": "-" + "9" * 9_000,
    "nesting of a thousand": "[" * 1_000 + "]" * 1_000,
    "nesting of ten thousand": '{"a":[' * 10_000 + "7" + "]}" * 10_000,
    "half a character": '"\\ud800"',
    "a number past all bounds": "1e999",
}


@pytest.mark.parametrize("junk", UNREADABLE.values(), ids=UNREADABLE)
@pytest.mark.parametrize("where", ["in the request", "in the attributes"])
def test_a_field_nobody_reads_does_not_cost_the_sign(junk: str, where: str) -> None:
    event = envelope(mark="JUNK")
    if where == "in the attributes":
        event["session"]["attributes"] = {"asking": "launch.choose", "unknown": "JUNK", "speech": "JUNK"}
    answer = post(json.dumps(event).replace('"JUNK"', junk))
    assert answer["sessionAttributes"]["outcome"] == "emergency"
    assert "911" in answer["response"]["outputSpeech"]["ssml"]


CODES = {"many": 10**5_000, "many below zero": -(10**5_000), "thirty": 10**30, "true": True, "nan": float("nan")}


@pytest.mark.parametrize("code", CODES.values(), ids=CODES)
def test_a_number_of_thousands_of_digits_never_raises_in_the_handler(code: object) -> None:
    talker = Talker()
    talker.attributes = {"asking": "launch.choose", "seconds": code, "unknown": code, "speech": code}
    status = {"status": {"code": code}, "payload": {"status": "ACCEPTED"}, "token": "ice:900"}
    answer = talker.send({"type": "Connections.Response", **status})
    assert "outputSpeech" in answer["response"]


@pytest.mark.parametrize("body", ["", "{", "[", "null", "[]", "7", "{}", '{"request": []}', '{"request": {}}'])
def test_what_says_nothing_is_answered_in_words_and_logged_at_error(
    body: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, logger="coach"):
        answer = post(body)
    assert answer["response"]["outputSpeech"]["ssml"]
    assert [json.loads(record.getMessage())["result"] for record in caplog.records] == ["Unreadable"]


def test_attributes_that_no_session_has_go_no_further() -> None:
    talker = Talker()
    talker.attributes = {"asking": "red_flag.fever", "unknown": "x", "__class__": "x", "outcome": "emergency"}
    talker.say("AMAZON.RepeatIntent")
    assert not {"unknown", "__class__", "outcome"} & set(talker.attributes)


@pytest.mark.parametrize("intent", ["TellRemedyIntent", "ListRemediesIntent", "SaidIntent", "AMAZON.RepeatIntent"])
def test_half_a_character_comes_back_in_no_response(intent: str) -> None:
    """A lone surrogate cannot be written as UTF-8: the runtime would fail where the skill did not."""
    talker = Talker(locale="en-\ud800")
    talker.attributes = {
        "asking": "launch.start_over", "speech": "a\ud800", "reprompt": "b\udfff", "interrupted_words": "c\ud800",
    }  # fmt: skip
    for name in ("remedy", "category", "words", "na\ud800me"):
        talker.say(intent, slot(name, "heat\ud800", "\udc00"))
        json.dumps(talker.answer, ensure_ascii=False).encode()


QUESTIONS = [*ROWS, *(f"red_flag.{flag}" for flag in [*FLAGS, "nobody.knows", "age", ""])]


@pytest.mark.parametrize("style", ["ask", "list"])
def test_a_forged_open_question_never_fails(style: str, caplog: pytest.LogCaptureFixture) -> None:
    """Every question there is, open without anything that led to it: once a KeyError."""
    talker = Talker(style=style)
    with caplog.at_level(logging.ERROR, logger="coach"):
        for asking in QUESTIONS:
            for intent in ("AMAZON.YesIntent", "AMAZON.NoIntent", "WhyIntent", "AMAZON.RepeatIntent", "NotSureIntent"):
                talker.attributes = {"asking": str(asking), "kind": "walk", "refused": "walk", "interrupted": "nothing"}
                talker.say(intent)
                assert talker.speech
    # The time zone cannot be had here, which only decides how a reminder's time is said.
    said = [record.getMessage() for record in caplog.records]
    assert not [line for line in said if "result" in line and "settings" not in line]


def test_the_name_of_an_intent_of_nobodys_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for name in ("SomebodyIsPregnantIntent", "Connections.Response", "x" * 900, "\ud800"):
            Talker().say(name)
            Talker().send({"type": name})
    assert not [name for name in ("Pregnant", "xxx", "\ud800", "\\ud800") if name in caplog.text]


def test_a_sqlite_file_does_not_say_whose_it_is_and_what_is_deleted_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "p.sqlite3"
    with closing(sqlite3.connect(path)) as old, old:
        old.execute("CREATE TABLE profile (user_id TEXT PRIMARY KEY, data TEXT NOT NULL, written_at INTEGER NOT NULL)")
        old.execute("INSERT INTO profile VALUES ('amzn1.ask.account.SOMEBODY', ?, 1)", (write(Profile(place="heat")),))
    store = SqliteStore(str(path))
    assert store.load("amzn1.ask.account.SOMEBODY").profile == Profile(place="heat")
    store.save("amzn1.ask.account.ANOTHER", Profile(place="rest"))
    assert b"amzn1" not in path.read_bytes()
    assert b"rest" in path.read_bytes()
    for user in ("SOMEBODY", "ANOTHER"):
        SqliteStore(str(path)).delete(f"amzn1.ask.account.{user}")
    left = path.read_bytes()
    assert not [word for word in (b"amzn1", b'"rest"', b'"heat"') if word in left]


@pytest.mark.parametrize("how", ["gone", "with its folder", "emptied"])
def test_a_sqlite_file_gone_in_mid_run_is_made_anew(tmp_path: Path, how: str) -> None:
    path = tmp_path / "folder" / "p.sqlite3"
    store = SqliteStore(str(path))
    revision = store.save("somebody", Profile(place="heat"))
    if how == "emptied":
        path.write_bytes(b"")
    else:
        path.unlink()
    if how == "with its folder":
        path.parent.rmdir()
    with pytest.raises(StoreConflictError):
        store.save("somebody", Profile(place="rest"), revision)
    assert store.load("somebody").profile == Profile()
    talker = Talker(store).say("TellRemedyIntent", slot("remedy", "heat", "heat"))
    assert "remember" not in talker.speech
    assert store.load("somebody").profile == Profile(place="heat")
    store.delete("somebody")


@pytest.mark.parametrize("remedy", ["get_up", "cannot_get_up"])
@pytest.mark.parametrize("intent", ["TellRemedyIntent", "GuideMovementIntent"])
def test_to_have_been_on_the_floor_is_no_place(remedy: str, intent: str) -> None:
    store = InMemoryStore()
    store.save("somebody", Profile(place="heat"))
    talker = Talker(store)
    talker.say(intent, slot("remedy", "x", remedy), slot("movement", "x", remedy)).no()
    for _ in range(9):
        talker.say("AMAZON.NextIntent")
        assert store.load("somebody").profile.place not in {"get_up", "cannot_get_up"}
    talker.say("CannotMoveIntent").no().yes()
    assert store.load("somebody").profile.place not in {"get_up", "cannot_get_up"}


def test_forgetting_tells_of_the_backups() -> None:
    """Point-in-time recovery outlives "forget me": template.yaml turns it on, for thirty-five days."""
    store = InMemoryStore()
    store.save("somebody", Profile(place="heat"))
    assert "from backups five weeks later" in Talker(store).say("WhatYouKnowIntent").speech
    assert "Backups of it go within five weeks" in Talker(store).say("ForgetMeIntent").yes().speech


class LambdasMarshaller:
    """Lambda's own, as far as it matters here; with the client itself it is in tests/e2e/test_soak.py."""

    def unmarshal_request(self, request: bytes, _content_type: str = "application/json") -> Any:
        """Read an event. Raises ValueError, RecursionError."""
        return json.loads(request)

    def marshal_response(self, response: object) -> tuple[str, str]:
        """Write an answer."""
        return json.dumps(response), "application/json"


@pytest.mark.parametrize("junk", UNREADABLE.values(), ids=UNREADABLE)
def test_what_lambdas_own_reader_refuses_reaches_the_skill(junk: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Measured with its runtime client: Runtime.UnmarshalError, before the handler was called."""
    client = types.SimpleNamespace(marshaller=LambdasMarshaller())
    module = types.SimpleNamespace(LambdaRuntimeClient=client)
    monkeypatch.setitem(sys.modules, "awslambdaric.lambda_runtime_client", module)
    assert tolerate()
    body = json.dumps(envelope(mark="JUNK")).replace('"JUNK"', junk).encode()
    answer = Talker().skill.respond(client.marshaller.unmarshal_request(body, "application/json"))
    assert answer["sessionAttributes"]["outcome"] == "emergency"
    assert client.marshaller.marshal_response({}) == ("{}", "application/json")
    assert client.marshaller.unmarshal_request(b"\xff{") is None


def test_outside_of_lambda_nothing_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "awslambdaric.lambda_runtime_client", types.SimpleNamespace())
    assert not tolerate()


@pytest.mark.parametrize("status", ["ACCEPTED", "DENIED", "NOT_ANSWERED"])
def test_an_answer_about_another_permission_starts_nothing_and_denies_nothing(status: str) -> None:
    talker = Talker()
    payload = {"permissionScope": "alexa::profile:email:read", "status": status, "isCardThrown": False}
    answer = {"type": "Connections.Response", "name": "AskFor", "token": "", "status": {"code": "200"}}
    talker.send({**answer, "payload": payload})
    assert talker.asking == "launch.choose"
    assert "permission" not in talker.speech
    assert "timer" not in talker.speech

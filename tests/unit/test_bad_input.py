"""Whatever is sent: a valid response in plain words, nothing lost, no safety question skipped."""

import json
import logging
import sqlite3
import subprocess
import sys
import xml.etree.ElementTree as ET
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.profile.model import Application, Profile
from coach.profile.stores.memory import InMemoryStore
from coach.profile.stores.sqlite import SqliteStore
from tests.envelopes import NINE_O_CLOCK, Talker, slot

ROOT = Path(__file__).resolve().parents[2]
RECENT = (Application(1_795_200_000_000, 1_795_200_900_000),)
"""Ice within the week before the requests of these tests."""
HOSTILE = ('<break time="99h"/><audio src="x"/>&' * 300)[:10_000]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=15,
)


def valid(answer: Any, *, spoken: bool = True) -> None:
    """Check that this is a response that Alexa would accept."""
    assert answer["version"] == "1.0"
    response = answer["response"]
    json.dumps(answer)
    if not spoken and not response:
        return
    speech = ET.fromstring(response["outputSpeech"]["ssml"])  # noqa: S314  our own answer
    assert "".join(speech.itertext()).strip()
    if response.get("shouldEndSession") is False:
        ET.fromstring(response["reprompt"]["outputSpeech"]["ssml"])  # noqa: S314
        assert answer["sessionAttributes"]["asking"]


@pytest.mark.parametrize(
    "event", [{}, [], None, "x", 3, {"request": None}, {"request": {"type": None}}, {"session": []}]
)
def test_no_request_at_all(event: object) -> None:
    valid(Talker().skill.respond(event), spoken=False)


@given(event=ANYTHING)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_json_at_all(event: object) -> None:
    valid(Talker().skill.respond(event), spoken=False)


@given(
    part=ANYTHING,
    where=st.sampled_from(["request", "session", "context", "slots", "attributes", "intent", "timestamp"]),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_json_in_any_part_of_a_request(part: object, where: str) -> None:
    intent: dict[str, Any] = {"name": "ReportSymptomIntent", "slots": {}}
    request: dict[str, Any] = {"type": "IntentRequest", "requestId": "r", "timestamp": NINE_O_CLOCK, "locale": "en-US"}
    event: dict[str, Any] = {
        "version": "1.0",
        "session": {"attributes": {}},
        "context": {"System": {}},
        "request": request,
    }
    request["intent"] = part if where == "intent" else intent
    if where in {"request", "session", "context"}:
        event[where] = part
    elif where == "slots":
        intent["slots"] = part
    elif where == "attributes":
        event["session"]["attributes"] = part
    elif where == "timestamp":
        request["timestamp"] = part
    valid(Talker().skill.respond(event), spoken=False)


def test_an_unknown_request_type_and_an_unknown_intent_are_answered() -> None:
    talker = Talker()
    valid(talker.send({"type": "Some.NewRequest"}))
    valid(talker.say("NobodyKnowsThisIntent").answer)
    assert talker.asking == "launch.choose"


@pytest.mark.parametrize(
    "kind", ["AudioPlayer.PlaybackStarted", "AlexaSkillEvent.SkillEnabled", "System.ExceptionEncountered"]
)
def test_events_get_an_empty_response(kind: str) -> None:
    assert Talker().send({"type": kind})["response"] == {}


def test_an_unknown_enum_anywhere_does_not_cost_the_sign() -> None:
    talker = Talker()
    sign = slot("symptom", "can't pee", "bladder_trouble")
    sign["confirmationStatus"] = "NEW_STATUS"
    sign["resolutions"]["resolutionsPerAuthority"].insert(0, {"authority": "x", "status": {"code": "ER_NEW_CODE"}})
    talker.send(
        {
            "type": "IntentRequest",
            "dialogState": "NEW_STATE",
            "timestamp": "junk",
            "intent": {"name": "ReportSymptomIntent", "confirmationStatus": "NEW", "slots": {"symptom": sign}},
        },
        user={"userId": "u", "permissions": {"scopes": {"alexa::alerts:timers:skill:readwrite": {"status": "NEW"}}}},
    )
    assert talker.outcome == "emergency"


@pytest.mark.parametrize("duration", ["PT0S", "?", "", "PT", "P1M", "PTXM", "-PT5M", "PT0.5S", HOSTILE])
def test_an_absurd_duration_is_asked_again(duration: str) -> None:
    talker = Talker().say("StartIceIntent", slot("duration", duration))
    assert talker.asking == ("ice.minutes" if duration else "ice.stop_signs")


@pytest.mark.parametrize("duration", ["PT99H", "P9W", "PT999999S", "PT25M"])
def test_a_duration_too_long_is_offered_the_most(duration: str) -> None:
    talker = Talker().say("StartIceIntent", slot("duration", duration))
    assert talker.asking == "ice.most"
    assert "twenty minutes" in talker.speech


@pytest.mark.parametrize("minutes", ["?", "", "-3", "0", "fifteen", "99999999999", "1e3", HOSTILE])
def test_absurd_minutes_never_start(minutes: str) -> None:
    talker = Talker().say("StartIceIntent", slot("duration", "PT0S")).say("MinutesIntent", slot("minutes", minutes))
    assert talker.asking in {"ice.minutes", "ice.most"}


@pytest.mark.parametrize(
    "intent", ["TellRemedyIntent", "ListRemediesIntent", "GuideMovementIntent", "PaceIntent", "ReportSymptomIntent"]
)
def test_markup_in_a_slot_is_never_spoken(intent: str) -> None:
    names = {
        "TellRemedyIntent": "remedy",
        "ListRemediesIntent": "category",
        "GuideMovementIntent": "movement",
        "PaceIntent": "pace",
    }
    talker = Talker().say(intent, slot(names.get(intent, "symptom"), HOSTILE))
    valid(talker.answer)
    assert "audio" not in talker.answer["response"]["outputSpeech"]["ssml"]
    assert len(json.dumps(talker.answer)) < 24_000


@pytest.mark.parametrize(
    "asking", ["red_flag.nonsense", "fever", "red_flag.", "ice.bogus", "go_on.pregnant", "x" * 999]
)
def test_a_question_that_does_not_exist_resolves_nothing(asking: str) -> None:
    talker = Talker()
    talker.attributes = {"asking": asking}
    talker.yes()
    valid(talker.answer)
    assert talker.asking == "launch.choose"


def test_a_session_that_claims_to_be_at_the_end_is_asked_every_question_all_the_same() -> None:
    talker = Talker()
    talker.attributes = {
        "asking": "safety_check.confirm",
        "answers": [["chest_or_faint", "no"], ["nonsense", "no"], 7, ["x"]],
    }
    talker.yes()
    assert talker.asking == "red_flag.age"
    talker.attributes = {"asking": "red_flag.leg_pain_below_knee"}
    talker.no()
    assert talker.asking == "red_flag.age"


def test_a_consent_token_from_nowhere_starts_nothing_longer_than_the_limit() -> None:
    for token in ("ice:99999", "ice:-1", "ice:", "", "heat:60", "tea:60", HOSTILE):
        talker = Talker()
        talker.send({
            "type": "Connections.Response", "name": "AskFor", "token": token,
            "status": {"code": "200"}, "payload": {"status": "DENIED"},
        })  # fmt: skip
        assert talker.ended
        assert f"set {'a heat' if token.startswith('heat') else 'an ice'} timer for" in talker.speech
        assert "hours" not in talker.speech.replace("Then two hours without.", "")


def test_the_logs_hold_no_words_no_identifiers_and_no_tier(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="coach"):
        Talker().at("red_flag.fever").names("saddle_numbness", value="my bottom is numb")
        Talker().say("x" * 900)
    lines = [json.loads(record.getMessage()) for record in caplog.records]
    assert lines
    assert all(set(line) == {"request", "intent", "ms", "result"} for line in lines)
    assert not [word for word in ("somebody", "numb", "saddle", "emergency", "token", "xxxx") if word in caplog.text]


def test_nothing_of_the_check_reaches_the_store() -> None:
    store = InMemoryStore()
    store.save("somebody", Profile(ice_cleared_at=1_790_000_000_000, ice_log=RECENT))
    talker = Talker(store).at("safety_check.confirm", {"red_flag.fever": "yes", "red_flag.pregnant": "yes"}).yes()
    assert talker.outcome == "same_day"
    assert store.load("somebody").profile == Profile(ice_log=RECENT)
    talker.names("saddle_numbness")
    assert store.load("somebody").profile == Profile(ice_log=RECENT)


def test_disabling_the_skill_forgets_unless_kept() -> None:
    for status, kept in [("PERSISTED", True), ("NOT_PERSISTED", False), ("", False)]:
        store = InMemoryStore()
        store.save("somebody", Profile(place="heat"))
        body = {"userInformationPersistenceStatus": status}
        assert Talker(store).send({"type": "AlexaSkillEvent.SkillDisabled", "body": body})["response"] == {}
        assert (store.load("somebody").profile == Profile(place="heat")) is kept


def test_a_broken_profile_is_not_overwritten_and_said(tmp_path: Path) -> None:
    path = str(tmp_path / "p.sqlite3")
    store = SqliteStore(path)
    store.save("somebody", Profile())
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("UPDATE profile SET data = '{\"version\": 99}'")
    talker = Talker(store).say("WhatYouKnowIntent")
    assert "can't reach my notes" in talker.speech
    talker.say("TellRemedyIntent", slot("remedy", "heat", "heat"))
    with closing(sqlite3.connect(path)) as after:
        assert after.execute("SELECT data FROM profile").fetchall() == [('{"version": 99}',)]


def run_handler(**environment: str) -> subprocess.CompletedProcess[str]:
    code = "from lambda_function import handler; print(handler({}, None)['version'])"
    env = {"PATH": "", **environment}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=ROOT / "lambda", env=env, check=False, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("name", "value"),
    [("STORE_URL", "mysql://x"), ("STORE_URL", "sqlite:///"), ("SCREENING_STYLE", "shout"), ("LOG_LEVEL", "LOUD"),
     ("DYNAMODB_ENDPOINT_URL", "ftp://x")],
)  # fmt: skip
def test_a_bad_setting_stops_with_one_line_that_names_it(name: str, value: str) -> None:
    done = run_handler(**{name: value})
    assert done.returncode != 0
    assert name in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_corrupt_sqlite_file_is_one_line_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "profiles.sqlite3"
    file.write_bytes(b"this is no database" * 100)
    before = file.read_bytes()
    done = run_handler(STORE_URL=f"sqlite:///{file}")
    assert done.returncode != 0
    assert "STORE_URL" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert file.read_bytes() == before


def test_the_handler_imports_neither_flask_nor_boto3_nor_requests() -> None:
    unwanted = "{'flask', 'boto3', 'botocore', 'requests', 'urllib3'}"
    code = f"import sys, lambda_function; print(sorted({unwanted} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT / "lambda", capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    for path in (ROOT / "lambda").rglob("*.py"):
        assert "flask" not in path.read_text(encoding="utf-8").lower().replace("flask-ask-sdk", ""), path


def test_care_imports_nothing_from_the_other_rooms() -> None:
    for path in (ROOT / "lambda" / "coach" / "care").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "coach." not in text.replace("coach.care", ""), path

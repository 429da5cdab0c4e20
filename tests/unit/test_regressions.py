"""What was once broken from outside, one test each: whatever is sent, and whatever fails, stays mended."""

import json
import logging
from typing import Any

import pytest

from local.assembly import assemble
from local.web.webservice import create_app
from tests.envelopes import NINE_O_CLOCK, Talker, slot

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

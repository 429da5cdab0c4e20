"""The skill on Amazon's own DynamoDB engine."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from coach.profile.model import Application, Profile
from coach.profile.serialization import SCHEMA_VERSION
from coach.profile.store import StoreError
from coach.profile.stores.dynamodb import KEPT_SECONDS, DynamoDbStore
from tests import dynamodb_local
from tests.envelopes import Talker, slot

ROOT = Path(__file__).resolve().parents[2]
FULL = Profile(ice_log=(Application(1, 2),), place="heat", ice_cleared_at=5)
HEAT = slot("remedy", "heat", "heat")


@pytest.fixture(params=[pytest.param("", marks=dynamodb_local.MARKS)])
def table() -> Iterator[str]:
    """The name of an empty table."""
    name = dynamodb_local.new_table()
    yield name
    dynamodb_local.client().delete_table(TableName=name)


def store_on(table: str) -> DynamoDbStore:
    return DynamoDbStore(table, endpoint_url=dynamodb_local.ENDPOINT, region=dynamodb_local.REGION)


def items(table: str) -> Any:
    return dynamodb_local.client().scan(TableName=table, ConsistentRead=True)["Items"]


def test_an_item_names_nobody_and_ends_ninety_days_after_its_last_use(table: str) -> None:
    store_on(table).save("amzn1.ask.account.SOMEBODY", FULL)
    (item,) = items(table)
    assert "SOMEBODY" not in json.dumps(item)
    assert len(item["pk"]["S"]) == 64
    assert abs(int(item["expires_at"]["N"]) - time.time() - KEPT_SECONDS) < 60
    assert json.loads(item["data"]["S"])["version"] == int(item["schema"]["N"]) == SCHEMA_VERSION
    store_on(table).delete("amzn1.ask.account.SOMEBODY")
    assert not items(table)


@pytest.mark.parametrize("newer", ["schema", "data"])
def test_an_item_of_a_newer_version_is_said_and_left_as_it_is(table: str, newer: str) -> None:
    store_on(table).save("somebody", FULL)
    (item,) = items(table)
    item["schema" if newer == "schema" else "data"] = (
        {"N": str(SCHEMA_VERSION + 1)} if newer == "schema" else {"S": json.dumps({"version": SCHEMA_VERSION + 1})}
    )
    dynamodb_local.client().put_item(TableName=table, Item=item)
    with pytest.raises(StoreError):
        store_on(table).load("somebody")
    talker = Talker(store_on(table)).say("TellRemedyIntent", HEAT)
    assert "warm" in talker.speech.lower()
    assert "can't reach my notes" in Talker(store_on(table)).say("WhatYouKnowIntent").speech
    assert Talker(store_on(table)).names("saddle_numbness").outcome == "emergency"
    (left,) = items(table)
    assert (left["data"], left["schema"]) == (item["data"], item["schema"])


def test_a_profile_past_its_time_is_gone_and_its_place_is_taken(table: str) -> None:
    long_ago = DynamoDbStore(
        table, endpoint_url=dynamodb_local.ENDPOINT, region=dynamodb_local.REGION, clock=lambda: 1_000_000.0
    )
    long_ago.save("somebody", FULL)
    talker = Talker(store_on(table)).say("TellRemedyIntent", HEAT)
    assert "won't remember" not in talker.speech
    assert store_on(table).load("somebody").profile == Profile(place="heat")
    assert len(items(table)) == 1


def test_a_conversation_is_remembered_by_another_process_and_forgotten_when_asked(table: str) -> None:
    def handled(*requests: dict[str, Any]) -> list[str]:
        code = (
            "import json, sys\nfrom lambda_function import handler\nattributes = {}\n"
            "for event in json.load(sys.stdin):\n"
            "    event['session']['attributes'] = attributes\n"
            "    answer = handler(event, None)\n"
            "    attributes = answer.get('sessionAttributes') or {}\n"
            "    print(json.dumps(answer['response'].get('outputSpeech', {}).get('ssml', '')))\n"
        )
        user = {"user": {"userId": "somebody"}}
        events = [{"session": {"new": True, **user}, "context": {"System": user}, "request": row} for row in requests]
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT / "lambda", input=json.dumps(events), capture_output=True,
            text=True, check=True,
            env={**os.environ, "STORE_URL": f"dynamodb://{table}", "AWS_REGION": dynamodb_local.REGION,
                 **dynamodb_local.CREDENTIALS},
        )  # fmt: skip
        return [json.loads(line) for line in done.stdout.splitlines()]

    def intent(name: str, *slots: dict[str, Any]) -> dict[str, Any]:
        return {"type": "IntentRequest", "intent": {"name": name, "slots": {row["name"]: row for row in slots}}}

    assert "remember nothing" in handled(intent("WhatYouKnowIntent"))[0]
    handled(intent("TellRemedyIntent", HEAT))
    assert "heat" in handled(intent("WhatYouKnowIntent"))[0].lower()
    assert len(items(table)) == 1
    handled(intent("ForgetMeIntent"), intent("AMAZON.YesIntent"))
    assert "remember nothing" in handled(intent("WhatYouKnowIntent"))[0]
    assert not items(table)

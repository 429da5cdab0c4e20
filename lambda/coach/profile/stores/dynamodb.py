"""Profiles in a DynamoDB table, one item a person: for AWS Lambda, and for DynamoDB Local.

An item: ``pk`` (a hash, never the person's id), ``data`` (the profile as JSON), ``schema`` (its version),
``revision``, ``expires_at`` (epoch seconds; the table's TTL attribute), ``voided`` (present: the clear no in ``data``
was taken back).
"""

import json
import threading
import time
from collections.abc import Callable
from typing import Any
from zlib import crc32

from coach.deadline import CONNECT_SECONDS, READ_SECONDS, current_budgets, run_within, seconds_left
from coach.profile.model import Profile
from coach.profile.serialization import SCHEMA_VERSION, read, write
from coach.profile.store import NOTHING, StoreConflictError, Stored, StoreError, key_of, new_revision

_DAY = 24 * 60 * 60
KEPT_SECONDS = 90 * _DAY
"""How long after its last use a profile is kept."""
_REFRESH_SECONDS = KEPT_SECONDS - _DAY
"""With less than this left, use alone writes the item again: at most once a day."""


class DynamoDbStore:
    """Every call ends within its deadline, and every failure of any kind is a StoreError."""

    def __init__(
        self, table: str, *, endpoint_url: str = "", region: str = "", clock: Callable[[], float] = time.time
    ) -> None:
        self._table = table
        self._endpoint_url = endpoint_url
        self._region = region
        self._clock = clock
        self._made: Any = None
        self._lock = threading.Lock()

    def connect(self) -> None:
        """Make the client now, if it can be made: else the first call tries again, and is what fails."""
        try:
            self._client()
        except Exception:  # noqa: BLE001  a table out of reach must not keep the skill from starting
            return

    def load(self, user_id: str) -> Stored:
        """See Store. Past its time it counts as gone, though DynamoDB may take days to delete it."""
        answer = self._call("get_item", Key=_key(user_id), ConsistentRead=True)
        item = _get(answer, "Item")
        if item is None:
            return NOTHING
        try:
            schema, revision = int(item["schema"]["N"]), item["revision"]["S"]
            left = int(item["expires_at"]["N"]) - self._clock()
            text = item["data"]["S"]
        except (KeyError, TypeError, ValueError) as error:
            raise StoreError("load: the item is not understood") from error
        if schema > SCHEMA_VERSION or not isinstance(revision, str) or not revision:
            raise StoreError("load: the item was written by a newer version")
        profile = read(text).without_clearance() if "voided" in item else read(text)
        return Stored(profile, revision, left < _REFRESH_SECONDS) if left > 0 else Stored(Profile(), revision)

    def save(self, user_id: str, profile: Profile, revision: str = "") -> str:
        """See Store."""
        new = new_revision()
        item = {
            **_key(user_id),
            "data": {"S": write(profile)},
            "schema": {"N": str(SCHEMA_VERSION)},
            "revision": {"S": new},
            "expires_at": {"N": str(int(self._clock()) + KEPT_SECONDS)},
        }
        condition: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(pk)"}
        if revision:
            condition = {
                "ConditionExpression": "revision = :held",
                "ExpressionAttributeValues": {":held": {"S": revision}},
            }
        self._call("put_item", Item=item, **condition)
        return new

    def void_clearance(self, user_id: str) -> None:
        """See Store. An item of a newer version is left as it is: it is not read, either."""
        try:
            self._call(
                "update_item",
                Key=_key(user_id),
                UpdateExpression="SET voided = :yes, revision = :new",
                ConditionExpression="attribute_exists(pk) AND #schema <= :schema",
                ExpressionAttributeNames={"#schema": "schema"},
                ExpressionAttributeValues={
                    ":yes": {"BOOL": True},
                    ":new": {"S": new_revision()},
                    ":schema": {"N": str(SCHEMA_VERSION)},
                },
            )
        except StoreConflictError:
            return

    def delete(self, user_id: str) -> None:
        """See Store."""
        self._call("delete_item", Key=_key(user_id))

    def _client(self) -> Any:
        with self._lock:
            if self._made is None:
                import boto3  # type: ignore[import-untyped]
                from botocore.config import Config  # type: ignore[import-untyped]

                config = Config(
                    connect_timeout=CONNECT_SECONDS,
                    read_timeout=READ_SECONDS,
                    retries={"mode": "standard", "total_max_attempts": 1},
                )
                self._made = boto3.client(
                    "dynamodb",
                    region_name=self._region or None,
                    endpoint_url=self._endpoint_url or None,
                    config=config,
                )
                self._made.meta.events.register("before-parse.dynamodb", _check_answer)
            return self._made

    def _call(self, operation: str, **parameters: Any) -> Any:
        """Make one call, in at most what is left of the turn, and return the answer.

        Raises StoreError, and StoreConflictError.
        """
        seconds = min(seconds_left(), current_budgets().call)
        if seconds <= 0:
            raise StoreError(f"{operation}: no time left in this turn")
        try:
            return run_within(seconds, lambda: self._attempt(operation, parameters), f"dynamodb {operation}")
        except Exception as error:
            if _get(_get(getattr(error, "response", None), "Error"), "Code") == "ConditionalCheckFailedException":
                raise StoreConflictError(f"{operation}: written by another") from error
            raise StoreError(operation) from error

    def _attempt(self, operation: str, parameters: dict[str, Any]) -> Any:
        """Make one call, and once more where the far end had closed a kept connection, as after a pause of Lambda's.

        That cannot do a thing twice: a write that did arrive has changed the revision, so the second is a conflict.
        """
        call = getattr(self._client(), operation)
        from botocore.exceptions import ConnectionClosedError  # type: ignore[import-untyped]

        try:
            return call(TableName=self._table, **parameters)
        except ConnectionClosedError:
            return call(TableName=self._table, **parameters)


def _check_answer(operation_model: Any, response_dict: Any, **_: Any) -> None:
    """Let no answer count as success that is none of DynamoDB's. Raises ValueError.

    botocore takes a text that is no JSON, and JSON of any other shape, for an empty answer: somebody would be unknown
    who is not, and kept or deleted what is neither. Whoever answers in DynamoDB's place is seldom her equal.
    """
    body = response_dict["body"]
    if response_dict["status_code"] >= 300:
        return
    checksum = response_dict["headers"].get("x-amz-crc32")
    if checksum is not None and int(checksum) != crc32(body):
        raise ValueError("the answer is not what was sent")
    answer = json.loads(body)
    if not isinstance(answer, dict) or not answer.keys() <= operation_model.output_shape.members.keys():
        raise ValueError("the answer is not DynamoDB's")


def _key(user_id: str) -> dict[str, dict[str, str]]:
    return {"pk": {"S": key_of(user_id)}}


def _get(data: Any, name: str) -> Any:
    return data.get(name) if isinstance(data, dict) else None

"""A fresh table in the DynamoDB that DYNAMODB_ENDPOINT_URL names: for tests, which are skipped without it."""

import os
from typing import Any
from uuid import uuid4

import pytest

from coach.profile.stores.dynamodb import DynamoDbStore

REGION = "us-east-1"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}


ENDPOINT = os.environ.get("DYNAMODB_ENDPOINT_URL", "")
MARKS = [pytest.mark.e2e]
"""For the parameter of a fixture: then all that is skipped is one line of the summary."""
if not ENDPOINT:
    MARKS.append(pytest.mark.skip(reason="no DynamoDB: set DYNAMODB_ENDPOINT_URL to where DynamoDB Local listens"))


def client() -> Any:
    """A plain boto3 client, with credentials that DynamoDB Local takes."""
    import boto3  # type: ignore[import-untyped]

    os.environ.setdefault("AWS_ACCESS_KEY_ID", CREDENTIALS["AWS_ACCESS_KEY_ID"])
    os.environ.setdefault("AWS_SECRET_ACCESS_KEY", CREDENTIALS["AWS_SECRET_ACCESS_KEY"])
    return boto3.client("dynamodb", region_name=REGION, endpoint_url=ENDPOINT)


def new_table() -> str:
    """The name of an empty table, made as template.yaml makes it."""
    name = f"test-{uuid4().hex}"
    client().create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return name


def new_store() -> DynamoDbStore:
    """A store on an empty table."""
    return DynamoDbStore(new_table(), endpoint_url=ENDPOINT, region=REGION)

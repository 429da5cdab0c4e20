"""The table of template.yaml, made in DynamoDB Local."""

import os
from typing import Any

from local.package.build_tools import BuildError
from local.paths import ROOT

NAME = "profiles"
"""What the table is called in tests/events/env/dynamodb.json."""
RESOURCE = "ProfileTable"
_REGION = "us-east-1"
_TAKEN = ("KeySchema", "AttributeDefinitions", "BillingMode")


def definition() -> dict[str, Any]:
    """Return what template.yaml says of the table, as far as DynamoDB Local has a use for it."""
    import yaml

    text = (ROOT / "template.yaml").read_text(encoding="utf-8")
    properties = yaml.load(text, Loader=_loader(yaml))["Resources"][RESOURCE]["Properties"]  # noqa: S506 (a SafeLoader)
    return {name: properties[name] for name in _TAKEN}


def make_table(endpoint: str, name: str = NAME) -> str:
    """Make the table where DynamoDB Local listens. Return in a line what came of it. Raises BuildError."""
    import boto3  # type: ignore[import-untyped]
    from botocore.config import Config  # type: ignore[import-untyped]
    from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

    # DynamoDB Local takes any, and boto3 wants some.
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        os.environ.setdefault(variable, "local")
    quick = Config(connect_timeout=3, read_timeout=10, retries={"max_attempts": 1})
    try:
        client = boto3.client("dynamodb", region_name=_REGION, endpoint_url=endpoint, config=quick)
        client.create_table(TableName=name, **definition())
    except ClientError as error:
        if error.response["Error"]["Code"] == "ResourceInUseException":
            return f"the table {name} is there already"
        raise BuildError(f"{endpoint} made no table: {error}") from error
    except (BotoCoreError, ValueError) as error:
        raise BuildError(f"no DynamoDB Local answers at {endpoint}: {' '.join(str(error).split())}") from error
    return f"made the table {name} at {endpoint}"


def _loader(yaml: Any) -> type[Any]:
    """Return a loader that takes CloudFormation's own tags as their text."""

    class Loader(yaml.SafeLoader):  # type: ignore[misc]
        """Knows !Ref and the like."""

    Loader.add_multi_constructor("!", lambda loader, _tag, node: _plain(loader, node))
    return Loader


def _plain(loader: Any, node: Any) -> Any:
    import yaml

    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node)
    return loader.construct_mapping(node)

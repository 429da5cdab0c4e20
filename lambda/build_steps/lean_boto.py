"""boto3 with DynamoDB alone: what making its client and calling it does not need is left for later, or out."""

import gzip
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from build_steps import on_demand

OPERATIONS = ("GetItem", "PutItem", "UpdateItem", "DeleteItem", "DescribeEndpoints")
"""What the function may call by its role; botocore itself looks for the last."""
_SERVICES = {"dynamodb", "sts"}
"""The AWS services that are called; sts, because boto3 looks for it where a role is assumed."""


def slim(root: Path) -> None:
    """Make boto3 in a package lean. Raises SystemExit where it is not as it was when this was written."""
    _without_other_services(root)
    _with_these_operations(root / "botocore" / "data" / "dynamodb" / "2012-08-10")
    _without_transfers(root / "boto3" / "compat.py")
    _with_short_signatures(root / "botocore" / "compat.py")
    _without_dataclasses(root / "botocore")
    _replace(
        root / "botocore" / "utils.py",
        ("import dateutil.parser\n", ""),
        (
            "        return dateutil.parser.parse(value, tzinfos",
            "        import dateutil.parser\n        return dateutil.parser.parse(value, tzinfos",
        ),
    )
    # Documentation that is made at run time, waiting for tables, the way to services other than by a client.
    on_demand.module(root, "botocore.client", "botocore.docs.docstring", "botocore.waiter", "botocore.paginate")
    on_demand.module(root, "botocore.session", "botocore.waiter")
    on_demand.module(root, "botocore.docs", "botocore.docs.service")
    on_demand.modules(root, "boto3.resources", "boto3.", "botocore.", "jmespath")
    on_demand.module(root, "boto3.session", "boto3.utils")
    # Reading dates, running programs for credentials, asking for the version of a package.
    on_demand.module(root, "botocore.credentials", "dateutil.parser", "subprocess", "getpass", "uuid")
    on_demand.module(root, "urllib3.http2", "importlib.metadata")


def _without_other_services(root: Path) -> None:
    """Leave out the descriptions of the services that are not called, and their addresses."""
    for data in (root / "boto3" / "data", root / "botocore" / "data"):
        for service in sorted(data.iterdir()):
            if service.is_dir() and service.name not in _SERVICES:
                shutil.rmtree(service)
    shutil.rmtree(root / "botocore" / "data" / "dynamodb" / "2011-12-05")
    # 1.2 MB of every service's addresses, parsed whenever a client is made.
    addresses = root / "botocore" / "data" / "endpoints.json"
    table = json.loads(addresses.read_text("utf-8"))
    for partition in table["partitions"]:
        partition["services"] = {name: row for name, row in partition["services"].items() if name in _SERVICES}
    addresses.write_text(json.dumps(table, separators=(",", ":")), "utf-8")


def _with_these_operations(folder: Path) -> None:
    """Leave in DynamoDB's description only what is called, with every shape that it needs, word for word."""
    file = folder / "service-2.json.gz"
    service = json.loads(gzip.decompress(file.read_bytes()))
    operations = {name: service["operations"][name] for name in OPERATIONS}
    needed: set[str] = set()
    wanted = set(_shapes(operations))
    while wanted - needed:
        name = (wanted - needed).pop()
        needed.add(name)
        wanted |= set(_shapes(service["shapes"][name]))
    service |= {"operations": operations, "shapes": {name: service["shapes"][name] for name in sorted(needed)}}
    text = json.dumps(_without_words(service), separators=(",", ":"))
    file.unlink()
    (folder / "service-2.json").write_text(text, "utf-8")


def _shapes(part: Any) -> Iterator[str]:
    """Return the names of the shapes that a part of the description refers to."""
    if isinstance(part, dict):
        if isinstance(part.get("shape"), str):
            yield part["shape"]
        for inner in part.values():
            yield from _shapes(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _shapes(inner)


def _without_words(part: Any) -> Any:
    """Return a part of the description without its documentation."""
    if isinstance(part, dict):
        return {
            name: _without_words(inner)
            for name, inner in part.items()
            if not (name == "documentation" and isinstance(inner, str))
        }
    return [_without_words(inner) for inner in part] if isinstance(part, list) else part


def _without_transfers(compat: Path) -> None:
    """Have boto3 load what moves files to and from S3 where that is asked for: a third of its import."""
    _replace(
        compat,
        ("from s3transfer.manager import TransferConfig\n", ""),
        (
            "TRANSFER_CONFIG_SUPPORTS_CRT = hasattr(TransferConfig, 'UNSET_DEFAULT')\n",
            (
                "def __getattr__(name):\n"
                "    if name not in {'TransferConfig', 'TRANSFER_CONFIG_SUPPORTS_CRT'}:\n"
                "        raise AttributeError(name)\n"
                "    from s3transfer.manager import TransferConfig\n"
                "    return TransferConfig if name == 'TransferConfig' else hasattr(TransferConfig, 'UNSET_DEFAULT')\n"
            ),
        ),
    )


def _with_short_signatures(compat: Path) -> None:
    """Have botocore tell from its code whether a function takes any keyword, where it has code of its own.

    It asks that of 140 functions whenever a client is made, each time with inspect's whole signature.
    """
    _replace(
        compat,
        ("import inspect\n", ""),
        (
            "    return inspect.getfullargspec(func)[2]\n",
            (
                "    code = getattr(func, '__code__', None)\n"
                "    if code is not None and not hasattr(func, '__wrapped__'):\n"
                "        return bool(code.co_flags & 8)\n"
                "    import inspect\n"
                "    return inspect.getfullargspec(func)[2]\n"
            ),
        ),
    )


def _without_dataclasses(botocore: Path) -> None:
    """Write out the two dataclasses of one field each: dataclasses brings inspect along, and ast with that."""
    _replace(
        botocore / "plugin.py",
        ("from dataclasses import dataclass\n", ""),
        (
            "@dataclass\nclass PluginContext:\n",
            "class PluginContext:\n    def __init__(self, plugins=None):\n        self.plugins = plugins\n\n",
        ),
    )
    _replace(
        botocore / "context.py",
        ("from dataclasses import dataclass, field\n", ""),
        (
            "@dataclass\nclass ClientContext:\n",
            (
                "class ClientContext:\n    def __init__(self, features=None):\n"
                "        self.features = set() if features is None else features\n\n"
            ),
        ),
        ("    features: set[str] = field(default_factory=set)\n", ""),
    )


def _replace(file: Path, *pairs: tuple[str, str]) -> None:
    text = file.read_text("utf-8")
    for old, new in pairs:
        if text.count(old) != 1:
            raise SystemExit(f"{file} is not as it was: {old.strip()!r}")
        text = text.replace(old, new)
    file.write_text(text, "utf-8")

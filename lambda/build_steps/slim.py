"""Leaves out of the package what nothing here reads."""

import json
import shutil
import tomllib
from pathlib import Path

_SERVICES = {"dynamodb", "sts"}
"""The AWS services that are called; sts, because boto3 looks for it where a role is assumed."""
_ZONE_LISTS = ("tzdata.zi", "zone.tab", "zone1970.tab", "zonenow.tab", "iso3166.tab", "leapseconds")


def content_as_json(content: Path) -> None:
    """Replace each TOML file of the content by the same as JSON, which loads faster."""
    for source in sorted(content.rglob("*.toml")):
        data = tomllib.loads(source.read_text("utf-8"))
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        if json.loads(text) != data:
            raise SystemExit(f"{source} cannot be said in JSON")
        source.with_suffix(".json").write_text(text, "utf-8")
        source.unlink()


def without_other_services(root: Path) -> None:
    """Leave out boto3's descriptions of the services that are not called, and their addresses."""
    for data in (root / "boto3" / "data", root / "botocore" / "data"):
        for service in sorted(data.iterdir()):
            if service.is_dir() and service.name not in _SERVICES:
                shutil.rmtree(service)
    # 1.2 MB of every service's addresses, parsed whenever a client is made.
    addresses = root / "botocore" / "data" / "endpoints.json"
    table = json.loads(addresses.read_text("utf-8"))
    for partition in table["partitions"]:
        partition["services"] = {name: row for name, row in partition["services"].items() if name in _SERVICES}
    addresses.write_text(json.dumps(table, separators=(",", ":")), "utf-8")


def without_lists(root: Path) -> None:
    """Leave out the lists of time zones, since a zone itself is a file of its own, and what only type checkers read."""
    for name in _ZONE_LISTS:
        (root / "tzdata" / "zoneinfo" / name).unlink(missing_ok=True)
    (root / "coach" / "content" / "line_keys.py").unlink()

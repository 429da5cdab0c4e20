"""The steps, in their order."""

import sys
from pathlib import Path

from build_steps import lean_boto, names, on_demand, slim

SDK = ("ask_sdk_model", "ask_sdk_core", "ask_sdk_runtime")


def main(root: Path) -> None:
    """Make the package in a folder ready. Raises SystemExit, which stops the build, where something does not hold."""
    prepare(root)
    before = names.note(root, *SDK)
    load_on_demand(root)
    if lost := names.lost(before, names.note(root, *SDK)):
        raise SystemExit("Names of the SDK that no longer resolve:\n" + "\n".join(lost))


def prepare(root: Path) -> None:
    """Leave out what is not needed."""
    slim.content_as_json(root / "coach" / "content")
    lean_boto.slim(root)
    slim.without_what_nobody_reads(root)
    slim.without_docstrings(root)
    slim.with_light_tuples(root / "coach")


def load_on_demand(root: Path) -> None:
    """Have the SDK load what it is asked for."""
    for package in SDK:
        on_demand.packages(root, package)
    # A client for each of Amazon's services: no turn calls more than two of them.
    on_demand.module(root, "ask_sdk_model.services.service_client_factory", "ask_sdk_model.services.", "six", "re")
    on_demand.module(root, "ask_sdk_core.response_helper", "ask_sdk_model.")
    slim.without_six(root / "ask_sdk_core" / "serialize.py")
    on_demand.module(root, "ask_sdk_core.serialize", "decimal", "six")
    # With pprint come dataclasses and inspect, and six brings importlib.util.
    on_demand.modules(root, "ask_sdk_model", "pprint", "six", "re")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

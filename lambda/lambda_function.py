"""The front door: what AWS Lambda calls."""

# ruff: noqa: E402  the imports below are what the first lines are for
import gc

# While hundreds of modules load there is nothing to collect; looking for it costs a tenth of a cold start.
gc.disable()

import logging
import os
import sys
from typing import Any

from coach.alexa.api_client import DeadlineApiClient
from coach.content.catalog import Catalog
from coach.profile.stores import open_store
from coach.settings import Settings, SettingsError
from coach.skill import build_skill

try:
    SETTINGS = Settings.from_env(os.environ)
    STORE = open_store(SETTINGS, at_once=True)
except SettingsError as error:
    raise SystemExit(f"Back Spasm Coach cannot start: {error}") from None

logging.getLogger("coach").setLevel(SETTINGS.log_level)
# `sam local` sets this, Lambda never: in the container the timers are the emulator's, over plain HTTP, on this host.
EMULATOR_HOST = "host.docker.internal" if os.environ.get("AWS_SAM_LOCAL") == "true" else None
API_CLIENT = DeadlineApiClient(may_call_plainly=lambda address: address.partition(":")[0] == EMULATOR_HOST)
CATALOG = Catalog()
SKILL = build_skill(STORE, API_CLIENT, SETTINGS, catalog=CATALOG)

if "awslambdaric" in sys.modules:
    from coach.alexa.runtime_json import tolerate

    tolerate()


def prepare_snapshot() -> None:
    """Play silent turns, so that the first real one after each restore from a snapshot is a warm one."""
    from coach.rehearsal import rehearse

    rehearse(API_CLIENT, SETTINGS, CATALOG)
    gc.freeze()


# Lambda sets this; with SnapStart its runtime has the module for hooks.
if os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE") == "snap-start":
    try:
        from snapshot_restore_py import register_before_snapshot
    except ImportError:
        prepare_snapshot()
    else:
        register_before_snapshot(prepare_snapshot)

# What is loaded by now stays: no later collection needs to look through it.
gc.freeze()
gc.enable()


def handler(event: object, context: object = None) -> dict[str, Any]:
    """Answer one Alexa request. Never raises for any JSON event; always a valid response envelope."""
    return SKILL.respond(event, context)

"""A short soak of both ways in, and what Lambda's own reader of JSON would refuse. The long one is `make soak`."""

import json
import sys
from pathlib import Path

import pytest

from tests.lambda_runtime import CLIENT, LambdaRuntime
from tests.soak import WAYS, soak
from tests.unit.test_regressions import UNREADABLE, envelope

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc"),
    pytest.mark.skipif(not (CLIENT / "awslambdaric").exists(), reason="no Lambda runtime client: make .runtime/.ready"),
]


@pytest.mark.parametrize("way", WAYS)
def test_two_hundred_conversations(way: str, tmp_path: Path) -> None:
    with WAYS[way](tmp_path) as (send, pid):
        figures = soak(send, pid, 200, 120)
    assert figures.conversations == 200, figures
    assert figures.emergencies > 40, figures
    assert figures.growth_kb < 4_096, figures


@pytest.mark.parametrize("junk", UNREADABLE.values(), ids=UNREADABLE)
def test_a_field_nobody_reads_does_not_cost_the_sign_under_lambdas_client(junk: str) -> None:
    with LambdaRuntime() as runtime:
        kind, body = runtime.invoke(json.dumps(envelope(mark="JUNK")).replace('"JUNK"', junk).encode())
    assert kind == "response"
    assert json.loads(body)["sessionAttributes"]["outcome"] == "emergency"

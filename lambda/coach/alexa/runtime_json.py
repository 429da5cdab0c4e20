"""Lambda's own reader of JSON, made tolerant.

It refuses a whole event for one number of 4,300 digits in a field nobody reads, before the handler is called.
"""

import sys
from typing import Any

from coach.alexa.serializer import read_event

_CLIENT = "awslambdaric.lambda_runtime_client"


class TolerantMarshaller:
    """Lambda's, and where that cannot read an event, ours."""

    def __init__(self, lambdas: Any) -> None:
        self._lambdas = lambdas

    def unmarshal_request(self, request: Any, content_type: str = "application/json") -> Any:
        """Return an event. What no reader can make anything of is None, which the skill answers in words."""
        try:
            return self._lambdas.unmarshal_request(request, content_type)
        except Exception:  # noqa: BLE001  whatever it is that Lambda does not like
            text = request.decode("utf-8", "replace") if isinstance(request, bytes) else str(request)
            return read_event(text)

    def __getattr__(self, name: str) -> Any:
        """Return what is Lambda's."""
        return getattr(self._lambdas, name)


def tolerate() -> bool:
    """Have Lambda's client, where this runs in it, read events so. Return whether it will.

    Its ``marshaller`` is there to be replaced by whoever writes a function (so its own documentation).
    """
    client = getattr(sys.modules.get(_CLIENT), "LambdaRuntimeClient", None)
    lambdas = getattr(client, "marshaller", None)
    if client is None or not hasattr(lambdas, "unmarshal_request"):
        return False
    client.marshaller = TolerantMarshaller(lambdas)
    return True

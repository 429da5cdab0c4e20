"""The skill as a web service on this machine, and a page to talk to it."""

import json
import os
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, NoReturn

from flask import Flask, Response, abort, request, send_file

from local.assembly import LocalSkill, assemble, own_store_url
from local.clock import Clock
from local.echo.player import Player
from local.echo.response_rules import EchoError
from local.echo.script import ScriptError, parse_line
from local.sam.container import LambdaApi, container_player
from local.web.guard import only_from_here, only_so_much
from local.web.serving import HOST, server_for
from local.web.signature import NotFromAmazonError, Verifier

if TYPE_CHECKING:
    from ask_sdk_core.skill import CustomSkill
    from flask.typing import ResponseReturnValue


_PAGE = Path(__file__).parent / "page" / "index.html"
_LARGEST_BODY = 256 * 1024
_LONGEST_LINE = 500
_BAD_USE = 2


def create_app(skill: LocalSkill, player: Player | None = None, *, verify: bool = False) -> Flask:
    """Return the web application: `POST /skill` for envelopes; with a player also `/`, the simulator.

    `verify`: answer only requests that Amazon signed.
    """
    app = _new_app()
    adapter = _adapter(skill.skill, skill.settings.skill_id)
    app.config |= {"ASK_SDK_VERIFY_SIGNATURE": False, "ASK_SDK_VERIFY_TIMESTAMP": False}
    adapter.init_app(app)
    # The adapter decodes the body itself, and lets this one through.
    app.register_error_handler(UnicodeDecodeError, lambda _: ({"error": "the body is not UTF-8"}, 400))
    app.add_url_rule("/skill", "skill", adapter.dispatch_request, methods=["POST"])
    if verify:
        app.before_request(_verification())
    app.before_request(_guard(("/skill",) if verify else ()))
    if player is not None:
        _add_simulator(app, player)
    return app


def create_front(lambda_api: LambdaApi, player: Player) -> Flask:
    """Return the web application for a skill in a container, to which `POST /skill` passes the envelope on."""
    app = _new_app()
    app.before_request(_guard())

    @app.post("/skill")
    def skill() -> "ResponseReturnValue":
        event = request.get_json(force=True, silent=True)
        if not isinstance(event, dict):
            return {"error": "send a request envelope"}, 400
        try:
            return lambda_api.handle(event)
        except EchoError as error:
            return {"error": str(error)}, 502

    _add_simulator(app, player)
    return app


def serve(port: int, *, store_url: str | None, verify: bool, lambda_url: str | None = None) -> int:
    """Serve the skill, here or in a container, until interrupted. Return the exit status. Raises ContainerError."""
    try:
        listener = socket.create_server((HOST, port))
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else error
        print(f"local: cannot listen on port {port} ({reason}): try --port with another", file=sys.stderr)
        return _BAD_USE
    with listener, ExitStack() as stack:
        app = _app(stack, store_url=store_url, verify=verify, lambda_url=lambda_url)
        server = server_for(app, listener)
        print(f"Back Spasm Coach: the simulator is at http://{HOST}:{port}/ , the skill at /skill", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()
        finally:
            server.server_close()
    return 0


def _app(stack: ExitStack, *, store_url: str | None, verify: bool, lambda_url: str | None) -> Flask:
    clock = Clock(running=True)
    if lambda_url is not None:
        return create_front(LambdaApi(lambda_url), stack.enter_context(container_player(lambda_url, clock=clock)))
    skill = assemble(store_url or os.environ.get("STORE_URL") or own_store_url())
    return create_app(skill, stack.enter_context(skill.player(clock=clock)), verify=verify)


def _new_app() -> Flask:
    app = Flask("back-spasm-coach", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST_BODY
    app.before_request(only_so_much)
    return app


def _add_simulator(app: Flask, player: Player) -> None:
    lock = threading.Lock()

    @app.get("/")
    def page() -> Response:
        return send_file(_PAGE)

    @app.post("/talk")
    def talk() -> "ResponseReturnValue":
        body = request.get_json(silent=True)
        line = body.get("say") if isinstance(body, dict) else None
        if not isinstance(line, str) or len(line) > _LONGEST_LINE:
            return {"error": 'send {"say": "..."}'}, 400
        try:
            with lock:
                step = parse_line(line, 1)
                turns = list(player.step(step)) if step else []
        except (ScriptError, EchoError) as error:
            return {"error": str(error)}, 400
        return {"turns": [json.loads(turn.as_json()) for turn in turns]}

    # Whoever asks takes them: they are told once.
    @app.post("/rings")
    def rings() -> dict[str, list[str]]:
        with lock:
            return {"rings": list(player.echo.rang())}


def _guard(exempt: tuple[str, ...] = ()) -> Callable[[], None]:
    """Return the check of each request; ``exempt``: paths that anybody may call, for they are signed."""

    def guard() -> None:
        if request.path not in exempt:
            only_from_here()

    return guard


def _verification() -> Callable[[], None]:
    verifier = Verifier()

    def signed_by_amazon() -> None:
        if request.path != "/skill":
            return
        try:
            chain_url = request.headers.get("SignatureCertChainUrl", "")
            verifier.check(chain_url, request.headers.get("Signature-256", ""), request.get_data())
        except NotFromAmazonError:
            abort(400)

    return signed_by_amazon


def _adapter(skill: "CustomSkill", skill_id: str) -> Any:
    """Return flask-ask-sdk's adapter, without its own verifiers.

    Importing it fails if OpenSSL is 3.0.10 or later, because of a library under certvalidator. Only its signature
    check needs that: a stand-in that refuses everything takes its place, and signature.py does the check.
    """
    sys.modules.setdefault("certvalidator", _refusing_certvalidator())
    sys.modules.setdefault("certvalidator.errors", sys.modules["certvalidator"].errors)
    from flask_ask_sdk.skill_adapter import SkillAdapter

    return SkillAdapter(skill=skill, skill_id=skill_id or "local", verifiers=[])


def _refusing_certvalidator() -> ModuleType:
    errors = ModuleType("certvalidator.errors")
    path_error = type("PathError", (Exception,), {})
    errors.__dict__.update(PathError=path_error, ValidationError=type("ValidationError", (path_error,), {}))

    class CertificateValidator:
        """Refuses every certificate."""

        def __init__(self, *_: object, **__: object) -> None:
            raise path_error("certificates are not checked here")

    def refuse(*_: object, **__: object) -> NoReturn:
        raise path_error("certificates are not checked here")

    package = ModuleType("certvalidator")
    package.__path__ = []
    package.__dict__.update(CertificateValidator=CertificateValidator, ValidationContext=refuse, errors=errors)
    return package

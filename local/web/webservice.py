"""The skill as a web service on this machine, and a page to talk to it."""

import os
import signal
import socket
import sys
from collections.abc import Callable, Collection
from contextlib import ExitStack
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from flask import Flask, abort, request

from local.assembly import LocalSkill, assemble, container_state_url, own_store_url, state_file
from local.clock import Clock
from local.echo.devices import Devices
from local.echo.player import Player
from local.echo.response_rules import EchoError
from local.sam.container import LambdaApi, container_player
from local.web.guard import THIS_MACHINE, only_from_here, only_so_much
from local.web.reload import Reload, listener_for, start_anew
from local.web.serving import HOST, server_for
from local.web.signature import NotFromAmazonError, Verifier
from local.web.simulator import add_simulator

if TYPE_CHECKING:
    from ask_sdk_core.skill import CustomSkill
    from flask.typing import ResponseReturnValue


_LARGEST_BODY = 256 * 1024
_BAD_USE = 2


def create_app(
    skill: LocalSkill,
    devices: "Devices | Player | None" = None,
    *,
    verify: bool = False,
    names: Collection[str] = THIS_MACHINE,
) -> Flask:
    """Return the web application: `POST /skill` for envelopes; with devices also `/`, the page.

    `devices`: the virtual Echos, or the player of the only one. `verify`: answer only requests that Amazon signed.
    `names`: those of this machine by which all else may be asked for.
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
    app.before_request(_guard(("/skill",) if verify else (), names))
    if devices is not None:
        add_simulator(app, Devices.of(devices) if isinstance(devices, Player) else devices, skill.remembered)
    return app


def create_front(lambda_api: LambdaApi, devices: "Devices | Player", *, names: Collection[str] = THIS_MACHINE) -> Flask:
    """Return the web application for a skill in a container, to which `POST /skill` passes the envelope on."""
    app = _new_app()
    app.before_request(_guard((), names))

    @app.post("/skill")
    def skill() -> "ResponseReturnValue":
        event = request.get_json(force=True, silent=True)
        if not isinstance(event, dict):
            return {"error": "send a request envelope"}, 400
        try:
            return lambda_api.handle(event)
        except EchoError as error:
            return {"error": str(error)}, 502

    add_simulator(app, Devices.of(devices) if isinstance(devices, Player) else devices)
    return app


class Serving(NamedTuple):
    """How the skill is served."""

    port: int
    host: str = HOST
    """Where to listen; anywhere but on this machine alone means that `/skill` is verified."""
    names: tuple[str, ...] = ()
    """Names of this machine, beside its own, by which the page may be asked for."""
    store_url: str | None = None
    verify: bool = False
    lambda_url: str | None = None
    """The skill in a container, in place of the one here."""
    reload: bool = True
    """Whether it starts anew when the skill's files change."""


def serve(how: Serving) -> int:
    """Serve the skill, here or in a container, until interrupted. Return the exit status. Raises ContainerError."""
    try:
        listener = listener_for(how.host, how.port)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else error
        print(f"local: cannot listen on port {how.port} ({reason}): try --port with another", file=sys.stderr)
        return _BAD_USE
    with listener:
        if _serve_once(how, listener):
            start_anew(listener)
    return 0


def _serve_once(how: Serving, listener: socket.socket) -> bool:
    """Serve until interrupted, or until the skill has changed. Return whether to start anew."""
    with ExitStack() as stack:
        app = _app(stack, how)
        server = server_for(app, listener)
        watch = Reload(server.shutdown)
        _say_where(how)
        if how.reload:
            watch.start()
        # Stopped in an orderly way, so that everything is kept.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()
        finally:
            watch.end()
            server.server_close()
    return watch.wanted


def _say_where(how: Serving) -> None:
    here = how.host in THIS_MACHINE
    shown = how.host if ":" not in how.host else f"[{how.host}]"
    print(f"Back Spasm Coach: the simulator is at http://{shown}:{how.port}/ , the skill at /skill", flush=True)
    if not here:
        named = ", ".join(how.names) or "none: name one with --name"
        print(
            f"It listens beyond this machine: /skill answers only what Amazon signed; other names of it: {named}",
            flush=True,
        )


def _app(stack: ExitStack, how: Serving) -> Flask:
    names = THIS_MACHINE | {how.host} | set(how.names)
    if how.lambda_url is not None:
        url = how.lambda_url
        front = Devices(
            lambda name: _shown(container_player(url, clock=Clock(running=True), name=name)),
            state_file(container_state_url()),
        )
        return create_front(LambdaApi(url), stack.enter_context(front), names=names)
    store_url = how.store_url or os.environ.get("STORE_URL") or own_store_url()
    skill = assemble(store_url)
    devices = Devices(
        lambda name: _shown(skill.named_player(name, clock=Clock(running=True))),
        state_file(store_url),
        forget=skill.forget,
    )
    verify = how.verify or how.host not in THIS_MACHINE
    return create_app(skill, stack.enter_context(devices), verify=verify, names=names)


def _shown(player: Player) -> Player:
    """Return a player whose device is an Echo Show, as the page draws it."""
    player.echo.screen = True
    return player


def _new_app() -> Flask:
    app = Flask("back-spasm-coach", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST_BODY
    app.before_request(only_so_much)
    return app


def _guard(exempt: tuple[str, ...], names: Collection[str]) -> Callable[[], None]:
    """Return the check of each request; ``exempt``: paths that anybody may call, for they are signed."""

    def guard() -> None:
        if request.path not in exempt:
            only_from_here(names)

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

"""The command line: `python -m local` and `talk`, `run`, `bench`, `model`, `hear`, `sam`, `care-review` and so on."""

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from local.assembly import assemble, container_state_url, find_coach, material, own_store_url, state_file
from local.echo.aloud import MISSING, voice
from local.echo.devices import OWN
from local.echo.kept_device import KeptDevice
from local.echo.script import ScriptError, is_locale, usage
from local.echo.state_file import StateFileError
from local.echo.terminal import Shown, UsageError, talk
from local.hear.labelled import LabelError
from local.nlu.model_file import ModelError, path_for
from local.package.build_tools import BuildError, measure
from local.review.record import ReviewError
from local.sam.container import ContainerError, container_player

if TYPE_CHECKING:
    from local.clock import Clock

_BAD_USE = 2
_HERE = ("127.0.0.1", "localhost", "::1")


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Exit with one line that says what is wrong."""
        self.exit(_BAD_USE, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Return the exit status: 2 for bad use, with one line on standard error."""
    options = _parser().parse_args(arguments)
    find_coach()
    from coach.settings import SettingsError

    try:
        status: int = options.run(options)
    except (
        UsageError,
        ScriptError,
        ModelError,
        LabelError,
        SettingsError,
        ContainerError,
        BuildError,
        ReviewError,
        StateFileError,
    ) as error:
        print(f"local: {error}", file=sys.stderr)
        return _BAD_USE
    except UnicodeDecodeError:
        print("local: the lines are not UTF-8", file=sys.stderr)
        return _BAD_USE
    except BrokenPipeError:
        # Whoever was reading has gone; the interpreter must not complain about it at exit.
        sys.stdout = None
        return 0
    return status


def _talk(options: argparse.Namespace) -> int:
    locale = options.locale or "en-US"
    path_for(locale)
    # Errors that the skill logs are no part of the talk; LOG_LEVEL asks for them.
    if "LOG_LEVEL" not in os.environ:
        logging.getLogger("coach").addHandler(logging.NullHandler())

    def open_device(clock: "Clock") -> KeptDevice:
        default = own_store_url() if options.script is None else "memory:"
        if options.lambda_url is not None:
            player = container_player(options.lambda_url, locale=locale, clock=clock)
            file = state_file(default if options.script else container_state_url())
        else:
            store_url = options.store or os.environ.get("STORE_URL") or default
            player = assemble(store_url).named_player(OWN, locale=locale, clock=clock)
            file = state_file(store_url)
        device = KeptDevice(OWN, player, file)
        if options.locale:
            player.echo.set_locale(locale)
        return device

    aloud = voice() if options.speak else None
    if options.speak and aloud is None:
        print(MISSING, file=sys.stderr)
    return talk(options.script, open_device, Shown(as_json=options.json, envelopes=options.envelopes, voice=aloud))


def _serve(options: argparse.Namespace) -> int:
    if options.verify and options.lambda_url:
        raise UsageError("--verify is for the skill here, not for one in a container")
    from local.web.webservice import Serving, serve

    how = Serving(
        port=options.port,
        host=options.host,
        names=tuple(options.name),
        store_url=options.store,
        verify=options.verify,
        lambda_url=options.lambda_url,
        reload=not options.no_reload,
    )
    if how.lambda_url and how.host not in _HERE:
        raise UsageError("--host is for the skill here, whose callers can be verified, not for one in a container")
    return serve(how)


def _bench(_options: argparse.Namespace) -> int:
    from local.bench.benchmark import bench

    return bench()


def _hear(options: argparse.Namespace) -> int:
    from local.hear.report import hear

    return hear(options.file, lambda: assemble("memory:").player())


def _sam(_options: argparse.Namespace) -> int:
    from local.sam.cli import sam

    return sam()


def _table(options: argparse.Namespace) -> int:
    from local.package.table import make_table

    print(make_table(options.endpoint, options.name))
    return 0


def _hash(options: argparse.Namespace) -> int:
    print(measure(options.folder))
    return 0


def _skill_package(options: argparse.Namespace) -> int:
    from local.package.skill_package import package

    return package(options.endpoint, options.privacy_url, options.terms_url)


def _model(options: argparse.Namespace) -> int:
    from local.nlu.model_build import check_model, write_model

    return write_model() if options.write else check_model()


def _care_review(options: argparse.Namespace) -> int:
    from local.review.command import PAGE, write_page

    return write_page(material(), options.output or PAGE)


def _care_reviewed(options: argparse.Namespace) -> int:
    from local.review.command import write_record

    return write_record(
        material(),
        reviewed_by=options.by,
        edition=options.edition,
        of=options.of,
        on=options.on,
        refused=options.refused,
    )


def _parser() -> _Parser:
    parser = _Parser(prog="local", description="Back Spasm Coach on this machine, without Amazon.")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Parser)
    controls = "\n  ".join(("lines of a script, beside what is said and # comments:", *usage()))
    talking = commands.add_parser(
        "talk",
        help="hold a conversation, or play one from a file",
        epilog=controls,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    talking.set_defaults(run=_talk)
    talking.add_argument("--script", metavar="FILE", help="play this file and exit")
    talking.add_argument("--json", action="store_true", help="print one JSON object a turn")
    talking.add_argument("--envelopes", action="store_true", help="print each turn's request and response, too")
    talking.add_argument("--speak", action="store_true", help="read the replies aloud, by espeak-ng")
    talking.add_argument("--locale", type=_locale, help="the device's language (default: en-US, or as it was left)")
    _add_skill(talking, "memory: or sqlite:///PATH (scripts: memory:)")
    running = commands.add_parser("run", help="serve the skill and a simulator in the browser")
    running.set_defaults(run=_serve)
    running.add_argument("--port", type=_port, default=8080, help="where to listen (default: 8080)")
    _add_skill(running, "memory: or sqlite:///PATH")
    running.add_argument("--host", default=_HERE[0], help="where to listen, in place of this machine alone")
    running.add_argument("--name", action="append", default=[], help="another name by which the page may be asked for")
    running.add_argument("--no-reload", action="store_true", help="do not start anew when the skill changes")
    running.add_argument("--verify", action="store_true", help="answer only requests signed by Amazon")
    benching = commands.add_parser("bench", help="measure start-up and warm turns beside the SDK's sample")
    benching.set_defaults(run=_bench)
    hearing = commands.add_parser("hear", help="score a file of labelled sentences")
    hearing.set_defaults(run=_hear)
    hearing.add_argument("file", type=Path, help="one JSON object a line: state, say, expect and, if a sign is, asked")
    in_sam = commands.add_parser("sam", help="build with the SAM CLI, invoke with every event, hold a conversation")
    in_sam.set_defaults(run=_sam)
    tabling = commands.add_parser("table", help="make the skill's table in DynamoDB Local")
    tabling.set_defaults(run=_table)
    tabling.add_argument("--endpoint", metavar="URL", required=True, help="where it listens: http://127.0.0.1:8000")
    tabling.add_argument("--name", default="profiles", help="the table's name (default: profiles)")
    hashing = commands.add_parser("hash", help="size and hash of a folder's paths and contents")
    hashing.set_defaults(run=_hash)
    hashing.add_argument("folder", type=_folder)
    packing = commands.add_parser("skill-package", help="write what ask-cli deploys into build/skill-package")
    packing.set_defaults(run=_skill_package)
    packing.add_argument("--endpoint", metavar="ARN", help="the SkillEndpoint that the deployed stack shows")
    packing.add_argument("--privacy-url", metavar="URL", help="your privacy policy")
    packing.add_argument("--terms-url", metavar="URL", help="your terms of use")
    model = commands.add_parser("model", help="make the interaction model of the sentences and the content")
    model.set_defaults(run=_model)
    which = model.add_mutually_exclusive_group(required=True)
    which.add_argument("--write", action="store_true", help="write it")
    which.add_argument("--check", action="store_true", help="only say whether it is current")
    _add_review(commands)
    return parser


def _add_review(commands: "argparse._SubParsersAction[_Parser]") -> None:
    showing = commands.add_parser("care-review", help="write the page for the clinician")
    showing.set_defaults(run=_care_review)
    showing.add_argument("--output", type=Path, metavar="FILE", help="default: build/care-review.html")
    recording = commands.add_parser("care-reviewed", help="record that a clinician reviewed that page")
    recording.set_defaults(run=_care_reviewed)
    recording.add_argument("--by", required=True, metavar="NAME", help="who reviewed it")
    recording.add_argument("--edition", required=True, help="what this review is called, such as second")
    recording.add_argument("--of", required=True, metavar="CONTENT", help="the content that the page says it shows")
    recording.add_argument("--on", required=True, metavar="DAY", help="when, as 2026-12-01")
    recording.add_argument("--refused", nargs="*", default=[], metavar="ITEM", help="items to which the answer was no")


def _add_skill(parser: argparse.ArgumentParser, stores: str) -> None:
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--store", metavar="URL", help=stores)
    where.add_argument(
        "--lambda", dest="lambda_url", metavar="URL", help="talk to sam local start-lambda (http://127.0.0.1:3001)"
    )


def _locale(text: str) -> str:
    if not is_locale(text):
        raise argparse.ArgumentTypeError(f"a locale looks like en-US, not {text!r}")
    return text


def _folder(text: str) -> Path:
    if not Path(text).is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {text}")
    return Path(text)


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65_536:
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to 65535, not {text!r}")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())

"""The command line: `python -m local talk`, `run`, `bench`, `model`, `sam`, `hash` and `skill-package`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from local.assembly import find_coach
from local.build_tools import BuildError
from local.container import ContainerError
from local.model_file import ModelError, path_for
from local.script import ScriptError, is_locale, usage
from local.talk import UsageError, talk

_BAD_USE = 2


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Say in one line what is wrong."""
        self.exit(_BAD_USE, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status."""
    options = _parser().parse_args(arguments)
    find_coach()
    from coach.settings import SettingsError

    try:
        return _run(options)
    except (UsageError, ScriptError, ModelError, SettingsError, ContainerError, BuildError) as error:
        print(f"local: {error}", file=sys.stderr)
        return _BAD_USE
    except UnicodeDecodeError:
        print("local: the lines are not UTF-8", file=sys.stderr)
        return _BAD_USE
    except BrokenPipeError:
        # Whoever was reading has gone; the interpreter must not complain about it at exit.
        sys.stdout = None
        return 0


def _run(options: argparse.Namespace) -> int:
    if options.command == "talk":
        path_for(options.locale)
        return talk(
            options.script,
            as_json=options.json,
            locale=options.locale,
            store_url=options.store,
            lambda_url=options.lambda_url,
        )
    if options.command == "run":
        if options.verify and options.lambda_url:
            raise UsageError("--verify is for the skill here, not for one in a container")
        from local.webservice import serve

        return serve(options.port, store_url=options.store, verify=options.verify, lambda_url=options.lambda_url)
    if options.command == "bench":
        from local.bench import bench

        return bench()
    if options.command == "sam":
        from local.sam import sam

        return sam()
    if options.command == "hash":
        from local.build_tools import measure

        print(measure(options.folder))
        return 0
    if options.command == "skill-package":
        from local.skill_package import package

        return package(options.endpoint, options.privacy_url, options.terms_url)
    from local.model_types import check, write

    return write() if options.write else check()


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
    talking.add_argument("--script", metavar="FILE", help="play this file and exit")
    talking.add_argument("--json", action="store_true", help="print one JSON object a turn")
    talking.add_argument("--locale", type=_locale, default="en-US", help="the device's language (default: en-US)")
    _add_skill(talking, "memory: or sqlite:///PATH (scripts: memory:)")
    running = commands.add_parser("run", help="serve the skill and a simulator in the browser")
    running.add_argument("--port", type=_port, default=8080, help="where to listen (default: 8080)")
    _add_skill(running, "memory: or sqlite:///PATH")
    running.add_argument("--verify", action="store_true", help="answer only requests signed by Amazon")
    commands.add_parser("bench", help="measure start-up and warm turns beside the SDK's sample")
    commands.add_parser("sam", help="build with the SAM CLI, invoke with every event, hold a conversation")
    hashing = commands.add_parser("hash", help="size and hash of a folder's paths and contents")
    hashing.add_argument("folder", type=_folder)
    packing = commands.add_parser("skill-package", help="write what ask-cli deploys into build/skill-package")
    packing.add_argument("--endpoint", metavar="ARN", help="the SkillEndpoint that the deployed stack shows")
    packing.add_argument("--privacy-url", metavar="URL", help="your privacy policy")
    packing.add_argument("--terms-url", metavar="URL", help="your terms of use")
    model = commands.add_parser("model", help="keep the interaction model's slot types in step with the content")
    which = model.add_mutually_exclusive_group(required=True)
    which.add_argument("--write", action="store_true", help="write them")
    which.add_argument("--check", action="store_true", help="only say whether they are current")
    return parser


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

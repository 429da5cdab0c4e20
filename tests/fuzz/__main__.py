"""Coverage-guided fuzzing with Atheris: `python -m tests.fuzz TARGET --runs 200000`, or `make fuzz` for all of them.

What was learned stays in build/fuzz/TARGET and is where the next run begins; an input that breaks something is written
beside it, and played again by `python -m tests.fuzz TARGET --replay FILE`.
"""

import argparse
import sys
from pathlib import Path

from local.assembly import find_coach
from local.paths import ROOT

_NAMES = ("envelopes", "attributes", "profiles", "http")
_FOLDER = ROOT / "build" / "fuzz"
_MOST_BYTES = 600
_MOST_SECONDS_EACH = 20


def main() -> int:
    """Fuzz one target. Return the exit status; libFuzzer itself ends the process where something broke."""
    parser = argparse.ArgumentParser(prog="tests.fuzz", description=__doc__)
    parser.add_argument("target", choices=_NAMES)
    parser.add_argument("--runs", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=0, help="0: another each time")
    parser.add_argument("--folder", type=Path, default=_FOLDER)
    parser.add_argument("--replay", type=Path, metavar="FILE")
    options = parser.parse_args()
    find_coach()
    try:
        import atheris
    except ImportError:
        raise SystemExit("Atheris is not here: `make .fuzz/.ready` sets it up, on Linux") from None
    with atheris.instrument_imports(include=["coach"], enable_loader_override=False):
        from tests.fuzz.targets import TARGETS
    run = TARGETS[options.target]
    if options.replay:
        run(options.replay.read_bytes())
        return 0
    corpus = options.folder / options.target
    corpus.mkdir(parents=True, exist_ok=True)
    limits = [f"-runs={options.runs}", f"-seed={options.seed}", f"-max_len={_MOST_BYTES}"]
    found = f"-artifact_prefix={options.folder}/{options.target}-"
    atheris.Setup(
        [
            sys.argv[0],
            *limits,
            f"-timeout={_MOST_SECONDS_EACH}",
            found,
            "-print_final_stats=1",
            "-len_control=0",
            str(corpus),
        ],
        run,
    )
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())

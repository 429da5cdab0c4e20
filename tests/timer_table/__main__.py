"""Write the table of timers anew: `python -m tests.timer_table`. What changed is to be reviewed as code is."""

from local.assembly import find_coach


def _main() -> None:
    find_coach()
    from tests.timer_table.table import files

    for path, text in files().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"written: {path.name}")  # noqa: T201


if __name__ == "__main__":
    _main()

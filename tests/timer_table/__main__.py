"""Write the table of timers as text, into build/timer_table: `python -m tests.timer_table`."""

from local.assembly import find_coach


def _main() -> None:
    find_coach()
    from tests.timer_table.table import FOLDER, files

    FOLDER.mkdir(parents=True, exist_ok=True)
    for path, text in files().items():
        path.write_text(text, encoding="utf-8")
    print(f"written: {FOLDER}")  # noqa: T201


if __name__ == "__main__":
    _main()

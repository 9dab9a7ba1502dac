"""`python -m tests.support.rebuilt FOLDER ORDER`: deliveries taken in in some order, and the hash of their release."""

import os
import sys
from datetime import date
from pathlib import Path

from pipelines import catalogue
from pipelines.orchestration import releasing
from pipelines.submit import submit
from tests.support.small import csv_of, plant, rows_of

_ROWS = [
    {"Age": str(8 + at % 10), "Gender": "fm"[at % 2], "Motive": ("sexual", "money")[at % 3 == 0]} for at in range(40)
]
DELIVERIES = {
    "a": ("xz_first_records", "2023", _ROWS),
    "b": ("xz_first_records", "2024", [{**row, "Date": "2024-05-01"} for row in _ROWS[:30]]),
    "c": ("xz_other_records", "2024", _ROWS[5:]),
}
DAY = date(2026, 1, 1)


def main(folder: Path, order: str) -> None:
    """Everything below a folder of its own, the key of case numbers included."""
    for name in ("data", "keys", "sources"):
        os.environ[f"OSCEC_{name.upper()}"] = str(folder / name)
    years = [
        {"edition": year, "period_start": f"{year}-01-01", "period_end": f"{year}-12-31"} for year in ("2023", "2024")
    ]
    for source_id in {source_id for source_id, _, _ in DELIVERIES.values()}:
        plant(folder / "sources", source_id=source_id, editions=years)
    for name in order:
        source_id, edition, rows = DELIVERIES[name]
        dated = [{"Date": f"{edition}-03-01", **row} for row in rows]
        submit(csv_of(rows_of(*dated)), f"{name}.csv", source=catalogue.source(source_id), edition=edition)
    made = releasing.copy("public", DAY, out=folder / "out")
    sys.stdout.write(f"{made}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])

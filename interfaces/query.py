"""`oscec query`: SQL over the current snapshot or a release, as a table, JSON or CSV; what is cut says so in each."""

import csv
import re
import sys
from decimal import Decimal
from pathlib import Path

from interfaces import show, snapshot
from interfaces.asking.limits import QueryLimits
from interfaces.asking.process import Answer, ask
from interfaces.ending import CLEAN, CommandError

_COUNTED = re.compile(
    r"\b(mart\.\w+|core\.(incident|figure|figure_cell|tally|edition|finding)|compare|frontier|sum_cells|explain_pair)\b",
    re.IGNORECASE,
)
MAY_BE_INVENTED = f"{show.MODEL_NOTE} This result may rest on them; is_model tells which numbers do."


def query(sql: str, release: Path | None, *, form: str, limit: int) -> int:
    """Ask one statement and print its rows. `form`: text, json or csv; `limit`: how many rows a table shows."""
    limits = QueryLimits.from_environment()
    answer = ask(_of_release(release) if release else snapshot.current_path(), sql, limits=limits)
    notes = [each for each in (_cut(answer), _note(answer, sql)) if each]
    if form == "text":
        _show(answer, limit, notes=notes)
        return CLEAN
    if form == "json":
        rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
        show.as_json({"rows": rows, "is_cut": answer.is_cut, "notes": notes})
    else:
        _write_csv(answer)
    for note in notes:
        show.complain(note)
    return CLEAN


def _of_release(named: Path) -> Path:
    """The DuckDB file in the folder of a release, or the file itself. Raises CommandError."""
    found = [named] if named.is_file() else sorted(named.glob("*.duckdb"))
    if len(found) != 1:
        raise CommandError(f"{named}: there is no release; name the folder that holds one DuckDB file.")
    return found[0]


def _cut(answer: Answer) -> str:
    """What must be said of an answer that has more rows than it may have."""
    if not answer.is_cut:
        return ""
    return (
        f"CUT after {len(answer.rows):,} rows, the most an answer may have ({QueryLimits.PREFIX}ROWS): there are more."
    )


def _note(answer: Answer, sql: str) -> str:
    """Invented numbers are named: where their codes stand in the result, and where they may be hidden in a sum."""
    if show.names_model(str(value) for row in answer.rows for value in row):
        return show.MODEL_NOTE
    if "is_model" in sql.lower() or not _COUNTED.search(sql):
        return ""
    return MAY_BE_INVENTED if answer.has_model else ""


def _show(answer: Answer, limit: int, *, notes: list[str]) -> None:
    show.rows(answer.columns, answer.rows[:limit], numbers=_numbers(answer))
    total = len(answer.rows)
    if total > limit:
        show.say(f"{limit:,} of {total:,} rows shown; --rows {total} shows all, as --csv and --json do.")
    else:
        show.say(f"{total:,} {'row' if total == 1 else 'rows'}.")
    for note in notes:
        show.say(note, "magenta")


def _numbers(answer: Answer) -> list[str]:
    kinds = [{type(row[at]) for row in answer.rows} - {type(None)} for at in range(len(answer.columns))]
    return [name for name, kind in zip(answer.columns, kinds, strict=True) if kind and kind <= {int, float, Decimal}]


def _write_csv(answer: Answer) -> None:
    """The rows; after an answer that is cut a last one that says so, which no number can be mistaken for."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(map(show.csv_cell, answer.columns))
    writer.writerows([show.csv_cell(value) for value in row] for row in answer.rows)
    if answer.is_cut:
        writer.writerow([_cut(answer), *("" for _ in answer.columns[1:])])

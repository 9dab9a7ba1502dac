"""`oscec query`: SQL over the current snapshot, as a table with its cut stated, or whole as JSON or CSV."""

import csv
import re
import sys
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb

from interfaces import show, snapshot
from interfaces.ending import CLEAN, CommandError

_COUNTED = re.compile(
    r"\b(mart\.\w+|core\.(incident|figure|figure_cell|tally|edition|finding)|compare|frontier|sum_cells|explain_pair)\b",
    re.IGNORECASE,
)
MAY_BE_INVENTED = f"{show.MODEL_NOTE} This result may rest on them; is_model tells which numbers do."


@dataclass(frozen=True)
class Result:
    """What a statement gave: column names and all rows. `note`: what must stand beside the numbers, else empty."""

    columns: list[str]
    rows: list[tuple[Any, ...]]
    note: str


def query(sql: str, *, form: str, limit: int) -> int:
    """Run one or more statements and print the result of the last one. `form`: text, json or csv."""
    with snapshot.opened() as connection:
        result = _result(connection, sql)
    if form == "text":
        _show(result, limit)
        return CLEAN
    if form == "json":
        show.as_json([dict(zip(result.columns, row, strict=True)) for row in result.rows])
    else:
        _write_csv(result)
    if result.note:
        show.complain(result.note)
    return CLEAN


def _result(connection: duckdb.DuckDBPyConnection, sql: str) -> Result:
    statements = connection.extract_statements(sql)
    if not statements:
        raise CommandError('There is no statement in this text. Try: oscec query "FROM mart.coverage"')
    connection.execute(sql)
    columns = [str(each[0]) for each in connection.description or []]
    rows = connection.fetchall() if columns else []
    return Result(_distinct(columns), rows, _note(connection, sql, rows))


def _distinct(names: list[str]) -> list[str]:
    """Column names that a JSON object can hold: a repeated one gets its number."""
    return [name if name not in names[:at] else f"{name}_{at + 1}" for at, name in enumerate(names)]


def _note(connection: duckdb.DuckDBPyConnection, sql: str, rows: list[tuple[Any, ...]]) -> str:
    """Invented numbers are named: where their codes stand in the result, and where they may be hidden in a sum."""
    if show.names_model(str(value) for row in rows for value in row):
        return show.MODEL_NOTE
    if "is_model" in sql.lower() or not _COUNTED.search(sql):
        return ""
    has_model = connection.execute("SELECT count(*) FROM core.source WHERE is_model").fetchall()[0][0]
    return MAY_BE_INVENTED if has_model else ""


def _show(result: Result, limit: int) -> None:
    show.rows(result.columns, result.rows[:limit], numbers=_numbers(result))
    total = len(result.rows)
    if total > limit:
        show.say(f"{limit:,} of {total:,} rows shown; --rows {total} shows all, --csv and --json always give all.")
    else:
        show.say(f"{total:,} {'row' if total == 1 else 'rows'}.")
    if result.note:
        show.say(result.note, "magenta")


def _numbers(result: Result) -> list[str]:
    kinds = [{type(row[at]) for row in result.rows} - {type(None)} for at in range(len(result.columns))]
    return [name for name, kind in zip(result.columns, kinds, strict=True) if kind and kind <= {int, float, Decimal}]


def _write_csv(result: Result) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(map(show.csv_cell, result.columns))
    writer.writerows([show.csv_cell(value) for value in row] for row in result.rows)

"""The row of a mart that somebody means, by any of its columns."""

from collections.abc import Mapping
from typing import Any

import duckdb

Row = dict[str, Any]
_SHOWN = 20
_TOLD = 8
_COLUMNS = """
    SELECT schema_name || '.' || table_name, list(column_name ORDER BY column_index) FROM duckdb_columns()
    WHERE schema_name = 'mart' GROUP BY ALL ORDER BY ALL
"""


class NotOneRowError(Exception):
    """No row, or several, are meant; the text says which columns would tell them apart."""


def one_row(connection: duckdb.DuckDBPyConnection, table: str, *, wanted: Mapping[str, str]) -> Row:
    """The one row of a mart with these texts in these columns; an empty text stands for null. Raises NotOneRowError."""
    columns = columns_of(connection, table)
    if unknown := [name for name in wanted if name not in columns]:
        raise NotOneRowError(f"{table} has no column {', '.join(unknown)}; it has: {', '.join(columns)}")
    where = " AND ".join(f"coalesce(\"{name}\"::VARCHAR, '') = ?" for name in wanted) or "true"
    query = f"FROM {table} WHERE {where} LIMIT {_SHOWN + 1}"
    found = rows(connection, query, given=list(wanted.values()))
    if len(found) != 1:
        raise NotOneRowError(_which(table, found))
    return found[0]


def columns_of(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    """The columns of a mart. Raises NotOneRowError where there is no such mart."""
    told: dict[str, list[str]] = dict(connection.execute(_COLUMNS).fetchall())
    if table not in told:
        raise NotOneRowError(f"there is no mart {table}; there are: {', '.join(told)}")
    return told[table]


def rows(
    connection: duckdb.DuckDBPyConnection, query: str, *, given: list[Any] | dict[str, Any] | None = None
) -> list[Row]:
    """The rows a query gives, by name of column."""
    told = connection.execute(query, given or [])
    heads = [str(each[0]) for each in told.description or []]
    return [dict(zip(heads, row, strict=True)) for row in told.fetchall()]


def _which(table: str, found: list[Row]) -> str:
    if not found:
        return f"no row of {table} is meant by this"
    differing = [name for name in found[0] if len({str(row[name]) for row in found}) > 1][:_TOLD]
    count = f"more than {_SHOWN}" if len(found) > _SHOWN else str(len(found))
    texts = ["; ".join(f"{name}={'' if row[name] is None else row[name]}" for name in differing) for row in found]
    return "\n".join([f"{count} rows of {table} are meant by this; say more of:", *texts[:_TOLD]])

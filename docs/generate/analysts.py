"""`docs/for-analysts.md`: a template whose queries are run against what ships, with their real output."""

from pathlib import Path
from textwrap import dedent

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from docs.generate.markdown import code, plain, table
from interfaces.asking.limits import QueryLimits

_FOLDER = Path(__file__).parent.parent / "templates"
_CODES = {"source_id", "edition", "code", "dimension", "fact", "finding_id", "counting_unit", "statistic", "base_basis"}
_MARK = "data"


class UnmarkedError(Exception):
    """A query whose result does not tell which rows are invented."""


def for_analysts(warehouse: duckdb.DuckDBPyConnection) -> str:
    """The page."""
    loader = FileSystemLoader(_FOLDER)
    room = Environment(  # noqa: S701 - the result is Markdown, not HTML
        loader=loader, undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True
    )
    page = room.get_template("for-analysts.md.j2")
    told = page.render(ask=lambda caller: answer(warehouse, caller()), limits=QueryLimits())
    return f"{told.rstrip()}\n"


def answer(warehouse: duckdb.DuckDBPyConnection, sql: str) -> str:
    """The query as typed and its result; each row says whether it is published or invented.

    Raises UnmarkedError for a result without the column `source_id`, by which invented rows are known.
    """
    asked = dedent(sql).strip()
    warehouse.execute(asked)
    heads = [str(column[0]) for column in warehouse.description or []]
    rows = warehouse.fetchall()
    if "source_id" not in heads:
        raise UnmarkedError(f"the result needs source_id to tell invented rows: {asked}")
    invented = {row[0] for row in warehouse.execute("SELECT source_id FROM core.source WHERE is_model").fetchall()}
    at = heads.index("source_id")
    marked = ([*_cells(heads, row), "**invented**" if row[at] in invented else "published"] for row in rows)
    return f"```sql\n{asked}\n```\n\n{table([*heads, _MARK], marked)}"


def _cells(heads: list[str], row: tuple[object, ...]) -> list[str]:
    return [code(value) if head in _CODES else plain(_text(value)) for head, value in zip(heads, row, strict=True)]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

"""Text tables some of whose records have fewer fields than others: cut by Polars, which fills them up."""

import polars as pl

from pipelines.read.cells import Sheet, facts_of
from pipelines.read.delimited_marks import Text, text
from pipelines.read.delimited_rules import ragged, unblanked, without_blanks
from pipelines.read.marks import Content, NotBulk, between, need, places_where

_QUOTED = r'"[^"]*"'


def sheet(content: Content, name: str, *, delimiter: str, width: int) -> Sheet:
    """The sheet of a text in UTF-8 whose quotation marks keep to the rules. Raises NotBulk where a record is longer."""
    found = text(content)
    cells = _parsed(bytes(content), delimiter, width=width)
    need(cells.height == len(found.starts), "records that are not what the quotation marks say")
    fields = _fields(found, cells, delimiter=delimiter)
    facts = facts_of(ragged(pl.DataFrame({"row": found.starts, "fields": fields})))
    return Sheet(name, without_blanks(pl.DataFrame(map(unblanked, cells)), found.starts), facts)


def _parsed(content: bytes, delimiter: str, *, width: int) -> pl.DataFrame:
    schema = {str(at): pl.String for at in range(1, width + 1)}
    try:
        return pl.read_csv(content, separator=delimiter, has_header=False, schema=schema, raise_if_empty=False)
    except pl.exceptions.PolarsError as error:
        raise NotBulk("rows with more fields than the first ones") from error


def _fields(found: Text, cells: pl.DataFrame, *, delimiter: str) -> pl.Series:
    """Fields of every record: all of them, or where the last one is empty as many as are written."""
    short = places_where(cells[cells.columns[-1]].is_null())
    fields = pl.repeat(cells.width, cells.height, dtype=pl.Int64, eager=True)
    if short.is_empty():
        return fields
    starts = pl.concat([pl.Series([0], dtype=pl.UInt32), found.ends + 1])[found.starts - 1]
    ends = pl.concat([starts.slice(1), pl.Series([len(found.content)], dtype=pl.UInt32)])
    written = between(found.content, starts[short], ends=ends[short]).str.replace_all(_QUOTED, "")
    return fields.scatter(short, written.str.count_matches(delimiter, literal=True).cast(pl.Int64) + 1)

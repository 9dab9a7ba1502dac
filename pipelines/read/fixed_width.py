"""Lines whose columns start at declared positions; a row's number is its line."""

import polars as pl

from pipelines.read.cells import ReadOptions, Sheet, Unreadable, one_line_end
from pipelines.read.encoding import decode


def read(content: bytes, name: str, *, options: ReadOptions) -> Sheet:
    """The one table of the file. Raises Unreadable where a text stands before the first column."""
    text = one_line_end(decode(content, options.encoding))
    if "\x00" in text:
        raise Unreadable("file-not-tabular", "it holds a NUL byte, as binary files do")
    starts = [start - 1 for start in options.read_as.fixed_width or []]
    lines = pl.DataFrame({"line": text.split("\n")}).with_row_index("row", offset=1)
    ends = [*starts[1:], None]
    cells = lines.select(
        pl.col("row").cast(pl.Int64),
        *(_cell(start, end).alias(str(at)) for at, (start, end) in enumerate(zip(starts, ends, strict=True), start=1)),
    )
    misplaced = lines.filter(_outside(starts[0]))["row"]
    if misplaced.len():
        raise Unreadable("file-unreadable", f"lines of fixed width: line {misplaced[0]} has a tab or starts too early")
    return Sheet(name, cells.filter(~pl.all_horizontal(pl.exclude("row").is_null())))


def _cell(start: int, end: int | None) -> pl.Expr:
    text = pl.col("line").str.slice(start, None if end is None else end - start).str.strip_chars()
    return pl.when(text != "").then(text)


def _outside(first: int) -> pl.Expr:
    """Whether a line has text before the first column, or a tab, behind which no position is sure."""
    early = pl.col("line").str.slice(0, first).str.strip_chars() != ""
    return early | pl.col("line").str.contains("\t", literal=True)

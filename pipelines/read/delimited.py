"""Text tables: decode, split by the declared or the most regular delimiter, keep line numbers, name odd rows."""

import csv
import io
import re
from collections.abc import Iterator

import polars as pl

from pipelines.read import delimited_bulk
from pipelines.read.cells import Fact, ReadOptions, Sheet, Unreadable, facts_of, one_line_end
from pipelines.read.delimited_rules import most_regular, quoted, ragged
from pipelines.read.encoding import decode
from pipelines.read.limits import Limits
from pipelines.read.marks import Content, NotBulk, need

_BULK_FROM = 500_000  # bytes; below it there is nothing to gain
_SEP_LINE = re.compile(r"sep=(.)\n", re.IGNORECASE)
_LONGEST_FIELD = 10_000_000


def read(content: Content, name: str, *, options: ReadOptions, bulk_from: int = _BULK_FROM) -> Sheet:
    """The one sheet of a text table; a row's number is the line it starts on. Raises Unreadable."""
    try:
        need(len(content) >= bulk_from, "a small file")
        return delimited_bulk.read(content, name, options=options)
    except NotBulk:
        return _sheet(bytes(content), name, options=options)


def _sheet(content: bytes, name: str, *, options: ReadOptions) -> Sheet:
    text = one_line_end(decode(content, options.encoding).lstrip("\ufeff"))
    _refuse_binary(text)
    told = _SEP_LINE.match(text)
    delimiter = options.delimiter or (told[1] if told else most_regular(text))
    text = "\n" + text[told.end() :] if told else text
    lines = pl.Series(text.removesuffix("\n").split("\n"))
    _refuse_large(lines, delimiter, limits=options.limits)
    rest = quoted(delimiter).sub("", text) if '"' in text else ""
    if '"' in rest:
        return _carefully(name, text, delimiter=delimiter, rest=rest)
    return _fast(name, text, lines=lines, delimiter=delimiter)


def _refuse_binary(text: str) -> None:
    """One stray NUL in one data row is a cell to look at; in the header or in several rows the file is damaged."""
    if "\x00" not in text:
        return
    lines = [at for at, line in enumerate(text.split("\n"), start=1) if "\x00" in line]
    if lines[0] == 1 or len(lines) > 1:
        raise Unreadable("file-not-tabular", f"line {lines[0]} holds a NUL byte, as binary files do")


def _refuse_large(lines: pl.Series, delimiter: str, *, limits: Limits) -> None:
    longest = int(lines.str.len_bytes().max() or 0)  # type: ignore[arg-type]  # a number, as the series is text
    if longest > limits.line_bytes:
        at = int(lines.str.len_bytes().arg_max() or 0) + 1
        raise Unreadable("file-too-large", f"line {at} is longer than the limit of {limits.line_bytes} bytes a line")
    if lines.len() > limits.rows * 4:
        raise Unreadable("file-too-large", f"it has {lines.len()} lines, more than the limit of {limits.rows * 4}")
    fields = lines.str.count_matches(delimiter, literal=True).cast(pl.Int64) + 1
    widest = int(fields.max() or 1)  # type: ignore[arg-type]  # a count
    if widest > limits.columns and '"' not in "".join(lines.head(1)):
        raise Unreadable("file-too-large", f"it has {widest} columns, more than the limit of {limits.columns} columns")
    if int(fields.sum()) > limits.cells:
        raise Unreadable("file-too-large", f"it has more cells than the limit of {limits.cells}")


def _fast(name: str, text: str, *, lines: pl.Series, delimiter: str) -> Sheet:
    starts = _record_starts(lines)
    counts = quoted(delimiter).sub("", text.removesuffix("\n")).split("\n") if '"' in text else lines
    fields = pl.Series(counts, dtype=pl.String).str.count_matches(delimiter, literal=True).cast(pl.Int64) + 1
    most = int(fields.max() or 1)  # type: ignore[arg-type]  # a count
    header = delimiter.join(str(at + 1) for at in range(max(1, most)))
    try:
        cells = pl.read_csv(
            io.BytesIO(f"{header}\n{text}".encode()), separator=delimiter, infer_schema=False, raise_if_empty=False
        )
    except pl.exceptions.PolarsError as error:
        detail = f"a table separated by {delimiter!r}: a row has more fields than any line"
        raise Unreadable("file-unreadable", detail) from error
    if cells.height != starts.len():
        raise Unreadable("file-unreadable", f"a table separated by {delimiter!r}: a quotation mark is not closed")
    whole = cells.with_columns(row=starts)
    facts = ragged(pl.DataFrame({"row": starts, "fields": fields})) if fields.len() == starts.len() else []
    return Sheet(name, _without_blanks(whole), facts_of([*facts, *_strays(whole)]))


def _strays(cells: pl.DataFrame) -> list[Fact]:
    """Cells with a NUL byte."""
    found = []
    for column in cells.columns:
        if column != "row":
            rows = cells.filter(pl.col(column).str.contains("\x00", literal=True))["row"]
            found += [Fact(row, int(column), "NUL", "") for row in rows]
    return found


def _carefully(name: str, text: str, *, delimiter: str, rest: str) -> Sheet:
    """Quotation marks that no rule foresees: read sign by sign, and say on which rows they stand."""
    escape = "\\" if '\\"' in rest else None
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, escapechar=escape, strict=True)
    rows: list[tuple[int, list[str]]] = []
    before = 0
    csv.field_size_limit(_LONGEST_FIELD)
    try:
        for fields in reader:
            rows.append((before + 1, fields))
            before = reader.line_num
    except csv.Error as error:
        detail = (
            f"a table separated by {delimiter!r}: a quotation mark in row {before}, line {before + 1} is not closed"
        )
        raise Unreadable("file-unreadable", detail) from error
    width = max(len(fields) for _, fields in rows)
    grid = [[number, *fields, *[None] * (width - len(fields))] for number, fields in rows]
    cells = pl.DataFrame(
        grid, schema={"row": pl.Int64, **{str(at + 1): pl.String for at in range(width)}}, orient="row"
    )
    facts = ragged(pl.DataFrame([(number, len(fields)) for number, fields in rows], ["row", "fields"], orient="row"))
    facts += [
        Fact(number, at, "QUOTATION", "")
        for number, fields in _loosely_quoted(rows, text.split("\n"), delimiter=delimiter)
        for at, each in enumerate(fields, 1)
        if '"' in each
    ]
    return Sheet(name, _without_blanks(cells), facts_of([*facts, *_strays(cells)]))


def _loosely_quoted(
    rows: list[tuple[int, list[str]]], lines: list[str], *, delimiter: str
) -> Iterator[tuple[int, list[str]]]:
    """Rows with a quotation mark that neither opens nor closes a field, nor stands doubled in one."""
    whole = quoted(delimiter)
    ends = [*(number for number, _ in rows[1:]), len(lines) + 1]
    for (number, fields), end in zip(rows, ends, strict=True):
        written = "\n".join(lines[number - 1 : end - 1])
        if '"' in written and '"' in whole.sub("", written):
            yield number, fields


def _record_starts(lines: pl.Series) -> pl.Series:
    """Line numbers on which records start: a line inside an open quotation belongs to the record before."""
    quotes = lines.str.count_matches('"', literal=True).cum_sum()
    is_open_before = quotes.shift(1, fill_value=0) % 2 == 1
    return pl.Series("row", range(1, lines.len() + 1), dtype=pl.Int64).filter(~is_open_before)


def _without_blanks(cells: pl.DataFrame) -> pl.DataFrame:
    texts = [name for name in cells.columns if name != "row"]
    is_blank = pl.col(texts).str.strip_chars() == ""
    cleaned = cells.with_columns(pl.when(~is_blank).then(pl.col(texts)))
    used = [name for name in texts if cleaned[name].null_count() < cleaned.height]
    last = max((int(name) for name in used), default=0)
    return cleaned.filter(~pl.all_horizontal(pl.col(texts).is_null())).select(
        "row", *(str(at + 1) for at in range(last))
    )

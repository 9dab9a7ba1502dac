"""JSON: a list of records, `{columns, data}`, or a record a line; numbers keep their digits, nesting is refused."""

import json
import re
from dataclasses import replace
from typing import Any

import polars as pl

from pipelines.read.cells import ReadOptions, Sheet, Unreadable, named_sheet, plain_name
from pipelines.read.encoding import decode

_START = re.compile(rb'^(?:\xef\xbb\xbf)?\s*(?:\{\s*["}]|\[\s*[\[{\]])')
_START_16 = re.compile(r'^\s*(?:\{\s*["}]|\[\s*[\[{\]])')
_HEAD = 4_096
_SHAPES = "JSON of another shape than a list of records, {columns, data}, or a record a line"
_UNEVEN = "not all records name the same fields: where one is missing its cell is blank"
_Records = list[tuple[int, dict[str, str | None]]]


def is_json(content: bytes) -> bool:
    """Whether the text begins like a record or a list of records."""
    head = content[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _START_16.match(head.decode("utf-16", "replace")) is not None
    return _START.match(head) is not None


def read(content: bytes, name: str, *, options: ReadOptions) -> Sheet:
    """The one table of the file; row n is the n-th record, or the line of a file with a record a line."""
    text = decode(content, options.encoding)
    try:
        columns, records = _table(text)
        if len(columns) > options.limits.columns:
            detail = f"its records name more fields than the limit of {options.limits.columns} columns"
            raise Unreadable("file-too-large", detail)
        data = {str(at): [record.get(each) for _, record in records] for at, each in enumerate(columns)}
        frame = pl.DataFrame(data, schema=dict.fromkeys(data, pl.String))
    except (ValueError, RecursionError) as error:  # UnicodeEncodeError is a ValueError: halves of surrogate pairs
        raise Unreadable("file-unreadable", "JSON: it is cut off or not well formed") from error
    sheet = named_sheet(name, columns, data=frame, rows=[row for row, _ in records])
    is_even = all(len(record) == len(columns) for _, record in records)
    return sheet if is_even else replace(sheet, notes=(_UNEVEN,))


def _table(text: str) -> tuple[list[str], _Records]:
    try:
        whole = _loads(text)
    except json.JSONDecodeError:
        return _of_records([(at, _loads(line)) for at, line in enumerate(text.split("\n"), start=1) if line.strip()])
    if isinstance(whole, list):
        return _of_records(list(enumerate(whole, start=1)))
    if isinstance(whole, dict) and set(whole) == {"columns", "data"}:
        return _of_grid(whole["columns"], whole["data"])
    return _of_records([(1, whole)])


def _loads(text: str) -> Any:
    return json.loads(text, parse_int=str, parse_float=str, parse_constant=_no_number, object_pairs_hook=_once)


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise Unreadable("file-unreadable", "JSON: a record names a field twice")
    return dict(pairs)


def _of_records(records: list[tuple[int, Any]]) -> tuple[list[str], _Records]:
    if not all(isinstance(record, dict) for _, record in records):
        raise Unreadable("file-not-tabular", _SHAPES)
    columns = list(dict.fromkeys(each for _, record in records for each in record))
    if not columns:
        raise Unreadable("file-empty", "JSON without a field")
    return columns, [(at, {each: _cell(value, each) for each, value in record.items()}) for at, record in records]


def _of_grid(columns: Any, data: Any) -> tuple[list[str], _Records]:
    is_grid = isinstance(columns, list) and isinstance(data, list) and all(isinstance(each, str) for each in columns)
    if not is_grid or not all(isinstance(row, list) and len(row) == len(columns) for row in data):
        raise Unreadable("file-not-tabular", "JSON whose rows do not fit its columns")
    if len(set(columns)) != len(columns):
        raise Unreadable("file-unreadable", "JSON: it names a column twice")
    rows = [dict(zip(columns, map(_cell, row, columns), strict=True)) for row in data]
    return columns, list(enumerate(rows, start=1))


def _cell(value: Any, field: str) -> str | None:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if value is None or isinstance(value, str):
        return value
    raise Unreadable("file-not-tabular", f"JSON whose field {plain_name(field)} holds a list or a record")

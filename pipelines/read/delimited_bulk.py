"""The bulk lane of text tables: a certain dialect, quotations by the rules; marks are checked as columns."""

from dataclasses import dataclass
from functools import partial

import polars as pl
import pyarrow as pa

from pipelines.read import delimited_irregular, delimited_marks, delimited_regular
from pipelines.read.cells import ReadOptions, Sheet
from pipelines.read.delimited_rules import most_regular, quoted, without_blanks
from pipelines.read.encoding import in_utf8, is_cut_like_ascii
from pipelines.read.limits import Limits
from pipelines.read.marks import Content, NotBulk, is_utf8, need, number_of, octets
from pipelines.side_by_side import side_by_side

_UTF8 = "utf-8"
_MARK = b"\xef\xbb\xbf"
_HEAD = 4_096  # bytes in which a text of two bytes a sign shows what it is


@dataclass(frozen=True)
class _Way:
    """How a text is cut, how its columns are held, and what it may cost."""

    delimiter: str
    kinds: dict[str, pa.DataType]
    limits: Limits

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.kinds)


@dataclass(frozen=True)
class _Part:
    """What a part of a text holds: lines, the numbers of those on which records start, and regular records."""

    lines: int
    starts: pl.Series
    has_returns: bool
    records: pa.Table | None


def read(content: Content, name: str, *, options: ReadOptions) -> Sheet:
    """The one sheet of a text table; a column is of texts, or of categories where it repeats a few texts.

    Raises NotBulk where the careful lane has to decide.
    """
    text, encoding = _plain(content, options.encoding)
    try:
        return _sheet(text, encoding, name=name, options=options)
    except UnicodeDecodeError as error:
        raise NotBulk("bytes without a meaning") from error


def _plain(content: Content, declared: str | None) -> tuple[Content, str]:
    """The bytes and what they are written in where their marks can be found as they are, else the text in UTF-8."""
    as_it_is = None if _has_nul(content[:_HEAD]) else _written_in(content, declared)
    text, encoding = (content, as_it_is) if as_it_is else (in_utf8(bytes(content), declared), _UTF8)
    text = text[len(_MARK) :] if encoding == _UTF8 and bytes(text[: len(_MARK)]) == _MARK else text
    start = bytes(text[:4]).lower()
    need(start != b"sep=" and not start.startswith((_MARK, b"\n", b"\r")), "an odd start")
    return text, encoding


def _written_in(content: Content, declared: str | None) -> str | None:
    if declared is not None and is_cut_like_ascii(content, declared):
        return declared
    return _UTF8 if declared in {None, _UTF8} and is_utf8(content) else None


def _has_nul(content: Content) -> bool:
    return number_of(octets(content), 0) > 0


def _sheet(text: Content, encoding: str, *, name: str, options: ReadOptions) -> Sheet:
    way = _way(text, encoding, options=options)
    parts = list(side_by_side(partial(_part, way=way), delimited_marks.parts(text)))
    lines, rows = _numbered(parts)
    need(lines <= options.limits.rows * 4, "lines outside the limit")
    need(len(rows) * way.width <= options.limits.cells, "cells outside the limit")
    need(len({part.has_returns for part in parts}) == 1, "line ends of two kinds")
    if len(rows) != lines and parts[0].has_returns:  # line ends inside of fields are plain ones too
        return _sheet(bytes(text).replace(b"\r\n", b"\n"), encoding, name=name, options=options)
    regular = [part.records for part in parts if part.records is not None]
    if len(regular) < len(parts):
        return delimited_irregular.sheet(_in_utf8(text, encoding), name, delimiter=way.delimiter, width=way.width)
    records = pa.concat_tables(regular)
    if encoding != _UTF8 and not delimited_regular.is_ascii_where_distinct(records):
        return _sheet(_in_utf8(text, encoding), _UTF8, name=name, options=options)
    return Sheet(name, without_blanks(delimited_regular.cells(records, encoding), rows))


def _in_utf8(text: Content, encoding: str) -> Content:
    return text if encoding == _UTF8 else in_utf8(bytes(text), encoding)


def _way(text: Content, encoding: str, *, options: ReadOptions) -> _Way:
    head = delimited_marks.head(text)
    lines = head.decode(encoding).replace("\r\n", "\n")
    delimiter = options.delimiter or most_regular(lines)
    need(len(delimiter.encode()) == 1, "a delimiter of several bytes")
    width = max(line.count(delimiter) for line in quoted(delimiter).sub("", lines).split("\n")) + 1
    need(width <= options.limits.columns, "columns outside the limit")
    samples = (head, delimited_marks.middle(text))
    return _Way(delimiter, delimited_regular.kinds(samples, delimiter, width=width), options.limits)


def _part(content: Content, way: _Way) -> _Part:
    need(not _has_nul(content), "a NUL byte")
    text = delimited_marks.text(content)
    need(text.longest <= way.limits.line_bytes, "a line over the limit")
    need(len(text.starts) * way.width <= way.limits.cells, "cells outside the limit")
    delimited_marks.check_quotes(text, ord(way.delimiter))
    records = delimited_regular.cut(content, way.delimiter, kinds=way.kinds, is_broken=len(text.starts) < text.lines)
    is_whole = records is not None and records.num_rows == len(text.starts)
    return _Part(text.lines, text.starts, text.has_returns, records if is_whole else None)


def _numbered(parts: list[_Part]) -> tuple[int, pl.Series]:
    """How many lines there are, and the numbers of those on which records start."""
    lines, starts = 0, []
    for part in parts:
        starts.append(part.starts + lines)
        lines += part.lines
    return lines, pl.concat(starts, rechunk=True)

"""The bulk lane of text tables: a certain dialect, quotations by the rules; marks are checked as columns."""

from dataclasses import dataclass, replace

import polars as pl

from pipelines.read.cells import ReadOptions, Sheet, facts_of
from pipelines.read.delimited_rules import HEAD_LINES, most_regular, quoted, ragged
from pipelines.read.encoding import in_utf8
from pipelines.read.marks import NotBulk, between, is_utf8, need, octets, places_where

_MARK = b"\xef\xbb\xbf"
_LINE, _RETURN, _QUOTE = b'\n\r"'
_QUOTED = r'"[^"]*"'


@dataclass(frozen=True)
class _Text:
    """Text in UTF-8 with the places of its line ends and quotation marks."""

    content: bytes
    octets: pl.Series
    ends: pl.Series
    quotes: pl.Series

    @property
    def lines(self) -> int:
        """Number of lines; a line end at the very end starts no other."""
        return len(self.ends) + (not self.content.endswith(b"\n"))


def read(content: bytes, name: str, options: ReadOptions) -> Sheet:
    """The one sheet of a text table. Raises NotBulk where the careful lane has to decide."""
    text = _text(_in_utf8(content, options.encoding))
    head = _head(text)
    delimiter = options.delimiter or most_regular(head)
    need(len(delimiter.encode()) == 1, "a delimiter of several bytes")
    _check_sizes(text, options)
    _check_quotes(text, ord(delimiter))
    width = max(line.count(delimiter) for line in quoted(delimiter).sub("", head).split("\n")) + 1
    need(width <= options.limits.columns, "columns outside the limit")
    need(text.lines * width <= options.limits.cells, "cells outside the limit")
    cells = _parsed(text.content, delimiter, width)
    rows = pl.int_range(1, text.lines + 1, dtype=pl.Int64, eager=True)
    if cells.height != text.lines:
        if b"\r" in text.content:  # line ends inside of fields are plain ones too
            return read(text.content.replace(b"\r\n", b"\n"), name, replace(options, encoding=None))
        rows = _starts(text, rows)
    need(cells.height == len(rows), "records that are not what the quotation marks say")
    fields = _fields(text, cells, rows, delimiter)
    return Sheet(name, _filled(cells, rows), facts_of(ragged(pl.DataFrame({"row": rows, "fields": fields}))))


def _in_utf8(content: bytes, declared: str | None) -> bytes:
    is_plain = declared in {None, "utf-8"} and b"\x00" not in content and is_utf8(content)
    text = content if is_plain else in_utf8(content, declared)
    text = text.removeprefix(_MARK)
    need(not text.startswith((_MARK, b"\n", b"\r")) and text[:4].lower() != b"sep=", "an odd start")
    need(b"\x00" not in text, "a NUL byte")
    return text


def _text(content: bytes) -> _Text:
    signs = octets(content)
    ends = places_where(signs == _LINE)
    need(len(ends), "a single line")
    returns = (signs == _RETURN).sum()
    need(not returns or (signs[ends - 1] == _RETURN).sum() == returns, "line ends of two kinds")
    is_quoted = b'"' in content
    return _Text(content, signs, ends, places_where(signs == _QUOTE) if is_quoted else pl.Series(dtype=pl.UInt32))


def _head(text: _Text) -> str:
    """The first lines, which tell the dialect."""
    end = text.ends[HEAD_LINES - 1] if len(text.ends) >= HEAD_LINES else len(text.content)
    return text.content[:end].decode().replace("\r\n", "\n")


def _check_sizes(text: _Text, options: ReadOptions) -> None:
    starts = pl.concat(
        [pl.Series([0], dtype=pl.UInt32), text.ends + 1, pl.Series([len(text.content)], dtype=pl.UInt32)]
    )
    need(starts.diff().max() <= options.limits.line_bytes, "a line over the limit")  # type: ignore[operator]
    need(text.lines <= options.limits.rows * 4, "lines outside the limit")


def _check_quotes(text: _Text, delimiter: int) -> None:
    """Every field is quoted as a whole or not at all, and marks inside a quoted field are doubled."""
    if text.quotes.is_empty():
        return
    need(len(text.quotes) % 2 == 0, "a quotation mark that is not closed")
    opening, closing = text.quotes.gather_every(2), text.quotes.gather_every(2, 1)
    borders = [delimiter, _LINE, _RETURN]
    doubled = closing.head(-1) + 1 == opening.slice(1)
    before = _is_in(text.octets[(opening.slice(1)) - 1], borders[:2])
    after = _is_in(text.octets[closing.head(-1) + 1], borders)
    need((before | doubled).all() and (after | doubled).all(), "a quotation mark inside a field")
    first, last = int(opening[0]), int(closing[-1]) + 1
    is_bordered = first == 0 or text.octets[first - 1] in borders[:2]
    need(is_bordered and (last == len(text.content) or text.octets[last] in borders), "a quotation mark inside a field")


def _is_in(signs: pl.Series, wanted: list[int]) -> pl.Series:
    found = signs == wanted[0]
    for sign in wanted[1:]:
        found |= signs == sign
    return found


def _parsed(content: bytes, delimiter: str, width: int) -> pl.DataFrame:
    schema = {str(at): pl.String for at in range(1, width + 1)}
    try:
        return pl.read_csv(content, separator=delimiter, has_header=False, schema=schema, raise_if_empty=False)
    except pl.exceptions.PolarsError as error:
        raise NotBulk("rows with more fields than the first ones") from error


def _starts(text: _Text, rows: pl.Series) -> pl.Series:
    """Numbers of the lines on which records start: those that do not lie inside a quotation."""
    is_open = text.quotes.search_sorted(text.ends) % 2 == 1
    return rows.filter(~pl.concat([pl.Series([False]), is_open]).head(len(rows)))


def _fields(text: _Text, cells: pl.DataFrame, rows: pl.Series, delimiter: str) -> pl.Series:
    """Fields of every record: all of them, or where the last one is empty as many as are written."""
    last = cells.columns[-1]
    short = places_where(cells[last].is_null())
    fields = pl.repeat(cells.width, cells.height, dtype=pl.Int64, eager=True)
    if short.is_empty():
        return fields
    starts = pl.concat([pl.Series([0], dtype=pl.UInt32), text.ends + 1])[rows - 1]
    ends = pl.concat([starts.slice(1), pl.Series([len(text.content)], dtype=pl.UInt32)])
    written = between(text.content, starts[short], ends[short]).str.replace_all(_QUOTED, "")
    return fields.scatter(short, written.str.count_matches(delimiter, literal=True).cast(pl.Int64) + 1)


def _filled(cells: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
    """Blank texts as null, without blank rows and without blank columns at the right."""
    texts = [_unblanked(column) for column in cells]
    last = max((at for at, column in enumerate(texts, start=1) if column.null_count() < len(column)), default=0)
    whole = pl.DataFrame([rows.alias("row"), *texts[:last]])
    is_full = any(not column.null_count() for column in texts)
    return whole if is_full else whole.filter(~pl.all_horizontal(pl.exclude("row").is_null()))


def _unblanked(texts: pl.Series) -> pl.Series:
    """Only a text that starts with no plain sign can be blank."""
    odd = places_where((texts < "!") | (texts > "\x7f"))
    blank = odd.filter(texts[odd].str.strip_chars() == "")
    return texts.scatter(blank, None) if len(blank) else texts

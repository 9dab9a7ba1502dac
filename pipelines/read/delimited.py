"""Text tables: decode by declaration, split by the declared or the most regular delimiter, keep the line numbers."""

import codecs
import io

import polars as pl
from charset_normalizer import from_bytes

from pipelines.read.cells import ReadOptions, Sheet, Unreadable

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DELIMITERS = ";\t,|"


def read(content: bytes, name: str, options: ReadOptions) -> Sheet:
    """The one sheet of a text table; a row's number is the line it starts on. Raises Unreadable."""
    text = decode(content, options.encoding).replace("\r\n", "\n").replace("\r", "\n")
    delimiter = options.delimiter or _most_regular(text)
    lines = pl.Series(text.removesuffix("\n").split("\n"))
    starts = _record_starts(lines)
    header = delimiter.join(str(at + 1) for at in range(_most_delimiters(lines, starts, delimiter) + 1))
    try:
        cells = pl.read_csv(
            io.BytesIO(f"{header}\n{text}".encode()), separator=delimiter, infer_schema=False, raise_if_empty=False
        )
    except pl.exceptions.PolarsError as error:
        raise Unreadable(
            "file-unreadable", f"a table separated by {delimiter!r}: its quotation marks do not match"
        ) from error
    if cells.height != starts.len():
        raise Unreadable("file-unreadable", f"a table separated by {delimiter!r}: a quotation mark is not closed")
    return Sheet(name, _without_blanks(cells.with_columns(row=starts)))


def decode(content: bytes, declared: str | None) -> str:
    """Text of the bytes: by byte order mark, declared code page, UTF-8, detection, in this order. Raises Unreadable."""
    marked = next((name for bom, name in _BOMS if content.startswith(bom)), None)
    for encoding in (marked, declared, None if declared else "utf-8"):
        if encoding is None:
            continue
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            if encoding in {marked, declared}:
                raise Unreadable("encoding-differs", f"{encoding} (byte {error.start + 1})") from error
    best = from_bytes(content).best()
    if best is None:
        raise Unreadable("file-not-tabular", "its text is in no code page we know")
    return str(best)


def _most_regular(text: str) -> str:
    head = [line for line in text.split("\n", 200)[:200] if line.strip()]
    return max(_DELIMITERS, key=lambda sign: sum(sign in line for line in head))


def _record_starts(lines: pl.Series) -> pl.Series:
    """Line numbers on which records start: a line inside an open quotation belongs to the record before."""
    quotes = lines.str.count_matches('"', literal=True).cum_sum()
    is_open_before = quotes.shift(1, fill_value=0) % 2 == 1
    return pl.Series("row", range(1, lines.len() + 1), dtype=pl.Int64).filter(~is_open_before)


def _most_delimiters(lines: pl.Series, starts: pl.Series, delimiter: str) -> int:
    """The most delimiters in one record, over all its lines; those inside quotations do no harm here."""
    until = lines.str.count_matches(delimiter, literal=True).cast(pl.Int64).cum_sum()
    before = pl.concat([pl.Series(until.name, [0], dtype=pl.Int64), until])
    following = starts.shift(-1, fill_value=lines.len() + 1)
    most = (before.gather(following - 1) - before.gather(starts - 1)).max()
    return max(1, int(str(most)))


def _without_blanks(cells: pl.DataFrame) -> pl.DataFrame:
    texts = [name for name in cells.columns if name != "row"]
    is_blank = pl.col(texts).str.strip_chars() == ""
    cleaned = cells.with_columns(pl.when(~is_blank).then(pl.col(texts)))
    used = [name for name in texts if cleaned[name].null_count() < cleaned.height]
    last = max((int(name) for name in used), default=0)
    return cleaned.filter(~pl.all_horizontal(pl.col(texts).is_null())).select(
        "row", *(str(at + 1) for at in range(last))
    )

"""Where the lines of a text table end and where its quotation marks stand, and whether these keep to the rules."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from pipelines.read.delimited_rules import HEAD_LINES
from pipelines.read.marks import Content, need, number_of, octets, places_of

LINE, RETURN, QUOTE = b'\n\r"'
_PART = 16_000_000  # bytes of a text that are looked at together
_LONGEST_RECORD = 1 << 20
_FIRST_BYTES = 1 << 18


@dataclass(frozen=True)
class Text:
    """A text or a part of one, with the places of its line ends and quotation marks."""

    content: Content
    octets: pl.Series
    ends: pl.Series
    quotes: pl.Series
    has_returns: bool

    @property
    def lines(self) -> int:
        """Number of lines; a line end at the very end starts no other."""
        return len(self.ends) + (self.content[-1] != LINE)

    @property
    def longest(self) -> int:
        """Bytes of the longest line."""
        borders = pl.Series([0, len(self.content)], dtype=pl.UInt32)
        starts = pl.concat([borders.head(1), self.ends + 1, borders.tail(1)])
        return int(starts.diff().max() or 0)  # type: ignore[arg-type]  # a number, as the series is one

    @cached_property
    def starts(self) -> pl.Series:
        """Numbers of the lines on which records start: those that do not lie inside a quotation."""
        numbers = pl.int_range(1, self.lines + 1, dtype=pl.Int64, eager=True)
        is_open = pl.Series(np.searchsorted(self.quotes.to_numpy(), self.ends.to_numpy()) % 2 == 1)
        if not is_open.any():
            return numbers
        return numbers.filter(~pl.concat([pl.Series([False]), is_open]).head(self.lines))


def text(content: Content) -> Text:
    """The text with its marks. Raises NotBulk where its lines end in several ways."""
    signs = octets(content)
    ends = places_of(signs, LINE)
    need(len(ends), "a single line")
    returns = number_of(signs, RETURN)
    need(not returns or (signs[ends - 1] == RETURN).sum() == returns, "line ends of two kinds")
    return Text(content, signs, ends, places_of(signs, QUOTE), returns > 0)


def head(content: Content) -> bytes:
    """The first lines, which tell the dialect."""
    size = _FIRST_BYTES
    while size < len(content) and bytes(content[:size]).count(b"\n") < HEAD_LINES:
        size *= 4
    return b"\n".join(bytes(content[:size]).split(b"\n", HEAD_LINES)[:HEAD_LINES])


def middle(content: Content) -> bytes:
    """Some lines from the middle."""
    start = len(content) // 2
    return b"\n".join(bytes(content[start : start + _FIRST_BYTES]).split(b"\n")[1:-1])


def parts(content: Content) -> Iterator[Content]:
    """Parts of a text that end where a record ends, if its quotation marks keep to the rules."""
    rest = memoryview(content)
    while len(rest) > 2 * _PART and (end := _end_of_record(rest)):
        yield rest[:end]
        rest = rest[end:]
    yield rest


def _end_of_record(content: memoryview) -> int | None:
    end = _PART
    is_open = number_of(octets(content[:end]), QUOTE) % 2
    for line in bytes(content[end : end + _LONGEST_RECORD]).split(b"\n")[:-1]:
        end += len(line) + 1
        is_open ^= line.count(b'"') % 2
        if not is_open:
            return end
    return None


def check_quotes(text: Text, delimiter: int) -> None:
    """Every field is quoted as a whole or not at all, and marks inside a quoted field are doubled. Raises NotBulk."""
    if text.quotes.is_empty():
        return
    need(len(text.quotes) % 2 == 0, "a quotation mark that is not closed")
    opening, closing = text.quotes.gather_every(2), text.quotes.gather_every(2, 1)
    borders = [delimiter, LINE, RETURN]
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

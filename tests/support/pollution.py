"""A clean csv and what goes wrong with csv, one kind at a time: the pollution kinds of Pollock (VLDB 2023, section 3).

Kinds of the whole file, of its table, of its dialect, and of single rows and fields. `rows` is what must be read, or
None where the file may only be refused; `line` is the line whose row is hurt, and must be named where it is refused.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

Rows = list[list[str]]
HEADER = ["id", "day", "place", "price", "page"]
CLEAN: Rows = [
    [f"N-{at:03}", f"2024-{1 + at % 12:02}-{1 + at % 28:02}", place, f"1,{at:03}.50", f"/p?a={at}&b='x'"]
    for at, place in enumerate(["Oslo", "Paris, Nord", 'The "Hague"', "Łódź", "Graz\nWest", "Bonn"] * 14)
]
_ROWS = (0, 1, 40, 82)


@dataclass(frozen=True)
class Case:
    """One polluted file; `is_loose`: its hurt row may also be read as it stands, where it is flagged.

    `told`: what a flag must say of the whole file or of a column.
    """

    name: str
    content: bytes
    rows: Rows | None
    line: int = 0
    is_loose: bool = False
    told: str = ""


def text_of(rows: Rows, sign: str = ",", end: str = "\r\n", quote: str = '"') -> str:
    """The rows as a csv writer writes them."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=sign, lineterminator=end, quotechar=quote).writerows(rows)
    return buffer.getvalue()


def line_of(rows: Rows, at: int) -> int:
    """The line on which a row starts."""
    return 1 + sum(1 + sum(text.count("\n") for text in row) for row in rows[:at])


def cases() -> Iterator[Case]:
    """Every kind of pollution, those of rows at the first, the second, a middle and the last row but one."""
    yield from of_file()
    yield from of_table()
    yield from of_dialect()
    yield from of_rows()


def of_file() -> Iterator[Case]:
    """No payload, ends of the file, encodings."""
    rows = [HEADER, *CLEAN]
    text = text_of(rows)
    yield Case("no payload", b"", None)
    yield Case("no newline at the end", text.rstrip("\r\n").encode(), rows)
    yield Case("two newlines at the end", (text + "\r\n").encode(), rows)
    for encoding in ("utf-8-sig", "utf-16", "cp1250"):
        yield Case(f"encoding {encoding}", text.encode(encoding), rows)
    western = [[text.replace("Łódź", "Köln") for text in row] for row in rows]
    yield Case("encoding latin-1", text_of(western).encode("latin-1"), western)


def of_table() -> Iterator[Case]:
    """Header and preamble, few rows, several tables."""
    rows = [HEADER, *CLEAN]
    text = text_of(rows)
    yield Case("no header", text_of(CLEAN).encode(), None)
    yield Case("header only", text_of([HEADER]).encode(), None)
    yield Case("one row", text_of(rows[:2]).encode(), rows[:2])
    yield Case("preamble", f"A title\r\nUnit: cases\r\n\r\n{text}".encode(), rows)
    yield Case("preamble with blank fields", f"A title,,,,\r\n,,,,\r\n{text}".encode(), rows)
    yield Case("header twice", text_of([HEADER, HEADER, *CLEAN]).encode(), rows)
    yield Case("columns twice", text_of([["id", "day", "day", "price", "page"], *CLEAN]).encode(), None)
    yield Case("footnotes", f"{text}A note\r\n* another one\r\n".encode(), rows)
    yield Case("footnotes behind a blank line", f"{text}\r\nA note,,,,\r\n,,,,\r\nAnother,,,,\r\n".encode(), rows)
    tall = text_of([["", "time", "", "", ""], HEADER, *CLEAN])
    yield Case("header of two rows", tall.encode(), rows)  # a name that stands for itself needs no group
    odd = [*HEADER[:2], "place/%n", *HEADER[3:]]
    yield Case("signs in a name", text_of([odd, *CLEAN]).encode(), [odd, *CLEAN])
    long = [*HEADER[:2], "place" * 20_000, *HEADER[3:]]
    yield Case("a very long name", text_of([long, *CLEAN]).encode(), [long, *CLEAN])
    nameless = [[*HEADER[:2], "", *HEADER[3:]], *CLEAN]
    yield Case(
        "a name missing", text_of(nameless).encode(), [[*row[:2], *row[3:]] for row in rows], told="without a header"
    )
    yield Case("one column", text_of([row[:1] for row in rows]).encode(), [], told="no separator")
    yield Case("very many columns", text_of([[f"c{at}" for at in range(1_024)], ["1"] * 1_024]).encode(), None)
    for name, width in (("fewer", 3), ("as many", 5), ("more", 7)):
        second = [[f"{letter}{at}" for letter in "tuvwxyz"[:width]] for at in range(4)]
        behind = line_of(rows, len(rows)) + 1
        yield Case(f"second table of {name} columns", f"{text}\r\n{text_of(second)}".encode(), rows, behind)


def of_dialect() -> Iterator[Case]:
    """Signs between fields, around fields, before quotation marks and between records."""
    rows = [HEADER, *CLEAN]
    for sign in (";", "\t", "|"):
        yield Case(f"delimiter {sign!r}", text_of(rows, sign).encode(), rows)
    calm = [[text.replace("\n", " ").replace('"', "").replace(",", "") for text in row] for row in rows]
    timeless = [[text.replace(":", ".") for text in row] for row in calm]
    yield Case("delimiter ':'", _by(":", timeless), timeless)
    for sign in (" ", "\\t"):
        yield Case(f"delimiter {sign!r}", _by(sign, calm), [], told="no separator")
    yield Case("delimiter of two tabs", _by("\t\t", calm), calm)
    spaced = [[*row[:2], *(f" {text}" for text in row[2:])] for row in calm]
    yield Case("delimiter and a blank", _by(", ", calm), [HEADER, *spaced[1:]])
    for end in ("\n", "\r"):
        calm = [[text.replace("\n", " ") for text in row] for row in rows]
        yield Case(f"records end with {end!r}", text_of(calm, end=end).encode(), calm)
    yield Case("all quoted", _all_quoted(rows).encode(), rows)
    yield Case("escaped by backslash", text_of(rows).replace('""', '\\"').encode(), rows)
    calm = [[text.replace("'", "") for text in row] for row in rows]
    yield Case("quoted by apostrophes", text_of(calm, quote="'").encode(), calm, line_of(calm, 2))
    unquoted = [[text.replace("\n", " ").replace('"', "") for text in row] for row in rows]
    yield Case("quotes missing", "".join(",".join(row) + "\r\n" for row in unquoted).encode(), None, 3)


def _by(sign: str, rows: Rows) -> bytes:
    """Rows without quotation marks, parted by signs that no writer of csv knows."""
    return "".join(f"{sign.join(row)}\r\n" for row in rows).encode()


def _all_quoted(rows: Rows) -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, quoting=csv.QUOTE_ALL).writerows(rows)
    return buffer.getvalue()


def of_rows() -> Iterator[Case]:
    """One row with a delimiter or a quotation mark too few or too many, or with signs of its own."""
    rows = [HEADER, *CLEAN]
    for at in _ROWS:
        written = [text_of([row]) for row in rows]
        line = line_of(rows, at + 1)
        whole = written[at + 1]
        for name, hurt in {
            "a delimiter less": whole.replace(",", "", 1),
            "a delimiter more at its start": f",{whole}",
            "a delimiter more in it": whole.replace(",", ",,", 1),
            "a delimiter more at its end": whole.replace("\r\n", ",\r\n")
            if "\n" not in whole[:-2]
            else f"{whole[:-2]},\r\n",
            "a delimiter of its own": text_of([rows[at + 1]], ";"),
            "a quotation mark at its start": f'"{whole}',
            "a quotation mark at its end": f'{whole[:-2]}"\r\n',
            "fields missing": f"{rows[at + 1][0]}\r\n",
            "quoted by apostrophes": text_of([rows[at + 1]], quote="'"),
            "many fields more": whole.replace("\r\n", ",x,y,z\r\n"),
        }.items():
            text = "".join([*written[: at + 1], hurt, *written[at + 2 :]])
            yield Case(f"row {at}: {name}", text.encode(), None, line, is_loose="mark at its end" in name)

"""Delimited text: semicolons in windows-1252, tabs in utf-16, commas in a zip of months."""

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import polars as pl

from bench.model_countries.specs import Delivery
from bench.model_countries.writers.archive import write_archive

_SLICE_ROWS = 100_000


def write_semicolon_1252(delivery: Delivery, folder: Path) -> list[Path]:
    """Semicolon csv in windows-1252; only cells that may hold several values are quoted."""
    quoted = [column.header for column in delivery.country.columns if column.kind == "multiple"]
    table = delivery.table.with_columns(pl.format('"{}"', pl.col(header)).alias(header) for header in quoted)
    path = folder / delivery.file_name()
    with path.open("wb") as target:
        for text in _text(table, separator=";", quote_style="never"):
            target.write(text.encode("cp1252"))
    return [path]


def write_tabs_utf16(delivery: Delivery, folder: Path) -> list[Path]:
    """Tab separated text in utf-16 little endian with a byte order mark."""
    path = folder / delivery.file_name()
    with path.open("wb") as target:
        target.write(codecs.BOM_UTF16_LE)
        for text in _text(delivery.table, separator="\t", quote_style="never"):
            target.write(text.encode("utf-16-le"))
    return [path]


def write_zip_of_months(delivery: Delivery, folder: Path) -> list[Path]:
    """Write a zip with one comma csv in utf-8 a month, `reports_<year>-<month>.csv`, each with its header."""
    path = folder / delivery.file_name()
    months = enumerate(delivery.tables_by_part(), start=1)
    write_archive(
        path,
        ((f"reports_{delivery.edition.year}-{month:02}.csv", _bytes(table)) for month, table in months),
    )
    return [path]


def _bytes(table: pl.DataFrame) -> Iterator[bytes]:
    return (text.encode() for text in _text(table, separator=",", quote_style="necessary"))


def _text(table: pl.DataFrame, *, separator: str, quote_style: Literal["never", "necessary"]) -> Iterator[str]:
    for start in range(0, max(table.height, 1), _SLICE_ROWS):
        yield table.slice(start, _SLICE_ROWS).write_csv(
            separator=separator, quote_style=quote_style, line_terminator="\r\n", include_header=start == 0
        )

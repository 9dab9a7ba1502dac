"""Every limit: what lies at it is read, what lies above it is refused and named."""

import gzip
import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import fields

import pytest

from pipelines.read import ReadOptions, Unreadable, read
from pipelines.read.archive import Package
from pipelines.read.limits import Limits
from tests.support.workbooks import ods_cell, ods_of, ods_row, xlsx_of, zip_of

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
TABLE = b"a;b\n1;2\n"


def csv_of(columns: int, rows: int) -> bytes:
    return "".join(";".join("x" for _ in range(columns)) + "\n" for _ in range(rows)).encode()


def ods_repeating(times: int) -> bytes:
    return ods_of(f'<table:table-row table:number-rows-repeated="{times}">{ods_cell("x")}</table:table-row>')


CASES: dict[str, tuple[Callable[[int], bytes], int]] = {
    "file_bytes": (lambda size: TABLE + b"x" * (size - len(TABLE)), 40),
    "unpacked_bytes": (lambda size: zip_of({"a.csv": TABLE, "b.csv": b"y" * (size - len(TABLE))}), 40),
    "parts": (lambda parts: zip_of({f"{at}.csv": TABLE for at in range(parts)}), 3),
    "columns": (lambda columns: xlsx_of([["x"] * columns]), 5),
    "rows": (lambda rows: xlsx_of([["x"]] * rows), 5),
    "cells": (lambda cells: xlsx_of([["x"]] * cells), 5),
    "line_bytes": (lambda size: b"a;b\n" + b"x" * size + b"\n", 20),
    "text_bytes": (lambda size: xlsx_of([["x" * size]]), 20),
}


def sheets_with(content: bytes, **limits: int) -> int:
    return len(read(content, "x", options=ReadOptions(limits=Limits(**limits))))


@pytest.mark.parametrize("name", CASES)
def test_file_at_a_limit_is_read(name: str) -> None:
    make, most = CASES[name]

    assert sheets_with(make(most), **{name: most})


@pytest.mark.parametrize("name", CASES)
def test_file_above_a_limit_is_refused_and_the_limit_named(name: str) -> None:
    make, most = CASES[name]
    with pytest.raises(Unreadable, match="limit") as refused:
        sheets_with(make(most + 1), **{name: most})

    assert refused.value.finding_id in {"file-too-large", "archive-unsafe"}
    assert str(most) in refused.value.detail


LINE = b"x" * 999_999 + b"\n"
AT_DEFAULT: dict[str, tuple[Callable[[], bytes], Callable[[], bytes]]] = {
    "file of 50 MB": (lambda: LINE * 50, lambda: LINE * 50 + b"x"),
    "2,000 parts": (lambda: parts_of(2_000), lambda: parts_of(2_001)),
    "5 million cells": (lambda: csv_of(500, 10_000), lambda: csv_of(500, 10_000) + b"x\n"),
    "512 columns": (lambda: csv_of(512, 2), lambda: csv_of(513, 2)),
    "line of 1 MB": (lambda: TABLE + b"y" * 1_000_000, lambda: TABLE + b"y" * 1_000_001),
    "ratio above 1 MB": (lambda: zip_of({"a.csv": LINE}), lambda: zip_of({"a.csv": LINE + b"y"})),
}


def parts_of(parts: int) -> bytes:
    """An archive of so many files, of which the readers take any as a table."""
    return zip_of({f"{at}.csv": b"a" for at in range(parts)})


@pytest.mark.slow
@pytest.mark.parametrize("name", AT_DEFAULT)
def test_default_is_the_figure_that_is_promised(name: str) -> None:
    at, above = AT_DEFAULT[name]
    lifted = ReadOptions(limits=Limits(sheets=2_000))

    assert read(at(), "x", options=lifted)
    with pytest.raises(Unreadable) as refused:
        read(above(), "x", options=lifted)
    assert refused.value.finding_id in {"file-too-large", "archive-unsafe"}


@pytest.mark.slow
def test_package_may_unpack_to_500_mb() -> None:
    """Its list of parts is enough to know; a quarter of a megabyte of noise keeps it below the ratio."""
    assert len(Package(unpacking_to(500_000_000), Limits()).entries) == 1
    with pytest.raises(Unreadable, match="more than 500000000 bytes"):
        Package(unpacking_to(500_000_001), Limits())


def unpacking_to(size: int) -> bytes:
    block = random.Random(1).randbytes(20_000) + bytes(980_000)  # noqa: S311  # no secret
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package, package.open("a", "w") as part:
        for start in range(0, size, len(block)):
            part.write(block[: size - start])
    return buffer.getvalue()


@pytest.mark.parametrize("make", [lambda at: csv_of(at, 2), lambda at: ods_of(ods_row(*[ods_cell("x")] * at))])
def test_columns_are_limited_in_every_format(make: Callable[[int], bytes]) -> None:
    assert sheets_with(make(512)) == 1
    with pytest.raises(Unreadable, match="512 columns"):
        sheets_with(make(513))


def test_repeated_rows_are_limited_before_they_are_made() -> None:
    assert sheets_with(ods_repeating(10), cells=10) == 1
    with pytest.raises(Unreadable, match="more cells than the limit of 10"):
        sheets_with(ods_repeating(11), cells=10)


def test_ratio_counts_from_a_size_on() -> None:
    content = zip_of({"a.csv": b"x" * 999_000})

    assert sheets_with(content) == 1
    with pytest.raises(Unreadable, match="over 200 times its size"):
        sheets_with(content, ratio_from_bytes=998_999)


def test_gzip_is_unpacked_up_to_the_limit() -> None:
    assert sheets_with(gzip.compress(TABLE)) == 1
    with pytest.raises(Unreadable, match="expands beyond the size limit of 5 bytes"):
        sheets_with(gzip.compress(TABLE), unpacked_bytes=5)


@pytest.mark.parametrize(("depth", "attributes"), [(300, 1), (1, 30_000)])
def test_xml_is_limited_in_depth_and_width(depth: int, attributes: int) -> None:
    tag = " ".join(f'a{at}="1"' for at in range(attributes))
    content = zip_of({"content.xml": f"<x {tag}>{'<a>' * depth}{'</a>' * depth}</x>".encode()})
    with pytest.raises(Unreadable, match="limit of") as refused:
        read(content, "x.ods", options=ReadOptions())

    assert refused.value.finding_id == "file-too-large"


def test_limits_are_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSCEC_LIMIT_COLUMNS", "7")

    assert Limits.from_environment().columns == 7
    assert Limits.from_environment().rows == Limits().rows


def test_every_limit_says_what_it_counts() -> None:
    assert [each.name for each in fields(Limits) if not each.metadata.get("what")] == []

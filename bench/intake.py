"""Intake against named peers and the bare parse of the same file, measured in the same run.

`read and tidy` is the stage of the promise: file to tidy frame with addresses, in a process of its own, every safety
check included. `whole intake` goes on to identifiers, keyed case numbers, common codes and findings.
"""

import csv
import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pyarrow.csv
import python_calamine

from bench.measure import Line, best, peak_of_children, show
from bench.model_countries.countries import COUNTRIES
from bench.model_countries.deliver import make_delivery, write_delivery
from bench.model_countries.specs import Column
from pipelines import catalogue
from pipelines.deliver import deliver
from pipelines.read import ReadOptions
from pipelines.read.guard import read_apart
from pipelines.read.limits import Limits
from pipelines.readers import end_all
from pipelines.records import tidy_records
from pipelines.side_by_side import side_by_side
from pipelines.tidy import Tidy
from schemas.layout import RecordsTable
from schemas.source import Source

_BARE_CSV = (
    "import sys, pandera.polars, polars; content = open(sys.argv[1], 'rb').read();"
    " polars.read_csv(content.decode('windows-1252').encode(), separator=';', infer_schema=False)"
)
_BARE_XLSX = (
    "import sys, pandera.polars, polars, python_calamine;"
    " book = python_calamine.CalamineWorkbook.from_path(sys.argv[1]);"
    " [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]"
)
_COLUMNS = 18
_FILES = 10
_WHICH = (("first file", 1), ("later files", 3))


@dataclass(frozen=True)
class Sent:
    """A delivery to be measured: its bytes and what is declared for it."""

    file: str
    content: bytes
    source: Source
    edition: str

    @property
    def table(self) -> RecordsTable:
        """The one table of the delivery."""
        [table] = self.source.tables_of(self.edition)
        if not isinstance(table, RecordsTable):
            raise TypeError(table)
        return table


def _sent(code: str, rows: int, *, columns: int = 0) -> Sent:
    """A delivery of a model country, with further columns of labels up to a number where one is given."""
    country = replace(COUNTRIES[code], bad_cells=())
    further = [
        replace(country.columns[3 + at % 4], header=f"Colonne {at + 1}", group=country.columns[-1].group)
        for at in range(max(0, columns - len(country.columns)))
    ]
    country = replace(country, columns=(*country.columns, *further))
    edition = country.editions[-1].name
    with tempfile.TemporaryDirectory() as folder:
        path = write_delivery(make_delivery(country, country.edition(edition), rows=rows)[0], Path(folder))[0]
        content = path.read_bytes()
    return Sent(path.name, content, _with_unused(catalogue.source(country.source_id), further), edition)


def _with_unused(source: Source, further: list[Column]) -> Source:
    """The source, with the further columns declared as what they are: without use."""
    unused = {f"{column.group} | {column.header}": "made to measure wide files" for column in further}
    tables = [
        table.model_copy(update={"unused_columns": {**table.unused_columns, **unused}}) for table in source.tables
    ]
    return source.model_copy(update={"tables": tables})


def read_and_tidy(sent: Sent) -> Tidy:
    """The stage of the promise; a file that is refused or lost would be fast and measure nothing, so it is an error."""
    options = ReadOptions(sent.table.encoding, sent.table.delimiter, sent.table.read_as)
    tidied = tidy_records(read_apart(sent.content, sent.file, options=options), sent.table)
    if tidied.findings or tidied.rows.is_empty():
        raise RuntimeError(f"{sent.file}: {[each['finding_id'].to_list() for each in tidied.findings][:3]}")
    return tidied


def _stage(sent: Sent) -> tuple[Line, Line]:
    """The first file of a process, which starts a reader, and those after it."""
    end_all()
    first, later = (
        best(f"read and tidy, {which}", partial(read_and_tidy, sent), repeats=times) for which, times in _WHICH
    )
    end_all()  # the peak is known of processes that have ended
    return first, replace(later, peak_mib=peak_of_children())


def accepted(content: bytes, file: str, *, source: Source, edition: str) -> pl.DataFrame:
    """The accepted rows of a delivery; a refusal would be fast and would measure nothing, so it is an error."""
    outcome = deliver(content, file, source=source, edition=edition)
    if not outcome.is_accepted:
        raise RuntimeError(f"{file} was refused: {outcome.findings['text'].to_list()[:3]}")
    return outcome.accepted


def _whole(sent: Sent) -> pl.DataFrame:
    return accepted(sent.content, sent.file, source=sent.source, edition=sent.edition)


def csv_lane(rows: int) -> None:
    """XA, semicolon csv in windows-1252, against pyarrow and Polars, the faster of which is the goal's peer."""
    sent = _sent("XA", rows)
    text = pyarrow.csv.ParseOptions(delimiter=";")

    def polars() -> pl.DataFrame:
        return pl.read_csv(sent.content.decode("windows-1252").encode(), separator=";", infer_schema=False)

    def arrow() -> object:
        read = pyarrow.csv.ReadOptions(encoding="windows-1252")
        return pyarrow.csv.read_csv(io.BytesIO(sent.content), read_options=read, parse_options=text)

    def plain() -> list[list[str]]:
        return list(csv.reader(io.StringIO(sent.content.decode("windows-1252")), delimiter=";"))

    base, other = sorted(
        [best("bare Polars parse", polars), best("bare pyarrow parse", arrow)], key=lambda each: each.seconds
    )
    lines = [
        other,
        best("csv.reader to lists", plain, repeats=1),
        *_stage(sent),
        best("whole intake", partial(_whole, sent), repeats=1),
    ]
    show(f"csv, {rows:,} rows, {len(sent.content) / 1e6:,.0f} MB; goal: read and tidy at most 2", base, lines=lines)


def xlsx_lane(rows: int) -> None:
    """XB with 18 columns, xlsx with merged headers, against calamine and openpyxl to Python lists."""
    sent = _sent("XB", rows, columns=_COLUMNS)

    def calamine() -> list[list[Any]]:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sent.content))
        return [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]

    def slow() -> int:
        book = openpyxl.load_workbook(io.BytesIO(sent.content), read_only=True)
        return sum(len(row) for sheet in book for row in sheet.iter_rows(values_only=True))

    base = best("bare calamine to lists", calamine)
    first, stage = _stage(sent)
    peer = best("openpyxl read-only", slow, repeats=1)
    show(
        f"xlsx, {rows:,} rows of {_COLUMNS} columns; goals: read and tidy at most 1, openpyxl at least 8 times as long "
        f"({peer.seconds / stage.seconds:.1f} here), peak at most 1,024 MiB",
        base,
        lines=[peer, first, stage, best("whole intake", partial(_whole, sent), repeats=1)],
    )


def one_file(csv_rows: int, xlsx_rows: int) -> None:
    """A process that reads one file, from its start on, under the limits that hold by default."""
    for sent, bare in ((_sent("XA", csv_rows), _BARE_CSV), (_sent("XB", xlsx_rows), _BARE_XLSX)):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / sent.file
            path.write_bytes(sent.content)
            ours = ["-m", "bench.first", str(path), sent.source.source_id, sent.edition]
            base = best("bare parse", partial(_alone, ["-c", bare, str(path)]))
            line = best("read and tidy", partial(_alone, ours))
            peak = float(_alone(ours))
        title = f"one file in a process, {sent.file.rpartition('.')[2]}, {len(sent.content) / 1e6:,.0f} MB"
        show(f"{title}; goal: peak at most 1,024 MiB with the reader", base, lines=[replace(line, peak_mib=peak)])


def _alone(arguments: list[str]) -> str:
    """What Python prints that runs without the limits of a benchmark."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(Limits.PREFIX)}
    return subprocess.run([sys.executable, *arguments], check=True, capture_output=True, text=True, env=own).stdout


def many_files(rows: int) -> None:
    """Ten deliveries one after the other, and as many at once as there are processors."""
    deliveries = [_sent("XB", rows, columns=_COLUMNS)] * _FILES

    def all_of(way: Callable[..., Any]) -> Callable[[], int]:
        return lambda: sum(tidied.rows.height for tidied in way(read_and_tidy, deliveries))

    base = best("side by side", all_of(side_by_side), repeats=2)
    line = best("one after the other", all_of(map), repeats=2)
    show(f"{_FILES} xlsx files of {rows:,} rows; goal: one after the other at least 1.6", base, lines=[line])


def check_command(rows: int) -> None:
    """`oscec check` from start to answer, against starting Python with the two libraries it cannot do without."""
    sent = _sent("XA", rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / sent.file
        path.write_bytes(sent.content)
        oscec = str(Path(sys.executable).with_name("oscec"))
        command = [oscec, "check", str(path), "--source", sent.source.source_id, "--edition", sent.edition]
        base = best("import polars, pandera", lambda: _run([sys.executable, "-c", "import polars, pandera.polars"]))
        show(f"oscec check, {rows:,} rows", base, lines=[best("oscec check", lambda: _run(command))])


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True)

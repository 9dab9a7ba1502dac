"""Reading in another process: the same sheets, and a finding where the reader dies."""

import os
import random
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlwt

from pipelines import readers
from pipelines.read import ReadOptions, Unreadable, guard, read
from pipelines.read.limits import Limits
from tests.support.workbooks import Rows, ods_text, parquet_of, xls_of, xlsx_of

ROWS: Rows = [["a", "b"], ["1", "0.5"], ["x", None]]


@pytest.fixture
def xls() -> bytes:
    book = xlwt.Workbook()
    page = book.add_sheet("first")
    page.write(0, 0, "share")
    page.write(1, 0, 0.125, xlwt.easyxf(num_format_str="0%"))
    return xls_of(book)


def test_small_texts_and_packages_are_read_in_place(monkeypatch: pytest.MonkeyPatch, xls: bytes) -> None:
    monkeypatch.setattr(subprocess, "Popen", pytest.fail)

    assert guard.read_apart(xlsx_of(ROWS), "x.xlsx")[0].cells.height == 3
    assert guard.read_apart(b"a;b\n1;2\n", "x.csv")[0].cells.height == 2
    assert not guard.is_small(xls, ReadOptions())
    assert not guard.is_small(ods_text(ROWS), ReadOptions())
    assert not guard.is_small(parquet_of({"a": ["x"]}), ReadOptions())
    assert not any(guard.is_small(text, ReadOptions()) for text in (b'[{"a": 1}]', b"<html>", b"%PDF-1.4"))
    assert not guard.is_small(b"a;b\n" + b"1;2\n" * 300_000, ReadOptions())


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\n\r"])
def test_a_text_of_many_lines_is_not_read_in_place_however_few_its_bytes(end: bytes) -> None:
    assert guard.is_small(b"a;b\n" + end * (199_999 // len(end)), ReadOptions())
    assert not guard.is_small(b"a;b\n" + end * (200_000 // len(end)), ReadOptions())


def test_a_workbook_that_unpacks_to_two_megabytes_is_not_read_in_place() -> None:
    drawn = random.Random(1)  # noqa: S311  # invented texts; others would be refused as packed too well

    assert guard.is_small(xlsx_of([["a"], ["x" * 30_000]]), ReadOptions())
    assert not guard.is_small(xlsx_of([[drawn.randbytes(15_000).hex()] for _ in range(70)]), ReadOptions())


def test_another_process_gives_the_same_sheets(xls: bytes) -> None:
    [here], [there] = read(xls, "x.xls"), guard.read_apart(xls, "x.xls")

    assert there.cells.equals(here.cells)
    assert there.facts.equals(here.facts)
    assert there.stored.rows() == [(2, 1, "0.125")]
    assert (there.name, there.hidden, there.notes) == (here.name, here.hidden, here.notes)


def test_refusal_of_another_process_keeps_its_finding(xls: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        guard.read_apart(xls[:700], "x.xls")

    assert refused.value.finding_id == "file-unreadable"


def _instead(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Let the other process run this code in place of the reader."""
    monkeypatch.setattr(readers, "_START", code)
    monkeypatch.setattr(readers, "_idle", [])


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import os; os.abort()", "ended unexpectedly"),
        ("import os; os.kill(os.getpid(), 9)", "ended unexpectedly"),
        ("import os; os.kill(os.getpid(), 24)", "longer than the limit"),
        ("import time; time.sleep(60)", "longer than the limit of 1 seconds"),
    ],
)
def test_reader_that_dies_is_a_finding(monkeypatch: pytest.MonkeyPatch, xls: bytes, code: str, words: str) -> None:
    _instead(monkeypatch, code)
    with pytest.raises(Unreadable, match=words) as refused:
        guard.read_apart(xls, "x.xls", options=ReadOptions(limits=Limits(seconds=1)))

    assert refused.value.finding_id == "file-stopped"


def test_memory_has_a_ceiling(xls: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        guard.read_apart(xls, "x.xls", options=ReadOptions(limits=Limits(memory_bytes=50_000_000)))

    assert refused.value.finding_id == "file-stopped"


def test_no_process_stays_behind(monkeypatch: pytest.MonkeyPatch, xls: bytes) -> None:
    started: list[int] = []
    popen: Callable[..., Any] = subprocess.Popen

    def noted(*args: Any, **options: Any) -> Any:
        process = popen(*args, **options)
        started.append(process.pid)
        return process

    monkeypatch.setattr(subprocess, "Popen", noted)
    _instead(monkeypatch, "import time; time.sleep(60)")
    with pytest.raises(Unreadable):
        guard.read_apart(xls, "x.xls", options=ReadOptions(limits=Limits(seconds=1)))

    assert len(started) == 1
    assert not os.path.exists(f"/proc/{started[0]}")  # noqa: PTH110  # one call, no path to build


def test_file_over_its_size_starts_no_process(monkeypatch: pytest.MonkeyPatch, xls: bytes) -> None:
    monkeypatch.setattr(subprocess, "Popen", pytest.fail)
    with pytest.raises(Unreadable, match="size is over the limit"):
        guard.read_apart(xls, "x.xls", options=ReadOptions(limits=Limits(file_bytes=100)))


def test_reader_in_waiting_serves_one_file_after_another_with_a_fork_each(
    monkeypatch: pytest.MonkeyPatch, xls: bytes
) -> None:
    monkeypatch.setattr(readers, "_idle", [])
    first = guard.read_apart(xls, "x.xls")
    [waiting] = readers._idle  # who waits is known nowhere else
    with pytest.raises(Unreadable):
        guard.read_apart(xls, "x.xls", options=ReadOptions(limits=Limits(memory_bytes=50_000_000)))
    [second] = guard.read_apart(xls, "x.xls")

    assert second.cells.equals(first[0].cells)
    assert readers._idle == [waiting]
    readers.end_all()
    assert waiting.process.returncode is not None


def test_an_answer_is_taken_before_the_process_that_gave_it_has_ended(
    monkeypatch: pytest.MonkeyPatch, xls: bytes
) -> None:
    never_ends = "import os, time; os._exit = lambda _: time.sleep(60); from pipelines.read.child import main; main()"
    _instead(monkeypatch, never_ends)
    limits = Limits(seconds=2)
    [first], [second] = (guard.read_apart(xls, "x.xls", options=ReadOptions(limits=limits)) for _ in range(2))

    assert second.cells.equals(first.cells)
    [waiting] = readers._idle  # the one that forked both
    children = Path(f"/proc/{waiting.process.pid}/task/{waiting.process.pid}/children")
    deadline = time.monotonic() + 10
    while children.read_text() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert children.read_text() == ""
    readers.end_all()


def test_reader_for_a_large_file_is_started_ahead_and_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(readers, "_idle", [])
    large, small = tmp_path / "large.csv", tmp_path / "small.csv"
    large.write_bytes(b"a;b\n" + b"1;2\n" * 300_000)
    small.write_bytes(b"a;b\n1;2\n")
    for path in (small, tmp_path / "absent.csv", tmp_path):
        readers.ahead(path)
    assert readers._idle == []

    readers.ahead(large)
    readers.ahead(large)
    [started] = readers._idle
    monkeypatch.setattr(subprocess, "Popen", pytest.fail)
    [sheet] = guard.read_apart(large.read_bytes(), "large.csv")

    assert sheet.cells.shape == (300_001, 3)
    assert readers._idle == [started]
    readers.end_all()

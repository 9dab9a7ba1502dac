"""`oscec inspect` and `oscec preview`: what a file holds, or precisely why it is refused."""

import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from interfaces import inspecting
from tests.cli.conftest import Oscec
from tests.support.workbooks import xlsx_of, zip_of

ROWS = [["case", "age"], ["a", "12"], ["b", "13"]]


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "x.xlsx"
    path.write_bytes(xlsx_of(ROWS))
    return path


def test_sheets_are_told_as_they_stand(oscec: Oscec, workbook: Path) -> None:
    told = oscec("inspect", "--json", str(workbook)).told

    assert told == {"sheets": {"Sheet1": ROWS}, "flags": [], "notes": []}


def test_table_is_told_beside_the_sheet_where_it_differs(oscec: Oscec, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Report\n\nCase;Day\na;31.12.2025\n")
    told = oscec("inspect", "--json", str(path)).told

    assert told["sheets"]["x.csv"] == [["Report", None], [], ["Case", "Day"], ["a", "31.12.2025"]]
    assert told["sheets"]["x.csv (table)"] == [["case", "day"], ["a", "2025-12-31"]]


def test_sheets_of_one_header_are_also_one_table(oscec: Oscec, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name, case in (("2024", "a"), ("2025", "b")):
        page = book.create_sheet(name)
        page.append(["case", "sex"])
        page.append([case, "F"])
    del book["Sheet"]
    book.save(tmp_path / "x.xlsx")
    told = oscec("inspect", "--json", str(tmp_path / "x.xlsx")).told

    assert told["sheets"]["(tables of one header)"] == [["case", "sex"], ["a", "F"], ["b", "F"]]
    assert told["flags"] == []


def test_hidden_parts_are_flags_of_the_file(oscec: Oscec, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.worksheets[0].append(row)
    back = book.create_sheet("back")
    back["A1"] = "old"
    back.sheet_state = "hidden"
    book.save(tmp_path / "x.xlsx")

    assert oscec("inspect", "--json", str(tmp_path / "x.xlsx")).told["flags"] == [[-1, "", "hidden sheet back"]]


def test_values_behind_merged_cells_are_flags(oscec: Oscec, workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    book.worksheets[0].merged_cells.add("A2:A3")  # merging by name would take the value away
    book.save(workbook)

    assert oscec("inspect", "--json", str(workbook)).told["flags"] == [
        [1, "case", "merged"],
        [2, "case", "covered"],
    ]


def test_archive_of_several_tables_says_so(oscec: Oscec, tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(zip_of({"2024.csv": b"case;sex\na;F\n", "2025.csv": b"case;sex\nb;F\n"}))
    flags = oscec("inspect", "--json", str(path)).told["flags"]

    assert [-1, "", "2 tables in one archive, all of them are read"] in flags


def test_refusal_names_the_cause_and_the_next_step(oscec: Oscec, workbook: Path) -> None:
    disguised = workbook.rename(workbook.with_suffix(".csv"))
    told = oscec("inspect", "--json", str(disguised)).told
    ended = oscec("inspect", str(disguised))

    assert told["finding"] == "file-disguised"
    assert "does not match the file extension" in told["error"]
    assert (ended.code, ended.out) == (2, "")
    assert "Give the file the extension" in ended.err.replace("\n", " ")


def test_only_regular_files_are_opened(oscec: Oscec, workbook: Path, tmp_path: Path) -> None:
    link, pipe = tmp_path / "link.xlsx", tmp_path / "pipe.xlsx"
    link.symlink_to(workbook)
    os.mkfifo(pipe)
    closed = tmp_path / "closed.xlsx"
    closed.write_bytes(b"x")
    closed.chmod(0)

    for path in (link, pipe, tmp_path, closed):
        assert oscec("inspect", "--json", str(path)).told["finding"] == "file-not-regular"


def test_large_file_is_inspected_from_the_command_line_with_nothing_set_beforehand(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("case;age\n" + "".join(f"a{at};12\n" for at in range(150_000)), encoding="utf-8")
    bare = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    command = [str(Path(sys.executable).with_name("oscec")), "inspect", "--json", str(path)]
    done = subprocess.run(command, capture_output=True, check=True, env=bare)

    assert done.stdout.startswith(b'{"sheets": {"x.csv": [["case", "age"], ["a0", "12"], ')


def test_looking_at_a_file_loads_no_library_that_only_checks_frames() -> None:
    code = (
        "import interfaces.cli, interfaces.inspecting, pipelines.read.child, sys; from pipelines.read import marks;"
        " marks.is_utf8(b'x'); print(*sys.modules, sep='\\n')"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    assert {"pandera", "pandas"}.isdisjoint(loaded)


def test_preview_shows_the_table_and_escapes_its_texts(oscec: Oscec, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("case;motive\na;\x1b[31mred [bold]\nb;money\n")
    out = oscec("preview", str(path)).out

    assert "\x1b" not in out
    assert "red [bold]" in out
    assert "control character" in " ".join(out.split())
    assert "header row" in out


def test_preview_of_a_crowd_of_tables_says_so_and_ends(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "crowd.csv"
    path.write_text("".join(f"h{at},b\nx,2\n\n" for at in range(2_000)), encoding="utf-8")

    assert inspecting.inspect(path, as_json=False) == 0
    assert "more than 100 tables" in capsys.readouterr().out

"""The limits of `oscec query`: each is a setting, told by name, and an answer that is cut says so in every form."""

import csv
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from interfaces.asking.limits import QueryLimits
from interfaces.asking.process import ask
from interfaces.ending import CommandError
from pipelines import home
from tests.cli.conftest import Oscec
from warehouse.build import current

SERIES = "SELECT range AS n, 'x' AS text FROM range(1000)"
ENDLESS = "SELECT sum(a.range) FROM range(9000000000) AS a, range(90000) AS b"
BOMBS = (
    "SELECT list(range) FROM range(1000000000)",
    "SELECT repeat('x', 3000000000)",
    "SELECT length(string_agg(repeat('x', 10000), '')) FROM range(10000000)",
)
ROOT = Path(__file__).parents[2]


@pytest.fixture
def few(snapshot: Oscec, monkeypatch: pytest.MonkeyPatch) -> Oscec:
    """No answer may have more than five rows."""
    monkeypatch.setenv("OSCEC_QUERY_ROWS", "5")
    return snapshot


def test_a_cut_is_stated_in_the_table(few: Oscec) -> None:
    done = few("query", SERIES)
    assert "5 rows." in done.out
    assert "CUT after 5 rows, the most an answer may have (OSCEC_QUERY_ROWS): there are more." in done.out


def test_a_cut_is_stated_in_json(few: Oscec) -> None:
    done = few("query", SERIES, "--json")
    assert done.told["is_cut"] is True
    assert [each["n"] for each in done.told["rows"]] == [0, 1, 2, 3, 4]
    assert [note[:16] for note in done.told["notes"]] == ["CUT after 5 rows"]
    assert "CUT after 5 rows" in done.err


def test_a_cut_is_stated_in_the_last_line_of_csv(few: Oscec) -> None:
    done = few("query", SERIES, "--csv")
    rows = list(csv.reader(io.StringIO(done.out)))
    assert [row[0][:16] for row in rows] == ["n", "0", "1", "2", "3", "4", "CUT after 5 rows"]
    assert {len(row) for row in rows} == {2}
    assert "CUT after 5 rows" in done.err


@pytest.mark.parametrize("form", [(), ("--json",), ("--csv",)])
def test_an_answer_of_just_as_many_rows_is_whole(few: Oscec, form: tuple[str, ...]) -> None:
    done = few("query", "FROM range(5)", *form)
    assert "CUT" not in done.out + done.err


def test_an_order_is_kept_where_the_answer_is_cut(few: Oscec) -> None:
    told = few("query", f"{SERIES} ORDER BY n DESC", "--json").told
    assert [each["n"] for each in told["rows"]] == [999, 998, 997, 996, 995]


@pytest.mark.parametrize(
    ("setting", "sql", "told"),
    [
        ("SECONDS=1", ENDLESS, "longer than 1 seconds (OSCEC_QUERY_SECONDS)"),
        (f"MEMORY_BYTES={600 << 20}", "SELECT list(range) FROM range(100000000)", "memory"),
        ("ANSWER_BYTES=5000", SERIES, "answer is larger"),
        ("SQL_BYTES=20", SERIES, "longer than 20 bytes (OSCEC_QUERY_SQL_BYTES)"),
    ],
)
def test_each_limit_is_a_setting(
    snapshot: Oscec, monkeypatch: pytest.MonkeyPatch, setting: str, sql: str, told: str
) -> None:
    name, _, value = setting.partition("=")
    monkeypatch.setenv(f"OSCEC_QUERY_{name}", value)
    done = snapshot("query", sql)
    assert (done.code, done.out) == (2, "")
    assert told in " ".join(done.err.split())


def test_no_process_is_left_behind(snapshot: Oscec, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSCEC_QUERY_SECONDS", "1")
    assert snapshot("query", ENDLESS).code == 2
    assert children_named("interfaces.asking.child") == []


def children_named(name: str) -> list[str]:
    """Command lines of our children that hold a text."""
    told = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()
    lines = [Path(f"/proc/{each}/cmdline").read_text(encoding="utf-8") for each in told]
    return [line for line in lines if name in line]


def test_memory_stays_below_its_limit(built: Path) -> None:
    """Seen from outside: the most that any process had in memory while bombs went off in it."""
    code = """
import resource, sys
from pathlib import Path
from interfaces.asking.limits import QueryLimits
from interfaces.asking.process import ask
from interfaces.ending import CommandError
for sql in sys.argv[2:]:
    try:
        ask(Path(sys.argv[1]), sql, limits=QueryLimits())
    except CommandError as error:
        assert "stopped" in str(error)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
    command = [sys.executable, "-c", code, str(current(built / "warehouse")), *BOMBS]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert 50_000 < int(done.stdout) < 1 << 20


def test_the_folder_of_a_release_is_asked(snapshot: Oscec, tmp_path: Path) -> None:
    release = tmp_path / "2026-11"
    release.mkdir()
    shutil.copy(current(home.warehouse()) or "", release / "oscec.duckdb")
    counted = "SELECT count(*) AS cells FROM mart.cell"
    inside = snapshot("query", counted, "--json").told
    for named in (release, release / "oscec.duckdb"):
        assert snapshot("query", counted, "--release", named, "--json").told == inside


def test_a_warehouse_that_is_gone_is_told_without_its_place(oscec: Oscec, folders: Path) -> None:
    home.warehouse().mkdir(parents=True)
    (home.warehouse() / "current").write_text("oscec-000001.duckdb", encoding="utf-8")
    done = oscec("query", "SELECT 1")
    with pytest.raises(CommandError, match=r"^The warehouse cannot be opened: No such file or directory\.$"):
        ask(folders / "absent.duckdb", "SELECT 1", limits=QueryLimits())
    assert (done.code, done.out) == (2, "")
    assert str(folders) not in done.err


def test_what_is_no_release_is_one_message(snapshot: Oscec, tmp_path: Path) -> None:
    absent = snapshot("query", "SELECT 1", "--release", tmp_path / "absent")
    (tmp_path / "damaged.duckdb").write_bytes(b"no database" * 999)
    damaged = snapshot("query", "SELECT 1", "--release", tmp_path / "damaged.duckdb")

    assert (absent.code, damaged.code) == (2, 2)
    assert "there is no release" in absent.err
    assert "This is no warehouse that can be read" in damaged.err

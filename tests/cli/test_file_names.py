"""Names of files that would be paths, commands, markup or control signs: none leaves the store, none is shown raw."""

import tempfile
from pathlib import Path

import pytest
from lxml import html

from pipelines import catalogue, home, receive
from pipelines.submit import submit
from tests.cli.conftest import Oscec
from tests.support import small

SOURCE = "xz_test_records"
NAMES = [
    "../outside.csv", "../../../../outside.csv", "/tmp/outside.csv", "..\\..\\outside.csv", "C:\\outside.csv",  # noqa: S108
    "file:///outside.csv", "a/../../outside.csv", "%2e%2e%2foutside.csv", "outside.csv\0.xlsx", "..", "~/outside.csv",
    "$(touch outside).csv", "; touch outside;.csv", "-rf.csv", "con.csv", "<img src=x onerror=alert(1)>.csv",
    "\x1b]0;outside\x07\x1b[2J.csv", "new\r\nline.csv", "\u202evsc.outside.csv", "=cmd|' !A0.csv", f"{'x' * 250}.csv",
]  # fmt: skip
STEERING = {"\x1b", "\x07", "\0", "\r", "\u202e"}


@pytest.fixture(autouse=True)
def planted(folders: Path) -> Path:
    small.plant(folders / "sources")
    return folders


def everything(folder: Path) -> set[Path]:
    return {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", NAMES)
def test_no_name_becomes_a_path(planted: Path, name: str) -> None:
    """As a portal would hand it on: whatever a browser says the file is called."""
    before = everything(planted)
    content = small.csv_of(small.rows_of({}, {}))
    done = submit(content, name, source=catalogue.source(SOURCE), edition="2024")
    new = everything(planted) - before

    assert new
    assert [path for path in new if path.parts[0] not in {home.data().name, "keys"}] == []
    assert [path for path in new if "outside" in path.name] == []
    elsewhere = (Path(tempfile.gettempdir()), Path.cwd(), *Path.cwd().parents[:2])
    assert [each for each in elsewhere if (each / "outside.csv").exists()] == []
    kept = {each.file for each in receive.receipts(SOURCE)} | {done.outcome.file}
    assert [each for each in kept if "/" in each or "\\" in each or ".." in each or STEERING & set(each)] == []


@pytest.mark.parametrize("name", [each for each in NAMES if "/" not in each and "\0" not in each and each != ".."])
def test_a_name_is_shown_escaped(oscec: Oscec, planted: Path, name: str) -> None:
    path = planted / name
    path.write_bytes(small.csv_of(small.rows_of({"Motive": "zornig"}, {})))
    out = planted / "back"
    for more in ((), ("--json",), ("--out", out)):
        done = oscec("check", "--source", SOURCE, "--edition", "2024", *more, "--", path)
        assert done.code == 1
        assert STEERING & set(done.out + done.err) == set()
    [page] = out.glob("*.html")
    tree = html.fromstring(page.read_bytes())
    assert tree.xpath("//img | //script | //@onerror") == []

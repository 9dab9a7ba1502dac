"""Archives of text tables, and why some are refused as a whole."""

import io
import zipfile

import pytest

from pipelines.read import ReadOptions, Unreadable, read
from tests.support.sheets import texts
from tests.support.workbooks import zip_of

TABLE = b"a;b\n1;2\n"


def refused(content: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read(content, "x.zip", options=ReadOptions())
    return caught.value


def test_every_member_is_a_sheet_in_order_of_name() -> None:
    sheets = read(zip_of({"b.csv": TABLE, "a/c.csv": b"x;y\n"}), "x.zip")

    assert [sheet.name for sheet in sheets] == ["a/c.csv", "b.csv"]
    assert texts(sheets[1]) == {1: ["a", "b"], 2: ["1", "2"]}


def test_bomb_is_refused_by_its_ratio() -> None:
    problem = refused(zip_of({"a.csv": b"0" * 2_000_000}))

    assert (problem.finding_id, "200 times" in problem.detail) == ("archive-unsafe", True)


def test_archive_is_refused_by_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSCEC_LIMIT_UNPACKED_BYTES", "10")

    assert "more than 10 bytes" in refused(zip_of({"a.csv": TABLE, "b.csv": TABLE})).detail


def test_archive_is_refused_by_its_number_of_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSCEC_LIMIT_PARTS", "1")

    assert "more than 1 files" in refused(zip_of({"a.csv": TABLE, "b.csv": TABLE})).detail


@pytest.mark.parametrize("name", ["../a.csv", "/etc/a.csv", "a/../../b.csv", "..\\a.csv", "C:\\a.csv"])
def test_names_that_leave_the_archive_are_refused(name: str) -> None:
    assert "leaves the archive" in refused(zip_of({name: TABLE})).detail


@pytest.mark.parametrize("name", ["inner.zip", "inner.ZIP", "inner.csv.gz", "x.7z"])
def test_archive_in_an_archive_is_refused(name: str) -> None:
    assert "another archive" in refused(zip_of({name: TABLE})).detail


def test_names_that_differ_in_case_only_are_refused() -> None:
    assert "the same name" in refused(zip_of({"a.csv": TABLE, "A.csv": TABLE})).detail


def test_encrypted_member_is_refused() -> None:
    content = bytearray(zip_of({"a.csv": TABLE}))
    content[6] |= 1
    content[content.rindex(b"PK\x01\x02") + 8] |= 1

    assert "encrypted" in refused(bytes(content)).detail


def test_archive_of_folders_only_is_refused() -> None:
    assert "holds no file" in refused(zip_of({"folder/": b""})).detail


def test_damaged_member_is_unreadable() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("a.csv", TABLE)
    content = buffer.getvalue().replace(TABLE, TABLE[::-1])

    assert refused(content).finding_id == "file-unreadable"


def test_a_member_is_read_by_its_content() -> None:
    [first, second] = read(zip_of({"a": b"x;y\n", "b": b'[{"x": 1}]'}), "x.zip")
    assert [texts(first), texts(second)] == [{1: ["x", "y"]}, {0: ["x"], 1: ["1"]}]


@pytest.mark.parametrize(
    ("head", "said"),
    [("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("[Content_Types].xml", "<Types/>")],
)
def test_the_head_of_an_office_file_is_no_table(head: str, said: str) -> None:
    """What is left of a package whose list of parts was damaged: a table of its type alone would be a silent lie."""
    with pytest.raises(Unreadable, match="truncated or damaged") as found:
        read(zip_of({head: said.encode()}), "damaged.ods")
    assert found.value.finding_id == "file-unreadable"

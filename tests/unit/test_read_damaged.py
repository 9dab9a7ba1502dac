"""Whatever arrives, reading ends with sheets or with a finding, never with another exception."""

import io
import json
import random
import re
import zipfile
from collections.abc import Callable

import docx
import pytest
import xlwt

from pipelines.read import Unreadable, read
from schemas import finding
from tests.support.workbooks import docx_of, ods_text, parquet_of, xls_of, xlsx_of, zip_of

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ROWS = [[f"{letter}{number}" for letter in "abcd"] for number in range(30)]


def _xls() -> bytes:
    book = xlwt.Workbook()
    page = book.add_sheet("first")
    for at, row in enumerate(ROWS):
        for column, text in enumerate(row):
            page.write(at, column, text)
    return xls_of(book)


def _docx() -> bytes:
    document = docx.Document()
    for row in ROWS[:3]:
        document.add_table(1, 1).cell(0, 0).text = row[0]
    return docx_of(document)


def _csv() -> bytes:
    return "".join(f"{';'.join(row)}\n" for row in ROWS).encode()


WHOLE: dict[str, Callable[[], bytes]] = {
    "xlsx": lambda: xlsx_of(ROWS),
    "xls": _xls,
    "ods": lambda: ods_text(ROWS),
    "docx": _docx,
    "parquet": lambda: parquet_of({letter: [row[at] for row in ROWS] for at, letter in enumerate("abcd")}),
    "json": lambda: json.dumps([dict(zip("abcd", row, strict=True)) for row in ROWS]).encode(),
    "zip": lambda: zip_of({"a.csv": _csv()}),
}


def finding_of(content: bytes, name: str) -> str:
    with pytest.raises(Unreadable) as refused:
        read(content, name)
    return refused.value.finding_id


def read_or_told(content: bytes, name: str) -> bool:
    """Whether reading gives sheets or a finding we know; any other exception goes through."""
    try:
        return bool(read(content, name))
    except Unreadable as error:
        return error.finding_id in finding.catalogue()


@pytest.mark.parametrize("name", WHOLE)
def test_whole_file_is_read(name: str) -> None:
    assert read(WHOLE[name](), name)


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_truncated_file_is_unreadable(name: str, share: float) -> None:
    content = WHOLE[name]()

    assert finding_of(content[: int(len(content) * share)], name) == "file-unreadable"


@pytest.mark.parametrize("content", [b"", b"\n \r\n\t", b"\x00" * 99, b"\xef\xbb\xbf", b'""\n', b";;\n;;\n"])
def test_file_without_a_cell_is_empty(content: bytes) -> None:
    assert finding_of(content, "x.csv") == "file-empty"


def test_workbook_without_a_cell_is_read_as_its_blank_sheets() -> None:
    [sheet] = read(xlsx_of([], sheet="Blank"), "x.xlsx")

    assert (sheet.name, sheet.cells.height) == ("Blank", 0)


def test_workbook_of_excel_2003_is_told_by_name() -> None:
    content = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Table/></Workbook>'
    with pytest.raises(Unreadable, match="Excel 2003 XML") as refused:
        read(content, "x.xml")
    assert refused.value.finding_id == "file-not-tabular"


def test_member_without_a_name_is_unreadable() -> None:
    content = zip_of({"abc": b"x"}).replace(b"abc", b"\x00bc")

    assert finding_of(content, "x.zip") == "file-unreadable"


@pytest.mark.parametrize("content", [b"P", b"PK\x03", b"\x1f", b"PAR", b"%PD", OLE[:7]])
def test_first_bytes_of_a_format_are_no_text(content: bytes) -> None:
    assert finding_of(content, "x") == "file-unreadable"


def test_document_whose_main_part_is_another_is_unreadable() -> None:
    content = _docx()
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        held = {name: package.read(name) for name in package.namelist()}

    assert finding_of(zip_of({**held, "word/document.xml": held["word/styles.xml"]}), "x.docx") == "file-unreadable"


def test_name_of_a_column_that_its_file_says_twice_must_agree() -> None:
    content = WHOLE["parquet"]()
    places = [each.start() + 2 for each in re.finditer(rb"\x18\x01a", content)]
    changed = [content[:at] + b"z" + content[at + 1 :] for at in places]

    assert len(changed) > 1
    assert {finding_of(each, "x.parquet") for each in changed} == {"file-unreadable"}


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.4\n1 0 obj\n<</Type/Catalog>>\nendobj\n%%EOF\n",
        b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR",
        b"\xff\xd8\xff\xe0picture",
        b"GIF89a" + b"picture",
        b"{\\rtf1 12;13\n14;15}",
        b"a;b\n1;\x00\n2;\x00\n",
        b"a;\x00b\n1;2\n",
    ],
)
def test_what_is_no_table_is_told(content: bytes) -> None:
    assert finding_of(content, "x.csv") == "file-not-tabular"


def test_encrypted_workbook_is_named_as_such() -> None:
    stream = "EncryptedPackage".encode("utf-16-le")

    assert finding_of(OLE + b"\x00" * 504 + stream.ljust(2048, b"\x00"), "x.xlsx") == "file-protected"


def test_zip_without_its_list_of_members_is_unreadable() -> None:
    assert finding_of(b"PK\x03\x04" + b"x" * 200, "x.zip") == "file-unreadable"


@pytest.mark.parametrize(
    "content",
    [
        zip_of({"xl/workbook.xml": b"<workbook/>"}),
        zip_of({"xl/workbook.xml": b"no xml"}),
        zip_of({"word/document.xml": b"no xml"}),
        zip_of({"content.xml": b"no xml"}),
    ],
)
def test_package_of_nonsense_is_unreadable(content: bytes) -> None:
    assert finding_of(content, "x") == "file-unreadable"


def test_document_of_another_kind_is_not_tabular() -> None:
    assert finding_of(zip_of({"content.xml": b"<text/>"}), "x.odt") == "file-not-tabular"


@pytest.mark.parametrize("name", WHOLE)
def test_flipped_bytes_never_surprise(name: str) -> None:
    content = WHOLE[name]()
    draw = random.Random(name)  # noqa: S311  # no secret
    for _ in range(25):
        changed = bytearray(content)
        for _ in range(3):
            changed[draw.randrange(4, len(changed))] = draw.randrange(256)
        assert read_or_told(bytes(changed), name)


@pytest.mark.parametrize("seed", range(5))
def test_random_bytes_never_surprise(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311  # no secret
    for start in (b"", b"PK\x03\x04", OLE, b"<html><table>", b"\xff\xfe"):
        assert read_or_told(start + draw.randbytes(300), "x")

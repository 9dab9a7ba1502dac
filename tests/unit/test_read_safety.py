"""What could run, fetch, hide or mislead is refused before a value is read."""

import io
import zipfile

import pytest

from pipelines.read import Unreadable, read
from tests.support.workbooks import xlsx_of, zip_of

ROWS = [["a", "b"], ["1", "2"]]


def with_parts(parts: dict[str, bytes]) -> bytes:
    """A good workbook with more parts, or with others in their place."""
    with zipfile.ZipFile(io.BytesIO(xlsx_of(ROWS))) as package:
        held = {name: package.read(name) for name in package.namelist()}
    return zip_of({**held, **parts})


def refusal(content: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as refused:
        read(content, "x.xlsx")
    return refused.value


@pytest.mark.parametrize(
    ("part", "content", "word"),
    [
        ("xl/vbaProject.bin", b"x", "macro"),
        ("xl/macrosheets/sheet1.xml", b"<a/>", "XLM"),
        ("xl/embeddings/oleObject1.bin", b"x", "embedded object"),
        ("xl/activeX/activeX1.xml", b"<a/>", "embedded object"),
        ("xl/media/image1.jpeg", b"x", "picture"),
        ("xl/externalLinks/externalLink1.xml", b'<externalLink><ddeLink ddeService="x"/></externalLink>', "DDE"),
        ("xl/connections.xml", b'<connections><connection refreshOnLoad="1"/></connections>', "connection"),
    ],
)
def test_active_content_is_refused_by_name(part: str, content: bytes, word: str) -> None:
    problem = refusal(with_parts({part: content}))

    assert (problem.finding_id, word in problem.detail) == ("file-active", True)


def test_links_and_comments_are_told_and_not_followed() -> None:
    link = b'<externalLink><externalBook r:id="rId1" xmlns:r="r"/></externalLink>'
    [sheet] = read(with_parts({"xl/externalLinks/externalLink1.xml": link, "xl/comments1.xml": b"<a/>"}), "x.xlsx")

    assert sheet.notes == ("external link to another workbook, not followed", "comments present, not stored")


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_in_every_part(part: str, encoding: str) -> None:
    text = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><a>&e;</a>'
    problem = refusal(with_parts({part: text.encode(encoding)}))

    assert (problem.finding_id, "DOCTYPE" in problem.detail) == ("file-active", True)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (lambda good: good + b"<html></html>", "appended"),
        (lambda good: b"MZ" + b"\x00" * 100 + good, "before the archive"),
    ],
)
def test_two_files_in_one_are_refused(content: "object", words: str) -> None:
    problem = refusal(content(xlsx_of(ROWS)))  # type: ignore[operator]  # a lambda of the case

    assert (problem.finding_id, words in problem.detail) == ("archive-unsafe", True)


def test_link_in_an_archive_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        entry = zipfile.ZipInfo("a.csv")
        entry.external_attr = 0o120777 << 16
        package.writestr(entry, "/etc/hostname")

    assert "symbolic link" in refusal(buffer.getvalue()).detail


def test_method_that_offices_do_not_write_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_BZIP2) as package:
        package.writestr("a.csv", "a;b\n1;2\n")

    assert "compression method" in refusal(buffer.getvalue()).detail


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ('<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>', "occurs twice"),
        ('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>', "occurs twice"),
        ('<row r="9999999"><c r="A9999999"><v>1</v></c></row>', "outside the format"),
        ('<row r="1"><c r="ZZZZ1"><v>1</v></c></row>', "outside the format"),
        ('<row r="1"><c r="A1" t="s"><v>99</v></c></row>', "shared string"),
        ('<row r="1"><c r="A1"><v>1</v></c>', "damaged or incomplete"),
    ],
)
def test_cells_that_readers_disagree_on_are_refused(row: str, words: str) -> None:
    sheet = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{row}'
    problem = refusal(with_parts({"xl/worksheets/sheet1.xml": f"{sheet}</sheetData></worksheet>".encode()}))

    assert (problem.finding_id, words in problem.detail) == ("file-unreadable", True)

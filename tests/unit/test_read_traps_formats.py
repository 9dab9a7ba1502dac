"""Traps of one format tried in others: what may be lost or mistaken is read exactly, told, or refused by its cause."""

import pytest

from pipelines.read import Sheet, Unreadable, read
from pipelines.read.cells import ReadOptions
from pipelines.read.seen import look
from pipelines.read.seen.apostrophes import REASON
from tests.support.binary import cell as binary_cell
from tests.support.binary import row, wide, xlsb_of
from tests.support.sheets import facts, texts
from tests.support.workbooks import ods_cell, ods_of, ods_row, ods_text, parts_of, xlsx_of, zip_of

ROWS = [["case", "age", "sex"], *([f"XX-{at}", str(8 + at), "FMX"[at % 3]] for at in range(8))]
CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
LINK = '<table:table-source xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="file:///srv/x.ods"/>'
CHANGE = '<table:cell-content-change table:id="c1"><table:previous/></table:cell-content-change>'
DDE = '<table:dde-link><office:dde-source office:dde-application="cmd" office:dde-topic="/c calc"/></table:dde-link>'
NOTE = "<office:annotation><text:p>tel. 0170</text:p></office:annotation>"


def only(content: bytes, name: str = "x") -> Sheet:
    [sheet] = read(content, name)
    return sheet


def written(sign: str, *, around: str = "", rows: list[list[str]] = ROWS) -> str:
    return "\n".join(sign.join(f"{around}{text}{around}" for text in row) for row in rows)


def cell(attributes: str, shown: str = "") -> str:
    return f"<table:table-cell {CALC} {attributes}>{shown}</table:table-cell>"


@pytest.mark.parametrize(
    ("attributes", "is_told"),
    [
        ('table:formula="of:=1+1"', True),
        ('table:formula="of:=1+1" office:value-type="float"', True),
        ('table:formula="of:=1+1" office:value-type="float" office:value="2"', False),
        ('table:formula="of:=&quot;&quot;" office:value-type="string" office:string-value=""', False),
    ],
)
def test_formula_of_ods_without_a_result_is_told(attributes: str, *, is_told: bool) -> None:
    sheet = only(ods_of(ods_row(ods_cell("a"), cell(attributes), ods_cell("b"))))

    assert facts(sheet, "NO_STORED_VALUE") == ([(1, 2, "")] if is_told else [])


def test_error_of_ods_that_was_pasted_as_a_value_is_told() -> None:
    pasted = cell('office:value-type="float" office:value="0" calcext:value-type="error"', "<text:p>#N/A</text:p>")

    assert facts(only(ods_of(ods_row(ods_cell("#1"), pasted))), "ERROR") == [(1, 2, "#N/A")]


@pytest.mark.parametrize(
    ("inside", "note"),
    [
        (ods_row(cell('office:value-type="string"', NOTE + "<text:p>a</text:p>")), "comments present, not stored"),
        (ods_row(ods_cell("a")) + LINK, "external link to another workbook, not followed"),
        (CHANGE + ods_row(ods_cell("a")), "tracked changes present, not stored"),
    ],
)
def test_what_of_ods_is_not_read_is_told(inside: str, note: str) -> None:
    sheet = only(ods_of(inside))

    assert (texts(sheet), sheet.notes) == ({1: ["a"]}, (note,))


@pytest.mark.parametrize(
    ("more", "finding_id"),
    [
        ({"Scripts/python/x.py": b"print(1)"}, "file-active"),
        ({"Basic/Standard/Module1.xml": b"<x/>"}, "file-active"),
        ({"content.xml": ods_of(ods_row(ods_cell("a")) + DDE)}, "file-active"),
        ({"META-INF/manifest.xml": b"<m><encryption-data/></m>", "content.xml": b"\x93\x01"}, "file-protected"),
    ],
)
def test_what_of_ods_could_run_or_is_locked_is_refused(more: dict[str, bytes], finding_id: str) -> None:
    inner = {
        name: parts_of(content)["content.xml"] if content[:2] == b"PK" else content for name, content in more.items()
    }
    with pytest.raises(Unreadable) as refused:
        read(zip_of(parts_of(ods_text(ROWS)) | inner), "x.ods")

    assert refused.value.finding_id == finding_id


def test_text_in_a_box_on_a_sheet_is_told() -> None:
    drawing = b'<xdr:wsDr xmlns:xdr="x" xmlns:a="a"><a:t>victim: see file</a:t></xdr:wsDr>'
    boxed = zip_of(parts_of(xlsx_of(ROWS)) | {"xl/drawings/drawing1.xml": drawing})
    bare = zip_of(parts_of(xlsx_of(ROWS)) | {"xl/drawings/drawing1.xml": b'<xdr:wsDr xmlns:xdr="x"/>'})

    assert only(boxed).notes == ("text boxes present, not stored",)
    assert only(bare).notes == ()


@pytest.mark.parametrize("sign", ["^", "~", "\x1f"])
def test_rare_separators_are_known_where_no_usual_one_stands(sign: str) -> None:
    assert list(texts(only(written(sign).encode())).values()) == ROWS


@pytest.mark.parametrize("text", ["a^b\nc\n", "a;b^c\nd;e^f\n", "2^3\n"])
def test_rare_separator_that_does_not_cut_alike_is_a_sign(text: str) -> None:
    assert "^" in "".join(filter(None, (each for row in texts(only(text.encode())).values() for each in row)))


def test_apostrophes_around_every_field_are_taken_for_quotation_marks_and_told() -> None:
    found = look(only(written(";", around="'").encode(), "x.csv"), is_text=True)
    mixed = look(only(written(";", around="'").replace("'12'", "12").encode(), "x.csv"), is_text=True)

    assert found.grid == ROWS
    assert (-1, "", REASON) in found.flags
    assert mixed.table["0"][0] == "'XX-0'"
    assert (-1, "", REASON) not in mixed.flags


def test_code_page_that_only_reads_best_is_told() -> None:
    content = written(";", rows=[["case", "place"], *([f"a{at}", "Łódź"] for at in range(9))]).encode("cp1250")

    assert only(content).notes == ("read in the code page cp1250, as it reads best and none is stated",)
    assert read(content, "x", options=ReadOptions(encoding="cp1250"))[0].notes == ()
    assert only(content.decode("cp1250").encode()).notes == ()


def test_merged_cell_among_the_data_is_told_and_one_of_the_header_is_not() -> None:
    heads = ("<th colspan=2>Case</th><th>n</th>", "<th>id</th><th>age</th><th>n</th>")
    html = "<html><meta charset=utf-8><table>" + "".join(f"<tr>{head}</tr>" for head in heads)
    rows = "".join(f"<tr><td>a{at}</td>{'' if at == 2 else '<td>12</td>'}<td>{at}</td></tr>" for at in range(1, 7))
    page = html + rows.replace("<td>12</td>", "<td rowspan=2>12</td>", 1) + "</table></html>"
    found = look(only(page.encode(), "x.html"), is_text=False)

    assert [(row, reason) for row, _, reason in found.flags if reason == "merged"] == [(1, "merged")]


@pytest.mark.parametrize(
    "inside", ['<img alt="13" src="x.png">', '<input value="13">', "<select><option>13</option></select>"]
)
def test_what_a_page_shows_in_a_cell_without_text_is_told(inside: str) -> None:
    page = f"<html><meta charset=utf-8><table><tr><td>a</td><td>{inside}</td></tr></table></html>"

    assert only(page.encode()).notes == ("pictures or fields of a form inside of cells, not read",)


@pytest.mark.parametrize(
    ("shape", "flags"),
    [
        ("2024/03/{:02}", []),
        ("2024.03.{:02}", []),
        ("2024-03-{:02}T00:00:00Z", []),
        ("{:02}/03/2024 00:00", []),
        ("{:02}. 03. 2024", []),
        ("202403{:02}", [(-1, "incident_date", "eight digits taken as dates")]),
    ],
)
def test_days_that_can_only_be_read_one_way_are_written_in_one_form(
    shape: str, flags: list[tuple[int, str, str]]
) -> None:
    rows = [["case", "incident_date"], *([f"XX-{at}", shape.format(at)] for at in range(11, 23))]
    found = look(only(written(";", rows=rows).encode(), "x.csv"), is_text=True)

    assert found.table["1"].to_list() == [f"2024-03-{at}" for at in range(11, 23)]
    assert found.flags == flags


def test_clock_of_a_day_is_kept_unless_it_is_midnight() -> None:
    rows = [["case", "seen_at"], *([f"XX-{at}", f"2024-03-{at}T13:05"] for at in range(11, 23))]

    assert look(only(written(";", rows=rows).encode(), "x.csv"), is_text=True).table["1"][0] == "2024-03-11 13:05"


def test_records_that_lack_fields_are_told() -> None:
    even, uneven = b'{"a": "1", "b": null}\n{"a": "2", "b": "3"}\n', b'{"a": "1"}\n{"a": "2", "b": "3"}\n'

    assert only(even).notes == ()
    assert only(uneven).notes == ("not all records name the same fields: where one is missing its cell is blank",)


@pytest.mark.parametrize(
    ("part", "note"),
    [
        ("xl/comments1.bin", "comments present, not stored"),
        ("xl/externalLinks/externalLink1.bin", "external link to another workbook, not followed"),
    ],
)
def test_what_of_a_binary_workbook_is_not_read_is_told(part: str, note: str) -> None:
    binary = parts_of(xlsb_of(row(1) + binary_cell(6, 1, wide("a"))))

    assert only(zip_of(binary | {part: b"\0\0"})).notes == (note,)

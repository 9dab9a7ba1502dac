"""Cells of Word documents whose look comes from styles, and what else a cell shows that is no plain text."""

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from pipelines.read import ReadOptions, Sheet, Unreadable, read
from pipelines.read.limits import Limits
from tests.support.sheets import texts
from tests.support.workbooks import docx_of, parts_of, zip_of

NAMES = " ".join(
    (
        nsdecls("w"),
        'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"',
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"',
        'xmlns:v="urn:schemas-microsoft-com:vml"',
    )
)
STYLES = """
<w:style w:type="character" w:styleId="Note"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Note2"><w:basedOn w:val="Note"/></w:style>
<w:style w:type="character" w:styleId="Gone"><w:rPr><w:strike/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Unseen"><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Round"><w:basedOn w:val="Round"/></w:style>
"""
FIELD = '<w:r><w:fldChar w:fldCharType="begin">{}</w:fldChar></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
CHOICE = '<w:ddList><w:result w:val="1"/><w:listEntry w:val="a"/><w:listEntry w:val="b"/></w:ddList>'
TWICE = "<mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>"
BOX = "<w:r><w:pict><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></w:pict></w:r>"
TABLE = "<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{}<w:tc><w:tcPr/><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"


def run(text: str, shape: str = "") -> str:
    return f"<w:r><w:rPr>{shape}</w:rPr><w:t>{text}</w:t></w:r>"


def maths(part: str, text: str) -> str:
    return f"<m:{part}><m:r><m:t>{text}</m:t></m:r></m:{part}>"


def style(name: str) -> str:
    return f'<w:rStyle w:val="{name}"/>'


def document_of(body: str) -> bytes:
    """A document with these blocks, and our styles."""
    document = docx.Document()
    for block in list(parse_xml(f"<w:body {NAMES}>{body}</w:body>")):
        document.element.body.insert(len(document.element.body) - 1, block)
    for each in list(parse_xml(f"<w:styles {NAMES}>{STYLES}</w:styles>")):
        document.styles.element.append(each)
    return docx_of(document)


def cell_of(*paragraphs: str) -> Sheet:
    inner = "".join(f"<w:p>{each}</w:p>" for each in paragraphs)
    first = f"<w:tc><w:p>{run('a')}</w:p></w:tc>"
    table = f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{first}<w:tc>{inner}</w:tc></w:tr></w:tbl>"
    [sheet] = read(document_of(table), "x.docx")
    return sheet


@pytest.mark.parametrize(
    ("inner", "text", "fact"),
    [
        (run("12") + run("1", style("Note")), "12", ("SUPERSCRIPT", "1")),
        (run("12") + run("1", style("Note2")), "12", ("SUPERSCRIPT", "1")),
        (run("12") + run("1", style("Note") + '<w:vertAlign w:val="baseline"/>'), "121", None),
        (run("12") + run("1", style("Round")), "121", None),
        (run("15", style("Gone")) + run("12"), "12", ("SUPERSCRIPT", "15")),
        (run("12") + run("1", '<w:position w:val="6"/>'), "12", ("SUPERSCRIPT", "1")),
        (run("12") + run("1", '<w:position w:val="-6"/>'), "12", ("SUPERSCRIPT", "1")),
        ('<w:r><w:sym w:font="Symbol" w:char="F0A3"/></w:r>' + run("5"), "≤5", None),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', "\ufffd", ("SHOWN_AS", "a symbol")),
        ("<m:oMath><m:r><m:t>n≤</m:t></m:r></m:oMath>" + run("5"), "n≤5", None),
        (f"<m:oMath><m:sSup>{maths('e', '10')}{maths('sup', '3')}</m:sSup></m:oMath>", "10", ("SUPERSCRIPT", "3")),
        (f"<m:oMath><m:f>{maths('num', '1')}{maths('den', '2')}</m:f></m:oMath>", "1/2", None),
        ("<w:moveTo w:id='1'>" + run("7") + "</w:moveTo>", "7", None),
        (f"{run('1')}<w:r><w:ptab/></w:r>{run('2')}", "1 2", None),
        (f"<w:r><w:ruby><w:rt/><w:rubyBase>{run('東')}</w:rubyBase></w:ruby></w:r>", "東", None),
        (FIELD.format('<w:ffData><w:checkBox><w:default w:val="1"/></w:checkBox></w:ffData>'), "\u2612", None),
        (FIELD.format(f"<w:ffData>{CHOICE}</w:ffData>"), "b", None),
        ("<w:r><w:instrText>=SUM(ABOVE)</w:instrText></w:r>", None, ("NO_STORED_VALUE", "")),
        ('<w:pPr><w:pStyle w:val="ListNumber"/></w:pPr>' + run("x"), "x", ("SHOWN_AS", "the number of a list")),
        ('<w:pPr><w:pStyle w:val="ListBullet"/></w:pPr>' + run("x"), "x", None),
        (run("12") + BOX.format(f"<w:p>{run('boxed')}</w:p>"), "12", None),
        (f"{run('12')}<w:r><w:br/></w:r>{run('345')}", "12 345", ("SHOWN_AS", "several lines")),
        (f"{run('12')}</w:p><w:p>{run('3.4%')}", "12 3.4%", ("SHOWN_AS", "several lines")),
        (f"{run('12')}</w:p><w:p>{run('cases')}", "12 cases", None),
        (TWICE.format(run("1"), run("2")), "1", None),
    ],
)
def test_cell_is_read_as_it_is_shown(inner: str, text: str | None, fact: tuple[str, str] | None) -> None:
    sheet = cell_of(inner)
    assert texts(sheet)[1][1:] == [text]
    assert sheet.facts.select("fact", "detail").rows() == ([fact] if fact else [])


def test_paragraph_that_its_style_hides_is_no_text() -> None:
    sheet = cell_of(f'<w:pPr><w:pStyle w:val="Unseen"/></w:pPr>{run("15")}', run("12"))
    assert texts(sheet) == {1: ["a", "12"]}


@pytest.mark.parametrize(
    ("inner", "note"),
    [
        (run("12") + BOX.format(f"<w:p>{run('boxed')}</w:p>"), "text boxes present, not stored"),
        (run("12") + '<w:r><w:footnoteReference w:id="2"/></w:r>', "footnotes present, not stored"),
        (f"<w:moveTo w:id='1'>{run('7')}</w:moveTo>", "tracked changes read as if they were accepted"),
    ],
)
def test_what_is_not_read_is_told(inner: str, note: str) -> None:
    assert note in cell_of(inner).notes


@pytest.mark.parametrize("around", ["<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>", "<w:customXml>{}</w:customXml>"])
def test_tables_in_forms_are_read(around: str) -> None:
    title = f"<w:p>{run('T')}</w:p>"
    sheets = read(document_of(TABLE.format("", "a") + around.format(title + TABLE.format("", "b"))), "x.docx")
    assert [(sheet.name, texts(sheet)) for sheet in sheets] == [("table 1", {1: ["a"]}), ("T", {1: ["b"]})]


def test_hidden_row_and_table_in_a_box_are_told() -> None:
    hidden = TABLE.format("<w:trPr><w:hidden/></w:trPr>", "a")
    [sheet] = read(document_of(f"{hidden}<w:p>{BOX.format(TABLE.format('', 'b'))}</w:p>"), "x.docx")

    assert sheet.hidden == ("row 1",)
    assert "a table in a text box is not read" in sheet.notes


ACROSS = ('<w:hMerge w:val="restart"/>', "", "<w:hMerge/>")
DOWN = ('<w:vMerge w:val="restart"/>', "</w:tr><w:tr>", "<w:vMerge/>")


@pytest.mark.parametrize(("shapes", "size", "covered"), [(ACROSS, "1x2", (1, 2)), (DOWN, "2x1", (2, 1))])
def test_text_that_a_merged_cell_covers_is_told(
    shapes: tuple[str, str, str], size: str, covered: tuple[int, int]
) -> None:
    first, between, second = shapes
    cell = "<w:tc><w:tcPr>{}</w:tcPr><w:p>{}</w:p></w:tc>"
    inner = cell.format(first, run("a")) + between + cell.format(second, run("b"))
    [sheet] = read(document_of(f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{inner}</w:tr></w:tbl>"), "x.docx")

    assert sheet.facts.rows() == [(1, 1, "MERGED", size), (*covered, "COVERED", "")]


def test_document_part_of_another_name_is_one() -> None:
    parts = parts_of(document_of(TABLE.format("", "a")))
    moved = {
        name.replace("document.xml", "document2.xml"): content.replace(b"document.xml", b"document2.xml")
        for name, content in parts.items()
    }
    assert texts(read(zip_of(moved), "x.docx")[0]) == {1: ["a"]}


def test_strict_form_and_foreign_text_are_refused_by_their_cause() -> None:
    parts = parts_of(document_of(TABLE.format("", "a")))
    transitional, strict = b"schemas.openxmlformats.org/wordprocessingml/2006", b"purl.oclc.org/ooxml/wordprocessingml"
    with pytest.raises(Unreadable, match="strict form"):
        read(zip_of({name: each.replace(transitional, strict) for name, each in parts.items()}), "x.docx")
    with pytest.raises(Unreadable, match="another document"):
        read(document_of(f"{TABLE.format('', 'a')}<w:altChunk/>"), "x.docx")


def test_places_are_counted_also_where_a_cell_takes_many() -> None:
    rows = "<w:tr><w:tc><w:tcPr><w:gridSpan w:val='500'/></w:tcPr><w:p/></w:tc></w:tr>" * 3
    content = document_of(f"<w:tbl><w:tblPr/><w:tblGrid/>{rows}</w:tbl>")
    with pytest.raises(Unreadable, match="more cells than the limit of 1400"):
        read(content, "x.docx", options=ReadOptions(limits=Limits(cells=1400)))

"""What a page of a PDF shows and its text layer does not, and the other way round."""

from collections.abc import Iterable

import pytest

from bench import pdf
from pipelines.read import ReadOptions, Sheet, Unreadable, read
from schemas.read_as import PdfArea, ReadAs
from tests.support.sheets import facts, texts

AREA = PdfArea(page=1, box=(40, 85, 300, 200), borders=[180])
ITALY = "BT /F1 10 Tf 50 700 Td (Italy) Tj ET BT /F1 10 Tf 200 700 Td (12) Tj ET"
SPAIN = "BT /F1 10 Tf 50 680 Td (Spain) Tj ET BT /F1 10 Tf 200 680 Td (7) Tj ET"
BOTH = {1: ["Italy", "12"], 2: ["Spain", "7"]}
WHITE = ("white text on no ground present, read like any other",)
UNSHOWN = "/OCProperties << /D << /OFF [6 0 R] >> >>"
LAYERS = ("layers that are not shown present, read like any other",)
NO_SIGNS = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /A+B /Encoding /Identity-H /DescendantFonts [7 0 R] >>",
    (
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A+B /DW 600 /FontDescriptor 8 0 R"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
    ),
    "<< /Type /FontDescriptor /FontName /A+B /Flags 4 /FontBBox [0 0 600 800] /Ascent 800 /Descent -200 >>",
)
LOCKED = f"/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /O <{'41' * 32}> /U <{'42' * 32}> /P -44 >>"


def pdf_of(drawn: str, *, page: str = "", root: str = "", more: Iterable[str] = (), end: str = "") -> bytes:
    """A page on which this is drawn; `more`: objects from number 6 on, of which the first is the font F2."""
    bodies = [
        f"<< /Type /Catalog /Pages 2 0 R {root} >>",
        "<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
        (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] {page} /Contents 5 0 R"
            f" /Resources << /Font << /F1 3 0 R /F2 6 0 R >> >> >>"
        ),
        f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
        *more,
    ]
    return pdf.written(bodies, end=end)


def only(content: bytes) -> Sheet:
    [sheet] = read(content, "x.pdf", options=ReadOptions(read_as=ReadAs(pdf=[AREA])))
    return sheet


def mark(kind: str) -> str:
    return f"<< /Type /Annot /Subtype /{kind} /Rect [240 690 280 710] >>"


@pytest.mark.parametrize("shift", [0, 0.3])
def test_letters_drawn_twice_to_look_bold_count_once(shift: float) -> None:
    twice = f"BT /F1 10 Tf {200 + shift} 700 Td (12) Tj ET"
    assert texts(only(pdf_of(f"{ITALY} {SPAIN} {twice}"))) == BOTH


def test_second_place_of_the_hyphen_in_a_font_is_a_hyphen() -> None:
    drawn = ITALY.replace("(12)", "(\xad5)")
    assert texts(only(pdf_of(drawn))) == {1: ["Italy", "-5"]}


def test_words_of_a_line_stand_from_left_to_right_also_where_one_is_a_little_higher() -> None:
    drawn = "BT /F1 10 Tf 50 699.8 Td (Czech) Tj ET BT /F1 10 Tf 85 700 Td (lands) Tj ET"
    assert texts(only(pdf_of(drawn))) == {1: ["Czech lands", None]}


def test_mark_that_is_raised_and_little_smaller_is_kept_apart() -> None:
    sheet = only(pdf_of(f"{ITALY} BT /F1 8.5 Tf 212 700 Td 3 Ts (1) Tj ET"))
    assert texts(sheet) == {1: ["Italy", "12"]}
    assert facts(sheet, "SUPERSCRIPT") == [(1, 2, "1")]


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (pdf_of(f"{ITALY} BT /F1 10 Tf 0 1 -1 0 250 650 Tm (Total) Tj ET"), "turned text"),
        (pdf_of(f"{ITALY} BT /F1 10 Tf -1 0 0 -1 250 700 Tm (12) Tj ET"), "turned text"),
        (pdf_of(f"{ITALY} BT /F1 10 Tf 212 700 Td 4 Ts (1) Tj ET"), "lines that overlap"),
        (pdf_of(f"3 Tr {ITALY} {SPAIN}"), "not drawn"),
        (pdf_of(f"{ITALY} BT 3 Tr /F1 10 Tf 250 700 Td (9) Tj ET"), "not drawn"),
        (pdf_of(ITALY, page="/Annots [6 0 R]", more=[mark("Widget")]), "form fields or marks"),
        (pdf_of(ITALY, page="/Annots [6 0 R]", more=[mark("StrikeOut")]), "form fields or marks"),
        (pdf_of(f"{ITALY} BT /F1 10 Tf 250 700 Td (345) Tj ET"), "two numbers without a border"),
        (
            pdf_of("BT /F2 10 Tf 200 700 Td <00130014> Tj ET", more=NO_SIGNS),
            "does not tell its characters",
        ),
    ],
)
def test_text_that_cannot_be_trusted_is_refused(content: bytes, cause: str) -> None:
    with pytest.raises(Unreadable, match=cause) as told:
        only(content)
    assert told.value.finding_id == "file-not-tabular"


@pytest.mark.parametrize(
    ("content", "notes"),
    [
        (pdf_of(f"{ITALY} {SPAIN}"), ()),
        (pdf_of(f"{ITALY} {SPAIN} BT 3 Tr /F1 10 Tf 50 300 Td (elsewhere) Tj ET"), ()),
        (pdf_of(f"{ITALY} 1 1 1 rg {SPAIN}"), WHITE),
        (pdf_of(f"{ITALY} 0 0 1 rg 40 670 200 20 re f 1 1 1 rg {SPAIN}"), ()),
        (pdf_of(f"{ITALY} {SPAIN}", page="/Annots [6 0 R]", more=[mark("Link")]), ()),
        (pdf_of(f"{ITALY} {SPAIN}", root=UNSHOWN, more=["<< /Type /OCG >>"]), LAYERS),
    ],
)
def test_what_nobody_sees_or_reads_is_told(content: bytes, notes: tuple[str, ...]) -> None:
    sheet = only(content)
    assert texts(sheet) == BOTH
    assert sheet.notes == notes


@pytest.mark.parametrize(
    ("root", "cause"),
    [
        ("/OpenAction << /S /JavaScript /JS (1) >>", "script"),
        ("/OpenAction << /S /Launch /F (a) >>", "program to start"),
        ("/Names << /EmbeddedFiles << /Names [] >> >>", "embedded file"),
    ],
)
def test_active_content_is_refused(root: str, cause: str) -> None:
    with pytest.raises(Unreadable, match=cause) as told:
        only(pdf_of(ITALY, root=root))
    assert told.value.finding_id == "file-active"


def test_password_is_named() -> None:
    with pytest.raises(Unreadable) as told:
        only(pdf_of(ITALY, end=f"{LOCKED} /ID [<41> <41>]"))
    assert told.value.finding_id == "file-protected"

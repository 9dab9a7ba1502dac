"""Tables of a PDF on declared pages, in declared boxes; without a declaration it is refused with what to declare."""

import sys
from typing import Any

import pytest
from pydantic import ValidationError

from bench import pdf
from pipelines.read import ReadOptions, Sheet, Unreadable, read
from schemas.read_as import PdfArea, ReadAs
from tests.support.sheets import facts, texts

Word = tuple[float, float, float, str]
HEIGHT = 800
TABLE: list[Word] = [
    (50, 60, 10, "A title above, with 99"),
    (50, 100, 10, "Country"),
    (200, 100, 10, "Reports"),
    (50, 120, 10, "Czech lands"),
    (200, 120, 10, "12"),
    (212, 116, 5, "1"),
    (50, 140, 10, "Italy"),
    (200, 140, 10, "1 234"),
    (50, 180, 10, "Spain"),
]
AREA = {"page": 1, "box": [40, 85, 300, 200], "borders": [180]}


def pdf_of(*pages: list[Word]) -> bytes:
    """A PDF written by hand: each word with its left end, base line from the top, size and text."""
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
    bodies = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>",
    ]
    for at, words in enumerate(pages):
        drawn = "\n".join(f"BT /F1 {size} Tf {x} {HEIGHT - y} Td ({text}) Tj ET" for x, y, size, text in words)
        bodies.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 {HEIGHT}] /Contents {5 + 2 * at} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        bodies.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
    return pdf.written(bodies)


def only(content: bytes, *areas: dict[str, Any]) -> Sheet:
    options = ReadOptions(read_as=ReadAs(pdf=[PdfArea.model_validate(area) for area in areas or (AREA,)]))
    [sheet] = read(content, "x.pdf", options=options)
    return sheet


def refused(content: bytes, *areas: dict[str, Any]) -> Unreadable:
    with pytest.raises(Unreadable) as told:
        only(content, *areas)
    return told.value


def test_lines_in_the_box_are_rows_and_borders_make_columns() -> None:
    assert texts(only(pdf_of(TABLE))) == {
        1: ["Country", "Reports"],
        2: ["Czech lands", "12"],
        3: ["Italy", "1 234"],
        4: ["Spain", None],
    }


def test_raised_mark_is_kept_apart_from_the_number() -> None:
    assert facts(only(pdf_of(TABLE)), "SUPERSCRIPT") == [(2, 2, "1")]


def test_small_print_on_a_line_of_its_own_is_a_line() -> None:
    assert texts(only(pdf_of([*TABLE, (50, 195, 6, "note")])))[5] == ["note", None]


def test_a_table_goes_on_over_pages() -> None:
    second = [(50.0, 50.0, 10.0, "Malta"), (200.0, 50.0, 10.0, "7")]
    sheet = only(pdf_of(TABLE, second), AREA, {"page": 2, "box": [40, 20, 300, 90], "borders": [180]})
    assert texts(sheet)[5] == ["Malta", "7"]


def test_undeclared_pdf_is_refused_with_what_to_declare() -> None:
    with pytest.raises(Unreadable) as told:
        read(pdf_of(TABLE), "x.pdf")
    assert told.value.finding_id == "file-not-tabular"
    assert "read_as.pdf" in told.value.detail


@pytest.mark.parametrize(
    ("area", "cause"),
    [
        (AREA | {"page": 2}, "without page 2"),
        (AREA | {"box": [40, 85, 210, 200]}, "across the declared box"),
        (AREA | {"box": [60, 85, 300, 200]}, "across the declared box"),
        (AREA | {"box": [40, 95, 300, 200]}, "across the declared box"),
        (AREA | {"borders": [70]}, "or a border"),
        (AREA | {"box": [40, 300, 300, 400]}, "without text"),
    ],
)
def test_declaration_that_does_not_fit_is_refused_with_its_cause(area: dict[str, Any], cause: str) -> None:
    told = refused(pdf_of(TABLE), area)
    assert told.finding_id == "file-not-tabular"
    assert cause in told.detail


@pytest.mark.parametrize("content", [b"%PDF-1.4", b"%PDF-1.4\nnonsense\n%%EOF", pdf_of(TABLE)[:300]])
def test_damaged_file_is_told(content: bytes) -> None:
    assert refused(content).finding_id in {"file-unreadable", "file-not-tabular"}


def test_every_cut_ends_in_a_finding_or_in_the_same_table() -> None:
    content = pdf_of(TABLE)
    allowed = (texts(only(content)), "file-unreadable", "file-not-tabular")
    assert [end for end in range(20, len(content), 61) if _ending(content[:end]) not in allowed] == []


def _ending(content: bytes) -> object:
    """The table, or the finding that says why there is none."""
    try:
        return texts(only(content))
    except Unreadable as error:
        return error.finding_id


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pdfplumber", None)
    told = refused(pdf_of(TABLE))
    assert told.finding_id == "file-unreadable"
    assert "`documents`" in told.detail


@pytest.mark.parametrize(
    "changed", [{"page": 0}, {"box": [9, 0, 1, 9]}, {"box": [0, 9, 9, 1]}, {"borders": [20]}, {"borders": [200, 190]}]
)
def test_area_that_cannot_be_is_no_declaration(changed: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        PdfArea.model_validate(AREA | changed)


def test_a_box_goes_on_through_later_pages() -> None:
    page: list[Word] = [(50, 100, 10, "Peru"), (200, 100, 10, "5")]
    area = AREA | {"through": 2}

    assert len(texts(only(pdf_of(TABLE, page), area))) == len(texts(only(pdf_of(TABLE)))) + 1
    assert refused(pdf_of(TABLE), area).detail == "a PDF without page 2"


def test_a_last_page_is_not_before_the_first() -> None:
    with pytest.raises(ValidationError, match="later page"):
        PdfArea.model_validate(AREA | {"through": 1})


def test_lines_of_wrapped_cells_are_one_row() -> None:
    words: list[Word] = [
        (50, 100, 10, "A name so"), (200, 107, 10, "4"), (50, 114, 10, "long"), (50, 134, 10, "Short"),
        (200, 134, 10, "5"),
    ]  # fmt: skip

    assert texts(only(pdf_of(words), AREA | {"row_gap": 14})) == {
        1: ["A name so long", "4"],
        2: ["Short", "5"],
    }
    assert len(texts(only(pdf_of(words)))) == len(words) - 1

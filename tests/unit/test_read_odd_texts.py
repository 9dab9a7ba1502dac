"""Odd texts: each is read exactly, or refused, or what can be read in two ways is told."""

import pytest

from pipelines.read import Unreadable, read
from pipelines.read.seen import look
from tests.support.sheets import facts, texts

_NAMES = "<tr><th>region</th><th>cases</th></tr>"


def flags(content: str) -> list[tuple[int, str, str]]:
    [sheet] = read(content.encode(), "x.csv")
    return [(flag.row, flag.column, flag.reason) for flag in look(sheet, is_text=True).flags]


def column(*values: str, name: str = "rate") -> str:
    return f"region;{name}\n" + "".join(f"{chr(65 + at)};{value}\n" for at, value in enumerate(values))


def page(rows: str, styles: str = "") -> bytes:
    return f"<html><meta charset=utf-8><style>{styles}</style><table>{_NAMES}{rows}</table></html>".encode()


@pytest.mark.parametrize("sign", [":", "^", "~"])
def test_a_sign_that_cuts_every_line_alike_and_stands_between_names_parts_fields(sign: str) -> None:
    rows = [["region", "year", "rate"], ["A", "2020", "1,5"], ["B", "2021", "2,5"]]
    [sheet] = read("\n".join(map(sign.join, rows)).encode(), "x.csv")

    assert list(texts(sheet).values()) == rows


@pytest.mark.parametrize("content", ["time\n12:30\n13:45\n", "12:30\n13:45\n", "place: a\nand: b: c\n"])
def test_other_colons_part_nothing(content: str) -> None:
    [sheet] = read(content.encode(), "x.csv")

    assert sheet.width == 1


def test_a_header_with_fewer_names_than_the_rows_have_values_is_refused() -> None:
    with pytest.raises(Unreadable, match="the header, line 1 has 2 instead of 3 fields") as refused:
        flags("region,rate\nA,1,5\nB,2,5\nC,3,0\n")

    assert refused.value.finding_id == "rows-ragged"


def test_a_header_with_more_names_than_the_rows_have_values_is_told() -> None:
    assert (0, "rate", "the header is longer than the rows, which have no value here") in flags(
        "region;count;rate\nA;11\nB;12\nC;13\n"
    )


def test_separators_at_the_end_of_rows_are_no_further_column() -> None:
    assert flags("region;rate\nA;1.5;\nB;2.5;\nC;3.5;\n") == []


def test_a_text_of_fixed_width_is_told_with_the_starts_of_its_columns() -> None:
    told = "a single column: no separator was recognised; columns of fixed width would start at 1, 11"

    assert (-1, "", told) in flags("region    cases\nA             1\nBbbb         22\nC           333\n")


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (["1.234", "2.345", "10.500"], "every comma or point parts three digits: thousands or decimals"),
        (["1,234", "2,345", "12"], "every comma or point parts three digits: thousands or decimals"),
        (["1.234", "0.345", "10.500"], None),
        (["1.234", "2.34", "10.500"], None),
        (["5%", "0.03", "7%"], "some numbers are per cent and some are not"),
        (["5%", "3%", "7%"], None),
    ],
)
def test_numbers_that_can_be_read_in_two_ways_are_told(values: list[str], told: str | None) -> None:
    assert [reason for row, _, reason in flags(column(*values)) if row == 0] == ([told] if told else [])


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (["2023", "2024", "2022"], "years without month and day, kept as they are"),
        (["2023-01", "2024-11", "2022-07"], "months without a day, kept as they are"),
        (["3. März 2024", "12. Mai 2024"], "dates or months in words, kept as they are"),
        (["12 mai 2024", "1er août 2024"], "dates or months in words, kept as they are"),
        (["Φεβ 2024", "Δεκ 2024"], "dates or months in words, kept as they are"),
        (["2023-Q1", "Q2 2023", "2023-W07"], "weeks, quarters or halves, kept as they are"),
        (["register", "survey"], None),
        (["2024-25-03", "2024-13-04", "2024-02-03"], "dates written year, day, month: declare the format"),
        (["2024-03-25", "2024-04-13"], None),
        (["25.03.2024", "13.04.2024"], None),
    ],
)
def test_dates_that_are_no_days_in_a_known_form_are_told(values: list[str], told: str | None) -> None:
    found = [reason for row, _, reason in flags(column(*values, name="incident date")) if row == 0]

    assert found == ([told] if told else [])


@pytest.mark.parametrize(
    ("styles", "cell", "shown", "fact"),
    [
        (".fn{vertical-align: super}", '12<span class="fn">1</span>', "12", ("SUPERSCRIPT", "1")),
        (
            "td.x, span.fn { Vertical-Align:super }",
            '12<span class="FN">1</span>',
            "12",
            ("SUPERSCRIPT", "1"),
        ),
        (".old{text-decoration:line-through}", '<b class="old">12</b> 13', "13", ("SUPERSCRIPT", "12")),
        ("", '12<span class="note">1</span>', "121", ("SHOWN_AS", "1")),
        ("", "12<small>1</small>", "121", ("SHOWN_AS", "1")),
        ("", '12<font size="1">1)</font>', "121)", ("SHOWN_AS", "1)")),
        (".big{color:red}", '<span class="big">12</span>', "12", None),
        ("", "1<wbr>2", "12", None),
    ],
)
def test_digits_in_a_part_of_another_look_are_kept_apart_or_told(
    styles: str, cell: str, shown: str, fact: tuple[str, str] | None
) -> None:
    [sheet] = read(page(f"<tr><td>A<td>{cell}<tr><td>B<td>2", styles), "x.html")

    assert texts(sheet)[2] == ["A", shown]
    assert [each for kind in ("SUPERSCRIPT", "SHOWN_AS") for each in facts(sheet, kind)] == (
        [(2, 2, fact[1])] if fact else []
    )
    assert not fact or facts(sheet, fact[0])


@pytest.mark.parametrize("gone", ['style="display:none"', "hidden", 'class="x"'])
def test_a_cell_that_takes_no_room_moves_no_other(gone: str) -> None:
    [sheet] = read(page(f"<tr><td>A<td {gone}>9<td>1<tr><td>B<td>2", ".x{display:none}"), "x.html")

    assert texts(sheet) == {1: ["region", "cases"], 2: ["A", "1"], 3: ["B", "2"]}
    assert sheet.hidden == ("cell in row 2",)


@pytest.mark.parametrize(
    "styles", [".x:hover{display:none}", "@media print{.y{color:red} .x{display:none}}", ".x b{display:none}"]
)
def test_what_a_style_sheet_hides_at_other_times_is_there(styles: str) -> None:
    [sheet] = read(page("<tr><td>A<td class=x>1<tr><td>B<td>2", styles), "x.html")

    assert texts(sheet)[2] == ["A", "1"]
    assert not sheet.hidden


def test_a_row_that_the_style_sheet_hides_is_told() -> None:
    [sheet] = read(page('<tr><td>A<td>1<tr class="y x"><td>B<td>2', "table .x {display : none}"), "x.html")

    assert sheet.hidden == ("row 3",)


def test_a_cell_that_spans_the_rest_of_its_rows_is_over_all_of_them() -> None:
    [sheet] = read(page('<tr><td rowspan="0">A<td>1<tr><td>2'), "x.html")

    assert texts(sheet) == {1: ["region", "cases"], 2: ["A", "1"], 3: [None, "2"]}


def test_signs_that_a_style_sheet_adds_are_told() -> None:
    [sheet] = read(page("<tr><td>A<td class=n>5", 'td.n:before{content:"<"}'), "x.html")

    assert sheet.notes == ("signs that the style sheet puts before or behind texts, not read",)

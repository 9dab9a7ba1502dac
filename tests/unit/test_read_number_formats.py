"""Number formats, in both lanes: what a sheet shows of a value, beside it or in its place."""

import pytest

from tests.support.lanes import sheet_of
from tests.support.parts import STYLES, package, styles

DASHES = '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-'
PERCENTS = "_-* 0.0%_-;-* 0.0%_-"
Told = tuple[str | None, list[tuple[str, str]], list[str]]
CUT = "its clock without its days"


def told(cell: str, shape: str) -> Told:
    """The text of a cell in a number format, its facts but those of numbers as text, and the value behind it."""
    sheet = sheet_of(package(f'<row r="1">{cell}</row>', {STYLES: styles([shape])}))
    rows = sheet.facts.filter(sheet.facts["fact"] != "NUMBER_AS_TEXT").select("fact", "detail").rows()
    text = sheet.cells["1"][0] if sheet.cells.height else None
    return text, rows, sheet.stored["value"].to_list()


def of_number(value: str, shape: str) -> Told:
    return told(f'<c r="A1" s="1"><v>{value}</v></c>', shape)


@pytest.mark.parametrize(
    ("value", "shape", "shown"),
    [
        ("12.5", "0", "13"),
        ("0.5", "0", "1"),
        ("-2.5", "0", "-3"),
        ("2.675", "0.00", "2.68"),
        ("0.125", "0%", "13%"),
        ("-0.0", "0.0", "0.0"),
        ("-0.4", "0", "0"),
        ("-3", "000", "-003"),
        ("0.785", "0.0%_);(0.0%)", "78.5%"),
        ("-0.785", "0.0%;(0.0%)", "-78.5%"),
        ("0.785", PERCENTS, "78.5%"),
        ("0.78549", "0.0 %", "78.5%"),
        ("0.785", "%0.0", "78.5%"),
        ("0.785", "0%%", "7850%%"),
        ("12.6", DASHES, "13"),
        ("12.6", "#,##0_);(#,##0)", "13"),
        ("12.345", "#,##0.00 €", "12.35"),
        ("12.345", "[$€-407] #,##0.00", "12.35"),
        ("1234.5", "#\\ ##0", "1235"),
        ("1234", "00\\ 000", "01234"),
        ("12.3456", "0.0##", "12.346"),
        ("12", "0.##", "12"),
        ("-5", "#,##0;[Red]#,##0", "-5"),
        ("0", DASHES, "0"),
        ("12345.678", "0.00E+00", "12345.678"),
        ("7", '[<5]"<5"', "7"),
        ("60000", "[<50000]yyyy-mm-dd;0", "60000"),
        ("45000", "[<50000]yyyy-mm-dd;0", "2023-03-15"),
        ("45000", '0;-0;"none"yyyy', "45000"),
        ("45000", 'd" de "mmmm" de "yyyy', "2023-03-15"),
        ("45000", 'yyyy"年"m"月"d"日"', "2023-03-15"),
        ("1.5", "[h]:mm", "36:00:00"),
        ("1.5", "[mm]", "36:00:00"),
        ("1.5", "[ss]", "36:00:00"),
        ("1E+23", "General", "100000000000000000000000"),
    ],
)
def test_number_is_shown_by_the_section_that_holds_for_it(value: str, shape: str, shown: str) -> None:
    text, facts, _ = of_number(value, shape)

    assert (text, facts) == (shown, [])


@pytest.mark.parametrize(
    ("value", "shape", "text", "said"),
    [
        ("7", "[$<-409]0", "7", "<"),
        ("7", "[$ca. -407]0", "7", "ca."),
        ("12345", "0,.0", "12345", "in thousands"),
        ("12345", '0.0,"k"', "12345", "k in thousands"),
        ("5", '"-"0', "5", "-"),
        ("5", "-0", "5", "-"),
        ("-5", "0;0", "-5", "no sign"),
        ("12", "(0)", "12", "()"),
        ("12", '0"+"', "12", "+"),
        ("12345", "000-00", "12345", "123-45"),
        ("45", "000-00", "00045", "000-45"),
        ("123456", "0-00", "123456", "1234-56"),
        ("-45", "000-00", "-00045", "-000-45"),
        ("57", '0"/"0', "57", "5/7"),
        ("0.3", "# ?/?", "0.3", "a fraction"),
        ("12", '0" Tausend"', "12", "Tausend"),
        ("12", '0" тыс"', "12", "тыс"),
        ("12", '"["0"]"', "12", "[]"),
        ("45000", '"vor "dd.mm.yyyy', "2023-03-15", "vor"),
        ("45000", '"<"yyyy', "2023-03-15", "<"),
        ("45000", 'dd.mm.yyyy" *"', "2023-03-15", "*"),
        ("45000", 'yyyy"p"', "2023-03-15", "p"),
        ("45000.5", "h:mm", "12:00:00", CUT),
        ("1234567890123456789", "0", "1234567890123456789", "1234567890123460000"),
    ],
)
def test_what_is_shown_beside_a_number_is_told(value: str, shape: str, text: str, said: str) -> None:
    assert of_number(value, shape)[:2] == (text, [("SHOWN_AS", said)])


@pytest.mark.parametrize(
    ("value", "shape", "text"),
    [
        ("-0.5", "h:mm", "-0.5"),
        ("0", "dd.mm.yyyy", "00:00:00"),
        ("60", "yyyy-mm-dd", "60"),
        ("2958466", "d.m.y", "2958466"),
    ],
)
def test_what_no_calendar_has_is_no_date(value: str, shape: str, text: str) -> None:
    assert of_number(value, shape)[:2] == (text, [("NOT_A_DATE", text)])


@pytest.mark.parametrize("shape", ["General", "0.00", "yyyy-mm-dd"])
@pytest.mark.parametrize("value", ["1E400", "1E+999", "INF", "1e", "--5", "1 000", "\uff11\uff12"])
def test_what_no_number_can_be_is_told(value: str, shape: str) -> None:
    assert of_number(value, shape) == (value, [("NOT_A_NUMBER", value)], [])


@pytest.mark.parametrize(
    ("shape", "text", "said", "behind"),
    [
        (";;;", None, "nothing", ["abc"]),
        ("0;-0;0;", None, "nothing", ["abc"]),
        ('0;0;0;"x"', "x", "x", ["abc"]),
        ('"<"@', "abc", "<", []),
        ('@" *"', "abc", "*", []),
        (DASHES, "abc", None, []),
        ("0;-0;;@", "abc", None, []),
        ("0.00", "abc", None, []),
        ("General", "abc", None, []),
    ],
)
@pytest.mark.parametrize("cell", ['t="inlineStr"><is><t>abc</t></is>', 't="str"><f>B1</f><v>abc</v>'])
def test_format_of_texts_is_heeded(
    cell: str, shape: str, text: str | None, said: str | None, behind: list[str]
) -> None:
    facts = [("SHOWN_AS", said)] if said else []

    assert told(f'<c r="A1" s="1" {cell}</c>', shape) == (text, facts, behind)


@pytest.mark.parametrize(
    ("number", "shown"),
    [(5, "1235"), (12, "1234.567"), (37, "1235"), (39, "1234.57"), (41, "1235"), (44, "1234.57"), (48, "1234.567")],
)
def test_formats_that_every_program_knows_need_not_be_written(number: int, shown: str) -> None:
    content = package(
        '<row r="1"><c r="A1" s="1"><v>1234.567</v></c></row>',
        {STYLES: styles(formats=f'<xf numFmtId="{number}" fontId="0"/>')},
    )

    assert sheet_of(content).cells["1"].to_list() == [shown]

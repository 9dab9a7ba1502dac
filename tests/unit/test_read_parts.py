"""Parts of a workbook as no office writes them: read alike in both lanes and exactly, or refused with the cause."""

import pytest

from tests.support.lanes import refusal_of, sheet_of
from tests.support.parts import (
    BOOK,
    SHEET,
    STRINGS,
    STYLES,
    book,
    package,
    sheet,
    strings,
    styles,
)

Facts = list[tuple[str, str]]
CHOICE = '<mc:AlternateContent xmlns:mc="mc"><mc:Choice Requires="x">{}</mc:Choice></mc:AlternateContent>'
ROWS = '<row r="1"><c r="A1"><v>7</v></c></row><row r="2"><c r="A2"><v>8</v></c></row>'
STALE = book(after='<calcPr fullCalcOnLoad="1"/>')


def read(content: bytes) -> tuple[str | None, Facts]:
    """The first cell and the facts of a workbook, but those of numbers as text."""
    found = sheet_of(content)
    facts = found.facts.filter(found.facts["fact"] != "NUMBER_AS_TEXT").select("fact", "detail").rows()
    return (found.cells["1"][0] if found.cells.width > 1 else None), facts


def row(cells: str) -> bytes:
    return package(f'<row r="1">{cells}</row>')


def run(text: str, shape: str = "") -> str:
    return f"<r><rPr>{shape}</rPr><t>{text}</t></r>"


@pytest.mark.parametrize("is_shared", [True, False])
@pytest.mark.parametrize(
    ("item", "text", "facts"),
    [
        (run("12", "<strike/>") + run("15"), "15", [("SUPERSCRIPT", "12")]),
        (run("12", "<strike/>"), "12", [("STRUCK_THROUGH", "")]),
        (run("12", "<strike/>") + run(" "), "12 ", [("STRUCK_THROUGH", "")]),
        (run("12", '<strike val="0"/>') + run("15"), "1215", []),
        (run("9", '<sz val="1"/>') + run("12"), "12", [("SUPERSCRIPT", "9")]),
        (run("9", '<sz val="11"/>') + run("12"), "912", []),
        ('<t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/>', "東京", []),
        ("<t>_xD83D__xDE00_</t>", "😀", []),
        ("<t>_xD83D_</t>", "\ufffd", []),
        ("<t>_x005F_x0041_</t>", "_x0041_", []),
        ("<t>_x001F_</t>", "\x1f", []),
    ],
)
def test_texts_are_read_as_they_are_shown(item: str, text: str, facts: Facts, *, is_shared: bool) -> None:
    cell = '<c r="A1" t="s"><v>0</v></c>' if is_shared else f'<c r="A1" t="inlineStr"><is>{item}</is></c>'

    assert read(package(f'<row r="1">{cell}</row>', {STRINGS: strings(item)})) == (text, facts)


@pytest.mark.parametrize(
    ("cell", "text", "facts"),
    [
        ('t="d"><v>2024-02-29T13:05:00.000Z</v>', "2024-02-29 13:05:00", []),
        ('t="d"><v>2024-02-29T00:00:00.000</v>', "2024-02-29", []),
        ('t="d"><v>2024-02-30</v>', "2024-02-30", [("NOT_A_DATE", "2024-02-30")]),
        ('t="d"><v>45000</v>', "45000", [("NOT_A_DATE", "45000")]),
        ('t="str"><f>B1</f>', None, [("NO_STORED_VALUE", "")]),
        ('t="str"><f>B1</f><v></v>', None, []),
        ("><f>B1</f><v> </v>", None, [("NO_STORED_VALUE", "")]),
        ('><f t="shared" ref="A1:A9" si="0">B1</f><v>5</v>', "5", []),
        ('><f t="dataTable" ref="A1:A9"/><v>5</v>', "5", []),
        ('vm="1" cm="1" ph="1"><v>5</v>', "5", []),
        ('t="e"><v>#SPILL!</v>', "#SPILL!", [("ERROR", "#SPILL!")]),
        ("><v>.5</v>", "0.5", []),
        ("><v>5.</v>", "5", []),
    ],
)
def test_cells_of_every_kind_are_read_exactly(cell: str, text: str | None, facts: Facts) -> None:
    assert read(row(f'<c r="A1" {cell}</c><c r="B1"><v>1</v></c>')) == (text, facts)


@pytest.mark.parametrize(
    ("cells", "cause"),
    [
        ('<c r="A1">5</c>', "is of an unknown kind"),
        ('<c r="A1"><v>1<x/>2</v></c>', "holds other elements"),
        ('<c r="A1" t="inlineStr"><is><t>12<x/>34</t></is></c>', "holds other elements"),
        ('<c r="A1" t="inlineStr"><is>' + CHOICE.format("<t>1</t>") + "</is></c>", "holds other elements"),
        ('<c r="A1" t="str"><is><t>x</t></is></c>', "holds two values"),
        ('<c r="A1"><v>5</v><is><t>7</t></is></c>', "two values"),
        ('<c r="A1" t="inlineStr"><is><t>5</t></is><is><t>7</t></is></c>', "two values"),
        ('<c r="A1" t="s"><v></v></c>', "shared string that is missing"),
        ('<c r="A1" t="s"><v/></c>', "shared string that is missing"),
        ('<c r="A1" t="zzz"><v>5</v></c>', "unknown kind"),
        ('<c r="A1" s="99"><v>45000</v></c>', "cell format 99, which is missing"),
        ('<c r="A1" s="\u0660"><v>1</v></c>', "not the number of a format"),
        ('<c r="A\uff11"><v>1</v></c>', "reference"),
        ('<c r=""><v>1</v></c>', "reference"),
        ('<z:c xmlns:z="z" r="A1"><v>5</v></z:c>', "not among its cells"),
        ('<c xmlns="z" r="A1"><v>5</v></c>', "not among its cells"),
        ('<c r="A1"><z:v xmlns:z="z">5</z:v></c>', "holds two values"),
    ],
)
def test_cells_that_programs_read_in_two_ways_are_refused(cells: str, cause: str) -> None:
    assert cause in refusal_of(row(cells))


@pytest.mark.parametrize(
    ("rows", "cause"),
    [
        ('<row r="x"><c><v>2</v></c></row>', "invalid reference"),
        ('<row r="1.0"><c><v>2</v></c></row>', "invalid reference"),
        ('<row r="1" xmlns="z"><c r="A1"><v>1</v></c></row>', "rows outside"),
        ('<z:row xmlns:z="z" r="1"><c r="A1"><v>1</v></c></z:row>', "rows outside"),
        (CHOICE.format(ROWS), "rows outside"),
        (f"{ROWS}</sheetData><sheetData>{ROWS.replace('1', '9')}", "rows outside"),
        (f"{ROWS}</sheetData><extLst>{ROWS.replace('1', '9')}</extLst><sheetData>", "rows outside"),
    ],
)
def test_rows_that_some_programs_do_not_see_are_refused(rows: str, cause: str) -> None:
    assert cause in refusal_of(package(rows))


def test_other_part_in_place_of_a_sheet_is_refused() -> None:
    assert sheet_of(package(ROWS)).notes == ()
    assert "not a valid worksheet" in refusal_of(package("", {SHEET: b"<html><body>7</body></html>"}))
    assert "not a valid styleSheet" in refusal_of(package(ROWS, {STYLES: strings("<t>x</t>")}))
    assert "not a valid sst" in refusal_of(
        package('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', {STRINGS: styles()})
    )


@pytest.mark.parametrize(
    ("encoding", "is_read"),
    [("UTF-16", True), ("ISO-8859-1", True), ("windows-1252", True), ("UTF-7", False), ("IBM037", False)],
)
def test_only_encodings_that_offices_write_are_read(encoding: str, *, is_read: bool) -> None:
    part = sheet(ROWS.replace("7", "&#8364;7")).decode().replace("UTF-8", encoding).encode(encoding)
    content = package("", {SHEET: part})

    if is_read:
        assert read(content) == ("€7", [("NOT_A_NUMBER", "€7")])
    else:
        assert "XML of its part xl/worksheets/sheet1.xml" in refusal_of(content)


def test_document_type_is_found_in_every_width_of_signs() -> None:
    part = sheet(ROWS).decode().replace(' encoding="UTF-8"', "").replace("<worksheet", "<!DOCTYPE x []><worksheet", 1)

    for encoding in ("utf-8", "utf-16", "utf-16-be", "utf-32-be", "utf-32-le"):
        assert "DOCTYPE" in refusal_of(package("", {SHEET: part.encode(encoding)}))


@pytest.mark.parametrize(
    ("around", "hidden"),
    [
        ({"before": '<cols><col min="1" max="1" width="0.1"/></cols>'}, ("column A",)),
        ({"rows": ROWS.replace('<row r="1"', '<row ht="0.1" r="1"', 1)}, ("row 1",)),
    ],
)
def test_what_is_too_small_to_be_seen_is_hidden(around: dict[str, str], hidden: tuple[str, ...]) -> None:
    part = sheet(around.get("rows", ROWS), before=around.get("before", ""))

    assert sheet_of(package("", {SHEET: part})).hidden == hidden


@pytest.mark.parametrize(("area", "fact"), [("B2:A1", [("MERGED", "2x2")]), ("A1:A1", [])])
def test_merged_areas_are_told_from_whichever_corner(area: str, fact: Facts) -> None:
    part = sheet(ROWS, after=f'<mergeCells><mergeCell ref="{area}"/></mergeCells>')

    assert [each for each in read(package("", {SHEET: part}))[1] if each[0] == "MERGED"] == fact


def test_merged_area_that_is_none_is_refused() -> None:
    part = sheet(ROWS, after='<mergeCells><mergeCell ref="A:A"/></mergeCells>')

    assert "no area of merged cells" in refusal_of(package("", {SHEET: part}))


@pytest.mark.parametrize(
    ("font", "fill", "fact"),
    [
        ('<font><color rgb="FFFFFFFF"/></font>', "", ("SHOWN_AS", "nothing to be seen")),
        ('<font><color theme="0"/></font>', "", ("SHOWN_AS", "nothing to be seen")),
        ('<font><color theme="0" tint="-0.5"/></font>', "", None),
        ('<font><color rgb="FFFFFFFF"/></font>', "FF000080", None),
        ('<font><color rgb="FFFFFFFF"/></font>', "FFFFFFFF", ("SHOWN_AS", "nothing to be seen")),
        ('<font><sz val="1"/></font>', "", ("SHOWN_AS", "nothing to be seen")),
        ('<font><vertAlign val="superscript"/></font>', "", ("SUPERSCRIPT", "of the whole cell")),
        ('<font><name val="Wingdings"/></font>', "", ("SHOWN_AS", "other signs")),
        ("<font><strike/></font>", "", ("STRUCK_THROUGH", "")),
    ],
)
def test_fonts_that_change_what_is_seen_are_told(font: str, fill: str, fact: tuple[str, str] | None) -> None:
    solid = f'<fill><patternFill patternType="solid"><fgColor rgb="{fill}"/></patternFill></fill>'
    form = f'<xf numFmtId="0" fontId="1" fillId="{2 if fill else 0}"/>'
    parts = {STYLES: styles(fonts=[font], fills=[solid] if fill else [], formats=form)}
    place = 3 if fill else 2
    content = package(f'<row r="1"><c r="A1" s="{place}"><v>7</v></c></row>', parts)

    assert read(content) == ("7", [fact] if fact else [])


def test_number_format_among_alternatives_is_found_and_one_of_two_is_not_chosen() -> None:
    own = '<numFmt numFmtId="164" formatCode="yyyy-mm-dd"/>'
    plain = styles(["0"]).decode()
    other = plain.replace('<numFmt numFmtId="164" formatCode="0"/>', "{}")
    alternatives = f'<mc:AlternateContent xmlns:mc="mc"><mc:Choice>{own}</mc:Choice><mc:Fallback>{own}</mc:Fallback>'
    cell = '<row r="1"><c r="A1" s="1"><v>45000</v></c></row>'
    found = package(cell, {STYLES: other.replace("{}", f"{alternatives}</mc:AlternateContent>").encode()})
    twice = package(cell, {STYLES: plain.replace("</numFmts>", f"{own}</numFmts>").encode()})

    assert read(found) == ("2023-03-15", [])
    assert "one thing (number format)" in refusal_of(twice)


@pytest.mark.parametrize(
    ("cell", "text", "facts"),
    [
        ("<f>B1</f><v>0</v>", None, [("NO_STORED_VALUE", "")]),
        ("<f>B1</f><v>5</v>", "5", []),
        ("<v>0</v>", "0", []),
    ],
)
def test_nought_of_a_formula_that_nobody_worked_out_is_no_value(cell: str, text: str | None, facts: Facts) -> None:
    content = package(f'<row r="1"><c r="A1">{cell}</c><c r="B1"><v>1</v></c></row>', {BOOK: STALE})

    assert read(content) == (text, facts)
    assert any("worked out anew" in note for note in sheet_of(content).notes) == ("<f>" in cell)


@pytest.mark.parametrize(
    ("formula", "note"),
    [
        ("[1]Sheet1!A1", "external link to another workbook, not followed"),
        ("SUM('[Other.xlsx]S 1'!A1:A9)", "external link to another workbook, not followed"),
        ("[1]!Name*2", "external link to another workbook, not followed"),
        ('WEBSERVICE("http://x")', "formulas that fetch from elsewhere, not followed"),
        ("Table1[2020]*2", None),
        ("Table1[[#This Row],[2020]]", None),
        ('"[1]Sheet1!A1"', None),
        ("'a|b'!A1", None),
    ],
)
def test_formula_that_names_something_outside_is_told(formula: str, note: str | None) -> None:
    written = formula.replace('"', "&quot;").replace("'", "&apos;")

    assert sheet_of(row(f'<c r="A1"><f>{written}</f><v>5</v></c>')).notes == ((note,) if note else ())


def test_formula_that_calls_a_program_is_refused() -> None:
    assert "DDE" in refusal_of(row("<c r='A1'><f>cmd|'/c calc'!A0</f><v>5</v></c>"))


@pytest.mark.parametrize(
    ("dxf", "rule", "is_told"),
    [
        ('<numFmt numFmtId="9" formatCode="&quot;&lt;10&quot;"/>', 'dxfId="0"', True),
        ('<numFmt numFmtId="9" formatCode="0.0"/>', 'dxfId="0"', False),
        ("<font><strike/></font>", 'dxfId="0"', True),
        ("<font><strike/></font>", 'dxfId="1"', False),
        ("<font><b/></font>", 'dxfId="0"', False),
    ],
)
def test_conditional_format_that_shows_values_otherwise_is_told(dxf: str, rule: str, *, is_told: bool) -> None:
    after = f'<conditionalFormatting sqref="A1"><cfRule type="cellIs" {rule}/></conditionalFormatting>'
    parts = {SHEET: sheet(ROWS, after=after), STYLES: styles(more=f"<dxfs><dxf>{dxf}</dxf></dxfs>")}
    told = ("conditional formats that show values in another way, not read",) if is_told else ()

    assert sheet_of(package("", parts)).notes == told


@pytest.mark.parametrize(
    ("before", "after", "note"),
    [
        ('<sheetViews><sheetView showZeros="0"/></sheetViews>', "", "noughts are not shown on the sheet"),
        ("", '<scenarios><scenario name="x"/></scenarios>', "scenarios with other values, not read"),
        ("", '<cfRule type="iconSet"><iconSet showValue="0"/></cfRule>', "numbers hidden behind bars or icons"),
    ],
)
def test_what_else_changes_what_is_seen_of_cells_is_told(before: str, after: str, note: str) -> None:
    assert sheet_of(package("", {SHEET: sheet(ROWS, before=before, after=after)})).notes == (note,)

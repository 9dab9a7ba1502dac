"""National crime tables: columns by role, totals kept apart and checked, long form with what headers and marks say."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt
from openpyxl.styles import Alignment, Font
from pydantic import ValidationError

from pipelines import catalogue
from pipelines.counts import Counts, observations, read_counts, tidy_counts
from pipelines.facts import fact_findings
from pipelines.read import read
from pipelines.read.cells import Fact
from schemas.counts import CountsTable
from tests.support.tables import ids, sheet
from tests.support.workbooks import saved, xls_of

TOTAL = {"rule": "whole", "column": "area", "matches": "All", "adds_up": [".*"], "reason": "adds up the areas"}


def declared(**changed: Any) -> CountsTable:
    plain = {"table": "t", "header": {"anchor": "area"}, "labels": ["area"], "measures": [r"\d{4}"]}
    return CountsTable.model_validate(plain | changed)


def tidied(*rows: Any, **changed: Any) -> Counts:
    return tidy_counts([sheet(*rows)], declared(**changed))


def long(counts: Counts, *names: str) -> list[tuple[Any, ...]]:
    return observations(counts.rows, counts).select(names).rows()


def test_rows_stay_as_printed_and_numbers_are_read_in_long_form() -> None:
    counts = tidied(["area", "2020", "2021"], ["North", "1 200", None], ["South", "7", "-"], thousands=" ",
                    values={"-": {"obs_status": "M"}})  # fmt: skip

    assert counts.rows.rows() == [("first", 2, "North", "1 200", None), ("first", 3, "South", "7", "-")]
    assert counts.letters == {"area": "A", "2020": "B", "2021": "C"}
    assert long(counts, "cell", "area", "measure", "value", "obs_status") == [
        ("B2", "North", "2020", 1200.0, None),
        ("B3", "South", "2020", 7.0, None),
        ("C3", "South", "2021", None, "M"),
    ]
    assert ids(counts.findings) == []


def test_a_number_in_another_notation_is_told() -> None:
    counts = tidied(["area", "2020"], ["North", "1.5.2"])

    assert ids(counts.findings) == ["number-unreadable"]
    assert counts.findings[0].select("cell", "value", "column_name").rows() == [("B2", "1.5.2", "2020")]


def test_missing_unknown_and_duplicated_columns_are_told() -> None:
    counts = tidied(["area", "2020", "2020", "note"], ["N", "1", "2", "x"], ["S"], labels=["area", "kind"])

    assert ids(counts.findings) == ["column-missing", "column-unknown", "column-duplicated"]
    assert counts.rows["kind"].to_list() == [None, None]


def test_a_measure_that_is_nowhere_is_told() -> None:
    assert ids(tidied(["area"], ["North"]).findings) == ["column-missing"]


def test_a_column_without_a_header_is_not_lost() -> None:
    assert [each["column_name"][0] for each in tidied(["area", "2020", None], ["N", "1", "5"]).findings] == ["col_C"]


def test_totals_are_kept_apart_and_one_that_differs_from_its_parts_is_told() -> None:
    rows = (["area", "2020", "2021"], ["North", "1", "2"], ["South", "3", "4"], ["All", "4", "7"])
    counts = tidied(*rows, totals=[TOTAL])

    assert counts.rows["area"].to_list() == ["North", "South"]
    assert counts.totals.select("area", "rule").rows() == [("All", "whole")]
    assert ids(counts.findings) == ["total-differs"]
    assert counts.findings[0].select("cell", "value", "detail").rows() == [("C4", "7", "whole, the parts add to 6.0")]


def test_a_total_may_exceed_parts_that_are_suppressed_but_not_fall_short_of_them() -> None:
    rows = (["area", "2020", "2021"], ["North", "*", "2"], ["South", "3", "*"], ["All", "9", "1"])
    counts = tidied(*rows, totals=[TOTAL], values={"*": {"obs_status": "Q", "conf_status": "A"}})

    assert [cell for each in counts.findings for cell in each["cell"]] == ["C4"]


def test_totals_are_compared_with_their_own_parts_only() -> None:
    total = TOTAL | {"parts": "[NS].*", "within": ["year"], "adds_up": ["n"]}
    counts = tidied(
        ["area", "year", "n", "rate"],
        ["North", "1", "1", "5"], ["South", "1", "2", "6"], ["Abroad", "1", "9", "7"], ["All", "1", "3", "1"],
        ["North", "2", "4", "5"], ["All", "2", "4", "1"],
        labels=["area", "year"], measures=["n", "rate"], totals=[total],
    )  # fmt: skip

    assert ids(counts.findings) == []


def test_titles_and_the_name_of_the_sheet_become_labels() -> None:
    page = sheet(
        ["Unit:", None, "persons"], ["Crime in 2020"], ["Published", "May"], ["area", "2020"], ["North", "1"],
        name="Theft",
    )  # fmt: skip
    titles = {
        "unit": {"right_of": "Unit:"},
        "year": {"cell": "Crime in .*", "pattern": r"(\d{4})"},
        "offence": {"sheet_name": True},
        "source": {"below": "Crime in .*"},
        "left": {"left_of": "May"},
    }
    counts = tidy_counts([page], declared(titles=titles))

    assert counts.rows.select(*titles).rows() == [("persons", "2020", "Theft", "Published", "Published")]


def test_a_title_that_is_not_there_is_told() -> None:
    titles = {"unit": {"right_of": "Unit:"}, "year": {"sheet_name": True, "pattern": r"(\d{4})"}}
    counts = tidied(["area", "2020"], ["North", "1"], titles=titles)

    assert ids(counts.findings) == ["title-missing", "title-missing"]
    assert counts.rows["unit"].to_list() == [None]


def test_headers_and_cells_that_hold_several_things_are_split() -> None:
    counts = tidied(
        ["area,sex", "2020 | n"], ["N,F,x", "1 p"], [None, "2"],
        header={"anchor": "area,sex"}, labels=["area,sex"], measures=[".*n"], fill_down=["area,sex"],
        split={"area,sex": {"into": ["area", "sex"], "separator": ","}}, value_marks={" [a-z]": "provisional"},
        spread={"into": ["year", "unit"], "separator": " | "},
    )  # fmt: skip

    assert long(counts, "area", "sex", "year", "unit", "value", "mark") == [
        ("N", "F,x", "2020", "n", 1.0, " p"), ("N", "F,x", "2020", "n", 2.0, None),
    ]  # fmt: skip


def test_footnote_marks_leave_the_label_and_are_kept_beside_it() -> None:
    counts = tidied(["area", "2020"], ["North4", "1"], ["South", "2"], label_marks={"area": r"\d+"})

    assert counts.rows.select("area", "area mark").rows() == [("North", "4"), ("South", None)]


def test_hierarchy_is_told_by_indentation_or_by_the_label_itself() -> None:
    rows = (["area", "2020"], ["North", "1"], ["  Hills", "2"], [None, "3"], ["  Plain", "4"], ["South", "5"])
    counts = tidied(*rows, hierarchy={"area": {"region": r"\S.*", "district": r" {2}\S.*"}})

    assert counts.rows.select("region", "district").rows() == [
        ("North", None), ("North", "Hills"), ("North", "Hills"), ("North", "Plain"), ("South", None),
    ]  # fmt: skip
    assert ids(counts.findings) == []


def formatted(suffix: str) -> bytes:
    """Labels without blanks of their own: the second and third are indented, the first and fourth bold."""
    cells = [("North", 0, True), ("Hills", 1, False), ("Plain", 2, False), ("South", 0, True)]
    if suffix == "xls":
        old = xlwt.Workbook()
        page = old.add_sheet("first")
        for at, text in enumerate(("area", "2020")):
            page.write(0, at, text)
        for at, (text, indent, is_bold) in enumerate(cells, start=1):
            shape = f"font: bold {'on' if is_bold else 'off'}; align: indent {indent}"
            page.write(at, 0, text, xlwt.easyxf(shape))
            page.write(at, 1, at)
        return xls_of(old)
    book = openpyxl.Workbook()
    [sheet_of_book] = book.worksheets
    sheet_of_book.append(["area", "2020"])
    for at, (text, indent, is_bold) in enumerate(cells, start=1):
        sheet_of_book.append([text, at])
        sheet_of_book.cell(at + 1, 1).alignment = Alignment(indent=indent)
        sheet_of_book.cell(at + 1, 1).font = Font(bold=is_bold)
    return saved(book)


@pytest.mark.parametrize("suffix", ["xlsx", "xls"])
def test_hierarchy_is_told_by_the_format_of_the_label_cells(suffix: str) -> None:
    sheets = read(formatted(suffix), f"x.{suffix}")
    levels = {"region": r"\S.*", "district": r" {2}\S.*", "town": r" {4}\S.*"}
    indented = tidy_counts(sheets, declared(hierarchy={"area": levels}, indentation=["area"]))
    bold = tidy_counts(sheets, declared(hierarchy={"area": dict(list(levels.items())[:2])}, bold=["area"]))

    assert indented.rows.select("region", "district", "town").rows() == [
        ("North", None, None), ("North", "Hills", None), ("North", "Hills", "Plain"), ("South", None, None),
    ]  # fmt: skip
    assert bold.rows.select("region", "district").rows() == [
        ("North", None), ("North", "Hills"), ("North", "Plain"), ("South", None),
    ]  # fmt: skip
    assert indented.rows["area"].to_list() == ["North", "Hills", "Plain", "South"]
    assert ids([*indented.findings, *bold.findings]) == []


def test_only_labels_with_levels_are_told_by_their_format() -> None:
    with pytest.raises(ValidationError, match="no labels of this table"):
        declared(bold=["area"])


def test_label_at_no_level_of_its_hierarchy_is_told() -> None:
    counts = tidied(["area", "2020"], ["1. Theft", "1"], ["Robbery", "2"], hierarchy={"area": {"head": r"\d\..*"}})

    assert ids(counts.findings) == ["level-unknown"]
    assert counts.findings[0].select("cell", "value", "column_name").rows() == [("A3", "Robbery", "area")]


def test_sections_become_a_label() -> None:
    counts = tidied(["area", "2020"], ["Thefts", None], ["North", "1"], section_rows="offence")

    assert counts.rows.select("offence", "area").rows() == [("Thefts", "North")]


def test_tables_side_by_side_are_told_apart_by_their_merged_anchors() -> None:
    page = sheet(
        ["2020 H1", "Found", None, "Closed"], [None, "n", "%", "n"], [None, "1", "2", "3"], [], [None, None, None, "9"],
        facts=[Fact(1, 2, "MERGED", "1x2")],
    )  # fmt: skip
    header = {"anchor": "Found", "in_any_column": True, "rows": 2, "span": "anchor"}
    found = tidy_counts([page], declared(header=header, labels=[], measures=[".*"], ends_at_gap=True))
    closed = tidy_counts(
        [page], declared(header=header | {"anchor": "Closed"}, labels=[], measures=[".*"], ends_at_gap=True)
    )

    assert (found.letters, found.rows.rows()) == ({"Found | n": "B", "Found | %": "C"}, [("first", 3, "1", "2")])
    assert (closed.letters, closed.rows.rows()) == ({"Closed | n": "D"}, [("first", 3, "3")])


def test_a_table_that_is_not_there_has_no_rows() -> None:
    counts = tidy_counts([sheet(["other"])], declared())

    assert (counts.rows.height, counts.totals.height, counts.excluded.height) == (0, 0, 0)
    assert ids(counts.findings) == ["header-missing"]


def test_rules_that_name_no_label_are_refused() -> None:
    with pytest.raises(ValidationError, match="no labels of this table"):
        declared(totals=[TOTAL | {"column": "region"}])
    with pytest.raises(ValidationError, match="same name"):
        declared(titles={"area": {"sheet_name": True}})


def test_a_rename_to_no_column_is_refused() -> None:
    with pytest.raises(ValidationError, match="no column"):
        declared(renamed=[{"from": "Gebiet", "to": "aera", "editions": ["2020"]}])


def test_a_measure_may_have_another_name_in_an_edition() -> None:
    renamed = [
        {"from": "Cases 2020", "to": "2020", "editions": ["x"]},
        {"from": "Gebiet", "to": "area", "editions": ["x"]},
    ]
    counts = tidied(["Gebiet", "Cases 2020"], ["North", "1"], renamed=renamed)

    assert long(counts, "area", "measure", "value") == [("North", "2020", 1.0)]
    assert ids(counts.findings) == []


def test_a_source_of_counts_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "xa" / "xa_office_thefts" / "xa_office_thefts.yml"
    path.parent.mkdir(parents=True)
    path.write_text(
        """
source_id: xa_office_thefts
title: Thefts (invented)
publisher: Office
language: en
editions: [{edition: "2020", period_end: 2020-12-31}]
tables:
  - {table: t, header: {anchor: area}, delimiter: ";", labels: [area], measures: ['\\d{4}']}
""",
        encoding="utf-8",
    )
    [counts] = read_counts(b"area;2020\nNorth;1\n", "t.csv", source=catalogue.load_counts(path), edition="2020")

    assert counts.rows.rows() == [("t.csv", 2, "North", "1")]


def test_a_file_in_the_wrong_folder_or_of_unknown_editions_is_refused(tmp_path: Path) -> None:
    text = """
source_id: xa_office_thefts
title: Thefts (invented)
publisher: Office
language: en
editions: [{edition: "2020", period_end: 2020-12-31}]
tables: [{table: t, header: {anchor: area}%s}]
"""
    path = tmp_path / "other.yml"
    path.write_text(text % "", encoding="utf-8")
    with pytest.raises(catalogue.SourceError, match="must agree"):
        catalogue.load_counts(path)
    path.write_text(text % ', editions: ["2021"]', encoding="utf-8")
    with pytest.raises(catalogue.SourceError, match="not declared"):
        catalogue.load_counts(path)


def test_facts_of_cells_are_told() -> None:
    page = sheet(["area", "2020"], ["North", "12"], facts=[Fact(2, 2, "SUPERSCRIPT", "1")])

    assert ids(fact_findings(tidy_counts([page], declared()), [page])) == ["cell-superscript"]

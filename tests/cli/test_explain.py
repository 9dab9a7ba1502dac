"""`oscec explain`: a figure is named by what tells it, and what is behind it is printed, as JSON or as CSV, whole."""

import csv

import pytest

from tests.cli.conftest import FIGURES, MODEL, Oscec

FINANCIAL = ("mart.cell", f"source_id={FIGURES}", "dimension=motivation", "code=FINANCIAL")
MONEY = ("mart.cell", f"source_id={MODEL}", "edition=2024", "dimension=demand", "code=MONEY_OR_GOODS")


def test_a_printed_figure_is_told_with_cell_label_rules_and_receipt(snapshot: Oscec) -> None:
    ended = snapshot("explain", *FINANCIAL)

    assert ended.code == 0
    assert "lower 665; upper 1174; base 1247" in ended.out
    assert "1 the figure itself: C4 (665)" in ended.out
    assert "Financial motive, of those with demand specified | cases | 2016 is FINANCIAL (EQUAL)" in ended.out
    assert "akeu_2016.docx, sha256 d7ebba1c" in ended.out
    assert "figure-conditional: 665 is a share of a part only" in ended.out
    assert "2 rows, not-published" in ended.out


def test_json_holds_every_cell_with_the_file_it_stands_in(snapshot: Oscec) -> None:
    told = snapshot("explain", *MONEY, "--format", "json").told

    assert len(told["cells"]) == told["row"]["base"] == 12
    assert sum(each["counts_as"] == "SURELY" for each in told["cells"]) == told["row"]["lower"]
    assert {each["sha256"] for each in told["cells"]} == {told["deliveries"][0]["sha256"]}
    assert {each["cell"][0] for each in told["cells"]} == {"F"}
    assert told["deliveries"][0]["receipt"]
    assert ("Geld", "MONEY") in {(each["label"], each["code"]) for each in told["meanings"]}
    assert {each["outcome"] for each in told["rules"]} >= {"PASSED"}


def test_csv_is_one_row_a_cell(snapshot: Oscec) -> None:
    ended = snapshot("explain", *MONEY, "--format", "csv")
    rows = list(csv.DictReader(ended.out.splitlines()))

    assert len(rows) == 12
    assert {row["dimension"] for row in rows} == {"demand"}
    assert "invented" in ended.err


def test_a_cell_key_names_its_row(snapshot: Oscec) -> None:
    row = snapshot("explain", *FINANCIAL, "--format", "json").told["row"]
    by_key = snapshot("explain", "mart.rate_per_100k", row["cell_key"])

    assert snapshot("explain", "mart.cell", row["cell_key"], "--format", "json").told["row"] == row
    assert by_key.code == 2
    assert by_key.err.startswith("No row of mart.rate_per_100k is meant by this")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("mart.cell", "dimension=demand"), "rows of mart.cell are meant by this; say more of:"),
        (("mart.cell", "colour=red"), "Mart.cell has no column colour"),
        (("core.nothing", "code=F"), "There is no mart core.nothing; there are: mart.cell"),
        (("mart.cell; DROP TABLE mart.cell", "code=F"), "There is no mart mart.cell; DROP TABLE mart.cell"),
        (("mart.cell", "code=' OR 1=1 --"), "No row of mart.cell is meant by this"),
    ],
)
def test_what_names_no_row_or_several_is_told(snapshot: Oscec, arguments: tuple[str, ...], told: str) -> None:
    ended = snapshot("explain", *arguments)
    assert ended.code == 2
    assert told in ended.err


def test_no_text_of_a_record_is_shown(snapshot: Oscec) -> None:
    """Codes, addresses and labels of the source file, and never what else stands in the row."""
    told = snapshot("explain", *MONEY, "--all").out + snapshot("explain", *MONEY, "--format", "json").out
    assert "XA-2024" not in told

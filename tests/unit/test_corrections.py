"""Corrected labels and headers of printed figures: they hold for every figure they stand at, and for no other."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from pipelines import catalogue
from pipelines.corrections import Correction, refusal
from pipelines.deliver import Outcome, deliver, tidy_delivery
from pipelines.rules.standing import shipped

FOLDER = Path(__file__).parents[2] / "sources" / "gb" / "gb_nca_akeu"
SENT = FOLDER / "examples" / "2016" / "akeu_2016.docx"
SOURCE = catalogue.load(FOLDER / "gb_nca_akeu.yml")
ONE, TWO = ("Table 1. Reports assessed as cyber-enabled blackmail (section 1.4, p. 14)",
            "Table 2. Victims in the cases reported (section 2.2, p. 17)")  # fmt: skip


def corrected(sheet: str, cell: str, *, before: str, after: str) -> Outcome:
    made = Correction(1, "2016", sheet, cell, before, after)
    standing = replace(shipped(), corrections=(made,))
    return deliver(SENT.read_bytes(), SENT.name, source=SOURCE, edition="2016", standing=standing)


def told(outcome: Outcome, name: str) -> dict[str, str]:
    """Sheet number and cell of every figure to one of its attributes."""
    rows = outcome.accepted.select(pl.col("sheet").str.extract(r"^Table (\d)") + pl.lit(" ") + pl.col("cell"), name)
    return {str(place): str(each) for place, each in rows.iter_rows()}


AS_SENT = deliver(SENT.read_bytes(), SENT.name, source=SOURCE, edition="2016")


def test_a_label_is_corrected_for_its_figure_and_no_other() -> None:
    outcome = corrected(TWO, "B6", before="18-24", after="Under 18")

    assert told(outcome, "code") == told(AS_SENT, "code") | {"2 E6": "Y_LT18"}
    assert told(outcome, "value") == told(AS_SENT, "value")
    [said] = outcome.findings.filter(finding_id="cell-corrected").to_dicts()
    assert (said["cell"], said["column_name"], said["value"]) == ("B6", "item", "18-24")
    assert outcome.corrected.select("row", "before", "after").rows() == [(6, "18-24", "Under 18")]


def test_a_header_is_corrected_for_its_whole_column() -> None:
    outcome = corrected(ONE, "D1", before="2015", after="2016")

    assert told(outcome, "period") == told(AS_SENT, "period") | {"1 D2": "2016"}
    assert outcome.corrected["column_name"].to_list() == ["year"]


def test_a_label_that_is_not_declared_leaves_its_figure_out_by_name() -> None:
    outcome = corrected(TWO, "B3", before="Male", after="Anyone")

    assert outcome.findings.filter(finding_id="label-unmapped")["cell"].to_list() == ["E3"]
    assert (outcome.rejected, outcome.rows_read) == (1, AS_SENT.rows_read)


@pytest.mark.parametrize(
    ("cell", "before", "why"),
    [
        ("B6", "18-25", "it holds something else"),
        ("E6", "444", "it holds something else"),
        ("E6", "443", ""),
        ("B6", "18-24", ""),
        ("A1", "Topic", "no declared table has the cell A1"),
        ("Z1", "Topic", "no declared table has the cell Z1"),
    ],
)
def test_what_a_table_does_not_hold_is_refused_by_name(cell: str, before: str, why: str) -> None:
    tables = tidy_delivery(SENT.read_bytes(), SENT.name, source=SOURCE, edition="2016").tables
    said = refusal(tables, Correction(0, "2016", TWO, cell, before, "x"))

    assert said.startswith(why)
    assert bool(said) == bool(why)

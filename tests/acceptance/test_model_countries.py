"""The six model countries come through: every row accounted for, every code true to the incident behind it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl
import pytest

from bench.model_countries import COUNTRIES, make_delivery, write_delivery
from bench.model_countries.specs import Column, Country, Delivery, Edition
from pipelines import catalogue, keys
from pipelines.deliver import Outcome, deliver
from schemas.age import code_of
from schemas.codelist import NOT_APPLICABLE, Codelist, codelist, missing_codes
from schemas.dimension import BY_NAME, relation_column

EDITIONS = [
    pytest.param((code, edition.name), id=f"{code}-{edition.name}")
    for code, country in COUNTRIES.items()
    for edition in country.editions
]
SAY_NOTHING = missing_codes() - {NOT_APPLICABLE}


@dataclass(frozen=True)
class Made:
    """A delivery of the generator, the truth behind its rows, and what came of it."""

    delivery: Delivery
    truth: pl.DataFrame
    outcome: Outcome

    @property
    def country(self) -> Country:
        """The country that delivered."""
        return self.delivery.country


def received(delivery: Delivery, folder: Path) -> Outcome:
    """What comes of a delivery that the generator wrote as the country would."""
    [path] = write_delivery(delivery, folder)
    source = catalogue.source(delivery.country.source_id)
    return deliver(path.read_bytes(), path.name, source=source, edition=delivery.edition.name)


def made(country: Country, edition: Edition, folder: Path) -> Made:
    """One edition in its default size."""
    delivery, truth = make_delivery(country, edition, rows=edition.rows)
    return Made(delivery, truth, received(delivery, folder))


@pytest.fixture(scope="session")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Made]:
    """Every edition of every model country, delivered."""
    folder = tmp_path_factory.mktemp("model_countries")
    return {
        (code, edition.name): made(country, edition, folder)
        for code, country in COUNTRIES.items()
        for edition in country.editions
    }


@pytest.fixture(params=EDITIONS)
def one(request: pytest.FixtureRequest, inbox: dict[tuple[str, str], Made]) -> Made:
    """Each edition in turn."""
    return inbox[request.param]


def test_every_edition_is_accepted_and_every_row_accounted_for(one: Made) -> None:
    outcome = one.outcome
    total_rows = 1 if one.country.country == "XB" else 0

    assert outcome.findings.filter(severity="blocks", scope="edition")["text"].to_list() == []
    assert outcome.is_accepted
    assert outcome.rows_read == one.truth.height + total_rows
    assert outcome.rows_read == outcome.accepted.height + outcome.rejected + outcome.excluded.height
    assert outcome.excluded["rule"].to_list() == ["total-row"] * total_rows


def test_only_the_spoilt_rows_are_rejected(one: Made) -> None:
    assert one.outcome.rejected == one.truth["is_deliberately_bad"].sum()
    assert (one.outcome.rejected > 0) == (one.country.country == "XC")


def test_each_spoilt_cell_is_named_with_sheet_cell_and_value(inbox: dict[tuple[str, str], Made]) -> None:
    named = inbox["XC", "2024"].outcome.findings.filter(severity="blocks")

    assert named.select("finding_id", "sheet", "cell", "column_name", "value").rows() == [
        ("value-unmapped", "1. čtvrtletí", "D65", "Motiv", "viz spis"),
        ("date-outside-period", "1. čtvrtletí", "B127", "Datum ukončení", "28.12.2023"),
        ("date-unreadable", "2. čtvrtletí", "B127", "Datum ukončení", "31.6.2024"),
        ("value-unmapped", "3. čtvrtletí", "G66", "Věk oběti", "15-17 let"),
        ("value-unmapped", "4. čtvrtletí", "H96", "Pohlaví oběti", "X"),
    ]


def beside_truth(one: Made) -> pl.DataFrame:
    """Accepted rows (`x` as it is) beside the true incident (`x_true`) and the delivered cells (`x_cell`).

    Rows meet by the digest of the case number, so that a row shifted by the pipeline cannot agree by accident.
    """
    digests = keys.digests(one.truth["case_number"], keys.key_of(one.country.source_id)).alias("row_key")
    truth = one.truth.rename({"victim_age_years": "victim_age"}).select(pl.all().name.suffix("_true"))
    cells = one.delivery.table.select(pl.all().name.suffix("_cell"))
    whole = pl.concat([digests.to_frame(), truth, cells], how="horizontal")
    return one.outcome.accepted.join(whole, on="row_key", how="inner").sort("row_true")


def test_rows_keep_their_number_date_and_place(one: Made) -> None:
    rows = beside_truth(one)
    places = rows.select("sheet", "row").rows()

    assert rows.height == one.outcome.accepted.height
    assert rows["reference_date"].equals(rows["reference_date_true"])
    assert places == sorted(set(places))


def coded_columns(country: Country) -> Iterator[tuple[str, Column]]:
    """Delivered columns that become a dimension, with its name."""
    for column in country.columns:
        name = column.truth.replace("victim_age_years", "victim_age")
        if name in BY_NAME:
            yield name, column


def distinct(rows: pl.DataFrame, name: str, column: Column) -> pl.DataFrame:
    """Each distinct case of one dimension: delivered cell, truth, codes and relations, the latter three as lists."""
    lists = {"true": pl.col(f"{name}_true"), "codes": pl.col(name), "relations": pl.col(relation_column(name))}
    one_each = [
        (pl.concat_list(expr) if rows.schema[expr.meta.output_name()] != pl.List(pl.String) else expr)
        .cast(pl.List(pl.String))
        .alias(label)
        for label, expr in lists.items()
    ]
    return rows.select(pl.col(f"{column.header}_cell").alias("cell"), *one_each).unique()


def meaning(column: Column, label: str) -> str:
    """The common code of one label, by the generator's own tables."""
    band = next(((low, high) for low, high, text in column.bands if text == label), None)
    if band:
        return code_of(*band)
    known = column.label_meanings().get(label)
    return known.code if known else f"Y{int(label)}"


def test_codes_are_what_the_labels_mean(one: Made) -> None:
    rows = beside_truth(one)
    for name, column in coded_columns(one.country):
        for case in distinct(rows, name, column).iter_rows(named=True):
            parts = case["cell"].split(one.country.separator) if column.kind == "multiple" else [case["cell"]]
            assert set(case["codes"]) == {meaning(column, part) for part in parts}, (name, case)


def leaf(dimension: Codelist, code: str) -> str:
    """The one leaf a true code stands for: of a parent, what is in none of its children."""
    return f"{code}*" if f"{code}*" in dimension.leaves else code


def holds(dimension: Codelist, code: str, true: str) -> bool:
    """Whether a true code lies within the set a mapped code stands for."""
    return code == true or leaf(dimension, true) in dimension.leaves_of(code)


def is_true(dimension: Codelist, case: dict[str, list[str]], *, is_complete: bool) -> bool:
    """Whether codes agree with the truth: none without a true case and, if complete, no true case without a code."""
    codes, true = case["codes"], case["true"]
    if set(codes) <= SAY_NOTHING:
        return True
    if "WIDER" in case["relations"] and true == [NOT_APPLICABLE]:
        return True
    grounded = all(any(holds(dimension, code, each) for each in true) for code in codes)
    covered = all(any(holds(dimension, code, each) for code in codes) for each in true)
    return grounded and (covered or not is_complete)


def test_codes_hold_the_truth_behind_them(one: Made) -> None:
    rows = beside_truth(one)
    for name, column in coded_columns(one.country):
        is_complete = (one.country.country, name) != ("XD", "demand")  # its form has no label for money
        for case in distinct(rows, name, column).iter_rows(named=True):
            assert is_true(codelist(name), case, is_complete=is_complete), (name, case)


def test_exact_labels_give_exactly_the_true_code(one: Made) -> None:
    rows = beside_truth(one)
    for name, column in coded_columns(one.country):
        if column.kind == "multiple":
            continue  # their labels are compared one by one above
        merged = [label for label, times in Counter(column.labels.values()).items() if times > 1]
        vague = {*merged, *column.meanings, *column.unknowns, *(label for _, _, label in column.bands)}
        prefix = "Y" if name == "victim_age" else ""
        for case in distinct(rows, name, column).iter_rows(named=True):
            assert case["cell"] in vague or case["codes"] == [f"{prefix}{case['true'][0]}"], (name, case)


def test_the_stage_a_report_reached_is_its_own(inbox: dict[tuple[str, str], Made]) -> None:
    rows = beside_truth(inbox["XF", "2024"])

    assert rows["stage"].equals(rows["stage_true"])
    assert rows["stage"].n_unique() == 3


def test_a_label_can_leave_rows_out_by_name(inbox: dict[tuple[str, str], Made], tmp_path: Path) -> None:
    delivery = inbox["XF", "2024"].delivery
    first = pl.int_range(pl.len()) < 3
    outside = pl.when(first).then(pl.lit("not sexual coercion")).otherwise("motivation").alias("motivation")
    outcome = received(replace(delivery, table=delivery.table.with_columns(outside)), tmp_path)

    assert outcome.excluded.select("sheet", "row").rows() == [("reports_2024-01.csv", row) for row in (2, 3, 4)]
    assert outcome.excluded["rule"].str.starts_with("label in motivation: ").all()
    assert outcome.rows_read == outcome.accepted.height + 3
    assert outcome.is_accepted


@pytest.mark.parametrize("blank", ["", " ", "\u00a0"])
def test_a_row_that_starts_with_a_blank_is_rejected_and_not_lost(
    blank: str, inbox: dict[tuple[str, str], Made], tmp_path: Path
) -> None:
    delivery = inbox["XA", "2024"].delivery
    number = pl.when(pl.int_range(pl.len()) == 4).then(pl.lit(blank)).otherwise("Vorgangsnummer")
    outcome = received(replace(delivery, table=delivery.table.with_columns(number.alias("Vorgangsnummer"))), tmp_path)
    named = outcome.findings.filter(scope="row")

    assert (outcome.rows_read, outcome.rejected) == (delivery.table.height, 1)
    assert named.select("finding_id", "cell").rows() == [("row-key-missing", "A6")]

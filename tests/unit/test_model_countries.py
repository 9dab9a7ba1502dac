"""The invented deliveries: same seed same bytes, the asked number of rows, the published shares."""

import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from bench.model_countries import COUNTRIES, make_delivery, small_example, write_delivery
from bench.model_countries.draws import draw_incidents
from bench.model_countries.shares import CHILDREN, EXTORTION_UNIT
from bench.model_countries.specs import Country, Edition
from bench.model_countries.uniforms import Streams

ROWS = 20_000
EDITIONS = [
    pytest.param(country, edition, id=f"{country.country}-{edition.name}")
    for country in COUNTRIES.values()
    for edition in country.editions
]


@pytest.fixture(scope="module")
def children() -> pl.DataFrame:
    """Incidents with the shares of the child universe."""
    return draw_incidents(Streams("test/children", ROWS), CHILDREN)


@pytest.fixture(scope="module")
def extortion() -> pl.DataFrame:
    """Incidents with the shares of the anti-extortion unit."""
    return draw_incidents(Streams("test/extortion", ROWS), EXTORTION_UNIT)


def share(frame: pl.DataFrame, condition: pl.Expr) -> float:
    """Count the rows for which the condition holds, in per cent."""
    return 100 * frame.filter(condition).height / frame.height


def has(column: str, *codes: str) -> pl.Expr:
    """Whether a list column holds one of the codes."""
    return pl.any_horizontal(pl.col(column).list.contains(code) for code in codes)


@pytest.mark.parametrize(
    ("condition", "published"),
    [
        (pl.col("victim_gender") == "F", 78),
        (pl.col("victim_gender") == "M", 15),
        (pl.col("victim_gender") == "UNDETERMINED", 8),
        (has("demand", "MORE_CONTENT", "LIVE_PERFORMANCE"), 78),
        (has("demand", "SEX_OFFLINE"), 5),
        (has("demand", "MONEY", "GOODS", "FINANCIAL_CREDENTIALS"), 7),
        (pl.col("motivation") == "UNDETERMINED", 11),
        (has("threat", "PUBLISH"), 67),
        (has("threat", "PUBLISH_TO_KNOWN"), 29),
        (pl.col("platform").list.len() > 1, 42),
        (~has("victim_outcome", "_U"), 13),
        (has("victim_outcome", "SELF_HARM", "SUICIDE_THREAT", "SUICIDE_ATTEMPT"), 4),
        (pl.col("notifier") == "INTERNET_COMPANY", 33),
        (pl.col("notifier") == "VICTIM", 24),
        (pl.col("notifier") == "PARENT_GUARDIAN", 22),
        (pl.col("notifier") == "PEER", 7),
        (pl.col("notifier").is_in(["POLICE", "SCHOOL", "COUNSELLOR"]), 5),
        (pl.col("notifier") == "ONLINE_STRANGER", 3),
        (pl.col("originator") == "VICTIM", 38),
    ],
)
def test_children_follow_the_published_shares(children: pl.DataFrame, condition: pl.Expr, published: float) -> None:
    assert share(children, condition) == pytest.approx(published, abs=1.2)


@pytest.mark.parametrize(
    ("gender", "codes", "published"),
    [
        ("F", ("MONEY", "GOODS", "FINANCIAL_CREDENTIALS"), 2),
        ("M", ("MONEY", "GOODS", "FINANCIAL_CREDENTIALS"), 32),
        ("F", ("MORE_CONTENT", "LIVE_PERFORMANCE"), 84),
        ("M", ("MORE_CONTENT", "LIVE_PERFORMANCE"), 53),
    ],
)
def test_demands_depend_on_gender(
    children: pl.DataFrame, gender: str, codes: tuple[str, ...], published: float
) -> None:
    of_gender = children.filter(pl.col("victim_gender") == gender)
    assert share(of_gender, has("demand", *codes)) == pytest.approx(published, abs=2.5)


def test_children_are_8_to_17_and_15_on_average(children: pl.DataFrame) -> None:
    ages = children["victim_age_years"]
    assert (ages.min(), ages.max()) == (8, 17)
    assert ages.cast(pl.Float64).mean() == pytest.approx(15, abs=0.1)


@pytest.mark.parametrize(
    ("condition", "of_1247"),
    [
        (pl.col("motivation") == "FINANCIAL", 665),
        (pl.col("motivation") != "UNDETERMINED", 738),
        (pl.col("victim_gender") == "M", 1107),
        (pl.col("victim_age_years") < 18, 123),
        (pl.col("victim_age_years").is_between(18, 24), 443),
    ],
)
def test_extortion_unit_follows_the_published_counts(extortion: pl.DataFrame, condition: pl.Expr, of_1247: int) -> None:
    assert share(extortion, condition) == pytest.approx(100 * of_1247 / 1247, abs=1.2)


@pytest.fixture
def far_east(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Move the clock's time zone for the rest of a test; archives must not show it."""

    def move() -> None:
        monkeypatch.setenv("TZ", "Asia/Tokyo")
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(("country", "edition"), EDITIONS)
def test_same_seed_same_bytes(country: Country, edition: Edition, tmp_path: Path, far_east: Callable[[], None]) -> None:
    first, _ = make_delivery(country, edition, rows=40, seed=7)
    written = [path.read_bytes() for path in write_delivery(first, tmp_path / "first")]
    far_east()
    again, _ = make_delivery(country, edition, rows=40, seed=7)
    assert [path.read_bytes() for path in write_delivery(again, tmp_path / "again")] == written


def test_another_seed_gives_another_table() -> None:
    country = COUNTRIES["XA"]
    one, other = (make_delivery(country, country.editions[0], rows=40, seed=seed)[0].table for seed in (7, 8))
    assert not one.equals(other)


@pytest.mark.parametrize(("country", "edition"), EDITIONS)
def test_rows_asked_are_rows_made(country: Country, edition: Edition) -> None:
    delivery, truth = make_delivery(country, edition, rows=200)
    assert delivery.table.height == truth.height
    assert truth.height == pytest.approx(200, abs=3 if edition.revises else 0)
    assert truth["row"].to_list() == list(range(1, truth.height + 1))
    assert truth["case_number"].is_unique().all()
    assert truth["reference_date"].is_between(date(edition.year, 1, 1), date(edition.year, 12, 31)).all()
    assert delivery.table.null_count().sum_horizontal().item() == 0


@pytest.mark.parametrize(("country", "edition"), EDITIONS)
def test_every_label_has_a_meaning(country: Country, edition: Edition) -> None:
    delivery, truth = make_delivery(country, edition, rows=1_000)
    sound = delivery.table.filter(~truth["is_deliberately_bad"])
    for column in country.columns:
        if column.labels or column.bands:
            cells = sound[column.header]
            labels = cells.str.split(country.separator).explode() if column.kind == "multiple" else cells
            assert set(labels) <= set(column.label_meanings())


def test_revision_keeps_numbers_and_changes_few_rows() -> None:
    country = COUNTRIES["XB"]
    first, revised = (make_delivery(country, edition, rows=2_000)[0].table for edition in country.editions)
    number = country.columns[0].header
    kept = first.join(revised, on=number, how="semi"), revised.join(first, on=number, how="semi")
    changed = sum(one != other for one, other in zip(kept[0].iter_rows(), kept[1].iter_rows(), strict=True))
    assert changed / first.height == pytest.approx(0.04, abs=0.012)
    assert (first.height - kept[0].height) / first.height == pytest.approx(0.005, abs=0.004)
    assert revised.height - kept[1].height == 20


def test_child_abuse_unit_never_sees_purely_financial_cases() -> None:
    _, truth = make_delivery(COUNTRIES["XD"], COUNTRIES["XD"].editions[0], rows=2_000)
    assert "FINANCIAL" not in truth["motivation"]
    assert "MIXED" in truth["motivation"]


def test_five_rows_are_spoilt_on_purpose_in_one_country_only() -> None:
    country = COUNTRIES["XC"]
    _, truth = make_delivery(country, country.editions[0], rows=100)
    assert truth["is_deliberately_bad"].sum() == 5
    assert [code for code, other in COUNTRIES.items() if other.bad_cells] == ["XC"]


def test_small_example_is_small_and_telling() -> None:
    (content,) = small_example("xa_lka_vorgaenge", "2024", rows=12).values()
    lines = content.decode("cp1252").splitlines()
    assert len(lines) == 13
    assert {"sexuell", "finanziell", "sexuell und finanziell", "k. A."} <= {line.split(";")[4] for line in lines}

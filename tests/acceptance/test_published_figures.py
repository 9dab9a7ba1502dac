"""Every figure the reference tables took from the documents is a figure here: same number, same kind of statistic."""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from tests.support.examples import delivered, examples

REFERENCE = Path(__file__).parents[2].parent / "shared" / "data" / "published_figures"
EDITION_OF = {
    "akeu_2015_2016": "gb_nca_akeu-2016",
    "brookings_2016": "us_brookings_sextortion-2016",
    "empact_survey": "eu_europol_empact-2015",
    "kopecky": "cz_kopecky_incidents-2015",
    "ncmec_2015": "us_ncmec_sextortion-2015",
    "ncmec_2016": "us_ncmec_sextortion-2016",
    "ncmec_eu123": "eu_ncmec_retrieval-2016",
    "open_source_scan": "eu_europol_scan-2017",
}
STATISTIC_OF = {
    "count": "COUNT",
    "share": "SHARE",
    "approximate share": "APPROXIMATE_SHARE",
    "minimum count": "MINIMUM_COUNT",
    "range": "RANGE",
    "min": "MIN",
    "max": "MAX",
    "mean": "MEAN",
    "rank": "RANK",
    "relative change": "RELATIVE_CHANGE",
    "upper bound": "UPPER_BOUND",
    "mean of expert estimates": "MEAN_OF_OPINIONS",
    "mean of expert minima": "MEAN_OF_OPINIONS",
    "mean of expert maxima": "MEAN_OF_OPINIONS",
    "words only": "WORDS_ONLY",
    "words only (all)": "WORDS_ONLY",
    "listed, no count": "PRESENCE",
}
Key = tuple[str, str, float | None, float | None]

pytestmark = pytest.mark.skipif(not REFERENCE.is_dir(), reason=f"the reference tables are not at {REFERENCE}")


def _section(text: str) -> str:
    """The number of a numbered section, else its name."""
    return text.split(maxsplit=1)[0] if text[:1].isdigit() else text


def _number(text: str) -> float | None:
    return float(text) if text else None


def _reference(table: str) -> Iterator[Key]:
    with (REFERENCE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            numbers = _number(row["value"]), _number(row["value_high"])
            yield _section(row["section"]), STATISTIC_OF[row["statistic"]], *numbers


def _figures(edition: str) -> pl.DataFrame:
    [example] = [each for each in examples() if str(each) == edition]
    return delivered(example).accepted


@pytest.mark.parametrize("table", EDITION_OF)
def test_every_reference_figure_is_a_figure_and_no_other(table: str) -> None:
    figures = _figures(EDITION_OF[table]).select("section", "statistic", "value", "value_high")

    assert Counter(figures.iter_rows()) == Counter(_reference(table))


def test_figures_given_only_in_words_have_no_number() -> None:
    named = pl.concat(_figures(edition) for edition in EDITION_OF.values())
    in_words = named.filter(pl.col("statistic").is_in(["WORDS_ONLY", "PRESENCE"]))

    assert in_words.height == 21
    assert in_words["value"].null_count() == in_words.height
    assert in_words["obs_status"].unique().to_list() == ["L"]


def test_windows_of_one_series_start_together() -> None:
    windows = {
        (row["period_start"].isoformat(), row["period_end"].isoformat(), row["value"])
        for edition in ("us_ncmec_sextortion-2014", "us_ncmec_sextortion-2015", "us_ncmec_sextortion-2016")
        for row in _figures(edition).filter(dimension="total").to_dicts()
    }

    assert windows == {
        ("2013-10-01", "2014-11-30", 310),
        ("2013-10-01", "2015-06-30", 801),
        ("2013-10-01", "2016-04-30", 1428),
    }


def test_bases_of_the_documents_are_kept_as_they_are_known() -> None:
    scan = _figures("eu_europol_scan-2017").filter(code="SEXUAL").row(0, named=True)
    female = _figures("gb_nca_akeu-2016").filter(code="SEXUAL_ANY").row(0, named=True)
    same_day = _figures("us_ncmec_sextortion-2016").filter(code="SAME_DAY").row(0, named=True)

    assert (scan["base_options"], scan["base_basis"]) == ([87, 95], "AMBIGUOUS")
    assert (female["base_to"], female["base_filter"]) == (140, "victim_gender=F")
    assert (same_day["base_to"], same_day["base_filter"]) == (None, "waiting_period=DETERMINED")

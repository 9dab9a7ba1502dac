"""A small release of invented and published numbers, as tests want it to be."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.register.signing import SigningKey
from pipelines.release import build
from pipelines.release.content import Former, Release, ReleaseTable, Tier, table_of
from pipelines.release.manifest import Manifest
from tests.support.small import source_of

KEY = SigningKey(b"a key of tests, 32 bytes long...")
GRAIN = "source_id, edition, period, geo_code, dimension, code, counting_unit"
_MEANINGS = {"value": "the number", "obs_status": "SDMX observation status", "code": "code of the category"}
_CELLS: list[dict[str, Any]] = [
    {"code": "SEXUAL", "value": 12.0, "lower": 12, "upper": 12, "flags": ["INVENTED"]},
    {"code": "FINANCIAL", "value": None, "lower": None, "upper": None, "obs_status": "Q", "conf_status": "C"},
    {"code": "_U", "value": 7.0, "lower": 7, "upper": 7, "period": "2023-05/2024-04"},
    {"code": "SEXUAL", "value": 46.56, "lower": None, "upper": None, "geo_code": "GB", "source_id": "gb_nca_akeu"},
]
_USUAL: dict[str, Any] = {
    "source_id": "xz_test_records", "edition": "2024", "period": "2024", "geo_code": "XZ", "dimension": "motivation",
    "counting_unit": "VICTIM", "period_start": date(2024, 1, 1), "obs_status": "A", "conf_status": "F", "flags": [],
    "reasons": ["said, so"],
}  # fmt: skip
_ORDER = (
    "source_id", "edition", "period", "period_start", "geo_code", "dimension", "code", "counting_unit", "value",
    "lower", "upper", "flags", "reasons", "is_model", "obs_status", "conf_status",
)  # fmt: skip
Cells = list[dict[str, Any]]


def cells(*changed: dict[str, Any], rows: Cells | None = None) -> pl.DataFrame:
    """The table of cells; `changed`: for each row in order what is different."""
    given = [dict(each) for each in (_CELLS if rows is None else rows)]
    for row, change in zip(given, changed, strict=False):
        row.update(change)
    full = [{**_USUAL, **row} for row in given]
    told = [{**row, "is_model": str(row["geo_code"]).startswith("X")} for row in full]
    return pl.DataFrame(told, schema_overrides={"value": pl.Float64, "lower": pl.Int64, "upper": pl.Int64}).select(
        _ORDER
    )


def verdicts(verdict: str = "WITH_NOTE") -> pl.DataFrame:
    """A table of one pair, with columns that only some formats can hold."""
    return pl.DataFrame(
        {
            "profile_a": [1], "profile_b": [2], "source_a": ["xz_test_records"], "source_b": ["gb_nca_akeu"],
            "edition_a": ["2024"], "edition_b": ["2016"], "codes_a": [["SEXUAL", "_U"]], "verdict": [verdict],
            "reasons": [["the universe differs"]], "is_model": [True],
            "differences": [[{"fact": "universe", "level": verdict}]],
        },
        schema_overrides={"profile_a": pl.UInt32, "profile_b": pl.UInt32},
    )  # fmt: skip


def tables_of(cell: pl.DataFrame, pair: pl.DataFrame) -> tuple[ReleaseTable, ...]:
    """Both tables as they are released."""
    return (
        table_of("mart.cell", ("Cells of tests.", GRAIN), meanings=_MEANINGS, frame=cell),
        table_of("mart.pair", ("Pairs of tests.", "profile_a, profile_b"), meanings={}, frame=pair),
    )


def release(
    number: int = 1,
    cell: pl.DataFrame | None = None,
    pair: pl.DataFrame | None = None,
    *,
    tier: Tier = "public",
    earlier: tuple[Former, ...] = (),
) -> Release:
    """The release of these tables, as if made on a day of its own."""
    made = tables_of(cells() if cell is None else cell, verdicts() if pair is None else pair)
    return Release(number, tier, date(2026, 1, number), made, (source_of(),), {"program": "test"}, earlier)


def written(folder: Path, given: Release, before: dict[str, ReleaseTable] | None = None) -> Manifest:
    """The release in a folder that is made for it."""
    folder.mkdir(parents=True)
    return build.write(
        folder, given, around=build.Around(before or {}, {"two": "CREATE MACRO two() AS TABLE SELECT 2"}), key=KEY
    )


Written = Callable[[Release], Path]

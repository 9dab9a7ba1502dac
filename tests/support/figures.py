"""Published figures by hand: a row with the columns a test cares about, the rest as plain as can be."""

from datetime import date
from typing import Any

import polars as pl

from schemas.figure import COLUMNS

_PLAIN: dict[str, Any] = {
    "source_id": "xa_test_figures",
    "edition": "2016",
    "figure_id": "Sheet!B1",
    "label": "label",
    "period": "2016",
    "period_start": date(2016, 1, 1),
    "period_end": date(2016, 12, 31),
    "geo_code": "XA",
    "geographic_role": "VICTIM_RESIDENCE",
    "counting_unit": "REPORT",
    "mapping": "EQUAL",
    "statistic": "COUNT",
    "decimals": 0,
    "value_text": "",
    "obs_status": "A",
    "conf_status": "F",
    "base_basis": "STATED",
    "response_type": "SINGLE",
    "response_basis": "STATED",
    "document": "report_2016",
    "section": "1",
    "sheet": "Sheet",
}


def figure(dimension: str, code: str, value: float | None, base: int | None = None, **other: Any) -> dict[str, Any]:
    """One figure; `base` is a single known base, anything else is given by column name."""
    ends = {"base_from": base, "base_to": base}
    return {**_PLAIN, "dimension": dimension, "code": code, "value": value, **ends, **other}


def share(dimension: str, code: str, value: float, base: int | None = None, **other: Any) -> dict[str, Any]:
    """One share in per cent."""
    return figure(dimension, code, value, base, **{"statistic": "SHARE", "unit": "percent", **other})


def frame(*rows: dict[str, Any]) -> pl.DataFrame:
    """A frame of `core.figure`, one row after the other."""
    placed = [{"row": at, "cell": f"B{at}", **row} for at, row in enumerate(rows, start=1)]
    return pl.DataFrame([{name: row.get(name) for name in COLUMNS} for row in placed], schema=COLUMNS)


def facts(*declared: tuple[str, str], source_id: str = "xa_test_figures") -> pl.DataFrame:
    """Declared facts of one source."""
    return pl.DataFrame(
        [(source_id, *fact) for fact in declared],
        schema={"source_id": pl.String, "fact": pl.String, "value": pl.String},
        orient="row",
    )

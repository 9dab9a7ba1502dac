"""Rules over a million records against the same rules written by hand: time, memory, and every finding written.

Real cross-field rules, then variants made from them by narrowing each to one month, up to sixty; the title says how
many of each. pandas pandera is measured where pandas is installed: it is no dependency of ours. Run by
`python -m bench.rules [rows]`.
"""

import importlib.util
import sys
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path

import polars as pl

from bench.measure import Line, best, in_child, show
from bench.rules_pandas import validate
from pipelines.read.cells import letter
from pipelines.rules.rows import asked
from pipelines.rules.standing import Standing
from pipelines.tidy import Tidy
from schemas import finding, incident
from schemas.cross_field import RowCheck, row_checks
from schemas.dimension import DIMENSIONS
from schemas.layout import RecordsTable

RULES = 60
SHARES = (0.0, 0.01, 0.3)
FACTS = {"population_age": "CHILDREN_ONLY", "child_age_limit": "18"}
_GOOD = {
    "demand": ["MONEY"], "motivation": "FINANCIAL", "motivation_basis": "INFERRED_FROM_DEMAND", "outcome": "CONVICTED",
    "stage": "CONVICTED", "victim_outcome": ["FEAR"], "notifier": "VICTIM", "victim_age": "Y14",
}  # fmt: skip
_BAD = {"demand": ["MORE_CONTENT"], "outcome": "OPEN"}


def records(rows: int, share: float) -> pl.DataFrame:
    """Records of which a share breaks one or two rules; every other column is as in an ordinary source."""
    index = pl.DataFrame({"row": pl.int_range(rows, eager=True)})
    is_bad = pl.col("row") * 7919 % 1000 < share * 1000
    columns = [
        _column(name, kind, is_bad=is_bad).alias(name) for name, kind in incident.COLUMNS.items() if name != "row"
    ]
    return index.with_columns(columns).select(pl.col(name).cast(kind) for name, kind in incident.COLUMNS.items())


def _column(name: str, kind: pl.DataType, *, is_bad: pl.Expr) -> pl.Expr:
    if kind == pl.Date:
        day = pl.date(2024, 1, 1) + pl.duration(days=pl.col("row") % 360)
        return day - pl.duration(days=1) if name == "offence_date" else day
    if kind == pl.Int64:
        return pl.lit(14)
    good = _GOOD.get(name, ["OTHER"] if kind == pl.List(pl.String) else "x")
    bad = is_bad & (pl.col("row") % 3 == 0 if name == "outcome" else pl.lit(value=True))
    return pl.when(bad).then(pl.lit(_BAD[name])).otherwise(pl.lit(good)) if name in _BAD else pl.lit(good)


def checks() -> list[RowCheck]:
    """Every real check, and variants of them up to sixty that each look at the records of one month."""
    return [check if month is None else _narrowed(check, month) for check, month in asked_of()]


def asked_of() -> list[tuple[RowCheck, int | None]]:
    """Real checks, and the month a variant is narrowed to."""
    real = row_checks(FACTS, _columns())
    variants = [(real[at % len(real)], 1 + at // len(real)) for at in range(RULES - len(real))]
    return [*((check, None) for check in real), *variants]


def _narrowed(check: RowCheck, month: int) -> RowCheck:
    return replace(check, applies=check.applies & (pl.col("reference_date").dt.month() == month))


def by_hand(source: Path, target: Path) -> None:
    """The same rules as bare expressions: one pass for the masks, then what is broken, written as it is."""
    rows = pl.read_parquet(source)
    every = checks()
    masks = rows.select(
        (each.applies & each.breaks).fill_null(value=False).alias(str(at)) for at, each in enumerate(every)
    )
    told = [
        rows.filter(masks[str(at)]).select(
            "sheet", "row", each.value.alias("value"), each.detail.alias("detail"), rule_id=pl.lit(each.rule_id)
        )
        for at, each in enumerate(every)
        if masks[str(at)].any()
    ]
    if told:
        pl.concat(told).write_parquet(target)


def by_rules(source: Path, target: Path) -> None:
    """The rules of the pipeline: outcome of each, every finding complete with place, text and remedy, written."""
    rows = pl.read_parquet(source)
    every = checks()
    ruled = asked(rows, _tidied(rows), checks=every, standing=Standing(frozenset(each.rule_id for each in every)))
    finding.gathered(ruled.findings, source_id="xz", edition="1", file="x").write_parquet(target)


def _tidied(rows: pl.DataFrame) -> Tidy:
    """Where the records stand: a column for each target."""
    targets = [each.name for each in DIMENSIONS] + ["reference_date", "offence_date", "report_date", "row_key"]
    columns = {name: {"to": name} | _how(name) for name in targets}
    told = {"table": "t", "kind": "records", "header": {"anchor": "row_key"}, "row_key": "unique", "columns": columns}
    table = RecordsTable.model_validate(told)
    letters = {name: letter(at) for at, name in enumerate(targets, start=1)}
    return Tidy(table, rows.select("sheet", "row"), letters, rows.clear(), [])


def _how(name: str) -> dict[str, object]:
    if name.endswith("_date"):
        return {"format": "%Y-%m-%d"}
    return {} if name == "row_key" else {"lookup": name}


def by_pandas(source: Path, target: Path) -> None:
    """The same rules in pandas pandera, failure cases written."""
    validate(source, target, asked=[(check.rule_id, check.column, month) for check, month in asked_of()])


def rules(rows: int) -> None:
    """Print a table for each share of bad rows; memory is that of a child of its own."""
    real = len({each.rule_id for each in row_checks(FACTS, _columns())})
    with tempfile.TemporaryDirectory() as folder:
        for share in SHARES:
            source, target = Path(folder) / "records.parquet", Path(folder) / "found.parquet"
            records(rows, share).write_parquet(source)
            base = best("by hand", partial(by_hand, source, Path(folder) / "hand.parquet"))
            ours = best("rules of the pipeline", partial(by_rules, source, target))
            found = pl.scan_parquet(target).select(pl.len()).collect().item()
            lines: list[Line] = [ours, in_child("the same in a child", partial(by_rules, source, target))]
            if importlib.util.find_spec("pandas"):
                lines.append(
                    best("pandas pandera", partial(by_pandas, source, Path(folder) / "pandas.parquet"), repeats=1)
                )
            show(_title(rows, share, real=real, found=found), base, lines=lines)


def _title(rows: int, share: float, *, real: int, found: int) -> str:
    made = f"{RULES} checks ({len(row_checks(FACTS, _columns()))} of {real} real rules, the rest variants by month)"
    return f"{made}, {rows:,} records, {share:.0%} bad, {found:,} findings written"


def _columns() -> set[str]:
    return {each.name for each in DIMENSIONS} | {"reference_date", "offence_date", "report_date", "row_key"}


if __name__ == "__main__":
    rules(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)

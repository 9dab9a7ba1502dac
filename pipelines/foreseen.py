"""What the warehouse would be handed if one delivery were accepted: the inputs as they are, and its own rows."""

from pathlib import Path

import polars as pl

from pipelines import handover
from pipelines.deliver import Outcome
from schemas.source import Source

Inputs = dict[str, pl.LazyFrame | list[Path]]


def inputs_with(outcome: Outcome, source: Source, *, folder: Path) -> Inputs:
    """The inputs with one more accepted edition, whose records are written into `folder`."""
    given: Inputs = {**handover.inputs()}
    place = {"source_id": pl.lit(outcome.source_id), "edition": pl.lit(outcome.edition)}
    _append(given, "edition", rows=_edition(outcome, source))
    _append(given, "finding", rows=outcome.findings.with_columns(state=pl.lit("ACCEPTED")))
    _append(given, "exclusion", rows=outcome.excluded.with_columns(**place))
    incidents = given["incident"]
    if isinstance(incidents, list) and source.is_incident_level:
        path = folder / "accepted.parquet"
        outcome.accepted.write_parquet(path)
        given["incident"] = [*incidents, path]
    else:
        _append(given, "incident" if source.is_incident_level else "figure", rows=outcome.accepted)
    return given


def _append(given: Inputs, name: str, *, rows: pl.DataFrame) -> None:
    frame = given[name]
    if not isinstance(frame, pl.LazyFrame):
        raise TypeError(f"input {name} lies in files")
    schema = frame.collect_schema()
    given[name] = pl.concat([frame, rows.lazy().select(pl.col(column).cast(kind) for column, kind in schema.items())])


def _edition(outcome: Outcome, source: Source) -> pl.DataFrame:
    declared = source.edition_named(outcome.edition)
    named = {name: getattr(declared, name, None) for name in ("revises", "period_start", "period_end")}
    counts = {
        "rows_read": outcome.rows_read, "rows_accepted": outcome.accepted.height, "rows_rejected": outcome.rejected,
        "rows_excluded": outcome.excluded.height,
    }  # fmt: skip
    plain = {name: getattr(outcome, name) for name in ("source_id", "edition", "file", "sha256")}
    return pl.DataFrame([{**plain, "state": "ACCEPTED", **named, **counts}])

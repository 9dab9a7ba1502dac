"""What the stages hand to the warehouse: accepted rows, findings, editions and everything declared, as frames."""

from datetime import date

import polars as pl

from pipelines import catalogue, stage
from schemas import codelist, figure, finding, incident
from schemas.source import Source

Frames = dict[str, pl.LazyFrame]

_EDITION = {
    "source_id": pl.String, "edition": pl.String, "state": pl.String, "revises": pl.String, "period_start": pl.Date,
    "period_end": pl.Date, "file": pl.String, "sha256": pl.String, "rows_read": pl.Int64, "rows_accepted": pl.Int64,
    "rows_rejected": pl.Int64, "rows_excluded": pl.Int64,
}  # fmt: skip
_FACT = {"source_id": pl.String, "fact": pl.String, "value": pl.String, "valid_from": pl.Date, "valid_to": pl.Date,
         "cite": pl.String}  # fmt: skip
_EXCLUSION = {"source_id": pl.String, "edition": pl.String, "sheet": pl.String, "row": pl.Int64, "rule": pl.String}


def frames() -> Frames:
    """Every input of the warehouse by name: source, fact, code, edition, incident, figure, exclusion, finding."""
    sources = {each.source_id: each for each in catalogue.sources()}
    accepted = [each for each in stage.kept() if each[0] in sources]
    refused = [each for each in stage.kept(refused=True) if each[0] in sources and each not in accepted]
    told = [
        *(_edition_row(sources[source_id], edition, "ACCEPTED") for source_id, edition in accepted),
        *(_edition_row(sources[source_id], edition, "REFUSED") for source_id, edition in refused),
    ]
    is_incident = {source_id: each.is_incident_level for source_id, each in sources.items()}
    return {
        "source": pl.DataFrame([_source_row(each) for each in sources.values()]).lazy(),
        "fact": pl.DataFrame([row for each in sources.values() for row in _fact_rows(each)], schema=_FACT).lazy(),
        "code": pl.DataFrame([row for name in codelist.names() for row in _code_rows(name)]).lazy(),
        "edition": pl.DataFrame(told, schema=_EDITION).lazy(),
        "incident": _rows("accepted", [each for each in accepted if is_incident[each[0]]], incident.empty()),
        "figure": _rows("accepted", [each for each in accepted if not is_incident[each[0]]], figure.empty()),
        "exclusion": pl.concat([pl.LazyFrame(schema=_EXCLUSION), *(_excluded(*each) for each in accepted)]),
        "finding": pl.concat(
            [
                _rows("findings", accepted, finding.empty()),
                _rows("findings", refused, finding.empty(), refused=True),
            ]
        ),
    }


def fingerprint() -> str:
    """Hash of everything a snapshot is made from; the same inputs need no new snapshot."""
    parts = [
        (stage.folder_of("refused" if refused else "core", *each) / "outcome.json").read_text(encoding="utf-8")
        + "/".join(each)
        for refused in (False, True)
        for each in stage.kept(refused=refused)
    ]
    declared = [path.read_text(encoding="utf-8") for path in catalogue.paths().values()]
    return stage.hash_of([*parts, *declared])


def _rows(name: str, editions: list[tuple[str, str]], empty: pl.DataFrame, *, refused: bool = False) -> pl.LazyFrame:
    step = "refused" if refused else "core"
    paths = [stage.folder_of(step, *each) / f"{name}.parquet" for each in editions]
    return pl.concat([empty.lazy(), *(pl.scan_parquet(path) for path in paths)])


def _excluded(source_id: str, edition: str) -> pl.LazyFrame:
    path = stage.folder_of("core", source_id, edition) / "excluded.parquet"
    return pl.scan_parquet(path).select(
        pl.lit(source_id).alias("source_id"), pl.lit(edition).alias("edition"), "sheet", "row", "rule"
    )


def _source_row(source: Source) -> dict[str, object]:
    plain = ("source_id", "title", "publisher", "country", "geo_code", "language", "is_model")
    return {name: getattr(source, name) for name in plain} | {
        "level": "INCIDENT" if source.is_incident_level else "FIGURE",
        "citation": next(iter(source.documents.values())),
    }


def _fact_rows(source: Source) -> list[dict[str, str | date | None]]:
    stated = source.counting.stated()
    return [{"source_id": source.source_id, "fact": name, **fact.model_dump()} for name, fact in stated.items()]


def _code_rows(name: str) -> list[dict[str, str]]:
    kept = ("code", "label", "definition", "parent", "members", "source", "since")
    return [{"codelist": name, **{column: row[column] for column in kept}} for row in codelist.rows(name)]


def _edition_row(source: Source, edition: str, state: str) -> dict[str, object]:
    outcome = stage.load_outcome(source.source_id, edition, refused=state == "REFUSED")
    declared = source.edition_named(edition)
    return {
        "source_id": source.source_id,
        "edition": edition,
        "state": state,
        "revises": declared.revises if declared else None,
        "period_start": declared.period_start if declared else None,
        "period_end": declared.period_end if declared else None,
        "file": outcome.file,
        "sha256": outcome.sha256,
        "rows_read": outcome.rows_read,
        "rows_accepted": outcome.accepted.height,
        "rows_rejected": outcome.rejected,
        "rows_excluded": outcome.excluded.height,
    }

"""What is behind a row of a mart, as far as files, mappings, rules and people go; the arithmetic is the warehouse's."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipelines import catalogue
from pipelines.derivation.kept import held
from pipelines.derivation.manifest import Edition, Manifest, Version, manifest_of
from pipelines.register import ask, record
from pipelines.register.tables import UPLOAD
from schemas.layout import LabelMeaning
from schemas.source import Source
from warehouse.explain.marts import explained
from warehouse.explain.origin import Origin
from warehouse.explain.rows import Row, rows

Place = tuple[str, str]
CELL = ("source_id", "edition", "sheet", "row", "cell", "dimension", "said", "relation", "counts_as")


@dataclass(frozen=True)
class Delivery:
    """A delivery behind a row: the file, who took it in when, and the source file that made its rows."""

    source_id: str
    edition: str
    file: str
    sha256: str
    receipt: int | None
    received_at: str | None
    who: str | None
    state: str
    mapping: str | None
    mapping_valid_from: str | None
    mapping_author: str | None
    mapping_reviewer: str | None


@dataclass(frozen=True)
class Meaning:
    """A label of a source and the common code it became. `header`: the column, or the labels of a printed cell."""

    source_id: str
    edition: str
    header: str
    label: str
    code: str
    relation: str


@dataclass(frozen=True)
class Explanation:
    """Everything behind one row. `cells`: every cell of a file (CELL); the rest belongs to its deliveries."""

    table: str
    row: Row
    origin: Origin
    cells: pl.DataFrame
    deliveries: list[Delivery]
    meanings: list[Meaning]
    rules: list[Row]
    findings: list[Row]
    waivers: list[Row]
    corrections: list[Row]
    exclusions: list[Row]

    @property
    def files(self) -> dict[Place, Delivery]:
        """The deliveries by source and edition."""
        return {(each.source_id, each.edition): each for each in self.deliveries}


def explain(connection: duckdb.DuckDBPyConnection, snapshot: Path, *, table: str, row: Row) -> Explanation:
    """Explain a row of a mart of a snapshot. Raises ManifestError where the snapshot has none."""
    origin = explained(connection, table, row=row)
    places = origin.editions
    manifest = manifest_of(snapshot)
    made = {each.place: each for each in manifest.editions}
    sources = {place: source for place in places if (source := _source(made.get(place)))}
    return Explanation(
        table,
        row,
        origin,
        _cells(origin, sources),
        [_delivery(connection, place, manifest=manifest) for place in places],
        list(dict.fromkeys([*_of_records(origin, sources), *_of_figures(origin)])),
        _of_editions(connection, _RULES, places=places),
        _findings(connection, origin),
        _of_editions(connection, _WAIVERS, places=places),
        _of_editions(connection, _CORRECTIONS, places=places),
        _of_editions(connection, _EXCLUSIONS, places=places),
    )


_RULES = """
    SELECT outcome.source_id, outcome.edition, outcome.delivery, rule.number, outcome.rule_id, outcome.outcome,
        outcome.numerator, outcome.denominator, outcome.threshold, outcome.findings, outcome.is_waived
    FROM core.rule_outcome AS outcome
    JOIN core.rule AS rule USING (rule_id)
    WHERE outcome.state = 'in_force' AND list_contains($1, outcome.source_id || ' ' || outcome.edition)
    ORDER BY outcome.source_id, outcome.edition, outcome.delivery, rule.number
"""
_WAIVERS = "FROM core.waiver WHERE list_contains($1, source_id || ' ' || edition) ORDER BY ALL"
_CORRECTIONS = "FROM core.correction WHERE list_contains($1, source_id || ' ' || edition) ORDER BY correction"
_EXCLUSIONS = """
    SELECT source_id, edition, rule, count(*) AS rows FROM core.exclusion
    WHERE list_contains($1, source_id || ' ' || edition) GROUP BY ALL ORDER BY ALL
"""
_FINDINGS = """
    SELECT source_id, edition, finding_id, severity, sheet, row, cell, text
    FROM core.finding AS found SEMI JOIN here ON (here.source_id, here.edition) = (found.source_id, found.edition)
        AND found.sheet IS NOT DISTINCT FROM here.sheet
        AND (found.row = here.row AND (here.cell IS NULL OR found.cell IS NULL OR found.cell = here.cell))
    WHERE found.state = 'ACCEPTED' ORDER BY ALL
"""
_EDITION = "SELECT * FROM core.edition WHERE (source_id, edition) = ($1, $2) ORDER BY state LIMIT 1"


def _of_editions(connection: duckdb.DuckDBPyConnection, query: str, *, places: list[Place]) -> list[Row]:
    return rows(connection, query, given=[[" ".join(place) for place in places]])


def _findings(connection: duckdb.DuckDBPyConnection, origin: Origin) -> list[Row]:
    """What was found at these very cells."""
    places = ["source_id", "edition", "sheet", "row", "cell"]
    printed = origin.figures.filter(pl.col("role") != "MARGIN").select(places)
    counted = origin.records.with_columns(cell=pl.lit(None, pl.String)).select(places)
    here = pl.concat([printed, counted]).unique()
    connection.register("here", here)
    try:
        return rows(connection, _FINDINGS)
    finally:
        connection.unregister("here")


def _source(edition: Edition | None) -> Source | None:
    """The source file that made an edition; None where it is not kept."""
    return _version(edition.mapping) if edition and edition.mapping else None


@cache
def _version(sha256: str) -> Source | None:
    content = held(sha256)
    return catalogue.version(content) if content else None


def _cells(origin: Origin, sources: dict[Place, Source]) -> pl.DataFrame:
    """Every cell: printed ones as they are, those of records by the columns that became the dimension."""
    empty = pl.DataFrame(schema=dict.fromkeys(CELL, pl.String) | {"row": pl.Int64})
    printed = origin.figures.select(*CELL[:5], "dimension", said="value_text", relation="mapping", counts_as="role")
    counted = [
        frame.select(
            *CELL[:4], _address(frame, sources.get((str(source_id), str(edition)))), "dimension", said="recorded",
            relation="relations", counts_as="counts",
        )
        for (source_id, edition), frame in origin.records.group_by("source_id", "edition", maintain_order=True)
    ]  # fmt: skip
    return pl.concat([empty, *(each.select(CELL) for each in (*counted, printed))])


def _address(frame: pl.DataFrame, source: Source | None) -> pl.Expr:
    """Addresses such as F12 of the cells that became the dimensions; the row alone where no column did."""
    wanted = {name for text in frame["dimension"].unique() for name in text.split(" and ")}
    headers = [header for header, to in _targets(source) if to in wanted]
    found = [
        pl.col("columns").str.extract(rf"(?:^|, ){re.escape(header)}=([A-Z]+)(?:,|$)") + pl.col("row").cast(pl.String)
        for header in dict.fromkeys(headers)
    ]
    if not found:
        return pl.lit(None, pl.String).alias("cell")
    joined = pl.concat_str(found, separator=" ", ignore_nulls=True)
    return pl.when(joined != "").then(joined).alias("cell")


def _targets(source: Source | None) -> Iterator[tuple[str, str]]:
    for table in source.record_tables if source else []:
        yield from table.targets.items()


def _of_records(origin: Origin, sources: dict[Place, Source]) -> Iterator[Meaning]:
    """The labels that mean the codes that were recorded. Completed years and age bands need no label."""
    for key, frame in origin.records.group_by("source_id", "edition", "dimension", maintain_order=True):
        source_id, edition, dimension = map(str, key)
        source, wanted = sources.get((source_id, edition)), dimension.split(" and ")
        codes = {code for text in frame["recorded"].unique() for code in re.split(r" and |\|", text)}
        for header, label, meaning in _labels(source, wanted) if source else ():
            if meaning.code in codes:
                yield Meaning(source_id, edition, header, label, meaning.code or "", meaning.relation)


def _labels(source: Source, dimensions: list[str]) -> Iterator[tuple[str, str, LabelMeaning]]:
    """Header, label and meaning of every label of these dimensions."""
    for table in source.record_tables:
        for header, column in table.columns.items():
            if column.to in dimensions and column.lookup:
                yield from ((header, label, meaning) for label, meaning in source.lookups[column.lookup].items())


def _of_figures(origin: Origin) -> Iterator[Meaning]:
    printed = origin.figures.filter(pl.col("role") != "MARGIN")
    told = printed.select("source_id", "edition", "dimension", "label", "code", "mapping").unique(maintain_order=True)
    for source_id, edition, dimension, label, code, relation in told.iter_rows():
        yield Meaning(source_id, edition, dimension, label, code, relation)


def _delivery(connection: duckdb.DuckDBPyConnection, place: Place, *, manifest: Manifest) -> Delivery:
    [told] = rows(connection, _EDITION, given=list(place))
    with record.reading() as register:
        known: dict[str, Any] = dict(ask.edition(register, *place) or {}) if register else {}
        uploads = ask.rows(register, UPLOAD) if register else []
    came = *place, told["sha256"]
    took = [each["who"] for each in uploads if (each["source_id"], each["edition"], each["sha256"]) == came]
    mapping, version = _mapping(manifest, place)
    return Delivery(
        *place,
        file=told["file"],
        sha256=told["sha256"],
        receipt=known.get("receipt"),
        received_at=known.get("received_at"),
        who=took[0] if took else None,
        state=known.get("state", told["state"].lower()),
        mapping=mapping,
        mapping_valid_from=str(version.valid_from) if version and version.valid_from else None,
        mapping_author=version.author if version else None,
        mapping_reviewer=version.reviewer if version else None,
    )


def _mapping(manifest: Manifest, place: Place) -> tuple[str | None, Version | None]:
    """The version of the source file that made an edition; who is responsible for it where it is the one used now."""
    mapping = next((each.mapping for each in manifest.editions if each.place == place), None)
    declared = manifest.mappings.get(place[0])
    return mapping, declared if declared and declared.sha256 == mapping else None

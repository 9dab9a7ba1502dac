"""The whole way of one delivery, bytes to accepted rows and findings, as one pure function: check, submit and assets call it."""

import hashlib
from dataclasses import dataclass

import polars as pl

from pipelines import catalogue, findings
from pipelines.facts import fact_findings
from pipelines.harmonise import Coded, harmonise_records
from pipelines.harmonise_figures import harmonise_figures
from pipelines.layout import clean_text
from pipelines.read import ReadOptions, Sheet, Unreadable, read
from pipelines.tidy import Tidy, tidy_figures, tidy_records
from pipelines.validate import Validated, conservation, validate
from schemas import figure, incident
from schemas.layout import FiguresTable, RecordsTable
from schemas.source import Edition, Source


@dataclass(frozen=True)
class Outcome:
    """What came of one delivery. Rows: read = accepted + rejected + excluded.

    `accepted`: the frame of `core.incident` or `core.figure`; `excluded`: one row a row left out, with its rule.
    """

    source_id: str
    edition: str
    sha256: str
    rows_read: int
    accepted: pl.DataFrame
    excluded: pl.DataFrame
    rejected: int
    findings: pl.DataFrame

    @property
    def is_accepted(self) -> bool:
        """Whether the edition may enter the warehouse: nothing blocks the edition as a whole."""
        return self.findings.filter((pl.col("severity") == "blocks") & (pl.col("scope") != "row")).is_empty()


def deliver(content: bytes, file: str, source: Source, edition_name: str) -> Outcome:
    """Read, tidy, harmonise and validate one file as one edition of a source. Writes nothing."""
    sha256 = hashlib.sha256(content).hexdigest()
    edition = source.edition_named(edition_name)
    if edition is None:
        declared = ", ".join(each.edition for each in source.editions)
        found = [findings.of_edition("edition-undeclared", value=edition_name, detail=declared)]
        return _outcome(source, edition_name, file, sha256, [], found)
    try:
        sheets = read(content, file, _options(source, edition))
    except Unreadable as error:
        found = [findings.of_edition(error.finding_id, detail=error.detail)]
        return _outcome(source, edition_name, file, sha256, [], found)
    tidied = tidy(sheets, source, edition)
    early = [*_sheet_findings(sheets, source, edition), *(each for table in tidied for each in table.findings)]
    if not any(each.rows.height for table in tidied for each in [table]):
        early = _other_source(sheets, source, early)
    parts = [_part(table, sheets, source, edition) for table in tidied]
    return _outcome(source, edition_name, file, sha256, parts, early)


def tidy(sheets: list[Sheet], source: Source, edition: Edition) -> list[Tidy]:
    """Every table the edition declares, in the source's own words."""
    return [
        tidy_records(sheets, table) if isinstance(table, RecordsTable) else tidy_figures(sheets, table)
        for table in source.tables_of(edition.edition)
    ]


def _options(source: Source, edition: Edition) -> ReadOptions:
    tables = source.tables_of(edition.edition)
    encoding = next((table.encoding for table in tables if table.encoding), None)
    return ReadOptions(encoding, next((table.delimiter for table in tables if table.delimiter), None))


def harmonise(tidied: Tidy, source: Source, edition: Edition) -> Coded:
    """Rows of one table in common codes: records to incidents, published cells to figures."""
    by_kind = harmonise_figures if isinstance(tidied.table, FiguresTable) else harmonise_records
    return by_kind(tidied, source, edition)


def _no_rows(source: Source) -> pl.DataFrame:
    return incident.empty() if source.is_incident_level else figure.empty()


def _part(tidied: Tidy, sheets: list[Sheet], source: Source, edition: Edition) -> tuple[Tidy, Validated, list[pl.DataFrame]]:
    if tidied.rows.is_empty():
        return tidied, Validated(_no_rows(source), tidied.excluded, 0, []), []
    coded = harmonise(tidied, source, edition)
    problems = [*coded.findings, *fact_findings(tidied, sheets)]
    validated = validate(coded, problems, source)
    excluded = pl.concat([tidied.excluded, validated.excluded.select(tidied.excluded.columns)])
    return tidied, Validated(validated.accepted, excluded, validated.rejected, validated.findings), problems


def _outcome(
    source: Source, edition: str, file: str, sha256: str,
    parts: list[tuple[Tidy, Validated, list[pl.DataFrame]]], early: list[pl.DataFrame],
) -> Outcome:  # fmt: skip
    accepted = [validated.accepted.with_columns(edition=pl.lit(edition)) for _, validated, _ in parts]
    excluded = [validated.excluded for _, validated, _ in parts]
    read_rows = sum(tidied.rows_read for tidied, _, _ in parts)
    rejected = sum(validated.rejected for _, validated, _ in parts)
    kept = pl.concat([_no_rows(source), *accepted])
    left_out = pl.concat(excluded) if excluded else pl.DataFrame(schema={"sheet": pl.String, "row": pl.Int64, "rule": pl.String})
    found = [
        *early,
        *(each for _, validated, problems in parts for each in (*problems, *validated.findings)),
        *_exclusions(left_out),
        conservation(read_rows, kept.height, rejected, left_out.height),
    ]
    whole = findings.gathered(found, source_id=source.source_id, edition=edition, file=file)
    return Outcome(source.source_id, edition, sha256, read_rows, kept, left_out, rejected, whole)


def _exclusions(excluded: pl.DataFrame) -> list[pl.DataFrame]:
    counts = excluded.group_by("rule", maintain_order=True).len()
    return [findings.of_edition("row-excluded", value=str(count), detail=rule) for rule, count in counts.iter_rows()]


def _sheet_findings(sheets: list[Sheet], source: Source, edition: Edition) -> list[pl.DataFrame]:
    hidden = [findings.of_edition("rows-hidden", sheet=each.name, detail=", ".join(each.hidden)) for each in sheets if each.hidden]
    tables = source.tables_of(edition.edition)
    if not all(table.sheets.names for table in tables):
        return hidden
    declared = {name for table in tables for name in table.sheets.names} | set(source.unused_sheets)
    unknown = [each.name for each in sheets if each.name not in declared and each.cells.height]
    return [*hidden, *(findings.of_edition("sheet-unknown", value=name, sheet=name) for name in unknown)]


def _other_source(sheets: list[Sheet], source: Source, early: list[pl.DataFrame]) -> list[pl.DataFrame]:
    """Where nothing declared was found, say so, and name the sources whose column names are in the file."""
    texts = {
        clean_text(text)
        for sheet in sheets
        for row in sheet.cells.head(40).drop("row").iter_rows()
        for text in row
        if text
    }
    alike = [each.source_id for each in catalogue.sources() if each.source_id != source.source_id and _fits(each, texts)]
    return [findings.of_edition("file-of-another-source", detail=", ".join(alike) or "none we know"), *early]


def _fits(source: Source, texts: set[str]) -> bool:
    return any(clean_text(table.header.anchor) in texts for table in source.tables)

"""The way of one delivery, bytes to accepted rows and findings, in the two steps that all callers share."""

import hashlib
import re
from dataclasses import dataclass, replace
from itertools import chain

import polars as pl

from pipelines import catalogue, keys, templates
from pipelines.corrections import corrected
from pipelines.facts import fact_findings
from pipelines.harmonise import Coded, harmonise_records
from pipelines.harmonise_figures import harmonise_figures
from pipelines.identifiers import identifier_findings
from pipelines.layout import clean_text, options_of
from pipelines.read import Sheet, Unreadable, archive
from pipelines.read.guard import read_apart
from pipelines.records import tidy_records
from pipelines.rules.outcomes import Counted, outcomes
from pipelines.rules.profile import profile
from pipelines.rules.rows import unruled
from pipelines.rules.standing import Standing, shipped
from pipelines.tidy import Tidy, tidy_figures
from pipelines.validate import Validated, assertion_finding, conservation, validate
from schemas import figure, finding, incident
from schemas.layout import FiguresTable, RecordsTable, TableBase
from schemas.shown import shown_file, shown_sheets
from schemas.source import Edition, Source


@dataclass(frozen=True)
class Tidied:
    """A delivery in the source's own words: its tables, and what was found on the way."""

    source_id: str
    edition: str
    file: str
    sha256: str
    tables: list[Tidy]
    findings: list[pl.DataFrame]


@dataclass(frozen=True)
class Outcome:
    """What came of one delivery. Rows: read = accepted + rejected + excluded.

    `accepted`: the frame of `core.incident` or `core.figure`; `excluded`: one row a row left out, with its rule.
    `shadow`: what rules without force would say; `rules`: what became of each rule; `profile`: what later editions are
    compared with; `corrected`: the corrections that were made; `standing`: the rules and corrections that counted.
    """

    source_id: str
    edition: str
    file: str
    sha256: str
    rows_read: int
    rejected: int
    accepted: pl.DataFrame
    excluded: pl.DataFrame
    findings: pl.DataFrame
    shadow: pl.DataFrame
    rules: pl.DataFrame
    profile: pl.DataFrame
    corrected: pl.DataFrame
    standing: Standing

    @property
    def is_accepted(self) -> bool:
        """Whether the edition may enter the warehouse: nothing blocks it as a whole."""
        return self.findings.filter((pl.col("severity") == "blocks") & (pl.col("scope") != "row")).is_empty()


def deliver(content: bytes, file: str, *, source: Source, edition: str, standing: Standing | None = None) -> Outcome:
    """Read, tidy, harmonise and validate one file as one edition of a source. Writes nothing.

    `standing`: the rules that count; as they ship if not given.
    """
    return code_delivery(tidy_delivery(content, file, source=source, edition=edition), source, standing=standing)


def tidy_delivery(content: bytes, file: str, *, source: Source, edition: str) -> Tidied:
    """Read the file and find every table the edition declares. From here on it has the name under which it is kept."""
    sha256, file = hashlib.sha256(content).hexdigest(), shown_file(file)
    try:
        read = _read(content, file, source=source, edition=edition)
    except Unreadable as error:
        found = [finding.of_edition(error.finding_id, value=edition, detail=error.detail)]
        return Tidied(source.source_id, edition, file, sha256, [], found)
    sheets = _renamed(read, source)
    outdated = templates.stale(sheets, source, edition=edition)
    if outdated:  # one message: every other one would only follow from it
        return Tidied(source.source_id, edition, file, sha256, [], outdated)
    identifying = identifier_findings(read, source.tables_of(edition))
    if identifying:  # nothing else is looked at, so that no cell of the file can reach a message or the disk
        return Tidied(source.source_id, edition, file, sha256, [], identifying)
    tables = [_tidy(sheets, table, source=source) for table in source.tables_of(edition)]
    found = _sheet_findings(sheets, source, edition=edition)
    for table in tables:
        found += [*table.findings, *fact_findings(table, sheets)]
    if not any(_is_found(table) for table in tables):
        found = [_another_source(sheets, source), *found]
    return Tidied(source.source_id, edition, file, sha256, tables, found)


def _read(content: bytes, file: str, *, source: Source, edition: str) -> list[Sheet]:
    if source.edition_named(edition) is None:
        raise Unreadable("edition-undeclared", ", ".join(each.edition for each in source.editions))
    sheets = read_apart(content, file, options=options_of(source.tables_of(edition)))
    if not any(sheet.coded.height for sheet in sheets):
        raise Unreadable("file-empty", file)
    return sheets


def _renamed(sheets: list[Sheet], source: Source) -> list[Sheet]:
    """Sheets under names that can be kept: declared ones, those of a declared pattern, plain; and all that are data."""
    if any(title.sheet_name for part in _parts(source) for title in part.titles.values()):
        return sheets
    kept = shown_sheets([sheet.name for sheet in sheets])
    return [
        sheet if _is_declared(sheet.name, source) else replace(sheet, name=kept.get(sheet.name, sheet.name))
        for sheet in sheets
    ]


def _is_declared(name: str, source: Source) -> bool:
    chosen = [part.sheets for part in _parts(source)]
    declared = {*source.unused_sheets, *chain.from_iterable(each.names for each in chosen)}
    return name in declared or any(each.pattern and re.fullmatch(each.pattern, name) for each in chosen)


def _parts(source: Source) -> list[TableBase]:
    return [part for table in source.tables for part in table.parts]


def code_delivery(tidied: Tidied, source: Source, *, standing: Standing | None = None) -> Outcome:
    """Correct, harmonise and validate every table of a tidied delivery, by what counts for it."""
    counting = standing or shipped()
    mended = corrected(tidied.tables, tidied.edition, corrections=counting.corrections)
    early = [counting.applied(each) for each in (*tidied.findings, *mended.findings)]
    edition = source.edition_named(tidied.edition)
    parts = (
        [_code(table, source, edition=edition, early=early, standing=counting) for table in mended.tables]
        if edition
        else []
    )
    whole = _whole(parts, sum(table.rows_read for table in tidied.tables), source=source)
    place = {"source_id": source.source_id, "edition": tidied.edition, "file": tidied.file}
    found = [*early, *chain.from_iterable(part.findings for part in parts), *map(counting.applied, whole.findings)]
    findings = finding.gathered(found, **place)
    shadow = finding.gathered([each for part in parts for each in part.shadow], **place)
    counted = Counted(whole.rows_read, whole.rows_read > 0, findings, shadow, whole.tallies)
    return Outcome(
        **place,
        sha256=tidied.sha256,
        rows_read=whole.rows_read,
        rejected=whole.rejected,
        accepted=whole.accepted.with_columns(edition=pl.lit(tidied.edition)),
        excluded=whole.excluded,
        findings=findings,
        shadow=shadow,
        rules=outcomes(counted, source, edition=tidied.edition, standing=counting),
        profile=profile(whole.accepted),
        corrected=mended.made,
        standing=counting,
    )


@dataclass(frozen=True)
class _Whole:
    """The tables of a delivery together, and what is found in them only together."""

    rows_read: int
    rejected: int
    accepted: pl.DataFrame
    excluded: pl.DataFrame
    tallies: pl.DataFrame
    findings: list[pl.DataFrame]


def _whole(parts: list[Validated], rows_read: int, *, source: Source) -> _Whole:
    accepted = pl.concat([_no_rows(source), *(part.accepted for part in parts)])
    excluded = pl.concat([_none_excluded(), *(part.excluded for part in parts)])
    tallies = pl.concat([unruled().tallies, *(part.tallies for part in parts)])
    rejected = sum(part.rejected for part in parts)
    found = [
        *_exclusions(excluded),
        *_assertions(source, accepted, rejected=rejected if rows_read else None),
        conservation(rows_read, accepted.height, rejected=rejected, excluded=excluded.height),
        *_nothing_accepted(rows_read, accepted.height, rejected=rejected, excluded=excluded.height),
    ]
    return _Whole(rows_read, rejected, accepted, excluded, tallies, found)


def _assertions(source: Source, accepted: pl.DataFrame, *, rejected: int | None) -> list[pl.DataFrame]:
    """Nothing is asserted of a file that gave no row: what kept it from being read is told, not what follows."""
    if rejected is None:
        return []
    return [assertion_finding(each, accepted, rejected=rejected) for each in source.assertions_in_force]


def _tidy(sheets: list[Sheet], table: RecordsTable | FiguresTable, *, source: Source) -> Tidy:
    if isinstance(table, RecordsTable):
        return _keyed(tidy_records(sheets, table), table, source=source)
    return tidy_figures(sheets, table)


def _keyed(tidied: Tidy, table: RecordsTable, *, source: Source) -> Tidy:
    """Case numbers as keyed digests from here on: not even the tidy rows on disk hold them."""
    headers = [header for header, to in table.targets.items() if to == "row_key"]
    digests = [keys.digests(tidied.rows[header], keys.key_of(source.source_id)) for header in headers]
    return replace(tidied, rows=tidied.rows.with_columns(digests))


def _code(table: Tidy, source: Source, *, edition: Edition, early: list[pl.DataFrame], standing: Standing) -> Validated:
    if table.rows.is_empty():
        return Validated(_no_rows(source), table.excluded, 0, [], [], unruled().tallies)
    coded = _harmonise(table, source, edition=edition)
    validated = validate(coded, table, early=early, source=source, standing=standing)
    return replace(validated, excluded=pl.concat([table.excluded, validated.excluded.select(table.excluded.columns)]))


def _harmonise(table: Tidy, source: Source, *, edition: Edition) -> Coded:
    if isinstance(table.table, FiguresTable):
        return harmonise_figures(table, table.table, source=source, edition=edition)
    return harmonise_records(table, table.table, source=source, edition=edition)


def _no_rows(source: Source) -> pl.DataFrame:
    return incident.empty() if source.is_incident_level else figure.empty()


def _is_found(table: Tidy) -> bool:
    """Whether the header of the table is in the file, with rows below it or without."""
    is_empty = any("table-empty" in each["finding_id"] for each in table.findings)
    return table.rows_read > 0 or is_empty


def _none_excluded() -> pl.DataFrame:
    return pl.DataFrame(schema={"sheet": pl.String, "row": pl.Int64, "rule": pl.String})


def _nothing_accepted(rows_read: int, accepted: int, *, rejected: int, excluded: int) -> list[pl.DataFrame]:
    if accepted or not rows_read:
        return []
    told = f"{rejected} rejected, {excluded} left out by a rule"
    return [finding.of_edition("nothing-accepted", value=str(rows_read), detail=told)]


def _exclusions(excluded: pl.DataFrame) -> list[pl.DataFrame]:
    counts = excluded.group_by("rule", maintain_order=True).len()
    return [finding.of_edition("row-excluded", value=str(count), detail=rule) for rule, count in counts.iter_rows()]


def _sheet_findings(sheets: list[Sheet], source: Source, *, edition: str) -> list[pl.DataFrame]:
    """Hidden parts; and where every table names its sheets, the filled sheets that nobody named."""
    hidden = [
        finding.of_edition("rows-hidden", sheet=each.name, detail=", ".join(each.hidden))
        for each in sheets
        if each.hidden
    ]
    chosen = [part.sheets for table in source.tables_of(edition) for part in table.parts]
    filled = {each.name for each in sheets if each.coded.height} - set(source.unused_sheets)
    if not all(each.names for each in chosen):
        return [*hidden, *_several(sheets, filled, is_chosen=all(each.is_choice for each in chosen))]
    unknown = sorted(filled - set(chain.from_iterable(each.names for each in chosen)))
    return [*hidden, *(finding.of_edition("sheet-unknown", value=name, sheet=name) for name in unknown)]


def _several(sheets: list[Sheet], filled: set[str], *, is_chosen: bool) -> list[pl.DataFrame]:
    """An archive of several files where the source does not say which of them hold its tables."""
    told = {note.partition(" ")[0] for sheet in sheets for note in sheet.notes if note.endswith(archive.SEVERAL)}
    if archive.UNCOUNTED not in told and (is_chosen or not told or len(filled) == 1):
        return []
    value = str(len(filled)) if len(filled) > 1 else archive.UNCOUNTED
    return [finding.of_edition("archive-several", value=value, detail=", ".join(sorted(filled)))]


def _another_source(sheets: list[Sheet], source: Source) -> pl.DataFrame:
    """Nothing declared was found: say so, and name the sources whose table headers are in the file."""
    texts = {
        clean_text(text)
        for sheet in sheets
        for row in sheet.coded.head(40).drop("row").iter_rows()
        for text in row
        if text
    }
    others = [each for each in catalogue.sources() if each.source_id != source.source_id]
    alike = [
        each.source_id for each in others if any(clean_text(table.header.anchor) in texts for table in each.tables)
    ]
    return finding.of_edition("file-of-another-source", detail=", ".join(alike) or "none we know")

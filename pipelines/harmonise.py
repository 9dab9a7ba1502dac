"""Rows in the source's words to incidents in common codes; the relation of each label to its code is kept."""

import re
from dataclasses import dataclass

import polars as pl

from pipelines.dates import read_dates
from pipelines.suggest import nearest
from pipelines.tidy import Tidy
from schemas import finding, incident
from schemas.age import OLDEST, bounds_of, code_of
from schemas.dimension import BY_NAME, CODED, VICTIM_AGE, relation_column
from schemas.layout import DATES, Column, LabelMeaning, RecordsTable
from schemas.source import Edition, Source
from schemas.span import Form, whole

NOT_RECORDED = "NOT_RECORDED"
EQUAL = "EQUAL"
_OF_SOURCE = ("reference_date_type", "counting_unit", "geographic_role", "motivation_basis", "age_moment")
_PERIODS = {
    "year": pl.col("reference_date").dt.strftime("%Y"),
    "month": pl.col("reference_date").dt.strftime("%Y-%m"),
    "quarter": pl.format("{}-Q{}", pl.col("reference_date").dt.year(), pl.col("reference_date").dt.quarter()),
}


@dataclass(frozen=True)
class Coded:
    """Rows in common codes, the rows left out by a label, and everything that did not fit."""

    rows: pl.DataFrame
    excluded: pl.DataFrame
    findings: list[pl.DataFrame]


def harmonise_records(tidy: Tidy, table: RecordsTable, *, source: Source, edition: Edition) -> Coded:
    """Every column to its target by lookup, date format or key. Rows are never dropped here but by a named label."""
    rows = tidy.rows.select("sheet", "row")
    found: list[pl.DataFrame] = []
    left_out = []
    for header, column in table.columns.items():
        texts = tidy.rows.select("sheet", "row", text=pl.col(header).fill_null(""))
        if column.lookup or column.to in BY_NAME:
            labels = source.lookups.get(column.lookup or "", {})
            coded, problems, excluded = _coded(texts, column, labels=labels)
            left_out.append(excluded.with_columns(rule=pl.lit(f"label in {header}: ") + pl.col("rule")))
        else:
            coded, problems = _plain(texts, column, edition=edition)
        rows = rows.with_columns(coded)
        found += [placed(problem, header, tidy=tidy) for problem in problems]
    excluded = pl.concat(left_out).unique(["sheet", "row"], keep="first", maintain_order=True)
    return Coded(_completed(rows, tidy, source=source), excluded, found)


def placed(problems: pl.DataFrame, header: str, *, tidy: Tidy) -> pl.DataFrame:
    """Findings of one column, with the address of each cell."""
    finding_id = problems["finding_id"][0] if problems.height else None
    if finding_id is None:
        return finding.empty()
    addressed = problems.with_columns(
        column_name=pl.lit(header), cell=pl.lit(tidy.letters.get(header)) + pl.col("row").cast(pl.String)
    )
    return finding.of_rows(finding_id, _elsewhere(addressed, f"{header}@", tidy=tidy))


def _elsewhere(addressed: pl.DataFrame, place: str, *, tidy: Tidy) -> pl.DataFrame:
    """A cell of a joined table has its own address; what a title or a section says has none on this row."""
    if place not in tidy.rows.columns:
        return addressed
    there = tidy.rows.select("sheet", "row", cell=place)
    return addressed.drop("cell").join(there, on=["sheet", "row"], how="left", maintain_order="left")


def _problem(finding_id: str, rows: pl.DataFrame, *, detail: str | None = None) -> pl.DataFrame:
    return rows.select(
        "sheet", "row", value=pl.col("text"), detail=pl.lit(detail, pl.String), finding_id=pl.lit(finding_id)
    )


def _coded(
    texts: pl.DataFrame, column: Column, *, labels: dict[str, LabelMeaning]
) -> tuple[list[pl.Series], list[pl.DataFrame], pl.DataFrame]:
    """Codes and relations of one column with a lookup, what is unmapped, and rows a label leaves out.

    Works on the distinct texts, of which there are few, and carries the result back to the rows.
    """
    is_multi = column.to in BY_NAME and BY_NAME[column.to].is_multi
    distinct = texts["text"].unique(maintain_order=True)
    meanings = pl.DataFrame(
        [_meaning(text, column, labels=labels) for text in distinct],
        schema={"text": pl.String, "codes": pl.List(pl.String), "relations": pl.List(pl.String), "unmapped": pl.String,
                "rule": pl.String},
        orient="row",
    )  # fmt: skip
    joined = texts.join(meanings, on="text", how="left", maintain_order="left")
    unmapped = joined.filter(pl.col("unmapped").is_not_null())
    kind = "age-unreadable" if column.years or column.bands else "value-unmapped"
    problems = [_unmapped(unmapped.filter(~_is_odd_age(column)), kind, labels=labels)]
    problems.append(_problem("age-out-of-range", unmapped.filter(_is_odd_age(column))))
    codes, relations = pl.col("codes"), pl.col("relations")
    if not is_multi:
        codes, relations = codes.list.first(), relations.list.first()
    coded = joined.select(codes.alias(column.to), relations.alias(relation_column(column.to)))
    excluded = joined.filter(pl.col("rule").is_not_null()).select("sheet", "row", "rule")
    return coded.get_columns(), problems, excluded


def _is_odd_age(column: Column) -> pl.Expr:
    return pl.col("text").str.contains(r"^-?\d+$") if column.years else pl.lit(value=False)


def _unmapped(rows: pl.DataFrame, finding_id: str, *, labels: dict[str, LabelMeaning]) -> pl.DataFrame:
    """One finding a row, with the nearest declared label as a hint; a hint is never applied."""
    hints = {text: nearest(text, list(labels)) for text in rows["unmapped"].unique()}
    return rows.select(
        "sheet",
        "row",
        value=pl.col("unmapped"),
        detail=pl.col("unmapped").replace_strict(hints, default="", return_dtype=pl.String),
        finding_id=pl.lit(finding_id),
    )


def _meaning(
    text: str, column: Column, *, labels: dict[str, LabelMeaning]
) -> tuple[str, list[str] | None, list[str] | None, str | None, str | None]:
    """(text, codes, relations, first unmapped part, exclusion) of one distinct cell text."""
    known: list[LabelMeaning] = []
    for part in _parts(text, column, labels=labels):
        meaning = labels.get(part, _age(part, column))
        if meaning is None:
            return text, None, None, part, None
        known.append(meaning)
    excluded = next((meaning.exclude for meaning in known if meaning.exclude), None)
    pairs = sorted({(meaning.code or NOT_RECORDED, meaning.relation) for meaning in known})
    return text, [code for code, _ in pairs], [relation for _, relation in pairs], None, excluded


def _parts(text: str, column: Column, *, labels: dict[str, LabelMeaning]) -> list[str]:
    """The values of a cell; a text that is a label as a whole is not split."""
    if column.separator is None or text in labels:
        return [text]
    return [part.strip() for part in text.split(column.separator)]


def _age(part: str, column: Column) -> LabelMeaning | None:
    """Completed years, or an age band in one of the declared forms; forms that disagree say nothing."""
    if column.years and part.isdecimal() and int(part) <= OLDEST:
        return LabelMeaning(code=f"Y{int(part)}")
    bands = {code for form in column.bands if (code := _band(part, form))}
    return LabelMeaning(code=bands.pop()) if len(bands) == 1 else None


def _band(part: str, form: str) -> str | None:
    found = re.match(Form(form).pattern(r"\d{1,3}"), part)
    if found is None:
        return None
    first, last = whole({name: int(text) for name, text in found.groupdict().items()})
    ends = (first or 0, OLDEST if last is None else last)
    return code_of(*ends) if ends[0] <= ends[1] <= OLDEST else None


def _plain(texts: pl.DataFrame, column: Column, *, edition: Edition) -> tuple[list[pl.Series], list[pl.DataFrame]]:
    """Targets that are no dimension: the date, the keyed digest of the case number, plain codes."""
    if column.to in DATES:
        return _dates(texts, column, edition=edition)
    if column.to == "row_key":
        return _row_keys(texts)
    return [texts["text"].alias(column.to)], []


def _dates(texts: pl.DataFrame, column: Column, *, edition: Edition) -> tuple[list[pl.Series], list[pl.DataFrame]]:
    """Dates of one column. Records belong to a period by their reference date alone; other dates may be left empty."""
    read, day = read_dates(texts["text"], column.format or "", locale=column.locale), pl.col(column.to)
    dated = texts.with_columns(read.alias(column.to))
    if column.to != "reference_date":
        unread = dated.filter(day.is_null() & (pl.col("text") != ""))
        return [dated[column.to]], [_problem("date-unreadable", unread, detail=column.format)]
    starts_late = day < edition.period_start if edition.period_start else pl.lit(value=False)
    outside = dated.filter(starts_late | (day > edition.period_end))
    return [dated[column.to]], [
        _problem("date-unreadable", dated.filter(day.is_null()), detail=column.format),
        _problem("date-outside-period", outside, detail=f"{edition.period_start} to {edition.period_end}"),
    ]


def _row_keys(texts: pl.DataFrame) -> tuple[list[pl.Series], list[pl.DataFrame]]:
    """The keys, which are digests of the case numbers since tidying; findings show only where they stand."""
    number = pl.when(pl.col("text") != "").then(pl.col("text"))
    keyed = texts.select("sheet", "row", row_key=number, text=pl.lit(None, pl.String))
    repeated = keyed.with_columns(times=pl.len().over("row_key")).filter(
        pl.col("row_key").is_not_null() & (pl.col("times") > 1)
    )
    duplicated = _problem("row-key-duplicated", repeated).with_columns(detail=repeated["times"].cast(pl.String))
    missing = _problem("row-key-missing", keyed.filter(pl.col("row_key").is_null()))
    return [keyed["row_key"]], [duplicated, missing]


def _completed(rows: pl.DataFrame, tidy: Tidy, *, source: Source) -> pl.DataFrame:
    """The frame of `core.incident`: constants of the source, codes for fields it does not have, provenance."""
    facts = source.counting.facts()
    constants = {
        **{name: facts[name] for name in _OF_SOURCE},
        "source_id": source.source_id,
        "geo_code": source.geo_code,
        "stage": facts["recording_stage"],
        "columns": ", ".join(f"{name}={at}" for name, at in tidy.letters.items()),
        **dict.fromkeys(("row_key", "edition", "offence_date", "report_date")),
    }
    absent = [pl.lit(value, pl.String).alias(name) for name, value in constants.items() if name not in rows.columns]
    filled = rows.with_columns(*absent, *_not_recorded(rows), _PERIODS[source.period].alias("period"))
    codes = filled[VICTIM_AGE.name].drop_nulls().unique()
    ends = {code: pair for code in codes if (pair := bounds_of(code))}
    return filled.with_columns(
        victim_age_from=_looked_up(VICTIM_AGE.name, {code: first for code, (first, _) in ends.items()}),
        victim_age_to=_looked_up(VICTIM_AGE.name, {code: last for code, (_, last) in ends.items()}),
    ).select(*(pl.col(name).cast(kind) for name, kind in incident.COLUMNS.items()))


def _looked_up(name: str, values: dict[str, int]) -> pl.Expr:
    return pl.col(name).replace_strict(values, default=None, return_dtype=pl.Int64)


def _not_recorded(rows: pl.DataFrame) -> list[pl.Expr]:
    """Codes for the dimensions the national system has no field for."""
    filled = []
    for dimension in (*CODED, VICTIM_AGE):
        if dimension.name in rows.columns:
            continue
        for name, value in ((dimension.name, NOT_RECORDED), (relation_column(dimension.name), EQUAL)):
            filled.append((pl.lit([value]) if dimension.is_multi else pl.lit(value)).alias(name))
    return filled

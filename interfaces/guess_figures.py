"""What a published table seems to hold: label columns, columns of numbers, and what their labels may stand for."""

import re
from dataclasses import dataclass

import polars as pl

from interfaces import guess_columns
from pipelines import suggest
from pipelines.identifiers import kinds_in
from pipelines.layout import Block
from schemas.dimension import DIMENSIONS

_VALUE = r"^[<>≤≥]?\s*[-+\u2212]?\d[\d.,' \u00a0\u202f]*\s*%?[*†‡]?$"
_YEAR = re.compile(r"(?:.*\D)?((?:19|20)\d\d)(?:\D.*)?")
_MISSING = frozenset({"-", "\u2013", ":", ".", "..", "...", "*", "x", "nc", "n/a", "na", "nd"})
_NUMERIC, _MOST_TEXTS = 0.6, 80


@dataclass(frozen=True)
class Meaning:
    """What one label may say: attributes as YAML, or nothing; the hint says why."""

    attributes: str
    hint: str


@dataclass(frozen=True)
class Figures:
    """A cross-tab (`heads`) or a list (`value`): its label columns, their labels, and the notation of its numbers."""

    kind: str
    stubs: list[str]
    heads: list[str]
    value: str
    labels: dict[str, dict[str, Meaning]]
    fill_down: list[str]
    section_rows: bool
    thousands: str
    decimal: str
    strip: list[str]
    missing: dict[str, int]
    asides: list[str]


def figures(block: Block, rows: pl.DataFrame, *, spoken: str) -> Figures | None:
    """The figures of a table without dates or case numbers, most of whose columns are numbers; None for records."""
    numeric = _numeric(rows)
    if not numeric or _is_records(rows, numeric, spoken=spoken):
        return None
    first = rows.columns.index(numeric[0])
    texts = pl.concat([rows[name].alias("text") for name in numeric]).drop_nulls()
    is_list = len(numeric) == 1 and not _YEAR.fullmatch(numeric[0]) and len(block.heads) == 1
    stubs = _stubs(rows.columns[:first], is_list=is_list)
    heads = [] if is_list else _heads(block, first)
    filled = [new for old, new in list(stubs.items())[:-1] if rows[old].null_count()]
    labels = {new: _meanings(_said(rows[old], new in filled), spoken) for old, new in stubs.items()}
    labels |= {name: _head_meanings(block, level, first=first, spoken=spoken) for level, name in enumerate(heads)}
    others = [name for name in rows.columns[first:] if name not in numeric]
    kind, value = ("list", numeric[0]) if is_list else ("crosstab", "")
    return Figures(
        kind, list(stubs.values()), heads, value, labels, filled, _has_sections(rows), *_notation(texts), others
    )


def _said(labels: pl.Series, is_filled: bool) -> pl.Series:  # noqa: FBT001 - of the column, not a way to behave
    """What a column of labels says: blanks say what stands above them where it is filled down."""
    return labels.drop_nulls() if is_filled else labels


def _numeric(rows: pl.DataFrame) -> list[str]:
    """Columns of numbers; the first column labels the rows, by numbers too."""
    return [name for name in rows.columns[1:] if _share(rows[name]) >= _NUMERIC and not _is_label(name, rows[name])]


def _stubs(columns: list[str], *, is_list: bool) -> dict[str, str]:
    """Label columns to the names they get: their own in a list, short ones beside a cross-tab."""
    short = {name: guess_columns.slug(name) or f"label_{at}" for at, name in enumerate(columns, start=1)}
    return dict(zip(columns, columns, strict=True)) if is_list else short


def _share(values: pl.Series) -> float:
    filled = values.drop_nulls()
    is_number = filled.str.contains(_VALUE)
    is_value = is_number | filled.str.to_lowercase().is_in(list(_MISSING))
    return int(is_value.sum() or 0) / filled.len() if is_number.any() else 0.0


def _is_label(name: str, values: pl.Series) -> bool:
    """Whether numbers label the rows: years, and codes that start with a zero."""
    filled = values.drop_nulls()
    years = filled.str.contains(r"^(?:19|20)\d\d$").all() and not _YEAR.fullmatch(name)
    return bool(years or filled.str.contains(r"^0\d").any())


def _is_records(rows: pl.DataFrame, numeric: list[str], *, spoken: str) -> bool:
    """Whether a row is a record: it has a day that others share, or a case number, and few columns of numbers."""
    told = guess_columns.records_columns(rows.head(2_000), spoken)
    targets = {column.target for column in told} & {each.name for each in DIMENSIONS}
    is_dated = any(column.target == "reference_date" for column in told)
    return (is_dated or len(targets) > 1) and 2 * len(numeric) <= rows.width


def _heads(block: Block, first: int) -> list[str]:
    """Names of the header rows: `year` where they say years, else their place."""
    texts = [[text for column, text in head.items() if column > first] for head in block.heads]
    return [
        "year" if found and all(map(_YEAR.fullmatch, found)) else "measure" if len(texts) == 1 else f"head_{level}"
        for level, found in enumerate(texts, start=1)
    ]


def _head_meanings(block: Block, level: int, *, first: int, spoken: str) -> dict[str, Meaning]:
    columns = [int(name) for name in block.body.columns if name != "row" and int(name) > first]
    texts = dict.fromkeys(block.heads[level].get(column, "") for column in columns)
    return {text: _year(text) or _meaning(text, spoken) for text in texts}


def _year(text: str) -> Meaning | None:
    found = _YEAR.fullmatch(text)
    if not found:
        return None
    return Meaning(f"{{period_start: {found[1]}-01-01, period_end: {found[1]}-12-31}}", "a calendar year?")


def _meanings(values: pl.Series, spoken: str) -> dict[str, Meaning]:
    """Texts of a label column to what they may say, a blank too; none where they seem to identify persons."""
    texts = list(guess_columns.counted(values.drop_nulls()))[:_MOST_TEXTS]
    if kinds_in("", texts):
        return {}
    best = max(
        DIMENSIONS, key=lambda each: sum(bool(suggest.code(text, each.name, languages=_in(spoken))) for text in texts)
    )
    blank = [""] if values.null_count() else []
    return {text: _meaning(text, spoken, dimension=best.name) for text in [*texts, *blank]}


def _in(spoken: str) -> list[str]:
    return [spoken] if spoken else []


def _meaning(text: str, spoken: str, *, dimension: str = "") -> Meaning:
    """A code of the dimension most labels beside it belong to; of a head the dimension that fits best."""
    if guess_columns.is_total(text):
        return Meaning("{dimension: total, code: ALL}", "a total")
    tried = [dimension] if dimension else [each.name for each in DIMENSIONS]
    found = [(told, name) for name in tried if text and (told := suggest.code(text, name, languages=_in(spoken)))]
    if not found:
        return Meaning("", _kind(text, spoken))
    told, name = max(found, key=lambda each: each[0].score)
    mapping = "" if told.relation == "EQUAL" else f", mapping: {told.relation}"
    return Meaning(
        f'{{dimension: {name}, code: "{told.meaning}"{mapping}}}', f"{told.score}, {told.relation}: {told.term}"
    )


def _kind(text: str, spoken: str) -> str:
    known = [each.meaning for each in suggest.targets(text, _in(spoken)) if each.meaning in {"count", "year"}]
    return f"looks like a {known[0]}" if known else ""


def _has_sections(rows: pl.DataFrame) -> bool:
    others = pl.all_horizontal(pl.nth(range(1, rows.width)).is_null())
    return rows.width > 1 and bool(rows.select((pl.nth(0).is_not_null() & others).any()).item())


def _notation(texts: pl.Series) -> tuple[str, str, list[str], dict[str, int]]:
    """Sign of thousands and of decimals, signs to strip, and words in place of numbers with their times."""
    grouped = {
        sign: int(texts.str.contains(rf"^[-+]?\d{{1,3}}(?:[{sign}]\d{{3}})+(?:\D|$)").sum())
        for sign in (",", ".", " ", "'")
    }
    broken = {sign: int(texts.str.contains(rf"[{sign}](?:\d{{1,2}}(?:\D|$)|\d{{4,}})").sum()) for sign in (",", ".")}
    decimal = "," if broken[","] > broken["."] else "."
    thousands = max((sign for sign in grouped if sign != decimal), key=lambda sign: grouped[sign])
    words_found = texts.filter(~texts.str.contains(_VALUE))
    return (
        thousands if grouped[thousands] else "",
        decimal,
        ["%"] if texts.str.contains("%", literal=True).any() else [],
        guess_columns.counted(words_found),
    )

"""Published cells to figures: what each label says of a cell is put together; printed values become numbers."""

from typing import Any

import polars as pl

from pipelines.harmonise import Coded
from pipelines.layout import clean_text
from pipelines.numbers import read_numbers
from pipelines.tidy import Tidy
from schemas import figure, finding
from schemas.layout import Attributes, FiguresTable
from schemas.shown import shown_name
from schemas.source import Edition, Source

_ATTRIBUTES: dict[str, pl.DataType] = {
    "dimension": pl.String(),
    "code": pl.String(),
    "mapping": pl.String(),
    "base_filter": pl.String(),
    "statistic": pl.String(),
    "unit": pl.String(),
    "base_from": pl.Int64(),
    "base_to": pl.Int64(),
    "base_options": pl.List(pl.Int64()),
    "base_basis": pl.String(),
    "response_type": pl.String(),
    "response_basis": pl.String(),
    "parent": pl.String(),
    "counting_unit": pl.String(),
    "geo_code": pl.String(),
    "geographic_role": pl.String(),
    "period_start": pl.Date(),
    "period_end": pl.Date(),
    "document": pl.String(),
    "section": pl.String(),
    "exclude": pl.String(),
}
_NEEDED = ("dimension", "code", "statistic", "section")


def harmonise_figures(tidy: Tidy, table: FiguresTable, *, source: Source, edition: Edition) -> Coded:
    """Every published cell with all its attributes; cells whose labels are undeclared or incomplete are findings."""
    told, unmapped = _told(tidy.rows, table)
    complete, incomplete = _complete(told, source, edition=edition)
    excluded = complete.filter(pl.col("exclude").is_not_null()).select(
        "sheet", "row", rule=pl.lit("label: ") + pl.col("exclude")
    )
    kept = complete.filter(pl.col("exclude").is_null())
    valued, unreadable = _valued(kept, table)
    return Coded(_figures(valued, source), excluded, [unmapped, incomplete, unreadable])


def _told(rows: pl.DataFrame, table: FiguresTable) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Attributes from every label path, the first path that says something wins, `defaults` last."""
    told = rows
    for at, (path, meanings) in enumerate(table.labels.items()):
        key = pl.concat_str(pl.col(path.split(" | ")), separator=" | ")
        known = pl.DataFrame(
            [{"key": _clean_key(text), **_flat(meaning)} for text, meaning in meanings.items()],
            schema={"key": pl.String, **_ATTRIBUTES},
        ).with_columns(is_known=True)
        renamed = known.rename({name: f"{name}@{at}" for name in known.columns if name != "key"})
        told = told.with_columns(key=key).join(renamed, on="key", how="left", maintain_order="left").drop("key")
    is_known = pl.all_horizontal(pl.col(f"is_known@{at}").fill_null(value=False) for at in range(len(table.labels)))
    labels = pl.concat_str(pl.col(_label_names(table)), separator=" | ")
    as_told = pl.concat_str([shown_name(pl.col(name)) for name in _label_names(table)], separator=" | ")
    unmapped = told.filter(~is_known).select("sheet", "row", "cell", "value", detail=as_told)
    last = _flat(table.defaults)
    coalesced = told.filter(is_known).select(
        "sheet", "row", "cell", "value", "column", labels.alias("label"),
        *(
            pl.coalesce(*(f"{name}@{at}" for at in range(len(table.labels))), pl.lit(last[name], kind)).alias(name)
            for name, kind in _ATTRIBUTES.items()
        ),
    )  # fmt: skip
    return coalesced, finding.of_rows("label-unmapped", unmapped)


def _label_names(table: FiguresTable) -> list[str]:
    return list(dict.fromkeys(name for path in table.labels for name in path.split(" | ")))


def _clean_key(text: str) -> str:
    return " | ".join(clean_text(part) for part in text.split("|"))


def _flat(attributes: Attributes) -> dict[str, Any]:
    """The attributes as columns; a base is one number, several possible numbers, or only an upper limit."""
    told = attributes.model_dump(exclude={"base", "base_to"})
    options = attributes.base if isinstance(attributes.base, list) else None
    single = attributes.base if isinstance(attributes.base, int) else None
    return told | {
        "base_from": min(options) if options else single or (1 if attributes.base_to else None),
        "base_to": max(options) if options else attributes.base_to or single,
        "base_options": options,
    }


def _complete(told: pl.DataFrame, source: Source, *, edition: Edition) -> tuple[pl.DataFrame, pl.DataFrame]:
    facts = source.counting.facts()
    first_document = next(iter(source.documents))
    is_single = pl.col("response_type").is_not_null()
    completed = told.with_columns(
        pl.col("mapping").fill_null("EQUAL"),
        pl.col("counting_unit").fill_null(facts["counting_unit"]),
        pl.col("geographic_role").fill_null(facts["geographic_role"]),
        pl.col("document").fill_null(first_document),
        pl.col("base_basis").fill_null("NOT_STATED"),
        pl.col("response_basis").fill_null(pl.when(is_single).then(pl.lit("ASSUMED")).otherwise(pl.lit("NOT_STATED"))),
        pl.col("response_type").fill_null("UNKNOWN"),
        pl.when(pl.col("period_end").is_null())
        .then(pl.lit(edition.period_start, pl.Date))
        .otherwise("period_start")
        .alias("period_start"),
        pl.col("period_end").fill_null(edition.period_end),
    )
    silent = pl.concat_str(
        *(pl.when(pl.col(name).is_null()).then(pl.lit(f"{name} ")).otherwise(pl.lit("")) for name in _NEEDED)
    ).str.strip_chars()
    is_silent = (silent != "") & pl.col("exclude").is_null()
    incomplete = completed.filter(is_silent).select("sheet", "row", "cell", "value", detail=silent)
    return completed.filter(~is_silent), finding.of_rows("label-ambiguous", incomplete)


def _valued(rows: pl.DataFrame, table: FiguresTable) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Printed text to number by the declared notation; declared words to what they stand for."""
    texts = rows.rename({"value": "value_text"})
    parsed = texts.hstack(read_numbers(texts["value_text"], table)).with_columns(
        decimals=pl.col("plain").str.extract(r"\.(\d+)$").str.len_chars().fill_null(0).cast(pl.Int64)
    )
    is_unreadable = pl.col("plain").is_null() & pl.col("obs_status").is_null()
    unreadable = parsed.filter(is_unreadable).select(
        "sheet", "row", "cell", value=pl.col("value_text"), detail=pl.lit("")
    )
    is_shown = pl.col("value").is_not_null()
    kept = parsed.filter(~is_unreadable).with_columns(
        pl.col("obs_status").fill_null("A"),
        pl.when(is_shown).then(pl.col("conf_status").fill_null("F")).otherwise("conf_status").alias("conf_status"),
    )
    return kept, finding.of_rows("number-unreadable", unreadable)


def _figures(rows: pl.DataFrame, source: Source) -> pl.DataFrame:
    return rows.with_columns(
        source_id=pl.lit(source.source_id),
        edition=pl.lit(None, pl.String),
        figure_id=pl.concat_str("sheet", pl.lit("!"), "cell"),
        geo_code=pl.col("geo_code").fill_null(source.geo_code),
        period=_period(),
        decimals=pl.when(pl.col("value").is_not_null()).then("decimals"),
    ).select(*(pl.col(name).cast(kind) for name, kind in figure.COLUMNS.items()))


def _period() -> pl.Expr:
    """`2016` for a calendar year, `2013-10/2016-04` for months, `/2016-12` where the start is not stated."""
    start, end = pl.col("period_start"), pl.col("period_end")
    is_year = (start.dt.truncate("1y") == start) & (end.dt.offset_by("1d") == start.dt.offset_by("1y"))
    months = pl.concat_str(start.dt.strftime("%Y-%m").fill_null(""), pl.lit("/"), end.dt.strftime("%Y-%m"))
    return pl.when(is_year.fill_null(value=False)).then(end.dt.strftime("%Y")).otherwise(months)

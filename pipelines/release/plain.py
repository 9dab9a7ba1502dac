"""A frame for formats without lists: one plain value a field, and a note where numbers are invented."""

import re

import polars as pl

NOTE = "remark"
INVENTED = "Invented data of a model country."
_MODEL = re.compile(r"\bX[A-Z]\b|\bx[a-z]_[a-z0-9]")
_BETWEEN = "|"


def flattened(frame: pl.DataFrame) -> pl.DataFrame:
    """Lists as texts, empty texts as no value, no columns of records, and the note as the last column."""
    records = of_records(frame)
    plain = frame.select(_plain(name, kind) for name, kind in frame.schema.items() if name not in records)
    return plain.with_columns(pl.col(pl.String).replace("", None), note(plain).alias(NOTE))


def of_records(frame: pl.DataFrame) -> list[str]:
    """The columns whose fields hold records."""
    return [name for name, kind in frame.schema.items() if _is_deep(kind)]


def _is_deep(kind: pl.DataType) -> bool:
    inner = kind.inner if isinstance(kind, pl.List) else kind
    return isinstance(inner, pl.DataType) and inner.is_nested()


def note(frame: pl.DataFrame) -> pl.Series:
    """For each row whether its numbers are invented: it says so itself, or names a model country or its source."""
    if "is_model" in frame.columns:
        invented = frame["is_model"].fill_null(value=False)
    else:
        texts = frame.select(pl.concat_str(pl.col(pl.String).fill_null(""), separator=" ")).to_series()
        invented = texts.str.contains(_MODEL.pattern)
    return pl.select(pl.when(invented).then(pl.lit(INVENTED))).to_series()


def _plain(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(kind, pl.List):
        return column.cast(pl.List(pl.String)).list.join(_BETWEEN)
    return column.cast(pl.Int64) if kind.is_integer() else column

"""Printed text to numbers by a declared notation; declared words to what they stand for. Nothing is guessed."""

import re

import polars as pl

from pipelines.layout import clean_text
from schemas.layout import Notation


def read_numbers(texts: pl.Series, notation: Notation) -> pl.DataFrame:
    """For each text `plain` (digits and point), `value`, `value_high` and `obs_status`.

    `plain` and `obs_status` are null where a text is neither a number in the notation nor a declared word.
    """
    words = pl.DataFrame(
        [{"text": clean_text(text), **word.model_dump()} for text, word in notation.values.items()],
        schema={"text": pl.String, "value": pl.Float64, "value_high": pl.Float64, "obs_status": pl.String},
    )
    number = pl.col("text")
    for sign in notation.strip:
        number = number.str.replace_all(sign, "", literal=True)
    number = number.str.strip_chars()
    plain = pl.when(number.str.contains(_pattern(notation))).then(_as_plain(number, notation))
    return (
        texts.alias("text")
        .to_frame()
        .with_columns(plain=plain)
        .join(words, on="text", how="left", maintain_order="left")
        .select("plain", pl.coalesce("value", pl.col("plain").cast(pl.Float64)), "value_high", "obs_status")
    )


def _pattern(notation: Notation) -> str:
    """The declared notation of a number: thousands in groups of three or none, so that `1,24` is never read as 124."""
    point, group = re.escape(notation.decimal), re.escape(notation.thousands)
    grouped = rf"|\d{{1,3}}({group}\d{{3}})+" if notation.thousands else ""
    return rf"^-?(\d+{grouped})({point}\d+)?$"


def _as_plain(number: pl.Expr, notation: Notation) -> pl.Expr:
    ungrouped = number.str.replace_all(notation.thousands, "", literal=True) if notation.thousands else number
    return ungrouped.str.replace(notation.decimal, ".", literal=True)

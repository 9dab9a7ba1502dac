"""Printed text to numbers by a declared notation; declared ranges and words to what they stand for. No guesses."""

import re

import polars as pl

from pipelines.layout import clean_text
from schemas.notation import Notation, Range
from schemas.span import Form

_STATUS = ("obs_status", "conf_status")
_TOLD = {"value": pl.Float64, "value_high": pl.Float64, **dict.fromkeys(_STATUS, pl.String)}
_MINUS = "\N{MINUS SIGN}"


def read_numbers(texts: pl.Series, notation: Notation) -> pl.DataFrame:
    """For each text `plain` (digits and point), `value`, `value_high`, `obs_status` and `conf_status`.

    `plain` and `obs_status` are null where a text is neither a number, nor a declared range, nor a declared word.
    """
    words = pl.DataFrame(
        [{"text": clean_text(text), **word.model_dump()} for text, word in notation.values.items()],
        schema={"text": pl.String, **_TOLD},
    )
    number = _stripped(pl.col("text"), notation)
    plain = pl.when(number.str.contains(f"^[-{_MINUS}]?{_number(notation)}$")).then(_as_plain(number, notation))
    worded = texts.alias("text").to_frame().join(words, on="text", how="left", maintain_order="left")
    read = _with_ranges(worded.with_columns(plain=plain), notation)
    return read.select("plain", pl.coalesce("value", pl.col("plain").cast(pl.Float64)), "value_high", *_STATUS)


def _stripped(text: pl.Expr, notation: Notation) -> pl.Expr:
    for sign in notation.strip:
        text = text.str.replace_all(sign, "", literal=True)
    return text.str.strip_chars()


def _number(notation: Notation) -> str:
    """A number without its sign: thousands in groups of the declared size or none, so that `1,24` is never 124."""
    decimal, thousands, (last, others) = notation.signs
    point, group = re.escape(decimal), re.escape(thousands)
    grouped = rf"|[1-9]\d{{0,{others - 1}}}(?:{group}\d{{{others}}})*{group}\d{{{last}}}" if thousands else ""
    return rf"(?:\d+{grouped})(?:{point}\d+)?"


def _as_plain(number: pl.Expr, notation: Notation) -> pl.Expr:
    decimal, thousands, _ = notation.signs
    ungrouped = number.str.replace_all(thousands, "", literal=True) if thousands else number
    return ungrouped.str.replace(decimal, ".", literal=True).str.replace(_MINUS, "-", literal=True)


def _with_ranges(read: pl.DataFrame, notation: Notation) -> pl.DataFrame:
    """Fill in the texts of declared ranges that are nothing else; where two forms disagree, a text stays unread."""
    if not notation.ranges:
        return read
    spans = [_span(text, said, notation=notation) for text, said in notation.ranges.items()]
    first = pl.coalesce(spans)
    agree = pl.all_horizontal((span == first).fill_null(value=True) for span in spans)
    fits = pl.col("plain").is_null() & pl.col("obs_status").is_null() & first.is_not_null() & agree
    return read.with_columns(pl.when(fits).then(first.struct.field(name)).otherwise(name).alias(name) for name in _TOLD)


def _span(text: str, said: Range, *, notation: Notation) -> pl.Expr:
    """What one form says of each text; null where it does not fit or the range is the wrong way round."""
    form = Form(clean_text(str(pl.select(_stripped(pl.lit(text), notation)).item())))
    found = _stripped(pl.col("text"), notation).str.extract_groups(form.pattern(_number(notation)))
    ends = {name: _as_plain(found.struct.field(name), notation).cast(pl.Float64) for name in form.slots}
    one = 1 if said.whole else 0
    low = ends.get("from", ends["above"] + one if "above" in ends else pl.lit(0.0))
    high = ends.get("to", ends["below"] - one if "below" in ends else pl.lit(None, pl.Float64))
    status = [pl.lit(getattr(said, name), pl.String).alias(name) for name in _STATUS]
    return pl.when(low <= high).then(pl.struct(low.alias("value"), high.alias("value_high"), *status))

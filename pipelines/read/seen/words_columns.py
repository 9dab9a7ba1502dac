"""What the texts of whole columns look like, as `words` tells it of single texts."""

from typing import NamedTuple

import polars as pl

from pipelines.read.seen.words import is_live, oddity

NUMBER = r"^\s*[+-]?\d+([.,]\d+)?([eE][+-]?\d+)?%?\s*$"
_FORMS = (
    ("ymd", r"^\s*(?<year>\d{4})[-/.](?<first>\d\d?)[-/.](?<second>\d\d?)(?<clock>[ T]\d\d:\d\d.*)?\s*$"),
    ("dot", r"^\s*(?<first>\d\d?)\.\s?(?<second>\d\d?)\.\s?(?<year>\d{4})(?: 00:00(?::00)?)?\s*$"),
    ("slash", r"^\s*(?<first>\d\d?)[/-](?<second>\d\d?)[/-](?<year>\d{4})(?: 00:00(?::00)?)?\s*$"),
    ("short", r"^\s*(?<first>\d\d?)[./-](?<second>\d\d?)[./-](?<year>\d\d)\s*$"),
)
_LABEL = r"^[\p{L}\p{Nl}\p{No}]+(?:[ '\u2019/.-]{1,2}[\p{L}\p{Nl}\p{No}]+){0,2}\.?$"
_LONGEST_LABEL, _TURN = 40, 70
_LATIN, _GREEK, _CYRILLIC = r"A-Za-z\u00c0-\u017e", r"\u0384-\u03ff", r"\u0400-\u045f"
_PLAIN = r" -~\u00c0-\u0131\u0134-\u0151\u0154-\u017e\u0384-\u03ff\u0400-\u045f"
_TWICE = (  # a letter of cp1252 that starts a sign of UTF-8, and one that goes on with it
    r"[\u00c2-\u00f4][\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d"
    r"\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]"
)
_MIXED = "|".join(
    rf"[{one}]\S*[{other}]|[{other}]\S*[{one}]"
    for one, other in ((_LATIN, _GREEK), (_LATIN, _CYRILLIC), (_GREEK, _CYRILLIC))
)
_REASONS = {"text": pl.String, "reason": pl.String}
_FOLDED = {"text": pl.String, "key": pl.String}
_LIVE = r"^[\s';]*(?:%0[Aa])?[=@\uff1d]|^[+\-]\d"
_SUSPECT = rf"[^{_PLAIN}]|{_TWICE}|{_MIXED}|{_LIVE}"


class Dates(NamedTuple):
    """The dates of a column: their form, their numbers in the order of the text, and what follows a day."""

    form: pl.Series
    year: pl.Series
    first: pl.Series
    second: pl.Series
    clock: pl.Series


def form(texts: pl.Expr) -> pl.Expr:
    """The way each date is written; null where a text is no date."""
    return pl.coalesce(pl.when(texts.str.contains(pattern)).then(pl.lit(name)) for name, pattern in _FORMS)


def dates(texts: pl.Series) -> Dates:
    """The parts of each date; null where a text is none."""
    named = pl.DataFrame({"text": texts}).with_columns(form=form(pl.col("text")))
    parts = [
        pl.when(pl.col("form") == name).then(
            pl.struct(
                pl.col("text").str.extract_groups(pattern).struct.field("year", "first", "second").cast(pl.Int64),
                _clock(name, pattern),
            )
        )
        for name, pattern in _FORMS
    ]
    whole = named.select("form", part=pl.coalesce(parts)).unnest("part")
    return Dates(*(whole[name] for name in Dates._fields))


def _clock(name: str, pattern: str) -> pl.Expr:
    told = pl.col("text").str.extract_groups(pattern).struct.field("clock") if name == "ymd" else pl.lit("")
    return told.fill_null("").alias("clock")


def days(year: pl.Series, month: pl.Series, *, day: pl.Series) -> pl.Series:
    """The days in ISO form, null where there is no such day; years of two digits turn in 1970."""
    century = pl.when(pl.col("y") > 99).then(0).when(pl.col("y") < _TURN).then(2000).otherwise(1900)  # noqa: PLR2004
    whole = pl.format(
        "{}-{}-{}",
        (pl.col("y") + century).cast(pl.String).str.zfill(4),
        pl.col("m").cast(pl.String).str.zfill(2),
        pl.col("d").cast(pl.String).str.zfill(2),
    )
    parts = pl.DataFrame({"y": year, "m": month, "d": day})
    return parts.select(whole.str.to_date("%Y-%m-%d", strict=False).dt.to_string("%Y-%m-%d")).to_series()


def folded(texts: pl.Series) -> pl.Series:
    """The texts without case and blanks at their ends; Polars folds no ligatures."""
    plain = pl.col("text").str.strip_chars().str.to_lowercase()
    whole = pl.DataFrame({"text": texts})
    marked = texts.filter(texts.str.contains(r"[^ -~]")).unique()
    if marked.is_empty():
        return whole.select(plain).to_series()
    told = pl.DataFrame({"text": marked, "key": [text.strip().casefold() for text in marked]}, schema=_FOLDED)
    return whole.join(told, on="text", how="left", maintain_order="left").select(pl.coalesce("key", plain)).to_series()


def is_plain_label(text: pl.Expr) -> pl.Expr:
    """Whether each text looks like a label of a list: a few words of letters."""
    return text.str.contains(_LABEL) & (text.str.len_chars() <= _LONGEST_LABEL)


def signs(texts: pl.Series) -> pl.DataFrame:
    """`text` and `reason` of the distinct texts with unusual signs, or that a spreadsheet would run.

    Nearly all texts are of plain letters of one script: only others are looked at one by one.
    """
    suspects = texts.filter(texts.str.contains(_SUSPECT)).unique(maintain_order=True)
    reasons = ["formula" if is_live(text) else oddity(text) for text in suspects]
    return pl.DataFrame({"text": suspects, "reason": reasons}, schema=_REASONS).drop_nulls()


def numbers(texts: pl.Expr) -> pl.Expr:
    """Whether each text is one plain number."""
    return texts.str.contains(NUMBER)

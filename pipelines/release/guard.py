r"""Texts of delimited files, as a spreadsheet opens them: none of them is taken for a formula.

>>> guarded(pl.Series(["=1+1", "-5.5", "plain", None])).to_list()
["'=1+1", '-5.5', 'plain', None]
"""

import polars as pl

_FORMULA = "^(?:[=+\\-@\uff1d\uff0b\uff0d\uff20]|%0A)"  # the four in the middle are full-width forms of the others
_NUMBER = r"^[+-]?\d+(?:[.,]\d+)*$"


def guarded(texts: pl.Series) -> pl.Series:
    """The texts, with an apostrophe before those that a spreadsheet would take for a formula."""
    return guarded_frame(texts.to_frame()).to_series()


def guarded_frame(frame: pl.DataFrame) -> pl.DataFrame:
    """The same for every column of texts."""
    return frame.with_columns(_guarded(name) for name, kind in frame.schema.items() if kind == pl.String)


def _guarded(name: str) -> pl.Expr:
    here = pl.col(name)
    is_formula = here.str.strip_chars_start().str.contains(_FORMULA) & ~here.str.contains(_NUMBER)
    return pl.when(is_formula).then(pl.concat_str(pl.lit("'"), here)).otherwise(here).alias(name)

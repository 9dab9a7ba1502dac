r"""Texts of delimited files, as a spreadsheet opens them: none of them is taken for a formula.

>>> guarded(pl.Series(["=1+1", "-5.5", "plain", None])).to_list()
["'=1+1", '-5.5', 'plain', None]
"""

import polars as pl

_FORMULA = "^(?:[=+\\-@\uff1d\uff0b\uff0d\uff20]|%0A)"  # the four in the middle are full-width forms of the others
_NUMBER = r"^[+-]?\d+(?:[.,]\d+)*$"


def guarded(texts: pl.Series) -> pl.Series:
    """The texts, with an apostrophe before those that a spreadsheet would take for a formula."""
    here = pl.col("text")
    is_formula = here.str.strip_chars_start().str.contains(_FORMULA) & ~here.str.contains(_NUMBER)
    guarded_text = pl.when(is_formula).then(pl.concat_str(pl.lit("'"), here)).otherwise(here)
    return texts.to_frame("text").select(guarded_text.alias(texts.name)).to_series()


def guarded_frame(frame: pl.DataFrame) -> pl.DataFrame:
    """The same for every column of texts."""
    return frame.with_columns(guarded(each) for each in frame.get_columns() if each.dtype == pl.String)

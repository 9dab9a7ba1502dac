"""What a report may show of a value; apart, because readers need it before anything else."""

import polars as pl

from schemas.identifier import may_identify

_LONGEST_SHOWN = 30
_PLAIN = r"^[\p{L}\p{N} _.,:;/%<>=()'\-+*]*$"


def shown(value: pl.Expr) -> pl.Expr:
    """The value as a report may show it: plain and short as it is, otherwise only its length and kinds of signs.

    Anything longer or odder than a code could be a name or a story about a child (promises.md P33).
    """
    is_plain = (value.str.len_chars() <= _LONGEST_SHOWN) & value.str.contains(_PLAIN) & ~may_identify(value)
    hidden = pl.format(
        "[{} characters: {}]",
        value.str.len_chars(),
        pl.concat_str(
            pl.when(value.str.contains(r"\p{L}")).then(pl.lit("letters ")).otherwise(pl.lit("")),
            pl.when(value.str.contains(r"\p{N}")).then(pl.lit("digits ")).otherwise(pl.lit("")),
            pl.when(value.str.contains(r"[^\p{L}\p{N} ]")).then(pl.lit("signs ")).otherwise(pl.lit("")),
        ).str.strip_chars(),
    )
    return pl.when(value.is_null() | is_plain).then(value).otherwise(hidden)

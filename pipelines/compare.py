"""What a delivery changes against an earlier one: rows added, changed, withdrawn, by key."""

from dataclasses import dataclass

import polars as pl

_PLACE = ("edition", "sheet", "row", "columns", "cell")


@dataclass(frozen=True)
class Difference:
    """Row keys added, changed and withdrawn; `unchanged` is a count."""

    added: pl.Series
    changed: pl.Series
    withdrawn: pl.Series
    unchanged: int

    @property
    def is_none(self) -> bool:
        """Whether every row stands in both, and says the same."""
        return not (self.added.len() or self.changed.len() or self.withdrawn.len())

    def told(self) -> str:
        """In words."""
        return (
            f"{self.added.len()} rows added, {self.changed.len()} changed,"
            f" {self.withdrawn.len()} withdrawn, {self.unchanged} unchanged"
        )


def difference(former: pl.DataFrame, latter: pl.DataFrame) -> Difference:
    """Compare two frames of accepted incidents or figures; where a row stands in the file does not count."""
    key = "figure_id" if "figure_id" in former.columns else "row_key"
    one, other = _content(former, key), _content(latter, key)
    both = one.join(other, on="key", how="inner", suffix="_latter")
    changed = both.filter(pl.col("content") != pl.col("content_latter"))["key"]
    return Difference(
        other.join(one, on="key", how="anti")["key"],
        changed,
        one.join(other, on="key", how="anti")["key"],
        both.height - changed.len(),
    )


def _content(rows: pl.DataFrame, key: str) -> pl.DataFrame:
    """Key and one hash of everything else. Rows without a key are told apart by content and count."""
    said = rows.select(pl.exclude(*_PLACE))
    hashed = said.with_columns(content=said.hash_rows(seed=0))
    alike = pl.concat_str("content", pl.int_range(pl.len()).over("content"), separator="-")
    return hashed.select(pl.coalesce(pl.col(key), alike).alias("key"), "content")

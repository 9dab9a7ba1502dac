"""Why a verdict is what it is, for pairs where it is asked: every rule that fired, and what each repair would lift.

Reasons are the facts at the level of the verdict. Each of them alone gives that level; all of them have to go for it to
change, and nothing else has to (ADR 16). What is less bad stands below them and is what remains once they are lifted.
"""

import polars as pl

from schemas import codelist
from schemas.comparability import FIRST, LEVELS, SECOND, UNKNOWN, Rulebook
from warehouse.comparability.verdict import LEVEL, Compared, verdicts
from warehouse.comparability.verdict_blocks import bit_of
from warehouse.comparability.verdict_values import Table

_WHOSE = {FIRST: "ONE", SECOND: "OTHER"}


def differences(ready: Compared, pairs: pl.DataFrame, *, values: pl.DataFrame) -> pl.DataFrame:
    """Every rule above COMPARABLE for pairs (`one`, `other`), worst first; `after`: the level once its repair is done.

    `values`: the profiles, for the values to be shown.
    """
    numbered = verdicts(ready, pairs).with_row_index("pair")
    fired = pl.concat([_fired(ready, each, pairs=numbered, values=values) for each in ready.tables])
    told = fired.join(_told(ready.book), on="rule")
    lifted = told.join(_after(told), on=["pair", "action"], how="left")
    ordered = lifted.with_columns(is_reason=pl.col("level") == pl.col("verdict")).sort(
        "pair", "rank", "number", descending=[False, True, False]
    )
    return ordered.join(_best(told), on="pair", how="left", maintain_order="left")


def _fired(ready: Compared, each: Table, *, pairs: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
    """The rule of one fact for the pairs that differ in it."""
    differs = (pl.col("differ") & bit_of(ready.book, each.fact.fact)) > 0
    apart = pairs.filter(differs)
    source, own = ready.numbers["source"], each.values.cast(pl.UInt32)
    layer = (source.gather(apart["one"]) == source.gather(apart["other"])).cast(pl.UInt32)
    at = layer * each.size**2 + own.gather(apart["one"]) * each.size + own.gather(apart["other"])
    shown = values[each.fact.fact].cast(pl.String)
    return apart.with_columns(
        each.rule.gather(at).alias("rule"),
        each.side.gather(at).replace_strict(_WHOSE, default="BOTH", return_dtype=pl.String).alias("whose"),
        shown.gather(apart["one"]).alias("value_one"),
        shown.gather(apart["other"]).alias("value_other"),
    )


def _told(book: Rulebook) -> pl.DataFrame:
    """The rules with what a reader is told; `action`: the repair, apart for each fact where it has to be."""
    facts = {fact.fact: (number, fact) for number, fact in enumerate(book.facts)}
    repairs = {row["code"]: row for row in codelist.rows("repair")}
    rows = [
        {
            "rule": at,
            "number": facts[rule.fact][0],
            "fact": rule.fact,
            "label": facts[rule.fact][1].label,
            "topic": facts[rule.fact][1].topic,
            "declared_in": facts[rule.fact][1].declared_in,
            "relation": rule.relation,
            "level": rule.level,
            "rank": rule.rank,
            "text": rule.text,
            "repair": rule.repair or None,
            "action": _action(rule.repair, facts[rule.fact][1].label, repairs=repairs),
            "repaired": LEVELS.index(rule.repaired) if rule.repair else None,
            "independent": rule.independent,
            "citation": rule.citation,
        }
        for at, rule in enumerate(book.rules)
    ]
    return pl.DataFrame(rows, schema_overrides={"rule": pl.UInt32, "level": LEVEL, "repaired": pl.Int64})


def _action(repair: str, label: str, *, repairs: dict[str, dict[str, str]]) -> str | None:
    if not repair:
        return None
    row = repairs[repair]
    return f"{row['label']}: {label}" if row["is_per_fact"] == "true" else row["label"]


def _after(told: pl.DataFrame) -> pl.DataFrame:
    """The level of each pair after each of its repairs alone: what the repair leaves, and the worst of all the rest."""
    groups = told.group_by("pair", "action").agg(pl.col("rank").max(), pl.col("repaired").max())
    ordered = groups.sort("pair", "rank", descending=[False, True])
    worst, second = pl.col("rank").first().over("pair"), pl.col("rank").shift(-1).first().over("pair")
    is_worst = pl.int_range(pl.len()).over("pair") == 0
    rest = pl.when(is_worst).then(second).otherwise(worst)
    return ordered.select("pair", "action", after=_level(pl.max_horizontal("repaired", rest.fill_null(0))))


def _best(told: pl.DataFrame) -> pl.DataFrame:
    """The level of each pair after all repairs, and the one its declared facts alone give."""
    declared = pl.col("rank").filter(pl.col("level") != UNKNOWN).max().fill_null(0)
    return told.group_by("pair").agg(
        _level(pl.coalesce("repaired", "rank").max()).alias("after_all"), _level(declared).alias("if_declared_alike")
    )


def _level(rank: pl.Expr) -> pl.Expr:
    return rank.cast(pl.UInt8).cat.to(LEVEL)

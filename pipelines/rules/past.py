"""An edition against the former ones of its source, and a revision against what it revises: questions, no verdicts.

Every limit is a difference that matters and that chance alone hardly makes (three standard errors).
"""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import polars as pl

from schemas import codelist, finding

POINTS = 0.2  # a code's share that moves by more is asked about
MISSING_POINTS = ROUND_POINTS = 0.1
TIMES = 1.5  # a level that is so many times the former one, or less than its inverse
SIGMAS = 3
_SAME = ["dimension", "code"]


@dataclass(frozen=True)
class Former:
    """What an edition is compared with: profiles of earlier periods with their days, and of the edition it revises."""

    days: int
    earlier: list[tuple[int, pl.DataFrame]]
    revised: pl.DataFrame | None


@dataclass(frozen=True)
class Asked:
    """What one rule asks: how many things differ, of how many compared; none compared: it does not apply."""

    rule_id: str
    findings: pl.DataFrame
    compared: int


def ask(profile: pl.DataFrame, former: Former) -> list[Asked]:
    """The questions of every rule that looks beyond one delivery."""
    return [Asked(name, *_told(name, rule(profile, former))) for name, rule in RULES.items()]


def _told(rule_id: str, compared: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Findings of the rows that differ; `compared` has `differs` and what a finding shows."""
    return finding.of_rows(rule_id, compared.filter("differs")), compared.height


_NOTHING = pl.DataFrame(
    schema={"differs": pl.Boolean, "column_name": pl.String, "value": pl.String, "detail": pl.String}
)


def _level(profile: pl.DataFrame, former: Former) -> pl.DataFrame:
    rates = [_records(each) / days for days, each in former.earlier if _records(each)]
    number = _records(profile)
    if not rates or not number:
        return _NOTHING
    expected = median(rates) * former.days
    is_far = max(number / expected, expected / number) > TIMES and abs(number - expected) > SIGMAS * expected**0.5
    detail = f"{number:,}, about {expected:,.0f} expected from {len(rates)} former editions, limit {TIMES} times"
    return pl.DataFrame({"differs": [is_far], "column_name": [None], "value": [str(number)], "detail": [detail]})


def _records(profile: pl.DataFrame) -> int:
    return int(profile.filter(measure="records")["number"].sum())


def _mix(profile: pl.DataFrame, former: Former) -> pl.DataFrame:
    """Each code's share among the records, missing codes apart."""
    is_known = ~pl.col("code").is_in(_missing())
    shifted = _shares(profile, former, measure="mix").filter(is_known)
    return _asked(shifted, pl.col("share") - pl.col("share_former"), limit=POINTS, both_ways=True)


def _missing_rise(profile: pl.DataFrame, former: Former) -> pl.DataFrame:
    """The share of records without an answer, by dimension."""
    gone = [_gone(each) for each in (profile, *(each for _, each in former.earlier))]
    if not former.earlier:
        return _NOTHING
    days = [day for day, _ in former.earlier]
    told = Former(former.days, list(zip(days, gone[1:], strict=True)), None)
    return _asked(_shares(gone[0], told, measure="mix"), pl.col("share") - pl.col("share_former"), limit=MISSING_POINTS)


def _gone(profile: pl.DataFrame) -> pl.DataFrame:
    """Missing answers of each dimension under one code; a dimension that has none is there with 0."""
    is_missing = pl.col("code").is_in(_missing())
    keys = ["measure", "dimension"]
    mixed = profile.filter(measure="mix").group_by(keys, maintain_order=True)
    added = mixed.agg(number=pl.col("number").filter(is_missing).sum(), base=pl.col("base").first())
    return added.select(*keys, pl.lit("missing").alias("code"), "number", "base")


def _rounder(profile: pl.DataFrame, former: Former) -> pl.DataFrame:
    return _asked(
        _shares(profile, former, measure="round"), pl.col("share") - pl.col("share_former"), limit=ROUND_POINTS
    )


def _shares(profile: pl.DataFrame, former: Former, *, measure: str) -> pl.DataFrame:
    """Shares now and in all former editions together, of codes that occur in either; with their standard error."""
    if not former.earlier:
        return pl.DataFrame(schema={"dimension": pl.String, "code": pl.String, "share": pl.Float64,
                                    "share_former": pl.Float64, "error": pl.Float64})  # fmt: skip
    whole = pl.concat([each.filter(measure=measure) for _, each in former.earlier])
    pooled = whole.group_by(_SAME).agg(pl.col("number").sum())
    bases = pl.concat([each.filter(measure=measure).unique(["dimension"]) for _, each in former.earlier])
    former_base = bases.group_by("dimension").agg(base_former=pl.col("base").sum())
    now = profile.filter(measure=measure)
    base = now.unique(["dimension"]).select("dimension", "base")
    joined = now.drop("base").join(pooled, on=_SAME, how="full", suffix="_former", coalesce=True)
    both = (
        joined.join(base, on="dimension")
        .join(former_base, on="dimension")
        .filter(pl.all_horizontal(pl.col("base", "base_former") > 0))
    )
    shared = both.with_columns(
        share=pl.col("number").fill_null(0) / pl.col("base"),
        share_former=pl.col("number_former").fill_null(0) / pl.col("base_former"),
        pooled=(pl.col("number").fill_null(0) + pl.col("number_former").fill_null(0))
        / (pl.col("base") + pl.col("base_former")),
    )
    variance = pl.col("pooled") * (1 - pl.col("pooled")) * (1 / pl.col("base") + 1 / pl.col("base_former"))
    return shared.with_columns(error=variance.sqrt()).sort("dimension", "code")


def _asked(shares: pl.DataFrame, difference: pl.Expr, *, limit: float, both_ways: bool = False) -> pl.DataFrame:
    size = difference.abs() if both_ways else difference
    now, then = ((100 * pl.col(name)).round(1) for name in ("share", "share_former"))
    told = pl.format("{} % after {} %, limit {} points", now, then, pl.lit(round(100 * limit)))
    named = pl.when(pl.col("code") == "").then(told).otherwise(pl.concat_str("code", told, separator=" "))
    return shares.select(
        differs=(size > limit) & (size > SIGMAS * pl.col("error")), column_name="dimension", value="code", detail=named
    )


def _year_changed(profile: pl.DataFrame, former: Former) -> pl.DataFrame:
    if former.revised is None:
        return _NOTHING
    then, now = (each.filter(measure="records").select("code", "number") for each in (former.revised, profile))
    both = then.join(now, on="code", how="full", suffix="_now", coalesce=True).fill_null(0).sort("code")
    return both.select(
        differs=pl.col("number") != pl.col("number_now"), column_name=pl.lit(None, pl.String), value="code",
        detail=pl.format("{} records, now {}", "number", "number_now"),
    )  # fmt: skip


def _digits_lost(profile: pl.DataFrame, former: Former) -> pl.DataFrame:
    """Figures with fewer digits than in the edition this one revises; for records, fewer single years of age."""
    if former.revised is None:
        return _NOTHING
    then, now = (each.filter(measure="digits") for each in (former.revised, profile))
    both = then.join(now, on=_SAME, suffix="_now").sort(_SAME)
    ages = pl.col("dimension") == "victim_age"
    share, share_now = pl.col("number") / pl.col("base"), pl.col("number_now") / pl.col("base_now")
    coarser = pl.when(ages).then(share - share_now > ROUND_POINTS).otherwise(pl.col("number_now") < pl.col("number"))
    told = (
        pl.when(ages)
        .then(pl.format("single years {} of {}, now {} of {}", "number", "base", "number_now", "base_now"))
        .otherwise(pl.format("{}: {} decimals, now {}", "code", "number", "number_now"))
    )
    return both.select(
        differs=coarser.fill_null(value=False), column_name="dimension", value=pl.lit(None, pl.String), detail=told
    )


def _missing() -> list[str]:
    return sorted(codelist.missing_codes())


RULES: dict[str, Callable[[pl.DataFrame, Former], pl.DataFrame]] = {
    "past-level": _level,
    "past-mix": _mix,
    "past-missing": _missing_rise,
    "past-heaping": _rounder,
    "vintage-year-changed": _year_changed,
    "vintage-digits-lost": _digits_lost,
}

"""What the fields of one record say about each other: every cross-field rule as expressions over `core.incident`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from schemas import codelist
from schemas.dimension import CODED, DIMENSIONS

ADULT = 18
_LONG = 30 * 366
_AFTER_OFFENCE = ("REPORTED", "RECEIVED", "RECORDED", "ASSESSED", "CLOSED", "CHARGED", "CONVICTED")
_OUTCOMES_AT = {
    "CHARGED": ("CHARGED", "CONVICTED", "ACQUITTED", "DISCONTINUED"),
    "CONVICTED": ("CONVICTED",),
}
_ASKED = ("CHILDREN_ONLY", "ADULTS_ONLY")


@dataclass(frozen=True)
class RowCheck:
    """One rule on one column: the records it applies to, and those among them that break it.

    `value` and `detail`: what its finding shows; codes, dates and ages only.
    """

    rule_id: str
    column: str
    applies: pl.Expr
    breaks: pl.Expr
    value: pl.Expr
    detail: pl.Expr


def row_checks(facts: Mapping[str, str], columns: set[str]) -> list[RowCheck]:
    """Every check for a source with these facts that maps these columns; what it does not record is not asked."""
    every = (*_dates(), *_ages(facts), *_motivations(), *_answers(), *_outcomes(), *_repeated(columns))
    return [check for check in every if check.column in columns]


def _dates() -> Iterator[RowCheck]:
    """The date a record is counted under, or of its report, against that of the offence."""
    is_later = pl.col("reference_date_type").is_in(_AFTER_OFFENCE)
    report = pl.coalesce("report_date", pl.when(is_later).then("reference_date"))
    is_offence = pl.col("reference_date_type").is_in(["OFFENCE_START", "OFFENCE_END"])
    offence = pl.coalesce("offence_date", pl.when(is_offence).then("reference_date"))
    both = report.is_not_null() & offence.is_not_null()
    told = pl.format("offence {}, report {}", offence, report)
    for column in ("offence_date", "report_date"):
        applies = both & pl.col(column).is_not_null()
        if column == "report_date":  # a record with both is told once, at the offence
            applies &= pl.col("offence_date").is_null()
        days = (report - offence).dt.total_days()
        value = pl.col(column).cast(pl.String)
        yield RowCheck("report-before-offence", column, applies, days < 0, value, told)
        yield RowCheck("offence-long-before-report", column, applies, days > _LONG, value, told)


def _ages(facts: Mapping[str, str]) -> Iterator[RowCheck]:
    """Ages at the stated moment against the ages the source says it covers."""
    population = facts.get("population_age", "")
    if population not in _ASKED:
        return
    told = facts.get("child_age_limit", "")
    limit = int(told) if told.isdecimal() else ADULT
    first, last = pl.col("victim_age_from"), pl.col("victim_age_to")
    outside = first >= limit if population == "CHILDREN_ONLY" else last < limit
    crosses = (first < limit) & (last >= limit)
    place = pl.format("{}, limit {}, age {}", pl.lit(population), pl.lit(limit), "age_moment")
    known, value = first.is_not_null(), pl.col("victim_age")
    yield RowCheck("victim-age-outside-population", "victim_age", known, outside, value, place)
    yield RowCheck("victim-age-band-crosses-limit", "victim_age", known, crosses, value, place)


def _motivations() -> Iterator[RowCheck]:
    """A motivation inferred from the demand against the demand."""
    inferred = pl.col("motivation_basis") == "INFERRED_FROM_DEMAND"
    stated = inferred & ~pl.col("motivation").is_in(_missing())
    only_money, only_sexual = _only("demand", _below("MONEY_OR_GOODS")), _only("demand", _below("SEXUAL_ANY"))
    against = ((pl.col("motivation") == "SEXUAL") & only_money) | ((pl.col("motivation") == "FINANCIAL") & only_sexual)
    unknown = _only("demand", [*_missing(), "NONE"])
    value, demand = pl.col("motivation"), pl.col("demand").list.join(", ")
    yield RowCheck("motivation-against-demand", "motivation", stated, against, value, demand)
    yield RowCheck("motivation-without-demand", "motivation", stated, unknown, value, demand)


def _answers() -> Iterator[RowCheck]:
    """Answers of which one denies the others."""
    several = {each.name: pl.col(each.name).list.len() > 1 for each in CODED if each.is_multi}
    for name, applies in several.items():
        value = pl.col(name).list.join(", ")
        missing = pl.col(name).list.eval(pl.element().is_in(_missing())).list.any()
        yield RowCheck("known-and-unknown", name, applies, missing, value, pl.lit(""))
    none = pl.col("demand").list.contains(pl.lit("NONE"))
    told = pl.col("demand").list.join(", ")
    yield RowCheck("demand-none-and-other", "demand", several["demand"], none, told, pl.lit(""))


def _outcomes() -> Iterator[RowCheck]:
    """What became of the case, and of the victim, against who reported and at which stage records are counted."""
    stage, outcome = pl.col("stage"), pl.col("outcome")
    known = stage.is_in(list(_OUTCOMES_AT)) & ~outcome.is_in(_missing())
    wrong = [(stage == name) & ~outcome.is_in(allowed) for name, allowed in _OUTCOMES_AT.items()]
    yield RowCheck("outcome-against-stage", "outcome", known, pl.any_horizontal(wrong), outcome, stage)
    died = pl.col("victim_outcome").list.contains(pl.lit("DEATH"))
    by_victim, notifier = pl.col("notifier") == "VICTIM", pl.col("notifier")
    yield RowCheck("victim-outcome-against-notifier", "notifier", died, by_victim, notifier, pl.lit("DEATH"))


def _repeated(columns: set[str]) -> Iterator[RowCheck]:
    """Records without a number of their own that are alike in all they say."""
    if "row_key" in columns:
        return
    said = pl.struct("reference_date", "offence_date", "report_date", "geo_code", *(each.name for each in DIMENSIONS))
    is_dated, day = pl.col("reference_date").is_not_null(), pl.col("reference_date").cast(pl.String)
    yield RowCheck("record-repeated", "reference_date", is_dated, said.hash().is_duplicated(), day, pl.lit(""))


def _only(name: str, codes: list[str]) -> pl.Expr:
    """Whether every answer of a record is one of the codes."""
    column = pl.col(name)
    return (column.list.len() > 0) & column.list.eval(pl.element().is_in(codes)).list.all()


def _below(group: str) -> list[str]:
    """Codes that stand for nothing outside a group."""
    listed = codelist.codelist("demand").leaves_by_code
    missing = {*_missing(), codelist.ALL}
    return sorted(code for code, leaves in listed.items() if code not in missing and leaves <= listed[group])


def _missing() -> list[str]:
    return sorted(codelist.missing_codes())

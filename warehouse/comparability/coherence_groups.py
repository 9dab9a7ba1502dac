"""Do parts fit their wholes: nested categories, figures by group, and one question asked in two ways."""

import polars as pl

from warehouse.comparability.found import Evidence, found
from warehouse.comparability.tables import SERIES, printed

_COMPANIES = "INTERNET_COMPANY"


def nested(evidence: Evidence) -> pl.DataFrame:
    """Categories that are part of another: never added, and an error where the part is larger than the whole."""
    counted = evidence.whole.filter(pl.col("printed_lower").is_not_null()).with_columns(shown=printed())
    wholes = counted.select(
        *SERIES, "dimension", "statistic", "total_to", pl.col("code").alias("parent"),
        whole_upper="printed_upper", whole_shown="shown",
    )  # fmt: skip
    key = [*SERIES, "dimension", "statistic", "total_to", "parent"]
    pairs = counted.join(wholes, on=key, nulls_equal=True, maintain_order="left").filter(pl.col("parent").is_not_null())
    is_outside = pl.col("printed_lower") > pl.col("whole_upper")
    detail = pl.format("{} ({} in {})", "whole_shown", "code", "parent")
    return pl.concat([
        found("figure-nested", pairs.filter(~is_outside), value=pl.col("shown"), detail=detail),
        found("figure-nested-outside", pairs.filter(is_outside), value=pl.col("shown"), detail=detail),
    ])  # fmt: skip


def contradicting(evidence: Evidence) -> pl.DataFrame:
    """Figures of one category and base, such as a count and its share, that no single count satisfies."""
    cell = [*SERIES, "unit_family", "dimension", "code", "total_from", "total_to"]
    ends = evidence.whole.filter(pl.col("printed_lower").is_not_null(), pl.col("total_to").is_not_null())
    grouped = (
        ends.with_columns(shown=printed())
        .group_by(cell, maintain_order=True)
        .agg(
            pl.col("sheet", "row", "cell").first(),
            pl.col("shown"),
            is_empty=pl.col("printed_lower").max() > pl.col("printed_upper").min(),
        )
    )
    wrong = grouped.filter("is_empty")
    return found("figure-cell-contradicts", wrong, value=pl.col("code"), detail=pl.col("shown").list.join(", "))


def margins_contradict(evidence: Evidence) -> pl.DataFrame:
    """Tables tied by groups and parts that no counts satisfy, by the smallest set at odds."""
    at_odds = evidence.figures.filter(pl.col("against").is_not_null())
    one_each = at_odds.unique([*SERIES, "against"], keep="first", maintain_order=True)
    return found("figure-margins-contradict", one_each, value=printed(), detail=pl.col("against"))


def by_group(evidence: Evidence) -> pl.DataFrame:
    """Figures by group against the overall figure: records in no published group must be able to supply the rest."""
    parts = evidence.figures.filter(
        pl.col("reach") == "PART", pl.col("part_from").is_not_null() & pl.col("printed_lower").is_not_null()
    ).with_columns(grouping=pl.col("base_filter").str.extract("^([^=]+)="))
    cell = [*SERIES, "dimension", "code"]
    summed = parts.group_by([*cell, "grouping"], maintain_order=True).agg(
        pl.len().alias("groups"),
        known_lower=pl.col("printed_lower").sum(),
        known_upper=pl.col("printed_upper").sum(),
        grouped=pl.col("part_from").sum(),
    )
    overall = evidence.whole.filter(pl.col("printed_lower").is_not_null(), pl.col("total_to").is_not_null())
    judged = (
        overall.join(summed.filter(pl.col("groups") > 1), on=cell, maintain_order="left")
        .with_columns(rest=(pl.col("total_to") - pl.col("grouped")).clip(lower_bound=0))
        .with_columns(
            fits=(pl.col("known_lower") <= pl.col("printed_upper"))
            & (pl.col("known_upper") + pl.col("rest") >= pl.col("printed_lower"))
        )
    )
    percent = [
        (100 * pl.col(name) / pl.col("total_to")).round(1).cast(pl.String)
        for name in ("known_lower", "known_upper", "rest")
    ]
    detail = pl.format(
        "{} to {} % come from the groups of {}, up to {} % are in none", *percent[:2], "grouping", percent[2]
    )
    return pl.concat([
        found("figure-groups-agree", judged.filter("fits"), value=printed(), detail=detail),
        found("figure-groups-differ", judged.filter(~pl.col("fits")), value=printed(), detail=detail),
    ])  # fmt: skip


def two_questions(evidence: Evidence) -> pl.DataFrame:
    """Who filed a report and who told first are two questions: shares of one code are shown against each other."""
    shares = evidence.whole.filter(pl.col("statistic") == "SHARE", pl.col("total_to").is_not_null())
    filed, told = (shares.filter(pl.col("dimension") == name) for name in ("notifier", "originator"))
    companies = filed.filter(pl.col("code") == _COMPANIES).select(*SERIES, "total_to", companies="value")
    both = (
        told.join(filed.select(*SERIES, "total_to", "code", filed="value"), on=[*SERIES, "total_to", "code"])
        .join(companies, on=[*SERIES, "total_to"], how="left", maintain_order="left")
        .with_columns(points=pl.col("value") - pl.col("filed"))
    )
    through = pl.format(
        ", {} % of the {} % that companies filed",
        _text(100 * pl.col("points") / pl.col("companies")),
        _text("companies"),
    ).fill_null("")
    detail = pl.concat_str(pl.format("{} % filed it, {} points less", _text("filed"), _text("points")), through)
    return found("figure-two-questions", both.filter(pl.col("points") >= 0), value=printed(), detail=detail)


CHECKS = (nested, contradicting, margins_contradict, by_group, two_questions)


def _text(number: pl.Expr | str) -> pl.Expr:
    expression = pl.col(number) if isinstance(number, str) else number
    return expression.round(0).cast(pl.Int64).cast(pl.String)

"""Why a figure is no plain number: flags of a bounded figure and their reasons in plain words."""

import polars as pl

from warehouse.comparability.tables import COUNTED

REASONS = {
    "DERIVED": "not published: worked out from the base and the published categories",
    "BASE_ASSUMED": "the base is not stated with the figure and is assumed",
    "BASE_AMBIGUOUS": "several bases fit the figure",
    "BASE_RANGE": "the base is only known to lie in a range",
    "BASE_NOT_STATED": "no base is stated",
    "CONDITIONAL": "the figure is a share of a part of the records",
    "WIDENED": "bounds are widened from the determined records to all",
    "APPROXIMATE": "the source gives the number as approximate only",
    "ROUNDED": "the printed share fits several counts",
    "MULTIPLE_RESPONSE": "a record may stand in several categories",
    "RESPONSE_UNKNOWN": "it is not said whether categories exclude each other",
    "NESTED": "the category is part of another one",
    "REMAINDER_OPEN": "records the table does not describe could belong to the category",
    "UNDETERMINED_OPEN": "undetermined records could belong to the category",
    "GEO_AMBIGUOUS": "the place is that of the victim or of the offender",
    "OPINION": "the figure counts opinions, not cases",
    "NOT_EQUAL_TO_CODE": "the published category and the common code do not mean the same",
    "CONTRADICTED": "another figure of the same cell contradicts this one",
    "NOT_A_COUNT": "the statistic is no count and no share: it has no bounds",
}


def with_flags(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with `flags`, in the order of REASONS, and `reasons` in the same order."""
    held = {**_of_base(), **_of_table(), **_of_meaning()}
    lists = [
        pl.concat_list(
            *(pl.when(held[flag].fill_null(value=False)).then(pl.lit(text)) for flag, text in texts.items())
        ).list.drop_nulls()
        for texts in ({flag: flag for flag in REASONS}, REASONS)
    ]
    return rows.with_columns(lists[0].alias("flags"), lists[1].alias("reasons"))


def _of_base() -> dict[str, pl.Expr]:
    basis, is_share = pl.col("base_basis"), pl.col("statistic").str.contains("SHARE")
    return {
        "BASE_ASSUMED": basis == "ASSUMED",
        "BASE_AMBIGUOUS": (basis == "AMBIGUOUS") | (pl.col("base_options").list.len() > 1),
        "BASE_RANGE": pl.col("base_options").is_null() & (pl.col("candidate_bases") > 1),
        "BASE_NOT_STATED": is_share & pl.col("base_to").is_null() & pl.col("base_filter").is_null(),
        "CONDITIONAL": pl.col("base_filter").is_not_null(),
        "WIDENED": (pl.col("reach") == "WIDENED") & pl.col("upper").is_not_null(),
        "APPROXIMATE": pl.col("statistic") == "APPROXIMATE_SHARE",
        "ROUNDED": (pl.col("statistic") == "SHARE") & (pl.col("printed_lower") < pl.col("printed_upper")),
    }


def _of_table() -> dict[str, pl.Expr]:
    is_cell = pl.col("statistic").is_in(COUNTED) & (pl.col("dimension") != "total")
    return {
        "DERIVED": pl.col("is_derived"),
        "MULTIPLE_RESPONSE": pl.col("response_type") == "MULTIPLE",
        "RESPONSE_UNKNOWN": is_cell & (pl.col("response_type") == "UNKNOWN"),
        "NESTED": pl.col("parent").is_not_null() | (pl.col("response_type") == "NESTED"),
        "REMAINDER_OPEN": pl.col("is_open") & pl.col("has_remainder"),
        "UNDETERMINED_OPEN": pl.col("is_open") & (pl.col("missing_upper") > 0),
        "CONTRADICTED": pl.col("contradicts"),
    }


def _of_meaning() -> dict[str, pl.Expr]:
    return {
        "GEO_AMBIGUOUS": pl.col("geographic_role") == "VICTIM_OR_OFFENDER",
        "OPINION": pl.col("counting_unit").is_in(["EXPERT", "ANSWER"]),
        "NOT_EQUAL_TO_CODE": pl.col("mapping") != "EQUAL",
        "NOT_A_COUNT": ~pl.col("statistic").is_in(COUNTED),
    }

"""Which recorded codes count to which target: the sets behind lower and upper counts (comparability.md 1 and 2).

A record counts to the lower end of a target where its leaves lie inside the target's, to the upper end where they meet.
`_T` holds every record; a code for a missing value, as a target, holds the records with exactly that code.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import polars as pl

from schemas.age import CHILD_LIMIT, OLDEST, bounds_of, code_of
from schemas.codelist import ALL, Codelist, codelist, missing_codes
from warehouse.comparability.partition import age_bands, components, edges_of

SEPARATOR = "|"
ONE_OF = "ONE_OF"  # relation of codes of which a record has one, and which one is not told: what a release hides
Recorded = tuple[Sequence[str], Sequence[str]]
_COVERS = {
    "dimension": pl.String,
    "target": pl.String,
    "recorded": pl.String,
    "is_inside": pl.Boolean,
    "meets": pl.Boolean,
}


def covers(dimension: str, targets: Iterable[str], *, recorded: Iterable[str]) -> pl.DataFrame:
    """For every target and recorded code: does the recorded set lie inside the target's, and does it meet it."""
    known = codelist(dimension)
    codes = list(dict.fromkeys(recorded))
    rows = [
        (dimension, target, code, *_covered(known, target, code=code))
        for target in dict.fromkeys(targets)
        for code in codes
    ]
    return pl.DataFrame(rows, schema=_COVERS, orient="row")


def cover_frame(dimension: str, recorded: Iterable[Recorded], *, targets: Iterable[str]) -> pl.DataFrame:
    """For every target and recorded combination (codes, relations): does it count to the lower and the upper end.

    `is_inside`: some code lies inside the target; `meets`: some code may; `is_unbounded`: some NARROWER or INEXACT code
    meets it, so that the upper end of the target is open. A label that is wider may mean any value, but never a
    missing one. Codes and relations are joined with `|`.
    """
    combinations = _combinations(recorded)
    single = combinations.explode("codes", "links", empty_as_null=False, keep_nulls=False)
    pairs = covers(dimension, targets, recorded=single["codes"].to_list())
    narrow = pl.col("links").is_in(["NARROWER", "INEXACT"])
    wide = pl.col("links").is_in(["WIDER", "INEXACT"])
    is_all = pl.col("target") == ALL
    judged = single.join(pairs, left_on="codes", right_on="recorded").with_columns(
        is_inside=is_all | (pl.col("is_inside") & ~wide),
        is_unbounded=pl.col("meets") & narrow & ~is_all,
        meets=pl.col("meets") | (wide & ~pl.col("target").is_in(sorted(missing_codes()))),
    )
    return (
        judged.group_by("dimension", "target", "recorded", "relations", maintain_order=True)
        .agg(
            is_inside=pl.when((pl.col("links") == ONE_OF).any())
            .then(pl.col("is_inside").all())
            .otherwise(pl.col("is_inside").any()),
            meets=pl.col("meets").any(),
            is_unbounded=pl.col("is_unbounded").any(),
        )
        .select("dimension", "target", "recorded", "relations", "is_inside", "meets", "is_unbounded")
    )


def targets(dimension: str, recorded: Iterable[str]) -> list[str]:
    """Every code worth a count: the codelist with its groups and `_T`, and the missing codes that were recorded.

    For ages: the recorded bands, under 18 and from 18, the bands on which the recorded ones agree, and the bands
    between all their cut points, each in one spelling (`Y_LT13`, never `Y0T12`).
    """
    used = set(recorded)
    missing = sorted(used & codelist(dimension).leaves_by_code.keys() & (missing_codes() - {ALL}))
    if dimension != "victim_age":
        listed = [code for code in codelist(dimension).leaves_by_code if code not in missing_codes() | {ALL}]
        return [ALL, *listed, *missing]
    edges = edges_of(dimension, used)
    agreed = age_bands(components(edges))
    limits = {code_of(0, CHILD_LIMIT - 1), code_of(CHILD_LIMIT, OLDEST)}
    bands = {ends for code in used | {*agreed, *limits, *_elementary(used)} if (ends := bounds_of(code))}
    return [ALL, *(code_of(*band) for band in sorted(bands)), *missing]


def _elementary(codes: Iterable[str]) -> list[str]:
    """The bands between neighbouring cut points of all age codes, inside the years they cover."""
    ends = [band for code in codes if (band := bounds_of(code))]
    cuts = sorted({first for first, _ in ends} | {last + 1 for _, last in ends})
    between = [(first, following - 1) for first, following in pairwise(cuts)]
    return [code_of(*band) for band in between if any(low <= band[0] and band[1] <= high for low, high in ends)]


def _covered(known: Codelist, target: str, *, code: str) -> tuple[bool, bool]:
    if target == ALL:
        return True, True
    if target in missing_codes():
        return target == code, target == code
    wanted, held = known.leaves_of(target), known.leaves_of(code)
    return held <= wanted, not held.isdisjoint(wanted)


def _combinations(recorded: Iterable[Recorded]) -> pl.DataFrame:
    distinct = dict.fromkeys((tuple(codes), tuple(links)) for codes, links in recorded)
    uneven = [codes for codes, links in distinct if len(codes) != len(links) or not codes]
    if uneven:
        raise ValueError(f"every recorded code needs one relation: {uneven[0]}")
    lists = pl.DataFrame([*distinct], schema={"codes": pl.List(pl.String), "links": pl.List(pl.String)}, orient="row")
    joined = {"recorded": "codes", "relations": "links"}
    return lists.with_columns(pl.col(of).list.join(SEPARATOR).alias(name) for name, of in joined.items())

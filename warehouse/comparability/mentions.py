"""Do two documents tell of one and the same victim? Single mentions as aggregates of one, by the arithmetic of overlap.

Two mentions may be one victim where their ages, places and windows can be the same; together they are then one or two
victims, and never added. The findings name documents and sections only: what was told of the victim stays where it is.
"""

from itertools import combinations
from typing import Any

import polars as pl

from schemas.age import bounds_of
from schemas.mention import mentions_of
from warehouse.comparability.found import FOUND
from warehouse.comparability.overlap import Aggregate, Meeting, Window, records_meet, union

MENTION: dict[str, pl.DataType] = {
    "country": pl.String(),
    "document": pl.String(),
    "section": pl.String(),
    "victim_age": pl.String(),
    "geo_code": pl.String(),
    "period_start": pl.Date(),
    "period_end": pl.Date(),
}
_ONE = (1, 1)
_COUNTRY = 2
Told = dict[str, Any]


def told_twice(mentions: pl.DataFrame) -> pl.DataFrame:
    """A finding for every two documents that may tell of one victim, with how many victims they tell of together."""
    told = mentions.sort("country", "document", "section", "period_end").to_dicts()
    found = [_finding(one, other) for one, other in combinations(told, 2) if _may_be_one(one, other)]
    return pl.DataFrame(found, schema=FOUND)


def _may_be_one(one: Told, other: Told) -> bool:
    """Mentions of one document are taken to be of different victims: it says so itself where they are not."""
    if one["document"] == other["document"] or not _ages_meet(one["victim_age"], other["victim_age"]):
        return False
    return records_meet(*_aggregates(one, other)) is Meeting.UNKNOWN


def _ages_meet(one: str, other: str) -> bool:
    ends, others = bounds_of(one), bounds_of(other)
    return ends is not None and others is not None and ends[0] <= others[1] and others[0] <= ends[1]


def _aggregates(one: Told, other: Told) -> tuple[Aggregate, Aggregate]:
    """Both as a count of one; a part of a country lies in the country, so that the two are no different places."""
    codes = one["geo_code"], other["geo_code"]
    places = [code[:_COUNTRY] for code in codes] if min(map(len, codes)) == _COUNTRY else codes
    first, second = (
        Aggregate(
            name=each["document"], count=_ONE, window=Window(each["period_start"], each["period_end"]),
            source=each["document"], unit="VICTIM", place=place,
        )
        for each, place in zip((one, other), places, strict=True)
    )  # fmt: skip
    return first, second


def _finding(one: Told, other: Told) -> Told:
    least, most = union(_aggregates(one, other))
    places = " and ".join(f"{each['document']} ({each['section']})" for each in (one, other))
    return {
        "finding_id": "mention-told-twice",
        "source_id": mentions_of(one["country"]),
        "value": "1",
        "detail": f"{places}: {least} to {most} victims",
    }

"""What the columns of a release are called by other statistical systems, and which codes they may hold."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl
from babel import Locale

from pipelines.release.content import AREAS, INVENTED_NOTICE, Release, ReleaseError, ReleaseTable
from schemas import codelist
from schemas.dimension import BY_NAME

PERIOD, TIME_PERIOD = "period", "TIME_PERIOD"
NO_VALUE = "_Z"
_CONCEPTS = {"value": "OBS_VALUE", "geo_code": "REF_AREA", "unit": "UNIT_MEASURE", "remark": "COMMENT_OBS"}
_LISTED = {name: name for name in ("geographic_role", "counting_unit", "statistic", "response_type",
           "obs_status", "conf_status", "verdict")} | {"relation": "mapping_relation"}  # fmt: skip
_CODED = {*_LISTED, *AREAS, "source_id", "dimension", "code"}
_AREAS = {"EU": "European Union", "WORLD": "World"}
_SHARED_BY_ALL = ("obs_status", "conf_status")  # lists of SDMX, to which nobody adds codes
_UNDECLARED = {"UNKNOWN": "The publisher does not say", "ONE_OF": "One of several codes; which one is not told"}
_ID = r"^[A-Za-z0-9_@$-]+$"
_MONTHS = re.compile(r"(?:(\d{4})-(\d{2}))?/(\d{4})-(\d{2})")


@dataclass(frozen=True)
class Codes:
    """A codelist as a release holds it: its name, and the name of each code."""

    name: str
    labels: Mapping[str, str] = field(hash=False)


def concept_of(column: str) -> str:
    """The concept a column stands for: those that all statistical offices share have their common name."""
    return _CONCEPTS.get(column, column.upper())


def codes_of(release: Release, table: ReleaseTable) -> dict[str, Codes]:
    """The codelist of every coded column of a table. Raises ReleaseError for a status that SDMX does not know."""
    coded = [each for each in table.frame.get_columns() if each.name in _CODED and each.dtype == pl.String]
    found = {each.name: _codes(release, table, column=each) for each in coded}
    return {name: _with_gap(table, name, codes=codes) for name, codes in found.items() if codes}


def _with_gap(table: ReleaseTable, column: str, *, codes: Codes) -> Codes:
    """In a key, what does not apply is a code as well."""
    is_open = column in table.keys and table.frame[column].has_nulls()
    return Codes(codes.name, {**codes.labels, NO_VALUE: "Not applicable"}) if is_open else codes


def _codes(release: Release, table: ReleaseTable, *, column: pl.Series) -> Codes | None:
    used = sorted(column.drop_nulls().unique().to_list())
    if not all(re.match(_ID, each) for each in used):
        return None
    if column.name in _LISTED:
        return _listed(column.name, used)
    if column.name == "source_id":
        titles = {each.source_id: each.title for each in release.sources}
        return Codes("CL_SOURCE", {each: titles.get(each, each) for each in sorted({*titles, *used})})
    if column.name in AREAS:
        return Codes("CL_AREA", {each: _area(each) for each in release.areas})
    if column.name == "dimension":
        return Codes("CL_DIMENSION", {each: each.replace("_", " ") for each in sorted({*BY_NAME, *used})})
    return Codes(f"CL_{table.stem.upper()}_CODE", _named(table, used))


def _listed(column: str, used: Iterable[str]) -> Codes:
    name = _LISTED[column]
    labels = {row["code"]: row["label"] for each in (name, "missing") for row in codelist.rows(each)} | _UNDECLARED
    own = [row["code"] for row in codelist.rows(name)]
    unknown = sorted(set(used) - labels.keys())
    if unknown and column in _SHARED_BY_ALL:
        raise ReleaseError(f"{column} holds {', '.join(unknown)}, which codelist {name} does not know")
    return Codes(f"CL_{name.upper()}", {each: labels.get(each, each) for each in dict.fromkeys([*own, *used])})


def _area(code: str) -> str:
    if re.fullmatch("X[A-Z]", code):
        return f"Model country {code}: {INVENTED_NOTICE}"
    names: Mapping[str, str] = Locale("en").territories
    return _AREAS.get(code) or names.get(code) or code


def _named(table: ReleaseTable, used: Iterable[str]) -> dict[str, str]:
    """Names of codes, as they stand beside them or in the codelist of the dimension."""
    frame = table.frame
    beside = (
        frame.select("code", "label").unique().sort("code", "label").iter_rows() if "label" in frame.columns else []
    )
    named = frame["dimension"].unique().to_list() if "dimension" in frame.columns else [table.stem]
    lists = [*(each for each in sorted(named) if each in BY_NAME), "missing"]
    listed = [(row["code"], row["label"]) for name in lists for row in codelist.rows(name)]
    labels: dict[str, dict[str, None]] = {}
    for code, label in [*beside, *([] if beside else listed)]:
        labels.setdefault(code, {})[label] = None
    return {each: " or ".join(filter(None, labels.get(each, {}))) or each for each in used}


def time_of(period: str) -> str:
    """A period as SDMX writes it: windows of months begin with a day; one without a beginning is its last month.

    >>> time_of("2024"), time_of("2024-Q1"), time_of("2012-01/2017-03"), time_of("/2016-12")
    ('2024', '2024-Q1', '2012-01-01/P63M', '2016-12')
    """
    found = _MONTHS.fullmatch(period)
    if not found:
        return period
    year, month, last_year, last_month = found.groups()
    if year is None:
        return f"{last_year}-{last_month}"
    months = (int(last_year) - int(year)) * 12 + int(last_month) - int(month) + 1
    return f"{year}-{month}-01/P{months}M"

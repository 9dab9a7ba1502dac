"""Coded rows to accepted rows and findings: contract, assertions, and the sum read = accepted + rejected + excluded."""

from dataclasses import dataclass

import pandera.polars as pa
import polars as pl

from pipelines.harmonise import Coded
from pipelines.rules.rows import evaluate
from pipelines.rules.standing import Standing
from pipelines.tidy import Tidy
from schemas import figure, finding, incident
from schemas.age import crossing
from schemas.codelist import missing_codes
from schemas.source import Assertion, Source


@dataclass(frozen=True)
class Validated:
    """What a delivery comes to. `excluded` has a row for each row left out: `sheet`, `row`, `rule`."""

    accepted: pl.DataFrame
    excluded: pl.DataFrame
    rejected: int
    findings: list[pl.DataFrame]
    shadow: list[pl.DataFrame]
    tallies: pl.DataFrame


def validate(coded: Coded, tidied: Tidy, *, early: list[pl.DataFrame], source: Source, standing: Standing) -> Validated:
    """Rows without a blocking finding that also keep contract and rules. `early`: findings of reading and tidying.

    Accepted rows are counted by what came through, rejected ones by what the findings name: two separate counts.
    """
    key = ["sheet", "row"] if source.is_incident_level else ["sheet", "cell"]
    live = _without(coded.rows, coded.excluded, key=key) if source.is_incident_level else coded.rows
    found = [standing.applied(each) for each in coded.findings]
    blocked = _blocked([*early, *found], key)
    clear = _without(live, blocked, key=key)
    broken = contract_findings(clear, source)
    unsound = _blocked([broken], key)
    sound = _without(clear, unsound, key=key)
    ruled = evaluate(sound, tidied, source=source, standing=standing)
    against = _blocked(ruled.findings, key)
    accepted = _without(sound, against, key=key)
    refused = pl.concat([blocked, unsound, against]).unique()
    candidates = _without(tidied.rows, coded.excluded, key=key) if source.is_incident_level else tidied.rows
    rejected = candidates.join(refused, on=key, how="semi").height if refused.height else 0
    bands = [standing.applied(overlapping_bands(live))] if source.is_incident_level else []
    told = [*found, broken, *ruled.findings, *bands]
    return Validated(accepted, coded.excluded, rejected, told, ruled.shadow, ruled.tallies)


def _without(rows: pl.DataFrame, named: pl.DataFrame, *, key: list[str]) -> pl.DataFrame:
    """The rows that are not named; most deliveries name none, and a join with nothing costs as much as any."""
    return rows.join(named, on=key, how="anti", maintain_order="left") if named.height else rows


def _blocked(problems: list[pl.DataFrame], key: list[str]) -> pl.DataFrame:
    """Keys of the rows that a blocking finding names."""
    blocking = [
        each.filter((pl.col("severity") == "blocks") & (pl.col("scope") == "row")).select(key)
        for each in problems
        if each.height
    ]
    types = {"sheet": pl.String, "row": pl.Int64, "cell": pl.String}
    return pl.concat([pl.DataFrame(schema={name: types[name] for name in key}), *blocking]).drop_nulls().unique()


def contract_findings(rows: pl.DataFrame, source: Source) -> pl.DataFrame:
    """Failures of the common contract, one finding a failing cell. `rows` must be a collected frame."""
    module = incident if source.is_incident_level else figure
    checked = rows.with_columns(edition=pl.col("edition").fill_null("-"))
    try:
        module.contract().validate(checked, lazy=True)
    except pa.errors.SchemaErrors as error:
        return _contract_rows(rows, error.failure_cases)
    return finding.empty()


def _contract_rows(rows: pl.DataFrame, failures: pl.DataFrame) -> pl.DataFrame:
    places = ["sheet", "row", "cell"] if "cell" in rows.columns else ["sheet", "row"]
    place = rows.select(places).with_row_index("index")
    placed = failures.with_columns(pl.col("index").cast(pl.UInt32)).join(place, on="index", how="left")
    return finding.of_rows(
        "contract-violated",
        placed.select(
            *places,
            column_name=pl.col("column").cast(pl.String),
            value=pl.col("failure_case").cast(pl.String),
            detail=pl.col("check").cast(pl.String),
        ),
    )


def assertion_finding(assertion: Assertion, accepted: pl.DataFrame, *, rejected: int) -> pl.DataFrame:
    """The finding of one assertion of the source file, or none where the measure lies within its limits."""
    value, name = _measure(assertion, accepted, rejected=rejected)
    low, high = assertion.min, assertion.max
    if (low is None or value >= low) and (high is None or value <= high):
        return finding.empty()
    finding_id = "assertion-failed" if assertion.severity == "blocks" else "assertion-warned"
    limits = " to ".join(_shown(each) for each in (low, high) if each is not None)
    kind = "at least " if high is None else "at most " if low is None else ""
    detail = f"{name} is {_shown(value)}, expected {kind}{limits}"
    return finding.of_edition(finding_id, value=_shown(value), detail=detail)


def _shown(number: float) -> str:
    """Counts in full, shares to four digits."""
    return f"{number:,.0f}" if float(number).is_integer() else f"{number:.4g}"


def _measure(assertion: Assertion, accepted: pl.DataFrame, *, rejected: int) -> tuple[float, str]:
    if assertion.measure == "rows_accepted":
        return accepted.height, "The number of accepted rows"
    if assertion.measure == "rejected_share":
        return rejected / max(1, accepted.height + rejected), "The share of rejected rows"
    name = assertion.dimension or ""
    codes = accepted[name].explode() if accepted[name].dtype == pl.List else accepted[name]
    share = float((codes == assertion.code).sum()) / max(1, accepted.height)
    return share, f"The share of {assertion.code} in {name}"


def overlapping_bands(rows: pl.DataFrame) -> pl.DataFrame:
    """Age bands of one delivery that overlap without one holding the other; both first cells are named.

    Bands that are used for different sexes only do not overlap: nobody could be counted in either.
    """
    used = ("sheet", "row", "victim_age", "victim_age_from", "victim_gender")
    aged = rows.select(used).drop_nulls("victim_age_from")
    sexes = pl.col("victim_gender").filter(~pl.col("victim_gender").is_in(sorted(missing_codes()))).unique()
    told = aged.group_by("victim_age", maintain_order=True).agg(pl.format("{} row {}", "sheet", "row").first(), sexes)
    places = {band: place for band, place, _ in told.iter_rows()}
    sexes_of = {band: set(known) for band, _, known in told.iter_rows()}
    frames = [
        finding.of_edition("age-bands-overlap", value=f"{one} / {other}", detail=f"{places[one]}; {places[other]}")
        for one, other in crossing(places)
        if not _are_of_different_sexes(sexes_of[one], sexes_of[other])
    ]
    return pl.concat(frames) if frames else finding.empty().select(finding.of_edition("table-empty").columns)


def _are_of_different_sexes(one: set[str], other: set[str]) -> bool:
    return bool(one) and bool(other) and one.isdisjoint(other)


def conservation(read: int, accepted: int, *, rejected: int, excluded: int) -> pl.DataFrame:
    """A finding where rows read are not accounted for, to the row."""
    if read == accepted + rejected + excluded:
        return finding.empty()
    return finding.of_edition("rows-not-conserved", detail=f"{read} read, {accepted} + {rejected} + {excluded}")

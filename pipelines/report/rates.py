"""Failure rates of a provider over time, by rule, and their picture as SVG."""

from dataclasses import dataclass
from itertools import groupby

import polars as pl
from jinja2 import Environment, PackageLoader, StrictUndefined

from pipelines import stage
from schemas.source import Source

# Okabe and Ito (2008): told apart by people with every kind of colour vision; a hatch says the same without colour
COLOURS = {"PASSED": "#009E73", "PASSED_WITH_VIOLATIONS": "#E69F00", "FAILED": "#D55E00", "RULE_ERROR": "#CC79A7"}
_REJECTED = "rows rejected"
_BAR, _HEAD, _TOP, _LEFT, _WIDTH = 20, 26, 34, 190, 420


@dataclass(frozen=True)
class Rate:
    """The share of what breaks one rule in one delivery; `rule_id` is `rows rejected` for all rules together."""

    rule_id: str
    edition: str
    delivery: str
    outcome: str
    numerator: int
    denominator: int
    share: float


def rates(source: Source) -> list[Rate]:
    """Rates of every rule in force that any delivery of the source broke, in order of rule and time."""
    told = [row for refused in (False, True) for row in _of(source, refused=refused)]
    order = {each.edition: (each.period_end, at) for at, each in enumerate(source.editions)}
    known = [each for each in told if each.edition in order]
    broken = {each.rule_id for each in known if each.numerator}
    first = {_REJECTED: 0}
    return sorted(
        (each for each in known if each.rule_id in broken),
        key=lambda each: (first.get(each.rule_id, 1), each.rule_id, *order[each.edition], each.delivery),
    )


def _of(source: Source, *, refused: bool) -> list[Rate]:
    state = "REFUSED" if refused else "ACCEPTED"
    editions = [edition for source_id, edition in stage.kept(refused=refused) if source_id == source.source_id]
    return [rate for edition in editions for rate in _of_edition(source.source_id, edition, state=state)]


def _of_edition(source_id: str, edition: str, *, state: str) -> list[Rate]:
    summary = stage.told(source_id, edition, refused=state == "REFUSED")
    path = stage.folder_of("refused" if state == "REFUSED" else "core", source_id, edition) / "rules.parquet"
    kept = pl.read_parquet(path).filter(pl.col("state") == "in_force", pl.col("share").is_not_null())
    columns = ("rule_id", "outcome", "numerator", "denominator", "share")
    found = [Rate(row[0], edition, state, *row[1:]) for row in kept.select(columns).iter_rows()]
    read, rejected = summary["rows_read"], summary["rows_rejected"]
    if read:
        outcome = "PASSED_WITH_VIOLATIONS" if rejected else "PASSED"
        found.append(Rate(_REJECTED, edition, state, outcome, rejected, read, rejected / read))
    return found


def chart(found: list[Rate], title: str, *, is_model: bool) -> str:
    """Bars by rule and delivery; every bar says its numbers, so that nothing depends on its colour."""
    y, groups = _TOP, []
    for rule_id, each in groupby(found, key=lambda rate: rate.rule_id):
        bars, at = [], y + _HEAD - 8
        for rate in each:
            bars.append(_bar(rate, at))
            at += _BAR
        groups.append({"name": rule_id, "y": y + 8, "bars": bars})
        y = at + 8
    template = environment().get_template("rates.svg.j2")
    return template.render(
        title=title, groups=groups, left=_LEFT, width=_WIDTH, top=_TOP, bottom=y, total_width=_LEFT + _WIDTH + 190,
        total_height=y + 30, ticks=range(0, 101, 25), is_model=is_model,
    )  # fmt: skip


def _bar(rate: Rate, y: int) -> dict[str, object]:
    mark = "" if rate.delivery == "ACCEPTED" else " refused"
    return {
        "label": f"{rate.edition}{mark}",
        "y": y,
        "width": round(_WIDTH * rate.share, 1),
        "is_failed": rate.outcome == "FAILED",
        "colour": COLOURS.get(rate.outcome, "#999999"),
        "told": f"{rate.numerator:,} of {rate.denominator:,}, {rate.share:.1%}",
    }


def environment() -> Environment:
    """Templates that escape everything and fail on what is not there."""
    return Environment(
        loader=PackageLoader("pipelines.report"), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        autoescape=True, keep_trailing_newline=True,
    )  # fmt: skip

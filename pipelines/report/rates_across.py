"""Failure rates over time by rule and provider, all providers side by side: what the auditor looks at first."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby

from pipelines import catalogue
from pipelines.report.failures import Told
from pipelines.report.failures_written import plain, workbook_of
from pipelines.report.rates import environment, rates

# Okabe and Ito (2008), black first; a provider also has a mark and a dash of its own, so that no colour is needed
_COLOURS = ("#000000", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
_MARKS = ("circle", "square", "diamond", "triangle")
_DASHES = ("", "6 3", "2 2", "8 3 2 3", "12 4")
_LEFT, _WIDTH, _TOP, _HEIGHT, _LINE = 60, 460, 34, 150, 16


@dataclass(frozen=True)
class Point:
    """The share of what breaks one rule in one delivery of one provider."""

    source_id: str
    country: str
    is_model: bool
    rule_id: str
    edition: str
    period_end: str
    delivery: str
    outcome: str
    numerator: int
    denominator: int
    share: float


def points(source_ids: list[str] | None = None) -> list[Point]:
    """Every rate of every provider, or of some, in order of rule, provider and time."""
    chosen = [each for each in catalogue.sources() if not source_ids or each.source_id in source_ids]
    found: list[Point] = []
    for source in chosen:
        ends = {each.edition: each.period_end.isoformat() for each in source.editions}
        place: Told = {"source_id": source.source_id, "country": source.country, "is_model": source.is_model}
        found += [Point(**place, **vars(each), period_end=ends[each.edition]) for each in rates(source)]
    return sorted(
        found, key=lambda each: (each.rule_id != "rows rejected", each.rule_id, each.source_id, each.period_end)
    )


def as_json(found: list[Point]) -> bytes:
    """The rates for machines."""
    return (json.dumps([asdict(each) for each in found], indent=1) + "\n").encode()


def as_workbook(found: list[Point]) -> bytes:
    """The rates as a workbook: each delivery, and the share of all deliveries of a provider by rule."""
    return workbook_of({"rates": [asdict(each) for each in found], "providers": providers(found)})


def providers(found: list[Point]) -> list[Told]:
    """One row a rule and provider over all its deliveries; a share of sums, not a mean of shares."""
    rows = []
    for (rule_id, source_id), grouped in groupby(found, key=lambda each: (each.rule_id, each.source_id)):
        each = list(grouped)
        broken, asked = sum(point.numerator for point in each), sum(point.denominator for point in each)
        told = {"deliveries": len(each), "numerator": broken, "denominator": asked, "share": broken / asked}
        rows.append({"rule_id": rule_id, "source_id": source_id, **told})
    return rows


def as_html(found: list[Point]) -> bytes:
    """The rates as one page that loads nothing from elsewhere: a chart a rule, its numbers beside it."""
    room = environment()
    room.filters["plain"] = plain
    by_rule = {rule_id: list(each) for rule_id, each in groupby(found, key=lambda point: point.rule_id)}
    styles = _styles(found)
    charts = {rule_id: _chart(rule_id, each, styles=styles) for rule_id, each in by_rule.items()}
    has_model = any(each.is_model for each in found)
    page = room.get_template("rates_across.html.j2").render(charts=charts, rows=providers(found), has_model=has_model)
    return page.encode()


def _styles(found: list[Point]) -> dict[str, Told]:
    """Colour, mark and dash of each provider, the same in every chart."""
    names = sorted({each.source_id for each in found})
    return {
        name: {
            "colour": _COLOURS[at % len(_COLOURS)],
            "mark": _MARKS[at % len(_MARKS)],
            "dash": _DASHES[at % len(_DASHES)],
        }
        for at, name in enumerate(names)
    }


def _chart(rule_id: str, found: list[Point], *, styles: dict[str, Told]) -> str:
    """Shares over time, a line a provider; every point says its numbers."""
    days = [date.fromisoformat(each.period_end).toordinal() for each in found]
    first, span = min(days), max(1, max(days) - min(days))
    top = max(0.01, *(each.share for each in found))
    lines = []
    for at, (source_id, grouped) in enumerate(groupby(found, key=lambda point: point.source_id)):
        marks = [_mark(each, first, span=span, top=top) for each in grouped]
        path = " ".join(f"{mark['x']},{mark['y']}" for mark in marks)
        lines.append({"name": source_id, "marks": marks, "path": path, "y": _TOP + _LINE * at, **styles[source_id]})
    height = max(_HEIGHT, _LINE * len(lines))
    ticks = [{"y": _TOP + _HEIGHT * (1 - part), "told": f"{100 * top * part:.3g} %"} for part in (0, 0.5, 1)]
    ends = [
        {"x": _LEFT + _WIDTH * part, "told": date.fromordinal(first + round(span * part))}
        for part in (0, 1)[: len({*days})]
    ]
    return environment().get_template("rates_across.svg.j2").render(
        rule_id=rule_id, lines=lines, ticks=ticks, ends=ends, left=_LEFT, right=_LEFT + _WIDTH, top=_TOP,
        bottom=_TOP + _HEIGHT, height=_TOP + height + 30, has_model=any(each.is_model for each in found),
    )  # fmt: skip


def _mark(each: Point, first: int, *, span: int, top: float) -> Told:
    day = date.fromisoformat(each.period_end).toordinal()
    numbers = f"{each.numerator:,} of {each.denominator:,}, {each.share:.1%}"
    return {
        "x": round(_LEFT + _WIDTH * (day - first) / span, 1),
        "y": round(_TOP + _HEIGHT * (1 - each.share / top), 1),
        "told": f"{each.source_id} {each.edition}: {numbers}{', refused' * (each.delivery != 'ACCEPTED')}",
    }

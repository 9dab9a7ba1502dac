"""Suppression in one large system next to the plain heuristic, and the release of the whole model warehouse."""

import os
import random
import tempfile
from functools import partial
from itertools import product
from pathlib import Path
from unittest.mock import patch

import polars as pl
from rich.console import Console

from bench.measure import Line, best, show
from bench.model_countries import COUNTRIES, make_delivery, write_delivery
from pipelines import arrivals, catalogue, handover
from pipelines.submit import submit
from schemas.disclosure import tiers
from warehouse.build import build
from warehouse.disclosure.gate import Told, refusals
from warehouse.disclosure.protect import Pattern, heuristic, protect
from warehouse.disclosure.system import TableSystem
from warehouse.disclosure.tabulate import ALL, Place, Tree, crossed
from warehouse.release.tables import Released, releasable

_MEAN = 30
_GENDERS = {"F": 0.6, "M": 0.35, "_U": 0.05}


def linked_tables(countries: int, seed: int = 1) -> None:
    """Time and number of complementary cells, the gap, and what an outsider finds in both patterns."""
    system, rules = invented(countries, seed), tiers()["public"]
    patterns: dict[str, Pattern] = {}

    def _run(name: str) -> None:
        patterns[name] = (heuristic if name == _PLAIN else protect)(system, rules)

    base = best(_PLAIN, lambda: _run(_PLAIN), repeats=1)
    lines: list[Line] = [best(_OURS, lambda: _run(_OURS), repeats=1)]
    told = Told(system, frozenset(system.values) - patterns[_OURS].hidden)
    found: list[str] = []
    lines.append(best("attack on it", lambda: found.extend(r.text for r in refusals({"one": told}, rules)), repeats=1))
    show(f"suppression, {countries} x 13 x 3 with all margins, {len(system.cells)} cells", base, lines=lines)
    plain, ours = patterns[_PLAIN], patterns[_OURS]
    sensitive, cells = ours.needs.keys() & system.values.keys(), len(ours.complementary)
    Console().print(
        f"{len(sensitive)} sensitive cells; complementary cells: {len(plain.complementary)} plain, {cells} by cutting "
        f"planes ({cells / len(plain.complementary):.2f})"
    )
    Console().print(
        f"cost {ours.cost}, none below {ours.bound}: gap {ours.gap:.1%} of {rules.gap_percent:g} % allowed; "
        f"intervals too narrow: {len(found)}"
    )


def whole_warehouse() -> None:
    """A release of every model country and publication in each tier, next to the build of their snapshot."""
    with tempfile.TemporaryDirectory() as named, patch.dict(os.environ, {"OSCEC_DATA": named}):
        folder = Path(named)
        _take_in(folder / "inbox")
        made: dict[str, Released] = {}
        base = best(
            "build of the snapshot",
            lambda: build(handover.inputs(), folder / "warehouse", fingerprint="bench"),
            repeats=1,
        )
        [snapshot] = (folder / "warehouse").glob("*.duckdb")

        def _release(tier: str) -> None:
            made[tier] = releasable(snapshot, tiers()[tier], earlier=[each.told for each in made.values()])

        lines = [best(tier, partial(_release, tier), repeats=1) for tier in ("public", "restricted")]
        show(f"release of the whole model warehouse, {len(made['public'].patterns)} series", base, lines=lines)
    for tier, each in made.items():
        _tell(tier, each.patterns.filter(~pl.col("series").str.starts_with("delivery/")))


def _take_in(inbox: Path) -> None:
    for each in arrivals.arrivals():
        submit(each.path.read_bytes(), each.path.name, source=catalogue.source(each.source_id), edition=each.edition)
    for country in COUNTRIES.values():
        for edition in country.editions:
            for path in write_delivery(make_delivery(country, edition, rows=edition.rows)[0], inbox):
                submit(path.read_bytes(), path.name, source=catalogue.source(country.source_id), edition=edition.name)


def _tell(tier: str, patterns: pl.DataFrame) -> None:
    of_all = patterns.select(pl.col("cells", "sensitive", "hidden", "cost", "bound").sum()).row(0, named=True)
    Console().print(
        f"{tier}: {of_all['cells']} cells in {patterns.height} series, {of_all['sensitive']} sensitive, "
        f"{of_all['hidden']} hidden; cost {of_all['cost']}, none below {of_all['bound']}; all in time: "
        f"{patterns['is_in_time'].all()}"
    )


_PLAIN, _OURS = "plain heuristic", "cutting planes"


def invented(countries: int, seed: int) -> TableSystem:
    """Counts drawn around the product of a size of the country, of the demand and of the gender."""
    drawn = random.Random(seed)
    names = {
        "country": [f"X{at:02}" for at in range(countries)],
        "demand": [f"D{at:02}" for at in range(13)],
        "gender": list(_GENDERS),
    }
    drawn_sizes = {name: {code: drawn.lognormvariate(0, 1) for code in codes} for name, codes in names.items()}
    sizes = drawn_sizes | {"gender": _GENDERS}
    counts: dict[Place, int] = {}
    for place in product(*names.values()):
        mean = float(_MEAN)
        for of_code, code in zip(sizes.values(), place, strict=True):
            mean *= of_code[code]
        counts[place] = max(0, round(drawn.gauss(mean, mean**0.5)))
    trees: dict[str, Tree] = {name: dict.fromkeys(codes, ALL) for name, codes in names.items()}
    return crossed(counts, trees)

"""The counts of records of a release: protected as they were recorded, series by series, after what left before."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from schemas.disclosure import DisclosureRules, breakdowns
from warehouse.disclosure.elsewhere import joined
from warehouse.disclosure.greedy import UnprotectableError
from warehouse.disclosure.pooled import protected as pooled
from warehouse.disclosure.system import TableSystem
from warehouse.disclosure.tallies import ALL, GROUP, Counts, counts, systems
from warehouse.disclosure.told import Protected, Version, protected
from warehouse.release.elsewhere import published, twins
from warehouse.release.house import KEY, ROWS, House, deliveries

Edition = tuple[str, str]
History = Mapping[str, tuple[Version, ...]]
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Protection:
    """The protected counts with the editions they are of, and what the gate is told of each series."""

    series: dict[str, Protected]
    editions: pl.DataFrame
    tally: pl.DataFrame
    cross_tally: pl.DataFrame


def protection(house: House, rules: DisclosureRules, *, before: History, progress: Progress) -> Protection:
    """All counts and rows of deliveries, with as little hidden as the rules allow. It asks no gate.

    A revision that changes the records of a series by few, or leaves no pattern that protects it, does not leave: the
    edition before stands. Raises UnprotectableError where numbers that left before leave none.
    """
    thresholds = {name: max(own, rules.frequency_threshold) for name, own in house.thresholds.items()}
    editions, is_settled = house.records, False
    while not is_settled:
        counted = _counted(house, editions, rules=rules, thresholds=thresholds)
        tables = _tables(house, counted, thresholds)
        series, held = _protected(tables, rules=rules, before=before, progress=progress)
        editions, is_settled = _without(house, editions, held=held), not held
    hidden = [(*group, cell) for group, each in series.items() for cell in sorted(each.hidden)]
    names = pl.DataFrame(hidden, schema=dict.fromkeys([*GROUP, "cell"], pl.String), orient="row")
    rows = _rows(house, editions, told=set(series), rules=rules, before=before)
    told = {_name(group): each for group, each in series.items()}
    return Protection({**told, **rows}, _shown(editions, rows), *pooled(counted.only(series), names))


def _counted(house: House, editions: pl.DataFrame, *, rules: DisclosureRules, thresholds: Mapping[str, int]) -> Counts:
    """The counts the tier may tell of these editions; a source with a threshold of its own needs as many records."""
    chosen = breakdowns(rules.tier)
    small = pl.col("records").sum().over([*GROUP, "dimension"]) < pl.col("source_id").replace_strict(
        thresholds, default=rules.frequency_threshold, return_dtype=pl.Int64
    )
    once = ~pl.col("source_id").is_in(twins(house))
    tally, cross_tally = (
        house.core[name].filter(once).join(editions, on=KEY, how="semi") for name in ("core.tally", "core.cross_tally")
    )
    return counts(tally.filter(~small), cross_tally, chosen=chosen)


def _tables(
    house: House, counted: Counts, thresholds: Mapping[str, int]
) -> Iterator[tuple[tuple[str, ...], TableSystem]]:
    """Every group with its system, and in it what was published elsewhere of the same records."""
    elsewhere = published(house, counted)
    for group, system in systems(counted, thresholds):
        yield group, joined(system, elsewhere.get(group, ()))


def _protected(
    tables: Iterable[tuple[tuple[str, ...], TableSystem]],
    *,
    rules: DisclosureRules,
    before: History,
    progress: Progress,
) -> tuple[dict[tuple[str, ...], Protected], set[Edition]]:
    """Every series, and the editions that cannot be told after what was told before.

    A series that cannot be protected beside what was published elsewhere of its records is not told.
    """
    found: dict[tuple[str, ...], Protected] = {}
    held: set[Edition] = set()
    for group, system in tables:
        progress(f"protecting {' '.join(group[:3])}")
        versions = before.get(_name(group), ())
        try:
            if _is_small_change(system, versions, rules=rules):
                held.add((group[0], group[1]))
            else:
                found[group] = protected(system, rules, versions=versions)
        except UnprotectableError:
            if versions:
                held.add((group[0], group[1]))
            elif not _is_published(system):
                raise
    return found, held


def _is_published(system: TableSystem) -> bool:
    return any(cell.printing == "PUBLISHED" for cell in system.cells)


def _is_small_change(system: TableSystem, versions: tuple[Version, ...], *, rules: DisclosureRules) -> bool:
    """Whether few records more or less than told before: both totals are shown, so nothing could hide how many."""
    if not versions or rules.changes == "PUBLISH":
        return False
    return 0 < abs(system.values[ALL] - versions[-1].system.values[ALL]) < rules.frequency_threshold


def _without(house: House, editions: pl.DataFrame, *, held: set[Edition]) -> pl.DataFrame:
    """The editions with those held back replaced by the ones they revise."""
    names = pl.DataFrame(sorted(held), schema=dict.fromkeys(KEY, pl.String), orient="row")
    revised = editions.join(names, on=KEY, how="semi").select("source_id", edition="revises")
    accepted = house.core["core.edition"].filter(pl.col("state") == "ACCEPTED")
    standing = accepted.join(revised, on=KEY, how="semi").with_columns(is_current=pl.lit(value=True))
    return pl.concat([editions.join(names, on=KEY, how="anti"), standing]).sort(KEY)


def _rows(
    house: House, editions: pl.DataFrame, *, told: set[tuple[str, ...]], rules: DisclosureRules, before: History
) -> dict[str, Protected]:
    """Rows of deliveries, protected as counts: those accepted are the records of the series, told or not."""
    whole = house.core["core.tally"].group_by([*GROUP, "dimension"]).agg(pl.col("records").sum())
    series: dict[Edition, dict[str, tuple[int, bool]]] = {}
    for *group, records in whole.drop("dimension").unique().sort(GROUP).rows():
        series.setdefault((group[0], group[1]), {})[_name(tuple(group))] = (records, tuple(group) in told)
    of_rows = rules.model_copy(update={"full_rows": "PUBLISH", "changes": "PUBLISH"})
    return {
        name: protected(system, of_rows, versions=before.get(name, ())) for name, system in deliveries(editions, series)
    }


def _shown(editions: pl.DataFrame, rows: Mapping[str, Protected]) -> pl.DataFrame:
    """The editions, numbers of rows null where they are hidden, and without the names of delivered files."""
    hidden = [(*name.split("/")[1:], sorted(each.hidden)) for name, each in rows.items()]
    schema: dict[str, pl.DataType] = {**dict.fromkeys(KEY, pl.String()), "hidden": pl.List(pl.String())}
    named = editions.join(pl.DataFrame(hidden, schema=schema, orient="row"), on=KEY, how="left", maintain_order="left")
    told = [pl.when(~pl.col("hidden").list.contains(name)).then(pl.col(name)).alias(name) for name in ROWS]
    return named.with_columns(*told, file=pl.lit(None, pl.String)).drop("hidden")


def _name(group: tuple[str, ...]) -> str:
    """The series of a group: the same counts in every edition."""
    return "/".join([group[0], *group[2:]])

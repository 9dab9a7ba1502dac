"""What providers published of the records we hold is part of what an outsider knows."""

import polars as pl
import pytest

from bench.systems import RULES, exactly, publications, released, tables
from schemas.disclosure import Breakdown
from schemas.figure import COLUMNS
from warehouse.disclosure.elsewhere import Published, joined
from warehouse.disclosure.gate import refusals
from warehouse.disclosure.greedy import UnprotectableError
from warehouse.disclosure.protect import protect
from warehouse.disclosure.system import Cell, Sum, TableSystem
from warehouse.disclosure.tallies import Counts, counts
from warehouse.release.elsewhere import published, twins
from warehouse.release.house import House

NEAR = RULES.model_copy(update={"gap_percent": 25})
ROW = TableSystem(
    tuple(Cell(name, value) for name, value in {"all": 60, "a": 3, "b": 20, "c": 37}.items()),
    (Sum("all", ("a", "b", "c")),),
)
GROUP = {"source_id": "xa_records", "edition": "2024", "period": "2024", "geo_code": "XA",
         "geographic_role": "VICTIM_RESIDENCE", "counting_unit": "VICTIM"}  # fmt: skip
KNOWN = {"F": 40, "M": 16, "_O": 3, "_U": 11}


def test_no_count_follows_from_a_release_and_publications_together_and_without_them_many_would() -> None:
    known: list[str] = []
    forgetful = lost = 0
    for seed in range(15):
        system = tables(seed)
        whole = joined(system, publications(system, seed))
        forgotten = protect(system, NEAR).hidden
        forgetful += any(refusals({"one": released(whole, forgotten)}, NEAR))
        try:
            known += [each.text for each in refusals({"one": released(whole, protect(whole, NEAR).hidden)}, NEAR)]
        except UnprotectableError:
            lost += 1

    assert known == []
    assert forgetful > 4
    assert lost < 6


def test_a_published_neighbour_takes_the_cover_from_a_small_count() -> None:
    beside = joined(ROW, [exactly("figure", ("b",), 20)])

    assert protect(ROW, RULES).hidden == {"a", "b"}
    assert protect(beside, RULES).hidden == {"a", "c"}
    assert [each.cell for each in refusals({"one": released(beside, frozenset({"a", "b"}))}, RULES)] == ["one/a"]


def test_a_rounded_share_of_a_neighbour_leaves_only_the_room_it_has() -> None:
    narrow = joined(ROW, [Published("share", ("b",), ("b",), 19, 21)])
    wide = joined(ROW, [Published("share", ("b",), ("b",), 10, 30)])

    assert protect(narrow, RULES).hidden == {"a", "c"}
    assert [*refusals({"one": released(narrow, frozenset({"a", "b"}))}, RULES)] != []
    assert [*refusals({"one": released(wide, frozenset({"a", "b"}))}, RULES)] == []


def test_what_was_published_itself_is_no_secret() -> None:
    system = joined(ROW, [exactly("figure", ("a",), 3)])

    assert protect(system, RULES).hidden == frozenset()
    assert list(refusals({"one": released(system, frozenset())}, RULES)) == []


def test_a_number_that_does_not_fit_is_about_other_records() -> None:
    assert joined(ROW, [exactly("never recorded", (), 0)]) == ROW
    assert joined(ROW, [exactly("figure", ("a", "b"), 24), Published("share", ("c",), ("c",), 40, None)]) == ROW


def test_a_total_of_ours_that_would_tell_what_publications_leave_open_finds_no_pattern() -> None:
    shown = TableSystem((*(each for each in ROW.cells if each.name != "all"), Cell("all", 60, "SHOWN")), ROW.sums)
    beside = joined(shown, [exactly("one", ("b",), 20), exactly("other", ("c",), 37)])

    with pytest.raises(UnprotectableError, match="a"):
        protect(beside, RULES)
    assert protect(joined(beside, [exactly("total", ("all",), 60)]), RULES).hidden == frozenset()


def counted() -> Counts:
    """Records by gender, and motivation by gender."""
    by = {"by_dimension": "victim_gender", "by_relations": "EQUAL"}
    single = [
        {**GROUP, "dimension": "victim_gender", "recorded": code, "relations": "EQUAL", "records": records}
        for code, records in KNOWN.items()
    ]
    single += [{**GROUP, "dimension": "motivation", "recorded": "SEXUAL", "relations": "EQUAL", "records": 70}]
    double = [
        {**single[-1], "by_recorded": code, "records": records, **by} for code, records in KNOWN.items()
    ]  # fmt: skip
    chosen = [
        Breakdown(tier="public", dimension="victim_gender", least_records=1),
        Breakdown(tier="public", dimension="motivation", least_records=1),
        Breakdown(tier="public", dimension="motivation", by_dimension="victim_gender", least_records=1),
    ]
    return counts(pl.DataFrame(single), pl.DataFrame(double), chosen=chosen)


def house(
    *figures: dict[str, object], facts: tuple[tuple[str, str, str], ...] = (), publisher: str = "Office"
) -> House:
    """A house with records, and figures of another source."""
    usual = {**GROUP, "source_id": "xa_figures", "mapping": "EQUAL", "statistic": "COUNT", "unit": "victims",
             "decimals": 0, "obs_status": "A", "conf_status": "F", "base_from": 70, "base_to": 70,
             "base_basis": "STATED", "response_type": "SINGLE", "response_basis": "DECLARED"}  # fmt: skip
    rows = [{**usual, "figure_id": f"t!B{at}", **each} for at, each in enumerate(figures)]
    sources = [("xa_records", "INCIDENT", "Office"), ("xa_figures", "FIGURE", publisher)]
    core = {
        "core.figure": pl.DataFrame(rows, schema=COLUMNS),
        "core.source": pl.DataFrame(sources, schema=["source_id", "level", "publisher"], orient="row"),
        "core.edition": pl.DataFrame({"source_id": ["xa_figures"], "edition": ["2024"], "is_current": [True]}),
        "core.fact": pl.DataFrame(
            [*facts], schema=dict.fromkeys(["source_id", "fact", "value"], pl.String), orient="row"
        ),
    }
    return House(core)


def said(of: House) -> list[tuple[str, tuple[str, ...], int | None, int | None]]:
    """What is published of the records, without the name of its source."""
    found = [each for group in published(of, counted()).values() for each in group]
    return [(each.name.removeprefix("xa_figures/2024/"), each.inside, each.lower, each.upper) for each in found]


def test_of_sources_with_the_same_records_one_is_told() -> None:
    def among(level: str, value: str) -> list[str]:
        given = house(WOMEN, facts=(("xa_records", "overlap_xa_figures", value),))
        leveled = given.core["core.source"].with_columns(level=pl.lit(level))
        return twins(House({**given.core, "core.source": leveled}))

    assert among("INCIDENT", "SAME") == ["xa_records"]
    assert among("INCIDENT", "OVERLAPS") == []
    assert among("FIGURE", "SAME") == []


WOMEN = {"dimension": "victim_gender", "code": "F", "value": 40.0}
CELL = "victim_gender=F(EQUAL)"


def test_figures_of_the_same_publisher_and_period_tell_of_the_records() -> None:
    share = {**WOMEN, "statistic": "SHARE", "unit": "percent", "value": 57.0, "decimals": 0}

    assert said(house(WOMEN)) == [("t!B0", (CELL,), 40, 40)]
    assert said(house(share)) == [("t!B0", (CELL,), 40, 40)]
    assert said(house({"dimension": "total", "code": "ALL", "value": 70.0})) == [("t!B0", ("all",), 70, 70)]
    assert (
        said(house(WOMEN | {"period": "2023"}, WOMEN | {"geo_code": "XB"}, WOMEN | {"counting_unit": "REPORT"})) == []
    )
    assert said(house(WOMEN, publisher="Another")) == []


def test_what_a_source_declares_decides_which_ends_figures_tell() -> None:
    def declared(source: str, other: str, value: str) -> list[tuple[str, tuple[str, ...], int | None, int | None]]:
        return said(house(WOMEN, facts=((source, f"overlap_{other}", value),), publisher="Another"))

    assert declared("xa_figures", "xa_records", "SAME") == [("t!B0", (CELL,), 40, 40)]
    assert declared("xa_records", "xa_figures", "PART_OF") == [("t!B0", (CELL,), None, 40)]
    assert declared("xa_figures", "xa_records", "PART_OF") == [("t!B0", (CELL,), 40, None)]
    assert declared("xa_records", "xa_figures", "DISJOINT") == []
    for source, other in (("xa_records", "xa_figures"), ("xa_figures", "xa_records")):
        assert said(house(WOMEN, facts=((source, f"overlap_{other}", "DISJOINT"),))) == []
        assert len(said(house(WOMEN, facts=((source, f"overlap_{other}", "UNKNOWN"),)))) == 1


def test_a_figure_of_a_part_tells_of_a_cell_of_two_dimensions_or_at_least_of_its_margins() -> None:
    crossed = {**WOMEN, "dimension": "motivation", "code": "SEXUAL", "base_filter": "victim_gender=F", "base_from": 40,
               "base_to": 40}  # fmt: skip
    elsewhere = {**crossed, "code": "SEXUAL", "base_filter": "victim_age=Y14T17", "value": 9.0}

    assert said(house(crossed)) == [("t!B0", (f"motivation=SEXUAL(EQUAL)|{CELL}",), 40, 40)]
    assert said(house(elsewhere)) == [("t!B0 motivation", ("motivation=SEXUAL(EQUAL)",), 9, None)]


def test_labels_that_cover_less_or_more_than_the_code_tell_one_end() -> None:
    assert said(house(WOMEN | {"mapping": "NARROWER"})) == [("t!B0", (CELL,), 40, None)]
    assert said(house(WOMEN | {"mapping": "WIDER"})) == [("t!B0", (CELL,), None, 40)]
    assert said(house(WOMEN | {"mapping": "INEXACT"})) == []

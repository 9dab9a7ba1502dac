"""Rules of disclosure control as data, systems of linked tables, and which cells must be hidden."""

import pytest
from pydantic import ValidationError

from bench.systems import RULES
from schemas.disclosure import DisclosureRules, tiers
from warehouse.disclosure.primary import Need, prepared
from warehouse.disclosure.system import Cell, Sum, TableError, TableSystem, linked
from warehouse.disclosure.tabulate import ALL, crossed


def found(*cells: Cell, sums: tuple[Sum, ...] = (), rules: DisclosureRules = RULES) -> dict[str, Need]:
    return prepared(TableSystem(cells, sums), rules)[1]


def test_rules_are_rows_of_data() -> None:
    assert tiers()["public"].frequency_threshold == 5
    assert {rules.tier for rules in tiers().values()} == {"public", "restricted"}


def test_full_rows_cannot_be_protected_while_their_zeros_are_shown() -> None:
    with pytest.raises(ValidationError, match="HIDE_IF_NEEDED"):
        DisclosureRules(tier="odd", zeros="PUBLISH", full_rows="PROTECT")


def test_crossed_tables_hold_every_margin_and_every_level() -> None:
    trees = {"age": {"child": ALL, "0-13": "child", "14-17": "child", "adult": ALL}, "sex": {"F": ALL, "M": ALL}}
    system = crossed({("0-13", "F"): 2, ("14-17", "F"): 5, ("14-17", "M"): 1, ("adult", "M"): 7}, trees)

    assert len(system.cells) == 5 * 3
    assert system.values["all"] == 15
    assert (system.values["age=child"], system.values["age=child|sex=F"], system.values["sex=M"]) == (8, 7, 8)
    assert Sum("age=child|sex=F", ("age=0-13|sex=F", "age=14-17|sex=F")) in system.sums


def test_linked_tables_share_the_cells_of_one_name() -> None:
    one = crossed({("F", "a"): 3, ("M", "a"): 4}, {"sex": {"F": ALL, "M": ALL}, "kind": {"a": ALL}})
    other = crossed({("F", "x"): 3, ("M", "y"): 4}, {"sex": {"F": ALL, "M": ALL}, "place": {"x": ALL, "y": ALL}})
    both = linked(one, other)

    assert len(both.cells) == len(one.cells) + len(other.cells) - 3
    assert both == linked(other, one)


def test_tables_that_contradict_each_other_are_refused_by_cell() -> None:
    with pytest.raises(TableError, match="sex=F is 3 and 4"):
        TableSystem((Cell("sex=F", 3), Cell("sex=F", 4)), ())
    with pytest.raises(TableError, match="all is 5, its parts make 4: a, b"):
        TableSystem((Cell("all", 5), Cell("a", 1), Cell("b", 3)), (Sum("all", ("a", "b")),))
    with pytest.raises(TableError, match="made of cells that are not there: b"):
        TableSystem((Cell("all", 5), Cell("a", 1)), (Sum("all", ("a", "b")),))
    with pytest.raises(TableError, match="negative"):
        TableSystem((Cell("a", -1),), ())


def test_small_counts_must_be_hidden_with_their_whole_range() -> None:
    assert found(Cell("a", 0), Cell("b", 1), Cell("c", 4), Cell("d", 5)) == {
        "b": Need("b", 0, 5, ("small-count",)),
        "c": Need("c", 0, 5, ("small-count",)),
    }


def test_zeros_are_small_where_the_rule_says_so() -> None:
    rules = RULES.model_copy(update={"zeros": "PROTECT"})

    assert set(found(Cell("a", 0), Cell("b", 9), rules=rules)) == {"a"}


def test_where_zeros_are_shown_a_total_is_known_to_hold_its_parts() -> None:
    rules = RULES.model_copy(update={"zeros": "PUBLISH", "full_rows": "PUBLISH"})
    needs = found(Cell("all", 3), Cell("a", 1), Cell("b", 2), sums=(Sum("all", ("a", "b")),), rules=rules)

    assert {name: need.low for name, need in needs.items()} == {"a": 1, "all": 2, "b": 1}


def test_the_threshold_of_a_provider_counts_where_it_is_higher() -> None:
    assert found(Cell("a", 7, threshold=10)) == {"a": Need("a", 0, 10, ("small-count",))}
    assert found(Cell("a", 7, threshold=3)) == {}


def test_withheld_cells_are_protected_by_a_share_of_their_value() -> None:
    assert found(Cell("a", 1000, is_withheld=True)) == {"a": Need("a", 900, 1100, ("withheld-by-provider",))}


def test_dominated_magnitudes_are_hidden_and_others_are_not() -> None:
    assert found(Cell("a", 1000, records=9, largest=(700, 250))) == {"a": Need("a", 882, 1118, ("dominance",))}
    assert found(Cell("a", 1000, records=9, largest=(400, 300))) == {}


def test_a_full_row_must_leave_room_for_another_category() -> None:
    row = (Cell("all", 40), Cell("a", 40), Cell("b", 0))

    assert found(*row, sums=(Sum("all", ("a", "b")),)) == {
        "rest:all without a": Need("rest:all without a", 0, 5, ("full-row",))
    }


def test_a_category_is_not_full_where_no_other_can_occur() -> None:
    row = (Cell("all", 40), Cell("a", 40), Cell("b", 0, "SHOWN"))

    assert found(*row, sums=(Sum("all", ("a", "b")),)) == {}

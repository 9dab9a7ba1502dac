"""The outsider knows what follows, and the gate refuses what would be known too well."""

import random

import pytest

from bench.systems import RULES, tables, told
from warehouse.comparability.facts import Fact, rounded, within
from warehouse.comparability.tighten import tighten
from warehouse.disclosure.attacker import AttackError, Outsider, Printed, releases
from warehouse.disclosure.gate import DisclosureError, Told, must_hold, refusals
from warehouse.disclosure.protect import protect
from warehouse.disclosure.system import Cell, Sum, TableSystem
from warehouse.disclosure.tabulate import ALL, Place, crossed

TREES = {"a": {"x": ALL, "y": ALL, "z": ALL}, "b": {"p": ALL, "q": ALL, "r": ALL}}
PLACES: list[Place] = [(a, b) for a in "xyz" for b in "pqr"]
COUNTS = dict(zip(PLACES, [3, 20, 30, 40, 50, 60, 70, 80, 90], strict=True))
ROW = TableSystem((Cell("all", 20), Cell("a", 3), Cell("b", 17)), (Sum("all", ("a", "b")),))


@pytest.mark.parametrize("seed", range(15))
def test_the_outsider_derives_what_the_integer_program_of_published_tables_does(seed: int) -> None:
    system, drawn = tables(seed), random.Random(seed)  # noqa: S311  # a seeded draw, not a secret
    shown = {name: value for name, value in system.values.items() if drawn.random() < 0.6}
    every = [Fact(each.total, {each.total: -1, **dict.fromkeys(each.parts, 1)}, 0, 0) for each in system.sums]
    expected = tighten([*every, *(within(name, name, value, value) for name, value in shown.items())])
    outsider = Outsider([Printed(system.sums, shown)])

    assert {name: outsider.interval({name: 1}) for name in expected} == expected


def test_a_number_alone_in_its_row_follows() -> None:
    assert Outsider([Printed(ROW.sums, {"all": 20, "b": 17})]).interval({"a": 1}) == (3, 3)
    assert Outsider([Printed(ROW.sums, {"all": 20})]).interval({"a": 1}) == (0, 20)
    assert Outsider([Printed(ROW.sums, {})]).interval({"a": 1}) == (0, None)
    assert Outsider([Printed(ROW.sums, {"all": 20}, floor=1)]).interval({"a": 1}) == (1, 19)


def test_a_printed_share_narrows_what_is_hidden() -> None:
    share = rounded("share of a", "a", whole="all", share=15.0, decimals=0)

    assert Outsider([Printed(ROW.sums, {"all": 20}, share)]).interval({"a": 1}) == (3, 3)


def test_releases_are_read_together() -> None:
    both = releases({"old": Printed(ROW.sums, {"all": 20, "b": 17}), "new": Printed(ROW.sums, {"all": 24})})
    grown = [Fact(name, {f"new/{name}": 1, f"old/{name}": -1}, 0) for name in ("a", "b")]

    assert Outsider(both.values(), grown).interval({"new/a": 1}) == (3, 7)
    assert Outsider(both.values(), grown).interval({"new/a": 1, "old/a": -1}) == (0, 4)


def test_numbers_that_cannot_be_are_no_secret_kept() -> None:
    with pytest.raises(AttackError, match="does not hold"):
        Outsider([Printed(ROW.sums, {"all": 20, "a": 3, "b": 1})])
    with pytest.raises(AttackError, match="nothing follows"):
        Outsider([Printed(ROW.sums, {"all": 20, "b": 21})]).interval({"a": 1})


def test_the_gate_names_the_cell_that_follows() -> None:
    with pytest.raises(DisclosureError, match="first/a follows to lie in 3 to 3; 0 to 5 must stay possible") as refused:
        must_hold({"first": Told(ROW, frozenset({"all", "b"}))}, RULES)
    assert [each.cell for each in refused.value.refusals] == ["first/a"]


def test_the_gate_refuses_a_small_number_that_is_simply_shown() -> None:
    assert [each.cell for each in refusals({"first": Told(ROW, frozenset({"all", "a", "b"}))}, RULES)] == ["first/a"]


def test_the_gate_looks_at_shares_too() -> None:
    system = crossed(COUNTS, TREES)
    safe = told(system, protect(system, RULES))
    share = rounded("share", "a=x|b=p", whole="a=x", share=100 * 3 / 53, decimals=1)

    must_hold({"first": safe}, RULES)
    with pytest.raises(DisclosureError, match=r"a=x\|b=p"):
        must_hold({"first": Told(system, safe.shown, share)}, RULES)


def test_a_protector_broken_on_purpose_is_found_out() -> None:
    """Taking any complementary cell back breaks a cheapest pattern: the gate says so every time."""
    system = crossed(COUNTS, TREES)
    pattern = protect(system, RULES)

    assert len(pattern.complementary) == 3
    for name in pattern.complementary:
        shown = frozenset(system.values) - pattern.hidden | {name}
        assert [each.cell for each in refusals({"first": Told(system, shown)}, RULES)] == ["first/a=x|b=p"]


def test_a_full_row_that_shows_is_refused_and_a_hidden_total_alone_does_not_help() -> None:
    row = TableSystem((Cell("all", 40), Cell("a", 40), Cell("b", 0)), (Sum("all", ("a", "b")),))

    for shown in ({"all", "a", "b"}, {"a", "b"}, {"b"}):
        found = list(refusals({"first": Told(row, frozenset(shown))}, RULES))
        assert [each.cell for each in found] == ["first/all without a"]
    must_hold({"first": Told(row, frozenset({"all"}))}, RULES)


def test_a_small_change_between_releases_is_refused() -> None:
    later = TableSystem((Cell("all", 22), Cell("a", 5), Cell("b", 17)), ROW.sums)
    rules = RULES.model_copy(update={"frequency_threshold": 3})
    told_both = {"one": Told(ROW, frozenset({"all", "a", "b"})), "two": Told(later, frozenset({"all", "a", "b"}))}

    assert [each.cell for each in refusals(told_both, rules)] == [
        "change of a from one to two",
        "change of all from one to two",
    ]
    assert list(refusals(told_both, rules.model_copy(update={"changes": "PUBLISH"}))) == []


def test_what_is_known_not_to_have_changed_is_known_from_either_release() -> None:
    """Each release hides another companion of a small cell; read together they give it away if nothing changed."""
    row = TableSystem((Cell("all", 53), Cell("a", 3), Cell("b", 20), Cell("c", 30)), (Sum("all", ("a", "b", "c")),))
    both = {"one": Told(row, frozenset({"all", "b"})), "two": Told(row, frozenset({"all", "c"}))}

    assert list(refusals({"one": both["one"]}, RULES)) == list(refusals({"two": both["two"]}, RULES)) == []
    found = {each.cell: each.derived for each in refusals(both, RULES, unchanged=frozenset(row.values))}
    assert found == {"one/a": (3, 3), "two/a": (3, 3)}

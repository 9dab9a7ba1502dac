"""Laws of the verdict, against one worked out pair by pair: all at once must say what each says alone."""

from itertools import chain, combinations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.comparability import LEVELS
from tests.support.verdicts import (
    BOOK,
    FACTS,
    PERIODS,
    Profile,
    frame,
    judged,
    overlaps,
    plain,
    profiles,
    rule_of,
    values,
)
from warehouse.comparability.verdict import Compared, compared, every_verdict, verdicts
from warehouse.comparability.verdict_reasons import differences
from warehouse.comparability.verdict_values import ValueNotListedError

few = settings(max_examples=15)
many = settings(max_examples=100, deadline=None)
some = st.lists(profiles(), min_size=2, max_size=7)
CODED = [name for name, fact in FACTS.items() if fact.comparison not in {"PERIOD", "POPULATION"}]
DECLARABLE = [name for name in CODED if "UNKNOWN" in values(FACTS[name])]


def ready(every: list[Profile]) -> Compared:
    return compared(BOOK, frame(every), overlaps=overlaps())


def all_pairs(count: int) -> pl.DataFrame:
    pairs = [(one, other) for one in range(count) for other in range(count)]
    return pl.DataFrame(pairs, schema={"one": pl.UInt32, "other": pl.UInt32}, orient="row")


def facts_in(bits: int) -> set[str]:
    return {fact.fact for at, fact in enumerate(BOOK.facts) if bits >> at & 1}


def said(every: list[Profile]) -> dict[tuple[int, int], tuple[str, set[str]]]:
    """The engine's verdict and reasons on every two profiles."""
    made, pairs = ready(every), all_pairs(len(every))
    told = differences(made, pairs, values=frame(every)).filter("is_reason").group_by("one", "other").agg("fact").rows()
    reasons = {(one, other): set(facts) for one, other, facts in told}
    return {row[:2]: (row[2], reasons.get(row[:2], set())) for row in verdicts(made, pairs).iter_rows()}


@few
@given(some)
def test_all_at_once_says_what_pair_by_pair_says(every: list[Profile]) -> None:
    for (one, other), found in said(every).items():
        assert found == (("COMPARABLE", set()) if one == other else judged(every[one], every[other]))


@few
@given(some)
def test_a_verdict_is_symmetric(every: list[Profile]) -> None:
    found = said(every)
    assert all(found[one, other] == found[other, one] for one, other in found)


@few
@given(some)
def test_a_cell_against_itself_is_comparable_whatever_is_undeclared(every: list[Profile]) -> None:
    assert all(level == ("COMPARABLE", set()) for (one, other), level in said(every).items() if one == other)


@few
@given(some, st.sampled_from(CODED), st.data())
def test_one_more_difference_never_improves(every: list[Profile], name: str, data: st.DataObject) -> None:
    changed = data.draw(st.sampled_from(values(FACTS[name])))
    alike = [{**each, name: every[0][name]} for each in every]
    found = said([*alike, {**alike[0], name: changed}])
    last = len(alike)
    for at in range(1, last):
        assert LEVELS.index(found[last, at][0]) >= LEVELS.index(found[0, at][0])


@pytest.mark.slow
@many
@given(some, st.sampled_from(DECLARABLE))
def test_an_undeclared_fact_is_never_comparable(every: list[Profile], name: str) -> None:
    found = said([{**every[0], name: "UNKNOWN"}, *every[1:]])
    assert {level for (one, other), (level, _) in found.items() if one == 0 != other} <= {"UNKNOWN", "NOT_COMPARABLE"}


@pytest.mark.parametrize("name", DECLARABLE)
def test_an_undeclared_fact_is_never_comparable_with_any_value(name: str) -> None:
    """Every value on the other side, of another source and of the same source in another period; both ways round."""
    others = [
        {**plain(source, period), name: value}
        for source, period in (("xb", "2016"), ("xa", "2015"))
        for value in values(FACTS[name])
    ]
    every = [{**plain("xa"), name: "UNKNOWN"}, *others]
    pairs = pl.DataFrame({"one": [0] * len(others), "other": range(1, len(every))}).cast(pl.UInt32)
    for asked in (pairs, pairs.select(one="other", other="one")):
        levels = verdicts(ready(every), asked)["verdict"].cast(pl.String)
        assert set(levels) <= {"UNKNOWN", "NOT_COMPARABLE"}


@pytest.mark.slow
@many
@given(st.lists(st.sampled_from(CODED), min_size=1, max_size=5, unique=True), st.data())
def test_reasons_are_minimal(names: list[str], data: st.DataObject) -> None:
    """Each reason alone gives the verdict; the level changes exactly where all reasons are taken away."""
    moved = {name: data.draw(st.sampled_from(values(FACTS[name]))) for name in names}
    subsets = [set(each) for each in chain.from_iterable(combinations(names, size) for size in range(len(names) + 1))]
    kept = [{name: moved[name] for name in moved if name not in taken} for taken in subsets]
    found = said([plain("xa"), *({**plain("xb"), **each} for each in kept)])
    verdict, reasons = found[0, 1]
    for at, taken in enumerate(subsets, start=1):
        level = found[0, at][0]
        assert (level != verdict) == (verdict != "COMPARABLE" and reasons <= taken)
        assert level == verdict or LEVELS.index(level) < LEVELS.index(verdict)
        if len(taken) == len(names) - 1 and set(names) - taken <= reasons:
            assert level == verdict


@few
@given(st.lists(profiles(), min_size=2, max_size=8))
def test_pairs_found_by_keys_are_judged_as_pairs_that_are_listed(every: list[Profile]) -> None:
    keys = pl.DataFrame({"period": [str(each["period"]) for each in every]})
    made = ready(every)
    found = every_verdict(made, keys.with_columns(of=pl.lit(1)), between=["period", "of"], inside=["of"])
    listed = verdicts(made, found.select("one", "other"))
    assert found.sort("one", "other").equals(listed.sort("one", "other"))
    for one, other, _, differ in found.iter_rows():
        ranks = {fact.fact: rule_of(fact, every[one], every[other]).rank for fact in BOOK.facts}
        assert facts_in(differ) == {fact for fact, rank in ranks.items() if rank}
    wanted = {
        (one, other)
        for one, other in combinations(range(len(every)), 2)
        if every[one]["source_id"] == every[other]["source_id"] or every[one]["period"] == every[other]["period"]
    }
    assert {(one, other) for one, other, *_ in found.iter_rows()} == wanted


@few
@given(some)
def test_every_difference_is_told_with_what_its_repair_leaves(every: list[Profile]) -> None:
    made = ready(every)
    found = differences(made, all_pairs(len(every)), values=frame(every))
    for (one, other), rows in found.partition_by("one", "other", as_dict=True).items():
        rules = {fact.fact: rule_of(fact, every[one], every[other]) for fact in BOOK.facts}
        fired = {name: rule for name, rule in rules.items() if rule.rank}
        assert dict(rows.select("fact", "relation").rows()) == {name: rule.relation for name, rule in fired.items()}
        assert {row["fact"] for row in rows.to_dicts() if row["is_reason"]} == judged(every[one], every[other])[1]
        actions = dict(rows.select("fact", "action").rows())
        for name, action, after in rows.select("fact", "action", "after").rows():
            left = [rule.repaired if action and actions[each] == action else rule.level for each, rule in fired.items()]
            assert after == (max(left, key=LEVELS.index) if action else None), name
        best = [rule.repaired or rule.level for rule in fired.values()]
        assert set(rows["after_all"]) == {max(best, key=LEVELS.index)}


@pytest.mark.parametrize(("period", "relation"), [("2015-06/2016-05", "OVERLAPPING"), ("2014/2016", "NESTED")])
def test_windows_of_one_source_that_share_days_are_never_independent(period: str, relation: str) -> None:
    every = [plain("xa", "2016"), plain("xa", period)]
    found = differences(
        ready(every), all_pairs(2).filter(pl.col("one") < pl.col("other")), values=frame(every)
    ).to_dicts()
    assert [(row["relation"], row["level"], row["independent"]) for row in found] == [
        (relation, "NOT_COMPARABLE", "NO")
    ]


def test_periods_of_two_sources_that_share_days_can_be_cut() -> None:
    every = [plain("xa", "2016"), plain("xb", "2014/2016")]
    (found,) = differences(
        ready(every), all_pairs(2).filter(pl.col("one") < pl.col("other")), values=frame(every)
    ).to_dicts()
    assert (found["level"], found["action"], found["after"]) == (
        "BOUNDS_ONLY",
        "Cut to the common period",
        "COMPARABLE",
    )
    assert found["whose"] == "OTHER"


def test_the_field_is_that_of_the_side_that_can_mend_it() -> None:
    children = {**plain("xa"), "population_age": "CHILDREN_ONLY"}
    every = [children, {**children, **plain("xb"), "universe": "UNKNOWN", "population_age": "ALL_AGES"}]
    for one, other, whose in ((0, 1, "OTHER"), (1, 0, "ONE")):
        pair = pl.DataFrame({"one": [one], "other": [other]}, schema={"one": pl.UInt32, "other": pl.UInt32})
        assert set(differences(ready(every), pair, values=frame(every))["whose"]) == {whose}


def test_a_value_that_is_in_no_codelist_is_named_with_source_and_field() -> None:
    wrong = [plain("xa"), {**plain("xb"), "universe": "HOTLNE"}]
    with pytest.raises(ValueNotListedError, match=r"xb: counting\.universe is 'HOTLNE'.*codelist universe") as error:
        ready(wrong)
    assert "xa" not in str(error.value)


def test_no_profiles_have_no_pairs() -> None:
    nothing = frame([plain()]).clear()
    made = compared(BOOK, nothing, overlaps=overlaps())
    assert verdicts(made, all_pairs(0)).height == 0
    assert differences(made, all_pairs(0), values=nothing).height == 0


def test_periods_of_every_kind_are_tried() -> None:
    relations = {
        rule_of(FACTS["period"], plain("xa", one), plain(source, other)).relation
        for one in PERIODS
        for other in PERIODS
        for source in ("xa", "xb")
    }
    assert relations == {"SAME", "NESTED", "OVERLAPPING", "APART", "APART_OTHER_LENGTH", "UNKNOWN"}

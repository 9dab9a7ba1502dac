"""Which records count to the lower and the upper end of a target."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.codelist import codelist
from warehouse.comparability.bounds import cover_frame, covers, targets

RELATIONS = ["EQUAL", "WIDER", "NARROWER", "INEXACT"]
DEMANDS = ["MONEY", "GOODS", "MONEY_OR_GOODS", "MORE_CONTENT", "LIVE_PERFORMANCE", "SEXUAL_ANY", "SEX_OFFLINE", "_U"]

LEAVES = codelist("demand").leaves


def judged(dimension: str, codes: list[str], relations: list[str], target: str) -> tuple[bool, bool, bool]:
    row = cover_frame(dimension, [(codes, relations)], targets=[target]).row(0)
    return row[4:]


@pytest.mark.parametrize(
    ("codes", "relations", "target", "expected"),
    [
        (["MONEY"], ["EQUAL"], "MONEY", (True, True, False)),
        (["MONEY"], ["EQUAL"], "MONEY_OR_GOODS", (True, True, False)),
        (["MONEY_OR_GOODS"], ["EQUAL"], "MONEY", (False, True, False)),
        (["MONEY"], ["EQUAL"], "SEX_OFFLINE", (False, False, False)),
        (["UNDETERMINED"], ["EQUAL"], "SEX_OFFLINE", (False, True, False)),
        (["MONEY", "SEX_OFFLINE"], ["EQUAL", "EQUAL"], "SEX_OFFLINE", (True, True, False)),
        (["MONEY"], ["WIDER"], "MONEY", (False, True, False)),
        (["MONEY"], ["WIDER"], "SEX_OFFLINE", (False, True, False)),
        (["MONEY"], ["WIDER"], "_T", (True, True, False)),
        (["MONEY"], ["NARROWER"], "MONEY", (True, True, True)),
        (["MONEY"], ["NARROWER"], "SEX_OFFLINE", (False, False, False)),
        (["MONEY"], ["NARROWER"], "_T", (True, True, False)),
        (["MONEY"], ["INEXACT"], "MONEY", (False, True, True)),
        (["_U"], ["EQUAL"], "_U", (True, True, False)),
        (["MONEY"], ["EQUAL"], "_U", (False, False, False)),
        (["UNDETERMINED"], ["EQUAL"], "_U", (False, False, False)),
    ],
)
def test_one_record_and_one_target(
    codes: list[str], relations: list[str], target: str, expected: tuple[bool, bool, bool]
) -> None:
    assert judged("demand", codes, relations, target) == expected


def test_bands_that_do_not_nest_bound_14_to_17() -> None:
    counts = {"Y0T12": 5, "Y13T15": 7, "Y16T17": 11}
    found = covers("victim_age", ["Y14T17"], recorded=counts).to_dicts()
    assert sum(counts[row["recorded"]] for row in found if row["is_inside"]) == 11
    assert sum(counts[row["recorded"]] for row in found if row["meets"]) == 18


def test_a_code_without_relation_is_refused() -> None:
    with pytest.raises(ValueError, match="one relation"):
        cover_frame("demand", [(["MONEY", "GOODS"], ["EQUAL"])], targets=["MONEY"])
    with pytest.raises(ValueError, match="one relation"):
        cover_frame("demand", [([], [])], targets=["MONEY"])


def test_targets_of_a_list_are_all_its_codes_and_the_missing_ones_in_use() -> None:
    found = targets("demand", ["MONEY", "_U"])
    assert found[0] == "_T"
    assert {"MONEY", "MONEY_OR_GOODS", "SEXUAL_ANY", "_U"} <= set(found)
    assert "UNDETERMINED" not in found
    assert len(found) == len(set(found))


def test_targets_of_ages_have_one_spelling_a_band() -> None:
    found = targets("victim_age", ["Y0T12", "Y13T15", "Y16T17", "Y_LT10", "Y10T13", "_U"])
    assert {"_T", "Y_LT18", "Y_GE18", "Y_LT13", "Y13T15", "Y10T12", "Y13", "Y14T15", "_U"} <= set(found)
    assert "Y0T12" not in found


@settings(max_examples=60)
@given(st.lists(st.sampled_from(DEMANDS), min_size=1, max_size=25), st.data())
def test_bounds_hold_every_completion(recorded: list[str], data: st.DataObject) -> None:
    known = codelist("demand")
    truth = [data.draw(st.sampled_from(sorted(known.leaves_of(code)))) for code in recorded]
    wanted = targets("demand", ())
    rows = pl.DataFrame({"recorded": recorded}).join(covers("demand", wanted, recorded=recorded), on="recorded")
    ends = rows.group_by("target").agg(pl.col("is_inside").sum(), pl.col("meets").sum())
    for target, lower, upper in ends.rows():
        assert lower <= sum(leaf in known.leaves_of(target) for leaf in truth) <= upper


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(DEMANDS[:-1]), st.frozensets(st.sampled_from(sorted(LEAVES)), min_size=1), st.data())
def test_a_label_of_any_width_counts_where_its_records_are(
    code: str, label: frozenset[str], data: st.DataObject
) -> None:
    """A label that covers `label`, mapped to a code: whatever a record truly is, it is bounded by what is counted."""
    held = codelist("demand").leaves_of(code)
    relation = "EQUAL" if label == held else "WIDER" if label > held else "NARROWER" if label < held else "INEXACT"
    truth = data.draw(st.sampled_from(sorted(label)))
    for target in targets("demand", ()):
        is_inside, meets, is_unbounded = judged("demand", [code], [relation], target)
        is_true = truth in codelist("demand").leaves_of(target)
        assert meets or not is_true
        assert is_true or not is_inside
        may_be_elsewhere = bool((codelist("demand").leaves_of(target) & held) - label)
        assert is_unbounded or target == "_T" or not may_be_elsewhere or relation in {"EQUAL", "WIDER"}


@settings(max_examples=40)
@given(st.sampled_from(DEMANDS), st.sampled_from(RELATIONS), st.sampled_from(DEMANDS))
def test_what_counts_below_counts_above(code: str, relation: str, target: str) -> None:
    is_inside, meets, _ = judged("demand", [code], [relation], target)
    assert meets or not is_inside


@settings(max_examples=40)
@given(st.lists(st.sampled_from(DEMANDS), min_size=1, max_size=3, unique=True), st.sampled_from(DEMANDS[:-1]))
def test_several_codes_count_as_any_of_them(codes: list[str], target: str) -> None:
    whole = judged("demand", codes, ["EQUAL"] * len(codes), target)
    each = [judged("demand", [code], ["EQUAL"], target) for code in codes]
    assert whole == tuple(any(flags) for flags in zip(*each, strict=True))

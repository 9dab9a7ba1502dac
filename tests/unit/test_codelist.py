"""Codelists: every code documented, parents and members there, and the leaves each code stands for."""

from datetime import date

import pytest

from schemas import codelist
from schemas.codelist import Codelist, missing_codes, rows
from schemas.dimension import CODED, DIMENSIONS

LISTS = codelist.names()
MISSING = {"_U", "_N", "UNDETERMINED", "_Z", "NOT_RECORDED", "NOT_SPECIFIED"}


def leaves(name: str, code: str) -> set[str]:
    return set(codelist.codelist(name).leaves_of(code))


@pytest.mark.parametrize("name", LISTS)
def test_every_code_is_documented(name: str) -> None:
    assert rows(name)
    for row in rows(name):
        assert None not in row, f"{row['code']}: more cells than columns"
        assert all(row[column] for column in ("code", "label", "definition", "source", "since", "version")), row["code"]
        assert date.fromisoformat(row["since"]).year >= 2026
        assert row["definition"].rstrip().endswith("."), row["code"]


@pytest.mark.parametrize("name", LISTS)
def test_codes_are_unique(name: str) -> None:
    codes = [(row.get("dimension"), row["code"]) for row in rows(name)]

    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("name", [name for name in LISTS if name != "figure_only"])
def test_parents_and_members_exist(name: str) -> None:
    known = codelist.codes(name) | missing_codes()
    for row in rows(name):
        assert not row["parent"] or row["parent"] in known, row["code"]
        assert not row["members"] or set(row["members"].split("|")) <= known, row["code"]
        assert not (row["parent"] and row["members"]), row["code"]


def test_parents_of_figures_are_codes_of_the_same_dimension() -> None:
    listed = {(row["dimension"], row["code"]) for row in rows("figure_only")}

    assert {(row["dimension"], row["parent"]) for row in rows("figure_only") if row["parent"]} <= listed


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_every_dimension_has_leaves_without_cycles(dimension: object) -> None:
    name = dimension.name  # type: ignore[attr-defined]
    known = codelist.codelist(name)

    assert known.leaves
    assert all(leaf and found <= known.leaves | {"_Z"} for found in known.leaves_by_code.values() for leaf in found)


def test_cycle_is_an_error() -> None:
    with pytest.raises(ValueError, match="A > B > A"):
        codelist._expand("A", {}, children={"A": ["B"], "B": ["A"]}, path=())


def listed(*stated: tuple[str, str, str]) -> list[dict[str, str]]:
    return [{"code": code, "parent": parent, "members": members} for code, parent, members in stated]


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        (
            [("GROUP", "", "A|B"), ("A", "", "")],
            "codelist demand: these codes are not in the list: GROUP has the member B",
        ),
        ([("A", "NONE_SUCH", "")], "codelist demand: these codes are not in the list: A has the parent NONE_SUCH"),
        ([("A", "", "B"), ("B", "", "A")], "codelist demand, columns parent and members: a cycle of codes: A > B > A"),
        ([("A", "B", ""), ("B", "A", "")], "a cycle of codes: A > B > A"),
        ([("A", "", "A")], "a cycle of codes: A > A"),
        ([("A", "G", ""), ("G", "", "B"), ("B", "", "")], "A has the parent G, which is a group code"),
    ],
)
def test_a_list_that_does_not_close_is_refused_by_name(stated: list[tuple[str, str, str]], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        codelist.leaves_of_rows("demand", listed(*stated))


def test_parent_holds_its_children_and_a_rest() -> None:
    assert leaves("notifier", "AUTHORITY") == {"AUTHORITY*", "POLICE", "SCHOOL", "COUNSELLOR"}
    assert leaves("notifier", "POLICE") == {"POLICE"}


def test_group_holds_its_members_and_no_rest() -> None:
    assert leaves("demand", "MONEY_OR_GOODS") == {"MONEY", "GOODS"}
    assert leaves("demand", "SEXUAL_ANY") == {
        "MORE_CONTENT*", "LIVE_PERFORMANCE", "SEX_OFFLINE", "SEXUAL_FAVOUR_OTHER",
    }  # fmt: skip


def test_leaves_of_the_offence_tree_go_down_all_levels() -> None:
    assert leaves("offence", "030221") <= leaves("offence", "0302") <= leaves("offence", "03")
    assert leaves("offence", "02").isdisjoint(leaves("offence", "03"))


def test_codes_for_no_answer_are_six_and_stay_apart() -> None:
    assert missing_codes() == MISSING
    for dimension in CODED:
        assert not codelist.codes(dimension.name) & MISSING


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_no_answer_may_be_anything_but_not_applicable_is_nothing(dimension: object) -> None:
    known: Codelist = codelist.codelist(dimension.name)  # type: ignore[attr-defined]

    assert all(known.leaves_of(code) == known.leaves_of("_U") for code in MISSING - {"_Z"})
    assert known.leaves_of("_Z") == {"_Z"}
    assert "_Z" not in known.leaves_of("_U")


def test_ages_are_years() -> None:
    assert leaves("victim_age", "Y13T15") == {"13", "14", "15"}
    assert leaves("victim_age", "Y_LT2") == {"0", "1"}
    assert leaves("victim_age", "Y_GE119") == {"119", "120"}
    assert len(leaves("victim_age", "_T")) == 121


def test_list_holds_its_codes_only() -> None:
    assert codelist.codelist("victim_age").holds("Y3T7")
    assert not codelist.codelist("victim_age").holds("3-7")
    assert not codelist.codelist("demand").holds("Y3T7")
    with pytest.raises(KeyError):
        codelist.codelist("demand").leaves_of("NO_SUCH_CODE")

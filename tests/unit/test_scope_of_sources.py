"""Scope of a source's records, from declared elements and recorded codes: each record once under each definition."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from schemas.counting import ELEMENTS
from warehouse.comparability.scope import Scope, definitions
from warehouse.comparability.scope_of_sources import Recorded, Share, of_definition, of_records

ALL = {f"element_{name.lower()}": "YES" for name in ELEMENTS}
DEMANDS = ["MORE_CONTENT", "MONEY", "SEX_OFFLINE", "NONE", "_U"]


def of(shares: list[Share], definition: str) -> dict[tuple[Scope, tuple[str, ...]], int | None]:
    return {
        (each.judgement.scope, each.judgement.deciding): each.records
        for each in shares
        if each.judgement.definition == definition
    }


def test_a_demanded_meeting_is_in_for_europol_and_out_for_acar() -> None:
    recorded: list[Recorded] = [({"demand": ["SEX_OFFLINE"]}, 7), ({"demand": ["MONEY"]}, 2), ({"demand": ["NONE"]}, 1)]
    told = of_records(ALL, recorded)
    assert of(told, "EUROPOL_2017") == {(Scope.IN, ()): 9, (Scope.OUT, ("VALUE",)): 1}
    assert of(told, "ACAR_2016") == {
        (Scope.OUT, ("ONLINE",)): 7, (Scope.UNDETERMINED, ("MATERIAL",)): 2, (Scope.OUT, ("VALUE",)): 1,
    }  # fmt: skip
    assert of(told, "BROOKINGS_2016")[Scope.OUT, ("VALUE",)] == 3


def test_a_source_that_declares_nothing_leaves_everything_open() -> None:
    assert {each.judgement.scope for each in of_definition({})} == {Scope.UNDETERMINED}
    assert {each.records for each in of_definition({})} == {None}
    partly = of_definition({**ALL, "element_value": "PARTIAL", "element_child": "NO"})
    assert of(partly, "EUROPOL_2017") == {(Scope.UNDETERMINED, ("VALUE", "CHILD")): None}


def test_an_unknown_age_is_a_child_only_where_the_source_requires_one() -> None:
    recorded: list[Recorded] = [({"demand": ["MONEY"], "victim_age": ["_U"]}, 1)]
    assert of(of_records(ALL, recorded), "EUROPOL_2017") == {(Scope.IN, ()): 1}
    undeclared = {name: value for name, value in ALL.items() if name != "element_child"}
    assert of(of_records(undeclared, recorded), "EUROPOL_2017") == {(Scope.UNDETERMINED, ("CHILD",)): 1}


@given(
    st.dictionaries(st.sampled_from(sorted(ALL)), st.sampled_from(["YES", "PARTIAL", "NO", "UNKNOWN"])),
    st.lists(st.tuples(st.lists(st.sampled_from(DEMANDS), max_size=2), st.integers(1, 9)), min_size=1, max_size=6),
)
def test_every_record_is_counted_once_by_every_definition(
    declared: dict[str, str], rows: list[tuple[list[str], int]]
) -> None:
    counted: Counter[str] = Counter()
    for share in of_records(declared, [({"demand": demand}, records) for demand, records in rows]):
        counted[share.judgement.definition] += share.records or 0
    assert counted == dict.fromkeys(definitions(), sum(records for _, records in rows))

"""Mapping relations against sets: a chain never claims more than holds, and contradictions are named."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.relations import INVERSE, check_relations, relation_chain

RELATIONS = ["EQUAL", "WIDER", "NARROWER", "INEXACT"]
sets = st.frozensets(st.integers(0, 4), min_size=1)


def relation(one: frozenset[int], other: frozenset[int]) -> str:
    """How two sets of true values lie to each other."""
    if one == other:
        return "EQUAL"
    return "WIDER" if one > other else "NARROWER" if one < other else "INEXACT"


@pytest.mark.parametrize("first", RELATIONS)
@pytest.mark.parametrize("second", RELATIONS)
def test_a_chain_is_as_strong_as_its_weakest_link(first: str, second: str) -> None:
    chain = relation_chain(first, second)
    assert chain == relation_chain(second, first)
    assert relation_chain(first, "EQUAL") == first
    assert (chain == "INEXACT") == ("INEXACT" in {first, second} or {first, second} == {"WIDER", "NARROWER"})
    assert INVERSE[chain] == relation_chain(INVERSE[second], INVERSE[first])


@given(st.lists(st.sampled_from(RELATIONS), max_size=5), st.integers(0, 5))
def test_a_chain_is_the_same_however_it_is_cut(links: list[str], at: int) -> None:
    assert relation_chain(*links) == relation_chain(relation_chain(*links[:at]), relation_chain(*links[at:]))


@given(sets, sets, sets)
def test_a_chain_that_is_not_inexact_holds_of_the_sets(
    one: frozenset[int], middle: frozenset[int], last: frozenset[int]
) -> None:
    chain = relation_chain(relation(one, middle), relation(middle, last))
    assert chain in {"INEXACT", relation(one, last)}


@settings(max_examples=100)
@given(st.dictionaries(st.sampled_from("abcd"), sets, min_size=2, max_size=4), st.data())
def test_relations_of_real_sets_never_contradict(labels: dict[str, frozenset[int]], data: st.DataObject) -> None:
    pairs = data.draw(
        st.lists(st.tuples(*[st.sampled_from(sorted(labels))] * 2).filter(lambda p: p[0] != p[1]), max_size=6)
    )
    kept = [(one, relation(labels[one], labels[other]), other) for one, other in pairs]
    meeting = [each for each in kept if each[1] != "INEXACT" or labels[each[0]] & labels[each[2]]]
    check_relations(meeting)


@pytest.mark.parametrize(
    ("stated", "chain"),
    [
        ([("label", "WIDER", "A"), ("label", "NARROWER", "A")], "label WIDER A, A WIDER label"),
        ([("label", "WIDER", "A"), ("A", "WIDER", "B"), ("B", "EQUAL", "label")],
         "label WIDER A, A WIDER B, B EQUAL label"),
        ([("a", "EQUAL", "b"), ("b", "EQUAL", "c"), ("a", "WIDER", "c")], "a WIDER c, c EQUAL b, b EQUAL a"),
        ([("a", "INEXACT", "c"), ("a", "WIDER", "b"), ("b", "WIDER", "c")], "a INEXACT c, a WIDER b, b WIDER c"),
        ([("a", "INEXACT", "c"), ("c", "EQUAL", "a")], "a INEXACT c, a EQUAL c"),
        ([("a", "WIDER", "a")], "a WIDER a"),
    ],
)  # fmt: skip
def test_a_chain_that_contradicts_itself_is_named(stated: list[tuple[str, str, str]], chain: str) -> None:
    with pytest.raises(ValueError, match=f"a chain of relations contradicts itself: {chain}$"):
        check_relations(stated)


def test_a_relation_that_does_not_exist_is_named() -> None:
    with pytest.raises(ValueError, match="no mapping relation: a ALIKE b"):
        check_relations([("a", "ALIKE", "b")])


def test_chains_that_agree_pass() -> None:
    check_relations(
        [("a", "EQUAL", "b"), ("b", "EQUAL", "a"), ("a", "WIDER", "c"), ("c", "NARROWER", "b"), ("x", "INEXACT", "a")]
    )

"""What sources declare about shared records is seen from both sides, followed along chains, and must not contradict."""

import polars as pl
import pytest

from warehouse.comparability.verdict_overlaps import OverlapError, overlaps_of


def facts(*said: tuple[str, str, str]) -> pl.DataFrame:
    rows = [(one, f"overlap_{other}", overlap) for one, overlap, other in said] + [("xa", "universe", "POLICE")]
    return pl.DataFrame(rows, schema=["source_id", "fact", "value"], orient="row")


def known(*said: tuple[str, str, str]) -> dict[tuple[str, str], str]:
    return {(one, other): overlap for one, other, overlap in overlaps_of(facts(*said)).rows()}


def test_overlaps_are_seen_from_both_sides() -> None:
    assert known(("xa", "PART_OF", "xb")) == {("xa", "xb"): "PART_OF", ("xb", "xa"): "CONTAINS"}


def test_nothing_declared_is_nothing_known() -> None:
    assert known() == known(("xa", "UNKNOWN", "xb")) == {}


@pytest.mark.parametrize(
    ("first", "second", "follows"),
    [
        ("PART_OF", "PART_OF", "PART_OF"),
        ("PART_OF", "DISJOINT", "DISJOINT"),
        ("DISJOINT", "CONTAINS", "DISJOINT"),
        ("SAME", "OVERLAPS", "OVERLAPS"),
        ("CONTAINS", "SAME", "CONTAINS"),
        ("PART_OF", "CONTAINS", None),
        ("OVERLAPS", "PART_OF", None),
        ("DISJOINT", "DISJOINT", None),
    ],
)
def test_what_follows_from_a_third_source(first: str, second: str, follows: str | None) -> None:
    assert known(("xa", first, "xb"), ("xb", second, "xc")).get(("xa", "xc")) == follows


def test_chains_are_followed_to_their_end() -> None:
    found = known(("xa", "PART_OF", "xb"), ("xb", "SAME", "xc"), ("xc", "PART_OF", "xd"), ("xd", "DISJOINT", "xe"))
    assert (found["xa", "xd"], found["xa", "xe"], found["xe", "xa"]) == ("PART_OF", "DISJOINT", "DISJOINT")


def test_two_sources_that_say_different_things_are_named() -> None:
    with pytest.raises(OverlapError, match=r"xa against xb: counting\.overlaps says both PART_OF and DISJOINT"):
        overlaps_of(facts(("xa", "PART_OF", "xb"), ("xb", "DISJOINT", "xa")))


@pytest.mark.parametrize("declared", ["DISJOINT", "CONTAINS"])
def test_a_chain_that_contradicts_itself_is_named_link_by_link(declared: str) -> None:
    said = ("xa", "PART_OF", "xb"), ("xb", "PART_OF", "xc"), ("xa", declared, "xc")
    chain = "xa is PART_OF xb, which is PART_OF xc, so the first is PART_OF the last"
    with pytest.raises(OverlapError, match=f"{chain}, but counting.overlaps says {declared}"):
        overlaps_of(facts(*said))


def test_that_some_may_be_shared_contradicts_only_that_none_are() -> None:
    said = ("xa", "PART_OF", "xb"), ("xb", "PART_OF", "xc"), ("xa", "OVERLAPS", "xc")
    assert known(*said)["xa", "xc"] == "OVERLAPS"
    with pytest.raises(OverlapError, match="so the first is DISJOINT the last"):
        overlaps_of(facts(("xa", "PART_OF", "xb"), ("xb", "DISJOINT", "xc"), ("xa", "OVERLAPS", "xc")))

"""What is hidden is told together, as records that have one of several codes; bounds of the marts follow from that."""

import polars as pl
import pytest

from schemas.codelist import codelist, missing_codes
from schemas.disclosure import Breakdown
from warehouse.comparability.bounds import cover_frame
from warehouse.disclosure.blocks import blocks
from warehouse.disclosure.pooled import protected
from warehouse.disclosure.system import Cell, Sum, TableSystem
from warehouse.disclosure.tallies import ALL, GROUP, counts, systems

PLACE = dict(zip(GROUP, ["xz_test_records", "2024", "2024", "XZ", "VICTIM_RESIDENCE", "VICTIM"], strict=True))
ANYTHING = "NOT_SPECIFIED|" + "|".join(sorted(missing_codes() - {"NOT_SPECIFIED"}))
AGES = {"Y12": 3, "Y13": 20, "Y14": 30, "Y15": 2, "_U": 9}


def one(dimension: str, recorded: dict[str, int], relations: str = "EQUAL") -> pl.DataFrame:
    """Counts of one dimension."""
    links = {code: "|".join([relations] * len(code.split("|"))) for code in recorded}
    rows = [
        {**PLACE, "dimension": dimension, "recorded": code, "relations": links[code], "records": count}
        for code, count in recorded.items()
    ]
    return pl.DataFrame(rows)


def crossed(recorded: dict[tuple[str, str], int], by: str) -> pl.DataFrame:
    """Counts of motivation by another dimension."""
    rows = [
        {**PLACE, "dimension": "motivation", "recorded": motive, "relations": "EQUAL",
         "by_dimension": by, "by_recorded": code, "by_relations": "EQUAL", "records": count}
        for (motive, code), count in recorded.items()
    ]  # fmt: skip
    return pl.DataFrame(rows)


NONE = crossed({("SEXUAL", "F"): 1}, "victim_gender").clear()


def pooled(rows: pl.DataFrame, *hidden: str) -> dict[str, tuple[str, int]]:
    """The counts of one dimension after these codes were hidden: codes to relations and number."""
    dimension = str(rows["dimension"][0])
    chosen = [Breakdown(tier="t", dimension=dimension, least_records=1)]
    counted = counts(rows, NONE, chosen=chosen)
    cells = counted.single.filter(pl.col("recorded").is_in(hidden)).select(*GROUP, "cell")
    tally, _ = protected(counted, cells)
    return {
        codes: (links, records) for codes, links, records in tally.select("recorded", "relations", "records").rows()
    }


def test_a_pool_lists_every_code_that_is_not_shown() -> None:
    found = pooled(one("relation", {"STRANGER": 40, "PEER": 3, "KNOWN_OTHER": 7}), "PEER", "KNOWN_OTHER")

    [pool] = found.keys() - {"STRANGER"}
    assert found["STRANGER"] == ("EQUAL", 40)
    assert set(pool.split("|")) == {"INTIMATE_FAMILY", "KNOWN_OTHER", "PEER", "ONLINE_ONLY_ACQUAINTANCE"} | others(pool)
    assert found[pool] == ("|".join(["ONE_OF"] * len(pool.split("|"))), 10)


def others(pool: str) -> set[str]:
    """Codes of a pool that share no true value with what is shown, groups included."""
    known = codelist("relation")
    return {code for code in pool.split("|") if not known.leaves_of(code) & known.leaves_of("STRANGER")}


def test_of_ages_it_lists_the_bands_between_those_shown() -> None:
    assert pooled(one("victim_age", AGES), "Y12", "Y15").keys() == {"Y13", "Y14", "_U", "Y_LT13|Y_GE15"}


def test_a_hidden_missing_code_makes_every_missing_code_possible() -> None:
    found = pooled(one("victim_age", AGES), "Y12", "_U")

    assert "Y_LT13|Y_GE16|NOT_RECORDED|NOT_SPECIFIED|UNDETERMINED|_N|_U|_Z" in found


def test_missing_codes_alone_say_nothing_of_true_values() -> None:
    found = pooled(one("victim_age", AGES | {"_N": 4}), "_N", "_U")

    assert "NOT_RECORDED|NOT_SPECIFIED|UNDETERMINED|_N|_U|_Z" in found


@pytest.mark.parametrize(
    ("rows", "hidden"),
    [
        (one("demand", {"MONEY": 30, "MONEY|GOODS": 3, "GOODS": 4}), ["MONEY|GOODS", "GOODS"]),
        (one("relation", {"STRANGER": 40, "PEER": 3, "_U": 7}, "WIDER"), ["PEER", "_U"]),
        (one("victim_age", {"Y10T13": 40, "Y12": 3, "_U": 7}), ["Y12", "_U"]),
    ],
    ids=["several codes a record", "labels that mean more", "codes inside shown ones"],
)
def test_where_shown_counts_rule_no_code_out_the_pool_may_be_anything(rows: pl.DataFrame, hidden: list[str]) -> None:
    assert ANYTHING in pooled(rows, *hidden)


def test_labels_that_mean_less_leave_the_end_of_bounds_open() -> None:
    found = pooled(one("relation", {"STRANGER": 40, "PEER": 3, "KNOWN_OTHER": 7}, "NARROWER"), "PEER", "KNOWN_OTHER")

    assert found[ANYTHING][0].startswith("INEXACT|ONE_OF")


def test_only_what_holds_for_all_codes_of_a_pool_is_sure() -> None:
    pool = ["Y12", "Y15"], ["ONE_OF", "ONE_OF"]
    cover = cover_frame("victim_age", [pool], targets=["Y_LT18", "Y_LT14", "Y_GE18", "_T"])

    told = {row["target"]: (row["is_inside"], row["meets"]) for row in cover.iter_rows(named=True)}
    assert told == {"Y_LT18": (True, True), "Y_LT14": (False, True), "Y_GE18": (False, False), "_T": (True, True)}


PAIRS = {("SEXUAL", "F"): 40, ("SEXUAL", "M"): 20, ("FINANCIAL", "F"): 3, ("FINANCIAL", "M"): 30}
CHOSEN = [
    Breakdown(tier="t", dimension="motivation", least_records=1),
    Breakdown(tier="t", dimension="victim_gender", least_records=1),
    Breakdown(tier="t", dimension="motivation", by_dimension="victim_gender", least_records=1),
]


def two_way(*hidden: str, pairs: dict[tuple[str, str], int] = PAIRS) -> dict[tuple[str, str], int]:
    """Counts of motivation by gender after these cells were hidden."""
    margins: list[dict[str, int]] = [{}, {}]
    for pair, count in pairs.items():
        for margin, code in zip(margins, pair, strict=True):
            margin[code] = margin.get(code, 0) + count
    tally = pl.concat([one("motivation", margins[0]), one("victim_gender", margins[1])])
    counted = counts(tally, crossed(pairs, "victim_gender"), chosen=CHOSEN)
    cells = pl.DataFrame(
        [{**PLACE, "cell": cell} for cell in hidden], schema={**dict.fromkeys(PLACE, pl.String), "cell": pl.String}
    )
    _, cross_tally = protected(counted, cells)
    return {
        (motive, by): count for motive, by, count in cross_tally.select("recorded", "by_recorded", "records").rows()
    }


def test_what_is_hidden_of_a_row_is_told_together() -> None:
    cells = [f"motivation={motive}(EQUAL)|victim_gender={by}(EQUAL)" for motive, by in PAIRS]
    found = two_way(*cells)

    assert {motive: count for (motive, _), count in found.items()} == {"SEXUAL": 60, "FINANCIAL": 33}
    assert all("F" in by.split("|") and "M" in by.split("|") for _, by in found)


def test_a_hidden_zero_is_told_as_possible_as_the_count_beside_it() -> None:
    """Else the small count would be all that a pool can hold, and be told exactly."""
    pairs = {("SEXUAL", "F"): 40, ("SEXUAL", "_U"): 20, ("FINANCIAL", "F"): 30, ("FINANCIAL", "M"): 3}
    hidden = [f"motivation={motive}(EQUAL)|victim_gender={by}(EQUAL)"
              for motive in ("SEXUAL", "FINANCIAL") for by in ("M", "_U")]  # fmt: skip
    found = two_way(*hidden, pairs=pairs)

    [(sexual, _), (financial, count)] = [(by.split("|"), count) for (_, by), count in found.items() if by != "F"][::-1]
    assert count == 3
    assert {"M", "_U"} <= set(financial)
    assert {"M", "_U"} <= set(sexual)
    assert all(records > 0 for records in found.values())


def test_what_is_hidden_of_hidden_rows_is_told_for_all_of_them() -> None:
    found = two_way(
        "motivation=SEXUAL(EQUAL)", "motivation=FINANCIAL(EQUAL)",
        "motivation=FINANCIAL(EQUAL)|victim_gender=F(EQUAL)", "motivation=SEXUAL(EQUAL)|victim_gender=F(EQUAL)",
    )  # fmt: skip

    [(motive, by)] = found.keys() - PAIRS.keys()
    assert {"SEXUAL", "FINANCIAL"} <= set(motive.split("|"))
    assert by == ANYTHING
    assert found == {("SEXUAL", "M"): 20, ("FINANCIAL", "M"): 30, (motive, by): 43}


def test_bands_count_what_lies_in_them_and_keep_what_does_not() -> None:
    by_age = Breakdown(
        tier="t", dimension="motivation", by_dimension="victim_age", least_records=1, bands=("Y_LT14", "Y14T17")
    )
    chosen = [*CHOSEN[:1], Breakdown(tier="t", dimension="victim_age", least_records=1), by_age]
    cross_tally = crossed({("SEXUAL", code): count for code, count in AGES.items()}, "victim_age")
    tally = pl.concat([one("motivation", {"SEXUAL": 64}), one("victim_age", AGES)])
    [(_, system)] = systems(counts(tally, cross_tally, chosen=chosen), {})

    row = "motivation=SEXUAL(EQUAL)"
    assert system.values[f"{row}|victim_age in bands=Y_LT14(EQUAL)"] == 23
    assert system.values[f"{row}|victim_age in bands=_U(EQUAL)"] == 9
    assert system.cell(f"recorded:{row}|victim_age=Y12(EQUAL)").printing == "RECORDED"
    assert system.cell(ALL).printing == "SHOWN"


def test_a_system_falls_into_parts_that_share_no_open_cell() -> None:
    cells = (Cell("all", 10, "SHOWN"), *(Cell(name, 5) for name in "abcd"), Cell("e", 3), Cell("f", 2))
    sums = (Sum("all", ("a", "b")), Sum("all", ("c", "d")), Sum("d", ("e", "f")))

    parts = list(blocks(TableSystem(cells, sums)))

    assert [sorted(part.values) for part in parts] == [["a", "all", "b"], ["all", "c", "d", "e", "f"]]
    assert [part.sums for part in parts] == [sums[:1], sums[1:]]

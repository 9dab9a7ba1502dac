"""`oscec possible`: the numbers of comparability.md 6, one command each, and what it says to wrong input."""

from typing import Any

import pytest

from tests.cli.conftest import Oscec


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--shares", "78,5,7,2,11", "--n", "1428"], 0, "needs at least 1,437 of 1,428: at least 9 stand in two"),
        (["--shares", "78,5,7,2,11", "--n", "1428", "--exclusive"], 1, "Exclusive: not possible."),
        (
            ["--shares", "78,15,8", "--n", "1428", "--exclusive", "--exhaustive"],
            0,
            "Exclusive and exhaustive: possible.",
        ),
        (["--counts", "8,4,2,1,3", "--n", "17", "--exclusive"], 1, "needs at least 18 of 17"),
        (["--counts", "55,14,9", "--shares", "71,18,12", "--n", "78"], 0, "55 (71 %)"),
        (["--counts", "56,13,9", "--shares", "71,18,12", "--n", "78"], 1, "not possible"),
        (["--shares", "83", "--n", "87,95"], 0, "2 of 2 numbers of records fit (87,95)."),
        (["--shares", "46.56", "--n", "1-140"], 0, "1 of 140 numbers of records fit (1-140)."),
        (["--shares", "46.56", "--n", "20"], 1, "no count of 20 is printed so"),
        (["--shares", "67,29", "--n", "1428", "--nested"], 0, "Nested: possible."),
        (["--shares", "29,67", "--n", "1428", "--nested"], 1, "Nested: not possible."),
        (["--shares", "78,5,7,11", "--several", "2", "--n", "1428"], 0, "they cover exactly the base"),
        (["--shares", "50,50", "--several", "46.56", "--n", "20"], 0, "they cannot cover exactly the base"),
        (["--shares", "50", "--n", "1-100"], 0, "20 are shown, --json gives all."),
    ],
)
def test_a_table_is_judged(oscec: Oscec, arguments: list[str], code: int, said: str) -> None:
    done = oscec("possible", *arguments)
    assert said in " ".join(done.out.split())
    assert done.code == code


def test_json_gives_every_reading(oscec: Oscec) -> None:
    told: dict[str, Any] = oscec("possible", "--shares", "46.56", "--n", "1-140", "--json").told
    assert told["is_possible"]
    assert [(each["n"], each["counts"]) for each in told["n"]] == [(131, [[61, 61]])]
    refused = oscec("possible", "--shares", "78,5,7,2,11", "--n", "1428", "--exclusive", "--json")
    assert refused.code == 1
    assert refused.told["n"][0] | {"counts": None} == {
        "n": 1428, "counts": None, "needs": 1437, "undescribed": None, "exclusive": False, "exhaustive": True,
        "partition": False, "nested": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--n", "5"], "give --shares 78,15,8 or --counts 8,4,2"),
        (["--shares", "a", "--n", "5"], "--shares: 'a' is not such a number"),
        (["--shares", "101", "--n", "5"], "--shares: '101'"),
        (["--shares", "-3", "--n", "5"], "--shares: '-3'"),
        (["--counts", "1.5", "--n", "5"], "--counts: '1.5'"),
        (["--shares", "5", "--n", "many"], "--n: 'many'"),
        (["--shares", "5", "--n", "0"], "--n: give how many records there are"),
        (["--shares", "5", "--n", ","], "--n: give how many records there are"),
        (["--shares", "5", "--n", "9-3"], "--n: give how many records there are"),
        (["--shares", "5", "--n", "1-99999999999"], "99,999,999,999 numbers are more than the 100,000"),
        (["--shares", "5,6", "--counts", "1", "--n", "5"], "--shares has 2 numbers and --counts has 1"),
        (["--shares", "5", "--several", "x", "--n", "50"], "--several: 'x'"),
    ],
)
def test_wrong_input_is_named(oscec: Oscec, arguments: list[str], said: str) -> None:
    done = oscec("possible", *arguments)
    assert done.code == 2
    assert said in done.err

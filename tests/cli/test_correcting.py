"""`oscec audit correction`: what is typed to correct one cell, and what is told."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import MODEL, Oscec, example, records

CELL = ("--sheet", example(MODEL, "2024").name, "--reason", "the office wrote to us")


def test_a_cell_is_corrected_by_two_and_the_report_says_so(
    oscec: Oscec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OSCEC_ACTOR", "Anna")
    place = ("--source", MODEL, "--edition", "2024")
    assert oscec("submit", example(MODEL, "2024"), *place).code == 0
    header, first = records().splitlines()[:2]
    at = header.split(";").index("Tatmotiv")
    values = ("--cell", f"{chr(65 + at)}2", "--before", first.split(";")[at], "--after", "sexuell und finanziell")
    other = oscec("audit", "correction", "propose", *place, *CELL, *values[:3], "nothing", *values[4:])
    assert (other.code, "it holds something else" in other.err) == (2, True)

    told = oscec("audit", "correction", "propose", *place, *CELL, *values)
    number = told.out.split()[1]
    assert "It counts once somebody else has approved it." in told.out
    assert oscec("audit", "correction", "approve", number).code == 2
    monkeypatch.setenv("OSCEC_ACTOR", "Bert")
    assert "the next `oscec run` makes the edition anew" in oscec("audit", "correction", "approve", number).out
    assert oscec("run").code == 0
    [listed] = oscec("audit", "correction", "list", "--json").told
    assert (listed["state"], listed["is_made"], listed["reviewer"]) == ("IN_FORCE", True, "Bert")
    oscec("audit", "report", *place, "--out", tmp_path)
    [corrected] = json.loads((tmp_path / f"failures-{MODEL}-2024.json").read_text())["corrected"]
    assert (corrected["before"], corrected["after"]) == (values[3], values[5])
    [row] = oscec("query", "SELECT before, after, author FROM core.correction", "--json").told["rows"]
    assert (row["after"], row["author"]) == (values[5], "Anna")
    assert "is withdrawn" in oscec("audit", "correction", "withdraw", number, "--reason", "the office was right").out
    assert "WITHDRAWN" in oscec("audit", "correction", "list").out
    assert oscec("audit", "verify").code == 0

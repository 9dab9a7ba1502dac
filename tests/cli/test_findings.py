"""`oscec findings`: the snapshot's findings, refused deliveries included, and the catalogue in words."""

import pytest

from schemas import finding
from tests.cli.conftest import FIGURES, MODEL, Oscec, records


def test_refused_deliveries_are_told_cell_by_cell(snapshot: Oscec) -> None:
    told = snapshot("findings", "--source", MODEL, "--id", "value-unmapped", "--json").told
    assert len(told) == records().count(";sexuell;")
    assert all(each["value"] == "zornig" and each["cell"].startswith("E") for each in told)
    text = snapshot("findings", "--source", MODEL, "--edition", "2023")
    assert text.code == 0
    assert "value-unmapped" in text.out
    assert "invented data" in snapshot("findings").out


def test_filters_leave_the_others_out(snapshot: Oscec) -> None:
    assert {each["source_id"] for each in snapshot("findings", "--json").told} == {MODEL, FIGURES}
    assert {each["source_id"] for each in snapshot("findings", "--source", FIGURES, "--json").told} == {FIGURES}
    assert snapshot("findings", "--edition", "1900").out == "No findings.\n"


def test_unknown_names_are_one_message(snapshot: Oscec) -> None:
    assert snapshot("findings", "--source", "xx_none_such").code == 2
    unknown = snapshot("findings", "--id", "value-unmaped")
    assert unknown.code == 2
    assert "did you mean 'value-unmapped'" in unknown.err


def test_without_a_warehouse_it_says_how_to_get_one(oscec: Oscec) -> None:
    done = oscec("findings")
    assert done.code == 2
    assert "oscec run" in done.err


@pytest.mark.parametrize("finding_id", finding.catalogue())
def test_every_finding_is_explained(oscec: Oscec, finding_id: str) -> None:
    kind = finding.catalogue()[finding_id]
    assert oscec("findings", "--explain", finding_id, "--json").told["remedy"] == kind.remedy
    assert finding_id in oscec("findings", "--explain", finding_id).out


def test_an_unknown_finding_cannot_be_explained(oscec: Oscec) -> None:
    assert oscec("findings", "--explain", "none-such").code == 2

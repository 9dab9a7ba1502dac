"""An independent reader takes structure and data, checks the one against the schemas of SDMX, and finds our numbers."""

import math
from pathlib import Path
from typing import Any

import pytest
from pysdmx.io import get_datasets, read_sdmx
from pysdmx.model import Codelist, DataStructureDefinition
from pysdmx.model.constraint import AvailabilityConstraint

from pipelines.release import sdmx_check, sdmx_data
from pipelines.release.columns import codes_of, time_of
from pipelines.release.content import ReleaseError
from tests.support.released import cells, release


@pytest.fixture(scope="module")
def structures(shared: Path) -> list[Any]:
    """The artefacts, validated against the XML schemas of SDMX 3.0."""
    return list(read_sdmx(shared / "sdmx/structure.xml", validate=True).structures or [])


def test_the_structure_is_valid_and_complete(structures: list[Any]) -> None:
    [structure] = [each for each in structures if isinstance(each, DataStructureDefinition)]
    lists = {each.id: each for each in structures if isinstance(each, Codelist)}
    conf = {code.id: code.name for code in lists["CL_CONF_STATUS"].codes}
    areas = {code.id: code.name for code in lists["CL_AREA"].codes}

    assert [each.id for each in structure.components.dimensions] == [
        "SOURCE_ID", "EDITION", "PERIOD", "REF_AREA", "DIMENSION", "CODE", "COUNTING_UNIT", "TIME_PERIOD",
    ]  # fmt: skip
    assert [each.id for each in structure.components.measures] == ["OBS_VALUE"]
    assert (conf["F"], conf["C"]) == ("Free for publication", "Confidential")
    assert areas["GB"] == "United Kingdom"
    assert "Model country XZ" in str(areas["XZ"])


def test_the_constraint_lists_what_occurs(structures: list[Any]) -> None:
    [constraint] = [each for each in structures if isinstance(each, AvailabilityConstraint)]
    keys = {each.id: [value.value for value in each.values] for each in constraint.cube_region.key_values}

    assert keys["CODE"] == ["FINANCIAL", "SEXUAL", "_U"]
    assert keys["REF_AREA"] == ["GB", "XZ"]


def test_the_data_come_back_as_they_left(shared: Path) -> None:
    [dataset] = get_datasets(shared / "sdmx/cell.csv", shared / "sdmx/structure.xml")
    read = {name: [str(value) for value in column] for name, column in dataset.data.items()}
    expected = sdmx_data.expected(release().tables[0], "public", number=1)
    numbers = [float(text) if text != "nan" else None for text in read["OBS_VALUE"]]

    assert numbers == [None if math.isnan(each) else each for each in expected["OBS_VALUE"]]
    for name in ("SOURCE_ID", "PERIOD", "TIME_PERIOD", "CODE", "OBS_STATUS", "CONF_STATUS", "FLAGS"):
        assert read[name] == expected[name].fill_null("").to_list(), name


@pytest.mark.parametrize(
    ("period", "time"),
    [("2024", "2024"), ("2024-03", "2024-03"), ("2012-01/2017-03", "2012-01-01/P63M"), ("/2016-12", "2016-12")],
)
def test_periods_are_written_as_sdmx_writes_them(period: str, time: str) -> None:
    assert time_of(period) == time


def test_a_code_no_list_holds_stops_the_release() -> None:
    given = release(cell=cells({"obs_status": "ZZ"}))

    with pytest.raises(ReleaseError, match="obs_status holds ZZ, which codelist obs_status does not know"):
        codes_of(given, given.tables[0])


def test_a_key_that_does_not_apply_is_a_code() -> None:
    given = release(cell=cells({"counting_unit": None}))
    expected = sdmx_data.expected(given.tables[0], "public", number=1)
    codes = codes_of(given, given.tables[0])["counting_unit"].labels

    assert "_Z" in expected["COUNTING_UNIT"].to_list()
    assert codes["_Z"] == "Not applicable"


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (('"OBS_STATUS"', '"OTHER"'), "other components"),
        (('<str:Code id="VICTIM">', '<str:Code id="VICTIMS">'), "does not list VICTIM of COUNTING_UNIT"),
        (("<str:Value>GB</str:Value>", "<str:Value>FR</str:Value>"), "constraint of DF_CELL on REF_AREA"),
        (("</str:Codelists>", ""), "cannot be read"),
    ],
)
def test_data_that_do_not_fit_their_structure_are_noticed(folder: Path, damage: tuple[str, str], told: str) -> None:
    path = folder / "sdmx/structure.xml"
    path.write_text(path.read_text(encoding="utf-8").replace(*damage), encoding="utf-8")

    found = list(sdmx_check.misfits(folder, "cell", rows=sdmx_data.expected(release().tables[0], "public", number=1)))

    assert any(told in each for each in found)

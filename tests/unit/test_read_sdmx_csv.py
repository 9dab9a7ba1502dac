"""SDMX-CSV 1.0 and 2.0 are text tables: columns as they are, labels beside their codes, nothing interpreted."""

import pytest

from pipelines.layout import find_blocks
from pipelines.read import Unreadable, read
from tests.support.sheets import texts
from tests.support.tables import figures

FIRST = "DATAFLOW,FREQ: Frequency,TIME_PERIOD,OBS_VALUE,COMMENT\nECB:EXR(1.0),A: Annual,2024,12.50,\n"
SECOND = (
    "STRUCTURE[;],STRUCTURE_ID,ACTION,FREQ,Frequency,OBS_VALUE,NOTE[]\n"
    'dataflow,X:Y(1.0),I,A,"Annual, whole",007,a;b\n'
    "dataflow,X:Y(1.0),I,A,Annual,,\n"
)


def test_first_version_is_read_with_its_labels() -> None:
    assert texts(read(FIRST.encode(), "x.csv")[0]) == {
        1: ["DATAFLOW", "FREQ: Frequency", "TIME_PERIOD", "OBS_VALUE", "COMMENT"],
        2: ["ECB:EXR(1.0)", "A: Annual", "2024", "12.50", None],
    }


def test_second_version_keeps_the_comma_though_its_header_names_a_semicolon() -> None:
    assert texts(read(SECOND.encode("utf-8-sig"), "x.csv")[0]) == {
        1: ["STRUCTURE[;]", "STRUCTURE_ID", "ACTION", "FREQ", "Frequency", "OBS_VALUE", "NOTE[]"],
        2: ["dataflow", "X:Y(1.0)", "I", "A", "Annual, whole", "007", "a;b"],
        3: ["dataflow", "X:Y(1.0)", "I", "A", "Annual", None, None],
    }


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_separators_are_found(delimiter: str) -> None:
    content = FIRST.replace(",", delimiter).encode()
    assert texts(read(content, "x.csv")[0])[2][1] == "A: Annual"


def test_a_table_is_anchored_at_its_first_column() -> None:
    table = figures(
        kind="list", value="OBS_VALUE", header={"anchor": "DATAFLOW"}, stubs=[], heads=[], labels={"FREQ": {}}
    )
    [block], problems = find_blocks(read(FIRST.encode(), "x.csv"), table)
    assert problems == []
    assert block.headers["FREQ: Frequency"] == 2
    assert block.body["row"].to_list() == [2]


def test_cut_in_a_quotation_it_is_unreadable() -> None:
    with pytest.raises(Unreadable) as refused:
        read(SECOND[: SECOND.index("whole")].encode(), "x.csv")
    assert refused.value.finding_id == "file-unreadable"

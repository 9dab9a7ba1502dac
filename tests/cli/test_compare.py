"""`oscec compare`: shared categories, bounds, verdicts; the picture; what it says where there is nothing to compare."""

import csv
import io
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from interfaces import show
from interfaces.plot import COLOURS, svg
from tests.cli.conftest import FIGURES, MODEL, Oscec

SVG = "{http://www.w3.org/2000/svg}"
BOTH = (FIGURES, MODEL)


def test_table_has_categories_bounds_and_verdicts(snapshot: Oscec) -> None:
    done = snapshot("compare", *BOTH, "--dimension", "motivation")

    assert done.code == 0
    assert "665 to 1174" in done.out
    assert "53.3 to 94.1" in done.out
    assert "NOT_COMPARABLE" in done.out
    assert "because: They count different offences." in done.out
    assert "repair:  Restrict to victims under 18" in done.out
    assert show.MODEL_NOTE in done.out


def test_strict_bands_are_shared_and_bounded_ones_finer(snapshot: Oscec) -> None:
    strict, bounded = (
        snapshot("compare", *BOTH, "--dimension", "victim_age", "--view", view, "--format", "json").told
        for view in ("strict", "bounded")
    )

    assert strict["partition"][0] == "Y_LT18"
    assert len(bounded["partition"]) > len(strict["partition"])
    akeu = [cell for cell in strict["cells"] if cell["source_id"] == FIGURES and cell["code"] == "Y_LT18"]
    assert [(cell["lower"], cell["upper"], cell["base"]) for cell in akeu] == [(123, 804, 1247)]
    assert {pair["verdict"] for pair in strict["pairs"]} == {"NOT_COMPARABLE"}


def test_one_period(snapshot: Oscec) -> None:
    told = snapshot("compare", MODEL, "--dimension", "motivation", "--period", "2024", "--format", "json").told

    assert {cell["period"] for cell in told["cells"]} == {"2024"}
    assert told["pairs"] == []
    assert "only one source" in snapshot("compare", MODEL, "--dimension", "motivation").out


def test_source_without_the_dimension_is_told_and_judged_on_all_records(snapshot: Oscec) -> None:
    told = snapshot("compare", *BOTH, "--dimension", "demand", "--format", "json").told

    assert "motivation" in told["without_the_dimension"][FIGURES]
    assert "total" in {pair["dimension"] for pair in told["pairs"]} <= {"total", "demand"}
    assert f"{FIGURES} does not record or publish demand" in snapshot("compare", *BOTH, "--dimension", "demand").out


def test_csv_is_whole_and_plain(snapshot: Oscec) -> None:
    done = snapshot("compare", *BOTH, "--dimension", "motivation", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.out)))

    assert {row["source_id"] for row in rows} == set(BOTH)
    assert next(row for row in rows if row["source_id"] == FIGURES and row["code"] == "FINANCIAL")["lower"] == "665"
    assert show.MODEL_NOTE in done.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([FIGURES, "--dimension", "colour"], "There is no dimension colour. There are: motivation"),
        (["xa_none", "--dimension", "demand"], "There is no source xa_none"),
        ([FIGURES, "--dimension", "platform"], f"platform is not recorded or published by: {FIGURES}"),
        ([FIGURES, "--dimension", "motivation", "--period", "1999"], f"about 1999. There are: {FIGURES} 2016"),
        (["--dimension", "motivation"], "SOURCE"),
    ],
)
def test_wrong_input_is_named(snapshot: Oscec, arguments: list[str], said: str) -> None:
    done = snapshot("compare", *arguments)

    assert done.code == 2
    assert said in done.err


def test_picture_marks_both_ends_and_what_is_invented(snapshot: Oscec, tmp_path: Path) -> None:
    paths = [tmp_path / "one.svg", tmp_path / "two.svg"]
    for path in paths:
        assert snapshot("compare", *BOTH, "--dimension", "motivation", "--plot", path).code == 0
    picture = ET.fromstring(paths[0].read_text(encoding="utf-8"))  # noqa: S314  # our own file
    texts = [text.text or "" for text in picture.iter(f"{SVG}text")]
    bars = [each for each in picture.iter(f"{SVG}rect") if each.get("fill") in COLOURS]
    ends = [each for each in picture.iter(f"{SVG}path") if each.get("stroke-width") == "2"]

    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert len(bars) == len(ends) > 0
    assert "53.3 to 94.1 % of 1,247" in texts
    assert any("invented" in text for text in texts)
    assert any(f"{MODEL} 2024 (invented)" == text for text in texts)
    assert any(text.startswith(f"{FIGURES}: Europol") for text in texts)
    assert "not parts of one whole" in " ".join(texts)
    assert all(float(bar.get("width", "0")) > 0 for bar in bars)


def test_nothing_to_draw_is_an_error() -> None:
    with pytest.raises(ValueError, match="no shares to draw"):
        svg([{"share_lower": None}], "motivation", citations={})


def test_text_of_a_file_is_never_markup() -> None:
    cell = {
        "share_lower": 0.0, "share_upper": 0.5, "source_id": "xa_<b>", "period": "2024", "code": "<script>", "base": 2,
        "is_model": True, "sex": None,
    }  # fmt: skip

    assert "<script>" not in svg([cell], "motivation", citations={"xa_<b>": "<i>"})

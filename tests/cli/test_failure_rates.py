"""`oscec audit rates`: failure rates of all providers over time, drawn so that nothing depends on a colour."""

import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl
import pytest

from pipelines.report import rates_across
from pipelines.report.rates_across import Point
from tests.cli.conftest import FIGURES, MODEL, Oscec

SVG = "{http://www.w3.org/2000/svg}"


def point(source_id: str = MODEL, year: int = 2023, broken: int = 1, rule_id: str = "value-unmapped") -> Point:
    """One rate of ten rows."""
    place: dict[str, Any] = {
        "source_id": source_id,
        "country": "XA",
        "is_model": True,
        "rule_id": rule_id,
        "edition": str(year),
    }
    numbers: dict[str, Any] = {"numerator": broken, "denominator": 10, "share": broken / 10}
    return Point(**place, **numbers, period_end=f"{year}-12-31", delivery="ACCEPTED", outcome="PASSED")


MANY = [point(f"x{letter}_a_b", year, year - 2018) for letter in "abcdefghijkl" for year in (2019, 2021, 2024)]


def pictures(found: list[Point]) -> list[ET.Element]:
    page = rates_across.as_html(found).decode()
    return [ET.fromstring(each) for each in re.findall(r"<svg.*?</svg>", page, re.DOTALL)]  # noqa: S314 - our own page


def test_rates_are_written_in_every_form(snapshot: Oscec, tmp_path: Path) -> None:
    ended = snapshot("audit", "rates", "--out", tmp_path / "out")

    assert ended.code == 0
    assert "XA to XZ are model countries" in ended.out
    assert {path.suffix for path in (tmp_path / "out").iterdir()} - {".pdf"} == {".html", ".xlsx", ".json"}
    told = json.loads((tmp_path / "out" / "failure-rates.json").read_text())
    assert {("rows rejected", "REFUSED"), ("value-unmapped", "REFUSED")} <= {
        (each["rule_id"], each["delivery"]) for each in told
    }
    book = openpyxl.load_workbook(io.BytesIO((tmp_path / "out" / "failure-rates.xlsx").read_bytes()))
    assert book["rates"].max_row == len(told) + 1
    assert "zornig" not in (tmp_path / "out" / "failure-rates.html").read_text()


def test_one_provider_can_be_chosen_and_an_unknown_one_is_told(snapshot: Oscec, tmp_path: Path) -> None:
    assert snapshot("audit", "rates", "--source", FIGURES, "--out", tmp_path).code == 0
    told = json.loads((tmp_path / "failure-rates.json").read_text())
    assert {each["source_id"] for each in told} <= {FIGURES}
    assert "no source is called" in snapshot("audit", "rates", "--source", "xz_a_b", "--out", tmp_path).err


def test_every_provider_has_a_look_of_its_own_without_colour() -> None:
    [picture] = pictures(MANY)
    lines = [(each.get("stroke-dasharray"), each.get("stroke")) for each in picture.iter(f"{SVG}polyline")]
    styles = rates_across._styles(MANY)

    assert len(set(lines)) == len(lines) == 12
    assert len({(each["mark"], each["dash"]) for each in styles.values()}) == 12
    texts = {each.text for each in picture.iter(f"{SVG}text")}
    assert {each.source_id for each in MANY} <= texts


def test_every_point_stands_where_its_numbers_say_and_tells_them() -> None:
    found = [point(broken=0), point(year=2024, broken=5)]
    [picture] = pictures(found)
    [line] = picture.iter(f"{SVG}polyline")

    assert line.get("points") == "60.0,184.0 520.0,34.0"
    titles = [each.text for each in picture.iter(f"{SVG}title")]
    assert f"{MODEL} 2024: 5 of 10, 50.0%" in titles
    assert f"{MODEL} 2023: 0 of 10, 0.0%" in "".join(picture.itertext())


def test_a_share_of_all_deliveries_is_a_share_of_sums() -> None:
    found = [point(broken=1), replace(point(year=2024), numerator=30, denominator=90, share=1 / 3)]

    [row] = rates_across.providers(found)
    assert (row["deliveries"], row["numerator"], row["denominator"], row["share"]) == (2, 31, 100, 0.31)


@pytest.mark.parametrize("found", [[], [point()]])
def test_a_page_without_or_with_one_rate_is_whole(found: list[Point]) -> None:
    page = rates_across.as_html(found).decode()

    assert len(pictures(found)) == len(found)
    assert ("No rule was broken" in page) is not bool(found)


def test_texts_are_no_markup_and_no_formula() -> None:
    found = [replace(point(), edition="<script>=1+1")]

    assert b"<script>" not in rates_across.as_html(found)
    sheet = openpyxl.load_workbook(io.BytesIO(rates_across.as_workbook([replace(point(), edition="=1+1")])))["rates"]
    assert {cell.data_type for cell in sheet[2]} == {"s", "n", "b"}

"""Files of national offices become the rows, names, values and totals that were taken from them by other means."""

import math
import re
import unicodedata
from collections import Counter
from typing import Any

import polars as pl
import pytest

from tests.support.real import CORPUS, entries, printed, rows, tables_of, total
from tests.support.real_checks import CHECKS

COUNTED_ELSE = {  # what an entry counts and we do not, or the other way round
    "cz2025_cr": 1,  # a blank row between the codes and their subtotals
    "ncmec_country_2023_pdf": -1,  # the total
    "ncmec_esp_2023_pdf": -1,  # the total
}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CORPUS.is_dir(), reason=f"the real spreadsheets are not at {CORPUS}"),
]


@pytest.mark.parametrize("entry_id", sorted(CHECKS))
def test_an_entry_is_met(entry_id: str) -> None:
    entry = entries()[entry_id]

    assert rows(entry_id).height + COUNTED_ELSE.get(entry_id, 0) == entry["n_data_rows"]
    assert _columns(entry_id) == [_shown(name) for name in entry["columns"]]
    for spot in entry["spots"]:
        assert _is_same(_found(entry_id, spot), spot), spot
    for check, computed in zip(entry["checks"], CHECKS[entry_id], strict=True):
        assert isinstance(computed, str) or computed(entry_id) == check["value"], check["what"]


def test_no_entry_is_left_out() -> None:
    assert sorted(CHECKS) == sorted(entries())


def test_the_page_and_the_table_of_one_year_agree() -> None:
    assert total("ncmec_country_csv", year="2023") == total("ncmec_country_2023_pdf")


def test_levels_of_a_hierarchy_are_told() -> None:
    [table] = tables_of("us_t4")

    assert table.rows.select("region", "division", "state").n_unique() == 4 + 9 + 51
    assert table.rows.filter(state="Vermont")["region"].unique().to_list() == ["Northeast"]


def test_every_row_of_a_table_is_counted_once() -> None:
    whole = [each for entry_id in sorted(CHECKS) for each in tables_of(entry_id)]

    assert all(not each.rows.join(each.totals, on=["sheet", "row"], how="semi").height for each in whole)


def test_printed_totals_that_differ_from_their_parts_are_told() -> None:
    told = {entry_id: _findings(entry_id) for entry_id in sorted(CHECKS)}

    assert {entry_id: ids for entry_id, ids in told.items() if ids} == {
        "bd_2019_04": {"total-differs": 11},
        "cl_cead": {"total-differs": 216},
        "in_children": {"total-differs": 18},
        "za_cat": {"total-differs": 2},
    }


def _findings(entry_id: str) -> dict[str, int]:
    return Counter(name for each in tables_of(entry_id) for frame in each.findings for name in frame["finding_id"])


def _shown(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _columns(entry_id: str) -> list[str]:
    """Names as printed: raised marks of the header, sections, and the parts of columns that hold several things."""
    if not entries()[entry_id]["columns"]:
        return []
    [counts] = tables_of(entry_id)
    split = counts.table.split
    marks = _header_marks(entry_id)
    named = [
        part + marks.get(letters, "")
        for name, letters in counts.letters.items()
        for part in (split[name].into if name in split else [name])
    ]
    return [counts.table.section_rows, *named] if counts.table.section_rows else named


def _header_marks(entry_id: str) -> dict[str, str]:
    """Raised marks that the entry counts as part of a name."""
    if entry_id != "us_t8":
        return {}
    raised = printed(entry_id).facts.filter(row=4, fact="SUPERSCRIPT")
    return {chr(64 + column): mark for column, mark in raised.select("column", "detail").iter_rows()}


def _found(entry_id: str, spot: dict[str, Any]) -> str:
    """The text at the address of a spot, out of the tidy rows where its row is one of them."""
    row, name = _place(entry_id, spot)
    line = rows(entry_id).filter(row=row)
    if line.height and name in line.columns:
        return line[name].item() or ""
    sheet = printed(entry_id)
    column = sum(26**at * (ord(sign) - 64) for at, sign in enumerate(reversed(name)))
    text = sheet.cells.filter(row=row)[str(column)].item() or ""
    raised = sheet.facts.filter(row=row, column=column, fact="SUPERSCRIPT")["detail"].to_list()
    return _shown(text + "".join(raised))


def _place(entry_id: str, spot: dict[str, Any]) -> tuple[int, str]:
    """Row number and column name (or letters, where the column is no column of the tidy rows)."""
    if "row" in spot:
        return _named_row(entry_id, spot["row"].split(" / ")), _shown(spot.get("column") or _only_measure(entry_id))
    if "line" in spot:
        return spot["line"], _shown(spot["column"])
    letters, number = re.fullmatch(r"([A-Z]+)(\d+)", spot["cell"]).groups()  # type: ignore[union-attr]
    row = int(number)
    if len(tables_of(entry_id)) > 1 or spot.get("clean") or rows(entry_id).filter(row=row).is_empty():
        return row, letters
    [counts] = tables_of(entry_id)
    return row, next(name for name, each in counts.letters.items() if each == letters)


def _only_measure(entry_id: str) -> str:
    [counts] = tables_of(entry_id)
    [name] = counts.measures
    return name


def _named_row(entry_id: str, labels: list[str]) -> int:
    whole = rows(entry_id)
    texts = whole.select(pl.concat_list(pl.exclude("sheet", "row").fill_null("")).alias("texts"))["texts"]
    [row] = whole.filter(pl.Series([set(labels) <= set(each) for each in texts]))["row"]
    return int(row)


def _is_same(text: str, spot: dict[str, Any]) -> bool:
    """Texts by their shown form; numbers by their value at the precision the sheet shows."""
    wanted = spot.get("raw", spot.get("value"))
    if not isinstance(wanted, int | float):
        return text == _shown(wanted or "")
    number = text.removesuffix("%").replace(",", "") if "%" in text or "," in text else text
    value = float(number) / (100 if text.endswith("%") else 1)
    decimals = len(number.partition(".")[2]) + (2 if text.endswith("%") else 0)
    return math.isclose(value, round(wanted, decimals)) and (decimals > 0 or value == wanted)

"""What may be shown of a sender's text: what is ordinary, and nobody's name, number or handle in any script."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.deliver import deliver
from schemas.shown import shown, shown_file, shown_name, shown_sheets
from tests.support import small
from tests.support.canaries import canaries
from tests.support.workbooks import xlsx_of

NAMED = "Ronja Quillbrack"
ORDINARY = [
    "zornig", "Sexuell", "nicht bekannt", "K7", "SEX_OFFLINE", "Y13T15", "Y_LT13", "13-15 Jahre", "<5", "12.5 %",
    "n.a.", "2024", "31.02.2024", "Sheet1", "Tabelle2", "Fälle 2023", "Date of report", "x/y", "", "not stated",
]  # fmt: skip


def as_shown(texts: list[str]) -> list[str]:
    return pl.DataFrame({"text": texts}, schema={"text": pl.String}).select(shown(pl.col("text")))["text"].to_list()


def test_what_is_ordinary_is_shown() -> None:
    assert as_shown(ORDINARY) == ORDINARY


@pytest.mark.parametrize("seed", range(5))
def test_no_canary_of_any_seed_is_shown(seed: int) -> None:
    texts = [each.text for each in canaries(seed, 600)]

    assert [text for text, told in zip(texts, as_shown(texts), strict=True) if text == told] == []
    assert [text for text in texts if shown_file(f"{text}.xlsx") != "delivery.xlsx"] == []
    assert len(shown_sheets(list(dict.fromkeys(texts)))) == len(set(texts))


@given(st.text(max_size=60))
def test_what_was_hidden_once_stays_as_it_is(text: str) -> None:
    once = as_shown([text])
    assert as_shown(once) == once


def test_names_may_be_longer_than_values() -> None:
    text = "number of reports by kind of demand"
    frame = pl.DataFrame({"text": [text]})
    assert frame.select(shown_name(pl.col("text"))).item() == text
    assert frame.select(shown(pl.col("text"))).item() == "[35 characters: letters]"


def test_a_sheet_nobody_declared_is_kept_by_its_place() -> None:
    source = small.source_of()
    found = deliver(
        xlsx_of([small.HEADER, *small.rows_of({"Motive": "zornig"})], sheet=NAMED),
        "a.xlsx",
        source=source,
        edition="2024",
    )
    declared = small.source_of(sheets={"names": [NAMED]})
    kept = deliver(xlsx_of([small.HEADER, *small.rows_of({})], sheet=NAMED), "a.xlsx", source=declared, edition="2024")

    assert set(found.findings["sheet"].drop_nulls()) == {"[sheet 1]"}
    assert kept.accepted["sheet"].to_list() == [NAMED]

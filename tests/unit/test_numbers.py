"""Printed numbers by locale and notation; ranges and missing markers each with what they say. Nothing is guessed."""

from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from babel.numbers import format_decimal, parse_decimal
from hypothesis import given
from hypothesis import strategies as some
from pydantic import ValidationError

from pipelines.layout import clean_text
from pipelines.numbers import read_numbers
from schemas.notation import Notation

LOCALES = ("de", "de_CH", "en", "en_IN", "fr", "cs", "pl", "nl", "el", "es", "nb", "hi")
MARKERS: dict[str, dict[str, Any]] = {
    ":": {"obs_status": "L"},
    "..": {"obs_status": "O"},
    "-": {"value": 0},
    "x": {"obs_status": "M"},
    "nc": {"obs_status": "M"},
    "*": {"obs_status": "Q", "conf_status": "A"},
    "p": {"obs_status": "A", "conf_status": "E"},
}
RANGES = {
    "<{below}": {"whole": True, "obs_status": "A"},
    "≤ {to}": {},
    "{from} - {to} %": {"obs_status": "E"},
    "över {above} till {to}": {"whole": True},
}


def told(text: str, **notation: Any) -> dict[str, Any]:
    read = read_numbers(pl.Series([clean_text(text)]), Notation.model_validate(notation))
    return read.row(0, named=True)


@pytest.mark.parametrize("marker", MARKERS)
def test_every_missing_marker_is_a_code_of_its_own(marker: str) -> None:
    silent: dict[str, Any] = {"plain": None, "value": None, "value_high": None, "obs_status": "A", "conf_status": None}

    assert told(marker, values=MARKERS) == {**silent, **MARKERS[marker]}


@pytest.mark.parametrize(
    ("text", "low", "high", "status"),
    [
        ("<5", 0, 4, "A"),
        ("≤ 10", 0, 10, "A"),
        ("2 - 12 %", 2, 12, "E"),
        ("1.250,5 - 1.300 %", 1250.5, 1300, "E"),
        ("över 10 till 20", 11, 20, "A"),
    ],
)
def test_a_printed_range_is_an_interval(text: str, low: float, high: float, status: str) -> None:
    found = told(text, ranges=RANGES, strip=["%"], decimal=",", thousands=".")

    assert (found["value"], found["value_high"], found["obs_status"]) == (low, high, status)


@pytest.mark.parametrize("text", ["12 - 2 %", "<1.25", "< 5 or so", "2 - 12 - 14 %", "<0"])
def test_a_range_that_does_not_fit_is_no_number(text: str) -> None:
    found = told(text, ranges=RANGES, strip=["%"], decimal=",", thousands=".")

    assert (found["plain"], found["obs_status"]) == (None, None)


def test_a_range_on_which_two_forms_disagree_is_no_number() -> None:
    both: dict[str, Any] = {"{from}-{to}": {}, "{from}-{below}": {"whole": True}, "{from}/{to}": {}}

    assert told("2-12", ranges=both)["obs_status"] is None
    assert told("2/12", ranges=both)["value_high"] == 12


def test_a_number_is_never_taken_for_a_range() -> None:
    assert told("-5", ranges={"-{to}": {}})["value"] == -5


@pytest.mark.parametrize(
    ("notation", "reason"),
    [
        ({"ranges": {"more than {above}": {}}}, "no interval"),
        ({"ranges": {"{from} to {from}": {}}}, "needs"),
        ({"ranges": {"up to {max} of {to}": {}}}, "the numbers are"),
        ({"ranges": {"few": {}}}, "needs"),
        ({"values": {"*": {"obs_status": "Q"}}}, "conf_status why"),
        ({"values": {"*": {"obs_status": "*"}}}, "codelists"),
        ({"locale": "xx_QQ"}, "no locale"),
        ({"locale": "de", "decimal": ","}, "not both"),
    ],
)
def test_a_notation_that_says_too_little_is_refused(notation: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        Notation.model_validate(notation)


@given(some.sampled_from(LOCALES), some.decimals(-(10**9), 10**9, places=3))
def test_a_number_printed_by_a_locale_is_read_back(locale: str, number: Decimal) -> None:
    printed = format_decimal(number, locale=locale)

    assert told(printed, locale=locale)["value"] == pytest.approx(float(number), abs=1e-9)


@given(some.sampled_from(LOCALES), some.text("0123456789,. '\N{RIGHT SINGLE QUOTATION MARK}-", min_size=1, max_size=12))
def test_what_is_read_is_what_the_strict_locale_reads(locale: str, text: str) -> None:
    """We may refuse more than Babel, but never read another number."""
    found = told(text, locale=locale)["value"]
    if found is None:
        return
    group = {"fr": "\u202f", "cs": "\u00a0", "pl": "\u00a0", "nb": "\u00a0"}.get(locale, "")
    strict = clean_text(text).replace(" ", group) if group else clean_text(text)

    assert found == float(parse_decimal(strict, locale=locale, strict=True))

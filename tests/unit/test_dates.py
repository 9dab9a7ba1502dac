"""Dates in the words of a language, by declared formats; anything else stays unread."""

from datetime import date

import polars as pl
import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as some

from pipelines.dates import read_dates

LOCALES = ("de", "fr", "cs", "pl", "el", "nl", "es", "it", "pt", "fi", "hu", "sv", "lv", "bg", "uk", "en")
FORMS = {
    "%d. %B %Y": "dd. MMMM yyyy", "%d %b %Y": "dd MMM yyyy", "%B %d, %Y": "LLLL dd, yyyy",
    "%A, %d %B %Y": "EEEE, dd MMMM yyyy", "%d.%m.%Y": "dd.MM.yyyy",
}  # fmt: skip


def read(text: str | None, form: str, locale: str | None) -> date | None:
    found: date | None = read_dates(pl.Series([text], dtype=pl.String), form, locale=locale)[0]
    return found


@given(some.sampled_from(LOCALES), some.sampled_from(sorted(FORMS)), some.dates(date(1990, 1, 1), date(2049, 12, 31)))
def test_a_date_in_the_words_of_a_language_is_read_back(locale: str, form: str, day: date) -> None:
    assert read(format_date(day, FORMS[form], locale=locale), form, locale) == day


@pytest.mark.parametrize(
    ("text", "form", "locale"),
    [
        ("1. März 2024", "%d. %B %Y", None),
        ("1. marzo 2024", "%d. %B %Y", "de"),
        ("1. Mar 2024", "%d. %B %Y", "fi"),
        ("31. Februar 2024", "%d. %B %Y", "de"),
        ("1. März", "%d. %B %Y", "de"),
        ("03/04/2024", "%d.%m.%Y", "de"),
        ("yesterday", "%d. %B %Y", "en"),
        (None, "%d. %B %Y", "en"),
    ],
)
def test_any_other_date_stays_unread(text: str | None, form: str, locale: str | None) -> None:
    assert read(text, form, locale) is None


def test_words_of_the_format_stay() -> None:
    assert read("5 de mayo de 2024", "%d de %B de %Y", "es") == date(2024, 5, 5)

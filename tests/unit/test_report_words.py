"""Catalogues are complete, agree in their slots and hold nothing stale; a language without one is told in English."""

import re

import polars as pl
import pytest

from pipelines.report import texts
from pipelines.report.details import translated
from pipelines.report.marks import placed
from pipelines.report.words import languages, localised, say, translations
from schemas import finding

SLOTS = re.compile(r"\{\w*\}")
KINDS = finding.catalogue().values()
ENGLISH = {*texts.ALL, *(kind.text for kind in KINDS), *(kind.remedy for kind in KINDS), *translated()}
TRANSLATED = [each for each in languages() if each != "en"]


def test_the_first_five_languages_are_there() -> None:
    assert {"en", "de", "fr", "es", "el"} <= {*languages()}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated_and_nothing_else(language: str) -> None:
    assert {*translations(language)} == ENGLISH


@pytest.mark.parametrize("language", TRANSLATED)
def test_slots_agree(language: str) -> None:
    for english, text in translations(language).items():
        assert sorted(SLOTS.findall(text)) == sorted(SLOTS.findall(english)), english


@pytest.mark.parametrize("language", TRANSLATED)
def test_texts_are_in_the_language(language: str) -> None:
    same = {english for english, text in translations(language).items() if english == text}

    assert all(not SLOTS.sub("", english).strip(" .:") for english in same)


def test_findings_are_told_with_their_own_values() -> None:
    rows = pl.DataFrame({"sheet": ["a"], "cell": ["F3"], "value": ["zornig"], "column_name": ["Motiv"]})
    found = finding.gathered([finding.of_rows("value-unmapped", rows)], source_id="x", edition="1", file="f")
    [german] = localised(found, "de")["text"]

    assert german == "zornig in Spalte Motiv gehört nicht zu den angegebenen Bezeichnungen."
    assert placed(found, "el")["at_column"].to_list() == [6]
    assert localised(found, "xx").equals(found)


def test_a_text_that_no_catalogue_knows_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"texts\.py"):
        say("Bonjour", "fr")

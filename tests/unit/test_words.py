"""The words that suggest: every target and code exists, and no term of a language says two things."""

from collections import defaultdict

import pytest

from schemas import codelist, words
from schemas.dimension import BY_NAME
from schemas.layout import PLAIN_TARGETS

HINTS = {"free_text", "office", "other_date", "count", "year"}


def test_every_header_leads_to_a_target() -> None:
    assert {word.meaning for word in words.headers()} <= {*BY_NAME, *PLAIN_TARGETS, *HINTS}
    assert {word.meaning for word in words.headers()} >= {*BY_NAME}


@pytest.mark.parametrize("dimension", sorted({*BY_NAME, "stage"} - {"victim_age", "originator"}))
def test_every_label_leads_to_a_code_of_its_dimension(dimension: str) -> None:
    known = codelist.codelist("recording_stage" if dimension == "stage" else dimension)
    found = words.labels(dimension)
    assert [word for word in found if not known.holds(word.meaning)] == []
    assert len(found) > len(words.labels(""))


@pytest.mark.parametrize("dimension", sorted({*BY_NAME, "stage"}))
def test_no_term_of_a_language_says_two_things(dimension: str) -> None:
    meanings = defaultdict(set)
    for word in words.labels(dimension):
        meanings[word.language, word.term.casefold()].add(word.meaning)
    assert {key: found for key, found in meanings.items() if len(found) > 1} == {}


def test_bands_of_age_have_their_words() -> None:
    assert set(words.ages()) == {"from_to", "to_below", "below", "up_to", "from", "over", "years"}

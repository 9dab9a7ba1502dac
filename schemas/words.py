"""Words of many languages: what headers and labels are called, and how bands of age are said. They suggest, no more."""

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Word(NamedTuple):
    """A term of one language and what it may stand for: a target of a column, or a code of a dimension."""

    term: str
    language: str
    meaning: str


@cache
def headers() -> tuple[Word, ...]:
    """Names of columns: term to a target, or to `free_text`, `office`, `count`, `year`."""
    return tuple(Word(row["term"], row["language"], row["target"]) for row in _rows("header_words"))


@cache
def labels(dimension: str) -> tuple[Word, ...]:
    """Labels of one dimension, those of a missing value included: term to code."""
    return tuple(
        Word(row["term"], row["language"], row["code"])
        for row in _rows("label_words")
        if row["dimension"] in {dimension, "*"}
    )


@cache
def all_terms() -> tuple[Word, ...]:
    """Every name of a column and every label, whatever it stands for."""
    named = (Word(row["term"], row["language"], row["code"]) for row in _rows("label_words"))
    return (*headers(), *named)


@cache
def ages() -> dict[str, tuple[str, ...]]:
    """How bands are said: `from_to`, `to_below`, `below`, `up_to`, `from`, `over`, `years` to terms, longest first."""
    found: dict[str, set[str]] = {}
    for row in _rows("age_words"):
        found.setdefault(row["meaning"], set()).add(row["term"].casefold())
    return {meaning: tuple(sorted(terms, key=lambda term: (-len(term), term))) for meaning, terms in found.items()}


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files("schemas").joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())

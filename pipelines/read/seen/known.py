"""Labels that say what a code is called, or that nothing is known: one that stands once is rare and no stranger."""

from collections.abc import Collection
from functools import cache

import polars as pl

from schemas import codelist, words
from schemas.dimension import CODED

_MOST = 0.5


def is_known(labels: pl.Series, usual: Collection[str]) -> pl.Series:
    """Whether each label, folded, is a usual one of the dimension that most of the usual labels of a column are of."""
    terms = set().union(*(_called(each.name) for each in CODED if _is_of(each.name, usual)))
    return labels.is_in(sorted(terms | _missing()))


def _is_of(dimension: str, usual: Collection[str]) -> bool:
    return sum(text in _terms(dimension) for text in usual) > _MOST * len(usual)


@cache
def _terms(dimension: str) -> frozenset[str]:
    return frozenset(word.term.casefold() for word in words.labels(dimension))


@cache
def _called(dimension: str) -> frozenset[str]:
    """Terms that stand in the label of their code: `hotline` names one, `revenge` is one of what a code gathers."""
    labels = {row["code"]: _words(row["label"]) for row in codelist.rows(dimension)}
    known = words.labels(dimension)
    return frozenset(each.term.casefold() for each in known if _words(each.term) <= labels.get(each.meaning, set()))


def _words(text: str) -> set[str]:
    return {word.strip(",;()") for word in text.casefold().split()}


@cache
def _missing() -> frozenset[str]:
    """How many languages say that a value is unknown, not stated, or another than all listed."""
    return frozenset(
        word.term.casefold() for each in CODED for word in words.labels(each.name) if word.meaning.startswith("_")
    )

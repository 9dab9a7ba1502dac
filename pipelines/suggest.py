"""What texts that are not declared may stand for: shown to people, never applied."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from pipelines.age_words import age_code
from schemas import codelist, words
from schemas.words import Word

_CLOSE_ENOUGH = 75
_SENTINELS = frozenset({"98", "99", "997", "998", "999"})
_SHARED = {"originator": "notifier"}  # who told first and who reported are called the same
SAME = 90
_CONTAINED, _LENGTH, _LEAST_SHARE = 75, 9, 0.2  # never the same: more words say more, or less


class Suggestion(NamedTuple):
    """What a text may stand for: a code or a target, how close it is to a known term (0 to 100), and that term."""

    meaning: str
    score: int
    term: str

    @property
    def relation(self) -> str:
        """EQUAL where the term is as good as the same, else INEXACT until a person says which."""
        return "EQUAL" if self.score >= SAME else "INEXACT"


def nearest(text: str, declared: list[str]) -> str:
    """`; did you mean 'x'?` where one declared text is close and holds the same digits, else nothing.

    Digits must agree: "boy 13-15" and "boy 15-17" are close in letters and different in meaning.
    """
    same_digits = [each for each in declared if _digits(each) == _digits(text)]
    found = process.extractOne(text, same_digits, scorer=fuzz.WRatio, score_cutoff=_CLOSE_ENOUGH) if text else None
    return f"; did you mean '{found[0]}'?" if found else ""


def targets(header: str, languages: Iterable[str] = ()) -> list[Suggestion]:
    """What a column may become by its header, best first; `languages` limits the words that are compared."""
    texts = dict.fromkeys([header, header.rpartition(" | ")[2]])
    ranked = [each for text in texts for each in _ranked(text, _spoken(words.headers(), languages))]
    return _best_each(ranked)


def code(label: str, dimension: str, *, languages: Iterable[str] = ()) -> Suggestion | None:
    """The code a label may stand for in one dimension."""
    if dimension == "victim_age" and label not in _SENTINELS and (found := age_code(label)):
        return Suggestion(found, 100, label)
    known = [*_spoken(_labels(dimension), languages), *_listed(dimension)]
    return next(iter(_best_each(_ranked(label, known))), None)


def likeness(text: str, term: str) -> float:
    """How close two texts are, 0 to 100; 0 where their digits differ, so that letters alone decide.

    A text that holds the term and more words is close to it by the share of the term.

    >>> likeness("boy 13-15", "girl 13-15") < 50, likeness("boy 13-15", "boy 13-16"), likeness("Females", "female") > 90
    (True, 0.0, True)
    """
    if _digits(text) != _digits(term):
        return 0.0
    left, right = _letters(text), _letters(term)
    if not left or not right:
        return 100.0 if text.strip() == term.strip() else 0.0
    if set(right.split()) < set(left.split()):
        share = len(right) / len(left)
        return _CONTAINED + _LENGTH * share if share >= _LEAST_SHARE else 0.0
    return fuzz.token_sort_ratio(left, right)


def _ranked(text: str, known: Iterable[Word]) -> list[Suggestion]:
    scored = ((likeness(text, word.term), word) for word in known)
    return [Suggestion(word.meaning, round(score), word.term) for score, word in scored if score >= _CLOSE_ENOUGH]


def _best_each(ranked: list[Suggestion]) -> list[Suggestion]:
    """The best suggestion of each meaning, best first."""
    best: dict[str, Suggestion] = {}
    for each in sorted(ranked, key=lambda each: (-each.score, -len(each.term), each.meaning)):
        best.setdefault(each.meaning, each)
    return list(best.values())


def _spoken(known: Iterable[Word], languages: Iterable[str]) -> list[Word]:
    spoken = {*languages}
    return [word for word in known if not spoken or word.language in {*spoken, "en"}]


@cache
def _labels(dimension: str) -> tuple[Word, ...]:
    """Labels of a dimension; those of another one count where they have a code in both."""
    if dimension not in _SHARED:
        return words.labels(dimension)
    known = codelist.codelist(dimension)
    return tuple(word for word in words.labels(_SHARED[dimension]) if known.holds(word.meaning))


@cache
def _listed(dimension: str) -> list[Word]:
    """Labels of the codelist itself; that of the stages has another name."""
    name = "recording_stage" if dimension == "stage" else dimension
    return [Word(row["label"], "en", row["code"]) for row in codelist.rows(name) if row["code"] != codelist.ALL]


@cache
def _letters(text: str) -> str:
    """Small letters without accents, words parted by one blank; digits were compared before."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.sub(r"[\W\d_]+", " ", bare).strip()


@cache
def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())

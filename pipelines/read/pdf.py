"""A table of a PDF on declared pages, in a declared box, between declared borders; a PDF knows words and no cells."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from pipelines.read.cells import Fact, Sheet, Unreadable, sheet_of
from pipelines.read.pdf_words import Words, words_of
from schemas.read_as import PdfArea

MARK = b"%PDF"
_SMALL, _SMALLER = 0.8, 0.95  # of the usual size: a mark wherever it stands, a mark where it is raised
_RAISED, _OVERLAPPING, _APART = 0.15, 0.5, 1.0  # of the usual size
_NUMBER = re.compile(r"[-+\u2212(]?\d[\d.,]*[)%]?")
_UNDECLARED = "a PDF: declare read_as.pdf with page, box and column borders of its table, or send a spreadsheet"


@dataclass
class _Line:
    """Words on one base line by column, from left to right, and raised marks by column."""

    bottom: float
    words: dict[int, Words] = field(default_factory=dict)
    raised: dict[int, str] = field(default_factory=dict)


def read(content: bytes, name: str, *, declared: list[PdfArea] | None) -> Sheet:
    """The lines of all declared areas as one sheet, numbered on. Raises Unreadable, also where nothing is declared."""
    if not declared:
        raise Unreadable("file-not-tabular", _UNDECLARED)
    areas = [each for area in declared for each in area.each_page]
    found, notes = words_of(content, areas)
    lines = [line for area, words in zip(areas, found, strict=True) for line in _lines(words, area)]
    if not lines:
        raise Unreadable("file-not-tabular", "a PDF without text in the declared boxes: it may be a scan")
    width = max(len(area.borders) for area in declared) + 1
    rows: list[tuple[int, list[str | None]]] = [
        (at, [_said(line.words.get(to, [])) for to in range(width)]) for at, line in enumerate(lines, start=1)
    ]
    facts = [
        Fact(at, to + 1, "SUPERSCRIPT", mark)
        for at, line in enumerate(lines, start=1)
        for to, mark in line.raised.items()
    ]
    return replace(sheet_of(name, rows, facts=facts), notes=notes)


def _said(words: Words) -> str:
    return " ".join(each["text"] for each in words)


def _lines(words: Words, area: PdfArea) -> list[_Line]:
    """Words gathered to lines from the top; a smaller word that ends above the base line is a raised mark."""
    sizes = Counter(round(each["size"], 1) for each in words)
    usual = max(sizes, key=lambda size: sizes[size], default=0.0)
    bottoms = {each["bottom"] for each in words if each["size"] >= _SMALLER * usual}
    is_full = [not _is_mark(each, bottoms, usual=usual) for each in words]
    lines: list[_Line] = []
    for word in sorted((each for each, full in zip(words, is_full, strict=True) if full), key=_reading):
        if not lines or abs(lines[-1].bottom - word["bottom"]) > usual / 3:
            lines.append(_Line(word["bottom"]))
        _put(lines[-1], word, area=area)
    for word in (each for each, full in zip(words, is_full, strict=True) if not full):
        _put_small(lines, word, area=area, usual=usual)
    lines.sort(key=lambda line: line.bottom)
    for each in (each for line in lines for each in line.words.values()):
        each.sort(key=lambda word: word["x0"])
        _refuse_apart(each, area, most=_APART * usual)
    _refuse_overlapping(lines, area, least=_OVERLAPPING * usual)
    return _unwrapped(lines, area.row_gap or 0)


def _is_mark(word: dict[str, Any], bottoms: set[float], *, usual: float) -> bool:
    """Whether a word is much smaller than usual, or a little and stands above the line of others."""
    is_raised = any(_RAISED * usual < bottom - word["bottom"] <= usual / 3 for bottom in bottoms)
    return bool(word["size"] < (_SMALLER if is_raised else _SMALL) * usual)


def _refuse_overlapping(lines: list[_Line], area: PdfArea, *, least: float) -> None:
    """Words of one column on lines that overlap are raised marks of full size, or drawn over each other."""
    for above, below in pairwise(lines):
        if below.bottom - above.bottom < least and not above.words.keys().isdisjoint(below.words):
            raise Unreadable("file-not-tabular", f"a PDF whose page {area.page} has lines that overlap in a column")


def _refuse_apart(words: Words, area: PdfArea, *, most: float) -> None:
    """Two numbers far from each other are of two columns, and would be read as one with a blank in it."""
    for left, right in pairwise(words):
        if right["x0"] - left["x1"] > most and all(_NUMBER.fullmatch(each["text"]) for each in (left, right)):
            raise Unreadable(
                "file-not-tabular", f"a PDF whose page {area.page} has two numbers without a border between"
            )


def _unwrapped(lines: list[_Line], row_gap: float) -> list[_Line]:
    """Lines nearer to the one above than `row_gap` go on in its row; a value may stand between two lines of a label."""
    rows: list[_Line] = []
    for line in lines:
        if not rows or line.bottom - rows[-1].bottom >= row_gap:
            rows.append(line)
            continue
        for column, words in line.words.items():
            rows[-1].words.setdefault(column, []).extend(words)
        for column, mark in line.raised.items():
            rows[-1].raised[column] = rows[-1].raised.get(column, "") + mark
        rows[-1].bottom = line.bottom
    return rows


def _reading(word: dict[str, Any]) -> tuple[float, float]:
    return word["bottom"], word["x0"]


def _column(word: dict[str, Any], area: PdfArea) -> int:
    return sum(border <= word["x0"] for border in area.borders)


def _put(line: _Line, word: dict[str, Any], *, area: PdfArea) -> None:
    line.words.setdefault(_column(word, area), []).append(word)


def _put_small(lines: list[_Line], word: dict[str, Any], *, area: PdfArea, usual: float) -> None:
    """Beside a line of usual size it is a mark; alone it is a line in small print."""
    beside = [line for line in lines if line.bottom - 1.2 * usual <= word["bottom"] <= line.bottom + usual / 3]
    if not beside:
        lines.append(_Line(word["bottom"]))
        _put(lines[-1], word, area=area)
        return
    column = _column(word, area)
    nearest = min(beside, key=lambda line: abs(line.bottom - word["bottom"]))
    nearest.raised[column] = nearest.raised.get(column, "") + word["text"]

"""`oscec compare`: sources on the categories they share, cells with bounds, and how far they may be compared."""

import csv
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from interfaces import matrix, plot, show, snapshot
from interfaces.ending import CLEAN, CommandError
from interfaces.matrix import Pair
from schemas.dimension import BY_NAME

EACH = "each"  # every period on its own
Cell = dict[str, Any]


@dataclass(frozen=True)
class Question:
    """What is asked: sources, dimension, a period (None: all together), and the view, strict or bounded."""

    sources: Sequence[str]
    dimension: str
    period: str | None
    view: str


@dataclass(frozen=True)
class Answer:
    """The cells of the asked view, the sources without any, and the verdict on every pair of sources and periods."""

    question: Question
    cells: list[Cell]
    silent: dict[str, list[str]]
    pairs: list[Pair]

    @property
    def partitions(self) -> dict[str | None, list[str]]:
        """The categories of all records (None), and of each sex where bands differ by sex; missing codes are none."""
        shared: dict[str | None, dict[str, None]] = {}
        for cell in self.cells:
            codes = shared.setdefault(cell["sex"], {})
            if not cell["is_missing_code"]:
                codes[cell["code"]] = None
        return {sex: list(codes) for sex, codes in shared.items()}

    @property
    def is_by_sex(self) -> bool:
        """Whether some source has bands of its own for one sex."""
        return any(self.partitions)


def compare(question: Question, form: str, *, picture: Path | None) -> int:
    """Print partition, cells and verdicts as table, json or csv; draw the cells where a picture is asked for."""
    with snapshot.opened() as connection:
        _check(connection, question)
        cells = _cells(connection, question)
        silent = _silent(connection, question)
        answer = Answer(
            question, cells, silent, matrix.pairs(connection, question.dimension, cells=cells, silent=list(silent))
        )
        cited = _citations(connection, cells) if picture else {}
    if picture:
        _draw(picture, answer, cited=cited)
    {"table": _show, "json": _json, "csv": _csv}[form](answer)
    return CLEAN


def _draw(picture: Path, answer: Answer, *, cited: dict[str, str]) -> None:
    try:
        text = plot.svg(answer.cells, answer.question.dimension, citations=cited)
    except ValueError as error:
        raise CommandError(f"{picture} is not drawn: {error}.") from error
    picture.write_text(text, encoding="utf-8")


def _check(connection: duckdb.DuckDBPyConnection, question: Question) -> None:
    if not question.sources:
        raise CommandError("Name at least one source: `oscec sources` lists them.")
    if question.dimension not in BY_NAME:
        raise CommandError(f"There is no dimension {question.dimension}. There are: {', '.join(BY_NAME)}.")
    snapshot.check_sources(connection, question.sources)
    silent = _silent(connection, question)
    if len(silent) == len(set(question.sources)):
        raise CommandError(f"{question.dimension} is not recorded or published by: {', '.join(silent)}.")
    there = _periods(connection, question)
    if question.period not in {None, EACH, *(period for _, period in there)}:
        told = "; ".join(f"{source} {period}" for source, period in there)
        raise CommandError(
            f"{question.dimension}: no cell of these sources is about {question.period}. There are: {told}."
        )


def _silent(connection: duckdb.DuckDBPyConnection, question: Question) -> dict[str, list[str]]:
    """The sources without codes of the dimension, each with the dimensions it has codes of."""
    telling = {each for each, _ in _periods(connection, question)}
    query = "SELECT DISTINCT dimension FROM core.code_in_use WHERE source_id = $1 ORDER BY ALL"
    return {
        source: [str(each) for (each,) in connection.execute(query, [source]).fetchall()]
        for source in question.sources
        if source not in telling
    }


def _periods(connection: duckdb.DuckDBPyConnection, question: Question) -> list[tuple[str, str]]:
    """(source, period) of every source that has codes of the dimension, among those asked for."""
    query = """
        SELECT DISTINCT source_id, period FROM core.code_in_use
        WHERE dimension = $1 AND list_contains($2, source_id) ORDER BY ALL
    """
    return [(str(source), str(period)) for source, period in connection.execute(
        query, [question.dimension, list(question.sources)]).fetchall()]  # fmt: skip


def _cells(connection: duckdb.DuckDBPyConnection, question: Question) -> list[Cell]:
    asked = [list(question.sources), question.dimension, question.period]
    query = "SELECT * FROM compare($1, $2, $3) WHERE view = $4"
    told = connection.execute(query, [*asked, question.view])
    names = [str(each[0]) for each in told.description or []]
    return [dict(zip(names, row, strict=True)) for row in told.fetchall()]


def _citations(connection: duckdb.DuckDBPyConnection, cells: list[Cell]) -> dict[str, str]:
    query = "SELECT source_id, citation FROM core.source WHERE list_contains($1, source_id) ORDER BY source_id"
    named = sorted({str(cell["source_id"]) for cell in cells})
    return {str(source): str(text) for source, text in connection.execute(query, [named]).fetchall()}


def _show(answer: Answer) -> None:
    question = answer.question
    for sex, shared in answer.partitions.items():
        count = "1 category" if len(shared) == 1 else f"{len(shared)} categories"
        show.say(f"{question.dimension}, {question.view}{_of(sex)}: {count}: {', '.join(shared)}.")
    if answer.is_by_sex:
        show.say("The bands of some sources differ by sex: each sex stands on categories of its own.", "yellow")
    _show_cells(answer)
    for source, others in answer.silent.items():
        has = f"It has: {', '.join(others)}." if others else "It has no coded dimension."
        show.say(f"{source} does not record or publish {question.dimension}. {has}", "yellow")
    show.say("May they be compared?", "bold")
    matrix.show_matrix(answer.pairs)
    show.note_model(str(cell["source_id"]) for cell in answer.cells)


def _of(sex: str | None) -> str:
    return f", sex {sex}" if sex else ""


def _show_cells(answer: Answer) -> None:
    heads = ["category", "source", "period", "records", "of", "share, %", "flags"]
    rows = [_row(cell) for cell in answer.cells]
    if answer.is_by_sex:
        heads = ["sex", *heads]
        rows = [[cell["sex"] or "all", *row] for cell, row in zip(answer.cells, rows, strict=True)]
    show.rows(heads, rows, numbers=["records", "of", "share, %"])


def _row(cell: Cell) -> list[object]:
    shares = (None, None) if cell["share_lower"] is None else (cell["share_lower"], cell["share_upper"])
    percent = [None if each is None else f"{100 * each:.1f}" for each in shares]
    return [
        cell["code"], cell["source_id"], cell["period"], interval(cell["lower"], cell["upper"]), cell["base"],
        interval(*percent) if percent[0] is not None else "", " ".join(cell["flags"]),
    ]  # fmt: skip


def interval(lower: object, upper: object) -> str:
    """`16` where both ends are the same, `46 to 125`, or `46 or more`."""
    if upper is None:
        return f"{lower} or more"
    return str(lower) if lower == upper else f"{lower} to {upper}"


def _json(answer: Answer) -> None:
    question = answer.question
    show.as_json(
        {
            "dimension": question.dimension,
            "period": question.period,
            "view": question.view,
            "partition": answer.partitions.get(None, []),
            "partitions_by_sex": {sex: shared for sex, shared in answer.partitions.items() if sex},
            "cells": answer.cells,
            "without_the_dimension": answer.silent,
            "pairs": [pair.told() for pair in answer.pairs],
        }
    )


def _csv(answer: Answer) -> None:
    """The cells, and nothing else: one table a file."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(answer.cells[0])
    for cell in answer.cells:
        joined = (" ".join(map(str, value)) if isinstance(value, list) else value for value in cell.values())
        writer.writerow([show.csv_cell(value) for value in joined])
    if show.names_model(str(cell["source_id"]) for cell in answer.cells):
        show.complain(show.MODEL_NOTE)

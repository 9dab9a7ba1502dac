"""Real spreadsheets of national offices, where the reference material stands beside the project."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from pipelines import catalogue
from pipelines.counts import Counts, observations, read_counts
from pipelines.layout import options_of
from pipelines.read import Sheet, read

CORPUS = Path(__file__).parents[2].parent / "shared" / "data" / "real_spreadsheets"
SOURCES = Path(__file__).parents[1] / "acceptance" / "real"
SEVERAL = {"us_ms_2020h1": ["cseai_hosted", "cseai_bing", "tvec", "ncii"]}


def entries() -> dict[str, dict[str, Any]]:
    """What must come out of each file, by id; empty where the reference material is absent."""
    path = CORPUS / "expected.json"
    if not path.is_file():
        return {}
    return {each["id"]: each for each in json.loads(path.read_text(encoding="utf-8"))["entries"]}


@cache
def tables_of(entry_id: str) -> list[Counts]:
    """The tables that a source file declares for an entry, read from its file; a table is named after its entry."""
    wanted = SEVERAL.get(entry_id, [entry_id])
    for path in sorted(SOURCES.glob("*/*/*.yml")):
        source = catalogue.load_counts(path)
        found = [table for table in source.tables if table.table in wanted]
        if found:
            edition = (found[0].editions or [source.editions[0].edition])[0]
            file = entries()[entry_id]["file"]
            content = (CORPUS / "files" / file).read_bytes()
            return [
                each
                for each in read_counts(content, file, source=source, edition=edition)
                if each.table.table in wanted
            ]
    raise LookupError(entry_id)


@cache
def table(entry_id: str) -> Counts:
    """The one table of an entry."""
    [found] = tables_of(entry_id)
    return found


def rows(entry_id: str) -> pl.DataFrame:
    """Every row of an entry below its header, totals and headings included, on its sheet and in its row range."""
    entry = entries()[entry_id]
    parts = [part for each in tables_of(entry_id) for part in (each.rows, each.totals, each.excluded)]
    whole = pl.concat([part.drop("rule", strict=False) for part in parts], how="diagonal")
    first, _, last = entry.get("data_rows", "1-1000000").partition("-")
    in_range = whole.filter(pl.col("row").is_between(int(first), int(last)))
    return (in_range.filter(sheet=entry["sheet"]) if "sheet" in entry else in_range).sort("row")


@cache
def numbers(entry_id: str, *, totals: bool = False, at: int = 0) -> pl.DataFrame:
    """The printed numbers of an entry in long form, with their column's letter: the data, or the totals kept apart."""
    found = tables_of(entry_id)[at]
    long = observations(found.totals if totals else found.rows, found)
    entry = entries()[entry_id]
    here = long.filter(sheet=entry["sheet"]) if "sheet" in entry else long
    return here.with_columns(letter=pl.col("cell").str.extract("^([A-Z]+)"))


@cache
def printed(entry_id: str) -> Sheet:
    """The sheet of an entry before any interpretation."""
    entry = entries()[entry_id]
    [counts, *_] = tables_of(entry_id)
    sheets = read((CORPUS / "files" / entry["file"]).read_bytes(), entry["file"], options=options_of([counts.table]))
    return next(each for each in sheets if each.name == entry.get("sheet", each.name))


def total(entry: str, *where: Any, totals: bool = False, **equal: Any) -> float:
    """Sum of the printed numbers that meet the conditions."""
    return float(numbers(entry, totals=totals).filter(*where, **equal)["value"].sum())


def values(entry: str, *where: Any, totals: bool = False, **equal: Any) -> list[float]:
    """The printed numbers that meet the conditions, in order."""
    return numbers(entry, totals=totals).filter(*where, **equal)["value"].to_list()


def distinct(entry: str, *names: str) -> int:
    """How many different texts (or combinations of texts) stand in the columns."""
    return rows(entry).select(names).unique().height


def tally(frame: pl.DataFrame, name: str) -> dict[str, int]:
    """How often each text stands in a column."""
    return dict(frame[name].fill_null("").value_counts().iter_rows())


def sums_by(entry: str, name: str, *where: Any, totals: bool = False, **equal: Any) -> dict[str, float]:
    """Sum of the printed numbers for each text of a column."""
    found = numbers(entry, totals=totals).filter(*where, **equal).group_by(name).agg(pl.col("value").sum())
    return dict(found.iter_rows())


def day_and_month(entry: str, name: str, separator: str) -> pl.DataFrame:
    """The first and second part of printed dates."""
    parts = rows(entry)[name].str.split(separator)
    return pl.DataFrame({"first": parts.list.get(0).cast(pl.Int64), "second": parts.list.get(1).cast(pl.Int64)})


def kinds_of_cells(entry: str, *words: str) -> dict[str, int]:
    """How many cells are whole numbers, and how many are each of the declared words."""
    both = pl.concat([numbers(entry), numbers(entry, totals=True)], how="diagonal")
    texts = both["value_text"]
    return {"int": int(texts.str.contains(r"^\d+$").sum())} | {word: int((texts == word).sum()) for word in words}


def trimmed(entry: str, column: str) -> list[int]:
    """How many different texts a column of the sheet has, as sent and without blanks around them."""
    texts = printed(entry).cells[column][1:]
    return [texts.n_unique(), texts.str.strip_chars().n_unique()]

"""How much of a first draft is right without help: `python -m bench.drafts`, shares and misses by file.

Tables are judged on the real spreadsheets beside the project: their hand-made source files and `regions.csv` say where
each table is, the manifest how the file is written. Columns and labels are judged on the model countries' sources.
"""

import csv
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
from rich.console import Console
from rich.table import Table

from interfaces.guess import Found, guess, sheets_of, tables_of
from interfaces.guess_columns import GuessedColumn
from pipelines import catalogue
from pipelines.counts import Counts, read_counts
from pipelines.read import Unreadable
from pipelines.read.cells import letter
from pipelines.read.seen.dialect import dialect
from pipelines.suggest import Suggestion
from schemas.counts import CountsSource
from schemas.layout import RecordsTable
from schemas.source import Source

ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared" / "data" / "real_spreadsheets"
TRUTH = ROOT / "tests" / "acceptance" / "real"
PARTS = ("region", "header rows", "encoding", "delimiter")
_PAGES = {"cp1252/latin-1": "windows-1252"}
_SIGNS = {"comma": ",", "semicolon": ";", "tab": "\t"}
_NAMED = {"us_ms_2020h1": ("cseai_hosted", "cseai_bing", "tvec", "ncii")}


@dataclass(frozen=True)
class Place:
    """Where a table is: its sheet (blank: the only one), rows that name columns, first and last row and column."""

    sheet: str
    header: tuple[int, ...]
    rows: tuple[int, int]
    columns: tuple[str, str]


@dataclass(frozen=True)
class Judged:
    """One file: each part that applies to it, right or wrong, and what was found where it is wrong."""

    file: str
    right: dict[str, bool]
    told: str = ""


def judged_files(rows: list[dict[str, str]]) -> list[Judged]:
    """Files of the manifest."""
    return [_judged(row, truth_of(row["file"])) for row in rows]


def manifest() -> list[dict[str, str]]:
    """What the manifest says of each file."""
    return _csv(CORPUS / "manifest.csv")


def _csv(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


@cache
def truth_of(file: str) -> list[Place]:
    """The tables of a file: by the hand-made source of its entry, else by `regions.csv`."""
    entry = next((each for each in _entries() if each["file"] == file), None)
    if entry is None:
        return [_listed(row) for row in _csv(TRUTH / "regions.csv") if row["file"] == file]
    heads = [each["header_rows"] for each in entry["tables"]] if isinstance(entry.get("tables"), list) else []
    heads = heads or [entry.get("header_rows", [])] * len(_NAMED.get(entry["id"], [entry["id"]]))
    return [_by_source(table, tuple(head)) for table, head in zip(_made_by_hand(entry), heads, strict=False)]


@cache
def _entries() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((CORPUS / "expected.json").read_text(encoding="utf-8"))["entries"]
    return found


def _listed(row: dict[str, str]) -> Place:
    header = tuple(int(number) for number in row["header_rows"].split())
    rows = (int(row["first_row"]), int(row["last_row"]))
    return Place(row["sheet"], header, rows, (row["first_column"], row["last_column"]))


def _made_by_hand(entry: dict[str, Any]) -> Iterator[Counts]:
    """The tables that the hand-made source of an entry declares, as read from its file, if there is one."""
    names = _NAMED.get(entry["id"], (entry["id"],))
    for source in _sources():
        tables = [table for table in source.tables if table.table in names]
        if tables:
            edition = (tables[0].editions or [source.editions[0].edition])[0]
            content = (CORPUS / "files" / entry["file"]).read_bytes()
            found = read_counts(content, entry["file"], source=source, edition=edition)
            yield from (each for name in names for each in found if each.table.table == name)


@cache
def _sources() -> list[CountsSource]:
    return [catalogue.load_counts(path) for path in sorted(TRUTH.glob("*/*/*.yml"))]


def _by_source(counts: Counts, header: tuple[int, ...]) -> Place:
    parts = [part for part in (counts.rows, counts.totals, counts.excluded) if part.height]
    whole = pl.concat([part.select("sheet", "row") for part in parts])
    first = whole["sheet"][0]
    rows = whole.filter(sheet=first)["row"].sort()
    letters = sorted(counts.letters.values(), key=lambda each: (len(each), each))
    return Place(first, header, (rows[0], rows[-1]), (letters[0], letters[-1]))


def _judged(row: dict[str, str], truth: list[Place]) -> Judged:
    path = CORPUS / "files" / row["file"]
    try:
        tables = tables_of(sheets_of([path]))
        told = dialect(path.read_bytes())
    except Unreadable as error:
        applies = dict.fromkeys(PARTS[:2], False) | _written(row, None)
        return Judged(row["file"], applies, f"not read: {error.finding_id}")
    places = [place(found) for found in tables]
    right = {
        "region": all(any(_same(each, one, "rows", "columns") for one in places) for each in truth),
        "header rows": all(any(_same(each, one, "header") for one in places) for each in truth),
    }
    right = {part: is_right and _no_others(truth, places) for part, is_right in right.items()}
    right |= _written(row, told)
    return Judged(row["file"], right, "" if all(right.values()) else f"{_on_truth(truth, places)} {told or ''}")


def place(found: Found) -> Place:
    """Where the declaration of a draft finds its table; rows with one cell at its top head a section."""
    body = found.block.body
    filled = body.filter(pl.sum_horizontal(pl.exclude("row").is_not_null()) > 1)["row"]
    first = filled[0] if filled.len() else 0
    columns = sorted(found.block.headers.values())
    bottom = found.block.header_row + found.declared.header.rows
    skipped = {found.block.header_row + at - 1 for at in found.declared.header.skip}
    rows = [number for number in range(found.block.header_row, bottom) if number not in skipped]
    header = tuple(number for number in rows if number in found.area.header or number not in _blank(found))
    return Place(found.sheet, header, (first, body["row"].max()), (letter(columns[0]), letter(columns[-1])))  # type: ignore[arg-type]  # a number


def _blank(found: Found) -> set[int]:
    """Rows of the declared header without a text of their own."""
    top = found.block.header_row
    skip = found.declared.header.skip
    rows = [top + at for at in range(found.declared.header.rows) if at + 1 not in skip]
    return {row for row, head in zip(rows, found.block.heads, strict=True) if not head}


def _same(truth: Place, found: Place, *parts: str) -> bool:
    return truth.sheet in {"", found.sheet} and all(getattr(truth, part) == getattr(found, part) for part in parts)


def _no_others(truth: list[Place], places: list[Place]) -> bool:
    """Whether the sheets of which the truth is known hold no further table."""
    known = [each for each in places if any(one.sheet in {"", each.sheet} for one in truth)]
    return len(known) == len(truth)


def _on_truth(truth: list[Place], places: list[Place]) -> str:
    shown = [each for each in places if any(one.sheet in {"", each.sheet} for one in truth)]
    return "; ".join(f"{each.header} {each.rows} {each.columns}" for each in shown[:3]) or "no table"


def _written(row: dict[str, str], told: Any) -> dict[str, bool]:
    """Code page and delimiter where the manifest names them; an HTML page has neither to declare."""
    if row["encoding"] == "binary" or not row["delimiter"]:
        return {}
    page = _PAGES.get(row["encoding"], row["encoding"])
    return {
        "encoding": told is not None and told.encoding == page,
        "delimiter": told is not None and told.delimiter == _SIGNS[row["delimiter"]],
    }


@dataclass(frozen=True)
class Suggested:
    """One model country: columns and labels of its source, and how many have the right first suggestion."""

    source_id: str
    columns: int
    right_columns: int
    labels: int
    right_labels: int
    suggested_labels: int


def judged_suggestions(sources: Callable[[], list[tuple[str, list[Path]]]]) -> list[Suggested]:
    """Drafts from files of sources that are complete, against what these say."""
    return [_suggested(source_id, paths) for source_id, paths in sources()]


def _suggested(source_id: str, paths: list[Path]) -> Suggested:
    source = catalogue.source(source_id)
    [table] = source.record_tables
    drafted = {column.header: column for guessed in guess(sheets_of(paths)).tables for column in guessed.columns}
    wanted = table.targets | dict.fromkeys(table.unused_columns, "unused")
    right = [header for header, target in wanted.items() if _is_right(drafted.get(header), target)]
    pairs = list(_codes(source, table, drafted=drafted))
    hits = sum(found is not None and found.meaning == code for code, found in pairs)
    made = sum(found is not None for _, found in pairs)
    return Suggested(source_id, len(wanted), len(right), len(pairs), hits, made)


def _codes(
    source: Source, table: RecordsTable, *, drafted: dict[str, GuessedColumn]
) -> Iterator[tuple[str, Suggestion | None]]:
    """For each label with a code, the code it has and what the draft suggests for it."""
    for header, column in table.columns.items():
        labels = source.lookups[column.lookup] if column.lookup and header in drafted else {}
        for text, label in labels.items():
            if label.code and text in drafted[header].labels:
                yield label.code, drafted[header].suggested.get(text)


def _is_right(column: Any, target: str) -> bool:
    """Whether the first suggestion is the target; a column nobody uses may also be left undecided."""
    if column is None:
        return False
    return bool(column.target == target or (target == "unused" and not column.target))


def shares(judged: list[Judged]) -> dict[str, tuple[int, int]]:
    """Files that are right out of those to which a part applies, each part and all together."""
    found = {part: [each.right[part] for each in judged if part in each.right] for part in PARTS}
    found["all that applies"] = [all(each.right.values()) for each in judged]
    return {part: (sum(right), len(right)) for part, right in found.items()}


def show_files(judged: list[Judged]) -> None:
    """Print shares and misses."""
    table = Table(title=f"Drafts of {len(judged)} real spreadsheets, without help", title_justify="left")
    for header in ("part", "right", "of", "share"):
        table.add_column(header, justify="left" if header == "part" else "right")
    for part, (right, of) in shares(judged).items():
        table.add_row(part, str(right), str(of), f"{right / of:.1%}")
    Console().print(table)
    for each in judged:
        wrong = [part for part, is_right in each.right.items() if not is_right]
        if wrong:
            Console().print(f"{each.file}: {', '.join(wrong)}: {each.told}", markup=False, soft_wrap=True)


def show_suggestions(judged: list[Suggested]) -> None:
    """Print the share of columns and labels whose first suggestion is right."""
    table = Table(title="Suggestions for the model countries", title_justify="left")
    for header in ("source", "columns", "right", "labels", "suggested", "right", "share"):
        table.add_column(header, justify="left" if header == "source" else "right")
    for each in judged:
        numbers = (each.columns, each.right_columns, each.labels, each.suggested_labels, each.right_labels)
        table.add_row(each.source_id, *map(str, numbers), f"{each.right_labels / max(1, each.labels):.1%}")
    Console().print(table)


def examples() -> list[tuple[str, list[Path]]]:
    """The examples of the model countries as sent."""
    folders = sorted((ROOT / "sources").glob("x?/*/examples/2024"))
    return [
        (folder.parents[1].name, [path for path in folder.iterdir() if path.name != "expected.csv"])
        for folder in folders
        if catalogue.source(folder.parents[1].name).is_incident_level
    ]


def main() -> None:
    """Measure and print; a busy machine must not count as an unreadable file."""
    os.environ["OSCEC_LIMIT_SECONDS"] = "600"
    show_suggestions(judged_suggestions(examples))
    if CORPUS.is_dir():
        show_files(judged_files(manifest()))


if __name__ == "__main__":
    main()

"""`oscec explain`: one figure and all that is behind it: cells of files, mappings, rules, people and arithmetic."""

import csv
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby

import polars as pl

from interfaces import show, snapshot
from interfaces.ending import CLEAN, CommandError
from pipelines.derivation.explain import Delivery, Explanation, Meaning
from pipelines.derivation.explain import explain as explained
from pipelines.derivation.manifest import ManifestError
from warehouse.explain.rows import NotOneRowError, Row, one_row

_SHOWN = 12
_LONGEST = 60
_COMMONEST = 4
_ORDER = ("VALUE", "FOUND", "SURELY", "DENOMINATOR", "POSSIBLY", "USED", "MARGIN", "BASE")
_NUMBERS = (
    "value", "value_high", "lower", "upper", "base", "share_lower", "share_upper", "persons", "rate_lower_per_100k",
    "rate_upper_per_100k", "change_lower", "change_upper", "verdict", "numerator", "denominator", "findings",
    "rows_read", "rows_accepted", "rows_rejected", "rows_excluded",
)  # fmt: skip
_SAYS = {
    "SURELY": "surely have it",
    "POSSIBLY": "possibly have it",
    "BASE": "are only in the base",
    "USED": "are looked at",
    "VALUE": "the figure itself",
    "MARGIN": "bound it",
    "DENOMINATOR": "the persons it is a rate of",
    "FOUND": "were found to break it",
}


def explain(table: str, said: Sequence[str], *, every: bool, form: str) -> int:
    """Print what is behind one row of a mart. `said`: its cell_key, or texts such as `code=MONEY`."""
    with snapshot.opened() as connection:
        try:
            row = one_row(connection, table, wanted=_wanted(said))
            found = explained(connection, snapshot.current_path(), table=table, row=row)
        except (NotOneRowError, ManifestError) as error:
            raise CommandError(f"{str(error)[:1].upper()}{str(error)[1:]}.") from error
    if form == "table":
        _show(found, every=every)
    else:
        {"json": _json, "csv": _csv}[form](found)
    return CLEAN


def _wanted(said: Sequence[str]) -> dict[str, str]:
    """`code=MONEY` names a column; what holds a slash before any equals sign is a cell_key."""
    return dict(_named(each) for each in said)


def _named(said: str) -> tuple[str, str]:
    name, equals, text = said.partition("=")
    return (name, text) if equals and "/" not in name else ("cell_key", said)


def _show(found: Explanation, *, every: bool) -> None:
    show.say(found.table, "bold")
    show.say(key(found))
    show.say(numbers(found), "bold")
    for title, lines in sections(found, every=every).items():
        _section(title, lines, every=every)
    show.note_model(source for source, _ in found.files)


def key(found: Explanation) -> str:
    """What tells the row, in its own words."""
    return ", ".join(f"{name}={text}" for name, text in found.row.items() if name not in _NUMBERS and _is_short(text))


def numbers(found: Explanation) -> str:
    """The numbers of the row."""
    told = [f"{name} {found.row[name]}" for name in _NUMBERS if found.row.get(name) is not None]
    return "; ".join(told) or "It holds no number."


def sections(found: Explanation, *, every: bool) -> dict[str, list[str]]:
    """What is behind the row, by title; lines that may be cut come first in what they tell."""
    declared = found.origin.declared.iter_rows(named=True)
    return {
        "How it follows": found.origin.formula,
        "Cells of files": _cells(found, every=every),
        "Declared facts": [_fact(each) for each in declared],
        "Labels and the codes they became": [_meaning(each) for each in found.meanings],
        "Deliveries": [_delivery(each) for each in found.deliveries],
        "Rules that judged them": _rules(found.rules, every=every),
        "Found at these cells": [f"{each['finding_id']}: {each['text']}" for each in found.findings],
        "Waivers": [_waiver(each) for each in found.waivers],
        "Corrections": [_correction(each) for each in found.corrections],
        "Left out of these deliveries": [_exclusion(each) for each in found.exclusions],
    }


def _is_short(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST


def _section(title: str, lines: Sequence[str], *, every: bool) -> None:
    if not lines:
        return
    show.say(f"{title}:", "bold")
    for line in lines if every else lines[:_SHOWN]:
        show.say(f"  {line}")
    if len(lines) > _SHOWN and not every:
        show.say(f"  … and {len(lines) - _SHOWN} more; --all lists them.")


def _cells(found: Explanation, *, every: bool) -> list[str]:
    """The cells of each sheet together, what matters most first; runs of rows as ranges, or each by itself."""
    group = ["source_id", "edition", "sheet", "counts_as"]
    parts = found.cells.group_by(group, maintain_order=True)
    ordered = sorted(parts, key=lambda part: _ORDER.index(str(part[0][3])))
    return [_sheet(found.files[str(key[0]), str(key[1])], key, cells=cells, every=every) for key, cells in ordered]


def _sheet(file: Delivery, key: tuple[object, ...], *, cells: pl.DataFrame, every: bool) -> str:
    told = Counter(cells["said"].fill_null("").to_list())
    said = [f"{text} {count:,}" if count > 1 else str(text) for text, count in told.most_common(_COMMONEST)]
    more = ", …" if len(told) > _COMMONEST else ""
    places = _every(cells) if every else _ranges(cells)
    name = f"{file.file}, {file.sha256[:12]}, {key[2] or 'no sheet'}"
    return f"{name}: {cells.height:,} {_SAYS[str(key[3])]}: {places} ({', '.join(said)}{more})"


def _every(cells: pl.DataFrame) -> str:
    return ", ".join(cell or f"row {row}" for cell, row in cells.select("cell", "row").iter_rows())


def _ranges(cells: pl.DataFrame) -> str:
    """`F2:F19, F21`: what stands one below the other in one column, in at most twelve pieces."""
    letters = cells.select(pl.col("cell").str.replace_all(r"\d+", "").fill_null("row "), "row").rows()
    runs = [
        list(run) for _, run in groupby(enumerate(sorted(letters)), key=lambda each: (each[1][0], each[1][1] - each[0]))
    ]
    told = [_run(run[0][1], run[-1][1]) for run in runs]
    return ", ".join(told[:_SHOWN]) + (f" and {len(told) - _SHOWN} more runs" if len(told) > _SHOWN else "")


def _run(first: tuple[str, int], last: tuple[str, int]) -> str:
    one, other = (" ".join(f"{letter}{row}" for letter in letters.split(" ") or [""]) for letters, row in (first, last))
    return one if first == last else f"{one}:{other}"


def _fact(each: Row) -> str:
    return f"{each['source_id']} {each['fact']}: {each['value']} ({each['cite'] or 'no citation'})"


def _meaning(each: Meaning) -> str:
    return f"{each.source_id} {each.edition}, {each.header}: {each.label} is {each.code} ({each.relation})"


def _delivery(each: Delivery) -> str:
    receipt = f"receipt {each.receipt} of {str(each.received_at)[:19]} by {each.who or 'an earlier release'}"
    agreed = f"proposed by {each.mapping_author}, reviewed by {each.mapping_reviewer or 'nobody yet'}"
    since = f", valid from {each.mapping_valid_from}" if each.mapping_valid_from else ""
    mapping = f"mapping {str(each.mapping)[:12]}, {agreed if each.mapping_author else 'proposed by nobody'}{since}"
    told = [each.file, f"sha256 {each.sha256}", each.state, receipt if each.receipt else "no receipt", mapping]
    return f"{each.source_id} {each.edition}: {', '.join(told)}"


def _rules(asked: Sequence[Row], *, every: bool) -> list[str]:
    """How many rules had which outcome, and those that were broken; each with its numbers with --all."""
    judged = [each for each in asked if each["outcome"] not in {"NOT_APPLICABLE", "NOT_RUN"}]
    counts = Counter(each["outcome"].lower().replace("_", " ") for each in judged)
    told = [
        f"{each['number']} {each['rule_id']}, {each['source_id']} {each['edition']}: {each['outcome']},"
        f" {each['numerator']} of {each['denominator']}"
        for each in judged
        if every or each["outcome"] != "PASSED"
    ]
    return [", ".join(f"{count} {outcome}" for outcome, count in counts.items()), *told] if judged else []


def _waiver(each: Row) -> str:
    return f"{each['rule_id']}, approved by {each['approver']}, until {each['expires']}: {each['reason']}"


def _correction(each: Row) -> str:
    people = f"proposed by {each['author']}, approved by {each['reviewer']}"
    place = f"{each['source_id']} {each['edition']}, {each['sheet']} {each['cell']}"
    return f"{each['correction']}, {place}: {each['before']} is counted as {each['after']}, {people}: {each['reason']}"


def _exclusion(each: Row) -> str:
    return f"{each['source_id']} {each['edition']}: {each['rows']} rows, {each['rule']}"


def _json(found: Explanation) -> None:
    show.as_json(
        {
            "table": found.table,
            "row": found.row,
            "formula": found.origin.formula,
            "rests_on": [{"table": table, "row": row} for table, row in found.origin.rests_on],
            "cells": list(_placed(found)),
            "declared": found.origin.declared.to_dicts(),
            "meanings": [asdict(each) for each in found.meanings],
            "deliveries": [asdict(each) for each in found.deliveries],
            "rules": found.rules,
            "findings": found.findings,
            "waivers": found.waivers,
            "corrections": found.corrections,
            "exclusions": found.exclusions,
        }
    )


def _placed(found: Explanation) -> Iterator[Row]:
    """Every cell with the file it stands in."""
    for each in found.cells.iter_rows(named=True):
        file = found.files[each["source_id"], each["edition"]]
        yield {"file": file.file, "sha256": file.sha256, **each}


def _csv(found: Explanation) -> None:
    """One row a cell of a file."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["file", "sha256", *found.cells.columns])
    writer.writerows([show.csv_cell(value) for value in each.values()] for each in _placed(found))
    if show.names_model(source for source, _ in found.files):
        show.complain(show.MODEL_NOTE)

"""`docs/arithmetic-findings.md`: which checks of published figures the pipeline makes by itself."""

import csv
from dataclasses import dataclass
from pathlib import Path

import duckdb

from docs.generate.markdown import code, page, plain, table

CHECKS = Path(__file__).parent.parent / "arithmetic_checks.csv"
_INTRO = """Whoever reads the published figures closely can check them against themselves: do the shares fit their
base, what is left out, which period contains which? These are such checks, made by hand once. For each one this page
has the words of the finding with which the pipeline says the same, by computation. No verdict is stored anywhere:
findings are computed anew for every snapshot. The list is `docs/arithmetic_checks.csv`."""


class NotFoundError(Exception):
    """A check that should be found in the warehouse and is not."""


@dataclass(frozen=True)
class Check:
    """One check. `says`: pieces, joined by a bar, of `value: detail` of its findings; no edition: about several."""

    check_id: str
    tested: str
    finding_id: str
    source_id: str
    edition: str
    says: str


def checks() -> list[Check]:
    """Every check, in the order of the list."""
    with CHECKS.open(encoding="utf-8", newline="") as file:
        return [Check(**row) for row in csv.DictReader(file)]


def arithmetic_findings(warehouse: duckdb.DuckDBPyConnection) -> str:
    """The page."""
    every = checks()
    heads = ["check", "what is tested", "what the pipeline says", "finding", "in"]
    told = table(heads, (_row(warehouse, each) for each in every))
    parts = [_INTRO, f"All {len(every)} checks are found by the pipeline.", told]
    return page("Arithmetic findings", "docs/arithmetic_checks.csv and the warehouse of what ships", parts=parts)


def _row(warehouse: duckdb.DuckDBPyConnection, check: Check) -> list[str]:
    finding = f"[{check.finding_id}](findings.md#{check.finding_id})"
    said = " ".join(plain(text) for text in texts(warehouse, check))
    return [
        code(check.check_id),
        plain(check.tested),
        said,
        finding,
        f"{code(check.source_id)} {check.edition}".strip(),
    ]


def texts(warehouse: duckdb.DuckDBPyConnection, check: Check) -> list[str]:
    """The messages of the findings that make the check. Raises NotFoundError where a piece of it is in none."""
    query = """
        SELECT concat_ws(': ', coalesce(value, ''), detail), text FROM core.finding
        WHERE finding_id = ? AND source_id = ? AND coalesce(edition, '') = ?
        ORDER BY ALL"""
    rows = warehouse.execute(query, [check.finding_id, check.source_id, check.edition]).fetchall()
    pieces = check.says.split("|")
    missing = [piece for piece in pieces if not any(piece in said for said, _ in rows)]
    if missing:
        raise NotFoundError(f"{check.check_id}: no finding {check.finding_id} says {missing}, only {rows}")
    return [text for said, text in rows if any(piece in said for piece in pieces)]

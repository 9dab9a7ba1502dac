"""A small invented source and its deliveries: model country XZ, with whatever a test wants to be different."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pipelines.approvals import FILE
from pipelines.deliver import Outcome, deliver
from schemas.dimension import DIMENSIONS
from schemas.layout import RecordsTable
from schemas.source import Source

HEADER = ("Number", "Date", "Motive", "Demand", "Age", "Gender")
ROW = dict(zip(HEADER, ("C-1", "2024-03-01", "sexual", "images", "14", "f"), strict=True))
COLUMNS: dict[str, Any] = {
    "Number": {"to": "row_key"},
    "Date": {"to": "reference_date", "format": "%Y-%m-%d"},
    "Motive": {"to": "motivation", "lookup": "motive"},
    "Demand": {"to": "demand", "lookup": "demand", "separator": ";"},
    "Age": {"to": "victim_age", "lookup": "age", "years": True},
    "Gender": {"to": "victim_gender", "lookup": "gender"},
}
LOOKUPS: dict[str, Any] = {
    "motive": {
        "sexual": "SEXUAL",
        "money": {"code": "FINANCIAL", "relation": "WIDER", "reason": "holds goods of any kind (invented)"},
        "not known": "_U",
        "not found": "UNDETERMINED",
        "test": {"exclude": "test records"},
    },
    "demand": {"images": "MORE_CONTENT", "cash": "MONEY", "meeting": "SEX_OFFLINE", "not known": "_U"},
    "age": {"13-15": "Y13T15", "15-17": "Y15T17", "0-12": "Y_LT13", "16-17": "Y16T17", "not known": "_U"},
    "gender": {"f": "F", "m": "M", "not known": "_U"},
}


# most tests look at one finding: without this a single rejected row would add another
TOLERANT = {"measure": "rejected_share", "max": 1}


def told(**changed: Any) -> dict[str, Any]:
    """The source file as data; `columns`, `lookups` and what belongs to the table go where they belong."""
    of_table: dict[str, Any] = {
        "table": "records",
        "kind": "records",
        "header": {"anchor": "Number"},
        "row_key": "unique",
    }
    for name in (RecordsTable.model_fields.keys() - {"editions"}) & changed.keys():
        of_table[name] = changed.pop(name)
    asserted = changed.setdefault("assertions", [])
    if all(each["measure"] != "rejected_share" for each in asserted):
        changed["assertions"] = [*asserted, TOLERANT]
    columns = of_table.setdefault("columns", COLUMNS)
    mapped = {column["to"] for column in columns.values()}
    return {
        "source_id": "xz_test_records",
        "title": "Test records (model country, invented data)",
        "publisher": "Test office (model country, invented data)",
        "country": "XZ",
        "geo_code": "XZ",
        "language": "en",
        "is_model": True,
        "documents": {"model": "Invented for the tests"},
        "counting": {
            "counting_unit": "VICTIM",
            "recording_stage": "RECORDED_INPUT",
            "geographic_role": "VICTIM_RESIDENCE",
        },
        "not_recorded": [each.name for each in DIMENSIONS if each.name not in mapped],
        "editions": [
            {"edition": "2023", "period_start": "2023-01-01", "period_end": "2023-12-31"},
            {"edition": "2024", "period_start": "2024-01-01", "period_end": "2024-12-31"},
            {"edition": "2024-2", "period_start": "2024-01-01", "period_end": "2024-12-31", "revises": "2024"},
        ],
        "tables": [of_table],
        "lookups": LOOKUPS,
    } | changed  # fmt: skip


def source_of(**changed: Any) -> Source:
    """The small source with these changes."""
    return Source.model_validate_json(json.dumps(told(**changed)))


def plant(folder: Path, *, is_approved: bool = True, **changed: Any) -> Path:
    """Write the small source into a folder of sources (JSON is YAML), approved as it is; gives the path of its file."""
    data = told(**changed)
    source_id = str(data["source_id"])
    path = folder / str(data["country"]).lower() / source_id / f"{source_id}.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, indent=1), encoding="utf-8")
    path.with_name(FILE).write_text(_approval(data) if is_approved else "", encoding="utf-8")
    return path


def _approval(data: dict[str, Any]) -> str:
    said = {name: each for name, each in data.items() if name != "editions"}
    sha256 = hashlib.sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()
    return f"version_of,sha256,author,reviewer,approved_on\n{data['source_id']},{sha256},Anna,Bert,2024-01-01\n"


def rows_of(*changes: dict[str, str]) -> list[list[str]]:
    """One row for each set of changed cells; numbers run from C-1 where none is given."""
    return [list((ROW | {"Number": f"C-{at}"} | change).values()) for at, change in enumerate(changes, start=1)]


def csv_of(rows: Iterable[Iterable[str]], header: Iterable[str] = HEADER, delimiter: str = ",") -> bytes:
    """A plain text table of the header and the rows."""
    return "".join(f"{delimiter.join(cells)}\n" for cells in (header, *rows)).encode()


def delivered(*changes: dict[str, str], edition: str = "2024", **changed: Any) -> Outcome:
    """What comes of a csv delivery with these rows, of the small source with these changes."""
    return deliver(csv_of(rows_of(*changes)), "records.csv", source=source_of(**changed), edition=edition)


def ids(outcome: Outcome) -> list[str]:
    """Finding ids of an outcome, each once, in order of name."""
    return sorted(set(outcome.findings["finding_id"]))
